/** Where the engine's bytes come from. */
import { pageError } from "../shared/errors.js";

/** An address to fetch the wasm from, or its bytes where nothing can be fetched (a single file opened by double click). */
export type WasmSource = { readonly url: string | URL } | { readonly bytes: ArrayBuffer };

/** The two builds of the engine: for Chromium 86, and for browsers that have vector instructions. */
export type EngineBuild = "baseline" | "simd";

/** The build that suits this browser. For pages that bring the engine's bytes themselves. */
export function suitableEngine(): EngineBuild {
  return hasSimd() ? "simd" : "baseline";
}

/** The file beside this script that suits the browser; bundlers find both. */
export function packagedWasm(): WasmSource {
  const [simd, baseline] = [new URL("./yongquan-simd.wasm", import.meta.url), new URL("./yongquan-baseline.wasm", import.meta.url)];
  return { url: suitableEngine() === "simd" ? simd : baseline };
}

/**
 * A module with one function: `i8x16.splat` of a constant, and `i8x16.popcnt` of that, which only browsers with all of the vector
 * instructions accept.
 */
const SIMD_PROBE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];

/** Whether this browser runs the engine with vector instructions. */
function hasSimd(): boolean {
  return WebAssembly.validate(new Uint8Array(SIMD_PROBE));
}

/**
 * Fetches a file that belongs to the page, or a snapshot. `cache` and `headers` are those of `fetch`.
 *
 * # Errors
 *
 * `page.fetch_failed` if there is no answer or no good one; `status` is 0 if there was none.
 */
export async function fetched(
  url: string | URL,
  signal?: AbortSignal,
  cache: RequestCache = "default",
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const init: RequestInit = { credentials: "same-origin", cache, headers, ...(signal !== undefined && { signal }) };
  const response = await fetch(String(url), init).catch(() => undefined);
  if (signal?.aborted === true) throw pageError("page.aborted");
  if (response === undefined || !response.ok) {
    throw pageError("page.fetch_failed", { file: fileNameOf(url), status: String(response?.status ?? 0) });
  }
  return response;
}

/**
 * The body of an answer as a blob, with the bytes that came so far.
 *
 * # Errors
 *
 * `page.fetch_failed` if it breaks off, `page.aborted` if the signal ends it.
 */
export async function received(response: Response, onBytes: (done: number, total: number | undefined) => void, signal?: AbortSignal): Promise<Blob> {
  const reader = response.body?.getReader();
  // Of a compressed body the length is that of the packed bytes, and those are not counted here.
  const stated = response.headers.has("content-encoding") ? undefined : (response.headers.get("content-length") ?? undefined);
  const total = stated === undefined ? undefined : Number(stated);
  const pieces: BlobPart[] = [];
  let done = 0;
  try {
    if (reader === undefined) return await response.blob();
    for (;;) {
      const piece = await reader.read();
      if (piece.done) return new Blob(pieces);
      pieces.push(piece.value);
      done += piece.value.length;
      onBytes(done, total);
    }
  } catch {
    throw signal?.aborted === true ? pageError("page.aborted") : pageError("page.fetch_failed", { file: fileNameOf(response.url), status: "0" });
  }
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
