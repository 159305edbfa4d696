/** What is taken away: on paper, as a file, for the notice board. Each is in the log, and nothing else of the page gets out. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { read, utils } from "@e965/xlsx";
import type { WorkBook } from "@e965/xlsx";
import type { Page } from "@playwright/test";
import { WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { entryOf, keptLog, markOf, paper, paperIsThere, printCalls, tight, withoutPrinter } from "./paper.js";
import { packedWith, packedWithout } from "./publisher.js";

const PURPOSE = "上门走访";
const QUESTION_IN_WORDS = "80";
const NOTICE_OF_PAPER = "这里不能直接打印屏幕";
const COLUMN_COUNT = 9;

async function exported(kiosk: Kiosk, page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const download = page.waitForEvent("download");
  await kiosk.get("do").click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** Rows of a sheet as another program reads them. */
function rowsOf(book: WorkBook, sheet: string): readonly (readonly unknown[])[] {
  const found = book.Sheets[sheet];
  if (found === undefined) throw new Error(`no sheet ${sheet}`);
  return utils.sheet_to_json<unknown[]>(found, { header: 1 });
}

test("a list is printed on numbered sheets that say what it is, and is in the log", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await expect(kiosk.get("print")).toHaveCount(0);
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("print").click();
  await expect(kiosk.get("what")).toContainText(`${WOMEN_OF_80} 人`);
  await kiosk.get("do").click();
  const mark = await markOf(kiosk);
  expect(await printCalls(page)).toBe(1);

  const pages = await paper(page);
  expect(pages.length).toBeGreaterThan(2);
  pages.forEach((text, place) => {
    expect(tight(text)).toContain(tight(`第 ${place + 1} 页，共 ${pages.length} 页`));
    expect(tight(text)).toContain(tight(`日志 ${mark}`));
    expect(text).toContain("虚构演示数据");
    // The header of the table stands on every sheet.
    expect(text).toMatch(/序号\s+姓名/);
    expect(text).not.toContain(NOTICE_OF_PAPER);
  });
  for (const fact of [QUESTION_IN_WORDS, `${WOMEN_OF_80} 人`, "2013-03-02", PURPOSE, "已打码"]) expect(tight(pages[0] ?? "")).toContain(tight(fact));
  const numbers = pages.flatMap((text) => [...text.matchAll(/^(\d+) (?=\p{Script=Han}\*)/gmu)].map(([, number]) => Number(number)));
  expect(numbers).toEqual(Array.from({ length: WOMEN_OF_80 }, (_, place) => place + 1));

  // The browser has printed: nothing of it is left, and a second print gets nothing.
  expect(await paperIsThere(page)).toBe(false);
  expect((await paper(page)).join("")).toContain(NOTICE_OF_PAPER);
  const entry = await entryOf(page, mark);
  expect(entry).toMatchObject({ action: "print", purpose: PURPOSE, rows: WOMEN_OF_80, note: "masked · list" });
  expect(entry.fields).toHaveLength(COLUMN_COUNT);
  expect(entry.persons).toHaveLength(WOMEN_OF_80);
  expect(entry.question).toContain("80");
});

test("cards are printed, few columns stand upright, many lie", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("print").click();
  const sizeOfPrint = async (): Promise<string> => {
    const mark = (await kiosk.get("outcome").textContent()) ?? "";
    await kiosk.get("do").click();
    await expect(kiosk.get("outcome")).not.toHaveText(mark);
    await markOf(kiosk);
    return execFileSync("pdfinfo", ["-"], { input: await page.pdf({ preferCSSPageSize: true }), encoding: "utf8" });
  };
  expect(await sizeOfPrint()).toMatch(/Page size: +84\d(\.\d+)? x 59\d/);
  for (const column of ["unit_no", "building_no", "mobile_phone"]) await kiosk.get("take-columns").locator(`input[value=${column}]`).uncheck();
  expect(await sizeOfPrint()).toMatch(/Page size: +59\d(\.\d+)? x 84\d/);
  await kiosk.get("form-cards").check();
  expect(await sizeOfPrint()).toMatch(/Page size: +59\d(\.\d+)? x 84\d/);
});

test("the browser's own print gets a sentence, and its key opens the page's own dialog", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  const pages = await paper(page);
  expect(pages).toHaveLength(1);
  const shown = tight(pages.join(""));
  expect(shown).toContain(NOTICE_OF_PAPER);
  expect(shown).toContain("Thescreenitselfisnotprinted");
  for (const secret of ["女性", "*", "8,812", PURPOSE]) expect(shown).not.toContain(secret);

  await page.keyboard.press("Control+p");
  await expect(kiosk.get("do")).toBeVisible();
  expect(tight((await paper(page)).join(""))).toBe(shown);
  expect(await printCalls(page)).toBe(0);
  // Inside the dialog the tabulator stays, and Escape leads back.
  for (let step = 0; step < 40; step += 1) {
    await page.keyboard.press("Tab");
    const isOutside = await page.evaluate(() => {
      let active = document.activeElement;
      const path: string[] = [];
      while (active !== null && active !== undefined) {
        path.push(active.localName);
        active = active.shadowRoot?.activeElement ?? null;
      }
      return path.length > 1 && !path.includes("yongquan-print");
    });
    expect(isOutside).toBe(false);
  }
  await page.keyboard.press("Escape");
  await expect(kiosk.get("do")).toHaveCount(0);
});

test("nothing is made without a purpose or without a column", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("print").click();
  // The purpose of the list stands there already; another one has to be written.
  await expect(kiosk.get("take-purpose")).toHaveValue("visit");
  await kiosk.get("take-purpose").selectOption({ label: "其他（请写明）" });
  await kiosk.get("take-words").fill("  ");
  await kiosk.get("do").click();
  await expect(kiosk.get("take-problem")).toHaveText("请选择或写明事由。");
  await kiosk.get("take-words").fill(PURPOSE);
  const chosen = await kiosk.get("take-columns").locator("input:checked").evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value));
  expect(chosen).toHaveLength(COLUMN_COUNT);
  for (const column of chosen) await kiosk.get("take-columns").locator(`input[value=${column}]`).uncheck();
  await kiosk.get("do").click();
  await expect(kiosk.get("take-problem")).toHaveText("请至少选一列。");
  expect(await printCalls(page)).toBe(0);
});

test("a lock removes the dialog and what waits for the printer", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("print").click();
  await kiosk.get("do").click();
  await markOf(kiosk);
  expect(await paperIsThere(page)).toBe(true);
  const person = await page.locator("yongquan-paper").evaluate((element) => element.shadowRoot?.querySelector("tbody td:nth-child(2)")?.textContent ?? "");
  expect(person).toContain("*");
  // By the element itself: a key or a click would remove the paper before it locks.
  await page.locator("yongquan-kiosk").evaluate((element) => (element as unknown as { lock(): void }).lock());
  await expect(kiosk.get("locked")).toBeVisible();
  expect(await paperIsThere(page)).toBe(false);
  expect(await kiosk.everythingInTheDocument()).not.toContain(person);
});

test("a spreadsheet is masked, says where it comes from, and is in the log", async ({ kiosk, page }) => {
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("export").click();
  const { name, bytes } = await exported(kiosk, page);
  const mark = await markOf(kiosk);
  expect(name).toBe(`名单-2013-03-02-${mark.split(":")[0]}.xlsx`);
  const book = read(bytes, { cellFormula: true, cellNF: true });
  expect(book.SheetNames).toEqual(["名单", "说明"]);
  const [titles = [], ...rows] = rowsOf(book, "名单");
  expect(titles).toHaveLength(COLUMN_COUNT);
  expect(rows).toHaveLength(WOMEN_OF_80);
  const [nameColumn, ageColumn, phoneColumn] = ["姓名", "年龄", "手机号码"].map((title) => titles.indexOf(title));
  for (const row of rows) {
    expect(row[nameColumn ?? -1]).toContain("*");
    expect(row[ageColumn ?? -1]).toEqual(expect.any(Number));
    expect(row[phoneColumn ?? -1] ?? "****").toContain("****");
  }
  const facts = new Map(rowsOf(book, "说明").map(([fact, text]) => [fact, text]));
  expect(facts.get("人数")).toBe(`${WOMEN_OF_80} 人`);
  expect([facts.get("数据截至"), facts.get("事由"), facts.get("日志"), facts.get("数据")]).toEqual(["2013-03-02", PURPOSE, mark, "虚构演示数据"]);
  expect(await entryOf(page, mark)).toMatchObject({ action: "export", purpose: PURPOSE, rows: WOMEN_OF_80, note: "masked · xlsx" });
});

/** Names that spreadsheet programs and browsers would run. */
const HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "<img src=x onerror=alert(1)>", '"quoted", with a comma'];

test("names that are formulas or markup are text in every file and on paper", async ({ kiosk, page }) => {
  let place = 0;
  const snapshot = packedWith(2, "desk", (row) => {
    if (row.get("sex") === "2" && (row.get("birth_date") ?? "9") < "1933") row.set("name", HOSTILE[place++ % HOSTILE.length] ?? "");
  });
  await page.route("**/demo.yqs", (route) => route.fulfill({ body: snapshot }));
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("export").click();
  await kiosk.get("whole").check();
  await kiosk.get("codes-both").check();
  const book = read((await exported(kiosk, page)).bytes, { cellFormula: true });
  const sheet = book.Sheets["名单"] ?? {};
  const cells = Object.entries(sheet).filter(([address]) => /^[A-Z]+\d+$/.test(address)).map(([, cell]) => cell as { readonly t: string; readonly v: unknown; readonly f?: string });
  expect(cells.filter(({ f }) => f !== undefined)).toEqual([]);
  for (const name of HOSTILE) expect(cells.filter(({ t, v }) => t === "s" && v === name).length, name).toBeGreaterThan(0);
  const phones = rowsOf(book, "名单").flatMap((row) => row.filter((cell) => /^1\d{10}$/.test(String(cell))));
  expect(phones.length).toBeGreaterThan(0);
  for (const phone of phones) expect(phone).toEqual(expect.any(String));
  expect(rowsOf(book, "名单")[0]).toEqual(expect.arrayContaining(["性别", "性别（代码）"]));
  const mark = await markOf(kiosk);
  expect(await entryOf(page, mark)).toMatchObject({ action: "export", note: "whole · xlsx" });

  await kiosk.get("format-csv").check();
  await expect(kiosk.get("csv-note")).toContainText("撇号");
  const csv = (await exported(kiosk, page)).bytes.toString("utf8");
  expect(csv.startsWith("\ufeff")).toBe(true);
  expect(csv.replace(/\r\n/g, "")).not.toContain("\n");
  const names = csv.split("\r\n\r\n")[1]?.split("\r\n").slice(1, -1).map((line) => line.slice(0, 8)) ?? [];
  expect(names).toHaveLength(WOMEN_OF_80);
  for (const start of names) expect(start).not.toMatch(/^"?[=+\-@]/);
  expect(csv).toContain(`'${HOSTILE[0] ?? ""}`);
  expect(csv).toContain('"""quoted"", with a comma"');

  await kiosk.get("dismiss").click();
  await kiosk.get("print").click();
  await kiosk.get("whole").check();
  await kiosk.get("do").click();
  await markOf(kiosk);
  expect(tight((await paper(page)).join(""))).toContain("<imgsrc=xonerror=alert(1)>");
});

/** What stands on a notice of the demonstration, cut by its rules. */
const BOARD = ["姓名", "性别", "出生日期", "年龄"];

test("a notice has the office's columns alone, cut by its rules, and is in the log", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("notice").click();
  await expect(kiosk.get("whole")).toHaveCount(0);
  await expect(kiosk.get("take-columns")).toContainText("只到年月");
  await expect(kiosk.get("take-columns").locator("input[value=mobile_phone]")).toHaveCount(0);
  await kiosk.get("notice-title").fill("高龄津贴公示");
  await kiosk.get("notice-text").fill("公示期七天，有异议请到社区办公室。");
  await kiosk.get("do").click();
  const mark = await markOf(kiosk);
  expect(await printCalls(page)).toBe(1);
  const pages = (await paper(page)).map(tight);
  for (const text of ["高龄津贴公示", "公示期七天", "按公示规则截短", tight(mark), ...BOARD]) expect(pages[0]).toContain(text);
  expect(pages.join("")).toMatch(/\p{Script=Han}\*/u);
  // Of a date of birth the day is gone.
  expect(pages.join("")).not.toMatch(/19[0-3]\d-\d\d-\d\d/);
  expect(await entryOf(page, mark)).toMatchObject({ action: "notice", purpose: PURPOSE, rows: WOMEN_OF_80, note: "cut · paper" });

  await kiosk.get("board-xlsx").check();
  const book = read((await exported(kiosk, page)).bytes);
  expect(book.SheetNames).toEqual(["公示", "说明"]);
  expect(rowsOf(book, "公示")[0]).toEqual(expect.arrayContaining(BOARD));
});

test("an office without rules for notices is told so and where they are written, and nothing is made", async ({ kiosk, page }) => {
  const snapshot = packedWithout("notice", 2, "desk");
  await page.route("**/demo.yqs", (route) => route.fulfill({ body: snapshot }));
  await withoutPrinter(page);
  await kiosk.begin();
  await expect(kiosk.get("notice")).toHaveCount(0);
  await kiosk.lookFor(PURPOSE);
  const before = await keptLog(page);
  for (const [notice, what, remedy] of [["公示", "本单位还没有公示规则", "请发布者在 policy.toml 里写上 [notice]"], ["Public notice", "no rules for notices", "write [notice] into policy.toml"]] as const) {
    await expect(kiosk.get("notice")).toHaveText(notice);
    await kiosk.get("notice").focus();
    await page.keyboard.press("Enter");
    const dialog = page.locator("yongquan-notice").getByRole("dialog");
    await expect(dialog).toContainText(what);
    await expect(dialog).toContainText(remedy);
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.no_notice");
    for (const testId of ["do", "take-columns", "take-purpose"]) await expect(kiosk.get(testId)).toHaveCount(0);
    await expect(kiosk.get("dismiss")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await kiosk.get("language").click();
  }
  // The worker refuses too, whatever a page asks of it: extract.test.ts. The rest goes on as ever.
  expect(await keptLog(page)).toBe(before);
  expect([await printCalls(page), await paperIsThere(page)]).toEqual([0, false]);
  await kiosk.get("print").click();
  await kiosk.get("do").click();
  expect(await entryOf(page, await markOf(kiosk))).toMatchObject({ action: "print" });
});

/** Asks for a notice of the first question's people, as a snapshot has them. */
async function beginNotice(kiosk: Kiosk, snapshot: Buffer): Promise<void> {
  await kiosk.page.route("**/demo.yqs", (route) => route.fulfill({ body: snapshot }));
  await withoutPrinter(kiosk.page);
  await kiosk.begin();
  await kiosk.lookFor(PURPOSE);
  await kiosk.get("notice").click();
}

test("a notice with somebody's number is refused with its place, and nothing of it is left", async ({ kiosk, page }) => {
  const mobile = "１３８ 1234-5678";
  const snapshot = packedWith(2, "desk", (row) => {
    if (row.get("sex") === "2" && (row.get("birth_date") ?? "9") < "1933") row.set("estate_name", `瑞泉馨城 ${mobile}`);
  });
  let downloads = 0;
  page.on("download", () => (downloads += 1));
  await beginNotice(kiosk, snapshot);
  for (const form of ["paper", "xlsx"]) {
    await kiosk.get(`board-${form}`).check();
    await kiosk.get("do").click();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.notice_number");
    await expect(kiosk.get("error")).toContainText("手机号码");
    await expect(kiosk.get("error")).toContainText("小区");
    await expect(kiosk.get("error")).not.toContainText("5678");
    expect(await paperIsThere(page)).toBe(false);
  }
  // Without that column it can be made, unless the operator writes a number into it.
  await kiosk.get("take-columns").locator("input[value=estate_name]").uncheck();
  await kiosk.get("notice-text").fill("联系人身份证 11010519491231002X");
  await kiosk.get("do").click();
  await expect(kiosk.get("error")).toContainText("身份证号码");
  expect([await printCalls(page), downloads]).toEqual([0, 0]);
  await kiosk.get("notice-text").fill("");
  await exported(kiosk, page);
  expect(downloads).toBe(1);
});

test("an identity number that is split over two columns of a notice is refused", async ({ kiosk, page }) => {
  const snapshot = packedWith(2, "desk", (row) => {
    if (row.get("sex") === "2" && (row.get("birth_date") ?? "9") < "1933") row.set("estate_name", "110105").set("hukou_address", "19491231002X栋");
  });
  await beginNotice(kiosk, snapshot);
  for (const form of ["paper", "xlsx"]) {
    await kiosk.get(`board-${form}`).check();
    await kiosk.get("do").click();
    await expect(kiosk.get("error")).toContainText("身份证号码");
    await expect(kiosk.get("error")).not.toContainText("002X");
  }
  expect([await paperIsThere(page), await printCalls(page)]).toEqual([false, 0]);
});

test("a chart is saved as a picture and a table of figures printed, both with where they come from", async ({ kiosk, page }) => {
  await withoutPrinter(page);
  await kiosk.begin();
  await kiosk.get("tab-charts").click();
  await kiosk.get("chart-bars").click();
  await expect(kiosk.get("figure").locator("svg")).toBeVisible();
  const saved = async (format: string): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
    const download = page.waitForEvent("download");
    await kiosk.get(`save-${format}`).click();
    const file = await download;
    return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
  };
  const svg = await saved("svg");
  expect(svg.name).toMatch(/-2013-03-02\.svg$/);
  const text = svg.bytes.toString("utf8");
  for (const said of ["年满 80 周岁", `${WOMEN_OF_80} 人`, "虚构演示数据", "综合窗口 · 设备"]) expect(text).toContain(said);
  // Nothing in it looks for the page that it came from, or runs.
  expect(text).not.toMatch(/var\(--|<script|<style|href=|style=/);
  const png = await saved("png");
  expect(png.name).toMatch(/\.png$/);
  expect(png.bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(400);

  await kiosk.get("tab-cross").click();
  await kiosk.get("print-figures").click();
  const pages = (await paper(page)).map(tight);
  expect(await printCalls(page)).toBe(1);
  expect(pages[0]).toContain(tight(`第 1 页，共 ${pages.length} 页`));
  for (const said of [`${WOMEN_OF_80}人`, "2013-03-02", "综合窗口"]) expect(pages[0]).toContain(said);
});
