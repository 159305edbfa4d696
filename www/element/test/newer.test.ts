import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { YongquanClient } from "../src/page/client.js";
import { LOOK_INTERVAL_MS, NewerWatch } from "../src/page/newer.js";
import { YongquanError } from "../src/shared/errors.js";
import type { Manifest, Trust } from "../src/shared/protocol.js";

const OPEN_SEQ = 5;
const trust = { publisherKey: "RWa", register: "r" };
const host = { addController: () => undefined, removeController: () => undefined, requestUpdate: () => undefined, updateComplete: Promise.resolve(true) };

/** A snapshot for these tests: a number, and content that makes it longer than what is read again. */
const snapshot = (seq: number): Blob => new Blob([`${seq};`, new Uint8Array(10_000)]);
let inspected: Trust[];
let ended: number;
let requests: { readonly range: string | null; cancelled: boolean; read: number }[];
let watch: NewerWatch;

/** A client that takes the number at the beginning for the manifest, and holds to the lowest one. */
function fakeClient(): YongquanClient {
  const client = {
    async inspect(bytes: ArrayBuffer, given: Trust): Promise<Manifest> {
      inspected.push(given);
      const seq = Number(/^(\d+);/.exec(new TextDecoder().decode(bytes))?.[1] ?? Number.NaN);
      if (Number.isNaN(seq)) throw new YongquanError("open.not_a_snapshot");
      if (seq < given.minSeq) throw new YongquanError("open.older_seq", { seq: String(seq), min_seq: String(given.minSeq) });
      return { seq } as Manifest;
    },
    lock: () => (ended += 1),
  };
  return client as unknown as YongquanClient;
}

/** A host with one file. */
function serve(file: Blob, knowsRanges: boolean): void {
  vi.stubGlobal("fetch", async (_url: string, { headers }: { headers: Record<string, string> }) => {
    const range = headers["Range"] ?? null;
    const request = { range, cancelled: false, read: 0 };
    requests.push(request);
    const bytes = new Uint8Array(await (range !== null && knowsRanges ? file.slice(0, 4_096) : file).arrayBuffer());
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (request.read >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(request.read, request.read + 1_000));
        request.read += 1_000;
      },
      cancel: () => void (request.cancelled = true),
    });
    return new Response(body, { status: range !== null && knowsRanges ? 206 : 200 });
  });
}

beforeEach(() => {
  [inspected, ended, requests] = [[], 0, []];
  watch = new NewerWatch(host, fakeClient);
  watch.start({ snapshot: snapshot(OPEN_SEQ), seq: OPEN_SEQ, url: "demo.yqs", trust });
});
afterEach(() => {
  watch.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe.each([true, false])("a host that knows ranges: %s", (knowsRanges) => {
  test("with the same file is asked for its beginning only", async () => {
    serve(snapshot(OPEN_SEQ), knowsRanges);
    await watch.look();
    expect(requests).toHaveLength(1);
    expect(requests[0]?.range).toBe("bytes=0-4095");
    expect(requests[0]?.read ?? 0).toBeLessThan(10_000);
    expect([inspected, watch.offer]).toEqual([[], undefined]);
  });

  test("with a newer file has it fetched, checked in a worker that is ended, and offered", async () => {
    serve(snapshot(OPEN_SEQ + 1), knowsRanges);
    await watch.look();
    expect(watch.offer?.manifest.seq).toBe(OPEN_SEQ + 1);
    expect(inspected).toEqual([{ ...trust, minSeq: OPEN_SEQ, now: expect.any(Number) }]);
    expect(ended).toBe(1);
  });
});

test.each(["older", "damaged"])("an %s file on the host is not offered and nothing is said", async (what) => {
  serve(what === "older" ? snapshot(OPEN_SEQ - 1) : new Blob(["damaged"]), true);
  await watch.look();
  expect([watch.offer, watch.error, watch.same]).toEqual([undefined, undefined, false]);
  expect(ended).toBe(1);
});

test("without a network nothing is said", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
  await watch.look();
  expect([watch.offer, watch.error]).toEqual([undefined, undefined]);
});

test("an offer that was put off is not made again, a still newer one is", async () => {
  serve(snapshot(OPEN_SEQ + 1), true);
  await watch.look();
  watch.dismiss();
  await watch.look();
  expect(watch.offer).toBeUndefined();
  serve(snapshot(OPEN_SEQ + 2), true);
  await watch.look();
  expect(watch.offer?.manifest.seq).toBe(OPEN_SEQ + 2);
});

test("looks come by themselves, and end with the register", async () => {
  vi.useFakeTimers();
  serve(snapshot(OPEN_SEQ), true);
  watch.start({ snapshot: snapshot(OPEN_SEQ), seq: OPEN_SEQ, url: "demo.yqs", trust });
  await vi.advanceTimersByTimeAsync(LOOK_INTERVAL_MS);
  expect(requests).toHaveLength(1);
  watch.stop();
  await vi.advanceTimersByTimeAsync(10 * LOOK_INTERVAL_MS);
  expect(requests).toHaveLength(1);
});

test("what is found after the register was locked is not offered", async () => {
  serve(snapshot(OPEN_SEQ + 1), true);
  const looking = watch.look();
  watch.stop();
  await looking;
  expect(watch.offer).toBeUndefined();
});

describe("a dropped file", () => {
  test.each([
    ["newer", snapshot(OPEN_SEQ + 1), { offer: OPEN_SEQ + 1, same: false, error: undefined }],
    ["the same", snapshot(OPEN_SEQ), { offer: undefined, same: true, error: undefined }],
    ["older", snapshot(OPEN_SEQ - 1), { offer: undefined, same: false, error: "open.older_seq" }],
    ["none", new Blob(["?"]), { offer: undefined, same: false, error: "open.not_a_snapshot" }],
  ])("that is %s is answered", async (_, file, expected) => {
    await watch.take(file);
    expect({ offer: watch.offer?.manifest.seq, same: watch.same, error: watch.error?.code }).toEqual(expected);
  });

  test("that was put off before is offered again: somebody asks for it", async () => {
    await watch.take(snapshot(OPEN_SEQ + 1));
    watch.dismiss();
    await watch.take(snapshot(OPEN_SEQ + 1));
    expect([watch.offer?.manifest.seq, watch.same]).toEqual([OPEN_SEQ + 1, false]);
  });
});
