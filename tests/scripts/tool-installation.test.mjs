// How tools are installed: once, in the right version, with nothing of our own flags in them.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import { delimiter, join } from "node:path";
import { Machine, ROOT, whereIs } from "./machine.mjs";

/** The version of wasm-bindgen that the workspace pins, read in another way than the scripts read it. */
const WASM_BINDGEN = JSON.parse(/^wasm-bindgen = (".*")$/m.exec(readFileSync(join(ROOT, "Cargo.toml"), "utf8"))[1]).replace("=", "");

/** A cargo whose `install CRATE --version =V … --root FOLDER` puts a program there that reports V. */
const PRETENDED_CARGO = `
[[ $1 == install ]] || exit 64
printf 'flags:%s%s\\n' "\${RUSTFLAGS-}" "\${CARGO_ENCODED_RUSTFLAGS-}" >>"$CALL_LOG"
program=\${2%-cli} version=\${4#=} folder=\${@: -1}
mkdir -p "$folder/bin" "$CARGO_TARGET_DIR"
printf '#!/bin/bash\\necho "%s %s"\\n' "$program" "$version" >"$folder/bin/$program"
chmod +x "$folder/bin/$program"`;

let machine;
beforeEach(() => {
  machine = new Machine().link("node");
});
afterEach(() => machine.remove());

test("a first run compiles both tools at their pins, a second run neither", () => {
  const root = machine.copyOfProject();
  machine.pretend("cargo", PRETENDED_CARGO);
  const env = { CALL_LOG: machine.callLog };
  const first = machine.runWithTools(root, "need_wasm_tools", env);
  assert.equal(first.exitCode, 0, first.stderr);
  const installed = machine.calls().filter((call) => call.startsWith("cargo install"));
  assert.equal(installed.length, 2);
  assert.ok(installed[0].startsWith(`cargo install wasm-bindgen-cli --version =${WASM_BINDGEN} --locked`), installed[0]);
  assert.match(installed[1], /^cargo install wasm-pack --version =0\.15\.1 --locked/);
  assert.ok(!existsSync(join(root, ".tools", "build")), "what was compiled is cleaned up");

  const second = machine.runWithTools(root, "need_wasm_tools", env);
  assert.equal(second.exitCode, 0);
  assert.match(second.stderr, /already there: wasm-pack 0\.15\.1\n/);
  assert.ok(second.stderr.includes(`already there: wasm-bindgen ${WASM_BINDGEN}\n`));
  assert.equal(machine.calls().filter((call) => call.startsWith("cargo install")).length, 2);
});

test("a tool of another version is replaced", () => {
  const root = machine.copyOfProject();
  machine.pretend("cargo", PRETENDED_CARGO);
  const env = { CALL_LOG: machine.callLog };
  machine.runWithTools(root, "alone install_compiled wasm-pack 0.14.0 wasm-pack", env);
  const { exitCode } = machine.runWithTools(root, "alone install_compiled wasm-pack 0.15.1 wasm-pack", env);
  assert.equal(exitCode, 0);
  assert.equal(machine.run(join(root, ".tools/cargo/bin/wasm-pack"), ["--version"]).stdout, "wasm-pack 0.15.1\n");
});

test("flags meant for our wasm do not get into the tools", () => {
  const root = machine.copyOfProject();
  machine.pretend("cargo", PRETENDED_CARGO);
  const env = { CALL_LOG: machine.callLog, RUSTFLAGS: "-C target-cpu=mvp", CARGO_ENCODED_RUSTFLAGS: "x" };
  machine.runWithTools(root, "need_wasm_tools", env);
  assert.deepEqual(machine.calls().filter((call) => call.startsWith("flags:")), ["flags:", "flags:"]);
});

test("a tool that cannot be compiled is named with the command to do it by hand", () => {
  const root = machine.copyOfProject();
  machine.pretend("cargo", "exit 101");
  const { exitCode, stderr } = machine.runWithTools(root, "need_wasm_tools");
  assert.equal(exitCode, 1);
  assert.ok(stderr.includes(`cargo install wasm-bindgen-cli --version ${WASM_BINDGEN} --locked --root .tools/cargo`));
});

test("an administrator gets missing system packages installed, and only the missing ones", () => {
  const root = machine.copyOfProject();
  machine.pretend("id", "echo 0").pretend("age", "exit 0");
  // Installing means here: the program can be found afterwards.
  machine.pretend("apt-get", `[[ $1 == install ]] && for name in "$@"; do [[ $name == minisign ]] && ln -s /bin/true '${machine.bin}/minisign'; done; exit 0`);
  const { exitCode, stderr } = machine.runWithTools(root, "need_system age minisign; stop_if_missing");
  assert.equal(exitCode, 0, stderr);
  const installs = machine.calls().filter((call) => call.startsWith("apt-get install"));
  assert.deepEqual(installs, ["apt-get install -y -q --no-install-recommends minisign"]);
});

test("a package manager that installs nothing is not believed", () => {
  const root = machine.copyOfProject();
  machine.pretend("id", "echo 0").pretend("apt-get", "exit 0");
  const { exitCode, stderr } = machine.runWithTools(root, "need_system minisign; stop_if_missing");
  assert.equal(exitCode, 1);
  assert.match(stderr, /apt-get install --no-install-recommends minisign\n/);
});

test("once everything is set up, a further run says so and installs nothing", () => {
  // This is the real project on the real machine: scripts/test has set it up before it comes here. Only what could install is
  // watched, by programs of the same name that note the call and pass it on.
  for (const name of ["cargo", "npm", "apt-get", "rustup"]) machine.pretend(name, `exec '${whereIs(name) ?? "/bin/false"}' "$@"`);
  const env = { PATH: `${machine.bin}${delimiter}${process.env.PATH}` };
  const { exitCode, stderr } = machine.runWithTools(ROOT, "set_up build browser test", env);
  assert.equal(exitCode, 0, stderr);
  for (const tool of ["wasm-pack 0.15.1", `wasm-bindgen ${WASM_BINDGEN}`, "the npm packages", "Rust ", "Node ", "chromium"]) {
    assert.ok(stderr.includes(`already there: ${tool}`), tool);
  }
  assert.doesNotMatch(stderr, /installing|compiling/);
  assert.deepEqual(machine.calls().filter((call) => /^(cargo install|npm (ci|install)|apt-get|rustup toolchain install)/.test(call)), []);
});

/** A Debian whose packages can be fetched and unpacked, and which notes what it is asked for. */
function withPackages() {
  machine.pretend("apt-get", '[[ $1 == download ]] && touch "${@: -1}_1_amd64.deb"; exit 0');
  machine.pretend("dpkg-deb", 'program=$3/usr/sbin/$(basename "${2%%_*}"); mkdir -p "$3/usr/sbin"; printf "#!/bin/bash\\n" >"$program"; chmod +x "$program"');
}

test("a server for the tests is unpacked and never installed, and a second run does neither", () => {
  const root = machine.copyOfProject();
  withPackages();
  const first = machine.runWithTools(root, "need_servers a-server; stop_if_missing; find_server a-server");
  assert.equal(first.exitCode, 0, first.stderr);
  assert.equal(first.stdout, `${root}/.tools/servers/usr/sbin/a-server\n`);
  assert.ok(machine.calls().some((call) => call.startsWith("apt-get download")));
  assert.deepEqual(machine.calls().filter((call) => call.includes("install")), []);
  const calls = machine.calls().length;
  assert.match(machine.runWithTools(root, "need_servers a-server").stderr, /already there: a-server\n/);
  assert.equal(machine.calls().length, calls);
});

test("a server that cannot be had is named with the command for it", () => {
  const root = machine.copyOfProject();
  withPackages();
  machine.pretend("dpkg-deb", "exit 1");
  const { exitCode, stderr } = machine.runWithTools(root, "need_servers a-server; stop_if_missing");
  assert.equal(exitCode, 1);
  assert.match(stderr, /apt-get install --no-install-recommends a-server\n/);
});
