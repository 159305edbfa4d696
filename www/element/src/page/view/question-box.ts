/** The search box: takes a question in text form, and says what it did not understand. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { YongquanError } from "../../shared/errors.js";
import { controls } from "./styles.js";
import { View, define, errorBox, isComposing } from "./view.js";

/** A question that was refused. */
export interface RefusedQuestion {
  readonly question: string;
  readonly error: YongquanError;
}

/** Fires `yq-ask` with the text when the question is asked. */
export class QuestionBox extends View {
  static override properties: PropertyDeclarations = {
    text: { attribute: false }, refused: { attribute: false }, examples: { attribute: false }, titleOf: { attribute: false },
  };
  static override styles = [
    controls,
    css`
      form { display: flex; gap: 8px; }
      input { flex: 1; min-height: 52px; padding: 0 16px; font-size: 1.25rem; border-width: 2px; border-color: var(--yq-accent); }
      form button { min-height: 52px; min-width: 96px; }
      .under { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: center; min-height: 28px; }
      .under button { min-height: 32px; padding: 0 8px; font-size: 0.875rem; }
      .refused { margin-top: 8px; }
      .marked { font-size: 1.125rem; }
      mark { background: var(--yq-danger-tint); color: var(--yq-danger); text-decoration: underline wavy; text-underline-offset: 4px; }
      @media (max-width: 600px) { .under .hint { display: none; } .under button { min-height: 44px; } }
    `,
  ];
  /** The question as it stands in the conditions; put into the box whenever it changes. */
  declare text: string;
  declare refused: RefusedQuestion | undefined;
  declare examples: readonly string[];
  declare titleOf: (id: string) => string;

  constructor() {
    super();
    this.text = "";
    this.refused = undefined;
    this.examples = [];
    this.titleOf = (id) => id;
  }

  override focus(): void {
    this.ownPart("question")?.focus();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("text")) this.#fill(this.text);
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  #fill(text: string): void {
    const input = this.#input;
    if (input !== null && input.value !== text) input.value = text;
  }

  #ask(text: string): void {
    this.#fill(text);
    this.emit("yq-ask", text.trim());
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#ask(this.#input?.value ?? "");
  };

  /** Enter that only ends a composition must not ask: it would submit half a question. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
  };

  override render(): TemplateResult {
    const { ask } = this.say;
    return html`
      <form role="search" autocomplete="off" @submit=${this.#submit}>
        <label class="unseen" for="question">${ask.label}</label>
        <input id="question" data-testid="question" type="text" enterkeyhint="search" autocomplete="off" autocapitalize="off" spellcheck="false"
          placeholder=${ask.placeholder} aria-describedby="hint" @keydown=${this.#keydown} />
        <button class="primary" type="submit">${ask.submit}</button>
      </form>
      <div class="under note">
        <span class="hint" id="hint">${ask.hint}</span>
        ${this.examples.length === 0 ? nothing : html`<span>${ask.examples}</span>`}
        ${this.examples.map((example) => html`<button class="plain" type="button" @click=${() => this.#ask(example)}>${example}</button>`)}
      </div>
      <div aria-live="polite">${this.refused === undefined ? nothing : this.#renderRefused(this.refused)}</div>
    `;
  }

  #renderRefused({ question, error }: RefusedQuestion): TemplateResult {
    const { ask } = this.say;
    const characters = Array.from(question);
    const start = error.params["position"] === undefined ? undefined : Math.min(Number(error.params["position"]), characters.length);
    const word = error.params["word"] ?? "";
    const end = start === undefined ? 0 : start + Math.max(Array.from(word).length, 1);
    const suggestions = (error.params["suggestions"] ?? "").split("、").filter((suggestion) => suggestion !== "");
    const replaced = (by: string): string => [...characters.slice(0, start), by, ...characters.slice(end)].join("");
    return html`<div class="refused">
      ${errorBox(this.language, error, this.titleOf)}
      ${start === undefined
        ? nothing
        : html`<p class="marked"><span class="note">${ask.misread}</span>
            ${characters.slice(0, start).join("")}<mark>${characters.slice(start, end).join("") || "␣"}</mark>${characters.slice(end).join("")}</p>`}
      ${suggestions.length === 0 || start === undefined
        ? nothing
        : html`<p><span class="note">${ask.suggestions}</span>
            ${suggestions.map((by) => html`<button type="button" @click=${() => this.#ask(replaced(by))}>${by}</button> `)}</p>`}
    </div>`;
  }
}

define("yongquan-question", QuestionBox);
