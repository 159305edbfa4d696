/** What could be read by looking into the memory of the page and of its worker. */
import type { Page, Worker } from "@playwright/test";

/**
 * Has every worker of the page keep its wasm memories where a test can reach them. Before the page is loaded.
 *
 * Workers come from blobs, so the script of each gets a line before it.
 */
export async function reachWorkerMemories(page: Page): Promise<void> {
  await beforeWorkers(
    page,
    "self.wasmMemories=[];{const Own=WebAssembly.Instance;WebAssembly.Instance=function(...given){const made=new Own(...given);" +
      "for(const value of Object.values(made.exports))if(value instanceof WebAssembly.Memory)self.wasmMemories.push(value);return made}}",
  );
}

/** Runs a line of script in every worker of the page before its own. Before the page is loaded. */
export async function beforeWorkers(page: Page, script: string): Promise<void> {
  await page.addInitScript((line) => {
    const OwnBlob = window.Blob;
    window.Blob = class extends OwnBlob {
      constructor(parts: BlobPart[] = [], options: BlobPropertyBag = {}) {
        super(options.type === "text/javascript" ? [`${line}\n`, ...parts] : parts, options);
      }
    };
  }, script);
}

/** Which of the texts stand anywhere in the wasm memories of a worker, in UTF-8 or in UTF-16. */
export async function foundInWorker(worker: Worker, texts: readonly string[]): Promise<readonly string[]> {
  const needles = texts.flatMap((text) => (["utf8", "utf16le"] as const).map((encoding) => ({ text, bytes: [...Buffer.from(text, encoding)] })));
  const found = await worker.evaluate((wanted) => {
    const { wasmMemories } = self as unknown as { readonly wasmMemories: readonly WebAssembly.Memory[] };
    if (wasmMemories.length === 0) throw new Error("the worker has no wasm memory that can be reached");
    const MASK = 0xff_ffff;
    const byBeginning = new Map<number, { text: string; bytes: number[] }[]>();
    const isBeginning = new Uint8Array(MASK + 1);
    for (const each of wanted) {
      const [a = 0, b = 0, c = 0] = each.bytes;
      const beginning = (a << 16) | (b << 8) | c;
      isBeginning[beginning] = 1;
      byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), each]);
    }
    const seen = new Set<string>();
    for (const memory of wasmMemories) {
      const bytes = new Uint8Array(memory.buffer);
      let three = 0;
      for (let end = 0; end < bytes.length; end += 1) {
        three = ((three << 8) | (bytes[end] ?? 0)) & MASK;
        if (isBeginning[three] === 0) continue;
        const start = end - 2;
        for (const each of byBeginning.get(three) ?? []) if (each.bytes.every((byte, place) => bytes[start + place] === byte)) seen.add(each.text);
      }
    }
    return [...seen];
  }, needles);
  return found;
}

/** Which of the texts stand in any string of the page, also in those that nothing shows. */
export async function foundInPage(page: Page, texts: readonly string[]): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const pieces: string[] = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => pieces.push(chunk));
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await session.detach();
  const { strings } = JSON.parse(pieces.join("")) as { readonly strings: readonly string[] };
  const all = strings.join("\n");
  return texts.filter((text) => all.includes(text));
}
