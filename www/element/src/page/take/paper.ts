/** What stands on paper: rows of cells with what is said above them. No layout here. */

/** A cell on paper. */
export interface PaperCell {
  readonly text: string;
  /** Numbers stand to the right; headings and labels say what stands beside or below them. */
  readonly kind: "text" | "number" | "heading" | "label";
  /** Columns that it takes; absent: one. */
  readonly span?: number;
}

/** One row on paper. */
export type PaperRow = readonly PaperCell[];

/** Something to be printed. */
export interface Paper {
  readonly title: string;
  /** What is said about it: the question, the day of the data, who made it and what for. */
  readonly facts: readonly (readonly [string, string])[];
  /** A word for data of invented people; absent where people are real. */
  readonly badge?: string;
  /** Who, where, when, of which snapshot, and the mark of the log: on every page. */
  readonly stamp: string;
  /** Repeated on every page; none for cards. */
  readonly head: readonly PaperRow[];
  readonly blockCount: number;
  /** Rows that belong together: a list has one in each block, a card as many as it has lines. Made when they are asked for. */
  readonly block: (place: number) => readonly PaperRow[];
  /** Number of columns. */
  readonly columnCount: number;
  /** Shares of the columns in the width; absent: as their contents need. */
  readonly shares?: readonly number[];
  /** "Page 1 of 3", in the language of the paper. */
  readonly pageOf: (page: number, pages: number) => string;
}

/** Columns that upright paper takes, the number of the row included. */
export const MAX_UPRIGHT_COLUMNS = 7;
/** A4 at 96 pixels to the inch. */
export const LONG_SIDE = 1123;
export const SHORT_SIDE = 794;

/** Whether the paper lies on its side. Cards stand: their labels and values take four columns. */
export function isLandscape({ columnCount }: Paper): boolean {
  return columnCount > MAX_UPRIGHT_COLUMNS;
}

/** Every row of a paper, made while they are walked through. */
export function* rowsOf({ head, blockCount, block }: Paper): Iterable<PaperRow> {
  yield* head;
  for (let place = 0; place < blockCount; place += 1) yield* block(place);
}

/** Every text of a paper, with the place that it stands in. */
export function* textsOf(paper: Paper): Iterable<readonly [place: string, text: string]> {
  const { title, facts, stamp, head } = paper;
  yield [title, title];
  for (const [name, text] of facts) yield [name, text];
  const titles = head[head.length - 1] ?? [];
  for (const row of rowsOf(paper)) {
    for (const [column, { text }] of row.entries()) yield [`${row[0]?.text ?? ""} · ${titles[column]?.text ?? ""}`, text];
  }
  yield [stamp, stamp];
}
