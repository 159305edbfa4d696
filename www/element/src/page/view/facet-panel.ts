/** The counts of one field's values as bars; every bar is a button that narrows. */
import { css, html, nothing, svg } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Value } from "../../shared/filter.js";
import type { Facet } from "../../shared/protocol.js";
import type { FacetChoice } from "../selection.js";
import type { Words } from "../words.js";
import "./field-picker.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Fires `yq-field` with a field to show instead, and `yq-toggle` with a value, or `null` for missing. */
export class FacetPanel extends View {
  static override properties: PropertyDeclarations = { words: { attribute: false }, field: { attribute: false }, facet: { attribute: false }, choice: { attribute: false } };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; }
      yongquan-field-picker { margin: 4px 0 8px; }
      ul { list-style: none; margin: 0 -6px; padding: 3px; overflow-y: auto; min-height: 0; flex: 1; }
      button {
        display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; align-items: center; width: 100%; padding: 4px 8px; text-align: left;
        border-color: transparent; background: transparent; white-space: normal;
      }
      button[aria-pressed="true"] { background: var(--yq-tint); border-color: var(--yq-accent); font-weight: 600; }
      .nothing { color: var(--yq-quiet); }
      .label { overflow-wrap: anywhere; line-height: 1.5; }
      svg { grid-column: 1 / -1; width: 100%; height: 6px; display: block; }
      .track { fill: var(--yq-hairline); }
      .bar { fill: var(--yq-bar); }
      .missing .label { font-style: italic; }
    `,
  ];
  declare words: Words;
  /** Id of the field shown. */
  declare field: string;
  declare facet: Facet | undefined;
  declare choice: FacetChoice;

  /** Arrows go from value to value, so that a long list need not be tabbed through. */
  readonly #keydown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    const buttons = Array.from(this.renderRoot.querySelectorAll<HTMLElement>("li button"));
    const place = buttons.findIndex((button) => button === (event.target as Element).closest("button"));
    event.preventDefault();
    buttons[Math.min(buttons.length - 1, Math.max(0, place + step))]?.focus();
  };

  override render(): TemplateResult {
    const { facet } = this.say;
    return html`
      <h2>${facet.heading}</h2>
      <yongquan-field-picker .language=${this.language} .words=${this.words} .chosen=${this.field} .label=${facet.field}
        @yq-field=${(event: CustomEvent<string>) => this.emit("yq-field", event.detail)}></yongquan-field-picker>
      ${this.words.field(this.field)?.mask === undefined ? this.#renderValues() : html`<p class="note">${facet.masked}</p>`}
    `;
  }

  #renderValues(): TemplateResult | typeof nothing {
    const { facet: shown } = this;
    if (shown === undefined || shown.field !== this.field) return nothing;
    const { facet } = this.say;
    const largest = Math.max(1, shown.missing, ...shown.values.map(({ count }) => count));
    const field = this.words.field(shown.field);
    return html`
      <ul data-testid="facet" aria-label=${this.words.title(shown.field)} @keydown=${this.#keydown}>
        ${shown.values.map(({ value, count }) => this.#renderValue(value, this.words.value(field, value), count, largest))}
        ${this.#renderValue(null, this.say.missing, shown.missing, largest)}
      </ul>
      ${shown.more.values === 0 ? nothing : html`<p class="note">${facet.more(this.count(shown.more.values), this.count(shown.more.count))}</p>`}
      <p class="note">${facet.hint}</p>
    `;
  }

  #renderValue(value: Value | null, label: string, count: number, largest: number): TemplateResult {
    const isPressed = value === null ? this.choice.missing : this.choice.values.includes(value);
    // A width below one percent would not be seen, and nobody must look like nobody.
    const width = count === 0 ? 0 : Math.max(1, Math.round((count / largest) * 100));
    return html`<li>
      <button type="button" data-testid="facet-value" data-value=${value === null ? "" : String(value)} data-count=${count}
        class=${`${count === 0 ? "nothing" : ""} ${value === null ? "missing" : ""}`} aria-pressed=${isPressed ? "true" : "false"}
        @click=${() => this.emit("yq-toggle", value)}>
        <span class="label">${label}</span><span class="number">${this.count(count)}</span>
        <svg aria-hidden="true">${svg`<rect class="track" width="100%" height="6" rx="3"></rect><rect class="bar" width=${`${width}%`} height="6" rx="3"></rect>`}</svg>
      </button>
    </li>`;
  }
}

define("yongquan-facet", FacetPanel);
