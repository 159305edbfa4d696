// Builds the whole page as one file, dist/yongquan.html at the project's root, for a stick and a double click.
//
// Everything is inside: script, style, both engines, what draws charts, icon, licences. It is made from the same index.html and the same sources as the
// site. Needs www/element/dist. Usage: node build/single-file.mjs
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { configBlock, filled, snapshotBlock, textBlock } from "./blocks.mjs";
import { TARGET } from "./target.mjs";

const kiosk = new URL("../", import.meta.url);
const element = new URL("../element/dist/", kiosk);
const out = new URL("../../dist/", kiosk);
const ENGINES = ["baseline", "simd"];
/** The largest that the file may be without a snapshot, in bytes: it goes on old sticks and through mail gateways. */
const MAX_BYTE_LEN = 2_500_000;

const read = (name, base = kiosk) => readFileSync(new URL(name, base));

const CHARTS = "yongquan-charts.js";
const XLSX = "yongquan-xlsx.js";
/** What a page from a host loads once a snapshot is opened. */
const OPEN_PART = "yongquan-open-part.js";

/** Engines, charts and what writes spreadsheets come from inside the page, so the package's own files are no part of it. */
const withoutOtherFiles = {
  name: "without-other-files",
  enforce: "pre",
  transform(code, id) {
    if (!/\/element\/dist\/yongquan[\w-]*\.js$/.test(id)) return null;
    const beside = [...ENGINES.map((engine) => `yongquan-${engine}.wasm`), XLSX].map((file) => [`new URL("./${file}",import.meta.url)`, `"${file}"`]);
    const inside = [...beside, [`import("./${CHARTS}")`, "Promise.reject(Error())"], [`import("./${OPEN_PART}")`, "Promise.resolve(openPart)"]];
    const found = inside.filter(([address]) => code.includes(address));
    const filledIn = found.reduce((text, [address, content]) => filled(text, address, content), code);
    return { code: filledIn.includes("(openPart)") ? `import * as openPart from "./${OPEN_PART}";\n${filledIn}` : filledIn, map: null };
  },
};

/** One script, as one text. */
async function bundled(options, plugins = []) {
  const [{ output }] = [
    await build({
      root: kiosk.pathname,
      configFile: false,
      publicDir: false,
      logLevel: "warn",
      plugins,
      build: { target: TARGET, write: false, minify: true, ...options },
    }),
  ].flat();
  if (output.length !== 1) throw new Error(`a script of the single file became ${output.length} files`);
  return output[0].code.trim();
}

/** The script of the page. */
async function script() {
  const input = new URL("src/single-file.ts", kiosk).pathname;
  const code = await bundled({ modulePreload: { polyfill: false }, rollupOptions: { input, output: { format: "es" } } }, [withoutOtherFiles]);
  // What is beside the package is inside this page: nothing may be fetched from where it lies.
  if (/import\.meta|\bimport\(/.test(code)) throw new Error("the script of the single file would load another one");
  // Either would end the element that the script stands in, or change how a browser reads on.
  if (/<\/script|<!--/i.test(code)) throw new Error("the script of the page holds </script or <!--");
  return code;
}

/** What draws charts as a classic script, which leaves its functions behind under one name. */
function chartsScript() {
  return bundled({ lib: { entry: new URL(CHARTS, element).pathname, formats: ["iife"], name: "yongquanCharts", fileName: "charts" } });
}

/** What a content security policy calls a text that it allows. */
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const [code, charts, check, style] = [await script(), await chartsScript(), read("public/browser-check.js").toString().trim(), read("src/page.css").toString().trim()];

/** The page's own scripts and style, by their hashes, and nothing else; nothing is ever fetched. */
const policy = [
  "default-src 'none'",
  `script-src ${hashOf(check)} ${hashOf(code)} ${hashOf(charts)} 'wasm-unsafe-eval'`,
  "worker-src blob:",
  `style-src ${hashOf(style)}`,
  "img-src data: blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const icon = `data:image/svg+xml;base64,${read("public/icon.svg").toString("base64")}`;
const packed = (id, content) => textBlock(id, gzipSync(content, { level: 9 }).toString("base64"));
const engines = ENGINES.map((engine) => packed(`yongquan-engine-${engine}`, read(`yongquan-${engine}.wasm`, element)));
const licences = textBlock("yongquan-licences", read("THIRD-PARTY-LICENSES.txt", element).toString().replaceAll("<", "&lt;"));

/** What stands in index.html, and what takes its place. */
const parts = [
  // There is nothing to install: it is a file already.
  ['<link rel="manifest" href="/manifest.webmanifest" />\n    ', ""],
  ['<meta charset="utf-8" />', `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`],
  ['<link rel="icon" href="/icon.svg" type="image/svg+xml" />', `<link rel="icon" href="${icon}" />\n    ${configBlock({})}`],
  ['<link rel="stylesheet" href="/src/page.css" />', `<style>${style}</style>`],
  ['<script src="/browser-check.js"></script>', `<script>${check}</script>`],
  ['<script type="module" src="/src/main.ts"></script>', [`<script type="module">${code}</script>`, ...engines, packed("yongquan-charts", charts), packed("yongquan-xlsx", read(XLSX, element)), snapshotBlock(Buffer.alloc(0)), licences].join("\n    ")],
];
const page = parts.reduce((text, [from, to]) => filled(text, from, to), read("index.html").toString());
// A browser counts a carriage return as a line feed, and the hash would be another one.
if (page.includes("\r")) throw new Error("a part of the single file holds a carriage return");
// Whatever is not inside would be asked of somebody, or not be there.
const outside = /\b(?:src|href)="(?!data:)[^"]*"/.exec(page);
if (outside !== null) throw new Error(`the single file names ${outside[0]}, which is not inside it`);

const byteLen = Buffer.byteLength(page);
if (byteLen > MAX_BYTE_LEN) throw new Error(`the single file has ${byteLen} bytes, more than ${MAX_BYTE_LEN}`);
mkdirSync(out, { recursive: true });
// Moved into place whole: half a page must not go on a stick.
writeFileSync(new URL("yongquan.html.new", out), page);
renameSync(new URL("yongquan.html.new", out), new URL("yongquan.html", out));
console.error(`dist/yongquan.html ${byteLen} bytes`);
