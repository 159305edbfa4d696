// SECURITY.md names what shows each of its promises; what it names has to be there.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "./machine.mjs";

const text = readFileSync(join(ROOT, "SECURITY.md"), "utf8");

/** The rows of the table beneath a heading, as lists of cells. */
function rowsBeneath(heading) {
  const section = text.split(/^## /m).find((part) => part.includes(heading));
  const rows = section.split("\n").filter((line) => line.startsWith("| "));
  return rows.slice(1).map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** The paths in a text that begin in one of the project's folders. */
const pathsIn = (part) => [...part.matchAll(/`((?:tests|crate|scripts|data-schema|www)\/[\w./-]+)/g)].map(([, path]) => path);

describe("SECURITY.md", () => {
  test("every file that it names is there", () => {
    const paths = pathsIn(text);
    assert.ok(paths.length > 10);
    for (const path of paths) assert.ok(existsSync(join(ROOT, path)), path);
  });

  test("every promise names a test", () => {
    const rows = rowsBeneath("What is promised");
    assert.ok(rows.length >= 8);
    for (const [, promise, , shown] of rows) assert.ok(pathsIn(shown).some((path) => path.startsWith("tests/")), promise);
  });

  test("the tests that it names by their words are tests", () => {
    const named = rowsBeneath("What is promised").flatMap(([, , , shown]) => [...shown.matchAll(/`(tests\/[\w./-]+)` \((`[^)]*`)\)/g)]);
    assert.ok(named.length >= 5);
    for (const [, path, names] of named) {
      assert.ok(statSync(join(ROOT, path)).isFile(), path);
      const source = readFileSync(join(ROOT, path), "utf8");
      for (const [, name] of names.matchAll(/`([^`]+)`/g)) assert.ok(source.includes(name), `${path}: ${name}`);
    }
  });
});
