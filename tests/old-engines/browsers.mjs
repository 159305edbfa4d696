// The browsers that the page is opened in: real ones of the age that offices have, and the current one of this machine.
//
// The old ones come packed inside npm packages and are unpacked once into the ignored folder .work/old-engines.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import puppeteer from "puppeteer-core";

const here = import.meta.dirname;
export const ROOT = join(here, "../..");
/** Where the tests put what they write: unpacked browsers, pictures, results. */
export const WORK = join(ROOT, ".work/old-engines");

/** The name under which a plain `http://` address is visited; it leads to this machine. */
export const OFFICE_NAME = "office.example";

/** The browsers, oldest first. `packed` is the package; without one it is the machine's own. */
export const BROWSERS = [
  { name: "Chromium 86", packed: "chromium-86" },
  { name: "Chromium 92", packed: "chromium-92" },
  { name: "Chromium 103", packed: "chromium-103" },
  { name: "当前 Chromium · current", packed: undefined },
];

/** Unpacks a browser unless that very version lies there, and gives its folder. */
function unpacked(packed) {
  const from = join(here, "node_modules", packed);
  const { name, version } = JSON.parse(readFileSync(join(from, "package.json"), "utf8"));
  const folder = join(WORK, packed);
  const stamp = join(folder, "unpacked");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === `${name} ${version}`) return folder;
  // Unpacked beside and moved, so that a half-written browser never lies under the final name.
  const next = `${folder}.new`;
  for (const path of [folder, next]) rmSync(path, { recursive: true, force: true });
  mkdirSync(next, { recursive: true });
  const content = (file) => brotliDecompressSync(readFileSync(join(from, "bin", file)));
  writeFileSync(join(next, "chromium"), content("chromium.br"), { mode: 0o755 });
  // Libraries that the browser was linked with, among them those of its cryptography. Ours may be younger.
  execFileSync("tar", ["--extract", "--directory", next, "--no-same-owner"], { input: content("aws.tar.br"), stdio: ["pipe", "inherit", "inherit"] });
  writeFileSync(join(next, "unpacked"), `${name} ${version}`);
  renameSync(next, folder);
  return folder;
}

/** The program of a browser, and what it needs in its environment. */
function programOf({ packed }) {
  if (packed === undefined) return { executablePath: process.env.YONGQUAN_CHROMIUM ?? "/usr/bin/chromium", env: process.env };
  const folder = unpacked(packed);
  return { executablePath: join(folder, "chromium"), env: { ...process.env, LD_LIBRARY_PATH: join(folder, "lib") } };
}

/** Starts a browser that reaches this machine and nothing else. `outside` notes whatever it asks of others. */
export async function start(browser, outside) {
  const options = await outside.optionsBeside("localhost", OFFICE_NAME);
  return puppeteer.launch({
    ...programOf(browser),
    headless: true,
    args: [
      // The page is our own and comes from this machine; the sandbox is not available to root or inside most containers.
      "--no-sandbox",
      "--no-zygote",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-features=HttpsUpgrades",
      "--lang=zh-CN",
      `--host-resolver-rules=MAP ${OFFICE_NAME} 127.0.0.1`,
      ...options,
    ],
  });
}
