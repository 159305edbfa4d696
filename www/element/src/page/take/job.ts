/** Takes people away: asks the worker, which writes it down first, and makes paper or a file of what it hands out. */
import { pageError } from "../../shared/errors.js";
import type { Extracted, ExtractRequest, TakeAway } from "../../shared/extract.js";
import type { LogState } from "../../shared/journal.js";
import type { Opened } from "../../shared/protocol.js";
import { forbiddenAcross, forbiddenIn, withoutOwn } from "../../shared/scan.js";
import type { Forbidden } from "../../shared/scan.js";
import type { Sheet } from "../../shared/workbook.js";
import { catalogueOf } from "../i18n/catalogue.js";
import type { Words } from "../words.js";
import { csvOf } from "./csv.js";
import { oneCardBody, personOf } from "./one-card.js";
import { factsOf, noticeFactsOf, stampOf, stampTailOf } from "./origin.js";
import type { Origin } from "./origin.js";
import { rowsOf, textsOf } from "./paper.js";
import type { Paper } from "./paper.js";
import { printPaper } from "./print.js";
import { saveFile } from "./save.js";
import { Slices } from "./slices.js";
import type { Progress } from "./slices.js";
import { cardBody, factSheet, listBody, sheetOf } from "./tables.js";
import type { CodeForm } from "./tables.js";
import { FORBIDDEN_NAMES, WorkbookWriter } from "./workbooks.js";
import { writerText } from "./writer-source.js";
import type { WriterSource } from "./writer-source.js";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** What is needed of an open page. */
export interface Place {
  readonly opened: Opened;
  readonly words: Words;
  readonly log: () => LogState;
  readonly extract: (request: ExtractRequest, signal: AbortSignal) => Promise<Extracted>;
  readonly writer: WriterSource;
}

/** Whose data it is about. */
export type Whose = Pick<ExtractRequest, "filter" | "sort" | "asOf" | "rowIds" | "withHousehold">;

/** Whose list, which columns, and why. */
export interface Wish extends Whose, Pick<ExtractRequest, "columns" | "isWhole"> {
  readonly purpose: string;
  /** The operator's own words beside the purpose. */
  readonly note: string;
}

/** How it goes on, and who may stop it. */
export interface Work {
  readonly signal: AbortSignal;
  /** The entry of the log is there; from now on it stays, whatever becomes of the work. */
  readonly logged: (mark: string) => void;
  readonly tell: (progress: Progress) => void;
}

/** What became of it. */
export type Outcome = { readonly mark: string; readonly pages: number } | { readonly mark: string; readonly file: string };

/** How people stand on paper: a line for each, a card for each, or the card of one as it is on the page. */
export type PaperForm = "list" | "cards" | "card";

/** A list, and all that is said about it. */
interface Taken {
  readonly extracted: Extracted;
  readonly origin: Origin;
}

/** How many of the household there are beside the person whose card it is. */
function membersBeside({ household }: Extracted): number {
  return household === undefined ? 0 : household.members.length + household.more - 1;
}

/** The purpose as it is read: what is written down is the office's Chinese title, whatever the page speaks. */
function purposeText({ opened, words: { language } }: Place, purpose: string, note: string): string {
  const known = opened.about.purposes.find(({ title }) => title === purpose);
  const read = known === undefined || language === "zh" ? purpose : known.titleEn;
  if (note === "") return read;
  return language === "zh" ? `${read}（${note}）` : `${read} (${note})`;
}

async function take(place: Place, action: TakeAway, wish: Wish, how: string, { signal, logged }: Work): Promise<Taken> {
  const { purpose, note, ...rest } = wish;
  const why = { purpose, note: note === "" ? how : `${how} · ${note}` };
  const extracted = await place.extract({ action, ...rest, why }, signal);
  logged(extracted.mark);
  if (signal.aborted) throw pageError("page.aborted");
  const { opened, words } = place;
  const origin: Origin = {
    opened, words, language: words.language, filter: wish.filter, asOf: wish.asOf, log: place.log(), mark: extracted.mark, count: extracted.rows.length, made: new Date(),
    purpose: purposeText(place, purpose, note),
    form: action === "notice" ? "cut" : wish.isWhole ? "whole" : "masked",
    ...(how === "card" && { person: personOf(extracted, words), memberCount: membersBeside(extracted) }),
  };
  return { extracted, origin };
}

const BODIES = { list: listBody, cards: cardBody, card: oneCardBody } as const;

function paperOf({ extracted, origin }: Taken, title: string, form: PaperForm): Paper {
  const { language, words, opened } = origin;
  const { take: say, synthetic } = catalogueOf(language);
  return {
    title, facts: factsOf(origin), stamp: stampOf(origin), pageOf: (page, pages) => say.pageOf(String(page), String(pages)),
    ...(opened.about.kind === "synthetic" && { badge: synthetic }),
    ...BODIES[form](extracted, words),
  };
}

/** Name of a file: what it is, the day of the data, and the number of its entry in the log. Nothing of the question, which may name somebody. */
function fileName(kind: string, { opened: { about }, mark }: Origin, ending: string): string {
  return `${kind}-${about.asOf.slice(0, "YYYY-MM-DD".length)}-${mark.slice(0, mark.indexOf(":"))}.${ending}`;
}

/** Prints a list, cards, or the card of one person. */
export async function print(place: Place, wish: Wish, form: PaperForm, work: Work): Promise<Outcome> {
  const taken = await take(place, "print", wish, form, work);
  const { take: say } = catalogueOf(place.words.language);
  const register = place.opened.about.title[place.words.language];
  const title = form === "list" ? say.listTitle(register) : say.cardTitle(register);
  return { mark: taken.extracted.mark, pages: await printPaper(paperOf(taken, title, form), work.signal, work.tell) };
}

/** Writes a list into a file. The writer of spreadsheets is there before anything is written down. */
export async function exportFile(place: Place, wish: Wish, format: "xlsx" | "csv", codes: CodeForm, work: Work): Promise<Outcome> {
  const writer = format === "xlsx" ? new WorkbookWriter(await writerText(place.writer)) : undefined;
  const { extracted, origin } = await take(place, "export", wish, format, work);
  const { words } = place;
  const { take: say } = catalogueOf(words.language);
  const list = sheetOf(say.listName, extracted, words, codes);
  const facts = factsOf(origin);
  const file = fileName(say.listName, origin, format);
  if (writer === undefined) {
    saveFile(new Blob([csvOf(list, facts)], { type: "text/csv" }), file);
  } else {
    const bytes = await writer.write({ workbook: { sheets: [list, factSheet(facts, words)], stamp: stampOf(origin) } }, work.signal);
    saveFile(new Blob([bytes], { type: XLSX }), file);
  }
  return { mark: extracted.mark, file };
}

/** Title and text of a notice, as the operator wrote them. */
export interface NoticeText {
  readonly title: string;
  readonly text: string;
}

/** Makes a notice for the board, on paper or as a file. It is searched when it is finished, and gone if a forbidden number is in it. */
export async function makeNotice(place: Place, wish: Wish, { title, text }: NoticeText, form: "paper" | "xlsx", work: Work): Promise<Outcome> {
  const writer = form === "xlsx" ? new WorkbookWriter(await writerText(place.writer)) : undefined;
  const taken = await take(place, "notice", wish, form, work);
  const { extracted, origin } = taken;
  const { words } = place;
  const { take: say } = catalogueOf(words.language);
  const facts = [...(text === "" ? [] : [[say.facts.text, text] as const]), ...noticeFactsOf(origin)];
  const ours = [stampTailOf(origin), extracted.mark];
  if (writer === undefined) {
    const paper = { ...paperOf(taken, title, "list"), facts };
    await refuseNumbers(paper, ours, work);
    return { mark: extracted.mark, pages: await printPaper(paper, work.signal, work.tell) };
  }
  const list: Sheet = sheetOf(say.noticeName, extracted, words, "title");
  const about: Sheet = { ...factSheet(facts, words), rows: [[say.heading, title], ...facts] };
  const bytes = await writer.write({ workbook: { sheets: [list, about], stamp: stampOf(origin) }, scan: { ours } }, work.signal);
  const file = fileName(say.noticeName, origin, form);
  saveFile(new Blob([bytes], { type: XLSX }), file);
  return { mark: extracted.mark, file };
}

/** Refuses a finished paper that holds a number which must not hang on a board. */
async function refuseNumbers(paper: Paper, ours: readonly string[], { signal, tell }: Work): Promise<void> {
  const slices = new Slices(signal, tell);
  const refuse = (found: Forbidden | undefined, place: string): void => {
    if (found !== undefined) throw pageError("page.notice_number", { expected: FORBIDDEN_NAMES[found.kind], place });
  };
  for (const [place, text] of textsOf(paper)) {
    refuse(forbiddenIn(withoutOwn(text, ours)), place);
    await slices.rest();
  }
  for (const row of rowsOf(paper)) {
    refuse(forbiddenAcross(row.map(({ text }) => withoutOwn(text, ours))), row[0]?.text ?? "");
    await slices.rest();
  }
}
