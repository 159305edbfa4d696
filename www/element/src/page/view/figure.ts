/** One figure: a chart, and the table that it is made of, for reading aloud and for copying. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { pageError } from "../../shared/errors.js";
import type { YongquanError } from "../../shared/errors.js";
import type { Filter } from "../../shared/filter.js";
import type { ChartSource, Drawing, Picture } from "../chart-library.js";
import type { ChartModel, ModelCell, ModelRow } from "../chart-model.js";
import { localeOf } from "../i18n/catalogue.js";
import { told, toldTogether } from "../small-counts.js";
import type { Told } from "../small-counts.js";
import { fills, tables } from "./heat.js";
import { letOneBeTabbed, moveByArrows } from "./roving.js";
import { controls } from "./styles.js";
import { View, define, errorBox } from "./view.js";

/**
 * Least and largest height of a row of bars, in times the size of the font. A pyramid shall be seen whole, so its rows may stand close;
 * between the two a chart fills the room that there is.
 */
const ROW_EMS = { bars: [2.2, 2.6], pyramid: [0.9, 2] } as const;
/** Least and largest height of a chart of columns, in times the size of the font. */
const COLUMNS_EMS = [9, 30] as const;
/** Size of the words in a chart, in times the size of the font around it. */
const WORD_EMS = 0.875;

/** Fires `yq-narrow` with filters. */
export class FigureView extends View {
  static override properties: PropertyDeclarations = {
    model: { attribute: false }, isTable: { attribute: false }, charts: { attribute: false }, isPublic: { attribute: false }, maxRows: { attribute: false }, drawing: { state: true }, error: { state: true },
  };
  static override styles = [
    controls,
    fills,
    tables,
    css`
      .canvas { cursor: pointer; min-width: 0; }
      .heads { display: grid; grid-template-columns: 1fr 1fr; gap: 14%; font-weight: 600; }
      .heads > :first-child { text-align: right; }
      .swatch { display: inline-block; width: 12px; height: 12px; margin: 0 6px; background: var(--yq-bar); }
      .heads > :last-child .swatch { background: var(--yq-accent); }
      .scroll { max-height: 100%; }
    `,
  ];
  declare model: ChartModel;
  declare isTable: boolean;
  declare charts: ChartSource;
  /** Whether everybody can see it: small counts are not told then, and nothing can be clicked. */
  declare isPublic: boolean;
  /** Rows that are drawn at most, those with the largest counts and none that nobody is in; absent: all. */
  declare maxRows: number | undefined;
  declare error: YongquanError | undefined;
  declare drawing: Drawing | undefined;
  #resizes: ResizeObserver | undefined;
  #isLoading = false;

  constructor() {
    super();
    this.isTable = false;
    this.isPublic = false;
    this.maxRows = undefined;
    this.drawing = undefined;
    this.error = undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Who goes to the table and back wants another try.
    if (changed.has("isTable") && this.isTable) this.error = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end();
  }

  #end(): void {
    this.#resizes?.disconnect();
    this.#resizes = undefined;
    this.drawing?.end();
    this.drawing = undefined;
  }

  /** Rows of the model that are drawn, in its order. A chart stands a pyramid's on their head: the oldest on top. */
  get #drawnRows(): readonly ModelRow[] {
    const rows = this.model.rows.filter(({ isApart }) => !isApart);
    if (this.maxRows === undefined) return rows;
    const held = rows.filter(({ cells }) => cells.some(({ count }) => count > 0));
    const kept = new Set([...held].sort((a, b) => (b.cells[0]?.count ?? 0) - (a.cells[0]?.count ?? 0)).slice(0, this.maxRows));
    return held.filter((row) => kept.has(row));
  }

  /** What may be told of each column of a row. The counts of a column add up to a number that may be known. */
  #tellings(): ReadonlyMap<ModelRow, readonly Told[]> {
    const { rows, columns } = this.model;
    const byColumn = columns.map((_, column) => {
      const counts = rows.map(({ cells }) => cells[column]?.count ?? 0);
      return this.isPublic ? toldTogether(counts) : counts;
    });
    return new Map(rows.map((row, place) => [row, byColumn.map((told) => told[place] ?? 0)]));
  }

  #say(told: Told): string {
    if (told === "small") return this.say.wall.small;
    return told === "withheld" ? this.say.wall.withheld : this.count(told);
  }

  override updated(changed: PropertyValues<this>): void {
    letOneBeTabbed(this.renderRoot);
    if (this.isTable) {
      this.#end();
      return;
    }
    const canvas = this.ownPart("canvas");
    if (canvas === null) return;
    // Another height must be there before the chart is drawn into it.
    canvas.style.height = `${this.#height}px`;
    if (this.drawing === undefined) void this.#begin(canvas);
    else if (changed.has("model") || changed.has("language") || changed.has("drawing")) {
      this.drawing.fit();
      this.drawing.show(this.#picture());
    }
  }

  /** Fits the chart into the room that there is now. */
  #fit(): void {
    const canvas = this.ownPart("canvas");
    if (canvas === null || canvas.clientWidth === 0) return;
    canvas.style.height = `${this.#height}px`;
    this.drawing?.fit();
  }

  get #fontSize(): number {
    return parseFloat(getComputedStyle(this).fontSize) * WORD_EMS;
  }

  get #height(): number {
    const { kind } = this.model;
    const rows = Math.max(2, this.#drawnRows.length);
    const [least, most] = kind === "columns" ? COLUMNS_EMS : ROW_EMS[kind].map((ems) => ems * rows + 1);
    const room = this.ownPart("room")?.clientHeight ?? 0;
    return Math.round(Math.min((most ?? 0) * this.#fontSize, Math.max((least ?? 0) * this.#fontSize, room)));
  }

  async #begin(canvas: HTMLElement): Promise<void> {
    if (this.#isLoading || this.error !== undefined) return;
    this.#isLoading = true;
    try {
      const { draw } = await this.charts();
      if (!this.isConnected || this.isTable || !canvas.isConnected) return;
      this.drawing = draw(canvas, (label, series) => this.#pick(this.#drawnRows[label]?.cells[series]));
      this.#resizes = new ResizeObserver(() => this.#fit());
      this.#resizes.observe(canvas);
      const room = this.ownPart("room");
      if (room !== null) this.#resizes.observe(room);
    } catch {
      // Whatever it is: the file is not there, or the browser does not run it. The table says the same.
      this.error = pageError("page.charts_failed");
    } finally {
      this.#isLoading = false;
    }
  }

  #pick(cell: ModelCell | undefined): void {
    if (cell?.narrow !== undefined && !this.isPublic) this.emit<readonly Filter[]>("yq-narrow", cell.narrow);
  }

  #picture(): Picture {
    const { model } = this;
    const rows = this.#drawnRows;
    const tellings = this.#tellings();
    const columns = Array.from({ length: model.drawn }, (_, column) => column);
    return {
      kind: model.kind,
      description: this.say.charts.describe(model.title, this.count(model.matched), this.count(model.rows.length)),
      labels: rows.map(({ label }) => label),
      series: columns.map((column) => ({
        // What is not told has no length, which would tell it.
        counts: rows.map((row) => numberOf(tellings.get(row)?.[column])),
        texts: rows.map((row) => this.#say(tellings.get(row)?.[column] ?? 0)),
      })),
      fontSize: this.#fontSize,
      typeface: getComputedStyle(this).getPropertyValue("font-family"),
    };
  }

  override render(): TemplateResult {
    const isTable = this.isTable || this.error !== undefined;
    return html`
      ${errorBox(this.language, this.error)}
      ${isTable ? nothing : this.#renderChart()}
      <div class=${isTable ? "scroll" : "unseen"} tabindex=${isTable ? 0 : nothing} role=${isTable ? "region" : nothing} aria-label=${isTable ? this.model.title : nothing}>
        ${this.#renderTable(isTable)}
      </div>
    `;
  }

  #renderChart(): TemplateResult {
    const { model } = this;
    const heads = model.kind === "pyramid"
      ? html`<div class="heads" aria-hidden="true">${model.columns.slice(0, model.drawn).map((title, column) => html`<span><span class="swatch"></span>${title} <span class="number">${this.#sayOf(this.#sum(column))}</span></span>`)}</div>`
      : nothing;
    return html`${heads}<div class="scroll" id="room" tabindex="0" role="region" aria-label=${model.title}><div class="canvas" id="canvas" data-testid="chart" data-kind=${model.kind} data-drawn=${this.drawing === undefined ? "no" : "yes"}></div></div>${this.#renderApart()}`;
  }

  #sayOf(count: number): string {
    return this.#say(this.isPublic ? told(count) : count);
  }

  #sum(column: number): number {
    return this.model.rows.reduce((sum, { cells }) => sum + (cells[column]?.count ?? 0), 0);
  }

  /** What the chart leaves out. */
  #renderApart(): TemplateResult | typeof nothing {
    const { charts } = this.say;
    const { model } = this;
    const rows = model.rows.filter(({ isApart }) => isApart).map(({ label, cells }) => ({ label, count: cells.slice(0, model.drawn).reduce((sum, cell) => sum + cell.count, 0) }));
    const columns = model.columns.slice(model.drawn).map((label, place) => ({ label, count: this.#sum(model.drawn + place) }));
    const parts = [...rows, ...columns].filter(({ count }) => count > 0);
    return parts.length === 0 ? nothing : html`<p class="note">${charts.apart(parts.map(({ label, count }) => charts.part(label, this.#sayOf(count))).join(this.language === "zh" ? "、" : ", "))}</p>`;
  }

  #renderTable(hasButtons: boolean): TemplateResult {
    const { model } = this;
    const { charts } = this.say;
    // A share of a known number tells the count.
    const hasShare = model.columns.length === 1 && !this.isPublic;
    const tellings = this.#tellings();
    return html`<table data-testid="figure-table" @keydown=${moveByArrows}>
      <caption>${model.title}</caption>
      <thead><tr><th class="corner" scope="col">${model.rowTitle}</th>${model.columns.map((title) => html`<th class="figure" scope="col">${title}</th>`)}
        ${hasShare ? html`<th class="figure" scope="col">${charts.portion}</th>` : nothing}</tr></thead>
      <tbody>${model.rows.map((row) => html`<tr><th scope="row" class=${row.isApart ? "missing" : ""}>${row.label}</th>
        ${row.cells.map((cell, column) => this.#renderCell(row, cell, column, tellings.get(row)?.[column] ?? 0, hasButtons))}
        ${hasShare ? html`<td><span>${this.#share(row.cells[0]?.count ?? 0)}</span></td>` : nothing}</tr>`)}</tbody>
      <tfoot><tr class="sum"><th scope="row">${charts.total}</th>${model.columns.map((_, column) => html`<td><span>${this.#sayOf(this.#sum(column))}</span></td>`)}
        ${hasShare ? html`<td><span>${this.#share(this.#sum(0))}</span></td>` : nothing}</tr></tfoot>
    </table>`;
  }

  #share(count: number): string {
    const { matched } = this.model;
    return new Intl.NumberFormat(localeOf(this.language), { style: "percent", maximumFractionDigits: 1 }).format(matched === 0 ? 0 : count / matched);
  }

  #renderCell(row: ModelRow, cell: ModelCell, column: number, telling: Told, hasButton: boolean): TemplateResult {
    const text = this.#say(telling);
    if (!hasButton || cell.narrow === undefined) return html`<td data-count=${telling}><span>${text}</span></td>`;
    const named = this.model.columns.length === 1 ? row.label : `${row.label} ${this.model.columns[column] ?? ""}`;
    return html`<td data-count=${cell.count}><button type="button" data-cell data-testid="figure-cell" aria-label=${this.say.charts.narrowTo(named, text)} @click=${() => this.#pick(cell)}>${text}</button></td>`;
  }
}

function numberOf(told: Told | undefined): number {
  return typeof told === "number" ? told : 0;
}

define("yongquan-figure", FigureView);
