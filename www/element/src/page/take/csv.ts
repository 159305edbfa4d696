/** Writes CSV: UTF-8 with a byte order mark, lines and quotes as in RFC 4180. */
import type { Sheet, SheetCell } from "../../shared/workbook.js";

const BYTE_ORDER_MARK = "\ufeff";
const LINE_END = "\r\n";

/**
 * What spreadsheet programs take for the beginning of a formula: its signs, also in full width, and the white space that some of
 * them skip before it.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** A text that no spreadsheet program runs: an apostrophe stands before it where it would. */
export function neutralised(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

function fieldOf(cell: SheetCell): string {
  if (cell === null) return "";
  // A number is no text of anybody's: its sign is one.
  if (typeof cell === "number") return String(cell);
  const text = neutralised(cell);
  return /[",;\r\n]|^\s|\s$/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function lineOf(cells: readonly SheetCell[]): string {
  return cells.map(fieldOf).join(",") + LINE_END;
}

/** A sheet as CSV. `facts` stand before it, name and text, with an empty line between. */
export function csvOf({ titles, rows }: Sheet, facts: readonly (readonly [string, string])[]): string {
  const before = facts.length === 0 ? "" : facts.map(lineOf).join("") + LINE_END;
  return BYTE_ORDER_MARK + before + [titles, ...rows].map(lineOf).join("");
}
