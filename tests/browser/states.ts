/** Every state of the page, and how a visitor comes there: for what has to hold in all of them, and for looking at them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PASSPHRASE, QUESTION, SITE, WOMEN_OF_80, expect } from "./kiosk.js";
import type { Kiosk } from "./kiosk.js";
import { packedWithout } from "./publisher.js";

/** A state of the page. */
export interface State {
  readonly name: string;
  /** Brings a page that was never opened into the state. */
  readonly reach: (kiosk: Kiosk) => Promise<void>;
  /** Whether the browser says something of it that it cannot be kept from saying. */
  readonly tolerated?: readonly RegExp[];
}

const LONG_MS = 90_000;
const SHORT_MS = 20_000;
/** A moment before which the demonstration's snapshot was valid, and one after. */
const AFTER_EXPIRY = "2099-01-01T08:00:00Z";

/** Has the passphrase never arrive at the page's worker. Before the page is loaded. */
async function withoutPassphrase(kiosk: Kiosk): Promise<void> {
  await kiosk.page.addInitScript(() => {
    const OwnWorker = window.Worker;
    window.Worker = class extends OwnWorker {
      override postMessage(message: unknown, ...more: [never]): void {
        if (typeof message !== "object" || message === null || !("passphrase" in message)) super.postMessage(message, ...more);
      }
    };
  });
}

async function open(kiosk: Kiosk): Promise<void> {
  await kiosk.visit();
  await kiosk.unlock();
}

async function withoutConfiguration(kiosk: Kiosk): Promise<void> {
  await kiosk.page.route("**/config.json", (route) => route.fulfill({ status: 404, body: "" }));
  await kiosk.visit();
}

const publisherKey = (): string => (JSON.parse(readFileSync(join(SITE, "config.json"), "utf8")) as { readonly publisherKey: string }).publisherKey;

/** States before a register is open. */
export const GATE_STATES: readonly State[] = [
  {
    name: "the first time on a device",
    reach: async (kiosk) => {
      await kiosk.visit();
      await expect(kiosk.get("seen")).toContainText("第一次");
    },
  },
  {
    name: "choosing a publisher and files",
    reach: async (kiosk) => {
      await withoutConfiguration(kiosk);
      await kiosk.get("publisher-key").waitFor();
    },
    tolerated: [/404/],
  },
  {
    name: "a file chosen by hand",
    reach: async (kiosk) => {
      await withoutConfiguration(kiosk);
      await kiosk.get("publisher-key").fill(publisherKey());
      await kiosk.get("trust").click();
      await kiosk.get("file").setInputFiles(join(SITE, "demo.yqs"));
      await expect(kiosk.get("manifest")).toContainText("指纹");
    },
    tolerated: [/404/],
  },
  {
    name: "reading the snapshot",
    reach: async (kiosk) => {
      await kiosk.page.route("**/demo.yqs", () => new Promise(() => undefined));
      await kiosk.visit();
      await kiosk.get("progress").waitFor();
    },
  },
  {
    name: "unlocking",
    reach: async (kiosk) => {
      await withoutPassphrase(kiosk);
      await kiosk.visit();
      await kiosk.enter(PASSPHRASE);
      await expect(kiosk.get("progress")).toHaveAttribute("aria-valuetext", "解锁");
    },
  },
  {
    name: "no passphrase",
    reach: async (kiosk) => {
      await kiosk.visit();
      await kiosk.get("manifest").waitFor();
      await kiosk.get("unlock").click();
      await kiosk.page.getByRole("alert").waitFor();
    },
  },
  {
    name: "a wrong passphrase",
    reach: async (kiosk) => {
      await kiosk.visit();
      await kiosk.enter("surely-not-this-one");
      await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.wrong_passphrase", { timeout: LONG_MS });
    },
  },
  {
    name: "an expired snapshot",
    reach: async (kiosk) => {
      await kiosk.page.clock.setFixedTime(AFTER_EXPIRY);
      await kiosk.visit();
      await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.expired");
    },
  },
  {
    name: "a clock that is wrong",
    reach: async (kiosk) => {
      await kiosk.page.clock.setFixedTime("2010-01-01T08:00:00Z");
      await kiosk.visit();
      await kiosk.get("error").waitFor();
    },
  },
  {
    name: "a snapshot that cannot be fetched",
    reach: async (kiosk) => {
      await kiosk.page.route("**/demo.yqs", (route) => route.fulfill({ status: 404, body: "" }));
      await kiosk.visit();
      await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.fetch_failed");
    },
    tolerated: [/404/],
  },
  {
    name: "locked because nobody was there",
    reach: async (kiosk) => {
      await kiosk.page.clock.install();
      await open(kiosk);
      await kiosk.page.clock.fastForward(181_000);
      await expect(kiosk.get("locked")).toContainText("长时间无操作");
      await kiosk.get("manifest").waitFor();
    },
  },
  {
    name: "being asked whether to clear the device",
    reach: async (kiosk) => {
      await kiosk.visit();
      await kiosk.get("manifest").waitFor();
      await kiosk.get("clear").click();
      await kiosk.get("clear-yes").waitFor();
    },
  },
  {
    name: "help before anything is open",
    reach: async (kiosk) => {
      await kiosk.visit();
      await kiosk.get("help").click();
      await kiosk.page.getByRole("dialog").waitFor();
    },
  },
];

async function askFirst(kiosk: Kiosk): Promise<void> {
  await open(kiosk);
  await kiosk.ask(QUESTION);
  await kiosk.expectCount(WOMEN_OF_80);
}

async function listFirst(kiosk: Kiosk): Promise<void> {
  await askFirst(kiosk);
  await kiosk.lookFor();
}

/** Opens the card of the first person of that list by keys. */
async function cardOfFirst(kiosk: Kiosk): Promise<void> {
  await listFirst(kiosk);
  await kiosk.get("list").focus();
  await kiosk.page.keyboard.press("Enter");
}

/** States of the open page; each comes from the one that was just unlocked. */
export const DESK_STATES: readonly State[] = [
  { name: "open, with nothing asked", reach: open },
  {
    name: "the first question",
    reach: askFirst,
  },
  {
    name: "a list",
    reach: listFirst,
  },
  {
    name: "a card",
    reach: async (kiosk) => {
      await cardOfFirst(kiosk);
      await kiosk.get("card").waitFor();
    },
  },
  {
    name: "a card that has taken the room of the facets",
    reach: async (kiosk) => {
      await kiosk.page.setViewportSize({ width: 1024, height: 768 });
      await cardOfFirst(kiosk);
      await kiosk.get("facets-unfold").waitFor();
    },
  },
  {
    name: "what else is done with a question",
    reach: async (kiosk) => {
      await kiosk.page.setViewportSize({ width: 1024, height: 768 });
      await askFirst(kiosk);
      await kiosk.get("saved-more").click();
      await kiosk.get("saved-name").waitFor();
    },
  },
  ...([["charts", "figure"], ["cross", "cross-table"], ["compare", "choose-0"], ["coverage", "coverage-table"]] as const).map(([tab, shown]) => ({
    name: `the look ${tab}`,
    reach: async (kiosk: Kiosk) => {
      await askFirst(kiosk);
      await kiosk.get(`tab-${tab}`).click();
      await kiosk.get(shown).first().waitFor({ timeout: SHORT_MS });
    },
  })),
  {
    name: "setting up the wall screen",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.get("wall-open").click();
      await kiosk.get("wall-start").waitFor();
    },
  },
  {
    name: "the wall screen",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.get("wall-open").click();
      await kiosk.get("wall-start").click();
      await kiosk.get("wall-count").waitFor();
    },
  },
  {
    name: "the log of this device",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.page.locator("yongquan-log summary, yongquan-log button").first().click();
      await kiosk.get("log-export").waitFor();
    },
  },
  ...["print", "export", "notice"].map((name) => ({
    name: `before the ${name}`,
    reach: async (kiosk: Kiosk) => {
      await listFirst(kiosk);
      await kiosk.get(name).click();
      await kiosk.page.locator(`yongquan-${name}`).getByRole("dialog").waitFor();
    },
  })),
  {
    name: "before the print of a card",
    reach: async (kiosk) => {
      await cardOfFirst(kiosk);
      await kiosk.get("card-print").click();
      await kiosk.get("take-columns").locator("summary").click();
      await kiosk.get("take-search").waitFor();
    },
  },
  {
    name: "a field is sought before the export",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.lookFor();
      await kiosk.get("export").click();
      await kiosk.get("take-columns").locator("summary").click();
      await kiosk.get("take-search").fill("日期");
      await expect(kiosk.get("take-columns")).toContainText(/找到 \d+ 个字段/);
      await kiosk.get("take-search").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "thousands are being printed",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.lookFor();
      await kiosk.get("print").click();
      // The task that the work waits for never comes, so that it stays where it is.
      await kiosk.page.evaluate(() => {
        window.MessageChannel = class extends MessageChannel {
          override readonly port2 = { postMessage: () => undefined } as unknown as MessagePort;
        };
      });
      await kiosk.get("do").click();
      await kiosk.get("take-progress").waitFor();
    },
  },
  {
    name: "nobody fits",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.lookFor();
      await kiosk.ask("80岁以上 不满18岁");
      await kiosk.expectCount(0);
    },
  },
  {
    name: "a question that is refused",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.ask("80岁以上 宇航员");
      await kiosk.get("error").waitFor();
    },
  },
  {
    name: "the builder",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.ask(QUESTION);
      await kiosk.get("build").click();
      await kiosk.get("builder").waitFor();
    },
  },
  {
    name: "a list of fields",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.page.locator("yongquan-facets").getByTestId("field").click();
      await kiosk.page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "the menu of looks",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.get("appearance").click();
      await kiosk.page.getByRole("radio").first().waitFor();
    },
  },
  {
    name: "the keys",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.get("lock").focus();
      await kiosk.page.keyboard.press("?");
      await kiosk.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "help",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.get("help").click();
      await kiosk.get("help-group").first().getByText(/./).first().click();
      await kiosk.page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "the tour",
    reach: async (kiosk) => {
      await kiosk.visit({ isFirst: true });
      await kiosk.unlock();
      await kiosk.get("tour").waitFor();
    },
  },
  {
    name: "about to lock",
    reach: async (kiosk) => {
      await kiosk.page.clock.install();
      await open(kiosk);
      await kiosk.page.clock.fastForward(155_000);
      await kiosk.get("idle-hint").waitFor();
    },
  },
  {
    name: "a part of the log is gone",
    reach: async (kiosk) => {
      await open(kiosk);
      await kiosk.loseLog();
      await kiosk.get("acknowledge").waitFor();
    },
  },
  {
    name: "no auditor",
    reach: async (kiosk) => {
      const snapshot = packedWithout("auditor", 2, "desk");
      await kiosk.page.route("**/demo.yqs", (route) => route.fulfill({ body: snapshot }));
      await open(kiosk);
      await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.log_no_auditor");
    },
  },
];
