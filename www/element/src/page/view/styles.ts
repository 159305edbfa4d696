/** Design tokens and the look of controls, shared by every element of the page. */
import { css, unsafeCSS } from "lit";
import type { CSSResult } from "lit";
import { DARK, LIGHT } from "../palette.js";
import type { Palette } from "../palette.js";

/** Custom properties of a palette. The values are constants of this package, so nothing unsafe comes in. */
function properties(palette: Palette): CSSResult {
  const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return unsafeCSS(Object.entries(palette).map(([name, colour]) => `--yq-${kebab(name)}: ${String(colour)};`).join(" "));
}

/** For the outermost element; the others inherit. */
export const tokens = css`
  :host {
    ${properties(LIGHT)}
    --yq-font: system-ui, "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", sans-serif;
    --yq-radius: 6px;
    --yq-target: 44px;
    --yq-gap: 16px;
    color-scheme: light;
    font: 16px/1.6 var(--yq-font);
    color: var(--yq-text);
    background: var(--yq-page);
  }
  @media (prefers-color-scheme: dark) {
    :host {
      ${properties(DARK)}
      color-scheme: dark;
    }
  }
`;

/** For every element. */
export const controls = css`
  :host { display: block; }
  :host([hidden]), [hidden] { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, p { margin: 0; }
  h2 { font-size: 1rem; font-weight: 600; }
  button, input, select { font: inherit; color: inherit; }
  button, .button, select, input {
    min-height: var(--yq-target);
    border: 1px solid var(--yq-line);
    border-radius: var(--yq-radius);
    background: var(--yq-surface);
  }
  button, .button { padding: 0 14px; cursor: pointer; white-space: nowrap; }
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
