/**
 * What may be meant while something is typed: fields, values and saved questions.
 *
 * A suggestion replaces the word before the caret, whole or, where Chinese conditions are written without a space, its end.
 */
import type { Code, Field, Language } from "../shared/schema.js";
import type { Words } from "./words.js";

/** Suggestions at once: more are not read while typing. */
export const MAX_SUGGESTIONS = 8;

/** What may be put in place of what is typed. */
export interface Suggestion {
  readonly kind: "field" | "value" | "saved";
  /** What is offered. */
  readonly label: string;
  /** What it belongs to: the field of a value, the id of a field. */
  readonly detail: string;
  /** The text of the box once it is taken; of a saved question its name. */
  readonly text: string;
  /** Where the caret stands then, in UTF-16 units. */
  readonly caret: number;
}

const SEPARATORS = /[\s,，、;；()（）]/;
/** What may stand between a field and its value. */
const RELATION = /(?:==?|!=|≠|等于|不等于|不是|属于|不属于|是|为|\bis not\b|\bis\b|\bunder\b|\bin\b)$/iu;
/** What must stand in quotes to be one name. */
const NEEDS_QUOTES = /[\s,，、;；()（）"“”「」『』]/;
const LATIN_OR_DIGIT = /[\p{Script=Latin}\d_]/u;

interface Hit {
  /** 0: as it is written, 1: begins so, 2: has it somewhere. */
  readonly rank: number;
  readonly kind: "field" | "value" | "saved";
  readonly label: string;
  readonly detail: string;
  readonly written: string;
  /** The word begins here in the text. */
  readonly start: number;
  /** What is written is a condition by itself. */
  readonly isWhole?: boolean;
}

/** Small letters and narrow forms, as the engine compares names. */
function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function quoted(name: string): string {
  return NEEDS_QUOTES.test(name) ? `"${name.replace(/"/g, '""')}"` : name;
}

interface Named {
  readonly field: Field;
  readonly code: Code;
  readonly names: readonly string[];
}

/** Finds suggestions in one register. */
export class Completion {
  readonly #words: Words;
  readonly #language: Language;
  readonly #fields: readonly { readonly field: Field; readonly names: readonly string[] }[];
  /** Values of fields that are open to bare words, then those of the others, each list once. */
  readonly #bare: readonly Named[];
  readonly #others: readonly Named[];

  constructor(words: Words) {
    this.#words = words;
    this.#language = words.language;
    const open = words.schema.fields.filter((field) => field.open);
    this.#fields = open.map((field) => ({ field, names: [field.title[words.language], field.title.zh, field.title.en, field.id].map(folded) }));
    const named = (fields: readonly Field[]): readonly Named[] => fields.reduce<readonly Named[]>((all, field) => all.concat(namedOf(words, field)), []);
    this.#bare = named(open.filter(({ bare_words }) => bare_words));
    this.#others = named(open.filter(({ bare_words }) => !bare_words));
  }

  /** Suggestions for a text with the caret at a place in it, best first. */
  suggestions(text: string, caret: number, saved: readonly string[]): readonly Suggestion[] {
    const before = text.slice(0, caret);
    let start = caret;
    while (start > 0 && !SEPARATORS.test(before[start - 1] ?? "")) start -= 1;
    const hits = this.#hits(before, start, saved, before.trim());
    const after = text.slice(caret);
    return hits.slice(0, MAX_SUGGESTIONS).map(({ kind, label, detail, written, start: from }) => {
      if (kind === "saved") return { kind, label, detail, text: written, caret: written.length };
      const replaced = `${before.slice(0, from)}${written}${after.startsWith(" ") ? "" : " "}`;
      return { kind, label, detail, text: replaced + after, caret: replaced.length };
    });
  }

  #hits(before: string, start: number, saved: readonly string[], whole: string): readonly Hit[] {
    const questions = whole === "" ? [] : saved.filter((name) => folded(name).includes(folded(whole)))
      .map((name): Hit => ({ rank: folded(name).startsWith(folded(whole)) ? 1 : 2, kind: "saved", label: name, detail: "", written: name, start: 0 }))
      .sort((a, b) => a.rank - b.rank);
    const field = this.#fieldBefore(before.slice(0, start));
    const ofField = field === undefined ? [] : this.#valuesOf(field, before.slice(start), start);
    if (field !== undefined && (ofField.length > 0 || start === before.length)) return [...ofField, ...questions];
    // The whole word first, then what may be its end: 80岁以上独 ends with the beginning of 独居.
    for (let from = start; from < before.length; from += 1) {
      const isInsideWord = from > start && LATIN_OR_DIGIT.test(before[from - 1] ?? "") && LATIN_OR_DIGIT.test(before[from] ?? "");
      if (isInsideWord) continue;
      const glued = this.#fieldBefore(before.slice(0, from));
      const found = glued === undefined || from === start ? this.#named(before.slice(from), from, from === start) : this.#valuesOf(glued, before.slice(from), from);
      // A whole condition needs no suggestion: the list would only stand in front of its count.
      if (from === start && found.some(({ rank, isWhole }) => rank === 0 && isWhole)) return questions;
      if (found.length > 0) return [...found, ...questions].sort((a, b) => a.rank - b.rank);
    }
    return questions;
  }

  /** The field whose title ends a text, with what may stand between it and a value. */
  #fieldBefore(text: string): Field | undefined {
    const trimmed = folded(text).trimEnd().replace(/[(（]$/u, "").trimEnd();
    const bare = trimmed.replace(RELATION, "").trimEnd();
    const named = (end: string): Field | undefined =>
      this.#fields.reduce<{ readonly field: Field; readonly length: number } | undefined>((best, { field, names }) => {
        const length = Math.max(0, ...names.filter((name) => end.endsWith(name) && !isInsideLatin(end, name)).map((name) => name.length));
        return length > (best?.length ?? 0) ? { field, length } : best;
      }, undefined)?.field;
    const field = bare === "" ? undefined : (named(trimmed) ?? named(bare));
    // Behind a field of yes and no, 是 is its value and no relation.
    return field?.kind === "boolean" && bare !== trimmed && trimmed.endsWith("是") ? undefined : field;
  }

  #valuesOf(field: Field, typed: string, start: number): readonly Hit[] {
    const wanted = folded(typed);
    const detail = this.#words.title(field.id);
    if (field.kind === "boolean") {
      return ["是", "否"].filter((name) => name.startsWith(wanted)).map((name): Hit => ({ rank: 1, kind: "value", label: name, detail, written: name, start }));
    }
    const hits = namedOf(this.#words, field).map((named) => this.#hit(named, wanted, start, true)).filter((hit): hit is Hit => hit !== undefined);
    return hits.map((hit) => ({ ...hit, written: quoted(hit.label) })).sort((a, b) => a.rank - b.rank);
  }

  #hit({ field, code, names }: Named, wanted: string, start: number, mayContain: boolean): Hit | undefined {
    const rank = names.reduce((best, name) => Math.min(best, rankOf(name, wanted, mayContain)), 3);
    if (rank > 2) return undefined;
    const label = code.title[this.#language];
    const title = this.#words.title(field.id);
    const written = this.#words.isTelling(field, code.code) ? quoted(label) : `${quoted(title)}=${quoted(label)}`;
    return { rank, kind: "value", label, detail: title, written, start, isWhole: this.#words.isTelling(field, code.code) };
  }

  #named(typed: string, start: number, mayContain: boolean): readonly Hit[] {
    const wanted = folded(typed);
    if (wanted === "") return [];
    const found: Hit[] = [];
    for (const named of this.#bare) {
      const hit = this.#hit(named, wanted, start, mayContain);
      if (hit !== undefined) found.push(hit);
    }
    for (const { field, names } of this.#fields) {
      const rank = names.reduce((best, name) => Math.min(best, rankOf(name, wanted, mayContain)), 3);
      if (rank > 2) continue;
      found.push({ rank, kind: "field", label: this.#words.title(field.id), detail: field.id, written: quoted(this.#words.title(field.id)), start });
    }
    if (found.length < MAX_SUGGESTIONS) {
      for (const named of this.#others) {
        const hit = this.#hit(named, wanted, start, mayContain);
        if (hit !== undefined) found.push(hit);
      }
    }
    // The sort is stable: what is equally close stays in the order of the schema.
    return found.sort((a, b) => a.rank - b.rank);
  }
}

/** Whether a name is only the end of a longer Latin word. */
function isInsideLatin(text: string, name: string): boolean {
  const before = text[text.length - name.length - 1];
  return before !== undefined && LATIN_OR_DIGIT.test(before) && LATIN_OR_DIGIT.test(name[0] ?? "");
}

/** A part of one Latin letter says nothing: it is in every word. */
function rankOf(name: string, wanted: string, mayContain: boolean): number {
  if (name === wanted) return 0;
  if (name.startsWith(wanted)) return 1;
  const isTelling = wanted.length > 2 || !LATIN_OR_DIGIT.test(wanted);
  return mayContain && isTelling && name.includes(wanted) ? 2 : 3;
}

function namedOf(words: Words, field: Field): readonly Named[] {
  return words.codes(field).map((code) => ({
    field, code, names: [...new Set([code.title[words.language], code.title.zh, code.title.en, ...(code.synonyms ?? [])].map(folded))],
  }));
}
