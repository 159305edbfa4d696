/** The English page: every dialog is gone through, and nothing in it is Chinese but values of the register. In each state: accessibility.spec.ts. */
import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { chineseIn, readableTexts } from "./english.js";
import { WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";

const PURPOSE = "Home visit";

/** A page in English with a list of people. */
async function begin(kiosk: Kiosk, page: Page): Promise<void> {
  await page.addInitScript(() => Object.assign(window, { print: () => undefined }));
  await kiosk.begin();
  await kiosk.get("language").click();
}

const expectEnglish = async (page: Page, within: string): Promise<void> => {
  const texts = await readableTexts(page, within);
  expect(texts.join("").trim(), `${within} says something`).not.toBe("");
  expect(chineseIn(texts), within).toEqual([]);
};

test("purpose, print, export, notice and log speak English, on paper too", async ({ kiosk, page }) => {
  await begin(kiosk, page);
  await expectEnglish(page, "yongquan-purpose");
  await kiosk.get("why-other").click();
  await expect(kiosk.get("why")).toBeVisible();
  await expectEnglish(page, "yongquan-purpose");
  await page.getByRole("button", { name: PURPOSE, exact: true }).click();
  await kiosk.get("list").waitFor();
  await expectEnglish(page, "yongquan-purpose");

  for (const name of ["print", "export", "notice"]) {
    await kiosk.get(name).click();
    const dialog = `yongquan-${name} dialog`;
    const columns = kiosk.get("take-columns");
    if (name !== "notice") {
      await columns.locator("summary").click();
      await kiosk.get("whole").check();
    }
    if (name === "export") await kiosk.get("format-csv").check();
    await expectEnglish(page, dialog);
    // What is missing, and what was made.
    await kiosk.get("take-purpose").selectOption({ label: "Another one (please write it)" });
    await kiosk.get("take-words").fill("");
    await kiosk.get("do").click();
    await expect(kiosk.get("take-problem")).toContainText("purpose");
    await expectEnglish(page, dialog);
    await kiosk.get("take-purpose").selectOption({ label: PURPOSE });
    await kiosk.get("do").click();
    await expect(kiosk.get("outcome")).toContainText(/\d+:[0-9a-f]{24}/);
    await expectEnglish(page, dialog);
    if (name !== "export") {
      const text = execFileSync("pdftotext", ["-raw", "-", "-"], { input: await page.pdf({ preferCSSPageSize: true }), encoding: "utf8" });
      expect(text).toMatch(/Page ?1 ?of ?\d+/);
      // What is said above the rows, and the titles of the columns.
      const above = (text.split(/^1 /m)[0] ?? "").trimEnd().split("\n");
      expect(above.length).toBeGreaterThan(4);
      expect(chineseIn(above)).toEqual([]);
      if (name === "print") expect(text.replace(/ /g, "")).toContain(PURPOSE.replace(/ /g, ""));
    }
    await kiosk.get("dismiss").click();
  }
  await page.locator("yongquan-log button").first().click();
  await kiosk.get("log-export").waitFor();
  await expectEnglish(page, "yongquan-log");
});

test("builder and saved questions speak English", async ({ kiosk, page }) => {
  await begin(kiosk, page);
  await kiosk.get("build").click();
  await expectEnglish(page, "yongquan-builder");
  // A field of each kind: a code, a date, a number, yes and no, a text.
  for (const field of ["education_level", "birth_date", "age", "has_longevity_allowance", "name"]) {
    await kiosk.get("builder").getByTestId("field").first().fill(field);
    await page.keyboard.press("Enter");
    await kiosk.get("operator").first().waitFor();
    await expectEnglish(page, "yongquan-builder");
  }
  await kiosk.get("add-household").first().click();
  await kiosk.get("add-group").first().click();
  await expectEnglish(page, "yongquan-builder");
  await page.keyboard.press("Escape");

  await kiosk.get("saved-name").first().click();
  await expectEnglish(page, "yongquan-saved");
  await kiosk.get("save-name").fill("Eighty");
  await page.keyboard.press("Enter");
  await kiosk.get("saved-question").waitFor();
  await expectEnglish(page, "yongquan-saved");
  await kiosk.get("saved-delete").first().click();
  await expectEnglish(page, "yongquan-saved");
  await kiosk.expectCount(WOMEN_OF_80);
});
