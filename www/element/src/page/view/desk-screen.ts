/** The open page: question, count, facet and list, with what the page says about the snapshot below. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { Filter, Value } from "../../shared/filter.js";
import { Completion } from "../complete.js";
import type { Desk } from "../desk.js";
import { DEFAULT_IDLE_LIMITS } from "../idle.js";
import type { SavedQuestion } from "../saved.js";
import type { ClockProblem, Seen } from "../seen.js";
import { versionText } from "../version.js";
import type { Words } from "../words.js";
import "./conditions.js";
import type { Replacement } from "./conditions.js";
import "./count.js";
import "./facet-panel.js";
import "./list.js";
import "./purpose.js";
import "./question-box.js";
import "./saved-panel.js";
import { controls } from "./styles.js";
import "./tour.js";
import { View, define, errorBox, isTyping } from "./view.js";

const MS_PER_MINUTE = 60_000;
/** Examples offered under the search box: one line of them. */
const MAX_EXAMPLES = 4;

export class DeskScreen extends View {
  static override properties: PropertyDeclarations = {
    desk: { attribute: false }, words: { attribute: false }, seen: { attribute: false }, clockProblem: { attribute: false }, tick: { attribute: false },
    tourStep: { state: true },
  };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; flex: 1; min-height: 0; }
      main { display: flex; flex-direction: column; gap: 10px; flex: 1; min-height: 0; padding: 14px 24px 8px; }
      .panels { display: grid; grid-template-columns: 300px minmax(0, 1fr); gap: var(--yq-gap); flex: 1; min-height: 0; }
      .looks { display: flex; flex-direction: column; gap: 8px; min-height: 0; }
      .looks yongquan-list { flex: 1; }
      .panel { padding: 12px 16px; border: 1px solid var(--yq-hairline); background: var(--yq-surface); border-radius: 10px; min-width: 0; }
      footer { display: flex; flex-wrap: wrap; gap: 0 20px; padding: 4px 24px; border-top: 1px solid var(--yq-hairline); }
      .good { color: var(--yq-accent); font-weight: 600; }
      .end { margin-left: auto; }
      .clock { color: var(--yq-warning); font-weight: 600; }
      @media (min-width: 901px) and (min-height: 640px) {
        :host, main { min-height: auto; }
        .panels { overflow: hidden; flex: 1 1 0px; min-height: 20rem; }
      }
      @media (min-width: 901px) and (max-width: 1100px) {
        .panels { grid-template-columns: 220px minmax(0, 1fr); gap: 12px; }
        .panel { padding: 10px; }
        main, footer { padding-left: 16px; padding-right: 16px; }
      }
      @media (max-width: 900px) {
        .panels { grid-template-columns: minmax(0, 1fr); }
        main, footer { padding-left: 12px; padding-right: 12px; }
        .looks { order: -1; }
        yongquan-facet { max-height: 480px; }
      }
    `,
  ];
  declare desk: Desk;
  declare words: Words;
  /** What this browser remembers of the register. */
  declare seen: Seen | undefined;
  declare clockProblem: ClockProblem | undefined;
  /** Another object whenever the desk has changed: it is one object that changes inside. */
  declare tick: object;
  /** Which step of the tour is shown, from 0; absent: none. */
  declare tourStep: number | undefined;
  /** Conditions that there were when the tour began. */
  #clausesBefore = 0;

  /** Leads through the page, from the first step. */
  showTour(): void {
    this.tourStep = 0;
    this.#clausesBefore = this.desk.look.selection.clauses.length;
  }

  #endTour(): void {
    this.tourStep = undefined;
    this.focus();
  }

  /** What the step of the tour speaks of. */
  get #tourTarget(): Element | undefined {
    const parts = ["yongquan-question", "yongquan-count", "yongquan-purpose"];
    return this.renderRoot.querySelector(parts[this.tourStep ?? parts.length] ?? "never") ?? undefined;
  }

  #completion: Completion | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("keydown", this.#keydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#keydown);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("words")) this.#completion = new Completion(this.words);
    // Who has asked a question needs no more to be told how.
    if (this.tourStep === 0 && this.desk.look.selection.clauses.length > this.#clausesBefore) this.tourStep = 1;
  }

  /** Undo and redo of the whole question; within a text field they are the browser's. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (!event.ctrlKey || event.altKey || event.metaKey || isTyping(event)) return;
    const key = event.key.toLowerCase();
    const isUndo = key === "z" && !event.shiftKey;
    if (!isUndo && key !== "y" && key !== "z") return;
    event.preventDefault();
    void (isUndo ? this.desk.undo() : this.desk.redo());
  };

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("yongquan-question")?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const { desk, words } = this;
    const { answer, look, opened } = desk;
    if (answer === undefined) return nothing;
    const titleOf = (id: string): string => words.title(id);
    const clauses = look.selection.clauses.map(({ filter }) => filter);
    const asked = words.question(clauses);
    const choice = look.selection.choice(look.facetField ?? "");
    return html`
      <main>
        <yongquan-question .language=${this.language} .boxed=${desk.boxed} .refused=${desk.refused} .titleOf=${titleOf} .guesses=${look.guesses}
          .completion=${this.#completion} .saved=${desk.shelf.questions.map(({ name }) => name)}
          .examples=${desk.examples.slice(0, MAX_EXAMPLES)}
          @yq-ask=${(event: CustomEvent<string>) => void desk.ask(event.detail)}
          @yq-type=${(event: CustomEvent<string>) => void desk.type(event.detail)}
          @yq-saved=${(event: CustomEvent<string>) => void desk.loadNamed(event.detail)}></yongquan-question>
        <yongquan-tour .language=${this.language} .step=${this.tourStep} .target=${this.#tourTarget}
          @yq-step=${(event: CustomEvent<number>) => (this.tourStep = event.detail)} @yq-close=${() => this.#endTour()}></yongquan-tour>
        <yongquan-conditions .language=${this.language} .words=${words} .clauses=${look.selection.clauses} .tally=${desk.tally}
          .canUndo=${desk.history.canUndo} .canRedo=${desk.history.canRedo}
          @yq-remove=${(event: CustomEvent<number>) => void desk.remove(event.detail)}
          @yq-replace=${(event: CustomEvent<Replacement>) => void desk.replace(event.detail.id, event.detail.filter)}
          @yq-whole=${(event: CustomEvent<Filter>) => void desk.replaceAll(event.detail, look.asOf)}
          @yq-clear=${() => void desk.clear()} @yq-undo=${() => void desk.undo()} @yq-redo=${() => void desk.redo()}
          @yq-condition=${(event: CustomEvent<Filter>) => void desk.addCondition(event.detail)}>
          <yongquan-saved slot="tools" .language=${this.language} .words=${words} .shelf=${desk.shelf} .tick=${{}} .hasQuestion=${clauses.length > 0}
            .suggestedName=${asked} .link=${desk.link}
            @yq-save=${(event: CustomEvent<string>) => void desk.save(event.detail)}
            @yq-load=${(event: CustomEvent<SavedQuestion>) => void desk.replaceAll(event.detail.filter, event.detail.asOf)}
            @yq-link=${() => void desk.makeLink(location.href)}></yongquan-saved>
        </yongquan-conditions>
        ${errorBox(this.language, desk.error, titleOf)}
        <yongquan-count .language=${this.language} .counts=${answer.counts} .about=${opened.about} .day=${desk.day} .question=${asked}
          @yq-day=${(event: CustomEvent<string>) => void desk.countTo(event.detail)}></yongquan-count>
        <div class="panels">
          <yongquan-facet class="panel" .language=${this.language} .words=${words} .field=${look.facetField ?? ""} .facet=${answer.facet} .choice=${choice}
            @yq-field=${(event: CustomEvent<string>) => void desk.showFacet(event.detail)}
            @yq-toggle=${(event: CustomEvent<Value | null>) => void desk.toggle(event.detail)}></yongquan-facet>
          ${this.#renderList()}
        </div>
      </main>
      ${this.#renderFooter()}
    `;
  }

  #renderList(): TemplateResult {
    const { desk, words } = this;
    const { answer, look } = desk;
    return html`<section class="panel looks">
      <yongquan-purpose .language=${this.language} .purpose=${desk.purpose} .log=${desk.log}
        @yq-purpose=${(event: CustomEvent<string>) => void desk.lookFor(event.detail)}
        @yq-acknowledge=${() => void desk.acknowledgeLostLog()}></yongquan-purpose>
      ${answer?.list === undefined
        ? look.isDraft && desk.purpose !== undefined ? html`<p class="quiet" data-testid="draft">${this.say.ask.draft}</p>` : nothing
        : html`<yongquan-list .language=${this.language} .words=${words} .page=${answer.list} .order=${look.order}
            .total=${answer.counts.matched} .size=${look.size}
            @yq-sort=${(event: CustomEvent<string>) => void desk.sortBy(event.detail)}
            @yq-page=${(event: CustomEvent<number>) => void desk.goTo(event.detail)}
            @yq-size=${(event: CustomEvent<number>) => void desk.resize(event.detail)}></yongquan-list>`}
    </section>`;
  }

  #renderFooter(): TemplateResult {
    const { seen, clockProblem } = this;
    return html`<footer class="note">
      <span>${this.say.footer.snapshot(String(this.desk.opened.about.seq))}</span>
      <span class="good">${this.say.footer.verified}</span>
      <span>${this.say.footer.offline}</span>
      ${seen === undefined ? nothing : html`<span data-testid="highest">${this.say.footer.highest(String(seen.seq))}</span>`}
      ${clockProblem === undefined ? nothing : html`<span class="clock">${this.say.gate.clockProblems[clockProblem]}</span>`}
      <span data-testid="version">${versionText(this.say)}</span>
      <span class="end">${this.say.footer.idle(String(DEFAULT_IDLE_LIMITS.idleMs / MS_PER_MINUTE))}</span>
    </footer>`;
  }
}

define("yongquan-desk", DeskScreen);
