/** Where the engine's bytes come from. */
import { pageError } from "../shared/errors.js";

/** An address to fetch the wasm from, or its bytes where nothing can be fetched (a single file opened by double click). */
export type WasmSource = { readonly url: string | URL } | { readonly bytes: ArrayBuffer };

/** The file beside this script, where bundlers find it as well. */
export function packagedWasm(): WasmSource {
  return { url: new URL("./yongquan_wasm_bg.wasm", import.meta.url) };
}

/**
 * Fetches a file that belongs to the page, or a snapshot.
 *
 * # Errors
 *
 * `page.fetch_failed` if there is no answer or no good one; `status` is 0 if there was none.
 */
export async function fetched(url: string | URL, signal?: AbortSignal): Promise<Response> {
  const init: RequestInit = { credentials: "same-origin", ...(signal !== undefined && { signal }) };
  const response = await fetch(String(url), init).catch(() => undefined);
  if (signal?.aborted === true) throw pageError("page.aborted");
  if (response === undefined || !response.ok) {
    throw pageError("page.fetch_failed", { file: fileNameOf(url), status: String(response?.status ?? 0) });
  }
  return response;
}

/** The last part of an address: what a person would look for. */
function fileNameOf(url: string | URL): string {
  const path = String(url).split(/[?#]/, 1)[0] ?? "";
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The bytes of the engine. A failed load is not remembered: the next call tries again. */
export async function wasmBytes(source: WasmSource): Promise<ArrayBuffer> {
  return "bytes" in source ? source.bytes : (await fetched(source.url)).arrayBuffer();
}
