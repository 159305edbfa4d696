// Counts the instructions of each kernel under callgrind and compares them with instructions.toml: a regression shows without a
// clock, on a machine that has other things to do.
//
// Usage: node instructions.mjs [--accept]
//   --accept   writes what was counted as what is expected from now on
//
// Reports each kernel as a check, for scripts/test. The counts depend on the compiler, which is pinned.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "smol-toml";

const { accept } = parseArgs({ options: { accept: { type: "boolean", default: false } } }).values;
const root = join(import.meta.dirname, "../..");
const expectations = join(import.meta.dirname, "instructions.toml");
/** The function that callgrind counts, by its name in instructions.rs. */
const COUNTED = "instructions::count_these_instructions";
/** How much more a kernel may take: what the linker places elsewhere, and the seeds of hash tables, move the counts a little. */
const TOLERANCE = 0.05;

/** Kernels that take another way where the processor has AVX2; without it their numbers say nothing. */
const NEEDS_AVX2 = new Set(["name_search"]);
const hasAvx2 = () => /^flags\s*:.*\bavx2\b/m.test(readFileSync("/proc/cpuinfo", "utf8"));

const run = (program, args, more = {}) => execFileSync(program, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], ...more });

/** Instructions of each kernel, in the order of running. */
function counted() {
  run("cargo", ["build", "--release", "--locked", "--package", "yongquan-core", "--example", "instructions"], { stdio: ["ignore", "inherit", "inherit"] });
  const { target_directory: target } = JSON.parse(run("cargo", ["metadata", "--format-version", "1", "--no-deps", "--locked"], { maxBuffer: 1 << 28 }));
  const folder = join(root, ".work/bench/callgrind");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const out = join(folder, "part");
  const options = ["--collect-atstart=no", `--toggle-collect=${COUNTED}`, `--dump-after=${COUNTED}`, `--callgrind-out-file=${out}`];
  const names = run("valgrind", ["--quiet", "--tool=callgrind", ...options, join(target, "release/examples/instructions")]).trim().split("\n");
  return names.map((name, at) => {
    const [, total] = /^totals: (\d+)$/m.exec(readFileSync(`${out}.${at + 1}`, "utf8")) ?? [];
    if (!(Number(total) > 0)) throw new Error(`callgrind counted nothing for ${name}: is ${COUNTED} still a function of its own?`);
    return [name, Number(total)];
  });
}

const found = counted();
if (accept) {
  const lines = found.map(([name, count]) => `${name} = ${count}`);
  const about = [
    "# Instructions of one call of each kernel on the register of kernel.rs, counted by `scripts/bench --instructions`, which fails",
    `# where one takes over ${TOLERANCE * 100} % more. A new number is accepted by \`scripts/bench --instructions --accept\`: say in the commit why.`,
    "# Counted with the pinned compiler on a processor with AVX2; the search in names takes more without.",
  ];
  writeFileSync(expectations, `${[...about, "", ...lines].join("\n")}\n`);
}

const expected = parse(readFileSync(expectations, "utf8"));
let bad = 0;
for (const [name, count] of found) {
  if (NEEDS_AVX2.has(name) && !hasAvx2()) {
    console.log(`check skipped: instructions of ${name}: this processor has no AVX2`);
    continue;
  }
  const before = expected[name];
  const change = before === undefined ? "" : ` (${count < before ? "−" : "+"}${Math.abs((count / before - 1) * 100).toFixed(1)} %)`;
  if (before !== undefined && count <= before * (1 + TOLERANCE)) {
    console.log(`check passed: instructions of ${name}: ${count}, expected ${before}${change}`);
    if (count < before * (1 - TOLERANCE)) console.log(`  fewer than expected: keep it so with scripts/bench --instructions --accept`);
  } else {
    bad += 1;
    console.log(`check failed: instructions of ${name}: ${count}, expected ${before ?? "no such kernel"}${change}`);
    console.log(`  if the new number is right: scripts/bench --instructions --accept, and say why in the commit`);
  }
}
const names = new Set(found.map(([name]) => name));
for (const name of Object.keys(expected).filter((one) => !names.has(one))) {
  bad += 1;
  console.log(`check failed: instructions of ${name}: expected ${expected[name]}, but there is no such kernel any more`);
}
process.exitCode = bad === 0 ? 0 : 1;
