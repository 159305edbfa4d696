/** The single file, as an office makes its own from it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = join(import.meta.dirname, "../..");
/** The file as the build made it. */
export const SINGLE_FILE = process.env["YONGQUAN_SINGLE_FILE"] ?? join(ROOT, "dist/yongquan.html");

const folder = mkdtempSync(join(tmpdir(), "yongquan-stick-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** Where a file lies on the stick, which is gone after the tests. */
export function onStick(name: string): string {
  return join(folder, name);
}

/** Address of a copy with what the arguments of scripts/single-file put in. */
export function singleFile(name: string, args: readonly string[]): string {
  const out = onStick(name);
  execFileSync(join(ROOT, "scripts/single-file"), ["--page", SINGLE_FILE, "--out", out, ...args], { stdio: ["ignore", "ignore", "pipe"] });
  return pathToFileURL(out).href;
}

/** Address of the file as the build made it. */
export function plainSingleFile(): string {
  return pathToFileURL(SINGLE_FILE).href;
}
