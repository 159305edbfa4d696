// The one case list, asked of the engine as WebAssembly.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { initSync } from "yongquan/engine";
import { checkCase } from "./ask.ts";
import { loadCases } from "./cases.ts";

const folder = inject("sealedFolder");

beforeAll(() => {
  const wasm = createRequire(import.meta.url).resolve(`yongquan/yongquan-${inject("engine")}.wasm`);
  initSync({ module: readFileSync(wasm) });
});

const cases = loadCases();

test("the case list is there", () => {
  expect([...cases.values()].flat().length).toBeGreaterThan(100);
});

for (const [file, list] of cases) {
  describe(file, () => {
    for (const one of list) {
      test(one.name, () => checkCase(one, folder));
    }
  });
}
