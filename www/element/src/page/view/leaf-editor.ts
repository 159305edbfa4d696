/** One condition being built: field, relation, value, with the count beside every option before it is chosen. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { LeafDraft, Relation } from "../draft.js";
import type { Field } from "../../shared/schema.js";
import type { Words } from "../words.js";
import "./field-picker.js";
import { controls } from "./styles.js";
import { View, define, isComposing } from "./view.js";

/** Values shown at once; the others are found by typing. */
const MAX_OPTIONS = 200;
/** From this many values on there is a box to find them. */
const MANY_OPTIONS = 12;

const MISSING: readonly Relation[] = ["is_missing", "not_missing"];

/** What can be asked of a field by choosing. */
export function relationsOf(field: Field, words: Words): readonly Relation[] {
  if (field.kind === "boolean") return ["eq", "ne", ...MISSING];
  if (field.kind !== "text") return ["ge", "le", "between", "eq", "gt", "lt", "ne", ...MISSING];
  const codes = words.codes(field);
  if (codes.length > 0) return ["eq", ...(codes.some(({ parent }) => parent !== undefined) ? (["under"] as const) : []), "ne", ...MISSING];
  const sounds: readonly Relation[] = (words.schema.sounded ?? []).includes(field.id) ? ["pinyin"] : [];
  return ["contains", "starts_with", "ends_with", ...sounds, "eq", "ne", ...MISSING];
}

/** Counts the whole question with each of some conditions in this one's place; nothing where one is incomplete or refused. */
export interface LeafContext {
  count(variants: readonly LeafDraft[]): Promise<readonly (number | null)[]>;
}

interface Option {
  readonly text: string;
  readonly label: string;
}

/** Fires `yq-leaf` with the changed condition, and `yq-apply` when Enter says that it is finished. */
export class LeafEditor extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, leaf: { attribute: false }, context: { attribute: false }, counts: { state: true }, wanted: { state: true },
  };
  static override styles = [
    controls,
    css`
      .row { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: flex-end; }
      yongquan-field-picker { width: 280px; max-width: 100%; }
      label { display: block; font-size: 0.875rem; color: var(--yq-quiet); }
      select { width: 210px; max-width: 100%; }
      input { width: 190px; max-width: 100%; }
      ul { list-style: none; display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 0; padding: 3px; max-height: 216px; overflow-y: auto; }
      .option { display: inline-flex; gap: 10px; align-items: center; white-space: normal; text-align: left; }
      .option[aria-pressed="true"] { background: var(--yq-tint); border-color: var(--yq-accent); font-weight: 600; }
      .option[aria-pressed="true"]::before { content: "✓"; color: var(--yq-accent); }
      .option.nothing { color: var(--yq-quiet); }
    `,
  ];
  declare words: Words;
  declare leaf: LeafDraft;
  /** Another object whenever something else of the question has changed. */
  declare context: LeafContext;
  /** By relation and by the text of an option, each with its kind before it. */
  declare counts: ReadonlyMap<string, number>;
  /** What is typed to find a value. */
  declare wanted: string;
  #asked = 0;
  /** The field was just chosen: its relation is next, once the condition comes back with it. */
  #isToRelate = false;

  constructor() {
    super();
    this.counts = new Map();
    this.wanted = "";
  }

  override async focus(): Promise<void> {
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("yongquan-field-picker")?.focus();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("leaf") && this.#isToRelate) {
      this.#isToRelate = false;
      this.ownPart("operator")?.focus();
    }
    if (changed.has("context") || changed.has("leaf") || changed.has("wanted")) void this.#count();
  }

  get #field(): Field | undefined {
    return this.leaf.field === undefined ? undefined : this.words.field(this.leaf.field);
  }

  /** Values to choose from; none where the value is typed. */
  #options(field: Field): readonly Option[] {
    if (MISSING.includes(this.leaf.relation)) return [];
    if (field.kind === "boolean") return [{ text: "true", label: this.say.yes }, { text: "false", label: this.say.no }];
    return this.words.codes(field).map(({ code, title }) => ({ text: code, label: title[this.language] }));
  }

  /** Those that fit what is typed; what is chosen always stays in sight. */
  #shown(options: readonly Option[]): readonly Option[] {
    const wanted = this.wanted.trim().toLowerCase();
    const isChosen = ({ text }: Option): boolean => this.leaf.texts.includes(text);
    const fits = ({ text, label }: Option): boolean => wanted === "" || text.toLowerCase() === wanted || label.toLowerCase().includes(wanted);
    let left = MAX_OPTIONS;
    return options.filter((option) => isChosen(option) || (fits(option) && (left -= 1) >= 0));
  }

  async #count(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const field = this.#field;
    if (field === undefined) {
      this.counts = new Map();
      return;
    }
    const ofRelations = relationsOf(field, this.words).map((relation): readonly [string, LeafDraft] => [`relation ${relation}`, { ...this.leaf, relation }]);
    const ofOptions = this.#shown(this.#options(field)).map(({ text }): readonly [string, LeafDraft] => [`option ${text}`, { ...this.leaf, texts: [text] }]);
    const variants = [...ofRelations, ...ofOptions];
    const counts = await this.context.count(variants.map(([, variant]) => variant));
    if (asked !== this.#asked) return;
    const found = new Map<string, number>();
    variants.forEach(([key], place) => {
      const count = counts[place];
      if (typeof count === "number") found.set(key, count);
    });
    this.counts = found;
  }

  #change(change: Partial<LeafDraft>): void {
    this.emit<LeafDraft>("yq-leaf", { ...this.leaf, ...change });
  }

  readonly #choose = (event: CustomEvent<string>): void => {
    const field = this.words.field(event.detail);
    if (field === undefined) return;
    this.wanted = "";
    this.#change({ field: field.id, relation: relationsOf(field, this.words)[0] ?? "eq", texts: [] });
    this.#isToRelate = true;
  };

  readonly #related = (event: Event): void => {
    const chosen = (event.target as HTMLSelectElement).value;
    const field = this.#field;
    const relation = field === undefined ? undefined : relationsOf(field, this.words).find((known) => known === chosen);
    // Several values can be ticked for `eq` alone.
    if (relation !== undefined) this.#change({ relation, texts: relation === "eq" || relation === "between" ? this.leaf.texts : this.leaf.texts.slice(0, 1) });
  };

  #tick(text: string): void {
    const { relation, texts } = this.leaf;
    const isTicked = texts.includes(text);
    const others = texts.filter((other) => other !== text);
    if (relation === "eq" && this.#field?.kind !== "boolean") this.#change({ texts: isTicked ? others : [...texts, text] });
    else this.#change({ texts: isTicked ? [] : [text] });
  }

  #type(place: number, text: string): void {
    const texts = place === 0 ? [text, ...this.leaf.texts.slice(1)] : [this.leaf.texts[0] ?? "", text];
    this.#change({ texts });
  }

  /** Arrows go from value to value, so that a long list need not be tabbed through. */
  readonly #arrows = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const buttons = Array.from(this.renderRoot.querySelectorAll<HTMLElement>(".option"));
    const place = buttons.findIndex((button) => button === (event.target as Element).closest("button"));
    buttons[Math.min(buttons.length - 1, Math.max(0, place + step))]?.focus();
  };

  readonly #entered = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (!isComposing(event)) this.emit("yq-apply", null);
  };

  override render(): TemplateResult {
    const { builder } = this.say;
    return html`<div class="row">
        <yongquan-field-picker .language=${this.language} .words=${this.words} .chosen=${this.leaf.field} .label=${builder.field}
          @yq-field=${this.#choose}></yongquan-field-picker>
        ${this.#field === undefined ? nothing : this.#renderRelation(this.#field)}
      </div>
      ${this.#field === undefined ? nothing : this.#renderOptions(this.#field)}`;
  }

  #renderRelation(field: Field): TemplateResult {
    const { builder } = this.say;
    const named = (relation: Relation): string => {
      const ofDates: Partial<Record<Relation, string>> = field.kind === "date" ? builder.dateOperators : {};
      return ofDates[relation] ?? builder.operators[relation];
    };
    const withCount = (relation: Relation): string => {
      const count = this.counts.get(`relation ${relation}`);
      return count === undefined ? named(relation) : builder.withCount(named(relation), this.count(count));
    };
    return html`
      <div>
        <label for="operator">${builder.operator}</label>
        <select id="operator" data-testid="operator" @change=${this.#related}>
          ${relationsOf(field, this.words).map((relation) => html`<option value=${relation} .selected=${relation === this.leaf.relation}>${withCount(relation)}</option>`)}
        </select>
      </div>
      ${this.#options(field).length > 0 || MISSING.includes(this.leaf.relation) ? this.#renderFinder(field) : this.#renderTyped(field)}
    `;
  }

  #renderFinder(field: Field): TemplateResult | typeof nothing {
    if (this.#options(field).length < MANY_OPTIONS) return nothing;
    const { builder } = this.say;
    return html`<div><label for="find">${builder.find}</label>
      <input id="find" data-testid="find-value" autocomplete="off" spellcheck="false" .value=${this.wanted} @keydown=${this.#entered}
        @input=${(event: Event) => (this.wanted = (event.target as HTMLInputElement).value)} /></div>`;
  }

  #renderTyped(field: Field): TemplateResult {
    const { builder } = this.say;
    if (this.leaf.relation !== "between") return this.#renderInput(field, 0, "value", builder.value);
    return html`${this.#renderInput(field, 0, "value", builder.from)}${this.#renderInput(field, 1, "high", builder.to)}`;
  }

  #renderInput(field: Field, place: number, id: string, label: string): TemplateResult {
    const unit = field.unit === undefined ? "" : ` (${field.unit[this.language]})`;
    const isNumber = field.kind === "integer" || field.kind === "number";
    return html`<div><label for=${id}>${label}${unit}</label>
      <input id=${id} data-testid=${id} type=${field.kind === "date" ? "date" : "text"} inputmode=${isNumber ? "decimal" : nothing} autocomplete="off"
        spellcheck="false" .value=${this.leaf.texts[place] ?? ""} @keydown=${this.#entered}
        @input=${(event: Event) => this.#type(place, (event.target as HTMLInputElement).value)} /></div>`;
  }

  #renderOptions(field: Field): TemplateResult | typeof nothing {
    const options = this.#options(field);
    if (options.length === 0) return nothing;
    const { builder } = this.say;
    const shown = this.#shown(options);
    return html`<ul aria-label=${builder.value} data-testid="options" @keydown=${this.#arrows}>${shown.map((option) => this.#renderOption(option))}</ul>
      ${shown.length === options.length ? nothing : html`<p class="note">${builder.shownOf(this.count(shown.length), this.count(options.length))}</p>`}`;
  }

  #renderOption({ text, label }: Option): TemplateResult {
    const count = this.counts.get(`option ${text}`);
    return html`<li><button type="button" class="option ${count === 0 ? "nothing" : ""}" data-testid="option" data-value=${text} data-count=${count ?? nothing}
      aria-pressed=${this.leaf.texts.includes(text) ? "true" : "false"} @click=${() => this.#tick(text)}>
      <span>${label}</span><span class="number quiet">${count === undefined ? "…" : this.count(count)}</span></button></li>`;
  }
}

define("yongquan-leaf-editor", LeafEditor);
