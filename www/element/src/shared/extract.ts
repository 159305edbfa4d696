/** What is taken away: lists that leave the page on paper or as a file. */
import type { Filter } from "./filter.js";
import type { Why } from "./journal.js";
import type { Cell, Household, SortBy } from "./people.js";

/** What becomes of an extract. */
export type TakeAway = "print" | "export" | "notice";

/** People to be taken away. */
export interface ExtractRequest {
  readonly action: TakeAway;
  /** `null` is everybody. */
  readonly filter: Filter | null;
  /** The day that ages are counted to, `YYYY-MM-DD`; absent: the snapshot's own. */
  readonly asOf?: string;
  /** Ids of the fields, in order; every one has to be open. */
  readonly columns: readonly string[];
  /** At most three; none: the order of the register. */
  readonly sort: readonly SortBy[];
  /** Row ids of the people, of those that the filter selects; absent: all of them. */
  readonly rowIds?: readonly number[];
  /** Whether the household of the one person of `rowIds` is handed out too, as it stands on their card; absent: no. */
  readonly withHousehold?: boolean;
  /** Whether values stand there unmasked. A notice is cut by its own rules, whatever this says. */
  readonly isWhole: boolean;
  readonly why: Why;
}

/** People, taken away. */
export interface Extracted {
  /** The mark of the entry of the log that says who took them. */
  readonly mark: string;
  readonly columns: readonly string[];
  /** One list of cells for each person. */
  readonly rows: readonly (readonly Cell[])[];
  /** Absent where nobody asked for it, or where their card has none. */
  readonly household?: Household;
}

/** Most people that go onto paper at once: some 300 sheets. */
export const MAX_PRINT_ROWS = 10_000;
/** Most people that go into a file at once: what a browser of a small office machine writes without running out of memory. */
export const MAX_EXPORT_ROWS = 100_000;
/** Most keys of people in one entry of the log: MAX_LOG_PERSONS in `crate/core/src/limits.rs`. */
export const MAX_LOG_PERSONS = 1_000;
