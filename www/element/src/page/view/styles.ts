/** Design tokens and the look of controls, shared by every element of the page. */
import { css, unsafeCSS } from "lit";
import type { CSSResult } from "lit";
import { FORCED, PALETTES } from "../palette.js";
import type { Palette } from "../palette.js";

/** Name of the custom property of a colour. */
export const tokenOf = (name: string): string => `--yq-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Custom properties of a palette. The values are constants of this package, so nothing unsafe comes in. */
function properties(palette: Palette): CSSResult {
  return unsafeCSS(Object.entries(palette).map(([name, colour]) => `${tokenOf(name)}: ${String(colour)};`).join(" "));
}

/** For the outermost element; the others inherit. Which palette it is says `data-palette`: `appearance.ts`. */
export const tokens = css`
  :host {
    ${properties(PALETTES.light)}
    --yq-font: system-ui, "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
    --yq-radius: 6px;
    --yq-target: 44px;
    --yq-pad: 14px;
    --yq-gap: 16px;
    color-scheme: light;
    font: 1rem/1.6 var(--yq-font);
    color: var(--yq-text);
    background: var(--yq-page);
  }
  :host([data-palette="dark"]) { ${properties(PALETTES.dark)} color-scheme: dark; }
  :host([data-palette="contrast-light"]) { ${properties(PALETTES["contrast-light"])} }
  :host([data-palette="contrast-dark"]) { ${properties(PALETTES["contrast-dark"])} color-scheme: dark; }
  @media (forced-colors: active) {
    :host, :host([data-palette]) { ${properties(FORCED)} color-scheme: light dark; }
  }
`;

/** For every element. */
export const controls = css`
  :host { display: block; }
  :host([hidden]), [hidden] { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, p { margin: 0; }
  h2 { font-size: 1rem; font-weight: 600; }
  button, input, select, textarea { font: inherit; color: inherit; }
  button, .button, select, input, summary {
    min-height: var(--yq-target);
    border: 1px solid var(--yq-line);
    border-radius: var(--yq-radius);
    background: var(--yq-surface);
  }
  button { min-width: var(--yq-target); }
  button, .button { padding: 0 var(--yq-pad); cursor: pointer; white-space: nowrap; }
  button:hover, .button:hover { background: var(--yq-tint); }
  button:disabled { cursor: default; color: var(--yq-quiet); background: var(--yq-page); border-color: var(--yq-hairline); }
  button.primary { background: var(--yq-accent); border-color: var(--yq-accent); color: var(--yq-on-accent); font-weight: 600; }
  button.primary:hover { filter: brightness(1.12); }
  button.plain { border-color: transparent; background: transparent; color: var(--yq-accent); }
  button.plain:hover { background: var(--yq-tint); }
  input, select { padding: 0 10px; min-width: 0; }
  input::placeholder { color: var(--yq-quiet); opacity: 1; }
  :focus { outline: none; }
  :focus-visible { outline: 3px solid var(--yq-accent); outline-offset: 2px; }
  .quiet { color: var(--yq-quiet); }
  .note { font-size: 0.875rem; color: var(--yq-quiet); }
  .unseen {
    position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip: rect(0 0 0 0); border: 0; white-space: nowrap;
  }
  .error {
    padding: 10px 14px; border-left: 4px solid var(--yq-danger); border-radius: var(--yq-radius);
    background: var(--yq-danger-tint); color: var(--yq-danger);
  }
  .error strong { display: block; }
  .error, .warning { overflow-wrap: anywhere; }
  @media (max-width: 600px) { button, .button { white-space: normal; } }
  .warning {
    padding: 10px 14px; border-left: 4px solid var(--yq-warning); border-radius: var(--yq-radius);
    background: var(--yq-warning-tint); color: var(--yq-warning);
  }
  button.danger { border-color: var(--yq-danger); color: var(--yq-danger); font-weight: 600; }
  .badge {
    display: inline-block; padding: 0 10px; border: 1px solid var(--yq-warning); border-radius: 999px;
    background: var(--yq-warning-tint); color: var(--yq-warning); font-size: 0.875rem; white-space: nowrap;
  }
  .number { font-variant-numeric: tabular-nums; }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { animation: none !important; transition: none !important; }
  }
`;
