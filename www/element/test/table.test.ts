import { describe, expect, test } from "vitest";
import { YongquanError } from "../src/shared/errors.js";
import { MAX_FACET_VALUES, facetOf } from "../src/worker/facets.js";
import { Dictionary } from "../src/worker/dictionary.js";
import { Table } from "../src/worker/table.js";
import { FakeEngine, field } from "./fixture.js";

const MARK = "1:abc";
const list = { columns: ["author", "pages", "price"], sort: [], offset: 0, limit: 2, why: { purpose: "stocktaking" } };

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    return thrown instanceof YongquanError ? thrown.code : String(thrown);
  }
  return "nothing was thrown";
}

describe("a page of the list", () => {
  test("is masked, with null for what is missing and for what is locked", () => {
    const page = new Table(new FakeEngine()).people.list(null, list, MARK);
    expect(page.rows).toEqual([["王*英", 120, null], ["李*", 80, null]]);
    expect(Array.from(page.rowIds)).toEqual([0, 1]);
  });

  test("never holds an unmasked value anywhere in the answer", () => {
    const page = new Table(new FakeEngine()).people.list(null, { ...list, limit: 100 }, MARK);
    expect(JSON.stringify(page)).not.toMatch(/王小英|李雷/);
    expect(page.rows).toHaveLength(4);
  });

  test("fetches a value from the engine once", () => {
    const engine = new FakeEngine();
    const table = new Table(engine);
    table.people.list(null, list, MARK);
    const { values } = engine.calls;
    table.people.list(null, list, MARK);
    expect(engine.calls.values).toBe(values);
  });

  test("is refused for a field that does not exist or is locked", () => {
    const table = new Table(new FakeEngine());
    expect(codeOf(() => table.people.list(null, { ...list, columns: ["nowhere"] }, MARK))).toBe("query.unknown_field");
    expect(codeOf(() => table.people.list(null, { ...list, sort: [{ field: "price", descending: false }] }, MARK))).toBe("query.locked_field");
  });
});

describe("selections", () => {
  test("are reused for the same question and freed when there are too many", () => {
    const engine = new FakeEngine();
    const table = new Table(engine);
    table.figures({ filter: null });
    table.figures({ filter: null });
    expect(engine.calls.select).toBe(1);
    for (let value = 0; value < 20; value += 1) table.figures({ filter: { field: "pages", op: "eq", value } });
    expect(engine.calls.select).toBe(21);
    expect(engine.calls.freed).toBe(9);
  });
});

describe("a facet", () => {
  const facet = (id: string) => new Table(new FakeEngine()).figures({ filter: null, facets: [{ field: id, filter: null }] }).facets[0];

  test("has the order of the code list, and codes that nobody holds", () => {
    expect(facet("shelf")).toEqual({
      field: "shelf", values: [{ value: "2", count: 1 }, { value: "1", count: 2 }, { value: "9", count: 0 }], missing: 1, more: { values: 0, count: 0 },
    });
  });

  test("has the order of numbers and dates", () => {
    expect(facet("pages")?.values.map(({ value }) => value)).toEqual([80, 120, 300]);
    expect(facet("bought")?.values.map(({ value }) => value)).toEqual(["2012-01-31", "2013-03-02", "2013-03-03"]);
  });

  test("has the largest first for free text", () => {
    expect(facet("keyword")?.values).toEqual([{ value: "水", count: 2 }, { value: "山", count: 1 }]);
  });

  test("of a masked or locked field is refused", () => {
    expect(codeOf(() => facet("author"))).toBe("page.masked_field");
    expect(codeOf(() => facet("price"))).toBe("query.locked_field");
  });

  test.each([MAX_FACET_VALUES - 1, MAX_FACET_VALUES, MAX_FACET_VALUES + 1, 5_000])("of %i values says what it leaves out", (cardinality) => {
    const engine = new FakeEngine();
    engine.cardinality = () => cardinality;
    engine.values = (_, codes) => Array.from(codes, (code) => `v${code}`);
    const counts = Uint32Array.from({ length: cardinality + 1 }, (_, code) => code + 1);
    const made = facetOf(field("keyword", "text"), undefined, counts, new Dictionary(engine, 5, field("keyword", "text")));
    expect(made.values.length).toBe(Math.min(cardinality, MAX_FACET_VALUES));
    expect(made.values.length + made.more.values).toBe(cardinality);
    const shown = made.values.reduce((sum, { count }) => sum + count, 0);
    expect(shown + made.more.count + made.missing).toBe(counts.reduce((sum, count) => sum + count, 0));
    expect(made.values[0]?.count).toBe(cardinality);
  });
});

