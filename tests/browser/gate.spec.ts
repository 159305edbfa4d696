/** Before the register is open: passphrases, altered files, files by hand. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PASSPHRASE, SITE, expect, test } from "./kiosk.js";
import { packedAsReal } from "./publisher.js";

const snapshot = (): Buffer => readFileSync(join(SITE, "demo.yqs"));

/** The offset of a text in the snapshot's manifest. */
function offsetOf(bytes: Buffer, text: string): number {
  const offset = bytes.indexOf(text);
  if (offset < 0) throw new Error(`the snapshot does not contain ${text}`);
  return offset;
}

test("a wrong passphrase says what to try, and the right one still opens", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.enter("surely-not-this-one");
  await expect(kiosk.get("progress")).toContainText("解密");
  const error = kiosk.get("error");
  await expect(error).toHaveAttribute("data-code", "open.wrong_passphrase", { timeout: 90_000 });
  await expect(error).toContainText("口令");
  await expect(kiosk.get("passphrase")).toBeFocused();
  await expect(kiosk.get("passphrase")).toHaveValue("");
  await kiosk.unlock();
  await expect(error).toHaveCount(0);
});

test("a public demonstration shows its passphrase, and beside a snapshot of real people the page shows none", async ({ kiosk, page }) => {
  const config = JSON.parse(readFileSync(join(SITE, "config.json"), "utf8")) as Record<string, string>;
  await page.route("**/config.json", (route) => route.fulfill({ json: { ...config, demoPassphrase: "yi-er-san-si-wu" } }));
  await kiosk.visit();
  await expect(kiosk.get("demo-passphrase")).toHaveText("yi-er-san-si-wu");
  await page.route("**/demo.yqs", (route) => route.fulfill({ body: packedAsReal(2, "desk") }));
  await kiosk.visit();
  await expect(kiosk.get("manifest")).toContainText("快照 2");
  await expect(kiosk.get("demo-passphrase")).toHaveCount(0);
});

test("an empty passphrase is asked for, not tried", async ({ kiosk }) => {
  await kiosk.visit();
  await kiosk.get("unlock").click();
  await expect(kiosk.page.getByRole("alert")).toHaveText("请输入口令。");
});

test("one altered byte of the manifest is a bad signature, and nothing of it is shown", async ({ kiosk, page }) => {
  await page.route("**/demo.yqs", (route) => {
    const bytes = snapshot();
    const offset = offsetOf(bytes, '"seq"') + 1;
    bytes[offset] = (bytes[offset] ?? 0) ^ 1;
    return route.fulfill({ body: bytes });
  });
  await kiosk.visit();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.bad_signature");
  await expect(kiosk.get("error")).toContainText("签名");
  await expect(kiosk.get("manifest")).toHaveCount(0);
});

test("one altered byte of a section is found, and nothing is opened", async ({ kiosk, page }) => {
  await page.route("**/demo.yqs", (route) => {
    const bytes = snapshot();
    // Far inside the last section, behind its header.
    const offset = Math.floor(bytes.length * 0.9);
    bytes[offset] = (bytes[offset] ?? 0) ^ 1;
    return route.fulfill({ body: bytes });
  });
  await kiosk.visit();
  await kiosk.enter(PASSPHRASE);
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.section_altered", { timeout: 90_000 });
  await expect(kiosk.get("question")).toHaveCount(0);
});

test("a file cut off in the middle has a text of its own", async ({ kiosk, page }) => {
  await page.route("**/demo.yqs", (route) => {
    const bytes = snapshot();
    return route.fulfill({ body: bytes.subarray(0, Math.floor(bytes.length / 2)) });
  });
  await kiosk.visit();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "open.truncated");
});

test.describe("without a snapshot where the configuration says", () => {
  test.use({ tolerated: [/404/] });

  test("the page says which file is missing", async ({ kiosk, page }) => {
    await page.route("**/demo.yqs", (route) => route.fulfill({ status: 404, body: "" }));
    await kiosk.visit();
    await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.fetch_failed");
    await expect(kiosk.get("error")).toContainText("demo.yqs");
  });
});

test.describe("without a configuration", () => {
  test.use({ tolerated: [/404/] });

  test("key and snapshot are given by hand, and the fingerprint is shown for comparison", async ({ kiosk, page }) => {
    const { publisherKey } = JSON.parse(readFileSync(join(SITE, "config.json"), "utf8")) as { publisherKey: string };
    await page.route("**/config.json", (route) => route.fulfill({ status: 404, body: "" }));
    await kiosk.visit();
    await kiosk.get("publisher-key").fill(publisherKey);
    await kiosk.get("trust").click();
    await kiosk.get("file").setInputFiles(join(SITE, "demo.yqs"));
    await expect(kiosk.get("manifest")).toContainText("指纹");
    await kiosk.unlock();
    await kiosk.expectCount(8812);
  });
});

test("a configuration with an unknown key is refused", async ({ kiosk, page }) => {
  await page.route("**/config.json", (route) => route.fulfill({ json: { snapshot: "demo.yqs", publisherkey: "RW" } }));
  await kiosk.visit();
  await expect(kiosk.get("error")).toHaveAttribute("data-code", "page.config_invalid");
  await expect(kiosk.get("error")).toContainText("publisherkey");
});
