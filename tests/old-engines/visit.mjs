// What an officer does on the page from beginning to end: unlock, ask, look, narrow, leave.
import assert from "node:assert/strict";
import { changeLooks } from "./looks.mjs";
import { printFigures, takeAway } from "./take.mjs";
import { PASSPHRASE } from "./ways.mjs";

/** The first question, and its answer. */
const QUESTION = "80岁以上 女";
const PURPOSE = "上门走访";
const WOMEN_OF_80 = 74;
/** All of 80 and over. */
const OLD = 140;
const POPULATION = 8812;
/** Screens of offices. */
export const SCREENS = [
  { width: 1366, height: 768 },
  { width: 1024, height: 768 },
];

/** Counts of the values of the first facet. Runs in the page. */
const facetCounts = () => {
  const facet = document.querySelector("yongquan-kiosk").shadowRoot.querySelector("yongquan-desk").shadowRoot.querySelector("yongquan-facets").shadowRoot.querySelector("yongquan-facet");
  return Array.from(facet.shadowRoot.querySelectorAll("[data-testid=facet-value]"), (value) => Number(value.getAttribute("data-count")));
};

/** First cells of the list. Runs in the page. */
const peopleShown = () => {
  const list = document.querySelector("yongquan-kiosk").shadowRoot.querySelector("yongquan-desk").shadowRoot.querySelector("yongquan-list");
  return Array.from(list.shadowRoot.querySelectorAll("tbody td:first-child"), (cell) => cell.textContent.trim());
};

/** Clicks a value of the first facet. Runs in the page. */
const clickFacet = (place) => {
  const facet = document.querySelector("yongquan-kiosk").shadowRoot.querySelector("yongquan-desk").shadowRoot.querySelector("yongquan-facets").shadowRoot.querySelector("yongquan-facet");
  facet.shadowRoot.querySelectorAll("[data-testid=facet-value]")[place].click();
};

/** Looks at one screen: a picture, and nothing that is wider than it. */
async function look(visitor, pictureOf, name) {
  for (const screen of SCREENS) {
    await visitor.resize(screen);
    const overflow = await visitor.inPage(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${name} is ${overflow} pixels wider than ${screen.width}`);
    await visitor.picture(pictureOf(`${name}-${screen.width}`));
  }
}

/** How many elements have a test id, in every shadow root. Runs in the page. */
const countOf = (testId) => {
  const within = (root) =>
    Array.from(root.querySelectorAll("*")).reduce(
      (sum, element) => sum + (element.getAttribute("data-testid") === testId ? 1 : 0) + (element.shadowRoot === null ? 0 : within(element.shadowRoot)), 0,
    );
  return within(document);
};

/** Asks in the other ways: counted while typing, completed, taken back, built by choosing, kept under a name. */
async function askAround(visitor) {
  const conditions = (count) => visitor.until(`${count} conditions`, async () => (await visitor.inPage(countOf, "condition")) === count);
  await visitor.type("question", "80岁以上");
  await visitor.expectNumber("count", OLD);
  await visitor.type("question", "是否就");
  await visitor.get("suggestion");
  await visitor.press("ArrowDown");
  await visitor.press("Enter");
  await visitor.until("yes and no", async () => (await visitor.inPage(countOf, "suggestion")) === 2);
  await visitor.press("ArrowDown");
  await visitor.press("Enter");
  await visitor.until("the end of the suggestions", async () => (await visitor.inPage(countOf, "suggestion")) === 0);
  await visitor.until("another count", async () => ![OLD, POPULATION].includes(await visitor.number("count")));
  await visitor.click("undo");
  await visitor.expectNumber("count", POPULATION);

  await visitor.click("build");
  await visitor.type("field", "sex");
  await visitor.press("Enter");
  await visitor.until("a count beside every choice", async () => (await visitor.find("option")) !== null && (await visitor.number("option")) >= 0);
  await visitor.click("option");
  await visitor.click("add-condition");
  await conditions(1);

  // On a narrow screen what is done with questions stands in a menu.
  if ((await visitor.find("saved-more")) !== null) await visitor.click("saved-more");
  await visitor.click("saved-name");
  await visitor.type("save-name", "<b>常用</b>");
  await visitor.press("Enter");
  await visitor.get("saved-question");
  await visitor.click("saved-close");
  await visitor.click("undo");
  await visitor.expectNumber("count", POPULATION);
}

/** What a chart shows: the numbers in it, and the colour of its bars. Runs in the page. */
const chartShows = (chart) => ({
  isDrawn: chart.getAttribute("data-drawn") === "yes" && chart.querySelector("svg path") !== null,
  numbers: Array.from(chart.querySelectorAll("svg text"), (text) => text.textContent.trim()).filter((text) => /^\d+$/.test(text)).map(Number),
  fills: Array.from(chart.querySelectorAll("svg path"), (path) => getComputedStyle(path).fill),
});

/** Waits until a chart is there, and gives what it shows. */
async function chartOf(visitor, kind) {
  return visitor.until(`the ${kind}`, async () => {
    const chart = await visitor.find("chart");
    if (chart === null || (await chart.evaluate((found) => found.getAttribute("data-kind"))) !== kind) return null;
    const shows = await chart.evaluate(chartShows);
    return shows.isDrawn && shows.numbers.length > 0 ? shows : null;
  });
}

const total = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** Looks at the selection in every other way, and leaves it as it was. */
async function lookAround(visitor, pictureOf, isThorough) {
  await visitor.click("tab-charts");
  const pyramid = await chartOf(visitor, "pyramid");
  assert.equal(total(pyramid.numbers), WOMEN_OF_80);
  // The colours of the page come through: none of them is what a browser draws for a colour that it does not know.
  assert.ok(pyramid.fills.some((fill) => /^rgb\((?!0, 0, 0\))/.test(fill)), `the bars are ${pyramid.fills}`);
  await look(visitor, pictureOf, "pyramid");
  await visitor.click("chart-bars");
  assert.equal(total((await chartOf(visitor, "bars")).numbers), WOMEN_OF_80);
  await visitor.click("chart-histogram");
  assert.ok((await chartOf(visitor, "columns")).numbers.length > 0);
  for (const [tab, table] of [["cross", "cross-table"], ["compare", "compare-table"], ["coverage", "coverage-table"]]) {
    await visitor.click(`tab-${tab}`);
    await visitor.get(table);
    await look(visitor, pictureOf, tab);
    if (tab === "cross" && isThorough) await printFigures(visitor, WOMEN_OF_80);
  }
  await visitor.click("tab-list");
  await visitor.click("wall-open");
  await visitor.click("wall-start");
  const count = await visitor.get("wall-count");
  assert.equal(await count.evaluate((found) => found.textContent.trim()), `${WOMEN_OF_80}人`);
  await visitor.picture(pictureOf("wall"));
  await visitor.click("wall-leave");
  await visitor.get("list");
  await visitor.expectNumber("count", WOMEN_OF_80);
}

/**
 * Does everything, from a page that was opened in one of the ways. Gives what the page answered. `isThorough` adds what is the same by every way and takes
 * long: cards and figures on paper, help, each theme.
 */
export async function visit(visitor, pictureOf, isThorough) {
  await visitor.get("passphrase");
  await look(visitor, pictureOf, "unlock");
  assert.equal(await visitor.find("question"), null, "nothing is open yet");
  await visitor.type("passphrase", PASSPHRASE);
  await visitor.click("unlock");
  await visitor.get("question");
  await visitor.expectNumber("count", POPULATION);

  await askAround(visitor);
  await visitor.type("question", QUESTION);
  await visitor.press("Enter");
  await visitor.expectNumber("count", WOMEN_OF_80);
  await visitor.expectNumber("population", POPULATION);
  // The first of the office's purposes.
  await visitor.click("why-choice");
  assert.ok((await (await visitor.get("purpose")).evaluate((chosen) => chosen.textContent)).includes(PURPOSE));
  await visitor.get("list");
  const people = await visitor.inPage(peopleShown);
  assert.ok(people.length > 5, "the list shows people");
  for (const person of people) assert.match(person, /\*/, "names are masked");
  await visitor.press("End");
  await visitor.until("the end of the list", async () => (await visitor.inPage(peopleShown))[0] !== people[0]);
  await look(visitor, pictureOf, "answer");

  await takeAway(visitor, WOMEN_OF_80, isThorough);
  await lookAround(visitor, pictureOf, isThorough);
  if (isThorough) await changeLooks(visitor, pictureOf);

  // The values that few people hold come when all are asked for.
  await visitor.click("facet-all");
  const counts = await visitor.inPage(facetCounts);
  assert.equal(counts.reduce((sum, count) => sum + count, 0), WOMEN_OF_80);
  const largest = Math.max(...counts);
  await visitor.inPage(clickFacet, counts.indexOf(largest));
  await visitor.expectNumber("count", largest);
  // The panel's own condition does not restrict its own counts.
  assert.deepEqual(await visitor.inPage(facetCounts), counts);

  await visitor.click("lock");
  await visitor.get("locked");
  assert.equal(await visitor.find("question"), null, "the register is closed");
  const left = await visitor.everything();
  for (const secret of [QUESTION, PASSPHRASE, PURPOSE, "8,812", ...people]) assert.ok(!left.includes(secret), `${secret} is left in the document`);
  await visitor.until("the end of the worker that held the table", () => visitor.workerCount <= 1);
  return { count: WOMEN_OF_80, population: POPULATION };
}
