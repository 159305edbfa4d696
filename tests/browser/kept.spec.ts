/** Files that the page remembers: only on request, only as they were chosen, and gone when they shall be. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { PASSPHRASE, POPULATION, SITE, expect, test } from "./kiosk.js";
import { planted, slotOf } from "./publisher.js";
import { singleFile } from "./single-file.js";

const SNAPSHOT = join(SITE, "demo.yqs");

/** The files in the page's databases beside the log, in base64 by the name of the file. */
const kept = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(async () => {
    const files: Record<string, string> = {};
    for (const { name = "" } of await indexedDB.databases()) {
      if (name === "yongquan.log") continue;
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of Array.from(database.objectStoreNames)) {
        const all = await new Promise<Record<string, { name: string; bytes: ArrayBuffer }>[]>((resolve) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
        });
        for (const file of all.flatMap((each) => Object.values(each))) {
          files[`${name}/${file.name}`] = btoa(Array.from(new Uint8Array(file.bytes), (byte) => String.fromCharCode(byte)).join(""));
        }
      }
      database.close();
    }
    return files;
  });

const noDatabase = (page: Page): Promise<number> => page.evaluate(async () => (await indexedDB.databases()).length);

test("a key file is kept when it was asked for and has opened, and offered at the next visit, until it is not wanted any more", async ({ kiosk, page }) => {
  await kiosk.visit();
  await expect(kiosk.get("manifest")).toBeVisible();
  // Nothing that the page itself has is to be remembered.
  await expect(kiosk.get("keep")).toHaveCount(0);
  await kiosk.get("file").setInputFiles(slotOf("counter"));
  // By keyboard.
  await kiosk.get("keep").focus();
  await page.keyboard.press("Space");
  await kiosk.enter("surely-not-this-one");
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.wrong_passphrase", { timeout: 90_000 });
  expect(await noDatabase(page)).toBe(0);
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  await expect.poll(() => kept(page)).toEqual({ "yongquan.files/counter.age": readFileSync(slotOf("counter")).toString("base64") });

  await page.reload();
  await expect(kiosk.get("slot-file")).toContainText("counter.age");
  await expect(kiosk.get("keep")).toBeChecked();
  await kiosk.unlock();
  await kiosk.lookFor();
  await expect(kiosk.get("list").locator("th[data-locked=name]")).toBeVisible();

  await kiosk.get("lock").click();
  await kiosk.get("keep").uncheck();
  await kiosk.unlock();
  await expect.poll(() => kept(page)).toEqual({});
  await page.reload();
  await expect(kiosk.get("manifest")).toBeVisible();
  await expect(kiosk.get("slot-file")).toHaveCount(0);
  await expect(kiosk.get("kept-problem")).toHaveCount(0);
});

test("a key file that was given up leaves the slot inside to be opened", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.get("file").setInputFiles(slotOf("counter"));
  await kiosk.get("drop-slot").click();
  await expect(kiosk.get("slot-file")).toHaveCount(0);
  await kiosk.unlock();
  await kiosk.lookFor();
  await expect(kiosk.get("list").locator("th[data-locked=name]")).toHaveCount(0);
});

test.describe("in the single file", () => {
  test.use({ address: async ({}, use) => use(singleFile("office.html", ["--config", join(SITE, "config.json")])) });

  test("snapshot and key file are kept as ciphertext, and the next visit needs the passphrase only", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.get("file").setInputFiles([SNAPSHOT, slotOf("desk")]);
    await kiosk.get("keep").check();
    await expect(page.locator("#keep-hint")).toContainText("其他本地网页也能读到这些密文");
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
    await expect.poll(async () => Object.keys(await kept(page)).sort()).toEqual(["yongquan.files/demo.yqs", "yongquan.files/desk.age"]);
    const files = Object.values(await kept(page)).map((base64) => Buffer.from(base64, "base64"));
    expect(files.some((file) => file.equals(readFileSync(SNAPSHOT)))).toBe(true);
    const secrets = [...planted(["name", "id_number", "mobile_phone"], () => false), PASSPHRASE, "AGE-SECRET-KEY"];
    expect(secrets.filter((secret) => files.some((file) => file.includes(secret)))).toEqual([]);

    await page.reload();
    await expect(kiosk.get("manifest")).toBeVisible();
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });

  test("files that the browser has removed are asked for again, and it is said why", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.get("file").setInputFiles(SNAPSHOT);
    await kiosk.get("keep").check();
    await kiosk.unlock();
    await expect.poll(async () => Object.keys(await kept(page))).toEqual(["yongquan.files/demo.yqs"]);
    await page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase("yongquan.files").onsuccess = resolve)));
    await page.reload();
    await expect(kiosk.get("kept-problem")).toContainText("已被浏览器删除，请重新选择");
    await expect(kiosk.get("drop")).toContainText("demo.yqs");
    await kiosk.get("file").setInputFiles(SNAPSHOT);
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
    await kiosk.get("lock").click();
    await expect(kiosk.get("kept-problem")).toHaveCount(0);
  });

  test("clearing the device removes them", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.get("file").setInputFiles(SNAPSHOT);
    await kiosk.get("keep").check();
    await kiosk.unlock();
    await expect.poll(async () => Object.keys(await kept(page))).toEqual(["yongquan.files/demo.yqs"]);
    await kiosk.get("lock").click();
    await kiosk.get("clear").click();
    await kiosk.get("clear-yes").click();
    await expect(kiosk.get("cleared")).toContainText("记住的文件和日志 2 组");
    expect([await noDatabase(page), await page.evaluate(() => localStorage.length)]).toEqual([0, 0]);
    await page.reload();
    await expect(kiosk.get("drop")).toContainText("demo.yqs");
    await expect(kiosk.get("kept-problem")).toHaveCount(0);
  });
});
