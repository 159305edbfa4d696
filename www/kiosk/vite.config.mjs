import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses: the page may lie in any folder of a host.
  base: "./",
  build: {
    // The oldest browser that offices run; see DESIGN.md.
    target: "chrome86",
    cssTarget: "chrome86",
    // Inlined files would need a wider content security policy.
    assetsInlineLimit: 0,
    // The polyfill is for browsers below our oldest one, and is an inline script.
    modulePreload: { polyfill: false },
  },
});
