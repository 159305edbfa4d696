/**
 * Remembers the latest mark of each log beside the log itself: so it is noticed when the browser has removed the log and not this.
 *
 * A mark is a number and a part of a hash: it says nothing of what is in the log.
 */
import type { LogState, RememberedLog } from "../shared/journal.js";
import { objectIn } from "../shared/json.js";
import { KEPT_PREFIX } from "./seen.js";

/** By register. */
export class MarkStore {
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  read(register: string): RememberedLog | undefined {
    try {
      return checked(this.#storage?.getItem(nameOf(register)) ?? "");
    } catch {
      // What cannot be reached remembers nothing.
      return undefined;
    }
  }

  /** Whether it is remembered now. */
  write(register: string, { log, mark, lost }: LogState): boolean {
    if (log === undefined || mark === undefined) return false;
    const remembered: RememberedLog = { log, mark, ...(lost !== undefined && { lost }) };
    try {
      this.#storage?.setItem(nameOf(register), JSON.stringify(remembered));
      return this.#storage !== undefined;
    } catch {
      // Forbidden or full: the log itself is on the disk, it is only not watched.
      return false;
    }
  }
}

function nameOf(register: string): string {
  return `${KEPT_PREFIX}mark:${register}`;
}

function checked(text: string): RememberedLog | undefined {
  const { log, mark, lost } = objectIn<keyof RememberedLog>(text) ?? {};
  if (typeof log !== "string" || typeof mark !== "string" || !(lost === undefined || typeof lost === "string")) return undefined;
  return { log, mark, ...(lost !== undefined && { lost }) };
}
