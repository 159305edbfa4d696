/** Where a list comes from: what stands above it on paper and beside it in a file, and the line that marks both. */
import type { Filter } from "../../shared/filter.js";
import type { LogState } from "../../shared/journal.js";
import type { Opened } from "../../shared/protocol.js";
import type { Language } from "../../shared/schema.js";
import { catalogueOf, dayOf, formatCount } from "../i18n/catalogue.js";
import type { Words } from "../words.js";

const DEVICE_DIGITS = 4;

/** What the values of a list are. */
export type ValueForm = "masked" | "whole" | "cut";

/** All that is said about a list. */
export interface Origin {
  readonly opened: Opened;
  readonly log: LogState;
  readonly words: Words;
  readonly language: Language;
  readonly filter: Filter | null;
  /** The day that ages are counted to, where it is not the snapshot's own. */
  readonly asOf: string | undefined;
  readonly purpose: string;
  readonly form: ValueForm;
  readonly count: number;
  /** The person whose card it is, in place of a question; absent for a list. */
  readonly person?: string;
  /** How many of their household stand on the card beside the person. */
  readonly memberCount?: number;
  /** The mark of the log's entry about this list. */
  readonly mark: string;
  readonly made: Date;
}

/** A moment as the clock on the wall says it, to the minute. */
export function momentText(moment: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${day} ${two(moment.getHours())}:${two(moment.getMinutes())}`;
}

/** The question in words; nobody asked for anything in particular: everybody. */
export function questionText(words: Words, filter: Filter | null): string {
  return filter === null ? catalogueOf(words.language).take.everybody : words.filter(filter);
}

/** The first digits of the device: they tell devices of one office apart. */
function deviceText({ device = "?" }: LogState): string {
  return device.slice(0, DEVICE_DIGITS);
}

/** Who, where, when, of which snapshot, and the mark of the log. */
export function stampText(language: Language, { operator, about }: Opened, log: LogState, made: Date, mark: string): string {
  return catalogueOf(language).take.stamp(operator, deviceText(log), momentText(made), String(about.seq), mark);
}

export function stampOf({ language, opened, log, made, mark }: Origin): string {
  return stampText(language, opened, log, made, mark);
}

/** The stamp behind the operator's name: all digits of it are the page's own, and side by side they may look like a number of somebody. */
export function stampTailOf({ language, opened, log, made, mark }: Origin): string {
  return stampText(language, { ...opened, operator: "" }, log, made, mark);
}

/**
 * What is said about a notice, each with its name. Not the question: it may name a person whom the list cuts, or tell of everybody on it what
 * the office does not publish. The log has it.
 */
export function noticeFactsOf(origin: Origin): readonly (readonly [string, string])[] {
  const { facts } = catalogueOf(origin.language).take;
  const published: readonly string[] = [facts.count, facts.asOf, facts.day, facts.made, facts.values, facts.mark, facts.kind];
  return factsOf(origin).filter(([name]) => published.includes(name));
}

/** What is said about a list: each with its name. The question comes first. */
export function factsOf({ opened: { about, operator }, log, words, language, filter, asOf, purpose, form, count, person, memberCount = 0, mark, made }: Origin): readonly (readonly [string, string])[] {
  const { take, synthetic } = catalogueOf(language);
  const { facts, factValues } = take;
  return [
    person === undefined ? [facts.question, questionText(words, filter)] : [facts.person, person],
    [facts.count, memberCount === 0 ? take.people(formatCount(language, count)) : take.withMembers(formatCount(language, count), formatCount(language, memberCount))],
    [facts.asOf, dayOf(about.asOf)],
    ...(asOf === undefined ? [] : [[facts.day, asOf] as const]),
    [facts.maker, operator],
    [facts.made, momentText(made)],
    [facts.purpose, purpose],
    [facts.values, factValues[form]],
    [facts.snapshot, String(about.seq)],
    [facts.mark, mark],
    [facts.device, deviceText(log)],
    ...(about.kind === "synthetic" ? [[facts.kind, synthetic] as const] : []),
  ];
}
