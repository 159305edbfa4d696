/** A button with a panel beneath it: opened by a click, closed by another, by Escape, and by going elsewhere. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { Listening } from "./listening.js";
import { controls } from "./styles.js";
import { View } from "./view.js";

/** Between a button and its panel, and between a panel and the edge of the screen. */
const GAP_PX = 4;

export abstract class Menu extends View {
  static override properties: PropertyDeclarations = { isOpen: { state: true } };
  static override styles = [
    controls,
    css`
      :host { position: relative; }
      .panel {
        position: fixed; z-index: 5; width: 380px; max-width: 92vw; overflow-y: auto;
        padding: 12px; background: var(--yq-surface); border: 1px solid var(--yq-line); border-radius: var(--yq-radius); box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18);
      }
      .panel h3 { margin: 8px 0 2px; font-size: 0.875rem; font-weight: 600; color: var(--yq-quiet); }
      .entry { display: flex; align-items: center; gap: 8px; min-height: var(--yq-target); }
      .entry > :first-child { flex: 1; min-width: 0; }
      .small { padding: 0; width: var(--yq-target); }
    `,
  ];
  declare isOpen: boolean;

  constructor() {
    super();
    this.isOpen = false;
    new Listening(this, document, "pointerdown", this.#elsewhere);
  }

  /** Puts the panel where there is room: beneath the button, or above it. No part of the page can cut it off. */
  override updated(): void {
    const panel = this.renderRoot.querySelector<HTMLElement>(".panel");
    const button = this.ownPart("menu")?.getBoundingClientRect();
    if (panel === null || button === undefined) return;
    const [above, below] = [button.top, window.innerHeight - button.bottom];
    const isBelow = below >= above;
    panel.style.top = isBelow ? `${button.bottom + GAP_PX}px` : "";
    panel.style.bottom = isBelow ? "" : `${window.innerHeight - button.top + GAP_PX}px`;
    panel.style.setProperty("max-height", `${Math.max(above, below) - 2 * GAP_PX}px`);
    panel.style.right = `${Math.max(GAP_PX, Math.min(window.innerWidth - button.right, window.innerWidth - panel.offsetWidth - GAP_PX))}px`;
  }

  /** Closes the panel; the focus goes back to its button. */
  protected close(): void {
    this.isOpen = false;
    this.ownPart("menu")?.focus();
  }

  readonly #elsewhere = (event: Event): void => {
    if (this.isOpen && !event.composedPath().includes(this)) this.isOpen = false;
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.isOpen) return;
    event.stopPropagation();
    this.close();
  };

  /** The button and, while it is open, the panel. */
  protected renderMenu(testId: string, title: string, panel: () => TemplateResult): TemplateResult {
    return html`<div @keydown=${this.#keydown}>
      <button type="button" id="menu" data-testid=${testId} aria-expanded=${this.isOpen ? "true" : "false"} aria-haspopup="dialog" @click=${() => (this.isOpen = !this.isOpen)}>${title} <span aria-hidden="true">▾</span></button>
      ${this.isOpen ? html`<div class="panel" role="dialog" aria-label=${title}>${panel()}</div>` : nothing}
    </div>`;
  }
}
