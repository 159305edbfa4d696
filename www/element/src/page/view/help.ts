/** Help: what can be typed, by the contract of questions and by the register that is open; how is counted; what is written down. */
import contract from "virtual:contract";
import { css, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { Field } from "../../shared/schema.js";
import { dateExamples, fieldExample, fieldName, operatorExamples, rangeExample } from "../examples.js";
import type { Words } from "../words.js";
import { lockIcon } from "./icons.js";
import { Sheet } from "./sheet.js";
import { renderShortcuts, shortcutTable } from "./shortcuts.js";
import { define } from "./view.js";

/** Values of a code list that are shown before the rest is said by its number. */
const MAX_VALUES = 40;

/** Fires `yq-ask` with an example that shall be asked, and `yq-tour` to be led through the page. */
export class Help extends Sheet {
  static override properties: PropertyDeclarations = { words: { attribute: false }, examples: { attribute: false } };
  static override styles = [
    ...Sheet.styles,
    shortcutTable,
    css`
      h3 { margin: 24px 0 4px; font-size: 1.125rem; color: var(--yq-accent); }
      h4 { margin: 16px 0 4px; font-size: 1rem; }
      p, ul { margin: 0 0 8px; max-width: 44em; }
      table { border-collapse: collapse; width: 100%; }
      td, th { padding: 4px 12px 4px 0; text-align: left; vertical-align: middle; border-bottom: 1px solid var(--yq-hairline); }
      th { font-weight: 600; }
      code { padding: 0 4px; border-radius: 4px; background: var(--yq-page); font: inherit; overflow-wrap: anywhere; }
      .wide { overflow-x: auto; }
      th:first-child { min-width: 7em; }
      td:last-child { min-width: 13em; }
      .try { text-align: left; white-space: normal; overflow-wrap: anywhere; }
      .examples { display: flex; flex-wrap: wrap; gap: 8px; list-style: none; padding: 0; max-width: none; }
      details { border-bottom: 1px solid var(--yq-hairline); }
      summary { display: flex; align-items: center; gap: 8px; border-color: transparent; background: transparent; cursor: pointer; font-weight: 600; }
      summary::before { content: "▸"; color: var(--yq-accent); }
      details[open] > summary::before { content: "▾"; }
      .values { font-size: 0.875rem; color: var(--yq-quiet); }
    `,
  ];
  /** The words of the register that is open; absent while none is. */
  declare words: Words | undefined;
  /** Examples of whole questions that can be asked. */
  declare examples: readonly string[];

  constructor() {
    super();
    this.examples = [];
  }

  protected override get heading(): string {
    return this.say.help.heading;
  }

  protected override renderInside(): TemplateResult {
    const { help, shortcuts } = this.say;
    return html`
      ${this.words === undefined
        ? html`<p class="quiet">${help.locked}</p>`
        : html`<p><button type="button" data-testid="tour-again" @click=${() => this.emit("yq-tour", null)}>${help.tour}</button></p>`}
      ${this.#renderTyping(this.words)}
      ${help.chapters.map(({ heading, lines }) => html`<h3>${heading}</h3>${lines.map((line) => html`<p>${line}</p>`)}`)}
      ${this.words === undefined ? nothing : this.#renderFields(this.words)}
      <h3>${shortcuts.heading}</h3>
      ${renderShortcuts(this.say)}
    `;
  }

  /** An example: a button where it can be asked at once, and words where nothing is open. */
  #renderExample(text: string): TemplateResult {
    if (this.words === undefined) return html`<code>${text}</code>`;
    return html`<button type="button" class="try" data-testid="try" title=${this.say.help.ask} @click=${() => this.emit("yq-ask", text)}>${text}</button>`;
  }

  #renderExamples(texts: readonly string[]): TemplateResult | typeof nothing {
    return texts.length === 0 ? nothing : html`<ul class="examples">${texts.map((text) => html`<li>${this.#renderExample(text)}</li>`)}</ul>`;
  }

  #renderTyping(words: Words | undefined): TemplateResult {
    const { typing } = this.say.help;
    const examples = words === undefined ? undefined : operatorExamples(words);
    type Row = keyof typeof typing.rows;
    const spelled: Readonly<Record<Row, readonly string[]>> = { ...contract.words, ...contract.quantifiers };
    const row = (key: Row): TemplateResult => {
      const example = examples?.get(key);
      return html`<tr><th scope="row">${typing.rows[key]}</th><td>${spelled[key].map((spelling) => html`<code>${spelling}</code> `)}</td>
        ${examples === undefined ? nothing : html`<td>${example === undefined ? nothing : this.#renderExample(example)}</td>`}</tr>`;
    };
    const range = words === undefined ? undefined : rangeExample(words);
    return html`<h3>${typing.heading}</h3>
      <p>${typing.intro}</p>
      ${this.#renderExamples(this.examples)}
      <h4>${typing.years}</h4><p>${typing.yearsHelp}</p>${this.#renderExamples(contract.years)}
      <h4>${typing.dates}</h4><p>${contract.dates.map((form) => html`<code>${form}</code> `)}</p>
      ${words === undefined ? nothing : this.#renderExamples([...dateExamples(words, contract.dates.slice(-1)), ...(range === undefined ? [] : [range])])}
      <h4>${typing.truth}</h4>
      <p>${contract.truth.yes.map((word) => html`<code>${word}</code> `)}· ${contract.truth.no.map((word) => html`<code>${word}</code> `)}</p>
      <h4>${typing.relations}</h4><p>${typing.relationsHelp}</p>
      <div class="wide" role="region" tabindex="0" aria-label=${typing.relations}><table>
        <thead><tr><th scope="col">${typing.meaning}</th><th scope="col">${typing.spellings}</th>${examples === undefined ? nothing : html`<th scope="col">${typing.example}</th>`}</tr></thead>
        <tbody>${(Object.keys(typing.rows) as readonly Row[]).map(row)}</tbody>
      </table></div>
      <p>${typing.household}</p>`;
  }

  #renderFields(words: Words): TemplateResult {
    const { fields } = this.say.help;
    return html`<h3>${fields.heading(this.count(words.schema.fields.length))}</h3>
      <p>${fields.intro}</p>
      ${words.groups(words.schema.fields).map(
        ({ group, fields: inside }) => html`<details data-testid="help-group">
          <summary>${group.title[this.language]} <span class="note">${this.count(inside.length)}</span></summary>
          <div class="wide" role="region" tabindex="0" aria-label=${group.title[this.language]}><table>
            <thead><tr><th scope="col">${fields.field}</th><th scope="col">${fields.kind}</th><th scope="col">${fields.example}</th></tr></thead>
            <tbody>${inside.map((field) => this.#renderField(words, field))}</tbody>
          </table></div>
        </details>`,
      )}`;
  }

  #renderField(words: Words, field: Field): TemplateResult {
    const { fields } = this.say.help;
    const section = words.lockedSection(field.id);
    const name = fieldName(words, field);
    const unit = field.unit?.[this.language];
    const codes = words.codes(field);
    const title = field.title[this.language];
    return html`<tr data-field=${field.id}>
      <th scope="row">${title}${name === title ? nothing : html` <code>${name}</code>`}</th>
      <td>${codes.length > 0 ? fields.codes(this.count(codes.length)) : fields.kinds[field.kind]}${unit === undefined ? nothing : html` · ${unit}`}
        ${codes.length === 0 ? nothing : html`<div class="values">${codes.slice(0, MAX_VALUES).map((code) => html`${this.#named(code)} `)}${codes.length > MAX_VALUES ? "…" : ""}</div>`}</td>
      <td>${field.open
          ? this.#renderExample(fieldExample(words, field))
          : html`${lockIcon(this.say.locked)} ${section === undefined ? this.say.builder.lockedField : this.say.section.locked(words.sectionTitle(section))}`}</td>
    </tr>`;
  }

  /** A value with what else it is called. */
  #named({ title, synonyms = [] }: { readonly title: Readonly<Record<"zh" | "en", string>>; readonly synonyms?: readonly string[] }): string {
    const name = title[this.language];
    return this.language === "zh" && synonyms.length > 0 ? `${name}（${synonyms.join("、")}）` : name;
  }
}

define("yongquan-help", Help);
