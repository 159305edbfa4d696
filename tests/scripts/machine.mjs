// A make-believe machine for the tests of the scripts: only the programs that a test gives it can be found.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** The project's folder. */
export const ROOT = join(import.meta.dirname, "..", "..");

/** What every Debian has: bash, coreutils, findutils, grep, sed, awk, util-linux. */
const ESSENTIALS = ["awk", "basename", "bash", "cat", "chmod", "cp", "cut", "date", "dirname", "env", "find", "flock", "grep", "head", "id", "ln",
  "mkdir", "mv", "rm", "sed", "sh", "sha256sum", "sleep", "sort", "tail", "tee", "touch", "tr", "true", "uname", "xargs"];

/** Where a program of this machine lies, or nothing. */
export function whereIs(name) {
  return process.env.PATH.split(delimiter).map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** One make-believe machine. `remove` takes it away again. */
export class Machine {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "yongquan-machine-"));
    this.bin = join(this.folder, "bin");
    this.callLog = join(this.folder, "calls.txt");
    mkdirSync(this.bin);
    for (const name of ESSENTIALS) this.link(name);
  }

  /** Lets a program of the real machine be found. */
  link(...names) {
    for (const name of names) {
      const file = whereIs(name);
      if (file !== undefined) symlinkSync(file, join(this.bin, name));
    }
    return this;
  }

  /** Adds a program made of bash lines. Each of its calls is noted, with its arguments. */
  pretend(name, lines) {
    const file = join(this.bin, name);
    rmSync(file, { force: true });
    writeFileSync(file, `#!/bin/bash\nprintf '%s\\n' "${name} $*" >>'${this.callLog}'\n${lines}\n`);
    chmodSync(file, 0o755);
    return this;
  }

  /** A copy of the parts of the project that the tool set-up reads, for tests that write. */
  copyOfProject() {
    const root = join(this.folder, "project");
    for (const part of ["scripts", "Cargo.toml", "rust-toolchain.toml", "package-lock.json"]) cpSync(join(ROOT, part), join(root, part), { recursive: true });
    return root;
  }

  /** Runs a command with nothing but this machine's programs; standard input is closed. */
  run(command, args, { cwd = ROOT, env = {} } = {}) {
    const { HOME, RUSTUP_HOME, CARGO_HOME } = process.env;
    const kept = Object.fromEntries(Object.entries({ HOME, RUSTUP_HOME, CARGO_HOME }).filter(([, value]) => value !== undefined));
    const result = spawnSync(command, args, {
      cwd,
      env: { ...kept, PATH: this.bin, LC_ALL: "C.UTF-8", ...env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (result.error !== undefined) throw result.error;
    return { exitCode: result.status, stdout: result.stdout, stderr: result.stderr };
  }

  /** Runs bash lines after the tool set-up has been sourced for the project in `root`. */
  runWithTools(root, lines, env = {}) {
    const script = `set -euo pipefail; root='${root}'; source "$root/scripts/lib/tools.sh"; ${lines}`;
    return this.run(join(this.bin, "bash"), ["-c", script], { cwd: root, env });
  }

  /** The calls of pretended programs so far, one line each. */
  calls() {
    return existsSync(this.callLog) ? readFileSync(this.callLog, "utf8").trimEnd().split("\n") : [];
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
