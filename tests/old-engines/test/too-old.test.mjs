// Browsers that are too old, as the oldest real one can be made to look: they show what to do, and nothing else.
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BROWSERS, WORK, start } from "../browsers.mjs";
import { Outside } from "../outside.mjs";
import { SCREENS } from "../visit.mjs";
import { Visitor } from "../visitor.mjs";
import { WAYS, serve } from "../ways.mjs";

const PICTURES = join(WORK, "pictures");
const RESULTS = join(WORK, "too-old.jsonl");
/** Path of the page's own script. */
const PAGE_SCRIPT = /\/assets\/index-[^/]*\.js$/;
/** What they are called in README's table. */
const TOO_OLD = "更旧、IE 模式 · older, IE mode";
/** How long nothing more may happen. */
const QUIET_MS = 1_500;

const outside = new Outside();
let server;
let browser;
before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  rmSync(RESULTS, { force: true });
  server = await serve();
  browser = await start(BROWSERS[0], outside);
});
after(async () => {
  await browser?.close();
  outside.stop();
  server.stop();
});

/** Opens the page, by default as the first way has it, after something was done to the browser. */
async function openAfter(prepare, way = WAYS[0]) {
  const visitor = await Visitor.in(browser, SCREENS[0]);
  await prepare(visitor);
  await visitor.open(way.url(server.port));
  return visitor;
}

/** Fails unless the page says what to do, in both languages, and shows nothing else, for as long as one looks. */
async function expectAdvice(visitor, errors = []) {
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  const text = await visitor.visibleText();
  for (const expected of ["极速模式", "Chromium 86", "not use Internet Explorer"]) assert.ok(text.includes(expected), `${expected} in: ${text}`);
  assert.equal(await visitor.find("passphrase"), null);
  // Browsers may say the same twice.
  assert.deepEqual([...new Set(visitor.wrongs)], errors);
}

test("Chromium 86 shows none of it", async () => {
  const visitor = await openAfter(() => undefined);
  await visitor.get("passphrase");
  assert.ok(!(await visitor.visibleText()).includes("极速模式"));
  assert.ok(!(await visitor.everything()).includes("极速模式"), "it is gone from the document");
  visitor.expectNothingWrong(WAYS[0].url(server.port));
});

for (const way of WAYS) {
  test(`a browser that lacks what came with Chromium 86, opened by ${way.name}`, async () => {
    const visitor = await openAfter((fresh) => fresh.before(() => delete Element.prototype.replaceChildren), way);
    await expectAdvice(visitor);
    assert.ok(!(await visitor.visibleText()).includes("needs JavaScript"), "JavaScript is allowed");
    await visitor.picture(join(PICTURES, `too-old-${way.name}.png`));
    appendFileSync(RESULTS, `${JSON.stringify({ engine: TOO_OLD, way: way.name, advice: true })}\n`);
  });

  test(`without JavaScript, opened by ${way.name}`, async () => {
    const visitor = await openAfter((fresh) => fresh.withoutJavaScript(), way);
    const text = await visitor.visibleText();
    for (const expected of ["极速模式", "需要启用 JavaScript", "needs JavaScript"]) assert.ok(text.includes(expected), `${expected} in: ${text}`);
  });
}

test("a browser that lacks WebAssembly", async () => {
  await expectAdvice(await openAfter((fresh) => fresh.before(() => delete window.WebAssembly)));
});

test("a browser that does not understand the page's script", async () => {
  const visitor = await openAfter((fresh) => fresh.replaceScript(PAGE_SCRIPT, "class { #syntax of another age"));
  await expectAdvice(visitor, ["uncaught: SyntaxError: Unexpected token '{'"]);
});

test("a browser that leaves modules alone, as Internet Explorer does", async () => {
  const visitor = await openAfter(async (fresh) => {
    await fresh.before(() => delete window.customElements);
    await fresh.replaceScript(PAGE_SCRIPT, "");
  });
  await expectAdvice(visitor);
});

test("a page whose script never runs, as in a file that was cut off, says so too", async () => {
  await expectAdvice(await openAfter((fresh) => fresh.replaceScript(PAGE_SCRIPT, "")));
});

test("a page whose script is missing says so too", async () => {
  const visitor = await openAfter((fresh) => fresh.replaceScript(PAGE_SCRIPT, undefined));
  await expectAdvice(visitor, ["console error: Failed to load resource: the server responded with a status of 404 (Not Found)"]);
});
