/** Tells when nobody has been there for too long, or nobody has been looking. */

/** Why a page was locked. */
export type LockReason = "asked" | "idle" | "hidden" | "newer" | "worker_died";

/** Times until a page locks by itself, in milliseconds. */
export interface IdleLimits {
  /** Without a touch of keyboard, mouse or screen. */
  readonly idleMs: number;
  /** While the tab is hidden. */
  readonly hiddenMs: number;
}

/** Three minutes without a touch, one minute out of sight. */
export const DEFAULT_IDLE_LIMITS: IdleLimits = { idleMs: 180_000, hiddenMs: 60_000 };

/** How long before a lock for want of use it is announced. */
const ANNOUNCED_MS = 30_000;

/**
 * Two deadlines, kept by clock and not by timer alone: timers stand still while a laptop sleeps, and waking up must not show a
 * list that should have been locked hours ago.
 */
export class IdleWatch {
  readonly #limits: IdleLimits;
  readonly #onLock: (reason: LockReason) => void;
  readonly #onSoon: (lockAtMs: number | undefined) => void;
  #isAnnounced = false;
  #lastActivityMs = 0;
  #hiddenSinceMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  /** The longer time that was asked for. */
  #longerMs: number | undefined;
  /** Whether somebody came back, during the longer time, after the usual one had passed. */
  #wasAway = false;

  /** `onSoon` is told half a minute before a lock for want of use when it comes, and nothing once it does not come any more. */
  constructor(limits: IdleLimits, onLock: (reason: LockReason) => void, onSoon: (lockAtMs: number | undefined) => void = () => undefined) {
    this.#limits = limits;
    this.#onLock = onLock;
    this.#onSoon = onSoon;
  }

  /** Starts to watch. */
  start(isHidden: boolean): void {
    this.#isRunning = true;
    this.#longerMs = undefined;
    this.#wasAway = false;
    this.#lastActivityMs = Date.now();
    this.#hiddenSinceMs = isHidden ? this.#lastActivityMs : undefined;
    this.#schedule();
  }

  /** Stops watching. */
  stop(): void {
    this.#isRunning = false;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#announce(undefined);
  }

  /** Waits `idleMs` for a touch instead of the usual time; `undefined` ends that, and locks if nobody was there for the usual time. */
  stayOpen(idleMs: number | undefined): void {
    if (!this.#isRunning || this.#lockIfDue()) return;
    this.#noteAbsence();
    this.#longerMs = idleMs;
    this.#announce(undefined);
    if (idleMs === undefined && this.#wasAway) {
      this.stop();
      this.#onLock("idle");
      return;
    }
    this.#schedule();
  }

  get #idleMs(): number {
    return this.#longerMs ?? this.#limits.idleMs;
  }

  #noteAbsence(): void {
    if (Date.now() - this.#lastActivityMs >= this.#limits.idleMs) this.#wasAway = true;
  }

  /** Somebody is there. Too late once the deadline has passed. */
  noteActivity(): void {
    if (!this.#isRunning || this.#lockIfDue()) return;
    this.#noteAbsence();
    this.#lastActivityMs = Date.now();
    this.#announce(undefined);
    this.#schedule();
  }

  /** The tab was hidden or shown. */
  noteVisibility(isHidden: boolean): void {
    if (!this.#isRunning || this.#lockIfDue()) return;
    this.#hiddenSinceMs = isHidden ? Date.now() : undefined;
    this.#schedule();
  }

  #deadlines(): readonly (readonly [LockReason, number])[] {
    const idle = ["idle", this.#lastActivityMs + this.#idleMs] as const;
    if (this.#hiddenSinceMs === undefined) return [idle];
    return [["hidden", this.#hiddenSinceMs + this.#limits.hiddenMs] as const, idle];
  }

  #lockIfDue(): boolean {
    const now = Date.now();
    const due = this.#deadlines().find(([, deadline]) => now >= deadline);
    if (due === undefined) return false;
    this.stop();
    this.#onLock(due[0]);
    return true;
  }

  #schedule(): void {
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    const announceAtMs = this.#announceAtMs();
    const moments = this.#deadlines().map(([, deadline]) => deadline).concat(this.#isAnnounced ? [] : [announceAtMs]);
    this.#timer = setTimeout(() => {
      // A timer may ring a moment early; then it is set again.
      if (this.#lockIfDue()) return;
      if (Date.now() >= announceAtMs) this.#announce(this.#lastActivityMs + this.#idleMs);
      this.#schedule();
    }, Math.max(0, Math.min(...moments) - Date.now()));
  }

  /** Where little time is given at all, half of it passes first. */
  #announceAtMs(): number {
    const idleMs = this.#idleMs;
    return this.#lastActivityMs + Math.max(idleMs - ANNOUNCED_MS, idleMs / 2);
  }

  #announce(lockAtMs: number | undefined): void {
    const isAnnounced = lockAtMs !== undefined;
    if (isAnnounced === this.#isAnnounced) return;
    this.#isAnnounced = isAnnounced;
    this.#onSoon(lockAtMs);
  }
}
