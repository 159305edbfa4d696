// Runs the commands of README.md as a reader would type them, and scripts/demo --check once more to see that a second run
// builds nothing again.
//
// Every fenced block marked `console` counts. Lines that only make sense once for a reader (git clone, cd) are left out;
// scripts/test is what runs this test, so of it only the list of stages is asked for; scripts/demo serves until it is ended, so
// it is ended. All other lines run in a folder of their own, where the reader's register is the synthetic one: once as the CSV that the
// README names, and once as the spreadsheet that it says works the same.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "./machine.mjs";

/** A first run may compile the tools, the publisher and the engine on a small machine. */
const FIRST_RUN_TIMEOUT_MS = 45 * 60_000;
const SERVER_TIMEOUT_MS = 20 * 60_000;

/** The command blocks of the README, each as a list of lines without comments and continuations. */
function commandBlocks() {
  const blocks = [...readFileSync(join(ROOT, "README.md"), "utf8").matchAll(/^```(?:console|sh)\n([\s\S]*?)^```$/gm)];
  return blocks.map(([, text]) => {
    const lines = text.replaceAll("\\\n", " ").split("\n");
    return lines.map((line) => line.replace(/\s+#.*$/, "").trim()).filter((line) => line !== "" && !line.startsWith("#"));
  });
}

/** The folder that cargo builds into, for commands that call `yongquan` by its bare name. */
const RELEASE = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "release");

function start(command, cwd) {
  const env = { ...process.env, PATH: `${RELEASE}${delimiter}${process.env.PATH}`, YONGQUAN_PASSPHRASE: "shan-shui-qing-quan-yong" };
  const child = spawn("bash", ["-euo", "pipefail", "-c", command], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const started = { child, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (started.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (started.stderr += text));
  return started;
}

/** The reader's register, as the README names it and as a spreadsheet. */
const REGISTER = "登记册.csv";
const SPREADSHEET = "登记册.xlsx";

/** A folder as a reader of the README would have it: the schema beside their own register, in both forms. */
function readersFolder() {
  const folder = mkdtempSync(join(tmpdir(), "yongquan-reader-"));
  symlinkSync(join(ROOT, "data-schema"), join(folder, "data-schema"));
  const register = join(ROOT, ".work", "demo", "register");
  const table = JSON.parse(readFileSync(join(register, "datapackage.json"), "utf8")).resources.find((resource) => resource["yq:codeList"] !== true);
  copyFileSync(join(register, table.path), join(folder, REGISTER));
  const made = spawnSync("python3", [join(import.meta.dirname, "csv_to_xlsx.py"), join(folder, REGISTER), join(folder, SPREADSHEET)]);
  assert.equal(made.status, 0, made.stderr.toString());
  return folder;
}

/** Runs the lines of a block, one after the other, in a reader's folder. */
async function runAsReader(lines) {
  const folder = readersFolder();
  try {
    return await runSuccessfully(lines.join("\n"), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a command to its end. */
async function run(command, cwd) {
  const started = start(command, cwd);
  const [exitCode] = await once(started.child, "close");
  return { exitCode, stdout: started.stdout, stderr: started.stderr };
}

async function runSuccessfully(command, cwd = ROOT) {
  const result = await run(command, cwd);
  assert.equal(result.exitCode, 0, `${command}\n${result.stdout}\n${result.stderr.slice(-4000)}`);
  return result;
}

/** Starts the demo, visits the address that it prints, and ends it as Ctrl-C would. */
async function showAndEnd(command) {
  const started = start(`exec ${command}`, ROOT);
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

const blocks = commandBlocks();

test("the README shows the two commands", () => {
  const lines = blocks.flat();
  for (const command of ["scripts/demo", "scripts/demo --check"]) assert.ok(lines.includes(command), command);
});

test("from a register to an answer from a stick it takes ten commands", () => {
  const lines = blocks.find((block) => block.some((line) => line.includes(REGISTER)));
  assert.equal(lines.length, 10);
  // The way that they go, and that it ends with what lies on the stick.
  const places = [/ check /, / keys new /, / --dry-run$/, / --publisher-key .* --out 社区\.yqs$/, /cp 社区\.yqs U盘/, / (?:inspect|verify) U盘.* --trust /, / query U盘.* --slot U盘/];
  const order = places.map((pattern) => lines.findIndex((line) => pattern.test(line)));
  assert.ok(!order.includes(-1), String(order));
  assert.deepEqual(order, [...order].sort((a, b) => a - b));
});

describe("the commands of the README", { timeout: FIRST_RUN_TIMEOUT_MS }, () => {
  for (const [index, lines] of blocks.entries()) {
    const others = [];
    for (const line of lines) {
      if (/^(git clone |cd )/.test(line)) continue;
      if (line === "scripts/test") test(line, () => runSuccessfully("scripts/test --list"));
      else if (/^scripts\/demo( --port \d+)?$/.test(line)) test(line, { timeout: SERVER_TIMEOUT_MS }, () => showAndEnd(line));
      else if (line.startsWith("scripts/")) test(line, () => runSuccessfully(line));
      else others.push(line);
    }
    // The other lines of a block belong together: a later one may use what an earlier one made.
    if (others.length === 0) continue;
    test(`block ${index + 1}: ${others[0]}`, async () => {
      const { stdout } = await runAsReader(others);
      assert.match(stdout, / 74 /, stdout);
    });
    test(`block ${index + 1}, of a spreadsheet`, () => runAsReader(others.map((line) => line.replaceAll(REGISTER, SPREADSHEET))));
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
