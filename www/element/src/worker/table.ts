/** An opened snapshot: answers questions with what may be shown. */
import type { Understood } from "../shared/asking.js";
import { YongquanError, pageError, toWire } from "../shared/errors.js";
import type { WireError } from "../shared/errors.js";
import type { Filter } from "../shared/filter.js";
import type { Answer, AnswerRequest, Counts, Facet, FacetRequest, ListPage, ListRequest, Opened } from "../shared/protocol.js";
import type { CodeList, Field, Schema } from "../shared/schema.js";
import { Dictionary } from "./dictionary.js";
import type { Engine, EngineSelection } from "./engine-api.js";
import { facetOf } from "./facets.js";
import { Understanding } from "./understand.js";

/** Selections kept: the question and the facet's view of it, and the same two before the last change. */
const MAX_KEPT_SELECTIONS = 4;

/** A field with its number at the engine. */
interface Numbered {
  readonly field: Field;
  readonly index: number;
}

function countsOf(selection: EngineSelection): Counts {
  const [matched = 0, notMatched = 0, unknown = 0, excluded = 0, population = 0] = selection.counts();
  return { matched, notMatched, unknown, excluded, population };
}

/** An opened snapshot. */
export class Table {
  readonly opened: Omit<Opened, "log">;
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
    this.#understanding = new Understanding(engine, this.opened.schema);
    this.#fields = new Map(numbered.map((entry) => [entry.field.id, entry]));
    this.#codeLists = new Map(schema.code_lists.map((list) => [list.id, list]));
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
    return filters.map((filter) => {
      try {
        const selection = this.#engine.select(filter);
        const [matched = 0] = selection.counts();
        selection.free();
        return matched;
      } catch (thrown) {
        if (toWire(thrown).code === "page.unexpected") throw thrown;
        return null;
      }
    });
  }

  /** Why the engine refuses each of some questions; nothing for one that it answers. */
  check(filters: readonly Filter[]): readonly (WireError | null)[] {
    return filters.map((filter) => {
      try {
        this.#engine.select(filter).free();
        return null;
      } catch (thrown) {
        const error = toWire(thrown);
        if (error.code === "page.unexpected") throw thrown;
        return error;
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

  /** Count and facet of one question: numbers only. */
  figures(request: Pick<AnswerRequest, "filter" | "facet">): Omit<Answer, "list"> {
    return {
      counts: countsOf(this.#select(request.filter)),
      ...(request.facet !== undefined && { facet: this.#facet(request.facet) }),
    };
  }

  /** A page of people. `mark` is that of the entry of the log which says who looks at them. */
  list(filter: Filter | null, request: ListRequest, mark: string): ListPage {
    return this.#list(this.#select(filter), request, mark);
  }

  /** The text form of a question. */
  print(filter: Filter | null): string {
    return filter === null ? "" : this.#engine.print(filter);
  }

  #select(filter: Filter | null): EngineSelection {
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

  #facet({ field: id, filter }: FacetRequest): Facet {
    const { field, index } = this.#openField(id);
    if (field.mask !== undefined) throw pageError("page.masked_field", { field: id });
    const counts = this.#select(filter).facet(index);
    const codeList = field.code_list === undefined ? undefined : this.#codeLists.get(field.code_list);
    return facetOf(field, codeList, counts, this.#dictionary(field, index));
  }

  #list(selection: EngineSelection, request: ListRequest, mark: string): ListPage {
    const sort = request.sort === undefined ? [] : [this.#openField(request.sort).index];
    const directions = sort.map(() => Number(request.descending));
    const rowIds = selection.rowIds(Uint32Array.from(sort), Uint8Array.from(directions), request.offset, request.limit);
    const columns = request.columns.map((id) => this.#field(id));
    const open = columns.filter(({ field }) => field.open);
    const codes = selection.cells(rowIds, Uint32Array.from(open, ({ index }) => index));
    const shown = new Map(
      open.map(({ field, index }, place) => {
        const ofColumn = Array.from(rowIds, (_, row) => codes[row * open.length + place] ?? 0);
        return [field.id, this.#dictionary(field, index).shown(ofColumn)];
      }),
    );
    const rows = Array.from(rowIds, (_, row) => columns.map(({ field }) => shown.get(field.id)?.[row] ?? null));
    return { mark, columns: request.columns, offset: request.offset, rowIds, rows };
  }

  #field(id: string): Numbered {
    const found = this.#fields.get(id);
    if (found === undefined) throw new YongquanError("query.unknown_field", { path: "", field: id });
    return found;
  }

  #openField(id: string): Numbered {
    const found = this.#field(id);
    if (!found.field.open) throw new YongquanError("query.locked_field", { path: "", field: id });
    return found;
  }

  #dictionary(field: Field, index: number): Dictionary {
    const known = this.#dictionaries.get(index);
    if (known !== undefined) return known;
    const dictionary = new Dictionary(this.#engine, index, field);
    this.#dictionaries.set(index, dictionary);
    return dictionary;
  }
}
