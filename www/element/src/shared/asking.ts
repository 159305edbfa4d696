/** What the page and the engine worker tell each other about questions. */
import type { Filter } from "./filter.js";

/** A word that is no field and no value, and what it was taken for instead. */
export interface Guess {
  readonly word: string;
  /** Ids of the fields in which somebody has it. */
  readonly fields: readonly string[];
  /** Whether no number ends with it, but some have it further forward. */
  readonly isWithinNumber: boolean;
}

/** A question in text form as it was understood. */
export interface Understood {
  readonly filter: Filter;
  readonly guesses: readonly Guess[];
}
