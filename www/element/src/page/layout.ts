/** Where the parts of the page stand. */
import { css } from "lit";

export const layout = css`
  :host { display: flex; flex-direction: column; min-height: 100vh; }
  header {
    display: flex; flex-wrap: wrap; align-items: center; gap: 4px 20px; padding: 6px 24px; background: var(--yq-surface);
    border-bottom: 1px solid var(--yq-hairline);
  }
  .title { margin: 0; font-size: 1.125rem; font-weight: 700; color: var(--yq-accent); }
  .facts { display: flex; flex-wrap: wrap; gap: 0 20px; }
  .actions { display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; margin-left: auto; }
  .operator { margin-right: 8px; overflow-wrap: anywhere; }
  @media (max-width: 1400px) { header { column-gap: 14px; } .actions { column-gap: 4px; } }
  .begin { padding: 48px 24px; text-align: center; }
  /* On a wide screen the panels scroll by themselves, so that the number never leaves it. Type that leaves them no room scrolls the page. */
  @media (min-width: 901px) and (min-height: 640px) {
    :host { height: 100vh; min-height: max-content; }
  }
  @media (min-width: 901px) and (max-width: 1100px) {
    header { padding-left: 16px; padding-right: 16px; column-gap: 14px; }
    .facts { column-gap: 14px; }
    .actions { column-gap: 2px; }
    .actions > button { padding: 0 9px; }
  }
  /* The number says both, larger. */
  @media (max-width: 1100px) { .beside-count { display: none; } }
  @media (max-width: 900px) {
    header { padding-left: 12px; padding-right: 12px; }
  }
  @media (max-width: 600px) {
    .actions { width: 100%; }
    .operator { width: 100%; }
    .actions > .plain { padding: 0 8px; }
    .lock { margin-left: auto; }
    .wall { display: none; }
  }
`;
