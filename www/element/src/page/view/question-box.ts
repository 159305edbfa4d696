/** The search box: takes a question as people type it, counts along, completes, and says what it did not understand. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import type { Guess } from "../../shared/asking.js";
import type { YongquanError } from "../../shared/errors.js";
import type { Completion, Suggestion } from "../complete.js";
import { localeOf } from "../i18n/catalogue.js";
import { controls } from "./styles.js";
import { View, define, errorBox, isComposing } from "./view.js";

/** As long as this nothing more was typed before it is counted: as long as between two strokes of who types slowly. */
const PAUSE_MS = 120;

/** A question that was refused. */
export interface RefusedQuestion {
  readonly question: string;
  readonly error: YongquanError;
}

/**
 * Fires `yq-ask` with the text when the question is asked, `yq-type` with it after a short pause while it is typed, and `yq-saved` with the
 * name of a saved question that was picked. A combobox with a list below it.
 */
export class QuestionBox extends View {
  static override properties: PropertyDeclarations = {
    boxed: { attribute: false }, refused: { attribute: false }, examples: { attribute: false }, titleOf: { attribute: false }, guesses: { attribute: false },
    completion: { attribute: false }, saved: { attribute: false }, suggestions: { state: true }, active: { state: true },
  };
  static override styles = [
    controls,
    css`
      form { display: flex; gap: 8px; position: relative; }
      .list {
        position: absolute; z-index: 4; left: 0; top: 56px; width: 560px; max-width: 100%; max-height: 400px; overflow-y: auto;
        background: var(--yq-surface); border: 1px solid var(--yq-line); border-radius: var(--yq-radius); box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18);
      }
      /* Beside the count and the first conditions, which follow the typing. */
      @media (min-width: 901px) { .list { left: 40%; width: calc(60% - 104px); max-width: 620px; } }
      .option { display: flex; align-items: center; gap: 12px; min-height: var(--yq-target); padding: 0 16px; cursor: pointer; overflow-wrap: anywhere; }
      .option.active { background: var(--yq-tint); outline: 2px solid var(--yq-accent); outline-offset: -2px; }
      .option .kind { min-width: 3.5em; }
      .option .detail { margin-left: auto; text-align: right; }
      input { flex: 1; min-height: 52px; padding: 0 16px; font-size: 1.25rem; border-width: 2px; border-color: var(--yq-accent); }
      form button { min-height: 52px; min-width: 96px; }
      .under { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: center; min-height: 28px; }
      .under button { min-height: var(--yq-target); padding: 0 8px; font-size: 0.875rem; }
      .refused { margin-top: 8px; }
      .marked { font-size: 1.125rem; }
      mark { background: var(--yq-danger-tint); color: var(--yq-danger); text-decoration: underline wavy; text-underline-offset: 4px; }
      @media (max-width: 1100px) { .under .hint { display: none; } }
    `,
  ];
  /** What the box is filled with; another object whenever it has to be. */
  declare boxed: { readonly text: string };
  declare refused: RefusedQuestion | undefined;
  declare examples: readonly string[];
  declare titleOf: (id: string) => string;
  /** Words of the question that were taken for names, addresses or parts of numbers. */
  declare guesses: readonly Guess[];
  declare completion: Completion | undefined;
  /** Names of the saved questions. */
  declare saved: readonly string[];
  declare suggestions: readonly Suggestion[];
  /** Place of the suggestion that Enter takes; -1: none, and Enter asks. */
  declare active: number;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #isComposing = false;
  #isEdited = false;

  constructor() {
    super();
    this.boxed = { text: "" };
    this.refused = undefined;
    this.examples = [];
    this.titleOf = (id) => id;
    this.guesses = [];
    this.completion = undefined;
    this.saved = [];
    this.suggestions = [];
    this.active = -1;
  }

  override focus(): void {
    this.ownPart("question")?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWaiting();
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("boxed")) this.#settle(this.boxed.text);
    if (changed.has("active")) this.ownPart(`suggestion-${this.active}`)?.scrollIntoView({ block: "nearest" });
  }

  /** Whether what stands there was typed since the last question was asked or taken up. */
  get isEdited(): boolean {
    return this.#isEdited;
  }

  get #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  #fill(text: string): void {
    const input = this.#input;
    if (input !== null && input.value !== text) input.value = text;
  }

  #stopWaiting(): void {
    if (this.#pause !== undefined) clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  #close(): void {
    this.suggestions = [];
    this.active = -1;
  }

  /**
   * Makes the browser forget how the text came to be: it keeps all of that in memory for as long as the field is there, for an undo of
   * its own that goes back into earlier questions by letters, where the page's goes by questions. A field whose type changes begins
   * anew; text, focus and caret stay.
   */
  #forgetTyping(): void {
    const input = this.#input;
    if (input === null) return;
    const { type, selectionStart, selectionEnd } = input;
    input.type = "search";
    input.type = type;
    input.setSelectionRange(selectionStart, selectionEnd);
  }

  /** From here on the box holds a question, and no longer what somebody is typing. */
  #settle(text: string): void {
    this.#stopWaiting();
    this.#fill(text);
    this.#forgetTyping();
    this.#isEdited = false;
    this.#close();
  }

  #ask(text: string): void {
    this.#settle(text);
    this.emit("yq-ask", text.trim());
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    if (!this.#isComposing) this.#ask(this.#input?.value ?? "");
  };

  /** What was typed is completed at once and counted after a pause; what an input method still composes is neither. */
  #typed(): void {
    const input = this.#input;
    this.#isEdited = true;
    if (input === null || this.#isComposing) return;
    this.suggestions = this.completion?.suggestions(input.value, input.selectionStart ?? input.value.length, this.saved) ?? [];
    this.active = -1;
    this.#stopWaiting();
    this.#pause = setTimeout(() => this.emit("yq-type", input.value.trim()), PAUSE_MS);
  }

  readonly #changed = (event: Event): void => {
    if (!(event instanceof InputEvent && event.isComposing)) this.#typed();
  };

  readonly #composes = (): void => {
    this.#isComposing = true;
    this.#isEdited = true;
    this.#stopWaiting();
    this.#close();
  };

  readonly #composed = (): void => {
    this.#isComposing = false;
    this.#typed();
  };

  #take(suggestion: Suggestion | undefined): void {
    const input = this.#input;
    if (suggestion === undefined || input === null) return;
    this.#stopWaiting();
    this.#close();
    if (suggestion.kind === "saved") {
      this.emit("yq-saved", suggestion.text);
      return;
    }
    input.value = suggestion.text;
    input.setSelectionRange(suggestion.caret, suggestion.caret);
    this.#typed();
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (isComposing(event) || this.#isComposing) {
      // Enter that only ends a composition must not ask: it would submit half a question.
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    const { length } = this.suggestions;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp":
        event.preventDefault();
        // An empty box offers the saved questions.
        if (length === 0) this.#typed();
        // From the box through the list and back into the box.
        else this.active = ((this.active + 1 + (event.key === "ArrowDown" ? 1 : length)) % (length + 1)) - 1;
        return;
      case "Enter":
        if (this.active < 0) return;
        event.preventDefault();
        this.#take(this.suggestions[this.active]);
        return;
      case "Escape":
        // Closes the list only; what the box stands in stays as it is.
        if (length > 0) {
          event.preventDefault();
          event.stopPropagation();
        }
        this.#close();
    }
  };

  override render(): TemplateResult {
    const { ask } = this.say;
    const isOpen = this.suggestions.length > 0;
    return html`
      <form role="search" autocomplete="off" @submit=${this.#submit}>
        <label class="unseen" for="question">${ask.label}</label>
        <input id="question" data-testid="question" type="text" enterkeyhint="search" autocomplete="off" autocapitalize="off" spellcheck="false"
          role="combobox" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="suggestions" aria-expanded=${isOpen ? "true" : "false"}
          aria-activedescendant=${this.active < 0 ? nothing : `suggestion-${this.active}`}
          placeholder=${ask.placeholder} aria-describedby="hint" @keydown=${this.#keydown} @input=${this.#changed}
          @compositionstart=${this.#composes} @compositionend=${this.#composed} @blur=${() => this.#close()} />
        <button class="primary" type="submit">${ask.submit}</button>
        <div class="list" id="suggestions" role="listbox" aria-label=${ask.suggested} ?hidden=${!isOpen}>
          ${this.suggestions.map((suggestion, place) => this.#renderSuggestion(suggestion, place))}
        </div>
      </form>
      <div class="under note" ?hidden=${this.examples.length === 0}>
        <span class="hint" id="hint">${ask.hint}</span>
        ${this.examples.length === 0 ? nothing : html`<span>${ask.examples}</span>`}
        ${this.examples.map((example) => html`<button class="plain" type="button" lang=${localeOf("zh")} @click=${() => this.#ask(example)}>${example}</button>`)}
      </div>
      ${this.guesses.map((guess) => this.#renderGuess(guess))}
      <div aria-live="polite">${this.refused === undefined ? nothing : this.#renderRefused(this.refused)}</div>
    `;
  }

  #renderSuggestion({ kind, label, detail }: Suggestion, place: number): TemplateResult {
    return html`<div id="suggestion-${place}" role="option" class="option ${place === this.active ? "active" : ""}" data-testid="suggestion" data-kind=${kind}
      aria-selected=${place === this.active ? "true" : "false"} @mousedown=${(event: Event) => event.preventDefault()}
      @click=${() => this.#take(this.suggestions[place])}>
      <span class="kind note">${this.say.ask.kinds[kind]}</span><span>${label}</span><span class="detail note">${detail}</span>
    </div>`;
  }

  #renderGuess({ word, fields, isPartOfNumber }: Guess): TemplateResult {
    const { ask } = this.say;
    const names = fields.map((id) => this.titleOf(id)).filter((title, place, all) => all.indexOf(title) === place).join(ask.listed);
    return html`<p class="note" data-testid="guess">${ask.guessed(word, names)}${isPartOfNumber ? ask.partOfNumber : ""}</p>`;
  }

  #renderSearched(error: YongquanError): TemplateResult | typeof nothing {
    const { ask } = this.say;
    const { lookedFor, searched, unsearched } = error.params;
    if (lookedFor === undefined) return nothing;
    const titles = (ids: string): string => ids.split("、").map(this.titleOf).join(ask.listed);
    return html`<p class="note" data-testid="searched">${searched === undefined ? "" : ask.searched(lookedFor, titles(searched))}
      ${unsearched === undefined ? "" : ask.unsearched(titles(unsearched))}</p>`;
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
      ${this.#renderSearched(error)}
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
