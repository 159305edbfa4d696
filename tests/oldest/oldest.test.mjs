// Nothing that runs on the page is newer than the oldest browser: not in what is built, not in what it is built from.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, extname, join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { parse } from "acorn";
import { transformWithOxc } from "vite";
import { ALLOWED, OF_CHARTS, OF_SPREADSHEETS } from "./allowed.mjs";
import { OLDEST } from "./browsers.mjs";
import { newerInScript, scriptsWithin, stylesWithin } from "./script.mjs";
import { newerInStyle } from "./style.mjs";

const ROOT = join(import.meta.dirname, "../..");
const SITE = join(ROOT, "www/kiosk/dist");
const PAGES = ["www/kiosk/dist/index.html", "dist/yongquan.html"].map((page) => join(ROOT, page));
const PACKAGE = join(ROOT, "www/element/dist");
/** Characters of a script that are shown with a finding: built scripts are one long line. */
const EXCERPT_LEN = 60;

const read = (file) => readFileSync(file, "utf8");
/** Files of a folder whose names end in one of these. */
function filesIn(folder, ...endings) {
  assert.ok(existsSync(folder), `${relative(ROOT, folder)} is not built; scripts/build makes it`);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => join(parentPath, name)).filter((file) => endings.includes(extname(file)) && !file.endsWith(".d.ts"));
}

const used = new Set();
/** Fails with what was found, but for what is allowed. */
function expectNone(found, describe = ({ what }) => what, allowed = ALLOWED) {
  // What a part of the page may do by itself is no reason for another one.
  if (allowed === ALLOWED) for (const { what } of found) used.add(what);
  assert.deepEqual(found.filter(({ what }) => !allowed.has(what)).map(describe), [], `newer than Chromium ${OLDEST}`);
}

/** A script and the style sheets in it, with the place of each finding. */
function expectOldScript(script, sourceType, allowed) {
  const lines = script.split("\n");
  expectNone(stylesWithin(script, sourceType).flatMap(newerInStyle));
  expectNone(newerInScript(script, sourceType), ({ what, line, column }) => `${what}: …${lines[line - 1].slice(column - 1, column - 1 + EXCERPT_LEN)}`, allowed);
}

/** The scripts of a page: their text, and what kind of script they are. Those of other kinds are texts that no browser runs. */
function scriptsOf(page) {
  const all = [...read(page).matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)];
  return all.flatMap(([, attributes, inside]) => {
    const type = /\btype="([^"]*)"/.exec(attributes)?.[1] ?? "script";
    const file = /\bsrc="([^"]+)"/.exec(attributes)?.[1];
    return ["module", "script"].includes(type) ? [{ type, text: file === undefined ? inside : read(join(dirname(page), file)) }] : [];
  });
}

/** The scripts of the package that are the page: what is loaded at once, what comes when a snapshot is opened, and what both need. */
const ofThePage = () => ["yongquan.js", "yongquan-shared.js", "yongquan-open-part.js"].map((name) => read(join(PACKAGE, name)));

/** What a file may have: what draws charts and what writes spreadsheets is somebody else's. */
function allowedIn(name) {
  if (/yongquan-charts|src\/charts\//.test(name)) return OF_CHARTS;
  return /yongquan-xlsx/.test(name) ? OF_SPREADSHEETS : ALLOWED;
}

/** Tests one built script, and those that travel inside it. */
function testScript(name, text, type) {
  test(`${name} is old enough`, () => expectOldScript(text, type, allowedIn(name)));
  for (const [place, inner] of scriptsWithin(text, type).entries()) {
    test(`script ${place + 1} inside ${name} is old enough`, () => expectOldScript(inner, "script"));
  }
}

describe("what is built", () => {
  for (const file of filesIn(PACKAGE, ".js")) testScript(relative(ROOT, file), read(file), "module");

  for (const page of PAGES) {
    const name = relative(ROOT, page);
    const scripts = scriptsOf(page);
    for (const { text, type } of scripts.filter((script) => script.type === "module")) testScript(`the ${type} of ${name}`, text, type);
    test(`what browsers without modules run of ${name}, they understand since 2009`, () => {
      const classic = scripts.filter(({ type }) => type === "script");
      assert.equal(classic.length, 1, "one script looks at the browser");
      for (const { text } of classic) parse(text, { ecmaVersion: 5 });
    });
    for (const [, style] of read(page).matchAll(/<style>([\s\S]*?)<\/style>/g)) {
      test(`the style of ${name} is old enough`, () => expectNone(newerInStyle(style)));
    }
  }

  test("both workers travel inside the package, and are among what was looked at", () => {
    assert.equal(ofThePage().reduce((sum, text) => sum + scriptsWithin(text).length, 0), 2);
  });

  test("every style sheet of the sources is in the package, and was looked at", () => {
    const written = filesIn(join(ROOT, "www/element/src"), ".ts").map((file) => read(file).split("css`").length - 1);
    assert.equal(ofThePage().reduce((sum, text) => sum + stylesWithin(text).length, 0), written.reduce((sum, count) => sum + count, 0));
  });

  const named = PAGES.flatMap(scriptsOf).map(({ text }) => text);
  for (const file of filesIn(SITE, ".js")) {
    // What no page names is started by another script: a module that is loaded when it is needed, or a service worker.
    if (!named.includes(read(file))) testScript(relative(ROOT, file), read(file), file.startsWith(join(SITE, "assets")) ? "module" : "script");
  }
  for (const file of filesIn(SITE, ".css")) {
    test(`${relative(ROOT, file)} is old enough`, () => expectNone(newerInStyle(read(file))));
  }
});

describe("what it is built from", () => {
  for (const file of [...filesIn(join(ROOT, "www/element/src"), ".ts"), ...filesIn(join(ROOT, "www/kiosk/src"), ".ts")]) {
    test(`${relative(ROOT, file)} is old enough`, async () => {
      const { code, map } = await transformWithOxc(read(file), file, { target: "esnext", sourcemap: true });
      const places = new SourceMap(map);
      expectNone(newerInScript(code), ({ what, line, column }) => `${what}: line ${places.findEntry(line - 1, column - 1).originalLine + 1}`, allowedIn(relative(ROOT, file)));
      expectNone(stylesWithin(code).flatMap(newerInStyle));
    });
  }
});

describe("the look itself", () => {
  const scripts = new Map([
    ["a newer syntax", ["class A { static { f(); } }", /class static block/]],
    ["a newer method", ["f().at(-1)", /\.at is newer/]],
    ["a newer interface", ["structuredClone({})", /structuredClone/]],
    ["a newer member of an object", ["crypto.randomUUID()", /crypto\.randomUUID/]],
    ["a newer member of some value", ["element.checkVisibility()", /\.checkVisibility/]],
    ["a newer function of an old interface", ["AbortSignal.any([])", /AbortSignal\.any/]],
    ["nonsense", ["let let", /./]],
  ]);
  for (const [name, [script, expected]] of scripts) {
    test(`finds ${name}`, () => assert.match(newerInScript(script).map(({ what }) => what).join("\n"), expected));
  }
  test("finds a script inside a script", () => {
    assert.deepEqual(scriptsWithin(`const worker = ${JSON.stringify("f();".repeat(1_000))};`), ["f();".repeat(1_000)]);
  });
  test("lets old things pass", () => {
    assert.deepEqual(newerInScript("class A { #x = 1; get() { return this.#x ??= f?.().replaceAll('a', 'b'); } } document.body.replaceChildren();"), []);
  });

  const styles = new Map([
    ["a newer property", ["a { inset: 0 }", "inset"]],
    ["a newer word", ["a { overflow: clip }", "overflow: clip"]],
    ["a newer function", ["a { color: color-mix(in srgb, red, blue) }", "color-mix()"]],
    ["a newer unit", ["a { height: 100dvh }", "dvh"]],
    ["a newer selector", ["a:is(b) { color: red }", ":is"]],
    ["nesting", ["a { & b { color: red } }", "&"]],
    ["a newer rule", ["@layer x;", "@layer"]],
    ["a newer media feature", ["@media (prefers-contrast: more) { a { color: red } }", "(prefers-contrast)"]],
    ["a range of a media feature", ["@media (width >= 6px) { a { color: red } }", "a range of a media feature"]],
    ["a property that is none", ["a { colour: red }", "colour"]],
  ]);
  for (const [name, [style, expected]] of styles) {
    test(`finds ${name}`, () => assert.deepEqual(newerInStyle(style), [{ what: expected }]));
  }
  test("lets old styles pass", () => {
    assert.deepEqual(newerInStyle(":host([hidden]) > *::before { display: flex; gap: 1px; width: min(1px, 2vw) } :focus-visible { color: red }"), []);
  });
});

after(() => {
  assert.deepEqual([...ALLOWED.keys()].filter((what) => !used.has(what)), [], "allowed, but not used");
});
