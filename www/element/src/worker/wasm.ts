/** The door to the generated glue: nothing else imports it. */
import { SealedSnapshot as WasmSnapshot, fingerprint, initSync, logEntry, logHeader, unlockSlot } from "../../pkg/baseline/yongquan_wasm.js";
import { pageError } from "../shared/errors.js";
import type { EngineModule, SealedSnapshot } from "./engine-api.js";

/**
 * Compiles the engine. Synchronous: a worker has no frame to miss, and the bytes come with the message.
 *
 * # Errors
 *
 * `page.engine_failed` if this browser cannot run the bytes, or if they are no wasm.
 */
export function startEngine(wasm: ArrayBuffer): EngineModule {
  try {
    initSync({ module: wasm });
  } catch (reason) {
    throw pageError("page.engine_failed", { kind: reason instanceof Error ? reason.name : typeof reason });
  }
  return {
    fingerprint,
    unlockSlot,
    logHeader,
    logEntry,
    // The declarations are generated and say `any` where structures cross; `engine-api.ts` has their types.
    inspect: (bytes, trust) => new WasmSnapshot(bytes, trust) as SealedSnapshot,
  };
}
