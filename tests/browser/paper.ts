/** What a printer would get, and what the log says of it. */
import { execFileSync } from "node:child_process";
import type { Page } from "@playwright/test";
import { PASSPHRASE, expect } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { logged, verified } from "./publisher.js";
import type { Logged } from "./publisher.js";

/** Counts calls of the browser's print command, and does nothing else: what is in the document then is printed by the test. */
export async function withoutPrinter(page: Page): Promise<void> {
  await page.addInitScript(() => {
    Object.assign(window, { printed: 0, print: () => ((window as unknown as { printed: number }).printed += 1) });
  });
}

export async function printCalls(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { printed: number }).printed);
}

/** What a printer would get, page by page, in the order that it is drawn in. */
export async function paper(page: Page): Promise<readonly string[]> {
  const text = execFileSync("pdftotext", ["-raw", "-", "-"], { input: await page.pdf({ preferCSSPageSize: true }), encoding: "utf8" });
  return text.split("\f").slice(0, -1);
}

/** Without white space: what stands between Chinese characters is a matter of how the text is read out of the file. */
export function tight(text: string): string {
  return text.replace(/\s/g, "");
}

/** Whether the document holds something to be printed. */
export async function paperIsThere(page: Page): Promise<boolean> {
  return (await page.locator("yongquan-paper").count()) > 0;
}

/** The log that this browser keeps, as it is exported: its lines in order. */
export async function keptLog(page: Page): Promise<string> {
  const lines = await page.evaluate(async () => {
    const answered = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error("no log"));
      });
    const database = await answered(indexedDB.open("yongquan.log"));
    return answered(database.transaction("lines").objectStore("lines").getAll() as IDBRequest<string[]>);
  });
  return lines.map((line) => `${line}\n`).join("");
}

/** The entry that a mark names, checked by the auditor's program. */
export async function entryOf(page: Page, mark: string): Promise<Logged["entry"]> {
  const log = await keptLog(page);
  const { isIntact, said } = verified(log, [mark]);
  expect(isIntact, said).toBe(true);
  const found = logged(log, PASSPHRASE).find(({ n }) => n === Number(mark.split(":")[0]));
  if (found === undefined) throw new Error(`the log has no entry ${mark}`);
  return found.entry;
}

/** The mark that the dialog names when something was made. */
export async function markOf(kiosk: Kiosk): Promise<string> {
  await expect(kiosk.get("outcome")).toContainText(/\d+:[0-9a-f]{24}/);
  return /\d+:[0-9a-f]{24}/.exec((await kiosk.get("outcome").textContent()) ?? "")?.[0] ?? "";
}
