/** Chinese that is left on the page when it speaks English. */
import type { Page } from "@playwright/test";
import { FREE_TEXT, register, sectionTitles } from "./publisher.js";

const HAN = /\p{Script=Han}/u;
/** The name of the demonstration's operator, which has no English form; whatever is said in both languages; what changes the language; and what visitors type. */
const ALLOWED = ["综合窗口", "中文", "未提交 uncommitted", "提交不详 commit unknown", ...sectionTitles(), "80岁以上 女", "80岁以上", "宇航员"];

/** Values that somebody typed into the register: they have no English form either. */
function typedValues(): ReadonlySet<string> {
  const all = register();
  return new Set(FREE_TEXT.flatMap((field) => all.get(field) ?? []));
}
let known: ReadonlySet<string> | undefined;

/** Whether a text with Chinese in it is a value of the register: as typed, or masked. */
function isValue(text: string): boolean {
  known ??= typedValues();
  return known.has(text) || /\*/.test(text);
}

/** Of texts, those that have Chinese in them which an English reader could have been spared. */
export function chineseIn(texts: readonly string[], mayStand: readonly string[] = []): readonly string[] {
  const spared = [...ALLOWED, ...mayStand];
  return [...new Set(texts.map((text) => text.trim()).filter((text) => !isValue(text) && HAN.test(spared.reduce((rest, words) => rest.split(words).join(""), text))))];
}

/** What can be typed, in the words of questions, and whatever says that it is Chinese. */
const QUESTIONS = "style, script, [lang='zh-CN'], code, [data-testid=try]";

/** Texts that can be read on the page, or heard: each node's, the labels and hints, and what stands in fields before somebody types. */
export function readableTexts(page: Page, within = "body"): Promise<readonly string[]> {
  return page.locator(within).first().evaluate((whole, questions) => {
    const texts: string[] = [];
    const look = (element: Element): void => {
      if (element.getClientRects().length === 0 && !element.matches("option, optgroup") && getComputedStyle(element).display !== "contents") return;
      if (getComputedStyle(element).visibility === "hidden" || element.matches(questions)) return;
      for (const name of ["placeholder", "title", "aria-label", "aria-valuetext", "alt"]) texts.push(element.getAttribute(name) ?? "");
      const inside = [...(element.shadowRoot?.childNodes ?? []), ...element.childNodes];
      for (const node of inside) {
        if (node instanceof Element) look(node);
        else if (node.nodeType === Node.TEXT_NODE) texts.push(node.nodeValue ?? "");
      }
    };
    look(whole);
    return texts;
  }, QUESTIONS);
}
