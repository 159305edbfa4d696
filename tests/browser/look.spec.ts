/** Facet, list, language, lock, and the sizes of screens. */
import type { Locator } from "@playwright/test";
import type { Kiosk } from "./kiosk.js";
import { POPULATION, PURPOSE, QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";

/** Values of one facet. */
const valuesOf = (kiosk: Kiosk, field: string): Locator => kiosk.page.locator(`[data-testid=facet][data-field=${field}]`).getByTestId("facet-value");
const countsOf = async (values: Locator): Promise<number[]> => values.evaluateAll((all) => all.map((value) => Number(value.getAttribute("data-count"))));
const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);

test("a facet narrows, and its counts agree with the answer", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("facet-all").first().click();
  const values = valuesOf(kiosk, "grid_code");
  const before = await countsOf(values);
  expect(sum(before)).toBe(WOMEN_OF_80);
  const largest = Math.max(...before);
  const place = before.indexOf(largest);
  await values.nth(place).click();
  await kiosk.expectCount(largest);
  await expect(values.nth(place)).toHaveAttribute("aria-pressed", "true");
  // The panel's own condition does not restrict its own counts, but those of the others.
  expect(await countsOf(values)).toEqual(before);
  expect(sum(await countsOf(valuesOf(kiosk, "sex")))).toBe(largest);
  await values.nth(place).click();
  await kiosk.expectCount(WOMEN_OF_80);
});

test("a facet shows the fullest values first, all of them in the order of the catalogue, and what has an order keeps it", async ({ kiosk }) => {
  await kiosk.begin();
  const grids = valuesOf(kiosk, "grid_code");
  const isLargestFirst = (counts: readonly number[]): boolean => counts.every((count, place) => place === 0 || count <= (counts[place - 1] ?? 0));
  const main = (await countsOf(grids)).slice(0, -1);
  expect(main).toHaveLength(8);
  expect(isLargestFirst(main)).toBe(true);
  await kiosk.get("facet-all").first().click();
  await expect(grids).toHaveCount(24);
  const codes = await grids.evaluateAll((all) => all.slice(0, -1).map((value) => value.getAttribute("data-value") ?? ""));
  expect(codes).toEqual([...codes].sort());
  const all = await countsOf(grids);
  expect(Math.max(...all)).toBe(main[0]);
  // Ages are numbers, and say more in their own order.
  await kiosk.ask("");
  await kiosk.expectCount(POPULATION);
  const field = kiosk.page.locator("yongquan-facets").getByTestId("field");
  await field.click();
  await field.fill("age");
  await kiosk.page.getByRole("option").filter({ hasText: /^\s*年龄\s*age\s*$/ }).click();
  const ages = valuesOf(kiosk, "age");
  await expect(ages).toHaveCount(9);
  const shown = await ages.evaluateAll((values) => values.slice(0, -1).map((value) => Number(value.getAttribute("data-value"))));
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(isLargestFirst((await countsOf(ages)).slice(0, -1))).toBe(false);
});

test("several facets stand under each other; one is unfolded, folded, and gone through by arrow keys", async ({ kiosk, page }) => {
  await kiosk.begin();
  await expect(kiosk.get("facet")).toHaveCount(3);
  const fold = page.locator("[data-testid=facet-fold][data-field=education_level]");
  await fold.focus();
  await page.keyboard.press("Enter");
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  const values = valuesOf(kiosk, "education_level");
  await expect(values.first()).toBeVisible();
  expect(await values.last().getAttribute("data-value")).toBe("");
  await page.keyboard.press("ArrowDown");
  await expect(values.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await kiosk.expectCount(Number(await values.first().getAttribute("data-count")));
  await page.keyboard.press("ArrowUp");
  await expect(fold).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(values).toHaveCount(0);
});

test("another field's facet is chosen from the list of all", async ({ kiosk }) => {
  await kiosk.begin();
  const field = kiosk.page.locator("yongquan-facets").getByTestId("field");
  await field.click();
  await field.fill("marital");
  await field.press("Enter");
  await expect(valuesOf(kiosk, "marital_status").first()).toBeVisible();
  await expect(kiosk.page.getByRole("list", { name: "婚姻状况" })).toBeVisible();
  expect(sum(await countsOf(valuesOf(kiosk, "marital_status")))).toBe(WOMEN_OF_80);
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
    // Before the list on a small screen, which is reached by scrolling.
    await expect(kiosk.get("count")).toBeInViewport();
    await kiosk.lookFor();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    for (const testId of ["question", "lock", "language", "count", "list"]) await expect(kiosk.get(testId)).toBeVisible();
    for (const testId of ["lock", "language", "columns", "sorting", "build"]) {
      const box = await kiosk.get(testId).boundingBox();
      expect(box?.height ?? 0, testId).toBeGreaterThanOrEqual(44);
    }
  });
}

test("on a kiosk a card beside the list folds the facets into a rail at their place, and they come back from it", async ({ kiosk, page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await kiosk.begin();
  await kiosk.lookFor();
  const facets = page.locator("yongquan-facets");
  const rail = kiosk.get("facets-unfold");
  await expect(facets).toBeVisible();
  await expect(rail).toBeHidden();
  await kiosk.get("list").focus();
  await page.keyboard.press("Enter");
  await kiosk.get("card").waitFor();
  await expect(facets).toBeHidden();
  const list = await kiosk.get("list-scroll").boundingBox();
  const card = await kiosk.get("card").boundingBox();
  expect(list?.width ?? 0, "name, age, sex, grid and building are seen").toBeGreaterThan(460);
  expect((list?.x ?? 0) + (list?.width ?? 0), "beside, not under").toBeLessThanOrEqual((card?.x ?? 0) + 1);
  await rail.focus();
  await page.keyboard.press("Enter");
  await expect(rail).toHaveAttribute("aria-expanded", "true");
  await expect(facets).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(facets.getByTestId("field"), "what comes back is next by key").toBeFocused();
  await kiosk.get("card-close").click();
  await expect(rail).toBeHidden();
  await expect(facets).toBeVisible();
});

for (const [width, height] of [[1366, 768], [1024, 768], [390, 844]] as const) {
  test(`at ${width}×${height} what is done with the conditions stands in one line, and each of it can be reached`, async ({ kiosk, page }) => {
    await page.setViewportSize({ width, height });
    await kiosk.begin();
    const isFolded = width < 1366;
    const tops: number[] = [];
    for (const testId of ["build", "build-whole", "clear", "undo", "redo", ...(isFolded ? ["saved-more"] : ["saved-name", "saved-list", "saved-link"])]) {
      const box = await kiosk.get(testId).boundingBox();
      tops.push((box?.y ?? 0) + (box?.height ?? 0) / 2);
    }
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(8);
    if (isFolded) {
      await kiosk.get("saved-more").focus();
      await page.keyboard.press("Enter");
      await expect(kiosk.get("saved-name")).toBeFocused();
    }
    await kiosk.get("saved-name").click();
    await kiosk.get("save-name").fill("八十岁以上的妇女");
    await page.keyboard.press("Enter");
    await expect(kiosk.get("saved-question")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(kiosk.get("saved-panel")).toHaveCount(0);
  });
}

test("nothing moves when a question is answered", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  await kiosk.lookFor();
  const parts = ["undo", "saved-name", "population", "facet", "tab-list", "columns", "print", "list", "range"];
  const places = async (): Promise<readonly string[]> => {
    const all: string[] = [];
    for (const testId of parts) {
      const box = await kiosk.get(testId).first().boundingBox();
      all.push(`${testId} ${String(box?.x)} ${String(box?.y)}`);
    }
    return all;
  };
  const before = await places();
  for (const [question, count] of [[QUESTION, WOMEN_OF_80], ["", POPULATION]] as const) {
    await kiosk.ask(question);
    await kiosk.expectCount(count);
    await kiosk.get("list").waitFor();
    expect(await places(), question).toEqual(before);
  }
  // What is done with a list waits beside it while the next question is typed.
  await kiosk.get("question").fill(QUESTION);
  await expect(kiosk.get("draft")).toBeVisible();
  await expect(kiosk.get("columns")).toBeVisible();
  await expect(kiosk.get("print")).toBeDisabled();
});

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
