import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    globalSetup: ["../wasm/test/seal.ts"],
    // An old engine runs the whole list in one go, before the first test is reported.
    hookTimeout: 120_000,
  },
});
