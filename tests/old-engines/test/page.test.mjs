// The page in each browser and in each way of opening it. What came of it is written down for the README's table.
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { BROWSERS, WORK, start } from "../browsers.mjs";
import { Outside } from "../outside.mjs";
import { SCREENS, visit } from "../visit.mjs";
import { Visitor } from "../visitor.mjs";
import { WAYS, serve } from "../ways.mjs";

const PICTURES = join(WORK, "pictures");
const RESULTS = join(WORK, "page.jsonl");

let server;
before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  rmSync(RESULTS, { force: true });
  server = await serve();
});
after(() => server.stop());

/** Which of the engines the page fetched; nothing where it carries them in itself. */
function wasmAmong(asked) {
  const fetched = asked.map((url) => /\/yongquan-(baseline|simd)\b[^/]*\.wasm$/.exec(url)?.[1]).filter((build) => build !== undefined);
  assert.ok(new Set(fetched).size <= 1, `one engine is enough: ${fetched}`);
  return fetched[0];
}

for (const browser of BROWSERS) {
  describe(browser.name, () => {
    const outside = new Outside();
    let running;
    before(async () => {
      running = await start(browser, outside);
    });
    after(async () => {
      await running?.close();
      outside.stop();
    });

    for (const way of WAYS) {
      test(`${browser.name}, opened by ${way.name}: unlock, 74 of 8,812, narrow, lock`, async () => {
        const visitor = await Visitor.in(running, SCREENS[0]);
        const name = `${browser.packed ?? "current"}-${way.name}`;
        const pictureOf = (what) => join(PICTURES, `${name}-${what}.png`);
        const url = way.url(server.port);
        let answer;
        try {
          await visitor.open(url);
          await way.begin(visitor);
          answer = await visit(visitor, pictureOf, way === WAYS[0]);
        } catch (error) {
          await visitor.picture(pictureOf("failure"));
          throw error;
        }
        visitor.expectNothingWrong(url);
        assert.deepEqual(outside.asked, []);
        const result = { engine: browser.name, way: way.name, wasm: wasmAmong(visitor.asked) ?? null, ...answer };
        appendFileSync(RESULTS, `${JSON.stringify(result)}\n`);
      });
    }
  });
}
