/** Clears from this device everything that the package ever kept on it. */
import { canKeep } from "../storage/database.js";
import { LOG_PLACE } from "../storage/log-lines.js";
import { OWN_PLACE } from "../storage/own.js";
import { KEPT_PLACE } from "./kept.js";
import { KEPT_PREFIX } from "./seen.js";

/** How much was removed. */
export interface Cleared {
  /** Registers of which sequence number and clock were remembered, and other small notes. */
  readonly notes: number;
  /** Caches of files of the page. */
  readonly caches: number;
  /** Databases: remembered key slots and snapshots, saved questions, and the log. They hold ciphertext. */
  readonly databases: number;
}

const isOurs = (name: string | undefined): name is string => name !== undefined && name.startsWith(KEPT_PREFIX);

function clearNotes(storage: Storage | undefined): number {
  if (storage === undefined) return 0;
  try {
    const ours = Array.from({ length: storage.length }, (_, place) => storage.key(place) ?? undefined).filter(isOurs);
    ours.forEach((name) => storage.removeItem(name));
    return ours.length;
  } catch {
    // What cannot be reached holds nothing for this page.
    return 0;
  }
}

/** Absent on plain `http://` and from `file://`. */
async function clearCaches(): Promise<number> {
  if (!("caches" in window)) return 0;
  const ours = (await caches.keys()).filter(isOurs);
  return (await Promise.all(ours.map((name) => caches.delete(name)))).filter((wasThere) => wasThere).length;
}

async function clearDatabases(): Promise<number> {
  if (!canKeep()) return 0;
  if (!("databases" in indexedDB)) {
    // Which there are cannot be asked; those that may be there are removed.
    await Promise.all([KEPT_PLACE, LOG_PLACE, OWN_PLACE].map(({ database }) => deleteDatabase(database)));
    return 0;
  }
  const ours = (await indexedDB.databases()).map(({ name }) => name).filter(isOurs);
  const removed = await Promise.all(ours.map(deleteDatabase));
  return removed.filter((isRemoved) => isRemoved).length;
}

function deleteDatabase(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => resolve(false);
    // Open in another tab: it goes when that one is closed.
    request.onblocked = () => resolve(true);
  });
}

/** Removes all of it. What the browser does not let this page reach counts as not there. */
export async function clearDevice(storage: Storage | undefined): Promise<Cleared> {
  const notes = clearNotes(storage);
  const none = (): number => 0;
  const [cacheCount, databases] = await Promise.all([clearCaches().catch(none), clearDatabases().catch(none)]);
  return { notes, caches: cacheCount, databases };
}
