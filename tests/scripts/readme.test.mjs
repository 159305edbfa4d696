// Runs the commands of README.md as a reader would type them, and once more to see that a second run builds nothing again.
//
// Every fenced block marked `sh` counts. Lines that only make sense once for a reader (git clone, cd) are left out; scripts/test
// is what runs this test, so of it only the list of stages is asked for; scripts/demo serves until it is ended, so it is ended.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "./machine.mjs";

/** A first run may compile the tools, the publisher and the engine on a small machine. */
const FIRST_RUN_TIMEOUT_MS = 45 * 60_000;
const SERVER_TIMEOUT_MS = 20 * 60_000;

/** The `sh` blocks of the README, each as a list of lines without comments and continuations. */
function shellBlocks() {
  const blocks = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, text]) => {
    const lines = text.replaceAll("\\\n", " ").split("\n");
    return lines.map((line) => line.replace(/\s+#.*$/, "").trim()).filter((line) => line !== "" && !line.startsWith("#"));
  });
}

/** The folder that cargo builds into, for commands that call `yongquan` by its bare name. */
const RELEASE = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release");

function start(command) {
  const env = { ...process.env, PATH: `${RELEASE}${delimiter}${process.env.PATH}` };
  const child = spawn("bash", ["-euo", "pipefail", "-c", command], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const started = { child, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (started.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (started.stderr += text));
  return started;
}

/** Runs a command to its end. */
async function run(command) {
  const started = start(command);
  const [exitCode] = await once(started.child, "close");
  return { exitCode, stdout: started.stdout, stderr: started.stderr };
}

async function runSuccessfully(command) {
  const result = await run(command);
  assert.equal(result.exitCode, 0, `${command}\n${result.stdout}\n${result.stderr.slice(-4000)}`);
  return result;
}

/** Starts the demo, visits the address that it prints, and ends it as Ctrl-C would. */
async function showAndEnd(command) {
  const started = start(`exec ${command}`);
  const ended = once(started.child, "close");
  const url = await new Promise((resolve, reject) => {
    const look = () => {
      const found = /^ +打开 Open +(http:\S+)$/m.exec(started.stdout);
      if (found !== null) resolve(found[1]);
    };
    started.child.stdout.on("data", look);
    started.child.once("close", () => reject(new Error(`${command} ended by itself\n${started.stderr.slice(-4000)}`)));
  });
  try {
    assert.match(started.stdout, /^ +口令 Passphrase +\S{15,}$/m);
    assert.equal((await fetch(url)).status, 200);
    assert.equal((await fetch(new URL("config.json", url))).status, 200);
  } finally {
    started.child.kill("SIGTERM");
    await ended;
  }
  await assert.rejects(fetch(url), "the server ends with the script");
}

const blocks = shellBlocks();

test("the README shows the two commands", () => {
  const lines = blocks.flat();
  for (const command of ["scripts/demo", "scripts/test"]) assert.ok(lines.includes(command), command);
});

describe("the commands of the README", { timeout: FIRST_RUN_TIMEOUT_MS }, () => {
  for (const [index, lines] of blocks.entries()) {
    const others = [];
    for (const line of lines) {
      if (/^(git clone |cd )/.test(line)) continue;
      if (line === "scripts/test") test(line, () => runSuccessfully("scripts/test --list"));
      else if (/^scripts\/demo( --port \d+)?$/.test(line)) test(line, { timeout: SERVER_TIMEOUT_MS }, () => showAndEnd(line));
      else others.push(line);
    }
    // The other lines of a block belong together: a later one may use what an earlier one made.
    if (others.length > 0) test(`block ${index + 1}: ${others[0]}`, () => runSuccessfully(others.join("\n")));
  }
});

test("scripts/demo --check gets 74 of 8,812 twice, and a second run builds nothing again", { timeout: FIRST_RUN_TIMEOUT_MS }, async () => {
  await runSuccessfully("scripts/demo --check");
  const { stdout, stderr } = await runSuccessfully("scripts/demo --check");
  assert.equal([...stdout.matchAll(/74 \/ 8812$/gm)].length, 2, stdout);
  for (const part of ["the engine as WebAssembly", "the synthetic register, its keys and its snapshot", "wasm-pack", "the npm packages"]) {
    assert.ok(stderr.includes(`already there: ${part}`), part);
  }
  assert.doesNotMatch(stderr, /Compiling|installing/);
  assert.ok(!existsSync(join(ROOT, "www/kiosk/dist/demo.yqs")), "the folder that gets published holds no snapshot");
});
