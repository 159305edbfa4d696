/** The row ids of a selection in an order, fetched from the engine in pages as large as it gives out at once. */
import type { EngineSelection } from "./engine-api.js";

/** `MAX_PAGE_ROWS` of `crate/core/src/limits.rs`: the engine refuses more. */
export const PAGE_ROWS = 10_000;

/** Pages are fetched when a row of them is first asked for, and kept. */
export class OrderedRows {
  readonly #rowIds: EngineSelection["rowIds"];
  readonly #fields: Uint32Array;
  readonly #directions: Uint8Array;
  readonly #pages = new Map<number, Uint32Array>();

  /** `sort` names fields by their number at the engine. */
  constructor(rowIds: EngineSelection["rowIds"], sort: readonly { readonly index: number; readonly descending: boolean }[]) {
    this.#rowIds = rowIds;
    this.#fields = Uint32Array.from(sort, ({ index }) => index);
    this.#directions = Uint8Array.from(sort, ({ descending }) => Number(descending));
  }

  /** The rows from `offset` to before `end`; fewer where the list ends before. */
  slice(offset: number, end: number): Uint32Array {
    const found = new Uint32Array(Math.max(0, end - offset));
    let place = offset;
    while (place < end) {
      const number = Math.floor(place / PAGE_ROWS);
      const page = this.#page(number);
      const from = place - number * PAGE_ROWS;
      const part = page.subarray(from, Math.min(page.length, end - number * PAGE_ROWS));
      if (part.length === 0) break;
      found.set(part, place - offset);
      place += part.length;
    }
    return found.slice(0, place - offset);
  }

  #page(number: number): Uint32Array {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const page = this.#rowIds(this.#fields, this.#directions, number * PAGE_ROWS, PAGE_ROWS);
    this.#pages.set(number, page);
    return page;
  }
}
