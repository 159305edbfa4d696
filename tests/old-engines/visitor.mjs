// A visitor of the page, driven through the protocol that all the browsers understand, and watched for what must not happen.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** Key derivation is slow on purpose, and slower still without vector instructions on a busy small machine. */
const PATIENCE_MS = 90_000;
const LOOK_INTERVAL_MS = 100;
/** Schemes of addresses that reach no host. */
const LOCAL_SCHEMES = new Set(["blob:", "data:", "file:", "about:"]);

/** What browsers say about the headers of the public site, and cannot be kept from saying. */
const TOLERATED = [
  // Below Chromium 97 the word is not known. Nothing is lost by it: there a worker may compile wasm without it.
  /^The source list for (?:the )?Content Security Policy directive 'script-src' contains an invalid source: ''wasm-unsafe-eval''\. It will be ignored\.$/,
  // By plain http, and there is no header that says it for https alone.
  /^The Cross-Origin-Opener-Policy header has been ignored, because the (?:URL's )?origin was untrustworthy\. /,
];

/** The first element that a selector fits, through all shadow roots. Runs in the page. */
const findInPage = (selector) => {
  const within = (root) => {
    const found = root.querySelector(selector);
    if (found !== null) return found;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot === null ? null : within(element.shadowRoot);
      if (inside !== null) return inside;
    }
    return null;
  };
  return within(document);
};

/** Text, attributes and values of every element but scripts, through all shadow roots. Runs in the page. */
const everythingInPage = () => {
  const read = (node) => {
    // The page's own words are no answers: the single file has its script inside, examples of questions among them.
    if (node.nodeName === "SCRIPT") return "";
    const own = node instanceof Element ? Array.from(node.attributes, ({ value }) => value).join(" ") : (node.nodeValue ?? "");
    const value = node instanceof HTMLInputElement ? node.value : "";
    const inside = node instanceof Element && node.shadowRoot !== null ? read(node.shadowRoot) : "";
    return `${own} ${value} ${inside} ${Array.from(node.childNodes, read).join(" ")}`;
  };
  return read(document.documentElement);
};

/** One page of one browser. */
export class Visitor {
  /** Everything that the page asked for, in order. */
  asked = [];
  /** What must not happen: messages, violations of the policy, answers of others. */
  wrongs = [];
  #page;

  constructor(page) {
    this.#page = page;
  }

  /** A new page that is watched from its first moment, in a browser that has kept nothing of any other. */
  static async in(browser, { width, height }) {
    const context = await browser.createIncognitoBrowserContext();
    const page = await context.newPage();
    const visitor = new Visitor(page);
    await page.setViewport({ width, height });
    page.on("console", (message) => {
      const isTolerated = TOLERATED.some((pattern) => pattern.test(message.text()));
      if (["error", "warning", "assert"].includes(message.type()) && !isTolerated) visitor.wrongs.push(`console ${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => visitor.wrongs.push(`uncaught: ${error.message}`));
    await page.exposeFunction("yongquanTestViolation", (text) => visitor.wrongs.push(`policy: ${text}`));
    await page.evaluateOnNewDocument(() => {
      // The tour is for whoever comes for the first time.
      if (location.protocol !== "about:") localStorage.setItem("yongquan.tour", "1");
      document.addEventListener("securitypolicyviolation", (event) => {
        window.yongquanTestViolation(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    const watch = async (client) => {
      client.on("Network.requestWillBeSent", ({ request }) => visitor.asked.push(request.url));
      client.on("Network.webSocketCreated", ({ url }) => visitor.asked.push(url));
      await client.send("Network.enable");
    };
    await watch(await page.target().createCDPSession());
    return visitor;
  }

  /** Runs something before each page's own scripts. */
  before(prepare) {
    return this.#page.evaluateOnNewDocument(prepare);
  }

  async withoutJavaScript() {
    await this.#page.setJavaScriptEnabled(false);
  }

  /** Answers requests whose path fits with another script; with none, as if there were no such file. */
  async replaceScript(pattern, script) {
    const answer = script === undefined ? { status: 404, body: "" } : { contentType: "text/javascript", body: script };
    await this.#page.setRequestInterception(true);
    this.#page.on("request", (request) => {
      void (pattern.test(new URL(request.url()).pathname) ? request.respond(answer) : request.continue());
    });
  }

  async open(url) {
    await this.#page.goto(url, { waitUntil: "load" });
  }

  inPage(run, ...values) {
    return this.#page.evaluate(run, ...values);
  }

  async resize({ width, height }) {
    await this.#page.setViewport({ width, height });
  }

  /** What a printer would get now, as a PDF. */
  pdf() {
    return this.#page.pdf({ preferCSSPageSize: true });
  }

  /** Lets the page's files into a folder. */
  async saveInto(folder) {
    const client = await this.#page.target().createCDPSession();
    await client.send("Page.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
  }

  async picture(file) {
    await this.#page.screenshot({ path: file });
  }

  /** Waits until something is so; what it looks at may be asked for many times. */
  async until(what, isSo) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await isSo();
      if (found) return found;
      assert.ok(Date.now() < deadline, `${what} did not come${this.wrongs.map((wrong) => `\n  ${wrong}`).join("")}`);
      await pause(LOOK_INTERVAL_MS);
    }
  }

  /** The element with a test id, or nothing. */
  find(testId) {
    return this.findBy(`[data-testid="${testId}"]`);
  }

  /** The first element of one tree that a selector fits, or nothing. */
  async findBy(selector) {
    const handle = await this.#page.evaluateHandle(findInPage, selector);
    return handle.asElement();
  }

  /** The element with a test id, waited for. */
  get(testId) {
    return this.until(`[data-testid=${testId}]`, () => this.find(testId));
  }

  async click(testId) {
    await (await this.get(testId)).click();
  }

  /** Clicks what a selector fits. */
  async clickOn(selector) {
    const element = await this.until(selector, () => this.findBy(selector));
    await element.click();
  }

  async type(testId, text) {
    const box = await this.get(testId);
    await box.click({ clickCount: 3 });
    await box.type(text);
  }

  async press(key) {
    await this.#page.keyboard.press(key);
  }

  async choose(testId, ...files) {
    await (await this.get(testId)).uploadFile(...files);
  }

  /** The number that an element states for programs. */
  async number(testId) {
    const element = await this.get(testId);
    return Number(await element.evaluate((found) => found.getAttribute("data-count")));
  }

  async expectNumber(testId, expected) {
    await this.until(`${expected} under ${testId}`, async () => (await this.number(testId)) === expected);
  }

  /** The document's text as it can be seen, without what is in shadow roots. */
  visibleText() {
    return this.#page.evaluate(() => document.body.innerText.trim());
  }

  everything() {
    return this.#page.evaluate(everythingInPage);
  }

  get workerCount() {
    return this.#page.workers().length;
  }

  /** Fails if anything happened that must not, or if anybody but the page's own host was asked for anything. */
  expectNothingWrong(url) {
    const { host } = new URL(url);
    assert.deepEqual(this.wrongs, []);
    assert.ok(this.asked.length > 0, "the requests were watched");
    const foreign = this.asked.filter((url) => !LOCAL_SCHEMES.has(new URL(url).protocol) && new URL(url).host !== host);
    assert.deepEqual(foreign, []);
  }
}
