/**
 * Questions that an operator keeps under a name. A file of them and what is kept on the device are the same text: JSON with the name and
 * the version of its format. Never what was answered.
 */
import { pageError } from "../shared/errors.js";
import type { Filter } from "../shared/filter.js";

const FORMAT = "yongquan.questions";
const VERSION = 1;
/** More than anybody finds again in a list. */
export const MAX_SAVED = 200;
export const MAX_NAME_CHARS = 60;

/** A question under a name. */
export interface SavedQuestion {
  readonly name: string;
  readonly filter: Filter;
  /** The day that ages are counted to, `YYYY-MM-DD`; absent: that of the snapshot. */
  readonly asOf?: string;
}

/** What an import brings, and what not. */
export interface Imported {
  /** All questions from now on. */
  readonly questions: readonly SavedQuestion[];
  readonly addedCount: number;
  /** There already, with the same name and the same question. */
  readonly knownCount: number;
  /** Not taken, each with the fields that this register does not have. */
  readonly leftOut: readonly LeftOut[];
}

/** A question of another register. */
export interface LeftOut {
  readonly name: string;
  /** Ids of fields, and values with their field. */
  readonly missing: readonly string[];
}

/** The text of a file of questions. */
export function writeQuestions(questions: readonly SavedQuestion[]): string {
  const written = questions.map(({ name, filter, asOf }) => ({ name, filter, ...(asOf !== undefined && { as_of: asOf }) }));
  return `${JSON.stringify({ format: FORMAT, version: VERSION, questions: written }, null, 2)}\n`;
}

type Members = Readonly<Record<string, unknown>>;

function malformed(place: string, expected: string): Error {
  return pageError("page.questions_malformed", { place, expected });
}

/** An object with these members and no other. */
function members(value: unknown, place: string, required: readonly string[], optional: readonly string[] = []): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(place, "{…} 对象 · an object {…}");
  const found = value as Members;
  for (const key of required) if (!(key in found)) throw malformed(place, `成员 ${key} · a member ${key}`);
  for (const key of Object.keys(found)) {
    const known = [...required, ...optional];
    if (!known.includes(key)) throw malformed(`${place}.${key}`, `只有这些成员：${known.join(", ")} · these members only: ${known.join(", ")}`);
  }
  return found;
}

function list(value: unknown, place: string, least = 0): readonly unknown[] {
  if (!Array.isArray(value) || value.length < least) throw malformed(place, "[…] 列表 · a list […]");
  return value as readonly unknown[];
}

function text(value: unknown, place: string): string {
  if (typeof value !== "string") throw malformed(place, "文字 · a text");
  return value;
}

/** A name as it is kept: not empty, not too long, nothing in it that does not show. */
export function isName(name: string): boolean {
  return name.trim() === name && name !== "" && Array.from(name).length <= MAX_NAME_CHARS && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name);
}

const LEAF_SHAPES: Readonly<Record<string, readonly string[]>> = {
  eq: ["value"], ne: ["value"], lt: ["value"], le: ["value"], gt: ["value"], ge: ["value"], under: ["value"], contains: ["value"],
  starts_with: ["value"], ends_with: ["value"], pinyin: ["value"], in: ["values"], between: ["low", "high"], is_missing: [], not_missing: [],
};
/** Levels of groups that a question may have: the engine's limit, asked before going down. */
const MAX_DEPTH = 32;

function isValue(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

/** A filter of the right shape; whether its fields and values exist is the engine's to say. */
function filter(value: unknown, place: string, depth = 0): Filter {
  if (depth > MAX_DEPTH) throw malformed(place, `最多 ${MAX_DEPTH} 层 · at most ${MAX_DEPTH} levels`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(place, "条件 {…} · a condition {…}");
  const found = value as Members;
  const inner = (part: unknown, name: string): Filter => filter(part, `${place}.${name}`, depth + 1);
  for (const join of ["and", "or"] as const) {
    if (!(join in found)) continue;
    const parts = list(members(value, place, [join])[join], `${place}.${join}`, 1).map((part, at) => filter(part, `${place}.${join}[${at}]`, depth + 1));
    return join === "and" ? { and: parts } : { or: parts };
  }
  if ("not" in found) return { not: inner(members(value, place, ["not"])["not"], "not") };
  if ("household" in found) return householdFilter(found, place, inner);
  return leaf(found, place);
}

function householdFilter(found: Members, place: string, inner: (part: unknown, name: string) => Filter): Filter {
  const household = found["household"];
  if (household === "any" || household === "all") {
    members(found, place, ["household", "filter"]);
    return { household, filter: inner(found["filter"], "filter") };
  }
  if (household !== "count") throw malformed(`${place}.household`, "any / all / count");
  members(found, place, ["household", "at_least", "filter"]);
  const least = found["at_least"];
  if (typeof least !== "number" || !Number.isInteger(least) || least < 1) throw malformed(`${place}.at_least`, "1 或更大的整数 · a whole number from 1");
  return { household, at_least: least, filter: inner(found["filter"], "filter") };
}

function leaf(found: Members, place: string): Filter {
  const op = text(found["op"], `${place}.op`);
  const shape = Object.prototype.hasOwnProperty.call(LEAF_SHAPES, op) ? LEAF_SHAPES[op] : undefined;
  if (shape === undefined) throw malformed(`${place}.op`, Object.keys(LEAF_SHAPES).join(" / "));
  members(found, place, ["field", "op", ...shape]);
  text(found["field"], `${place}.field`);
  for (const name of shape) {
    const value = found[name];
    if (name === "values") {
      list(value, `${place}.values`, 1).forEach((entry, at) => {
        if (!isValue(entry)) throw malformed(`${place}.values[${at}]`, "文字、数字或 true/false · a text, a number or true/false");
      });
    } else if (!isValue(value)) {
      throw malformed(`${place}.${name}`, "文字、数字或 true/false · a text, a number or true/false");
    }
  }
  // Every member was checked above: this is one of the forms of `Leaf`.
  return found as unknown as Filter;
}

/**
 * The questions in a file.
 *
 * # Errors
 *
 * - `page.questions_malformed` with the place and what is expected there: nothing is read of a file that is wrong anywhere
 * - `page.questions_version` for a later version
 */
export function readQuestions(file: string): readonly SavedQuestion[] {
  let read: unknown;
  try {
    read = JSON.parse(file);
  } catch {
    throw malformed("文件 · the file", "JSON");
  }
  const root = members(read, "$", ["format", "version", "questions"]);
  if (root["format"] !== FORMAT) throw malformed("$.format", `“${FORMAT}”`);
  if (root["version"] !== VERSION) {
    if (typeof root["version"] === "number") throw pageError("page.questions_version", { found: String(root["version"]), known: String(VERSION) });
    throw malformed("$.version", String(VERSION));
  }
  const names = new Set<string>();
  const questions = list(root["questions"], "$.questions").map((entry, at): SavedQuestion => {
    const place = `$.questions[${at}]`;
    const found = members(entry, place, ["name", "filter"], ["as_of"]);
    const name = text(found["name"], `${place}.name`);
    if (!isName(name)) throw malformed(`${place}.name`, `1–${MAX_NAME_CHARS} 个字的名称 · a name of 1 to ${MAX_NAME_CHARS} characters`);
    if (names.has(name)) throw malformed(`${place}.name`, "不重复的名称 · a name that no other has");
    names.add(name);
    const asOf = found["as_of"];
    if (asOf !== undefined && !isDay(asOf)) throw malformed(`${place}.as_of`, "YYYY-MM-DD");
    return { name, filter: filter(found["filter"], `${place}.filter`), ...(typeof asOf === "string" && { asOf }) };
  });
  if (questions.length > MAX_SAVED) throw pageError("page.questions_many", { limit: String(MAX_SAVED) });
  return questions;
}

function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/** A name that none of the questions has: with a number behind it if need be. */
export function freeName(wanted: string, questions: readonly SavedQuestion[]): string {
  const isTaken = (name: string): boolean => questions.some((question) => question.name === name);
  let name = wanted;
  for (let number = 2; isTaken(name); number += 1) {
    const ending = ` (${number})`;
    name = Array.from(wanted).slice(0, MAX_NAME_CHARS - ending.length).join("").trimEnd() + ending;
  }
  return name;
}

function isSame(a: SavedQuestion, b: SavedQuestion): boolean {
  return JSON.stringify([a.filter, a.asOf]) === JSON.stringify([b.filter, b.asOf]);
}

/**
 * Brings the questions of a file to those that are there. `missingIn` says which fields of a question the register does not have.
 *
 * # Errors
 *
 * `page.questions_many` if there would be too many; then nothing is brought.
 */
export function merged(before: readonly SavedQuestion[], brought: readonly SavedQuestion[], missingIn: (question: SavedQuestion) => readonly string[]): Imported {
  let questions = before;
  let addedCount = 0;
  let knownCount = 0;
  const leftOut: LeftOut[] = [];
  for (const question of brought) {
    const missing = missingIn(question);
    const namesake = before.find(({ name }) => name === question.name);
    if (missing.length > 0) {
      leftOut.push({ name: question.name, missing });
    } else if (namesake !== undefined && isSame(namesake, question)) {
      knownCount += 1;
    } else {
      questions = [...questions, { ...question, name: freeName(question.name, questions) }];
      addedCount += 1;
    }
  }
  if (questions.length > MAX_SAVED) throw pageError("page.questions_many", { limit: String(MAX_SAVED) });
  return { questions, addedCount, knownCount, leftOut };
}

/** Ids of the fields that a filter asks, each once. */
export function fieldsOf(filter: Filter): readonly string[] {
  if ("and" in filter) return [...new Set(filter.and.reduce<readonly string[]>((all, part) => all.concat(fieldsOf(part)), []))];
  if ("or" in filter) return [...new Set(filter.or.reduce<readonly string[]>((all, part) => all.concat(fieldsOf(part)), []))];
  if ("not" in filter) return fieldsOf(filter.not);
  if ("household" in filter) return fieldsOf(filter.filter);
  return [filter.field];
}
