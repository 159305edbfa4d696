/** Ours behind its worker, as the page uses it: what a message each way adds. The questions that the page does not ask are left out. */
import type { Value } from "../page/columns.js";
import { type Peer, type Run, type Source, run } from "../page/peer.js";
import { COUNTED_FIELD, LIST_FIELDS, LIST_LIMIT, type Parameters, type QuestionId, filterOf, told } from "../page/questions.js";
import type { Filter, YongquanClient } from "yongquan";

/** The files that `run.mjs` was told to measure. */
const PACKAGE = "/engine/yongquan.js";
const WASM = "/engine/engine.wasm";
const HOUR_MS = 3_600_000;
const KEPT_BY_THE_WORKER = 4;

class Client implements Peer {
  #client!: YongquanClient;
  #parameters!: Parameters;
  #slot!: ArrayBuffer;

  async start(): Promise<void> {
    const address: string = PACKAGE;
    const { YongquanClient: Made } = (await import(/* @vite-ignore */ address)) as typeof import("yongquan");
    this.#client = new Made({ wasm: { url: WASM }, idle: { idleMs: HOUR_MS, hiddenMs: HOUR_MS } });
    this.#slot = await (await fetch("/slot.age")).arrayBuffer();
  }

  async open(source: Source): Promise<void> {
    this.#parameters = source.parameters;
    const { publisherKey, register, passphrase, now } = source.sealing;
    await this.#client.inspect(await source.snapshot(), { publisherKey, register, minSeq: 0, now });
    await this.#client.unlock({ bytes: this.#slot.slice(0) }, passphrase, () => undefined);
  }

  prepare(question: QuestionId): Run | undefined {
    const client = this.#client;
    const filter = filterOf(question, this.#parameters) as Filter;
    // The worker keeps the rows of the last questions: as many others in between make it ask again.
    const reset = async (): Promise<void> => {
      for (let age = 1; age <= KEPT_BY_THE_WORKER; age += 1) await client.answer({ filter: { field: "age", op: "ge", value: age } });
    };
    switch (question) {
      case "count":
      case "five":
      case "name":
        return run(async () => (await client.answer({ filter })).counts.matched, told.count, { reset });
      case "list": {
        // The first is written into the log, once for all rounds: the list stays the same one.
        const list = { columns: LIST_FIELDS, sort: [], offset: 0, limit: LIST_LIMIT, why: { purpose: "bench" } };
        // Names and numbers are masked in the worker, so only the count can be compared.
        return run(async () => (await client.answer({ filter, list })).counts.matched, (count) => `[${count},…`, { reset });
      }
      case "field1":
      case "field50":
        return run(
          () => client.answer({ filter, facets: [{ field: COUNTED_FIELD, filter }] }),
          ({ facets: [facet] }) => {
            const counts = (facet?.values ?? []).map(({ value, count }): [Value, number] => [value, count]);
            return told.counts([...counts, [null, facet?.missing ?? 0]]);
          },
          { reset },
        );
      default:
        return undefined;
    }
  }
}

export default new Client();
