import { defineConfig } from "vitest/config";

/** The case list runs on each of the engines that scripts/build makes. */
const engine = (name: string) => ({ extends: true as const, test: { name, provide: { engine: name } } });

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    environment: "node",
    globalSetup: ["test/seal.ts"],
    projects: [engine("baseline"), engine("simd")],
  },
});
