import { readFileSync } from "node:fs";
import { defineConfig } from "vite";
import { TARGET } from "./build/target.mjs";

/** Puts the licences of what the page contains beside it. */
const licences = {
  name: "licences",
  generateBundle() {
    const source = readFileSync(new URL("../element/dist/THIRD-PARTY-LICENSES.txt", import.meta.url), "utf8");
    this.emitFile({ type: "asset", fileName: "THIRD-PARTY-LICENSES.txt", source });
  },
};

export default defineConfig({
  // Relative addresses: the page may lie in any folder of a host.
  base: "./",
  plugins: [licences],
  build: {
    target: TARGET,
    cssTarget: TARGET,
    // Inlined files would need a wider content security policy.
    assetsInlineLimit: 0,
    // The polyfill is for browsers below our oldest one, and is an inline script.
    modulePreload: { polyfill: false },
  },
});
