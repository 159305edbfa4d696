// Asks one question as a visitor would: opens the page in headless Chromium, unlocks, types, reads the count.
//
// Usage: node ask-in-browser.mjs --url URL --question TEXT --passphrase-file FILE --chromium PROGRAM --failure-picture FILE [--name-here NAME]
//   --name-here  a host name that leads to this machine, as an intranet's would
// Prints one JSON object, {"count": N, "population": N, "isSecure": B}: the last says whether the browser takes the page's origin for a
// secure one, which plain http under a name is not. On failure writes a picture of what the page showed and exits with 1.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

/** Key derivation is slow on purpose, and slower still on a busy small machine. */
const UNLOCK_TIMEOUT_MS = 120_000;
const ANSWER_TIMEOUT_MS = 30_000;
/** How long a count has to stand still before it is believed. */
const SETTLED_MS = 500;

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    question: { type: "string" },
    "passphrase-file": { type: "string" },
    chromium: { type: "string" },
    "failure-picture": { type: "string" },
    "name-here": { type: "string" },
  },
});
for (const [name, value] of Object.entries(options)) if (value === "") throw new Error(`--${name} is empty`);

/** The number that the page states in words and, for programs, in `data-count`. */
async function numberIn(page, testId) {
  const text = await page.getByTestId(testId).getAttribute("data-count", { timeout: ANSWER_TIMEOUT_MS });
  if (!/^\d+$/.test(text ?? "")) throw new Error(`the page shows no number under ${testId}`);
  return Number(text);
}

/** The count once it has left `before` and stopped changing. A count that stays is taken as the answer in the end. */
async function answerAfter(page, before) {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  let last = before;
  let lastChange = Date.now();
  while (Date.now() < deadline) {
    await page.waitForTimeout(50);
    const now = await numberIn(page, "count");
    if (now !== last) {
      last = now;
      lastChange = Date.now();
    } else if (now !== before && Date.now() - lastChange >= SETTLED_MS) break;
  }
  return last;
}

/** Unlocks with the passphrase, asks, and reads what the page answers. */
async function ask(page) {
  const passphrase = readFileSync(options["passphrase-file"], "utf8").trimEnd();
  await page.goto(options.url);
  await page.getByTestId("passphrase").fill(passphrase, { timeout: UNLOCK_TIMEOUT_MS });
  await page.getByTestId("unlock").click();
  const question = page.getByTestId("question");
  await question.waitFor({ timeout: UNLOCK_TIMEOUT_MS });
  const before = await numberIn(page, "count");
  await question.fill(options.question);
  await question.press("Enter");
  const count = await answerAfter(page, before);
  return { count, population: await numberIn(page, "population"), isSecure: await page.evaluate(() => globalThis.isSecureContext) };
}

const name = options["name-here"];
const browser = await chromium.launch({
  executablePath: options.chromium,
  // The page is our own and comes from this machine; the sandbox is not available to root or inside most containers.
  args: ["--no-sandbox", "--disable-dev-shm-usage", ...(name === undefined ? [] : [`--host-resolver-rules=MAP ${name} 127.0.0.1`, "--no-proxy-server"])],
});
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
page.on("pageerror", (error) => console.error(`page: ${error.message}`));
page.on("console", (message) => {
  if (message.type() === "error") console.error(`page: ${message.text()}`);
});
try {
  console.log(JSON.stringify(await ask(page)));
} catch (error) {
  console.error(`error: ${error.message}`);
  await page.screenshot({ path: options["failure-picture"] });
  process.exitCode = 1;
} finally {
  await browser.close();
}
