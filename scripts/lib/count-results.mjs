// Counts what the test programs report in a stage's output, and prints `PASSED FAILED SKIPPED`, then the name of each skipped test
// on a line of its own.
//
// Understood are the closing lines of cargo test, node:test, Vitest and Playwright, and the lines `check passed: …`,
// `check failed: …` and `check skipped: …` of our own scripts. A stage that ended badly without reporting a failure counts as one failure, and so
// does a stage that ran nothing: silence is not success. A test that was skipped without its name being told, or that is not in
// allowed-skips.txt, is a failure too: a test that never runs anywhere proves nothing.
// Usage: node count-results.mjs --exit-code N FILE
import { readFileSync } from "node:fs";
import { parseArgs, stripVTControlCharacters } from "node:util";

/** The closing lines; a named group says what its number counts. */
const PATTERNS = [
  // cargo test: one line for each test program.
  /^test result: \w+\. (?<passed>\d+) passed; (?<failed>\d+) failed; (?<skipped>\d+) ignored;/,
  // node:test, both of its reporters; what was cancelled or left as to do has not been shown to work.
  /^(?:ℹ|#) pass (?<passed>\d+)$/,
  /^(?:ℹ|#) (?:fail|cancelled) (?<failed>\d+)$/,
  /^(?:ℹ|#) (?:skipped|todo) (?<skipped>\d+)$/,
  // Vitest: `Tests  1 failed | 12 passed | 2 skipped (15)`, each part only when there is one.
  /^\s*Tests\s.*?(?<passed>\d+) passed/,
  /^\s*Tests\s.*?(?<failed>\d+) failed/,
  /^\s*Tests\s.*?(?<skipped>\d+) (?:skipped|todo)/,
  // Playwright: one line each, indented; a flaky test failed first, and a test must not do that.
  /^\s+(?<passed>\d+) passed \(/,
  /^\s+(?<failed>\d+) (?:failed|flaky|interrupted)$/,
  /^\s+(?<skipped>\d+) (?:skipped|did not run)$/,
];
const CHECK = /^check (?<result>passed|failed|skipped): /;

/** The lines that name a skipped test. */
const SKIPS = [
  /^check skipped: (?<name>.+?)\s*$/,
  /^test (?<name>\S+) \.\.\. ignored/,
  // node:test, both of its reporters.
  /^\s*﹣ (?<name>.+?)(?: \([\d.]+ms\))? # (?:SKIP|TODO)/,
  /^\s*ok \d+ - (?<name>.+?) # (?:SKIP|TODO)/,
  // Vitest names them in its verbose reporter, Playwright in its list reporter.
  /^\s*↓ (?<name>.+?)\s*$/,
  /^\s+- +\d+ (?<name>.+?)\s*$/,
];

/** The names in a list of allowed skips: one a line, a reason behind `#`. */
export function allowedSkips(text) {
  const names = text.split("\n").map((line) => line.replace(/\s*#.*/, "").trim());
  return new Set(names.filter((name) => name !== ""));
}

/** The sums over all lines of one stage's output, and the names of what was skipped. */
export function countResults(text, exitCode, allowed) {
  const sums = { passed: 0, failed: 0, skipped: 0, skips: [] };
  for (const line of stripVTControlCharacters(text).split(/\r?\n/)) {
    const check = CHECK.exec(line);
    if (check !== null) sums[check.groups.result] += 1;
    const skip = SKIPS.map((pattern) => pattern.exec(line)).find((match) => match !== null);
    if (skip !== undefined) sums.skips.push(skip.groups.name);
    for (const pattern of PATTERNS) {
      for (const [name, digits] of Object.entries(pattern.exec(line)?.groups ?? {})) sums[name] += Number(digits);
    }
  }
  const unnamed = Math.max(0, sums.skipped - sums.skips.length);
  sums.failed += unnamed + sums.skips.filter((name) => !allowed.has(name)).length;
  const ranNothing = sums.passed + sums.failed === 0;
  if (sums.failed === 0 && (exitCode !== 0 || ranNothing)) sums.failed = 1;
  return sums;
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({ options: { "exit-code": { type: "string" } }, allowPositionals: true });
  const allowed = allowedSkips(readFileSync(new URL("allowed-skips.txt", import.meta.url), "utf8"));
  const { passed, failed, skipped, skips } = countResults(readFileSync(positionals[0], "utf8"), Number(values["exit-code"]), allowed);
  console.log([`${passed} ${failed} ${skipped}`, ...skips].join("\n"));
}
