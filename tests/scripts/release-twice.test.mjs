// scripts/release from beginning to end, with a build that takes no time: what it writes, and that it writes nothing where two builds differ.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { ROOT } from "./machine.mjs";

let root;
const git = (...args) => execFileSync("git", ["-C", root, "-c", "user.name=A", "-c", "user.email=a@example.invalid", ...args], { encoding: "utf8" });

before(() => {
  root = mkdtempSync(join(tmpdir(), "yongquan-release-twice-"));
  const parts = ["scripts", "Cargo.toml", "rust-toolchain.toml", "package.json", "package-lock.json", "LICENSE", "LICENSE-APACHE", "LICENSE-MIT"];
  for (const part of parts) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  mkdirSync(join(root, ".tools"));
  symlinkSync(join(ROOT, ".tools/cargo"), join(root, ".tools/cargo"));
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, ".gitignore"), ".tools\nnode_modules\n.work\ndist\n");
  git("init", "--quiet");
});
after(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => rmSync(join(root, "dist"), { recursive: true, force: true }));

/** What every build in the place of scripts/build begins with: `$copy` is the folder that it builds in. */
const BUILD = `#!/usr/bin/env bash
set -euo pipefail
copy=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$copy/www/kiosk/dist" "$copy/dist"
echo page >"$copy/www/kiosk/dist/index.html"
echo file >"$copy/dist/yongquan.html"
`;

/** Releases the page alone as `lines` build it, after what every build does. */
function release(lines = "") {
  writeFileSync(join(root, "source.txt"), "source\n");
  writeFileSync(join(root, "scripts/build"), `${BUILD}${lines}\n`);
  chmodSync(join(root, "scripts/build"), 0o755);
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "next");
  const { status, stdout, stderr } = spawnSync(join(root, "scripts/release"), ["--part", "page"], { encoding: "utf8", env: { ...process.env, REAL_ROOT: root } });
  return { status, stdout, stderr, written: existsSync(join(root, "dist")) ? readdirSync(join(root, "dist")) : [] };
}

test("two builds that are the same are written with the list of their hashes", () => {
  const { status, stdout, stderr, written } = release();
  assert.equal(status, 0, stderr);
  assert.equal(written.length, 1);
  assert.match(written[0], /^parts-\d+\.\d+\.\d+$/);
  const folder = join(root, "dist", written[0]);
  execFileSync("sha256sum", ["--quiet", "--check", "SHA256SUMS"], { cwd: folder });
  const names = readFileSync(join(folder, "SHA256SUMS"), "utf8").trimEnd().split("\n").map((line) => line.slice(66));
  assert.deepEqual(names, ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "page/index.html", "yongquan.html"]);
  assert.match(stdout, /^same {7}page\/index\.html$/m);
  assert.match(stderr, /built page in \.work\/release\/and\/the-other-one: \d+ s, of the processors/);
  assert.ok(!existsSync(join(root, ".work/release")), "the copies are gone");
});

test("a time in what was built is found, and nothing is written", () => {
  const { status, stdout, stderr, written } = release('date +%N >>"$copy/www/kiosk/dist/index.html"');
  assert.equal(status, 1);
  assert.match(stdout, /^DIFFERENT {2}page\/index\.html$/m);
  assert.match(stdout, /^same {7}yongquan\.html$/m);
  assert.match(stderr, /the two builds differ/);
  assert.deepEqual(written, []);
});

test("a file that only one of the builds has is found, and nothing is written", () => {
  const { status, stdout, written } = release('[[ $copy != *other-one ]] || echo more >"$copy/www/kiosk/dist/more.js"');
  assert.equal(status, 1);
  assert.match(stdout, /^DIFFERENT {2}page\/more\.js$/m);
  assert.deepEqual(written, []);
});

test("the name of the folder in what was built is found, and nothing is written", () => {
  const { status, stderr, written } = release('echo "$copy/index.html" >>"$copy/www/kiosk/dist/index.html"');
  assert.equal(status, 1);
  assert.match(stderr, /is named in what was built there/);
  assert.deepEqual(written, []);
});

test("what is built learns the commit that it is of, which its copy has no git to ask for", () => {
  const { status, stderr, written } = release('echo "$YONGQUAN_COMMIT" >>"$copy/dist/yongquan.html"');
  assert.equal(status, 0, stderr);
  const commit = git("rev-parse", "HEAD").slice(0, 7);
  assert.equal(readFileSync(join(root, "dist", written[0], "yongquan.html"), "utf8"), `file\n${commit}\n`);
  assert.match(stderr, new RegExp(`version \\d+\\.\\d+\\.\\d+ · ${commit}$`, "m"));
});

test("a build that fails ends it", () => {
  const { status, written } = release("[[ $copy != *other-one ]]");
  assert.notEqual(status, 0);
  assert.deepEqual(written, []);
});

test("what is changed while it builds is in neither build", () => {
  const { status, stderr, written } = release('echo changed >>"$REAL_ROOT/source.txt"; cp "$copy/source.txt" "$copy/www/kiosk/dist/source.txt"');
  assert.equal(status, 0, stderr);
  assert.equal(readFileSync(join(root, "dist", written[0], "page/source.txt"), "utf8"), "source\n");
});
