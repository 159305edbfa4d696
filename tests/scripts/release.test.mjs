// The steps of scripts/release that do not compile anything.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Machine, ROOT } from "./machine.mjs";

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "yongquan-release-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs bash lines after the steps have been sourced for the project in `root`. */
function steps(lines, root = ROOT, env = {}) {
  const script = `set -euo pipefail; root='${root}'; source '${ROOT}/scripts/lib/say.sh'; source '${ROOT}/scripts/lib/release.sh'; tools="$root/.tools"; ${lines}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8", env: { ...process.env, ...env } });
  return { exitCode: status, stdout, stderr };
}

function write(name, text) {
  const file = join(folder, name);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
}

test("two builds are the same if every file is in both, byte for byte", () => {
  for (const build of ["a", "b"]) {
    write(`${build}/page/index.html`, "page");
    write(`${build}/yongquan.exe`, "program");
  }
  assert.deepEqual(steps("compare_folders a b"), { exitCode: 0, stdout: "same       page/index.html\nsame       yongquan.exe\n", stderr: "" });
  write("b/yongquan.exe", "prograM");
  write("a/only-here", "");
  const { exitCode, stdout } = steps("compare_folders a b");
  assert.equal(exitCode, 1);
  assert.match(stdout, /^DIFFERENT {2}only-here$/m);
  assert.match(stdout, /^DIFFERENT {2}yongquan\.exe$/m);
  assert.match(stdout, /^same {7}page\/index\.html$/m);
});

test("what names a folder of the machine is not released", () => {
  write("out/clean", "/yongquan/crate/core/src/lib.rs");
  assert.equal(steps("refuse_paths out /build/here").exitCode, 0);
  write("out/program", "\u0000\u0001/build/here/crate/core/src/lib.rs\u0000");
  const { exitCode, stderr } = steps("refuse_paths out /build/here");
  assert.equal(exitCode, 1);
  assert.match(stderr, /\/build\/here is named in what was built there: out\/program/);
  write("out/program", "/home/somebody/crates/registry/src/a.rs");
  assert.equal(steps("refuse_paths out /build/here", ROOT, { CARGO_HOME: "/home/somebody/crates" }).exitCode, 1);
});

test("the list of hashes names every file once, in an order of its own", () => {
  write("out/b", "b");
  write("out/a/页.html", "a");
  write("out/SHA256SUMS.minisig", "old");
  assert.equal(steps("write_sums out").exitCode, 0);
  const names = readFileSync(join(folder, "out/SHA256SUMS"), "utf8").trimEnd().split("\n").map((line) => line.slice(66));
  assert.deepEqual(names, ["a/页.html", "b"]);
  execFileSync("sha256sum", ["--quiet", "--check", "SHA256SUMS"], { cwd: join(folder, "out") });
});

test("a copy holds what git would take, with or without git, and nothing that was built", () => {
  const root = join(folder, "project");
  for (const name of ["crate/a.rs", "读我.txt", "gone.rs", "new.rs", "target/built", "www/kiosk/dist/built", ".work/built", "node_modules/p/index.js"]) write(`project/${name}`, "");
  write("project/.gitignore", "/target/\n/.work/\nnode_modules/\ndist/\n");
  const listed = () => steps("source_files", root).stdout.split("\u0000").map((name) => name.replace(/^\.\//, "")).filter((name) => name !== "" && !name.startsWith(".git/")).sort();
  const all = [".gitignore", "crate/a.rs", "gone.rs", "new.rs", "读我.txt"].sort();
  assert.deepEqual(listed(), all);
  const git = (...args) => execFileSync("git", ["-C", root, "-c", "user.name=A", "-c", "user.email=a@example.invalid", ...args]);
  git("init", "--quiet");
  git("add", "crate", "gone.rs", "读我.txt");
  git("commit", "--quiet", "--message", "first");
  rmSync(join(root, "gone.rs"));
  assert.deepEqual(listed(), all.filter((name) => name !== "gone.rs"));

  assert.equal(steps('copy_source "$root/.work/copy"', root).exitCode, 0);
  for (const name of ["crate/a.rs", "new.rs", "node_modules/p/index.js"]) assert.ok(existsSync(join(root, ".work/copy", name)), name);
  for (const name of ["target", ".work", "www"]) assert.ok(!existsSync(join(root, ".work/copy", name)), name);
});

test("the flags of the two copies differ in nothing but the names that they take away", () => {
  const flags = (copy) => steps(`for part in windows linux-x86_64 linux-aarch64; do program_flags $part ${copy}; done`).stdout.replaceAll(copy, "COPY");
  assert.equal(flags("/one"), flags("/another/place"));
  assert.match(flags("/one"), /--remap-path-prefix=COPY=\/yongquan/);
  assert.match(flags("/one"), /--no-insert-timestamp/);
  // Where its source is installed, the compiler names the folder of the standard library.
  assert.match(flags("/one"), /--remap-path-prefix=[^\u001f]*\/lib\/rustlib\/src\/rust=\/rustc\/[0-9a-f]{40}\u001f/);
});

test("a program that would compile C is refused", () => {
  const machine = new Machine();
  try {
    const refuse = (crates) => {
      machine.pretend("cargo", `printf '%s\\n' ${crates}`);
      return machine.run(join(machine.bin, "bash"), ["-c", `root='${ROOT}'; source '${ROOT}/scripts/lib/say.sh'; source '${ROOT}/scripts/lib/release.sh'; refuse_c_code windows`]);
    };
    assert.equal(refuse("'yongquan-cli v0.1.0' 'ccx v1.0.0' 'windows-sys v0.61.2'").exitCode, 0);
    const { exitCode, stderr } = refuse("'yongquan-cli v0.1.0' 'cc v1.2.0'");
    assert.equal(exitCode, 1);
    assert.match(stderr, /the program for windows compiles C/);
    assert.ok(machine.calls().some((call) => call.includes("--target x86_64-pc-windows-gnu")));
  } finally {
    machine.remove();
  }
});

test("a part of a release, or one that was built once, is not signed", () => {
  write("key", "");
  const release = (...args) => spawnSync(join(ROOT, "scripts/release"), args, { encoding: "utf8" });
  for (const [args, reason] of [
    [["--part", "macos"], /--part takes one of: page windows linux-x86_64 linux-aarch64/],
    [["--key", join(folder, "none")], /--key takes the file/],
    [["--part", "page", "--key", join(folder, "key")], /only a whole release is signed/],
    [["--once", "--key", join(folder, "key")], /only a whole release is signed/],
    [["--quick"], /knows --part NAME, --once and --key FILE, not --quick/],
  ]) {
    const { status, stderr } = release(...args);
    assert.equal(status, 1, args.join(" "));
    assert.match(stderr, reason);
  }
});

test("a standard library that cannot be installed is named with rustup's own command, and asked for only where it is needed", () => {
  const machine = new Machine();
  try {
    machine.pretend("rustup", "exit 1").pretend("rustc", "echo /nonexistent").pretend("cargo", "exit 0");
    const script = 'source "$root/scripts/lib/release.sh"; need_release_tools';
    assert.equal(machine.runWithTools(ROOT, `${script} page`).exitCode, 0);
    const { exitCode, stderr } = machine.runWithTools(ROOT, `${script} linux-aarch64`);
    assert.equal(exitCode, 1);
    assert.match(stderr, /rustup target add --toolchain 1\.\d+\.\d+ aarch64-unknown-linux-musl/);
    assert.ok(machine.calls().some((call) => /^rustup target add/.test(call)));
  } finally {
    machine.remove();
  }
});
