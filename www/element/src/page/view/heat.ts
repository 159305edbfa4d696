/** Tables of numbers with heat: the darker a cell, the more of it. The number always stands in it. */
import { css } from "lit";

/** Steps of heat besides none. */
const STEPS = 6;

/** Class of a cell, by its share of the hottest one, from 0 to 1. Anything but nothing can be seen. */
export function heatOf(share: number): string {
  return share <= 0 ? "heat-0" : `heat-${Math.min(STEPS, Math.max(1, Math.ceil(share * STEPS)))}`;
}

/** An element that takes the height that is left, with its parts below each other. After `controls`. */
export const fills = css`:host { display: flex; flex-direction: column; min-height: 0; flex: 1; }`;

export const tables = css`
  .scroll { overflow: auto; max-width: 100%; flex: 1; min-height: 0; }
  table { border-collapse: separate; border-spacing: 1px; }
  caption { text-align: left; font-weight: 600; padding: 2px 4px 6px; }
  th { font-weight: 600; text-align: left; }
  th, td { padding: 0; line-height: 1.5; }
  thead th { position: sticky; top: 0; z-index: 1; background: var(--yq-surface); padding: 6px 10px; vertical-align: bottom; min-width: 64px; max-width: 160px; word-break: keep-all; overflow-wrap: anywhere; }
  tbody th, tfoot th { padding: 4px 10px 4px 4px; max-width: 220px; overflow-wrap: anywhere; }
  .corner, tbody th, tfoot th { position: sticky; left: 0; background: var(--yq-surface); }
  tbody th, tfoot th { z-index: 1; }
  thead .corner { z-index: 2; }
  thead th.figure { text-align: right; }
  td { position: relative; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  td::before { content: ""; position: absolute; top: 0; left: 0; right: 0; bottom: 0; background: var(--yq-bar); opacity: 0; pointer-events: none; border-radius: 3px; }
  td > span { position: relative; display: block; padding: 10px; }
  td button { position: relative; width: 100%; padding: 0 10px; text-align: right; border-color: transparent; background: transparent; font-variant-numeric: tabular-nums; }
  td button:hover { border-color: var(--yq-accent); background: transparent; }
  .heat-1::before { opacity: 0.1; } .heat-2::before { opacity: 0.2; } .heat-3::before { opacity: 0.3; }
  .heat-4::before { opacity: 0.4; } .heat-5::before { opacity: 0.5; } .heat-6::before { opacity: 0.6; }
  .sum { font-weight: 600; }
  .zero { color: var(--yq-quiet); }
  .missing { font-style: italic; }
`;

/** The row of choices above a figure. */
export const choices = css`
  .choices { display: flex; flex-wrap: wrap; align-items: flex-end; gap: 6px 14px; margin-bottom: 8px; }
  .choices label:not(.check) { display: block; font-size: 0.875rem; color: var(--yq-quiet); }
  .choices yongquan-field-picker { width: 210px; max-width: 100%; }
  .choices select { max-width: 260px; }
  .switch { display: inline-flex; flex-wrap: wrap; row-gap: 1px; }
  .switch button { border-radius: 0; margin-left: -1px; }
  .switch button:first-child { border-radius: var(--yq-radius) 0 0 var(--yq-radius); margin-left: 0; }
  .switch button:last-child { border-radius: 0 var(--yq-radius) var(--yq-radius) 0; }
  .switch button[aria-pressed="true"] { background: var(--yq-tint); border-color: var(--yq-accent); font-weight: 600; position: relative; }
`;
