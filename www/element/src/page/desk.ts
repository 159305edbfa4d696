/** What happens while a snapshot is open: the question, its facet, its list. No rendering here. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import { fieldsIn } from "../shared/filter.js";
import type { Filter, Value } from "../shared/filter.js";
import type { LogState } from "../shared/journal.js";
import type { Answer, Opened } from "../shared/protocol.js";
import type { YongquanClient } from "./client.js";
import { Selection, facetSource } from "./selection.js";
import type { ListOrder } from "./view/list.js";
import type { RefusedQuestion } from "./view/question-box.js";

const DEFAULT_PAGE_SIZE = 20;

/** Errors that only say that something else took over. */
const SILENT: ReadonlySet<string> = new Set(["page.aborted", "page.superseded", "page.locked", "page.worker_died"]);

/** All that decides what is seen of an answer. */
interface Look {
  readonly selection: Selection;
  /** The question as it was typed, while the conditions still say the same. */
  readonly text: string;
  readonly facetField: string | undefined;
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
  refused: RefusedQuestion | undefined;
  error: YongquanError | undefined;
  /** Why people are looked at; absent before somebody has said it, and then there is no list. */
  purpose: string | undefined;
  /** How the log stands. */
  log: LogState;
  /** The register's examples of questions that this key can ask; none before they were looked at. */
  examples: readonly string[] = [];
  /** Counts questions, so that a slow parse does not overtake a newer question. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, client: YongquanClient, opened: Opened) {
    this.#host = host;
    this.#client = client;
    this.opened = opened;
    this.log = opened.log;
    const isOpen = (id: string): boolean => opened.schema.fields.some((field) => field.id === id && field.open);
    this.look = {
      selection: Selection.EVERYBODY,
      text: "",
      facetField: opened.schema.default_facets.find(isOpen),
      order: { sort: undefined, descending: false },
      offset: 0,
      size: DEFAULT_PAGE_SIZE,
    };
  }

  /** Answers for the first time. */
  async begin(): Promise<void> {
    await this.#show(this.look);
    if (this.answer !== undefined) await this.#findExamples();
  }

  /** An example that speaks of a section which the key does not open would only be refused. */
  async #findExamples(): Promise<void> {
    const { example_questions: examples, fields } = this.opened.schema;
    const isOpen = (id: string): boolean => fields.some((field) => field.id === id && field.open);
    // One that is refused is no example.
    const canBeAsked = await Promise.all(
      examples.map((example) => this.#client.parse(example).then((filter) => fieldsIn(filter).every(isOpen), () => false)),
    );
    this.examples = examples.filter((_, place) => canBeAsked[place]);
    this.#host.requestUpdate();
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

  async toggle(value: Value | null): Promise<void> {
    const { facetField, selection, text } = this.look;
    if (facetField !== undefined) await this.#select(selection.withToggled(facetField, value), text);
  }

  async showFacet(field: string): Promise<void> {
    await this.#show({ ...this.look, facetField: field });
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

  #request({ selection, facetField, order, offset, size }: Look): Parameters<YongquanClient["answer"]>[0] {
    const { schema } = this.opened;
    const shown = schema.fields.find(({ id }) => id === facetField);
    return {
      filter: selection.filter(),
      ...(shown !== undefined && shown.mask === undefined && {
        facet: { field: shown.id, filter: selection.filterWithout(facetSource(shown.id)) },
      }),
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
