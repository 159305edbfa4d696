/** Three steps through the page, once on each device: a card beside what it speaks of, never over it. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, PropertyValues, TemplateResult } from "lit";
import { Listening } from "./listening.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Space between the card and what it speaks of, and to the edges of the window, in pixels. */
const GAP_PX = 12;

/** A rectangle in the window, in pixels. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a card of this size stands beside a target: below, above, at its right or left, whichever has room; `undefined` if none has. */
export function placeBeside(target: Box, card: Pick<Box, "width" | "height">, view: Pick<Box, "width" | "height">): Pick<Box, "left" | "top"> | undefined {
  const within = (wanted: number, size: number, most: number): number => Math.max(GAP_PX, Math.min(wanted, most - size - GAP_PX));
  const [bottom, right] = [target.top + target.height, target.left + target.width];
  const left = within(right - card.width, card.width, view.width);
  const top = within(target.top, card.height, view.height);
  if (bottom + card.height + 2 * GAP_PX <= view.height) return { left, top: bottom + GAP_PX };
  if (target.top - card.height - 2 * GAP_PX >= 0) return { left, top: target.top - card.height - GAP_PX };
  if (right + card.width + 2 * GAP_PX <= view.width) return { left: right + GAP_PX, top };
  if (target.left - card.width - 2 * GAP_PX >= 0) return { left: target.left - card.width - GAP_PX, top };
  return undefined;
}

/** Fires `yq-step` with the step to show next, and `yq-close` when the tour ends. */
export class Tour extends View {
  static override properties: PropertyDeclarations = { step: { attribute: false }, target: { attribute: false } };
  static override styles = [
    controls,
    css`
      /* It floats, so it takes no place between its neighbours. */
      :host { position: absolute; }
      .card {
        position: fixed; z-index: 15; width: 360px; max-width: calc(100vw - 24px); padding: 12px 16px; background: var(--yq-surface); border: 2px solid var(--yq-accent);
        border-radius: 10px; box-shadow: 0 8px 24px rgba(0, 0, 0, 0.18);
      }
      .buttons { display: flex; flex-wrap: wrap; gap: 8px; justify-content: flex-end; margin-top: 8px; }
      .ring { position: fixed; z-index: 14; pointer-events: none; border: 3px solid var(--yq-accent); border-radius: 10px; }
    `,
  ];
  /** Which step is shown, from 0; absent: none. */
  declare step: number | undefined;
  /** What the step speaks of. */
  declare target: Element | undefined;
  #following: number | undefined;

  constructor() {
    super();
    this.step = undefined;
    this.target = undefined;
    new Listening(this, window, "keydown", this.#keydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.#following !== undefined) cancelAnimationFrame(this.#following);
  }

  /** From wherever the focus is, but for a sheet that lies above: that one goes first. */
  readonly #keydown = (event: KeyboardEvent): void => {
    const isInSheet = event.composedPath().some((part) => part instanceof HTMLDialogElement);
    if (event.key === "Escape" && this.step !== undefined && !isInSheet) this.emit("yq-close", null);
  };

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("step") && !changed.has("target")) return;
    if (this.#following !== undefined) cancelAnimationFrame(this.#following);
    this.#following = undefined;
    if (this.step === undefined || this.target === undefined) return;
    const { top, bottom } = this.target.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) this.target.scrollIntoView({ block: "start" });
    this.#follow();
  }

  /** The page may move under the card: answers come, somebody scrolls, the window changes. */
  readonly #follow = (): void => {
    this.#place();
    this.#following = requestAnimationFrame(this.#follow);
  };

  #place(): void {
    const [card, ring] = [this.ownPart("card"), this.ownPart("ring")];
    if (card === null || ring === null || this.target === undefined) return;
    const { left, top, width, height } = this.target.getBoundingClientRect();
    const view = { width: document.documentElement.clientWidth, height: window.innerHeight };
    const place = placeBeside({ left, top, width, height }, { width: card.offsetWidth, height: card.offsetHeight }, view);
    // Where there is no room beside it, the card leaves what it speaks of alone and stands at the lower edge.
    const { left: x, top: y } = place ?? { left: GAP_PX, top: Math.max(top + height + GAP_PX, view.height - card.offsetHeight - GAP_PX) };
    Object.assign(card.style, { left: `${x}px`, top: `${y}px` });
    Object.assign(ring.style, { left: `${left - 4}px`, top: `${top - 4}px`, width: `${width + 8}px`, height: `${height + 8}px` });
  }

  override render(): TemplateResult {
    const { tour } = this.say;
    const { step } = this;
    // The live region is there before anything is in it, or nothing would be read out.
    return html`<div role="status">${step === undefined ? nothing : this.#renderCard(step, tour.steps[step] ?? [])}</div>`;
  }

  #renderCard(step: number, [heading = "", text = ""]: readonly string[]): TemplateResult {
    const { tour } = this.say;
    const count = tour.steps.length;
    const isLast = step + 1 >= count;
    return html`<div class="ring" id="ring" aria-hidden="true"></div>
      <section class="card" id="card" data-testid="tour" aria-label=${tour.label}>
        <p class="note">${tour.step(this.count(step + 1), this.count(count))}</p>
        <h2>${heading}</h2>
        <p>${text}</p>
        <p class="buttons">
          ${isLast ? nothing : html`<button type="button" class="plain" data-testid="tour-skip" @click=${() => this.emit("yq-close", null)}>${tour.skip}</button>`}
          <button type="button" class="primary" data-testid="tour-next" @click=${() => (isLast ? this.emit("yq-close", null) : this.emit("yq-step", step + 1))}>${isLast ? tour.done : tour.next}</button>
        </p>
      </section>`;
  }
}

define("yongquan-tour", Tour);
