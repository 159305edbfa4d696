// The first question as an office asks it: from another computer's browser, over plain http and a name of the intranet, through nginx. The
// passphrase is the one that the public page shows.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { HOSTS, NAME, ROOT, SITE } from "./servers.mjs";

const QUESTION = "80岁以上 女";
const ANSWER = { count: 74, population: 8812, isSecure: false };
/** Unlocking is slow on purpose, and slower still on a busy small machine. */
const TIMEOUT_MS = 240_000;

test("74 of 8,812 over plain http, which the browser takes for insecure", { timeout: TIMEOUT_MS }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "yongquan-intranet-"));
  const server = await HOSTS.get("nginx over http")(SITE, join(folder, "nginx"));
  try {
    const { demoPassphrase } = JSON.parse(readFileSync(join(SITE, "config.json"), "utf8"));
    const passphraseFile = join(folder, "passphrase.txt");
    writeFileSync(passphraseFile, demoPassphrase);
    const args = [join(ROOT, "scripts/lib/ask-in-browser.mjs"), "--url", server.url.href, "--name-here", NAME, "--question", QUESTION,
      "--passphrase-file", passphraseFile, "--chromium", process.env.YONGQUAN_CHROMIUM ?? "/usr/bin/chromium", "--failure-picture", join(folder, "failure.png")];
    const browser = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let [answer, said] = ["", ""];
    browser.stdout.setEncoding("utf8").on("data", (text) => (answer += text));
    browser.stderr.setEncoding("utf8").on("data", (text) => (said += text));
    const [exitCode] = await once(browser, "close");
    assert.equal(exitCode, 0, said);
    assert.deepEqual(JSON.parse(answer), ANSWER);
    // The one thing that a browser has to say of plain http is that it does not apply this header there.
    const complaints = said.split("\n").filter((line) => line !== "" && !line.includes("Cross-Origin-Opener-Policy header has been ignored"));
    assert.deepEqual(complaints, []);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
