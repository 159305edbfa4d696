import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { YongquanClient } from "../src/page/client.js";
import type { WorkerLike } from "../src/page/workers.js";
import type { LockReason } from "../src/page/idle.js";
import { YongquanError } from "../src/shared/errors.js";
import type { EngineReply, EngineRequest, Opened } from "../src/shared/protocol.js";

type Request = EngineRequest<MessagePort>;
type Distributed<T> = T extends unknown ? Omit<T, "id"> : never;

/** A worker that does nothing until the test says so. */
class FakeWorker implements WorkerLike {
  readonly posted: Request[] = [];
  isTerminated = false;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;

  postMessage(message: unknown): void {
    this.posted.push(message as Request);
  }

  terminate(): void {
    this.isTerminated = true;
  }

  reply(reply: EngineReply): void {
    this.onmessage?.({ data: reply } as MessageEvent);
  }

  /** Answers the newest request of a kind. */
  answer(kind: Request["kind"], reply: Distributed<EngineReply>): void {
    this.reply({ ...reply, id: this.last(kind).id } as EngineReply);
  }

  last(kind: Request["kind"]): Request {
    const found = this.posted.filter((request) => request.kind === kind).pop();
    if (found === undefined) throw new Error(`no ${kind} was posted`);
    return found;
  }
}

const trust = { publisherKey: "k", minSeq: 0, now: 0 };
const counts = { matched: 1, notMatched: 0, unknown: 0, excluded: 0, population: 1 };
const opened = { about: { seq: 1 }, schema: {}, log: { log: "l", mark: "1:a" } } as unknown as Opened;
let engines: FakeWorker[];
let unlockers: FakeWorker[];
let locks: LockReason[];
let client: YongquanClient;

const made = (workers: FakeWorker[]): FakeWorker => {
  const worker = new FakeWorker();
  workers.push(worker);
  return worker;
};
/** Lets promises that are ready run on. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(() => "no error", (thrown: unknown) => (thrown instanceof YongquanError ? thrown.code : String(thrown)));
const engine = (): FakeWorker => engines[engines.length - 1] ?? made(engines);

/** Brings the client to an open snapshot. */
async function open(): Promise<void> {
  const inspecting = client.inspect(new ArrayBuffer(1), trust);
  await settle();
  engine().answer("inspect", { kind: "done", result: "manifest" });
  await inspecting;
  const unlocking = client.unlock({ bytes: new ArrayBuffer(1) }, "passphrase", () => undefined);
  await settle();
  engine().answer("open", { kind: "done", result: opened });
  await unlocking;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { visibilityState: "visible" });
  [engines, unlockers, locks] = [[], [], []];
  client = new YongquanClient({
    wasm: { bytes: new ArrayBuffer(8) },
    workers: { engine: () => made(engines), unlock: () => made(unlockers) },
    idle: { idleMs: 1_000, hiddenMs: 100 },
    onLock: (reason) => locks.push(reason),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("requests", () => {
  test("are matched with their answers by number, in whatever order these come", async () => {
    await open();
    const first = client.parse("a");
    const firstId = engine().last("parse").id;
    const second = client.parse("b");
    engine().answer("parse", { kind: "done", result: { field: "b", op: "is_missing" } });
    engine().reply({ kind: "done", id: firstId, result: { field: "a", op: "is_missing" } });
    expect(await first).toEqual({ field: "a", op: "is_missing" });
    expect(await second).toEqual({ field: "b", op: "is_missing" });
  });

  test("reject with code and parameters of the worker's error", async () => {
    await open();
    const asked = client.parse("?");
    engine().answer("parse", { kind: "failed", error: { code: "query.syntax", params: { position: "0" } } });
    await expect(asked).rejects.toMatchObject({ name: "YongquanError", code: "query.syntax", params: { position: "0" } });
  });

  test("that a newer question overtook reject, and their late answers are dropped", async () => {
    await open();
    const stale = codeOf(client.answer({ filter: null }));
    const staleId = engine().last("answer").id;
    const fresh = client.answer({ filter: { field: "a", op: "is_missing" } });
    expect(await stale).toBe("page.superseded");
    engine().reply({ kind: "done", id: staleId, result: { counts: { ...counts, matched: 99 }, facets: [] } });
    engine().answer("answer", { kind: "done", result: { counts, facets: [] } });
    expect((await fresh).counts.matched).toBe(1);
  });

  test("can be aborted, before and while they run, without harm to the worker", async () => {
    await open();
    const early = new AbortController();
    early.abort();
    const before = engine().posted.length;
    expect(await codeOf(client.parse("a", early.signal))).toBe("page.aborted");
    expect(engine().posted).toHaveLength(before);
    const late = new AbortController();
    const running = codeOf(client.parse("a", late.signal));
    late.abort();
    expect(await running).toBe("page.aborted");
    engine().answer("parse", { kind: "done", result: { field: "a", op: "is_missing" } });
    expect(engine().isTerminated).toBe(false);
  });
});

describe("a dead worker", () => {
  test.each(["onerror", "onmessageerror"] as const)("by %s rejects everything under way and locks", async (event) => {
    await open();
    const pending = [codeOf(client.parse("a")), codeOf(client.answer({ filter: null }))];
    engine()[event]?.({} as ErrorEvent & MessageEvent);
    expect(await Promise.all(pending)).toEqual(["page.worker_died", "page.worker_died"]);
    expect(locks).toEqual(["worker_died"]);
    expect(engine().isTerminated).toBe(true);
  });

  test("by a trap does the same", async () => {
    await open();
    const pending = codeOf(client.parse("a"));
    engine().reply({ kind: "fatal" });
    expect(await pending).toBe("page.worker_died");
    expect(locks).toEqual(["worker_died"]);
  });

  test("that was replaced long ago does no harm", async () => {
    await open();
    const first = engine();
    await open();
    first.onerror?.({} as ErrorEvent);
    expect(locks).toEqual([]);
    expect(first.isTerminated).toBe(true);
  });

  test("that does not start fails what waits for it, and the next try starts another", async () => {
    const inspecting = codeOf(client.inspect(new ArrayBuffer(1), trust));
    await settle();
    engine().answer("start", { kind: "failed", error: { code: "page.engine_failed", params: { kind: "CompileError" } } });
    expect(await inspecting).toBe("page.engine_failed");
    await open();
    expect(engines).toHaveLength(2);
  });
});

describe("unlocking", () => {
  test("tells its stages and ends the unlock worker, whatever came of it", async () => {
    await open();
    expect(unlockers).toHaveLength(1);
    expect(unlockers[0]?.isTerminated).toBe(true);
    const stages: string[] = [];
    const wrong = codeOf(client.unlock({ bytes: new ArrayBuffer(1) }, "wrong", ({ stage }) => stages.push(stage)));
    await settle();
    engine().answer("open", { kind: "progress", progress: { stage: "decrypt", done: 0, total: 9 } });
    engine().answer("open", { kind: "failed", error: { code: "open.wrong_passphrase", params: {} } });
    expect(await wrong).toBe("open.wrong_passphrase");
    expect(stages).toEqual(["unlock", "decrypt"]);
    expect(unlockers[1]?.isTerminated).toBe(true);
    expect(engine().isTerminated).toBe(false);
  });

  test("never sends the passphrase to the engine worker", async () => {
    await open();
    expect(JSON.stringify(engine().posted)).not.toContain("passphrase");
    expect(JSON.stringify(unlockers[0]?.posted)).toContain("passphrase");
  });

  test("that is cancelled ends both workers, and the next try needs a new inspection", async () => {
    await open();
    const cancelled = new AbortController();
    const unlocking = codeOf(client.unlock({ bytes: new ArrayBuffer(1) }, "passphrase", () => undefined, cancelled.signal));
    await settle();
    const [engineBefore, unlocker] = [engine(), unlockers[unlockers.length - 1]];
    cancelled.abort();
    expect(await unlocking).toBe("page.aborted");
    expect([engineBefore.isTerminated, unlocker?.isTerminated]).toEqual([true, true]);
    expect(locks).toEqual([]);
    await open();
    expect(engines).toHaveLength(2);
  });

  test("that was cancelled before it began starts nothing", async () => {
    await open();
    const cancelled = new AbortController();
    cancelled.abort();
    const before = unlockers.length;
    expect(await codeOf(client.unlock({ bytes: new ArrayBuffer(1) }, "passphrase", () => undefined, cancelled.signal))).toBe("page.aborted");
    expect(unlockers).toHaveLength(before);
  });

  test("says so when the slot is kept apart", async () => {
    const unlocking = codeOf(client.unlock({ id: "desk" }, "p", () => undefined));
    await settle();
    engine().answer("slot", { kind: "done", result: null });
    expect(await unlocking).toBe("page.no_slot");
    expect(unlockers).toHaveLength(0);
  });
});

describe("locking", () => {
  test("ends the worker and rejects what is under way", async () => {
    await open();
    const pending = codeOf(client.answer({ filter: null }));
    client.lock();
    expect(await pending).toBe("page.locked");
    expect(locks).toEqual(["asked"]);
    // It has no more to do than to write that it was locked.
    expect(engine().last("lock")).toMatchObject({ reason: "asked" });
    engine().answer("lock", { kind: "done", result: null });
    expect(engine().isTerminated).toBe(true);
  });

  test("ends a worker that writes nothing within a second, and one that has no log at once", async () => {
    await open();
    client.lock();
    const silent = engine();
    vi.advanceTimersByTime(999);
    expect(silent.isTerminated).toBe(false);
    vi.advanceTimersByTime(1);
    expect(silent.isTerminated).toBe(true);

    await open();
    engine().reply({ kind: "logged", state: { problem: "unwritable" } });
    client.lock();
    expect(engine().isTerminated).toBe(true);
    expect(engine().posted.some(({ kind }) => kind === "lock")).toBe(false);
  });

  test("hears nothing of a worker that it has let go but its last mark", async () => {
    await open();
    client.lock();
    const before = engine();
    await open();
    before.reply({ kind: "fatal" });
    expect(before.isTerminated).toBe(true);
    expect(locks).toEqual(["asked"]);
    expect(engine().isTerminated).toBe(false);
  });

  test("comes after idle time, which activity prolongs", async () => {
    await open();
    vi.advanceTimersByTime(900);
    client.noteActivity();
    vi.advanceTimersByTime(900);
    expect(locks).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(locks).toEqual(["idle"]);
  });

  test("comes sooner while the page is hidden, and not at all once it is shown again", async () => {
    await open();
    client.noteVisibility(true);
    vi.advanceTimersByTime(99);
    client.noteVisibility(false);
    vi.advanceTimersByTime(99);
    expect(locks).toEqual([]);
    client.noteVisibility(true);
    vi.advanceTimersByTime(100);
    expect(locks).toEqual(["hidden"]);
  });

  test("comes at once after a sleep in which timers stood still", async () => {
    await open();
    vi.setSystemTime(Date.now() + 3_600_000);
    client.noteActivity();
    expect(locks).toEqual(["idle"]);
  });

  test("is put off while a wall screen asks for it, and comes when that ends if nobody was there", async () => {
    await open();
    client.stayOpen(5_000);
    vi.advanceTimersByTime(4_000);
    expect(locks).toEqual([]);
    // Whoever touches it now may be somebody else.
    client.noteActivity();
    client.stayOpen(undefined);
    expect(locks).toEqual(["idle"]);
  });

  test("is not put off for longer than was asked, and is as usual afterwards", async () => {
    await open();
    client.stayOpen(5_000);
    vi.advanceTimersByTime(900);
    client.noteActivity();
    client.stayOpen(undefined);
    expect(locks).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(locks).toEqual(["idle"]);
    await open();
    client.stayOpen(5_000);
    vi.advanceTimersByTime(5_000);
    expect(locks).toEqual(["idle", "idle"]);
    await open();
    client.stayOpen(5_000);
    client.noteVisibility(true);
    vi.advanceTimersByTime(100);
    expect(locks).toEqual(["idle", "idle", "hidden"]);
  });

  test("does not come before anything is open", async () => {
    const inspecting = client.inspect(new ArrayBuffer(1), trust);
    await settle();
    engine().answer("inspect", { kind: "done", result: "manifest" });
    await inspecting;
    vi.advanceTimersByTime(10_000);
    expect(locks).toEqual([]);
  });
});
