import { describe, expect, test } from "vitest";
import { OrderedRows, PAGE_ROWS } from "../src/worker/ordered-rows.js";

/** A selection of so many rows, in descending order; it refuses what the engine refuses. */
function selection(count: number): { readonly asked: number[]; rowIds(fields: Uint32Array, directions: Uint8Array, offset: number, limit: number): Uint32Array } {
  const asked: number[] = [];
  return {
    asked,
    rowIds: (_fields, _directions, offset, limit) => {
      if (limit > PAGE_ROWS) throw new Error("query.limit");
      asked.push(offset);
      return Uint32Array.from({ length: Math.max(0, Math.min(limit, count - offset)) }, (_, place) => count - 1 - offset - place);
    },
  };
}

describe("rows in order", () => {
  const count = 2 * PAGE_ROWS + 5;

  test("are all there, whatever the engine gives out at once", () => {
    const all = new OrderedRows(selection(count).rowIds, []).slice(0, count);
    expect(all).toHaveLength(count);
    expect(Array.from(all.subarray(PAGE_ROWS - 1, PAGE_ROWS + 1))).toEqual([count - PAGE_ROWS, count - PAGE_ROWS - 1]);
    expect(all[count - 1]).toBe(0);
  });

  test("come from the pages that they stand in, each fetched once", () => {
    const { asked, rowIds } = selection(count);
    const rows = new OrderedRows(rowIds, [{ index: 3, descending: true }]);
    expect(Array.from(rows.slice(PAGE_ROWS - 2, PAGE_ROWS + 1))).toEqual([count - PAGE_ROWS + 1, count - PAGE_ROWS, count - PAGE_ROWS - 1]);
    rows.slice(5, 8);
    expect(asked).toEqual([0, PAGE_ROWS]);
  });

  test("end where the list ends", () => {
    const rows = new OrderedRows(selection(count).rowIds, []);
    expect(rows.slice(count - 2, count + 100)).toHaveLength(2);
    expect(rows.slice(count, count + 1)).toHaveLength(0);
    expect(new OrderedRows(selection(PAGE_ROWS).rowIds, []).slice(0, 2 * PAGE_ROWS)).toHaveLength(PAGE_ROWS);
  });
});
