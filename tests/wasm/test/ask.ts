// One case of the case list, asked of the engine as WebAssembly through the public API of `yongquan/engine`.
//
// Knows no test program: whoever calls it may run under Vitest or on an engine that is too old for Vitest.
import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Engine, SealedSnapshot, type Selection } from "yongquan/engine";
import type { Case } from "./cases.ts";

/** 2026-01-01 and a minute: the snapshots were issued at midnight. */
const NOW = 1_767_225_660;

interface Field {
  id: string;
}

/** What an error of the engine carries. */
interface Refusal {
  name: string;
  code: string;
  params: Record<string, string>;
}

/** Opens the register of a case, which lies sealed in `folder`. */
function open(one: Case, folder: string): Engine {
  const read = (file: string): Uint8Array => readFileSync(join(folder, file));
  const text = (file: string): string => Buffer.from(read(file)).toString("utf8");
  const file = one.rows === undefined ? `${one.fixture}.yqs` : `${one.fixture}-${one.rows}.yqs`;
  const trust = { publisherKey: text("publisher.pub"), register: "cases", minSeq: 1, now: NOW };
  return new SealedSnapshot(read(file), trust).open(text(`${one.key ?? "all"}.identity`));
}

function place(engine: Engine, field: string): number {
  const { fields } = engine.schema() as { fields: Field[] };
  const index = fields.findIndex(({ id }) => id === field);
  if (index < 0) throw new Error(`no field ${field}`);
  return index;
}

function ask(engine: Engine, one: Case): Selection {
  const filter: unknown = one.filter === undefined ? undefined : JSON.parse(one.filter);
  if (one.question === undefined) {
    if (one.as_of !== undefined) engine.setAsOf(one.as_of);
    return engine.select(filter);
  }
  const parsed: unknown = engine.parse(one.question);
  if (filter !== undefined) deepEqual(parsed, filter);
  if (one.as_of !== undefined) engine.setAsOf(one.as_of);
  return engine.select(parsed);
}

/** The facet by value: those that occur, missing under the empty name. */
function facet(engine: Engine, selection: Selection, field: string): Record<string, number> {
  const index = place(engine, field);
  const counts = selection.facet(index);
  const missing = engine.cardinality(index);
  equal(counts.length, missing + 1);
  const codes = Uint32Array.from([...counts.keys()].filter((code) => code < missing && counts[code] !== 0));
  const values: unknown[] = engine.values(index, codes);
  const entries = Array.from(codes, (code, at): [string, number] => [String(values[at]), counts[code] ?? 0]);
  const missingCount = counts[missing] ?? 0;
  return Object.fromEntries(missingCount === 0 ? entries : [...entries, ["", missingCount]]);
}

function checkAnswer(one: Case, folder: string): void {
  const engine = open(one, folder);
  const selection = ask(engine, one);
  const counts = [...selection.counts()];
  if (one.counts !== undefined) {
    const population = one.counts[0] + one.counts[1] + one.counts[2];
    deepEqual(counts, [...one.counts, population]);
  }
  if (one.matched !== undefined) {
    deepEqual(page(engine, selection, { offset: 0, limit: 10_000, rows: [] }), one.matched);
  }
  // Tables of TOML have no prototype, which this comparison looks at too.
  if (one.facet !== undefined) deepEqual(facet(engine, selection, one.facet.field), { ...one.facet.counts });
  if (one.page !== undefined) deepEqual(page(engine, selection, one.page), one.page.rows);
}

function page(engine: Engine, selection: Selection, { sort = [], offset, limit }: NonNullable<Case["page"]>): number[] {
  const fields = Uint32Array.from(sort, (name) => place(engine, name.replace(/^-/, "")));
  const directions = Uint8Array.from(sort, (name) => (name.startsWith("-") ? 1 : 0));
  return [...selection.rowIds(fields, directions, offset, limit)];
}

function checkRefusal(one: Case, folder: string): void {
  let refusal: Refusal | undefined;
  const engine = open(one, folder);
  try {
    const selection = ask(engine, one);
    if (one.page !== undefined) page(engine, selection, one.page);
  } catch (error) {
    ok(error instanceof Error);
    refusal = error as unknown as Refusal;
  }
  ok(refusal !== undefined, "an error");
  equal(refusal.name, "YongquanError");
  equal(refusal.code, one.error);
  for (const [name, value] of Object.entries(one.params ?? {})) equal(refusal.params[name], value, name);
}

/** Asks one case, and throws if the engine answers otherwise than the case says. `folder` is where the registers lie sealed. */
export function checkCase(one: Case, folder: string): void {
  if (one.error === undefined) checkAnswer(one, folder);
  else checkRefusal(one, folder);
}
