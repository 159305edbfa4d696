import { defineConfig } from "vitest/config";
import { contract } from "./contract.mjs";

/** The workers are given by the tests, so their bundled text is not needed. */
const noWorkers = {
  name: "no-workers",
  enforce: "pre",
  resolveId: (id) => (id.startsWith("virtual:") ? `\0${id}` : null),
  load: (id) => (id.startsWith("\0virtual:") ? "export default '';" : null),
};

export default defineConfig({ plugins: [contract, noWorkers], test: { include: ["test/**/*.test.ts"], environment: "node" } });
