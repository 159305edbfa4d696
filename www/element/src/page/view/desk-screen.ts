/** The open page: question, count, facet and list, with what the page says about the snapshot below. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { Filter } from "../../shared/filter.js";
import type { Answer } from "../../shared/protocol.js";
import type { SortBy } from "../../shared/people.js";
import type { ChartSource } from "../chart-library.js";
import { Completion } from "../complete.js";
import type { Desk, ShownFacet } from "../desk.js";
import { localeOf } from "../i18n/catalogue.js";
import { DEFAULT_IDLE_LIMITS } from "../idle.js";
import { LOOK_TABS } from "../look-choices.js";
import type { LookChoices, LookTab } from "../look-choices.js";
import type { SavedQuestion } from "../saved.js";
import type { ClockProblem, Seen } from "../seen.js";
import { printFigures, savePicture } from "../take/figures.js";
import type { FigureOrigin, FigurePicture, FigureTable } from "../take/figures.js";
import { stampText } from "../take/origin.js";
import type { WriterSource } from "../take/writer-source.js";
import { versionText } from "../version.js";
import type { Words } from "../words.js";
import "./card.js";
import "./charts.js";
import "./columns.js";
import "./compare.js";
import "./conditions.js";
import type { Replacement } from "./conditions.js";
import "./count.js";
import "./coverage.js";
import "./cross-tab.js";
import type { FacetToggle } from "./facet.js";
import "./facet-panel.js";
import "./list.js";
import type { PeopleList, RevealWish } from "./list.js";
import { Listening } from "./listening.js";
import "./log-panel.js";
import "./looks.js";
import "./purpose.js";
import { QuestionBox } from "./question-box.js";
import "./saved-panel.js";
import "./sorting.js";
import { controls } from "./styles.js";
import "./take-tools.js";
import type { TakeTools } from "./take-tools.js";
import "./tour.js";
import { View, define, errorBox, isTyping } from "./view.js";
import "./wall.js";
import "./watermark.js";

const MS_PER_MINUTE = 60_000;
/** Examples offered while nothing is asked, beside the words that say so. */
const MAX_EXAMPLES = 3;

/** Every look but the list. */
type OtherLook = Exclude<LookTab, "list">;
const OTHER_LOOKS = LOOK_TABS.filter((tab): tab is OtherLook => tab !== "list");

export class DeskScreen extends View {
  static override properties: PropertyDeclarations = {
    desk: { attribute: false }, words: { attribute: false }, seen: { attribute: false }, clockProblem: { attribute: false }, tick: { attribute: false },
    tourStep: { state: true }, areFacetsUnfolded: { state: true },
    charts: { attribute: false }, writer: { attribute: false }, isWall: { state: true },
  };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; flex: 1; min-height: 0; }
      main { display: flex; flex-direction: column; gap: 6px; flex: 1; min-height: 0; padding: 12px 24px 8px; }
      .panels { display: grid; grid-template-columns: 300px minmax(0, 1fr); gap: var(--yq-gap); flex: 1; min-height: 0; }
      .look { display: flex; flex-direction: column; gap: 8px; flex: 1; min-height: 0; }
      .tools { display: flex; flex-wrap: wrap; gap: 8px; justify-content: flex-end; }
      .people { display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr); gap: 0; flex: 1; min-height: 200px; position: relative; }
      .people.with-card { grid-template-columns: minmax(0, 1fr) minmax(320px, 42%); }
      .examples { font-size: 0.875rem; }
      .examples button { padding: 0 8px; }
      .rail { display: none; }
      .panel { padding: 12px 16px; border: 1px solid var(--yq-hairline); background: var(--yq-surface); border-radius: 10px; min-width: 0; }
      @media (min-width: 901px) {
        .large > yongquan-question, .large > yongquan-conditions, .large yongquan-facets { display: none; }
        .large .panels { grid-template-columns: minmax(0, 1fr); }
      }
      footer { display: flex; flex-wrap: wrap; gap: 0 20px; padding: 4px 24px; border-top: 1px solid var(--yq-hairline); }
      .good { color: var(--yq-accent); font-weight: 600; }
      .end { margin-left: auto; }
      .clock { color: var(--yq-warning); font-weight: 600; }
      @media (min-width: 901px) and (min-height: 640px) {
        :host, main { min-height: auto; }
        .panels { overflow: hidden; flex: 1 1 0px; min-height: 24rem; }
      }
      @media (min-width: 901px) and (max-width: 1100px) {
        .panels { grid-template-columns: 220px minmax(0, 1fr); gap: 12px; }
        .panel { padding: 10px; }
        main, footer { padding-left: 16px; padding-right: 16px; }
        footer { column-gap: 12px; }
        .examples button:nth-of-type(n + 3) { display: none; }
        /* Facets, list and card have no room side by side: the facets fold into a rail at their place, and come back from it. */
        .beside .panels { grid-template-columns: var(--yq-target) minmax(0, 1fr); }
        .beside .rail { display: flex; align-items: center; justify-content: center; gap: 8px; padding: 12px 0; border-color: var(--yq-hairline); border-radius: 10px; writing-mode: vertical-rl; font-weight: 600; color: var(--yq-accent); }
        .beside yongquan-facets { display: none; }
        .beside.unfolded .panels { grid-template-columns: var(--yq-target) 220px minmax(0, 1fr); }
        .beside.unfolded yongquan-facets { display: flex; }
        .beside .people.with-card { grid-template-columns: minmax(0, 1fr) minmax(330px, 42%); }
      }
      @media (max-width: 900px) {
        .panels { grid-template-columns: minmax(0, 1fr); }
        main, footer { padding-left: 12px; padding-right: 12px; }
        .looks { order: -1; }
        .people { flex: none; height: 75vh; }
        .people.with-card { grid-template-columns: minmax(0, 1fr); }
        .people yongquan-card { position: absolute; top: 0; right: 0; bottom: 0; left: 0; z-index: 4; border-left: 0; }
        yongquan-facets { max-height: 560px; }
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
  /** Whether somebody wants the facets where a card has taken their room. */
  declare areFacetsUnfolded: boolean;
  /** What the facets show: the desk's, a frame after the number. */
  #facets: { readonly answer: Answer; readonly look: Desk["look"] } | undefined;
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

  /** What draws charts. */
  declare charts: ChartSource;
  /** What writes spreadsheets. */
  declare writer: WriterSource;
  /** When the list that is shown was written into the log. */
  #listed: { readonly mark: string; readonly since: Date } | undefined;
  declare isWall: boolean;
  /** Looks that were shown before. */
  readonly #seen = new Set<OtherLook>();

  constructor() {
    super();
    this.isWall = false;
    this.areFacetsUnfolded = false;
    new Listening(this, window, "keydown", this.#keydown);
  }

  #completion: Completion | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("words")) this.#completion = new Completion(this.words);
    if (this.desk.people.open === undefined) this.areFacetsUnfolded = false;
    this.#takeFacets();
    // Who has asked a question needs no more to be told how.
    if (this.tourStep === 0 && this.desk.look.selection.clauses.length > this.#clausesBefore) this.tourStep = 1;
  }

  /** PERF: what is typed is answered by the number first; the bars, of which there are many more, are drawn in the frame after it. */
  #takeFacets(): void {
    const { answer, look } = this.desk;
    const take = (): void => {
      this.#facets = answer === undefined ? undefined : { answer, look };
    };
    if (this.#facets === undefined || answer === undefined || this.#facets.answer === answer) {
      take();
      return;
    }
    requestAnimationFrame(() => {
      // Of several answers within a frame only the last one is drawn.
      if (this.desk.answer !== answer) return;
      take();
      this.requestUpdate();
    });
  }

  /** Undo and redo of the whole question; within a text field that somebody types in they are the browser's. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (!event.ctrlKey || event.altKey || event.metaKey) return;
    const box = event.composedPath().find((part): part is QuestionBox => part instanceof QuestionBox);
    if (box === undefined ? isTyping(event) : box.isEdited) return;
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
    if (this.isWall) return this.#renderWall();
    const titleOf = (id: string): string => words.title(id);
    const clauses = look.selection.clauses.map(({ filter }) => filter);
    const asked = words.question(clauses);
    return html`
      <main class=${`${look.isLarge ? "large" : ""} ${look.tab === "list" && desk.people.open !== undefined ? "beside" : ""} ${this.areFacetsUnfolded ? "unfolded" : ""}`}>
        <yongquan-question .language=${this.language} .boxed=${desk.boxed} .refused=${desk.refused} .titleOf=${titleOf} .guesses=${look.guesses}
          .completion=${this.#completion} .saved=${desk.shelf.questions.map(({ name }) => name)}
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
          ${desk.examples.length === 0 ? nothing : this.#renderExamples()}
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
          <button type="button" class="rail" data-testid="facets-unfold" aria-expanded=${this.areFacetsUnfolded ? "true" : "false"} aria-controls="facets"
            @click=${() => (this.areFacetsUnfolded = !this.areFacetsUnfolded)}>${this.say.facet.heading}</button>
          <yongquan-facets id="facets" class="panel" .language=${this.language} .words=${words} .shown=${look.facets} .facets=${this.#facets?.answer.facets ?? []}
            .selection=${this.#facets?.look.selection ?? look.selection}
            @yq-field=${(event: CustomEvent<string>) => void desk.showFacet(event.detail)}
            @yq-fold=${(event: CustomEvent<ShownFacet>) => void desk.foldFacet(event.detail.field, event.detail.isOpen)}
            @yq-toggle=${(event: CustomEvent<FacetToggle>) => void desk.toggle(event.detail.field, event.detail.value)}></yongquan-facets>
          ${this.#renderLooks()}
        </div>
      </main>
      ${this.#renderFooter()}
    `;
  }

  #renderExamples(): TemplateResult {
    const { ask } = this.say;
    return html`<span slot="examples" class="examples">${ask.examples}${this.desk.examples.slice(0, MAX_EXAMPLES).map(
      (text) => html`<button type="button" class="plain" lang=${localeOf("zh")} @click=${() => void this.desk.begun({ text })}>${text}</button>`)}</span>`;
  }

  /** Opens the wall screen in place of everything that shows people. */
  openWall(): void {
    this.isWall = true;
  }

  #leaveWall(): void {
    this.isWall = false;
    // Locks at once if nobody was there for longer than usual.
    this.desk.stayOpen(undefined);
    void this.updateComplete.then(() => this.focus());
  }

  #renderWall(): TemplateResult {
    const { desk, words } = this;
    return html`<yongquan-wall .language=${this.language} .words=${words} .about=${desk.opened.about} .counts=${desk.answer?.counts} .filter=${desk.look.selection.filter()} .asOf=${desk.look.asOf}
      .source=${desk.figures} .choices=${desk.choices} .charts=${this.charts}
      @yq-stay-open=${(event: CustomEvent<number>) => desk.stayOpen(event.detail)} @yq-leave=${() => this.#leaveWall()}></yongquan-wall>`;
  }

  #renderLooks(): TemplateResult {
    const { desk } = this;
    const { tab } = desk.look;
    return html`<yongquan-looks class="panel looks" .language=${this.language} .tab=${tab} .isLarge=${desk.look.isLarge}
      @yq-large=${(event: CustomEvent<boolean>) => desk.enlarge(event.detail)} @yq-tab=${(event: CustomEvent<LookTab>) => desk.showTab(event.detail)}>
      <div slot="tools" class="tools">${this.#renderTools()}</div>
      <div slot="list" class="look">${this.#renderList()}</div>
      ${OTHER_LOOKS.map((look) => this.#renderLook(look, look === tab))}
    </yongquan-looks>`;
  }

  /** A look is made when it is first asked for, and keeps its place from then on. */
  #renderLook(look: OtherLook, isShown: boolean): TemplateResult | typeof nothing {
    if (isShown) this.#seen.add(look);
    if (!this.#seen.has(look)) return nothing;
    const { desk, words, language } = this;
    const filter = desk.look.selection.filter();
    const narrow = (event: CustomEvent<readonly Filter[]>): void => void desk.narrow(event.detail);
    const choose = (event: CustomEvent<Partial<LookChoices>>): void => desk.choose(event.detail);
    switch (look) {
      case "charts":
        return html`<yongquan-charts slot="charts" .language=${language} .words=${words} .filter=${filter} .asOf=${desk.look.asOf} .source=${desk.figures} .choices=${desk.choices} .isShown=${isShown}
          .charts=${this.charts} @yq-narrow=${narrow} @yq-choose=${choose}
          @yq-picture=${(event: CustomEvent<FigurePicture>) => void savePicture(this.#figureOrigin, event.detail).catch((thrown: unknown) => desk.fail(thrown))}></yongquan-charts>`;
      case "cross":
        return html`<yongquan-cross-tab slot="cross" .language=${language} .words=${words} .filter=${filter} .asOf=${desk.look.asOf} .source=${desk.figures} .choices=${desk.choices} .isShown=${isShown}
          @yq-narrow=${narrow} @yq-choose=${choose} @yq-print=${(event: CustomEvent<FigureTable>) => void printFigures(this.#figureOrigin, event.detail).catch((thrown: unknown) => desk.fail(thrown))}></yongquan-cross-tab>`;
      case "compare":
        return html`<yongquan-compare slot="compare" .saved=${desk.shelf.questions.map(({ name, filter: kept }) => ({ id: `saved:${name}`, name, filter: kept }))} .language=${language} .words=${words} .filter=${filter} .asOf=${desk.look.asOf} .source=${desk.figures} .choices=${desk.choices} .isShown=${isShown}
          @yq-narrow=${narrow} @yq-choose=${choose}></yongquan-compare>`;
      case "coverage":
        return html`<yongquan-coverage slot="coverage" .language=${language} .words=${words} .filter=${filter} .asOf=${desk.look.asOf} .source=${desk.figures} .choices=${desk.choices} .isShown=${isShown}
          @yq-narrow=${narrow} @yq-choose=${choose}></yongquan-coverage>`;
    }
  }

  /** Where the figures that are shown come from. */
  get #figureOrigin(): FigureOrigin {
    const { opened, log, look, answer } = this.desk;
    return { opened, log, words: this.words, filter: look.selection.filter(), asOf: look.asOf, count: answer?.counts.matched ?? 0 };
  }

  /** What is done with the list, beside its tab. */
  #renderTools(): TemplateResult {
    const { desk, words } = this;
    const { look, people } = desk;
    // They stay where they are while the next question is typed, so that nothing moves when its list comes.
    const isList = look.tab === "list" && (people.rows !== undefined || (look.isDraft && desk.purpose !== undefined));
    return html`${isList ? this.#renderListTools() : nothing}
      <yongquan-take .language=${this.language} .desk=${desk} .words=${words} .writer=${this.writer} .isShown=${isList} .tick=${this.tick}></yongquan-take>`;
  }

  #renderListTools(): TemplateResult {
    const { desk, words } = this;
    const { look } = desk;
    return html`<yongquan-columns .language=${this.language} .words=${words} .chosen=${look.columns}
        @yq-columns=${(event: CustomEvent<readonly string[]>) => void desk.showColumns(event.detail)}></yongquan-columns>
      <yongquan-sorting .language=${this.language} .words=${words} .sort=${look.sort}
        @yq-sort=${(event: CustomEvent<readonly SortBy[]>) => void desk.sortBy(event.detail)}></yongquan-sorting>`;
  }

  #renderList(): TemplateResult {
    const { desk, words } = this;
    const { look, people } = desk;
    const { rows, open } = people;
    const reveal = ({ detail }: CustomEvent<RevealWish>): void => void people.reveal(detail.row, detail.fields);
    return html`
      <yongquan-purpose .language=${this.language} .purpose=${desk.purpose} .purposes=${desk.opened.about.purposes} .log=${desk.log}
        @yq-purpose=${(event: CustomEvent<string>) => void this.#lookFor(event.detail)}
        @yq-acknowledge=${() => void desk.acknowledgeLostLog()}></yongquan-purpose>
      ${rows === undefined
        ? look.isDraft && desk.purpose !== undefined ? html`<p class="quiet" data-testid="draft">${this.say.ask.draft}</p>` : nothing
        : html`${errorBox(this.language, people.error, (id) => words.title(id))}
            <div class="people ${open === undefined ? "" : "with-card"}">
              <yongquan-list .language=${this.language} .words=${words} .rows=${rows} .sort=${look.sort} .tick=${this.tick}
                .openRow=${open?.card.row} .isBeside=${open !== undefined} .wholeOf=${(row: number) => people.whole(row)}
                @yq-sort=${(event: CustomEvent<readonly SortBy[]>) => void desk.sortBy(event.detail)}
                @yq-open=${(event: CustomEvent<number>) => void this.#openAt(event.detail)} @yq-reveal=${reveal}></yongquan-list>
              ${open === undefined
                ? nothing
                : html`<yongquan-card data-testid="card" .language=${this.language} .words=${words} .open=${open} .whole=${people.whole(open.card.row)}
                    .total=${rows.total} .tick=${this.tick} @yq-reveal=${reveal} @yq-print=${() => this.renderRoot.querySelector<TakeTools>("yongquan-take")?.printCard()} @yq-close=${() => void this.#closeCard()}
                    @yq-step=${(event: CustomEvent<number>) => void this.#openAt((open.place ?? 0) + event.detail)}
                    @yq-member=${(event: CustomEvent<number>) => void this.#openMember(event.detail)}></yongquan-card>`}
              <yongquan-watermark .text=${this.#stamp(people.mark ?? "")}></yongquan-watermark>
            </div>`}
    `;
  }

  /** Who looks at the list and at cards: the time is that of the list's entry in the log. */
  #stamp(mark: string): string {
    if (this.#listed?.mark !== mark) this.#listed = { mark, since: new Date() };
    const { opened, log } = this.desk;
    return stampText(this.language, opened, log, this.#listed.since, mark);
  }

  async #lookFor(purpose: string): Promise<void> {
    await this.desk.lookFor(purpose);
    await this.updateComplete;
    this.#list?.focus();
  }

  get #list(): PeopleList | null {
    return this.renderRoot.querySelector<PeopleList>("yongquan-list");
  }

  async #openAt(place: number): Promise<void> {
    await this.desk.people.openAt(place);
    await this.updateComplete;
    this.#list?.goTo(place);
    this.renderRoot.querySelector<HTMLElement>("yongquan-card")?.focus();
  }

  async #openMember(row: number): Promise<void> {
    await this.desk.people.openMember(row);
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("yongquan-card")?.focus();
  }

  async #closeCard(): Promise<void> {
    this.desk.people.close();
    await this.updateComplete;
    this.#list?.focus();
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
      <yongquan-log .language=${this.language} .log=${this.desk.log} .exported=${this.desk.logExport.fileCount} .error=${this.desk.logExport.error}
        @yq-export=${() => void this.desk.exportLogs()}></yongquan-log>
      <span class="end">${this.say.footer.idle(String(DEFAULT_IDLE_LIMITS.idleMs / MS_PER_MINUTE))}</span>
    </footer>`;
  }
}

define("yongquan-desk", DeskScreen);
