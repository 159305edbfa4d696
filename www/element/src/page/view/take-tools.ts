/** The buttons that take people away, each with its dialog; and the key that browsers print with. */
import { css, html } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Desk } from "../desk.js";
import { removePaper } from "../take/print.js";
import { forgetFiles } from "../take/save.js";
import type { WriterSource } from "../take/writer-source.js";
import type { Words } from "../words.js";
import { PersonCard } from "./card.js";
import "./export-dialog.js";
import { Listening } from "./listening.js";
import "./notice-dialog.js";
import "./print-dialog.js";
import type { PrintDialog } from "./print-dialog.js";
import { controls } from "./styles.js";
import type { TakeDialog } from "./take-dialog.js";
import { View, define } from "./view.js";

const DIALOGS = ["print", "export", "notice"] as const;
type DialogName = (typeof DIALOGS)[number];

export class TakeTools extends View {
  static override properties: PropertyDeclarations = {
    desk: { attribute: false }, words: { attribute: false }, writer: { attribute: false }, isShown: { attribute: false }, tick: { attribute: false },
  };
  static override styles = [controls, css`:host { display: flex; flex-wrap: wrap; gap: 8px; }
      yongquan-print, yongquan-export, yongquan-notice { display: contents; }`];
  declare desk: Desk;
  declare words: Words;
  declare writer: WriterSource;
  /** Whether the buttons are: the key works without them. */
  declare isShown: boolean;
  /** Another object whenever the desk has changed. */
  declare tick: object;

  constructor() {
    super();
    new Listening(this, window, "keydown", this.#keydown);
  }

  /** The page was locked, or left: nothing that was made stays in it. */
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removePaper();
    forgetFiles();
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    // By the place of the key: some layouts write another character with it.
    if (event.code !== "KeyP" || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!this.#canTake || this.#dialogs().some(({ isOpen }) => isOpen)) return;
    if (event.composedPath().some((part) => part instanceof PersonCard)) this.printCard();
    else this.#open("print");
  };

  /** Asks how the card that is open shall be printed. */
  printCard(): void {
    const { open } = this.desk.people;
    if (open !== undefined) void this.renderRoot.querySelector<PrintDialog>("yongquan-print")?.openFor(open.card);
  }

  /** Whether people are seen at all: without a purpose there is nobody to take away. */
  get #canTake(): boolean {
    return this.desk.people.rows !== undefined;
  }

  #dialogs(): readonly TakeDialog[] {
    return Array.from(this.renderRoot.querySelectorAll<TakeDialog>(DIALOGS.map((name) => `yongquan-${name}`).join()));
  }

  #open(name: DialogName): void {
    void this.renderRoot.querySelector<TakeDialog>(`yongquan-${name}`)?.open();
  }

  override render(): TemplateResult {
    const { tools } = this.say.take;
    return html`${(this.isShown ? DIALOGS : []).map(
        (name) => html`<button type="button" data-testid=${name} ?disabled=${!this.#canTake} title=${this.#canTake ? "" : tools.needsList} @click=${() => this.#open(name)}>${tools[name]}</button>`,
      )}
      <yongquan-print .language=${this.language} .desk=${this.desk} .words=${this.words} .writer=${this.writer}></yongquan-print>
      <yongquan-export .language=${this.language} .desk=${this.desk} .words=${this.words} .writer=${this.writer}></yongquan-export>
      <yongquan-notice .language=${this.language} .desk=${this.desk} .words=${this.words} .writer=${this.writer}></yongquan-notice>`;
  }
}

define("yongquan-take", TakeTools);
