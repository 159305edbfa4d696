// Help, and each of the looks that the page can have: what is chosen is seen, in the text and under it.
import assert from "node:assert/strict";

/** Looks by what is chosen: whether the ground is dark, and the contrast that text has on it at least. */
const THEMES = [
  ["dark", true, 7],
  ["contrast-light", false, 10],
  ["contrast-dark", true, 10],
  ["light", false, 7],
];
/** Sizes of type against the browser's own. */
const SIZES = [["larger", 1.375], ["large", 1.125], ["normal", 1]];
/** Where text is looked at: the header, the number, a button. */
const ON_THE_PAGE = ["lock", "count", "population", "print"];

/** Colours of an element's text and of what lies under it, as numbers, and the size of its type. Runs in the page. */
const seenOf = (element) => {
  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const up = (inner) => inner.assignedSlot ?? inner.parentElement ?? inner.getRootNode().host ?? null;
  let under = element;
  while (under !== null && numbers(getComputedStyle(under).backgroundColor)[3] === 0) under = up(under);
  const box = element.getBoundingClientRect();
  return {
    text: numbers(getComputedStyle(element).color).slice(0, 3),
    ground: under === null ? [255, 255, 255] : numbers(getComputedStyle(under).backgroundColor).slice(0, 3),
    size: parseFloat(getComputedStyle(element).fontSize),
    isThere: box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible",
  };
};

/** What the page's outermost element says of its colours: the token, and what came of it. Runs in the page. */
const tokens = () => {
  const style = getComputedStyle(document.querySelector("yongquan-kiosk"));
  const hex = (name) => style.getPropertyValue(name).trim().slice(1).match(/../g).map((digits) => parseInt(digits, 16));
  const rgb = (colour) => colour.match(/\d+/g).map(Number).slice(0, 3);
  return [[hex("--yq-text"), rgb(style.color)], [hex("--yq-page"), rgb(style.backgroundColor)]];
};

/** Relative luminance of a colour, from 0 to 1, as WCAG 2 defines it. */
function luminanceOf(colour) {
  const [red, green, blue] = colour.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(one, other) {
  const [dark, light] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

async function expectReadable(visitor, testIds, isDark, minContrast, what) {
  for (const testId of testIds) {
    const { text, ground, isThere } = await (await visitor.get(testId)).evaluate(seenOf);
    assert.ok(isThere, `${testId} is seen, ${what}`);
    assert.equal(luminanceOf(ground) < 0.2, isDark, `the ground of ${testId}, ${what}: ${ground}`);
    assert.ok(contrastOf(text, ground) >= minContrast, `${testId}, ${what}: ${text} on ${ground}`);
  }
}

/** Opens the help page, looks something up in it, and puts it away. */
async function readHelp(visitor, isDark, minContrast, what) {
  await visitor.click("help");
  await visitor.clickOn("[data-testid=help-group] summary");
  await expectReadable(visitor, ["try", "help-group"], isDark, minContrast, `in the help, ${what}`);
  const group = await visitor.get("help-group");
  assert.match(await group.evaluate((found) => found.innerText), /姓名/, "a group of fields is unfolded");
  await visitor.press("Escape");
  await visitor.until("the end of the help", async () => (await visitor.find("help-group")) === null);
}

/** Dresses the page in everything that it has, reads the help in each, and leaves it as it was. */
export async function changeLooks(visitor, pictureOf) {
  const choose = (name, value) => visitor.clickOn(`input[name=${name}][value=${value}]`);
  const sizeNow = async () => (await (await visitor.get("population")).evaluate(seenOf)).size;
  const before = await visitor.inPage(tokens);
  const usualSize = await sizeNow();
  const seen = new Set();
  for (const [theme, isDark, minContrast] of THEMES) {
    await visitor.click("appearance");
    await choose("theme", theme);
    await visitor.press("Escape");
    const now = await visitor.inPage(tokens);
    for (const [token, computed] of now) assert.deepEqual(computed, token, `the token is applied, ${theme}`);
    seen.add(JSON.stringify(now));
    await expectReadable(visitor, ON_THE_PAGE, isDark, minContrast, theme);
    await readHelp(visitor, isDark, minContrast, theme);
    await visitor.picture(pictureOf(`theme-${theme}`));
  }
  assert.equal(seen.size, THEMES.length, "every theme has its own colours");
  for (const [size, factor] of SIZES) {
    await visitor.click("appearance");
    await choose("size", size);
    await visitor.press("Escape");
    assert.equal(await sizeNow(), usualSize * factor, `type, ${size}`);
    await visitor.picture(pictureOf(`type-${size}`));
  }
  await visitor.click("appearance");
  await choose("theme", "system");
  await visitor.press("Escape");
  assert.deepEqual(await visitor.inPage(tokens), before);
}
