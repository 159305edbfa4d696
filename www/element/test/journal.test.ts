/** The log of one register in a database that is like a browser's; lines are like those of the engine, but in clear. */
import { IDBFactory, IDBKeyRange } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { LogState } from "../src/shared/journal.js";
import type { About } from "../src/shared/protocol.js";
import { transact } from "../src/storage/database.js";
import { LOG_PLACE, appendLine, beginLog, keptLogs, lineOf, logText, removeLog } from "../src/storage/log-lines.js";
import type { LogAction, LogModule } from "../src/worker/engine-api.js";
import { Journal } from "../src/worker/journal.js";
import { FakeEngine } from "./fixture.js";

const OPERATOR = { id: "desk", name: "窗口" };
const WHY = { purpose: "上门走访" };
const DAY_MS = 86_400_000;
const ABOUT: About = { ...new FakeEngine().about(), auditor: "age1auditor" };

/** Makes lines whose hash is a text that tells which line it was. */
const module: LogModule = {
  logHeader: (register, auditor, random, now) => {
    const hex = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const started = `${new Date(now * 1000).toISOString().slice(0, 19)}Z`;
    return JSON.stringify({ format: "yongquan-log-1", log: hex.slice(0, 32), register, auditor, device: hex.slice(32), started });
  },
  logEntry: (_auditor, latest, action) => {
    const { n = 0 } = JSON.parse(latest) as { readonly n?: number };
    return JSON.stringify({ n: n + 1, sealed: action, hash: `${String(n + 1).padStart(4, "0")}${"a".repeat(60)}` });
  },
};

let told: LogState[];

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("IDBKeyRange", IDBKeyRange);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-01-01T08:00:00Z") });
  told = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const begin = (about: About = ABOUT, remembered?: Parameters<typeof Journal.begin>[3]): Promise<Journal> =>
  Journal.begin(module, about, OPERATOR, remembered, (state) => told.push(state));
const rememberedOf = ({ state: { log = "", mark = "" } }: Journal): { log: string; mark: string } => ({ log, mark });
const codeOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => "no error", (thrown: unknown) => (thrown as { readonly code?: string }).code ?? thrown);

/** What the entries of a log say. */
async function entries(log: string): Promise<readonly LogAction[]> {
  const lines = (await logText(log)).trimEnd().split("\n").slice(1);
  return lines.map((line) => (JSON.parse(line) as { readonly sealed: LogAction }).sealed);
}

describe("a log", () => {
  test("begins with the opening, and goes on the next time", async () => {
    const first = await begin();
    expect(first.state).toMatchObject({ mark: "1:0001aaaaaaaaaaaaaaaaaaaa" });
    expect(told[told.length - 1]).toEqual(first.state);
    const second = await begin(ABOUT, rememberedOf(first));
    expect(second.state).toMatchObject({ log: first.state.log, mark: "2:0002aaaaaaaaaaaaaaaaaaaa" });
    expect(await entries(first.state.log ?? "")).toEqual([1, 2].map(() => ({ at: "2026-01-01T08:00:00Z", operator: OPERATOR, seq: 1, action: "open" })));
  });

  test("holds who looked at whom before the mark is given away", async () => {
    const journal = await begin();
    const mark = await journal.looking("card", { purpose: " 上门走访 ", note: "n" }, { rows: 1, persons: ["k"], fields: ["a", "b"] });
    expect(mark).toBe("2:0002aaaaaaaaaaaaaaaaaaaa");
    expect(journal.state.mark).toBe(mark);
    expect((await entries(journal.state.log ?? ""))[1]).toMatchObject({ action: "card", purpose: "上门走访", note: "n", rows: 1, persons: ["k"], fields: ["a", "b"] });
  });

  test("is not written without a purpose, and nobody is shown", async () => {
    const journal = await begin();
    expect(await codeOf(journal.looking("list", { purpose: "  " }, { rows: 3 }))).toBe("page.no_purpose");
    expect(journal.state.mark).toMatch(/^1:/);
  });

  test("of another auditor is another one of the same device, and says which one it continues", async () => {
    const first = await begin();
    vi.setSystemTime(Date.now() + DAY_MS);
    const second = await begin({ ...ABOUT, auditor: "age1other" }, rememberedOf(first));
    expect(second.state.log).not.toBe(first.state.log);
    expect(second.state.lost).toBeUndefined();
    const [one, two] = await keptLogs();
    expect([one?.header.auditor, two?.header.auditor]).toEqual(["age1auditor", "age1other"]);
    expect(two?.header.device).toBe(one?.header.device);
    expect((await entries(second.state.log ?? ""))[0]).toMatchObject({ action: "open", note: `${first.state.log ?? ""} ${first.state.mark ?? ""}` });
  });

  test("of another register is another one, and continues none", async () => {
    const first = await begin();
    const other = await begin({ ...ABOUT, register: "s" });
    expect(other.state.log).not.toBe(first.state.log);
    expect((await entries(other.state.log ?? ""))[0]).not.toHaveProperty("note");
  });

  test("that is full is continued in another one", async () => {
    const first = await begin();
    const { log = "" } = first.state;
    const full = JSON.stringify({ n: 40_000, sealed: {}, hash: "f".repeat(64) });
    await transact(LOG_PLACE, "readwrite", async (store) => void store.add(full, [log, 40_000]));
    vi.setSystemTime(Date.now() + DAY_MS);
    const second = await begin(ABOUT, rememberedOf(first));
    expect(second.state.log).not.toBe(log);
    expect((await entries(second.state.log ?? ""))[0]?.note).toBe(`${log} 40000:${"f".repeat(24)}`);
  });

  test("is kept for 360 days after another one has taken its place", async () => {
    const first = await begin();
    const other = { ...ABOUT, auditor: "age1other" };
    vi.setSystemTime(Date.now() + 500 * DAY_MS);
    const second = await begin(other, rememberedOf(first));
    vi.setSystemTime(Date.now() + 359 * DAY_MS);
    const third = await begin(other, rememberedOf(second));
    expect(await keptLogs()).toHaveLength(2);
    vi.setSystemTime(Date.now() + 2 * DAY_MS);
    await begin(other, rememberedOf(third));
    expect((await keptLogs()).map(({ id }) => id)).toEqual([second.state.log]);
  });
});

describe("where nothing can be written", () => {
  test("for want of an auditor, the reason is told and nobody is shown", async () => {
    const { auditor, ...without } = ABOUT;
    expect(auditor).toBeDefined();
    const journal = await begin(without);
    expect(journal.state).toEqual({ problem: "no_auditor" });
    expect(await codeOf(journal.looking("list", WHY, {}))).toBe("page.log_no_auditor");
    expect(await keptLogs()).toEqual([]);
  });

  test("for want of a database, neither", async () => {
    vi.stubGlobal("indexedDB", { databases: () => Promise.resolve([]), open: () => { throw new DOMException("forbidden", "SecurityError"); } });
    const journal = await begin();
    expect(journal.state).toEqual({ problem: "unwritable" });
    expect(await codeOf(journal.looking("list", WHY, {}))).toBe("page.log_unwritable");
  });

  test("any more, the next look is refused and so is every later one", async () => {
    const journal = await begin();
    await removeLog(journal.state.log ?? "");
    expect(await codeOf(journal.looking("list", WHY, {}))).toBe("page.log_unwritable");
    expect(journal.state.problem).toBe("unwritable");
    expect(await codeOf(journal.looking("card", WHY, {}))).toBe("page.log_unwritable");
  });
});

describe("a log that is gone", () => {
  test("is a gap, and nobody is shown until somebody has taken notice", async () => {
    const remembered = rememberedOf(await begin());
    vi.stubGlobal("indexedDB", new IDBFactory());
    const journal = await begin(ABOUT, remembered);
    expect(journal.state.lost).toBe(remembered.mark);
    expect(await codeOf(journal.looking("list", WHY, {}))).toBe("page.log_lost");
    // Locking and opening again is no way around it.
    const again = await begin(ABOUT, { ...rememberedOf(journal), lost: remembered.mark });
    expect(await codeOf(again.looking("list", WHY, {}))).toBe("page.log_lost");
    await again.acknowledge();
    expect(again.state.lost).toBeUndefined();
    expect(told[told.length - 1]?.lost).toBeUndefined();
    expect(await again.looking("list", WHY, { rows: 1 })).toMatch(/^5:/);
    const actions = (await entries(again.state.log ?? "")).map(({ action, note }) => [action, note]);
    expect(actions).toEqual([["gap", remembered.mark], ["open", undefined], ["open", undefined], ["gap_noticed", remembered.mark], ["list", undefined]]);
  });

  test("at its end, or was exchanged for another, is one too", async () => {
    const first = await begin();
    const { log = "" } = first.state;
    const beyond = await begin(ABOUT, { log, mark: `2:${"a".repeat(24)}` });
    expect(beyond.state.lost).toBe(`2:${"a".repeat(24)}`);
    vi.setSystemTime(Date.now() + 1_000);
    const other = await begin(ABOUT, { log, mark: `1:${"b".repeat(24)}` });
    expect(other.state.lost).toBe(`1:${"b".repeat(24)}`);
  });
});

describe("lines", () => {
  const header = (log: string, started = "2026-01-01T00:00:00Z"): string => JSON.stringify({ log, register: "r", auditor: "a", device: "d", started });

  test("are numbered one after the other, also by two who write at the same time", async () => {
    await beginLog("l", header("l"));
    const written = await Promise.all([1, 2, 3].map(() => appendLine("l", (latest) => `after ${latest.slice(0, 5)}`)));
    expect(written).toHaveLength(3);
    expect((await keptLogs())[0]?.entryCount).toBe(3);
    expect(await lineOf("l", 2)).toBe("after after");
    expect(await logText("l")).toBe(`${header("l")}\nafter {"log\nafter after\nafter after\n`);
  });

  test("that cannot be made leave the log as it was", async () => {
    await beginLog("l", header("l"));
    await expect(appendLine("l", () => { throw new Error("no"); })).rejects.toThrow("no");
    expect((await keptLogs())[0]?.entryCount).toBe(0);
    await expect(beginLog("l", header("l"))).rejects.toBeDefined();
    await expect(appendLine("nowhere", () => "x")).rejects.toThrow("gone");
  });

  test("are looked for without making a place for them", async () => {
    expect(await keptLogs()).toEqual([]);
    expect(await indexedDB.databases()).toEqual([]);
  });

  test("of several logs come in the order in which these began; what is no log is left out", async () => {
    await beginLog("b", header("b", "2026-01-01T00:00:00Z"));
    await beginLog("a", header("a", "2026-01-02T00:00:00Z"));
    await beginLog("c", "{");
    await beginLog("d", '{"log":"d"}');
    expect((await keptLogs()).map(({ id }) => id)).toEqual(["b", "a"]);
    await removeLog("b");
    expect((await keptLogs()).map(({ id }) => id)).toEqual(["a"]);
  });
});
