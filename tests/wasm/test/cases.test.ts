// The one case list, asked of the engine as WebAssembly through the public API of `yongquan/engine`.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Engine, SealedSnapshot, type Selection, initSync } from "yongquan/engine";
import { type Case, loadCases } from "./cases.ts";

/** 2026-01-01 and a minute: the snapshots were issued at midnight. */
const NOW = 1_767_225_660;

const folder = inject("sealedFolder");
const read = (file: string) => readFileSync(join(folder, file));
const text = (file: string) => read(file).toString("utf8");

interface Field {
  id: string;
}

/** What an error of the engine carries. */
interface Refusal {
  name: string;
  code: string;
  params: Record<string, string>;
}

beforeAll(() => {
  const wasm = createRequire(import.meta.url).resolve(`yongquan/yongquan-${inject("engine")}.wasm`);
  initSync({ module: readFileSync(wasm) });
});

function open(one: Case): Engine {
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
  if (filter !== undefined) expect(parsed).toEqual(filter);
  if (one.as_of !== undefined) engine.setAsOf(one.as_of);
  return engine.select(parsed);
}

/** The facet by value: those that occur, missing under the empty name. */
function facet(engine: Engine, selection: Selection, field: string): Record<string, number> {
  const index = place(engine, field);
  const counts = selection.facet(index);
  const missing = engine.cardinality(index);
  expect(counts).toHaveLength(missing + 1);
  const codes = Uint32Array.from([...counts.keys()].filter((code) => code < missing && counts[code] !== 0));
  const values: unknown[] = engine.values(index, codes);
  const entries = Array.from(codes, (code, at): [string, number] => [String(values[at]), counts[code] ?? 0]);
  const missingCount = counts[missing] ?? 0;
  return Object.fromEntries(missingCount === 0 ? entries : [...entries, ["", missingCount]]);
}

function checkAnswer(one: Case): void {
  const engine = open(one);
  const selection = ask(engine, one);
  const counts = [...selection.counts()];
  if (one.counts !== undefined) {
    const population = one.counts[0] + one.counts[1] + one.counts[2];
    expect(counts).toEqual([...one.counts, population]);
  }
  if (one.matched !== undefined) {
    expect(page(engine, selection, { offset: 0, limit: 10_000, rows: [] })).toEqual(one.matched);
  }
  if (one.facet !== undefined) expect(facet(engine, selection, one.facet.field)).toEqual(one.facet.counts);
  if (one.page !== undefined) expect(page(engine, selection, one.page)).toEqual(one.page.rows);
}

function page(engine: Engine, selection: Selection, { sort = [], offset, limit }: NonNullable<Case["page"]>): number[] {
  const fields = Uint32Array.from(sort, (name) => place(engine, name.replace(/^-/, "")));
  const directions = Uint8Array.from(sort, (name) => (name.startsWith("-") ? 1 : 0));
  return [...selection.rowIds(fields, directions, offset, limit)];
}

function checkRefusal(one: Case): void {
  let refusal: Refusal | undefined;
  const engine = open(one);
  try {
    const selection = ask(engine, one);
    if (one.page !== undefined) page(engine, selection, one.page);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    refusal = error as unknown as Refusal;
  }
  expect(refusal, "an error").toBeDefined();
  expect(refusal?.name).toBe("YongquanError");
  expect(refusal?.code).toBe(one.error);
  expect(refusal?.params).toMatchObject(one.params ?? {});
}

const cases = loadCases();

test("the case list is there", () => {
  expect([...cases.values()].flat().length).toBeGreaterThan(100);
});

for (const [file, list] of cases) {
  describe(file, () => {
    for (const one of list) {
      test(one.name, () => (one.error === undefined ? checkAnswer(one) : checkRefusal(one)));
    }
  });
}
