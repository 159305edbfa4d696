/** What a role may not see is nowhere to be found: not in the worker, not on the page, not on the disk, and nothing leaves. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { Kiosk, PASSPHRASE, POPULATION, expect, test } from "./kiosk.js";
import { foundInPage, foundInWorker, reachWorkerMemories } from "./memory.js";
import { planted, register, sectionFields, slotOf } from "./publisher.js";

const RESTRICTED = ["person", "household", "residence", "contact", "work", "family", "care", "relief", "civic"];
const OF_DESK = ["person", "household", "residence", "contact"];

/** Values of the sections that are not among these. */
function plantedBeside(open: readonly string[]): readonly string[] {
  const closed = RESTRICTED.filter((section) => !open.includes(section)).flatMap(sectionFields);
  return planted(closed, (field) => !closed.includes(field));
}

/** Looks at every field that can be looked at, at many rows, and asks in every way. */
async function useEverything(kiosk: Kiosk): Promise<void> {
  const picker = kiosk.page.locator("yongquan-facets").getByTestId("field");
  await picker.click();
  const fields = await kiosk.page
    .locator("yongquan-facets [role=option][aria-disabled=false]")
    .evaluateAll((options) => options.map((option) => option.getAttribute("data-field") ?? ""));
  expect(fields.length).toBeGreaterThan(50);
  await picker.press("Escape");
  for (const field of fields) {
    await picker.click();
    await picker.fill(field);
    // Other fields may have this id in theirs: the one that is it is clicked.
    await kiosk.page.locator(`yongquan-facets [role=option][data-field="${field}"]`).click();
  }
  await kiosk.lookFor();
  await kiosk.get("list").focus();
  for (let page = 0; page < 20; page += 1) await kiosk.page.keyboard.press("PageDown");
  await kiosk.page.keyboard.press("End");
  await expect(kiosk.get("range")).toContainText(`–8,812 条`);
  for (const question of ["80岁以上 女", "王", "age >= 60 and not sex = 男", "household any (age < 6)"]) await kiosk.ask(question);
  await kiosk.ask("");
  await kiosk.expectCount(POPULATION);
}

test("an operator whose role has the base section alone finds nothing else, wherever they look", async ({ kiosk, page }) => {
  test.setTimeout(480_000);
  await reachWorkerMemories(page);
  await kiosk.visit();
  await kiosk.unlock(slotOf("counter"));
  await useEverything(kiosk);
  const secrets = plantedBeside([]);
  expect(secrets.length).toBeGreaterThan(500);
  const [worker] = page.workers();
  if (worker === undefined) throw new Error("there is no worker");
  expect(await foundInWorker(worker, secrets)).toEqual([]);
  expect(await foundInPage(page, secrets)).toEqual([]);
  const shown = await kiosk.everythingInTheDocument();
  expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
});

test("the desk's worker has what the desk may see and nothing of the other sections; the page has neither", async ({ kiosk, page }) => {
  test.setTimeout(480_000);
  await reachWorkerMemories(page);
  await kiosk.visit();
  await kiosk.unlock();
  await useEverything(kiosk);
  const [worker] = page.workers();
  if (worker === undefined) throw new Error("there is no worker");
  const closed = plantedBeside(OF_DESK);
  expect(closed.length).toBeGreaterThan(100);
  expect(await foundInWorker(worker, closed)).toEqual([]);
  // The same look finds what is there, so finding nothing means something.
  const names = planted(["name", "id_number", "mobile_phone"], () => false);
  expect((await foundInWorker(worker, names)).length).toBeGreaterThan(names.length * 0.9);
  expect(await foundInPage(page, [...closed, ...names])).toEqual([]);

  await page.keyboard.press("Alt+l");
  await expect(kiosk.get("locked")).toBeVisible();
  await expect.poll(() => page.workers().length).toBeLessThanOrEqual(1);
  // The worker that checks the snapshot again has ciphertext only.
  const [after] = page.workers();
  if (after !== undefined) expect(await foundInWorker(after, [...closed, ...names])).toEqual([]);
  expect(await foundInPage(page, [...closed, ...names, PASSPHRASE])).toEqual([]);
});

/** Every file beneath a folder. */
function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

test("after locking and closing, the browser's profile holds no name, no number and no passphrase", async ({ site }, { project }) => {
  const profile = mkdtempSync(join(tmpdir(), "yongquan-profile-"));
  const { launchOptions = {}, viewport = null, locale = "zh-CN" } = project.use;
  try {
    const context = await chromium.launchPersistentContext(profile, { ...launchOptions, viewport, locale });
    const kiosk = new Kiosk(context.pages()[0] ?? (await context.newPage()), site);
    const asked: string[] = [];
    context.on("request", (request) => asked.push(request.url()));
    await kiosk.visit();
    await kiosk.unlock();
    await kiosk.ask("80岁以上 女");
    await kiosk.lookFor();
    await kiosk.get("list").focus();
    await kiosk.page.keyboard.press("End");
    await kiosk.page.keyboard.press("Enter");
    await expect(kiosk.get("card")).toBeVisible();
    await kiosk.page.keyboard.press("Alt+l");
    await expect(kiosk.get("locked")).toBeVisible();
    await context.close();

    const all = register();
    const secrets = ["name", "id_number", "mobile_phone"].flatMap((field) => (all.get(field) ?? []).filter((value) => value.length >= 3));
    const distinct = [...new Set(secrets), PASSPHRASE];
    expect(distinct.length).toBeGreaterThan(10_000);
    const files = filesIn(profile);
    expect(files.length).toBeGreaterThan(10);
    const found = files.flatMap((file) => {
      const bytes = readFileSync(file);
      // UTF-16 by its bytes, as UTF-8 by its own: both are looked at as one character a byte.
      const text = bytes.toString("latin1");
      const holds = (value: string): boolean =>
        text.includes(Buffer.from(value, "utf8").toString("latin1")) || text.includes(Buffer.from(value, "utf16le").toString("latin1"));
      return distinct.filter(holds).map((value) => `${value} in ${file}`);
    });
    expect(found).toEqual([]);
    // Beside the page's own files nothing was asked for, and of those each is one that the page names.
    const origin = new URL(site).origin;
    expect(asked.filter((url) => !url.startsWith("blob:") && new URL(url).origin !== origin)).toEqual([]);
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});
