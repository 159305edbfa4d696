/** Listens to the window or the document for as long as an element is on the page. */
import type { ReactiveController, ReactiveControllerHost } from "lit";

type Heard = WindowEventMap & DocumentEventMap;

export class Listening<K extends keyof Heard> implements ReactiveController {
  readonly #target: EventTarget;
  readonly #types: readonly K[];
  readonly #listener: EventListener;
  readonly #options: AddEventListenerOptions;

  /** Begins with the element's next coming onto the page. Several types have one listener. */
  constructor(host: ReactiveControllerHost, target: EventTarget, types: K | readonly K[], listener: (event: Heard[K]) => void, options: AddEventListenerOptions = {}) {
    this.#target = target;
    this.#types = typeof types === "string" ? [types] : types;
    // It is called with events of its own types alone.
    this.#listener = listener as EventListener;
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    for (const type of this.#types) this.#target.addEventListener(type, this.#listener, this.#options);
  }

  hostDisconnected(): void {
    for (const type of this.#types) this.#target.removeEventListener(type, this.#listener, this.#options);
  }
}
