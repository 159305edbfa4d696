/** What the page says in English around the open page. */
import type { frame as inChinese } from "../zh/frame.js";

export const frame: typeof inChinese = {
  footer: {
    snapshot: (seq) => `Snapshot ${seq}`,
    verified: "signature checked ✓",
    offline: "data stays on this computer",
    highest: (seq) => `newest here ${seq}`,
    idle: (minutes) => `locks after ${minutes} minutes without use`,
  },
  header: {
    help: "Help",
    operator: (name) => `On duty: ${name}`,
  },
  appearance: {
    button: "Display",
    heading: "How the page looks",
    theme: "Colours",
    themes: {
      system: "As the system",
      light: "Light",
      dark: "Dark",
      "contrast-light": "High contrast, black on white",
      "contrast-dark": "High contrast, white on black",
    },
    size: "Size of type",
    sizes: { normal: "Normal", large: "Large", larger: "Very large" },
  },
  idleHint: {
    soon: "Nobody was here for a while. This page locks in",
    seconds: (count) => `${count} s`,
    stay: "Move the mouse, touch the screen or press a key to go on.",
  },
};
