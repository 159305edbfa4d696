/** A quiet bar above the question: a newer snapshot is there, or what came of a file that was dropped. */
import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { YongquanError } from "../../shared/errors.js";
import { dayOf } from "../i18n/catalogue.js";
import type { NewerSnapshot } from "../newer.js";
import { bar } from "./bar.js";
import { controls } from "./styles.js";
import { View, define, errorBox } from "./view.js";

/** Fires `yq-take` to put the newer snapshot in place, `yq-dismiss` to have the bar gone. */
export class NewerBar extends View {
  static override properties: PropertyDeclarations = { offer: { attribute: false }, same: { attribute: false }, error: { attribute: false } };
  static override styles = [controls, bar];
  declare offer: NewerSnapshot | undefined;
  /** Whether the dropped file is the open snapshot. */
  declare same: boolean;
  declare error: YongquanError | undefined;

  override render(): TemplateResult {
    const { newer, close } = this.say;
    const dismiss = (words: string): TemplateResult =>
      html`<button type="button" data-testid="dismiss" @click=${() => this.emit("yq-dismiss", null)}>${words}</button>`;
    // The live region is there before anything is in it, or nothing would be read out.
    return html`<div role="status">
      ${this.offer === undefined
        ? nothing
        : html`<div class="bar" data-testid="newer"><span>${newer.offer(String(this.offer.manifest.seq), dayOf(this.offer.manifest.asOf))}</span>
            <button type="button" data-testid="take-newer" @click=${() => this.emit("yq-take", null)}>${newer.take}</button>${dismiss(newer.later)}</div>`}
      ${this.same ? html`<div class="bar" data-testid="same"><span>${newer.same}</span>${dismiss(close)}</div>` : nothing}
      ${this.error === undefined ? nothing : html`<div class="bar">${errorBox(this.language, this.error)}${dismiss(close)}</div>`}
    </div>`;
  }
}

define("yongquan-newer", NewerBar);
