// Seals the registers of the case list with fresh keys into a temporary folder, before any test runs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder with `*.yqs`, `publisher.pub` and the identities. */
    sealedFolder: string;
    /** Which of the engines answers. */
    engine: string;
  }
}

const root = join(import.meta.dirname, "../../..");

export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "yongquan-cases-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const run = ["run", "--quiet", "--locked", "--package", "yongquan-cli", "--example", "seal-cases", "--", folder];
    execFileSync("cargo", run, { cwd: root, stdio: "inherit" });
  } catch (error) {
    remove();
    throw error;
  }
  project.provide("sealedFolder", folder);
  return remove;
}
