/** The number, and what it must never be without: unknown, population, excluded, the day that ages are counted to, and what was asked. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { About, Counts } from "../../shared/protocol.js";
import { dayOf } from "../i18n/catalogue.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Fires `yq-day` with the day to count ages to, `YYYY-MM-DD`. */
export class Count extends View {
  static override properties: PropertyDeclarations = {
    counts: { attribute: false }, about: { attribute: false }, day: { attribute: false }, question: { attribute: false }, isChanging: { state: true },
  };
  static override styles = [
    controls,
    css`
      .row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 28px; }
      .large { color: var(--yq-accent); white-space: nowrap; }
      /* As wide as the largest number there can be, so that what stands beside it stays where it is. */
      .widest { height: 0; overflow: hidden; visibility: hidden; }
      .large strong { font-size: 3.5rem; line-height: 1.05; font-weight: 700; letter-spacing: -0.01em; }
      .large span { font-size: 1.5rem; }
      .beside { display: flex; flex-wrap: wrap; gap: 2px 20px; align-items: baseline; flex: 1; min-width: 240px; }
      .beside > .first { font-size: 1.125rem; }
      .has-unknown, .other-day { color: var(--yq-warning); font-weight: 600; }
      .asked { flex-basis: 100%; overflow-wrap: anywhere; }
      .day button { min-height: var(--yq-target); margin: -8px 0; padding: 0 8px; }
      form { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
      /* The conditions above say the same; on a low screen the list needs the room more. */
      @media (max-height: 900px) {
        .asked { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip: rect(0 0 0 0); white-space: nowrap; }
      }
      @media (max-width: 900px) { .day button { min-height: var(--yq-target); } }
      @media (max-width: 600px) { .large strong { font-size: 3.25rem; } .row { gap: 4px 16px; } .beside { flex-basis: 100%; } }
    `,
  ];
  declare counts: Counts;
  declare about: About;
  /** The day that ages are counted to. */
  declare day: string;
  /** What was asked, in words. */
  declare question: string;
  declare isChanging: boolean;

  constructor() {
    super();
    this.day = "";
    this.question = "";
    this.isChanging = false;
  }

  #change(isChanging: boolean): void {
    this.isChanging = isChanging;
    void this.updateComplete.then(() => this.ownPart(isChanging ? "day" : "change-day")?.focus());
  }

  #choose(day: string): void {
    if (day === "") return;
    this.#change(false);
    this.emit("yq-day", day);
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#choose(this.renderRoot.querySelector("input")?.value ?? "");
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.#change(false);
  };

  override render(): TemplateResult {
    const { count } = this.say;
    const { matched, unknown, population, excluded } = this.counts;
    const shown = (testId: string, value: number, words: string, look: string, title: string | typeof nothing = nothing): TemplateResult =>
      html`<span class=${`number ${look}`} data-testid=${testId} data-count=${value} title=${title}>${words}</span>`;
    return html`<div class="row">
      <div><p class="large number" data-testid="count" data-count=${matched}><strong>${this.count(matched)}</strong> <span>${count.unit}</span></p>
        <p class="large number widest" aria-hidden="true"><strong>${this.count(population)}</strong> <span>${count.unit}</span></p></div>
      <div class="beside">
        ${shown("population", population, count.population(this.count(population)), "first")}
        ${shown("unknown", unknown, count.unknown(this.count(unknown)), unknown > 0 ? "first has-unknown" : "first", count.unknownHelp)}
        ${shown("excluded", excluded, count.excluded(this.count(excluded)), "quiet")}
        ${this.#renderDay()}
        ${this.about.kind === "synthetic" ? html`<span class="badge" data-testid="synthetic">${this.say.synthetic}</span>` : nothing}
        <span class="asked" data-testid="asked">${count.asked(this.question)}</span>
      </div>
      <span class="unseen" role="status" aria-live="polite">${count.announce(this.count(matched), this.count(population))}, ${count.unknown(this.count(unknown))}</span>
    </div>`;
  }

  #renderDay(): TemplateResult {
    const { count } = this.say;
    const own = dayOf(this.about.asOf);
    if (this.isChanging) {
      return html`<form autocomplete="off" @submit=${this.#submit} @keydown=${this.#keydown}>
        <label for="day">${count.day}</label><input id="day" data-testid="day" type="date" .value=${this.day} />
        <button type="submit" data-testid="apply-day">${count.apply}</button>
        ${this.day === own ? nothing : html`<button type="button" data-testid="own-day" @click=${() => this.#choose(own)}>${count.ownDay(own)}</button>`}
      </form>`;
    }
    return html`<span class="day"><span class="quiet" data-testid="as-of">${this.say.asOf(own)}</span>${this.day === own
      ? nothing
      : html` <span class="other-day" data-testid="other-day">${count.otherDay(this.day)}</span>`}
      <button id="change-day" type="button" class="plain" data-testid="change-day" @click=${() => this.#change(true)}>${count.changeDay}</button></span>`;
  }
}

define("yongquan-count", Count);
