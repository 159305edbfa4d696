/** Says that the page is about to lock by itself. Whatever anybody does makes it go away. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

const MS_PER_S = 1_000;

export class IdleHint extends View {
  static override properties: PropertyDeclarations = { lockAtMs: { attribute: false } };
  static override styles = [
    controls,
    css`
      .hint {
        position: fixed; z-index: 30; left: 50%; bottom: 24px; transform: translateX(-50%); width: max-content; max-width: calc(100vw - 24px); padding: 12px 24px;
        background: var(--yq-warning-tint); color: var(--yq-warning); border: 2px solid var(--yq-warning); border-radius: var(--yq-radius);
        box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18); font-size: 1.125rem; text-align: center;
      }
    `,
  ];
  /** When the page locks, by the clock in milliseconds; absent: not soon. */
  declare lockAtMs: number | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.lockAtMs = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("lockAtMs")) return;
    clearInterval(this.#ticking);
    if (this.lockAtMs !== undefined) this.#ticking = setInterval(() => this.requestUpdate(), MS_PER_S);
  }

  override render(): TemplateResult {
    const { idleHint } = this.say;
    const seconds = this.lockAtMs === undefined ? 0 : Math.max(0, Math.ceil((this.lockAtMs - Date.now()) / MS_PER_S));
    // Read out once, when it comes; the seconds are for the eye alone.
    return html`<div role="status">
      ${this.lockAtMs === undefined
        ? nothing
        : html`<p class="hint" data-testid="idle-hint"><span>${idleHint.soon}</span> <strong class="number" aria-hidden="true">${idleHint.seconds(this.count(seconds))}</strong><br />
            <span>${idleHint.stay}</span></p>`}
    </div>`;
  }
}

define("yongquan-idle-hint", IdleHint);
