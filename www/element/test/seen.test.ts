import { describe, expect, test } from "vitest";
import { SeenStore, clockProblem } from "../src/page/seen.js";
import { BrokenStorage, FakeStorage } from "./storage.js";

const DAY_S = 86_400;
/** 2026-01-01 and an hour. */
const NOW = 1_767_229_200;
const ISSUED = "2026-01-01T00:00:00Z";

describe("what was seen", () => {
  test("is kept per register and publisher, and never goes down", () => {
    const storage = new FakeStorage();
    new SeenStore(storage).note("r", "RWa", { seq: 3, clock: NOW });
    new SeenStore(storage).note("r", "RWa", { seq: 2, clock: NOW - 5 });
    const store = new SeenStore(storage);
    expect(store.read("r", "RWa")).toEqual({ seq: 3, clock: NOW });
    expect(store.read("r", "RWb")).toBeUndefined();
    expect(store.read("s", "RWa")).toBeUndefined();
    expect([...storage.kept.keys()].every((key) => key.startsWith("yongquan."))).toBe(true);
  });

  test("keeps the publisher's newest key, and gives none up for the one before", () => {
    const storage = new FakeStorage();
    const store = new SeenStore(storage);
    store.note("r", "RWa", { seq: 3, clock: NOW, signer: "RWb" });
    store.note("r", "RWa", { seq: 4, clock: NOW });
    expect(new SeenStore(storage).read("r", "RWa")).toEqual({ seq: 4, clock: NOW, signer: "RWb" });
    store.note("r", "RWa", { seq: 4, clock: NOW, signer: "RWc" });
    expect(new SeenStore(storage).read("r", "RWa")?.signer).toBe("RWc");
  });

  test.each([undefined, new BrokenStorage()])("is kept until the page is closed where the browser keeps nothing", (storage) => {
    const store = new SeenStore(storage);
    store.note("r", "RWa", { seq: 3, clock: NOW });
    expect(store.read("r", "RWa")).toEqual({ seq: 3, clock: NOW });
    store.forget();
    expect(store.read("r", "RWa")).toBeUndefined();
  });

  test.each(["", "{", "null", "3", '{"seq":3}', '{"seq":"3","clock":1}', '{"seq":-1,"clock":1}', '{"seq":1.5,"clock":1}', '{"seq":1e300,"clock":1}', '{"seq":1,"clock":1,"signer":2}'])(
    "that is not what this page wrote is nothing: %s",
    (text) => {
      const storage = new FakeStorage();
      storage.setItem("yongquan.seen:r:RWa", text);
      expect(new SeenStore(storage).read("r", "RWa")).toBeUndefined();
    },
  );
});

describe("the clock", () => {
  const seen = { seq: 1, clock: NOW };
  test.each([
    [NOW, undefined, undefined],
    [NOW, seen, undefined],
    [NOW + DAY_S, seen, undefined],
    [NOW - 3_600, seen, undefined],
    [NOW - 3_601, seen, "before_issue"],
    [NOW - DAY_S, seen, "before_issue"],
    [NOW - DAY_S - 1, seen, "behind_seen"],
    [NOW - 3_601, undefined, "before_issue"],
  ] as const)("at %i after %j: %s", (now, before, problem) => expect(clockProblem(now, ISSUED, before)).toBe(problem));

  test("may run a day behind the last one, when the snapshot is older than that", () => {
    expect(clockProblem(NOW - DAY_S, "2025-01-01T00:00:00Z", seen)).toBeUndefined();
    expect(clockProblem(NOW - DAY_S - 1, "2025-01-01T00:00:00Z", seen)).toBe("behind_seen");
  });
});
