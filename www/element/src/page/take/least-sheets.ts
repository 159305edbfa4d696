/** How many sheets a print takes at least, told before anything is handed out: texts that take more than one line make it more. */
import type { Field } from "../../shared/schema.js";
import type { Words } from "../words.js";
import { LONG_SIDE, MAX_UPRIGHT_COLUMNS, SHORT_SIDE } from "./paper.js";
import { CARD_COLUMNS } from "./tables.js";

/** Height of a row of one line, in pixels, as `sheetStyles` has it. */
const ROW_PX = 27;
/** Height of what stands on a sheet beside rows, in pixels: margins, its header, its footer. */
const AROUND_PX = 144;
/** Labels and values that a line of a card takes. */
const PAIRS = CARD_COLUMNS / 2;

function rowsOf(height: number, headRows: number): number {
  return Math.floor((height - AROUND_PX) / ROW_PX) - headRows;
}

/** Sheets of a list of `count` people with these columns. */
export function leastSheetsOfList(count: number, columnCount: number): number {
  // The number of the row is a column too.
  return Math.ceil(count / rowsOf(columnCount + 1 > MAX_UPRIGHT_COLUMNS ? SHORT_SIDE : LONG_SIDE, 1));
}

/** Sheets of the cards of `count` people with these fields. */
export function leastSheetsOfCards(count: number, fields: readonly Field[], words: Words): number {
  const lines = 1 + words.groups(fields).reduce((sum, { fields: ofGroup }) => sum + 1 + Math.ceil(ofGroup.length / PAIRS), 0);
  const room = rowsOf(LONG_SIDE, 0);
  // A card that a sheet holds is not divided.
  return lines <= room ? Math.ceil(count / Math.floor(room / lines)) : Math.ceil((count * lines) / room);
}
