/** One page of the people selected, as a table: masked, sortable by a click on a column's title. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Cell, ListPage } from "../../shared/protocol.js";
import type { Words } from "../words.js";
import { lockIcon } from "./icons.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Order of a list. */
export interface ListOrder {
  /** Id of the field; absent: the order of the register. */
  readonly sort: string | undefined;
  readonly descending: boolean;
}

/** Rows that a page may have. */
export const PAGE_SIZES: readonly number[] = [20, 50, 100];

/** Fires `yq-sort` with the id of a column's field, `yq-page` with an offset, `yq-size` with a number of rows. */
export class PeopleList extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, page: { attribute: false }, order: { attribute: false }, total: { attribute: false }, size: { attribute: false },
  };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; min-width: 0; }
      .scroll { overflow: auto; min-height: 0; flex: 1; }
      table { border-collapse: separate; border-spacing: 0; width: 100%; }
      /* Whole pixels: with a fraction of one, the line under the column that stays would not meet the others. */
      th, td { padding: 6px 12px; line-height: 26px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--yq-hairline); }
      th { position: sticky; top: 0; z-index: 1; padding: 0; background: var(--yq-surface); border-bottom-color: var(--yq-line); }
      th button { width: 100%; padding: 0 12px; border-color: transparent; border-radius: 0; background: transparent; font-weight: 600; text-align: left; }
      th:focus-within { z-index: 2; }
      th button:focus-visible { outline-offset: -3px; }
      th .fixed { display: flex; align-items: center; gap: 6px; min-height: var(--yq-target); padding: 0 12px; color: var(--yq-quiet); }
      th:first-child, td:first-child { position: sticky; left: 0; background: var(--yq-surface); }
      th:first-child { z-index: 2; }
      .right, .right button { text-align: right; font-variant-numeric: tabular-nums; }
      tbody tr:hover td { background: var(--yq-tint); }
      .absent { color: var(--yq-quiet); }
      th .section { font-weight: 400; font-size: 0.8125rem; }
      nav { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding-top: 8px; }
      nav .range { margin-right: auto; }
      @media (max-width: 1100px) { td { padding: 6px 8px; } th button, th .fixed { padding: 0 8px; } }
      .empty { padding: 32px 16px; text-align: center; font-size: 1.125rem; }
    `,
  ];
  declare words: Words;
  declare page: ListPage | undefined;
  declare order: ListOrder;
  /** Number of people selected. */
  declare total: number;
  /** Rows of a page, at most. */
  declare size: number;

  override render(): TemplateResult {
    const { list } = this.say;
    if (this.page === undefined) return html`<h2>${list.heading}</h2>`;
    if (this.total === 0) return html`<h2>${list.heading}</h2><p class="empty quiet">${list.empty}</p>`;
    return html`
      <h2>${list.heading}</h2>
      <div class="scroll" role="region" tabindex="0" aria-label=${list.scroll}>${this.#renderTable(this.page)}</div>
      ${this.#renderPaging(this.page)}
      <p class="note">${list.masked}</p>
    `;
  }

  #isNumber(id: string): boolean {
    const field = this.words.field(id);
    return field !== undefined && (field.kind === "integer" || field.kind === "number");
  }

  #renderTable({ columns, rows, rowIds }: ListPage): TemplateResult {
    return html`<table data-testid="list" aria-rowcount=${this.total + 1}>
      <caption class="unseen">${this.say.list.heading}</caption>
      <thead><tr aria-rowindex="1">${columns.map((id) => this.#renderHeading(id))}</tr></thead>
      <tbody>${rows.map(
        (cells, row) => html`<tr data-row=${rowIds[row] ?? ""} aria-rowindex=${(this.page?.offset ?? 0) + row + 2}>
          ${cells.map((cell, column) => this.#renderCell(columns[column] ?? "", cell))}
        </tr>`,
      )}</tbody>
    </table>`;
  }

  #renderHeading(id: string): TemplateResult {
    const { list } = this.say;
    const look = this.#isNumber(id) ? "right" : "";
    const title = this.words.title(id);
    if (this.words.field(id)?.open !== true) {
      const section = this.words.lockedSection(id);
      return html`<th scope="col" class=${look} data-locked=${id}><span class="fixed">${title} ${lockIcon(this.#whyLocked(id))}
        ${section === undefined ? nothing : html`<span class="section">${this.words.sectionTitle(section)}</span>`}</span></th>`;
    }
    const isSorted = this.order.sort === id;
    const direction = this.order.descending ? "descending" : "ascending";
    return html`<th scope="col" class=${look} aria-sort=${isSorted ? direction : "none"}>
      <button type="button" title=${list.sortBy(title)} @click=${() => this.emit("yq-sort", id)}>${title}${isSorted
          ? html` <span role="img" aria-label=${list[direction]}>${this.order.descending ? "↓" : "↑"}</span>`
          : nothing}</button>
    </th>`;
  }

  #renderCell(id: string, cell: Cell): TemplateResult {
    const field = this.words.field(id);
    const look = this.#isNumber(id) ? "right" : "";
    if (cell !== null) return html`<td class=${look}>${this.words.value(field, cell)}</td>`;
    if (field?.open !== true) return html`<td class=${`absent ${look}`}>${lockIcon(this.#whyLocked(id))}</td>`;
    return html`<td class=${`absent ${look}`}><span role="img" aria-label=${this.say.missing} title=${this.say.missing}>—</span></td>`;
  }

  #whyLocked(id: string): string {
    const section = this.words.lockedSection(id);
    return section === undefined ? this.say.builder.lockedField : this.say.section.locked(this.words.sectionTitle(section));
  }

  #renderPaging({ offset, rows }: ListPage): TemplateResult {
    const { list } = this.say;
    const to = offset + rows.length;
    const go = (next: number): void => this.emit("yq-page", Math.max(0, next));
    const resize = (event: Event): void => this.emit("yq-size", Number((event.target as HTMLSelectElement).value));
    return html`<nav aria-label=${list.heading}>
      <span class="range number" role="status" data-testid="range">${list.range(this.count(offset + 1), this.count(to), this.count(this.total))}</span>
      <label class="note">${list.perPage}
        <select data-testid="size" @change=${resize}>
          ${PAGE_SIZES.map((size) => html`<option value=${size} ?selected=${size === this.size}>${list.rows(String(size))}</option>`)}
        </select>
      </label>
      <button type="button" data-testid="first" ?disabled=${offset === 0} @click=${() => go(0)}>${list.first}</button>
      <button type="button" data-testid="previous" ?disabled=${offset === 0} @click=${() => go(offset - this.size)}>${list.previous}</button>
      <button type="button" data-testid="next" ?disabled=${to >= this.total} @click=${() => go(offset + this.size)}>${list.next}</button>
    </nav>`;
  }
}

define("yongquan-list", PeopleList);
