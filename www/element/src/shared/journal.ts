/**
 * What is written down about looking at people: `data-schema/log.md`.
 *
 * The engine worker writes an entry before it hands out what the entry speaks of. A page that shows people says why with each request.
 */

/** What a request does that hands out people. */
export type Looking = "list" | "card" | "reveal" | "print" | "export" | "notice";

/** Why people are looked at. */
export interface Why {
  /** One of the office's purposes, or in the operator's words; never empty. */
  readonly purpose: string;
  /** What else there is to say. */
  readonly note?: string;
}

/** Why nothing can be written down, so that no people are shown: there is nobody to encrypt it to, or no place to keep it. */
export type LogProblem = "no_auditor" | "unwritable";

/** How the log of this device and register stands. */
export interface LogState {
  /** Id of the log; absent before its first entry is there. */
  readonly log?: string;
  /** The device that it is of: 8 digits. Absent before there is a log. */
  readonly device?: string;
  /** The mark of the latest entry, `N:HASH`: it stands on every sheet and in every file. */
  readonly mark?: string;
  /** The mark of an entry that is not there any more: nobody is shown until a person has taken notice. */
  readonly lost?: string;
  readonly problem?: LogProblem;
}

/** What the page remembers of a log beside the log, so that it is noticed when the browser has removed it. */
export interface RememberedLog {
  readonly log: string;
  /** Its latest mark. */
  readonly mark: string;
  /** The mark of a lost entry that nobody has taken notice of yet. */
  readonly lost?: string;
}
