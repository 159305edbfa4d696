/** Questions that are built by choosing: groups, negations, households, and what every choice would count. */
import type { Locator, Page } from "@playwright/test";
import { POPULATION, QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";

const OLD = 140;
/** `crate/core`'s own example: the old who have nobody between 18 and 60 with them, and all who live with them. */
const HOUSEHOLDS_OF_THE_OLD = 81;

/** Chooses a field for the condition at a place of the builder. */
async function choose(builder: Locator, place: number, title: string): Promise<void> {
  const field = builder.getByTestId("field").nth(place);
  await field.click();
  await field.fill(title);
  await field.press("Enter");
}

async function open(kiosk: Kiosk): Promise<Locator> {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("build").click();
  return kiosk.get("builder");
}

async function countOn(control: Locator): Promise<number> {
  await expect(control).toHaveAttribute("data-count", /^\d+$/);
  return Number(await control.getAttribute("data-count"));
}

test("a field found by its English id, a choice, a number", async ({ kiosk }) => {
  const builder = await open(kiosk);
  await choose(builder, 0, "sex");
  await builder.getByTestId("option").filter({ hasText: "女性" }).click();
  await kiosk.get("add-condition").click();
  await expect(kiosk.get("condition")).toHaveText(["女性"]);
  await kiosk.get("build").click();
  await choose(builder, 0, "年龄");
  await builder.getByTestId("operator").selectOption("ge");
  await builder.getByTestId("value").fill("80");
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(WOMEN_OF_80);
});

test("by keyboard only, from the first tabulator to the count", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("build").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("sex");
  await page.keyboard.press("Enter");
  await expect(kiosk.get("operator")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(kiosk.get("option").first()).toBeFocused();
  const place = await kiosk.get("option").evaluateAll((all) => all.findIndex((option) => option.textContent?.includes("女性")));
  for (let step = 0; step < place; step += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(kiosk.get("option").nth(place)).toHaveAttribute("aria-pressed", "true");
  await kiosk.get("add-leaf").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("年龄");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.type("80");
  await page.keyboard.press("Enter");
  await kiosk.expectCount(WOMEN_OF_80);
  await expect(kiosk.get("builder")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await kiosk.expectCount(POPULATION);
});

test("every choice says beforehand what it would count", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("build").click();
  const builder = kiosk.get("builder");
  await expect(builder.getByTestId("builder-count")).toHaveAttribute("data-count", String(WOMEN_OF_80));
  await choose(builder, 0, "婚姻");
  const options = builder.getByTestId("option");
  const widowed = options.filter({ hasText: "丧偶" });
  const wanted = await countOn(widowed);
  expect(wanted).toBeGreaterThan(0);
  await widowed.click();
  await expect(builder.getByTestId("builder-count")).toHaveAttribute("data-count", String(wanted));
  // The counts of the others are not changed by what is ticked: each is the question with it alone.
  const married = await countOn(options.filter({ hasText: "已婚" }));
  await options.filter({ hasText: "已婚" }).click();
  await expect(builder.getByTestId("builder-count")).toHaveAttribute("data-count", String(wanted + married));
  const negated = await countOn(builder.getByTestId("form-not"));
  expect(negated).toBeLessThanOrEqual(WOMEN_OF_80 - wanted - married);
  await builder.getByTestId("form-not").click();
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(negated);
  await expect(kiosk.get("condition").nth(2)).toContainText("不是（");
});

test("and, or, a group within a group: what stood beside each is what it gives", async ({ kiosk }) => {
  const builder = await open(kiosk);
  await choose(builder, 0, "sex");
  await builder.getByTestId("option").filter({ hasText: "女性" }).click();
  await builder.getByTestId("add-leaf").click();
  await choose(builder, 1, "年龄");
  await builder.getByTestId("value").fill("80");
  await expect(builder.getByTestId("builder-count")).toHaveAttribute("data-count", String(WOMEN_OF_80));
  const either = await countOn(builder.getByTestId("form-or"));
  await builder.getByTestId("form-or").click();
  await expect(builder.getByTestId("builder-count")).toHaveAttribute("data-count", String(either));
  await builder.getByTestId("add-group").click();
  await choose(builder, 2, "是否就业");
  await builder.locator('[data-testid="option"][data-value="true"]').last().click();
  await builder.getByTestId("add-leaf").first().click();
  await choose(builder, 3, "是否在校");
  await builder.locator('[data-testid="option"][data-value="true"]').last().click();
  const total = await countOn(builder.getByTestId("builder-count"));
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(total);
  await expect(kiosk.get("condition")).toHaveCount(1);
});

test("households: somebody, everybody, at least so many", async ({ kiosk }) => {
  const builder = await open(kiosk);
  await builder.getByTestId("remove-part").click();
  await builder.getByTestId("add-household").click();
  await choose(builder, 0, "年龄");
  await builder.getByTestId("value").fill("80");
  const any = await countOn(builder.getByTestId("form-any"));
  const all = await countOn(builder.getByTestId("form-all"));
  const two = await countOn(builder.getByTestId("form-count"));
  expect(any).toBeGreaterThan(OLD);
  expect(all).toBeLessThan(any);
  expect(two).toBeLessThan(any);
  await builder.getByTestId("form-count").click();
  await expect(builder.getByTestId("builder-count")).toHaveAttribute("data-count", String(two));
  await builder.getByTestId("at-least").fill("1");
  await expect(builder.getByTestId("builder-count")).toHaveAttribute("data-count", String(any));
  await builder.getByTestId("form-any").click();
  // Within a household there is no further one.
  await expect(builder.getByTestId("add-household")).toHaveCount(1);
  await builder.getByTestId("add-household").click();
  await choose(builder, 1, "年龄");
  await builder.getByTestId("operator").nth(1).selectOption("between");
  await builder.getByTestId("value").nth(1).fill("18");
  await builder.getByTestId("high").fill("59");
  await builder.getByRole("group", { name: "户内条件" }).nth(1).getByTestId("form-not").first().click();
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(HOUSEHOLDS_OF_THE_OLD);
  await expect(kiosk.get("condition")).toHaveText(["户内有人（2013-03-02 年满 80 周岁）", "不是（户内有人（2013-03-02 18 至 59 周岁））"]);
});

test("a condition is changed where it stands, and given up with Escape", async ({ kiosk, page }) => {
  await kiosk.begin();
  await kiosk.get("condition").first().click();
  const builder = kiosk.get("builder");
  await expect(builder.getByTestId("value")).toHaveValue("80");
  await builder.getByTestId("value").fill("90");
  await page.keyboard.press("Escape");
  await expect(builder).toHaveCount(0);
  await expect(kiosk.get("condition").first()).toBeFocused();
  await kiosk.expectCount(WOMEN_OF_80);
  await kiosk.get("condition").first().click();
  await builder.getByTestId("value").fill("90");
  await kiosk.get("add-condition").click();
  await expect(kiosk.get("condition")).toHaveText(["2013-03-02 年满 90 周岁", "女性"]);
  await expect(kiosk.get("question")).toHaveValue("");
  await kiosk.get("undo").click();
  await expect(kiosk.get("question")).toHaveValue(QUESTION);
});

test("the whole question is put together anew", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("build-whole").click();
  const builder = kiosk.get("builder");
  const either = await countOn(builder.getByTestId("form-or"));
  await builder.getByTestId("form-or").click();
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(either);
  await expect(kiosk.get("condition")).toHaveText(["2013-03-02 年满 80 周岁 或 女性"]);
});

test("what is not finished is said and not asked", async ({ kiosk }) => {
  const builder = await open(kiosk);
  await kiosk.get("add-condition").click();
  await expect(builder.getByRole("alert")).toHaveText("请填写值。");
  await choose(builder, 0, "年龄");
  await builder.getByTestId("value").fill("80");
  await builder.getByTestId("add-leaf").click();
  await choose(builder, 1, "出生日期");
  await kiosk.get("add-condition").click();
  await expect(builder.getByRole("alert")).toContainText("没有填完");
  await builder.getByTestId("remove-part").nth(1).click();
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(OLD);
});

test("one of three thousand values is found by typing", async ({ kiosk }) => {
  const builder = await open(kiosk);
  await choose(builder, 0, "native_place");
  await expect(builder).toContainText("只列出");
  await builder.getByTestId("find-value").fill("宣汉");
  await expect(builder.getByTestId("option")).toHaveCount(1);
  const count = await countOn(builder.getByTestId("option"));
  await builder.getByTestId("option").click();
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(count);
});

test("groups go no deeper than a question may", async ({ kiosk, page }) => {
  await open(kiosk);
  const add = kiosk.get("add-group");
  let levels = 0;
  for (; levels < 40 && (await add.count()) > levels; levels += 1) await press(page, levels);
  expect(levels).toBeGreaterThan(20);
  expect(levels).toBeLessThan(32);
  await expect(kiosk.get("builder")).toContainText("最多套 32 层");

  async function press(on: Page, level: number): Promise<void> {
    // The innermost group's button comes first: what is added stands before the buttons of the groups around it.
    await add.first().evaluate((button: HTMLElement) => button.click());
    await expect.poll(async () => on.getByTestId("add-leaf").count()).toBeGreaterThan(level + 1);
  }
});
