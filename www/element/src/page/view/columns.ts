/** Which columns a list has, and in which order. What was chosen is not kept: the next session begins with the register's own. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Field } from "../../shared/schema.js";
import { isNamedBy } from "../field-name.js";
import type { Words } from "../words.js";
import { lockIcon } from "./icons.js";
import { Menu } from "./menu.js";
import { define } from "./view.js";

/** Fires `yq-columns` with the ids of the columns, none for those that the register has by itself. */
export class Columns extends Menu {
  static override properties: PropertyDeclarations = { words: { attribute: false }, chosen: { attribute: false }, query: { state: true } };
  static override styles = [
    ...Menu.styles,
    css`
      input[type="search"] { width: 100%; }
      label.entry { cursor: pointer; }
      label.entry input { flex: none; width: 20px; min-height: 20px; }
      ol { margin: 0; padding: 0; list-style: none; }
      .shut { color: var(--yq-quiet); }
    `,
  ];
  declare words: Words;
  /** Ids of the columns, in order. */
  declare chosen: readonly string[];
  declare query: string;

  constructor() {
    super();
    this.query = "";
  }

  #choose(columns: readonly string[]): void {
    // A list without any column would show nobody.
    if (columns.length > 0) this.emit("yq-columns", columns);
  }

  #toggle(id: string): void {
    this.#choose(this.chosen.includes(id) ? this.chosen.filter((column) => column !== id) : [...this.chosen, id]);
  }

  #move(place: number, by: -1 | 1): void {
    const moved = [...this.chosen];
    const [column] = moved.splice(place, 1);
    if (column === undefined) return;
    moved.splice(place + by, 0, column);
    this.#choose(moved);
  }

  override render(): TemplateResult {
    return this.renderMenu("columns", this.say.columns.heading, () => this.#renderPanel());
  }

  #renderPanel(): TemplateResult {
    const { columns } = this.say;
    return html`
      <div class="entry"><h3>${columns.chosen(this.count(this.chosen.length))}</h3>
        <button type="button" class="plain" data-testid="columns-reset" @click=${() => this.emit("yq-columns", [])}>${columns.reset}</button></div>
      <ol>${this.chosen.map((id, place) => this.#renderChosen(id, place))}</ol>
      <input spellcheck="false" type="search" data-testid="columns-search" aria-label=${columns.search} placeholder=${columns.search} .value=${this.query}
        @input=${(event: Event) => (this.query = (event.target as HTMLInputElement).value)} />
      ${this.words.groups(this.words.schema.fields.filter(isNamedBy(this.query))).map(
        ({ group, fields }) => html`<h3>${group.title[this.language]}</h3>${fields.map((field) => this.#renderField(field))}`,
      )}`;
  }

  #renderChosen(id: string, place: number): TemplateResult {
    const { columns } = this.say;
    const title = this.words.title(id);
    return html`<li class="entry"><span>${title}</span>
      <button type="button" class="small plain" aria-label=${columns.earlier(title)} ?disabled=${place === 0} @click=${() => this.#move(place, -1)}>↑</button>
      <button type="button" class="small plain" aria-label=${columns.later(title)} ?disabled=${place === this.chosen.length - 1} @click=${() => this.#move(place, 1)}>↓</button></li>`;
  }

  #renderField({ id, title, open }: Field): TemplateResult {
    return html`<label class="entry ${open ? "" : "shut"}"><span>${title[this.language]}${open ? nothing : html` ${lockIcon(this.words.whyLocked(id))}`}</span>
      <input type="checkbox" data-field=${id} .checked=${this.chosen.includes(id)} @change=${() => this.#toggle(id)} /></label>`;
  }
}

define("yongquan-columns", Columns);
