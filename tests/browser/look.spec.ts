/** Facet, list, language, lock, and the sizes of screens. */
import { POPULATION, PURPOSE, QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";

test("a facet narrows, and its counts agree with the answer", async ({ kiosk }) => {
  await kiosk.begin();
  const values = kiosk.get("facet-value");
  const counts = async (): Promise<number[]> => values.evaluateAll((all) => all.map((value) => Number(value.getAttribute("data-count"))));
  const before = await counts();
  expect(before.reduce((sum, count) => sum + count, 0)).toBe(WOMEN_OF_80);
  const largest = Math.max(...before);
  const place = before.indexOf(largest);
  await values.nth(place).click();
  await kiosk.expectCount(largest);
  await expect(values.nth(place)).toHaveAttribute("aria-pressed", "true");
  // The panel's own condition does not restrict its own counts.
  expect(await counts()).toEqual(before);
  await values.nth(place).click();
  await kiosk.expectCount(WOMEN_OF_80);
});

test("another field's facet is chosen from the list of all", async ({ kiosk }) => {
  await kiosk.begin();
  const field = kiosk.page.locator("yongquan-facet").getByTestId("field");
  await field.click();
  await field.fill("marital");
  await field.press("Enter");
  await expect(kiosk.page.locator("yongquan-facet").getByRole("list")).toHaveAttribute("aria-label", "婚姻状况");
  const counts = await kiosk.get("facet-value").evaluateAll((all) => all.map((value) => Number(value.getAttribute("data-count"))));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(WOMEN_OF_80);
});

test("the list has pages, sizes and an order, and is masked", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.lookFor();
  const list = kiosk.get("list");
  const rows = list.locator("tbody tr");
  await expect(rows).toHaveCount(20);
  const firstPage = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-row")));
  await kiosk.get("next").click();
  await expect(kiosk.get("range")).toContainText("第 21–40 条");
  const secondPage = await rows.evaluateAll((all) => all.map((row) => row.getAttribute("data-row")));
  expect(firstPage.filter((row) => secondPage.includes(row))).toEqual([]);
  await kiosk.get("size").selectOption("100");
  await expect(rows).toHaveCount(WOMEN_OF_80);
  await expect(kiosk.get("next")).toBeDisabled();

  const ages = async (): Promise<number[]> => (await list.locator("tbody td:nth-child(2)").allTextContents()).map(Number);
  await list.getByRole("button", { name: "年龄" }).click();
  await expect(list.locator("th").nth(1)).toHaveAttribute("aria-sort", "ascending");
  const ascending = await ages();
  expect(ascending).toEqual([...ascending].sort((a, b) => a - b));
  expect(ascending[0]).toBe(80);
  await list.getByRole("button", { name: "年龄" }).click();
  await expect(list.locator("th").nth(1)).toHaveAttribute("aria-sort", "descending");
  expect(await ages()).toEqual([...ascending].reverse());

  for (const person of await list.locator("tbody td:first-child").allTextContents()) expect(person).toMatch(/\*/);
  expect(await kiosk.everythingInTheDocument()).not.toMatch(/1[3-9]\d{9}|5[1-9]\d{15}[\dX]/);
});

test("the language changes everything at once, and back", async ({ kiosk, page }) => {
  await kiosk.begin();
  await kiosk.get("language").click();
  await expect(kiosk.get("population")).toHaveText("of 8,812 people");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await kiosk.expectCount(WOMEN_OF_80);
  await kiosk.get("language").click();
  await expect(kiosk.get("population")).toHaveText("共 8,812 人");
});

test.describe("locking", () => {
  test("leaves nothing in the document, the address, the title or the storage", async ({ kiosk, page }) => {
    await kiosk.begin();
    await kiosk.lookFor();
    const shown = await kiosk.get("list").locator("tbody td:first-child").first().textContent();
    expect(page.workers()).toHaveLength(1);
    await page.keyboard.press("Alt+l");
    await expect(kiosk.get("locked")).toBeVisible();
    await expect(kiosk.get("question")).toHaveCount(0);
    const left = await kiosk.everythingButChance();
    for (const secret of [QUESTION, PURPOSE, String(shown), "74", "8,812"]) expect(left).not.toContain(secret);
    expect(new URL(page.url()).search + new URL(page.url()).hash).toBe("");
    const stored = await page.evaluate(async () => [sessionStorage.length, (await indexedDB.databases()).map(({ name }) => name), (await caches.keys()).length]);
    expect(stored).toEqual([0, ["yongquan.log"], 0]);
    // What is kept is which snapshot was opened when, and the mark of the log: nothing of what is in either.
    const kept = await page.evaluate(() => Object.entries(localStorage).map(([name, value]) => [name.split(":")[0], value]));
    expect(kept.filter(([name]) => name !== "yongquan.tour").sort()).toEqual([
      ["yongquan.mark", expect.stringMatching(/^\{"log":"[0-9a-f]{32}","mark":"\d+:[0-9a-f]{24}"\}$/)],
      ["yongquan.seen", expect.stringMatching(/^\{"seq":\d+,"clock":\d+\}$/)],
    ]);
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
    await expect(kiosk.get("condition")).toHaveCount(0);
  });

  test("comes by itself when nobody has been there for three minutes", async ({ kiosk, page }) => {
    await page.clock.install();
    await kiosk.begin();
    await page.clock.fastForward(179_000);
    await expect(kiosk.get("question")).toBeVisible();
    await page.clock.fastForward(2_000);
    await expect(kiosk.get("locked")).toContainText("长时间无操作");
    await expect(kiosk.get("count")).toHaveCount(0);
  });
});

for (const [width, height] of [[1366, 768], [1024, 768], [390, 844]] as const) {
  test(`at ${width}×${height} nothing is cut off and everything can be touched`, async ({ kiosk, page }) => {
    await page.setViewportSize({ width, height });
    await kiosk.begin();
    await kiosk.lookFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    for (const testId of ["question", "lock", "language", "count", "next"]) await expect(kiosk.get(testId)).toBeVisible();
    for (const testId of ["lock", "language", "next", "build"]) {
      const box = await kiosk.get(testId).boundingBox();
      expect(box?.height ?? 0, testId).toBeGreaterThanOrEqual(44);
    }
    await expect(kiosk.get("count")).toBeInViewport();
  });
}

test("a second element on the page does no harm", async ({ kiosk, page }) => {
  await kiosk.begin();
  await page.evaluate(() => document.body.append(document.createElement("yongquan-kiosk")));
  await expect(page.locator("yongquan-kiosk")).toHaveCount(2);
  await kiosk.expectCount(WOMEN_OF_80);
});

test("the page says its version and commit, before it is open and after, in both languages", async ({ kiosk }) => {
  await kiosk.visit();
  const version = kiosk.get("version");
  await expect(version).toHaveText(/^版本 \d+\.\d+\.\d+ · (?:[0-9a-f]{7}|未提交 uncommitted|提交不详 commit unknown)$/);
  const said = await version.textContent();
  await kiosk.unlock();
  await expect(version).toHaveText(said ?? "");
  await kiosk.get("language").click();
  await expect(version).toHaveText(/^Version \d+\.\d+\.\d+ · (?:[0-9a-f]{7}|uncommitted|commit unknown)$/);
});
