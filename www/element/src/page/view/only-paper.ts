/** What the browser's own print command gets: a sentence, and nothing of the screen. */
import { css, html } from "lit";
import type { TemplateResult } from "lit";
import { LANGUAGES, catalogueOf, localeOf } from "../i18n/catalogue.js";

/** For the outermost element. */
export const onlyPaper = css`
  .only-paper { display: none; }
  @media print {
    /* Without !important, which would go before what hides the whole element while a paper is printed. */
    :host { display: block; height: auto; min-height: 0; color: #000; background: #fff; }
    * { display: none !important; }
    .only-paper { display: block !important; padding: 15mm 20mm 0; font-size: 14pt; }
  }
`;

/** In every language: whoever finds the sheet may read another one than whoever printed it. */
export function onlyPaperNotice(): TemplateResult[] {
  return LANGUAGES.map((language) => html`<p class="only-paper" data-testid="only-paper" lang=${localeOf(language)}>${catalogueOf(language).take.onlyPaper}</p>`);
}
