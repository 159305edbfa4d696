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

/** An eye: what is behind it is shown. The button around it says what it does. */
export function eyeIcon(): TemplateResult {
  return html`<svg width="20" height="14" viewBox="0 0 20 14" aria-hidden="true">${svg`
    <path d="M1 7c2.2-4 5.4-6 9-6s6.8 2 9 6c-2.2 4-5.4 6-9 6s-6.8-2-9-6z" fill="none" stroke="currentColor" stroke-width="1.6"></path>
    <circle cx="10" cy="7" r="2.8" fill="currentColor"></circle>`}</svg>`;
}

function bentArrow(path: string): TemplateResult {
  return html`<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">${svg`
    <path d=${path} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"></path>`}</svg>`;
}

/** An arrow back. */
export function undoIcon(): TemplateResult {
  return bentArrow("M7 3L3 7l4 4M3 7h8a5 5 0 0 1 0 10H7");
}

/** An arrow forward. */
export function redoIcon(): TemplateResult {
  return bentArrow("M13 3l4 4-4 4M17 7H9a5 5 0 0 0 0 10h4");
}
