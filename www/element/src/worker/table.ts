/** An opened snapshot: answers questions with what may be shown. */
import type { Understood } from "../shared/asking.js";
import { YongquanError, pageError, toWire } from "../shared/errors.js";
import type { WireError } from "../shared/errors.js";
import type { Filter } from "../shared/filter.js";
import type { Figures, FiguresRequest } from "../shared/figures.js";
import type { Answer, AnswerRequest, Counts, Facet, FacetRequest, Opened } from "../shared/protocol.js";
import type { CodeList, Field, Schema } from "../shared/schema.js";
import { Dictionary } from "./dictionary.js";
import type { Numbered } from "./dictionary.js";
import type { Engine, EngineSelection } from "./engine-api.js";
import { facetOf } from "./facets.js";
import { figuresOf } from "./figures.js";
import type { FigureTable } from "./figures.js";
import { People } from "./people.js";
import type { PeopleTable } from "./people.js";
import { Understanding } from "./understand.js";

/** Selections kept: the question, the view that each facet with a choice has of it, and those before the last change. */
const MAX_KEPT_SELECTIONS = 12;

function countsOf(selection: EngineSelection): Counts {
  const [matched = 0, notMatched = 0, unknown = 0, excluded = 0, population = 0] = selection.counts();
  return { matched, notMatched, unknown, excluded, population };
}

/** An opened snapshot. */
export class Table implements FigureTable, PeopleTable {
  readonly opened: Omit<Opened, "log" | "operator">;
  /** Everything about people one by one. */
  readonly people: People;
  readonly fields: readonly Numbered[];
  /** The snapshot's own day. */
  readonly ownDay: string;
  readonly #engine: Engine;
  readonly #understanding: Understanding;
  readonly #fields: ReadonlyMap<string, Numbered>;
  readonly #codeLists: ReadonlyMap<string, CodeList>;
  readonly #dictionaries = new Map<number, Dictionary>();
  /** By the JSON form of the question, oldest first. */
  readonly #selections = new Map<string, EngineSelection>();

  constructor(engine: Engine) {
    this.#engine = engine;
    this.ownDay = engine.asOf();
    const schema: Schema = engine.schema();
    // How a name sounds gives it away; it is there to be searched, never to be shown.
    const numbered = schema.fields.map((field, index) => ({ field, index })).filter(({ field }) => field.derived?.kind !== "pinyin");
    const sounded = schema.fields.filter(({ derived }) => derived?.kind === "pinyin").map(({ derived }) => derived?.of ?? "");
    this.opened = { about: engine.about(), schema: { ...schema, sounded, fields: numbered.map(({ field }) => field) } };
    this.fields = numbered;
    this.#understanding = new Understanding(engine, this.opened.schema);
    this.#fields = new Map(numbered.map((entry) => [entry.field.id, entry]));
    this.#codeLists = new Map(schema.code_lists.map((list) => [list.id, list]));
    this.people = new People(this);
  }

  /** The JSON form of a question in text form. */
  parse(question: string): Filter {
    return this.#engine.parse(question);
  }

  /** A question as people type it. */
  understand(question: string): Understood {
    return this.#understanding.read(question);
  }

  /** How many fulfil each of some questions; nothing for one that the engine refuses. Numbers only. */
  tally(filters: readonly (Filter | null)[]): readonly (number | null)[] {
    return this.#each(filters, (selection) => countsOf(selection).matched, () => null);
  }

  /** Why the engine refuses each of some questions; nothing for one that it answers. */
  check(filters: readonly Filter[]): readonly (WireError | null)[] {
    return this.#each(filters, () => null, (error) => error);
  }

  /** What comes of each of some questions, or of the engine's refusal of it. */
  #each<T>(filters: readonly (Filter | null)[], answered: (selection: EngineSelection) => T, refused: (error: WireError) => T): readonly T[] {
    return filters.map((filter) => {
      try {
        return this.selectOnce(filter, answered);
      } catch (thrown) {
        const error = toWire(thrown);
        if (error.code === "page.unexpected") throw thrown;
        return refused(error);
      }
    });
  }

  /** The day that ages are counted to. */
  get asOf(): string {
    return this.#engine.asOf();
  }

  /** Counts ages to a day, from now on. */
  countTo(day: string): void {
    if (day === this.#engine.asOf()) return;
    this.#engine.setAsOf(day);
    // What was made before speaks of the day before.
    for (const selection of this.#selections.values()) selection.free();
    this.#selections.clear();
    this.#dictionaries.clear();
  }

  /** Count and facets of one question: numbers only. */
  figures(request: Pick<AnswerRequest, "filter" | "facets">): Omit<Answer, "list"> {
    return {
      counts: this.counts(request.filter),
      facets: (request.facets ?? []).map((facet) => this.facet(facet)),
    };
  }

  get roles(): Schema["roles"] {
    return this.opened.schema.roles;
  }

  /** Gives up everything that is open. */
  close(): void {
    for (const selection of this.#selections.values()) selection.free();
    this.#selections.clear();
    this.#engine.free();
  }

  /** The text form of a question. */
  print(filter: Filter | null): string {
    return filter === null ? "" : this.#engine.print(filter);
  }

  /** Figures for a look at the selection. */
  look(request: FiguresRequest): Figures {
    return figuresOf(this, request);
  }

  counts(filter: Filter | null): Counts {
    return countsOf(this.select(filter));
  }

  selectOnce<T>(filter: Filter | null, use: (selection: EngineSelection) => T): T {
    const selection = this.#engine.select(filter);
    try {
      return use(selection);
    } finally {
      selection.free();
    }
  }

  select(filter: Filter | null): EngineSelection {
    const key = JSON.stringify(filter);
    const selection = this.#selections.get(key) ?? this.#engine.select(filter);
    // Put last, so that the first one is always the one that was not used for longest.
    this.#selections.delete(key);
    this.#selections.set(key, selection);
    for (const [oldest, unused] of this.#selections) {
      if (this.#selections.size <= MAX_KEPT_SELECTIONS) break;
      this.#selections.delete(oldest);
      unused.free();
    }
    return selection;
  }

  facet({ field: id, filter }: FacetRequest): Facet {
    const entry = this.openField(id);
    if (entry.field.mask !== undefined) throw pageError("page.masked_field", { field: id });
    const counts = this.select(filter).facet(entry.index);
    return facetOf(entry.field, this.codeList(entry.field), counts, this.dictionary(entry));
  }

  codeList(field: Field): CodeList | undefined {
    return field.code_list === undefined ? undefined : this.#codeLists.get(field.code_list);
  }

  field(id: string): Numbered {
    const found = this.#fields.get(id);
    if (found === undefined) throw new YongquanError("query.unknown_field", { path: "", field: id });
    return found;
  }

  get openFields(): readonly Numbered[] {
    return this.fields.filter(({ field }) => field.open);
  }

  openField(id: string): Numbered {
    const found = this.field(id);
    if (!found.field.open) throw new YongquanError("query.locked_field", { path: "", field: id });
    return found;
  }

  dictionary({ field, index }: Numbered): Dictionary {
    const known = this.#dictionaries.get(index);
    if (known !== undefined) return known;
    const dictionary = new Dictionary(this.#engine, index, field);
    this.#dictionaries.set(index, dictionary);
    return dictionary;
  }
}
