// The small programs behind the scripts: counting results, comparing installed packages.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, test } from "node:test";
import { allowedSkips, countResults } from "../../scripts/lib/count-results.mjs";
import { tableOf, withTable } from "../../scripts/lib/where-it-runs.mjs";
import { ROOT } from "./machine.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "yongquan-small-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function runNode(program, ...args) {
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts", "lib", program), ...args], { encoding: "utf8" });
  return { exitCode: status, stderr };
}

describe("counting", () => {
  const CARGO = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.10s\n";
  const count = (text, exitCode, allowed = []) => {
    const { passed, failed, skipped, skips } = countResults(text, exitCode, new Set(allowed));
    return skips.length === 0 ? [passed, failed, skipped] : [passed, failed, skipped, skips];
  };

  test("cargo's closing lines are added up", () => {
    assert.deepEqual(count(CARGO + CARGO, 0), [24, 0, 0]);
  });

  test("node's two reporters, Vitest and Playwright are understood, with colours or without", () => {
    assert.deepEqual(count("ℹ tests 5\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\n", 1), [3, 1, 0]);
    assert.deepEqual(count("# pass 4\n# fail 0\n# cancelled 2\n# skipped 0\n# todo 0\n", 1), [4, 2, 0]);
    const vitest = " Test Files  2 passed (2)\n\u001b[2m      Tests \u001b[22m \u001b[31m1 failed\u001b[39m | \u001b[32m12 passed\u001b[39m (13)\n";
    assert.deepEqual(count(vitest, 1), [12, 1, 0]);
    assert.deepEqual(count("  1 failed\n    [chromium] › a.spec.ts:3:1 › first\n  1 flaky\n  9 passed (3.4s)\n", 1), [9, 2, 0]);
  });

  test("our own checks count one each", () => {
    assert.deepEqual(count("check passed: a\ncheck failed: b\ncheck skipped: c\nno check passed: d\n", 1, ["c"]), [1, 1, 1, ["c"]]);
  });

  test("what was skipped is named, and has to be allowed", () => {
    const cargo = "test deep::fuzz ... ignored, takes an hour\ntest result: ok. 12 passed; 0 failed; 1 ignored; 0 measured\n";
    assert.deepEqual(count(cargo, 0, ["deep::fuzz"]), [12, 0, 1, ["deep::fuzz"]]);
    assert.deepEqual(count(cargo, 0), [12, 1, 1, ["deep::fuzz"]]);
    const node = "﹣ an old engine (0.1ms) # SKIP\nℹ pass 3\nℹ skipped 1\nok 4 - another # TODO later\n# pass 1\n# todo 1\n";
    assert.deepEqual(count(node, 0, ["an old engine", "another"]), [4, 0, 2, ["an old engine", "another"]]);
    const vitest = "   ↓ opens a file\n      Tests  12 passed | 1 skipped (13)\n";
    assert.deepEqual(count(vitest, 0, ["opens a file"]), [12, 0, 1, ["opens a file"]]);
    const playwright = "  -  3 [chromium] › a.spec.ts:3:1 › first\n  1 skipped\n  9 passed (3.4s)\n";
    assert.deepEqual(count(playwright, 0, ["[chromium] › a.spec.ts:3:1 › first"]), [9, 0, 1, ["[chromium] › a.spec.ts:3:1 › first"]]);
  });

  test("a skip that nobody names is a failure", () => {
    assert.deepEqual(count("test result: ok. 12 passed; 0 failed; 2 ignored; 0 measured\n", 0), [12, 2, 2]);
  });

  test("the list of allowed skips is names with reasons", () => {
    assert.deepEqual([...allowedSkips("# why\n\na b  # no nightly here\nc\n")], ["a b", "c"]);
  });

  test("a stage that ran nothing has failed", () => {
    assert.deepEqual(count("", 0), [0, 1, 0]);
    assert.deepEqual(count("test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured\n", 0), [0, 1, 0]);
  });

  test("a stage that ended badly has failed, whatever it reported", () => {
    assert.deepEqual(count(CARGO, 101), [12, 1, 0]);
  });
});

describe("installed packages", () => {
  const entry = (version, more = {}) => ({ version, integrity: "sha512-x", ...more });
  const write = (file, packages) => {
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(join(folder, file), JSON.stringify({ packages }));
  };
  const isComplete = (wanted, present) => {
    write("package-lock.json", { "": {}, ...wanted });
    if (present !== undefined) write("node_modules/.package-lock.json", present);
    return runNode("npm-state.mjs", folder).exitCode === 0;
  };

  test("the same packages are complete", () => assert.ok(isComplete({ "node_modules/a": entry("1.0.0") }, { "node_modules/a": entry("1.0.0") })));
  test("another version is not", () => assert.ok(!isComplete({ "node_modules/a": entry("1.0.1") }, { "node_modules/a": entry("1.0.0") })));
  test("nothing installed is not", () => assert.ok(!isComplete({ "node_modules/a": entry("1.0.0") })));
  test("one that the lock file no longer names is not", () => {
    assert.ok(!isComplete({ "node_modules/a": entry("1.0.0") }, { "node_modules/a": entry("1.0.0"), "node_modules/b": entry("1.0.0") }));
  });
  test("one that this platform does not need may be absent", () => {
    assert.ok(isComplete({ "node_modules/a": entry("1.0.0"), "node_modules/b": entry("1.0.0", { optional: true }) }, { "node_modules/a": entry("1.0.0") }));
  });
});

describe("the table of where it runs", () => {
  const results = [
    { engine: "Chromium 86", way: "localhost", wasm: "baseline" },
    { engine: "Chromium 86", way: "file", wasm: null },
    { engine: "older", way: "localhost", advice: true },
  ];
  const rows = tableOf(results).split("\n").slice(2);

  test("ticks what worked, and leaves out what has no result", () => {
    assert.equal(rows[0], "| Chromium 86 | ✓ | — | ✓ | baseline |");
    assert.equal(rows[1], "| older | 提示 · advice | — | — | — |");
    assert.equal(rows.length, 2);
  });

  test("a README that says something else fails the check, and is mended without it", () => {
    const marks = ["<!-- where it runs: written by scripts/where-it-runs -->", "<!-- end of where it runs -->"];
    const readme = join(folder, "README.md");
    writeFileSync(readme, `before\n${marks.join("\n")}\nafter\n`);
    writeFileSync(join(folder, "page.jsonl"), results.map((result) => `${JSON.stringify(result)}\n`).join(""));
    const args = ["--results", folder, "--readme", readme];
    const refused = runNode("where-it-runs.mjs", ...args, "--check");
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stderr, /says something else/);
    assert.equal(runNode("where-it-runs.mjs", ...args).exitCode, 0);
    assert.equal(readFileSync(readme, "utf8"), `before\n${marks[0]}\n\n${tableOf(results)}\n\n${marks[1]}\nafter\n`);
    assert.equal(runNode("where-it-runs.mjs", ...args, "--check").exitCode, 0);
  });

  test("without results there is nothing to say, and without marks nowhere to say it", () => {
    writeFileSync(join(folder, "README.md"), "");
    const { exitCode, stderr } = runNode("where-it-runs.mjs", "--results", join(folder, "none"), "--readme", join(folder, "README.md"));
    assert.equal(exitCode, 1);
    assert.match(stderr, /no results yet/);
    assert.throws(() => withTable("text", "table"), /has no <!--/);
  });
});
