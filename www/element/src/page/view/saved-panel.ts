/** What is done with a question as a whole: kept under a name, taken up again, carried as a file or as a link. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { SavedQuestion } from "../saved.js";
import { MAX_NAME_CHARS, isName } from "../saved.js";
import type { Shelf } from "../shelf.js";
import type { Words } from "../words.js";
import { conjuncts } from "../../shared/filter.js";
import { controls } from "./styles.js";
import { View, define, errorBox, isComposing } from "./view.js";

/** What is open below the buttons. */
type Opened = "name" | "list" | "link" | "more";

/** Where there is no room for a button each, they stand below one. */
const FOLDED = "(max-width: 1100px)";

/**
 * Fires `yq-save` with a name, `yq-load` with a `SavedQuestion`, and `yq-link` when the link is wanted; it is shown when `link` is given.
 * Everything else it does with the shelf itself.
 */
export class SavedPanel extends View {
  static override properties: PropertyDeclarations = {
    words: { attribute: false }, shelf: { attribute: false }, tick: { attribute: false }, hasQuestion: { attribute: false }, suggestedName: { attribute: false },
    link: { attribute: false }, opened: { state: true }, isFolded: { state: true }, renaming: { state: true }, problem: { state: true }, said: { state: true },
  };
  static override styles = [
    controls,
    css`
      :host { position: relative; display: inline-flex; }
      .opener { padding: 0 10px; }
      .panel {
        position: absolute; z-index: 5; right: 0; top: 100%; width: 520px; max-width: 92vw; max-height: 60vh; overflow-y: auto; padding: 12px 16px;
        background: var(--yq-surface); border: 1px solid var(--yq-line); border-radius: var(--yq-radius); box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18);
      }
      .panel.short { display: flex; flex-direction: column; width: max-content; padding: 6px; }
      .panel.short button { text-align: left; }
      @media (max-width: 900px) { .panel:not(.short) { position: fixed; left: 4vw; right: 4vw; top: 72px; width: auto; max-width: none; } }
      ul { list-style: none; margin: 8px 0; padding: 0; }
      li { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; padding: 4px 0; border-top: 1px solid var(--yq-hairline); }
      .question { flex: 1; min-width: 180px; padding: 4px 8px; white-space: normal; text-align: left; overflow-wrap: anywhere; }
      .question strong { display: block; }
      form, .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
      form input, #link { flex: 1; min-width: 160px; }
      .small { padding: 0 8px; }
      label { font-weight: 600; }
      .error { margin-top: 8px; }
      .file { display: inline-flex; align-items: center; font-weight: 400; }
      #import:focus-visible + .file { outline: 3px solid var(--yq-accent); outline-offset: 2px; }
    `,
  ];
  declare words: Words;
  declare shelf: Shelf;
  /** Another object whenever the shelf may have changed. */
  declare tick: object;
  /** Whether there is anything to keep. */
  declare hasQuestion: boolean;
  /** The question in words: what it is called unless somebody calls it otherwise. */
  declare suggestedName: string;
  declare link: string | undefined;
  declare opened: Opened | undefined;
  declare isFolded: boolean;
  readonly #room = window.matchMedia(FOLDED);
  /** Name of the question that is being renamed. */
  declare renaming: string | undefined;
  declare problem: string | undefined;
  /** What has just been done. */
  declare said: string;

  constructor() {
    super();
    this.hasQuestion = false;
    this.suggestedName = "";
    this.link = undefined;
    this.opened = undefined;
    this.isFolded = this.#room.matches;
    this.renaming = undefined;
    this.problem = undefined;
    this.said = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#room.addEventListener("change", this.#fold);
    this.#fold();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#room.removeEventListener("change", this.#fold);
  }

  readonly #fold = (): void => {
    this.isFolded = this.#room.matches;
    if (!this.isFolded && this.opened === "more") this.#close();
  };

  #open(opened: Opened): void {
    const isOpen = this.opened === opened;
    this.#close();
    if (isOpen) return;
    this.opened = opened;
    if (opened === "link") this.emit("yq-link", null);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".panel input, .panel button:not(:disabled)")?.focus());
  }

  #close(): void {
    this.opened = undefined;
    this.renaming = undefined;
    this.problem = undefined;
    this.said = "";
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.opened === undefined || isComposing(event)) return;
    event.stopPropagation();
    const { opened } = this;
    this.#close();
    this.ownPart(this.isFolded ? "open-more" : `open-${opened}`)?.focus();
  };

  /** The name that is typed in a form, if it can be one. */
  #nameIn(event: Event): string | undefined {
    event.preventDefault();
    const { saved } = this.say;
    const name = (event.target as HTMLFormElement).querySelector("input")?.value.trim() ?? "";
    this.problem = isName(name) ? undefined : saved.needName(String(MAX_NAME_CHARS));
    return this.problem === undefined ? name : undefined;
  }

  readonly #save = (event: Event): void => {
    const name = this.#nameIn(event);
    if (name === undefined) return;
    this.emit("yq-save", name);
    this.opened = "list";
    // The form that had the focus is gone, and with it the way back by Escape.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("[data-testid=saved-close]")?.focus());
  };

  #rename(event: Event, before: string): void {
    const name = this.#nameIn(event);
    if (name === undefined) return;
    if (name !== before && this.shelf.questions.some((question) => question.name === name)) {
      this.problem = this.say.saved.nameTaken;
      return;
    }
    this.renaming = undefined;
    void this.shelf.rename(before, name);
  }

  #load(question: SavedQuestion): void {
    this.#close();
    this.emit("yq-load", question);
  }

  readonly #export = (): void => {
    const url = URL.createObjectURL(new Blob([this.shelf.exported()], { type: "application/json" }));
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = this.say.saved.exportedAs;
    anchor.click();
    // The browser has taken hold of it with the click; Chromium 86 needs it for a moment longer.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };

  readonly #import = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = Array.from(input.files ?? []);
    // The same file can be chosen again.
    if (file !== undefined) void this.shelf.importFile(file).then(() => (input.value = ""));
  };

  /** Copies the link. Where the browser has no clipboard for this page, on plain http, by selecting it. */
  readonly #copy = async (): Promise<void> => {
    const input = this.ownPart("link");
    if (!(input instanceof HTMLInputElement)) return;
    const { saved } = this.say;
    const isCopied = "clipboard" in navigator ? await navigator.clipboard.writeText(input.value).then(() => true, () => false) : false;
    if (!isCopied) input.select();
    this.said = isCopied || document.execCommand("copy") ? saved.copied : saved.copyByHand;
  };

  override render(): TemplateResult {
    const { saved } = this.say;
    const { length } = this.shelf.questions;
    const button = (opened: Opened, words: string, isDisabled: boolean): TemplateResult => html`<button type="button" class="plain opener" id=${`open-${opened}`}
      data-testid=${`saved-${opened}`} aria-expanded=${this.opened === opened ? "true" : "false"} ?disabled=${isDisabled} @click=${() => this.#open(opened)}>${words}</button>`;
    const all = [button("name", saved.save, !this.hasQuestion), button("list", saved.list(this.count(length)), false), button("link", saved.link, !this.hasQuestion)];
    const { opened } = this;
    const isMore = this.isFolded && opened !== undefined;
    return html`<span @keydown=${this.#keydown}>
      ${this.isFolded
        ? html`<button type="button" class="plain opener" id="open-more" data-testid="saved-more" aria-expanded=${isMore ? "true" : "false"}
            @click=${() => (isMore ? this.#close() : this.#open("more"))}>${saved.more} ▾</button>`
        : all}
      ${opened === undefined
        ? nothing
        : html`<div class="panel ${opened === "more" ? "short" : ""}" role="dialog" aria-label=${saved.headings[opened]} data-testid="saved-panel">${opened === "more" ? all : this.#renderOpened(opened)}</div>`}
    </span>`;
  }

  #renderOpened(opened: Exclude<Opened, "more">): TemplateResult {
    const { saved } = this.say;
    const titleOf = (id: string): string => this.words.title(id);
    const body = { name: () => this.#renderName(), list: () => this.#renderList(), link: () => this.#renderLink() }[opened]();
    return html`<div class="row"><h2>${saved.headings[opened]}</h2>
        <button type="button" class="plain" data-testid="saved-close" @click=${() => this.#close()}>${this.say.close}</button></div>
      ${body}
      ${this.problem === undefined ? nothing : html`<p class="error" role="alert">${this.problem}</p>`}
      ${errorBox(this.language, this.shelf.error, titleOf)}
      ${this.shelf.isUnreadable ? html`<button type="button" class="danger" data-testid="saved-discard" @click=${() => void this.shelf.discard()}>${saved.discard}</button>` : nothing}
      <p class="note" role="status">${this.said}</p>`;
  }

  #renderName(): TemplateResult {
    const { saved } = this.say;
    const name = Array.from(this.suggestedName).slice(0, MAX_NAME_CHARS).join("");
    return html`<form autocomplete="off" @submit=${this.#save} @keydown=${this.#composing}>
      <label for="name">${saved.name}</label><input spellcheck="false" id="name" data-testid="save-name" maxlength=${MAX_NAME_CHARS} .value=${name} />
      <button class="primary" type="submit" data-testid="save">${saved.keep}</button></form>
      <p class="note">${saved.keptHow}</p>`;
  }

  /** Enter that only ends a composition must not keep half a name. */
  readonly #composing = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && isComposing(event)) event.preventDefault();
  };

  #renderList(): TemplateResult {
    const { saved } = this.say;
    const { questions } = this.shelf;
    return html`
      ${questions.length === 0 ? html`<p class="quiet">${saved.none}</p>` : nothing}
      <ul data-testid="saved-questions">${questions.map((question) => this.#renderQuestion(question))}</ul>
      <div class="row">
        <input id="import" class="unseen" data-testid="saved-import" type="file" accept=".json,application/json" @change=${this.#import} />
        <label class="button file" for="import">${saved.import}</label>
        <button type="button" data-testid="saved-export" ?disabled=${questions.length === 0} @click=${this.#export}>${saved.export}</button>
      </div>
      ${this.#renderReport()}
      <p class="note">${saved.keptHow}</p>`;
  }

  #renderQuestion(question: SavedQuestion): TemplateResult {
    const { saved } = this.say;
    const { name } = question;
    if (this.renaming === name) {
      return html`<li><form autocomplete="off" @submit=${(event: Event) => this.#rename(event, name)} @keydown=${this.#composing}>
        <input spellcheck="false" data-testid="rename" aria-label=${saved.name} maxlength=${MAX_NAME_CHARS} .value=${name} />
        <button type="submit">${saved.rename}</button></form></li>`;
    }
    const day = question.asOf === undefined ? "" : ` · ${this.say.asOf(question.asOf)}`;
    const start = (): void => {
      this.renaming = name;
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("li input")?.focus());
    };
    return html`<li data-testid="saved-question">
      <button type="button" class="plain question" data-testid="saved-load" @click=${() => this.#load(question)}><strong>${name}</strong>
        <span class="note">${this.words.question(conjuncts(question.filter))}${day}</span></button>
      <button type="button" class="plain small" data-testid="saved-rename" aria-label=${saved.renameNamed(name)} @click=${start}>${saved.rename}</button>
      <button type="button" class="plain small" data-testid="saved-delete" aria-label=${saved.deleteNamed(name)} @click=${() => void this.shelf.remove(name)}>${saved.delete}</button>
    </li>`;
  }

  #renderReport(): TemplateResult | typeof nothing {
    const { report } = this.shelf;
    if (report === undefined) return nothing;
    const { saved } = this.say;
    const named = (ids: readonly string[]): string => ids.map((id) => this.words.title(id)).join(this.say.ask.listed);
    return html`<div role="status" data-testid="import-report">
      <p>${saved.imported(this.count(report.addedCount), this.count(report.knownCount))}</p>
      ${report.leftOut.map(({ name, missing }) => html`<p class="warning">${saved.leftOut(name, named(missing))}</p>`)}</div>`;
  }

  #renderLink(): TemplateResult {
    const { saved } = this.say;
    return html`<p class="note">${saved.linkHow}</p>
      <div class="row"><input spellcheck="false" id="link" data-testid="link" readonly aria-label=${saved.link} .value=${this.link ?? ""} />
        <button type="button" class="primary" data-testid="copy-link" ?disabled=${this.link === undefined} @click=${() => void this.#copy()}>${saved.copy}</button></div>`;
  }
}

define("yongquan-saved", SavedPanel);
