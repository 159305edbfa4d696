/** Printing: the card of one person, thousands of people, and the choice of what stands on the paper. */
import type { Page } from "@playwright/test";
import { PASSPHRASE, POPULATION, PURPOSE, WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { entryOf, keptLog, markOf, paper, paperIsThere, printCalls, tight, withoutPrinter } from "./paper.js";
import { logged } from "./publisher.js";

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
  const before = await cell(kiosk, "resident_id");
  await kiosk.get("household").locator("button:not([disabled])").first().click();
  await expect(kiosk.get("card").locator("dd[data-field=resident_id]")).not.toHaveText(before);
  const id = await cell(kiosk, "resident_id");
  await kiosk.get("card-print").focus();
  await page.keyboard.press("Control+p");
  await kiosk.get("do").click();
  expect((await entryOf(page, await markOf(kiosk))).persons?.[0]).toBe(id);
  expect(await paperIsThere(page)).toBe(true);
});

/** Asks for everybody on paper, up to the button that does it. */
async function aboutToPrintEverybody(kiosk: Kiosk): Promise<void> {
  await withoutPrinter(kiosk.page);
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.lookFor();
  await kiosk.get("print").click();
  await expect(kiosk.get("what")).toContainText("8,812 人");
}

/** Makes every rest of long work last, so that it is still under way when it is stopped, on a quick machine too. */
async function withLongRests(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.MessageChannel = class extends MessageChannel {
      constructor() {
        super();
        const send = this.port2.postMessage.bind(this.port2) as (message: unknown) => void;
        this.port2.postMessage = (message: unknown): void => void setTimeout(() => send(message), 100);
      }
    };
  });
}

/** How many people or pages are done, as the dialog says it: "正在排版：1,200 人，共 8,812 人". */
const doneIn = (text: string): number => Number((/：([\d,]+)/.exec(text)?.[1] ?? "").replace(/,/g, ""));

/** What the dialog says of the progress from now on, and how many frames the browser draws until the command to print. */
async function watchedProgress(page: Page): Promise<() => Promise<{ readonly frames: number; readonly texts: readonly string[] }>> {
  const seen = await page.locator("yongquan-print").evaluateHandle((dialog) => {
    const found = { frames: 0, texts: [] as string[] };
    const own = window as unknown as { readonly printed: number };
    const count = (): void => {
      if (own.printed > 0) return;
      found.frames += 1;
      const text = dialog.shadowRoot?.querySelector("[data-testid=take-progress]")?.textContent ?? "";
      if (text !== "") found.texts.push(text);
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    return found;
  });
  return () => seen.evaluate(({ frames, texts }) => ({ frames, texts }));
}

test("thousands are printed while the page goes on and says how far it is, on as many sheets as it said at least", async ({ kiosk, page }) => {
  await aboutToPrintEverybody(kiosk);
  const least = Number(await kiosk.get("sheets").getAttribute("data-count"));
  await expect(kiosk.get("many-sheets")).toContainText("很多纸");
  const seen = await watchedProgress(page);
  await kiosk.get("do").click();
  await expect(kiosk.get("outcome")).toContainText("已交给打印机");
  const { frames, texts } = await seen();
  // A page that is held up draws a frame or two.
  expect(frames).toBeGreaterThan(20);
  for (const stage of ["正在排版", "正在成页"]) {
    const done = texts.filter((text) => text.includes(stage)).map(doneIn);
    // The second may be over before the next frame.
    if (stage === "正在排版") expect(done.length).toBeGreaterThan(0);
    expect(done).toEqual([...done].sort((a, b) => a - b));
  }
  expect(new Set(texts).size).toBeGreaterThan(5);
  const mark = await markOf(kiosk);
  await expect(kiosk.get("take-progress")).toHaveCount(0);
  const { sheets, rows, last } = await page.locator("yongquan-paper").evaluate(({ shadowRoot }) => {
    const pages = Array.from(shadowRoot?.querySelectorAll(".page") ?? [], ({ textContent }) => textContent ?? "");
    return { sheets: shadowRoot?.querySelectorAll(".sheet").length ?? 0, rows: shadowRoot?.querySelectorAll("tbody tr").length, last: pages[pages.length - 1] };
  });
  expect([rows, last]).toEqual([POPULATION, `第 ${sheets} 页，共 ${sheets} 页`]);
  expect(least).toBeLessThanOrEqual(sheets);
  expect(least).toBeGreaterThan(sheets * 0.8);
  expect(await entryOf(page, mark)).toMatchObject({ action: "print", rows: POPULATION });
});

test("a print that is stopped leaves nothing but its entry in the log, and the next one is made", async ({ kiosk, page }) => {
  await aboutToPrintEverybody(kiosk);
  await withLongRests(page);
  await kiosk.get("do").click();
  await expect(kiosk.get("take-progress")).toContainText("共 8,812 人");
  expect(await paperIsThere(page)).toBe(true);
  // Half a paper is none: the browser's own print gets the notice.
  expect(tight((await paper(page)).join(""))).toContain("这里不能直接打印屏幕");
  await kiosk.get("stop").click();
  await expect(kiosk.get("outcome")).toContainText("已停止，什么也没有打印或生成");
  expect(await paperIsThere(page)).toBe(false);
  await expect(kiosk.get("take-progress")).toHaveCount(0);
  const mark = await markOf(kiosk);
  expect(await entryOf(page, mark)).toMatchObject({ action: "print", rows: POPULATION });
  await kiosk.get("dismiss").click();

  await kiosk.ask("80岁以上 女");
  await kiosk.expectCount(WOMEN_OF_80);
  await kiosk.get("print").click();
  await expect(kiosk.get("outcome")).toHaveText("");
  await kiosk.get("do").click();
  await expect(kiosk.get("outcome")).toContainText("已交给打印机");
  expect(await printCalls(page)).toBe(1);
  await page.keyboard.press("Escape");

  // Closing the dialog stops it too.
  await kiosk.get("clear").click();
  await kiosk.expectCount(POPULATION);
  await kiosk.get("print").click();
  await kiosk.get("do").click();
  await expect(kiosk.get("take-progress")).toContainText("共 8,812 人");
  await page.keyboard.press("Escape");
  await expect(kiosk.get("do")).toHaveCount(0);
  expect(await paperIsThere(page)).toBe(false);
  expect(await printCalls(page)).toBe(1);
});

test("a lock in the middle of a print removes all of it at once", async ({ kiosk, page }) => {
  await aboutToPrintEverybody(kiosk);
  await withLongRests(page);
  const person = (await kiosk.get("list").locator("tbody tr").first().locator("td").first().textContent()) ?? "";
  await kiosk.get("do").click();
  await expect(kiosk.get("take-progress")).toContainText("共 8,812 人");
  const isLeft = await page.locator("yongquan-kiosk").evaluate(async (element) => {
    const kiosk = element as unknown as { lock(): void; readonly updateComplete: Promise<boolean> };
    kiosk.lock();
    await kiosk.updateComplete;
    return document.querySelector("yongquan-paper") !== null;
  });
  await expect(kiosk.get("locked")).toBeVisible();
  expect(await paperIsThere(page)).toBe(false);
  expect(await kiosk.everythingInTheDocument()).not.toContain(person.trim());
  expect([isLeft, await printCalls(page)]).toEqual([false, 0]);
  // The worker had a second of its own: what was begun and that it was locked are both in the log.
  await kiosk.unlock();
  const actions = logged(await keptLog(page), PASSPHRASE).map(({ entry: { action, note } }) => [action, note]);
  expect(actions.slice(-3)).toEqual([["print", "masked · list"], ["lock", "asked"], ["open", undefined]]);
});

test("the sheets of cards and of upright lists are told before, never too many", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.lookFor();
  await kiosk.get("print").click();
  const printed = async (): Promise<void> => {
    const least = Number(await kiosk.get("sheets").getAttribute("data-count"));
    const before = (await kiosk.get("outcome").textContent()) ?? "";
    await kiosk.get("do").click();
    await expect(kiosk.get("outcome")).toContainText("已交给打印机");
    await expect(kiosk.get("outcome")).not.toHaveText(before);
    const sheets = await page.locator("yongquan-paper").evaluate(({ shadowRoot }) => shadowRoot?.querySelectorAll(".sheet").length ?? 0);
    expect(least).toBeLessThanOrEqual(sheets);
    expect(least).toBeGreaterThanOrEqual(Math.floor(sheets * 0.6));
  };
  await expect(kiosk.get("many-sheets")).toHaveCount(0);
  await printed();
  for (const column of ["unit_no", "building_no", "mobile_phone"]) await kiosk.get("take-columns").locator(`input[value=${column}]`).uncheck();
  await printed();
  await kiosk.get("form-cards").check();
  await printed();
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
