/**
 * The question as a person builds it: conditions by source, all of which must hold.
 *
 * A source is one place that conditions come from: the search box, the builder, the facet of one field. A source replaces only its
 * own conditions, and the facet of a field is counted without the conditions of that same facet, so that the other values stay in
 * sight. Selections never change; every change gives a new one.
 */
import { conjunction, conjuncts } from "../shared/filter.js";
import type { Filter, Leaf, Value } from "../shared/filter.js";

/** Where a condition comes from. */
export type Source = "question" | "builder" | `facet:${string}`;

/** The source that the facet of a field writes to. */
export function facetSource(field: string): Source {
  return `facet:${field}`;
}

/** One condition: a chip on the page. */
export interface Clause {
  /** Unique among the clauses of all selections of the page. */
  readonly id: number;
  readonly source: Source;
  readonly filter: Filter;
}

/** Values ticked in a facet. */
export interface FacetChoice {
  readonly values: readonly Value[];
  readonly missing: boolean;
}

const NO_CHOICE: FacetChoice = { values: [], missing: false };

/** The filter of what is ticked in a facet, or nothing if nothing is. */
function choiceFilter(field: string, { values, missing }: FacetChoice): Filter | undefined {
  const [first, ...others] = values;
  const held: Leaf | undefined =
    first === undefined ? undefined : others.length === 0 ? { field, op: "eq", value: first } : { field, op: "in", values };
  const absent: Leaf | undefined = missing ? { field, op: "is_missing" } : undefined;
  if (held !== undefined && absent !== undefined) return { or: [held, absent] };
  return held ?? absent;
}

/** The conditions of a page. */
export class Selection {
  /** In the order in which they were added. */
  readonly clauses: readonly Clause[];
  readonly #choices: ReadonlyMap<string, FacetChoice>;
  readonly #nextId: number;

  private constructor(clauses: readonly Clause[], choices: ReadonlyMap<string, FacetChoice>, nextId: number) {
    this.clauses = clauses;
    this.#choices = choices;
    this.#nextId = nextId;
  }

  /** Everybody. */
  static readonly EVERYBODY = new Selection([], new Map(), 1);

  /** The question as a filter; `null` is everybody. */
  filter(): Filter | null {
    return conjunction(this.clauses.map(({ filter }) => filter));
  }

  /** The question without the conditions of one source. */
  filterWithout(source: Source): Filter | null {
    return conjunction(this.clauses.filter((clause) => clause.source !== source).map(({ filter }) => filter));
  }

  /** What is ticked in the facet of a field. */
  choice(field: string): FacetChoice {
    return this.#choices.get(field) ?? NO_CHOICE;
  }

  /** Puts the parts of `filter` in place of everything that came from the search box; `null` removes that. */
  withQuestion(filter: Filter | null): Selection {
    const others = this.clauses.filter(({ source }) => source !== "question");
    const parts = filter === null ? [] : conjuncts(filter);
    return this.#with([...parts.map((part, place) => this.#clause("question", part, place)), ...others], this.#choices, parts.length);
  }

  /** Adds conditions from the builder: the parts of a filter. */
  withCondition(filter: Filter): Selection {
    const parts = conjuncts(filter).map((part, at) => this.#clause("builder", part, at));
    return this.#with([...this.clauses, ...parts], this.#choices, parts.length);
  }

  /**
   * Puts the parts of a filter in place of one condition; `null` removes it. What came from the search box or from a facet is from now
   * on a condition of its own, as is what else came from the box.
   */
  withReplaced(id: number, filter: Filter | null): Selection {
    const place = this.clauses.findIndex((clause) => clause.id === id);
    const removed = this.without(id);
    if (place < 0 || filter === null) return removed;
    const parts = conjuncts(filter).map((part, at) => this.#clause("builder", part, at));
    const clauses = [...removed.clauses.slice(0, place), ...parts, ...removed.clauses.slice(place)];
    return this.#with(clauses, removed.#choices, parts.length);
  }

  /** A whole question, condition by condition, in place of everything. */
  withAll(filter: Filter | null): Selection {
    const parts = filter === null ? [] : conjuncts(filter).map((part, at) => this.#clause("builder", part, at));
    return this.#with(parts, new Map(), parts.length);
  }

  /** Ticks a value of a facet, or unticks it; `null` stands for rows without a value. */
  withToggled(field: string, value: Value | null): Selection {
    const { values, missing } = this.choice(field);
    const next: FacetChoice =
      value === null
        ? { values, missing: !missing }
        : { values: values.includes(value) ? values.filter((other) => other !== value) : [...values, value], missing };
    return this.#withChoice(field, next);
  }

  /**
   * Removes one condition. What else came from the search box is from now on a condition of its own: the text in the box no
   * longer says what is asked, and the next question must not silently take the rest away.
   */
  without(id: number): Selection {
    const removed = this.clauses.find((clause) => clause.id === id);
    if (removed === undefined) return this;
    const choices = new Map(this.#choices);
    for (const field of this.#choices.keys()) if (facetSource(field) === removed.source) choices.delete(field);
    const rest = this.clauses.filter((clause) => clause !== removed);
    const adopted = removed.source === "question" ? rest.map(adoptedByBuilder) : rest;
    return this.#with(adopted, choices, 0);
  }

  #withChoice(field: string, choice: FacetChoice): Selection {
    const source = facetSource(field);
    const filter = choiceFilter(field, choice);
    const choices = new Map(this.#choices);
    if (filter === undefined) choices.delete(field);
    else choices.set(field, choice);
    const place = this.clauses.findIndex((clause) => clause.source === source);
    const clauses = this.clauses.filter((clause) => clause.source !== source);
    // A chip stays where it is while values are ticked.
    if (filter !== undefined) clauses.splice(place < 0 ? clauses.length : place, 0, this.#clause(source, filter, 0));
    return this.#with(clauses, choices, 1);
  }

  #clause(source: Source, filter: Filter, place: number): Clause {
    return { id: this.#nextId + place, source, filter };
  }

  #with(clauses: readonly Clause[], choices: ReadonlyMap<string, FacetChoice>, used: number): Selection {
    return new Selection(clauses, choices, this.#nextId + used);
  }
}

function adoptedByBuilder(clause: Clause): Clause {
  return clause.source === "question" ? { ...clause, source: "builder" } : clause;
}
