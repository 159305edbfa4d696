/** The workbook worker: writes one file, searches it where it is for a notice board, and is ended. */
import { toWire } from "../shared/errors.js";
import type { WorkbookReply, WorkbookRequest } from "../shared/workbook.js";
import { forbiddenInWorkbook } from "./file-scan.js";
import { workbookBytes } from "./write-workbook.js";

declare const self: DedicatedWorkerGlobalScope;

async function replyTo({ workbook, scan }: WorkbookRequest): Promise<WorkbookReply> {
  const bytes = await workbookBytes(workbook);
  const found = scan === undefined ? undefined : forbiddenInWorkbook(workbook, new Uint8Array(bytes), scan.ours);
  return found === undefined ? { kind: "done", bytes } : { kind: "refused", ...found };
}

self.onmessage = (event: MessageEvent<WorkbookRequest>) => {
  replyTo(event.data).then(
    (reply) => self.postMessage(reply, reply.kind === "done" ? [reply.bytes] : []),
    (thrown: unknown) => self.postMessage({ kind: "failed", error: toWire(thrown) } satisfies WorkbookReply),
  );
};
