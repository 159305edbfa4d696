/** Icons as outlines, so that no font is needed and none is missing. */
import { html, nothing, svg } from "lit";
import type { TemplateResult } from "lit";

/** A padlock; `label` is what a screen reader says, `why` what the pointer shows. Without a label it only adorns what stands beside it. */
export function lockIcon(label: string, why: string = label): TemplateResult {
  const isAdornment = label === "";
  return html`<span role=${isAdornment ? nothing : "img"} aria-hidden=${isAdornment ? "true" : nothing} aria-label=${isAdornment ? nothing : label}
    title=${why === "" ? nothing : why}
    ><svg width="14" height="16" viewBox="0 0 14 16" aria-hidden="true">${svg`
      <rect x="1" y="7" width="12" height="8" rx="1.5" fill="currentColor"></rect>
      <path d="M3.5 7V4.5a3.5 3.5 0 0 1 7 0V7" fill="none" stroke="currentColor" stroke-width="1.8"></path>`}</svg></span>`;
}
