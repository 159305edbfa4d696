/**
 * Lines of the logs that this browser keeps: ciphertext, but for their headers (`data-schema/log.md`).
 *
 * A line's key is `[log, number]`; the header is number 0. So one range holds a log in order, and two tabs cannot write the same entry.
 */
import type { LogFile } from "../shared/protocol.js";
import { answered, isThere, transact } from "./database.js";
import type { Place } from "./database.js";
import { objectIn } from "../shared/json.js";

/** Database of the logs. */
export const LOG_PLACE: Place = { database: "yongquan.log", store: "lines" };

/** A log as it is kept. */
export interface KeptLog {
  readonly id: string;
  readonly header: LogHeader;
  /** Number of its latest entry, 0 if it has none. */
  readonly entryCount: number;
}

/** The members of a header line, see `data-schema/log.md` §2. */
export interface LogHeader {
  readonly log: string;
  readonly register: string;
  readonly auditor: string;
  readonly device: string;
  readonly started: string;
}

/** Digits of a log's id that stand in the name of its file. */
const NAME_DIGITS = 6;
const BEYOND_EVERY_NUMBER = Number.MAX_SAFE_INTEGER;

function rangeOf(log: string): IDBKeyRange {
  return IDBKeyRange.bound([log, 0], [log, BEYOND_EVERY_NUMBER]);
}

function checkedHeader(line: unknown): LogHeader | undefined {
  if (typeof line !== "string") return undefined;
  const { log, register, auditor, device, started } = objectIn<keyof LogHeader>(line) ?? {};
  const isText = (member: unknown): member is string => typeof member === "string";
  return isText(log) && isText(register) && isText(auditor) && isText(device) && isText(started) ? { log, register, auditor, device, started } : undefined;
}

function latestKey(store: IDBObjectStore, log: string): Promise<readonly [string, number] | undefined> {
  return new Promise((resolve, reject) => {
    const request = store.openKeyCursor(rangeOf(log), "prev");
    request.onsuccess = () => resolve(request.result === null ? undefined : (request.result.key as [string, number]));
    request.onerror = () => reject(request.error);
  });
}

/** The logs that are there, oldest first. */
export async function keptLogs(): Promise<readonly KeptLog[]> {
  if (!(await isThere(LOG_PLACE))) return [];
  const found = await transact(LOG_PLACE, "readonly", async (store) => {
    const keys = await answered(store.getAllKeys());
    const ids = [...new Set(keys.filter(Array.isArray).map(([log]) => log as IDBValidKey))].filter((id): id is string => typeof id === "string");
    return Promise.all(
      ids.map(async (id) => ({ id, line: await answered<unknown>(store.get([id, 0])), latest: await latestKey(store, id) })),
    );
  });
  return found
    .flatMap(({ id, line, latest }) => {
      const header = checkedHeader(line);
      return header === undefined ? [] : [{ id, header, entryCount: latest?.[1] ?? 0 }];
    })
    .sort((a, b) => (a.header.started < b.header.started ? -1 : 1));
}

/** A log as a file, named so that an auditor who has many finds their way. */
export async function logFile({ id, header }: KeptLog): Promise<LogFile> {
  const day = header.started.slice(0, "YYYY-MM-DD".length);
  const name = `${header.register}-${header.device}-${day}-${id.slice(0, NAME_DIGITS)}.yqlog`;
  return { name: name.replace(/[^\w.-]+/g, "_"), text: await logText(id) };
}

/** A log as the text of a file. */
export async function logText(log: string): Promise<string> {
  const lines = await transact(LOG_PLACE, "readonly", (store) => answered<unknown[]>(store.getAll(rangeOf(log))));
  return lines.map((line) => `${String(line)}\n`).join("");
}

/** The line of an entry; nothing if it is not there. */
export async function lineOf(log: string, number: number): Promise<string | undefined> {
  const line = await transact(LOG_PLACE, "readonly", (store) => answered<unknown>(store.get([log, number])));
  return typeof line === "string" ? line : undefined;
}

/** Begins a log with its header. */
export async function beginLog(log: string, header: string): Promise<void> {
  await transact(LOG_PLACE, "readwrite", (store) => answered(store.add(header, [log, 0])));
}

/**
 * Writes the next line of a log, made from its latest one, and gives it back once it is on the disk.
 *
 * `next` is called inside the transaction, so nobody can write between the two. Rejects if the log is not there any more.
 */
export async function appendLine(log: string, next: (latest: string) => string): Promise<string> {
  return transact(LOG_PLACE, "readwrite", async (store) => {
    const key = await latestKey(store, log);
    const latest = key === undefined ? undefined : await answered<unknown>(store.get([...key]));
    if (key === undefined || typeof latest !== "string") throw new Error("the log is gone");
    const line = next(latest);
    await answered(store.add(line, [log, key[1] + 1]));
    return line;
  });
}

/** Removes a log. */
export async function removeLog(log: string): Promise<void> {
  await transact(LOG_PLACE, "readwrite", (store) => answered(store.delete(rangeOf(log))));
}

