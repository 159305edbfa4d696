/**
 * Every message between the page and its two workers.
 *
 * The engine worker holds the opened table for as long as the page is unlocked. The unlock worker lives for one passphrase: key
 * derivation takes a quarter of a gibibyte, and wasm memory never shrinks. It hands the identity to the engine worker over a
 * port of their own, so that the page never holds it.
 *
 * This file knows neither window nor worker, so the type of a port is a parameter.
 */
import type { Understood } from "./asking.js";
import type { WireError } from "./errors.js";
import type { Figures, FiguresRequest } from "./figures.js";
import type { Extracted, ExtractRequest } from "./extract.js";
import type { Filter, Value } from "./filter.js";
import type { LogState, RememberedLog } from "./journal.js";
import type { Card, CardRequest, ListPage, ListRequest, RevealRequest, Revealed } from "./people.js";
import type { Schema, Title } from "./schema.js";

/** What must hold of a snapshot before a byte of its content is believed. */
export interface Trust {
  /** The publisher's minisign public key: the second line of `publisher.pub`. */
  readonly publisherKey: string;
  /** Id of the register; absent: any register of this publisher. */
  readonly register?: string;
  /** Smallest sequence number that is not too old: the highest one seen so far, or 0. */
  readonly minSeq: number;
  /** The reader's clock in seconds since 1970, for expiry. */
  readonly now: number;
}

/** The public part of a snapshot, believed because its signature was checked. */
export interface Manifest {
  readonly register: string;
  readonly kind: "synthetic" | "real";
  readonly seq: number;
  /** Dates are `YYYY-MM-DD`, or a date and time of ISO 8601. */
  readonly issued: string;
  readonly expires: string;
  readonly asOf: string;
  readonly slots: readonly { readonly id: string }[];
  /** Lengths in bytes of the ciphertext. */
  readonly sections: readonly { readonly id: string; readonly byteLen: number }[];
  /** Fingerprint of the publisher key that is trusted. */
  readonly fingerprint: string;
  /**
   * The publisher key that signed, if it is not the trusted one: that has handed over to it. Whoever remembers the trusted key
   * remembers this one instead, with everything else that is remembered about the publisher.
   */
  readonly signer?: string;
  /** Ids of the slots whose key is kept inside the file. */
  readonly slotsInside: readonly string[];
}

/** A restricted section as the base section announces it. */
export interface RestrictedSection {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string;
  /** Ids of its fields, in the order of the schema. */
  readonly fields: readonly string[];
  /** Whether the key opens it. */
  readonly open: boolean;
}

/** What is known once the snapshot is open. */
export interface About {
  readonly register: string;
  readonly kind: "synthetic" | "real";
  readonly seq: number;
  readonly issued: string;
  readonly expires: string;
  readonly asOf: string;
  readonly title: Title;
  /** All rows: the population and those excluded from it. */
  readonly rowCount: number;
  readonly population: number;
  readonly excluded: number;
  readonly openSections: readonly string[];
  readonly lockedSections: readonly string[];
  /** Every restricted section, open or locked, in order. */
  readonly sections: readonly RestrictedSection[];
  /** Names by slot id. */
  readonly operators: Readonly<Record<string, string>>;
  /** The recipient that the log is encrypted to; absent: there is none, and nobody is shown. */
  readonly auditor?: string;
  /** The office's reasons for looking at people; empty: the operator's own words are taken. */
  readonly purposes: readonly Purpose[];
  /** What may stand on the notice board; absent: nothing may. */
  readonly notice?: NoticeRules;
}

/** A reason for looking at people. */
export interface Purpose {
  readonly id: string;
  readonly title: string;
  readonly titleEn: string;
}

/** How a value is cut for the notice board: `data-schema/snapshot.md` §6.2.4. */
export type NoticeCut = "surname" | "name" | "building" | "month" | "last4";

/** What may stand on the notice board. */
export interface NoticeRules {
  /** Ids of the fields that may. */
  readonly fields: readonly string[];
  /** Those that may only cut, by id. */
  readonly cut: Readonly<Record<string, NoticeCut>>;
}

/** An opened snapshot. */
export interface Opened {
  readonly about: About;
  readonly schema: Schema;
  /** Name of whoever's key opened it. */
  readonly operator: string;
  /** How the log stood when the snapshot was opened. */
  readonly log: LogState;
}

/** A key slot: kept inside the snapshot, or the bytes of a slot file and, where it is known, the id of the slot. */
export type SlotSource = { readonly id: string } | { readonly bytes: ArrayBuffer; readonly id?: string };

/** Counts of one field's values to be made. */
export interface FacetRequest {
  /** Id of the field. */
  readonly field: string;
  /** The question without the facet's own condition: a panel does not restrict its own counts. */
  readonly filter: Filter | null;
}

/** One look at a question: always the count; facets and a page of the list if asked for. */
export interface AnswerRequest {
  /** `null` is everybody. */
  readonly filter: Filter | null;
  readonly facets?: readonly FacetRequest[];
  readonly list?: ListRequest;
  /** The day to count ages to, `YYYY-MM-DD`; absent: that of the snapshot. */
  readonly asOf?: string;
}

/** How the population divides; the first three add up to `population`. */
export interface Counts {
  readonly matched: number;
  readonly notMatched: number;
  readonly unknown: number;
  readonly excluded: number;
  readonly population: number;
}

/** The count of one value. */
export interface FacetValue {
  readonly value: Value;
  readonly count: number;
}

/** The counts of one field's values. */
export interface Facet {
  readonly field: string;
  /** Code lists, numbers and dates in their own order; other text by count, largest first. */
  readonly values: readonly FacetValue[];
  /** How many hold no value. */
  readonly missing: number;
  /** Values that did not fit into `values`, and how many people hold one of them. */
  readonly more: { readonly values: number; readonly count: number };
}

/** The answer to an [`AnswerRequest`]. */
export interface Answer {
  readonly counts: Counts;
  /** In the order asked for. */
  readonly facets: readonly Facet[];
  readonly list?: ListPage;
}

/**
 * What opening goes through, in this order: reading the file, checking its signature, deriving the key from the passphrase, decrypting
 * the base section, comparing its columns with the schema, finding whom it counts. Restricted sections follow when they are needed.
 */
export const OPEN_STAGES = ["read", "verify", "unlock", "decrypt", "decode", "index", "ready"] as const;

/** One of the stages of opening. */
export type OpenStage = (typeof OPEN_STAGES)[number];

/** How far opening has come. */
export interface OpenProgress {
  readonly stage: OpenStage;
  /** Bytes that this stage has done; absent where it is not counted in bytes. */
  readonly done?: number;
  /** Bytes in all; absent where that is not known beforehand. */
  readonly total?: number;
}

/** Page → engine worker. Every one is answered once, with the same id. */
export type EngineRequest<Port> =
  | { readonly kind: "start"; readonly id: number; readonly wasm: ArrayBuffer }
  | { readonly kind: "fingerprint"; readonly id: number; readonly publisherKey: string }
  | { readonly kind: "inspect"; readonly id: number; readonly snapshot: ArrayBuffer; readonly trust: Trust }
  | { readonly kind: "slot"; readonly id: number; readonly slotId: string }
  | { readonly kind: "open"; readonly id: number; readonly identityFrom: Port; readonly operatorId?: string; readonly remembered?: RememberedLog }
  | { readonly kind: "parse"; readonly id: number; readonly question: string }
  | { readonly kind: "understand"; readonly id: number; readonly question: string }
  | { readonly kind: "printed"; readonly id: number; readonly filter: Filter | null }
  | { readonly kind: "tally"; readonly id: number; readonly filters: readonly (Filter | null)[] }
  | { readonly kind: "check"; readonly id: number; readonly filters: readonly Filter[] }
  | { readonly kind: "readOwn"; readonly id: number }
  | { readonly kind: "writeOwn"; readonly id: number; readonly text: string }
  | { readonly kind: "answer"; readonly id: number; readonly request: AnswerRequest }
  | { readonly kind: "rows"; readonly id: number; readonly filter: Filter | null; readonly list: ListRequest }
  | { readonly kind: "card"; readonly id: number; readonly request: CardRequest }
  | { readonly kind: "reveal"; readonly id: number; readonly request: RevealRequest }
  | { readonly kind: "figures"; readonly id: number; readonly request: FiguresRequest }
  | { readonly kind: "extract"; readonly id: number; readonly request: ExtractRequest }
  | { readonly kind: "acknowledge"; readonly id: number }
  | { readonly kind: "exportLogs"; readonly id: number }
  | { readonly kind: "lock"; readonly id: number; readonly reason: string };

/** What each kind of request is answered with. */
export interface EngineResults {
  start: null;
  fingerprint: string;
  inspect: Manifest;
  /** The bytes of a slot inside the snapshot, or nothing if it is kept apart. */
  slot: Uint8Array | null;
  open: Opened;
  parse: Filter;
  understand: Understood;
  /** The text form of a question. */
  printed: string;
  /** How many fulfil each question; nothing for one that is refused. */
  tally: readonly (number | null)[];
  /** Why each question is refused; nothing for one that can be asked. */
  check: readonly (WireError | null)[];
  /** What the operator keeps on this device; nothing if there is nothing. */
  readOwn: string | null;
  writeOwn: null;
  answer: Answer;
  /** Further rows of a list, or the first ones without anything else. */
  rows: ListPage;
  card: Card;
  reveal: Revealed;
  /** Written down before it is handed out. */
  extract: Extracted;
  figures: Figures;
  /** A person has taken notice that a part of the log is gone. */
  acknowledge: null;
  /** Every log of this register on this device, as files; that they were exported stands in the newest. */
  exportLogs: readonly LogFile[];
  /** Everything is given up, and that it was locked is written down if it can be. */
  lock: null;
}

/** A log as a file. */
export interface LogFile {
  readonly name: string;
  readonly text: string;
}

/** The kinds of request. */
export type EngineKind = keyof EngineResults;

/** Engine worker → page. */
export type EngineReply =
  | { readonly kind: "done"; readonly id: number; readonly result: EngineResults[EngineKind] }
  | { readonly kind: "failed"; readonly id: number; readonly error: WireError }
  | { readonly kind: "progress"; readonly id: number; readonly progress: OpenProgress }
  /** The log stands otherwise now. */
  | { readonly kind: "logged"; readonly state: LogState }
  /** The engine trapped: nothing it says can be believed any more. */
  | { readonly kind: "fatal" };

/** Page → unlock worker; once. */
export interface UnlockRequest<Port> {
  readonly wasm: ArrayBuffer;
  readonly slot: Uint8Array;
  readonly passphrase: string;
  readonly identityTo: Port;
}

/** Unlock worker → engine worker, over the port. */
export type IdentityMessage = { readonly kind: "identity"; readonly identity: string } | { readonly kind: "failed"; readonly error: WireError };
