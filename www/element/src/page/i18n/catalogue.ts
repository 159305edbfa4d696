/** Catalogues, locales and the texts of errors by language. */
import errorTexts from "../../../../../data-schema/errors.json";
import type { WireError } from "../../shared/errors.js";
import type { Language } from "../../shared/schema.js";
import { en } from "./en.js";
import { zh } from "./zh.js";
import type { Catalogue } from "./zh.js";

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { zh, en };
const LOCALES: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en" };

/** The languages, first the one that a page without a wish gets. */
export const LANGUAGES: readonly Language[] = ["zh", "en"];

/** What the page says in a language. */
export function catalogueOf(language: Language): Catalogue {
  return CATALOGUES[language];
}

/** Locale for numbers and dates. */
export function localeOf(language: Language): string {
  return LOCALES[language];
}

/** The language of a `lang` attribute: `en` and its variants are English, everything else Chinese. */
export function languageOf(lang: string): Language {
  return /^en\b/i.test(lang) ? "en" : "zh";
}

/** PERF: made once, because making one takes longer than all that is drawn with it. */
const COUNTS: Readonly<Record<Language, Intl.NumberFormat>> = { zh: new Intl.NumberFormat(LOCALES.zh), en: new Intl.NumberFormat(LOCALES.en) };

/** A whole number with the separators of the language. */
export function formatCount(language: Language, count: number): string {
  return COUNTS[language].format(count);
}

/** The day of a date or of a date and time. */
export function dayOf(dateTime: string): string {
  return dateTime.slice(0, "YYYY-MM-DD".length);
}

/** What happened, and what to do. */
export interface ErrorText {
  readonly what: string;
  readonly remedy: string;
}

type Texts = Readonly<Record<string, readonly string[] | undefined>>;

const ENGINE_TEXTS: Readonly<Record<string, Readonly<Record<Language, readonly string[]>> | undefined>> = errorTexts;

/** Parameters that hold ids of fields. */
const FIELD_PARAMS: ReadonlySet<string> = new Set(["field", "fields"]);

/** Parameters that may hold several things with `、` between. */
const LIST_PARAMS: ReadonlySet<string> = new Set([...FIELD_PARAMS, "suggestions"]);

/** What was expected, in both languages with ` · ` between, Chinese first; some of it is said in one way for both. */
function expected(language: Language, value: string): string {
  const [zh = value, en = zh] = value.split(" · ");
  return language === "zh" ? zh : en;
}

/**
 * The text of an error. A code without a text is shown as it is, so that it can be told on the telephone.
 *
 * `titleOf` names the fields in it; without a schema they keep their ids.
 */
export function errorText(language: Language, { code, params }: WireError, titleOf: (id: string) => string = (id) => id): ErrorText {
  const catalogue = CATALOGUES[language];
  const ownTexts: Texts = catalogue.page;
  const [told = code, remedy = ""] = ownTexts[code] ?? ENGINE_TEXTS[code]?.[language] ?? catalogue.unknownError(code);
  // Nothing is close to some words, and then nothing is said of it.
  const what = params["suggestions"] === "" ? told.replace(/ ?[^。.]*\{suggestions\}[^。.]*[。.]/u, "") : told;
  const fill = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (hole, param: string) => {
      const value = params[param] ?? hole;
      if (param === "expected") return expected(language, value);
      if (!LIST_PARAMS.has(param)) return value;
      const items = value.split("、");
      return (FIELD_PARAMS.has(param) ? items.map(titleOf) : items).join(language === "zh" ? "、" : ", ");
    });
  return { what: fill(what), remedy: fill(remedy) };
}
