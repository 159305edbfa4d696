// The page in headless Chromium, as a visitor uses it. `scripts/test --only browser` makes what it needs.
//
// YONGQUAN_SITE        folder to serve, with demo.yqs and config.json (default: what scripts/demo made)
// YONGQUAN_PASSPHRASE  the demonstration's passphrase (default: the one that scripts/demo drew)
// YONGQUAN_DEMO        folder with the demonstration's register, policy and keys (default: what scripts/demo made)
// YONGQUAN_PUBLISHER   the publisher's program (default: what scripts/demo built)
// YONGQUAN_CHROMIUM    the browser (default: Debian's)
import { defineConfig } from "@playwright/test";

/** Key derivation is slow on purpose, and slower still on a busy small machine. */
const TEST_TIMEOUT_MS = 120_000;
const EXPECT_TIMEOUT_MS = 20_000;

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  timeout: TEST_TIMEOUT_MS,
  expect: { timeout: EXPECT_TIMEOUT_MS },
  // One at a time: each unlocking takes a quarter of a gibibyte and a core.
  workers: 1,
  // A test that passes only the second time has failed.
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  outputDir: "../../.work/test/browser",
  use: {
    viewport: { width: 1366, height: 768 },
    locale: "zh-CN",
    // Most tests put other files in the place of the host's, which a service worker would not see. offline.spec.ts lets it in.
    serviceWorkers: "block",
    launchOptions: {
      executablePath: process.env["YONGQUAN_CHROMIUM"] ?? "/usr/bin/chromium",
      // The page is our own and comes from this machine; the sandbox is not available to root or inside most containers.
      args: [
        "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--no-first-run",
        // A name as an intranet has one: of http addresses, browsers take this machine's alone for a secure one.
        "--host-resolver-rules=MAP office.example 127.0.0.1",
      ],
    },
  },
});
