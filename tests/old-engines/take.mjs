// What an officer takes away: a list on paper, whose pages are numbered without the browser's help, and a spreadsheet.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const NOTICE_OF_PAPER = "这里不能直接打印屏幕";
/** What a zip file, and so a spreadsheet, begins with. */
const ZIP = "PK\u0003\u0004";

/**
 * Pages of a PDF as text without white space: what stands between Chinese characters is a matter of how it is read. Chromium 86 writes
 * some characters down as the radicals that look like them; one of those has no plain form of its own.
 */
function pagesOf(pdf) {
  const text = execFileSync("pdftotext", ["-raw", "-", "-"], { input: pdf, encoding: "utf8" });
  return text.split("\f").slice(0, -1).map((page) => page.normalize("NFKC").replace(/\s/g, "").replace(/⻚/g, "页"));
}

/** Waits for what the dialog says when something was made, and gives the mark of the log. */
async function outcomeOf(visitor) {
  const said = await visitor.until("a mark of the log", async () => {
    const outcome = await visitor.get("outcome");
    return /\d+:[0-9a-f]{24}/.exec(await outcome.evaluate((element) => element.textContent));
  });
  return said[0];
}

async function printList(visitor, count) {
  // There is no printer and nobody to close a dialog: what the document holds for the printer is made a PDF by the test.
  await visitor.inPage(() => {
    window.print = () => undefined;
  });
  await visitor.click("print");
  await visitor.click("do");
  const mark = await outcomeOf(visitor);
  const pages = pagesOf(await visitor.pdf());
  assert.ok(pages.length > 1, "the list has more than one page");
  pages.forEach((page, place) => {
    assert.ok(page.includes(`第${place + 1}页,共${pages.length}页`), `page ${place + 1} says which it is: ${page}`);
    assert.ok(page.includes(`日志${mark}`), `page ${place + 1} names the log`);
    assert.ok(page.includes("序号姓名"), `page ${place + 1} has the header of the list`);
    assert.ok(!page.includes(NOTICE_OF_PAPER));
  });
  for (const fact of [`${count}人`, "2013-03-02", "已打码"]) assert.ok(pages[0].includes(fact), `${fact} stands on the first page`);
  await visitor.click("dismiss");
  // What was printed is gone, and the browser's own print gets a sentence.
  assert.equal(await visitor.inPage(() => document.querySelector("yongquan-paper")), null);
  const plain = pagesOf(await visitor.pdf());
  assert.equal(plain.length, 1);
  assert.ok(plain[0].includes(NOTICE_OF_PAPER), plain[0]);
  assert.ok(!plain[0].includes("*"), "no person stands there");
}

async function exportList(visitor) {
  const folder = mkdtempSync(join(tmpdir(), "yongquan-download-"));
  try {
    await visitor.saveInto(folder);
    await visitor.click("export");
    await visitor.click("do");
    const mark = await outcomeOf(visitor);
    const name = await visitor.until("a spreadsheet", () => readdirSync(folder).find((file) => file.endsWith(".xlsx")));
    assert.equal(name, `名单-2013-03-02-${mark.split(":")[0]}.xlsx`);
    assert.equal(readFileSync(join(folder, name), "latin1").slice(0, ZIP.length), ZIP);
    await visitor.click("dismiss");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes away the list that is shown. */
export async function takeAway(visitor, count) {
  await printList(visitor, count);
  await exportList(visitor);
}
