/** The counts of one field's values as bars; every bar is a button that narrows. */
import { css, html, nothing, svg } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Value } from "../../shared/filter.js";
import type { Facet, FacetValue } from "../../shared/protocol.js";
import type { Field } from "../../shared/schema.js";
import type { FacetChoice } from "../selection.js";
import type { Words } from "../words.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Values shown before somebody wants all: several facets shall be in sight. */
const MAIN_VALUES = 8;

/** What was ticked or unticked; `null` stands for people without a value. */
export interface FacetToggle {
  readonly field: string;
  readonly value: Value | null;
}

/**
 * Whether the values of a field have an order by nature: numbers, dates, yes and no, and bands of numbers. Any other code list has
 * only that of its catalogue, and no schema says of one that it goes from little to much.
 */
function hasOrder(field: Field | undefined): boolean {
  return field !== undefined && (field.kind !== "text" || field.derived?.kind === "band");
}

/** Fires `yq-fold` with whether it shall be open, and `yq-toggle` with a value, or `null` for missing. */
export class FacetView extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, field: { attribute: false }, isOpen: { attribute: false }, facet: { attribute: false }, choice: { attribute: false }, isWhole: { state: true },
  };
  static override styles = [
    controls,
    css`
      h3 { margin: 0; font-size: 1rem; }
      ul { list-style: none; margin: 0 -6px 6px; padding: 3px; }
      button { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; align-items: center; width: 100%; padding: 4px 8px; text-align: left; white-space: normal; border-color: transparent; background: transparent; }
      .fold { grid-template-columns: 14px minmax(0, 1fr) auto; padding: 4px 2px; font-weight: 600; }
      .fold svg { transition: transform 120ms; }
      .fold[aria-expanded="true"] svg { transform: rotate(90deg); }
      .value[aria-pressed="true"] { background: var(--yq-tint); border-color: var(--yq-accent); font-weight: 600; }
      .nothing { color: var(--yq-quiet); }
      .label { overflow-wrap: anywhere; line-height: 1.5; }
      .value svg { grid-column: 1 / -1; width: 100%; height: 6px; display: block; }
      .track { fill: var(--yq-hairline); }
      .bar { fill: var(--yq-bar); }
      .missing .label { font-style: italic; }
      .chosen { font-weight: 400; }
      .whole { display: block; color: var(--yq-accent); }
    `,
  ];
  declare words: Words;
  /** Id of the field. */
  declare field: string;
  declare isOpen: boolean;
  /** Absent: not counted, or not yet. */
  declare facet: Facet | undefined;
  declare choice: FacetChoice;
  declare isWhole: boolean;

  constructor() {
    super();
    this.isOpen = false;
    this.facet = undefined;
    this.isWhole = false;
  }

  /** Arrows go from value to value, so that a long list need not be tabbed through. */
  readonly #keydown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    const buttons = Array.from(this.renderRoot.querySelectorAll<HTMLElement>("button"));
    const place = buttons.findIndex((button) => button === (event.target as Element).closest("button"));
    event.preventDefault();
    buttons[Math.min(buttons.length - 1, Math.max(0, place + step))]?.focus();
  };

  override render(): TemplateResult {
    const { isOpen, facet } = this;
    const chosen = this.choice.values.length + Number(this.choice.missing);
    return html`<div @keydown=${this.#keydown}>
      <h3><button type="button" class="fold" data-testid="facet-fold" data-field=${this.field} aria-expanded=${isOpen ? "true" : "false"} @click=${() => this.emit("yq-fold", !isOpen)}>
        <svg width="10" height="12" viewBox="0 0 10 12" aria-hidden="true">${svg`<path d="M2 1l6 5-6 5" fill="none" stroke="currentColor" stroke-width="2"></path>`}</svg>
        <span>${this.words.title(this.field)}</span>
        ${chosen === 0 ? nothing : html`<span class="note chosen">${this.say.facet.chosen(this.count(chosen))}</span>`}
      </button></h3>
      ${isOpen ? this.#renderValues(facet) : nothing}
    </div>`;
  }

  #renderValues(shown: Facet | undefined): TemplateResult {
    const { facet } = this.say;
    const field = this.words.field(this.field);
    if (field?.mask !== undefined) return html`<p class="note">${facet.masked}</p>`;
    if (shown === undefined) return html`<p class="note" role="status">${this.say.loading}</p>`;
    const largest = Math.max(1, shown.missing, ...shown.values.map(({ count }) => count));
    const values = this.isWhole ? shown.values : this.#main(shown.values, hasOrder(field));
    const more = this.isWhole && shown.more.values > 0 ? html`<p class="note">${facet.more(this.count(shown.more.values), this.count(shown.more.count))}</p>` : nothing;
    const isLong = shown.values.length > MAIN_VALUES;
    return html`
      <ul data-testid="facet" data-field=${this.field} aria-label=${this.words.title(this.field)}>
        ${values.map(({ value, count }) => this.#renderValue(value, this.words.value(field, value), count, largest))}
        ${this.#renderValue(null, this.say.missing, shown.missing, largest)}
      </ul>
      ${more}
      ${isLong
        ? html`<button type="button" class="whole" data-testid="facet-all" aria-pressed=${this.isWhole ? "true" : "false"} @click=${() => (this.isWhole = !this.isWhole)}>
            ${this.isWhole ? facet.fewer : facet.all(this.count(shown.values.length + shown.more.values))}</button>`
        : nothing}
    `;
  }

  /** The values that most people hold, and those that are ticked: in the order that they have by nature, or the fullest first. */
  #main(values: readonly FacetValue[], isOrdered: boolean): readonly FacetValue[] {
    const fullest = [...values].sort((a, b) => b.count - a.count);
    const kept = new Set(fullest.slice(0, MAIN_VALUES));
    return (isOrdered ? values : fullest).filter((entry) => kept.has(entry) || this.choice.values.includes(entry.value));
  }

  #renderValue(value: Value | null, label: string, count: number, largest: number): TemplateResult {
    const isPressed = value === null ? this.choice.missing : this.choice.values.includes(value);
    // A width below one percent would not be seen, and nobody must look like nobody.
    const width = count === 0 ? 0 : Math.max(1, Math.round((count / largest) * 100));
    return html`<li>
      <button type="button" data-testid="facet-value" data-value=${value === null ? "" : String(value)} data-count=${count}
        class=${`value ${count === 0 ? "nothing" : ""} ${value === null ? "missing" : ""}`} aria-pressed=${isPressed ? "true" : "false"}
        @click=${() => this.emit("yq-toggle", value)}>
        <span class="label">${label}</span><span class="number">${this.count(count)}</span>
        <svg aria-hidden="true">${svg`<rect class="track" width="100%" height="6" rx="3"></rect><rect class="bar" width=${`${width}%`} height="6" rx="3"></rect>`}</svg>
      </button>
    </li>`;
  }
}

define("yongquan-facet", FacetView);
