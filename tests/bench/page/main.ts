/** The page of one peer. `run.mjs` calls it through `window.bench`. */
import type { Peer, Run, Source } from "./peer.js";
import { QUESTIONS, type QuestionId } from "./questions.js";

/** A sample lasts at least this long, many times the clock's step and longer than a turn of the scheduler's bookkeeping. */
const SAMPLE_MS = 8;
/** Until the optimising compilers have what they need. */
const WARM_UP_MS = 150;
const MAX_WARM_UPS = 300;

export interface Sample {
  /** Wall time of one repetition. */
  readonly ms: number;
  /** Repetitions in the sample. */
  readonly repetitions: number;
  /** Wall time of the whole sample, and of that what was timed: the rest went into resetting. */
  readonly wholeMs: number;
  readonly timedMs: number;
}

/** Every WebAssembly memory that a peer on the page has made or got. */
const memories = new Set<WebAssembly.Memory>();

/** Imports are left alone: some are proxies that make what they are asked for. */
function noteMemories({ exports }: WebAssembly.Instance): void {
  for (const value of Object.values(exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
}

WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
  construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
    const memory = new target(descriptor);
    memories.add(memory);
    return memory;
  },
});
const { instantiate, instantiateStreaming, Instance } = WebAssembly;
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, [module, imports]: [WebAssembly.Module, WebAssembly.Imports?]) {
    const instance = new target(module, imports);
    noteMemories(instance);
    return instance;
  },
});
type Instantiated = WebAssembly.Instance | WebAssembly.WebAssemblyInstantiatedSource;
const noting =
  <A extends readonly unknown[]>(make: (...args: A) => Promise<Instantiated>) =>
  async (...args: A): Promise<Instantiated> => {
    const made = await make(...args);
    noteMemories(made instanceof Instance ? made : made.instance);
    return made;
  };
WebAssembly.instantiate = noting(instantiate as never) as never;
WebAssembly.instantiateStreaming = noting(instantiateStreaming as never) as never;

const runs = new Map<QuestionId, Run>();
const repetitions = new Map<QuestionId, number>();
let peer: Peer;
let source: Source;

async function bytesOf(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.arrayBuffer();
}

async function repeat(run: Run, times: number): Promise<Sample> {
  const begin = performance.now();
  let timedMs = 0;
  if (run.reset === undefined) {
    for (let time = 0; time < times; time += 1) {
      const answer = run.ask();
      if (answer instanceof Promise) await answer;
    }
    timedMs = performance.now() - begin;
  } else {
    for (let time = 0; time < times; time += 1) {
      const start = performance.now();
      const answer = run.ask();
      if (answer instanceof Promise) await answer;
      timedMs += performance.now() - start;
      const back = run.reset();
      if (back instanceof Promise) await back;
    }
  }
  return { ms: timedMs / times, repetitions: times, wholeMs: performance.now() - begin, timedMs };
}

const bench = {
  /** Loads the module of a peer and nothing else. */
  async load(name: string, sealing: Source["sealing"], parameters: Source["parameters"]): Promise<void> {
    const address = `/peers/${name}.js`;
    peer = ((await import(/* @vite-ignore */ address)) as { default: Peer }).default;
    source = { columns: () => bytesOf("/columns.bin"), snapshot: () => bytesOf("/snapshot.yqs"), sealing, parameters };
    await peer.start?.(source);
  },

  async open(): Promise<void> {
    await peer.open(source);
  },

  /** From bytes in memory to the first answer. Fetching them is not part of it. */
  async firstAnswer(): Promise<{ readonly ms: number; readonly answer: string }> {
    const ready = { columns: await source.columns(), snapshot: await source.snapshot() };
    const begin = performance.now();
    await peer.open({ ...source, columns: async () => ready.columns, snapshot: async () => ready.snapshot });
    const run = await peer.prepare("count");
    const answer = await run?.ask();
    return { ms: performance.now() - begin, answer: String(answer) };
  },

  /** Prepares a question; its answer in the common form, or nothing if the peer cannot do it. */
  async prepare(question: QuestionId): Promise<string | undefined> {
    const run = await peer.prepare(question);
    if (run === undefined) return undefined;
    runs.set(question, run);
    const answer = await run.told();
    await run.reset?.();
    return answer;
  },

  /** Repeats a question until it is compiled, and finds how often it fits into a sample. */
  async warmUp(question: QuestionId): Promise<void> {
    const run = runs.get(question);
    if (run === undefined) return;
    const begin = performance.now();
    for (let time = 0; time < MAX_WARM_UPS && performance.now() - begin < WARM_UP_MS; time += 1) await repeat(run, 1);
    let times = 1;
    let sample = await repeat(run, times);
    while (sample.timedMs < SAMPLE_MS) {
      times = Math.ceil(times * Math.min(10, Math.max(1.5, (1.3 * SAMPLE_MS) / Math.max(sample.timedMs, 0.01))));
      sample = await repeat(run, times);
    }
    repetitions.set(question, times);
  },

  async sample(question: QuestionId): Promise<Sample | undefined> {
    const run = runs.get(question);
    return run === undefined ? undefined : repeat(run, repetitions.get(question) ?? 1);
  },

  /** Lets go of what only this question needed. */
  end(question: QuestionId): void {
    runs.get(question)?.end?.();
    runs.delete(question);
  },

  /** Bytes of WebAssembly that the page has, which the browser's own figure leaves out. */
  wasmBytes: (): number => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0),

  questions: QUESTIONS,
  facetFields: (): readonly string[] => (peer as unknown as { facetFields(): string[] }).facetFields(),
  isIsolated: crossOriginIsolated,
};

export type Bench = typeof bench;
(globalThis as unknown as { bench: Bench }).bench = bench;
