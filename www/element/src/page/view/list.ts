/** The people selected, as one long table of which only what is in sight is drawn: masked, sortable, walked through by keys. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Cell, SortBy } from "../../shared/people.js";
import type { Whole } from "../people-desk.js";
import { RowArea } from "../rows.js";
import type { Row, Rows } from "../rows.js";
import { sortedBy } from "../sorting.js";
import type { Words } from "../words.js";
import { eyeIcon, lockIcon } from "./icons.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Height of a row: what a finger hits, and the line below it. */
const ROW_PX = 45;
/** Rows drawn above and below what is in sight. */
const SPARE_ROWS = 8;
/** The drawn rows begin at a multiple of this, so that not every step of the wheel draws them anew. */
const STEP_ROWS = 4;
/** Widths of columns, in pixels. */
const COLUMN_PX = { least: 68, most: 280, padding: 20, arrow: 12, button: 44, step: 16 } as const;
const TEXT_PX = 16;
/** How wide a Latin letter is, beside a Chinese character. */
const NARROW = 0.58;
const ROWS_MEASURED = 100;
/** More rows than most screens draw. */
const RING_ROWS = 64;
/** Roughly how wide a text is, in pixels. */
const widthOf = (text: string): number => Array.from(text).reduce((sum, character) => sum + (character > "\u2e80" ? 1 : NARROW) * TEXT_PX, 0);
/** The widest that each column has been, in pixels, by the words it was measured with: columns that went with every question would move under the eye. */
const widest = new WeakMap<Words, Map<string, number>>();

/** What somebody wants to see whole. */
export interface RevealWish {
  /** Row id. */
  readonly row: number;
  readonly fields: readonly string[];
}

/** What is scrolled, and where it stood when it was last looked at, in pixels. */
interface Scrolled {
  readonly scroller: HTMLElement;
  top: number;
  height: number;
  width: number;
}

/** Fires `yq-sort` with what to sort by, `yq-open` with the place of a person, `yq-reveal` with what to show whole. */
export class PeopleList extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, rows: { attribute: false }, sort: { attribute: false }, openRow: { attribute: false }, wholeOf: { attribute: false },
    isBeside: { attribute: false }, tick: { attribute: false }, active: { state: true },
  };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; min-width: 0; }
      .scroll { position: relative; overflow: auto; flex: 1; min-height: ${ROW_PX * 2}px; max-height: 100vh; border-top: 1px solid var(--yq-hairline); }
      table { display: block; min-width: var(--least); contain: layout style; }
      thead { display: block; position: sticky; top: 0; z-index: 2; background: var(--yq-surface); }
      tbody { display: block; will-change: transform; }
      tr { display: grid; grid-template-columns: var(--columns); height: ${ROW_PX}px; contain: size layout style; }
      tbody tr { cursor: pointer; }
      th, td {
        display: flex; align-items: center; min-width: 0; padding: 0 10px; text-align: left; white-space: nowrap;
        background: var(--yq-surface); border-bottom: 1px solid var(--yq-hairline);
      }
      th { padding: 0; font-weight: 600; border-bottom-color: var(--yq-line); }
      /* PERF: whatever is clipped or sticks is a layer of its own when the list moves, so only what may be too long is clipped. */
      td .long { overflow: hidden; text-overflow: ellipsis; }
      td svg { overflow: visible; }
      th button { width: 100%; height: 100%; min-height: 0; padding: 0 10px; border: 0; border-radius: 0; background: transparent; font-weight: 600; text-align: left; overflow: hidden; text-overflow: ellipsis; }
      th button:focus-visible { outline-offset: -3px; }
      th .fixed { display: flex; align-items: center; gap: 6px; padding: 0 10px; color: var(--yq-quiet); overflow: hidden; }
      th .section { font-weight: 400; font-size: 0.8125rem; }
      :host([wide]) th:first-child, :host([wide]) td:first-child { position: sticky; left: 0; z-index: 1; }
      td:first-child { padding-right: 0; }
      td:first-child span { flex: 1; }
      .right { justify-content: flex-end; font-variant-numeric: tabular-nums; }
      th.right button { text-align: right; }
      tbody tr:hover td, tr.open td { background: var(--yq-tint); }
      tr.open td:first-child { box-shadow: inset 4px 0 0 var(--yq-accent); }
      table:focus-visible { outline-offset: -3px; }
      table:focus-visible tr.active td { box-shadow: inset 0 3px 0 var(--yq-accent), inset 0 -3px 0 var(--yq-accent); }
      .absent { color: var(--yq-quiet); }
      tbody tr td.whole { background: var(--yq-warning-tint); color: var(--yq-warning); }
      td button { flex: none; width: ${COLUMN_PX.button}px; min-height: ${ROW_PX - 1}px; padding: 0; border-color: transparent; background: transparent; color: var(--yq-accent); }
      /* Whatever the range says, it takes the same place: a list that it made higher or lower would say another one. */
      .below { display: flex; flex-wrap: wrap; gap: 0 16px; padding-top: 4px; border-top: 1px solid var(--yq-hairline); }
      .range { flex: none; width: 264px; max-width: 100%; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
      .empty { padding: 32px 16px; text-align: center; font-size: 1.125rem; }
    `,
  ];
  declare words: Words;
  declare rows: Rows;
  declare sort: readonly SortBy[];
  /** Row id of the person whose card is open. */
  declare openRow: number | undefined;
  /** Whether a card stands beside it and says the same of what is masked. */
  declare isBeside: boolean;
  /** What is unmasked of a person now. */
  declare wholeOf: (row: number) => Whole;
  /** Another object whenever something inside the others may have changed. */
  declare tick: object;
  /** Place of the row that keys are about. */
  declare active: number;
  #resizing: ResizeObserver | undefined;
  /** Widths of the columns, in pixels. */
  #columnPx: readonly number[] = [];
  /** PERF: asking the browser for any of it while rows are drawn makes it lay them out at once, and once more for the frame. */
  #seen: Scrolled | undefined;
  #area = new RowArea(0, ROW_PX);
  /** The rows that are drawn. */
  #drawn = { first: 0, end: 0 };

  constructor() {
    super();
    this.active = 0;
    this.sort = [];
    this.isBeside = false;
  }

  override focus(): void {
    // On a small screen the list lies beneath the number, which shall stay in sight.
    this.renderRoot.querySelector<HTMLElement>("table")?.focus({ preventScroll: true });
  }

  /** Puts the keys onto a row, and the row into sight. */
  goTo(place: number): void {
    this.active = Math.min(Math.max(place, 0), this.rows.total - 1);
    const seen = this.#seen;
    if (seen === undefined) return;
    this.#measure(seen);
    const view = this.#viewHeight;
    const first = this.#area.firstRow(seen.top, view);
    const fitting = Math.max(1, Math.floor(view / ROW_PX));
    if (this.active < first) seen.scroller.scrollTop = this.#area.scrollTopOf(this.active, view);
    else if (this.active + 1 > first + view / ROW_PX) seen.scroller.scrollTop = Math.ceil(this.#area.scrollTopOf(this.active + 1 - view / ROW_PX, view));
    seen.top = seen.scroller.scrollTop;
    this.#look(fitting);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizing = new ResizeObserver(() => {
      if (this.#seen !== undefined) this.#measure(this.#seen);
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizing?.disconnect();
    this.#seen = undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("rows") || changed.has("words")) this.#columnPx = this.#widths();
    if (!changed.has("rows")) return;
    const before = changed.get("rows") as Rows | undefined;
    this.#area = new RowArea(this.rows.total, ROW_PX);
    // Other columns of the same people leave the eye where it is.
    if (before !== undefined && before.total === this.rows.total && !changed.has("sort")) return;
    this.active = 0;
    if (this.#seen === undefined) return;
    this.#seen.scroller.scrollTop = 0;
    this.#seen.top = 0;
  }

  override updated(): void {
    const scroller = this.renderRoot.querySelector<HTMLElement>(".scroll");
    const table = scroller?.querySelector("table");
    const body = scroller?.querySelector("tbody");
    if (!scroller || !table || !body) {
      this.#seen = undefined;
      return;
    }
    table.style.setProperty("--columns", this.#columnPx.map((wide) => `minmax(${wide}px, ${wide}fr)`).join(" "));
    const least = this.#columnPx.reduce((sum, wide) => sum + wide, 0);
    table.style.setProperty("--least", `${least}px`);
    table.style.height = `${this.#area.height + ROW_PX}px`;
    const seen = this.#watch(scroller);
    this.toggleAttribute("wide", least > seen.width);
    const view = this.#viewHeight;
    body.style.transform = `translateY(${this.#area.topOf(this.#drawn.first, seen.top, view)}px)`;
    // Drawn before the height was known, or with a height that has changed.
    const { first, end } = this.#toDraw();
    if (first !== this.#drawn.first || end !== this.#drawn.end) this.requestUpdate();
    this.rows.want(first, end);
    this.#showRange();
  }

  /** What is scrolled; another list of people may have made another one. */
  #watch(scroller: HTMLElement): Scrolled {
    if (this.#seen?.scroller === scroller) return this.#seen;
    this.#resizing?.disconnect();
    this.#resizing?.observe(scroller);
    this.#seen = { scroller, top: 0, height: 0, width: 0 };
    this.#measure(this.#seen);
    return this.#seen;
  }

  #measure(seen: Scrolled): void {
    seen.top = seen.scroller.scrollTop;
    seen.height = seen.scroller.clientHeight;
    seen.width = seen.scroller.clientWidth;
  }

  /** Height of what is in sight below the headings, in pixels. */
  get #viewHeight(): number {
    return Math.max(ROW_PX, (this.#seen?.height ?? 0) - ROW_PX);
  }

  #toDraw(): { readonly first: number; readonly end: number } {
    const view = this.#viewHeight;
    const seen = this.#area.firstRow(this.#seen?.top ?? 0, view);
    const first = Math.max(0, Math.floor((seen - SPARE_ROWS) / STEP_ROWS) * STEP_ROWS);
    return { first, end: Math.min(this.rows.total, first + Math.ceil(view / ROW_PX) + 2 * SPARE_ROWS + STEP_ROWS) };
  }

  readonly #scrolled = (): void => {
    const seen = this.#seen;
    if (seen === undefined) return;
    seen.top = seen.scroller.scrollTop;
    // PERF: while the drawn rows stay, scrolling is the browser's own work; drawing them anew at every step took twice the time of a
    // frame on a slow machine. A list that is too long for its height moves by itself as it scrolls.
    const isScaled = this.#area.height < this.rows.total * ROW_PX;
    if (isScaled || this.#toDraw().first !== this.#drawn.first) this.requestUpdate();
    else this.#showRange();
  };

  /** The range is drawn here and not by the template, which would draw every row with it. */
  #showRange(): void {
    const range = this.ownPart("range");
    const said = this.#range();
    if (range !== null && range.textContent !== said) range.textContent = said;
  }

  #look(fitting: number): void {
    this.rows.want(this.active - fitting, this.active + fitting);
    this.requestUpdate();
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const scroller = this.#seen?.scroller;
    if (scroller === undefined || event.altKey || event.ctrlKey || event.metaKey || (event.target as HTMLElement).localName === "button") return;
    const fitting = Math.max(1, Math.floor(this.#viewHeight / ROW_PX) - 1);
    const to: Readonly<Record<string, number>> = {
      ArrowDown: this.active + 1, ArrowUp: this.active - 1, PageDown: this.active + fitting, PageUp: this.active - fitting, Home: 0, End: this.rows.total - 1,
    };
    const place = to[event.key];
    if (place !== undefined) this.goTo(place);
    else if (event.key === "Enter") this.emit("yq-open", this.active);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") scroller.scrollLeft += event.key === "ArrowLeft" ? -COLUMN_PX.least : COLUMN_PX.least;
    else return;
    event.preventDefault();
  };

  #openAt(place: number): void {
    this.active = place;
    this.emit("yq-open", place);
  }

  #reveal(event: Event, row: Row): void {
    event.stopPropagation();
    this.emit<RevealWish>("yq-reveal", { row: row.id, fields: this.#hidden(row) });
  }

  /** Columns of a row that are masked now and could be shown whole. */
  #hidden({ id, cells }: Row): readonly string[] {
    const whole = this.wholeOf(id);
    return this.rows.columns.filter((column, place) => {
      const field = this.words.field(column);
      return field?.open === true && field.mask !== undefined && cells[place] !== null && !whole.has(column);
    });
  }

  override render(): TemplateResult {
    const { list } = this.say;
    const { total, columns } = this.rows;
    if (total === 0) return html`<p class="empty quiet" data-testid="empty">${list.empty}</p>`;
    this.#drawn = this.#toDraw();
    const { first, end } = this.#drawn;
    const places = Array.from({ length: end - first }, (_, place) => first + place);
    // A step makes a few rows and takes away as many, a leap makes none. PERF: a ring without a gap would have Lit move all the rows that stay.
    const ring = Math.max(RING_ROWS, places.length + STEP_ROWS);
    return html`
      <div class="scroll" data-testid="list-scroll" @scroll=${this.#scrolled}>
        <table role="grid" tabindex="0" data-testid="list" aria-label=${list.keys} aria-rowcount=${total + 1} aria-colcount=${columns.length}
          aria-activedescendant=${`row-${this.active}`} @keydown=${this.#keydown}>
          <thead role="rowgroup"><tr role="row" aria-rowindex="1">${columns.map((id) => this.#renderHeading(id))}</tr></thead>
          <tbody role="rowgroup">${repeat(places, (place) => place % ring, (place) => this.#renderGuarded(place))}</tbody>
        </table>
      </div>
      <p class="below note"><span id="range" class="range number" data-testid="range"></span><span ?hidden=${this.isBeside}>${list.masked}</span></p>
    `;
  }

  #range(): string {
    const view = this.#viewHeight;
    // A row counts as seen if half of it is.
    const first = this.#area.firstRow(this.#seen?.top ?? 0, view);
    const end = Math.min(this.rows.total, Math.round(first + view / ROW_PX));
    return this.say.list.range(this.count(Math.round(first) + 1), this.count(end), this.count(this.rows.total));
  }

  #isNumber(id: string): boolean {
    const field = this.words.field(id);
    return field !== undefined && (field.kind === "integer" || field.kind === "number");
  }

  /** Widths by the titles and the first rows: they stay while the list is scrolled, and never become less from one question to the next. */
  #widths(): readonly number[] {
    const { columns } = this.rows;
    const before = widest.get(this.words) ?? new Map<string, number>();
    widest.set(this.words, before);
    const measured = Array.from({ length: Math.min(ROWS_MEASURED, this.rows.total) }, (_, place) => this.rows.row(place)).filter((row): row is Row => row !== undefined);
    return columns.map((id, place) => {
      const field = this.words.field(id);
      const cells = measured.map(({ cells: all }) => all[place] ?? null).map((cell) => widthOf(this.words.cell(field, cell)));
      const text = Math.max(widthOf(this.words.title(id)) + COLUMN_PX.arrow, ...cells) + COLUMN_PX.padding;
      const wide = Math.max(before.get(id) ?? 0, Math.min(COLUMN_PX.most, Math.max(COLUMN_PX.least, Math.ceil(text / COLUMN_PX.step) * COLUMN_PX.step)));
      before.set(id, wide);
      return wide + (place === 0 ? COLUMN_PX.button : 0);
    });
  }

  #renderHeading(id: string): TemplateResult {
    const { list } = this.say;
    const look = this.#isNumber(id) ? "right" : "";
    const title = this.words.title(id);
    if (this.words.field(id)?.open !== true) {
      const section = this.words.lockedSection(id);
      return html`<th role="columnheader" scope="col" class=${look} data-locked=${id}><span class="fixed">${title} ${lockIcon(this.words.whyLocked(id))}
        ${section === undefined ? nothing : html`<span class="section">${this.words.sectionTitle(section)}</span>`}</span></th>`;
    }
    const by = this.sort.find(({ field }) => field === id);
    const direction = by === undefined ? "none" : by.descending ? "descending" : "ascending";
    const place = this.sort.length > 1 && by !== undefined ? String(this.sort.indexOf(by) + 1) : "";
    return html`<th role="columnheader" scope="col" class=${look} aria-sort=${direction}>
      <button type="button" title=${list.sortBy(title)} @click=${(event: MouseEvent) => this.emit("yq-sort", sortedBy(this.sort, id, event.shiftKey))}>${title}${by === undefined
          ? nothing
          : html` <span role="img" aria-label=${`${by.descending ? list.descending : list.ascending}${place}`}>${by.descending ? "↓" : "↑"}${place}</span>`}</button>
    </th>`;
  }

  /** PERF: a step of the list draws the rows that come, not again those that are there. */
  #renderGuarded(place: number): unknown {
    const row = this.rows.row(place);
    const isActive = place === this.active;
    const isOpen = row !== undefined && row.id === this.openRow;
    const whole = row === undefined ? "" : Array.from(this.wholeOf(row.id).keys()).join(" ");
    return guard([this.words, this.#columnPx, place, row?.id, row?.cells, isActive, isOpen, whole], () => this.#renderRow(place, row, isActive, isOpen));
  }

  #renderRow(place: number, row: Row | undefined, isActive: boolean, isOpen: boolean): TemplateResult {
    const { columns } = this.rows;
    if (row === undefined) {
      return html`<tr role="row" id=${`row-${place}`} class=${isActive ? "active" : ""} aria-rowindex=${place + 2} aria-busy="true">${columns.map(
        () => html`<td role="gridcell" class="absent"><span>…</span></td>`)}</tr>`;
    }
    return html`<tr role="row" id=${`row-${place}`} class=${`${isActive ? "active" : ""} ${isOpen ? "open" : ""}`} data-row=${row.id} aria-rowindex=${place + 2}
      aria-selected=${isOpen ? "true" : "false"} @click=${() => this.#openAt(place)}>
      ${columns.map((id, column) => this.#renderCell(row, id, row.cells[column] ?? null, column))}</tr>`;
  }

  #renderCell(row: Row, id: string, cell: Cell, column: number): TemplateResult {
    const field = this.words.field(id);
    const look = this.#isNumber(id) ? "right" : "";
    const whole = this.wholeOf(row.id).get(id);
    const room = (this.#columnPx[column] ?? 0) - COLUMN_PX.padding - (column === 0 ? COLUMN_PX.button : 0);
    const long = (text: string): string => (widthOf(text) > room ? "long" : "");
    const button = column === 0 && this.#hidden(row).length > 0
      ? html`<button type="button" tabindex="-1" data-testid="reveal-row" aria-label=${this.say.card.revealRow} title=${this.say.card.revealRow} @click=${(event: Event) => this.#reveal(event, row)}>${eyeIcon()}</button>`
      : nothing;
    if (whole !== undefined && whole !== null) {
      const text = this.words.value(field, whole);
      return html`<td role="gridcell" class=${`whole ${look}`}><span class=${long(text)} title=${text}>${text}</span>${button}</td>`;
    }
    if (cell !== null) {
      const text = this.words.value(field, cell);
      return html`<td role="gridcell" class=${look}><span class=${long(text)} title=${text}>${text}</span>${button}</td>`;
    }
    if (field?.open !== true) return html`<td role="gridcell" class=${`absent ${look}`}>${lockIcon(this.words.whyLocked(id))}${button}</td>`;
    return html`<td role="gridcell" class=${`absent ${look}`}><span role="img" aria-label=${this.say.missing} title=${this.say.missing}>—</span>${button}</td>`;
  }
}

define("yongquan-list", PeopleList);
