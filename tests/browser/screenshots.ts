/**
 * Six pictures of the page for people to look at: `scripts/screenshots` makes them and puts them into tests/screenshots. They are made of the
 * demonstration's invented people only, at a fixed moment, and nobody compares them by pixels.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";

const OUT = process.env["YONGQUAN_SCREENSHOTS"] ?? join(import.meta.dirname, "../screenshots");
/**
 * When the pictures were taken, as far as the page knows. The demonstration's snapshot is valid from its making on, for ten years: so it is a
 * morning that comes after the making and stays the same for a year.
 */
const MOMENT = `${new Date().getFullYear() + 1}-01-04T09:30:00+08:00`;

test.use({ locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 1366, height: 768 } });

/** What differs between two makings by chance: a mark of the log, the device, the commit of the page, the day the demonstration ends. */
async function withoutChance(page: Page): Promise<void> {
  await page.evaluate(() => {
    const same: readonly (readonly [RegExp, string])[] = [
      [/\b(\d+):[0-9a-f]{24}\b/g, "$1:0123456789abcdef01234567"],
      [/设备 [0-9a-f]{4}/g, "设备 0a1b"],
      [/(\d+\.\d+\.\d+) · \S+( \S+)?/g, "$1 · 0000000"],
      [/(有效期至 )\d{4}-\d\d-\d\d/g, "$12037-03-02"],
    ];
    const look = (root: Document | ShadowRoot): void => {
      const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = texts.currentNode;
        const before = text.nodeValue ?? "";
        const after = same.reduce((changed, [pattern, by]) => changed.replace(pattern, by), before);
        if (after !== before) text.nodeValue = after;
      }
      for (const element of root.querySelectorAll("*")) if (element.shadowRoot !== null) look(element.shadowRoot);
    };
    look(document);
  });
}

async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  await page.mouse.move(0, 0);
  await withoutChance(page);
  await page.screenshot({ path: join(OUT, `${name}.png`), animations: "disabled", caret: "hide", scale: "css" });
}

async function begin(kiosk: Kiosk, page: Page): Promise<void> {
  await page.clock.setFixedTime(MOMENT);
  await kiosk.begin();
}

test("gate", async ({ kiosk, page }) => {
  await page.clock.setFixedTime(MOMENT);
  await kiosk.visit();
  await expect(kiosk.get("manifest")).toBeVisible();
  await expect(kiosk.get("demo-passphrase"), "no passphrase is in the picture").toHaveCount(0);
  await picture(page, "1-gate");
});

test("list", async ({ kiosk, page }) => {
  await begin(kiosk, page);
  await kiosk.lookFor();
  await picture(page, "2-list");
});

test("card", async ({ kiosk, page }) => {
  await begin(kiosk, page);
  await kiosk.lookFor();
  await kiosk.get("list").focus();
  await page.keyboard.press("Enter");
  await kiosk.get("card").waitFor();
  await picture(page, "3-card");
});

test("charts", async ({ kiosk, page }) => {
  await page.clock.setFixedTime(MOMENT);
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.get("tab-charts").click();
  await kiosk.get("figure").first().waitFor();
  await expect(kiosk.get("figure").first().locator("svg").first()).toBeVisible();
  await picture(page, "4-charts");
});

test("dark, with large type", async ({ kiosk, page }) => {
  await begin(kiosk, page);
  await kiosk.get("appearance").click();
  await page.getByRole("radio", { name: "深色" }).check();
  await page.getByRole("radio", { name: "大", exact: true }).check();
  await page.keyboard.press("Escape");
  await kiosk.lookFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("18px");
  await picture(page, "5-dark-large");
});

test("phone", async ({ kiosk, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await begin(kiosk, page);
  await kiosk.expectCount(WOMEN_OF_80);
  await expect(kiosk.get("question")).toHaveValue(QUESTION);
  await picture(page, "6-phone");
});
