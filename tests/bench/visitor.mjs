// Measures the page as a visitor uses it, in headless Chromium: what comes over the line, how soon a keystroke is answered, how a long
// list scrolls, and what a day of questions does to memory. Prints a table. scripts/bench --visitor makes what it needs.
//
// Usage: node visitor.mjs --register FOLDER --page FOLDER --out FOLDER --chromium FILE [--questions N]
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";
import { chromium } from "playwright-core";
import { rate } from "../../scripts/lib/lighthouse.mjs";

const { values: options } = parseArgs({
  options: {
    register: { type: "string" },
    page: { type: "string" },
    out: { type: "string" },
    chromium: { type: "string" },
    questions: { type: "string", default: "2000" },
  },
});
const PURPOSE = "bench";
/** Frames of scrolling that are looked at. */
const SCROLLED_FRAMES = 240;
const SCROLL_PX_A_FRAME = 60;
/** A frame that took longer than one and a half of a sixtieth of a second was dropped. */
const DROPPED_MS = 25;
const UNLOCK_TIMEOUT_MS = 120_000;
const SAME_NUMBER_MS = 2_000;
const root = join(import.meta.dirname, "../..");
const say = (text) => console.error(`▸ ${text}`);
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;

// ---------------------------------------------------------------------------------------------------------------- the site

const site = mkdtempSync(join(tmpdir(), "yongquan-visitor-"));
cpSync(options.page, site, { recursive: true });
cpSync(join(options.register, "snapshot.yqs"), join(site, "bench.yqs"));
const descriptor = JSON.parse(readFileSync(join(options.register, "register/datapackage.json"), "utf8"));
const publisherKey = readFileSync(join(options.register, "keys/publisher.pub"), "utf8").split("\n")[1].trim();
writeFileSync(join(site, "config.json"), JSON.stringify({ snapshot: "bench.yqs", publisherKey, register: descriptor["yq:register"] }));
const passphrase = readFileSync(join(options.register, "passphrase.txt"), "utf8").trim();

const server = spawn(process.execPath, [join(root, "scripts/lib/serve.mjs"), "--netlify", join(root, "netlify.toml"), "--root", site, "--port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const url = await new Promise((resolve, reject) => {
  server.stdout.once("data", (line) => resolve(/http:\/\/\S+/.exec(String(line))?.[0] ?? ""));
  server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
});
server.removeAllListeners("exit");

const browser = await chromium.launch({
  executablePath: options.chromium,
  // As in tests/browser: the page is our own, and the sandbox is not available to root or inside most containers.
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--js-flags=--expose-gc"],
});

// ------------------------------------------------------------------------------------------------------------- what is measured

/** Bytes with brotli of all that is loaded up to the screen that asks for the passphrase, wasm apart. The snapshot is not counted. */
async function downloaded() {
  const context = await browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  const bytes = { page: 0, wasm: 0 };
  const bodies = [];
  page.on("response", (response) => {
    const name = new URL(response.url()).pathname;
    // Workers come from texts within the page, not over the line.
    if (!response.url().startsWith("blob:") && !name.endsWith(".yqs")) bodies.push(response.body().then((body) => (bytes[name.endsWith(".wasm") ? "wasm" : "page"] += brotliCompressSync(body).length)));
  });
  await page.goto(url);
  await page.getByTestId("unlock").waitFor();
  await page.waitForLoadState("networkidle");
  await Promise.all(bodies);
  await context.close();
  return bytes;
}

async function unlocked() {
  const context = await browser.newContext({ serviceWorkers: "block", viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(url);
  await page.getByTestId("passphrase").fill(passphrase);
  await page.getByTestId("unlock").click();
  await page.getByTestId("question").waitFor({ timeout: UNLOCK_TIMEOUT_MS });
  return page;
}

const countShown = (page) => page.getByTestId("count").getAttribute("data-count");

/** Asks with the Enter key, and waits until another number stands there, or long enough for the same one to be the answer again. */
async function ask(page, question, before) {
  await page.getByTestId("question").fill(question);
  await page.getByTestId("question").press("Enter");
  await page.waitForFunction(
    ([old]) => {
      const find = (node) => node.querySelector?.('[data-testid="count"]') ?? [...node.querySelectorAll("*")].map((child) => child.shadowRoot && find(child.shadowRoot)).find(Boolean);
      return find(document)?.getAttribute("data-count") !== old;
    },
    [before],
    { timeout: SAME_NUMBER_MS },
  ).catch((reason) => {
    if (reason.name !== "TimeoutError") throw reason;
  });
  return countShown(page);
}

async function lookFor(page) {
  const words = page.getByTestId("why");
  if (!(await words.isVisible())) await page.getByTestId("why-other").click();
  await words.fill(PURPOSE);
  await words.press("Enter");
  // What was typed before may still be counted: a worker does one thing after the other.
  await page.getByTestId("list").waitFor({ timeout: UNLOCK_TIMEOUT_MS });
}

/**
 * Milliseconds from each keystroke of the question to the first frame after it was dealt with, and how many of them kept the page
 * busy for longer than a frame: measured inside the page, by `event` entries of the browser itself.
 */
async function keystrokes(page) {
  await page.evaluate(() => {
    globalThis.keystrokes = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "keydown" || entry.name === "input") globalThis.keystrokes.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: false });
  });
  let typed = 0;
  for (let round = 0; round < 10; round += 1) {
    await page.getByTestId("question").fill("");
    for (const character of ["age >= 8", "80 sex = F"].join("")) {
      await page.getByTestId("question").press(character === " " ? "Space" : character);
      typed += 1;
    }
  }
  await page.waitForTimeout(500);
  const slow = (await page.evaluate(() => globalThis.keystrokes)).sort((a, b) => a - b);
  return { typed, slow: slow.length, worst: slow.length === 0 ? 0 : slow[slow.length - 1], over50: slow.filter((ms) => ms > 50).length };
}

/** Times between frames while the list of everybody scrolls. */
async function scrolling(page) {
  const frames = await page.evaluate(
    async ([frameCount, step]) => {
      const find = (node) => node.querySelector?.('[data-testid="list-scroll"]') ?? [...node.querySelectorAll("*")].map((child) => child.shadowRoot && find(child.shadowRoot)).find(Boolean);
      const scroller = find(document);
      if (scroller === undefined || scroller === null) throw new Error("there is no list to scroll");
      const times = [];
      let last = await new Promise(requestAnimationFrame);
      for (let frame = 0; frame < frameCount; frame += 1) {
        scroller.scrollTop += step;
        const now = await new Promise(requestAnimationFrame);
        times.push(now - last);
        last = now;
      }
      if (scroller.scrollTop === 0) throw new Error("the list does not scroll");
      return times;
    },
    [SCROLLED_FRAMES, SCROLL_PX_A_FRAME],
  );
  const sorted = [...frames].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), dropped: frames.filter((ms) => ms > DROPPED_MS).length, frames: frames.length };
}

/** Private memory of all processes that show pages, in bytes. */
function pageBytes(session) {
  return session.send("SystemInfo.getProcessInfo").then(({ processInfo }) =>
    processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => {
        const rollup = readFileSync(`/proc/${id}/smaps_rollup`, "utf8");
        return ["Private_Clean", "Private_Dirty"].reduce((sum, name) => sum + 1024 * Number(new RegExp(`${name}:\\s+(\\d+)`).exec(rollup)[1]), 0);
      })
      .reduce((sum, bytes) => sum + bytes, 0),
  );
}

/** Memory before and after many questions, each with its list. */
async function day(page, questionCount) {
  const session = await browser.newBrowserCDPSession();
  const inspector = await page.context().newCDPSession(page);
  const settle = async () => {
    // The inspector's collection, with the document's own heap: gc() from within a script leaves that heap's garbage where it is, since
    // what is on the stack might point to it, and tens of megabytes of garbage were measured.
    await inspector.send("HeapProfiler.collectGarbage");
    // The worker's heap is another.
    for (const worker of page.workers()) await worker.evaluate(() => globalThis.gc());
    await page.waitForTimeout(1_000);
    return pageBytes(session);
  };
  const questions = Array.from({ length: 80 }, (_, age) => [`${age}岁以上 女`, `${age}岁以上 男`, `${age}岁以下`]).flat();
  let shown = await countShown(page);
  const run = async (from, to) => {
    for (let place = from; place < to; place += 1) {
      const next = questions[(place * 7) % questions.length];
      shown = await ask(page, next, shown);
    }
  };
  // The first hundred fill what is kept on purpose: dictionaries, compiled code, the last questions.
  const warmUp = Math.min(100, questionCount);
  await run(0, warmUp);
  const before = await settle();
  await run(warmUp, questionCount);
  return { questions: questionCount, before, after: await settle() };
}

// --------------------------------------------------------------------------------------------------------------------- the run

const results = {};
try {
  say("what comes over the line");
  results.download = await downloaded();
  say("what Lighthouse says");
  results.lighthouse = await rate(url, options.chromium);
  say("keystrokes");
  const page = await unlocked();
  results.population = Number(await countShown(page));
  results.keystrokes = await keystrokes(page);
  say("scrolling");
  await page.getByTestId("question").fill("");
  await page.getByTestId("question").press("Enter");
  await lookFor(page);
  results.scrolling = await scrolling(page);
  say(`${options.questions} questions`);
  results.day = await day(page, Number(options.questions));
} finally {
  await browser.close();
  server.kill();
  rmSync(site, { recursive: true, force: true });
}

const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
const mib = (bytes) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const { download, keystrokes: keys, scrolling: scroll, day: memory } = results;
const table = `| ${results.population} residents | measured |
|---|---|
| page up to the unlock screen, brotli | ${kib(download.page)} without wasm, ${kib(download.page + download.wasm)} with it |
| Lighthouse, of 100 | ${Object.entries(results.lighthouse).map(([category, { score }]) => `${category} ${score}`).join(", ")} |
| keystrokes | ${keys.typed} typed, ${keys.slow} took longer than 16 ms, ${keys.over50} longer than 50 ms, the worst ${keys.worst} ms |
| scrolling the list of everybody | median ${scroll.median.toFixed(1)} ms a frame, 95 % within ${scroll.p95.toFixed(1)} ms, ${scroll.dropped} of ${scroll.frames} frames dropped |
| memory over ${memory.questions} questions | ${mib(memory.before)} before, ${mib(memory.after)} after: ${((memory.after / memory.before - 1) * 100).toFixed(1)} % |
`;
const name = join(options.out, `visitor-${results.population}`);
writeFileSync(`${name}.json`, JSON.stringify(results, null, 2));
writeFileSync(`${name}.md`, table);
console.log(table);
