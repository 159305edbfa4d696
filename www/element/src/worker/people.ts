/** People of an opened table as they may be handed out: lists, cards, and values that somebody had unmasked. Writes nothing down itself. */
import { pageError } from "../shared/errors.js";
import type { Filter } from "../shared/filter.js";
import type { Card, Cell, CellsByField, Household, ListPage, ListRequest, Member, SortBy } from "../shared/people.js";
import type { Field, Schema } from "../shared/schema.js";
import type { Dictionary, Numbered } from "./dictionary.js";
import { OrderedRows } from "./ordered-rows.js";
import type { EngineSelection } from "./engine-api.js";

/** Members of a household that are shown at most: a dormitory is no family. */
const MAX_MEMBERS = 60;
/** Fields that tell the members of a household apart, beside relation, name and age, at most. */
const MAX_TELLING = 2;

/** What people need of an opened table. */
export interface PeopleTable {
  readonly roles: Schema["roles"];
  /** The day that ages are counted to. */
  readonly asOf: string;
  /** In the order of the schema. */
  readonly fields: readonly Numbered[];
  /** Those of them that the key opens. */
  readonly openFields: readonly Numbered[];
  field(id: string): Numbered;
  openField(id: string): Numbered;
  dictionary(entry: Numbered): Dictionary;
  select(filter: Filter | null): EngineSelection;
}

/** Who a card is about, and what of it is handed out. */
export interface CardContent {
  readonly card: Omit<Card, "mark">;
  /** Keys of those whose names are on it, the person first; empty where the register has no keys, or none that this key opens. */
  readonly persons: readonly string[];
}

/** People of one table. */
export class People {
  readonly #table: PeopleTable;
  /** The list that was asked for last, in order: its other rows are asked for next. */
  #ordered: { readonly list: string; readonly rows: OrderedRows } | undefined;

  constructor(table: PeopleTable) {
    this.#table = table;
  }

  /** Rows of a list. `mark` is that of the entry of the log which says who looks at them. */
  list(filter: Filter | null, { columns, sort, offset, limit }: ListRequest, mark: string): ListPage {
    const rowIds = this.#inOrder(filter, sort).slice(offset, offset + limit);
    const open = columns.map((id) => this.#table.field(id)).filter(({ field }) => field.open);
    const shown = this.#shown(this.#table.select(filter), rowIds, open);
    return { mark, columns, offset, rowIds, rows: shown.map((cells) => columns.map((id) => cells[id] ?? null)) };
  }

  /** The card of a person of the population. */
  card(row: number): CardContent {
    const [cells = {}] = this.#shown(this.#table.select(null), Uint32Array.of(row), this.#table.openFields);
    const household = this.#household(row);
    const rows = household === undefined ? [row] : [row, ...household.members.map((member) => member.row).filter((member) => member !== row)];
    return { card: { row, cells, ...(household !== undefined && { household }) }, persons: this.keys(rows) };
  }

  /** Values of one person, whole. */
  whole(row: number, ids: readonly string[]): CellsByField {
    const fields = ids.map((id) => this.#table.openField(id));
    const codes = this.#table.select(null).cells(Uint32Array.of(row), Uint32Array.from(fields, ({ index }) => index));
    return Object.fromEntries(fields.map((entry, place) => [entry.field.id, this.#table.dictionary(entry).whole(codes[place] ?? 0)]));
  }

  /** Keys of people; none where the register has no keys, or none that this key opens. */
  keys(rows: readonly number[]): readonly string[] {
    const { key } = this.#table.roles;
    if (key === undefined || !this.#table.field(key).field.open) return [];
    const entry = this.#table.field(key);
    const codes = this.#table.select(null).cells(Uint32Array.from(rows), Uint32Array.of(entry.index));
    return Array.from(codes, (code) => String(this.#table.dictionary(entry).whole(code) ?? ""));
  }

  #inOrder(filter: Filter | null, sort: readonly SortBy[]): OrderedRows {
    const list = JSON.stringify([filter, sort, this.#table.asOf]);
    if (this.#ordered?.list !== list) {
      const by = sort.map(({ field, descending }) => ({ index: this.#table.openField(field).index, descending }));
      // Selected anew for each page: the table frees those that were not used for longest.
      const rows = new OrderedRows((...page) => this.#table.select(filter).rowIds(...page), by);
      this.#ordered = { list, rows };
    }
    return this.#ordered.rows;
  }

  /** Cells of rows of a selection as they may be shown. */
  #shown(selection: EngineSelection, rowIds: Uint32Array, fields: readonly Numbered[]): Record<string, Cell>[] {
    const codes = selection.cells(rowIds, Uint32Array.from(fields, ({ index }) => index));
    const rows = Array.from(rowIds, (): Record<string, Cell> => ({}));
    fields.forEach((entry, place) => {
      const ofColumn = rows.map((_, row) => codes[row * fields.length + place] ?? 0);
      const cells = this.#table.dictionary(entry).shown(ofColumn);
      rows.forEach((row, at) => (row[entry.field.id] = cells[at] ?? null));
    });
    return rows;
  }

  #household(row: number): Household | undefined {
    const { household_id: id, relation, person_name: name, age } = this.#table.roles;
    if (id === undefined || !this.#table.field(id).field.open) return undefined;
    const value = this.whole(row, [id])[id];
    if (value === null || value === undefined) return undefined;
    const filter: Filter = { field: id, op: "eq", value };
    const selection = this.#table.select(filter);
    const rowIds = selection.rowIds(new Uint32Array(0), new Uint8Array(0), 0, MAX_MEMBERS);
    const [matched = 0] = selection.counts();
    const always = [relation, name, age].filter((role): role is string => role !== undefined && this.#table.field(role).field.open);
    const telling = this.#table.fields.filter(({ field }) => field.id !== relation && field.group === this.#table.field(id).field.group && canTell(field));
    const shown = this.#shown(selection, rowIds, [...always.map((role) => this.#table.field(role)), ...telling]);
    const differ = telling.map(({ field }) => field.id).filter((field) => new Set(shown.map((cells) => cells[field])).size > 1);
    const columns = [...always, ...differ.slice(0, MAX_TELLING)];
    const members = shown.map((cells, place): Member => ({
      row: rowIds[place] ?? 0, cells: Object.fromEntries(columns.map((column) => [column, cells[column] ?? null])),
    }));
    return { columns, members, more: matched - rowIds.length };
  }
}

/** Whether a field of the household's group may say what one member is to another: a choice of few, not a number, an address or a name. */
function canTell({ open, mask, kind, code_list: codeList }: Field): boolean {
  return open && mask === undefined && (kind === "boolean" || codeList !== undefined);
}

/** Ids of the fields that a person asked to see whole; only what is masked can be unmasked. */
export function maskedFields(table: PeopleTable, ids: readonly string[]): readonly string[] {
  const found = ids.filter((id) => table.openField(id).field.mask !== undefined);
  if (found.length !== ids.length || found.length === 0) throw pageError("page.unexpected", { kind: "reveal" });
  return found;
}
