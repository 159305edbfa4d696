/**
 * Colours of the page. Text stands on its ground with a contrast of 7:1 or more, lines of controls with 3:1; a test computes it.
 *
 * The accent is the teal of deep spring water.
 */

/** One set of colours. */
export interface Palette {
  readonly page: string;
  readonly surface: string;
  readonly text: string;
  /** Text that is read second. */
  readonly quiet: string;
  /** Borders of what can be operated. */
  readonly line: string;
  /** Lines that only part. */
  readonly hairline: string;
  readonly accent: string;
  readonly onAccent: string;
  /** Ground of conditions and of the row under the pointer. */
  readonly tint: string;
  readonly bar: string;
  readonly warning: string;
  readonly warningTint: string;
  readonly danger: string;
  readonly dangerTint: string;
}

export const LIGHT: Palette = {
  page: "#f4f8f8",
  surface: "#ffffff",
  text: "#12252a",
  quiet: "#3a4f54",
  line: "#71888d",
  hairline: "#d3dfe0",
  accent: "#0a5260",
  onAccent: "#ffffff",
  tint: "#e2f0f1",
  bar: "#5ba3ad",
  warning: "#6b3a00",
  warningTint: "#fff1d9",
  danger: "#8a1616",
  dangerTint: "#fdebe9",
};

export const DARK: Palette = {
  page: "#0c1618",
  surface: "#122023",
  text: "#e9f2f2",
  quiet: "#b9cacc",
  line: "#71898d",
  hairline: "#2a3d41",
  accent: "#86dae2",
  onAccent: "#05262b",
  tint: "#16343a",
  bar: "#2f7b87",
  warning: "#ffcb7d",
  warningTint: "#33250d",
  danger: "#ffb9b1",
  dangerTint: "#3a1917",
};
