/** What was, what is, and what was taken back. */

/** Steps kept: more than anybody goes back. */
export const MAX_STEPS = 100;

/** States in the order in which they came. */
export class History<T> {
  #past: readonly T[] = [];
  #present: T;
  #future: readonly T[] = [];
  readonly #maxSteps: number;

  constructor(first: T, maxSteps = MAX_STEPS) {
    this.#present = first;
    this.#maxSteps = maxSteps;
  }

  get present(): T {
    return this.#present;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** A step forward. What was taken back before is gone. */
  record(next: T): void {
    this.#past = [...this.#past, this.#present].slice(-this.#maxSteps);
    this.#present = next;
    this.#future = [];
  }

  /** The present in another form: no step of its own. */
  amend(next: T): void {
    this.#present = next;
  }

  /** The present never was: it was refused. */
  drop(): void {
    const before = this.#past[this.#past.length - 1];
    if (before === undefined) return;
    this.#past = this.#past.slice(0, -1);
    this.#present = before;
  }

  /** Goes back by one; nothing if there is no step. */
  undo(): T | undefined {
    const before = this.#past[this.#past.length - 1];
    if (before === undefined) return undefined;
    this.#past = this.#past.slice(0, -1);
    this.#future = [this.#present, ...this.#future];
    this.#present = before;
    return before;
  }

  /** Takes the last undoing back; nothing if there is none. */
  redo(): T | undefined {
    const [next, ...others] = this.#future;
    if (next === undefined) return undefined;
    this.#past = [...this.#past, this.#present];
    this.#present = next;
    this.#future = others;
    return next;
  }
}
