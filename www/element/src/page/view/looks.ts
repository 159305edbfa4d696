/** The tabs over the looks at one selection. The looks themselves are given as children, each in the slot of its tab. */
import { css, html } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { LOOK_TABS } from "../look-choices.js";
import type { LookTab } from "../look-choices.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Steps by key, as tabs have them. */
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** Fires `yq-tab` with the tab to show, and `yq-large` with whether it shall have all the room. What belongs to the right end of the tabs has the slot `tools`. */
export class Looks extends View {
  static override properties: PropertyDeclarations = { tab: { attribute: false }, isLarge: { attribute: false } };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; }
      .bar { --yq-pad: 12px; display: flex; flex-wrap: wrap; align-items: flex-end; gap: 4px 12px; margin-bottom: 8px; border-bottom: 1px solid var(--yq-hairline); }
      [role="tablist"] { display: flex; flex-wrap: wrap; gap: 2px; }
      [role="tab"] { border-color: transparent; border-bottom: 3px solid transparent; border-radius: var(--yq-radius) var(--yq-radius) 0 0; background: transparent; }
      [role="tab"][aria-selected="true"] { border-bottom-color: var(--yq-accent); color: var(--yq-accent); font-weight: 700; }
      .tools { display: flex; flex-wrap: wrap; align-items: center; gap: 2px; margin-left: auto; }
      @media (max-width: 1400px) { .bar { --yq-pad: 10px; } }
      @media (max-width: 1100px) { .bar { --yq-pad: 8px; } }
      @media (max-width: 600px) { .tools { margin-left: 0; } }
      @media (max-width: 900px) { .tools [data-testid="large"] { display: none; } }
      [role="tabpanel"] { display: flex; flex-direction: column; flex: 1; min-height: 0; }
    `,
  ];
  declare tab: LookTab;
  /** Whether the look has all the room there is. */
  declare isLarge: boolean;

  constructor() {
    super();
    this.tab = "list";
    this.isLarge = false;
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const place = LOOK_TABS.indexOf(this.tab);
    const last = LOOK_TABS.length - 1;
    const step = STEPS[event.key];
    const next = event.key === "Home" ? 0 : event.key === "End" ? last : step === undefined ? undefined : (place + step + LOOK_TABS.length) % LOOK_TABS.length;
    const tab = next === undefined ? undefined : LOOK_TABS[next];
    if (tab === undefined) return;
    event.preventDefault();
    this.emit("yq-tab", tab);
    this.ownPart(`tab-${tab}`)?.focus();
  };

  override render(): TemplateResult {
    const { looks } = this.say;
    return html`
      <div class="bar">
        <div role="tablist" aria-label=${looks.heading} @keydown=${this.#keydown}>
          ${LOOK_TABS.map((tab) => html`<button type="button" role="tab" id="tab-${tab}" data-testid=${`tab-${tab}`} aria-controls="panel-${tab}"
            aria-selected=${tab === this.tab ? "true" : "false"} tabindex=${tab === this.tab ? 0 : -1} @click=${() => this.emit("yq-tab", tab)}>${looks.tabs[tab]}</button>`)}
        </div>
        <div class="tools"><slot name="tools"></slot><button type="button" class="plain" data-testid="large" aria-pressed=${this.isLarge ? "true" : "false"}
          @click=${() => this.emit("yq-large", !this.isLarge)}>${this.isLarge ? looks.smaller : looks.larger}</button></div>
      </div>
      ${LOOK_TABS.map((tab) => html`<div role="tabpanel" id="panel-${tab}" aria-labelledby="tab-${tab}" ?hidden=${tab !== this.tab}><slot name=${tab}></slot></div>`)}
    `;
  }
}

define("yongquan-looks", Looks);
