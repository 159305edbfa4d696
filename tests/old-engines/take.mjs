// What an officer takes away: a list on paper, whose pages are numbered without the browser's help, and a spreadsheet.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expectFontsInside, expectRows, expectSheets, pagesOf } from "./paper.mjs";

const NOTICE_OF_PAPER = "这里不能直接打印屏幕";
/** What a zip file, and so a spreadsheet, begins with. */
const ZIP = "PK\u0003\u0004";

const TITLE = "社区居民信息";
const QUESTION_IN_WORDS = "2013-03-02年满80周岁且女性";
const HEADER = "序号 姓名 年龄 性别 网格编码 楼栋号 单元号 老人居住类型 手机号码 更新日期";
/** What stands above a list, whitespace aside. */
const FACTS = ["问题2013-03-02年满80周岁且女性", "数据截至2013-03-02", "制作人综合窗口", "事由上门走访", "内容已打码", "快照1"];

/** Waits for what the dialog says when something was made, and gives the mark of the log and how many pages it says. */
async function outcomeOf(visitor) {
  return visitor.until("a mark of the log", async () => {
    const outcome = await visitor.get("outcome");
    const said = await outcome.evaluate((element) => element.textContent);
    const mark = /\d+:[0-9a-f]{24}/.exec(said)?.[0];
    return mark !== undefined && { mark, pageCount: Number(/共 (\d+) 页/.exec(said)?.[1]) };
  });
}

/** The sheets that the document holds for the printer. Runs in the page. */
const sheetCount = () => document.querySelector("yongquan-paper").shadowRoot.querySelectorAll(".sheet").length;

async function printList(visitor, count) {
  // There is no printer and nobody to close a dialog: what the document holds for the printer is made a PDF by the test.
  await visitor.inPage(() => {
    window.print = () => undefined;
  });
  await visitor.click("print");
  await visitor.click("do");
  const { mark, pageCount } = await outcomeOf(visitor);
  assert.ok(pageCount > 1, "the list has more than one page");
  assert.equal(await visitor.inPage(sheetCount), pageCount);
  const pdf = await visitor.pdf();
  const pages = pagesOf(pdf);
  expectFontsInside(pdf);
  expectSheets(pages, { title: `${TITLE}名单`, question: QUESTION_IN_WORDS, mark, isLandscape: true, pageCount });
  expectRows(pages, count, HEADER);
  for (const fact of [...FACTS, `人数${count}人`, `日志${mark}`]) assert.ok(pages[0].text.includes(fact), `${fact} stands on the first page`);
  await visitor.click("dismiss");
  // What was printed is gone, and the browser's own print gets a sentence.
  assert.equal(await visitor.inPage(() => document.querySelector("yongquan-paper")), null);
  const [notice, ...more] = pagesOf(await visitor.pdf());
  assert.equal(more.length, 0);
  assert.ok(notice.text.includes(NOTICE_OF_PAPER), notice.text);
  assert.ok(!notice.text.includes("*"), "no person stands there");
}

/** Cards of the same people: upright, as many as there are people, none of them in two parts. */
async function printCards(visitor, count) {
  await visitor.click("print");
  await visitor.click("form-cards");
  await visitor.click("do");
  const { mark, pageCount } = await outcomeOf(visitor);
  const pages = pagesOf(await visitor.pdf());
  expectSheets(pages, { title: `${TITLE}卡片`, question: QUESTION_IN_WORDS, mark, isLandscape: false, pageCount });
  const cards = pages.map(({ lines }) => lines.flatMap((line) => /^(\d+) ?· ?\p{Script=Han}\*/u.exec(line)?.[1] ?? []).map(Number));
  assert.deepEqual(cards.flat(), Array.from({ length: count }, (_, place) => place + 1));
  pages.forEach(({ lines }, place) => {
    const ends = lines.filter((line) => line.startsWith("更新日期")).length;
    assert.equal(ends, cards[place].length, `every card of page ${place + 1} ends there`);
  });
  await visitor.click("dismiss");
}

/** The table of figures that is shown. */
export async function printFigures(visitor, count) {
  await visitor.click("print-figures");
  const pageCount = await visitor.inPage(sheetCount);
  const pages = pagesOf(await visitor.pdf());
  const mark = /日志(\d+:[0-9a-f]{24})/.exec(pages[0].text)?.[1];
  expectSheets(pages, { title: "网格编码×性别", question: QUESTION_IN_WORDS, mark, isLandscape: false, pageCount });
  assert.ok(pages[0].lines.includes(`合计 ${count} 0 ${count}`), pages[0].text);
  assert.ok(!pages[0].text.includes("*"), "no person stands there");
}

async function exportList(visitor) {
  const folder = mkdtempSync(join(tmpdir(), "yongquan-download-"));
  try {
    await visitor.saveInto(folder);
    await visitor.click("export");
    await visitor.click("do");
    const { mark } = await outcomeOf(visitor);
    const name = await visitor.until("a spreadsheet", () => readdirSync(folder).find((file) => file.endsWith(".xlsx")));
    assert.equal(name, `名单-2013-03-02-${mark.split(":")[0]}.xlsx`);
    assert.equal(readFileSync(join(folder, name), "latin1").slice(0, ZIP.length), ZIP);
    await visitor.click("dismiss");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes away the list that is shown; with cards, if there is time for them. */
export async function takeAway(visitor, count, withCards) {
  await printList(visitor, count);
  if (withCards) await printCards(visitor, count);
  await exportList(visitor);
}
