import { describe, expect, test } from "vitest";
import { Selection, facetSource } from "../src/page/selection.js";
import { conjuncts } from "../src/shared/filter.js";
import type { Filter } from "../src/shared/filter.js";

const old: Filter = { field: "pages", op: "ge", value: 80 };
const lent: Filter = { field: "lent", op: "eq", value: true };
const recent: Filter = { field: "bought", op: "gt", value: "2013-01-01" };
const filters = (selection: Selection): Filter[] => selection.clauses.map(({ filter }) => filter);

describe("the question", () => {
  test("of nothing is everybody", () => expect(Selection.EVERYBODY.filter()).toBeNull());

  test("becomes one condition for each part, also of nested conjunctions", () => {
    const selection = Selection.EVERYBODY.withQuestion({ and: [old, { and: [lent, recent] }] });
    expect(filters(selection)).toEqual([old, lent, recent]);
    expect(selection.filter()).toEqual({ and: [old, lent, recent] });
  });

  test("keeps a disjunction together", () => {
    expect(conjuncts({ or: [old, lent] })).toEqual([{ or: [old, lent] }]);
  });

  test("replaces the question before and nothing else", () => {
    const selection = Selection.EVERYBODY.withQuestion({ and: [old, lent] }).withCondition(recent).withToggled("shelf", "1").withQuestion(lent);
    expect(filters(selection)).toEqual([lent, recent, { field: "shelf", op: "eq", value: "1" }]);
    expect(filters(selection.withQuestion(null))).toEqual([recent, { field: "shelf", op: "eq", value: "1" }]);
  });
});

describe("a facet", () => {
  test("ticks, adds and unticks values", () => {
    const one = Selection.EVERYBODY.withToggled("shelf", "1");
    expect(one.filter()).toEqual({ field: "shelf", op: "eq", value: "1" });
    const two = one.withToggled("shelf", "2");
    expect(two.filter()).toEqual({ field: "shelf", op: "in", values: ["1", "2"] });
    expect(two.withToggled("shelf", "1").withToggled("shelf", "2").filter()).toBeNull();
  });

  test("asks for rows without a value", () => {
    const missing = Selection.EVERYBODY.withToggled("shelf", null);
    expect(missing.filter()).toEqual({ field: "shelf", op: "is_missing" });
    expect(missing.withToggled("shelf", "1").filter()).toEqual({
      or: [{ field: "shelf", op: "eq", value: "1" }, { field: "shelf", op: "is_missing" }],
    });
  });

  test("does not restrict its own counts, but those of the others", () => {
    const selection = Selection.EVERYBODY.withQuestion(old).withToggled("shelf", "1");
    expect(selection.filterWithout(facetSource("shelf"))).toEqual(old);
    expect(selection.filterWithout(facetSource("lent"))).toEqual(selection.filter());
  });

  test("keeps the place of its condition", () => {
    const selection = Selection.EVERYBODY.withToggled("shelf", "1").withCondition(old).withToggled("shelf", "2");
    expect(filters(selection)).toEqual([{ field: "shelf", op: "in", values: ["1", "2"] }, old]);
  });
});

describe("removing", () => {
  test("a condition of a facet unticks it", () => {
    const selection = Selection.EVERYBODY.withToggled("shelf", "1");
    const removed = selection.without(selection.clauses[0]?.id ?? 0);
    expect(removed.filter()).toBeNull();
    expect(removed.choice("shelf").values).toEqual([]);
  });

  test("a part of the question keeps the rest as conditions of their own", () => {
    const selection = Selection.EVERYBODY.withQuestion({ and: [old, lent] });
    const removed = selection.without(selection.clauses[0]?.id ?? 0);
    expect(removed.filter()).toEqual(lent);
    expect(filters(removed.withQuestion(recent))).toEqual([recent, lent]);
  });

  test("what is not there changes nothing", () => {
    const selection = Selection.EVERYBODY.withQuestion(old);
    expect(selection.without(99)).toBe(selection);
  });
});

describe("changing", () => {
  test("a condition keeps its place, and its parts become conditions", () => {
    const selection = Selection.EVERYBODY.withCondition(old).withCondition(lent);
    const changed = selection.withReplaced(selection.clauses[0]?.id ?? 0, { and: [recent, old] });
    expect(filters(changed)).toEqual([recent, old, lent]);
    expect(filters(selection.withReplaced(selection.clauses[1]?.id ?? 0, null))).toEqual([old]);
    expect(selection.withReplaced(99, recent)).toBe(selection);
  });

  test("a part of the question leaves nothing for the next question to replace", () => {
    const selection = Selection.EVERYBODY.withQuestion({ and: [old, lent] });
    const changed = selection.withReplaced(selection.clauses[0]?.id ?? 0, recent);
    expect(filters(changed)).toEqual([recent, lent]);
    expect(filters(changed.withQuestion(old))).toEqual([old, recent, lent]);
  });

  test("a condition of a facet unticks it", () => {
    const selection = Selection.EVERYBODY.withToggled("shelf", "1");
    const changed = selection.withReplaced(selection.clauses[0]?.id ?? 0, recent);
    expect(changed.choice("shelf").values).toEqual([]);
    expect(changed.filter()).toEqual(recent);
  });

  test("everything leaves nothing of what was", () => {
    const selection = Selection.EVERYBODY.withQuestion(old).withToggled("shelf", "1").withAll({ and: [lent, recent] });
    expect(filters(selection)).toEqual([lent, recent]);
    expect(selection.choice("shelf").values).toEqual([]);
    expect(selection.withAll(null).filter()).toBeNull();
  });
});

test("no two conditions share an id, and a selection never changes", () => {
  const first = Selection.EVERYBODY.withQuestion({ and: [old, lent] });
  const second = first.withCondition(recent).withToggled("shelf", "1").withToggled("shelf", "2");
  expect(new Set(second.clauses.map(({ id }) => id)).size).toBe(4);
  expect(first.clauses).toHaveLength(2);
});
