/** The look of a quiet bar across the page. */
import { css } from "lit";

export const bar = css`
  .bar { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 6px 24px; background: var(--yq-tint); }
  @media (max-width: 900px) { .bar { padding: 6px 12px; } }
  .bar > :first-child { flex: 1; min-width: 220px; }
`;
