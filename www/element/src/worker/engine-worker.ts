/** The engine worker: holds the sealed snapshot, later the opened table, and answers one message at a time. */
import { fromWire, pageError, toWire } from "../shared/errors.js";
import type { RememberedLog } from "../shared/journal.js";
import type {
  Answer, AnswerRequest, EngineReply, EngineRequest, EngineResults, IdentityMessage, LogFile, Manifest, OpenStage, Opened, Trust,
} from "../shared/protocol.js";
import { keptLogs, logText } from "../storage/log-lines.js";
import { OwnText } from "../storage/own.js";
import type { EngineModule, SealedSnapshot } from "./engine-api.js";
import { Journal } from "./journal.js";
import { Table } from "./table.js";
import { startEngine } from "./wasm.js";

declare const self: DedicatedWorkerGlobalScope;

let engine: EngineModule | undefined;
let sealed: SealedSnapshot | undefined;
let table: Table | undefined;
let journal: Journal | undefined;
let own: OwnText | undefined;
/** The list that was written down last, so that its other rows are not written down again. */
let listed: { readonly list: string; readonly mark: string } | undefined;

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
  return { ...table.opened, log: journal.state };
}

/** Numbers about a question at its day. A question that is refused leaves the day as it was: what is on the page speaks of it. */
function figuresOf(request: AnswerRequest): Omit<Answer, "list"> {
  const before = opened().asOf;
  opened().countTo(request.asOf ?? opened().ownDay);
  try {
    return opened().figures(request);
  } catch (thrown) {
    if (!isTrap(thrown)) opened().countTo(before);
    throw thrown;
  }
}

/** Answers a question. Who asks for a list is written down before there is one, once for all rows of it. */
async function answer(request: AnswerRequest): Promise<Answer> {
  const { filter, list } = request;
  const figures = figuresOf(request);
  if (list === undefined) return figures;
  const { columns, why } = list;
  const key = JSON.stringify([filter, columns, why, opened().asOf]);
  if (listed?.list !== key) {
    const question = opened().print(filter);
    listed = { list: key, mark: await written().looking("list", why, { question, rows: figures.counts.matched, fields: columns }) };
  }
  return { ...figures, list: opened().list(filter, list, listed.mark) };
}

async function exportLogs(): Promise<readonly LogFile[]> {
  await written().write("log_export", {});
  const { register } = opened().opened.about;
  const ours = (await keptLogs()).filter(({ header }) => header.register === register);
  return Promise.all(ours.map(async ({ id, header }) => ({ name: `${register}-${header.device}-${header.started.slice(0, "YYYY-MM-DD".length)}-${id.slice(0, 6)}.yqlog`, text: await logText(id) })));
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
    case "acknowledge":
      return written().acknowledge().then(() => null);
    case "exportLogs":
      return exportLogs();
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
