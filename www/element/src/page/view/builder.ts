/** Builds one condition by choosing: field, relation, value. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Comparison, Filter, Value } from "../../shared/filter.js";
import type { Field } from "../../shared/schema.js";
import type { Words } from "../words.js";
import "./field-picker.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** What can be asked of a field by choosing; `in` is reached by ticking values of a facet. */
type Operator = Comparison | "between" | "is_missing" | "not_missing";

const ORDERED: readonly Operator[] = ["ge", "le", "between", "eq", "gt", "lt", "ne", "is_missing", "not_missing"];
const UNORDERED: readonly Operator[] = ["eq", "ne", "is_missing", "not_missing"];

function operatorsOf(field: Field): readonly Operator[] {
  return field.kind === "text" || field.kind === "boolean" ? UNORDERED : ORDERED;
}

/** Fires `yq-condition` with a filter, and `yq-close` when it is done with or given up. */
export class Builder extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, chosen: { state: true }, operator: { state: true }, problem: { state: true },
  };
  static override styles = [
    controls,
    css`
      form {
        display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-end; padding: 16px;
        background: var(--yq-surface); border: 1px solid var(--yq-line); border-radius: var(--yq-radius);
      }
      h2 { flex-basis: 100%; }
      yongquan-field-picker { width: 300px; max-width: 100%; }
      label { display: block; font-size: 0.875rem; color: var(--yq-quiet); }
      select, .value input { width: 180px; max-width: 100%; }
      .error { flex-basis: 100%; }
    `,
  ];
  declare words: Words;
  /** Id of the chosen field. */
  declare chosen: string | undefined;
  declare operator: Operator;
  /** What is missing before the condition can be added. */
  declare problem: string | undefined;

  constructor() {
    super();
    this.chosen = undefined;
    this.operator = "eq";
    this.problem = undefined;
  }

  override async focus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("yongquan-field-picker")?.focus();
  }

  get #field(): Field | undefined {
    return this.chosen === undefined ? undefined : this.words.field(this.chosen);
  }

  readonly #choose = (event: CustomEvent<string>): void => {
    this.chosen = event.detail;
    this.operator = (this.#field === undefined ? UNORDERED : operatorsOf(this.#field))[0] ?? "eq";
    this.problem = undefined;
    void this.updateComplete.then(() => this.ownPart("operator")?.focus());
  };

  /** The value typed or chosen in a control; nothing while it is empty. */
  #valueIn(id: string, field: Field): Value | undefined {
    const control = this.ownPart(id);
    const text = control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control.value.trim() : "";
    if (text === "") return undefined;
    if (field.kind === "boolean") return text === "true";
    if (field.kind === "integer" || field.kind === "number") return Number.isFinite(Number(text)) ? Number(text) : undefined;
    return text;
  }

  #filter(field: Field): Filter | undefined {
    const { operator: op } = this;
    if (op === "is_missing" || op === "not_missing") return { field: field.id, op };
    const value = this.#valueIn("value", field);
    if (value === undefined) return undefined;
    if (op !== "between") return { field: field.id, op, value };
    const high = this.#valueIn("high", field);
    return high === undefined ? undefined : { field: field.id, op, low: value, high };
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const field = this.#field;
    const filter = field === undefined ? undefined : this.#filter(field);
    if (filter === undefined) {
      this.problem = this.say.builder.needValue;
      return;
    }
    this.emit("yq-condition", filter);
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.emit("yq-close", null);
  };

  override render(): TemplateResult {
    const { builder } = this.say;
    return html`<form autocomplete="off" data-testid="builder" @submit=${this.#submit} @keydown=${this.#keydown}>
      <h2>${builder.heading} <span class="note">${builder.fieldCount(this.count(this.words.schema.fields.length))}</span></h2>
      <yongquan-field-picker .language=${this.language} .words=${this.words} .chosen=${this.chosen} .label=${builder.field}
        @yq-field=${this.#choose}></yongquan-field-picker>
      ${this.#field === undefined ? nothing : this.#renderRelation(this.#field)}
      <button class="primary" type="submit" data-testid="add-condition" ?disabled=${this.#field === undefined}>${builder.apply}</button>
      <button type="button" @click=${() => this.emit("yq-close", null)}>${builder.cancel}</button>
      ${this.problem === undefined ? nothing : html`<p class="error" role="alert">${this.problem}</p>`}
    </form>`;
  }

  #renderRelation(field: Field): TemplateResult {
    const { builder } = this.say;
    const named = (operator: Operator): string => {
      const ofDates: Partial<Record<Operator, string>> = field.kind === "date" ? builder.dateOperators : {};
      return ofDates[operator] ?? builder.operators[operator];
    };
    const changed = (event: Event): void => {
      this.operator = (event.target as HTMLSelectElement).value as Operator;
    };
    return html`
      <div>
        <label for="operator">${builder.operator}</label>
        <select id="operator" data-testid="operator" @change=${changed}>
          ${operatorsOf(field).map((operator) => html`<option value=${operator} ?selected=${operator === this.operator}>${named(operator)}</option>`)}
        </select>
      </div>
      ${this.#renderValues(field)}
    `;
  }

  #renderValues(field: Field): TemplateResult | typeof nothing {
    const { builder } = this.say;
    switch (this.operator) {
      case "is_missing":
      case "not_missing":
        return nothing;
      case "between":
        return html`${this.#renderValue(field, "value", builder.from)}${this.#renderValue(field, "high", builder.to)}`;
      default:
        return this.#renderValue(field, "value", builder.value);
    }
  }

  #renderValue(field: Field, id: string, label: string): TemplateResult {
    const unit = field.unit === undefined ? "" : ` (${field.unit[this.language]})`;
    return html`<div class="value"><label for=${id}>${label}${unit}</label>${this.#renderControl(field, id)}</div>`;
  }

  #renderControl(field: Field, id: string): TemplateResult {
    const { builder } = this.say;
    const choices: readonly (readonly [string, string])[] =
      field.kind === "boolean"
        ? [["true", this.say.yes], ["false", this.say.no]]
        : this.words.codes(field).map(({ code, title }) => [code, title[this.language]]);
    if (choices.length > 0) {
      return html`<select id=${id} data-testid=${id}>
        <option value="">${builder.choose}</option>
        ${choices.map(([value, title]) => html`<option value=${value}>${title}</option>`)}
      </select>`;
    }
    const isNumber = field.kind === "integer" || field.kind === "number";
    return html`<input id=${id} data-testid=${id} type=${field.kind === "date" ? "date" : isNumber ? "number" : "text"}
      step=${field.kind === "integer" ? "1" : "any"} autocomplete="off" spellcheck="false" />`;
  }
}

define("yongquan-builder", Builder);
