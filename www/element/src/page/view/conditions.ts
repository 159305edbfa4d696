/** The conditions as chips, each removable, with the builder below them when it is open. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Filter } from "../../shared/filter.js";
import type { Clause } from "../selection.js";
import type { Words } from "../words.js";
import "./builder.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Fires `yq-remove` with the id of a clause, `yq-clear`, and `yq-condition` with a filter to add. */
export class Conditions extends View {
  static override properties: PropertyDeclarations = { words: { attribute: false }, clauses: { attribute: false }, isBuilding: { state: true } };
  static override styles = [
    controls,
    css`
      .row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
      ul { display: contents; list-style: none; margin: 0; padding: 0; }
      li { display: inline-flex; align-items: center; gap: 8px; }
      .chip {
        display: inline-flex; align-items: center; gap: 4px; padding-left: 14px; border-radius: 999px; overflow-wrap: anywhere; white-space: normal;
        background: var(--yq-tint); border-color: var(--yq-accent); text-align: left;
      }
      .chip .cross { width: 34px; text-align: center; font-size: 1.25rem; line-height: 1; color: var(--yq-accent); }
      .chip:hover .cross { font-weight: 700; }
      yongquan-builder { margin-top: 8px; }
    `,
  ];
  declare words: Words;
  declare clauses: readonly Clause[];
  declare isBuilding: boolean;

  constructor() {
    super();
    this.clauses = [];
    this.isBuilding = false;
  }

  #toggleBuilder(isBuilding: boolean): void {
    this.isBuilding = isBuilding;
    void this.updateComplete.then(() => {
      if (isBuilding) this.renderRoot.querySelector<HTMLElement>("yongquan-builder")?.focus();
      else this.ownPart("add")?.focus();
    });
  }

  readonly #add = (event: CustomEvent<Filter>): void => {
    this.emit("yq-condition", event.detail);
    this.#toggleBuilder(false);
  };

  override render(): TemplateResult {
    const { conditions } = this.say;
    return html`
      <div class="row">
        <h2>${conditions.heading}</h2>
        ${this.clauses.length === 0 ? html`<span class="quiet">${conditions.none}</span>` : nothing}
        <ul data-testid="conditions">${this.clauses.map((clause, place) => this.#renderChip(clause, place))}</ul>
        <button id="add" class="plain" type="button" data-testid="build" aria-expanded=${this.isBuilding ? "true" : "false"}
          @click=${() => this.#toggleBuilder(!this.isBuilding)}>+ ${conditions.add}</button>
        ${this.clauses.length < 2 ? nothing : html`<button class="plain" type="button" data-testid="clear" @click=${() => this.emit("yq-clear", null)}>${conditions.clear}</button>`}
      </div>
      ${this.isBuilding
        ? html`<yongquan-builder .language=${this.language} .words=${this.words} @yq-condition=${this.#add}
            @yq-close=${() => this.#toggleBuilder(false)}></yongquan-builder>`
        : nothing}
    `;
  }

  #renderChip(clause: Clause, place: number): TemplateResult {
    const { conditions } = this.say;
    const words = this.words.filter(clause.filter);
    return html`<li>
      ${place === 0 ? nothing : html`<span class="quiet">${conditions.and}</span>`}
      <button class="chip" type="button" data-testid="condition" aria-label=${conditions.removeNamed(words)} title=${conditions.removeNamed(words)}
        @click=${() => this.emit("yq-remove", clause.id)}><span>${words}</span><span class="cross" aria-hidden="true">×</span></button>
    </li>`;
  }
}

define("yongquan-conditions", Conditions);
