/**
 * The rows of a list, fetched in blocks as they come into sight, and where they stand in a scrolled area.
 *
 * Only what is masked is ever here. The blocks that were seen longest ago are forgotten.
 */
import { asYongquanError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Cell, ListPage } from "../shared/people.js";

/** Rows that are fetched at once. */
export const BLOCK_ROWS = 100;
/** Blocks that are kept at most: more than any screen shows. */
const MAX_BLOCKS = 24;
/** No browser lays out what is higher than this (Chromium: 33,554,428 pixels); longer lists scroll in larger steps. */
const MAX_HEIGHT_PX = 16_000_000;

/** A row of a list. */
export interface Row {
  /** Row id. */
  readonly id: number;
  readonly cells: readonly Cell[];
}

/** Fetches rows of the list from an offset on. */
export type FetchRows = (offset: number, limit: number) => Promise<ListPage>;

/** The rows of one list. */
export class Rows {
  readonly total: number;
  readonly columns: readonly string[];
  readonly #fetch: FetchRows;
  readonly #changed: () => void;
  readonly #onError: (error: YongquanError) => void;
  /** By number, the one that was seen longest ago first. */
  readonly #blocks = new Map<number, ListPage>();
  /** The block that is being fetched. */
  #fetching: number | undefined;
  #wanted: readonly number[] = [];

  constructor(first: ListPage, total: number, fetch: FetchRows, changed: () => void, onError: (error: YongquanError) => void) {
    this.total = total;
    this.columns = first.columns;
    this.#fetch = fetch;
    this.#changed = changed;
    this.#onError = onError;
    this.#blocks.set(0, first);
  }

  /** A row by its place in the list; nothing while it is not here. */
  row(place: number): Row | undefined {
    const block = this.#blocks.get(Math.floor(place / BLOCK_ROWS));
    const at = place % BLOCK_ROWS;
    const cells = block?.rows[at];
    const id = block?.rowIds[at];
    return cells === undefined || id === undefined ? undefined : { id, cells };
  }

  /** Asks for the rows from `first` to before `end`. Whatever else was asked for and is not under way yet is not wanted any more. */
  want(first: number, end: number): void {
    const from = Math.floor(Math.max(0, first) / BLOCK_ROWS);
    const to = Math.floor((Math.min(end, this.total) - 1) / BLOCK_ROWS);
    this.#wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, place) => from + place);
    for (const number of this.#wanted) {
      const block = this.#blocks.get(number);
      if (block === undefined) continue;
      this.#blocks.delete(number);
      this.#blocks.set(number, block);
    }
    void this.#fetchNext();
  }

  /** The row at a place, fetched if it is not here; nothing if there is none. */
  async rowAt(place: number): Promise<Row | undefined> {
    if (place < 0 || place >= this.total) return undefined;
    const known = this.row(place);
    if (known !== undefined) return known;
    const number = Math.floor(place / BLOCK_ROWS);
    this.#keep(number, await this.#fetch(number * BLOCK_ROWS, BLOCK_ROWS));
    return this.row(place);
  }

  /** One block at a time, and always one that is wanted now: a list that is dragged through does not ask for all that it passes. */
  async #fetchNext(): Promise<void> {
    if (this.#fetching !== undefined) return;
    const next = this.#wanted.find((number) => !this.#blocks.has(number));
    if (next === undefined) return;
    this.#fetching = next;
    try {
      this.#keep(next, await this.#fetch(next * BLOCK_ROWS, BLOCK_ROWS));
    } catch (thrown) {
      this.#wanted = [];
      this.#onError(asYongquanError(thrown));
      return;
    } finally {
      this.#fetching = undefined;
    }
    void this.#fetchNext();
  }

  #keep(number: number, page: ListPage): void {
    this.#blocks.set(number, page);
    for (const oldest of this.#blocks.keys()) {
      if (this.#blocks.size <= MAX_BLOCKS) break;
      this.#blocks.delete(oldest);
    }
    this.#changed();
  }
}

/** Where rows of one height stand in an area that scrolls. All lengths in pixels. */
export class RowArea {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Height of the whole area, without headings. */
  readonly height: number;

  constructor(rowCount: number, rowHeight: number) {
    this.rowCount = rowCount;
    this.rowHeight = rowHeight;
    this.height = Math.min(rowCount * rowHeight, MAX_HEIGHT_PX);
  }

  /** The first row of which something is in sight, with a fraction of it that is above. */
  firstRow(scrollTop: number, viewHeight: number): number {
    const last = Math.max(0, this.rowCount - viewHeight / this.rowHeight);
    const scrollable = this.height - viewHeight;
    return scrollable <= 0 ? 0 : Math.min(Math.max(scrollTop / scrollable, 0), 1) * last;
  }

  /** The scroll position at which a row is the first one in sight. */
  scrollTopOf(row: number, viewHeight: number): number {
    const last = Math.max(0, this.rowCount - viewHeight / this.rowHeight);
    const scrollable = Math.max(0, this.height - viewHeight);
    return last === 0 ? 0 : Math.min(row / last, 1) * scrollable;
  }

  /** Where a row has to be drawn so that it stands where the scroll position says. */
  topOf(row: number, scrollTop: number, viewHeight: number): number {
    return scrollTop + (row - this.firstRow(scrollTop, viewHeight)) * this.rowHeight;
  }
}
