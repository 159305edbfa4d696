/**
 * What this browser remembers of a register: the highest sequence number that was opened, the latest clock, and the publisher's newest
 * key. Nothing of what is in it.
 *
 * From `file://` every page of the same browser profile can change it, so it is a help against mistakes there and no protection.
 */
import { objectIn } from "../shared/json.js";

/** Names of everything that the package keeps in a browser begin with this. */
export const KEPT_PREFIX = "yongquan.";

/** A clock may run behind the last one seen by this much: a day, for time zones and for clocks that are set right. */
const MAX_CLOCK_BACK_S = 86_400;

/** What was seen of the snapshots of one register by one publisher, who goes by the key that the page trusts. */
export interface Seen {
  /** Highest sequence number that was opened. */
  readonly seq: number;
  /** Latest clock at which one was opened, in seconds since 1970. */
  readonly clock: number;
  /** The key that the publisher changed to; absent: the one that the page trusts is the newest. The ones before are trusted no more. */
  readonly signer?: string;
}

/** Why a clock is not believed: it was later once, or the snapshot was made after it. */
export type ClockProblem = "behind_seen" | "before_issue";

/** The browser's storage; nothing where it is absent or forbidden. */
export function pageStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

/** Whether other pages of the browser can change what is remembered here. */
export function isMemoryProtected(): boolean {
  return location.protocol !== "file:";
}

function checkedSeen(text: string): Seen | undefined {
  const { seq, clock, signer } = objectIn<keyof Seen>(text) ?? {};
  const isCount = (value: unknown): value is number => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
  if (!isCount(seq) || !isCount(clock) || !(signer === undefined || typeof signer === "string")) return undefined;
  return { seq, clock, ...(signer !== undefined && { signer }) };
}

/** Remembers per register and publisher. Where the browser keeps nothing, it is remembered until the page is closed. */
export class SeenStore {
  readonly #storage: Storage | undefined;
  readonly #ofThisPage = new Map<string, Seen>();

  constructor(storage: Storage | undefined) {
    this.#storage = storage;
  }

  /** What was seen; nothing if there was none, or if what is kept is not what this page wrote. */
  read(register: string, publisherKey: string): Seen | undefined {
    const key = keyOf(register, publisherKey);
    const own = this.#ofThisPage.get(key);
    let text: string | null = null;
    try {
      text = this.#storage?.getItem(key) ?? null;
    } catch {
      // Storage that was there and is not any more is none.
    }
    const kept = text === null ? undefined : checkedSeen(text);
    return own === undefined || kept === undefined ? (own ?? kept) : later(kept, own);
  }

  /** Notes what was opened. Neither number ever goes down. */
  note(register: string, publisherKey: string, seen: Seen): void {
    const key = keyOf(register, publisherKey);
    const before = this.read(register, publisherKey);
    const now = before === undefined ? seen : later(before, seen);
    this.#ofThisPage.set(key, now);
    try {
      this.#storage?.setItem(key, JSON.stringify(now));
    } catch {
      // Full or forbidden: remembered until the page is closed.
    }
  }

  /** Forgets what this page remembers by itself; what the browser keeps is removed with everything else. */
  forget(): void {
    this.#ofThisPage.clear();
  }
}

function keyOf(register: string, publisherKey: string): string {
  return `${KEPT_PREFIX}seen:${register}:${publisherKey}`;
}

function later(before: Seen, now: Seen): Seen {
  const signer = now.signer ?? before.signer;
  return { seq: Math.max(before.seq, now.seq), clock: Math.max(before.clock, now.clock), ...(signer !== undefined && { signer }) };
}

/** What is wrong with the clock; nothing if it may be right. `issued` is a date and time of ISO 8601. */
export function clockProblem(now: number, issued: string, seen: Seen | undefined): ClockProblem | undefined {
  if (seen !== undefined && now < seen.clock - MAX_CLOCK_BACK_S) return "behind_seen";
  return now < Date.parse(issued) / 1_000 ? "before_issue" : undefined;
}
