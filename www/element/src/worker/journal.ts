/**
 * The log of one register on this device: writes down who looks at whom before anybody is shown.
 *
 * Where nothing can be written nobody is shown: every method that is asked to write rejects, and the state says why.
 */
import { pageError } from "../shared/errors.js";
import type { LogProblem, LogState, Looking, RememberedLog, Why } from "../shared/journal.js";
import type { About } from "../shared/protocol.js";
import { appendLine, beginLog, keptLogs, lineOf, removeLog } from "../storage/log-lines.js";
import type { KeptLog } from "../storage/log-lines.js";
import type { LogAction, LogModule } from "./engine-api.js";

/** Entries after which another log is begun: some 40 MB, well under what `log verify` reads. */
const MAX_ENTRIES = 40_000;
/** Days that a log is kept after it was begun and another one has taken its place: twice what is asked for. */
const KEPT_DAYS = 360;
const MS_PER_DAY = 86_400_000;
const RANDOM_BYTES = 20;
const DEVICE_BYTES = 4;
/** Digits of a hash that stand in a mark. */
const MARK_DIGITS = 24;

/** What an entry says beside who, when and which snapshot. */
export type Entry = Pick<LogAction, "purpose" | "question" | "rows" | "persons" | "fields" | "note">;

/** Whose key opened the snapshot. */
export interface Operator {
  readonly id?: string;
  readonly name: string;
}

/** The parts of a note that there are; nothing if there are none. */
export function noteOf(...parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join(" · ");
}

/** For the note of an entry: ages of another day than the snapshot's give other people to the same question. */
export function dayNote(day: string, ownDay: string): string | undefined {
  return day === ownDay ? undefined : `as of ${day}`;
}

function markOf(line: string): string {
  const { n, hash } = JSON.parse(line) as { readonly n: number; readonly hash: string };
  return `${n}:${hash.slice(0, MARK_DIGITS)}`;
}

function momentOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, "YYYY-MM-DDTHH:MM:SS".length)}Z`;
}

function bytesOf(hex: string): number[] {
  return (hex.match(/../g) ?? []).map((digits) => parseInt(digits, 16));
}

/** The log of one register on this device. */
export class Journal {
  readonly #module: LogModule;
  readonly #about: About;
  readonly #operator: Operator;
  readonly #told: (state: LogState) => void;
  #state: LogState = {};

  private constructor(module: LogModule, about: About, operator: Operator, told: (state: LogState) => void) {
    this.#module = module;
    this.#about = about;
    this.#operator = operator;
    this.#told = told;
  }

  /**
   * Goes on with the log of this register, or begins one, and writes that the snapshot was opened. Never rejects: what stands in the
   * way is in the state, and every other method rejects then.
   *
   * `told` hears of every change of the state.
   */
  static async begin(
    module: LogModule, about: About, operator: Operator, remembered: RememberedLog | undefined, told: (state: LogState) => void,
  ): Promise<Journal> {
    const journal = new Journal(module, about, operator, told);
    const { auditor } = about;
    if (auditor === undefined) journal.#become({ problem: "no_auditor" });
    else await journal.#begin(auditor, remembered).catch(() => journal.#become({ problem: "unwritable" }));
    return journal;
  }

  /** How the log stands. */
  get state(): LogState {
    return this.#state;
  }

  /**
   * Writes that people are about to be shown; the mark of the entry, once it is on the disk.
   *
   * # Errors
   *
   * - `page.no_purpose` if nobody said why;
   * - `page.log_no_auditor`, `page.log_unwritable`: nothing can be written;
   * - `page.log_lost`: a part of the log is gone, and nobody has taken notice of it yet.
   */
  async looking(action: Looking, why: Why, entry: Omit<Entry, "purpose" | "note">): Promise<string> {
    const purpose = why.purpose.trim();
    if (purpose === "") throw pageError("page.no_purpose");
    if (this.#state.lost !== undefined) throw pageError("page.log_lost", { mark: this.#state.lost });
    return this.write(action, { ...entry, purpose, ...(why.note !== undefined && { note: why.note }) });
  }

  /** Writes an entry of any other kind; its mark, once it is on the disk. */
  async write(action: string, entry: Entry): Promise<string> {
    const { log, problem } = this.#state;
    if (problem !== undefined || log === undefined) throw problemError(problem ?? "unwritable");
    try {
      const line = await appendLine(log, (latest) => this.#line(latest, action, entry));
      const mark = markOf(line);
      this.#become({ ...this.#state, mark });
      return mark;
    } catch {
      this.#become({ ...this.#state, problem: "unwritable" });
      throw problemError("unwritable");
    }
  }

  /** A person has taken notice that a part of the log is gone. */
  async acknowledge(): Promise<void> {
    const { lost, ...rest } = this.#state;
    if (lost === undefined) return;
    const mark = await this.write("gap_noticed", { note: lost });
    this.#become({ ...rest, mark });
  }

  async #begin(auditor: string, remembered: RememberedLog | undefined): Promise<void> {
    const { register } = this.#about;
    const ours = (await keptLogs()).filter(({ header }) => header.register === register);
    const isLost = remembered !== undefined && !(await isKept(remembered, ours));
    const lost = isLost ? remembered.mark : remembered?.lost;
    const latest = ours[ours.length - 1];
    const continues = latest !== undefined && latest.header.auditor === auditor && latest.entryCount < MAX_ENTRIES && !isLost;
    const { log, device } = continues ? { log: latest.id, device: latest.header.device } : await this.#beginLog(auditor, latest);
    this.#state = { log, device, ...(lost !== undefined && { lost }) };
    // The log before goes on in this one: its last mark stands here, so that leaving it out is noticed.
    const before = continues || latest === undefined || latest.entryCount === 0 ? undefined : await lineOf(latest.id, latest.entryCount);
    if (isLost) await this.write("gap", { note: remembered.mark });
    await this.write("open", before === undefined ? {} : { note: `${latest?.id ?? ""} ${markOf(before)}` });
    await this.#removeOld(ours, log);
  }

  async #beginLog(auditor: string, latest: KeptLog | undefined): Promise<{ readonly log: string; readonly device: string }> {
    const random = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
    if (latest !== undefined) random.set(bytesOf(latest.header.device).slice(0, DEVICE_BYTES), RANDOM_BYTES - DEVICE_BYTES);
    const header = this.#module.logHeader(this.#about.register, auditor, random, Math.floor(Date.now() / 1000));
    const { log, device } = JSON.parse(header) as { readonly log: string; readonly device: string };
    await beginLog(log, header);
    return { log, device };
  }

  async #removeOld(ours: readonly KeptLog[], present: string): Promise<void> {
    const oldest = momentOf(Date.now() - KEPT_DAYS * MS_PER_DAY);
    // The next one says when a log ended: it is kept from then on.
    const old = ours.filter(({ id }, place) => id !== present && (ours[place + 1]?.header.started ?? "9") < oldest);
    for (const { id } of old) await removeLog(id);
  }

  #line(latest: string, action: string, entry: Entry): string {
    const { auditor = "", seq } = this.#about;
    return this.#module.logEntry(auditor, latest, { at: momentOf(Date.now()), operator: this.#operator, seq, action, ...entry });
  }

  #become(state: LogState): void {
    this.#state = state;
    this.#told(state);
  }
}

function problemError(problem: LogProblem): Error {
  return pageError(problem === "no_auditor" ? "page.log_no_auditor" : "page.log_unwritable");
}

/** Whether the entry that is remembered is in its log. */
async function isKept({ log, mark }: RememberedLog, logs: readonly KeptLog[]): Promise<boolean> {
  if (!logs.some(({ id }) => id === log)) return false;
  const line = await lineOf(log, Number(mark.split(":")[0]));
  return line !== undefined && markOf(line) === mark;
}
