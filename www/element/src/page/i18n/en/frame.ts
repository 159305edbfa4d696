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
};
