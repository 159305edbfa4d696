/**
 * The client owns the workers: it numbers requests, drops stale answers, and locks.
 *
 * Locking ends the worker. Cancelling does not, since that would lose the opened table: the answer is dropped when it comes.
 */
import { YongquanError, fromWire, pageError } from "../shared/errors.js";
import type { Extracted, ExtractRequest } from "../shared/extract.js";
import type { FiguresOf, FiguresRequest } from "../shared/figures.js";
import type { WireError } from "../shared/errors.js";
import type { Understood } from "../shared/asking.js";
import type { Filter } from "../shared/filter.js";
import type {
  Answer, AnswerRequest, EngineKind, EngineReply, EngineRequest, EngineResults, LogFile, Manifest, OpenProgress, Opened, SlotSource, Trust, UnlockRequest,
} from "../shared/protocol.js";
import type { LogState } from "../shared/journal.js";
import type { Card, CardRequest, ListPage, ListRequest, RevealRequest, Revealed } from "../shared/people.js";
import { DEFAULT_IDLE_LIMITS, IdleWatch } from "./idle.js";
import type { IdleLimits, LockReason } from "./idle.js";
import { MarkStore } from "./marks.js";
import { pageStorage } from "./seen.js";
import { packagedWasm, wasmBytes } from "./wasm-source.js";
import type { WasmSource } from "./wasm-source.js";
import { packagedWorkers } from "./workers.js";
import type { WorkerFactory, WorkerLike } from "./workers.js";

/** Options of a client; all may be left out. */
export interface ClientOptions {
  /**
   * Where the engine comes from; a function is asked when the bytes are first needed. Default: the file that the package ships
   * beside this script.
   */
  readonly wasm?: WasmSource | (() => WasmSource);
  /** Times until the client locks by itself, in milliseconds. Default: 3 minutes idle, 1 minute hidden. */
  readonly idle?: IdleLimits;
  /** Called once after each lock, whatever the reason. */
  readonly onLock?: (reason: LockReason) => void;
  /** Called half a minute before a lock for want of use, with its moment in milliseconds; and with nothing once somebody is there again. */
  readonly onIdleSoon?: (lockAtMs: number | undefined) => void;
  /** Called whenever the log of the open register stands otherwise. */
  readonly onLog?: (state: LogState) => void;
  /** Makes the workers. For tests. */
  readonly workers?: WorkerFactory;
}

/** How long a worker may take to write down that it was locked, after everything it had was given up. */
const FAREWELL_MS = 1_000;

/** A request without its number. */
type Unnumbered<R> = R extends { readonly id: number } ? Omit<R, "id"> : never;

interface Pending {
  resolve(result: EngineResults[EngineKind]): void;
  reject(error: YongquanError): void;
  onProgress?(progress: OpenProgress): void;
}

/** A register behind a worker. One snapshot at a time; inspecting another one closes the first. */
export class YongquanClient {
  readonly #options: ClientOptions;
  readonly #workers: WorkerFactory;
  readonly #pending = new Map<number, Pending>();
  readonly #watch: IdleWatch;
  #nextId = 1;
  #engine: WorkerLike | undefined;
  #unlocker: WorkerLike | undefined;
  #wasm: ArrayBuffer | undefined;
  #answerId = 0;
  readonly #marks = new MarkStore(pageStorage());
  /** Id of the register that was inspected last. */
  #register: string | undefined;
  /** Whether a register is open whose log can be written. */
  #isLogged = false;
  /** Grows with every lock, so that work begun before a lock knows that it is too late. */
  #era = 0;

  constructor(options: ClientOptions = {}) {
    this.#options = options;
    this.#workers = options.workers ?? packagedWorkers;
    this.#watch = new IdleWatch(options.idle ?? DEFAULT_IDLE_LIMITS, (reason) => this.lock(reason), (lockAtMs) => options.onIdleSoon?.(lockAtMs));
  }

  /** Fingerprint of a publisher key, to compare with a printed one. */
  async fingerprint(publisherKey: string, signal?: AbortSignal): Promise<string> {
    return this.#request("fingerprint", { kind: "fingerprint", publisherKey }, [], { signal });
  }

  /**
   * Checks signature, manifest, register and expiry of a snapshot. The bytes are moved to the worker and are gone afterwards.
   * What was open before is closed.
   */
  async inspect(snapshot: ArrayBuffer, trust: Trust, signal?: AbortSignal): Promise<Manifest> {
    // A worker of its own: wasm memory never shrinks, and nothing of the snapshot before shall be left.
    this.#end(pageError("page.superseded"));
    const manifest = await this.#request("inspect", { kind: "inspect", snapshot, trust }, [snapshot], { signal });
    this.#register = manifest.register;
    return manifest;
  }

  /**
   * Opens the inspected snapshot. The passphrase goes to a worker that is ended as soon as it has answered.
   *
   * Aborting ends both workers, so that nothing of the opening stays: inspect again before the next try.
   *
   * # Errors
   *
   * `page.no_slot` if the named slot is kept apart; the engine's codes for a wrong passphrase and for content that is not what
   * the manifest says. The snapshot stays inspected then, so the next try needs the passphrase only.
   */
  async unlock(slot: SlotSource, passphrase: string, onProgress: (progress: OpenProgress) => void, signal?: AbortSignal): Promise<Opened> {
    onProgress({ stage: "unlock" });
    const cancel = (): void => this.#end(pageError("page.aborted"));
    signal?.addEventListener("abort", cancel);
    try {
      const opened = await this.#unlock(slot, passphrase, onProgress, signal);
      this.#watch.start(document.visibilityState === "hidden");
      this.#isLogged = opened.log.problem === undefined;
      return opened;
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#endUnlocker();
    }
  }

  async #unlock(slot: SlotSource, passphrase: string, onProgress: (progress: OpenProgress) => void, signal: AbortSignal | undefined): Promise<Opened> {
    const era = this.#era;
    const bytes = "bytes" in slot ? new Uint8Array(slot.bytes) : await this.#request("slot", { kind: "slot", slotId: slot.id }, [], { signal });
    if (bytes === null) throw pageError("page.no_slot");
    const wasm = await this.#wasmBytes();
    if (isAborted(signal)) throw pageError("page.aborted");
    if (era !== this.#era) throw pageError("page.locked");
    const channel = new MessageChannel();
    const remembered = this.#register === undefined ? undefined : this.#marks.read(this.#register);
    const request = {
      kind: "open", identityFrom: channel.port1, ...(slot.id !== undefined && { operatorId: slot.id }), ...(remembered !== undefined && { remembered }),
    } as const;
    const opening = this.#request("open", request, [channel.port1], { signal, onProgress });
    this.#startUnlocker({ wasm, slot: bytes, passphrase, identityTo: channel.port2 });
    return opening;
  }

  /** The JSON form of a question in text form. */
  async parse(question: string, signal?: AbortSignal): Promise<Filter> {
    return this.#request("parse", { kind: "parse", question }, [], { signal });
  }

  /** A question as people type it: also a name, its sounds, an address, a part of a number. */
  async understand(question: string, signal?: AbortSignal): Promise<Understood> {
    return this.#request("understand", { kind: "understand", question }, [], { signal });
  }

  /** The text form of a question; `null` is everybody and has an empty one. */
  async print(filter: Filter | null, signal?: AbortSignal): Promise<string> {
    return this.#request("printed", { kind: "printed", filter }, [], { signal });
  }

  /** How many fulfil each of some questions, at the day of the question answered last; nothing for one that the engine refuses. */
  async tally(filters: readonly (Filter | null)[], signal?: AbortSignal): Promise<readonly (number | null)[]> {
    return this.#request("tally", { kind: "tally", filters }, [], { signal });
  }

  /** Why the engine refuses each of some questions; nothing for one that it answers. */
  async check(filters: readonly Filter[], signal?: AbortSignal): Promise<readonly (WireError | null)[]> {
    return this.#request("check", { kind: "check", filters }, [], { signal });
  }

  /** The text that the operator keeps on this device, decrypted; nothing if there is none. */
  async readOwn(signal?: AbortSignal): Promise<string | null> {
    return this.#request("readOwn", { kind: "readOwn" }, [], { signal });
  }

  /** Keeps a text on this device, encrypted so that only this operator reads it again. */
  async writeOwn(text: string, signal?: AbortSignal): Promise<void> {
    await this.#request("writeOwn", { kind: "writeOwn", text }, [], { signal });
  }

  /** Answers a question. Only the newest counts: an earlier one still under way rejects with `page.superseded`. */
  async answer(request: AnswerRequest, signal?: AbortSignal): Promise<Answer> {
    this.#drop(this.#answerId, pageError("page.superseded"));
    this.#answerId = this.#nextId;
    return this.#request("answer", { kind: "answer", request }, [], { signal });
  }

  /** Rows of a list. Several windows of it may be under way at once. */
  async rows(filter: Filter | null, list: ListRequest, signal?: AbortSignal): Promise<ListPage> {
    return this.#request("rows", { kind: "rows", filter, list }, [], { signal });
  }

  /** The card of a person, masked, with their household. */
  async card(request: CardRequest, signal?: AbortSignal): Promise<Card> {
    return this.#request("card", { kind: "card", request }, [], { signal });
  }

  /** Values of a person, whole. Whoever asks for them sees to it that they do not stay. */
  async reveal(request: RevealRequest, signal?: AbortSignal): Promise<Revealed> {
    return this.#request("reveal", { kind: "reveal", request }, [], { signal });
  }

  /** Figures for a look at a selection. Several may be under way at once. */
  async figures<R extends FiguresRequest>(request: R, signal?: AbortSignal): Promise<FiguresOf<R>> {
    // The worker answers each kind of question with the figures of that kind.
    return (await this.#request("figures", { kind: "figures", request }, [], { signal })) as FiguresOf<R>;
  }

  /** People to print or to write into a file; that they are taken is in the log before they come. */
  async extract(request: ExtractRequest, signal?: AbortSignal): Promise<Extracted> {
    return this.#request("extract", { kind: "extract", request }, [], { signal });
  }

  /** A person has taken notice that a part of the log is gone: people are shown again. */
  async acknowledgeLostLog(): Promise<void> {
    await this.#request("acknowledge", { kind: "acknowledge" }, [], {});
  }

  /** The logs of the open register on this device, as files for the auditor; their entries are encrypted. */
  async exportLogs(signal?: AbortSignal): Promise<readonly LogFile[]> {
    return this.#request("exportLogs", { kind: "exportLogs" }, [], { signal });
  }

  /**
   * Ends the workers and with them everything that was open. Every request under way rejects with `page.locked`.
   *
   * At once for whoever looks; a worker that can write the log first gives up what it has, then writes that it was locked, and has a
   * second for both.
   */
  lock(reason: LockReason = "asked"): void {
    const isLogged = this.#isLogged && reason !== "worker_died";
    this.#end(pageError(reason === "worker_died" ? "page.worker_died" : "page.locked"), isLogged ? reason : undefined);
    this.#options.onLock?.(reason);
  }

  /**
   * Puts off the lock by idleness to `idleMs` without a touch, for a wall screen; `undefined` ends that. If nobody had been there for the
   * usual time when it ends, the client locks: whoever stands before the screen may be somebody else.
   */
  stayOpen(idleMs: number | undefined): void {
    this.#watch.stayOpen(idleMs);
  }

  /** Tells the idle timer that somebody is there. */
  noteActivity(): void {
    this.#watch.noteActivity();
  }

  /** Tells the idle timer whether the page can be seen. */
  noteVisibility(isHidden: boolean): void {
    this.#watch.noteVisibility(isHidden);
  }

  #end(error: YongquanError, farewell?: LockReason): void {
    this.#era += 1;
    this.#watch.stop();
    this.#endUnlocker();
    if (this.#engine !== undefined) {
      if (farewell === undefined) this.#engine.terminate();
      else this.#letGo(this.#engine, farewell);
    }
    this.#engine = undefined;
    this.#isLogged = false;
    for (const id of [...this.#pending.keys()]) this.#drop(id, error);
  }

  /** Lets a worker write its last entry. Whatever else it says is not heard any more. */
  #letGo(engine: WorkerLike, reason: LockReason): void {
    const register = this.#register;
    const id = this.#nextId++;
    const end = (): void => {
      clearTimeout(timer);
      engine.terminate();
    };
    const timer = setTimeout(end, FAREWELL_MS);
    engine.onmessage = ({ data }: MessageEvent<EngineReply>) => {
      if (data.kind === "logged" && register !== undefined) this.#marks.write(register, data.state);
      else if (data.kind === "fatal" || ((data.kind === "done" || data.kind === "failed") && data.id === id)) end();
    };
    engine.onmessageerror = end;
    engine.onerror = end;
    engine.postMessage({ kind: "lock", id, reason }, []);
  }

  #drop(id: number, error: YongquanError): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.reject(error);
  }

  /** Rejects everything and locks: there is no going on without the worker, and no doing its work on the page. */
  #die(worker: WorkerLike | undefined): void {
    if (worker === this.#engine) this.lock("worker_died");
  }

  async #wasmBytes(): Promise<ArrayBuffer> {
    const { wasm = packagedWasm } = this.#options;
    this.#wasm ??= await wasmBytes(typeof wasm === "function" ? wasm() : wasm);
    return this.#wasm;
  }

  async #request<K extends EngineKind>(
    kind: K,
    request: Unnumbered<Extract<EngineRequest<MessagePort>, { readonly kind: K }>>,
    transfer: Transferable[],
    { signal, onProgress }: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (progress: OpenProgress) => void },
  ): Promise<EngineResults[K]> {
    const era = this.#era;
    const id = this.#nextId++;
    if (isAborted(signal)) throw pageError("page.aborted");
    const engine = this.#engine ?? this.#startEngine(await this.#wasmBytes());
    if (era !== this.#era) throw pageError("page.locked");
    // Asked again: it may have been aborted while the bytes came.
    if (isAborted(signal)) throw pageError("page.aborted");
    return new Promise<EngineResults[K]>((resolve, reject) => {
      const abort = (): void => this.#drop(id, pageError("page.aborted"));
      signal?.addEventListener("abort", abort);
      const settle = <T extends unknown[]>(then: (...values: T) => void) => (...values: T): void => {
        signal?.removeEventListener("abort", abort);
        then(...values);
      };
      this.#pending.set(id, {
        // The worker answers each kind of request with the result of that kind.
        resolve: settle((result) => resolve(result as EngineResults[K])),
        reject: settle(reject),
        ...(onProgress !== undefined && { onProgress }),
      });
      engine.postMessage({ ...request, kind, id }, transfer);
    });
  }

  #startEngine(wasm: ArrayBuffer): WorkerLike {
    // Two requests may have waited for the bytes at the same time.
    if (this.#engine !== undefined) return this.#engine;
    const engine = this.#workers.engine();
    this.#engine = engine;
    engine.onmessage = (event: MessageEvent<EngineReply>) => this.#receive(engine, event.data);
    engine.onmessageerror = () => this.#die(engine);
    engine.onerror = () => this.#die(engine);
    const id = this.#nextId++;
    // An engine that does not start fails every request that waits for it, with the reason.
    this.#pending.set(id, { resolve: () => undefined, reject: (error) => this.#end(error) });
    engine.postMessage({ kind: "start", id, wasm }, []);
    return engine;
  }

  #receive(engine: WorkerLike, reply: EngineReply): void {
    if (engine !== this.#engine) return;
    if (reply.kind === "fatal") {
      this.#die(engine);
      return;
    }
    if (reply.kind === "logged") {
      this.#isLogged &&= reply.state.problem === undefined;
      if (this.#register !== undefined) this.#marks.write(this.#register, reply.state);
      this.#options.onLog?.(reply.state);
      return;
    }
    const pending = this.#pending.get(reply.id);
    // Nobody waits any more: aborted, or superseded by a newer question.
    if (pending === undefined) return;
    if (reply.kind === "progress") {
      pending.onProgress?.(reply.progress);
      return;
    }
    this.#pending.delete(reply.id);
    if (reply.kind === "done") pending.resolve(reply.result);
    else pending.reject(fromWire(reply.error));
  }

  #startUnlocker(request: UnlockRequest<MessagePort>): void {
    this.#endUnlocker();
    const unlocker = this.#workers.unlock();
    this.#unlocker = unlocker;
    unlocker.onerror = () => {
      if (unlocker === this.#unlocker) this.#die(this.#engine);
    };
    unlocker.postMessage(request, [request.identityTo]);
  }

  #endUnlocker(): void {
    this.#unlocker?.terminate();
    this.#unlocker = undefined;
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
