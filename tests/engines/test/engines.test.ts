// The case list on the V8 of old browsers: what Chromium 86, 92 and 103 compute must be what the current engine computes.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { loadCases } from "../../wasm/test/cases.ts";
import type { Line } from "./lines.ts";

/** Programs of tests/old-engines by their V8, and the build that the page has to choose on it: the browsers of that version have the same. */
const OLD_ENGINES = [
  { node: "node-15", v8: "8.6", suitable: "baseline" },
  { node: "node-16", v8: "9.2", suitable: "simd" },
  { node: "node-18", v8: "10.2", suitable: "simd" },
] as const;
const BUILDS = ["baseline", "simd"] as const;
/** The oldest Node among them; what is bundled must not be newer. */
const TARGET = "node15";

const here = import.meta.dirname;
const programs = join(here, "../../old-engines/node_modules");
const cases = [...loadCases()].flatMap(([file, list]) => list.map((one) => ({ ...one, name: `${file}: ${one.name}` })));
const folder = mkdtempSync(join(tmpdir(), "yongquan-engines-"));
const casesFile = join(folder, "cases.json");

/** Runs the list on an old engine. Its own messages are shown: they say why there are no lines. */
function run(node: string, wasm: string): Line[] {
  const file = createRequire(import.meta.url).resolve(`yongquan/yongquan-${wasm}.wasm`);
  const program = join(programs, node, "bin/node");
  const printed = execFileSync(program, [join(folder, "runner.js"), file, inject("sealedFolder"), casesFile], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 64 << 20,
  });
  return printed.trimEnd().split("\n").map((line) => JSON.parse(line) as Line);
}

beforeAll(async () => {
  writeFileSync(casesFile, JSON.stringify(cases));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await build({
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: { ssr: join(here, "runner.ts"), target: TARGET, outDir: folder, emptyOutDir: false },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the case list is there", () => {
  expect(cases.length).toBeGreaterThan(100);
});

for (const engine of OLD_ENGINES) {
  for (const wasm of BUILDS) {
    const mustRun = wasm === "baseline" || engine.suitable === wasm;
    describe(`${wasm} on V8 ${engine.v8}`, () => {
      let lines: Line[] = [];
      beforeAll(() => {
        lines = run(engine.node, wasm);
      });

      test(mustRun ? "is accepted" : "is refused, and the page would not have chosen it", () => {
        const [about] = lines;
        const v8 = expect.stringMatching(`^${engine.v8.replace(".", "\\.")}\\.`);
        expect(about).toEqual({ kind: "engine", v8, suitable: engine.suitable, isAccepted: mustRun });
      });

      if (!mustRun) return;
      test("answers every case", () => {
        expect(lines.filter(({ kind }) => kind === "case")).toHaveLength(cases.length);
      });
      for (const [place, { name }] of cases.entries()) {
        test(name, () => {
          const line = lines.find((each) => each.kind === "case" && each.place === place);
          expect(line).toEqual({ kind: "case", place });
        });
      }
    });
  }
}
