/** What everybody can see, reach and operate: in every state, both languages and every theme. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { chineseIn, readableTexts } from "./english.js";
import { QUESTION, WOMEN_OF_80, expect, test } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { DESK_STATES, GATE_STATES } from "./states.js";

/** What is touched has at least this height and width, in pixels. */
const TARGET_PX = 44;
/** Lines of text are at least this far apart, in heights of type. */
const MIN_LINE_HEIGHT = 1.5;

/** Everything that axe finds, each with the elements that it stands for. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const builder = new AxeBuilder({ page }).setLegacyMode(true);
  if (rules === undefined) builder.options({ rules: { "color-contrast-enhanced": { enabled: true } } });
  else builder.options({ runOnly: { type: "rule", values: [...rules] } });
  const { violations: found } = await builder.analyze();
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary ?? ""}`));
}

const dress = (page: Page, lang: string, palette: string): Promise<void> =>
  page.locator("yongquan-kiosk").evaluate(
    async (kiosk, [wantedLang, wantedPalette]) => {
      kiosk.setAttribute("lang", wantedLang);
      kiosk.setAttribute("data-palette", wantedPalette);
      await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    },
    [lang, palette] as const,
  );

/** Everything that can be seen and operated and is too small, and text whose lines are too close. */
const tooSmall = (page: Page): Promise<readonly string[]> =>
  page.evaluate(
    ([target, lineHeight]) => {
      const found: string[] = [];
      const described = (element: Element): string => `${element.tagName.toLowerCase()} ${element.getAttribute("data-testid") ?? element.id} ${(element.textContent ?? "").trim().slice(0, 20)}`;
      // A box to tick is touched by its words as well.
      const touched = (element: Element): Element => (element.matches("input[type=checkbox], input[type=radio], input[type=file]") ? (element.closest("label") ?? element) : element);
      const look = (root: Document | ShadowRoot): void => {
        for (const element of root.querySelectorAll("*")) {
          if (element.shadowRoot !== null) look(element.shadowRoot);
          if (element.getClientRects().length === 0 || getComputedStyle(element).visibility === "hidden") continue;
          if (element.matches("button, input, select, textarea, summary, a[href], [role=option], [role=button]")) {
            const { width, height } = touched(element).getBoundingClientRect();
            if (Math.round(height) < target || Math.round(width) < target) found.push(`${described(element)}: ${Math.round(width)}×${Math.round(height)}`);
          }
          const isText = Array.from(element.childNodes).some((node) => node.nodeType === Node.TEXT_NODE && (node.nodeValue ?? "").trim() !== "");
          // A single sign or figure has no lines.
          if (!isText || (element.textContent ?? "").trim().length < 12 || element.matches("h1, option")) continue;
          const style = getComputedStyle(element);
          const ratio = Number.parseFloat(style.lineHeight) / Number.parseFloat(style.fontSize);
          if (ratio < lineHeight - 0.01) found.push(`${described(element)}: lines at ${ratio.toFixed(2)}`);
        }
      };
      look(document);
      return [...new Set(found)];
    },
    [TARGET_PX, MIN_LINE_HEIGHT] as const,
  );

/** How many pixels the page is wider than the window. */
const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const { name, reach, tolerated = [] } of [...GATE_STATES, ...DESK_STATES]) {
  test.describe(name, () => {
    test.use({ tolerated: [...tolerated] });

    test("has no violation in either language and any theme, no Chinese in English, nothing too small, and fits into 320 pixels", async ({ kiosk, page }) => {
      await reach(kiosk);
      for (const [lang, palette] of [["zh-CN", "light"], ["en", "dark"]] as const) {
        await dress(page, lang, palette);
        expect.soft(await violations(page), `${lang}, ${palette}`).toEqual([]);
        expect.soft(await tooSmall(page), lang).toEqual([]);
        if (lang === "en") expect.soft(chineseIn(await readableTexts(page)), "nothing but values of the register is Chinese").toEqual([]);
      }
      // Nothing but the colours differs in these.
      for (const [lang, palette] of [["zh-CN", "contrast-light"], ["en", "contrast-dark"]] as const) {
        await dress(page, lang, palette);
        expect.soft(await violations(page, ["color-contrast-enhanced"]), `${lang}, ${palette}`).toEqual([]);
      }
      // As wide as a screen of 1280 pixels at 400 %, in either language.
      await page.setViewportSize({ width: 320, height: 568 });
      for (const lang of ["zh-CN", "en"]) {
        await dress(page, lang, "light");
        expect.soft(await overflow(page), `wider than 320 pixels, ${lang}`).toBeLessThanOrEqual(0);
      }
    });
  });
}

/** The element that has the focus, through all shadow roots: what it is, and whether that is seen. */
const focused = (page: Page): Promise<{ readonly name: string; readonly isSeen: boolean }> =>
  page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (active === null || active === document.body) return { name: "", isSeen: true };
    const hasOutline = (element: Element | null): boolean => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    };
    return { name: (active.getAttribute("data-testid") ?? active.id) || active.tagName, isSeen: hasOutline(active) || hasOutline(active.closest("label")) };
  });

/** Goes through the page with the tabulator until it is left; every stop has to be seen. */
async function walk(page: Page): Promise<readonly string[]> {
  const stops: string[] = [];
  for (let step = 0; step < 200; step += 1) {
    await page.keyboard.press("Tab");
    const { name, isSeen } = await focused(page);
    expect(isSeen, `the focus is seen on ${name}`).toBe(true);
    if (name === "") return stops;
    stops.push(name);
  }
  throw new Error(`the tabulator never leaves the page: ${stops.slice(-20).join(" ")}`);
}

async function beginByKeyboard(kiosk: Kiosk, page: Page): Promise<void> {
  await kiosk.visit();
  await kiosk.get("manifest").waitFor();
  await kiosk.unlock();
  await expect(kiosk.get("question")).toBeFocused();
  await page.keyboard.type(QUESTION);
  await page.keyboard.press("Enter");
  await kiosk.expectCount(WOMEN_OF_80);
}

test("the tabulator reaches everything, every stop is seen, and nothing holds it", async ({ kiosk, page }) => {
  await kiosk.visit();
  await kiosk.get("manifest").waitFor();
  await kiosk.get("appearance").focus();
  const gate = await walk(page);
  for (const stop of ["help", "language", "passphrase", "unlock", "clear"]) expect(gate).toContain(stop);
  await beginByKeyboard(kiosk, page);
  await kiosk.lookFor();
  await kiosk.get("appearance").focus();
  const desk = await walk(page);
  for (const stop of ["help", "language", "lock", "question", "condition", "build", "facet-value"]) expect(desk).toContain(stop);
});

test("at 200 % nothing is lost", async ({ kiosk, page }) => {
  // What a browser makes of 1366×768 at 200 %.
  await page.setViewportSize({ width: 683, height: 384 });
  await beginByKeyboard(kiosk, page);
  await kiosk.lookFor();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  for (const part of ["lock", "question", "count", "unknown", "excluded", "as-of", "list", "facet"]) {
    await kiosk.get(part).first().scrollIntoViewIfNeeded();
    await expect(kiosk.get(part).first(), part).toBeInViewport();
  }
});

for (const size of ["large", "larger"]) {
  test(`${size} type is as large as it says, is remembered, and nothing is lost`, async ({ kiosk, page }) => {
    await kiosk.visit();
    await kiosk.get("appearance").click();
    await page.getByRole("radio", { name: size === "large" ? "大" : "特大", exact: true }).check();
    await page.getByRole("radio", { name: "深色" }).check();
    await page.reload();
    await beginByKeyboard(kiosk, page);
    await kiosk.lookFor();
    expect(await kiosk.get("population").evaluate((element) => Number.parseFloat(getComputedStyle(element.ownerDocument.documentElement).fontSize))).toBe(size === "large" ? 18 : 22);
    await expect(page.locator("yongquan-kiosk")).toHaveAttribute("data-palette", "dark");
    for (const [width, height] of [[1366, 768], [1024, 768], [390, 844]] as const) {
      await page.setViewportSize({ width, height });
      expect(await overflow(page), `at ${width}`).toBeLessThanOrEqual(0);
      expect(await tooSmall(page), `at ${width}`).toEqual([]);
    }
  });
}

test("nothing moves for whom the system says so", async ({ kiosk, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await GATE_STATES.find(({ name }) => name === "unlocking")?.reach(kiosk);
  await kiosk.get("progress").waitFor();
  const moving = (): Promise<number> => kiosk.get("progress").evaluate((progress) => progress.getAnimations({ subtree: true }).length);
  expect(await moving()).toBe(0);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await expect.poll(moving).toBeGreaterThan(0);
});

test("a page that nobody has chosen a theme for follows the system", async ({ kiosk, page }) => {
  await kiosk.visit();
  const host = page.locator("yongquan-kiosk");
  for (const [media, palette] of [
    [{ colorScheme: "dark", contrast: "no-preference" }, "dark"], [{ colorScheme: "dark", contrast: "more" }, "contrast-dark"],
    [{ colorScheme: "light", contrast: "more" }, "contrast-light"], [{ colorScheme: "light", contrast: "no-preference" }, "light"],
  ] as const) {
    await page.emulateMedia(media);
    await expect(host).toHaveAttribute("data-palette", palette);
  }
  // Colours that the system forces are those of the page, whatever the theme.
  await page.emulateMedia({ forcedColors: "active" });
  expect(await host.evaluate((kiosk) => getComputedStyle(kiosk).getPropertyValue("--yq-page").trim())).toBe("Canvas");
});

test("half a minute before it locks the page says so, and any touch keeps it open", async ({ kiosk, page }) => {
  await page.clock.install();
  await beginByKeyboard(kiosk, page);
  const hint = kiosk.get("idle-hint");
  await page.clock.fastForward(145_000);
  await expect(hint).toHaveCount(0);
  await page.clock.fastForward(10_000);
  await expect(hint).toContainText("马上自动锁定");
  await page.mouse.move(400, 300);
  await expect(hint).toHaveCount(0);
  await page.clock.fastForward(100_000);
  await kiosk.expectCount(WOMEN_OF_80);
});
