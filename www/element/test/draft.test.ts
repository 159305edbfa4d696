import { describe, expect, test } from "vitest";
import { EMPTY_GROUP, EMPTY_HOUSEHOLD, EMPTY_LEAF, depthOf, draftOf, filterOf, groupOf, isComplete, partAt, withAdded, withPart } from "../src/page/draft.js";
import type { Draft, KindOf } from "../src/page/draft.js";
import type { Filter } from "../src/shared/filter.js";
import { schema } from "./fixture.js";

const kindOf: KindOf = (id) => schema.fields.find((field) => field.id === id)?.kind;
const old: Filter = { field: "pages", op: "ge", value: 80 };
const lent: Filter = { field: "lent", op: "eq", value: true };
const shelf: Filter = { field: "shelf", op: "in", values: ["1", "2"] };

const FILTERS: readonly Filter[] = [
  old, lent, shelf,
  { field: "shelf", op: "under", value: "2" },
  { field: "author", op: "contains", value: "王 小" },
  { field: "author", op: "starts_with", value: "王" },
  { field: "author", op: "ends_with", value: "明" },
  { field: "author", op: "pinyin", value: "wxy" },
  { field: "bought", op: "between", low: "2012-01-01", high: "2012-12-31" },
  { field: "pages", op: "between", low: 1.5, high: 9 },
  { field: "pages", op: "is_missing" },
  { field: "pages", op: "not_missing" },
  { not: lent },
  { not: { not: lent } },
  { and: [old, { or: [lent, { not: { and: [shelf, old] } }] }] },
  { household: "any", filter: old },
  { household: "all", filter: { or: [old, lent] } },
  { household: "count", at_least: 3, filter: { not: old } },
  { not: { household: "any", filter: old } },
];

test.each(FILTERS)("a draft says what its filter says: %j", (filter) => {
  expect(filterOf(draftOf(filter), kindOf)).toEqual(filter);
  expect(filterOf(groupOf(draftOf(filter)), kindOf)).toEqual(filter);
  expect(isComplete(draftOf(filter), kindOf)).toBe(true);
});

describe("what is not finished", () => {
  test("is left out, and a group of one is its part", () => {
    expect(filterOf(EMPTY_GROUP, kindOf)).toBeUndefined();
    expect(filterOf(EMPTY_HOUSEHOLD, kindOf)).toBeUndefined();
    expect(filterOf({ ...EMPTY_GROUP, parts: [EMPTY_LEAF, draftOf(old)] }, kindOf)).toEqual(old);
    expect(filterOf({ ...EMPTY_GROUP, isNegated: true, parts: [draftOf(old)] }, kindOf)).toEqual({ not: old });
  });

  test("is noticed once a field was chosen", () => {
    const half: Draft = { ...EMPTY_LEAF, field: "pages", relation: "between", texts: ["1", ""] };
    expect(isComplete(EMPTY_GROUP, kindOf)).toBe(true);
    expect(isComplete({ ...EMPTY_GROUP, parts: [draftOf(old), half] }, kindOf)).toBe(false);
    expect(filterOf({ ...EMPTY_LEAF, field: "pages", relation: "ge", texts: ["many"] }, kindOf)).toBeUndefined();
  });
});

describe("a part at a path", () => {
  const root = groupOf(draftOf({ and: [old, { household: "any", filter: { or: [lent, shelf] } }] }));

  test("is found, also within a household", () => {
    const part = partAt(root, [1, 0, 1]);
    expect(part === undefined ? undefined : filterOf(part, kindOf)).toEqual(shelf);
    expect(partAt(root, [1, 0, 2])).toBeUndefined();
    expect(partAt(root, [0, 0])).toBeUndefined();
  });

  test("is replaced, and nothing else is", () => {
    const changed = withPart(root, [1, 0, 1], draftOf(old));
    expect(changed === undefined ? undefined : filterOf(changed, kindOf)).toEqual({ and: [old, { household: "any", filter: { or: [lent, old] } }] });
    expect(filterOf(root, kindOf)).toEqual({ and: [old, { household: "any", filter: { or: [lent, shelf] } }] });
  });

  test("is removed, and a household that lost everything says nothing", () => {
    const without = withPart(root, [1, 0, 0], undefined);
    expect(without === undefined ? undefined : filterOf(without, kindOf)).toEqual({ and: [old, { household: "any", filter: shelf }] });
    const empty = withPart(root, [1, 0], undefined);
    expect(empty === undefined ? undefined : filterOf(empty, kindOf)).toEqual(old);
    expect(withPart(root, [], undefined)).toBeUndefined();
  });

  test("takes another part at its end if it is a group", () => {
    expect(filterOf(withAdded(root, [1, 0], draftOf(old)), kindOf)).toEqual({ and: [old, { household: "any", filter: { or: [lent, shelf, old] } }] });
    expect(withAdded(root, [0], draftOf(old))).toBe(root);
  });
});

test.each([
  [old, 0], [{ not: old }, 1], [{ and: [old, lent] }, 1], [{ and: [old, { or: [lent, { not: old }] }] }, 3], [{ household: "any", filter: { and: [old, lent] } }, 2],
] as readonly (readonly [Filter, number])[])("%j has %i levels", (filter, levels) => {
  expect(depthOf(draftOf(filter))).toBe(levels);
});
