/** The engine worker: holds the sealed snapshot, later the opened table, and answers one message at a time. */
import { fromWire, pageError, toWire } from "../shared/errors.js";
import type { Figures, FiguresRequest } from "../shared/figures.js";
import type { Filter } from "../shared/filter.js";
import type { RememberedLog, Why } from "../shared/journal.js";
import type { Card, CardRequest, ListPage, ListRequest, RevealRequest, Revealed } from "../shared/people.js";
import type {
  Answer, AnswerRequest, EngineReply, EngineRequest, EngineResults, IdentityMessage, LogFile, Manifest, OpenStage, Opened, Trust,
} from "../shared/protocol.js";
import { keptLogs, logFile } from "../storage/log-lines.js";
import { OwnText } from "../storage/own.js";
import type { EngineModule, SealedSnapshot } from "./engine-api.js";
import { extract } from "./extract.js";
import { Journal, dayNote, noteOf } from "./journal.js";
import { maskedFields } from "./people.js";
import { Table } from "./table.js";
import { startEngine } from "./wasm.js";

declare const self: DedicatedWorkerGlobalScope;

let engine: EngineModule | undefined;
let sealed: SealedSnapshot | undefined;
let table: Table | undefined;
let journal: Journal | undefined;
let own: OwnText | undefined;
/** The list that was written down last, so that its other rows are not written down again: its mark, once it has one. */
let listed: { readonly list: string; readonly mark: Promise<string> } | undefined;

function post(reply: EngineReply): void {
  self.postMessage(reply);
}

function started(): EngineModule {
  if (engine === undefined) throw pageError("page.not_open");
  return engine;
}

function inspected(): SealedSnapshot {
  if (sealed === undefined) throw pageError("page.not_open");
  return sealed;
}

function opened(): Table {
  if (table === undefined) throw pageError("page.not_open");
  return table;
}

function inspect(bytes: ArrayBuffer, trust: Trust): Manifest {
  const next = started().inspect(new Uint8Array(bytes), trust);
  sealed?.free();
  sealed = next;
  const manifest = next.manifest();
  const slotsInside = manifest.slots.map(({ id }) => id).filter((id) => next.slot(id) !== undefined);
  return { ...manifest, fingerprint: started().fingerprint(trust.publisherKey), slotsInside };
}

/** What the unlock worker sends over the port of their own. */
function identityFrom(port: MessagePort): Promise<string> {
  return new Promise((resolve, reject) => {
    port.onmessage = (event: MessageEvent<IdentityMessage>) => {
      port.close();
      if (event.data.kind === "identity") resolve(event.data.identity);
      else reject(fromWire(event.data.error));
    };
  });
}

function written(): Journal {
  if (journal === undefined) throw pageError("page.not_open");
  return journal;
}

function kept(): OwnText {
  if (own === undefined) throw pageError("page.not_open");
  return own;
}

interface Opener {
  readonly operatorId?: string;
  readonly remembered?: RememberedLog;
}

async function open(id: number, port: MessagePort, { operatorId, remembered }: Opener): Promise<Opened> {
  const identity = await identityFrom(port);
  const snapshot = inspected();
  const report = (stage: OpenStage, done: number, total: number): void =>
    post({ kind: "progress", id, progress: total === 0 ? { stage } : { stage, done, total } });
  const register = snapshot.open(identity, report);
  table = new Table(register);
  // What is still sealed belongs to the table now; a wrong passphrase leaves the snapshot in place for the next try.
  snapshot.free();
  sealed = undefined;
  const { about } = table.opened;
  const name = operatorId === undefined ? undefined : about.operators[operatorId];
  const operator = { ...(operatorId !== undefined && { id: operatorId }), name: name ?? operatorId ?? "?" };
  own = new OwnText(register, about.register, operatorId ?? "");
  journal = await Journal.begin(started(), about, operator, remembered, (state) => post({ kind: "logged", state }));
  listed = undefined;
  post({ kind: "progress", id, progress: { stage: "ready" } });
  return { ...table.opened, operator: operator.name, log: journal.state };
}

/** Does something with ages counted to the day of a request. What is refused leaves the day as it was: what is on the page speaks of it. */
function atDay<T>(asOf: string | undefined, act: () => T): T {
  const before = opened().asOf;
  opened().countTo(asOf ?? opened().ownDay);
  try {
    return act();
  } catch (thrown) {
    if (!isTrap(thrown)) opened().countTo(before);
    throw thrown;
  }
}

/** Figures for a look, at its day; the day of the answer on the page stays. */
function lookAt(request: FiguresRequest): Figures {
  const before = opened().asOf;
  const figures = atDay(request.asOf, () => opened().look(request));
  opened().countTo(before);
  return figures;
}

/** Answers a question. Who asks for a list is written down before there is one. */
async function answer(request: AnswerRequest): Promise<Answer> {
  const { filter, list } = request;
  const figures = atDay(request.asOf, () => opened().figures(request));
  return list === undefined ? figures : { ...figures, list: await rows(filter, list) };
}

/** Rows of a list, which is written down once for all of them, in whatever order. */
async function rows(filter: Filter | null, request: ListRequest): Promise<ListPage> {
  const { columns, why } = request;
  const list = JSON.stringify([filter, columns, why, opened().asOf]);
  if (listed?.list !== list) {
    const { asOf, ownDay } = opened();
    const note = noteOf(why.note, dayNote(asOf, ownDay));
    const entry = { question: opened().print(filter), rows: opened().counts(filter).matched, fields: columns };
    const mark = written().looking("list", { ...why, ...(note !== undefined && { note }) }, entry);
    listed = { list, mark };
    // What could not be written is tried again the next time.
    mark.catch(() => (listed = undefined));
  }
  const mark = await listed.mark;
  return opened().people.list(filter, request, mark);
}

async function card({ row, why }: CardRequest): Promise<Card> {
  const { card: content, persons } = opened().people.card(row);
  const mark = await written().looking("card", noted(why, row, persons), { rows: Math.max(1, persons.length), persons, fields: Object.keys(content.cells) });
  return { ...content, mark };
}

async function reveal({ row, fields: ids, why }: RevealRequest): Promise<Revealed> {
  const fields = maskedFields(opened(), ids);
  const persons = opened().people.keys([row]);
  const mark = await written().looking("reveal", noted(why, row, persons), { rows: 1, persons, fields });
  return { mark, row, cells: opened().people.whole(row, fields) };
}

/** Why, with the number of the row where a person has no key to go by. */
function noted(why: Why, row: number, persons: readonly string[]): Why {
  return persons.length > 0 ? why : { ...why, note: `row ${row}` };
}

/** Gives everything up, and writes down that it was locked. The page does not wait for it. */
async function lock(reason: string): Promise<null> {
  table?.close();
  table = undefined;
  await journal?.write("lock", { note: reason });
  return null;
}

async function exportLogs(): Promise<readonly LogFile[]> {
  await written().write("log_export", {});
  const { register } = opened().opened.about;
  const ours = (await keptLogs()).filter(({ header }) => header.register === register);
  return Promise.all(ours.map(logFile));
}

async function resultOf(request: EngineRequest<MessagePort>): Promise<EngineResults[keyof EngineResults]> {
  switch (request.kind) {
    case "start":
      engine = startEngine(request.wasm);
      return null;
    case "fingerprint":
      return started().fingerprint(request.publisherKey);
    case "inspect":
      return inspect(request.snapshot, request.trust);
    case "slot":
      return inspected().slot(request.slotId) ?? null;
    case "open":
      return open(request.id, request.identityFrom, request);
    case "parse":
      return opened().parse(request.question);
    case "understand":
      return opened().understand(request.question);
    case "printed":
      return opened().print(request.filter);
    case "tally":
      return opened().tally(request.filters);
    case "check":
      return opened().check(request.filters);
    case "readOwn":
      return kept().read();
    case "writeOwn":
      return kept().write(request.text).then(() => null);
    case "answer":
      return answer(request.request);
    case "rows":
      return rows(request.filter, request.list);
    case "card":
      return card(request.request);
    case "reveal":
      return reveal(request.request);
    case "figures":
      return lookAt(request.request);
    case "extract":
      return extract(opened(), written(), request.request);
    case "acknowledge":
      return written().acknowledge().then(() => null);
    case "exportLogs":
      return exportLogs();
    case "lock":
      return lock(request.reason);
  }
}

/** Whether the wasm trapped. After a trap its memory may be in any state, so nothing it says can be believed. */
function isTrap(thrown: unknown): boolean {
  return thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError;
}

self.onmessage = (event: MessageEvent<EngineRequest<MessagePort>>) => {
  const { id } = event.data;
  resultOf(event.data).then(
    (result) => post({ kind: "done", id, result }),
    (thrown: unknown) => post(isTrap(thrown) ? { kind: "fatal" } : { kind: "failed", id, error: toWire(thrown) }),
  );
};
