// Reads a printed PDF with a program that is not a browser, and says what must be so of every paper that the page prints.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

/** A4 upright, in points. */
const SHORT_SIDE = 595;
const LONG_SIDE = 842;
/** How often who and when and the log's mark stand on a sheet at least: in its foot, and in the watermark all over it. */
const MIN_MARKS = 4;

/**
 * Chromium 86 to 103 write down some characters as the radicals that look like them, if the font draws both by the same shape. Most of these have
 * a plain form in Unicode's own rules; these, which are simplified, have none.
 */
const RADICALS = new Map(Array.from("⺠民⻅见⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙".matchAll(/(.)(.)/gu), ([, radical, plain]) => [radical, plain]));
const plain = (text) => Array.from(text.normalize("NFKC"), (character) => RADICALS.get(character) ?? character).join("");

/** Without white space: what stands between Chinese characters is a matter of how the text is read out of the file. */
export const tight = (text) => plain(text).replace(/\s/g, "");

const run = (program, pdf, ...options) => execFileSync(program, options, { input: pdf, encoding: "utf8", maxBuffer: 2 ** 27 });

/** The middles of some of a page's words, from its top, in points. */
const heightsOf = (words, fits) => words.filter(({ text }) => fits.test(text)).map(({ middle }) => middle).sort((a, b) => a - b);

/** Pages of paper: each with its lines as they were drawn, all its text without white space, its size, and where its words stand. */
export function pagesOf(pdf) {
  const texts = run("pdftotext", pdf, "-raw", "-", "-").split("\f").slice(0, -1);
  const boxes = run("pdftotext", pdf, "-bbox", "-", "-").split("<page ").slice(1);
  const number = (name, text) => Number(new RegExp(`${name}="([\\d.-]+)"`).exec(text)?.[1]);
  assert.equal(boxes.length, texts.length);
  assert.equal(Number(/^Pages: +(\d+)$/m.exec(run("pdfinfo", pdf, "-"))?.[1]), texts.length);
  return texts.map((text, place) => ({
    lines: text.split("\n").map(plain),
    text: tight(text),
    width: number("width", boxes[place]),
    height: number("height", boxes[place]),
    words: Array.from(boxes[place].matchAll(/<word [^>]*>[^<]*/g), ([word]) => ({
      text: plain(word.slice(word.indexOf(">") + 1)),
      middle: (number("yMin", word) + number("yMax", word)) / 2,
    })),
  }));
}

/** That every font of a PDF is inside, and says which characters its shapes are. */
export function expectFontsInside(pdf) {
  const fonts = run("pdffonts", pdf, "-").trimEnd().split("\n").slice(2);
  assert.ok(fonts.length > 0, "there is text");
  for (const font of fonts) assert.match(font, / yes +(?:yes|no) +yes +\d+ +\d+$/, "embedded, and readable as text");
}

/** Where the foot of a sheet stands, from the top of the page, in points. */
function footOf({ words, lines }) {
  const found = heightsOf(words, /页,共/);
  assert.equal(found.length, 1, `one foot: ${lines.join("\n")}`);
  return found[0];
}

/**
 * What is so of every sheet: it is one page of paper, of A4, begins with what it is, says which of how many it is, who made it when and by which entry of
 * the log, and has that all over it as a watermark.
 */
export function expectSheets(pages, { title, question, mark, isLandscape, pageCount }) {
  assert.equal(pages.length, pageCount, "a sheet is a page of paper");
  const stamp = new RegExp(`综合窗口·设备[0-9a-f]{4}·\\d{4}-\\d\\d-\\d\\d\\d\\d:\\d\\d·快照1·日志${mark}第(\\d+)页,共(\\d+)页`, "g");
  pages.forEach((page, place) => {
    const { text, width, height } = page;
    const where = `page ${place + 1}: ${page.lines.join("\n")}`;
    assert.deepEqual([width, height].map(Math.round), isLandscape ? [LONG_SIDE, SHORT_SIDE] : [SHORT_SIDE, LONG_SIDE], where);
    assert.deepEqual(Array.from(text.matchAll(stamp), (found) => found.slice(1).map(Number)), [[place + 1, pageCount]], where);
    assert.ok(text.split(mark).length > MIN_MARKS, `a watermark on ${where}`);
    assert.ok(text.startsWith(title), `${title} stands first on ${where}`);
    for (const said of [question, "虚构演示数据"]) assert.ok(text.includes(said), `${said} on ${where}`);
    assert.ok(footOf(page) < height, where);
  });
}

/** The rows of a list, by number and masked name: none is missing, twice there, or below the foot of its sheet, and each sheet has the header once. */
export function expectRows(pages, count, header) {
  const numbers = pages.flatMap((page, place) => {
    assert.equal(page.text.split(tight(header)).length, 2, `the header stands once on page ${place + 1}`);
    const rows = page.lines.flatMap((line) => /^(\d+) \p{Script=Han}\*\p{Script=Han}* /u.exec(line)?.[1] ?? []);
    const names = heightsOf(page.words, /^\p{Script=Han}\*\p{Script=Han}*$/u);
    assert.equal(names.length, rows.length, "every row has a name that is masked");
    const [first, second = first] = names;
    assert.ok(footOf(page) - names[names.length - 1] > second - first, `the last row of page ${place + 1} ends above the foot`);
    return rows.map(Number);
  });
  assert.deepEqual(numbers, Array.from({ length: count }, (_, place) => place + 1));
}
