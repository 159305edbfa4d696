/** People on an open page: the list's rows, the card beside it, and what was unmasked for a minute. No rendering here. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError, isTakenOver } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Filter } from "../shared/filter.js";
import type { Card, Cell, ListPage, ListRequest, SortBy } from "../shared/people.js";
import type { YongquanClient } from "./client.js";
import { BLOCK_ROWS, Rows } from "./rows.js";

/** How long unmasked values stay. */
const REVEALED_MS = 60_000;

/** Which list: the rows are those of the newest answer. */
export interface ListLook {
  readonly filter: Filter | null;
  readonly columns: readonly string[];
  readonly sort: readonly SortBy[];
}

/** The card that is open. */
export interface OpenCard {
  readonly card: Card;
  /** Its place in the list; absent for a member of a household who was not come to by the list. */
  readonly place: number | undefined;
}

/** Unmasked values by field, of one person. */
export type Whole = ReadonlyMap<string, Cell>;

/** People of one open snapshot. Thrown away whole when the page locks. */
export class PeopleDesk {
  readonly #host: ReactiveControllerHost;
  readonly #client: YongquanClient;
  readonly #purpose: () => string | undefined;
  /** By row id, then by field. */
  readonly #whole = new Map<number, Map<string, Cell>>();
  readonly #fading = new Set<ReturnType<typeof setTimeout>>();
  /** Absent before there is a list. */
  rows: Rows | undefined;
  /** The mark of the list's entry in the log. */
  mark: string | undefined;
  open: OpenCard | undefined;
  error: YongquanError | undefined;
  #list = "";
  /** Counts cards, so that a slow one does not overtake a newer one. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, client: YongquanClient, purpose: () => string | undefined) {
    this.#host = host;
    this.#client = client;
    this.#purpose = purpose;
  }

  /** What a request for the first rows says; nothing without a purpose. */
  firstRows({ columns, sort }: ListLook): ListRequest | undefined {
    const purpose = this.#purpose();
    return purpose === undefined ? undefined : { columns, sort, offset: 0, limit: BLOCK_ROWS, why: { purpose } };
  }

  /** Takes the first rows of a list. */
  show(look: ListLook, first: ListPage | undefined, total: number): void {
    this.error = undefined;
    this.mark = first?.mark;
    // A card that is not in the list any more, or stands elsewhere in it, would lead to the wrong neighbours.
    const { filter, sort } = look;
    const list = JSON.stringify([filter, sort]);
    if (list !== this.#list) this.close();
    this.#list = list;
    if (first === undefined) {
      this.rows = undefined;
      return;
    }
    const request = this.firstRows(look);
    const fetch = (offset: number, limit: number): Promise<ListPage> =>
      request === undefined ? Promise.resolve(first) : this.#client.rows(look.filter, { ...request, offset, limit });
    this.rows = new Rows(first, total, fetch, () => this.#host.requestUpdate(), (error) => this.#fail(error));
  }

  /** Opens the card of the person at a place of the list. */
  async openAt(place: number): Promise<void> {
    await this.#open(place, async () => (await this.rows?.rowAt(place))?.id);
  }

  /** Opens the card of a member of the household that is shown. */
  async openMember(row: number): Promise<void> {
    await this.#open(this.open?.card.row === row ? this.open.place : undefined, () => Promise.resolve(row));
  }

  close(): void {
    this.#asked += 1;
    this.open = undefined;
    this.#host.requestUpdate();
  }

  /** Shows masked values of a person whole, for a minute. */
  async reveal(row: number, fields: readonly string[]): Promise<void> {
    const purpose = this.#purpose();
    if (purpose === undefined || fields.length === 0) return;
    await this.#trying(async () => {
      const { cells } = await this.#client.reveal({ row, fields, why: { purpose } });
      const whole = this.#whole.get(row) ?? new Map<string, Cell>();
      this.#whole.set(row, whole);
      for (const [field, cell] of Object.entries(cells)) whole.set(field, cell);
      const timer = setTimeout(() => {
        this.#fading.delete(timer);
        for (const field of fields) whole.delete(field);
        if (whole.size === 0) this.#whole.delete(row);
        this.#host.requestUpdate();
      }, REVEALED_MS);
      this.#fading.add(timer);
    });
  }

  /** What is unmasked of a person now. */
  whole(row: number): Whole {
    return this.#whole.get(row) ?? new Map<string, Cell>();
  }

  /** Forgets everything that is unmasked, at once. */
  end(): void {
    for (const timer of this.#fading) clearTimeout(timer);
    this.#fading.clear();
    this.#whole.clear();
    this.rows = undefined;
    this.open = undefined;
  }

  async #open(place: number | undefined, rowOf: () => Promise<number | undefined>): Promise<void> {
    const purpose = this.#purpose();
    if (purpose === undefined) return;
    this.#asked += 1;
    const asked = this.#asked;
    await this.#trying(async () => {
      const row = await rowOf();
      if (row === undefined) return;
      const card = await this.#client.card({ row, why: { purpose } });
      if (asked === this.#asked) this.open = { card, place };
    });
  }

  async #trying(act: () => Promise<void>): Promise<void> {
    this.error = undefined;
    try {
      await act();
    } catch (thrown) {
      this.#fail(asYongquanError(thrown));
    }
    this.#host.requestUpdate();
  }

  #fail(error: YongquanError): void {
    if (isTakenOver(error)) return;
    this.error = error;
    this.#host.requestUpdate();
  }
}
