/** A quiet bar below the header: a newer version of the page is ready. */
import { html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { bar } from "./bar.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Fires `yq-take` to change to the newer version, `yq-dismiss` to have the bar gone. */
export class UpdateBar extends View {
  static override properties: PropertyDeclarations = { isThere: { attribute: false }, isOpen: { attribute: false } };
  static override styles = [controls, bar];
  declare isThere: boolean;
  /** Whether a register is open, which changing would lock. */
  declare isOpen: boolean;

  constructor() {
    super();
    this.isThere = false;
    this.isOpen = false;
  }

  override render(): TemplateResult {
    const { update, newer } = this.say;
    // The live region is there before anything is in it, or nothing would be read out.
    return html`<div role="status">
      ${this.isThere
        ? html`<div class="bar" data-testid="update"><span>${update.offer}</span>
            <button type="button" data-testid="take-update" @click=${() => this.emit("yq-take", null)}>${this.isOpen ? update.lockAndTake : update.take}</button>
            <button type="button" data-testid="dismiss-update" @click=${() => this.emit("yq-dismiss", null)}>${newer.later}</button></div>`
        : nothing}
    </div>`;
  }
}

define("yongquan-update", UpdateBar);
