/** Two questions side by side: how many, and how the values of some fields are shared out. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { FiguresRequest, Share } from "../../shared/figures.js";
import type { Filter, Value } from "../../shared/filter.js";
import type { Facet } from "../../shared/protocol.js";
import { holds } from "../chart-model.js";
import { localeOf } from "../i18n/catalogue.js";
import { canList } from "../look-choices.js";
import type { KeptQuestion } from "../look-choices.js";
import "./field-picker.js";
import { choices, fills, tables } from "./heat.js";
import { LookView } from "./look-view.js";
import { controls } from "./styles.js";
import { define } from "./view.js";

const NOW = "now";
const EVERYBODY = "all";
/** Remembered questions at most; the oldest makes room. */
const MAX_KEPT = 8;

/** Shares of one value in both questions. */
interface Compared {
  readonly value: Value | null;
  readonly counts: readonly [number, number];
}

/** The values that anybody holds in one question or the other, in the order of the first, then those of the second alone. */
export function compared([first, second]: readonly [Facet, Facet]): readonly Compared[] {
  const countIn = (facet: Facet, value: Value): number => facet.values.find((entry) => entry.value === value)?.count ?? 0;
  const values = [...first.values, ...second.values.filter(({ value }) => !first.values.some((entry) => entry.value === value))].map(({ value }) => value);
  const rows = values.map((value): Compared => ({ value, counts: [countIn(first, value), countIn(second, value)] }));
  const missing: Compared = { value: null, counts: [first.missing, second.missing] };
  return [...rows, missing].filter(({ counts }) => counts[0] + counts[1] > 0);
}

export class CompareLook extends LookView {
  static override properties: PropertyDeclarations = { saved: { attribute: false } };
  static override styles = [
    controls,
    fills,
    tables,
    choices,
    css`
      .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 16px; margin-bottom: 8px; }
      .pick { display: flex; gap: 10px; align-items: center; }
      .side { padding: 6px 12px; border-left: 4px solid var(--yq-bar); background: var(--yq-page); }
      .side + .side { border-color: var(--yq-accent); }
      .side strong { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
      .side select { max-width: 100%; width: 100%; }
      @media (max-width: 600px) { .sides { grid-template-columns: minmax(0, 1fr); } }
      .field { margin-bottom: 14px; }
      .field .head { display: flex; gap: 12px; align-items: center; }
      td > span { padding: 6px 10px; }
      thead th { position: static; }
      thead { background: var(--yq-surface); }
    `,
  ];
  /** Questions with names that were saved for good. */
  declare saved: readonly KeptQuestion[];

  constructor() {
    super();
    this.saved = [];
  }

  /** Every question that can be compared. */
  get #questions(): readonly KeptQuestion[] {
    const { compare } = this.say;
    return [{ id: NOW, name: compare.now, filter: this.filter }, { id: EVERYBODY, name: compare.everybody, filter: null }, ...this.choices.kept, ...this.saved];
  }

  /** The question of a side; one that is gone has made room for the present one. */
  #question(id: string): KeptQuestion {
    return this.#questions.find((question) => question.id === id) ?? { id: NOW, name: this.say.compare.now, filter: this.filter };
  }

  get #sides(): readonly [KeptQuestion, KeptQuestion] {
    const [first, second] = this.choices.compared;
    return [this.#question(first), this.#question(second)];
  }

  protected override wanted(): readonly FiguresRequest[] {
    return [{ ask: "shares", filters: this.#sides.map(({ filter }) => filter), fields: this.choices.comparedFields }];
  }

  #nameOf(filter: Filter | null): string {
    return filter === null ? this.say.compare.everybody : this.words.filter(filter);
  }

  #keep(): void {
    const { kept, compared: [first] } = this.choices;
    const known = kept.find(({ filter }) => JSON.stringify(filter) === JSON.stringify(this.filter));
    const question = known ?? { id: `kept-${Date.now()}-${kept.length}`, name: this.#nameOf(this.filter), filter: this.filter };
    this.choose({ kept: known === undefined ? [...kept, question].slice(-MAX_KEPT) : kept, compared: [first === question.id ? NOW : first, question.id] });
  }

  override render(): TemplateResult {
    const { compare } = this.say;
    const [first, second] = this.#sides;
    const shares = this.figuresFor("shares")?.shares;
    const [a, b] = shares ?? [];
    return html`
      <div class="sides">${this.#renderSide(0, first, a)}${this.#renderSide(1, second, b)}</div>
      <div class="choices">
        <button type="button" data-testid="keep" @click=${() => this.#keep()}>${compare.keep}</button>
        <yongquan-field-picker data-testid="compare-field" .language=${this.language} .words=${this.words} .label=${compare.field} .fits=${canList}
          @yq-field=${(event: CustomEvent<string>) => this.#addField(event.detail)}></yongquan-field-picker>
        <span class="note">${compare.keptHint}</span>
      </div>
      ${JSON.stringify(first.filter) === JSON.stringify(second.filter) ? html`<p class="note">${compare.same}</p>` : nothing}
      ${this.renderState(shares !== undefined)}
      ${a === undefined || b === undefined ? nothing : html`<div class="scroll">${a.facets.map((facet, place) => this.#renderField([a, b], place, facet.field))}</div>`}
    `;
  }

  #addField(field: string): void {
    const { comparedFields } = this.choices;
    if (!comparedFields.includes(field)) this.choose({ comparedFields: [field, ...comparedFields] });
  }

  #renderSide(side: 0 | 1, question: KeptQuestion, share: Share | undefined): TemplateResult {
    const { compare } = this.say;
    const label = side === 0 ? compare.first : compare.second;
    const choose = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      const [first, second] = this.choices.compared;
      this.choose({ compared: side === 0 ? [value, second] : [first, value] });
    };
    return html`<div class="side" data-testid=${`side-${side}`} data-count=${share?.counts.matched ?? ""}>
      <div class="pick"><label for="side-${side}">${label}</label>
      <select id="side-${side}" data-testid=${`choose-${side}`} @change=${choose}>${this.#questions.map(({ id, name }) => html`<option value=${id} .selected=${id === question.id}>${name}</option>`)}</select></div>
      <p class="note">${this.#nameOf(question.filter)}</p>
      ${share === undefined
        ? nothing
        : html`<strong>${this.count(share.counts.matched)}</strong> ${this.say.count.unit}
          <span class="note">${compare.ofPopulation} ${this.#percent(share.counts.matched, share.counts.population)} · ${this.say.count.unknown(this.count(share.counts.unknown))}</span>`}
    </div>`;
  }

  #percent(part: number, whole: number): string {
    return new Intl.NumberFormat(localeOf(this.language), { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(whole === 0 ? 0 : part / whole);
  }

  /** The difference of two shares in percentage points, with its sign. */
  #points([first, second]: readonly [Share, Share], [a, b]: readonly [number, number]): string {
    const share = (count: number, { counts }: Share): number => (counts.matched === 0 ? 0 : (count / counts.matched) * 100);
    const difference = share(a, first) - share(b, second);
    // Rounded first, so that next to nothing has no sign.
    const rounded = Math.round(difference * 10) / 10;
    const text = new Intl.NumberFormat(localeOf(this.language), { minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: rounded === 0 ? "never" : "always" }).format(rounded);
    return this.say.compare.points(text);
  }

  #renderField(shares: readonly [Share, Share], place: number, id: string): TemplateResult | typeof nothing {
    const { compare, charts } = this.say;
    const [first, second] = shares;
    const [a, b] = [first.facets[place], second.facets[place]];
    if (a === undefined || b === undefined) return nothing;
    const field = this.words.field(id);
    const drop = (): void => this.choose({ comparedFields: this.choices.comparedFields.filter((other) => other !== id) });
    const share = (count: number, { counts }: Share): TemplateResult => html`<td><span>${this.#percent(count, counts.matched)}</span></td>`;
    return html`<div class="field">
      <div class="head"><h2>${this.words.title(id)}</h2><button type="button" class="plain" aria-label=${compare.drop(this.words.title(id))} @click=${drop}>${this.say.remove}</button></div>
      <table data-testid="compare-table" data-field=${id}>
        <caption class="unseen">${compare.caption(this.words.title(id))}</caption>
        <thead><tr><th scope="col">${compare.value}</th>
          <th class="figure" scope="col">${compare.first} ${compare.count}</th><th class="figure" scope="col">${compare.first} ${charts.portion}</th>
          <th class="figure" scope="col">${compare.second} ${compare.count}</th><th class="figure" scope="col">${compare.second} ${charts.portion}</th>
          <th class="figure" scope="col">${compare.gap}</th></tr></thead>
        <tbody>${compared([a, b]).map(({ value, counts }) => html`<tr><th scope="row" class=${value === null ? "missing" : ""}>
          <button type="button" class="plain" @click=${() => this.narrow([holds(id, value)])}>${value === null ? this.say.missing : this.words.value(field, value)}</button></th>
          <td data-count=${counts[0]}><span>${this.count(counts[0])}</span></td>${share(counts[0], first)}
          <td data-count=${counts[1]}><span>${this.count(counts[1])}</span></td>${share(counts[1], second)}
          <td class="sum"><span>${this.#points(shares, counts)}</span></td></tr>`)}</tbody>
      </table>
      ${a.more.values + b.more.values > 0 ? html`<p class="note">${this.say.facet.more(this.count(Math.max(a.more.values, b.more.values)), this.count(a.more.count + b.more.count))}</p>` : nothing}
    </div>`;
  }
}

define("yongquan-compare", CompareLook);
