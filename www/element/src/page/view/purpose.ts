/** Why people are looked at: one click before the first list, shown beside every list, changed at any time. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { LogState } from "../../shared/journal.js";
import type { Purpose } from "../../shared/protocol.js";
import { controls } from "./styles.js";
import { View, define, errorBox, isComposing } from "./view.js";

/** Fires `yq-purpose` with the purpose, and `yq-acknowledge` when somebody has taken notice that a part of the log is gone. */
export class PurposeBar extends View {
  static override properties: PropertyDeclarations = {
    purpose: { attribute: false }, purposes: { attribute: false }, log: { attribute: false }, isChanging: { state: true }, isWriting: { state: true },
  };
  static override styles = [
    controls,
    css`
      form, .chosen, .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
      form { margin-top: 8px; }
      input { width: 320px; max-width: 100%; }
      label, .ask { font-weight: 600; }
      .hint { margin-top: 4px; }
      .mark { margin-left: auto; }
      button[aria-pressed="true"] { background: var(--yq-tint); border-color: var(--yq-accent); color: var(--yq-accent); }
    `,
  ];
  /** The purpose in force; absent before one was given. */
  declare purpose: string | undefined;
  /** The office's purposes; none where operators use words of their own. */
  declare purposes: readonly Purpose[];
  declare log: LogState;
  declare isChanging: boolean;
  /** Whether somebody wants to use their own words though the office has a list. */
  declare isWriting: boolean;

  constructor() {
    super();
    this.purposes = [];
    this.isChanging = false;
    this.isWriting = false;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("isWriting") && this.isWriting) this.ownPart("why")?.focus();
  }

  #give(purpose: string): void {
    this.isChanging = false;
    this.isWriting = false;
    this.emit("yq-purpose", purpose);
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const given = this.renderRoot.querySelector("input")?.value.trim() ?? "";
    if (given !== "") this.#give(given);
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
    if (event.key !== "Escape" || !this.isChanging) return;
    this.isChanging = false;
    this.isWriting = false;
  };

  override render(): TemplateResult {
    const { purpose } = this.say;
    const { lost, problem, mark } = this.log;
    if (problem !== undefined) return html`${errorBox(this.language, { code: problem === "no_auditor" ? "page.log_no_auditor" : "page.log_unwritable", params: {} })}`;
    if (lost !== undefined) {
      return html`${errorBox(this.language, { code: "page.log_lost", params: { mark: lost } })}
        <p class="row hint"><button type="button" class="primary" data-testid="acknowledge" @click=${() => this.emit("yq-acknowledge", null)}>${purpose.acknowledge}</button></p>`;
    }
    if (this.purpose !== undefined && !this.isChanging) {
      return html`<p class="chosen note"><span data-testid="purpose">${purpose.chosen(this.#titleOf(this.purpose))}</span>
        <button type="button" class="plain" data-testid="change-purpose" @click=${() => (this.isChanging = true)}>${purpose.change}</button>
        ${mark === undefined ? nothing : html`<span class="mark" data-testid="mark">${purpose.mark(mark)}</span>`}</p>`;
    }
    return html`<div @keydown=${this.#keydown}>${this.purposes.length === 0 ? nothing : this.#renderChoice()}
      ${this.purposes.length === 0 || this.isWriting ? this.#renderForm() : nothing}
      <p class="note hint">${purpose.hint}</p></div>`;
  }

  /** The office's own title is what is written down; it is read in the language of the page. */
  #titleOf(purpose: string): string {
    const known = this.purposes.find(({ title }) => title === purpose);
    return known === undefined || this.language === "zh" ? purpose : known.titleEn;
  }

  #renderChoice(): TemplateResult {
    const { purpose } = this.say;
    return html`<div class="row" role="group" aria-labelledby="ask"><span class="ask" id="ask">${purpose.ask}</span>
      ${this.purposes.map(({ id, title }) => html`<button type="button" data-testid="why-choice" data-purpose=${id}
        aria-pressed=${title === this.purpose ? "true" : "false"} @click=${() => this.#give(title)}>${this.#titleOf(title)}</button>`)}
      <button type="button" class="plain" data-testid="why-other" aria-expanded=${this.isWriting ? "true" : "false"} @click=${() => (this.isWriting = !this.isWriting)}>${purpose.other}</button></div>`;
  }

  #renderForm(): TemplateResult {
    const { purpose } = this.say;
    return html`<form autocomplete="off" @submit=${this.#submit}>
      <label for="why">${this.purposes.length === 0 ? purpose.ask : purpose.own}</label>
      <input spellcheck="false" id="why" data-testid="why" maxlength="100" autocomplete="off" .value=${this.purpose ?? ""} />
      <button class="primary" type="submit">${purpose.show}</button>
    </form>`;
  }
}

define("yongquan-purpose", PurposeBar);
