/**
 * Reads a question as people type it: what the engine's text form does not know may be a name, its sounds, an address or the end of a number.
 *
 * The engine says where it stopped understanding. The word that stands there is put into conditions that the engine has, and of these
 * those are taken that anybody fulfils; the rest of the grammar, brackets and negations included, stays the engine's. Nothing here looks
 * at a value: readings are counted.
 */
import { YongquanError, toWire } from "../shared/errors.js";
import type { WireError } from "../shared/errors.js";
import type { Guess, Understood } from "../shared/asking.js";
import type { Filter, Leaf } from "../shared/filter.js";
import type { Field, Schema } from "../shared/schema.js";
import type { Engine } from "./engine-api.js";

/** More words than this in one question are no names. */
const MAX_GUESSES = 8;
/** A shorter end of a number is that of too many. */
const MIN_NUMBER_CHARS = 4;
/** As long as this it may be a whole number, of whatever kind, or a day of birth in the middle of one. */
const MIN_WHOLE_NUMBER_CHARS = 7;
/** Initials: one letter fits too many. */
const MIN_SOUND_CHARS = 2;

const SEPARATOR = /[\s,，、;；()（）"“”「」『』]/u;
const HAN = /\p{Script=Han}/u;
/** Words that join conditions without a space: a name ends before them. */
const JOINED = /或|且|的/u;
/** Parts of an address as they are said, `3栋4单元504`; the last number may stand alone. */
const ADDRESS_PART = /(\d+)(号楼|栋|幢|单元|层|楼|房|室|号)?/gu;
const UNIT_SYNONYMS: Readonly<Record<string, string>> = { 号楼: "栋", 幢: "栋", 室: "房", 号: "房", 楼: "层" };

/** One way to read a word. */
interface Reading {
  readonly filter: Filter;
  readonly fields: readonly string[];
  readonly isWithinNumber: boolean;
}

/** A word that stands in a question, in characters. */
interface Place {
  readonly start: number;
  readonly end: number;
}

/** A part of a question that was replaced, and what by: positions behind it have moved. */
interface Moved {
  readonly start: number;
  readonly by: number;
}

/** Reads questions of one register. */
export class Understanding {
  readonly #engine: Engine;
  readonly #schema: Schema;
  /** Fields whose values have sounds. */
  readonly #sounded: ReadonlySet<string>;

  constructor(engine: Engine, schema: Schema) {
    this.#engine = engine;
    this.#schema = schema;
    this.#sounded = new Set(schema.sounded ?? []);
  }

  /**
   * # Errors
   *
   * The engine's for what cannot be read. `searched` and `locked` are ids of fields with `、` between: where the word was looked for in
   * vain, and where it could not be looked for.
   */
  read(question: string): Understood {
    const guesses: Guess[] = [];
    const moved: Moved[] = [];
    let characters = Array.from(question);
    for (;;) {
      try {
        return { filter: this.#engine.parse(characters.join("")), guesses };
      } catch (thrown) {
        const error = toWire(thrown);
        const place = guesses.length < MAX_GUESSES ? placeOf(error, characters) : undefined;
        if (place === undefined) throw inTheQuestion(error, moved);
        const word = characters.slice(place.start, place.end).join("");
        const found = this.#guess(word);
        if (found === undefined) throw inTheQuestion(this.#inVain(error, word), moved);
        const written = Array.from(`(${this.#engine.print(found.filter)})`);
        const length = Array.from(found.word).length;
        characters = [...characters.slice(0, place.start), ...written, ...characters.slice(place.start + length)];
        moved.push({ start: place.start + written.length, by: written.length - length });
        guesses.push({ word: found.word, fields: found.fields, isWithinNumber: found.isWithinNumber });
      }
    }
  }

  /** What somebody has, of the ways to read a word; a shorter word if another condition is glued to it. */
  #guess(word: string): (Reading & { readonly word: string }) | undefined {
    const joint = word.search(JOINED);
    const words = joint > 0 ? [word, word.slice(0, joint)] : [word];
    for (const tried of words) {
      const held = this.#held(tried);
      const [first, ...others] = held;
      if (first === undefined) continue;
      const filter = others.length === 0 ? first.filter : { or: held.map((reading) => reading.filter) };
      const fields = held.reduce<readonly string[]>((all, reading) => all.concat(reading.fields), []);
      return { word: tried, filter, fields, isWithinNumber: first.isWithinNumber };
    }
    return undefined;
  }

  /** The readings that somebody fulfils, of the first kind of reading that has any. */
  #held(word: string): readonly Reading[] {
    for (const readings of this.#readings(word)) {
      const held = readings.filter(({ filter }) => this.#isHeld(filter));
      if (held.length > 0) return held;
    }
    return [];
  }

  #isHeld(filter: Filter): boolean {
    const selection = this.#engine.select(filter);
    const [matched = 0] = selection.counts();
    selection.free();
    return matched > 0;
  }

  /** Ways to read a word; a later group counts where nobody fulfils any of an earlier one. */
  #readings(word: string): readonly (readonly Reading[])[] {
    const open = this.#fieldsFor(word).filter((field) => field.open);
    const leaf = (field: Field, op: "contains" | "ends_with" | "pinyin", value = word, isWithinNumber = false): Reading => {
      const filter: Leaf = { field: field.id, op, value };
      return { filter, fields: [field.id], isWithinNumber };
    };
    if (isNumber(word)) {
      // The check character is a capital letter in every register, and a small one under many fingers.
      const digits = word.toUpperCase();
      const ends = open.map((field) => leaf(field, "ends_with", digits));
      return isWholeNumber(word) ? [ends, open.map((field) => leaf(field, "contains", digits, true))] : [ends];
    }
    if (isLatin(word)) {
      const sounds = open.filter(({ id }) => this.#sounded.has(id)).map((field) => leaf(field, "pinyin"));
      return [[...sounds, ...open.map((field) => leaf(field, "contains"))]];
    }
    return [[...open.map((field) => leaf(field, "contains")), ...this.#addresses(word)]];
  }

  /** Where a word is looked for, open or not: people first. */
  #fieldsFor(word: string): readonly Field[] {
    const { fields, roles } = this.#schema;
    const texts = fields.filter(({ kind, code_list, derived }) => kind === "text" && code_list === undefined && derived === undefined);
    const masked = (mask: Field["mask"]): readonly Field[] => texts.filter((field) => field.mask === mask);
    const name = texts.filter(({ id }) => id === roles.person_name);
    if (isNumber(word)) {
      // A number of the person stands among what says who the person is; those of telephones, books and cards are given whole.
      if (isWholeNumber(word)) return masked("number");
      const group = name[0]?.group;
      const own = masked("number").filter((field) => field.group === group);
      return own.length === 0 ? masked("number") : own;
    }
    if (isLatin(word)) return Array.from(word).length < MIN_SOUND_CHARS ? [] : name;
    if (!HAN.test(word)) return [];
    const places = new Set(masked("address").map(({ group }) => group));
    const unmasked = texts.filter((field) => field.mask === undefined && places.has(field.group) && !this.#isKey(field.id));
    return [...name, ...masked("address"), ...unmasked];
  }

  /** Numbers that join records say nothing to people. */
  #isKey(id: string): boolean {
    const { key, household_id } = this.#schema.roles;
    return id === key || id === household_id;
  }

  /** An address in parts: each number goes to the field whose title has its unit, with and without a zero before it. */
  #addresses(word: string): readonly Reading[] {
    const first = word.search(/\d/u);
    const parts = Array.from(word.matchAll(ADDRESS_PART));
    if (first < 0 || !parts.some(([, , unit]) => unit !== undefined)) return [];
    const filters: Filter[] = [];
    const found: string[] = [];
    const before = word.slice(0, first);
    if (before !== "") {
      const held = this.#fieldsFor(before).filter((field) => field.open && field.mask !== "name")
        .map((field): Leaf => ({ field: field.id, op: "contains", value: before })).filter((leaf) => this.#isHeld(leaf));
      const [only] = held;
      if (only === undefined) return [];
      filters.push(held.length === 1 ? only : { or: held });
      found.push(...held.map(({ field }) => field));
    }
    for (const [, digits = "", unit = "房"] of parts) {
      const said = UNIT_SYNONYMS[unit] ?? unit;
      const field = this.#schema.fields.find(({ title, open, kind, code_list }) => open && code_list === undefined && title.zh.includes(said) && (kind === "text" || kind === "integer"));
      if (field === undefined) return [];
      const number = Number(digits);
      const spellings = [...new Set([digits, String(number), String(number).padStart(2, "0")])];
      filters.push(field.kind === "integer" ? { field: field.id, op: "eq", value: number } : { field: field.id, op: "in", values: spellings });
      found.push(field.id);
    }
    const [only] = filters;
    if (only === undefined || parts.map(([all]) => all).join("") !== word.slice(first)) return [];
    return [{ filter: filters.length === 1 ? only : { and: filters }, fields: found, isWithinNumber: false }];
  }

  #inVain(error: WireError, word: string): WireError {
    const fields = this.#fieldsFor(word);
    const ids = (isOpen: boolean): string => fields.filter(({ open }) => open === isOpen).map(({ id }) => id).join("、");
    const searched = ids(true);
    const locked = ids(false);
    return { code: error.code, params: { ...error.params, ...(searched !== "" && { searched, lookedFor: word }), ...(locked !== "" && { unsearched: locked, lookedFor: word }) } };
  }
}

function isNumber(word: string): boolean {
  return Array.from(word).length >= MIN_NUMBER_CHARS && /^\d+[xX]?$/u.test(word);
}

function isWholeNumber(word: string): boolean {
  return Array.from(word).length >= MIN_WHOLE_NUMBER_CHARS;
}

function isLatin(word: string): boolean {
  return /^[A-Za-zÀ-ɏ'’]+$/u.test(word);
}

/** Where the word stands that the engine did not understand; nothing if something else is wrong. */
function placeOf({ code, params }: WireError, characters: readonly string[]): Place | undefined {
  const position = Number(params["position"]);
  if (!Number.isInteger(position) || position > characters.length) return undefined;
  const isPart = (place: number): boolean => place >= 0 && place < characters.length && !SEPARATOR.test(characters[place] ?? " ");
  let end = position;
  while (isPart(end)) end += 1;
  if (code === "query.unknown_word") return end > position ? { start: position, end } : undefined;
  // A number without its unit, as the end of an ID number is: it was understood up to its own end.
  if (code !== "query.syntax") return undefined;
  let start = position;
  while (isPart(start - 1)) start -= 1;
  return end > start && /\d/u.test(characters[start] ?? "") ? { start, end } : undefined;
}

/** An error with its position in the question as it was typed. */
function inTheQuestion({ code, params }: WireError, moved: readonly Moved[]): YongquanError {
  const position = Number(params["position"]);
  if (!Number.isInteger(position)) return new YongquanError(code, params);
  const typed = moved.reduceRight((place, { start, by }) => (place >= start ? place - by : place), position);
  return new YongquanError(code, { ...params, position: String(typed) });
}
