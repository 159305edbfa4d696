import { describe, expect, test } from "vitest";
import { Completion, MAX_SUGGESTIONS } from "../src/page/complete.js";
import { Words } from "../src/page/words.js";
import type { Code, Schema } from "../src/shared/schema.js";
import { field, schema } from "./fixture.js";

const code = (id: string, zh: string, en: string, synonyms: readonly string[] = []): Code => ({ code: id, title: { zh, en }, synonyms });
const register: Schema = {
  ...schema,
  fields: [
    field("sex", "text", { code_list: "sexes", bare_words: true, title: { zh: "性别", en: "Sex" } }),
    field("living", "text", { code_list: "livings", bare_words: true, title: { zh: "居住类型", en: "Living arrangement" } }),
    field("relation", "text", { code_list: "relations", title: { zh: "与户主关系", en: "Relation" } }),
    field("employed", "boolean", { title: { zh: "是否就业", en: "Employed" } }),
    field("school", "text", { code_list: "schools", title: { zh: "学历（文化程度）", en: "Education" } }),
    field("secret", "text", { code_list: "secrets", bare_words: true, open: false, title: { zh: "独有字段", en: "Locked" } }),
  ],
  code_lists: [
    { id: "sexes", title: { zh: "", en: "" }, codes: [code("1", "男性", "Male", ["男"]), code("2", "女性", "Female", ["女"])] },
    { id: "livings", title: { zh: "", en: "" }, codes: [code("1", "独居", "Lives alone", ["孤老"]), code("2", "空巢", "Empty nest")] },
    { id: "secrets", title: { zh: "", en: "" }, codes: [code("1", "独有值", "Locked value")] },
    { id: "relations", title: { zh: "", en: "" }, codes: [code("3", "独生女", "Only daughter"), code("4", "女, 其他", "Daughter, other")] },
    { id: "schools", title: { zh: "", en: "" }, codes: Array.from({ length: 30 }, (_, place) => code(String(place), `学校${place}`, `School ${place}`)) },
  ],
};

const zh = new Completion(new Words(register, "zh"));
const en = new Completion(new Words(register, "en"));
const HOSTILE = "<img src=x onerror=alert(1)>";
const at = (typed: string, completion = zh, saved: readonly string[] = []): readonly string[] =>
  completion.suggestions(typed, typed.length, saved).map(({ kind, text }) => `${kind} ${text}`);

describe("suggestions", () => {
  test("put the value of a field that is open to bare words alone, any other with its field", () => {
    expect(at("独")).toEqual(["value 独居 ", "value 与户主关系=独生女 "]);
  });

  test("know synonyms, and the other language", () => {
    expect(at("孤")).toEqual(["value 独居 "]);
    expect(at("fem")).toEqual(["value 女性 "]);
    expect(at("lives", en)).toEqual(['value "Lives alone" ']);
  });

  test("replace the word before the caret and nothing else", () => {
    const [first] = zh.suggestions("80岁以上 独 女", "80岁以上 独".length, []);
    expect([first?.text, first?.caret]).toEqual(["80岁以上 独居 女", "80岁以上 独居".length]);
  });

  test("take the end of a word that is written without a space", () => {
    expect(at("80岁以上独")[0]).toBe("value 80岁以上独居 ");
    expect(at("unlives", en)).toEqual([]);
  });

  test("of a field alone stand behind its name, with a relation or without", () => {
    expect(at("性别 ")).toEqual(["value 性别 男性 ", "value 性别 女性 "]);
    expect(at("性别=女")).toEqual(["value 性别=女性 "]);
    expect(at("性别 是 男")).toEqual(["value 性别 是 男性 "]);
    expect(at("是否就业 ")).toEqual(["value 是否就业 是 ", "value 是否就业 否 "]);
  });

  test("do not take yes for a relation that still wants a value", () => expect(at("是否就业 是 ")).toEqual([]));

  test("quote what the grammar would take apart", () => {
    expect(at("学历")).toContain('field "学历（文化程度）" ');
    expect(at("与户主关系 女")).toContain('value 与户主关系 "女, 其他" ');
  });

  test("are not made for a whole condition, which needs none", () => {
    expect(at("独居")).toEqual([]);
    expect(at("80岁以上 女")).toEqual([]);
    expect(at("女", zh, ["女工"])).toEqual(["saved 女工"]);
    expect(at("性别")).toEqual(["field 性别 "]);
  });

  test("do not speak of fields that are locked", () => expect(at("独有")).toEqual([]));

  test("offer saved questions by what is in their names, hostile ones too", () => {
    expect(at("高龄", zh, ["独居高龄", "高龄妇女", HOSTILE])).toEqual(["saved 高龄妇女", "saved 独居高龄"]);
    expect(at("<img", zh, [HOSTILE])).toEqual([`saved ${HOSTILE}`]);
  });

  test("are few", () => expect(at("学校")).toHaveLength(MAX_SUGGESTIONS));

  test.each(["", " ", "80", "(", "，", "¥", "\\", "[", "*", "很长很长很长很长的词"])("are none for %j", (typed) => expect(at(typed)).toEqual([]));
});
