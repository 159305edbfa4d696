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

/**
 * Two deadlines, kept by clock and not by timer alone: timers stand still while a laptop sleeps, and waking up must not show a
 * list that should have been locked hours ago.
 */
export class IdleWatch {
  readonly #limits: IdleLimits;
  readonly #onLock: (reason: LockReason) => void;
  #lastActivityMs = 0;
  #hiddenSinceMs: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  /** The longer time that was asked for. */
  #longerMs: number | undefined;
  /** Whether somebody came back, during the longer time, after the usual one had passed. */
  #wasAway = false;

  constructor(limits: IdleLimits, onLock: (reason: LockReason) => void) {
    this.#limits = limits;
    this.#onLock = onLock;
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
  }

  /** Waits `idleMs` for a touch instead of the usual time; `undefined` ends that, and locks if nobody was there for the usual time. */
  stayOpen(idleMs: number | undefined): void {
    if (!this.#isRunning || this.#lockIfDue()) return;
    this.#noteAbsence();
    this.#longerMs = idleMs;
    if (idleMs === undefined && this.#wasAway) {
      this.stop();
      this.#onLock("idle");
      return;
    }
    this.#schedule();
  }

  #noteAbsence(): void {
    if (Date.now() - this.#lastActivityMs >= this.#limits.idleMs) this.#wasAway = true;
  }

  /** Somebody is there. Too late once the deadline has passed. */
  noteActivity(): void {
    if (!this.#isRunning || this.#lockIfDue()) return;
    this.#noteAbsence();
    this.#lastActivityMs = Date.now();
    this.#schedule();
  }

  /** The tab was hidden or shown. */
  noteVisibility(isHidden: boolean): void {
    if (!this.#isRunning || this.#lockIfDue()) return;
    this.#hiddenSinceMs = isHidden ? Date.now() : undefined;
    this.#schedule();
  }

  #deadlines(): readonly (readonly [LockReason, number])[] {
    const idle = ["idle", this.#lastActivityMs + (this.#longerMs ?? this.#limits.idleMs)] as const;
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
    const next = Math.min(...this.#deadlines().map(([, deadline]) => deadline));
    this.#timer = setTimeout(() => {
      // A timer may ring a moment early; then it is set again.
      if (!this.#lockIfDue()) this.#schedule();
    }, Math.max(0, next - Date.now()));
  }
}
