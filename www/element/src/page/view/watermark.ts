/** Who looks, over lists and cards: seen on every photograph of the screen, and out of the way of mouse, selection and screen reader. */
import { css } from "lit";
import type { PropertyDeclarations, PropertyValues } from "lit";
import { rewriteWatermark, watermarkPicture } from "../take/watermark.js";
import { View, define } from "./view.js";

/** Larger than any panel: it is cut at the edge of what it lies in. */
const WIDTH = 2600;
const HEIGHT = 1600;

/** Lies over what it stands in, which has to be positioned. */
export class Watermark extends View {
  static override properties: PropertyDeclarations = { text: { attribute: false } };
  static override styles = css`
    :host {
      position: absolute; top: 0; right: 0; bottom: 0; left: 0; z-index: 3; overflow: hidden; pointer-events: none; user-select: none;
      border-radius: inherit;
    }
    svg { display: block; fill: currentColor; fill-opacity: 0.085; }
  `;
  /** Operator, device, time, snapshot, mark. */
  declare text: string;

  constructor() {
    super();
    this.text = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("aria-hidden", "true");
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("text")) return;
    const picture = this.renderRoot.querySelector("svg");
    // PERF: hundreds of elements with each question, which the browser gave back so slowly that its memory grew for hours.
    if (picture !== null && rewriteWatermark(picture, changed.get("text") ?? "", this.text)) return;
    picture?.remove();
    if (this.text !== "") this.renderRoot.append(watermarkPicture(this.text, WIDTH, HEIGHT));
  }
}

define("yongquan-watermark", Watermark);
