/** The first load: how much comes over the line, and what Lighthouse says of it. */
import { brotliCompressSync } from "node:zlib";
import { rate } from "../../scripts/lib/lighthouse.mjs";
import { expect, test } from "./kiosk.js";

/** What the first unlock screen may take, compressed as hosts do, in kilobytes of a thousand bytes: with the engine, and without. */
const MAX_KB = 420;
const MAX_KB_WITHOUT_ENGINE = 120;
const BYTES_PER_KB = 1_000;
/** The least that Lighthouse may say, of 100. */
const MIN_SCORE = 95;

test("the unlock screen is light", async ({ kiosk, page }) => {
  const loaded = new Map<string, number>();
  page.on("response", (response) => {
    // Workers come from texts within the page's script, not over the line.
    if (response.url().startsWith("blob:")) return;
    void response.body().then(
      (body) => loaded.set(new URL(response.url()).pathname, brotliCompressSync(body).length / BYTES_PER_KB),
      // A response without a body, such as one that says that nothing has changed, brings nothing over the line.
      () => undefined,
    );
  });
  await kiosk.visit();
  await kiosk.get("manifest").waitFor();
  await page.waitForLoadState("networkidle");
  const sum = (isWanted: (path: string) => boolean): number =>
    [...loaded].filter(([path]) => path !== "/demo.yqs" && isWanted(path)).reduce((all, [, size]) => all + size, 0);
  const parts = [...loaded].map(([path, size]) => `${path} ${size.toFixed(1)}`).join(", ");
  expect([...loaded.keys()].filter((path) => path.endsWith(".wasm")), parts).toHaveLength(1);
  expect(sum((path) => !path.endsWith(".wasm")), parts).toBeGreaterThan(20);
  expect(sum((path) => !path.endsWith(".wasm")), parts).toBeLessThanOrEqual(MAX_KB_WITHOUT_ENGINE);
  expect(sum(() => true), parts).toBeLessThanOrEqual(MAX_KB);
});

test("Lighthouse finds nothing amiss in accessibility and best practices", async ({ site }) => {
  const rated = await rate(site, process.env["YONGQUAN_CHROMIUM"] ?? "/usr/bin/chromium", ["accessibility", "best-practices"]);
  for (const [category, { score, short }] of Object.entries(rated)) expect(score, `${category}: ${short.join("; ")}`).toBeGreaterThanOrEqual(MIN_SCORE);
});
