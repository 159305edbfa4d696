/** A workbook to be written, and every message between the page and the worker that writes it. */
import type { WireError } from "./errors.js";
import type { ForbiddenKind } from "./scan.js";

/** A cell: text is always text, whatever it begins with; only numbers are numbers. */
export type SheetCell = string | number | null;

/** One sheet. */
export interface Sheet {
  readonly name: string;
  /** One for each column. */
  readonly titles: readonly string[];
  readonly rows: readonly (readonly SheetCell[])[];
}

/** A workbook. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  /** Who, when and which entry of the log: printed under every sheet. */
  readonly stamp: string;
}

/** Page → worker; once. */
export interface WorkbookRequest {
  readonly workbook: Workbook;
  /**
   * What the finished file is searched for numbers with: texts that the program itself has written and that are no numbers of people (the
   * mark of the log). Absent: it is not searched.
   */
  readonly scan?: { readonly ours: readonly string[] };
}

/** Worker → page; once. */
export type WorkbookReply =
  | { readonly kind: "done"; readonly bytes: ArrayBuffer }
  /** The finished file holds a forbidden number; it is gone. */
  | { readonly kind: "refused"; readonly number: ForbiddenKind; readonly place: string }
  | { readonly kind: "failed"; readonly error: WireError };
