import { describe, expect, test } from "vitest";
import type { YongquanError } from "../src/shared/errors.js";
import type { ListPage } from "../src/shared/people.js";
import { BLOCK_ROWS, RowArea, Rows } from "../src/page/rows.js";

const ROW_PX = 44;

function page(offset: number, limit: number, total: number): ListPage {
  const ids = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, place) => 1_000_000 + offset + place);
  return { mark: "1:a", columns: ["a"], offset, rowIds: Uint32Array.from(ids), rows: ids.map((id) => [id]) };
}

/** Rows behind a worker that answers when the test says so. */
function rowsOf(total: number) {
  const asked: number[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const errors: YongquanError[] = [];
  let changes = 0;
  const fetch = (offset: number, limit: number): Promise<ListPage> =>
    new Promise((resolve, reject) => {
      asked.push(offset / BLOCK_ROWS);
      answers.push((error) => (error === undefined ? resolve(page(offset, limit, total)) : reject(error)));
    });
  const rows = new Rows(page(0, BLOCK_ROWS, total), total, fetch, () => (changes += 1), (error) => errors.push(error));
  const answer = async (error?: Error): Promise<void> => {
    answers.shift()?.(error);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { rows, asked, errors, answer, changes: () => changes };
}

describe("rows", () => {
  test.each([1, 99, 100, 101, 250])("of %i people are there as they come into sight", async (total) => {
    const { rows, answer, asked } = rowsOf(total);
    expect(rows.row(0)?.id).toBe(1_000_000);
    rows.want(0, total);
    while (asked.length > 0 && rows.row(total - 1) === undefined) await answer();
    for (let place = 0; place < total; place += 1) expect(rows.row(place)?.id).toBe(1_000_000 + place);
    expect(rows.row(total)).toBeUndefined();
  });

  test("that are dragged past are not asked for: only where it stops", async () => {
    const { rows, asked, answer } = rowsOf(10_000);
    for (let first = 0; first < 9_000; first += 100) rows.want(first, first + 20);
    expect(asked).toEqual([1]);
    await answer();
    expect(asked).toEqual([1, 89]);
    await answer();
    expect(asked).toEqual([1, 89]);
    expect(rows.row(8_900)?.id).toBe(1_008_900);
  });

  test("are asked for once, forgotten when many others were seen since, and asked for again", async () => {
    const { rows, asked, answer } = rowsOf(10_000);
    for (let block = 0; block < 60; block += 1) {
      rows.want(block * BLOCK_ROWS, block * BLOCK_ROWS + 20);
      rows.want(block * BLOCK_ROWS + 5, block * BLOCK_ROWS + 25);
      await answer();
    }
    expect(asked).toHaveLength(59);
    expect(rows.row(0)).toBeUndefined();
    expect(rows.row(5_900)).toBeDefined();
    rows.want(0, 20);
    await answer();
    expect(rows.row(0)?.id).toBe(1_000_000);
  });

  test("that are refused are told once, and asked for when they are wanted again", async () => {
    const { rows, asked, answer, errors } = rowsOf(1_000);
    rows.want(500, 520);
    await answer(new Error("no"));
    expect(errors.map(({ code }) => code)).toEqual(["page.unexpected"]);
    expect(asked).toEqual([5]);
    rows.want(500, 520);
    await answer();
    expect(rows.row(500)).toBeDefined();
  });

  test("one by one come from here or are fetched, and there is none beyond the end", async () => {
    const { rows, answer, asked } = rowsOf(150);
    expect((await rows.rowAt(99))?.id).toBe(1_000_099);
    expect(asked).toEqual([]);
    const next = rows.rowAt(100);
    await answer();
    expect((await next)?.id).toBe(1_000_100);
    expect(await rows.rowAt(150)).toBeUndefined();
    expect(await rows.rowAt(-1)).toBeUndefined();
  });
});

describe("where rows stand", () => {
  test.each([0, 1, 5, 8_812, 100_000, 2_000_000])("of %i people: the first is at the top, the last at the bottom", (count) => {
    const area = new RowArea(count, ROW_PX);
    const view = 440;
    expect(area.height).toBeLessThan(33_554_428);
    expect(area.firstRow(0, view)).toBe(0);
    const bottom = Math.max(0, area.height - view);
    expect(area.firstRow(bottom, view) + view / ROW_PX).toBeCloseTo(Math.max(count, view / ROW_PX), 6);
    expect(area.topOf(0, 0, view)).toBe(0);
    // The last row's lower edge is the lower edge of the area.
    if (count > 10) expect(area.topOf(count - 1, bottom, view) + ROW_PX).toBeCloseTo(area.height, 3);
  });

  test("as if all were drawn, while they fit", () => {
    const area = new RowArea(8_812, ROW_PX);
    expect(area.height).toBe(8_812 * ROW_PX);
    for (const top of [0, 1, 43, 44, 100_000]) {
      expect(area.firstRow(top, 300)).toBeCloseTo(top / ROW_PX, 9);
      expect(area.topOf(50, top, 300)).toBeCloseTo(50 * ROW_PX, 6);
    }
  });

  test.each([8_812, 2_000_000])("of %i people: a row is led to", (count) => {
    const area = new RowArea(count, ROW_PX);
    for (const row of [0, 1, 4_000, count - 20]) expect(area.firstRow(area.scrollTopOf(row, 440), 440)).toBeCloseTo(row, 4);
  });
});
