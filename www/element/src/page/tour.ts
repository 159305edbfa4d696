/**
 * Whether somebody is led through the page: once on each device, on invented people only.
 *
 * At a real counter somebody is waiting, and the first thing after the passphrase has to be the box for the question and nothing before it.
 * Whoever learns the page learns it on the demonstration; the help page leads through it again at any time, on a real register too.
 */
import type { About } from "../shared/protocol.js";
import { KEPT_PREFIX } from "./seen.js";

const TOUR_KEY = `${KEPT_PREFIX}tour`;

/** Whether the tour is due. Where the browser keeps nothing it is not: it would come every time. */
export function isTourDue(storage: Storage | undefined, { kind }: Pick<About, "kind">): boolean {
  if (storage === undefined || kind !== "synthetic") return false;
  try {
    return storage.getItem(TOUR_KEY) === null;
  } catch {
    return false;
  }
}

/** Notes that this device has had its tour. */
export function noteTour(storage: Storage | undefined): void {
  try {
    storage?.setItem(TOUR_KEY, "1");
  } catch {
    // Full or forbidden: it comes once more.
  }
}
