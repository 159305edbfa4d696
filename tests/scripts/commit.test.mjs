// Which commit a build says that it comes from.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { sourceCommit } from "../../scripts/lib/commit.mjs";
import { ROOT } from "./machine.mjs";

let folder;
let root;
const git = (...args) => execFileSync("git", ["-C", root, "-c", "user.name=A", "-c", "user.email=a@example.invalid", ...args], { encoding: "utf8" });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "yongquan-commit-"));
  root = join(folder, "project");
  mkdirSync(join(root, "scripts", "lib"), { recursive: true });
  for (const file of [".gitattributes", "scripts/lib/commit.txt"]) cpSync(join(ROOT, file), join(root, file));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function committed() {
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  return git("rev-parse", "HEAD").slice(0, 7);
}

test("a clean repository is at its commit, and a changed one at none", () => {
  const commit = committed();
  assert.equal(sourceCommit(root, {}), commit);
  writeFileSync(join(root, "new.rs"), "fn new() {}");
  assert.equal(sourceCommit(root, {}), "uncommitted");
});

test("an archive knows the commit without git", () => {
  const commit = committed();
  const archive = join(folder, "archive");
  mkdirSync(archive);
  execFileSync("sh", ["-c", 'git -C "$1" archive HEAD | tar -x -C "$2"', "sh", root, archive]);
  assert.equal(sourceCommit(archive, {}), commit);
});

test("a folder without git does not know, inside another repository neither", () => {
  assert.equal(sourceCommit(root, {}), "unknown");
  committed();
  const inner = join(root, "inner");
  cpSync(join(root, "scripts"), join(inner, "scripts"), { recursive: true });
  assert.equal(sourceCommit(inner, {}), "unknown");
});

test("whoever builds says it, and nothing else goes into a page", () => {
  for (const stated of ["3fa21bc", "uncommitted", "unknown"]) assert.equal(sourceCommit(root, { YONGQUAN_COMMIT: stated }), stated);
  for (const stated of ["3fa21b", "3FA21BC", "<b>", "main"]) assert.throws(() => sourceCommit(root, { YONGQUAN_COMMIT: stated }), /seven digits/);
});
