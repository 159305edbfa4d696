/**
 * The wasm module as this worker uses it. The generated declarations say `any` for structured values; here they have their types,
 * so the one place where a type is asserted is `wasm.ts`.
 */
import type { Filter, Value } from "../shared/filter.js";
import type { About, Manifest, OpenStage, Trust } from "../shared/protocol.js";
import type { Schema } from "../shared/schema.js";

/** A set of rows that a filter is true for. */
export interface EngineSelection {
  /** Matched, not matched, unknown, excluded, population. */
  counts(): Uint32Array;
  /** One count for each code, then one for rows without a value. */
  facet(field: number): Uint32Array;
  /** A page of row ids, sorted by up to three fields; a direction other than 0 is descending. Missing values come last. */
  rowIds(sortFields: Uint32Array, directions: Uint8Array, offset: number, limit: number): Uint32Array;
  /** Codes, row by row; a code equal to the field's cardinality means that there is no value. */
  cells(rowIds: Uint32Array, fields: Uint32Array): Uint32Array;
  /** Counts per combination of the codes of up to three fields, each with one for missing; the codes of the last field lie next to each other. */
  crossTab(fields: Uint32Array): Uint32Array;
  /** What numbers or dates are like, dates as days since 1970-01-01; quantiles at the given probabilities. */
  summary(field: number, probabilities: Float64Array): EngineSummary;
  /** Below all edges, from each edge up to before the next, from the last edge on, and without a value. */
  histogram(field: number, edges: Float64Array): Uint32Array;
  /** Age groups of `width` years from age 0 on, then unknown ages; each with one count per code of the field and one for missing. */
  pyramid(field: number, width: number): Uint32Array;
  free(): void;
}

/** A summary; `null` where there is nothing to tell. */
export interface EngineSummary {
  readonly count: number;
  readonly missing: number;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly quantiles: readonly (number | null)[];
}

/** An opened snapshot. */
export interface Engine {
  about(): About;
  schema(): Schema;
  parse(question: string): Filter;
  /** The text form of a question. */
  print(filter: Filter): string;
  select(filter: Filter | null): EngineSelection;
  /** The day that ages are counted to. */
  asOf(): string;
  /** Counts ages to another day. Selections and dictionaries made before speak of the day before. */
  setAsOf(day: string): void;
  /** Encrypts a text to the key that opened the register. */
  sealOwn(text: string): Uint8Array;
  /** The text that the same operator's `sealOwn` encrypted. */
  openOwn(bytes: Uint8Array): string;
  /** Number of distinct values. */
  cardinality(field: number): number;
  values(field: number, codes: Uint32Array): readonly Value[];
  free(): void;
}

/** A snapshot whose signature, register and expiry have been checked. */
export interface SealedSnapshot {
  manifest(): Omit<Manifest, "fingerprint" | "slotsInside">;
  slot(id: string): Uint8Array | undefined;
  /**
   * Decrypts the base section; every other one follows when it is first needed. Spends the snapshot; what fails leaves it as it was.
   * `report` is called with bytes where a stage has some, with zeros where not.
   */
  open(identity: string, report: (stage: OpenStage, done: number, total: number) => void): Engine;
  free(): void;
}

/** What an entry of a log says: `data-schema/log.md` §4. */
export interface LogAction {
  readonly at: string;
  readonly operator: { readonly id?: string; readonly name: string };
  readonly seq: number;
  readonly action: string;
  readonly purpose?: string;
  /** The question in its text form. */
  readonly question?: string;
  readonly rows?: number;
  readonly persons?: readonly string[];
  /** Ids of fields. */
  readonly fields?: readonly string[];
  readonly note?: string;
}

/** The part of the wasm module that writes logs. Lines have no line feed. */
export interface LogModule {
  /** `random` are 20 bytes, the last four of them the device's; `now` are seconds since 1970. */
  logHeader(register: string, auditor: string, random: Uint8Array, now: number): string;
  /** The entry that follows the line `latest`. */
  logEntry(auditor: string, latest: string, action: LogAction): string;
}

/** The wasm module. */
export interface EngineModule extends LogModule {
  fingerprint(publisherKey: string): string;
  /** Checks everything about a snapshot that needs no key. */
  inspect(bytes: Uint8Array, trust: Trust): SealedSnapshot;
  unlockSlot(slot: Uint8Array, passphrase: string): string;
}
