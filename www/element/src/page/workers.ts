/**
 * How workers come to be: from scripts inside this package, as classic workers made from a blob.
 *
 * That is the one way that works everywhere we must: a module worker does not start from `file://`, and below Chromium 97 only a
 * worker made from a blob may compile wasm under our content security policy.
 */
import engineSource from "virtual:engine-worker";
import unlockSource from "virtual:unlock-worker";

/** The part of a worker that the client uses; tests put their own in its place. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: Transferable[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

/** Makes the two workers. */
export interface WorkerFactory {
  engine(): WorkerLike;
  unlock(): WorkerLike;
}

/** A worker of a script's text. */
export function classicWorker(source: string, name: string): Worker {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url, { name });
  // The script is fetched while the worker is constructed, so the address is of no more use.
  URL.revokeObjectURL(url);
  return worker;
}

/** The workers of this package. */
export const packagedWorkers: WorkerFactory = {
  engine: () => classicWorker(engineSource, "yongquan-engine"),
  unlock: () => classicWorker(unlockSource, "yongquan-unlock"),
};
