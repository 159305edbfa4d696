/** Where the parts of the open page stand. */
import { css } from "lit";

export const layout = css`
  :host { display: flex; flex-direction: column; min-height: 100vh; }
  header {
    display: flex; flex-wrap: wrap; align-items: center; gap: 4px 20px; padding: 6px 24px; background: var(--yq-surface);
    border-bottom: 1px solid var(--yq-hairline);
  }
  .title { margin: 0; font-size: 1.125rem; font-weight: 700; color: var(--yq-accent); }
  .facts { display: flex; flex-wrap: wrap; gap: 0 20px; }
  .actions { display: flex; gap: 8px; margin-left: auto; }
  .begin { padding: 48px 24px; text-align: center; }
  main { display: flex; flex-direction: column; gap: 10px; flex: 1; min-height: 0; padding: 14px 24px 8px; }
  .panels { display: grid; grid-template-columns: 300px minmax(0, 1fr); gap: var(--yq-gap); flex: 1; min-height: 0; }
  .panel { padding: 12px 16px; background: var(--yq-surface); border-radius: 10px; min-width: 0; }
  footer { display: flex; flex-wrap: wrap; gap: 0 20px; padding: 4px 24px; border-top: 1px solid var(--yq-hairline); }
  .good { color: var(--yq-accent); font-weight: 600; }
  .end { margin-left: auto; }
  .clock { color: var(--yq-warning); font-weight: 600; }
  /* On a wide screen the panels scroll by themselves, so that the number never leaves it. */
  @media (min-width: 901px) and (min-height: 640px) {
    :host { height: 100vh; }
    .panels { overflow: hidden; }
  }
  @media (min-width: 901px) and (max-width: 1100px) {
    .panels { grid-template-columns: 260px minmax(0, 1fr); }
    header, main, footer { padding-left: 16px; padding-right: 16px; }
  }
  @media (max-width: 900px) {
    .panels { grid-template-columns: minmax(0, 1fr); }
    header, main, footer { padding-left: 12px; padding-right: 12px; }
    yongquan-list { order: -1; }
    yongquan-facet { max-height: 480px; }
  }
`;
