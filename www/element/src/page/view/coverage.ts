/** The look at what is missing: for every field and every group the share of people without a value. */
import { css, html } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { placeCount } from "../../shared/figures.js";
import type { CoverageFigures, FiguresRequest } from "../../shared/figures.js";
import type { Filter } from "../../shared/filter.js";
import { holds, placesOf } from "../chart-model.js";
import type { Place } from "../chart-model.js";
import { canList } from "../look-choices.js";
import "./field-picker.js";
import { choices, fills, heatOf, tables } from "./heat.js";
import { LookView } from "./look-view.js";
import { letOneBeTabbed, moveByArrows } from "./roving.js";
import { controls } from "./styles.js";
import { define } from "./view.js";

const PERCENT = 100;

/** A share in whole percent that says 0 and 100 only where it is so. */
export function wholePercent(part: number, whole: number): number {
  if (part === 0 || whole === 0) return 0;
  return part === whole ? PERCENT : Math.min(PERCENT - 1, Math.max(1, Math.round((part / whole) * PERCENT)));
}

export class CoverageLook extends LookView {
  static override properties: PropertyDeclarations = { showsAll: { state: true } };
  static override styles = [
    controls,
    fills,
    tables,
    choices,
    css`
      td button, td > span { padding: 0 8px; }
      .check { display: flex; align-items: center; gap: 8px; min-height: var(--yq-target); }
      .check input { width: 20px; min-height: 20px; }
    `,
  ];
  /** Whether fields without anything missing are shown too. */
  declare showsAll: boolean;

  constructor() {
    super();
    this.showsAll = false;
  }

  protected override wanted(): readonly FiguresRequest[] {
    const { coverage } = this.choices;
    return coverage === undefined ? [] : [{ ask: "coverage", filter: this.filter, by: coverage }];
  }

  override updated(_changed: PropertyValues<this>): void {
    letOneBeTabbed(this.renderRoot);
  }

  override render(): TemplateResult {
    const { coverage } = this.say;
    return html`
      <div class="choices">
        <yongquan-field-picker data-testid="coverage-by" .language=${this.language} .words=${this.words} .chosen=${this.choices.coverage} .label=${coverage.by} .fits=${canList}
          @yq-field=${(event: CustomEvent<string>) => this.choose({ coverage: event.detail })}></yongquan-field-picker>
        <span><label class="check"><input type="checkbox" data-testid="only-missing" .checked=${!this.showsAll} @change=${() => (this.showsAll = !this.showsAll)} />${coverage.only}</label></span>
      </div>
      ${this.#renderFigures(this.figuresFor("coverage"))}
    `;
  }

  #renderFigures(figures: CoverageFigures | undefined): TemplateResult {
    if (figures === undefined) return html`${this.renderState(false)}`;
    const { coverage } = this.say;
    const width = placeCount(figures.axis);
    const rows = figures.fields.map((field, row) => ({ field, missing: figures.missing.slice(row * width, (row + 1) * width) }));
    const shown = rows.filter(({ missing }) => this.showsAll || missing.some((count) => count > 0));
    if (shown.length === 0) return html`${this.renderState(true)}<p class="quiet">${coverage.none}</p>`;
    // A group that nobody is in has nothing to miss.
    const places = placesOf(this.words, figures.axis).map((place, column) => ({ place, column })).filter(({ column }) => (figures.totals[column] ?? 0) > 0);
    const by = this.words.title(figures.axis.field);
    return html`${this.renderState(true)}
      <div class="scroll" tabindex="0" role="region" aria-label=${coverage.scroll}>
        <table data-testid="coverage-table" @keydown=${moveByArrows}>
          <caption>${coverage.caption(by)}</caption>
          <thead><tr><th class="corner" scope="col">${this.say.charts.field}</th><th class="figure" scope="col">${coverage.all}</th>
            ${places.map(({ place }) => html`<th class="figure" scope="col">${place.label}</th>`)}</tr></thead>
          <tbody>${shown.map(({ field, missing }) => this.#renderRow(figures, field, missing, places))}</tbody>
        </table>
      </div>
      <p class="note">${coverage.hint}</p>`;
  }

  #renderRow({ totals, matched }: CoverageFigures, field: string, missing: Uint32Array, places: readonly { readonly place: Place; readonly column: number }[]): TemplateResult {
    const sum = missing.reduce((all, count) => all + count, 0);
    return html`<tr data-field=${field}><th scope="row">${this.words.title(field)}</th>
      ${this.#renderCell(field, { label: this.say.coverage.all, narrow: undefined }, sum, matched, [holds(field, null)])}
      ${places.map(({ place, column }) => {
        const filters = place.narrow === undefined ? undefined : [place.narrow, holds(field, null)];
        return this.#renderCell(field, place, missing[column] ?? 0, totals[column] ?? 0, filters);
      })}</tr>`;
  }

  #renderCell(field: string, { label }: Place, missing: number, total: number, filters: readonly Filter[] | undefined): TemplateResult {
    const percent = wholePercent(missing, total);
    const text = `${this.count(percent)}%`;
    const name = this.say.coverage.cell(this.words.title(field), label, this.count(missing), this.count(total));
    return html`<td class=${`${heatOf(percent / PERCENT)} ${missing === 0 ? "zero" : ""}`} data-count=${missing} title=${name}>
      ${filters === undefined || missing === 0
        ? html`<span>${text}<span class="unseen">${name}</span></span>`
        : html`<button type="button" data-cell data-testid="coverage-cell" aria-label=${name} @click=${() => this.narrow(filters)}>${text}</button>`}</td>`;
  }
}

define("yongquan-coverage", CoverageLook);
