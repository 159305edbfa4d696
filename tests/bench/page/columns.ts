/** What the peers get: the rows of the population as dictionary-encoded columns, written by `prepare/export.mjs`. */

/** A value as a peer gives it back; `null` is a missing one. */
export type Value = string | number | boolean | null;

export interface Column {
  readonly id: string;
  readonly kind: "string" | "date" | "integer" | "number" | "boolean";
  /** Distinct values, sorted. A code equal to its length means missing. */
  readonly dictionary: readonly (string | number | boolean)[];
  /** Values that mean *not known*: comparisons with them are neither true nor false. */
  readonly unknown: readonly string[];
  /** One a row. */
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

export interface Columns {
  readonly rowCount: number;
  readonly columns: readonly Column[];
}

interface Header {
  readonly rowCount: number;
  readonly fields: readonly (Omit<Column, "codes"> & { readonly width: 1 | 2 | 4; readonly offset: number })[];
}

/** Reads the file; the codes are views into it. */
export function readColumns(bytes: ArrayBuffer): Columns {
  const [headerLen = 0, start = 0] = new Uint32Array(bytes, 0, 2);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, headerLen))) as Header;
  const arrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const columns = header.fields.map(({ width, offset, ...field }) => ({
    ...field,
    codes: new arrays[width](bytes, start + offset, header.rowCount),
  }));
  return { rowCount: header.rowCount, columns };
}

/** Columns by their field. */
export class Table {
  readonly rowCount: number;
  readonly #columns: ReadonlyMap<string, Column>;

  constructor({ rowCount, columns }: Columns) {
    this.rowCount = rowCount;
    this.#columns = new Map(columns.map((column) => [column.id, column]));
  }

  column(field: string): Column {
    const column = this.#columns.get(field);
    if (column === undefined) throw new Error(`there is no field ${field}`);
    return column;
  }

  codes(field: string): Column["codes"] {
    return this.column(field).codes;
  }

  /** The code of a value; that of no row if nobody has it. */
  code(field: string, value: string | number | boolean): number {
    const code = this.column(field).dictionary.indexOf(value);
    return code < 0 ? 0xffff_ffff : code;
  }

  cell(field: string, row: number): Value {
    const { dictionary, codes } = this.column(field);
    return dictionary[codes[row] ?? 0] ?? null;
  }

  get fields(): readonly Column[] {
    return [...this.#columns.values()];
  }
}

/** Numbers of a column as a typed array, -1 for missing: no field that is asked for numbers has negative ones. */
export function numbersOf({ codes, dictionary }: Column, Numbers: Int16ArrayConstructor | Float64ArrayConstructor): Int16Array | Float64Array {
  const numbers = new Numbers(codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const value = dictionary[codes[row] ?? 0];
    numbers[row] = typeof value === "number" ? value : -1;
  }
  return numbers;
}
