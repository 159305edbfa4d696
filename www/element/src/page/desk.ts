/** What happens while a snapshot is open: the question, its facet, its list. No rendering here. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Guess } from "../shared/asking.js";
import { fieldsIn } from "../shared/filter.js";
import type { Filter, Value } from "../shared/filter.js";
import type { LogState } from "../shared/journal.js";
import type { Answer, Opened } from "../shared/protocol.js";
import type { YongquanClient } from "./client.js";
import { addressWith } from "./fragment.js";
import type { LinkedQuestion } from "./fragment.js";
import { History } from "./history.js";
import { dayOf } from "./i18n/catalogue.js";
import { Selection, facetSource } from "./selection.js";
import { Shelf } from "./shelf.js";
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
  /** Words of the question that were taken for names, addresses or parts of numbers. */
  readonly guesses: readonly Guess[];
  /** Still being typed: counted at once, but nobody is listed before it is asked. */
  readonly isDraft: boolean;
  /** The day that ages are counted to; absent: that of the snapshot. */
  readonly asOf: string | undefined;
  readonly facetField: string | undefined;
  readonly order: ListOrder;
  readonly offset: number;
  readonly size: number;
}

/** What undo and redo go through: all that is asked, and nothing of how it is looked at. */
type Question = Pick<Look, "selection" | "text" | "guesses" | "isDraft" | "asOf">;

/** An open snapshot on the page. Thrown away whole when the page locks. */
export class Desk {
  readonly opened: Opened;
  readonly #host: ReactiveControllerHost;
  readonly #client: YongquanClient;
  /** What was last answered, and what it was asked with: these two are always shown together. */
  answer: Answer | undefined;
  look: Look;
  /** What the box is filled with; another object whenever it has to be. */
  boxed: { readonly text: string } = { text: "" };
  /** The last link that was asked for. */
  link: string | undefined;
  readonly history: History<Question>;
  readonly shelf: Shelf;
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
      guesses: [],
      isDraft: false,
      asOf: undefined,
      facetField: opened.schema.default_facets.find(isOpen),
      order: { sort: undefined, descending: false },
      offset: 0,
      size: DEFAULT_PAGE_SIZE,
    };
    this.history = new History<Question>(questionOf(this.look));
    this.shelf = new Shelf(host, client);
  }

  /** The day that the answer's ages are counted to. */
  get day(): string {
    return this.look.asOf ?? dayOf(this.opened.about.asOf);
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
    await this.#understand(text, false);
  }

  /** Counts what is being typed. What cannot be read yet changes nothing and is no error. */
  async type(text: string): Promise<void> {
    if (text !== this.look.text) await this.#understand(text, true);
  }

  async #understand(text: string, isDraft: boolean): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    try {
      const understood = text === "" ? undefined : await this.#client.understand(text);
      if (asked !== this.#asked) return;
      const selection = this.look.selection.withQuestion(understood?.filter ?? null);
      await this.#change({ selection, text, guesses: understood?.guesses ?? [], isDraft }, true);
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (asked !== this.#asked || SILENT.has(error.code) || (isDraft && error.code.startsWith("query."))) return;
      this.refused = { question: text, error };
      this.#host.requestUpdate();
    }
  }

  async addCondition(filter: Filter): Promise<void> {
    await this.#change({ selection: this.look.selection.withCondition(filter) });
  }

  /** Puts another condition in place of one, or nothing. */
  async replace(id: number, filter: Filter | null): Promise<void> {
    await this.#change({ ...this.#boxWithout(id), selection: this.look.selection.withReplaced(id, filter) });
  }

  /** Puts a whole question in place of everything. */
  async replaceAll(filter: Filter | null, asOf: string | undefined): Promise<void> {
    this.boxed = { text: "" };
    await this.#change({ selection: Selection.EVERYBODY.withAll(filter), text: "", guesses: [], asOf });
  }

  async remove(id: number): Promise<void> {
    await this.#change({ ...this.#boxWithout(id), selection: this.look.selection.without(id) });
  }

  async clear(): Promise<void> {
    this.boxed = { text: "" };
    await this.#change({ selection: Selection.EVERYBODY, text: "", guesses: [] });
  }

  async toggle(value: Value | null): Promise<void> {
    const { facetField, selection } = this.look;
    if (facetField !== undefined) await this.#change({ selection: selection.withToggled(facetField, value) });
  }

  /** Counts ages to another day; absent: to that of the snapshot. */
  async countTo(day: string | undefined): Promise<void> {
    await this.#change({ asOf: day === dayOf(this.opened.about.asOf) ? undefined : day });
  }

  async undo(): Promise<void> {
    await this.#replay(this.history.undo());
  }

  async redo(): Promise<void> {
    await this.#replay(this.history.redo());
  }

  /** How many fulfil each of some questions. */
  readonly tally = (filters: readonly (Filter | null)[]): Promise<readonly (number | null)[]> => this.#client.tally(filters);

  /** Makes the link that opens this page with this question in the box. */
  async makeLink(address: string): Promise<void> {
    const { selection, asOf } = this.look;
    this.link = undefined;
    try {
      const text = await this.#client.print(selection.filter());
      this.link = addressWith(address, { text, ...(asOf !== undefined && { asOf }) });
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (!SILENT.has(error.code)) this.error = error;
    }
    this.#host.requestUpdate();
  }

  /** Keeps the question under a name. */
  async save(name: string): Promise<void> {
    const { selection, asOf } = this.look;
    const filter = selection.filter();
    if (filter !== null) await this.shelf.save({ name, filter, ...(asOf !== undefined && { asOf }) });
  }

  /** Asks a saved question. */
  async loadNamed(name: string): Promise<void> {
    const question = this.shelf.questions.find((saved) => saved.name === name);
    if (question !== undefined) await this.replaceAll(question.filter, question.asOf);
  }

  /** What came with the page's address: it is put into the box and counted. */
  async begun({ text, asOf }: LinkedQuestion): Promise<void> {
    if (asOf !== undefined) await this.countTo(asOf);
    this.boxed = { text };
    this.#host.requestUpdate();
    await this.ask(text);
  }

  /** What is left of a typed question is no longer what the box says, so the box is emptied. */
  #boxWithout(id: number): Partial<Question> {
    const isTyped = this.look.selection.clauses.some((clause) => clause.id === id && clause.source === "question");
    return isTyped ? { text: "", guesses: [] } : {};
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

  /** Another question: a step of the history. What is typed up to the moment when it is asked is one step together. */
  async #change(change: Partial<Question>, isTyped = false): Promise<void> {
    const before = questionOf(this.look);
    const look = { ...this.look, isDraft: false, ...change, offset: 0 };
    const isStep = !(isTyped && before.isDraft) && !isSame(questionOf(look), before);
    if (isStep) this.history.record(questionOf(look));
    else this.history.amend(questionOf(look));
    if (!isTyped && change.text !== undefined && change.text !== before.text) this.boxed = { text: change.text };
    if (await this.#show(look)) return;
    if (isStep) this.history.drop();
    else this.history.amend(before);
  }

  async #replay(question: Question | undefined): Promise<void> {
    if (question === undefined) return;
    this.#asked += 1;
    this.boxed = { text: question.text };
    await this.#show({ ...this.look, ...question, isDraft: false, offset: 0 });
  }

  /** Shows a look once it is answered; whether it was not refused. One that is refused changes nothing but the error. */
  async #show(look: Look): Promise<boolean> {
    const before = this.look;
    this.look = look;
    this.error = undefined;
    this.refused = undefined;
    try {
      this.answer = await this.#client.answer(this.#request(look));
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (SILENT.has(error.code)) return true;
      this.look = before;
      this.error = error;
      return false;
    } finally {
      this.#host.requestUpdate();
    }
    return true;
  }

  #request({ selection, facetField, order, offset, size, isDraft, asOf }: Look): Parameters<YongquanClient["answer"]>[0] {
    const { schema } = this.opened;
    const shown = schema.fields.find(({ id }) => id === facetField);
    return {
      filter: selection.filter(),
      ...(asOf !== undefined && { asOf }),
      ...(shown !== undefined && shown.mask === undefined && {
        facet: { field: shown.id, filter: selection.filterWithout(facetSource(shown.id)) },
      }),
      ...(!isDraft && this.purpose !== undefined && this.log.problem === undefined && this.log.lost === undefined && {
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

function questionOf({ selection, text, guesses, isDraft, asOf }: Look): Question {
  return { selection, text, guesses, isDraft, asOf };
}

/** Whether two questions ask the same in the same words. */
function isSame(a: Question, b: Question): boolean {
  const said = ({ selection, text, asOf }: Question): string => JSON.stringify([selection.filter(), text, asOf]);
  return said(a) === said(b);
}
