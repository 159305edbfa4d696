/** What print, export and notice ask for in the same way: which columns, masked or whole, what for; and what the log will say. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { asYongquanError } from "../../shared/errors.js";
import type { WireError, YongquanError } from "../../shared/errors.js";
import type { Field } from "../../shared/schema.js";
import type { Desk } from "../desk.js";
import { isNamedBy } from "../field-name.js";
import { dayOf } from "../i18n/catalogue.js";
import type { Outcome, Place, Whose, Wish, Work } from "../take/job.js";
import type { Progress } from "../take/slices.js";
import { questionText } from "../take/origin.js";
import type { WriterSource } from "../take/writer-source.js";
import type { Words } from "../words.js";
import { controls } from "./styles.js";
import { View, errorBox, isComposing } from "./view.js";

/** The choice of a purpose that is not on the office's list. */
const OTHER = "";
/** Longest text of a purpose: what the bar above the list takes too. */
const MAX_WORDS = 100;
/** Errors that only say that the page was locked meanwhile, or the dialog closed. */
const SILENT: ReadonlySet<string> = new Set(["page.aborted", "page.locked"]);

export const dialogStyles = css`
  dialog {
    width: 680px; max-width: calc(100vw - 24px); max-height: calc(100vh - 24px); margin: auto; padding: 0; overflow: auto; color: var(--yq-text); background: var(--yq-surface);
    border: 1px solid var(--yq-line); border-radius: 12px;
  }
  dialog::backdrop { background: rgba(6, 20, 24, 0.55); }
  form { display: flex; flex-direction: column; gap: 14px; padding: 18px 24px 20px; }
  h2 { font-size: 1.25rem; }
  fieldset { min-width: 0; margin: 0; padding: 0; border: 0; }
  legend, .title { padding: 0; font-weight: 600; }
  .choices { display: flex; flex-wrap: wrap; gap: 0 20px; }
  .choices label { display: flex; gap: 8px; align-items: center; min-height: var(--yq-target); cursor: pointer; }
  .choices input { flex: none; width: 20px; height: 20px; min-height: 0; accent-color: var(--yq-accent); }
  .choices input[disabled] + span { color: var(--yq-quiet); }
  details { border-top: 1px solid var(--yq-hairline); }
  summary { min-height: var(--yq-target); line-height: var(--yq-target); cursor: pointer; color: var(--yq-accent); }
  input[type="search"] { width: 100%; }
  details .group { margin-top: 6px; font-size: 0.875rem; color: var(--yq-quiet); }
  .line { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; }
  .line label { display: flex; flex: 1 1 240px; flex-direction: column; }
  .line select, .line input { width: 100%; }
  .buttons {
    position: sticky; bottom: 0; display: flex; flex-wrap: wrap; gap: 12px; justify-content: flex-end; align-items: center; margin: 0 -24px -20px; padding: 10px 24px 14px;
    background: var(--yq-surface); border-top: 1px solid var(--yq-hairline);
  }
  .buttons [role="status"] { flex: 1; }
  .progress { flex: 1 0 100%; font-variant-numeric: tabular-nums; }
  progress { display: block; width: 100%; height: 10px; accent-color: var(--yq-accent); }
  @media (max-width: 900px) {
    form { padding: 14px 16px 16px; }
    .buttons { margin: 0 -16px -16px; padding: 10px 16px; }
  }
`;

/** One of the three dialogs. `open()` shows it; closing it ends what was begun. */
export abstract class TakeDialog extends View {
  static override properties: PropertyDeclarations = {
    desk: { attribute: false }, words: { attribute: false }, writer: { attribute: false }, isOpen: { state: true }, columns: { state: true },
    isWhole: { state: true }, purposeId: { state: true }, error: { state: true }, problem: { state: true }, outcome: { state: true }, isBusy: { state: true }, sought: { state: true }, progress: { state: true }, stopped: { state: true },
  };
  static override styles = [controls, dialogStyles];
  declare desk: Desk;
  declare words: Words;
  declare writer: WriterSource;
  declare isOpen: boolean;
  /** Ids of the columns chosen, in the order of the list. */
  declare columns: readonly string[];
  declare isWhole: boolean;
  declare purposeId: string;
  declare error: YongquanError | undefined;
  /** What is missing, in words. */
  declare problem: string | undefined;
  declare outcome: Outcome | undefined;
  declare isBusy: boolean;
  /** How far it is; absent while that cannot be said. */
  declare progress: Progress | undefined;
  /** That it was stopped, with the mark of its entry in the log where that is known. */
  declare stopped: { readonly mark?: string } | undefined;
  /** What is typed to find a field. */
  declare sought: string;
  /** Columns that are offered first. */
  #first: readonly string[] = [];
  #abort = new AbortController();
  /** The mark of the entry about what is under way. */
  #mark: string | undefined;

  constructor() {
    super();
    this.isOpen = false;
    this.#reset([]);
  }

  /** The fields that may be chosen, in the order of the schema. */
  protected abstract choosable(): readonly Field[];
  /** The heading, and what stands on the button. */
  protected abstract titles(): { readonly heading: string; readonly button: string };
  /** What this dialog asks for besides. */
  protected abstract renderOwn(): TemplateResult | typeof nothing;
  /** Does it. */
  protected abstract act(place: Place, wish: Wish, work: Work): Promise<Outcome>;

  /** Why there is nothing to choose at all, in place of all questions; absent where there is. */
  protected get refusal(): WireError | undefined {
    return undefined;
  }

  /** Whether values may be had unmasked. */
  protected get offersWhole(): boolean {
    return true;
  }

  /** What stands beside a column's title. */
  protected noteOf(_field: Field): string {
    return "";
  }

  /** Columns that are chosen when the dialog opens. */
  protected firstColumns(): readonly string[] {
    return this.desk.look.columns;
  }

  /** Whose data it is about: those of the list, unless a dialog says otherwise. */
  protected whose(): Whose {
    const { selection, sort, asOf } = this.desk.look;
    return { filter: selection.filter(), sort, ...(asOf !== undefined && { asOf }) };
  }

  /** How many people that are, and which, in words. */
  protected inWords(): { readonly count: number; readonly who: string } {
    return { count: this.desk.answer?.counts.matched ?? 0, who: questionText(this.words, this.desk.look.selection.filter()) };
  }

  /** Whether all columns are out of sight at first. */
  protected get foldsColumns(): boolean {
    return false;
  }

  /** The dialog was closed. */
  protected ended(): void {
    this.isOpen = false;
  }

  #reset(columns: readonly string[]): void {
    this.#halt();
    this.columns = columns;
    this.isWhole = false;
    this.purposeId = OTHER;
    this.error = undefined;
    this.problem = undefined;
    this.outcome = undefined;
    this.stopped = undefined;
    this.sought = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#abort.abort();
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    const allowed = this.choosable().map(({ id }) => id);
    const first = this.firstColumns().filter((id) => allowed.includes(id));
    this.#first = first;
    this.#reset(first);
    this.isOpen = true;
    const { purpose } = this.desk;
    const { purposes } = this.desk.opened.about;
    this.purposeId = purposes.find(({ title, titleEn }) => title === purpose || titleEn === purpose)?.id ?? OTHER;
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
    const words = this.renderRoot.querySelector<HTMLInputElement>("#words");
    if (words !== null) words.value = this.purposeId === OTHER ? (purpose ?? "") : "";
  }

  readonly #close = (): void => {
    this.#reset([]);
    this.ended();
  };

  /** Ends what is under way; nothing of it is left. */
  #halt(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.isBusy = false;
    this.progress = undefined;
  }

  /** Ends what is under way, and says so. */
  #stop(): void {
    const mark = this.#mark;
    this.#halt();
    this.stopped = mark === undefined ? {} : { mark };
  }

  protected dismiss(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }

  #toggle(id: string, isChosen: boolean): void {
    const chosen = new Set(isChosen ? [...this.columns, id] : this.columns.filter((column) => column !== id));
    const later = this.choosable().map((field) => field.id).filter((column) => !this.#first.includes(column));
    this.columns = [...this.#first, ...later].filter((column) => chosen.has(column));
  }

  /** The purpose as it is written down: in Chinese, whatever the page speaks, so that a log is in one language; and the operator's own words. */
  #purpose(): { readonly purpose: string; readonly note: string } {
    const words = this.renderRoot.querySelector<HTMLInputElement>("#words")?.value.trim() ?? "";
    const chosen = this.desk.opened.about.purposes.find(({ id }) => id === this.purposeId);
    return chosen === undefined ? { purpose: words, note: "" } : { purpose: chosen.title, note: words };
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    void this.#act();
  };

  async #act(): Promise<void> {
    const { take } = this.say;
    const { purpose, note } = this.#purpose();
    this.error = undefined;
    this.problem = this.columns.length === 0 ? take.noColumns : purpose === "" ? take.purposeMissing : undefined;
    if (this.problem !== undefined || this.isBusy) return;
    const { desk, words, writer } = this;
    const place: Place = { opened: desk.opened, words, writer, log: () => desk.log, extract: (request, signal) => desk.extract(request, signal) };
    const wish: Wish = { ...this.whose(), columns: this.columns, isWhole: this.isWhole, purpose, note };
    const { signal } = this.#abort;
    this.isBusy = true;
    this.outcome = undefined;
    this.stopped = undefined;
    this.#mark = undefined;
    const work: Work = {
      signal,
      logged: (mark) => {
        if (!signal.aborted) this.#mark = mark;
      },
      tell: (progress) => {
        if (!signal.aborted) this.progress = progress;
      },
    };
    try {
      const outcome = await this.act(place, wish, work);
      if (!signal.aborted) this.outcome = outcome;
    } catch (thrown) {
      const error = asYongquanError(thrown);
      if (!signal.aborted && !SILENT.has(error.code)) this.error = error;
    } finally {
      if (!signal.aborted) {
        this.isBusy = false;
        this.progress = undefined;
      }
    }
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
    // The page's own keys wait until the dialog is closed; locking never waits.
    if (event.key === "/") event.stopPropagation();
  };

  override render(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const { take } = this.say;
    const { heading, button } = this.titles();
    const { refusal } = this;
    return html`<dialog aria-labelledby="heading" @close=${this.#close} @keydown=${this.#keydown}>
      ${refusal !== undefined ? this.#renderRefusal(heading, refusal) : html`<form autocomplete="off" novalidate @submit=${this.#submit}>
        <h2 id="heading">${heading}</h2>
        ${this.#renderWhat()} ${this.#renderColumns()}
        ${this.offersWhole ? this.#renderValues() : nothing}
        ${this.renderOwn()} ${this.#renderPurpose()}
        <p class="note">${take.log(this.desk.opened.operator)}</p>
        ${this.problem === undefined ? nothing : html`<div class="error" role="alert" data-testid="take-problem">${this.problem}</div>`}
        ${errorBox(this.language, this.error, (id) => this.words.title(id))}
        <div class="buttons">
          ${this.#renderProgress()}
          <span role="status" data-testid="outcome">${this.#outcomeText()}</span>
          ${this.isBusy
            ? html`<button type="button" data-testid="stop" @click=${() => this.#stop()}>${take.stop}</button>`
            : html`<button type="button" data-testid="dismiss" @click=${() => this.dismiss()}>${this.outcome === undefined && this.stopped === undefined ? take.cancel : this.say.close}</button>`}
          <button class="primary" type="submit" data-testid="do" ?disabled=${this.isBusy}>${button}</button>
        </div>
      </form>`}
    </dialog>`;
  }

  #renderRefusal(heading: string, refusal: WireError): TemplateResult {
    return html`<form><h2 id="heading">${heading}</h2>${errorBox(this.language, refusal)}
      <div class="buttons"><button type="button" data-testid="dismiss" @click=${() => this.dismiss()}>${this.say.close}</button></div></form>`;
  }

  #outcomeText(): string {
    const { take } = this.say;
    const { outcome, stopped } = this;
    if (this.isBusy) return take.busy;
    if (stopped !== undefined) return stopped.mark === undefined ? take.stoppedEarly : take.stopped(stopped.mark);
    if (outcome === undefined) return "";
    return "file" in outcome ? take.saved(outcome.file, outcome.mark) : take.printed(this.count(outcome.pages), outcome.mark);
  }

  /** How far it is, of how much. Outside of the live region: it would be read out ten times a second. */
  #renderProgress(): TemplateResult | typeof nothing {
    if (this.progress === undefined) return nothing;
    const { stage, done, total } = this.progress;
    const text = this.say.take.progress[stage](this.count(done), this.count(total));
    return html`<label class="progress" data-testid="take-progress">${text}<progress max=${total} .value=${done}></progress></label>`;
  }

  #renderWhat(): TemplateResult {
    const { desk, say } = this;
    const { count, who } = this.inWords();
    return html`<p data-testid="what"><strong>${say.take.people(this.count(count))}</strong> · ${who}
      · ${say.asOf(dayOf(desk.opened.about.asOf))}</p>`;
  }

  #renderColumns(): TemplateResult {
    const { take } = this.say;
    const fields = this.choosable();
    const first = this.#first.flatMap((id) => fields.find((field) => field.id === id) ?? []);
    const isFolded = this.foldsColumns;
    const others = isFolded ? fields : fields.filter(({ id }) => !this.#first.includes(id));
    const chosen = this.count(this.columns.length);
    return html`<fieldset data-testid="take-columns">
      <legend>${isFolded ? take.cardColumns : take.columns}</legend>
      ${isFolded ? nothing : html`<div class="choices">${first.map((field) => this.#renderColumn(field))}</div>`}
      ${others.length === 0
        ? nothing
        : html`<details><summary>${(isFolded ? take.allColumns : take.moreColumns)(this.count(others.length))}</summary>${this.#renderSearch(others)}</details>`}
      <p class="note" role="status">${isFolded ? take.chosenItems(chosen) : take.chosenColumns(chosen)}</p>
    </fieldset>`;
  }

  /** Fields by groups, and what finds one of them. */
  #renderSearch(fields: readonly Field[]): TemplateResult {
    const { take, columns, builder } = this.say;
    const found = fields.filter(isNamedBy(this.sought));
    return html`<input type="search" spellcheck="false" autocomplete="off" data-testid="take-search" aria-label=${columns.search} placeholder=${columns.search} .value=${this.sought}
        @input=${(event: Event) => (this.sought = (event.target as HTMLInputElement).value)} @keydown=${this.#searchKeydown} />
      <p class="note" role="status">${this.sought.trim() === "" ? nothing : found.length === 0 ? builder.noField : take.foundColumns(this.count(found.length))}</p>
      <div id="found">${this.words.groups(found).map(({ group, fields: ofGroup }) => html`<p class="group">${group.title[this.language]}</p>
        <div class="choices">${ofGroup.map((field) => this.#renderColumn(field))}</div>`)}</div>`;
  }

  /** Leads from the search to what was found; neither key does what it does to the whole dialog. */
  readonly #searchKeydown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      this.renderRoot.querySelector<HTMLElement>("#found input")?.focus();
    } else if (event.key === "Escape" && this.sought !== "") {
      event.preventDefault();
      this.sought = "";
    }
  };

  #renderColumn(field: Field): TemplateResult {
    const note = this.noteOf(field);
    return html`<label><input type="checkbox" name="column" value=${field.id} .checked=${this.columns.includes(field.id)}
        @change=${(event: Event) => this.#toggle(field.id, (event.target as HTMLInputElement).checked)} />
      <span>${field.title[this.language]}${note === "" ? nothing : html` <span class="note">${note}</span>`}</span></label>`;
  }

  #renderValues(): TemplateResult {
    const { take } = this.say;
    const radio = (isWhole: boolean, text: string, id: string): TemplateResult =>
      html`<label><input type="radio" name="values" data-testid=${id} ?checked=${this.isWhole === isWhole} @change=${() => (this.isWhole = isWhole)} /><span>${text}</span></label>`;
    return html`<fieldset><legend>${take.values}</legend>
      <div class="choices">${radio(false, take.masked, "masked")} ${radio(true, take.whole, "whole")}</div>
      ${this.isWhole ? html`<p class="warning">${take.wholeWarning}</p>` : nothing}</fieldset>`;
  }

  /** A choice of one out of several, for the dialogs' own questions. */
  protected renderChoice<T extends string>(title: string, name: string, options: readonly (readonly [T, string])[], chosen: T, choose: (value: T) => void): TemplateResult {
    return html`<fieldset><legend>${title}</legend><div class="choices">${options.map(
      ([value, text]) => html`<label><input type="radio" name=${name} data-testid=${`${name}-${value}`} ?checked=${value === chosen} @change=${() => choose(value)} />
        <span>${text}</span></label>`,
    )}</div></fieldset>`;
  }

  #renderPurpose(): TemplateResult {
    const { take } = this.say;
    const { purposes } = this.desk.opened.about;
    const choose = (event: Event): void => {
      this.purposeId = (event.target as HTMLSelectElement).value;
    };
    const isOwn = this.purposeId === OTHER;
    return html`<div class="line">
      ${purposes.length === 0
        ? nothing
        : html`<label><span class="title">${take.purpose}</span><select data-testid="take-purpose" @change=${choose}>
            ${purposes.map(({ id, title, titleEn }) => html`<option value=${id} ?selected=${id === this.purposeId}>${this.language === "zh" ? title : titleEn}</option>`)}
            <option value=${OTHER} ?selected=${isOwn}>${take.otherPurpose}</option>
          </select></label>`}
      <label><span class="title">${isOwn ? take.purposeOwn : take.purposeWords}</span>
        <input spellcheck="false" id="words" data-testid="take-words" maxlength=${MAX_WORDS} autocomplete="off" /></label>
    </div>`;
  }
}
