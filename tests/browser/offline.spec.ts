/** The page without a network: what a service worker keeps, how a new build comes, what stays on the device, what is lost and said. */
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import type { Page } from "@playwright/test";
import { Host, Kiosk, POPULATION, QUESTION, SITE, WOMEN_OF_80, expect, test as base } from "./kiosk.js";
import { packed, planted } from "./publisher.js";

interface Fixtures {
  /** A copy of the site, which a test may change and take off the network. */
  readonly host: Host;
  readonly folder: string;
}

const test = base.extend<Fixtures>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "yongquan-site-"));
    cpSync(SITE, folder, { recursive: true });
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  host: async ({ folder }, use) => {
    const host = await Host.start(folder);
    await use(host);
    host.stop();
  },
  address: async ({ host }, use) => use(host.url),
});

test.use({ serviceWorkers: "allow" });

/** Without a network, a browser says so for each file that it asked the host for, and for the page that says so in its place. */
const NO_NETWORK = /net::ERR_(CONNECTION_REFUSED|FAILED)|status of 503/;

/** Visits for the first time, and waits until everything for later is here. */
async function visitFirst(kiosk: Kiosk, page: Page): Promise<void> {
  await kiosk.visit();
  await expect(kiosk.get("manifest")).toBeVisible();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await expect.poll(() => keptNames(page)).toEqual(["config.json", "demo.yqs"]);
}

/** Names of the files in the cache for configuration and snapshot. */
const keptNames = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("yongquan.kept:"));
    const requests = (await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))).flat();
    return requests.map(({ url }) => url.slice(url.lastIndexOf("/") + 1)).sort();
  });

/** Hashes of the engines that the workers of the page were started with. Before the page is loaded. */
async function noteEngines(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const engines: Promise<string>[] = [];
    Object.assign(window, { engines });
    const send = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: { readonly wasm?: ArrayBuffer }, ...more: unknown[]) {
      if (message.wasm !== undefined) {
        engines.push(crypto.subtle.digest("SHA-256", message.wasm).then((hash) => Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("")));
      }
      return Reflect.apply(send, this, [message, ...more]);
    };
  });
  return () => page.evaluate(async () => [...new Set(await Promise.all((window as unknown as { engines: Promise<string>[] }).engines))]);
}

/** The engine of a site for browsers with vector instructions: its file and its hash. */
function engineOf(folder: string): { readonly file: string; readonly hash: string } {
  const name = readdirSync(join(folder, "assets")).find((each) => each.startsWith("yongquan-simd-"));
  const file = join(folder, "assets", name ?? "");
  return { file, hash: createHash("sha256").update(readFileSync(file)).digest("hex") };
}

/**
 * Puts another build in the place of the site's: an engine of other bytes under another name, as the bundler would name it, and a script, a
 * page and a service worker that name it.
 */
function deployNext(folder: string): void {
  const assets = readdirSync(join(folder, "assets"));
  const [script = "", engine = ""] = [/^index-.*\.js$/, /^yongquan-simd-/].map((pattern) => assets.find((name) => pattern.test(name)));
  const nextNames = [[script, "index-NEXTnext.js"], [engine, "yongquan-simd-NEXTnext.wasm"]] as const;
  const named = (text: string): string => nextNames.reduce((all, [before, after]) => all.replaceAll(before, after), text);
  const hashes: (readonly [string, string])[] = [];
  const replace = (before: string, after: string, change: (bytes: Buffer) => Buffer | string): void => {
    const bytes = readFileSync(join(folder, before));
    const changed = change(bytes);
    rmSync(join(folder, before));
    writeFileSync(join(folder, after), changed);
    const [old = "", next = ""] = [bytes, changed].map((each) => createHash("sha256").update(each).digest("base64"));
    hashes.push([old, next]);
  };
  // A custom section without a name is valid wasm that means nothing.
  replace(`assets/${engine}`, "assets/yongquan-simd-NEXTnext.wasm", (bytes) => Buffer.concat([bytes, Buffer.from([0, 1, 0])]));
  replace(`assets/${script}`, "assets/index-NEXTnext.js", (bytes) => named(bytes.toString()));
  replace("index.html", "index.html", (bytes) => named(bytes.toString()).replace("<title>", "<title>新 "));
  replace("sw.js", "sw.js", (bytes) => {
    const worker = hashes.reduce((text, [before, after]) => text.replace(before, after), named(bytes.toString()));
    expect(hashes.filter(([, after]) => !worker.includes(after))).toEqual([]);
    return worker.replace(/(id:[`"'])[0-9a-f]{16}/, (_, before: string) => `${before}0123456789abcdef`);
  });
}

test("can be installed: the browser finds nothing that is missing", async ({ host, folder }, { project }) => {
  // A window of its own profile: in a private one nothing can be installed.
  const { launchOptions = {} } = project.use;
  const context = await chromium.launchPersistentContext(join(folder, "profile"), launchOptions);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await visitFirst(new Kiosk(page, host.url), page);
    const session = await context.newCDPSession(page);
    const { url, errors, data = "" } = await session.send("Page.getAppManifest");
    expect(url).toMatch(/manifest\.webmanifest$/);
    expect(errors).toEqual([]);
    const { icons } = JSON.parse(data) as { readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose: string }[] };
    const drawn = await page.evaluate(
      async (sources) => Promise.all(sources.map(async (src) => {
        const image = new Image();
        image.src = src;
        await image.decode();
        return `${image.naturalWidth}x${image.naturalHeight}`;
      })),
      icons.filter(({ sizes }) => sizes !== "any").map(({ src }) => src),
    );
    expect(drawn).toEqual(icons.map(({ sizes }) => sizes).filter((sizes) => sizes !== "any"));
    expect(icons.map(({ purpose }) => purpose)).toContain("maskable");
    expect((await session.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
  } finally {
    await context.close();
  }
});

test.describe("without a network", () => {
  test.use({ tolerated: [NO_NETWORK] });

  test("after the first visit everything works, and only ciphertext is in the caches", async ({ kiosk, page, host }) => {
    await visitFirst(kiosk, page);
    host.stop();
    await page.reload();
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
    await kiosk.ask(QUESTION);
    await kiosk.expectCount(WOMEN_OF_80);
    await kiosk.lookFor();
    // What is loaded when it is first needed is there as well.
    await kiosk.get("tab-charts").click();
    await kiosk.get("chart").waitFor();
    await page.keyboard.press("Alt+l");
    const names = planted(["name", "id_number", "mobile_phone"], () => false);
    expect(names.length).toBeGreaterThan(100);
    const inCaches = await page.evaluate(async (texts) => {
      let bytes = 0;
      const found: string[] = [];
      for (const name of await caches.keys()) {
        if (!name.startsWith("yongquan.")) found.push(name);
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
          const content = new Uint8Array((await (await cache.match(request))?.arrayBuffer()) ?? new ArrayBuffer(0));
          bytes += content.length;
          for (const encoding of ["utf-8", "utf-16le"]) {
            const text = new TextDecoder(encoding).decode(content);
            found.push(...texts.filter((each) => text.includes(each)).map((each) => `${each} in ${request.url}`));
          }
        }
      }
      return { bytes, found };
    }, names);
    expect(inCaches.bytes).toBeGreaterThan(2_000_000);
    expect(inCaches.found).toEqual([]);
  });

  test("and without the copies, which the browser has removed, it is said what to do", async ({ kiosk, page, host }) => {
    await visitFirst(kiosk, page);
    // The page is there, configuration and snapshot are not.
    await page.evaluate(async () => Promise.all((await caches.keys()).filter((name) => name.startsWith("yongquan.kept:")).map((name) => caches.delete(name))));
    host.stop();
    await page.reload();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.config_unreachable");
    const { publisherKey } = JSON.parse(readFileSync(join(SITE, "config.json"), "utf8")) as { publisherKey: string };
    await kiosk.get("publisher-key").fill(publisherKey);
    await kiosk.get("trust").click();
    await kiosk.get("file").setInputFiles(join(SITE, "demo.yqs"));
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
    // Nothing is there.
    await page.evaluate(async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))));
    await page.reload();
    await expect(page.locator("body")).toContainText("现在没有网络");
    await expect(page.locator("body")).toContainText("There is no network");
  });

  test("a snapshot that cannot be read from the host is asked for", async ({ kiosk, page, folder }) => {
    rmSync(join(folder, "demo.yqs"));
    await page.route("**/demo.yqs", (route) => route.abort());
    await kiosk.visit();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.fetch_failed");
    await expect(kiosk.get("drop")).toContainText("读取不到网上的快照");
    await kiosk.get("file").setInputFiles(join(SITE, "demo.yqs"));
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });

  test("half a new build on the host is none: the one before works on", async ({ kiosk, page, host, folder }) => {
    await visitFirst(kiosk, page);
    deployNext(folder);
    // A file that does not agree with the list.
    const { file } = engineOf(folder);
    writeFileSync(file, readFileSync(file).subarray(1));
    const end = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
      const next = registration.installing ?? registration.waiting;
      if (next === null) return "there was no other build";
      return new Promise<string>((resolve) => next.addEventListener("statechange", () => resolve(next.state)));
    });
    expect(end).toBe("redundant");
    host.stop();
    await page.reload();
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });
});

test("a new build waits while a register is open, keeps to its own engine, and takes over when it is asked to", async ({ kiosk, page, folder }) => {
  const engines = await noteEngines(page);
  const before = engineOf(folder).hash;
  await visitFirst(kiosk, page);
  // A page that the service worker serves.
  await page.reload();
  await kiosk.unlock();
  deployNext(folder);
  const after = engineOf(folder).hash;
  expect(after).not.toBe(before);
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await expect(kiosk.get("update")).toContainText("有新版本");
  // Nothing was taken away, and what is started anew is of the old build.
  await kiosk.expectCount(POPULATION);
  await kiosk.get("lock").click();
  await kiosk.unlock();
  await kiosk.ask(QUESTION);
  await kiosk.expectCount(WOMEN_OF_80);
  expect(await engines()).toEqual([before]);
  // A reload is no consent to it: another window may be open.
  await page.reload();
  await expect(page).toHaveTitle("涌泉 Yongquan");
  await kiosk.unlock();
  expect(await engines()).toEqual([before]);
  await kiosk.get("take-update").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveTitle("新 涌泉 Yongquan");
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  expect(await engines()).toEqual([after]);
  await expect(kiosk.get("update")).toHaveCount(0);
});

test("a second window goes on with the engine of its own build while the first changes to the new one", async ({ kiosk, page, folder, host }) => {
  const before = engineOf(folder).hash;
  await visitFirst(kiosk, page);
  const second = new Kiosk(await page.context().newPage(), host.url);
  const engines = await noteEngines(second.page);
  await second.visit();
  await second.unlock();
  deployNext(folder);
  await page.bringToFront();
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await kiosk.get("take-update").click();
  await expect(page).toHaveTitle("新 涌泉 Yongquan");
  await expect(second.get("update")).toBeVisible();
  // A file that is dropped is checked by an engine of its own, which is no longer on the host.
  await second.drop(packed(2, "desk"), "new.yqs");
  await expect(second.get("newer")).toContainText("2");
  await second.get("take-newer").click();
  await second.unlock();
  await second.expectCount(POPULATION);
  expect(await engines()).toEqual([before]);
});

test("clearing the device removes the copies of the page and of the snapshot, and the next visit begins anew", async ({ kiosk, page }) => {
  await visitFirst(kiosk, page);
  await kiosk.get("clear").click();
  await kiosk.get("clear-yes").click();
  await expect(kiosk.get("cleared")).toContainText("网页缓存 2 个");
  await expect(kiosk.get("manifest")).toBeVisible();
  await page.waitForTimeout(1_000);
  expect(await page.evaluate(() => caches.keys())).toEqual([]);
  await visitFirst(kiosk, page);
});
