/** What every element of the page has in common. */
import { LitElement, html, nothing } from "lit";
import type { PropertyDeclarations, TemplateResult } from "lit";
import type { WireError } from "../../shared/errors.js";
import type { Language } from "../../shared/schema.js";
import { catalogueOf, errorText, formatCount } from "../i18n/catalogue.js";
import type { Catalogue } from "../i18n/zh.js";

/** An element of the page: speaks one language, tells its parent what happened by events that go no further. */
export abstract class View extends LitElement {
  static override properties: PropertyDeclarations = { language: { attribute: false } };
  declare language: Language;

  constructor() {
    super();
    this.language = "zh";
  }

  /** What the page says. */
  protected get say(): Catalogue {
    return catalogueOf(this.language);
  }

  /** A whole number with separators. */
  protected count(count: number): string {
    return formatCount(this.language, count);
  }

  protected emit<T>(type: string, detail: T): void {
    this.dispatchEvent(new CustomEvent<T>(type, { detail }));
  }

  /** The part of this element's own tree with an id. */
  protected ownPart(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`#${id}`);
  }
}

/** Registers an element once: a second copy of the package on a page leaves the first one in place. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
}

/** An error in words: what happened, and what to do. */
export function errorBox(
  language: Language,
  error: WireError | undefined,
  titleOf?: (id: string) => string,
): TemplateResult | typeof nothing {
  if (error === undefined) return nothing;
  const { what, remedy } = errorText(language, error, titleOf);
  return html`<div class="error" role="alert" data-testid="error" data-code=${error.code}><strong>${what}</strong>${remedy}</div>`;
}

/** Whether a key event belongs to an input method that is composing: nothing may fire then. */
export function isComposing(event: KeyboardEvent): boolean {
  // 229 is what older Chromium says for the key that ends a composition, with `isComposing` already false.
  return event.isComposing || event.keyCode === 229;
}

/** Whether a key goes into a text field, so that it is no shortcut. */
export function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
