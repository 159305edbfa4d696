/** What is asked about people one by one, and what is handed out: lists, cards, unmasked values. Each of it is written down first. */
import type { Value } from "./filter.js";
import type { Why } from "./journal.js";

/** A cell as it may be shown: masked where the schema says so, `null` where there is no value. */
export type Cell = Value | null;

/** A field to sort by. */
export interface SortBy {
  /** Id of the field. */
  readonly field: string;
  readonly descending: boolean;
}

/** Fields that a list is sorted by, at most. */
export const MAX_SORTS = 3;

/** Rows of a list to be made. */
export interface ListRequest {
  /** Ids of the fields, in order. Fields that are not open give cells without a value. */
  readonly columns: readonly string[];
  /** The first field goes before the second, at most `MAX_SORTS` of them; none: the order of the register. */
  readonly sort: readonly SortBy[];
  /** Row of the selection that comes first, from 0. */
  readonly offset: number;
  /** Number of rows, at most. */
  readonly limit: number;
  /** Why people are looked at: it is written down before they are shown. Rows of the same list are written down once. */
  readonly why: Why;
}

/** Rows of a list. */
export interface ListPage {
  /** The mark of the entry of the log that says who looked. */
  readonly mark: string;
  readonly columns: readonly string[];
  readonly offset: number;
  /** Row ids, in order. */
  readonly rowIds: Uint32Array;
  /** One list of cells for each row. */
  readonly rows: readonly (readonly Cell[])[];
}

/** The card of one person to be made. */
export interface CardRequest {
  /** Row id, as in a list. */
  readonly row: number;
  readonly why: Why;
}

/** Cells by the id of their field; fields that are not open are absent. */
export type CellsByField = Readonly<Record<string, Cell>>;

/** A person of the household. */
export interface Member {
  readonly row: number;
  readonly cells: CellsByField;
}

/** The household of a person: those of it who are counted. */
export interface Household {
  /** Ids of the fields that tell its members apart, in order: what they are to the head first, where the register and the key say it. */
  readonly columns: readonly string[];
  /** In the order of the register, the person too. */
  readonly members: readonly Member[];
  /** How many there are beside `members`. */
  readonly more: number;
}

/** The card of one person. */
export interface Card {
  /** The mark of the entry of the log that says who looked. */
  readonly mark: string;
  readonly row: number;
  /** Every field that the key opens. */
  readonly cells: CellsByField;
  /** Absent where the register has no households, the key does not open them, or this person belongs to none. */
  readonly household?: Household;
}

/** Values of one person to be shown whole. */
export interface RevealRequest {
  readonly row: number;
  /** Ids of fields that are masked. */
  readonly fields: readonly string[];
  readonly why: Why;
}

/** Values of one person, whole. */
export interface Revealed {
  /** The mark of the entry of the log that says who looked. */
  readonly mark: string;
  readonly row: number;
  readonly cells: CellsByField;
}
