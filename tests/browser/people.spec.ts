/** People one by one: the long list, the card, values shown whole for a minute, and the log that has all of it. */
import { readFileSync } from "node:fs";
import { PASSPHRASE, POPULATION, PURPOSE, QUESTION, WOMEN_OF_80, expect, removeLog, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { beforeWorkers, foundInPage } from "./memory.js";
import { FREE_TEXT, logged, packedWithTexts, packedWithout, register, verified } from "./publisher.js";
import type { Logged } from "./publisher.js";

const MINUTE_MS = 60_000;

/** The log of this device, as the visitor exports it for the auditor. */
async function exportedLog(kiosk: Kiosk): Promise<string> {
  if (!(await kiosk.get("log-export").isVisible())) await kiosk.get("log").click();
  const coming = kiosk.page.waitForEvent("download");
  await kiosk.get("log-export").click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^[\w.-]+-[0-9a-f]{8}-\d{4}-\d\d-\d\d-[0-9a-f]{6}\.yqlog$/);
  return readFileSync(await download.path(), "utf8");
}

const actions = (entries: readonly Logged[]): readonly string[] => entries.map(({ entry }) => entry.action);

/** Values of some fields of the person of a key. */
function person(key: string, fields: readonly string[]): readonly string[] {
  const all = register();
  const row = all.get("resident_id")?.indexOf(key) ?? -1;
  expect(row, `${key} is in the register`).toBeGreaterThanOrEqual(0);
  return fields.map((field) => all.get(field)?.[row] ?? "");
}

/** Opens the list of the first question for a purpose. */
async function beginList(kiosk: Kiosk): Promise<void> {
  await kiosk.begin();
  await kiosk.lookFor();
}

test.describe("the list", () => {
  const rows = (kiosk: Kiosk) => kiosk.get("list").locator("tbody tr");
  const places = (kiosk: Kiosk): Promise<number[]> => rows(kiosk).evaluateAll((all) => all.map((row) => Number(row.getAttribute("aria-rowindex"))));

  test("of everybody is walked through by keys, draws what is in sight, and is one entry of the log", async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await kiosk.lookFor();
    const mark = await kiosk.get("mark").textContent();
    const list = kiosk.get("list");
    await expect(list).toBeFocused();
    await expect(list).toHaveAttribute("aria-rowcount", String(POPULATION + 1));
    expect((await places(kiosk))[0]).toBe(2);
    await page.keyboard.press("End");
    await expect.poll(async () => (await places(kiosk)).pop()).toBe(POPULATION + 1);
    await expect(rows(kiosk).last()).toHaveAttribute("data-row", /^\d+$/);
    await expect(list).toHaveAttribute("aria-activedescendant", `row-${POPULATION - 1}`);
    await expect(rows(kiosk).last()).toBeInViewport();
    expect((await places(kiosk)).length).toBeLessThan(60);
    await page.keyboard.press("PageUp");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await expect(list).toHaveAttribute("aria-activedescendant", "row-1");
    await expect(rows(kiosk).first()).toBeInViewport();
    for (const cell of await list.locator("tbody td:first-child").allTextContents()) expect(cell).toMatch(/\*/);
    expect(await kiosk.everythingInTheDocument()).not.toMatch(/1[3-9]\d{9}|5[1-9]\d{15}[\dX]/);
    // Its rows are the same list, in whatever order.
    await list.getByRole("button", { name: "年龄" }).click();
    await expect(list.locator("th").nth(1)).toHaveAttribute("aria-sort", "ascending");
    await expect(kiosk.get("mark")).toHaveText(mark ?? "");
  });

  test("has over it who looks, when, and the mark of its own entry in the log, whichever list came before", async ({ kiosk }) => {
    await beginList(kiosk);
    const labels = kiosk.page.locator("yongquan-watermark text");
    const marks: string[] = [];
    for (const question of [QUESTION, "90岁以上 男", "90岁以上"]) {
      await kiosk.ask(question);
      // Another list has another entry.
      for (const before of marks) await expect(kiosk.get("mark")).not.toContainText(before);
      const mark = /\d+:[0-9a-f]+/.exec((await kiosk.get("mark").textContent()) ?? "")?.[0] ?? "";
      expect(mark).not.toBe("");
      await expect(labels.filter({ hasText: mark })).not.toHaveCount(0);
      const texts = await labels.allTextContents();
      expect(texts.filter((text) => text.includes(mark))).toHaveLength(texts.length / 2);
      for (const before of marks) expect(texts.join(" ")).not.toContain(before);
      marks.push(mark);
    }
  });

  test("is sorted by up to three columns, and the order of the register comes back", async ({ kiosk, page }) => {
    await beginList(kiosk);
    const list = kiosk.get("list");
    const column = async (place: number): Promise<string[]> => (await list.locator(`tbody td:nth-child(${place})`).allTextContents()).map((text) => text.trim());
    const before = await column(2);
    await list.getByRole("button", { name: "年龄" }).click();
    await expect(list.locator("th").nth(1)).toHaveAttribute("aria-sort", "ascending");
    const ages = (await column(2)).map(Number);
    expect(ages).toEqual([...ages].sort((a, b) => a - b));
    expect(ages[0]).toBe(80);
    await list.getByRole("button", { name: "楼栋号" }).click({ modifiers: ["Shift"] });
    await expect(list.locator("th").nth(4)).toHaveAttribute("aria-sort", "ascending");
    await expect(list.locator("th").nth(1)).toContainText("↑1");
    const buildings = (await column(5)).slice(0, ages.filter((age) => age === 80).length);
    expect(buildings).toEqual([...buildings].sort());
    await list.getByRole("button", { name: "年龄" }).click({ modifiers: ["Shift"] });
    await expect(list.locator("th").nth(1)).toHaveAttribute("aria-sort", "descending");
    // The menu says the same, and takes one away.
    await kiosk.get("sorting").click();
    await expect(kiosk.get("sort-field").first()).toHaveValue("age");
    await kiosk.get("sort-field").first().selectOption("");
    await expect(list.locator("th").nth(1)).toHaveAttribute("aria-sort", "none");
    await kiosk.get("sort-field").first().selectOption("");
    await page.keyboard.press("Escape");
    await expect(kiosk.get("sorting")).toBeFocused();
    await expect.poll(() => column(2)).toEqual(before);
  });

  test("has the columns that were chosen, in their order, and its own again", async ({ kiosk, page }) => {
    await beginList(kiosk);
    const titles = async (): Promise<string[]> => (await kiosk.get("list").locator("th").allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());
    const own = await titles();
    await kiosk.get("columns").click();
    await kiosk.get("columns-search").fill("ethnicity");
    await page.locator("yongquan-columns [data-field=ethnicity]").check();
    await expect.poll(titles).toEqual([...own, "民族"]);
    await page.locator("yongquan-columns").getByRole("button", { name: "年龄前移" }).click();
    await expect.poll(async () => (await titles())[0]).toBe("年龄");
    // A field of a section that this key does not open says whose it is.
    await kiosk.get("columns-search").fill("blood_type");
    await page.locator("yongquan-columns [data-field=blood_type]").check();
    await expect(kiosk.get("list").locator("th[data-locked=blood_type]").getByRole("img")).toHaveAttribute("aria-label", /打不开/);
    await kiosk.get("columns-reset").click();
    await expect.poll(titles).toEqual(own);
  });
});

test.describe("the card", () => {
  test("opens beside the list by keys, goes to the next person and to the household, and closes", async ({ kiosk, page }) => {
    await beginList(kiosk);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(kiosk.get("card-name")).toBeFocused();
    const list = await kiosk.get("list-scroll").boundingBox();
    const card = await kiosk.get("card").boundingBox();
    expect((list?.x ?? 0) + (list?.width ?? 0)).toBeLessThanOrEqual((card?.x ?? 0) + 1);
    const masked = kiosk.get("card").locator("dd[data-field=mobile_phone], dd[data-field=id_number]");
    for (const text of await masked.allTextContents()) expect(text).toMatch(/\*{4}/);
    // What this key does not open is named, with its section.
    await expect(kiosk.get("card").locator(".shut").first()).toContainText("打不开");
    const first = await kiosk.get("card").locator("dd[data-field=resident_id]").textContent();
    await kiosk.get("card").getByRole("button", { name: "下一人" }).click();
    await expect(kiosk.get("card").locator("dd[data-field=resident_id]")).not.toHaveText(first ?? "");
    await expect(kiosk.get("list").locator("tr.open")).toHaveAttribute("aria-rowindex", "4");
    await kiosk.get("card").getByRole("button", { name: "上一人" }).click();
    await expect(kiosk.get("card").locator("dd[data-field=resident_id]")).toHaveText(first ?? "");
    await page.keyboard.press("Escape");
    await expect(kiosk.get("card")).toHaveCount(0);
    await expect(kiosk.get("list")).toBeFocused();
    await expect(kiosk.get("list")).toHaveAttribute("aria-activedescendant", "row-1");
  });

  test("shows the household, and a member's card at a click", async ({ kiosk }) => {
    await kiosk.visit();
    await kiosk.unlock();
    await kiosk.ask("household_size = 3");
    await kiosk.lookFor();
    await kiosk.get("list").locator("tbody tr").first().click();
    const members = kiosk.get("household").getByRole("button");
    await expect(members).toHaveCount(3);
    // What each is to the head stands first, and one of them is the head.
    const relations = await members.locator("span:first-child").allTextContents();
    expect(relations.filter((relation) => relation === "户主")).toHaveLength(1);
    expect(relations.filter((relation) => /^(户主|夫|妻|配偶|.*[子女孙父母媳婿兄弟姐妹].*)$/u.test(relation))).toHaveLength(3);
    const before = await kiosk.get("card").locator("dd[data-field=resident_id]").textContent();
    await kiosk.get("household").locator("button:not([disabled])").first().click();
    await expect(kiosk.get("card").locator("dd[data-field=resident_id]")).not.toHaveText(before ?? "");
    await expect(members).toHaveCount(3);
  });
});

test("every look at people is in the log, before its sight, with who it was about; a log that was edited says where", async ({ kiosk, page }) => {
  await beginList(kiosk);
  await page.keyboard.press("Enter");
  await kiosk.get("card").locator("[data-testid=reveal][data-field=name]").click();
  const shown = kiosk.get("card").locator("dd[data-field=name] .whole");
  await expect(shown).toBeVisible();
  const name = await shown.textContent();
  await kiosk.get("card-close").click();
  await kiosk.get("list").locator("tbody tr").nth(1).getByTestId("reveal-row").click();
  await expect(kiosk.get("list").locator("tbody tr").nth(1).locator("td.whole").first()).toBeVisible();
  const mark = ((await kiosk.get("mark").textContent()) ?? "").split(" ")[1] ?? "";
  await page.keyboard.press("Alt+l");
  await expect(kiosk.get("locked")).toBeVisible();
  await kiosk.unlock();
  const log = await exportedLog(kiosk);
  const entries = logged(log, PASSPHRASE);
  expect(actions(entries)).toEqual(["open", "list", "card", "reveal", "reveal", "lock", "open", "log_export"]);
  const [, list, card, reveal, row, lock] = entries.map(({ entry }) => entry);
  expect(list).toMatchObject({ purpose: PURPOSE, question: expect.stringContaining("80"), rows: WOMEN_OF_80, operator: { id: "desk" } });
  expect(list?.fields).toContain("mobile_phone");
  const key = card?.persons?.[0] ?? "";
  expect(card?.rows).toBe(card?.persons?.length);
  expect(reveal).toMatchObject({ purpose: PURPOSE, rows: 1, persons: [key], fields: ["name"] });
  expect(person(key, ["name"])).toEqual([name]);
  expect(row).toMatchObject({ rows: 1, fields: expect.arrayContaining(["name"]) });
  expect(row?.persons?.[0]).not.toBe(key);
  expect(lock?.note).toBe("asked");
  // Nothing of it stands in the file in clear.
  for (const secret of [name ?? "", key, PURPOSE, "mobile_phone"]) expect(log).not.toContain(secret);

  const whole = verified(log, [mark]);
  expect(whole.said).toContain("完好 intact entries  8");
  expect(whole.isIntact).toBe(true);
  const lines = log.trimEnd().split("\n");
  const without = verified(`${lines.filter((_, place) => place !== 3).join("\n")}\n`);
  expect([without.isIntact, without.said]).toEqual([false, expect.stringContaining("日志缺了第 3 条")]);
  const edited = verified(log.replace(lines[4] ?? "", (lines[4] ?? "").replace(/"sealed":"(.{20})./, '"sealed":"$1A')));
  expect([edited.isIntact, edited.said]).toEqual([false, expect.stringMatching(/第 4 条/)]);
  const cut = verified(`${lines.slice(0, 4).join("\n")}\n`, [mark]);
  expect([cut.isIntact, cut.said]).toEqual([false, expect.stringContaining("末尾被截去了")]);
});

test("what is shown whole is masked again after a minute, and nothing of it is left after a lock", async ({ kiosk, page }) => {
  await page.clock.install();
  await beginList(kiosk);
  await page.keyboard.press("Enter");
  await kiosk.get("reveal-all").click();
  const name = kiosk.get("card").locator("dd[data-field=name]");
  const number = kiosk.get("card").locator("dd[data-field=id_number]");
  await expect(number).not.toContainText("*");
  const secrets = [((await name.textContent()) ?? "").trim(), ((await number.textContent()) ?? "").trim()];
  expect(secrets[1]).toMatch(/^\d{17}[\dX]$/);
  await page.clock.fastForward(MINUTE_MS - 2_000);
  await expect(number).not.toContainText("*");
  await page.clock.fastForward(3_000);
  await expect(number).toContainText("****");
  await expect(name).toContainText("*");
  expect(await kiosk.everythingInTheDocument()).not.toContain(secrets[1]);
  await kiosk.get("reveal-all").click();
  await expect(number).toContainText(secrets[1] ?? "");
  await page.keyboard.press("Alt+l");
  await expect(kiosk.get("locked")).toBeVisible();
  const left = await kiosk.everythingButChance();
  for (const secret of [...secrets, PURPOSE, QUESTION]) expect(left).not.toContain(secret);
  expect(await foundInPage(page, [secrets[1] ?? ""])).toEqual([]);
});

test.describe("where nothing can be written", () => {
  test("from the beginning, there are numbers only, and it is said why", async ({ kiosk, page }) => {
    await beforeWorkers(page, 'Object.defineProperty(self,"indexedDB",{get(){throw new DOMException("forbidden","SecurityError")}});');
    await kiosk.begin();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.log_unwritable");
    await expect(kiosk.get("error")).toContainText("不显示人员");
    await expect(kiosk.get("why")).toHaveCount(0);
    await expect(kiosk.get("list")).toHaveCount(0);
    await expect(kiosk.get("facet-value").first()).toBeVisible();
    await kiosk.get("lock").click();
    await expect(kiosk.get("locked")).toBeVisible();
  });

  test("for want of an auditor, there are numbers only, in the list's place, in the log's and by every key, and it is said who can mend it", async ({ kiosk, page }) => {
    const snapshot = packedWithout("auditor", 2, "desk");
    await page.route("**/demo.yqs", (route) => route.fulfill({ body: snapshot }));
    await kiosk.begin();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.log_no_auditor");
    await expect(kiosk.get("error")).toContainText("请发布者在 policy.toml 里写上 [auditor]");
    for (const testId of ["why", "why-choice", "list", "card", "mark"]) await expect(kiosk.get(testId)).toHaveCount(0);
    for (const testId of ["print", "export", "notice"]) if ((await kiosk.get(testId).count()) > 0) await expect(kiosk.get(testId)).toBeDisabled();
    await page.keyboard.press("Control+p");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.locator("yongquan-log button").first().click();
    await expect(kiosk.get("log-export")).toBeDisabled();
    await expect(page.locator("yongquan-log").getByTestId("error")).toHaveAttribute("data-code", "page.log_no_auditor");
    await page.keyboard.press("Escape");
    await kiosk.get("tab-charts").click();
    await expect(kiosk.get("chart").first()).toBeVisible();
    await kiosk.get("lock").click();
    await expect(kiosk.get("locked")).toBeVisible();
    expect(await kiosk.everythingButChance()).not.toContain(QUESTION);
  });

  test("any more, the next card is refused, and numbers go on", async ({ kiosk, page }) => {
    await beforeWorkers(page, "{const own=IDBObjectStore.prototype.add;IDBObjectStore.prototype.add=function(...given){if(self.isFull)throw new DOMException('full','QuotaExceededError');return own.apply(this,given)}}");
    await beginList(kiosk);
    await page.workers()[0]?.evaluate(() => void Object.assign(self, { isFull: true }));
    await page.keyboard.press("Enter");
    await expect(kiosk.get("error").first()).toHaveAttribute("data-code", "page.log_unwritable");
    await expect(kiosk.get("card")).toHaveCount(0);
    await kiosk.ask("");
    await kiosk.expectCount(POPULATION);
    await expect(kiosk.get("list")).toHaveCount(0);
  });
});

test("a log that the browser has removed is a gap: nobody is shown before somebody has taken notice, and both stand in the next log", async ({ kiosk, page }) => {
  await beginList(kiosk);
  const lost = ((await kiosk.get("mark").textContent()) ?? "").split(" ")[1] ?? "";
  await kiosk.get("lock").click();
  await expect(kiosk.get("locked")).toBeVisible();
  await expect.poll(() => page.evaluate(() => localStorage.getItem(Object.keys(localStorage).find((key) => key.startsWith("yongquan.mark")) ?? ""))).not.toContain(lost);
  await removeLog(page);
  await page.reload();
  await kiosk.unlock();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.log_lost");
  await expect(kiosk.get("why")).toHaveCount(0);
  // Opening it again is no way around it.
  await kiosk.get("lock").click();
  await kiosk.unlock();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.log_lost");
  await kiosk.get("acknowledge").click();
  await kiosk.lookFor();
  const entries = logged(await exportedLog(kiosk), PASSPHRASE);
  expect(actions(entries)).toEqual(["gap", "open", "lock", "open", "gap_noticed", "list", "log_export"]);
  expect(entries[0]?.entry.note).toMatch(/^3:[0-9a-f]{24}$/);
  expect(entries[4]?.entry.note).toBe(entries[0]?.entry.note);
});

test("before the device is cleared, its log can be handed over: without it the auditor would have nothing", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.get("clear").click();
  await expect(kiosk.get("clear-yes")).toBeVisible();
  await expect(kiosk.get("clear-logs")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await kiosk.unlock();
  await kiosk.lookFor();
  await kiosk.get("lock").click();
  await kiosk.get("clear").click();
  await expect(kiosk.get("clear-logs")).toContainText("操作日志 1 份");
  const coming = page.waitForEvent("download");
  await kiosk.get("clear-export").click();
  const log = readFileSync(await (await coming).path(), "utf8");
  await expect(kiosk.get("clear-exported")).toContainText("1");
  expect(actions(logged(log, PASSPHRASE)).slice(0, 2)).toEqual(["open", "list"]);
  await kiosk.get("clear-yes").click();
  await expect(kiosk.get("cleared")).toBeVisible();
  await kiosk.get("clear").click();
  await expect(kiosk.get("clear-logs")).toHaveCount(0);
});

test("markup and formulas in every field of free text are text, in list, card and household", async ({ kiosk, page }) => {
  const texts = ["<img src=x onerror=document.title=1>", "=cmd|' /C calc'!A0", "<script>document.title=1</script>", "{{constructor}}${7*7}"];
  await page.route("**/demo.yqs", (route) => route.fulfill({ body: packedWithTexts(texts, 8) }));
  await kiosk.visit();
  await kiosk.unlock();
  await kiosk.lookFor();
  await kiosk.get("columns").click();
  for (const field of FREE_TEXT) {
    await kiosk.get("columns-search").fill(field);
    await page.locator(`yongquan-columns [data-field=${field}]`).setChecked(true);
  }
  await page.keyboard.press("Escape");
  await expect(kiosk.get("list").locator("tbody tr").first()).toContainText("<img src=x");
  for (let place = 0; place < texts.length; place += 1) {
    await kiosk.get("list").focus();
    await page.keyboard.press("Home");
    for (let step = 0; step < place; step += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(kiosk.get("list").locator("tbody tr").nth(place)).toHaveClass(/open/);
    await kiosk.get("reveal-all").click();
    await expect(kiosk.get("card-name")).toHaveText(texts[place] ?? "");
    await expect(kiosk.get("card").locator("dd[data-field=name]")).toHaveText(texts[place] ?? "");
  }
  expect(await page.locator("img, yongquan-kiosk script, a[href]").count()).toBe(0);
  await expect(page).toHaveTitle("涌泉 Yongquan");
});
