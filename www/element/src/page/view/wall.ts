/**
 * The wall screen: the count in large figures, the pyramid, and chosen figures in turn. Everybody in the room can read it, so it shows
 * only what the schema lets be counted in public, suppresses small counts, and never a name.
 */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { FiguresRequest } from "../../shared/figures.js";
import type { About, Counts } from "../../shared/protocol.js";
import type { Field } from "../../shared/schema.js";
import type { ChartSource } from "../chart-library.js";
import { barsModel, histogramModel, pyramidModel } from "../chart-model.js";
import type { ChartModel } from "../chart-model.js";
import { dayOf } from "../i18n/catalogue.js";
import { DEFAULT_IDLE_LIMITS } from "../idle.js";
import { canDivide, hasTwoSides } from "../look-choices.js";
import { isPublic, publicWords } from "../public-words.js";
import { SMALL_COUNT, toldTogether } from "../small-counts.js";
import { PYRAMID_WIDTH } from "./charts.js";
import "./figure.js";
import { LookView } from "./look-view.js";
import { Listening } from "./listening.js";
import { controls } from "./styles.js";
import { define } from "./view.js";

/** Each figure stays for as long as it takes to read ten bars aloud. */
const TURN_MS = 12_000;
/** Rows of bars that can be read from across a room. */
const MAX_ROWS = 10;
/** Figures that are ticked before anybody chose. */
const FIRST_CHOSEN = 4;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
/** A working day. */
const LONG_HOURS = 9;
const USUAL_MINUTES = String(DEFAULT_IDLE_LIMITS.idleMs / MS_PER_MINUTE);

/** Fires `yq-stay-open` with milliseconds when the operator has chosen to put off the lock, and `yq-leave`. */
export class WallScreen extends LookView {
  static override properties: PropertyDeclarations = {
    about: { attribute: false }, counts: { attribute: false }, charts: { attribute: false },
    isRunning: { state: true }, chosen: { state: true }, staysOpen: { state: true }, turn: { state: true }, isPaused: { state: true },
  };
  static override styles = [
    controls,
    css`
      :host { position: fixed; top: 0; left: 0; right: 0; bottom: 0; z-index: 20; overflow: auto; background: var(--yq-page); color: var(--yq-text); }
      .setup { max-width: 640px; margin: 6vh auto; padding: 24px 28px; background: var(--yq-surface); border-radius: 10px; }
      .setup h2 { font-size: 1.375rem; }
      fieldset { margin: 14px 0 0; padding: 0; border: 0; }
      legend { padding: 0; font-weight: 600; }
      .options { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 0 16px; max-height: 32vh; overflow-y: auto; }
      label { display: flex; gap: 10px; align-items: center; min-height: var(--yq-target); }
      label input { width: 20px; min-height: 20px; flex: none; }
      .actions { display: flex; gap: 10px; margin-top: 18px; }
      .wall { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); grid-template-rows: auto minmax(0, 1fr) auto; gap: 1.6vh 3vw; height: 100%; padding: 2.4vh 2.6vw 1.4vh; font-size: clamp(16px, 1.3vw, 26px); }
      .top { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 4px 32px; align-items: baseline; }
      .top h1 { font-size: 1.3em; color: var(--yq-accent); }
      .left, .right { display: flex; flex-direction: column; min-height: 0; min-width: 0; }
      .figure { font-size: min(200px, 15vw); line-height: 1.05; font-weight: 700; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; white-space: nowrap; }
      .figure.words { font-size: min(110px, 9vw); line-height: 1.9; }
      .unit { font-size: min(56px, 4vw); font-weight: 600; letter-spacing: 0; margin-left: 0.2em; }
      .question { font-size: 1.3em; font-weight: 600; line-height: 1.5; }
      h2 { font-size: 1.1em; margin: 0.5em 0 0.2em; }
      yongquan-figure { flex: 1; min-height: 0; }
      .foot { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: 6px 24px; align-items: center; font-size: 16px; }
      .foot .actions { margin: 0 0 0 auto; }
      @media (max-width: 900px) {
        .wall { display: block; height: auto; }
        .setup { margin: 0; border-radius: 0; }
      }
    `,
  ];
  declare about: About;
  declare counts: Counts;
  declare charts: ChartSource;
  declare isRunning: boolean;
  /** Ids of the fields whose figures are shown in turn. */
  declare chosen: readonly string[];
  declare staysOpen: boolean;
  /** Counts the figures shown so far. */
  declare turn: number;
  declare isPaused: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;
  #wasFull = false;

  constructor() {
    super();
    this.isRunning = false;
    this.chosen = [];
    this.staysOpen = false;
    this.turn = 0;
    // Whoever asks for no motion turns the figures over by hand.
    this.isPaused = matchMedia("(prefers-reduced-motion: reduce)").matches;
    new Listening(this, window, "keydown", this.#keydown);
    new Listening(this, document, "fullscreenchange", this.#fullScreenChanged);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => {
      if (this.isRunning && !this.isPaused) this.turn += 1;
    }, TURN_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#timer !== undefined) clearInterval(this.#timer);
    this.#timer = undefined;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("button.primary")?.focus();
  }

  override firstUpdated(_changed: PropertyValues<this>): void {
    // The sides are in the pyramid already; one distribution belongs to it.
    const fields = this.#choosable.filter(({ id }) => id !== this.#sides?.id);
    const bars = fields.filter((field) => !canDivide(field)).slice(0, FIRST_CHOSEN);
    this.chosen = [...bars, ...fields.filter(canDivide).slice(0, 1)].map(({ id }) => id);
    this.focus();
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.#leave();
  };

  /** In full screen the browser takes Esc for itself; leaving full screen is leaving the wall. */
  readonly #fullScreenChanged = (): void => {
    const isFull = document.fullscreenElement !== null;
    if (this.#wasFull && !isFull) this.#leave();
    this.#wasFull = isFull;
  };

  #leave(): void {
    const isFull = document.fullscreenElement !== null;
    this.#wasFull = false;
    // A browser that does not let go of the full screen shows the page in it: nothing is lost.
    if (isFull) void document.exitFullscreen().catch(() => undefined);
    this.emit("yq-leave", null);
  }

  async #start(): Promise<void> {
    this.isRunning = true;
    if (this.staysOpen) this.emit("yq-stay-open", LONG_HOURS * MS_PER_HOUR);
    // Where full screen is not allowed, the wall fills the window.
    if (document.fullscreenEnabled) await this.requestFullscreen().catch(() => undefined);
    await this.updateComplete;
    this.ownPart("leave")?.focus();
  }

  /** The field that parts the two sides of the pyramid, if a pyramid may be shown. */
  get #sides(): Field | undefined {
    const { schema } = this.words;
    const age = schema.fields.find(({ id }) => id === schema.roles.age);
    const sides = schema.fields.find(({ id }) => id === this.choices.sides);
    const isGood = (field: Field | undefined): field is Field => field !== undefined && isPublic(field) && hasTwoSides(schema, field);
    if (age === undefined || !isPublic(age)) return undefined;
    return isGood(sides) ? sides : schema.fields.find(isGood);
  }

  /** Fields whose figures may be shown, those of the default facets first. The age is in the pyramid: shown twice, its small counts could be worked out. */
  get #choosable(): readonly Field[] {
    const { schema } = this.words;
    const shown = schema.fields.filter((field) => isPublic(field) && (field.code_list !== undefined || field.kind !== "text") && (this.#sides === undefined || field.id !== schema.roles.age));
    const place = ({ id }: Field): number => (schema.default_facets.includes(id) ? schema.default_facets.indexOf(id) : schema.fields.length);
    return [...shown].sort((a, b) => place(a) - place(b));
  }

  /** The count as it may be told: it must not be possible to work out a small number of the others either. */
  get #told(): ReturnType<typeof toldTogether>[number] {
    const { matched, population } = this.counts;
    return toldTogether([matched, population - matched])[0] ?? matched;
  }

  /** Of a few people no figure is shown at all: a single bar would say who they are. */
  get #hasFigures(): boolean {
    return this.counts.matched >= SMALL_COUNT || this.counts.matched === 0;
  }

  protected override wanted(): readonly FiguresRequest[] {
    if (!this.isRunning || !this.#hasFigures) return [];
    const { filter, chosen } = this;
    const sides = this.#sides;
    const pyramid: readonly FiguresRequest[] = sides === undefined ? [] : [{ ask: "pyramid", filter, field: sides.id, width: PYRAMID_WIDTH }];
    const fields = this.#choosable.filter(({ id }) => chosen.includes(id));
    return [...pyramid, ...fields.map((field): FiguresRequest => ({ ask: canDivide(field) ? "histogram" : "bars", filter, field: field.id }))];
  }

  #models(): readonly ChartModel[] {
    const { words } = this;
    return this.answered.map(({ request, figures }): ChartModel | undefined => {
      if (request.ask === "bars" && "facet" in figures) return barsModel(words, figures);
      if (request.ask === "histogram" && "edges" in figures) return histogramModel(words, request.field, figures);
      return undefined;
    }).filter((model): model is ChartModel => model !== undefined);
  }

  override render(): TemplateResult {
    return this.isRunning ? this.#renderWall() : this.#renderSetup();
  }

  #renderSetup(): TemplateResult {
    const { wall } = this.say;
    const tick = (id: string): void => {
      this.chosen = this.chosen.includes(id) ? this.chosen.filter((other) => other !== id) : [...this.chosen, id];
    };
    const lock = (staysOpen: boolean, words: string): TemplateResult => html`<label><input type="radio" name="lock" data-testid=${staysOpen ? "wall-long" : "wall-usual"}
      .checked=${this.staysOpen === staysOpen} @change=${() => (this.staysOpen = staysOpen)} />${words}</label>`;
    return html`<div class="setup" role="dialog" aria-modal="true" aria-labelledby="heading"><form @submit=${(event: Event) => this.#submit(event)}>
      <h2 id="heading">${wall.heading}</h2>
      <p>${wall.explain}</p>
      <fieldset><legend>${wall.figures}</legend>
        ${this.#choosable.length === 0 ? html`<p class="note">${wall.noFigures}</p>` : nothing}
        <div class="options">${this.#choosable.map(({ id }) => html`<label><input type="checkbox" data-field=${id} .checked=${this.chosen.includes(id)} @change=${() => tick(id)} />${this.words.title(id)}</label>`)}</div>
      </fieldset>
      <fieldset><legend>${wall.lockHeading}</legend>
        ${lock(false, wall.locks.usual(USUAL_MINUTES))}
        ${lock(true, wall.locks.long(String(LONG_HOURS)))}
        ${this.staysOpen ? html`<p class="warning" data-testid="wall-warning">${wall.lockWarning(USUAL_MINUTES)}</p>` : nothing}
      </fieldset>
      <div class="actions"><button type="submit" class="primary" data-testid="wall-start">${wall.start}</button>
        <button type="button" data-testid="wall-cancel" @click=${() => this.#leave()}>${wall.cancel}</button></div>
    </form></div>`;
  }

  #submit(event: Event): void {
    event.preventDefault();
    void this.#start();
  }

  #renderWall(): TemplateResult {
    const { wall } = this.say;
    const { about } = this;
    const models = this.#models();
    const model = models[this.turn % Math.max(1, models.length)];
    const pyramid = this.figuresFor("pyramid");
    return html`<main class="wall" data-testid="wall">
      <div class="top"><h1>${about.title[this.language]}</h1><span class="quiet">${this.say.asOf(dayOf(about.asOf))}</span>
        ${this.asOf === undefined ? nothing : html`<span class="quiet">${this.say.count.otherDay(this.asOf)}</span>`}
        ${about.kind === "synthetic" ? html`<span class="badge">${this.say.synthetic}</span>` : nothing}</div>
      <section class="left">${this.#renderCount()}${model === undefined ? nothing : this.#renderFigure(model)}${this.renderState(true)}</section>
      <section class="right">${pyramid === undefined ? nothing : this.#renderFigure(pyramidModel(this.words, pyramid))}</section>
      <div class="foot quiet"><span>${wall.smallNote}</span>
        <span class="actions">
          <button type="button" data-testid="wall-pause" aria-pressed=${this.isPaused ? "true" : "false"} ?hidden=${models.length < 2} @click=${() => (this.isPaused = !this.isPaused)}>${this.isPaused ? wall.resume : wall.pause}</button>
          <button type="button" data-testid="wall-next" ?hidden=${models.length < 2} @click=${() => (this.turn += 1)}>${wall.next}</button>
          <button type="button" id="leave" data-testid="wall-leave" @click=${() => this.#leave()}>${wall.leave}</button>
        </span></div>
    </main>`;
  }

  #renderFigure(model: ChartModel): TemplateResult {
    const isCut = model.kind === "bars" && model.rows.length > MAX_ROWS;
    return html`<h2 data-testid="wall-figure">${model.title} ${isCut ? html`<span class="quiet">${this.say.wall.truncated(this.count(MAX_ROWS))}</span>` : nothing}</h2>
      <yongquan-figure .language=${this.language} .model=${model} .charts=${this.charts} .isPublic=${true} .maxRows=${model.kind === "bars" ? MAX_ROWS : undefined}></yongquan-figure>`;
  }

  #renderCount(): TemplateResult {
    const { wall, count, compare } = this.say;
    const told = this.#told;
    const words = this.filter === null ? compare.everybody : (publicWords(this.words, this.filter) ?? wall.hiddenQuestion);
    const figure = told === "small" ? wall.small : told === "withheld" ? wall.withheld : this.count(told);
    return html`<p class="question" data-testid="wall-question">${words}</p>
      <p class=${`figure ${typeof told === "number" ? "" : "words"}`} data-testid="wall-count">${figure}<span class="unit">${told === "withheld" ? "" : count.unit}</span></p>
      <p class="quiet">${wall.of(this.count(this.counts.population))}</p>`;
  }
}

define("yongquan-wall", WallScreen);
