import { describe, expect, test } from "vitest";
import type { Filter } from "../src/shared/filter.js";
import { conjuncts } from "../src/shared/filter.js";
import { Words } from "../src/page/words.js";
import { field, schema } from "./fixture.js";

const old: Filter = { field: "pages", op: "ge", value: 80 };

/** Every form of a filter, and how a person says it. */
const SAYINGS: readonly (readonly [Filter, string, string])[] = [
  [{ field: "shelf", op: "eq", value: "1" }, "字段shelf：一号架", "Field shelf: Shelf one"],
  [{ field: "shelf", op: "ne", value: "1" }, "字段shelf不是：一号架", "Field shelf is not Shelf one"],
  [{ field: "shelf", op: "in", values: ["1", "9"] }, "字段shelf：一号架、仓库", "Field shelf: Shelf one or Store"],
  [{ field: "shelf", op: "under", value: "2" }, "字段shelf属于：二号架", "Field shelf: Shelf two or a kind of it"],
  [old, "字段pages 80 页及以上", "Field pages 80 pages or more"],
  [{ field: "pages", op: "between", low: 1, high: 9 }, "字段pages 1 页 至 9 页", "Field pages 1 pages to 9 pages"],
  [{ field: "bought", op: "lt", value: "2013-03-02" }, "字段bought早于 2013-03-02", "Field bought before 2013-03-02"],
  [{ field: "author", op: "contains", value: "小" }, "字段author含有“小”", "Field author contains “小”"],
  [{ field: "author", op: "starts_with", value: "王" }, "字段author以“王”开头", "Field author starts with “王”"],
  [{ field: "author", op: "ends_with", value: "明" }, "字段author以“明”结尾", "Field author ends with “明”"],
  [{ field: "author", op: "pinyin", value: "wxy" }, "字段author拼音 wxy", "Field author sounds like wxy"],
  [{ field: "author", op: "is_missing" }, "字段author缺失", "Field author is missing"],
  [{ field: "author", op: "not_missing" }, "字段author不缺失", "Field author is not missing"],
  [
    { household: "any", filter: old },
    "户内有人（字段pages 80 页及以上）",
    "somebody in the household: (Field pages 80 pages or more)",
  ],
  [
    { household: "all", filter: { not: old } },
    "户内全部（不是（字段pages 80 页及以上））",
    "everybody in the household: (not (Field pages 80 pages or more))",
  ],
  [
    { household: "count", at_least: 2, filter: old },
    "户内至少 2 人（字段pages 80 页及以上）",
    "at least 2 in the household: (Field pages 80 pages or more)",
  ],
  [
    { and: [old, { or: [{ household: "any", filter: old }, { field: "lent", op: "eq", value: true }] }] },
    "字段pages 80 页及以上 且 (户内有人（字段pages 80 页及以上） 或 字段lent：是)",
    "Field pages 80 pages or more and (somebody in the household: (Field pages 80 pages or more) or Field lent: yes)",
  ],
];

describe("a filter in words", () => {
  for (const [filter, zh, en] of SAYINGS) {
    test(en, () => {
      expect(new Words(schema, "zh").filter(filter)).toBe(zh);
      expect(new Words(schema, "en").filter(filter).toLowerCase()).toBe(en.toLowerCase());
    });
  }
});

test("a household's own conjunction stays within it", () => {
  const household: Filter = { household: "any", filter: { and: [old, old] } };
  expect(conjuncts({ and: [old, { and: [household] }] })).toEqual([old, household]);
});

describe("what a word tells by itself", () => {
  const codes = [
    { code: "1", title: { zh: "一号架", en: "Shelf one" } }, { code: "2", title: { zh: "二号架", en: "Shelf two" } },
    { code: "21", title: { zh: "二号架上层", en: "Upper shelf two" }, parent: "2" }, { code: "9", title: { zh: "其他", en: "Other" } },
  ];
  const other = { id: "kinds", title: { zh: "类", en: "Kinds" }, codes: [{ code: "9", title: { zh: "其他", en: "Other" } }] };
  const telling = {
    ...schema,
    fields: [{ ...field("shelf", "text", { code_list: "shelves", bare_words: true }) }, field("kind", "text", { code_list: "kinds", bare_words: true }), field("age", "integer")],
    code_lists: [{ id: "shelves", title: { zh: "书架", en: "Shelves" }, codes }, other],
    roles: { age: "age" },
  };
  const words = new Words(telling, "zh", [], "2013-03-02");

  test.each([
    [{ field: "shelf", op: "eq", value: "1" }, "一号架"],
    [{ field: "shelf", op: "in", values: ["1", "21"] }, "一号架、二号架上层"],
    [{ field: "shelf", op: "under", value: "2" }, "二号架"],
    // Without those beneath it, and of two fields at once, it does not.
    [{ field: "shelf", op: "eq", value: "2" }, "字段shelf：二号架"],
    [{ field: "shelf", op: "eq", value: "9" }, "字段shelf：其他"],
    [{ field: "shelf", op: "ne", value: "1" }, "字段shelf不是：一号架"],
  ] as readonly (readonly [Filter, string])[])("%j is said %s", (filter, said) => expect(words.filter(filter)).toBe(said));

  test.each([
    ["ge", "2013-03-02 年满 80 周岁", "aged 80 or more on 2013-03-02"],
    ["gt", "2013-03-02 超过 80 周岁", "older than 80 on 2013-03-02"],
    ["le", "2013-03-02 80 周岁及以下", "aged 80 or less on 2013-03-02"],
    ["lt", "2013-03-02 不满 80 周岁", "under 80 on 2013-03-02"],
    ["eq", "2013-03-02 80 周岁", "aged 80 on 2013-03-02"],
    ["ne", "2013-03-02 不是 80 周岁", "not aged 80 on 2013-03-02"],
  ] as const)("an age is said with its day: %s", (op, zh, en) => {
    const filter: Filter = { field: "age", op, value: 80 };
    expect(words.filter(filter)).toBe(zh);
    expect(new Words(telling, "en", [], "2013-03-02").filter(filter)).toBe(en);
    expect(words.filter({ field: "age", op: "between", low: 60, high: 79 })).toBe("2013-03-02 60 至 79 周岁");
    expect(words.filter({ field: "age", op: "is_missing" })).toBe("字段age缺失");
  });

  test("a whole question is its conditions one after the other", () => {
    expect(words.question([{ field: "shelf", op: "eq", value: "1" }, { field: "age", op: "ge", value: 80 }])).toBe("一号架，2013-03-02 年满 80 周岁");
    expect(words.question([])).toBe("全部在册人员");
  });
});
