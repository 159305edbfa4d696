/** The saved questions of an open page: read once, kept encrypted with every change. */
import type { ReactiveControllerHost } from "lit";
import { asYongquanError, pageError } from "../shared/errors.js";
import type { YongquanError } from "../shared/errors.js";
import type { YongquanClient } from "./client.js";
import { MAX_SAVED, fieldsOf, merged, readQuestions, writeQuestions } from "./saved.js";
import type { Imported, SavedQuestion } from "./saved.js";

/** A file larger than this is no list of questions. */
const MAX_FILE_BYTES = 1_048_576;
/** Refusals that only say that this register has no such field or value. */
const OF_ANOTHER_REGISTER: ReadonlySet<string> = new Set(["query.unknown_field", "query.unknown_code"]);
/** A field that the key does not open may be opened by another one of the same operator. */
const LOCKED = "query.locked_field";

/** What an import brought; the questions themselves are on the shelf. */
export type ImportReport = Omit<Imported, "questions">;

/** The questions that one operator keeps of one register. */
export class Shelf {
  readonly #host: ReactiveControllerHost;
  readonly #client: YongquanClient;
  questions: readonly SavedQuestion[] = [];
  /** Why the last change is not kept, or why there is nothing. */
  error: YongquanError | undefined;
  /** What the last import brought. */
  report: ImportReport | undefined;
  /** What is kept cannot be read: it is not written over before somebody has said so. */
  isUnreadable = false;

  constructor(host: ReactiveControllerHost, client: YongquanClient) {
    this.#host = host;
    this.#client = client;
  }

  /** Reads what is kept. */
  async load(): Promise<void> {
    await this.#attempt(async () => {
      const text = await this.#client.readOwn();
      if (text !== null) this.questions = readQuestions(text);
    });
    this.isUnreadable = this.error !== undefined && this.error.code !== "page.own_unkept";
    if (this.isUnreadable) this.error = pageError("page.own_unreadable");
    this.#host.requestUpdate();
  }

  /** Forgets what cannot be read. */
  async discard(): Promise<void> {
    this.isUnreadable = false;
    await this.#put([]);
  }

  /** Keeps a question; one of the same name is replaced. */
  async save(question: SavedQuestion): Promise<void> {
    const others = this.questions.filter(({ name }) => name !== question.name);
    const isNew = others.length === this.questions.length;
    await this.#put(isNew ? [...others, question] : this.questions.map((kept) => (kept.name === question.name ? question : kept)));
  }

  async rename(name: string, next: string): Promise<void> {
    await this.#put(this.questions.map((question) => (question.name === name ? { ...question, name: next } : question)));
  }

  async remove(name: string): Promise<void> {
    await this.#put(this.questions.filter((question) => question.name !== name));
  }

  /** Takes the questions of a file, all that this register can be asked; of a file that is wrong anywhere nothing. */
  async importFile(file: Blob): Promise<void> {
    this.report = undefined;
    await this.#attempt(async () => {
      if (file.size > MAX_FILE_BYTES) throw pageError("page.questions_malformed", { place: "文件 · the file", expected: "≤ 1 MiB" });
      const text = await file.text().catch(() => {
        throw pageError("page.file_failed");
      });
      const brought = readQuestions(text);
      const { questions, ...report } = merged(this.questions, brought, await this.#missing(brought));
      if (report.addedCount > 0) await this.#write(questions);
      this.report = report;
    });
  }

  /** The questions as the text of a file. */
  exported(): string {
    return writeQuestions(this.questions);
  }

  /** Which fields and values of each question the register does not have, as the engine says. */
  async #missing(brought: readonly SavedQuestion[]): Promise<(question: SavedQuestion) => readonly string[]> {
    const refusals = await this.#client.check(brought.map(({ filter }) => filter));
    const missing = new Map<SavedQuestion, readonly string[]>();
    brought.forEach((question, at) => {
      const error = refusals[at];
      if (error === null || error === undefined || error.code === LOCKED) return;
      if (!OF_ANOTHER_REGISTER.has(error.code)) throw pageError("page.questions_malformed", { place: `$.questions[${at}].filter`, expected: `${error.code}: ${error.params["path"] ?? ""}` });
      missing.set(question, [error.params["field"] ?? fieldsOf(question.filter).join("、")]);
    });
    return (question) => missing.get(question) ?? [];
  }

  async #put(questions: readonly SavedQuestion[]): Promise<void> {
    this.report = undefined;
    await this.#attempt(async () => {
      if (this.isUnreadable) throw pageError("page.own_unreadable");
      if (questions.length > MAX_SAVED) throw pageError("page.questions_many", { limit: String(MAX_SAVED) });
      await this.#write(questions);
    });
  }

  /** Shows the questions once they are kept; where the browser keeps nothing, for as long as the page is open. */
  async #write(questions: readonly SavedQuestion[]): Promise<void> {
    try {
      await this.#client.writeOwn(writeQuestions(questions));
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (error.code === "page.own_unkept") this.questions = questions;
      throw error;
    }
    this.questions = questions;
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    this.error = undefined;
    try {
      await act();
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (error.code !== "page.locked" && error.code !== "page.worker_died") this.error = error;
    } finally {
      this.#host.requestUpdate();
    }
  }
}
