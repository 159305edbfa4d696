// The pictures of scripts/screenshots, made in the browser of the tests.
import own from "./playwright.config.js";

export default { ...own, testMatch: "screenshots.ts", outputDir: "../../.work/screenshots" };
