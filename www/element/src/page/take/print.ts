/**
 * Prints a paper: puts its sheets into the document, where only a printer sees them, and removes them when the browser has printed.
 *
 * Outside of this nothing of the page goes onto paper: see `view/only-paper.ts`.
 */
import { css } from "lit";
import { pageError } from "../../shared/errors.js";
import type { Paper } from "./paper.js";
import { isLandscape } from "./paper.js";
import { layOut, sheetStyles } from "./sheets.js";
import { Slices } from "./slices.js";
import type { Progress } from "./slices.js";

const TAG = "yongquan-paper";
/** Names the element whose sheets are all there. */
const READY = "data-ready";

/** For the element itself: out of sight on a screen, where rows are measured; on paper alone, and nothing before it is ready. */
const hostStyles = css`
  :host { position: fixed; top: 0; left: 0; z-index: -1; width: 0; height: 0; overflow: hidden; visibility: hidden; pointer-events: none; }
  .sheets { display: none; }
  @media print {
    :host { display: none; }
    :host([data-ready]) { display: block; position: static; width: auto; height: auto; overflow: visible; visibility: visible; }
    .sheets { display: block; }
  }
`;

/** For the document, while there is something to print. Rules for pages work here alone. */
function documentStyles(landscape: boolean): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    @page { size: A4 ${landscape ? "landscape" : "portrait"}; margin: 0; }
    @media print {
      html, body { display: block !important; height: auto !important; min-height: 0 !important; margin: 0 !important; padding: 0 !important; background: #fff !important; }
      body > :not(${TAG}) { display: none !important; }
    }
  `);
  return sheet;
}

/** Browsers that print later than they say have begun by the time somebody touches the page again. */
const GESTURES = ["pointerdown", "keydown"] as const;

/** Removes what is being made or stands ready to be printed, if anything does. */
let remove: () => void = () => undefined;

/** Removes what is being made or stands ready to be printed: a lock calls this. */
export function removePaper(): void {
  remove();
}

/** A place for sheets in the document. `removal` hears that it is gone. */
function place(paper: Paper): { readonly element: HTMLElement; readonly root: HTMLElement; readonly removal: AbortSignal } {
  removePaper();
  const element = document.createElement(TAG);
  element.setAttribute("aria-hidden", "true");
  const shadow = element.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [hostStyles, sheetStyles].flatMap(({ styleSheet }) => styleSheet ?? []);
  const root = document.createElement("div");
  root.className = isLandscape(paper) ? "landscape" : "";
  shadow.append(root);
  document.body.append(element);
  const removal = new AbortController();
  remove = () => {
    remove = () => undefined;
    removal.abort();
    element.remove();
  };
  return { element, root, removal: removal.signal };
}

/** Hands what is ready to the browser, and sees to it that it goes. */
function handOver(element: HTMLElement, removal: AbortSignal, styles: CSSStyleSheet): void {
  element.setAttribute(READY, "");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
  const next = (): void => removePaper();
  window.addEventListener("afterprint", next);
  for (const type of GESTURES) window.addEventListener(type, next, { capture: true });
  removal.addEventListener("abort", () => {
    window.removeEventListener("afterprint", next);
    for (const type of GESTURES) window.removeEventListener(type, next, { capture: true });
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== styles);
  });
  window.print();
}

/**
 * Prints a paper; how many pages it has. The title of the document, which browsers offer as a name for a PDF, is not touched.
 *
 * # Errors
 *
 * - `page.aborted` if `signal` says so, or if the paper was removed before it was ready: nothing of it is left then;
 * - `page.print_failed` if the browser does not print.
 */
export async function printPaper(paper: Paper, signal: AbortSignal, tell: (progress: Progress) => void): Promise<number> {
  if (signal.aborted) throw pageError("page.aborted");
  const { element, root, removal } = place(paper);
  const stop = (): void => {
    if (!removal.aborted) removePaper();
  };
  signal.addEventListener("abort", stop);
  try {
    const pages = await layOut(paper, root, new Slices(removal, tell));
    handOver(element, removal, documentStyles(isLandscape(paper)));
    return pages;
  } catch (thrown) {
    stop();
    throw thrown instanceof DOMException ? pageError("page.print_failed") : thrown;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
