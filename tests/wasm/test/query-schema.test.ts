// The filters of the case list against `data-schema/query.schema.json`: what the one accepts the other does.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { loadCases } from "./cases.ts";

/** Refused for their shape; all other refusals need the schema of a register. */
const SHAPE_ERRORS = new Set(["query.malformed", "query.empty_in", "query.empty_group"]);

const file = join(import.meta.dirname, "../../../data-schema/query.schema.json");
// One field may be a text, a number or a truth value, which strict mode takes for a slip.
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const isFilter = ajv.compile(JSON.parse(readFileSync(file, "utf8")));

for (const one of [...loadCases().values()].flat()) {
  if (one.filter === undefined) continue;
  const filter: unknown = JSON.parse(one.filter);
  const isRefused = one.error !== undefined && SHAPE_ERRORS.has(one.error);
  test(`${isRefused ? "no filter" : "a filter"}: ${one.name}`, () => {
    expect(isFilter(filter)).toBe(!isRefused);
  });
}
