import { describe, expect, test } from "vitest";
import { sortedBy } from "../src/page/sorting.js";

const up = (field: string) => ({ field, descending: false });
const down = (field: string) => ({ field, descending: true });

describe("a click on a column's title", () => {
  test("sorts by it alone: up, down, and not any more", () => {
    expect(sortedBy([], "a", false)).toEqual([up("a")]);
    expect(sortedBy([up("a")], "a", false)).toEqual([down("a")]);
    expect(sortedBy([down("a")], "a", false)).toEqual([]);
    expect(sortedBy([up("a"), up("b")], "c", false)).toEqual([up("c")]);
  });

  test("with Shift sorts by it beside the others, and leaves these where they are", () => {
    expect(sortedBy([up("a")], "b", true)).toEqual([up("a"), up("b")]);
    expect(sortedBy([up("a"), up("b")], "a", true)).toEqual([down("a"), up("b")]);
    expect(sortedBy([down("a"), up("b")], "a", true)).toEqual([up("b")]);
    expect(sortedBy([up("a"), up("b"), up("c")], "d", true)).toEqual([up("a"), up("b"), up("d")]);
  });
});
