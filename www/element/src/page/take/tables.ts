/** Turns people that were taken away into tables: for paper, and for files. */
import type { Extracted } from "../../shared/extract.js";
import type { Cell } from "../../shared/people.js";
import type { Field } from "../../shared/schema.js";
import type { Sheet, SheetCell } from "../../shared/workbook.js";
import { catalogueOf } from "../i18n/catalogue.js";
import type { Words } from "../words.js";
import type { Paper, PaperCell, PaperRow } from "./paper.js";

/** How coded fields stand in a file. */
export type CodeForm = "title" | "code" | "both";

const isNumber = (field: Field | undefined): boolean => field?.kind === "integer" || field?.kind === "number";

/** Whether a field has codes beside the titles that are shown. */
const isCoded = (field: Field | undefined): boolean => field?.code_list !== undefined;

/** One column of a file. */
interface FileColumn {
  readonly title: string;
  readonly cell: (row: readonly Cell[]) => SheetCell;
}

function fileColumns(words: Words, id: string, place: number, codes: CodeForm): readonly FileColumn[] {
  const field = words.field(id);
  const title = words.title(id);
  const cellOf = (row: readonly Cell[]): Cell => row[place] ?? null;
  const shown: FileColumn = {
    title,
    cell: (row) => {
      const cell = cellOf(row);
      // Only what the register calls a number is one in a file; everything else, identity numbers first of all, is text.
      if (cell === null || (typeof cell === "number" && isNumber(field))) return cell;
      return words.value(field, cell);
    },
  };
  if (!isCoded(field) || codes === "title") return [shown];
  const code: FileColumn = {
    title: codes === "both" ? catalogueOf(words.language).take.codeColumn(title) : title,
    cell: (row) => {
      const cell = cellOf(row);
      return cell === null ? null : String(cell);
    },
  };
  return codes === "both" ? [shown, code] : [code];
}

/** The people as a sheet of a file. */
export function sheetOf(name: string, { columns, rows }: Pick<Extracted, "columns" | "rows">, words: Words, codes: CodeForm): Sheet {
  const fields = columns.flatMap((id, place) => fileColumns(words, id, place, codes));
  return { name, titles: fields.map(({ title }) => title), rows: rows.map((row) => fields.map(({ cell }) => cell(row))) };
}

/** What is said about the list, as a sheet of its own. */
export function factSheet(facts: readonly (readonly [string, string])[], words: Words): Sheet {
  const { take } = catalogueOf(words.language);
  return { name: take.factsName, titles: take.factTitles, rows: facts };
}

/** What a table on paper consists of. */
export type PaperBody = Pick<Paper, "head" | "blockCount" | "block" | "columnCount" | "shares">;

function paperCell(words: Words, id: string, cell: Cell): PaperCell {
  const field = words.field(id);
  return { text: words.cell(field, cell), kind: isNumber(field) ? "number" : "text" };
}

/** One line for each person, numbered. */
export function listBody({ columns, rows }: Pick<Extracted, "columns" | "rows">, words: Words): PaperBody {
  const { take } = catalogueOf(words.language);
  const head: PaperRow = [{ text: take.number, kind: "heading" }, ...columns.map((id): PaperCell => ({ text: words.title(id), kind: "heading" }))];
  const block = (place: number): readonly PaperRow[] => [
    [{ text: String(place + 1), kind: "number" }, ...columns.map((id, column) => paperCell(words, id, rows[place]?.[column] ?? null))],
  ];
  return { head: [head], blockCount: rows.length, block, columnCount: head.length };
}

/** Labels and values beside each other on a card. */
const PAIRS_OF_A_LINE = 2;
export const CARD_COLUMNS = PAIRS_OF_A_LINE * 2;
export const CARD_SHARES = [2, 3, 2, 3] as const;

/** What stands beside its label on a card. */
export interface Labelled {
  readonly title: string;
  readonly text: string;
}

/** Labels with what belongs to them, some in a line. */
export function pairRows(labelled: readonly Labelled[]): readonly PaperRow[] {
  const lines: PaperRow[] = [];
  for (let first = 0; first < labelled.length; first += PAIRS_OF_A_LINE) {
    const pairs = labelled.slice(first, first + PAIRS_OF_A_LINE).flatMap(({ title, text }): PaperCell[] => [{ text: title, kind: "label" }, { text, kind: "text" }]);
    const missing = CARD_COLUMNS - pairs.length;
    lines.push(missing === 0 ? pairs : [...pairs.slice(0, -1), { ...(pairs[pairs.length - 1] ?? { text: "", kind: "text" }), span: 1 + missing }]);
  }
  return lines;
}

function cardRows(columns: readonly string[], row: readonly Cell[], number: number, words: Words): readonly PaperRow[] {
  const name: PaperRow = [{ text: `${number} · ${words.cell(words.field(columns[0] ?? ""), row[0] ?? null)}`, kind: "heading", span: CARD_COLUMNS }];
  const fields = columns.flatMap((id) => words.field(id) ?? []);
  const groups = words.groups(fields).flatMap(({ group, fields: ofGroup }): readonly PaperRow[] => [
    [{ text: group.title[words.language], kind: "label", span: CARD_COLUMNS }],
    ...pairRows(ofGroup.map((field) => ({ title: field.title[words.language], text: words.cell(field, row[columns.indexOf(field.id)] ?? null) }))),
  ]);
  return [name, ...groups];
}

/** A card for each person: its fields by groups. */
export function cardBody({ columns, rows }: Pick<Extracted, "columns" | "rows">, words: Words): PaperBody {
  const block = (place: number): readonly PaperRow[] => cardRows(columns, rows[place] ?? [], place + 1, words);
  return { head: [], blockCount: rows.length, block, columnCount: CARD_COLUMNS, shares: CARD_SHARES };
}

/** A table of figures, such as a cross-tabulation: its first row are titles of columns, and every other one begins with its own. */
export function figureBody([titles = [], ...rows]: readonly (readonly string[])[]): PaperBody {
  const head = titles.map((text): PaperCell => ({ text, kind: "heading" }));
  const block = (row: number): readonly PaperRow[] => [(rows[row] ?? []).map((text, place): PaperCell => ({ text, kind: place === 0 ? "label" : "number" }))];
  return { head: [head], blockCount: rows.length, block, columnCount: titles.length };
}
