/**
 * Colours of the page, from which every theme is made. Text stands on its ground with a contrast of 7:1 or more, lines of controls and bars
 * with 3:1; a test computes it for every palette.
 *
 * Each colour is a custom property of the element, `--yq-` and its name in kebab case, so a page around it can set its own:
 * `yongquan-kiosk { --yq-accent: #123c7a; }`. Who does so answers for the contrast. README.md of the package lists them.
 *
 * The accent is the teal of deep spring water.
 */

/** One set of colours, each in six hexadecimal digits. */
export interface Palette {
  /** Ground of the page. */
  readonly page: string;
  /** Ground of panels, fields and buttons. */
  readonly surface: string;
  readonly text: string;
  /** Text that is read second. */
  readonly quiet: string;
  /** Borders of what can be operated. */
  readonly line: string;
  /** Lines that only part. */
  readonly hairline: string;
  /** What is asked for first: the number, the main button, the focus. */
  readonly accent: string;
  /** Text on the accent. */
  readonly onAccent: string;
  /** Ground of conditions and of the row under the pointer. */
  readonly tint: string;
  /** Bars of facets and charts. */
  readonly bar: string;
  readonly warning: string;
  /** Ground of warnings. */
  readonly warningTint: string;
  readonly danger: string;
  /** Ground of errors. */
  readonly dangerTint: string;
}

const LIGHT: Palette = {
  page: "#f4f8f8",
  surface: "#ffffff",
  text: "#12252a",
  quiet: "#3a4f54",
  line: "#71888d",
  hairline: "#d3dfe0",
  accent: "#0a5260",
  onAccent: "#ffffff",
  tint: "#e2f0f1",
  bar: "#4b939e",
  warning: "#6b3a00",
  warningTint: "#fff1d9",
  danger: "#8a1616",
  dangerTint: "#fdebe9",
};

const DARK: Palette = {
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

/** For eyes that need more: black on white, and every line is seen. */
const CONTRAST_LIGHT: Palette = {
  page: "#ffffff",
  surface: "#ffffff",
  text: "#000000",
  quiet: "#1a1a1a",
  line: "#000000",
  hairline: "#6b6b6b",
  accent: "#003843",
  onAccent: "#ffffff",
  tint: "#e4f4f6",
  bar: "#004d5b",
  warning: "#4a2600",
  warningTint: "#fff8ea",
  danger: "#6b0000",
  dangerTint: "#fff2f1",
};

const CONTRAST_DARK: Palette = {
  page: "#000000",
  surface: "#000000",
  text: "#ffffff",
  quiet: "#f0f0f0",
  line: "#ffffff",
  hairline: "#8c8c8c",
  accent: "#9df1fb",
  onAccent: "#000000",
  tint: "#0b2b31",
  bar: "#5fd0de",
  warning: "#ffd98a",
  warningTint: "#241800",
  danger: "#ffccc7",
  dangerTint: "#2b0705",
};

/** The palettes by name. */
export const PALETTES = { light: LIGHT, dark: DARK, "contrast-light": CONTRAST_LIGHT, "contrast-dark": CONTRAST_DARK } as const;

/** Name of a palette. */
export type PaletteName = keyof typeof PALETTES;

/** Where the system forces its own colours on every page, they are named by what they are for. */
export const FORCED: Palette = {
  page: "Canvas",
  surface: "Canvas",
  text: "CanvasText",
  quiet: "CanvasText",
  line: "CanvasText",
  hairline: "CanvasText",
  accent: "LinkText",
  onAccent: "Canvas",
  tint: "Canvas",
  bar: "Highlight",
  warning: "CanvasText",
  warningTint: "Canvas",
  danger: "CanvasText",
  dangerTint: "Canvas",
};
