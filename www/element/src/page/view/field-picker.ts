/** A searchable list of all fields, by title or id; fields that the key does not open are shown with a lock. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { Field } from "../../shared/schema.js";
import { isNamedBy } from "../field-name.js";
import type { Words } from "../words.js";
import { lockIcon } from "./icons.js";
import { controls } from "./styles.js";
import { View, define, isComposing } from "./view.js";

/** Fields under one heading. */
interface Part {
  readonly heading: string;
  readonly fields: readonly Field[];
}

/** Fires `yq-field` with the id of the field that was picked. A combobox with a list below it. */
export class FieldPicker extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, chosen: { attribute: false }, label: { attribute: false }, fits: { attribute: false }, query: { state: true }, isOpen: { state: true },
    active: { state: true },
  };
  static override styles = [
    controls,
    css`
      :host { position: relative; }
      label { display: block; font-size: 0.875rem; color: var(--yq-quiet); }
      input { width: 100%; }
      .list {
        position: absolute; z-index: 3; left: 0; min-width: 100%; width: max-content; max-width: min(420px, calc(100vw - 56px)); max-height: 320px;
        overflow-y: auto; background: var(--yq-surface); border: 1px solid var(--yq-line); border-radius: var(--yq-radius);
        box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18);
      }
      .group { padding: 6px 12px 2px; font-size: 0.875rem; color: var(--yq-quiet); }
      .option { display: flex; align-items: center; gap: 12px; min-height: var(--yq-target); padding: 0 12px; cursor: pointer; }
      .option .id { margin-left: auto; font-size: 0.8125rem; color: var(--yq-quiet); }
      .option.active { background: var(--yq-tint); outline: 2px solid var(--yq-accent); outline-offset: -2px; }
      .option[aria-disabled="true"] { color: var(--yq-quiet); cursor: default; }
      .none { padding: 12px; }
    `,
  ];
  declare words: Words;
  /** Id of the field that is picked now. */
  declare chosen: string | undefined;
  declare label: string;
  /** Whether a field is among those to choose from; absent: every field is. */
  declare fits: ((field: Field) => boolean) | undefined;
  declare query: string;
  declare isOpen: boolean;
  /** Place of the active option among those shown. */
  declare active: number;

  constructor() {
    super();
    this.chosen = undefined;
    this.label = "";
    this.fits = undefined;
    this.query = "";
    this.isOpen = false;
    this.active = 0;
  }

  override focus(): void {
    this.ownPart("field")?.focus();
  }

  /** Fields that fit what is typed, in the order of the groups. */
  get #shown(): readonly Field[] {
    const { fits } = this;
    const isNamed = isNamedBy(this.query);
    return this.#parts(this.words.schema.fields.filter((field) => isNamed(field) && (fits === undefined || fits(field)))).reduce<readonly Field[]>((all, { fields }) => all.concat(fields), []);
  }

  /** The groups with the fields that can be asked, and behind them the locked sections with theirs. */
  #parts(fields: readonly Field[]): readonly Part[] {
    const isLocked = ({ id }: Field): boolean => this.words.lockedSection(id) !== undefined;
    const groups = this.words.groups(fields.filter((field) => !isLocked(field)));
    const open = groups.map((entry) => ({ heading: entry.group.title[this.language], fields: entry.fields }));
    const locked = this.words.locked.map((section) => ({
      heading: this.say.section.heading(this.words.sectionTitle(section)),
      fields: fields.filter(({ id }) => section.fields.includes(id)),
    }));
    return open.concat(locked.filter((part) => part.fields.length > 0));
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("active") || changed.has("isOpen")) this.ownPart(`option-${this.active}`)?.scrollIntoView({ block: "nearest" });
  }

  #open(): void {
    if (this.isOpen) return;
    this.query = "";
    this.active = Math.max(0, this.#shown.findIndex(({ id }) => id === this.chosen));
    this.isOpen = true;
  }

  #pick(field: Field | undefined): void {
    if (field === undefined || !field.open) return;
    this.isOpen = false;
    this.emit("yq-field", field.id);
  }

  readonly #typed = (event: Event): void => {
    this.isOpen = true;
    this.query = (event.target as HTMLInputElement).value;
    this.active = 0;
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const last = this.#shown.length - 1;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        event.preventDefault();
        const wasOpen = this.isOpen;
        this.#open();
        if (wasOpen) this.active = Math.min(last, Math.max(0, this.active + (event.key === "ArrowDown" ? 1 : -1)));
        return;
      }
      case "Enter":
        event.preventDefault();
        if (this.isOpen) this.#pick(this.#shown[this.active]);
        else this.#open();
        return;
      case "Escape":
        // Closes the list only; what the list stands in stays open.
        if (this.isOpen) event.stopPropagation();
        this.isOpen = false;
    }
  };

  override render(): TemplateResult {
    const { builder } = this.say;
    const title = this.chosen === undefined ? "" : this.words.title(this.chosen);
    return html`
      <label for="field">${this.label}</label>
      <input id="field" data-testid="field" type="text" role="combobox" autocomplete="off" spellcheck="false" placeholder=${builder.fieldPlaceholder}
        aria-autocomplete="list" aria-haspopup="listbox" aria-controls="list" aria-expanded=${this.isOpen ? "true" : "false"}
        aria-activedescendant=${this.isOpen ? `option-${this.active}` : nothing}
        .value=${this.isOpen ? this.query : title}
        @input=${this.#typed} @keydown=${this.#keydown} @click=${() => this.#open()} @blur=${() => (this.isOpen = false)} />
      <div class="list" id="list" role="listbox" aria-label=${this.label} ?hidden=${!this.isOpen}>${this.isOpen ? this.#renderOptions() : nothing}</div>
    `;
  }

  #renderOptions(): TemplateResult {
    const shown = this.#shown;
    if (shown.length === 0) return html`<div class="none quiet">${this.say.builder.noField}</div>`;
    const places = new Map(shown.map((field, place) => [field, place]));
    return html`${this.#parts(shown).map(
      ({ heading, fields }) => html`<div role="group" aria-label=${heading}>
        <div class="group" aria-hidden="true">${heading}</div>
        ${fields.map((field) => this.#renderOption(field, places.get(field) ?? 0))}
      </div>`,
    )}`;
  }

  #renderOption(field: Field, place: number): TemplateResult {
    const section = this.words.lockedSection(field.id);
    const why = section === undefined ? this.say.builder.lockedField : this.say.section.locked(this.words.sectionTitle(section));
    const lock = field.open ? nothing : lockIcon(this.say.locked, why);
    return html`<div id="option-${place}" role="option" class="option ${place === this.active ? "active" : ""}"
      data-field=${field.id} aria-selected=${field.id === this.chosen ? "true" : "false"} aria-disabled=${field.open ? "false" : "true"}
      @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.#pick(field)}>
      <span>${field.title[this.language]}</span>${lock}<span class="id">${field.id}</span>
    </div>`;
  }
}

define("yongquan-field-picker", FieldPicker);
