/** What the browser's own print command gets: a sentence, and nothing of the screen. */
import { css, html } from "lit";
import type { TemplateResult } from "lit";
import type { Catalogue } from "../i18n/zh.js";

/** For the outermost element. */
export const onlyPaper = css`
  .only-paper { display: none; }
  @media print {
    /* Without !important, which would go before what hides the whole element while a paper is printed. */
    :host { display: block; height: auto; min-height: 0; color: #000; background: #fff; }
    * { display: none !important; }
    .only-paper { display: block !important; padding: 20mm; font-size: 14pt; }
  }
`;

export function onlyPaperNotice(say: Catalogue): TemplateResult {
  return html`<p class="only-paper" data-testid="only-paper">${say.take.onlyPaper}</p>`;
}
