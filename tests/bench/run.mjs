// Asks every peer every question in headless Chromium, and prints the table. scripts/bench makes what it needs.
//
// Usage: node run.mjs --register FOLDER --out FOLDER --chromium FILE --glue FILE --wasm FILE --client FILE
//                     [--peers a,b] [--rounds K] [--note TEXT]
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { bundle, compressedLen } from "./bundle.mjs";
import { markdown } from "./report.mjs";

/** In the order of the table. The first is what the others are compared with. */
const PEERS = ["yongquan", "bitset", "arrays", "crossfilter", "sqljs", "arquero", "duckdb", "client"];
/** Fresh pages in which opening is timed and memory is measured. */
const FRESH_PAGES = 3;
/** Who takes this long to open does it once. */
const SLOW_OPENING_MS = 5_000;
const OURS = new Set(["yongquan", "client"]);

const { values: options } = parseArgs({
  options: {
    register: { type: "string" },
    out: { type: "string" },
    chromium: { type: "string" },
    glue: { type: "string" },
    wasm: { type: "string" },
    client: { type: "string" },
    peers: { type: "string", default: PEERS.join(",") },
    rounds: { type: "string", default: "7" },
    note: { type: "string", default: "" },
  },
});
const rounds = Number(options.rounds);
const asked = options.peers.split(",");
const unknown = asked.find((peer) => !PEERS.includes(peer));
if (unknown !== undefined || !Number.isInteger(rounds) || rounds < 1) {
  console.error(unknown === undefined ? "error: --rounds takes a number from 1 on" : `error: there is no peer ${unknown}; there are ${PEERS.join(", ")}`);
  process.exit(1);
}
const peers = PEERS.filter((peer) => asked.includes(peer));
const say = (text) => console.error(`▸ ${text}`);

// ------------------------------------------------------------------------------------------------------------- the register

const read = (file) => readFileSync(join(options.register, file));
const columns = read("columns.bin");
const header = JSON.parse(columns.subarray(8, 8 + columns.readUInt32LE(0)).toString("utf8"));

/** The greatest age that at least this share of the population has reached. */
function ageOfShare(share) {
  const { width, offset, dictionary } = header.fields.find(({ id }) => id === "age");
  const codes = columns.subarray(columns.readUInt32LE(4) + offset).subarray(0, width * header.rowCount);
  if (width !== 1) throw new Error("there are more than 255 ages");
  const counts = new Uint32Array(257);
  for (const code of codes) counts[code] += 1;
  let reached = 0;
  let code = dictionary.length;
  while (code > 0 && reached < share * header.rowCount) reached += counts[--code];
  return dictionary[code];
}

/** The identity behind the slot. Derived once: a page that did it would keep a quarter of a gibibyte for it. */
async function identity() {
  const file = join(options.register, "identity.txt");
  if (!existsSync(file)) {
    const engine = await import(pathToFileURL(options.glue));
    engine.initSync({ module: readFileSync(options.wasm) });
    writeFileSync(file, engine.unlockSlot(read("keys/bench.age"), read("passphrase.txt").toString().trim()), { mode: 0o600 });
  }
  return readFileSync(file, "utf8");
}

const descriptor = JSON.parse(read("register/datapackage.json"));
const sealing = {
  publisherKey: read("keys/publisher.pub").toString().split("\n")[1].trim(),
  register: descriptor["yq:register"],
  identity: await identity(),
  passphrase: read("passphrase.txt").toString().trim(),
  now: Math.floor(Date.now() / 1000),
};

// --------------------------------------------------------------------------------------------------------------- the pages

say("bundling the peers");
const { files, needed } = await bundle(peers, options);
files.set("/columns.bin", columns);
files.set("/snapshot.yqs", read("snapshot.yqs"));
files.set("/slot.age", read("keys/bench.age"));
files.set("/", Buffer.from('<!doctype html><meta charset="utf-8"><title>bench</title><link rel="icon" href="data:,">'));
const TYPES = { js: "text/javascript", wasm: "application/wasm" };
const server = createServer(({ url }, response) => {
  const file = files.get(url);
  response.writeHead(file === undefined ? 404 : 200, {
    "Content-Type": url === "/" ? "text/html; charset=utf-8" : (TYPES[url.split(".").pop()] ?? "application/octet-stream"),
    "Cache-Control": "no-store",
    // Isolated from other origins, a page gets a clock of 5 µs and may measure its memory.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
  });
  response.end(file);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath: options.chromium,
  args: [
    // As in tests/browser: the page is our own, and the sandbox is not available to root or inside most containers.
    "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run",
    // Otherwise memory is measured at the next garbage collection, whenever that is.
    "--enable-blink-features=ForceEagerMeasureMemory",
    "--js-flags=--expose-gc",
  ],
});

/** A page in a process of its own. Anything that goes wrong in it ends the run. */
async function newPage() {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(url);
  return page;
}

async function load(page, peer, parameters) {
  await page.addScriptTag({ url: "/page.js", type: "module" });
  await page.waitForFunction(() => globalThis.bench !== undefined);
  await page.evaluate(([name, ...rest]) => bench.load(name, ...rest), [peer, sealing, parameters]);
}

/** The process that shows the only page there is, by the list of the browser; nothing where there is no /proc. */
async function privateBytes(browserSession) {
  const { processInfo } = await browserSession.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => {
    const file = `/proc/${id}/smaps_rollup`;
    if (!existsSync(file)) return 0;
    const kibibytes = [...readFileSync(file, "utf8").matchAll(/^Private_\w+:\s+(\d+) kB/gm)].map(([, size]) => Number(size));
    return kibibytes.reduce((sum, size) => sum + size, 0) * 1024;
  });
  return Math.max(0, ...sizes);
}

/** Bytes of a page after collecting garbage: what the browser says of it, its WebAssembly, and all of its process. */
async function memoryOf(page, browserSession) {
  const [script, wasm] = await page.evaluate(async () => {
    globalThis.gc?.();
    return [(await performance.measureUserAgentSpecificMemory()).bytes, globalThis.bench?.wasmBytes() ?? 0];
  });
  return { script, wasm, process: await privateBytes(browserSession) };
}

/** Seconds of processor time that the main thread of a page has used. */
async function threadTimeOf(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "ThreadTime")?.value;
}

const least = (numbers) => Math.min(...numbers);
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
const both = (numbers) => ({ median: median(numbers), min: least(numbers) });

// ------------------------------------------------------------------------------------------------------------ the questions

const parameters = { middleAge: ageOfShare(0.5), oldAge: ageOfShare(0.01), facetFields: [] };

/** The fields that the engine counts, without those that only it has. */
async function facetFields() {
  const page = await newPage();
  const { files: more } = peers.includes("yongquan") ? { files } : await bundle(["yongquan"], options);
  for (const [address, file] of more) files.set(address, file);
  await load(page, "yongquan", parameters);
  await page.evaluate(() => bench.open());
  const counted = await page.evaluate(() => bench.facetFields());
  await page.context().close();
  const exported = new Set(header.fields.map(({ id }) => id));
  const common = counted.filter((id) => exported.has(id));
  return { common, more: counted.length - common.length };
}
const counted = await facetFields();
parameters.facetFields = counted.common;
say(`${header.rowCount} rows, ${header.fields.length} fields, ${counted.common.length} of them counted (the engine counts ${counted.more} more)`);

/** A difference ends the run. An answer that ends in an ellipsis is compared as far as it goes. */
function compare(peer, question, answer, expected) {
  if (answer === expected.answer || (answer.endsWith("…") && expected.answer.startsWith(answer.slice(0, -1)))) return;
  let at = 0;
  while (answer[at] === expected.answer[at]) at += 1;
  const near = (text) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  throw new Error(`${peer} answers "${question}" otherwise than ${expected.peer}:\n  ${near(answer)}\n  ${near(expected.answer)}`);
}

const result = {
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0].model, cores: cpus().length, chromium: browser.version() },
  note: options.note,
  rows: header.rowCount,
  fields: header.fields.length,
  countedFields: counted.common.length,
  middleAge: parameters.middleAge,
  oldAge: parameters.oldAge,
  rounds,
  peers,
  /** By question and peer: milliseconds, `wall` and `cpu`, each with median and minimum. */
  questions: {},
  open: {},
  memory: {},
  download: {},
};

try {
  const pages = new Map();
  const expected = new Map();
  let questions = [];
  for (const peer of peers) {
    say(`${peer}: opening and checking its answers`);
    const page = await newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    await load(page, peer, parameters);
    await page.evaluate(() => bench.open());
    questions = await page.evaluate(() => bench.questions);
    const able = new Set();
    for (const question of questions) {
      const answer = await page.evaluate((id) => bench.prepare(id), question);
      if (answer === undefined) continue;
      able.add(question);
      if (expected.has(question)) compare(peer, question, answer, expected.get(question));
      else expected.set(question, { peer, answer });
      await page.evaluate((id) => bench.warmUp(id), question);
    }
    pages.set(peer, { page, session, able });
  }
  result.answers = Object.fromEntries([...expected].map(([question, { answer }]) => [question, answer.length < 100 ? answer : `${createHash("sha256").update(answer).digest("hex").slice(0, 16)}…`]));

  const samples = new Map();
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    const order = peers.map((_, place) => peers[(place + round) % peers.length]);
    for (const question of questions) {
      for (const peer of order) {
        const { page, session, able } = pages.get(peer);
        if (!able.has(question)) continue;
        const before = await threadTimeOf(session);
        const sample = await page.evaluate((id) => bench.sample(id), question);
        const after = await threadTimeOf(session);
        const key = `${question} ${peer}`;
        if (!samples.has(key)) samples.set(key, []);
        // What resetting took is left out in proportion.
        const cpu = ((after - before) * 1000 * (sample.timedMs / sample.wholeMs)) / sample.repetitions;
        samples.get(key).push({ wall: sample.ms, cpu });
      }
    }
  }
  for (const question of questions) {
    result.questions[question] = {};
    for (const peer of peers) {
      const found = samples.get(`${question} ${peer}`);
      if (found === undefined) continue;
      result.questions[question][peer] = { wall: both(found.map(({ wall }) => wall)), cpu: both(found.map(({ cpu }) => cpu)) };
    }
  }
  for (const { page } of pages.values()) await page.context().close();

  const browserSession = await browser.newBrowserCDPSession();
  for (const peer of peers) {
    say(`${peer}: opening to the first answer, and memory`);
    const [wall, cpu, memory] = [[], [], { afterFirst: [], afterAll: [] }];
    for (let turn = 0; turn < FRESH_PAGES; turn += 1) {
      const page = await newPage();
      const session = await page.context().newCDPSession(page);
      await session.send("Performance.enable");
      const empty = await memoryOf(page, browserSession);
      const over = async () => {
        const now = await memoryOf(page, browserSession);
        return { page: now.script + now.wasm - empty.script, wasm: now.wasm, process: now.process - empty.process };
      };
      await load(page, peer, parameters);
      const before = await threadTimeOf(session);
      const first = await page.evaluate(() => bench.firstAnswer());
      wall.push(first.ms);
      // The columns or the snapshot are fetched in between, and hardly cost this thread anything.
      cpu.push(((await threadTimeOf(session)) - before) * 1000);
      memory.afterFirst.push(await over());
      for (const question of questions) {
        await page.evaluate(async (id) => {
          await bench.prepare(id);
          bench.end(id);
        }, question);
      }
      memory.afterAll.push(await over());
      await page.context().close();
      if (first.ms > SLOW_OPENING_MS) break;
    }
    result.open[peer] = { wall: both(wall), cpu: both(cpu) };
    const medians = (all) => Object.fromEntries(["page", "wasm", "process"].map((key) => [key, median(all.map((one) => one[key]))]));
    result.memory[peer] = { afterFirst: medians(memory.afterFirst), afterAll: medians(memory.afterAll) };
  }

  say("compressing what is downloaded");
  const cache = join(options.out, "brotli.json");
  const known = existsSync(cache) ? JSON.parse(readFileSync(cache, "utf8")) : {};
  for (const peer of peers) {
    result.download[peer] = 0;
    for (const address of needed.get(peer)) {
      const bytes = files.get(address);
      const hash = createHash("sha256").update(bytes).digest("hex");
      known[hash] ??= compressedLen(bytes);
      result.download[peer] += known[hash];
    }
  }
  mkdirSync(options.out, { recursive: true });
  writeFileSync(cache, JSON.stringify(known));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}

if (process.exitCode === undefined) {
  const name = join(options.out, `${result.rows}-${result.date.replace(/[:.]/g, "-")}`);
  const table = markdown(result, OURS);
  writeFileSync(`${name}.json`, `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(`${name}.md`, table);
  console.log(table);
  say(`written: ${name}.md and ${name}.json`);
}
