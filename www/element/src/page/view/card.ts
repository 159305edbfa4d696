/** The card of one person beside the list: every field by group, masked values with a button that shows them for a minute, the household beneath. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { Field, FieldGroup } from "../../shared/schema.js";
import type { RestrictedSection } from "../../shared/protocol.js";
import type { OpenCard, Whole } from "../people-desk.js";
import type { Words } from "../words.js";
import "./household.js";
import { eyeIcon, lockIcon } from "./icons.js";
import type { RevealWish } from "./list.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/**
 * Fires `yq-reveal` with what to show whole, `yq-step` with -1 or 1 for the person before or after, `yq-member` with the row id of a
 * member of the household, `yq-print`, `yq-close`.
 */
export class PersonCard extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, open: { attribute: false }, whole: { attribute: false }, total: { attribute: false }, tick: { attribute: false },
  };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; background: var(--yq-surface); border-left: 1px solid var(--yq-hairline); }
      header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; padding: 0 0 8px 16px; border-bottom: 1px solid var(--yq-hairline); }
      h2 { flex: 1; min-width: 3.2em; font-size: 1.25rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      h2:focus-visible { outline-offset: -3px; }
      header button { padding: 0; width: var(--yq-target); }
      header button.all { width: auto; min-width: var(--yq-target); padding: 0 8px; }
      header button.print { width: auto; padding: 0 4px; }
      .steps { display: flex; gap: 4px; margin-left: auto; }
      /* The eye alone means the same in every row of the list. */
      @media (max-width: 1100px) { header .word { display: none; } }
      @media (max-width: 600px) { header, .body { padding-left: 8px; } }
      .body { flex: 1; min-height: 0; overflow-y: auto; padding: 0 0 12px 16px; }
      h3 { margin: 14px 0 2px; font-size: 0.875rem; font-weight: 600; color: var(--yq-accent); }
      dl { margin: 0; }
      .field { display: grid; grid-template-columns: minmax(96px, 38%) minmax(0, 1fr); gap: 8px; align-items: center; min-height: 30px; border-bottom: 1px solid var(--yq-hairline); }
      dt { color: var(--yq-quiet); font-size: 0.875rem; }
      dd { display: flex; align-items: center; gap: 8px; margin: 0; overflow-wrap: anywhere; }
      dd .value { flex: 1; min-width: 0; }
      dd button { flex: none; width: var(--yq-target); padding: 0; border-color: transparent; background: transparent; color: var(--yq-accent); }
      .whole { padding: 0 6px; border-radius: 4px; background: var(--yq-warning-tint); color: var(--yq-warning); font-weight: 600; }
      .shut { display: flex; align-items: center; gap: 8px; padding: 6px 0; color: var(--yq-quiet); font-size: 0.875rem; }
      .empty { margin-top: 4px; font-size: 0.875rem; color: var(--yq-quiet); }
    `,
  ];
  declare words: Words;
  declare open: OpenCard;
  /** What is unmasked of this person now. */
  declare whole: Whole;
  /** Number of people in the list. */
  declare total: number;
  declare tick: object;

  override focus(): void {
    this.ownPart("person")?.focus();
  }

  override updated(changed: PropertyValues<this>): void {
    const before = changed.get("open") as OpenCard | undefined;
    if (!changed.has("open") || before?.card.row === this.open.card.row) return;
    const body = this.renderRoot.querySelector(".body");
    if (body !== null) body.scrollTop = 0;
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.emit("yq-close", null);
    }
  };

  /** Fields that are masked now and have a value. */
  get #hidden(): readonly string[] {
    const { cells } = this.open.card;
    return this.words.schema.fields.filter(({ id, mask }) => mask !== undefined && cells[id] !== null && cells[id] !== undefined && !this.whole.has(id)).map(({ id }) => id);
  }

  #reveal(fields: readonly string[]): void {
    this.emit<RevealWish>("yq-reveal", { row: this.open.card.row, fields });
  }

  override render(): TemplateResult {
    const { card } = this.say;
    const { place } = this.open;
    const hidden = this.#hidden;
    const step = (by: number, label: string, sign: string): TemplateResult => {
      const isThere = place !== undefined && place + by >= 0 && place + by < this.total;
      return html`<button type="button" class="plain" aria-label=${label} title=${label} ?disabled=${!isThere} @click=${() => this.emit("yq-step", by)}>${sign}</button>`;
    };
    return html`<header @keydown=${this.#keydown}>
        <h2 id="person" tabindex="-1" data-testid="card-name">${this.#name()}</h2>
        ${hidden.length === 0 ? nothing : html`<button type="button" class="all" data-testid="reveal-all" aria-label=${card.revealAll} title=${card.revealAll}
          @click=${() => this.#reveal(hidden)}>${eyeIcon()} <span class="word">${card.revealAll}</span></button>`}
        <button type="button" class="print" data-testid="card-print" title=${card.print} @click=${() => this.emit("yq-print", null)}>${this.say.take.doPrint}</button>
        <span class="steps">${step(-1, card.previous, "↑")}${step(1, card.next, "↓")}
          <button type="button" class="plain" data-testid="card-close" aria-label=${this.say.close} title=${this.say.close} @click=${() => this.emit("yq-close", null)}>×</button></span>
      </header>
      <div class="body" tabindex="0" role="region" aria-label=${card.fields} @keydown=${this.#keydown}>
        ${this.whole.size === 0 ? nothing : html`<p class="note" role="status">${card.fading}</p>`}
        ${this.words.groups(this.words.schema.fields).map(({ group, fields }) => this.#renderGroup(group, fields))}
        ${this.open.card.household === undefined
          ? nothing
          : html`<yongquan-household .language=${this.language} .words=${this.words} .household=${this.open.card.household} .row=${this.open.card.row}
              @yq-member=${(event: CustomEvent<number>) => this.emit("yq-member", event.detail)}></yongquan-household>`}
      </div>`;
  }

  #name(): string {
    const id = this.words.schema.roles.person_name;
    const cell = id === undefined ? undefined : (this.whole.get(id) ?? this.open.card.cells[id]);
    return cell === undefined || cell === null ? this.say.card.heading : String(cell);
  }

  #renderGroup(group: FieldGroup, fields: readonly Field[]): TemplateResult {
    const { cells } = this.open.card;
    const open = fields.filter((field) => field.open);
    const held = open.filter(({ id }) => cells[id] !== null && cells[id] !== undefined);
    const empty = open.filter((field) => !held.includes(field));
    const sections = this.words.locked.filter((section) => fields.some((field) => !field.open && section.fields.includes(field.id)));
    return html`<h3>${group.title[this.language]}</h3>
      <dl>${held.map((field) => this.#renderField(field))}</dl>
      ${empty.length === 0 ? nothing : html`<p class="empty">${this.say.card.empty(this.words.list(empty.map(({ title }) => title[this.language])))}</p>`}
      ${sections.map((section) => this.#renderLocked(section, fields))}`;
  }

  #renderField(field: Field): TemplateResult {
    const { id, title, mask } = field;
    const whole = this.whole.get(id);
    const cell = whole ?? this.open.card.cells[id] ?? null;
    const button = mask === undefined || whole !== undefined
      ? nothing
      : html`<button type="button" data-testid="reveal" data-field=${id} aria-label=${this.say.card.reveal(title[this.language])} title=${this.say.card.reveal(title[this.language])}
          @click=${() => this.#reveal([id])}>${eyeIcon()}</button>`;
    return html`<div class="field"><dt>${title[this.language]}</dt>
      <dd data-field=${id}><span class=${whole === undefined ? "value" : "value whole"}>${cell === null ? "—" : this.words.valueWithUnit(field, cell)}</span>${button}</dd></div>`;
  }

  #renderLocked(section: RestrictedSection, fields: readonly Field[]): TemplateResult {
    const titles = fields.filter(({ id, open }) => !open && section.fields.includes(id)).map(({ title }) => title[this.language]);
    return html`<p class="shut" data-section=${section.id}>${lockIcon(this.say.section.locked(this.words.sectionTitle(section)))}
      <span>${this.say.card.locked(this.words.sectionTitle(section), this.count(titles.length))}</span></p>`;
  }
}

define("yongquan-card", PersonCard);
