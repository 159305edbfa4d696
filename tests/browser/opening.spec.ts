/** Progress, cancelling, what a browser remembers, a newer snapshot beside the open one, and leaving nothing behind. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { PASSPHRASE, POPULATION, SITE, expect, test } from "./kiosk.js";
import { packed, packedByNewKey, slotOf } from "./publisher.js";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Another snapshot in place of the host's. A host may answer for the beginning alone, as asked, or send all. */
async function serve(page: Page, bytes: Buffer, knowsRanges: boolean): Promise<void> {
  await page.unroute("**/demo.yqs");
  await page.route("**/demo.yqs", (route) => {
    const range = /^bytes=0-(\d+)$/.exec(route.request().headers()["range"] ?? "");
    if (range === null || !knowsRanges) return route.fulfill({ body: bytes });
    return route.fulfill({ status: 206, body: bytes.subarray(0, Number(range[1]) + 1) });
  });
}

const remembered = (page: Page): Promise<string[]> => page.evaluate(() => Object.keys(localStorage).filter((name) => name !== "yongquan.tour"));

test("progress goes from stage to stage, with bytes while the snapshot is read", async ({ kiosk, page }) => {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(window, { seenStages: seen });
    const look = (node: Node): void => {
      const bar = node instanceof Element ? (node.shadowRoot ?? node).querySelector("[data-testid=progress]") : null;
      const stage = bar?.getAttribute("aria-valuetext");
      if (stage !== null && stage !== undefined && seen[seen.length - 1] !== stage) seen.push(stage);
    };
    setInterval(() => document.querySelectorAll("yongquan-kiosk").forEach((kiosk) => {
      const gate = kiosk.shadowRoot?.querySelector("yongquan-gate");
      if (gate !== null && gate !== undefined) look(gate);
    }), 1);
  });
  await kiosk.visit();
  await kiosk.unlock();
  const stages = await page.evaluate(() => (window as unknown as { seenStages: string[] }).seenStages);
  // Some pass too quickly to be seen; none comes before one that it follows.
  const order = ["读取", "验签", "解锁", "解密", "核对", "索引", "就绪"];
  expect(stages).toContain("解锁");
  expect(stages).toEqual([...stages].sort((a, b) => order.indexOf(a) - order.indexOf(b)));
});

test("an opening can be cancelled by the keyboard, ends its workers, and the next try needs the passphrase only", async ({ kiosk, page }) => {
  await kiosk.visit();
  await expect(kiosk.get("manifest")).toBeVisible();
  await kiosk.enter(PASSPHRASE);
  await expect(kiosk.get("progress")).toBeVisible();
  // The browser tells of a worker a moment after it began.
  await expect.poll(() => page.workers().length).toBe(2);
  const before = page.workers();
  await kiosk.get("cancel").focus();
  await page.keyboard.press("Enter");
  await expect(kiosk.get("progress")).toHaveCount(0);
  await expect(kiosk.get("manifest")).toBeVisible();
  // A worker in the middle of its work takes a moment to end.
  await expect.poll(() => page.workers().filter((worker) => before.includes(worker)).length).toBe(0);
  expect(await remembered(page)).toEqual([]);
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
});

for (const key of ["Alt+l", "Control+l"]) {
  test(`${key} locks, also from inside a text field, and re-entry needs the passphrase only`, async ({ kiosk, page }) => {
    await kiosk.begin();
    await expect(kiosk.get("lock")).toHaveAttribute("title", /Alt\+L/);
    await kiosk.get("question").focus();
    await page.keyboard.press(key);
    await expect(kiosk.get("locked")).toBeVisible();
    await expect(kiosk.get("passphrase")).toBeFocused();
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press("Enter");
    await kiosk.expectCount(POPULATION);
  });
}

test.describe("the register after a minute out of sight", () => {
  test("is locked", async ({ kiosk, page }) => {
    await page.clock.install();
    await kiosk.begin();
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.clock.fastForward(MINUTE_MS - 1_000);
    await expect(kiosk.get("question")).toBeVisible();
    await page.clock.fastForward(2_000);
    await expect(kiosk.get("locked")).toContainText("后台");
  });
});

for (const knowsRanges of [true, false]) {
  test(`a newer snapshot on a host that ${knowsRanges ? "knows" : "ignores"} ranges is offered and opened with the passphrase`, async ({ kiosk, page }) => {
    await page.clock.install();
    await kiosk.begin();
    await expect(kiosk.get("highest")).toContainText("1");
    await serve(page, packed(2, "desk"), knowsRanges);
    await page.clock.fastForward(2 * MINUTE_MS + 1_000);
    await expect(kiosk.get("newer")).toContainText("2");
    // Nothing changes until it is taken.
    await expect(kiosk.get("condition")).toHaveCount(2);
    await kiosk.get("take-newer").focus();
    await page.keyboard.press("Enter");
    await expect(kiosk.get("locked")).toContainText("新的快照");
    await expect(kiosk.get("question")).toHaveCount(0);
    await expect(kiosk.get("manifest")).toContainText("快照 2");
    await kiosk.unlock();
    await expect(kiosk.get("highest")).toContainText("2");
  });
}

test("the same snapshot on the host, and one that is damaged, are not offered", async ({ kiosk, page }) => {
  await page.clock.install();
  await kiosk.begin();
  let looks = 0;
  page.on("request", (request) => (looks += Number(request.url().endsWith("/demo.yqs"))));
  await page.clock.fastForward(2 * MINUTE_MS + 1_000);
  await expect.poll(() => looks).toBe(1);
  const damaged = packed(2, "desk");
  damaged[700] = (damaged[700] ?? 0) ^ 1;
  await serve(page, damaged, true);
  await page.mouse.move(5, 5);
  await page.clock.fastForward(2 * MINUTE_MS + 1_000);
  await expect.poll(() => looks).toBe(3);
  await page.waitForTimeout(1_000);
  await expect(kiosk.get("newer")).toHaveCount(0);
  await kiosk.expectCount(74);
});

test("a file that is dropped beside the open register is looked at: newer, the same, older, none", async ({ kiosk, page }) => {
  await serve(page, packed(5, "desk"), true);
  await kiosk.begin();
  await kiosk.drop(packed(6, "desk"), "new.yqs");
  await expect(kiosk.get("newer")).toContainText("6");
  await kiosk.get("dismiss").click();
  await expect(kiosk.get("newer")).toHaveCount(0);
  await kiosk.drop(packed(5, "desk"), "same.yqs");
  await expect(kiosk.get("same")).toBeVisible();
  await kiosk.drop(packed(4, "desk"), "old.yqs");
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.older_seq");
  await expect(kiosk.get("error")).toContainText("5");
  await kiosk.drop(Buffer.from("nothing"), "letter.docx");
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.not_a_snapshot");
  await kiosk.expectCount(74);
});

test("an older snapshot than the browser has seen is refused, until the device is cleared", async ({ kiosk, page }) => {
  await serve(page, packed(9, "desk"), true);
  await kiosk.visit();
  await expect(kiosk.get("seen")).toContainText("第一次");
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  await serve(page, packed(8, "desk"), true);
  await page.reload();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.older_seq");
  await expect(kiosk.get("error")).toContainText("9");
  await expect(kiosk.get("manifest")).toHaveCount(0);

  // By keyboard; the first answer is the one that changes nothing.
  await kiosk.get("clear").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  expect(await remembered(page)).toHaveLength(2);
  await expect(kiosk.get("clear")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect(kiosk.get("clear-yes")).toHaveCount(0);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(kiosk.get("cleared")).toContainText("3 条");
  expect(await remembered(page)).toEqual([]);
  await expect(kiosk.get("manifest")).toContainText("快照 8");
  await expect(kiosk.get("seen")).toContainText("第一次");
});

test("once the publisher's new key was opened with, a snapshot by the old key is refused, even with a higher number", async ({ kiosk, page }) => {
  await serve(page, packedByNewKey(3, "desk"), true);
  await kiosk.visit();
  await expect(kiosk.get("rotated")).toBeVisible();
  await kiosk.unlock();
  await kiosk.expectCount(POPULATION);
  await serve(page, packed(4, "desk"), true);
  await page.reload();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.wrong_signer");
  await expect(kiosk.get("manifest")).toHaveCount(0);
});

test("a clock that runs backwards is noticed and said, before and after unlocking", async ({ kiosk, page }) => {
  await page.clock.install();
  await kiosk.begin();
  await page.clock.setSystemTime(Date.now() + 10 * DAY_MS);
  await page.reload();
  await kiosk.unlock();
  await page.clock.setSystemTime(Date.now() + DAY_MS);
  await page.reload();
  await expect(kiosk.get("clock")).toContainText("早了一天");
  await expect(kiosk.get("seen")).toContainText("1");
  await kiosk.unlock();
  await expect(page.locator("footer")).toContainText("早了一天");
});

test("one role sees another's sections as locked, by title in both languages, and not as missing", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.unlock(slotOf("counter"));
  await kiosk.expectCount(POPULATION);
  await kiosk.lookFor();
  const columns = kiosk.get("list").locator("th[data-locked=name]");
  await expect(columns).toContainText("姓名与身份 Name and identity");
  await expect(columns.getByRole("img")).toHaveAttribute("aria-label", /姓名与身份 Name and identity/);
  const cell = kiosk.get("list").locator("tbody tr").first().locator("td").first();
  await expect(cell.getByRole("img")).toHaveAttribute("aria-label", /打不开/);
  await expect(cell).not.toContainText("—");

  await page.locator("yongquan-facets").getByTestId("field").fill("姓名");
  const section = page.locator("yongquan-facets [role=group]").filter({ hasText: "姓名与身份 Name and identity" });
  await expect(section.locator("[data-field=name]")).toHaveAttribute("aria-disabled", "true");
  await kiosk.ask("name contains 王");
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "query.locked_field");
});

test("two roles see different fields on the same file", async ({ kiosk, page }) => {
  const openFields = async (): Promise<string[]> => {
    await page.locator("yongquan-facets").getByTestId("field").click();
    const options = page.locator("yongquan-facets [role=option][aria-disabled=false]");
    return options.evaluateAll((all) => all.map((option) => option.getAttribute("data-field") ?? ""));
  };
  await kiosk.visit();
  await kiosk.unlock();
  const ofDesk = await openFields();
  await kiosk.get("lock").click();
  await kiosk.unlock(slotOf("counter"));
  const ofCounter = await openFields();
  expect(ofCounter.length).toBeLessThan(ofDesk.length);
  expect(ofDesk).toEqual(expect.arrayContaining([...ofCounter, "name", "mobile_phone"]));
  expect(ofCounter).not.toContain("name");
});

test("a section that was damaged is found when it is needed, and what is open stays", async ({ kiosk, page }) => {
  const bytes = readFileSync(join(SITE, "demo.yqs"));
  // Near the end of the section about care, which the first list does not show.
  const header = bytes.indexOf("sections/s07.age", 8_192);
  const byteLen = Number.parseInt(bytes.toString("latin1", header + 124, header + 135), 8);
  bytes[header + 512 + byteLen - 9] = (bytes[header + 512 + byteLen - 9] ?? 0) ^ 1;
  await serve(page, bytes, true);
  await kiosk.visit();
  await kiosk.unlock(slotOf("elder-care"));
  await kiosk.ask("blood_type is not missing");
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.section_altered");
  await kiosk.expectCount(POPULATION);
});
