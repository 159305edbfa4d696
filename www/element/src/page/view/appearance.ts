/** The menu of the header that says how the page looks: theme and size of type. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { THEMES, TYPE_SIZES } from "../appearance.js";
import type { Look, TypeSize } from "../appearance.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Fires `yq-look` with what was chosen. */
export class AppearanceMenu extends View {
  static override properties: PropertyDeclarations = { look: { attribute: false }, isOpen: { state: true } };
  static override styles = [
    controls,
    css`
      :host { position: relative; }
      .menu {
        position: absolute; z-index: 20; top: 100%; right: 0; width: max-content; max-width: calc(100vw - 24px); padding: 8px 16px 12px;
        background: var(--yq-surface); border: 1px solid var(--yq-line); border-radius: var(--yq-radius); box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18);
      }
      fieldset { margin: 0; padding: 0; border: 0; }
      legend { padding: 8px 0 0; font-size: 0.875rem; color: var(--yq-quiet); }
      label { display: flex; gap: 10px; align-items: center; min-height: var(--yq-target); cursor: pointer; }
      input { flex: none; width: 22px; min-height: 22px; margin: 0; accent-color: var(--yq-accent); }
      @media (max-width: 1100px) { #toggle { padding: 0 8px; } }
      @media (max-width: 600px) { .menu { position: fixed; top: 12px; right: 12px; left: 12px; width: auto; max-height: calc(100vh - 24px); overflow-y: auto; } }
    `,
  ];
  declare look: Look;
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pointerdown", this.#pressed);
  }

  #open(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (isOpen) window.addEventListener("pointerdown", this.#pressed);
    else window.removeEventListener("pointerdown", this.#pressed);
    if (isOpen) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("input:checked")?.focus());
  }

  /** A press anywhere else closes the menu. */
  readonly #pressed = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.#open(false);
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.isOpen) return;
    event.stopPropagation();
    this.#open(false);
    this.ownPart("toggle")?.focus();
  };

  readonly #left = (event: FocusEvent): void => {
    const { relatedTarget } = event;
    if (this.isOpen && relatedTarget instanceof Node && !this.renderRoot.contains(relatedTarget)) this.#open(false);
  };

  override render(): TemplateResult {
    const { appearance } = this.say;
    return html`<div @keydown=${this.#keydown} @focusout=${this.#left}>
      <button type="button" class="plain" id="toggle" data-testid="appearance" aria-expanded=${this.isOpen ? "true" : "false"} aria-controls="menu"
        @click=${() => this.#open(!this.isOpen)}>${appearance.button}</button>
      <div class="menu" id="menu" role="group" aria-label=${appearance.heading} ?hidden=${!this.isOpen}>${this.isOpen ? this.#renderChoices() : nothing}</div>
    </div>`;
  }

  #renderChoices(): TemplateResult {
    const { appearance } = this.say;
    const sizes = Object.keys(TYPE_SIZES) as readonly TypeSize[];
    const choose = (change: Partial<Look>) => (): void => this.emit<Look>("yq-look", { ...this.look, ...change });
    return html`<fieldset>
        <legend>${appearance.theme}</legend>
        ${THEMES.map((theme) => html`<label><input type="radio" name="theme" value=${theme} .checked=${theme === this.look.theme}
          @change=${choose({ theme })} />${appearance.themes[theme]}</label>`)}
      </fieldset>
      <fieldset>
        <legend>${appearance.size}</legend>
        ${sizes.map((size) => html`<label><input type="radio" name="size" value=${size} .checked=${size === this.look.size}
          @change=${choose({ size })} />${appearance.sizes[size]}</label>`)}
      </fieldset>`;
  }
}

define("yongquan-appearance", AppearanceMenu);
