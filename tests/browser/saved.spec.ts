/** Questions kept under a name, carried as a file, or as a link. */
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { Kiosk, POPULATION, QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";


const NAME = "高龄妇女";
const HOSTILE = '<img src=x onerror="document.title=1"> =cmd|calc!A0';

async function save(kiosk: Kiosk, name: string): Promise<void> {
  await kiosk.get("saved-name").click();
  await kiosk.get("save-name").fill(name);
  await kiosk.get("save").click();
  await expect(kiosk.get("saved-question").filter({ hasText: name })).toHaveCount(1);
}

async function importText(kiosk: Kiosk, text: string): Promise<void> {
  await kiosk.get("saved-import").setInputFiles({ name: "questions.json", mimeType: "application/json", buffer: Buffer.from(text) });
}

/** Everything that the page keeps of its own, as text where it is text and as letters where it is bytes. */
async function kept(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found: string[] = Object.entries(localStorage).map((entry) => entry.join("="));
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name ?? "");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const store of Array.from(database.objectStoreNames)) {
        const all = await new Promise<unknown[]>((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).getAll();
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        for (const value of all) found.push(value instanceof Uint8Array ? new TextDecoder().decode(value) : JSON.stringify(value));
      }
      database.close();
    }
    return found.join("\n");
  });
}

test("a question is kept, renamed, taken up after the page was locked, and deleted", async ({ kiosk, page }) => {
  await kiosk.begin();
  await save(kiosk, NAME);
  await kiosk.get("saved-rename").click();
  await kiosk.get("rename").fill("八十以上妇女");
  await kiosk.get("rename").press("Enter");
  await expect(kiosk.get("saved-question")).toContainText("八十以上妇女");
  await page.keyboard.press("Escape");
  await kiosk.get("lock").click();
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  await kiosk.get("saved-list").click();
  await kiosk.get("saved-load").click();
  await kiosk.expectCount(WOMEN_OF_80);
  await expect(kiosk.get("condition")).toHaveText(["2013-03-02 年满 80 周岁", "女性"]);
  await kiosk.get("saved-list").click();
  await kiosk.get("saved-delete").click();
  await expect(kiosk.get("saved-question")).toHaveCount(0);
  await page.reload();
  await kiosk.unlock();
  await expect(kiosk.get("saved-list")).toContainText("（0）");
});

test("a saved question is offered while its name is typed", async ({ kiosk, page }) => {
  await kiosk.begin();
  await save(kiosk, NAME);
  await page.keyboard.press("Escape");
  await kiosk.get("clear").click();
  await kiosk.expectCount(POPULATION);
  await kiosk.get("question").fill("");
  await kiosk.get("question").pressSequentially("高龄妇");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await kiosk.expectCount(WOMEN_OF_80);
});

test("what is kept on the device is ciphertext, with no name, no condition and no count in it", async ({ kiosk, page }) => {
  await kiosk.begin();
  await save(kiosk, NAME);
  await kiosk.get("lock").click();
  await expect(kiosk.get("locked")).toBeVisible();
  const left = await kept(page);
  expect(left).toContain("age-encryption.org");
  for (const secret of [NAME, "sex", "80", "filter", "yongquan.questions"]) expect(left.split("\n").filter((line) => !line.startsWith("yongquan.")).join("\n")).not.toContain(`"${secret}"`);
  expect(left).not.toContain(NAME);
  expect(await kiosk.everythingButChance()).not.toContain(NAME);
});

test("what another key encrypted is not written over unasked", async ({ kiosk, page }) => {
  await kiosk.begin();
  await save(kiosk, NAME);
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("yongquan.own");
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const store = database.transaction("texts", "readwrite").objectStore("texts");
    const [key] = await new Promise<IDBValidKey[]>((resolve) => {
      const request = store.getAllKeys();
      request.onsuccess = () => resolve(request.result);
    });
    await new Promise<void>((resolve) => {
      store.put(new Uint8Array([1, 2, 3]), key).onsuccess = () => resolve();
    });
    database.close();
  });
  await page.reload();
  await kiosk.unlock();
  await kiosk.ask(QUESTION);
  await kiosk.get("saved-list").click();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.own_unreadable");
  await kiosk.get("saved-name").click();
  await kiosk.get("save-name").fill("neu");
  await kiosk.get("save").click();
  await expect(kiosk.get("saved-question")).toHaveCount(0);
  await kiosk.get("saved-discard").click();
  await expect(kiosk.get("error")).toHaveCount(0);
  await save(kiosk, "neu");
});

test.describe("a file", () => {
  test("that was exported brings the questions to another device, hostile names and all", async ({ kiosk, page, browser, address }) => {
    await kiosk.begin();
    await save(kiosk, HOSTILE);
    await save(kiosk, NAME);
    const downloading = page.waitForEvent("download");
    await kiosk.get("saved-export").click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe("常用查询.json");
    const text = await readFile(await download.path(), "utf8");
    const written: unknown = JSON.parse(text);
    expect(written).toMatchObject({ format: "yongquan.questions", version: 1, questions: [{ name: HOSTILE }, { name: NAME }] });
    expect(text).not.toContain(String(WOMEN_OF_80));

    const other = await browser.newContext({ locale: "zh-CN", serviceWorkers: "block" });
    const there = new Kiosk(await other.newPage(), address);
    await there.visit();
    await there.unlock();
    await there.get("saved-list").click();
    await importText(there, text);
    await expect(there.get("import-report")).toContainText("导入 2 条");
    await expect(there.get("saved-question").first()).toContainText(HOSTILE);
    expect(await there.page.locator("img").count()).toBe(0);
    await importText(there, text);
    await expect(there.get("import-report")).toContainText("2 条早已有了");
    await there.get("saved-load").filter({ hasText: NAME }).click();
    await there.expectCount(WOMEN_OF_80);
    await other.close();
  });

  test("with questions of another register: they are named and left out, the others are taken", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await kiosk.get("saved-list").click();
    const questions = [
      { name: "好的", filter: { field: "sex", op: "eq", value: "2" } },
      { name: "图书", filter: { and: [{ field: "sex", op: "eq", value: "2" }, { field: "shelf_mark", op: "eq", value: "1" }] } },
    ];
    await importText(kiosk, JSON.stringify({ format: "yongquan.questions", version: 1, questions }));
    await expect(kiosk.get("import-report")).toContainText("导入 1 条");
    await expect(kiosk.get("import-report")).toContainText("“图书”没有导入：本数据没有 shelf_mark");
    await expect(kiosk.get("saved-question")).toHaveCount(1);
  });

  test("that is wrong at one place brings nothing, and the place is said", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await kiosk.get("saved-list").click();
    const good = { name: "好的", filter: { field: "sex", op: "eq", value: "2" } };
    for (const [wrong, place] of [
      [{ ...good, name: "坏的", result: 74 }, "$.questions[1].result"],
      [{ name: "坏的", filter: { field: "sex", op: "ge", value: "2" } }, "$.questions[1].filter"],
    ] as const) {
      await importText(kiosk, JSON.stringify({ format: "yongquan.questions", version: 1, questions: [good, wrong] }));
      await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.questions_malformed");
      await expect(kiosk.get("error")).toContainText(place);
      await expect(kiosk.get("saved-question")).toHaveCount(0);
    }
  });
});

test.describe("a link", () => {
  test("holds the question on request only, fills the box after unlocking, and is gone from the address then", async ({ kiosk, page }) => {
    await kiosk.begin();
    expect(new URL(page.url()).hash).toBe("");
    await kiosk.get("saved-link").click();
    await expect(kiosk.get("link")).toHaveValue(/#q=/);
    const link = await kiosk.get("link").inputValue();
    expect(new URL(link).hash).toBe(`#q=${encodeURIComponent('age >= 80 and sex = "2"')}`);
    expect(new URL(page.url()).hash).toBe("");
    await page.goto("about:blank");
    await page.goto(link);
    await kiosk.unlock();
    await kiosk.expectCount(WOMEN_OF_80);
    await expect(kiosk.get("question")).toHaveValue('age >= 80 and sex = "2"');
    expect(new URL(page.url()).hash).toBe("");
    await kiosk.get("lock").click();
    await expect(kiosk.get("locked")).toBeVisible();
    expect(page.url()).not.toContain("#");
    await kiosk.unlock();
    await kiosk.expectCount(POPULATION);
  });

  test("carries another day, and works where the page is open already", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await page.evaluate(() => (location.hash = `#q=${encodeURIComponent("80岁以上 女")}&as-of=2012-12-31`));
    await kiosk.expectCount(70);
    await expect(kiosk.get("other-day")).toContainText("2012-12-31");
    expect(page.url()).not.toContain("q=");
  });

  test("with markup in it stays text", async ({ kiosk, page, address }) => {
    await page.goto(`${address}#q=${encodeURIComponent(HOSTILE)}`);
    await kiosk.unlock();
    await expect(kiosk.get("error")).toBeVisible();
    await expect(kiosk.get("question")).toHaveValue(HOSTILE);
    expect(await page.locator("img").count()).toBe(0);
    expect(page.url()).not.toContain("q=");
  });
});
