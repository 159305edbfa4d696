import { describe, expect, test } from "vitest";
import { MAX_NAME_CHARS, MAX_SAVED, fieldsOf, freeName, isName, merged, readQuestions, writeQuestions } from "../src/page/saved.js";
import type { SavedQuestion } from "../src/page/saved.js";
import { YongquanError } from "../src/shared/errors.js";
import type { Filter } from "../src/shared/filter.js";

const old: Filter = { field: "pages", op: "ge", value: 80 };
const lent: Filter = { field: "lent", op: "eq", value: true };
const everything: Filter = {
  and: [
    old, { or: [lent, { not: { field: "shelf", op: "in", values: ["1", "9"] } }] }, { household: "any", filter: old }, { household: "count", at_least: 2, filter: lent },
    { field: "bought", op: "between", low: "2012-01-01", high: "2012-12-31" }, { field: "author", op: "is_missing" }, { field: "author", op: "pinyin", value: "wxy" },
  ],
};
const HOSTILE = "<img src=x onerror=alert(1)> =cmd|' /C calc'!A0";

function refusal(file: string): string {
  try {
    readQuestions(file);
  } catch (thrown) {
    if (thrown instanceof YongquanError) return `${thrown.code} ${thrown.params["place"] ?? thrown.params["found"] ?? ""}`.trim();
    throw thrown;
  }
  return "nothing was refused";
}

/** A file of one question, with something else in the place of a part of it. */
function fileWith(question: unknown, root: object = {}): string {
  return JSON.stringify({ format: "yongquan.questions", version: 1, questions: [question], ...root });
}

describe("a file of questions", () => {
  test("is read as it was written", () => {
    const questions: readonly SavedQuestion[] = [{ name: "高龄", filter: everything }, { name: HOSTILE, filter: lent, asOf: "2012-12-31" }];
    expect(readQuestions(writeQuestions(questions))).toEqual(questions);
    expect(readQuestions(writeQuestions([]))).toEqual([]);
  });

  test.each([
    ["{", "page.questions_malformed 文件 · the file"],
    ["[]", "page.questions_malformed $"],
    ["{}", "page.questions_malformed $"],
    [fileWith({ name: "a", filter: old }, { format: "other" }), "page.questions_malformed $.format"],
    [fileWith({ name: "a", filter: old }, { version: 2 }), "page.questions_version 2"],
    [fileWith({ name: "a", filter: old }, { version: "1" }), "page.questions_malformed $.version"],
    [fileWith({ name: "a", filter: old }, { count: 74 }), "page.questions_malformed $.count"],
    [fileWith({ name: "a", filter: old }, { questions: {} }), "page.questions_malformed $.questions"],
    [fileWith("a"), "page.questions_malformed $.questions[0]"],
    [fileWith({ name: "a" }), "page.questions_malformed $.questions[0]"],
    [fileWith({ name: "", filter: old }), "page.questions_malformed $.questions[0].name"],
    [fileWith({ name: 1, filter: old }), "page.questions_malformed $.questions[0].name"],
    [fileWith({ name: "a\u0000", filter: old }), "page.questions_malformed $.questions[0].name"],
    [fileWith({ name: "a", filter: old, result: 74 }), "page.questions_malformed $.questions[0].result"],
    [fileWith({ name: "a", filter: old, as_of: "2013-02-30" }), "page.questions_malformed $.questions[0].as_of"],
    [fileWith({ name: "a", filter: null }), "page.questions_malformed $.questions[0].filter"],
    [fileWith({ name: "a", filter: { and: [] } }), "page.questions_malformed $.questions[0].filter.and"],
    [fileWith({ name: "a", filter: { and: [old], or: [old] } }), "page.questions_malformed $.questions[0].filter.or"],
    [fileWith({ name: "a", filter: { not: { field: "pages", op: "near", value: 1 } } }), "page.questions_malformed $.questions[0].filter.not.op"],
    [fileWith({ name: "a", filter: { field: "pages", op: "constructor" } }), "page.questions_malformed $.questions[0].filter.op"],
    [fileWith({ name: "a", filter: { field: "pages", op: "ge", value: { a: 1 } } }), "page.questions_malformed $.questions[0].filter.value"],
    [fileWith({ name: "a", filter: { field: "pages", op: "in", values: [1, null] } }), "page.questions_malformed $.questions[0].filter.values[1]"],
    [fileWith({ name: "a", filter: { field: "pages", op: "in", values: [] } }), "page.questions_malformed $.questions[0].filter.values"],
    [fileWith({ name: "a", filter: { household: "some", filter: old } }), "page.questions_malformed $.questions[0].filter.household"],
    [fileWith({ name: "a", filter: { household: "count", at_least: 0, filter: old } }), "page.questions_malformed $.questions[0].filter.at_least"],
    [fileWith(null, { questions: [{ name: "a", filter: old }, { name: "a", filter: lent }] }), "page.questions_malformed $.questions[1].name"],
  ])("that is wrong is refused with the place: %s", (file, expected) => {
    expect(refusal(file)).toBe(expected);
  });

  test("that nests without end is refused before it is gone through", () => {
    const levels = 5_000;
    const file = fileWith({ name: "a", filter: "…" }).replace('"…"', `${'{"not":'.repeat(levels)}null${"}".repeat(levels)}`);
    expect(refusal(file)).toMatch(/^page\.questions_malformed \$\.questions\[0\]\.filter(\.not)+$/);
  });

  test("of too many questions is refused", () => {
    const questions = Array.from({ length: MAX_SAVED + 1 }, (_, place) => ({ name: `n${place}`, filter: old }));
    expect(refusal(JSON.stringify({ format: "yongquan.questions", version: 1, questions }))).toBe("page.questions_many");
  });
});

describe("an import", () => {
  const none = (): readonly string[] => [];

  test("keeps what is there, renames namesakes and skips what is known", () => {
    const before: readonly SavedQuestion[] = [{ name: "a", filter: old }, { name: "b", filter: old }];
    const { questions, addedCount, knownCount } = merged(before, [{ name: "a", filter: old }, { name: "b", filter: lent }, { name: "c", filter: lent }], none);
    expect(questions.map(({ name }) => name)).toEqual(["a", "b", "b (2)", "c"]);
    expect([addedCount, knownCount]).toEqual([2, 1]);
    expect(questions[1]?.filter).toEqual(old);
  });

  test("names the questions of another register and leaves them out", () => {
    const { questions, leftOut } = merged([], [{ name: "a", filter: old }, { name: "b", filter: lent }], ({ name }) => (name === "b" ? ["lent"] : []));
    expect(questions.map(({ name }) => name)).toEqual(["a"]);
    expect(leftOut).toEqual([{ name: "b", missing: ["lent"] }]);
  });

  test("brings nothing if there would be too many", () => {
    const full = Array.from({ length: MAX_SAVED }, (_, place): SavedQuestion => ({ name: `n${place}`, filter: old }));
    expect(() => merged(full, [{ name: "one more", filter: lent }], none)).toThrow(/page\.questions_many/);
  });
});

test("names: what shows, and not too much of it", () => {
  expect([isName("高龄妇女"), isName(HOSTILE), isName(" a"), isName(""), isName("a\u202eb"), isName("字".repeat(MAX_NAME_CHARS + 1))]).toEqual([true, true, false, false, false, false]);
  const long = "字".repeat(MAX_NAME_CHARS);
  const free = freeName(long, [{ name: long, filter: old }]);
  expect(free).toMatch(/ \(2\)$/);
  expect(isName(free)).toBe(true);
});

test("the fields of a filter, each once", () => {
  expect(fieldsOf(everything)).toEqual(["pages", "lent", "shelf", "bought", "author"]);
});
