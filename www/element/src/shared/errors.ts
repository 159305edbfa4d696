/**
 * The one kind of error that the package throws, and its form in a message.
 *
 * What a person reads is a text by `code` and language; `message` is for logs. Neither ever holds a cell value or a passphrase.
 */

/** Values to fill a text with. */
export type ErrorParams = Readonly<Record<string, string>>;

/** An error as it travels between page and worker. */
export interface WireError {
  readonly code: string;
  readonly params: ErrorParams;
}

/**
 * Codes of the page itself; all others come from the engine.
 *
 * - `page.aborted`: the caller's signal ended the request
 * - `page.superseded`: a newer question made this one pointless
 * - `page.locked`: locked before the answer came
 * - `page.worker_died`: the worker ended by itself, for want of memory for example
 * - `page.engine_failed`: the engine does not run in this browser
 * - `page.not_open`: asked before a snapshot was opened
 * - `page.fetch_failed`: a file of the package, or the snapshot, could not be fetched
 * - `page.file_failed`: a chosen file could not be read
 * - `page.no_slot`: no key slot inside the snapshot and none chosen
 * - `page.masked_field`: the values of this field are masked, so they cannot be listed
 * - `page.charts_failed`: what draws charts could not be loaded
 * - `page.config_invalid`: the page's configuration is not what it must be
 * - `page.config_unreachable`: there is no answer to whether the page has a configuration
 * - `page.incomplete`: the page itself lacks a part, as a file that was copied in half does
 * - `page.no_purpose`: people are asked for and nobody said why
 * - `page.log_no_auditor`: the snapshot names nobody whom the log could be encrypted to, so nobody is shown
 * - `page.log_unwritable`: the log cannot be written, so nobody is shown
 * - `page.log_lost`: a part of the log is gone and nobody has taken notice of it, so nobody is shown
 * - `page.no_notice`: the office has no rules for notices, so none is made
 * - `page.notice_field`: a field that the office's rules keep off the notice board
 * - `page.notice_number`: a finished notice holds a number that must not stand there; it was not handed out
 * - `page.too_many_rows`: more people than fit on paper or into a file
 * - `page.print_failed`: the browser does not print
 * - `page.own_unkept`: the browser does not keep what the operator wants kept, or does not give it back
 * - `page.own_unreadable`: what is kept for this operator was not encrypted with the operator's key, or is damaged
 * - `page.questions_malformed`: a file of saved questions is not what such a file is
 * - `page.questions_version`: a file of saved questions is of a later version than this page
 * - `page.questions_many`: more saved questions than are kept
 * - `page.unexpected`: a fault of this program
 */
export type PageErrorCode =
  | "page.aborted"
  | "page.superseded"
  | "page.locked"
  | "page.worker_died"
  | "page.engine_failed"
  | "page.not_open"
  | "page.fetch_failed"
  | "page.file_failed"
  | "page.no_slot"
  | "page.masked_field"
  | "page.charts_failed"
  | "page.config_invalid"
  | "page.config_unreachable"
  | "page.incomplete"
  | "page.no_purpose"
  | "page.log_no_auditor"
  | "page.log_unwritable"
  | "page.log_lost"
  | "page.no_notice"
  | "page.notice_field"
  | "page.notice_number"
  | "page.too_many_rows"
  | "page.print_failed"
  | "page.own_unkept"
  | "page.own_unreadable"
  | "page.questions_malformed"
  | "page.questions_version"
  | "page.questions_many"
  | "page.unexpected";

/** What every call of the package rejects with. */
export class YongquanError extends Error {
  override readonly name = "YongquanError";
  /** Stable for ever. */
  readonly code: string;
  readonly params: ErrorParams;

  constructor(code: string, params: ErrorParams = {}) {
    super([code, ...Object.keys(params).map((name) => `${name}=${JSON.stringify(params[name])}`)].join(" "));
    this.code = code;
    this.params = params;
  }
}

/** An error of the page itself. */
export function pageError(code: PageErrorCode, params: ErrorParams = {}): YongquanError {
  return new YongquanError(code, params);
}

const TAKEN_OVER: ReadonlySet<string> = new Set(["page.aborted", "page.superseded", "page.locked", "page.worker_died"]);

/** Whether an error only says that something else took over, so that an open page has nothing to show. */
export function isTakenOver({ code }: WireError): boolean {
  return TAKEN_OVER.has(code);
}

/** An error as it came in a message. */
export function fromWire(error: WireError): YongquanError {
  return new YongquanError(error.code, error.params);
}

/** Whether something thrown has code and parameters: our own class, or the engine's `Error` of the same name. */
function isCoded(thrown: unknown): thrown is Error & WireError {
  return thrown instanceof Error && thrown.name === "YongquanError" && "code" in thrown && "params" in thrown;
}

/** Something thrown, in the form that travels. The text of a foreign error is dropped: it might hold what must not be shown. */
export function toWire(thrown: unknown): WireError {
  if (isCoded(thrown)) return { code: thrown.code, params: thrown.params };
  return { code: "page.unexpected", params: { kind: thrown instanceof Error ? thrown.name : typeof thrown } };
}

/** Something thrown, as the error that callers see. */
export function asYongquanError(thrown: unknown): YongquanError {
  return thrown instanceof YongquanError ? thrown : fromWire(toWire(thrown));
}
