/** Writes a workbook as an `.xlsx` file. */
import writeXlsxFile from "write-excel-file/universal";
import type { Cell, Feature } from "write-excel-file/universal";
import type { Sheet, SheetCell, Workbook } from "../shared/workbook.js";

/** Widths of columns, in characters. */
const NARROWEST = 6;
const WIDEST = 60;
/** Rows that are measured for the width of their columns: enough to see what a column holds. */
const MEASURED_ROWS = 1_000;
/** Columns of a sheet that fit on upright paper. */
const MAX_UPRIGHT_COLUMNS = 6;

/** Chinese characters are twice as wide as Latin ones. */
function widthOf(cell: SheetCell): number {
  return Array.from(String(cell ?? "")).reduce((width, character) => width + (character > "\u2e7f" ? 2 : 1), 0);
}

function columnWidth({ titles, rows }: Sheet, column: number): number {
  const widest = rows.slice(0, MEASURED_ROWS).reduce((width, row) => Math.max(width, widthOf(row[column] ?? null)), widthOf(titles[column] ?? ""));
  return Math.min(WIDEST, Math.max(NARROWEST, widest + 2));
}

/** A text is written as one whatever it begins with; the format keeps it one when somebody edits the cell. */
function cellOf(cell: SheetCell): Cell {
  if (cell === null) return null;
  return typeof cell === "number" ? { type: Number, value: cell } : { type: String, value: cell, format: "@" };
}

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** Under every printed sheet: who made it, and its page numbers. An ampersand begins a command there, two of them are one. */
function footer(stamp: string): Feature<Blob> {
  const text = escaped(`&L${stamp.replace(/&/g, "&&")}&R&P / &N`);
  return { files: { transform: { "xl/worksheets/sheet{id}.xml": { insert: () => `<headerFooter><oddFooter>${text}</oddFooter></headerFooter>` } } } };
}

/** The bytes of the file. */
export async function workbookBytes({ sheets, stamp }: Workbook): Promise<ArrayBuffer> {
  const written = sheets.map((sheet) => ({
    sheet: sheet.name,
    data: [sheet.titles.map((title): Cell => ({ type: String, value: title, format: "@", fontWeight: "bold" })), ...sheet.rows.map((row) => row.map(cellOf))],
    columns: sheet.titles.map((_, column) => ({ width: columnWidth(sheet, column) })),
    stickyRowsCount: 1,
    ...(sheet.titles.length > MAX_UPRIGHT_COLUMNS && { orientation: "landscape" as const }),
  }));
  const file = await writeXlsxFile(written, { features: [footer(stamp)] }).toBlob();
  return file.arrayBuffer();
}
