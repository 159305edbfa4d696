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

const TAG = "yongquan-paper";

/** For the element itself: out of sight on a screen, where it is measured, and alone on paper. */
const hostStyles = css`
  :host { position: fixed; top: 0; left: 0; z-index: -1; width: 0; height: 0; overflow: hidden; visibility: hidden; pointer-events: none; }
  @media print { :host { position: static; width: auto; height: auto; overflow: visible; visibility: visible; } }
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

/** Removes what stands ready to be printed, if anything does. */
let remove: () => void = () => undefined;

/** Removes what stands ready to be printed: a lock calls this. */
export function removePaper(): void {
  remove();
}

function stand(paper: Paper): number {
  removePaper();
  const element = document.createElement(TAG);
  element.setAttribute("aria-hidden", "true");
  const root = element.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [hostStyles, sheetStyles].flatMap(({ styleSheet }) => styleSheet ?? []);
  const sheets = document.createElement("div");
  root.append(sheets);
  const styles = documentStyles(isLandscape(paper));
  document.body.append(element);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
  // Browsers that print later than they say have begun by the time somebody touches the page again.
  const next = (): void => removePaper();
  const GESTURES = ["pointerdown", "keydown"] as const;
  window.addEventListener("afterprint", next);
  for (const type of GESTURES) window.addEventListener(type, next, { capture: true });
  remove = () => {
    remove = () => undefined;
    window.removeEventListener("afterprint", next);
    for (const type of GESTURES) window.removeEventListener(type, next, { capture: true });
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== styles);
    element.remove();
  };
  return layOut(paper, sheets);
}

/** Prints a paper; how many pages it has. The title of the document, which browsers offer as a name for a PDF, is not touched. */
export function printPaper(paper: Paper): number {
  try {
    const pages = stand(paper);
    window.print();
    return pages;
  } catch (thrown) {
    removePaper();
    throw thrown instanceof DOMException ? pageError("page.print_failed") : thrown;
  }
}
