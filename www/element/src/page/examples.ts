/** Questions that can be asked of the register that is open, made from its schema: one of each kind, and one of each field. */
import type contract from "virtual:contract";
import type { Code, Field } from "../shared/schema.js";
import type { Words } from "./words.js";

type Operator = keyof typeof contract.words;
type Quantifier = keyof typeof contract.quantifiers;

/** Names that need no quotes and cannot be taken for anything else. */
const PLAIN = /^\p{Script=Han}+$/u;
/** Numbers and days to compare with: any will do, since the question is what can be asked. */
const [LOW, HIGH] = [1, 60];
const [EARLY, LATE] = ["2010-01-01", "2013-01-01"];
/** A text to be looked for in texts. */
const PART = { zh: "一", en: "a" } as const;

function quoted(name: string): string {
  return PLAIN.test(name) ? name : `"${name.replace(/"/g, '""')}"`;
}

/** How a field is called in a question: by its title where that is one word of its own, and otherwise by its id. */
export function fieldName(words: Words, field: Field): string {
  const title = field.title[words.language];
  const isOnly = words.schema.fields.filter((other) => [other.title.zh, other.title.en].includes(title)).length === 1;
  return isOnly && PLAIN.test(title) ? title : field.id;
}

/** The codes that can be told by a word: those that do not mean *not known*. */
function telling(words: Words, field: Field): readonly Code[] {
  const unknown = words.schema.code_lists.find(({ id }) => id === field.code_list)?.unknown_codes ?? [];
  return words.codes(field).filter(({ code }) => !unknown.includes(code));
}

/** A condition on a field, as a person would type it. Fields of sounds have no values, and are asked by sounds. */
export function fieldExample(words: Words, field: Field): string {
  const name = fieldName(words, field);
  const [code] = telling(words, field);
  if (code !== undefined) return `${name} = ${quoted(code.title[words.language])}`;
  if (field.derived?.kind === "pinyin") return `${name} zxm`;
  switch (field.kind) {
    case "boolean":
      return words.language === "zh" ? `${name} = 是` : `${name} = yes`;
    case "integer":
    case "number":
      return `${name} >= ${LOW}`;
    case "date":
      return `${name} >= ${EARLY}`;
    case "text":
      return `${name} ${words.language === "zh" ? "包含" : "contains"} ${PART[words.language]}`;
  }
}

/** One question for each way of asking that the register has a field for. */
export function operatorExamples(words: Words): ReadonlyMap<Operator | Quantifier, string> {
  const open = words.schema.fields.filter((field) => field.open);
  const isChinese = words.language === "zh";
  const found = new Map<Operator | Quantifier, string>();
  const add = (key: Operator | Quantifier, field: Field | undefined, write: (name: string) => string): void => {
    if (field !== undefined) found.set(key, write(fieldName(words, field)));
  };
  const parentIn = (field: Field): string | undefined => telling(words, field).find(({ parent }) => parent !== undefined)?.parent;
  const coded = open.find((field) => field.bare_words && telling(words, field).length > 1);
  const nested = open.find((field) => parentIn(field) !== undefined);
  // Ages and sizes of households are computed and say most; names are what texts are searched for.
  const numbers = open.filter((field) => field.kind === "integer" && field.mask === undefined);
  const number = numbers.find((field) => field.derived !== undefined) ?? numbers[0];
  const texts = open.filter((field) => field.kind === "text" && field.code_list === undefined && field.derived === undefined);
  const text = texts.find((field) => field.mask === "name") ?? texts[0];
  const sounds = open.find((field) => field.derived?.kind === "pinyin");
  const titles = coded === undefined ? [] : telling(words, coded).map(({ title }) => quoted(title[words.language]));
  const [first = "", second = first] = titles;
  if (number !== undefined && coded !== undefined) {
    const [bigger, value] = [`${fieldName(words, number)} >= ${HIGH}`, `${fieldName(words, coded)} = ${first}`];
    found.set("and", isChinese ? `${bigger} 且 ${value}` : `${bigger} and ${value}`);
    found.set("or", isChinese ? `${bigger} 或 ${value}` : `${bigger} or ${value}`);
    found.set("not", isChinese ? `非 ${value}` : `not ${value}`);
    found.set("any", isChinese ? `户内有人 (${bigger})` : `household any (${bigger})`);
    found.set("all", isChinese ? `户内全部 (${bigger})` : `household all (${bigger})`);
    found.set("count", isChinese ? `户内至少2人 (${bigger})` : `household at least 2 (${bigger})`);
  }
  add("eq", coded, (name) => `${name} = ${first}`);
  add("ne", coded, (name) => (isChinese ? `${name} 不是 ${first}` : `${name} is not ${first}`));
  add("in", coded, (name) => (isChinese ? `${name} 属于 (${first}, ${second})` : `${name} in (${first}, ${second})`));
  add("lt", number, (name) => `${name} < ${HIGH}`);
  add("le", number, (name) => `${name} <= ${HIGH}`);
  add("gt", number, (name) => `${name} > ${HIGH}`);
  add("ge", number, (name) => `${name} >= ${HIGH}`);
  add("between", number, (name) => (isChinese ? `${name} 介于 ${LOW} 和 ${HIGH}` : `${name} between ${LOW} and ${HIGH}`));
  add("missing", open.find((field) => field.kind === "date"), (name) => (isChinese ? `${name} 缺失` : `${name} is missing`));
  add("contains", text, (name) => (isChinese ? `${name} 包含 ${PART.zh}` : `${name} contains ${PART.en}`));
  add("starts_with", text, (name) => (isChinese ? `${name} 以 ${PART.zh} 开头` : `${name} starts with ${PART.en}`));
  add("ends_with", text, (name) => (isChinese ? `${name} 以 ${PART.zh} 结尾` : `${name} ends with ${PART.en}`));
  add("pinyin", sounds, (name) => (isChinese ? `${name} 拼音 zxm` : `${name} pinyin zxm`));
  add("under", nested, (name) => {
    const parent = nested === undefined ? undefined : parentIn(nested);
    const title = nested === undefined ? undefined : words.codes(nested).find(({ code }) => code === parent)?.title[words.language];
    return `${name} ${isChinese ? "属于" : "under"} ${quoted(title ?? parent ?? "")}`;
  });
  return found;
}

/** A condition on days, in each of the forms that a day may have. */
export function dateExamples(words: Words, forms: readonly string[]): readonly string[] {
  const date = words.schema.fields.find((field) => field.open && field.kind === "date");
  return date === undefined ? [] : forms.map((form) => `${fieldName(words, date)} >= ${form}`);
}

/** Two ends around a field. */
export function rangeExample(words: Words): string | undefined {
  const date = words.schema.fields.find((field) => field.open && field.kind === "date");
  return date === undefined ? undefined : `${EARLY} <= ${fieldName(words, date)} < ${LATE}`;
}
