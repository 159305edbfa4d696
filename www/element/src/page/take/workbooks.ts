/** Has spreadsheets written by a worker that lives for one of them. */
import { fromWire, pageError } from "../../shared/errors.js";
import type { ForbiddenKind } from "../../shared/scan.js";
import type { WorkbookReply, WorkbookRequest } from "../../shared/workbook.js";
import { classicWorker } from "../workers.js";
import type { WorkerLike } from "../workers.js";

/** What a forbidden number is called, in both languages: the form that the texts of errors take. */
export const FORBIDDEN_NAMES: Readonly<Record<ForbiddenKind, string>> = {
  identity: "身份证号码 · an identity number",
  mobile: "手机号码 · a mobile number",
  card: "银行卡号 · a bank card number",
};

/** The script of the worker, ready to write. */
export class WorkbookWriter {
  readonly #script: string;
  readonly #made: (script: string) => WorkerLike;

  constructor(script: string, made: (script: string) => WorkerLike = (text) => classicWorker(text, "yongquan-xlsx")) {
    this.#script = script;
    this.#made = made;
  }

  /**
   * The bytes of a finished file. Aborting ends the worker, and with it everything that was begun.
   *
   * # Errors
   *
   * - `page.notice_number`: the file was searched and holds a number that must not stand there; nothing of it is left;
   * - `page.aborted`, `page.worker_died`, or what the worker failed with.
   */
  async write(request: WorkbookRequest, signal: AbortSignal): Promise<ArrayBuffer> {
    const worker = this.#made(this.#script);
    try {
      const reply = await answerOf(worker, request, signal);
      if (reply.kind === "failed") throw fromWire(reply.error);
      if (reply.kind === "refused") throw pageError("page.notice_number", { expected: FORBIDDEN_NAMES[reply.number], place: reply.place });
      return reply.bytes;
    } finally {
      worker.terminate();
    }
  }
}

function answerOf(worker: WorkerLike, request: WorkbookRequest, signal: AbortSignal): Promise<WorkbookReply> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(pageError("page.aborted"));
    signal.addEventListener("abort", () => reject(pageError("page.aborted")), { once: true });
    worker.onmessage = (event: MessageEvent<WorkbookReply>) => resolve(event.data);
    worker.onerror = () => reject(pageError("page.worker_died"));
    worker.onmessageerror = () => reject(pageError("page.worker_died"));
    worker.postMessage(request, []);
  });
}
