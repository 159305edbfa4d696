// The case list as `tests/cases/model.rs` reads it.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";

export interface Case {
  name: string;
  fixture: string;
  rows?: number;
  key?: "all" | "base";
  as_of?: string;
  question?: string;
  /** The JSON form, as text. */
  filter?: string;
  matched?: number[];
  /** Rows: true, false, unknown, excluded. */
  counts?: [number, number, number, number];
  facet?: { field: string; counts: Record<string, number> };
  /** Fields to sort by; `-` before one puts its largest value first. */
  page?: { sort?: string[]; offset: number; limit: number; rows: number[] };
  error?: string;
  params?: Record<string, string>;
}

const folder = join(import.meta.dirname, "../../cases");

/** What a case may hold: a misspelt key would be an expectation that nobody checks. */
const KEYS = new Set([
  "name",
  "fixture",
  "rows",
  "key",
  "as_of",
  "question",
  "filter",
  "matched",
  "counts",
  "facet",
  "page",
  "error",
  "params",
]);

/** Every case, by the file it stands in. */
export function loadCases(): Map<string, Case[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith(".toml"));
  return new Map(
    files.sort().map((file) => {
      const document = parse(readFileSync(join(folder, file), "utf8"));
      const cases = document.case as unknown as Case[];
      for (const one of cases) {
        const strange = Object.keys(one).filter((key) => !KEYS.has(key));
        if (strange.length > 0) throw new Error(`${file}: ${one.name}: unknown ${strange.join(", ")}`);
      }
      return [file.replace(/\.toml$/, ""), cases];
    }),
  );
}
