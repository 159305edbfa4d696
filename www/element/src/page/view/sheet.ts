/** A sheet over the page: takes the focus, keeps it, gives it back; Esc and a press beside it put it away. */
import { css, html } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { controls } from "./styles.js";
import { View } from "./view.js";

/** Fires `yq-close` when it shall be put away. */
export abstract class Sheet extends View {
  static override properties: PropertyDeclarations = { isOpen: { attribute: false } };
  static override styles = [
    controls,
    css`
      dialog {
        width: min(860px, calc(100vw - 24px)); max-width: none; max-height: calc(100vh - 48px); padding: 0; overflow: hidden; border: 1px solid var(--yq-line);
        border-radius: 10px; background: var(--yq-surface); color: var(--yq-text);
      }
      dialog[open] { display: flex; flex-direction: column; }
      dialog::backdrop { background: rgba(0, 0, 0, 0.5); }
      .top { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: center; padding: 8px 12px 8px 24px; border-bottom: 1px solid var(--yq-hairline); }
      .top h2 { margin-right: auto; font-size: 1.25rem; }
      .inside { padding: 8px 24px 24px; overflow-y: auto; overscroll-behavior: contain; min-height: 0; }
      .inside:focus-visible { outline-offset: -3px; }
      kbd { display: inline-block; min-width: 32px; padding: 0 8px; border: 1px solid var(--yq-line); border-radius: 4px; background: var(--yq-page); font: inherit; font-weight: 600; text-align: center; }
      @media (max-width: 600px) { .top { padding-left: 12px; } .inside { padding: 8px 12px 12px; } }
    `,
  ];
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("isOpen")) return;
    const dialog = this.#dialog;
    if (this.isOpen && dialog?.open === false) dialog.showModal();
    else if (!this.isOpen && dialog?.open === true) dialog.close();
  }

  readonly #pressed = (event: Event): void => {
    // What is inside lies on the dialog; the dialog itself is pressed at its edge and beside it only.
    if (event.target === this.#dialog) this.emit("yq-close", null);
  };

  readonly #cancelled = (event: Event): void => {
    event.preventDefault();
    this.emit("yq-close", null);
  };

  /** The heading. */
  protected abstract get heading(): string;

  protected abstract renderInside(): TemplateResult;

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @click=${this.#pressed} @cancel=${this.#cancelled}>
      <div class="top"><h2 id="heading">${this.heading}</h2>
        <button type="button" data-testid="close" @click=${() => this.emit("yq-close", null)}>${this.say.close}</button></div>
      <div class="inside" tabindex="0" role="region" aria-labelledby="heading">${this.isOpen ? this.renderInside() : ""}</div>
    </dialog>`;
  }
}
