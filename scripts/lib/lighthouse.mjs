// Lighthouse over a page of this machine: its scores from 0 to 100, and what kept each from being full. Asks nobody else for anything.
//
// Usage: node lighthouse.mjs URL CHROMIUM, or `rate` from another program.
import { fileURLToPath } from "node:url";

/** The categories, by the names that Lighthouse has for them. */
export const CATEGORIES = ["performance", "accessibility", "best-practices"];

/** Flags as in tests/browser; and no name but this machine's leads anywhere. */
const FLAGS = [
  "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];
const MAX_SCORE = 100;
/** What Lighthouse says where it failed to record the page, on a busy machine, and asks to be run again. It says nothing about the page. */
const UNRECORDED = ["NO_NAVSTART", "NO_TRACING_STARTED"];
const MAX_RUNS = 3;

/** One run in a browser of its own. */
async function run(url, chromium, categories) {
  // Only who rates a page needs these: they take a while to load.
  const [{ default: lighthouse, desktopConfig }, { launch }] = await Promise.all([import("lighthouse"), import("chrome-launcher")]);
  const browser = await launch({ chromePath: chromium, chromeFlags: FLAGS, ignoreDefaultFlags: true, logLevel: "silent" });
  try {
    const result = await lighthouse(url, { port: browser.port, onlyCategories: categories, output: "json", logLevel: "silent" }, desktopConfig);
    if (result === undefined) throw new Error("Lighthouse gave no result");
    return result.lhr;
  } finally {
    await browser.kill();
  }
}

/** Rates the page that stands at `url`, as a desktop computer loads it. */
export async function rate(url, chromium, categories = CATEGORIES) {
  let lhr = await run(url, chromium, categories);
  for (let runs = 1; runs < MAX_RUNS && UNRECORDED.includes(lhr.runtimeError?.code); runs += 1) lhr = await run(url, chromium, categories);
  if (lhr.runtimeError !== undefined) throw new Error(`Lighthouse: ${lhr.runtimeError.code} ${lhr.runtimeError.message}`);
  return Object.fromEntries(
    categories.map((id) => {
      const { score, auditRefs } = lhr.categories[id];
      const short = auditRefs.map((reference) => lhr.audits[reference.id]).filter((audit) => audit.score !== null && audit.score < 1);
      return [id, { score: Math.round((score ?? 0) * MAX_SCORE), short: short.map((audit) => `${audit.id}: ${audit.title}`) }];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [url, chromium] = process.argv.slice(2);
  if (url === undefined || chromium === undefined) {
    console.error("usage: node lighthouse.mjs URL CHROMIUM");
    process.exit(2);
  }
  console.log(JSON.stringify(await rate(url, chromium), null, 2));
}
