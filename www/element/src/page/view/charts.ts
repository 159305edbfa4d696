/** The look at a selection in charts: the pyramid, bars of any field, the distribution of any number or date. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { dateOfDay } from "../../shared/figures.js";
import type { FiguresRequest, Summary } from "../../shared/figures.js";
import type { Filter } from "../../shared/filter.js";
import type { Field } from "../../shared/schema.js";
import type { ChartSource } from "../chart-library.js";
import { barsModel, histogramModel, pyramidModel } from "../chart-model.js";
import type { ChartModel } from "../chart-model.js";
import { localeOf } from "../i18n/catalogue.js";
import { CHART_KINDS, canDivide, canList, hasTwoSides } from "../look-choices.js";
import type { ChartKind } from "../look-choices.js";
import type { FigurePicture } from "../take/figures.js";
import type { PictureFormat } from "../take/picture.js";
import "./field-picker.js";
import "./figure.js";
import { choices, fills } from "./heat.js";
import { LookView } from "./look-view.js";
import { controls } from "./styles.js";
import { define } from "./view.js";

/** Years of an age group. */
export const PYRAMID_WIDTH = 5;

/** Which choice holds the field of a chart. */
const FIELD_OF = { pyramid: "sides", bars: "bars", histogram: "histogram" } as const;

export class ChartsLook extends LookView {
  static override properties: PropertyDeclarations = { charts: { attribute: false } };
  static override styles = [
    controls,
    fills,
    choices,
    css`
      .summary { display: flex; flex-wrap: wrap; gap: 0 20px; margin: 0 0 6px; }
    `,
  ];
  declare charts: ChartSource;

  get #field(): string | undefined {
    return this.choices[FIELD_OF[this.choices.chart]];
  }

  protected override wanted(): readonly FiguresRequest[] {
    const { filter } = this;
    const field = this.#field;
    if (field === undefined || (this.choices.chart === "pyramid" && this.words.schema.roles.age === undefined)) return [];
    const requests: Readonly<Record<ChartKind, FiguresRequest>> = {
      pyramid: { ask: "pyramid", filter, field, width: PYRAMID_WIDTH },
      bars: { ask: "bars", filter, field },
      histogram: { ask: "histogram", filter, field },
    };
    return [requests[this.choices.chart]];
  }

  #fits(field: Field): boolean {
    switch (this.choices.chart) {
      case "pyramid":
        return canList(field) && hasTwoSides(this.words.schema, field);
      case "bars":
        return canList(field);
      case "histogram":
        return canDivide(field);
    }
  }

  override render(): TemplateResult {
    const { charts } = this.say;
    const { chart, isTable } = this.choices;
    const label = chart === "pyramid" ? charts.sides : charts.field;
    const hasFigure = this.wanted().length > 0;
    return html`
      <div class="choices">
        <span class="switch" role="group" aria-label=${charts.kind}>${CHART_KINDS.map((kind) => html`<button type="button" data-testid=${`chart-${kind}`}
          aria-pressed=${kind === chart ? "true" : "false"} @click=${() => this.choose({ chart: kind })}>${charts.kinds[kind]}</button>`)}</span>
        <yongquan-field-picker .language=${this.language} .words=${this.words} .chosen=${this.#field} .label=${label} .fits=${(field: Field) => this.#fits(field)}
          @yq-field=${(event: CustomEvent<string>) => this.choose({ [FIELD_OF[chart]]: event.detail })}></yongquan-field-picker>
        <span class="switch" role="group" aria-label=${charts.show}>
          <button type="button" data-testid="as-chart" aria-pressed=${isTable ? "false" : "true"} @click=${() => this.choose({ isTable: false })}>${charts.chart}</button>
          <button type="button" data-testid="as-table" aria-pressed=${isTable ? "true" : "false"} @click=${() => this.choose({ isTable: true })}>${charts.table}</button>
        </span>
        ${hasFigure && !isTable ? this.#renderSaving() : nothing}
        ${hasFigure ? html`<span class="note">${charts.hint}</span>` : nothing}
      </div>
      ${hasFigure ? this.#renderFigure() : html`<p class="quiet">${chart === "pyramid" ? charts.noPyramid : charts.noField}</p>`}
    `;
  }

  #renderSaving(): TemplateResult {
    const { figures } = this.say.take;
    return html`<span class="switch" role="group" aria-label=${figures.save}>${(["png", "svg"] as const).map(
      (format) => html`<button type="button" data-testid=${`save-${format}`} @click=${() => this.#save(format)}>${figures[format]}</button>`,
    )}</span>`;
  }

  /** Hands on the chart as it is drawn; nothing while there is none yet. */
  #save(format: PictureFormat): void {
    const chart = this.renderRoot.querySelector("yongquan-figure")?.shadowRoot?.querySelector("svg");
    const title = this.#model()?.title;
    if (chart !== null && chart !== undefined && title !== undefined) this.emit<FigurePicture>("yq-picture", { title, chart, format });
  }

  #renderFigure(): TemplateResult {
    const model = this.#model();
    const histogram = this.choices.chart === "histogram" ? this.figuresFor("histogram") : undefined;
    return html`${this.renderState(model !== undefined)}
      ${histogram === undefined ? nothing : this.#renderSummary(histogram.summary)}
      ${model === undefined
        ? nothing
        : html`<yongquan-figure data-testid="figure" .language=${this.language} .model=${model} .isTable=${this.choices.isTable} .charts=${this.charts}
            @yq-narrow=${(event: CustomEvent<readonly Filter[]>) => this.narrow(event.detail)}></yongquan-figure>
        `}`;
  }

  #model(): ChartModel | undefined {
    const { words } = this;
    const answered = this.answered[0];
    if (answered === undefined || answered.request.ask !== this.choices.chart) return undefined;
    const [pyramid, bars, histogram] = [this.figuresFor("pyramid"), this.figuresFor("bars"), this.figuresFor("histogram")];
    if (pyramid !== undefined) return pyramidModel(words, pyramid);
    if (bars !== undefined) return barsModel(words, bars);
    if (histogram !== undefined && "field" in answered.request) return histogramModel(words, answered.request.field, histogram);
    return undefined;
  }

  #renderSummary({ mean, median, min, max, missing }: Summary): TemplateResult | typeof nothing {
    const { summary } = this.say.charts;
    const missed = html`<span>${summary.missing(this.count(missing))}</span>`;
    if (mean === null || median === null || min === null || max === null) return html`<p class="summary" data-testid="summary">${missed}</p>`;
    const field = this.words.field(this.#field ?? "");
    const say = (value: number): string => (field?.kind === "date" ? dateOfDay(value) : new Intl.NumberFormat(localeOf(this.language), { maximumFractionDigits: 1 }).format(value));
    return html`<p class="summary" data-testid="summary" data-mean=${mean} data-median=${median} data-missing=${missing}>
      <span>${summary.mean(say(mean))}</span><span>${summary.median(say(median))}</span><span>${summary.range(say(min), say(max))}</span>${missed}</p>`;
  }
}

define("yongquan-charts", ChartsLook);
