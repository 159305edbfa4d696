/** The sums of a cross-tabulation, of all its layers or of one of them. */
import { placeCount } from "../shared/figures.js";
import type { CrossTabFigures } from "../shared/figures.js";
import type { ShareOf } from "./look-choices.js";

/** A table of two fields with its margins. */
export interface CrossTable {
  /** Row by row. */
  readonly counts: readonly (readonly number[])[];
  readonly rowSums: readonly number[];
  readonly columnSums: readonly number[];
  readonly sum: number;
  /** The largest count of a cell. */
  readonly largest: number;
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** The first two fields of a cross-tabulation; of the third one only the place `layer`, or all of them together. */
export function crossTable({ axes, counts }: CrossTabFigures, layer: number | undefined): CrossTable {
  const [rows = 0, columns = 0, layers = 1] = axes.map(placeCount);
  const places = Array.from({ length: layers }, (_, place) => place).filter((place) => layer === undefined || place === layer);
  const cell = (row: number, column: number): number => total(places.map((place) => counts[(row * columns + column) * layers + place] ?? 0));
  const table = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => cell(row, column)));
  const columnSums = Array.from({ length: columns }, (_, column) => total(table.map((row) => row[column] ?? 0)));
  return { counts: table, rowSums: table.map(total), columnSums, sum: total(columnSums), largest: Math.max(0, ...table.map((row) => Math.max(0, ...row))) };
}

/** What a cell is a share of; nothing where counts are shown. */
export function baseOf(table: CrossTable, shareOf: ShareOf, row: number | undefined, column: number | undefined): number | undefined {
  switch (shareOf) {
    case "count":
      return undefined;
    case "row":
      return row === undefined ? table.sum : (table.rowSums[row] ?? 0);
    case "column":
      return column === undefined ? table.sum : (table.columnSums[column] ?? 0);
    case "all":
      return table.sum;
  }
}
