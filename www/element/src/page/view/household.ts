/** The household of the person whose card is open: who belongs to it, and what they are to each other. A click leads to their card. */
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Household, Member } from "../../shared/people.js";
import type { Words } from "../words.js";
import { controls } from "./styles.js";
import { View, define } from "./view.js";

/** Fires `yq-member` with the row id of a member. */
export class HouseholdOfPerson extends View {
  static override properties: PropertyDeclarations = { words: { attribute: false }, household: { attribute: false }, row: { attribute: false } };
  static override styles = [
    controls,
    css`
      h3 { margin: 18px 0 4px; font-size: 0.875rem; font-weight: 600; color: var(--yq-accent); }
      ul { margin: 0; padding: 0; list-style: none; }
      button { display: flex; flex-wrap: wrap; gap: 0 12px; width: 100%; align-items: center; border-color: var(--yq-hairline); margin-bottom: 4px; text-align: left; }
      button > :first-child { font-weight: 600; min-width: 64px; }
      button:disabled { background: var(--yq-tint); color: var(--yq-text); }
    `,
  ];
  declare words: Words;
  declare household: Household;
  /** Row id of the person whose card is open. */
  declare row: number;

  override render(): TemplateResult {
    const { card } = this.say;
    const { members, more } = this.household;
    return html`<h3>${card.household(this.count(members.length + more))}</h3>
      <ul data-testid="household">${members.map((member) => html`<li>${this.#renderMember(member)}</li>`)}</ul>
      ${more === 0 ? nothing : html`<p class="note">${card.moreMembers(this.count(more))}</p>`}`;
  }

  #renderMember({ row, cells }: Member): TemplateResult {
    const said = this.words.member(this.household.columns, cells);
    return html`<button type="button" data-row=${row} ?disabled=${row === this.row} @click=${() => this.emit("yq-member", row)}>
      ${said.map((text) => html`<span>${text}</span>`)}</button>`;
  }
}

define("yongquan-household", HouseholdOfPerson);
