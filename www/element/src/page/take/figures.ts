/** Takes figures away: a table on paper, a chart as a picture. They are numbers alone, so the log has no entry for them. */
import type { Filter } from "../../shared/filter.js";
import type { LogState } from "../../shared/journal.js";
import type { Opened } from "../../shared/protocol.js";
import { catalogueOf } from "../i18n/catalogue.js";
import type { Words } from "../words.js";
import { factsOf, stampOf } from "./origin.js";
import type { Origin } from "./origin.js";
import { saveSvg } from "./picture.js";
import type { PictureFormat } from "./picture.js";
import type { Paper } from "./paper.js";
import { printPaper } from "./print.js";
import { figureBody } from "./tables.js";

/** Where figures come from. */
export interface FigureOrigin {
  readonly opened: Opened;
  readonly words: Words;
  readonly log: LogState;
  readonly filter: Filter | null;
  readonly asOf: string | undefined;
  /** How many people they are about. */
  readonly count: number;
}

/** A table as it stands on the page: its first row are the titles of the columns. */
export interface FigureTable {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** A chart as it stands on the page. */
export interface FigurePicture {
  readonly title: string;
  readonly chart: SVGSVGElement;
  readonly format: PictureFormat;
}

/** The mark is the latest one: it says where the log stood. */
function originOf({ opened, words, log, filter, asOf, count }: FigureOrigin): Origin {
  return { opened, words, log, language: words.language, filter, asOf, count, purpose: "", form: "masked", mark: log.mark ?? "", made: new Date() };
}

/** What is said about figures: there is no purpose, and nothing to mask. */
function factsOfFigures(origin: Origin): readonly (readonly [string, string])[] {
  const { facts } = catalogueOf(origin.language).take;
  return factsOf(origin).filter(([name]) => name !== facts.purpose && name !== facts.values);
}

/** Prints a table of figures. */
export async function printFigures(from: FigureOrigin, { title, rows }: FigureTable): Promise<void> {
  const origin = originOf(from);
  const { take, synthetic } = catalogueOf(origin.language);
  const paper: Paper = {
    title, facts: factsOfFigures(origin), stamp: stampOf(origin), pageOf: (page, pages) => take.pageOf(String(page), String(pages)),
    ...(origin.opened.about.kind === "synthetic" && { badge: synthetic }),
    ...figureBody(rows),
  };
  // Small enough that nobody waits for it; a lock ends it all the same.
  await printPaper(paper, new AbortController().signal, () => undefined);
}

/** Saves a chart as a file. */
export async function savePicture(from: FigureOrigin, { title, chart, format }: FigurePicture): Promise<void> {
  const origin = originOf(from);
  const { take } = catalogueOf(origin.language);
  const said = factsOfFigures(origin).filter(([name]) => [take.facts.question, take.facts.count, take.facts.asOf, take.facts.day, take.facts.kind].includes(name));
  await saveSvg(chart, { title, lines: said.map(([name, text]) => `${name}: ${text}`), stamp: stampOf(origin), file: `${title}-${origin.opened.about.asOf.slice(0, "YYYY-MM-DD".length)}` }, format);
}
