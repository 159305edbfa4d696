import { describe, expect, test } from "vitest";
import { Words } from "../src/page/words.js";
import { barsModel, histogramModel, pyramidModel } from "../src/page/chart-model.js";
import { baseOf, crossTable } from "../src/page/cross-table.js";
import { firstChoices } from "../src/page/look-choices.js";
import { fieldsOf, publicWords } from "../src/page/public-words.js";
import { told, toldTogether } from "../src/page/small-counts.js";
import { dateEdges } from "../src/worker/edges.js";
import { field, schema as books } from "./fixture.js";

/** How thick a book is stands for how old a person is. */
const schema = { ...books, roles: { age: "pages" } };
const words = new Words(schema, "zh");

describe("a model", () => {
  test("of bars has a row for each value, one for the rest and one for missing; each says whom it stands for", () => {
    const facet = { field: "keyword", values: [{ value: "水", count: 2 }], missing: 1, more: { values: 3, count: 4 } };
    const { rows } = barsModel(words, { matched: 7, facet });
    expect(rows.map(({ label, cells }) => [label, cells[0]?.count])).toEqual([["水", 2], ["其余 3 个值", 4], ["缺失", 1]]);
    expect(rows.map(({ cells }) => cells[0]?.narrow)).toEqual([[{ field: "keyword", op: "eq", value: "水" }], undefined, [{ field: "keyword", op: "is_missing" }]]);
  });

  test("of a pyramid has two sides, also where nobody is on one of them, and no empty row for unknown ages", () => {
    const figures = { matched: 3, width: 5, groupCount: 2, axis: { field: "shelf", values: ["1"], more: 0 }, counts: Uint32Array.of(1, 0, 2, 0, 0, 0) };
    const { columns, drawn, rows } = pyramidModel(words, figures);
    expect([columns, drawn]).toEqual([["二号架", "一号架"], 2]);
    expect(rows.map(({ label, cells }) => [label, ...cells.map(({ count }) => count)])).toEqual([["0–4", 0, 1], ["5–9", 0, 2]]);
    expect(rows[1]?.cells[1]?.narrow).toEqual([{ field: "pages", op: "between", low: 5, high: 9 }, { field: "shelf", op: "eq", value: "1" }]);
  });

  test("of a pyramid shows unknown ages and missing sides where there are any", () => {
    const figures = { matched: 3, width: 5, groupCount: 1, axis: { field: "shelf", values: ["1"], more: 0 }, counts: Uint32Array.of(1, 1, 0, 1) };
    const { columns, rows } = pyramidModel(words, figures);
    expect(columns).toEqual(["二号架", "一号架", "缺失"]);
    expect(rows[1]).toEqual({ label: "年龄不详", isApart: true, cells: [
      { count: 0, narrow: [{ field: "pages", op: "is_missing" }, { field: "shelf", op: "eq", value: "2" }] },
      { count: 0, narrow: [{ field: "pages", op: "is_missing" }, { field: "shelf", op: "eq", value: "1" }] },
      { count: 1, narrow: [{ field: "pages", op: "is_missing" }, { field: "shelf", op: "is_missing" }] },
    ] });
  });

  const summary = { count: 3, missing: 1, mean: null, median: null, min: null, max: null };
  test("of a histogram says its bins by whole numbers or dates, both ends included", () => {
    const numbers = histogramModel(words, "pages", { matched: 4, summary, edges: Float64Array.of(0, 5, 10), counts: Uint32Array.of(1, 2) });
    expect(numbers.rows.map(({ label }) => label)).toEqual(["0–4", "5–9", "缺失"]);
    expect(numbers.rows[0]?.cells[0]?.narrow).toEqual([{ field: "pages", op: "between", low: 0, high: 4 }]);
    const single = histogramModel(words, "pages", { matched: 4, summary, edges: Float64Array.of(3, 4), counts: Uint32Array.of(1) });
    expect([single.rows[0]?.label, single.rows[0]?.cells[0]?.narrow]).toEqual(["3", [{ field: "pages", op: "eq", value: 3 }]]);
    const day = (date: string): number => Date.parse(date) / 86_400_000;
    const labels = (low: string, high: string): (string | undefined)[] => {
      const edges = Float64Array.from(dateEdges(day(low), day(high)));
      return histogramModel(words, "bought", { matched: 4, summary, edges, counts: new Uint32Array(edges.length - 1) }).rows.slice(0, 2).map(({ label }) => label);
    };
    expect(labels("1913-07-05", "2013-03-02")).toEqual(["1910–1914", "1915–1919"]);
    expect(labels("2012-01-31", "2013-03-03")).toEqual(["2012-01", "2012-02"]);
    expect(labels("2013-03-02", "2013-03-04")).toEqual(["2013-03-02", "2013-03-03"]);
  });
});

describe("the sums of a cross-tab", () => {
  const axes = [{ field: "a", values: ["x"], more: 0 }, { field: "b", values: ["y"], more: 0 }];
  test("are right at every margin", () => {
    const table = crossTable({ matched: 10, axes, counts: Uint32Array.of(1, 2, 3, 4) }, undefined);
    expect(table).toEqual({ counts: [[1, 2], [3, 4]], rowSums: [3, 7], columnSums: [4, 6], sum: 10, largest: 4 });
    expect((["count", "row", "column", "all"] as const).map((share) => baseOf(table, share, 1, 0))).toEqual([undefined, 7, 4, 10]);
    expect((["row", "column"] as const).map((share) => baseOf(table, share, undefined, undefined))).toEqual([10, 10]);
  });

  test("are those of one layer, or of all", () => {
    const figures = { matched: 36, axes: [...axes, { field: "c", values: ["z"], more: 0 }], counts: Uint32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
    expect(crossTable(figures, 0).counts).toEqual([[1, 3], [5, 7]]);
    expect(crossTable(figures, 1).counts).toEqual([[2, 4], [6, 8]]);
    expect(crossTable(figures, undefined).sum).toBe(36);
  });
});

describe("small counts", () => {
  test.each([[0, 0], [1, "small"], [4, "small"], [5, 5], [74, 74]] as const)("%i is told as %s", (count, expected) => expect(told(count)).toBe(expected));

  test.each([
    [[10, 20, 30], [10, 20, 30]],
    [[10, 2, 30], ["withheld", "small", 30]],
    [[10, 2, 3], [10, "small", "small"]],
    [[0, 2, 0], [0, "small", 0]],
    [[0, 2, 9], [0, "small", "withheld"]],
    [[], []],
  ] as const)("of %j nobody can work out the small one", (counts, expected) => expect(toldTogether(counts)).toEqual(expected));
});

describe("what everybody may read of a question", () => {
  test("is nothing where a field is masked, harmful or free text, at any depth", () => {
    const open = new Words({ ...schema, fields: [...schema.fields, field("rank", "integer", { sensitivity: "sensitive" })] }, "zh");
    expect(publicWords(open, { field: "pages", op: "ge", value: 80 })).toContain("80");
    expect(publicWords(open, { field: "author", op: "eq", value: "王小英" })).toBeUndefined();
    expect(publicWords(open, { field: "keyword", op: "eq", value: "王小英" })).toBeUndefined();
    expect(publicWords(open, { and: [{ field: "pages", op: "ge", value: 80 }, { not: { or: [{ field: "rank", op: "eq", value: 1 }] } }] })).toBeUndefined();
    expect(publicWords(open, { field: "nowhere", op: "is_missing" })).toBeUndefined();
    expect(fieldsOf({ household: "any", filter: { field: "author", op: "is_missing" } })).toEqual(["author"]);
  });
});

describe("what is shown before anybody chose", () => {
  test("comes from the schema: the age by its role, the sides of the pyramid by a list of two", () => {
    const lists = [{ id: "shelves", title: schema.title, codes: ["1", "2", "9"].map((code) => ({ code, title: schema.title })), unknown_codes: ["9"] }];
    expect(firstChoices({ ...schema, code_lists: lists })).toMatchObject({ chart: "pyramid", sides: "shelf", histogram: "pages", bars: "shelf" });
    expect(firstChoices({ ...schema, code_lists: lists, roles: {} })).toMatchObject({ chart: "bars", sides: undefined });
    expect(firstChoices(schema)).toMatchObject({ chart: "bars", sides: undefined });
  });
});
