/** What happens while a snapshot is open: the question, its facets, its list, the other looks at it. No rendering here. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError, isTakenOver } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { Extracted, ExtractRequest } from "../shared/extract.js";
import type { Guess } from "../shared/asking.js";
import { fieldsIn } from "../shared/filter.js";
import type { Filter, Value } from "../shared/filter.js";
import type { LogState } from "../shared/journal.js";
import { MAX_SORTS } from "../shared/people.js";
import type { SortBy } from "../shared/people.js";
import type { Answer, AnswerRequest, Opened } from "../shared/protocol.js";
import type { YongquanClient } from "./client.js";
import { saveText } from "./download.js";
import type { FigureSource } from "./figure-source.js";
import { canList, firstChoices } from "./look-choices.js";
import type { LookChoices, LookTab } from "./look-choices.js";
import { addressWith } from "./fragment.js";
import type { LinkedQuestion } from "./fragment.js";
import { History } from "./history.js";
import { dayOf } from "./i18n/catalogue.js";
import { PeopleDesk } from "./people-desk.js";
import { Selection, facetSource } from "./selection.js";
import { Shelf } from "./shelf.js";
import type { RefusedQuestion } from "./view/question-box.js";

/** Facets that are unfolded at the same time, at most: each is counted with every question. */
const MAX_OPEN_FACETS = 12;
/** Facets that are unfolded before anybody chose: what fits beside a list. */
const FIRST_OPEN_FACETS = 3;

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
  /** Words of the question that were taken for names, addresses or parts of numbers. */
  readonly guesses: readonly Guess[];
  /** Still being typed: counted at once, but nobody is listed before it is asked. */
  readonly isDraft: boolean;
  /** The day that ages are counted to; absent: that of the snapshot. */
  readonly asOf: string | undefined;
  readonly facets: readonly ShownFacet[];
  readonly tab: LookTab;
  /** Whether the look has the room of the question and the facets too. */
  readonly isLarge: boolean;
  /** Ids of the columns of the list, in order. */
  readonly columns: readonly string[];
  /** What the list is sorted by; nothing: the order of the register. */
  readonly sort: readonly SortBy[];
}

/** What undo and redo go through: all that is asked, and nothing of how it is looked at. */
type Question = Pick<Look, "selection" | "text" | "guesses" | "isDraft" | "asOf">;

/** An open snapshot on the page. Thrown away whole when the page locks. */
export class Desk {
  readonly opened: Opened;
  readonly people: PeopleDesk;
  readonly #host: ReactiveControllerHost;
  readonly #client: YongquanClient;
  /** What was last answered, and what it was asked with: these two are always shown together. */
  answer: Answer | undefined;
  look: Look;
  /** What was chosen in the looks at the selection; it outlives the change from one to another. */
  choices: LookChoices;
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
  /** What came of the last export of the log. */
  logExport: { readonly fileCount?: number; readonly error?: YongquanError } = {};
  /** Ids of the fields whose values can be listed in a facet. */
  readonly #listed: ReadonlySet<string>;
  /** Counts questions, so that a slow parse does not overtake a newer question. */
  #asked = 0;

  constructor(host: ReactiveControllerHost, client: YongquanClient, opened: Opened) {
    this.#host = host;
    this.#client = client;
    this.opened = opened;
    this.people = new PeopleDesk(host, client, () => this.purpose);
    this.log = opened.log;
    this.#listed = new Set(opened.schema.fields.filter(canList).map(({ id }) => id));
    this.choices = firstChoices(opened.schema);
    this.look = {
      selection: Selection.EVERYBODY,
      text: "",
      guesses: [],
      isDraft: false,
      asOf: undefined,
      facets: opened.schema.default_facets.filter((id) => this.#listed.has(id)).map((field, place) => ({ field, isOpen: place < FIRST_OPEN_FACETS })),
      tab: "list",
      isLarge: false,
      columns: opened.schema.default_columns,
      sort: [],
    };
    this.history = new History<Question>(questionOf(this.look));
    this.shelf = new Shelf(host, client);
  }

  /** The day that the answer's ages are counted to. */
  get day(): string {
    return this.look.asOf ?? dayOf(this.opened.about.asOf);
  }

  /** Shows why something beside the question did not work. */
  fail(thrown: unknown): void {
    this.error = asYongquanError(thrown);
    this.#host.requestUpdate();
  }

  /** People to print or to write into a file. */
  async extract(request: ExtractRequest, signal: AbortSignal): Promise<Extracted> {
    return this.#client.extract(request, signal);
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
      if (!isTakenOver(error)) this.logExport = { error };
    }
    this.#host.requestUpdate();
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
      if (asked !== this.#asked || isTakenOver(error) || (isDraft && error.code.startsWith("query."))) return;
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

  async toggle(field: string, value: Value | null): Promise<void> {
    await this.#change({ selection: this.look.selection.withToggled(field, value) });
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
      if (!isTakenOver(error)) this.error = error;
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

  /** Adds conditions that a figure stands for. What is a condition already is not added again. */
  async narrow(filters: readonly Filter[]): Promise<void> {
    const { selection } = this.look;
    const known = new Set(selection.clauses.map(({ filter }) => JSON.stringify(filter)));
    const added = filters.filter((filter) => !known.has(JSON.stringify(filter)));
    if (added.length > 0) await this.#change({ selection: added.reduce((narrowed, filter) => narrowed.withCondition(filter), selection) });
  }

  /** Shows the facet of a field, unfolded; one that is not in the panel yet comes first. */
  async showFacet(field: string): Promise<void> {
    const { facets } = this.look;
    const isKnown = facets.some((facet) => facet.field === field);
    await this.#show({ ...this.look, facets: fewOpen(isKnown ? folded(facets, field, true) : [{ field, isOpen: true }, ...facets], field) });
  }

  async foldFacet(field: string, isOpen: boolean): Promise<void> {
    await this.#show({ ...this.look, facets: fewOpen(folded(this.look.facets, field, isOpen), field) });
  }

  /** Looks at the same selection in another way. Nothing is asked again, and the list stays where it was. */
  showTab(tab: LookTab): void {
    this.look = { ...this.look, tab };
    this.#host.requestUpdate();
  }

  /** Gives the look the room of the question and the facets, or takes it back. */
  enlarge(isLarge: boolean): void {
    this.look = { ...this.look, isLarge };
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

  /** Another question: a step of the history. What is typed up to the moment when it is asked is one step together. */
  async #change(change: Partial<Question>, isTyped = false): Promise<void> {
    const before = questionOf(this.look);
    const look = { ...this.look, isDraft: false, ...change };
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
    await this.#show({ ...this.look, ...question, isDraft: false });
  }

  /** Shows a look once it is answered; whether it was not refused. One that is refused changes nothing but the error. */
  async #show(look: Look): Promise<boolean> {
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
      if (isTakenOver(error)) return true;
      this.look = before;
      this.error = error;
      return false;
    } finally {
      this.#host.requestUpdate();
    }
    return true;
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

  #request({ selection, facets, columns, sort, isDraft, asOf }: Look): AnswerRequest {
    const mayList = !isDraft && this.log.problem === undefined && this.log.lost === undefined;
    const list = mayList ? this.people.firstRows({ filter: selection.filter(), columns, sort }) : undefined;
    return {
      filter: selection.filter(),
      ...(asOf !== undefined && { asOf }),
      facets: facets.filter(({ field, isOpen }) => isOpen && this.#listed.has(field)).map(({ field }) => ({ field, filter: selection.filterWithout(facetSource(field)) })),
      ...(list !== undefined && { list }),
    };
  }
}

function folded(facets: readonly ShownFacet[], field: string, isOpen: boolean): readonly ShownFacet[] {
  return facets.map((facet) => (facet.field === field ? { field, isOpen } : facet));
}

function questionOf({ selection, text, guesses, isDraft, asOf }: Look): Question {
  return { selection, text, guesses, isDraft, asOf };
}

/** Whether two questions ask the same in the same words. */
function isSame(a: Question, b: Question): boolean {
  const said = ({ selection, text, asOf }: Question): string => JSON.stringify([selection.filter(), text, asOf]);
  return said(a) === said(b);
}

/** Folds the last ones where too many are open, but never the one that was just touched. */
function fewOpen(facets: readonly ShownFacet[], touched: string): readonly ShownFacet[] {
  const others = facets.filter(({ field, isOpen }) => isOpen && field !== touched).slice(0, MAX_OPEN_FACETS - 1);
  return facets.map((facet) => (facet.isOpen && facet.field !== touched && !others.includes(facet) ? { ...facet, isOpen: false } : facet));
}
