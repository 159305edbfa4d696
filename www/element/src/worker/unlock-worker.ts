/** The unlock worker: turns one passphrase into an identity, hands it to the engine worker, and is ended by the page. */
import { toWire } from "../shared/errors.js";
import type { IdentityMessage, UnlockRequest } from "../shared/protocol.js";
import { startEngine } from "./wasm.js";

declare const self: DedicatedWorkerGlobalScope;

function unlock({ wasm, slot, passphrase }: UnlockRequest<MessagePort>): IdentityMessage {
  try {
    return { kind: "identity", identity: startEngine(wasm).unlockSlot(slot, passphrase) };
  } catch (thrown) {
    // A trap here is want of memory: the engine worker is untouched, and its table is not open yet.
    if (thrown instanceof WebAssembly.RuntimeError || thrown instanceof RangeError) {
      return { kind: "failed", error: { code: "page.worker_died", params: {} } };
    }
    return { kind: "failed", error: toWire(thrown) };
  }
}

self.onmessage = (event: MessageEvent<UnlockRequest<MessagePort>>) => {
  event.data.identityTo.postMessage(unlock(event.data));
};
