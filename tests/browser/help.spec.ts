/** Help, the sheet of keys, the tour: what they say is so. */
import type { Page } from "@playwright/test";
import { SHORTCUTS } from "../../www/element/src/page/shortcuts.js";
import type { ShortcutId } from "../../www/element/src/page/shortcuts.js";
import { POPULATION, QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";

/** The names of keys as the sheet has them, and as the test program has them. */
const KEYS: Readonly<Record<string, string>> = { Esc: "Escape", Ctrl: "Control", "↑": "ArrowUp", "↓": "ArrowDown" };
const pressable = (chord: readonly string[]): string => chord.map((key) => KEYS[key] ?? (/^[A-Z]$/.test(key) ? key.toLowerCase() : key)).join("+");

/** Takes the focus off text fields. */
const leaveFields = (kiosk: Kiosk): Promise<void> => kiosk.get("lock").focus();

/** The list of everybody, with the keys on it. */
async function listOf(kiosk: Kiosk): Promise<void> {
  await kiosk.ask("");
  await kiosk.expectCount(POPULATION);
  if ((await kiosk.get("list").count()) === 0) await kiosk.lookFor();
  await kiosk.get("list").focus();
  await kiosk.page.keyboard.press("Home");
}

/** What is true of each key: how the page stands before it is pressed, and what has come of it. */
const TRUTHS: Readonly<Record<ShortcutId, (kiosk: Kiosk, press: () => Promise<void>, key: string) => Promise<void>>> = {
  async box(kiosk, press) {
    await leaveFields(kiosk);
    await press();
    await expect(kiosk.get("question")).toBeFocused();
  },
  async lock(kiosk, press) {
    await press();
    await expect(kiosk.get("locked")).toBeVisible();
    await kiosk.unlock();
  },
  async keys(kiosk, press) {
    await kiosk.ask("");
    await kiosk.get("question").focus();
    await press();
    await expect(kiosk.page.getByRole("dialog", { name: "快捷键" })).toBeVisible();
    await kiosk.page.keyboard.press("Escape");
  },
  async help(kiosk, press) {
    await press();
    await expect(kiosk.page.getByRole("dialog", { name: "帮助" })).toBeVisible();
    await kiosk.page.keyboard.press("Escape");
  },
  async "look-around"(kiosk, press, key) {
    const values = kiosk.get("facet-value");
    await values.nth(1).focus();
    await press();
    await expect(values.nth(key === "ArrowUp" ? 0 : 2)).toBeFocused();
    await listOf(kiosk);
    await kiosk.page.keyboard.press("ArrowDown");
    await press();
    await expect(kiosk.get("list")).toHaveAttribute("aria-activedescendant", key === "ArrowUp" ? "row-0" : "row-2");
  },
  async far(kiosk, press, key) {
    await listOf(kiosk);
    await kiosk.page.keyboard.press(key === "PageUp" || key === "Home" ? "End" : "Home");
    const before = await kiosk.get("list").getAttribute("aria-activedescendant");
    await press();
    await expect(kiosk.get("list")).not.toHaveAttribute("aria-activedescendant", before ?? "");
    if (key === "Home" || key === "End") await expect(kiosk.get("list")).toHaveAttribute("aria-activedescendant", key === "Home" ? "row-0" : `row-${POPULATION - 1}`);
  },
  async card(kiosk, press) {
    await listOf(kiosk);
    await press();
    await expect(kiosk.get("card")).toBeVisible();
    await kiosk.page.keyboard.press("Escape");
  },
  async undo(kiosk, press) {
    await kiosk.ask(QUESTION);
    await kiosk.expectCount(WOMEN_OF_80);
    await leaveFields(kiosk);
    await press();
    await expect(kiosk.get("condition")).toHaveCount(0);
  },
  async redo(kiosk, press) {
    await kiosk.ask(QUESTION);
    await kiosk.expectCount(WOMEN_OF_80);
    await leaveFields(kiosk);
    await kiosk.page.keyboard.press("Control+z");
    await expect(kiosk.get("condition")).toHaveCount(0);
    await press();
    await kiosk.expectCount(WOMEN_OF_80);
    await kiosk.ask("");
  },
  async pick(kiosk, press) {
    await kiosk.get("question").fill(QUESTION);
    await kiosk.get("question").focus();
    await press();
    await kiosk.expectCount(WOMEN_OF_80);
    await kiosk.get("facet-value").first().focus();
    await press();
    await expect(kiosk.get("facet-value").first()).toHaveAttribute("aria-pressed", "true");
    await press();
    await expect(kiosk.get("facet-value").first()).toHaveAttribute("aria-pressed", "false");
  },
  async print(kiosk, press) {
    await listOf(kiosk);
    await press();
    await expect(kiosk.page.locator("yongquan-print").getByRole("dialog")).toBeVisible();
    await kiosk.page.keyboard.press("Escape");
  },
  async back(kiosk, press) {
    await listOf(kiosk);
    await kiosk.page.keyboard.press("Enter");
    await kiosk.get("card").waitFor();
    await press();
    await expect(kiosk.get("card")).toHaveCount(0);
    for (const [opener, open] of [["help", kiosk.page.getByRole("dialog")], ["appearance", kiosk.page.getByRole("radio").first()]] as const) {
      await kiosk.get(opener).click();
      await expect(open).toBeVisible();
      await press();
      await expect(open).toBeHidden();
    }
  },
};

test("every key does what the sheet says", async ({ kiosk, page }) => {
  test.setTimeout(300_000);
  await kiosk.visit();
  await kiosk.unlock();
  for (const { id, chords } of SHORTCUTS) {
    for (const chord of chords) {
      await test.step(`${id}: ${chord.join(" + ")}`, () => TRUTHS[id](kiosk, () => page.keyboard.press(pressable(chord)), pressable(chord)));
    }
  }
  await leaveFields(kiosk);
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "快捷键" });
  await expect(sheet.getByRole("row")).toHaveCount(SHORTCUTS.length);
  await kiosk.get("close").filter({ visible: true }).click();
  await expect(sheet).toBeHidden();
});

test("a sign that is a key of the page can be typed into a question", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("question").focus();
  await page.keyboard.type("2013/3/2?");
  await expect(kiosk.get("question")).toHaveValue("2013/3/2?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

/** Asks what the help page offers, up to a number of examples, and gives back what was refused. */
async function refusedExamples(kiosk: Kiosk, page: Page, most: number): Promise<{ readonly count: number; readonly refused: readonly string[] }> {
  await kiosk.get("help").click();
  const offered = [...new Set(await kiosk.get("try").allTextContents())].slice(0, most);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const refused: string[] = [];
  for (const example of offered) {
    await kiosk.ask(example);
    // Each is answered before the next is asked: a question that nobody waits for is dropped.
    const error = kiosk.get("error");
    const chip = kiosk.get("condition").first();
    await expect(error.or(chip).first(), example).toBeVisible();
    if ((await error.count()) > 0) refused.push(`${example}: ${String(await error.textContent())}`);
    await kiosk.ask("");
    await expect(kiosk.get("condition")).toHaveCount(0);
  }
  return { count: offered.length, refused };
}

test("every example of the help page can be asked, in both languages", async ({ kiosk, page }) => {
  test.setTimeout(300_000);
  await kiosk.visit();
  await kiosk.unlock();
  // In English the fields go by their ids, all in the same way, so the first of them will do.
  for (const [language, most] of [["中文", 1_000], ["English", 60]] as const) {
    const { count, refused } = await refusedExamples(kiosk, page, most);
    expect(count, language).toBeGreaterThanOrEqual(60);
    expect(refused, language).toEqual([]);
    await kiosk.get("language").click();
  }
});

test("an example is asked by a press, and help is away", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("help").click();
  await kiosk.get("try").filter({ hasText: /^80岁以上 女$/ }).click();
  await kiosk.expectCount(WOMEN_OF_80);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(kiosk.get("question")).toBeFocused();
});

test("help is there before anything is open, and has nothing of the register after a lock", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.get("help").click();
  const help = page.getByRole("dialog", { name: "帮助" });
  await expect(help).toContainText("登记册还没有打开");
  await expect(help).toContainText("什么会被记下来");
  await expect(kiosk.get("try")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await kiosk.unlock();
  await kiosk.get("help").click();
  await expect(kiosk.get("help-group").first()).toBeVisible();
  await page.keyboard.press("Alt+l");
  await expect(kiosk.get("locked")).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  expect(await kiosk.everythingButChance()).not.toContain("老人居住类型");
});

test.describe("the tour", () => {
  test("comes once on a device, follows what is done, and covers nothing that it speaks of", async ({ kiosk, page }) => {
    await kiosk.visit({ isFirst: true });
    await kiosk.unlock();
    const card = kiosk.get("tour");
    const uncovered = async (part: string): Promise<void> => {
      const [own, target] = await Promise.all([card.boundingBox(), page.locator(part).boundingBox()]);
      if (own === null || target === null) throw new Error("the card or its target is not there");
      const isApart = own.x >= target.x + target.width || own.x + own.width <= target.x || own.y >= target.y + target.height || own.y + own.height <= target.y;
      expect(isApart, `the card is beside ${part}`).toBe(true);
    };
    await expect(card).toContainText("第 1 步，共 3 步");
    // Whoever knows what to do is not held up.
    await expect(kiosk.get("question")).toBeFocused();
    await uncovered("yongquan-question");
    await kiosk.ask(QUESTION);
    await expect(card).toContainText("第 2 步");
    await kiosk.expectCount(WOMEN_OF_80);
    for (const size of [{ width: 1366, height: 768 }, { width: 1024, height: 768 }, { width: 390, height: 844 }]) {
      await page.setViewportSize(size);
      await expect.poll(() => uncovered("yongquan-count").then(() => true, () => false), { message: `at ${size.width}` }).toBe(true);
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    await kiosk.get("tour-next").focus();
    await page.keyboard.press("Enter");
    await expect(card).toContainText("第 3 步");
    await uncovered("yongquan-purpose");
    await page.keyboard.press("Enter");
    await expect(card).toHaveCount(0);
    await page.keyboard.press("Alt+l");
    await kiosk.unlock();
    await kiosk.expectCount(8812);
    await expect(card).toHaveCount(0);
    await kiosk.get("help").click();
    await kiosk.get("tour-again").click();
    await expect(card).toContainText("第 1 步");
  });

  test("is skipped by Esc from the question", async ({ kiosk, page }) => {
    await kiosk.visit({ isFirst: true });
    await kiosk.unlock();
    await expect(kiosk.get("tour")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(kiosk.get("tour")).toHaveCount(0);
    await expect(kiosk.get("question")).toBeFocused();
  });
});
