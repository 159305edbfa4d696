/** The looks at a selection: charts and the tables behind them, the cross-tab, what is missing, comparisons, the wall screen. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { POPULATION, QUESTION, SITE, WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { onStick, singleFile } from "./single-file.js";

const CHARTS = /yongquan-charts[^/]*\.js$/;

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
const countsOf = async (cells: Locator): Promise<number[]> => cells.evaluateAll((all) => all.map((cell) => Number(cell.getAttribute("data-count"))));

/** Counts of the body of a table, row by row. */
async function bodyOf(table: Locator): Promise<number[][]> {
  return table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => Array.from(row.querySelectorAll("td[data-count]"), (cell) => Number(cell.getAttribute("data-count")))));
}

async function drawn(kiosk: Kiosk, kind: string): Promise<Locator> {
  const chart = kiosk.page.locator(`[data-testid=chart][data-kind=${kind}][data-drawn=yes]`);
  await expect(chart.locator("svg")).toBeVisible();
  return chart;
}

async function pick(kiosk: Kiosk, look: string, field: string): Promise<void> {
  const picker = kiosk.page.locator(look).getByTestId("field");
  await picker.click();
  await picker.fill(field);
  await kiosk.page.locator(`${look} [role=option][data-field="${field}"]`).click();
}

/** Tabs until something has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let step = 0; step < 120; step += 1) {
    if (await target.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("the focus did not come there");
}

test("the looks are tabs over one selection, by arrow keys too, and the list stays where it was", async ({ kiosk, page }) => {
  await kiosk.begin();
  await kiosk.lookFor();
  const scrolled = kiosk.get("list-scroll");
  await scrolled.evaluate((element) => element.scrollTo(0, 900));
  await expect(kiosk.get("range")).not.toContainText("第 1–");
  const range = await kiosk.get("range").textContent();
  // A short list ends before that.
  const top = await scrolled.evaluate((element) => element.scrollTop);
  expect(top).toBeGreaterThan(0);
  await kiosk.get("tab-list").focus();
  for (const tab of ["charts", "cross", "compare", "coverage"]) {
    await page.keyboard.press("ArrowRight");
    await expect(kiosk.get(`tab-${tab}`)).toBeFocused();
    await expect(kiosk.get(`tab-${tab}`)).toHaveAttribute("aria-selected", "true");
    await expect(page.getByRole("tabpanel")).toHaveCount(1);
    await kiosk.expectCount(WOMEN_OF_80);
  }
  await page.keyboard.press("ArrowRight");
  await expect(kiosk.get("tab-list")).toBeFocused();
  await expect(kiosk.get("range")).toHaveText(range ?? "");
  await expect.poll(() => scrolled.evaluate((element) => element.scrollTop)).toBe(top);
});

test("what draws charts is fetched when the first chart is shown, and not before", async ({ kiosk, page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await kiosk.begin();
  await kiosk.get("tab-cross").click();
  await expect(kiosk.get("cross-table")).toBeVisible();
  expect(asked.filter((url) => CHARTS.test(url))).toEqual([]);
  await kiosk.get("tab-charts").click();
  await drawn(kiosk, "pyramid");
  expect(asked.filter((url) => CHARTS.test(url))).toHaveLength(1);
});

test("the pyramid of everybody is seen whole on the office's screen", async ({ kiosk, page }) => {
  await page.setViewportSize({ width: 1366, height: 768 });
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("tab-charts").click();
  const pyramid = await drawn(kiosk, "pyramid");
  const room = pyramid.locator("..");
  await expect.poll(() => room.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBeLessThanOrEqual(0);
  await expect(pyramid.getByText("0–4", { exact: true })).toBeInViewport({ ratio: 1 });
});

test.describe("without what draws charts", () => {
  test.use({ tolerated: [/Failed to load resource/] });
  test("the table is shown, with what to do", async ({ kiosk, page }) => {
    await page.route(CHARTS, (route) => route.fulfill({ status: 404 }));
    await kiosk.begin();
    await kiosk.get("tab-charts").click();
    await expect(page.locator("[data-code='page.charts_failed']")).toBeVisible();
    expect(sum((await bodyOf(kiosk.get("figure-table"))).map((row) => row[1] ?? 0))).toBe(WOMEN_OF_80);
  });
});

test("the pyramid counts men and women by five years of age; a cell of its table narrows to those people", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("tab-charts").click();
  await drawn(kiosk, "pyramid");
  await kiosk.get("as-table").click();
  const table = kiosk.get("figure-table");
  await expect(table.locator("thead")).toContainText("男性女性");
  const rows = await bodyOf(table);
  expect(sum(rows.map(sum))).toBe(POPULATION);
  // 80 to 99, women: the first question.
  expect(sum(rows.slice(16).map((row) => row[1] ?? 0))).toBe(WOMEN_OF_80);
  const men = rows[3]?.[0] ?? 0;
  await table.getByRole("row", { name: /^15–19/ }).getByTestId("figure-cell").first().click();
  await kiosk.expectCount(men);
  await expect(kiosk.get("condition")).toHaveCount(2);
  await kiosk.get("undo").click();
  await kiosk.expectCount(POPULATION);
  await kiosk.ask("15岁以上 19岁以下 男");
  await kiosk.expectCount(men);
});

test("bars say what the facet says, in the chart and in its table; a bar narrows", async ({ kiosk, page }) => {
  await kiosk.begin();
  await kiosk.get("facet-all").first().click();
  const facet = await countsOf(page.locator("[data-testid=facet][data-field=grid_code]").getByTestId("facet-value"));
  await kiosk.get("tab-charts").click();
  await kiosk.get("chart-bars").click();
  const chart = await drawn(kiosk, "bars");
  await expect(chart).toHaveAttribute("aria-label", /网格编码，共 74 人/);
  const table = kiosk.get("figure-table");
  expect((await bodyOf(table)).map(([count]) => count)).toEqual(facet);
  // The numbers at the bars are in the picture too.
  const texts = await chart.locator("svg text").allTextContents();
  for (const count of facet) expect(texts).toContain(String(count));
  const box = await chart.boundingBox();
  if (box === null) throw new Error("there is no chart");
  // The first row, far from its bar: the whole row can be clicked.
  await page.mouse.click(box.x + box.width - 20, box.y + 18);
  await kiosk.expectCount(facet[0] ?? -1);
  await kiosk.get("as-table").click();
  expect(sum((await bodyOf(table)).map(([count]) => count ?? 0))).toBe(facet[0]);
});

test("a distribution has sensible edges, its mean and median, and whom it leaves out", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("tab-charts").click();
  await kiosk.get("chart-histogram").click();
  await drawn(kiosk, "columns");
  const summary = kiosk.get("summary");
  expect(Number(await summary.getAttribute("data-median"))).toBeGreaterThanOrEqual(80);
  await kiosk.get("as-table").click();
  const table = kiosk.get("figure-table");
  expect(sum((await bodyOf(table)).map(([count]) => count ?? 0))).toBe(WOMEN_OF_80);
  await pick(kiosk, "yongquan-charts", "updated_date");
  await expect(table.locator("caption")).toHaveText("更新日期");
  const rows = await bodyOf(table);
  expect(sum(rows.map(([count]) => count ?? 0))).toBe(WOMEN_OF_80);
  expect(await table.locator("tbody th").first().textContent()).toMatch(/^\d{4}/);
  const largest = Math.max(...rows.map(([count]) => count ?? 0));
  await table.locator(`td[data-count="${largest}"]`).getByTestId("figure-cell").first().click();
  await kiosk.expectCount(largest);
});

test("a cross-tab adds up at its margins, has a place for missing, says shares, and a cell narrows by keyboard alone", async ({ kiosk, page }) => {
  await kiosk.begin();
  await kiosk.get("tab-cross").click();
  await pick(kiosk, "yongquan-cross-tab [data-testid=cross-columns]", "elderly_living_type");
  const table = kiosk.get("cross-table");
  await expect(table.locator("caption")).toHaveText("网格编码 × 老人居住类型");
  const rows = await bodyOf(table);
  for (const row of rows) expect(sum(row.slice(0, -1))).toBe(row[row.length - 1]);
  const foot = await countsOf(table.locator("tfoot td"));
  expect(foot[foot.length - 1]).toBe(WOMEN_OF_80);
  foot.forEach((total, column) => expect(sum(rows.map((row) => row[column] ?? 0))).toBe(total));
  await expect(table.locator("tbody th").last()).toHaveText("缺失");
  await kiosk.get("share").selectOption("row");
  const first = await table.locator("tbody tr").first().locator("td").allTextContents();
  expect(Math.abs(sum(first.slice(0, -1).map((text) => parseFloat(text))) - 100)).toBeLessThan(0.5);
  await kiosk.get("share").selectOption("count");
  // By keyboard: into the table, one down, one to the right.
  await kiosk.get("share").focus();
  await tabTo(page, table.getByTestId("cross-cell").first());
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(table.locator("tbody tr").nth(1).getByTestId("cross-cell").nth(1)).toBeFocused();
  await page.keyboard.press("Enter");
  await kiosk.expectCount(rows[1]?.[1] ?? -1);
});

test("a cross-tab of three fields shows one layer or all of them", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("tab-cross").click();
  const table = kiosk.get("cross-table");
  const total = async (): Promise<number> => (await countsOf(table.locator("tfoot td"))).pop() ?? 0;
  await expect.poll(total).toBe(POPULATION);
  await pick(kiosk, "yongquan-cross-tab [data-testid=cross-layers]", "household_type");
  await expect(kiosk.get("layer")).toBeVisible();
  await expect.poll(total).toBe(POPULATION);
  await kiosk.get("layer").selectOption("0");
  const ofLayer = await total();
  expect(ofLayer).toBeLessThan(POPULATION);
  const cell = (await bodyOf(table))[0]?.[0] ?? -1;
  await table.getByTestId("cross-cell").first().click();
  await kiosk.expectCount(cell);
  await expect(kiosk.get("condition")).toHaveCount(3);
});

test("the coverage map counts who is missing in each grid, and narrows to them", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("tab-coverage").click();
  const row = kiosk.get("coverage-table").locator("tr[data-field=house_area]");
  await expect(row).toBeVisible();
  const cells = await countsOf(row.locator("td"));
  expect(sum(cells.slice(1))).toBe(cells[0]);
  const place = cells.findIndex((count, column) => column > 0 && count > 0);
  await row.locator("td").nth(place).getByTestId("coverage-cell").click();
  await kiosk.expectCount(cells[place] ?? -1);
  await expect(kiosk.get("conditions")).toContainText("缺失");
});

test("two questions stand side by side, and one that was remembered stays when the present one changes", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("tab-compare").click();
  await expect(kiosk.get("side-0")).toHaveAttribute("data-count", String(WOMEN_OF_80));
  await expect(kiosk.get("side-1")).toHaveAttribute("data-count", String(POPULATION));
  await kiosk.get("keep").click();
  await expect(kiosk.get("side-1")).toHaveAttribute("data-count", String(WOMEN_OF_80));
  await kiosk.ask("80岁以上 男");
  await expect(kiosk.get("side-0")).not.toHaveAttribute("data-count", String(WOMEN_OF_80));
  await expect(kiosk.get("side-1")).toHaveAttribute("data-count", String(WOMEN_OF_80));
  const sex = kiosk.page.locator("[data-testid=compare-table][data-field=sex]");
  await expect(sex.locator("tbody tr").first()).toContainText("+100.0 个百分点");
  await expect(sex.locator("tbody tr").nth(1)).toContainText("-100.0 个百分点");
  await kiosk.page.keyboard.press("Alt+l");
  await expect(kiosk.get("locked")).toBeVisible();
  expect(await kiosk.everythingButChance()).not.toContain(String(WOMEN_OF_80));
});

test.describe("the wall screen", () => {
  test("shows the count and the pyramid large, no name, no small number, and Esc leaves it", async ({ kiosk, page }) => {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await kiosk.begin();
    await kiosk.lookFor();
    const people = await kiosk.get("list").locator("tbody td:first-child").allTextContents();
    await kiosk.get("wall-open").click();
    await expect(kiosk.get("wall-usual")).toBeChecked();
    await kiosk.get("wall-start").click();
    await expect(kiosk.get("wall-count")).toHaveText("74人");
    expect(await kiosk.get("wall-count").evaluate((element) => getComputedStyle(element).fontSize)).toBe("200px");
    await expect(kiosk.get("wall-question")).toContainText("女性");
    await drawn(kiosk, "pyramid");
    const all = await kiosk.everythingInTheDocument();
    for (const person of people) expect(all).not.toContain(person);
    // Every number of the pyramid's table and of the figures that take turns is none or five at least.
    for (let turn = 0; turn < 5; turn += 1) {
      const told = await page.locator("yongquan-wall [data-testid=figure-table] td[data-count]").evaluateAll((cells) => cells.map((cell) => cell.getAttribute("data-count") ?? ""));
      expect(told.length).toBeGreaterThan(0);
      for (const count of told) expect(count === "small" || count === "withheld" || count === "0" || Number(count) >= 5, count).toBe(true);
      await kiosk.get("wall-next").click();
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.keyboard.press("Escape");
    await expect(kiosk.get("wall")).toHaveCount(0);
    await kiosk.expectCount(WOMEN_OF_80);
    await expect(kiosk.get("list")).toBeVisible();
  });

  test("fills the whole screen, and leaving one is leaving the other: by Esc, by its button, and by a lock", async ({ kiosk, page }) => {
    const isFull = (): Promise<string | undefined> => page.evaluate(() => {
      // Seen from the document it is the outermost element; within that it is the wall.
      let full: Element | null | undefined = document.fullscreenElement;
      while (full?.shadowRoot?.fullscreenElement) full = full.shadowRoot.fullscreenElement;
      return full?.localName;
    });
    await kiosk.begin();
    const leave = { esc: () => page.keyboard.press("Escape"), browser: () => page.evaluate(() => document.exitFullscreen()), button: () => kiosk.get("wall-leave").click() };
    for (const way of [leave.esc, leave.browser, leave.button]) {
      await kiosk.get("wall-open").click();
      await kiosk.get("wall-start").click();
      await expect(kiosk.get("wall-count")).toHaveText("74人");
      await expect.poll(isFull).toBe("yongquan-wall");
      const [size, screen] = await page.evaluate(() => [[innerWidth, innerHeight], [window.screen.width, window.screen.height]]);
      expect(size).toEqual(screen);
      expect(await kiosk.get("wall").evaluate((wall) => [wall.clientWidth, wall.clientHeight])).toEqual(screen);
      await way();
      await expect(kiosk.get("wall")).toHaveCount(0);
      await expect.poll(isFull).toBeUndefined();
      await kiosk.expectCount(WOMEN_OF_80);
    }
    await kiosk.get("wall-open").click();
    await kiosk.get("wall-start").click();
    await expect.poll(isFull).toBe("yongquan-wall");
    await page.keyboard.press("Alt+l");
    await expect(kiosk.get("locked")).toBeVisible();
    await expect.poll(isFull).toBeUndefined();
  });

  test("says fewer than 5 of a few, and keeps a question about a name to itself", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await kiosk.ask("95岁以上");
    await expect.poll(async () => Number(await kiosk.get("count").getAttribute("data-count"))).toBeLessThan(5);
    await kiosk.get("wall-open").click();
    await kiosk.get("wall-start").click();
    await expect(kiosk.get("wall-count")).toContainText("少于 5");
    await expect(kiosk.get("chart")).toHaveCount(0);
    await kiosk.get("wall-leave").click();
    await kiosk.ask("姓名含“王”");
    await expect.poll(async () => Number(await kiosk.get("count").getAttribute("data-count"))).toBeGreaterThan(5);
    await kiosk.get("wall-open").click();
    await kiosk.get("wall-start").click();
    await expect(kiosk.get("wall-question")).toHaveText("按所设条件");
    expect(await kiosk.get("wall").innerText()).not.toContain("王");
  });

  test("locks as usual unless the operator chose otherwise", async ({ kiosk, page }) => {
    await page.clock.install();
    await kiosk.begin();
    await kiosk.get("wall-open").click();
    await kiosk.get("wall-start").click();
    await expect(kiosk.get("wall-count")).toBeVisible();
    await page.clock.fastForward(181_000);
    await expect(kiosk.get("locked")).toContainText("长时间无操作");
    await expect(kiosk.get("wall-count")).toHaveCount(0);
  });

  test("stays open if the operator chose so, and whoever leaves it then has to unlock", async ({ kiosk, page }) => {
    await page.clock.install();
    await kiosk.begin();
    await kiosk.get("wall-open").click();
    await kiosk.get("wall-long").check();
    await expect(kiosk.get("wall-warning")).toContainText("重新输入口令");
    await kiosk.get("wall-start").click();
    await expect(kiosk.get("wall-count")).toBeVisible();
    await page.clock.fastForward(3_600_000);
    await expect(kiosk.get("wall-count")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(kiosk.get("locked")).toBeVisible();
    await expect(kiosk.get("wall-count")).toHaveCount(0);
  });
});

test.describe("in the single file", () => {
  const { publisherKey, register } = JSON.parse(readFileSync(join(SITE, "config.json"), "utf8")) as { readonly publisherKey: string; readonly register?: string };
  test.use({
    address: async ({}, use) => {
      const config = onStick("charts-config.json");
      writeFileSync(config, JSON.stringify({ publisherKey, ...(register !== undefined && { register }) }));
      await use(singleFile("charts.html", ["--config", config, "--snapshot", join(SITE, "demo.yqs")]));
    },
  });

  test("charts are drawn by what the file carries, under its own policy", async ({ kiosk }) => {
    await kiosk.begin();
    await kiosk.get("tab-charts").click();
    await drawn(kiosk, "pyramid");
    await kiosk.get("chart-bars").click();
    await expect((await drawn(kiosk, "bars")).locator("svg text").first()).toHaveText(/第|\d/);
    await kiosk.ask(`${QUESTION} 独居`);
    await expect(kiosk.get("chart")).toBeVisible();
  });
});
