// What the scripts say on a machine where something is missing and cannot be installed.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { join } from "node:path";
import { Machine, ROOT } from "./machine.mjs";

let machine;
beforeEach(() => {
  machine = new Machine();
});
afterEach(() => machine.remove());

const RUST = ["cargo", "rustc", "rustup", "cargo-clippy", "cargo-fmt", "rustfmt", "clippy-driver"];
const demo = (...args) => machine.run(join(ROOT, "scripts", "demo"), args);
/** A person who has installed nothing in their own folder either. */
const NEWCOMER = { HOME: "/nonexistent", CARGO_HOME: "/nonexistent" };

test("without a package manager the missing packages are named as one command", () => {
  machine.link(...RUST, "node", "npm", "cc");
  const { exitCode, stderr } = demo("--check");
  assert.equal(exitCode, 1);
  assert.match(stderr, /apt-get install --no-install-recommends chromium fonts-noto-cjk\n/);
});

test("a person who is neither administrator nor may become one gets the same command, and nothing is tried", () => {
  machine.link(...RUST, "node", "npm", "cc");
  machine.pretend("id", "echo 1000").pretend("apt-get", "exit 0").pretend("sudo", "exit 1");
  const { exitCode, stderr } = demo("--check");
  assert.equal(exitCode, 1);
  assert.match(stderr, /as an administrator: apt-get install --no-install-recommends chromium fonts-noto-cjk\n/);
  assert.deepEqual(machine.calls().filter((call) => call.startsWith("apt-get")), []);
});

test("everything that is missing is said at once", () => {
  const { exitCode, stderr } = machine.run(join(ROOT, "scripts", "demo"), [], { env: NEWCOMER });
  assert.equal(exitCode, 1);
  assert.match(stderr, /Rust 1\.\d+\.\d+ \(rustup is not on the PATH\)/);
  assert.match(stderr, /Node 20\.19\.0 or newer\n/);
  assert.match(stderr, /apt-get install --no-install-recommends build-essential\n/);
});

test("a Node that is too old is told from one that is not there", () => {
  machine.link(...RUST, "npm", "cc").pretend("node", "echo v18.20.8");
  const { exitCode, stderr } = demo();
  assert.equal(exitCode, 1);
  assert.match(stderr, /Node 20\.19\.0 or newer \(here: 18\.20\.8\)/);
});

test("an npm that is missing beside a good Node is named", () => {
  machine.link(...RUST, "node", "cc");
  const { exitCode, stderr } = demo();
  assert.equal(exitCode, 1);
  assert.match(stderr, /npm 10\.0\.0 or newer\n {4}install npm/);
});

test("a toolchain that rustup cannot install is named with rustup's own command", () => {
  machine.link("node", "npm", "cc").pretend("rustup", "exit 1").pretend("cargo", "exit 1").pretend("rustc", "exit 1");
  const { exitCode, stderr } = demo();
  assert.equal(exitCode, 1);
  assert.match(stderr, /rustup toolchain install 1\.\d+\.\d+ --component clippy --component rustfmt --component rust-src --target wasm32-unknown-unknown/);
});

test("scripts/test stops as early, and says the tools that only the tests need", () => {
  machine.link(...RUST, "node", "npm", "cc");
  const { exitCode, stderr, stdout } = machine.run(join(ROOT, "scripts", "test"), []);
  assert.equal(exitCode, 1);
  assert.match(stderr, /apt-get install --no-install-recommends .*age.* minisign/);
  assert.doesNotMatch(stdout, /passed/);
});

test("an option that a script does not know is refused before anything is installed", () => {
  for (const script of ["build", "demo", "site", "test"]) {
    const { exitCode, stderr } = machine.run(join(ROOT, "scripts", script), ["--chekc"]);
    assert.equal(exitCode, 1, script);
    assert.match(stderr, /not --chekc/, script);
  }
});
