// The program behind scripts/make-icons; see there.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";

const { values: options } = parseArgs({ options: { chromium: { type: "string" }, folder: { type: "string" } } });
const svg = readFileSync(join(options.folder, "icon.svg"), "utf8");
/** A system may cut a maskable icon down to a circle of four fifths: the drawing is made smaller, and its ground fills the square. */
const MASKABLE_SCALE = 0.72;
const ICONS = [["icon-192.png", 192, 1], ["icon-512.png", 512, 1], ["icon-maskable-512.png", 512, MASKABLE_SCALE]];

const ground = /<rect[^>]*fill="(#[0-9a-f]{6})"/.exec(svg)?.[1];
if (ground === undefined) throw new Error("icon.svg has no ground with a colour");

const browser = await chromium.launch({ executablePath: options.chromium, args: ["--no-sandbox"] });
try {
  for (const [name, size, scale] of ICONS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
    const side = Math.round(size * scale);
    const colour = scale === 1 ? "transparent" : ground;
    await page.setContent(`<style>body{margin:0;height:100vh;display:grid;place-items:center;background:${colour}}img{width:${side}px;height:${side}px}</style><img src="${source}">`);
    await page.screenshot({ path: join(options.folder, name), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
