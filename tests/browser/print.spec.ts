/** Printing: the card of one person, thousands of people, and the choice of what stands on the paper. */
import { PURPOSE, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { entryOf, markOf, paper, paperIsThere, printCalls, tight, withoutPrinter } from "./paper.js";

/** Opens the card of the first person of those who live with two others. */
async function openCard(kiosk: Kiosk): Promise<void> {
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.ask("household_size = 3");
  await kiosk.lookFor();
  await kiosk.get("list").locator("tbody tr").first().click();
  await expect(kiosk.get("household").getByRole("button")).toHaveCount(3);
}

const cell = async (kiosk: Kiosk, field: string): Promise<string> => ((await kiosk.get("card").locator(`dd[data-field=${field}]`).textContent()) ?? "").trim();

test("a card is printed with its household and nobody else, and the log says of whom", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await openCard(kiosk);
  const [name, id, phone] = [await cell(kiosk, "name"), await cell(kiosk, "resident_id"), await cell(kiosk, "mobile_phone")];
  const members = await kiosk.get("household").locator("button span").allTextContents();
  await kiosk.get("card-print").click();
  await expect(page.getByRole("dialog")).toContainText("打印资料卡");
  await expect(kiosk.get("what")).toContainText(`1 人 · ${name}`);
  await kiosk.get("do").click();
  const mark = await markOf(kiosk);
  expect(await printCalls(page)).toBe(1);

  const pages = (await paper(page)).map(tight);
  const all = pages.join("");
  pages.forEach((text, place) => expect(text).toContain(tight(`第 ${place + 1} 页，共 ${pages.length} 页`)));
  for (const said of [name, id, phone, mark, PURPOSE, "1人，另列同户2人", "同户3人", "未填写：", "您的口令打不开"]) expect(all).toContain(tight(said));
  expect(members.length).toBeGreaterThan(6);
  for (const member of members) expect(all).toContain(tight(member));
  expect([...new Set(all.match(/R\d{6}/g))]).toEqual([id]);
  const entry = await entryOf(page, mark);
  expect(entry).toMatchObject({ action: "print", purpose: PURPOSE, rows: 3, note: "masked · card" });
  expect(entry.question).toBeUndefined();
  expect(entry.persons).toHaveLength(3);
  expect(entry.persons?.[0]).toBe(id);
  expect(entry.fields).toEqual(expect.arrayContaining(["name", "mobile_phone"]));

  // Without the household the others are neither on the paper nor in the log.
  await kiosk.get("with-household").uncheck();
  await kiosk.get("do").click();
  await expect(kiosk.get("outcome")).not.toContainText(mark);
  const alone = await markOf(kiosk);
  expect(tight((await paper(page)).join(""))).not.toContain("同户3人");
  expect(await entryOf(page, alone)).toMatchObject({ rows: 1, persons: [id], note: "masked · card" });
});

test("the key that prints is about the card while the focus is in it, and about the list everywhere else", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await openCard(kiosk);
  await expect(kiosk.get("card-name")).toBeFocused();
  await page.keyboard.press("Control+p");
  await expect(page.getByRole("dialog")).toContainText("打印资料卡");
  await page.keyboard.press("Escape");
  await expect(kiosk.get("do")).toHaveCount(0);
  await kiosk.get("list").focus();
  await page.keyboard.press("Control+p");
  await expect(page.getByRole("dialog")).toContainText("打印名单");
  await expect(kiosk.get("form-cards")).toBeVisible();
  await page.keyboard.press("Escape");

  // A member of the household need not be in the list: their card is printed all the same.
  await kiosk.get("household").locator("button:not([disabled])").first().click();
  const id = await cell(kiosk, "resident_id");
  await kiosk.get("card-print").focus();
  await page.keyboard.press("Control+p");
  await kiosk.get("do").click();
  expect((await entryOf(page, await markOf(kiosk))).persons?.[0]).toBe(id);
  expect(await paperIsThere(page)).toBe(true);
});

for (const dialog of ["print", "export"]) {
  test(`a field is found among the others before the ${dialog}, by title or id and with the keyboard alone`, async ({ kiosk, page }) => {
    await kiosk.begin();
    await kiosk.lookFor();
    await kiosk.get(dialog).click();
    const columns = kiosk.get("take-columns");
    await columns.locator("summary").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect(kiosk.get("take-search")).toBeFocused();
    const count = await columns.locator("#found input").count();
    expect(count).toBeGreaterThan(50);
    await page.keyboard.type("出生");
    await expect(columns).toContainText(/找到 \d+ 个字段/);
    const found = columns.locator("#found label");
    for (const text of await found.allTextContents()) expect(text).toContain("出生");
    // Its group stands above it still; Enter goes to it and does not print.
    await expect(columns.locator("#found .group").first()).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(found.first().locator("input")).toBeFocused();
    await page.keyboard.press("Space");
    await expect(columns).toContainText("已选 10 列");
    const chosen = await found.first().locator("input").getAttribute("value");

    // What was chosen stays so, whatever is looked for next.
    await kiosk.get("take-search").fill("former_name");
    await expect(found).toHaveCount(1);
    await expect(found.locator("input")).not.toBeChecked();
    await kiosk.get("take-search").fill("没有这个");
    await expect(columns).toContainText("没有这样的字段");
    await kiosk.get("take-search").press("Escape");
    await expect(kiosk.get("take-search")).toHaveValue("");
    await expect(kiosk.get("do")).toBeVisible();
    await expect(columns.locator("#found input")).toHaveCount(count);
    await expect(columns.locator(`#found input[value=${chosen ?? ""}]`)).toBeChecked();
    await expect(columns.locator("#found input:checked")).toHaveCount(1);
    await expect(columns).toContainText("已选 10 列");
  });
}
