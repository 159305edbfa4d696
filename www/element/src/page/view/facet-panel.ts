/** Several facets at once, each of them foldable, and a field to add. */
import { css, html } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Facet } from "../../shared/protocol.js";
import type { ShownFacet } from "../desk.js";
import type { Selection } from "../selection.js";
import type { Words } from "../words.js";
import "./facet.js";
import type { FacetToggle } from "./facet.js";
import "./field-picker.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Fires `yq-field` with a field to add, `yq-fold` with a facet as it shall be, and `yq-toggle` with a field and its value. */
export class FacetPanel extends View {
  static override properties: PropertyDeclarations = { words: { attribute: false }, shown: { attribute: false }, facets: { attribute: false }, selection: { attribute: false } };
  static override styles = [
    controls,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; }
      .facets { overflow-y: auto; min-height: 0; flex: 1; margin: 4px -10px 0; padding: 2px 10px; }
      .hint { margin: 0 -4px; padding: 6px 4px 0; border-top: 1px solid var(--yq-hairline); }
      yongquan-facet + yongquan-facet { border-top: 1px solid var(--yq-hairline); }
    `,
  ];
  declare words: Words;
  declare shown: readonly ShownFacet[];
  /** The counted ones. */
  declare facets: readonly Facet[];
  declare selection: Selection;

  override render(): TemplateResult {
    const { facet } = this.say;
    return html`
      <h2>${facet.heading}</h2>
      <yongquan-field-picker .language=${this.language} .words=${this.words} .label=${`${facet.field} · ${this.say.builder.fieldCount(this.count(this.words.schema.fields.length))}`}
        @yq-field=${(event: CustomEvent<string>) => this.emit("yq-field", event.detail)}></yongquan-field-picker>
      <div class="facets">
        ${repeat(this.shown, ({ field }) => field, ({ field, isOpen }) => html`<yongquan-facet .language=${this.language} .words=${this.words} .field=${field} .isOpen=${isOpen}
          .facet=${this.facets.find((counted) => counted.field === field)} .choice=${this.selection.choice(field)}
          @yq-fold=${(event: CustomEvent<boolean>) => this.emit<ShownFacet>("yq-fold", { field, isOpen: event.detail })}
          @yq-toggle=${(event: CustomEvent<FacetToggle["value"]>) => this.emit<FacetToggle>("yq-toggle", { field, value: event.detail })}></yongquan-facet>`)}
      </div>
      <p class="note hint">${facet.hint}</p>
    `;
  }
}

define("yongquan-facets", FacetPanel);
