/** What a list is sorted by, for those who do not click on its titles: up to three fields, each up or down. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { MAX_SORTS } from "../../shared/people.js";
import type { SortBy } from "../../shared/people.js";
import type { Words } from "../words.js";
import { Menu } from "./menu.js";
import { define } from "./view.js";

/** Fires `yq-sort` with what to sort by. */
export class Sorting extends Menu {
  static override properties: PropertyDeclarations = { words: { attribute: false }, sort: { attribute: false } };
  static override styles = [...Menu.styles, css`select { width: 100%; }`];
  declare words: Words;
  declare sort: readonly SortBy[];

  #set(place: number, by: SortBy | undefined): void {
    const others = this.sort.filter((other, at) => at !== place && other.field !== by?.field);
    this.emit("yq-sort", by === undefined ? others : [...others.slice(0, place), by, ...others.slice(place)]);
  }

  override render(): TemplateResult {
    return this.renderMenu("sorting", this.say.sorting.heading, () => this.#renderPanel());
  }

  #renderPanel(): TemplateResult {
    const { sorting } = this.say;
    const places = Array.from({ length: Math.min(MAX_SORTS, this.sort.length + 1) }, (_, place) => place);
    return html`${places.map((place) => this.#renderPlace(place))}<p class="note">${sorting.hint}</p>`;
  }

  #renderPlace(place: number): TemplateResult {
    const { sorting, list } = this.say;
    const by = this.sort[place];
    const open = this.words.schema.fields.filter((field) => field.open);
    const pick = (event: Event): void => {
      const field = (event.target as HTMLSelectElement).value;
      this.#set(place, field === "" ? undefined : { field, descending: by?.descending ?? false });
    };
    return html`<div class="entry">
      <select data-testid="sort-field" aria-label=${sorting.field(String(place + 1))} @change=${pick}>
        <option value="" ?selected=${by === undefined}>${sorting.none}</option>
        ${this.words.groups(open).map(({ group, fields }) => html`<optgroup label=${group.title[this.language]}>${fields.map(
          ({ id, title }) => html`<option value=${id} .selected=${id === by?.field}>${title[this.language]}</option>`)}</optgroup>`)}
      </select>
      ${by === undefined ? nothing : html`<button type="button" data-testid="sort-direction" @click=${() => this.#set(place, { ...by, descending: !by.descending })}>
        ${by.descending ? `↓ ${list.descending}` : `↑ ${list.ascending}`}</button>`}
    </div>`;
  }
}

define("yongquan-sorting", Sorting);
