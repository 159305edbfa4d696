/** Looks for a newer snapshot beside the open one, checks it in a worker of its own, and offers it. Opens nothing by itself. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Manifest, Trust } from "../shared/protocol.js";
import type { YongquanClient } from "./client.js";
import { fetched } from "./wasm-source.js";

/** Time between two looks at the host, in milliseconds. */
export const LOOK_INTERVAL_MS = 120_000;

/** Bytes that are read again: format 1 puts the manifest first, and its sequence number and date near its beginning. */
const BEGINNING_LEN = 4_096;

/** A snapshot that is newer than the open one and was checked. */
export interface NewerSnapshot {
  readonly manifest: Manifest;
  readonly snapshot: Blob;
}

/** The open snapshot. */
export interface Current {
  readonly snapshot: Blob;
  readonly seq: number;
  /** Where it came from; absent: chosen by hand. */
  readonly url?: string;
  readonly trust: Omit<Trust, "minSeq" | "now">;
}

/** Beside one open snapshot: `offer` is a newer one, `same` that a dropped one is the open one, `error` why a dropped one is none. */
export class NewerWatch {
  readonly #host: ReactiveControllerHost;
  readonly #makeClient: () => YongquanClient;
  #current: Current | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Checks one after the other: each takes a worker with a whole snapshot in it. */
  #checking: Promise<void> = Promise.resolve();
  #abort = new AbortController();
  /** A number that was put off is not offered again. */
  #putOff = 0;

  offer: NewerSnapshot | undefined;
  same = false;
  error: YongquanError | undefined;

  constructor(host: ReactiveControllerHost, makeClient: () => YongquanClient) {
    this.#host = host;
    this.#makeClient = makeClient;
  }

  /** Begins to look. */
  start(current: Current): void {
    this.stop();
    this.#current = current;
    if (current.url !== undefined) this.#timer = setInterval(() => void this.look(), LOOK_INTERVAL_MS);
  }

  /** Ends every look, and forgets what was found. */
  stop(): void {
    if (this.#timer !== undefined) clearInterval(this.#timer);
    this.#timer = undefined;
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#current = undefined;
    this.#clear();
  }

  /** Puts the offer off, or takes notice of what was said. */
  dismiss(): void {
    this.#putOff = Math.max(this.#putOff, this.offer?.manifest.seq ?? 0);
    this.#clear();
    this.#host.requestUpdate();
  }

  /** Looks at the host's file. Whatever fails is tried again at the next look: nobody asked for this one. */
  async look(): Promise<void> {
    const { signal } = this.#abort;
    const current = this.#current;
    if (current?.url === undefined) return;
    const { url } = current;
    try {
      if (!(await differs(url, current.snapshot, signal))) return;
      await this.#check(await (await fetched(url, signal, "no-store")).blob(), current, signal);
    } catch {
      // No network, or a file that is being replaced at this moment.
    }
  }

  /** Checks a file that a visitor dropped, and says what came of it. */
  async take(file: Blob): Promise<void> {
    const { signal } = this.#abort;
    const current = this.#current;
    if (current === undefined) return;
    this.#clear();
    this.#putOff = 0;
    try {
      await this.#check(file, current, signal);
      this.same = this.offer === undefined && !signal.aborted;
    } catch (thrown) {
      if (!signal.aborted) this.error = asYongquanError(thrown);
    }
    this.#host.requestUpdate();
  }

  #clear(): void {
    this.offer = undefined;
    this.same = false;
    this.error = undefined;
  }

  async #check(snapshot: Blob, current: Current, signal: AbortSignal): Promise<void> {
    const check = this.#checking.then(async () => {
      const client = this.#makeClient();
      try {
        const now = Math.floor(Date.now() / 1_000);
        const manifest = await client.inspect(await snapshot.arrayBuffer(), { ...current.trust, minSeq: current.seq, now }, signal);
        if (signal.aborted || manifest.seq <= Math.max(current.seq, this.#putOff)) return;
        this.offer = { manifest, snapshot };
        this.#host.requestUpdate();
      } finally {
        client.lock();
      }
    });
    this.#checking = check.catch(() => undefined);
    return check;
  }
}

/** Whether the file at an address begins otherwise than a snapshot. Asks for the beginning only; a host that sends all is cut short. */
async function differs(url: string, snapshot: Blob, signal: AbortSignal): Promise<boolean> {
  const headers = { Range: `bytes=0-${BEGINNING_LEN - 1}` };
  const response = await fetched(url, signal, "no-store", headers);
  const [now, before] = await Promise.all([beginningOf(response), snapshot.slice(0, BEGINNING_LEN).arrayBuffer()]);
  const known = new Uint8Array(before);
  return now.length !== known.length || now.some((byte, place) => byte !== known[place]);
}

async function beginningOf(response: Response): Promise<Uint8Array> {
  const beginning = new Uint8Array(BEGINNING_LEN);
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array((await response.arrayBuffer()).slice(0, BEGINNING_LEN));
  let length = 0;
  while (length < BEGINNING_LEN) {
    const { done, value } = await reader.read();
    if (done) break;
    const piece = value.subarray(0, BEGINNING_LEN - length);
    beginning.set(piece, length);
    length += piece.length;
  }
  await reader.cancel();
  return beginning.subarray(0, length);
}
