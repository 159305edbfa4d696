// Writes the licences of everything that is compiled into the programs of a release: each text once, under the crates that have it.
//
// Usage: node licences.mjs TARGET... >FILE   (the compiler's names for the computers that the programs are for)
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
/** How crates call the files that hold a licence or a notice. */
const LICENCE_FILE = /^(?:un)?licen[cs]e|^copying|^notice|^copyright/i;
/** What is in every program and comes with the compiler. */
const WITH_THE_COMPILER = "The Rust standard library (Apache-2.0 OR MIT, The Rust Project Developers); in the programs for Linux musl (MIT, Rich Felker and others)";

/** The crates that a program is made of: what only runs while compiling is not in it. */
export function cratesInside(metadata, root) {
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const packages = new Map(metadata.packages.map((entry) => [entry.id, entry]));
  const start = metadata.packages.find(({ name }) => name === root);
  if (start === undefined) throw new Error(`there is no crate ${root}`);
  const found = new Map();
  const queue = [start.id];
  while (queue.length > 0) {
    const id = queue.pop();
    const entry = packages.get(id);
    if (found.has(id) || entry.targets.some(({ kind }) => kind.includes("proc-macro"))) continue;
    found.set(id, entry);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null)) queue.push(pkg);
  }
  const byName = (a, b) => (a.name === b.name ? (a.version < b.version ? -1 : 1) : a.name < b.name ? -1 : 1);
  // Those without a source are our own, whose licences lie beside this file.
  return [...found.values()].filter(({ source }) => source !== null).sort(byName);
}

/** All texts, each once, in the order of the crate that comes first. A crate without a file is named with its licence. */
export function licenceText(crates, filesOf) {
  const holders = new Map();
  const without = [];
  for (const { name, version, license, manifest_path: manifest } of crates) {
    const texts = filesOf(dirname(manifest));
    if (texts.length === 0) without.push(`${name} ${version}: ${license ?? "?"}`);
    for (const text of texts) holders.set(text, [...(holders.get(text) ?? []), `${name} ${version}`]);
  }
  const parts = [...holders].map(([text, names]) => `${"=".repeat(80)}\n${[...new Set(names)].join(", ")}\n\n${text.trim()}\n`);
  return `The programs contain:\n\n${[WITH_THE_COMPILER, ...without].join("\n")}\n\n${parts.join("\n")}`;
}

function filesOf(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name));
  return names.map(({ name }) => name).sort().map((name) => readFileSync(join(folder, name), "utf8").replaceAll("\r\n", "\n"));
}

if (process.argv[1] === import.meta.filename) {
  const targets = process.argv.slice(2).flatMap((target) => ["--filter-platform", target]);
  if (targets.length === 0) throw new Error("usage: node licences.mjs TARGET...");
  const args = ["metadata", "--locked", "--format-version", "1", ...targets];
  const metadata = JSON.parse(execFileSync("cargo", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] }));
  process.stdout.write(licenceText(cratesInside(metadata, "yongquan-cli"), filesOf));
}
