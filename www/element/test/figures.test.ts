import { describe, expect, test } from "vitest";
import { YongquanError } from "../src/shared/errors.js";
import { dateOfDay } from "../src/shared/figures.js";
import type { FiguresOf, FiguresRequest } from "../src/shared/figures.js";
import { dateEdges, numberEdges } from "../src/worker/edges.js";
import { Table } from "../src/worker/table.js";
import { FakeEngine } from "./fixture.js";

function look<R extends FiguresRequest>(request: R, engine = new FakeEngine()): FiguresOf<R> {
  return new Table(engine).look(request) as FiguresOf<R>;
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    return thrown instanceof YongquanError ? thrown.code : String(thrown);
  }
  return "nothing was thrown";
}

const filter = null;

describe("a cross-tab", () => {
  test("has its sides in the order of the code list and by count, missing last", () => {
    const { axes, counts, matched } = look({ ask: "cross_tab", filter, fields: ["shelf", "keyword"] });
    expect(axes).toEqual([{ field: "shelf", values: ["2", "1"], more: 0 }, { field: "keyword", values: ["水", "山"], more: 0 }]);
    expect(Array.from(counts)).toEqual([1, 0, 0, 1, 1, 0, 0, 0, 1]);
    expect(matched).toBe(4);
  });

  test("of three fields has the third one's places next to each other", () => {
    const { axes, counts } = look({ ask: "cross_tab", filter, fields: ["shelf", "keyword", "lent"] });
    expect(axes[2]).toEqual({ field: "lent", values: [true, false], more: 0 });
    const places = [3, 3, 3];
    const at = (...place: number[]): number => counts[place.reduce((cell, each, side) => cell * (places[side] ?? 1) + each, 0)] ?? 0;
    // Shelf two: one on water, not lent. Shelf one: one on water, not lent, and one on mountains, lent. One without anything.
    expect([at(0, 0, 1), at(1, 0, 1), at(1, 1, 0), at(2, 2, 2)]).toEqual([1, 1, 1, 1]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  });

  test("counts the selected rows alone, and has no place for what none of them holds", () => {
    const { axes, counts } = look({ ask: "cross_tab", filter: { field: "shelf", op: "eq", value: "1" }, fields: ["shelf", "keyword"] });
    expect(axes[0]?.values).toEqual(["1"]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  test("puts what is too much into one place, and loses nobody", () => {
    const engine = new FakeEngine();
    const many = Array.from({ length: 100 }, (_, code) => `v${String(code).padStart(3, "0")}`);
    engine.cardinality = (index) => (index === 5 ? many.length : engine.dictionary(index).length);
    engine.values = (index, codes) => Array.from(codes, (code) => (index === 5 ? many : engine.dictionary(index))[code] ?? "");
    const counts = Uint32Array.from({ length: 101 }, (_, code) => code + 1);
    const selection = { ...engine.select(), facet: () => counts, crossTab: () => counts };
    engine.select = () => selection;
    const made = look({ ask: "cross_tab", filter, fields: ["keyword"] }, engine);
    expect(made.axes[0]?.values).toHaveLength(60);
    expect(made.axes[0]?.values[0]).toBe("v099");
    expect(made.axes[0]?.more).toBe(40);
    expect(Array.from(made.counts.slice(60))).toEqual([(40 * 41) / 2, 101]);
  });

  test("of a masked or locked field is refused", () => {
    expect(codeOf(() => look({ ask: "cross_tab", filter, fields: ["shelf", "author"] }))).toBe("page.masked_field");
    expect(codeOf(() => look({ ask: "cross_tab", filter, fields: ["shelf", "price"] }))).toBe("query.locked_field");
    for (const ask of ["bars", "histogram"] as const) expect(codeOf(() => look({ ask, filter, field: "author" })), ask).toBe("page.masked_field");
    expect(codeOf(() => look({ ask: "pyramid", filter, field: "author", width: 5 }))).toBe("page.masked_field");
    expect(codeOf(() => look({ ask: "coverage", filter, by: "author" }))).toBe("page.masked_field");
    expect(codeOf(() => look({ ask: "shares", filters: [filter], fields: ["author"] }))).toBe("page.masked_field");
  });
});

describe("a pyramid", () => {
  test("has age groups from 0 to the oldest of the selection, then those of unknown age", () => {
    const { groupCount, axis, counts, width } = look({ ask: "pyramid", filter, field: "shelf", width: 50 });
    expect([groupCount, width, axis.values]).toEqual([7, 50, ["2", "1"]]);
    // Groups of 50 pages: 80 in the second, 120 in the third, 300 in the seventh, one unknown; each as [shelf two, shelf one, missing].
    const groups = Array.from({ length: 8 }, (_, group) => Array.from(counts.slice(group * 3, group * 3 + 3)));
    expect(groups).toEqual([[0, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 1], [1, 0, 0]]);
    expect(look({ ask: "pyramid", filter: { field: "shelf", op: "eq", value: "1" }, field: "shelf", width: 50 }).groupCount).toBe(3);
  });
});

describe("a histogram", () => {
  test("of numbers has round edges, its summary, and says who is missing", () => {
    const { edges, counts, summary } = look({ ask: "histogram", filter, field: "pages" });
    expect(Array.from(edges.slice(0, 3))).toEqual([80, 90, 100]);
    expect(counts.length).toBe(edges.length - 1);
    const held = Array.from(counts, (count, bin) => [edges[bin], count]).filter(([, count]) => count !== 0);
    expect(held).toEqual([[80, 1], [120, 1], [300, 1]]);
    expect(summary).toEqual({ count: 3, missing: 1, mean: (120 + 80 + 300) / 3, median: 120, min: 80, max: 300 });
  });

  test("of dates begins its bins with months or years", () => {
    const { edges, counts, summary } = look({ ask: "histogram", filter, field: "bought" });
    expect(Array.from(edges.slice(0, 2), dateOfDay)).toEqual(["2012-01-01", "2012-02-01"]);
    expect(counts[0]).toBe(1);
    expect(counts[14]).toBe(2);
    expect(summary.median === null ? "" : dateOfDay(summary.median)).toBe("2013-03-02");
  });

  test("of nothing has no edges", () => {
    const engine = new FakeEngine();
    const selection = { ...engine.select(), summary: () => ({ count: 0, missing: 4, mean: null, min: null, max: null, quantiles: [null] }) };
    engine.select = () => selection;
    const { edges, counts, summary } = look({ ask: "histogram", filter, field: "pages" }, engine);
    expect([edges.length, counts.length, summary.missing, summary.median]).toEqual([0, 0, 4, null]);
  });
});

describe("the coverage map", () => {
  test("counts the missing of every open field, masked ones too, in every group", () => {
    const engine = new FakeEngine();
    const { fields, axis, totals, missing } = look({ ask: "coverage", filter, by: "shelf" }, engine);
    expect(fields).toEqual(["shelf", "author", "pages", "bought", "lent", "keyword"]);
    expect(axis.values).toEqual(["2", "1"]);
    expect(Array.from(totals)).toEqual([1, 2, 1]);
    const rows = fields.map((_, row) => Array.from(missing.slice(row * 3, row * 3 + 3)));
    expect(rows).toEqual([[0, 0, 1], [0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]]);
    expect(engine.calls.freed).toBe(fields.length);
  });

  test("stays within the question", () => {
    const { totals, missing } = look({ ask: "coverage", filter: { field: "shelf", op: "eq", value: "1" }, by: "shelf" });
    expect([Array.from(totals), missing.reduce((sum, count) => sum + count, 0)]).toEqual([[2, 0], 1]);
  });
});

describe("bars and shares", () => {
  test("are the facets of the questions", () => {
    const ofShelf = { field: "shelf", op: "eq", value: "1" } as const;
    const { shares } = look({ ask: "shares", filters: [null, ofShelf], fields: ["keyword", "lent"] });
    expect(shares.map(({ counts }) => counts.matched)).toEqual([4, 2]);
    expect(shares[1]?.facets[0]).toEqual({ field: "keyword", values: [{ value: "山", count: 1 }, { value: "水", count: 1 }], missing: 0, more: { values: 0, count: 0 } });
    expect(look({ ask: "bars", filter: ofShelf, field: "keyword" }).facet).toEqual(shares[1]?.facets[0]);
  });
});

describe("edges", () => {
  const cases: readonly (readonly [number, number, boolean])[] = [
    [0, 0, true], [0, 1, true], [7, 7, false], [0, 103, true], [-12, 5, true], [0, 33, true], [0.1, 0.7, false], [1, 1_000_000, true], [-0.5, 12_345.6, false], [3.2e9, 3.3e9, false],
  ];
  test.each(cases)("from %d to %d hold everything, ascend, and are few", (min, max, isWhole) => {
    const edges = numberEdges(min, max, isWhole);
    expect(edges[0]).toBeLessThanOrEqual(min);
    expect(edges[edges.length - 1]).toBeGreaterThan(max);
    expect(edges).toEqual([...new Set(edges)].sort((a, b) => a - b));
    expect(edges.length).toBeLessThanOrEqual(25);
    if (isWhole) expect(edges.every(Number.isInteger)).toBe(true);
  });

  test("of ages are five years apart, and of one value one", () => {
    expect(numberEdges(0, 103, true).slice(0, 3)).toEqual([0, 5, 10]);
    expect(numberEdges(3, 3, true)).toEqual([3, 4]);
  });

  const day = (date: string): number => Date.parse(date) / 86_400_000;
  test.each([
    ["2013-03-02", "2013-03-02", "2013-03-02", "2013-03-03"],
    ["2013-03-02", "2013-03-20", "2013-03-02", "2013-03-03"],
    ["2012-01-31", "2013-03-03", "2012-01-01", "2012-02-01"],
    ["1913-07-05", "2013-03-02", "1910-01-01", "1915-01-01"],
    ["1969-12-31", "1970-01-01", "1969-12-31", "1970-01-01"],
  ])("from %s to %s begin at %s, then %s", (min, max, first, second) => {
    const edges = dateEdges(day(min), day(max));
    expect(edges.slice(0, 2).map(dateOfDay)).toEqual([first, second]);
    expect(edges[edges.length - 1]).toBeGreaterThan(day(max));
    expect(edges.length).toBeLessThanOrEqual(25);
  });
});
