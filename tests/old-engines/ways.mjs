// The ways in which a page is opened: the address, and what is peculiar to each until the passphrase can be typed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { OFFICE_NAME, ROOT } from "./browsers.mjs";

/** Folder with the page, `demo.yqs` and `config.json`; see scripts/lib/demo.sh. */
const SITE = process.env.YONGQUAN_SITE ?? join(ROOT, ".work/demo/site");
/** The page as one file. */
const SINGLE_FILE = process.env.YONGQUAN_SINGLE_FILE ?? join(ROOT, "dist/yongquan.html");
const SNAPSHOT = join(SITE, "demo.yqs");
export const PASSPHRASE = readFileSync(process.env.YONGQUAN_PASSPHRASE_FILE ?? join(ROOT, ".work/demo/passphrase.txt"), "utf8").trimEnd();

/** Starts the project's own server, with the headers of the public site. */
export async function serve() {
  const args = [join(ROOT, "scripts/lib/serve.mjs"), "--netlify", join(ROOT, "netlify.toml"), "--root", SITE, "--port", "0"];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await Promise.race([
    once(server.stdout, "data"),
    once(server, "exit").then(([code]) => assert.fail(`the server ended with ${code}`)),
  ]);
  return { port: new URL(String(line).trim()).port, stop: () => server.kill() };
}

/** By a name of this machine, which browsers trust as they trust https. */
const localhost = {
  name: "localhost",
  url: (port) => `http://localhost:${port}/`,
  async begin(visitor) {
    assert.equal(await visitor.inPage(() => isSecureContext), true);
  },
};

/** By a name of the intranet without encryption, where the browser keeps its own cryptography and storage of files back. */
const httpName = {
  name: "http-name",
  url: (port) => `http://${OFFICE_NAME}:${port}/`,
  async begin(visitor) {
    assert.deepEqual(await visitor.inPage(() => [isSecureContext, typeof crypto.subtle, typeof window.caches]), [false, "undefined", "undefined"]);
  },
};

/** By a double click on the one file, with the snapshot chosen by hand. */
const file = {
  name: "file",
  url: () => pathToFileURL(SINGLE_FILE).href,
  async begin(visitor) {
    const { publisherKey } = JSON.parse(readFileSync(join(SITE, "config.json"), "utf8"));
    await visitor.type("publisher-key", publisherKey);
    await visitor.click("trust");
    await visitor.choose("file", SNAPSHOT);
    await visitor.get("manifest");
  },
};

export const WAYS = [localhost, httpName, file];
