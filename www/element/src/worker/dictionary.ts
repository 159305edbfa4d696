/**
 * Dictionary values of one field as they may be shown, fetched from the engine when first needed.
 *
 * PERF: values cross from wasm one by one (about 1 µs each), codes in bulk for nothing; a page of a list repeats most of its values.
 */
import type { Cell } from "../shared/people.js";
import type { Field } from "../shared/schema.js";
import type { Engine } from "./engine-api.js";
import { masked } from "./mask.js";

/** Values kept at most. A field with more distinct values than this (ID numbers) is fetched page by page. */
const MAX_CACHED_VALUES = 65_536;

/** A field with its number at the engine. */
export interface Numbered {
  readonly field: Field;
  readonly index: number;
}

/** The values of one field. */
export class Dictionary {
  /** Number of distinct values; as a code it means that there is no value. */
  readonly cardinality: number;
  readonly #engine: Engine;
  readonly #index: number;
  readonly #field: Field;
  readonly #shown = new Map<number, Cell>();

  constructor(engine: Engine, index: number, field: Field) {
    this.#engine = engine;
    this.#index = index;
    this.#field = field;
    this.cardinality = engine.cardinality(index);
  }

  /** The values of the codes, masked if the schema says so; `null` for the code that means no value. */
  shown(codes: readonly number[]): Cell[] {
    this.#fetch(codes);
    return codes.map((code) => this.#shown.get(code) ?? null);
  }

  /** A value as it is, whatever the schema says of masking; `null` for the code that means no value. Nothing of it is kept. */
  whole(code: number): Cell {
    if (code >= this.cardinality) return null;
    return this.#engine.values(this.#index, Uint32Array.of(code))[0] ?? null;
  }

  /** The same of many codes at once. */
  wholeOf(codes: readonly number[]): Cell[] {
    const wanted = Uint32Array.from(new Set(codes.filter((code) => code < this.cardinality)));
    const values = this.#engine.values(this.#index, wanted);
    const found = new Map(Array.from(wanted, (code, place) => [code, values[place] ?? null]));
    return codes.map((code) => found.get(code) ?? null);
  }

  #fetch(codes: readonly number[]): void {
    const isNew = (code: number): boolean => code < this.cardinality && !this.#shown.has(code);
    if (!codes.some(isNew)) return;
    if (this.#shown.size + codes.length > MAX_CACHED_VALUES) this.#shown.clear();
    const wanted = Uint32Array.from(new Set(codes.filter(isNew)));
    const values = this.#engine.values(this.#index, wanted);
    const { mask } = this.#field;
    wanted.forEach((code, place) => {
      const value = values[place];
      if (value !== undefined) this.#shown.set(code, mask === undefined ? value : masked(value, mask));
    });
  }
}
