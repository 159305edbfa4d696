/** Why people are looked at: asked once before the first list, shown beside every list, changed at any time. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { LogState } from "../../shared/journal.js";
import { controls } from "./styles.js";
import { View, define, errorBox, isComposing } from "./view.js";

/** Fires `yq-purpose` with the purpose, and `yq-acknowledge` when somebody has taken notice that a part of the log is gone. */
export class Purpose extends View {
  static override properties: PropertyDeclarations = { purpose: { attribute: false }, log: { attribute: false }, isChanging: { state: true } };
  static override styles = [
    controls,
    css`
      form, .chosen { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; }
      input { width: 320px; max-width: 100%; }
      label { font-weight: 600; }
      .mark { margin-left: auto; }
    `,
  ];
  /** The purpose in force; absent before one was given. */
  declare purpose: string | undefined;
  declare log: LogState;
  declare isChanging: boolean;

  constructor() {
    super();
    this.isChanging = false;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const given = this.renderRoot.querySelector("input")?.value.trim() ?? "";
    if (given === "") return;
    this.isChanging = false;
    this.emit("yq-purpose", given);
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
  };

  override render(): TemplateResult {
    const { purpose } = this.say;
    const { lost, problem, mark } = this.log;
    if (problem !== undefined) return html`${errorBox(this.language, { code: problem === "no_auditor" ? "page.log_no_auditor" : "page.log_unwritable", params: {} })}`;
    if (lost !== undefined) {
      return html`${errorBox(this.language, { code: "page.log_lost", params: { mark: lost } })}
        <button type="button" data-testid="acknowledge" @click=${() => this.emit("yq-acknowledge", null)}>${purpose.acknowledge}</button>`;
    }
    if (this.purpose !== undefined && !this.isChanging) {
      return html`<p class="chosen note"><span data-testid="purpose">${purpose.chosen(this.purpose)}</span>
        <button type="button" class="plain" @click=${() => (this.isChanging = true)}>${purpose.change}</button>
        ${mark === undefined ? nothing : html`<span class="mark" data-testid="mark">${purpose.mark(mark)}</span>`}</p>`;
    }
    return html`<form autocomplete="off" @submit=${this.#submit}>
      <label for="why">${purpose.ask}</label>
      <input id="why" data-testid="why" maxlength="100" autocomplete="off" .value=${this.purpose ?? ""} @keydown=${this.#keydown} />
      <button class="primary" type="submit">${purpose.show}</button>
      <span class="note">${purpose.hint}</span>
    </form>`;
  }
}

define("yongquan-purpose", Purpose);
