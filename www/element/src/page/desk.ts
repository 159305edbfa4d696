/** What happens while a snapshot is open: the question, its facets, its list, the other looks at it. No rendering here. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Filter, Value } from "../shared/filter.js";
import type { LogState } from "../shared/journal.js";
import type { Answer, Opened } from "../shared/protocol.js";
import type { YongquanClient } from "./client.js";
import type { FigureSource } from "./figure-source.js";
import { firstChoices } from "./look-choices.js";
import type { LookChoices, LookTab } from "./look-choices.js";
import { Selection, facetSource } from "./selection.js";
import type { ListOrder } from "./view/list.js";
import type { RefusedQuestion } from "./view/question-box.js";

const DEFAULT_PAGE_SIZE = 20;
/** Facets that are unfolded before anybody chose: what fits beside a list. */
const FIRST_OPEN_FACETS = 3;

/** Errors that only say that something else took over. */
const SILENT: ReadonlySet<string> = new Set(["page.aborted", "page.superseded", "page.locked", "page.worker_died"]);

/** A facet of the panel. One that is folded is not counted. */
export interface ShownFacet {
  readonly field: string;
  readonly isOpen: boolean;
}

/** All that decides what is seen of an answer. */
interface Look {
  readonly selection: Selection;
  /** The question as it was typed, while the conditions still say the same. */
  readonly text: string;
  readonly facets: readonly ShownFacet[];
  readonly tab: LookTab;
  readonly order: ListOrder;
  readonly offset: number;
  readonly size: number;
}

/** An open snapshot on the page. Thrown away whole when the page locks. */
export class Desk {
  readonly opened: Opened;
  readonly #host: ReactiveControllerHost;
  readonly #client: YongquanClient;
  /** What was last answered, and what it was asked with: these two are always shown together. */
  answer: Answer | undefined;
  look: Look;
  /** What was chosen in the looks at the selection; it outlives the change from one to another. */
  choices: LookChoices;
  refused: RefusedQuestion | undefined;
  error: YongquanError | undefined;
  /** Why people are looked at; absent before somebody has said it, and then there is no list. */
  purpose: string | undefined;
  /** How the log stands. */
  log: LogState;
  /** Counts questions, so that a slow parse does not overtake a newer question. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, client: YongquanClient, opened: Opened) {
    this.#host = host;
    this.#client = client;
    this.opened = opened;
    this.log = opened.log;
    const canList = (id: string): boolean => opened.schema.fields.some((field) => field.id === id && field.open && field.mask === undefined);
    this.choices = firstChoices(opened.schema);
    this.look = {
      selection: Selection.EVERYBODY,
      text: "",
      facets: opened.schema.default_facets.filter(canList).map((field, place) => ({ field, isOpen: place < FIRST_OPEN_FACETS })),
      tab: "list",
      order: { sort: undefined, descending: false },
      offset: 0,
      size: DEFAULT_PAGE_SIZE,
    };
  }

  /** Answers for the first time. */
  async begin(): Promise<void> {
    await this.#show(this.look);
  }

  /** Shows the list, for a purpose. */
  async lookFor(purpose: string): Promise<void> {
    this.purpose = purpose;
    await this.#show(this.look);
  }

  /** Somebody has taken notice that a part of the log is gone. */
  async acknowledgeLostLog(): Promise<void> {
    try {
      await this.#client.acknowledgeLostLog();
    } catch (thrown) {
      this.error = asYongquanError(thrown);
      this.#host.requestUpdate();
    }
  }

  logChanged(state: LogState): void {
    this.log = state;
    this.#host.requestUpdate();
  }

  /** Asks a question in text form; an empty one takes away what the last one asked. */
  async ask(text: string): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const filter = text === "" ? null : await this.#client.parse(text);
      if (asked !== this.#asked) return;
      await this.#select(this.look.selection.withQuestion(filter), text);
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (asked !== this.#asked || SILENT.has(error.code)) return;
      this.refused = { question: text, error };
      this.#host.requestUpdate();
    }
  }

  async addCondition(filter: Filter): Promise<void> {
    await this.#select(this.look.selection.withCondition(filter), this.look.text);
  }

  /** Removes a condition. What is left of a typed question is no longer what the box says, so the box is emptied. */
  async remove(id: number): Promise<void> {
    const { selection, text } = this.look;
    const isTyped = selection.clauses.some((clause) => clause.id === id && clause.source === "question");
    await this.#select(selection.without(id), isTyped ? "" : text);
  }

  async clear(): Promise<void> {
    await this.#select(Selection.EVERYBODY, "");
  }

  async toggle(field: string, value: Value | null): Promise<void> {
    const { selection, text } = this.look;
    await this.#select(selection.withToggled(field, value), text);
  }

  /** Adds conditions that a figure stands for. What is a condition already is not added again. */
  async narrow(filters: readonly Filter[]): Promise<void> {
    const { selection, text } = this.look;
    const known = new Set(selection.clauses.map(({ filter }) => JSON.stringify(filter)));
    const added = filters.filter((filter) => !known.has(JSON.stringify(filter)));
    if (added.length > 0) await this.#select(added.reduce((narrowed, filter) => narrowed.withCondition(filter), selection), text);
  }

  /** Shows the facet of a field, unfolded; one that is not in the panel yet comes first. */
  async showFacet(field: string): Promise<void> {
    const { facets } = this.look;
    const isKnown = facets.some((facet) => facet.field === field);
    await this.#show({ ...this.look, facets: isKnown ? folded(facets, field, true) : [{ field, isOpen: true }, ...facets] });
  }

  async foldFacet(field: string, isOpen: boolean): Promise<void> {
    await this.#show({ ...this.look, facets: folded(this.look.facets, field, isOpen) });
  }

  /** Looks at the same selection in another way. Nothing is asked again, and the list stays where it was. */
  showTab(tab: LookTab): void {
    this.look = { ...this.look, tab };
    this.#host.requestUpdate();
  }

  /** Remembers what was chosen in a look. */
  choose(chosen: Partial<LookChoices>): void {
    this.choices = { ...this.choices, ...chosen };
    this.#host.requestUpdate();
  }

  /** Where the looks get their figures. */
  get figures(): FigureSource {
    return this.#client;
  }

  /** Puts off the lock by idleness for a wall screen, or ends that: then whoever is there may have to unlock again. */
  stayOpen(idleMs: number | undefined): void {
    this.#client.stayOpen(idleMs);
  }

  /** Sorts by a column; a second time the other way round, a third time as the register has it. */
  async sortBy(field: string): Promise<void> {
    const { sort, descending } = this.look.order;
    const isSame = sort === field;
    const order: ListOrder = isSame && descending ? { sort: undefined, descending: false } : { sort: field, descending: isSame };
    await this.#show({ ...this.look, order, offset: 0 });
  }

  async goTo(offset: number): Promise<void> {
    await this.#show({ ...this.look, offset });
  }

  /** Changes the number of rows of a page; the first row shown stays on the page. */
  async resize(size: number): Promise<void> {
    await this.#show({ ...this.look, size, offset: Math.floor(this.look.offset / size) * size });
  }

  async #select(selection: Selection, text: string): Promise<void> {
    await this.#show({ ...this.look, selection, text, offset: 0 });
  }

  /** Shows a look once it is answered. One that is refused changes nothing but the error. */
  async #show(look: Look): Promise<void> {
    const before = this.look;
    this.look = look;
    this.error = undefined;
    this.refused = undefined;
    try {
      this.answer = await this.#client.answer(this.#request(look));
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (SILENT.has(error.code)) return;
      this.look = before;
      this.error = error;
    } finally {
      this.#host.requestUpdate();
    }
  }

  #request({ selection, facets, order, offset, size }: Look): Parameters<YongquanClient["answer"]>[0] {
    const { schema } = this.opened;
    return {
      filter: selection.filter(),
      facets: facets.filter(({ isOpen }) => isOpen).map(({ field }) => ({ field, filter: selection.filterWithout(facetSource(field)) })),
      ...(this.purpose !== undefined && this.log.problem === undefined && this.log.lost === undefined && {
        list: {
          columns: schema.default_columns,
          ...(order.sort !== undefined && { sort: order.sort }),
          descending: order.descending,
          offset,
          limit: size,
          why: { purpose: this.purpose },
        },
      }),
    };
  }
}

function folded(facets: readonly ShownFacet[], field: string, isOpen: boolean): readonly ShownFacet[] {
  return facets.map((facet) => (facet.field === field ? { field, isOpen } : facet));
}
