/** A newcomer who reads the screen and nothing else: only what is written there, no names of parts. */
import { PASSPHRASE, expect, test } from "./kiosk.js";

const SCREEN = { width: 1366, height: 768 };

test("finds the 74 women of 80 and over from the first screen", async ({ kiosk, page }) => {
  await page.setViewportSize(SCREEN);
  await kiosk.visit({ isFirst: true });
  await page.getByLabel("口令", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "解锁" }).click();
  // The page explains itself in three steps; whoever has read them comes to the box.
  await page.getByText("第 1 步，共 3 步").waitFor();
  await page.getByRole("button", { name: "不看了" }).click();
  await page.getByPlaceholder("80岁以上 女").fill("80岁以上 女");
  await page.getByRole("button", { name: "查询" }).click();
  await expect(page.getByText("74 人", { exact: true })).toBeVisible();
  await expect(page.getByText("共 8,812 人")).toBeVisible();
  await expect(page.getByText("为了什么看名单？")).toBeVisible();
  await page.getByRole("button", { name: "上门走访" }).click();
  await expect(page.getByRole("grid", { name: /^名单/ })).toBeVisible();
  await expect(page.getByText(/共 74 条/)).toBeVisible();
  // Everybody in sight is a woman of eighty or over, and nobody's name is whole.
  const rows = page.getByRole("grid", { name: /^名单/ }).getByRole("row").filter({ has: page.getByRole("gridcell") });
  await expect(rows.first()).toContainText("女性");
  for (const row of await rows.all()) {
    await expect(row).toContainText("女性");
    const cells = await row.getByRole("gridcell").allInnerTexts();
    expect(cells.map((text) => text.trim()).some((text) => /^(8\d|9\d|1\d\d)$/.test(text)), cells.join("|")).toBe(true);
    expect(cells[0]).toContain("*");
  }
});
