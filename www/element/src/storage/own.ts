/**
 * What an operator keeps on this device: one text for each register and operator, encrypted to the operator's own key before it leaves
 * the worker.
 */
import { pageError } from "../shared/errors.js";
import { answered, canKeep, isThere, transact } from "./database.js";
import type { Place } from "./database.js";

/** Database of the sealed texts. */
export const OWN_PLACE: Place = { database: "yongquan.own", store: "texts" };

/** Encrypts to the operator's key, and back. */
export interface Sealer {
  sealOwn(text: string): Uint8Array;
  openOwn(bytes: Uint8Array): string;
}

/** The text of one operator of one register. */
export class OwnText {
  readonly #sealer: Sealer;
  readonly #key: string;

  constructor(sealer: Sealer, register: string, operator: string) {
    this.#sealer = sealer;
    this.#key = JSON.stringify([register, operator]);
  }

  /**
   * What is kept; nothing if nothing is.
   *
   * # Errors
   *
   * - `page.own_unreadable` if what is kept is not what this operator's key encrypted
   * - `page.own_unkept` if the browser does not let it be read
   */
  async read(): Promise<string | null> {
    // Opening a database makes it, and a browser that was asked to keep nothing shall hold none.
    if (!canKeep() || ("databases" in indexedDB && !(await isThere(OWN_PLACE)))) return null;
    const kept = await transact(OWN_PLACE, "readonly", (store) => answered<unknown>(store.get(this.#key))).catch(() => {
      throw pageError("page.own_unkept");
    });
    if (kept === undefined) return null;
    try {
      if (!(kept instanceof Uint8Array)) throw pageError("page.own_unreadable");
      return this.#sealer.openOwn(kept);
    } catch (thrown) {
      if (thrown instanceof WebAssembly.RuntimeError) throw thrown;
      throw pageError("page.own_unreadable");
    }
  }

  /**
   * Keeps a text in place of the one before.
   *
   * # Errors
   *
   * `page.own_unkept` if the browser does not keep it; the engine's code for a text that is too long.
   */
  async write(text: string): Promise<void> {
    const sealed = this.#sealer.sealOwn(text);
    if (!canKeep()) throw pageError("page.own_unkept");
    await transact(OWN_PLACE, "readwrite", (store) => answered(store.put(sealed, this.#key))).catch(() => {
      throw pageError("page.own_unkept");
    });
  }
}
