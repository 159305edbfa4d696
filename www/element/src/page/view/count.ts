/** The number, and what it must never be without: unknown, population, excluded, as-of. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { About, Counts } from "../../shared/protocol.js";
import { dayOf } from "../i18n/catalogue.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

export class Count extends View {
  static override properties: PropertyDeclarations = { counts: { attribute: false }, about: { attribute: false } };
  static override styles = [
    controls,
    css`
      .row { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 28px; }
      .large { color: var(--yq-accent); white-space: nowrap; }
      .large strong { font-size: 4rem; line-height: 1.1; font-weight: 700; letter-spacing: -0.01em; }
      .large span { font-size: 1.5rem; }
      .beside { display: flex; flex-wrap: wrap; gap: 2px 20px; align-items: baseline; }
      .beside > .first { font-size: 1.125rem; }
      .has-unknown { color: var(--yq-warning); font-weight: 600; }
      @media (max-width: 600px) { .large strong { font-size: 3.25rem; } .row { gap: 4px 16px; } }
    `,
  ];
  declare counts: Counts;
  declare about: About;

  override render(): TemplateResult {
    const { count } = this.say;
    const { matched, unknown, population, excluded } = this.counts;
    const shown = (testId: string, value: number, words: string, look: string, title: string | typeof nothing = nothing): TemplateResult =>
      html`<span class=${`number ${look}`} data-testid=${testId} data-count=${value} title=${title}>${words}</span>`;
    return html`<div class="row">
      <p class="large number" data-testid="count" data-count=${matched}><strong>${this.count(matched)}</strong> <span>${count.unit}</span></p>
      <p class="beside">
        ${shown("population", population, count.population(this.count(population)), "first")}
        ${shown("unknown", unknown, count.unknown(this.count(unknown)), unknown > 0 ? "first has-unknown" : "first", count.unknownHelp)}
        ${shown("excluded", excluded, count.excluded(this.count(excluded)), "quiet")}
        <span class="quiet" data-testid="as-of">${this.say.asOf(dayOf(this.about.asOf))}</span>
        ${this.about.kind === "synthetic" ? html`<span class="badge" data-testid="synthetic">${this.say.synthetic}</span>` : nothing}
      </p>
      <span class="unseen" role="status" aria-live="polite">${count.announce(this.count(matched), this.count(population))}, ${count.unknown(this.count(unknown))}</span>
    </div>`;
  }
}

define("yongquan-count", Count);
