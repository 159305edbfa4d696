import { describe, expect, test } from "vitest";
import errorTexts from "../../../data-schema/errors.json";
import { catalogueOf, dayOf, errorText, formatCount, languageOf } from "../src/page/i18n/catalogue.js";
import { PALETTES } from "../src/page/palette.js";
import type { Palette } from "../src/page/palette.js";
import { Words } from "../src/page/words.js";
import { schema } from "./fixture.js";

/** Every text of a catalogue by its path; functions are called with marks for their parameters. */
function texts(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [...texts((value as (...marks: string[]) => unknown)("§1", "§2", "§3", "§4"), path)];
  if (typeof value !== "object" || value === null) throw new Error(`${path} is neither text nor function`);
  return Object.entries(value).flatMap(([key, part]) => texts(part, `${path}/${key}`));
}

const marks = (text: string): string[] => (text.match(/§\d|\{\w+\}/g) ?? []).sort();

describe("the catalogues", () => {
  const zh = new Map(texts(catalogueOf("zh")));
  const en = new Map(texts(catalogueOf("en")));

  test("say the same things", () => expect([...en.keys()].sort()).toEqual([...zh.keys()].sort()));
  test("leave nothing empty", () => {
    for (const [path, text] of [...zh, ...en]) expect(text, path).not.toBe("");
  });
  test("use the same parameters", () => {
    for (const [path, text] of zh) expect(marks(en.get(path) ?? ""), path).toEqual(marks(text));
  });
  test("are in their languages", () => {
    const chinese = /\p{Script=Han}/u;
    const shared = new Set(["/languageName", "/switchLanguage", "/ask/placeholder"]);
    for (const [path, text] of en) if (!shared.has(path)) expect(text, path).not.toMatch(chinese);
  });
});

describe("errors", () => {
  test("have a text for every code of the engine, in both languages", () => {
    for (const code of Object.keys(errorTexts)) {
      for (const language of ["zh", "en"] as const) {
        const { what, remedy } = errorText(language, { code, params: {} });
        expect(what, code).not.toBe(code);
        expect(remedy, code).not.toBe("");
      }
    }
  });

  test("are filled with their parameters, fields by title", () => {
    const words = new Words(schema, "zh");
    const text = errorText("zh", { code: "page.masked_field", params: { field: "author" } }, (id) => words.title(id));
    expect(text.what).toContain("字段author");
  });

  test("say what was expected in their own language", () => {
    const error = { code: "query.syntax", params: { position: "6", expected: "数字 · a number" } };
    const [zh, en] = [errorText("zh", error).what, errorText("en", error).what];
    expect(zh).toContain("数字");
    expect(en).toContain("a number");
    expect(zh + en).not.toContain("·");
    expect(errorText("zh", { code: "query.malformed", params: { path: "", expected: "an object" } }).what).toContain("an object");
  });

  test("list what is near in the way of their language", () => {
    const error = { code: "query.unknown_word", params: { position: "0", word: "x", suggestions: "男、女" } };
    expect(errorText("zh", error).what).toContain("男、女");
    expect(errorText("en", error).what).toContain("男, 女");
  });

  test("without a text show their code", () => expect(errorText("en", { code: "x.y", params: {} }).what).toContain("x.y"));

  test("keep markup as text", () => {
    const what = errorText("zh", { code: "page.config_invalid", params: { problem: "<img src=x>" } }).what;
    expect(what).toContain("<img src=x>");
  });
});

describe("words", () => {
  const zh = new Words(schema, "zh");
  const en = new Words(schema, "en");

  test.each([
    [{ field: "pages", op: "ge", value: 80 } as const, "字段pages 80 页及以上", "Field pages 80 pages or more"],
    [{ field: "shelf", op: "eq", value: "1" } as const, "字段shelf：一号架", "Field shelf: Shelf one"],
    [{ field: "shelf", op: "in", values: ["1", "2"] } as const, "字段shelf：一号架、二号架", "Field shelf: Shelf one or Shelf two"],
    [{ field: "bought", op: "lt", value: "2013-01-01" } as const, "字段bought早于 2013-01-01", "Field bought before 2013-01-01"],
    [{ field: "lent", op: "eq", value: true } as const, "字段lent：是", "Field lent: yes"],
    [{ not: { field: "lent", op: "is_missing" } } as const, "不是（字段lent缺失）", "not (Field lent is missing)"],
  ])("of %j", (filter, chinese, english) => {
    expect(zh.filter(filter)).toBe(chinese);
    expect(en.filter(filter)).toBe(english);
  });

  test("brackets keep a disjunction together", () => {
    const either = { or: [{ field: "lent", op: "eq", value: true }, { field: "lent", op: "is_missing" }] } as const;
    expect(en.filter({ and: [either, { field: "shelf", op: "eq", value: "1" }] })).toBe("(Field lent: yes or Field lent is missing) and Field shelf: Shelf one");
  });

  test("of what is unknown is the thing itself", () => {
    expect(zh.title("nowhere")).toBe("nowhere");
    expect(zh.value(zh.field("shelf"), "77")).toBe("77");
  });
});

describe("numbers and dates", () => {
  test("have the separators of the language", () => expect(formatCount("zh", 8812)).toBe("8,812"));
  test("lose their time of day", () => expect(dayOf("2013-03-02T10:00:00Z")).toBe("2013-03-02"));
  test.each([["zh-CN", "zh"], ["en-GB", "en"], ["", "zh"], ["fr", "zh"]])("the language of %s is %s", (lang, language) =>
    expect(languageOf(lang)).toBe(language));
});

describe("colours", () => {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  /** Contrast ratio as the Web Content Accessibility Guidelines define it. */
  const contrast = (a: string, b: string): number => {
    const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const text: readonly (readonly [keyof Palette, readonly (keyof Palette)[]])[] = [
    ["text", ["page", "surface", "tint"]],
    ["quiet", ["page", "surface", "tint"]],
    ["accent", ["page", "surface", "tint"]],
    ["onAccent", ["accent"]],
    ["warning", ["warningTint", "page", "surface"]],
    ["danger", ["dangerTint", "page", "surface"]],
  ];

  test.each(Object.entries(PALETTES))("of the %s set can be read", (name, palette) => {
    for (const [over, grounds] of text) {
      for (const ground of grounds) expect(contrast(palette[over], palette[ground]), `${over} on ${ground}`).toBeGreaterThanOrEqual(7);
    }
    // Lines that only part are to be seen as well by whoever asks for contrast.
    for (const line of ["line", "bar", ...(name.startsWith("contrast") ? ["hairline" as const] : [])] as const) {
      for (const ground of ["page", "surface"] as const) expect(contrast(palette[line], palette[ground]), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(palette.bar, palette.hairline)).toBeGreaterThanOrEqual(1.5);
  });
});
