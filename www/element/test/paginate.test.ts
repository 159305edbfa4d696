import { describe, expect, it } from "vitest";
import { paginate } from "../src/page/take/paginate.js";

const rows = (...heights: number[]): number[][] => heights.map((height) => [height]);
const sizes = (pages: ReturnType<typeof paginate>): number[] => pages.map(({ from, to }) => to - from);

describe("pages", () => {
  it("are one where there is nothing", () => {
    expect(paginate([], 10, 20)).toEqual([{ from: 0, to: 0 }]);
  });

  it("hold as many rows as fit, the first one fewer", () => {
    expect(sizes(paginate(rows(...Array<number>(10).fill(5)), 10, 20))).toEqual([2, 4, 4]);
    expect(sizes(paginate(rows(...Array<number>(11).fill(5)), 10, 20))).toEqual([2, 4, 4, 1]);
  });

  it("follow each other without a gap, and hold every row once", () => {
    const heights = Array.from({ length: 500 }, (_, place) => 1 + ((place * 7919) % 13));
    const pages = paginate(rows(...heights), 37, 50);
    expect(pages[0]?.from).toBe(0);
    pages.slice(1).forEach((page, place) => expect(page.from).toBe(pages[place]?.to));
    expect(pages[pages.length - 1]?.to).toBe(500);
    pages.forEach(({ from, to }, place) => {
      expect(to).toBeGreaterThan(from);
      expect(heights.slice(from, to).reduce((sum, height) => sum + height, 0)).toBeLessThanOrEqual(place === 0 ? 37 : 50);
    });
  });

  it("keep a block together where a page holds it", () => {
    expect(sizes(paginate([[5], [5, 5, 5], [5]], 10, 20))).toEqual([1, 4]);
    expect(sizes(paginate([[5, 5], [5, 5]], 20, 20))).toEqual([4]);
  });

  it("divide a block that no page holds", () => {
    expect(sizes(paginate([Array<number>(9).fill(5)], 10, 20))).toEqual([2, 4, 3]);
  });

  it("give a row that no page holds a page of its own", () => {
    expect(sizes(paginate(rows(5, 99, 5), 20, 20))).toEqual([1, 1, 1]);
    expect(sizes(paginate(rows(99), 20, 20))).toEqual([1]);
    // It does not go below what already stands on the first page: that page has no rows.
    expect(sizes(paginate(rows(99, 5), 10, 20))).toEqual([0, 1, 1]);
  });
});
