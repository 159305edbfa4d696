// Whose licences travel with the programs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cratesInside, licenceText } from "../../scripts/lib/licences.mjs";

const entry = (name, more = {}) => ({ id: name, name, version: "1.0.0", license: "MIT", source: "registry", manifest_path: `/crates/${name}/Cargo.toml`, targets: [{ kind: ["lib"] }], ...more });
const node = (id, deps) => ({ id, deps: Object.entries(deps).map(([pkg, kind]) => ({ pkg, dep_kinds: [{ kind }] })) });

test("what only runs while compiling or testing is not inside a program, nor are our own crates", () => {
  const metadata = {
    packages: [entry("cli", { source: null }), entry("b"), entry("a"), entry("macro", { targets: [{ kind: ["proc-macro"] }] }), entry("builder"), entry("tester"), entry("other")],
    resolve: { nodes: [node("cli", { b: null, macro: null, builder: "build", tester: "dev" }), node("b", { a: null }), node("a", { b: null }), node("macro", {}), node("builder", {}), node("tester", {}), node("other", {})] },
  };
  assert.deepEqual(cratesInside(metadata, "cli").map(({ name }) => name), ["a", "b"]);
  assert.throws(() => cratesInside(metadata, "none"), /no crate none/);
});

test("a text stands once under all who have it, and a crate without one is named", () => {
  const files = { "/crates/a": ["the text\n"], "/crates/b": ["the text\n", "a notice\n"], "/crates/c": [] };
  const text = licenceText([entry("a"), entry("b"), entry("c")], (folder) => files[folder]);
  assert.equal(text.split("the text").length, 2);
  assert.match(text, /a 1\.0\.0, b 1\.0\.0\n\nthe text\n/);
  assert.match(text, /b 1\.0\.0\n\na notice\n/);
  assert.match(text, /^c 1\.0\.0: MIT$/m);
});
