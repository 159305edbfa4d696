/** What happens while a snapshot is open: the question, its facet, its list. No rendering here. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Filter, Value } from "../shared/filter.js";
import type { LogState } from "../shared/journal.js";
import { MAX_SORTS } from "../shared/people.js";
import type { SortBy } from "../shared/people.js";
import type { Answer, AnswerRequest, Opened } from "../shared/protocol.js";
import type { YongquanClient } from "./client.js";
import { saveText } from "./download.js";
import { PeopleDesk } from "./people-desk.js";
import { Selection, facetSource } from "./selection.js";
import type { RefusedQuestion } from "./view/question-box.js";

/** Errors that only say that something else took over. */
const SILENT: ReadonlySet<string> = new Set(["page.aborted", "page.superseded", "page.locked", "page.worker_died"]);

/** All that decides what is seen of an answer. */
interface Look {
  readonly selection: Selection;
  /** The question as it was typed, while the conditions still say the same. */
  readonly text: string;
  readonly facetField: string | undefined;
  /** Ids of the columns of the list, in order. */
  readonly columns: readonly string[];
  /** What the list is sorted by; nothing: the order of the register. */
  readonly sort: readonly SortBy[];
}

/** An open snapshot on the page. Thrown away whole when the page locks. */
export class Desk {
  readonly opened: Opened;
  readonly people: PeopleDesk;
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
  /** What came of the last export of the log. */
  logExport: { readonly fileCount?: number; readonly error?: YongquanError } = {};
  /** Counts questions, so that a slow parse does not overtake a newer question. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, client: YongquanClient, opened: Opened) {
    this.#host = host;
    this.#client = client;
    this.opened = opened;
    this.people = new PeopleDesk(host, client, () => this.purpose);
    this.log = opened.log;
    const isOpen = (id: string): boolean => opened.schema.fields.some((field) => field.id === id && field.open);
    this.look = {
      selection: Selection.EVERYBODY,
      text: "",
      facetField: opened.schema.default_facets.find(isOpen),
      columns: opened.schema.default_columns,
      sort: [],
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
      if (this.purpose !== undefined) await this.#show(this.look);
    } catch (thrown) {
      this.error = asYongquanError(thrown);
      this.#host.requestUpdate();
    }
  }

  /** Hands the logs of this register to the browser's downloads. */
  async exportLogs(): Promise<void> {
    this.logExport = {};
    try {
      const files = await this.#client.exportLogs();
      files.forEach(({ name, text }) => saveText(name, text));
      this.logExport = { fileCount: files.length };
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (!SILENT.has(error.code)) this.logExport = { error };
    }
    this.#host.requestUpdate();
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

  async sortBy(sort: readonly SortBy[]): Promise<void> {
    await this.#show({ ...this.look, sort: sort.slice(0, MAX_SORTS) });
  }

  /** Chooses the columns of the list; none: those that the register has by itself. */
  async showColumns(columns: readonly string[]): Promise<void> {
    await this.#show({ ...this.look, columns: columns.length === 0 ? this.opened.schema.default_columns : columns });
  }

  /** Forgets at once what must not outlive a lock. */
  end(): void {
    this.people.end();
    this.answer = undefined;
  }

  async #select(selection: Selection, text: string): Promise<void> {
    await this.#show({ ...this.look, selection, text });
  }

  /** Shows a look once it is answered. One that is refused changes nothing but the error. */
  async #show(look: Look): Promise<void> {
    const before = this.look;
    this.look = look;
    this.error = undefined;
    this.refused = undefined;
    try {
      const answer = await this.#answer(this.#request(look));
      this.answer = answer;
      const { columns, sort } = look;
      this.people.show({ filter: look.selection.filter(), columns, sort }, answer.list, answer.counts.matched);
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (SILENT.has(error.code)) return;
      this.look = before;
      this.error = error;
    } finally {
      this.#host.requestUpdate();
    }
  }

  /** The answer; without the list where it turns out that nothing can be written down any more, and then the log says so. */
  async #answer(request: AnswerRequest): Promise<Answer> {
    try {
      return await this.#client.answer(request);
    } catch (thrown) {
      const { list, ...figures } = request;
      if (list === undefined || this.log.problem === undefined) throw thrown;
      return this.#client.answer(figures);
    }
  }

  #request({ selection, facetField, columns, sort }: Look): AnswerRequest {
    const { schema } = this.opened;
    const canList = this.log.problem === undefined && this.log.lost === undefined;
    const list = canList ? this.people.firstRows({ filter: selection.filter(), columns, sort }) : undefined;
    const shown = schema.fields.find(({ id }) => id === facetField);
    return {
      filter: selection.filter(),
      ...(shown !== undefined && shown.mask === undefined && {
        facet: { field: shown.id, filter: selection.filterWithout(facetSource(shown.id)) },
      }),
      ...(list !== undefined && { list }),
    };
  }
}
