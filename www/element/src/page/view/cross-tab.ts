/** The look at a selection by two or three fields at once. */
import { html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { CrossTabFigures, FiguresRequest } from "../../shared/figures.js";
import type { Filter } from "../../shared/filter.js";
import { placesOf } from "../chart-model.js";
import type { FigureTable } from "../take/figures.js";
import type { Place } from "../chart-model.js";
import { baseOf, crossTable } from "../cross-table.js";
import type { CrossTable } from "../cross-table.js";
import { localeOf } from "../i18n/catalogue.js";
import { SHARES_OF, canList } from "../look-choices.js";
import "./field-picker.js";
import { choices, fills, heatOf, tables } from "./heat.js";
import { LookView } from "./look-view.js";
import { letOneBeTabbed, moveByArrows } from "./roving.js";
import { controls } from "./styles.js";
import { define } from "./view.js";

export class CrossTabLook extends LookView {
  static override properties: PropertyDeclarations = { chosenLayer: { state: true } };
  static override styles = [controls, fills, tables, choices];
  /** The chosen place of the third field; absent: all together. */
  declare chosenLayer: number | undefined;

  constructor() {
    super();
    this.chosenLayer = undefined;
  }

  protected override wanted(): readonly FiguresRequest[] {
    const { rows, columns, layers } = this.choices;
    if (rows === undefined || columns === undefined || rows === columns) return [];
    const third = layers === undefined || layers === rows || layers === columns ? [] : [layers];
    return [{ ask: "cross_tab", filter: this.filter, fields: [rows, columns, ...third] }];
  }

  override updated(_changed: PropertyValues<this>): void {
    letOneBeTabbed(this.renderRoot);
  }

  override render(): TemplateResult {
    const { cross } = this.say;
    const { rows, columns, layers, shareOf } = this.choices;
    const picker = (label: string, chosen: string | undefined, choose: (field: string) => void, testId: string): TemplateResult => html`<yongquan-field-picker
      data-testid=${testId} .language=${this.language} .words=${this.words} .chosen=${chosen} .label=${label} .fits=${canList}
      @yq-field=${(event: CustomEvent<string>) => choose(event.detail)}></yongquan-field-picker>`;
    return html`
      <div class="choices">
        ${picker(cross.rows, rows, (field) => this.choose({ rows: field }), "cross-rows")}
        ${picker(cross.columns, columns, (field) => this.choose({ columns: field }), "cross-columns")}
        ${picker(cross.third, layers, (field) => this.#chooseLayers(field), "cross-layers")}
        ${layers === undefined ? nothing : html`<button type="button" data-testid="no-layers" @click=${() => this.#chooseLayers(undefined)}>${cross.noThird}</button>`}
        <button type="button" data-testid="swap" @click=${() => this.choose({ rows: columns, columns: rows })}>${cross.swap}</button>
        <span><label for="share">${cross.shareOf}</label><select id="share" data-testid="share" @change=${this.#chooseShare}>
          ${SHARES_OF.map((each) => html`<option value=${each} ?selected=${each === shareOf}>${cross.shares[each]}</option>`)}</select></span>
        ${this.figuresFor("cross_tab") === undefined ? nothing : html`<button type="button" data-testid="print-figures" @click=${() => this.#print()}>${this.say.take.figures.print}</button>`}
      </div>
      ${this.wanted().length === 0 ? html`<p class="quiet">${cross.same}</p>` : this.#renderFigures(this.figuresFor("cross_tab"))}
    `;
  }

  /** Hands on the table as it is shown. */
  #print(): void {
    const table = this.renderRoot.querySelector("table");
    if (table === null) return;
    const text = (element: Element | null): string => element?.textContent?.trim() ?? "";
    const rows = Array.from(table.rows, (row) => Array.from(row.cells, text));
    this.emit<FigureTable>("yq-print", { title: text(table.caption), rows });
  }

  #chooseLayers(layers: string | undefined): void {
    this.chosenLayer = undefined;
    this.choose({ layers });
  }

  readonly #chooseShare = (event: Event): void => {
    const chosen = SHARES_OF.find((each) => each === (event.target as HTMLSelectElement).value);
    if (chosen !== undefined) this.choose({ shareOf: chosen });
  };

  #renderFigures(figures: CrossTabFigures | undefined): TemplateResult {
    if (figures === undefined) return html`${this.renderState(false)}`;
    const [rows = [], columns = [], layers = []] = figures.axes.map((axis) => placesOf(this.words, axis));
    // Another selection may have fewer layers than the one before.
    const layer = this.chosenLayer !== undefined && this.chosenLayer < layers.length ? this.chosenLayer : undefined;
    return html`
      ${this.renderState(true)}
      ${layers.length === 0 ? nothing : this.#renderLayers(layers, layer, this.words.title(figures.axes[2]?.field ?? ""))}
      <div class="scroll" tabindex="0" role="region" aria-label=${this.say.cross.scroll}>
        ${this.#renderTable(figures, crossTable(figures, layer), rows, columns, layer === undefined ? undefined : layers[layer])}
      </div>
      <p class="note">${this.say.cross.hint}</p>`;
  }

  #renderLayers(layers: readonly Place[], layer: number | undefined, title: string): TemplateResult {
    const choose = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      this.chosenLayer = value === "" ? undefined : Number(value);
    };
    return html`<div class="choices"><span><label for="layer">${this.say.cross.only} · ${title}</label><select id="layer" data-testid="layer" @change=${choose}>
      <option value="" ?selected=${layer === undefined}>${this.say.cross.whole}</option>
      ${layers.map(({ label }, place) => html`<option value=${place} ?selected=${place === layer}>${label}</option>`)}</select></span></div>`;
  }

  #renderTable({ axes }: CrossTabFigures, table: CrossTable, rows: readonly Place[], columns: readonly Place[], layer: Place | undefined): TemplateResult {
    const [rowTitle = "", columnTitle = ""] = axes.map(({ field }) => this.words.title(field));
    const isMissing = (place: number, places: readonly Place[]): string => (place === places.length - 1 ? "missing" : "");
    const sumCell = (count: number, base: number | undefined): TemplateResult => html`<td class="sum" data-count=${count}><span>${this.#say(count, base)}</span></td>`;
    return html`<table data-testid="cross-table" @keydown=${moveByArrows}>
      <caption>${this.say.cross.caption(rowTitle, columnTitle)}${layer === undefined ? nothing : html` · ${layer.label}`}</caption>
      <thead><tr><th class="corner" scope="col">${rowTitle}</th>
        ${columns.map(({ label }, column) => html`<th scope="col" class=${`figure ${isMissing(column, columns)}`}>${label}</th>`)}
        <th scope="col" class="figure">${this.say.charts.total}</th></tr></thead>
      <tbody>${rows.map((row, r) => html`<tr><th scope="row" class=${isMissing(r, rows)}>${row.label}</th>
        ${columns.map((column, c) => this.#renderCell(table, r, c, [row, column, ...(layer === undefined ? [] : [layer])]))}
        ${sumCell(table.rowSums[r] ?? 0, baseOf(table, this.choices.shareOf, r, undefined))}</tr>`)}</tbody>
      <tfoot><tr><th scope="row">${this.say.charts.total}</th>
        ${table.columnSums.map((count, c) => sumCell(count, baseOf(table, this.choices.shareOf, undefined, c)))}
        ${sumCell(table.sum, baseOf(table, this.choices.shareOf, undefined, undefined))}</tr></tfoot>
    </table>`;
  }

  #renderCell(table: CrossTable, row: number, column: number, places: readonly Place[]): TemplateResult {
    const count = table.counts[row]?.[column] ?? 0;
    const base = baseOf(table, this.choices.shareOf, row, column);
    const heat = heatOf(base === undefined ? count / Math.max(1, table.largest) : count / Math.max(1, base));
    const text = this.#say(count, base);
    const narrow = places.map((place) => place.narrow);
    const filters = narrow.filter((filter): filter is Filter => filter !== undefined);
    const inside = filters.length < narrow.length
      ? html`<span>${text}</span>`
      : html`<button type="button" data-cell data-testid="cross-cell" aria-label=${this.say.charts.narrowTo(places.map(({ label }) => label).join(" × "), this.count(count))}
          @click=${() => this.narrow(filters)}>${text}</button>`;
    return html`<td class=${`${heat} ${count === 0 ? "zero" : ""}`} data-count=${count}>${inside}</td>`;
  }

  /** A count, or what share of a base it is. */
  #say(count: number, base: number | undefined): string {
    if (base === undefined) return this.count(count);
    return new Intl.NumberFormat(localeOf(this.language), { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(base === 0 ? 0 : count / base);
  }
}

define("yongquan-cross-tab", CrossTabLook);
