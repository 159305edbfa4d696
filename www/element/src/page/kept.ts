/**
 * Sealed files that this browser keeps on request: a key slot, and a snapshot that was chosen by hand. Ciphertext only: whoever calls has
 * opened them with a passphrase before.
 *
 * From `file://` every local page of the same browser profile can read them.
 */
import { answered, isThere, transact } from "../storage/database.js";
import type { Place } from "../storage/database.js";
import { KEPT_PREFIX } from "./seen.js";

/** Database of the kept files. */
export const KEPT_PLACE: Place = { database: `${KEPT_PREFIX}files`, store: "files" };

/** A file as it was chosen. */
export interface KeptFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** What is kept for one publisher, and register if the page names one. */
export interface KeptFiles {
  readonly slot?: KeptFile;
  readonly snapshot?: KeptFile;
}

/** Keeps files in IndexedDB, and beside them a note in the storage that there are some: so it is seen when the browser has removed them. */
export class KeptStore {
  readonly #storage: Storage | undefined;

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  /** What is kept; `"lost"` if something was and the browser has removed it. */
  async read(register: string | undefined, publisherKey: string): Promise<KeptFiles | "lost" | undefined> {
    const key = keyOf(register, publisherKey);
    const hasNote = this.#hasNote(key);
    if (!(await this.#mayHold(key))) return undefined;
    const kept: unknown = await transact(KEPT_PLACE, "readonly", (store) => answered<unknown>(store.get(key))).catch(() => undefined);
    if (isKept(kept)) return kept;
    return hasNote ? "lost" : undefined;
  }

  /** Keeps files in place of those before; whether the browser let it. */
  async write(register: string | undefined, publisherKey: string, files: KeptFiles): Promise<boolean> {
    const key = keyOf(register, publisherKey);
    try {
      await transact(KEPT_PLACE, "readwrite", (store) => answered(store.put(files, key)));
      this.#storage?.setItem(noteOf(key), "1");
      askToStay();
      return true;
    } catch {
      // Forbidden or full.
      return false;
    }
  }

  /** Removes what is kept. */
  async remove(register: string | undefined, publisherKey: string): Promise<void> {
    const key = keyOf(register, publisherKey);
    if (await this.#mayHold(key)) await transact(KEPT_PLACE, "readwrite", (store) => answered(store.delete(key))).catch(() => undefined);
    try {
      this.#storage?.removeItem(noteOf(key));
    } catch {
      // What cannot be reached holds nothing for this page.
    }
  }

  /** Whether there may be files. Opening a database makes it, and a browser that was asked to keep nothing shall hold none. */
  async #mayHold(key: string): Promise<boolean> {
    return this.#hasNote(key) || (await isThere(KEPT_PLACE));
  }

  #hasNote(key: string): boolean {
    try {
      return this.#storage?.getItem(noteOf(key)) === "1";
    } catch {
      return false;
    }
  }
}

function keyOf(register: string | undefined, publisherKey: string): string {
  return `${register ?? ""}:${publisherKey}`;
}

function noteOf(key: string): string {
  return `${KEPT_PREFIX}kept:${key}`;
}

function isFile(value: unknown): boolean {
  return value === undefined || (typeof value === "object" && value !== null && typeof (value as KeptFile).name === "string" && (value as KeptFile).bytes instanceof ArrayBuffer);
}

/** Whether it is what this page wrote: others may have, from `file://`. */
function isKept(value: unknown): value is KeptFiles {
  return typeof value === "object" && value !== null && isFile((value as KeptFiles).slot) && isFile((value as KeptFiles).snapshot);
}

/** Asks the browser not to remove by itself what is kept. Not waited for: some never answer, and none has to say yes. */
function askToStay(): void {
  if ("storage" in navigator) navigator.storage.persist().catch(() => undefined);
}
