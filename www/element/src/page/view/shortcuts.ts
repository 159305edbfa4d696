/** The keys of the page as a table, and the sheet that shows it. */
import { css, html } from "lit";
import type { TemplateResult } from "lit";
import type { Catalogue } from "../i18n/zh.js";
import { SHORTCUTS } from "../shortcuts.js";
import type { Chord, Shortcut } from "../shortcuts.js";
import { Sheet } from "./sheet.js";
import { define } from "./view.js";

export const shortcutTable = css`
  .keys { width: 100%; border-collapse: collapse; }
  .keys th, .keys td { padding: 8px 12px 8px 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--yq-hairline); }
  .keys th { white-space: nowrap; }
`;

/** Every key with what it does. */
export function renderShortcuts({ shortcuts }: Catalogue): TemplateResult {
  const chord = (keys: Chord): TemplateResult => html`${keys.map((key, place) => html`${place === 0 ? "" : " + "}<kbd>${key}</kbd>`)}`;
  const row = ({ id, chords }: Shortcut): TemplateResult => html`<tr data-shortcut=${id}>
    <th scope="row">${chords.map((each, place) => html`${place === 0 ? "" : html` ${shortcuts.or} `}${chord(each)}`)}</th>
    <td>${shortcuts.does[id]}</td>
  </tr>`;
  return html`<table class="keys"><caption class="unseen">${shortcuts.heading}</caption><tbody>${SHORTCUTS.map(row)}</tbody></table>`;
}

export class ShortcutSheet extends Sheet {
  static override styles = [...Sheet.styles, shortcutTable];

  protected override get heading(): string {
    return this.say.shortcuts.heading;
  }

  protected override renderInside(): TemplateResult {
    return renderShortcuts(this.say);
  }
}

define("yongquan-shortcuts", ShortcutSheet);
