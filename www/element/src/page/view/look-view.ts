/** What the looks at a selection have in common: they ask for figures when the question or a choice has changed. */
import { html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { asYongquanError, isTakenOver } from "../../shared/errors.js";
import type { YongquanError } from "../../shared/errors.js";
import type { Figures, FiguresRequest, FiguresResults } from "../../shared/figures.js";
import type { Filter } from "../../shared/filter.js";
import type { FigureSource } from "../figure-source.js";
import type { LookChoices } from "../look-choices.js";
import type { Words } from "../words.js";
import { View, errorBox } from "./view.js";

/** A request with the figures that answer it. */
interface Answered {
  readonly request: FiguresRequest;
  readonly figures: Figures;
}

/** Fires `yq-narrow` with filters that narrow the question, and `yq-choose` with what was chosen. */
export abstract class LookView extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, filter: { attribute: false }, asOf: { attribute: false }, source: { attribute: false }, choices: { attribute: false }, isShown: { attribute: false },
    answered: { state: true }, error: { state: true },
  };
  declare words: Words;
  /** The question; `null` is everybody. */
  declare filter: Filter | null;
  /** The day that ages are counted to; absent: that of the snapshot. */
  declare asOf: string | undefined;
  declare source: FigureSource;
  declare choices: LookChoices;
  /** A look that is not in sight asks nothing. */
  declare isShown: boolean;
  /** What was answered last: it stays until the next answers are there. */
  declare answered: readonly Answered[];
  declare error: YongquanError | undefined;
  /** JSON form of what was asked for last. */
  #asked = "[]";

  constructor() {
    super();
    this.filter = null;
    this.asOf = undefined;
    this.isShown = true;
    this.answered = [];
    this.error = undefined;
  }

  /** What this look wants to know. */
  protected abstract wanted(): readonly FiguresRequest[];

  /** The figures of one kind, as they were answered last. */
  protected figuresFor<A extends FiguresRequest["ask"]>(ask: A): FiguresResults[A] | undefined {
    // The worker answers each kind of question with the figures of that kind.
    return this.answered.find(({ request }) => request.ask === ask)?.figures as FiguresResults[A] | undefined;
  }

  override willUpdate(_changed: PropertyValues<this>): void {
    if (!this.isShown) return;
    const { asOf } = this;
    const wanted = this.wanted().map((request) => (asOf === undefined ? request : { ...request, asOf }));
    const asked = JSON.stringify(wanted);
    if (asked === this.#asked) return;
    this.#asked = asked;
    void this.#load(wanted, asked);
  }

  async #load(wanted: readonly FiguresRequest[], asked: string): Promise<void> {
    try {
      const answered = await Promise.all(wanted.map(async (request) => ({ request, figures: await this.source.figures(request) })));
      if (asked !== this.#asked) return;
      this.error = undefined;
      this.answered = answered;
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (asked !== this.#asked || isTakenOver(error)) return;
      this.error = error;
      // What was answered before belongs to another question.
      this.answered = [];
    }
  }

  protected choose(chosen: Partial<LookChoices>): void {
    this.emit("yq-choose", chosen);
  }

  protected narrow(filters: readonly Filter[]): void {
    this.emit("yq-narrow", filters);
  }

  /** The error of the last request, or that figures are on their way. */
  protected renderState(isThere: boolean): TemplateResult | typeof nothing {
    if (this.error !== undefined) return html`${errorBox(this.language, this.error, (id) => this.words.title(id))}`;
    return isThere ? nothing : html`<p class="quiet" role="status">${this.say.loading}</p>`;
  }
}
