/** The first question, in every way that a visitor has. */
import type { Locator, Page } from "@playwright/test";
import { CLOSED, POPULATION, QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";
import { slotOf } from "./publisher.js";

/** Long enough for a count that should not come. */
const SETTLED_MS = 500;

/** Moves the focus with the tabulator until it stands on what has the test id. */
async function tabTo(page: Page, testId: string, key = "Tab"): Promise<void> {
  const focused = (): Promise<string | null> =>
    page.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return active?.getAttribute("data-testid") ?? null;
    });
  for (let step = 0; step < 60; step += 1) {
    if ((await focused()) === testId) return;
    await page.keyboard.press(key);
  }
  throw new Error(`the tabulator never comes to ${testId}`);
}

/** What an input method does to a text field: it begins, changes the text while it composes, and ends. */
async function compose(field: Locator, stages: readonly string[], isEnded: boolean): Promise<void> {
  await field.evaluate((input: HTMLInputElement, [texts, ends]) => {
    const before = input.value;
    input.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true, composed: true }));
    for (const text of texts) {
      input.value = before + text;
      input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, isComposing: true, data: text, inputType: "insertCompositionText" }));
    }
    if (ends) input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, composed: true, data: texts[texts.length - 1] ?? "" }));
  }, [stages, isEnded] as const);
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
  await expect(kiosk.get("condition")).toHaveText(["2013-03-02 年满 80 周岁", "女性"]);
  await expect(kiosk.get("asked")).toHaveText("问的是：2013-03-02 年满 80 周岁，女性");
});

test("the count follows the typing without Enter, and a word that is not finished is no error", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await page.keyboard.type("80岁以上 女");
  await kiosk.expectCount(WOMEN_OF_80);
  await expect(kiosk.get("condition")).toHaveCount(2);
  await page.keyboard.type(" 独居老");
  await page.waitForTimeout(SETTLED_MS);
  await expect(kiosk.get("error")).toHaveCount(0);
  await expect(kiosk.get("question")).toHaveValue("80岁以上 女 独居老");
  await kiosk.expectCount(WOMEN_OF_80);
  await page.keyboard.press("Enter");
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "query.unknown_word");
});

test("people are listed once the question is asked, and not while it is typed", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("question").fill(QUESTION);
  await kiosk.expectCount(WOMEN_OF_80);
  await kiosk.sayWhy();
  await expect(kiosk.get("draft")).toBeVisible();
  await expect(kiosk.get("list")).toHaveCount(0);
  await kiosk.get("question").press("Enter");
  await expect(kiosk.get("list")).toBeVisible();
  await page.keyboard.type(" 独居");
  await expect(kiosk.get("condition")).toHaveCount(3);
  await expect(kiosk.get("list")).toHaveCount(0);
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

test("by clicking only, from an example to one condition less", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await page.getByRole("button", { name: QUESTION, exact: true }).click();
  await kiosk.expectCount(WOMEN_OF_80);
  await kiosk.get("remove-condition").nth(1).click();
  await expect(kiosk.get("condition")).toHaveText(["2013-03-02 年满 80 周岁"]);
  await kiosk.expectCount(140);
});

test.describe("what people type beside conditions", () => {
  const TYPED: readonly (readonly [string, readonly string[]])[] = [
    ["李春", ["姓名含有“李春”"]],
    ["zxm 女", ["姓名拼音 zxm", "女性"]],
    ["4432", ["公民身份号码以“4432”结尾"]],
    ["瑞泉馨城三区 80岁以上", ["小区（院落）名称含有“瑞泉馨城三区”", "2013-03-02 年满 80 周岁"]],
    ["3栋4单元504", ["楼栋号：3、03", "单元号：4、04", "房号：504"]],
    ["非(李春 或 zxm)", ["不是（姓名含有“李春” 或 姓名拼音 zxm）"]],
  ];
  test("is a name, its initials, an address, the end of a number, also within brackets", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock();
    for (const [typed, conditions] of TYPED) {
      await kiosk.ask(typed);
      await expect(kiosk.get("condition")).toHaveText(conditions);
      await expect(kiosk.get("guess").first()).toBeVisible();
    }
    await kiosk.ask("4432");
    // The two words before it were other guesses.
    await expect(kiosk.get("guess")).toHaveCount(1);
    await expect(kiosk.get("guess")).toHaveText("“4432”不是条件里的词，按公民身份号码查找。");
    await kiosk.ask("80岁以上 女");
    await expect(kiosk.get("guess")).toHaveCount(0);
  });

  test("and what nobody has is said, with where it was looked for", async ({ kiosk }) => {
    await kiosk.begin();
    await kiosk.ask("80岁以上 女姓");
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "query.unknown_word");
    await expect(kiosk.page.locator("mark")).toContainText("女姓");
    await expect(kiosk.get("searched")).toContainText("姓名");
    await kiosk.expectCount(WOMEN_OF_80);
    await kiosk.page.getByRole("button", { name: "女", exact: true }).click();
    await expect(kiosk.get("question")).toHaveValue("80岁以上 女");
    await kiosk.expectCount(WOMEN_OF_80);
  });
});

test.describe("completion", () => {
  test("by arrows and Enter; Escape closes it and leaves the text", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    const question = kiosk.get("question");
    await page.keyboard.type("80岁以上 独");
    await expect(question).toHaveAttribute("aria-expanded", "true");
    await expect(page.getByRole("option", { name: /独居/ }).first()).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(kiosk.get("suggestion")).toHaveCount(0);
    await expect(question).toHaveValue("80岁以上 独");
    await page.keyboard.press("ArrowDown");
    const wanted = await page.getByRole("option").evaluateAll((all) => all.findIndex((option) => option.textContent?.includes("独居")));
    for (let step = 0; step <= wanted; step += 1) await page.keyboard.press("ArrowDown");
    await expect(question).toHaveAttribute("aria-activedescendant", `suggestion-${wanted}`);
    await page.keyboard.press("Enter");
    await expect(question).toHaveValue("80岁以上 独居 ");
    await expect(kiosk.get("condition")).toHaveText(["2013-03-02 年满 80 周岁", "独居"]);
  });

  test("by a tap, of a field and then of its values", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await page.keyboard.type("是否就");
    await page.getByRole("option", { name: /是否就业/ }).first().click();
    await expect(kiosk.get("question")).toHaveValue("是否就业 ");
    await expect(kiosk.get("question")).toBeFocused();
    await page.getByRole("option", { name: /^值\s*是/ }).click();
    await expect(kiosk.get("condition")).toHaveText(["是否就业：是"]);
  });

  test("Enter asks while no suggestion was chosen", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await page.keyboard.type("80岁以上 女");
    await page.keyboard.press("Enter");
    await expect(kiosk.get("question")).toHaveValue("80岁以上 女");
    await expect(kiosk.get("suggestion")).toHaveCount(0);
    await kiosk.expectCount(WOMEN_OF_80);
  });
});

test.describe("through an input method", () => {
  test("nothing is counted, completed or asked before the composition has ended", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    const question = kiosk.get("question");
    await compose(question, ["8", "80 sui", "80岁以上 女"], false);
    const isRefused = await question.evaluate((input) => {
      const press = { key: "Enter", bubbles: true, cancelable: true, composed: true, isComposing: true };
      const goesOn = input.dispatchEvent(new KeyboardEvent("keydown", press));
      // A browser submits the form unless the key was refused.
      if (goesOn) input.closest("form")?.requestSubmit();
      return !goesOn;
    });
    expect(isRefused).toBe(true);
    await page.waitForTimeout(SETTLED_MS);
    await kiosk.expectCount(POPULATION);
    await expect(kiosk.get("suggestion")).toHaveCount(0);
    await compose(question, [""], true);
    await kiosk.expectCount(WOMEN_OF_80);
  });

  test("the key that ends a composition, 229 to older browsers, asks nothing", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    const question = kiosk.get("question");
    await question.fill("80岁以上 女姓");
    await question.evaluate((input) => {
      const press = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, composed: true });
      Object.defineProperty(press, "keyCode", { value: 229 });
      if (input.dispatchEvent(press)) input.closest("form")?.requestSubmit();
    });
    await page.waitForTimeout(SETTLED_MS);
    await expect(kiosk.get("error")).toHaveCount(0);
    await question.press("Enter");
    await expect(kiosk.get("error")).toBeVisible();
  });
});

test.describe("markup and other people's names for things", () => {
  for (const typed of ['<img src=x onerror="document.title=1">', "=cmd|' /C calc'!A0", "\u202e女 <script>", "'; drop table--"]) {
    test(`stay text: ${typed}`, async ({ kiosk, page }) => {
      await kiosk.begin();
      await kiosk.ask(typed);
      await expect(kiosk.get("error")).toBeVisible();
      await kiosk.ask(`姓名 = "${typed.replace(/"/g, '""')}"`);
      await kiosk.expectCount(0);
      await expect(kiosk.get("condition")).toContainText([typed]);
      expect(await page.locator("img, script[src='x']").count()).toBe(0);
      await expect(page).toHaveTitle("涌泉 Yongquan");
    });
  }
});

test("removing conditions leads back to everybody", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("remove-condition").first().click();
  await expect(kiosk.get("condition")).toHaveCount(1);
  await expect(kiosk.get("question")).toHaveValue("");
  await kiosk.get("remove-condition").first().click();
  await kiosk.expectCount(POPULATION);
});

test.describe("undo and redo", () => {
  test("go through the whole question, with the box, by buttons and by keys", async ({ kiosk, page }) => {
    await kiosk.begin();
    await kiosk.get("facet-value").first().click();
    await expect(kiosk.get("condition")).toHaveCount(3);
    await kiosk.get("remove-condition").first().click();
    await expect(kiosk.get("condition")).toHaveCount(2);
    await expect(kiosk.get("question")).toHaveValue("");
    await page.keyboard.press("Control+z");
    await expect(kiosk.get("condition")).toHaveCount(3);
    await expect(kiosk.get("question")).toHaveValue(QUESTION);
    await kiosk.get("undo").click();
    await kiosk.expectCount(WOMEN_OF_80);
    await kiosk.get("undo").click();
    await kiosk.expectCount(POPULATION);
    await expect(kiosk.get("question")).toHaveValue("");
    await expect(kiosk.get("undo")).toBeDisabled();
    await kiosk.get("redo").click();
    await kiosk.expectCount(WOMEN_OF_80);
    await expect(kiosk.get("question")).toHaveValue(QUESTION);
    await page.keyboard.press("Control+y");
    await expect(kiosk.get("condition")).toHaveCount(3);
    await page.keyboard.press("Control+Shift+Z");
    await expect(kiosk.get("condition")).toHaveCount(2);
    await expect(kiosk.get("redo")).toBeDisabled();
  });

  test("what is typed in one go is one step, and the keys are the box's until it is asked", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    const question = kiosk.get("question");
    await question.pressSequentially("80岁以上");
    await kiosk.expectCount(140);
    await question.pressSequentially(" 女");
    await kiosk.expectCount(WOMEN_OF_80);
    await page.keyboard.press("Control+z");
    await expect(question).not.toHaveValue(QUESTION);
    await page.keyboard.press("Control+y");
    await expect(question).toHaveValue(QUESTION);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    // The caret stays, and so does the focus.
    await expect(question).toBeFocused();
    expect(await question.evaluate((field) => (field as HTMLInputElement).selectionStart)).toBe(QUESTION.length - 1);
    await kiosk.expectCount(WOMEN_OF_80);
    await page.keyboard.press("Control+z");
    await kiosk.expectCount(POPULATION);
    await expect(question).toHaveValue("");
    await expect(kiosk.get("undo")).toBeDisabled();
    await page.keyboard.press("Control+y");
    await expect(question).toHaveValue(QUESTION);
    await kiosk.expectCount(WOMEN_OF_80);
  });
});

test("ages are counted to another day, which stands in every condition on them and beside the count", async ({ kiosk }) => {
  await kiosk.begin();
  await kiosk.get("change-day").click();
  await kiosk.get("day").fill("2012-12-31");
  await kiosk.get("apply-day").click();
  await kiosk.expectCount(70);
  await expect(kiosk.get("unknown")).toHaveAttribute("data-count", "6");
  await expect(kiosk.get("condition").first()).toHaveText("2012-12-31 年满 80 周岁");
  await expect(kiosk.get("other-day")).toContainText("2012-12-31");
  await expect(kiosk.get("as-of")).toContainText("2013-03-02");
  await kiosk.get("change-day").click();
  await kiosk.get("own-day").click();
  await kiosk.expectCount(WOMEN_OF_80);
  await expect(kiosk.get("other-day")).toHaveCount(0);
});

test.describe("a role without names and dates of birth", () => {
  test("is told why ages stay as they are, and the count stays with them", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock(slotOf("counter"));
    await kiosk.ask(QUESTION);
    await kiosk.expectCount(WOMEN_OF_80);
    await kiosk.get("change-day").click();
    await kiosk.get("day").fill("2012-12-31");
    await kiosk.get("apply-day").click();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "query.as_of_fixed");
    await expect(kiosk.get("error")).toContainText("没有对你开放");
    await expect(kiosk.get("other-day")).toHaveCount(0);
    await kiosk.expectCount(WOMEN_OF_80);
    await expect(kiosk.get("condition").first()).toHaveText("2013-03-02 年满 80 周岁");
    await kiosk.get("undo").click();
    await kiosk.expectCount(POPULATION);
  });

  test("is told that names were not searched", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock(slotOf("counter"));
    await kiosk.ask("李春");
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "query.unknown_word");
    await expect(kiosk.get("searched")).toContainText("姓名");
    await expect(kiosk.get("searched")).toContainText("没有对您开放");
    await kiosk.expectCount(POPULATION);
  });
});
