/** What every peer does. */
import type { Parameters, QuestionId } from "./questions.js";

/** What a peer is given. */
export interface Source {
  /** The columns, as `readColumns` reads them. */
  columns(): Promise<ArrayBuffer>;
  /** The sealed snapshot of the same register, and how it opens. */
  snapshot(): Promise<ArrayBuffer>;
  readonly sealing: { readonly publisherKey: string; readonly register: string; readonly identity: string; readonly passphrase: string; readonly now: number };
  readonly parameters: Parameters;
}

/** A question that is ready to be asked again and again. */
export interface Run {
  /** The whole question, filter and figures: nothing but indexes may be kept from the time before. This is what is timed. */
  ask(): unknown;
  /** The answer in the common form; not timed. */
  told(): string | Promise<string>;
  /** Back to where nothing was asked, where a peer keeps the filter; not timed. */
  reset?(): unknown;
  /** Lets go of what only this question needed. */
  end?(): void;
}

/** One way to answer. */
export interface Peer {
  /** Loads the library, as far as it needs no register. */
  start?(source: Source): Promise<void>;
  /** From bytes in memory up to the first question. */
  open(source: Source): Promise<void>;
  /** Nothing, if it cannot do this one. */
  prepare(question: QuestionId): Run | undefined | Promise<Run | undefined>;
}

/** A run whose answer is kept for the telling. */
export function run<T>(ask: () => T, told: (answer: Awaited<T>) => string, rest: Pick<Run, "reset" | "end"> = {}): Run {
  return { ask, told: async () => told(await ask()), ...rest };
}
