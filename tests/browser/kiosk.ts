/** The page as a visitor meets it: served with the real headers, watched for everything that must not happen. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import type { Locator, Page } from "@playwright/test";

const ROOT = join(import.meta.dirname, "../..");
/** Folder with the page, `demo.yqs` and `config.json`. */
export const SITE = process.env["YONGQUAN_SITE"] ?? join(ROOT, ".work/demo/site");
/** Passphrase of the demonstration. */
export const PASSPHRASE = process.env["YONGQUAN_PASSPHRASE"] ?? readFileSync(join(ROOT, ".work/demo/passphrase.txt"), "utf8").trimEnd();
const UNLOCK_TIMEOUT_MS = 90_000;

/** The first question, and its answer. */
export const QUESTION = "80岁以上 女";
export const WOMEN_OF_80 = 74;
export const POPULATION = 8812;
export const CLOSED = 12;
/** Why a visitor looks at people, where the test is not about that. */
export const PURPOSE = "上门走访";

/** Takes the log away, as a browser does that needs the room. */
export async function removeLog(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("yongquan.log");
    request.onsuccess = resolve;
    request.onerror = reject;
    request.onblocked = reject;
  }));
}

/** The page, with the words of a visitor. */
export class Kiosk {
  readonly page: Page;
  readonly #url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.#url = url;
  }

  get(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  /** Visits, on a device that has had its tour unless it is the first visit to any. */
  async visit({ isFirst = false }: { readonly isFirst?: boolean } = {}): Promise<void> {
    if (!isFirst) {
      await this.page.addInitScript(() => {
        if (location.protocol !== "about:") localStorage.setItem("yongquan.tour", "1");
      });
    }
    await this.page.goto(this.#url);
  }

  async enter(passphrase: string): Promise<void> {
    await this.get("passphrase").fill(passphrase);
    // By key: the button moves when the snapshot has been checked, and a press that it slips away from is none.
    await expect(this.get("unlock")).toBeEnabled();
    await this.get("passphrase").press("Enter");
  }

  /** Unlocks, with the slot inside the snapshot or with a slot file. */
  async unlock(slotFile?: string): Promise<void> {
    if (slotFile !== undefined) await this.get("file").setInputFiles(slotFile);
    await this.enter(PASSPHRASE);
    await this.get("question").waitFor({ timeout: UNLOCK_TIMEOUT_MS });
  }

  async ask(question: string): Promise<void> {
    await this.get("question").fill(question);
    await this.get("question").press("Enter");
  }

  /** Says why people are looked at. */
  async sayWhy(purpose: string = PURPOSE): Promise<void> {
    const choice = this.page.locator("yongquan-purpose").getByRole("button", { name: purpose, exact: true });
    await this.page.locator("yongquan-purpose").getByRole("button").first().waitFor();
    if (await choice.isVisible()) await choice.click();
    else {
      if (!(await this.get("why").isVisible())) await this.get("why-other").click();
      await this.get("why").fill(purpose);
      await this.get("why").press("Enter");
    }
  }

  /** Says why, so that the list is shown. */
  async lookFor(purpose: string = PURPOSE): Promise<void> {
    await this.sayWhy(purpose);
    await expect(this.get("mark")).toBeVisible();
    await this.get("list").waitFor();
  }

  /** Unlocks, and asks the first question. */
  async begin(): Promise<void> {
    await this.visit();
    await this.unlock();
    await this.ask(QUESTION);
    await this.expectCount(WOMEN_OF_80);
  }

  async expectCount(count: number): Promise<void> {
    await expect(this.get("count")).toHaveAttribute("data-count", String(count));
  }

  /** Locks, loses the log as a browser does that runs out of space, and comes again. */
  async loseLog(): Promise<void> {
    await this.get("lock").click();
    await this.get("locked").waitFor();
    await removeLog(this.page);
    await this.page.reload();
    await this.unlock();
  }

  /** Drops a file onto the page, anywhere. */
  async drop(bytes: Buffer, name: string): Promise<void> {
    await this.page.evaluate(
      ([base64, fileName]) => {
        const data = new DataTransfer();
        data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], fileName));
        document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
      },
      [bytes.toString("base64"), name] as const,
    );
  }

  /** The document without what chance put there: Lit's random marker, the public key it was given, the hashes in file names. */
  async everythingButChance(): Promise<string> {
    const all = await this.everythingInTheDocument();
    const key = await this.page.locator("yongquan-kiosk").first().getAttribute("publisher-key");
    const kept = key === null ? all : all.split(key).join(" ");
    return kept.replace(/lit\$\d+\$/g, " ").replace(/assets\/index-[\w-]{8}\.(js|css)/g, " ");
  }

  /** Text of every element of the page, through all shadow roots: what could be read by looking into the document. */
  async everythingInTheDocument(): Promise<string> {
    return this.page.evaluate(() => {
      const read = (node: Node): string => {
        const own = node instanceof Element ? Array.from(node.attributes, ({ value }) => value).join(" ") : (node.nodeValue ?? "");
        const value = node instanceof HTMLInputElement ? node.value : "";
        const inside = node instanceof Element && node.shadowRoot !== null ? read(node.shadowRoot) : "";
        return `${own} ${value} ${inside} ${Array.from(node.childNodes, read).join(" ")}`;
      };
      return read(document.documentElement);
    });
  }
}

/** The project's own server over a folder. */
export class Host {
  readonly url: string;
  readonly #server: ChildProcess;

  private constructor(url: string, server: ChildProcess) {
    this.url = url;
    this.#server = server;
  }

  static async start(folder: string): Promise<Host> {
    const args = [join(ROOT, "scripts/lib/serve.mjs"), "--netlify", join(ROOT, "netlify.toml"), "--root", folder, "--port", "0"];
    const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
      server.once("exit", (code) => reject(new Error(`the server ended with ${String(code)}`)));
    });
    return new Host(url, server);
  }

  /** Ends it: from now on there is no network. */
  stop(): void {
    this.#server.kill();
  }
}

/** What the test program itself says where it keeps service workers away; offline.spec.ts lets them in. */
const OF_THE_TEST_PROGRAM = /Service Worker registration blocked by Playwright/;

/** What goes wrong without being asked for fails the test: a console error, a policy violation, a request to anybody else. */
function watch(page: Page, url: string, tolerated: readonly RegExp[]): () => void {
  const seen: string[] = [];
  const note = (text: string): void => {
    if (![OF_THE_TEST_PROGRAM, ...tolerated].some((pattern) => pattern.test(text))) seen.push(text);
  };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
  page.context().on("request", (request) => {
    if (!isOfThePage(new URL(request.url()), new URL(url))) note(`foreign request: ${request.url()}`);
  });
  return () => expect(seen).toEqual([]);
}

/** Whether a request is for the page's own host, or for what is in the page already. A page from a file may ask for itself alone. */
function isOfThePage(asked: URL, page: URL): boolean {
  if (["blob:", "data:"].includes(asked.protocol)) return true;
  return page.protocol === "file:" ? asked.href === page.href : asked.origin === page.origin;
}

interface Fixtures {
  /** Console messages that a test provokes on purpose. */
  readonly tolerated: readonly RegExp[];
  /** What the page is opened as: the address of the site, unless a test says otherwise. */
  readonly address: string;
  readonly kiosk: Kiosk;
}

export const test = base.extend<Fixtures, { readonly site: string }>({
  tolerated: [[], { option: true }],
  address: async ({ site }, use) => use(site),
  site: [
    async ({}, use) => {
      const host = await Host.start(SITE);
      await use(host.url);
      host.stop();
    },
    { scope: "worker" },
  ],
  kiosk: async ({ page, address, tolerated }, use) => {
    const expectNothingWrong = watch(page, address, tolerated);
    await use(new Kiosk(page, address));
    expectNothingWrong();
  },
});

export { expect };
