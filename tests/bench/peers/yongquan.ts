/** Ours: the synchronous `yongquan/engine`, from the sealed snapshot, with prepared questions. */
import type { Value } from "../page/columns.js";
import { type Peer, type Run, type Source, run } from "../page/peer.js";
import {
  COUNTED_FIELD, CROSS_FIELDS, HIGH, LIST_FIELDS, LIST_LIMIT, NUMBER_FIELD, type Parameters, type QuestionId, filterOf, told,
} from "../page/questions.js";
import type { Engine, Question } from "yongquan/engine";

/** The files that `run.mjs` was told to measure. */
const GLUE = "/engine/engine.js";
const WASM = "/engine/engine.wasm";
const MATCHED = 0;

type Glue = typeof import("yongquan/engine");

/** Values of a field by code, each fetched once: a page keeps what it has shown. */
class Dictionary {
  readonly cardinality: number;
  readonly #engine: Engine;
  readonly #field: number;
  readonly #values: Value[] = [];

  constructor(engine: Engine, field: number) {
    this.#engine = engine;
    this.#field = field;
    this.cardinality = engine.cardinality(field);
  }

  value(code: number): Value {
    if (code === this.cardinality) return null;
    return (this.#values[code] ??= this.#engine.values(this.#field, Uint32Array.of(code))[0] as Value);
  }
}

class Yongquan implements Peer {
  #glue!: Glue;
  #engine!: Engine;
  #parameters!: Parameters;
  readonly #dictionaries = new Map<string, Dictionary>();
  #fields: readonly string[] = [];

  async start(): Promise<void> {
    const address: string = GLUE;
    const [glue, wasm] = await Promise.all([import(/* @vite-ignore */ address) as Promise<Glue>, fetch(WASM).then((file) => file.arrayBuffer())]);
    glue.initSync({ module: wasm });
    this.#glue = glue;
  }

  async open(source: Source): Promise<void> {
    this.#parameters = source.parameters;
    const { publisherKey, register, identity, now } = source.sealing;
    const sealed = new this.#glue.SealedSnapshot(new Uint8Array(await source.snapshot()), { publisherKey, register, minSeq: 0, now });
    this.#engine = sealed.open(identity);
    sealed.free();
    const { fields } = this.#engine.schema() as { fields: { id: string }[] };
    this.#fields = fields.map(({ id }) => id);
  }

  /** Fields that `facets()` counts. */
  facetFields(): string[] {
    return Array.from(this.#engine.facetFields(), (field) => this.#fields[field]!);
  }

  #field(id: string): number {
    const field = this.#fields.indexOf(id);
    if (field < 0) throw new Error(`the snapshot has no field ${id}`);
    return field;
  }

  #dictionary(id: string): Dictionary {
    let dictionary = this.#dictionaries.get(id);
    if (dictionary === undefined) {
      dictionary = new Dictionary(this.#engine, this.#field(id));
      this.#dictionaries.set(id, dictionary);
    }
    return dictionary;
  }

  #pairs(id: string, counts: Uint32Array): [Value, number][] {
    const dictionary = this.#dictionary(id);
    return Array.from(counts, (count, code): [Value, number] => [count === 0 ? null : dictionary.value(code), count]).filter(([, count]) => count !== 0);
  }

  /** One look at the selection of a question. */
  #look<T>(question: Question, look: (selection: ReturnType<Question["select"]>) => T): T {
    const selection = question.select();
    try {
      return look(selection);
    } finally {
      selection.free();
    }
  }

  prepare(id: QuestionId): Run | undefined {
    const question = this.#engine.prepare(filterOf(id, this.#parameters));
    const end = (): void => question.free();
    switch (id) {
      case "count":
      case "five":
        return run(() => question.count()[MATCHED]!, told.count, { end });
      case "name":
        // The search is the question: preparing it is part of it.
        question.free();
        return run(() => {
          const named = this.#engine.prepare(filterOf(id, this.#parameters));
          const count = named.count()[MATCHED]!;
          named.free();
          return count;
        }, told.count);
      case "list": {
        const fields = Uint32Array.from(LIST_FIELDS, (field) => this.#field(field));
        const dictionaries = LIST_FIELDS.map((field) => this.#dictionary(field));
        const [noSort, noDirection] = [new Uint32Array(), new Uint8Array()];
        return run(
          () =>
            this.#look(question, (selection) => {
              const rowIds = selection.rowIds(noSort, noDirection, 0, LIST_LIMIT);
              const codes = selection.cells(rowIds, fields);
              const cells = Array.from(rowIds, (_, row) => dictionaries.map((dictionary, at) => dictionary.value(codes[row * fields.length + at]!)));
              return { count: selection.counts()[MATCHED]!, cells };
            }),
          ({ count, cells }) => told.list(count, cells),
          { end },
        );
      }
      case "field1":
      case "field50": {
        const field = this.#field(COUNTED_FIELD);
        return run(
          () => this.#look(question, (selection) => selection.facet(field)),
          (counts) => told.counts(this.#pairs(COUNTED_FIELD, counts)),
          { end },
        );
      }
      case "facets":
        return run(
          () => this.#look(question, (selection) => selection.facets()),
          (all) => {
            const facets = new Map<string, [Value, number][]>();
            let start = 0;
            for (const field of this.facetFields()) {
              const next = start + this.#dictionary(field).cardinality + 1;
              facets.set(field, this.#pairs(field, all.subarray(start, next)));
              start = next;
            }
            return told.facets(this.#parameters.facetFields.map((field) => [field, facets.get(field) ?? []]));
          },
          { end },
        );
      case "cross": {
        const fields = Uint32Array.from(CROSS_FIELDS, (field) => this.#field(field));
        return run(
          () => this.#look(question, (selection) => selection.crossTab(fields)),
          (counts) => {
            const [a, b, c] = CROSS_FIELDS.map((field) => this.#dictionary(field)) as [Dictionary, Dictionary, Dictionary];
            const cells: [Value[], number][] = [];
            counts.forEach((count, cell) => {
              if (count === 0) return;
              const [codeC, rest] = [cell % (c.cardinality + 1), Math.floor(cell / (c.cardinality + 1))];
              const [codeB, codeA] = [rest % (b.cardinality + 1), Math.floor(rest / (b.cardinality + 1))];
              cells.push([[a.value(codeA), b.value(codeB), c.value(codeC)], count]);
            });
            return told.cross(cells);
          },
          { end },
        );
      }
      case "summary": {
        const field = this.#field(NUMBER_FIELD);
        const probabilities = Float64Array.of(0.5, HIGH);
        return run(
          () => this.#look(question, (selection) => selection.summary(field, probabilities) as { mean: number; quantiles: [number, number] }),
          ({ mean, quantiles: [median, high] }) => told.summary({ mean, median, high }),
          { end },
        );
      }
    }
  }
}

export default new Yongquan();
