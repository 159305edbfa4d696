/** The page where there is no https: under a plain name of an intranet, and as one file opened by double click. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { configBlock, filled } from "../../www/kiosk/build/blocks.mjs";
import { POPULATION, QUESTION, SITE, WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { packed, slotOf } from "./publisher.js";
import { SINGLE_FILE, onStick, plainSingleFile, singleFile } from "./single-file.js";

const SNAPSHOT = join(SITE, "demo.yqs");
const CONFIG = join(SITE, "config.json");
const snapshot = (): Buffer => readFileSync(SNAPSHOT);

/** A session from unlocking to locking. */
async function useAndLock(kiosk: Kiosk, page: Page): Promise<void> {
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  await kiosk.ask(QUESTION);
  await kiosk.expectCount(WOMEN_OF_80);
  await kiosk.lookFor();
  await expect(kiosk.get("list")).toHaveAttribute("aria-rowcount", String(WOMEN_OF_80 + 1));
  const value = kiosk.get("facet-value").first();
  const count = Number(await value.getAttribute("data-count"));
  await value.click();
  await kiosk.expectCount(count);
  await page.keyboard.press("Alt+l");
  await expect(kiosk.get("locked")).toBeVisible();
  await expect(kiosk.get("question")).toHaveCount(0);
}

test.describe("on plain http under another name than localhost", () => {
  // The browser resolves the name to this machine: playwright.config.ts.
  test.use({
    address: async ({ site }, use) => use(site.replace("127.0.0.1", "office.example")),
    // The browser says that this header needs https; it asks for nothing that the page relies on.
    tolerated: [/Cross-Origin-Opener-Policy header has been ignored/],
  });

  test("everything works, and nothing is installed", async ({ kiosk, page }) => {
    await kiosk.visit();
    expect(await page.evaluate(() => [window.isSecureContext, "serviceWorker" in navigator, "caches" in window])).toEqual([false, false, false]);
    await useAndLock(kiosk, page);
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });
});

test.describe("as a single file with the office's configuration", () => {
  test.use({ address: async ({}, use) => use(singleFile("office.html", ["--config", CONFIG])) });

  test("asks for the snapshot by its name, takes it, and everything works", async ({ kiosk, page }) => {
    await kiosk.visit();
    expect(page.url()).toMatch(/^file:/);
    await expect(kiosk.get("drop")).toContainText("demo.yqs");
    await expect(kiosk.get("publisher-key")).toHaveCount(0);
    await kiosk.get("file").setInputFiles(SNAPSHOT);
    await expect(kiosk.get("manifest")).not.toContainText("指纹");
    // What is remembered here can be changed by other local pages, and the page says so.
    await expect(kiosk.get("seen")).toContainText("其他网页也能改动");
    await useAndLock(kiosk, page);
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });

  test("takes a snapshot that is dropped anywhere, and a newer one beside the open one", async ({ kiosk }) => {
    await kiosk.visit();
    await expect(kiosk.get("drop")).toBeVisible();
    await kiosk.drop(snapshot(), "demo.yqs");
    await kiosk.unlock();
    await kiosk.ask(QUESTION);
    await kiosk.expectCount(WOMEN_OF_80);
    await kiosk.drop(packed(2, "desk"), "new.yqs");
    await expect(kiosk.get("newer")).toContainText("2");
    await kiosk.get("take-newer").click();
    await kiosk.unlock();
    await expect(kiosk.get("highest")).toContainText("2");
  });

  test("refuses another publisher's snapshot", async ({ kiosk }) => {
    await kiosk.visit();
    const bytes = snapshot();
    const offset = bytes.indexOf('"seq"') + 1;
    bytes[offset] = (bytes[offset] ?? 0) ^ 1;
    await kiosk.drop(bytes, "demo.yqs");
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.bad_signature");
  });
});

test.describe("as a single file that somebody else's tool filled", () => {
  const PASSPHRASE_INSIDE = "yi-er-san-si-wu";
  test.use({
    address: async ({}, use) => {
      const config = { ...(JSON.parse(readFileSync(CONFIG, "utf8")) as Record<string, string>), demoPassphrase: PASSPHRASE_INSIDE };
      const out = onStick("with-passphrase.html");
      writeFileSync(out, filled(readFileSync(SINGLE_FILE, "utf8"), configBlock({}), configBlock(config)));
      await use(pathToFileURL(out).href);
    },
  });

  test("refuses a configuration with the passphrase of a demonstration, and does not show it", async ({ kiosk, page }) => {
    await kiosk.visit();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.config_invalid");
    await expect(kiosk.get("error")).toContainText("demoPassphrase");
    await expect(page.getByText(PASSPHRASE_INSIDE)).toHaveCount(0);
  });
});

test.describe("as a single file with the invented snapshot inside", () => {
  test.use({ address: async ({}, use) => use(singleFile("demo.html", ["--config", CONFIG, "--snapshot", SNAPSHOT])) });

  test("asks for the passphrase alone", async ({ kiosk, page }) => {
    await kiosk.visit();
    await expect(kiosk.get("passphrase")).toBeFocused();
    await expect(kiosk.get("manifest")).toContainText("虚构演示数据");
    await useAndLock(kiosk, page);
  });

  test("still has it after the device was cleared", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock(slotOf("counter"));
    await kiosk.get("lock").click();
    await kiosk.get("clear").click();
    await kiosk.get("clear-yes").click();
    await expect(kiosk.get("cleared")).toBeVisible();
    await expect(kiosk.get("slot-file")).toHaveCount(0);
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });
});

test.describe("as the single file that the build makes", () => {
  test.use({ address: async ({}, use) => use(plainSingleFile()) });

  test("asks for the publisher's key, shows its fingerprint, and opens", async ({ kiosk }) => {
    const { publisherKey } = JSON.parse(readFileSync(CONFIG, "utf8")) as { publisherKey: string };
    await kiosk.visit();
    await kiosk.get("publisher-key").fill(publisherKey);
    await kiosk.get("trust").click();
    await kiosk.get("file").setInputFiles(SNAPSHOT);
    await expect(kiosk.get("manifest")).toContainText("指纹");
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });

  test("shows its first screen within a second of the page's processor time", async ({ kiosk, page }) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await kiosk.visit();
    await expect(kiosk.get("drop")).toBeVisible();
    const { metrics } = await session.send("Performance.getMetrics");
    const seconds = metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(1);
  });

  test("holds a policy that lets no other script run", async ({ kiosk, page }) => {
    await kiosk.visit();
    await expect(kiosk.get("drop")).toBeVisible();
    const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content");
    expect(policy).toMatch(/^default-src 'none'; script-src (?:'sha256-[^']+' ){3}'wasm-unsafe-eval';/);
    expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  });
});

test.describe("a single file into which somebody has put a script", () => {
  const altered = onStick("altered.html");
  test.use({ address: async ({}, use) => use(pathToFileURL(altered).href), tolerated: [/Content Security Policy/] });

  test("does not run it", async ({ kiosk, page }) => {
    writeFileSync(altered, readFileSync(SINGLE_FILE, "utf8").replace("<noscript>", "<script>document.documentElement.dataset.ran = 'yes'</script><noscript>"));
    await kiosk.visit();
    await expect(kiosk.get("drop")).toBeVisible();
    await expect(page.locator("html")).not.toHaveAttribute("data-ran", "yes");
  });
});

test.describe("a single file that was copied in half", () => {
  const half = onStick("half.html");
  test.use({ address: async ({}, use) => use(pathToFileURL(half).href) });

  test("says that it is not complete", async ({ kiosk }) => {
    writeFileSync(half, readFileSync(SINGLE_FILE, "utf8").slice(0, 1_000_000));
    await kiosk.visit();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.incomplete");
  });
});
