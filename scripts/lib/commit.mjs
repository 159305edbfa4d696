// Prints the commit that this folder holds: seven digits, `uncommitted` if something in it differs from its commit, or `unknown`.
//
// Whoever builds from an archive without git says it in YONGQUAN_COMMIT, or has it in commit.txt, which `git archive` fills in.
// Usage: node commit.mjs
import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** Digits of a commit that people read. */
const SHORT_LEN = 7;
const ROOT = join(import.meta.dirname, "..", "..");

/** What git says in a folder, or nothing where it fails or is not there. */
function git(root, ...args) {
  const { status, stdout } = spawnSync("git", ["-C", root, ...args], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

/** The commit of the project in `root`. */
export function sourceCommit(root = ROOT, env = process.env) {
  if (env.YONGQUAN_COMMIT) {
    if (!/^(?:[0-9a-f]{7}|uncommitted|unknown)$/.test(env.YONGQUAN_COMMIT)) throw new Error("YONGQUAN_COMMIT is seven digits of a commit, uncommitted, or unknown");
    return env.YONGQUAN_COMMIT;
  }
  const archived = readFileSync(join(root, "scripts", "lib", "commit.txt"), "utf8").trim();
  if (/^[0-9a-f]{40}$/.test(archived)) return archived.slice(0, SHORT_LEN);
  const top = git(root, "rev-parse", "--show-toplevel");
  // A folder inside somebody else's repository is not at that one's commit.
  if (top === undefined || realpathSync(top) !== realpathSync(root)) return "unknown";
  const changes = git(root, "status", "--porcelain");
  const commit = git(root, "rev-parse", "HEAD");
  if (changes === undefined || commit === undefined) return "unknown";
  return changes === "" ? commit.slice(0, SHORT_LEN) : "uncommitted";
}

if (process.argv[1] === import.meta.filename) console.log(sourceCommit());
