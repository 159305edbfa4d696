/** The first question, in every way that a visitor has. */
import type { Page } from "@playwright/test";
import { CLOSED, POPULATION, QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";

/** Moves the focus with the tabulator until it stands on what has the test id. */
async function tabTo(page: Page, testId: string): Promise<void> {
  const focused = (): Promise<string | null> =>
    page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active?.getAttribute("data-testid") ?? null;
    });
  for (let step = 0; step < 60; step += 1) {
    if ((await focused()) === testId) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tabulator never comes to ${testId}`);
}

test("by typing: 74 of 8,812, none unknown, 12 excluded, as of the snapshot's day", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  await kiosk.ask(QUESTION);
  await kiosk.expectCount(WOMEN_OF_80);
  await expect(kiosk.get("population")).toHaveAttribute("data-count", String(POPULATION));
  await expect(kiosk.get("unknown")).toHaveAttribute("data-count", "0");
  await expect(kiosk.get("excluded")).toHaveAttribute("data-count", String(CLOSED));
  await expect(kiosk.get("as-of")).toContainText("2013-03-02");
  await expect(kiosk.get("synthetic")).toHaveText("虚构演示数据");
  await expect(kiosk.get("condition")).toHaveCount(2);
});

test("by keyboard only", async ({ kiosk, page }) => {
  await kiosk.visit();
  await expect(kiosk.get("passphrase")).toBeVisible();
  await kiosk.unlock();
  await expect(kiosk.get("question")).toBeFocused();
  await page.keyboard.type(QUESTION);
  await page.keyboard.press("Enter");
  await kiosk.expectCount(WOMEN_OF_80);
  await tabTo(page, "facet-value");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(kiosk.get("condition")).toHaveCount(3);
  // Not from inside a text field, the slash leads back to the box.
  await page.keyboard.press("/");
  await expect(kiosk.get("question")).toBeFocused();
});

test("by the builder: a field found by its English id, a choice, a number", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.unlock();
  const builder = kiosk.get("builder");
  await kiosk.get("build").click();
  await builder.getByTestId("field").fill("sex");
  await builder.getByTestId("field").press("Enter");
  await builder.getByTestId("value").selectOption({ label: "女性" });
  await kiosk.get("add-condition").click();
  await expect(kiosk.get("condition")).toHaveCount(1);
  await kiosk.get("build").click();
  await builder.getByTestId("field").fill("年龄");
  await builder.getByTestId("field").press("Enter");
  await builder.getByTestId("operator").selectOption("ge");
  await builder.getByTestId("value").fill("80");
  await kiosk.get("add-condition").click();
  await kiosk.expectCount(WOMEN_OF_80);
});

test("through an input method: Enter that ends a composition asks nothing", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  const question = kiosk.get("question");
  await question.fill(QUESTION);
  await question.evaluate((input) => {
    const press = { key: "Enter", bubbles: true, cancelable: true, composed: true, isComposing: true };
    input.dispatchEvent(new CompositionEvent("compositionstart"));
    // A browser submits the form unless the key was refused.
    if (input.dispatchEvent(new KeyboardEvent("keydown", press))) input.closest("form")?.requestSubmit();
  });
  await page.waitForTimeout(500);
  await kiosk.expectCount(POPULATION);
  await question.press("Enter");
  await kiosk.expectCount(WOMEN_OF_80);
});

test("what is not understood is said with its place, and changes nothing", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.ask("80岁以上 女姓");
  await expect(kiosk.get("error")).toHaveAttribute("data-code", /^query\./);
  await expect(kiosk.page.locator("mark")).toContainText("女姓");
  await kiosk.expectCount(WOMEN_OF_80);
});

test("markup in a question stays text", async ({ kiosk, page }) => {
  await kiosk.begin();
  await kiosk.ask('<img src=x onerror="document.title=1">');
  await expect(kiosk.get("error")).toBeVisible();
  expect(await page.locator("img").count()).toBe(0);
  await expect(page).toHaveTitle("涌泉 Yongquan");
});

test("removing conditions leads back to everybody", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("condition").first().click();
  await expect(kiosk.get("condition")).toHaveCount(1);
  await expect(kiosk.get("question")).toHaveValue("");
  await kiosk.get("condition").first().click();
  await kiosk.expectCount(POPULATION);
});
