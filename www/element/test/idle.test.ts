import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DEFAULT_IDLE_LIMITS, IdleWatch } from "../src/page/idle.js";

/** What the watch said, in order: that a lock is near, in seconds from then; that it is not any more; the lock. */
let said: (number | string)[];
let watch: IdleWatch;

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  const soon = (lockAtMs: number | undefined): number => said.push(lockAtMs === undefined ? "stays" : (lockAtMs - Date.now()) / 1_000);
  watch = new IdleWatch(DEFAULT_IDLE_LIMITS, (reason) => said.push(reason), soon);
  watch.start(false);
});
afterEach(() => void vi.useRealTimers());

describe("a lock for want of use", () => {
  test("is announced half a minute before it comes", () => {
    vi.advanceTimersByTime(149_999);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual([30]);
    vi.advanceTimersByTime(30_000);
    expect(said).toEqual([30, "stays", "idle"]);
  });

  test("does not come if somebody is there, and is announced again later", () => {
    vi.advanceTimersByTime(160_000);
    watch.noteActivity();
    expect(said).toEqual([30, "stays"]);
    vi.advanceTimersByTime(149_999);
    expect(said).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(said).toEqual([30, "stays", 30]);
  });

  test("is announced no more once somebody has locked", () => {
    watch.stop();
    vi.advanceTimersByTime(600_000);
    expect(said).toEqual([]);
  });

  test("is announced after half of the time where there is little", () => {
    watch.stop();
    watch = new IdleWatch({ idleMs: 10_000, hiddenMs: 100_000 }, (reason) => said.push(reason), (lockAtMs) => said.push(String(lockAtMs !== undefined)));
    watch.start(false);
    vi.advanceTimersByTime(5_000);
    expect(said).toEqual(["true"]);
  });
});
