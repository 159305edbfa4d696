/** Long work in slices: between two of them the browser draws what is on the screen, and hears whoever stops the work or locks. */
import { pageError } from "../../shared/errors.js";

/** How long a slice takes at least before there is a rest, in milliseconds: well under what a person feels as a halt. */
const SLICE_MS = 20;
/** Time between two reports, in milliseconds. */
const REPORT_MS = 100;

/** How far the work is. */
export interface Progress {
  /** People are laid out, or sheets are put together. */
  readonly stage: "people" | "sheets";
  readonly done: number;
  readonly total: number;
}

/** The next task of the browser. No timer: those wait for a second in a window that is not in sight. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** One piece of long work. */
export class Slices {
  readonly #signal: AbortSignal;
  readonly #tell: (progress: Progress) => void;
  #sinceMs = performance.now();
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(signal: AbortSignal, tell: (progress: Progress) => void) {
    this.#signal = signal;
    this.#tell = tell;
  }

  /**
   * Rests if the slice was long enough. Between two calls there should be little to do.
   *
   * # Errors
   *
   * `page.aborted` if the work was stopped.
   */
  async rest(progress?: Progress): Promise<void> {
    if (performance.now() - this.#sinceMs >= SLICE_MS) {
      if (progress !== undefined && performance.now() - this.#toldMs >= REPORT_MS) {
        this.#tell(progress);
        this.#toldMs = performance.now();
      }
      await nextTask();
      this.#sinceMs = performance.now();
    }
    if (this.#signal.aborted) throw pageError("page.aborted");
  }
}
