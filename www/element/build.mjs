// Builds the package into dist/: the two workers as classic scripts inside yongquan.js, what draws charts and the engine beside it, and the types.
//
// Needs www/element/pkg, which scripts/build makes with wasm-pack. Usage: node build.mjs
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "vite";
import { contract } from "./contract.mjs";
import { sourceCommit } from "../../scripts/lib/commit.mjs";

const here = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const pkg = join(here, "pkg");
const dist = join(here, "dist");
/** The engines that scripts/build makes, and the glue between any of them and JavaScript: it is the same for all. */
const ENGINES = ["baseline", "simd"];
const GLUE = join(pkg, ENGINES[0], "yongquan_wasm.js");
/** The oldest browser that offices run; see DESIGN.md. */
const TARGET = "chrome86";

const wasmOf = (engine) => join(pkg, engine, "yongquan_wasm_bg.wasm");
if (!ENGINES.every((engine) => existsSync(wasmOf(engine)))) {
  console.error("error: www/element/pkg is missing; run scripts/build, which makes it");
  process.exit(1);
}

/**
 * The generated glue can find its wasm beside itself. Our workers are given the bytes instead, and a classic script has no
 * `import.meta`, so that address is taken out before the bundler follows it.
 */
const withoutWasmAddress = {
  name: "without-wasm-address",
  enforce: "pre",
  transform(code, id) {
    if (id !== GLUE) return null;
    const address = "new URL('yongquan_wasm_bg.wasm', import.meta.url)";
    if (!code.includes(address)) throw new Error(`the glue no longer contains ${address}: see build.mjs`);
    return { code: code.replace(address, "undefined"), map: null };
  },
};

/** One entry as scripts in memory, by name: the first is the entry's own, the others are loaded later. */
async function bundledFiles(entry, format, plugins) {
  const [output] = [
    await build({
      root: here,
      configFile: false,
      logLevel: "warn",
      plugins,
      // Libraries ask whether they are being worked on; there is no such variable in a browser.
      define: { "process.env.NODE_ENV": '"production"' },
      build: {
        target: TARGET,
        cssTarget: TARGET,
        write: false,
        minify: true,
        lib: { entry: join(here, entry), formats: [format], name: "yongquan", fileName: "yongquan" },
        rollupOptions: { output: { chunkFileNames: ({ isDynamicEntry, name }) => `yongquan-${isDynamicEntry ? name : "shared"}.js` } },
      },
    }),
  ].flat();
  const chunks = output.output.filter(({ type }) => type === "chunk");
  if (chunks.length !== output.output.length) throw new Error(`${entry} became files that are no scripts`);
  return chunks.sort((a, b) => Number(b.isEntry) - Number(a.isEntry)).map(({ fileName, code }) => [fileName, code]);
}

/** One entry as one script, in memory. */
async function bundled(entry, format, plugins) {
  const files = await bundledFiles(entry, format, plugins);
  if (files.length !== 1) throw new Error(`${entry} became more than one file`);
  return files[0][1];
}

const workers = new Map([
  ["virtual:engine-worker", await bundled("src/worker/engine-worker.ts", "iife", [withoutWasmAddress])],
  ["virtual:unlock-worker", await bundled("src/worker/unlock-worker.ts", "iife", [withoutWasmAddress])],
]);

/** Puts the text of a worker where the page imports it. */
const workerSources = {
  name: "worker-sources",
  enforce: "pre",
  resolveId: (id) => (workers.has(id) ? `\0${id}` : null),
  load: (id) => (workers.has(id.slice(1)) && id.startsWith("\0") ? `export default ${JSON.stringify(workers.get(id.slice(1)))};` : null),
};

/** What draws charts is a file of its own, which is loaded when the first chart is shown. */
const CHARTS = "yongquan-charts.js";
const chartsBeside = {
  name: "charts-beside",
  enforce: "pre",
  resolveId: (id) => (id === "virtual:charts" ? { id: `./${CHARTS}`, external: true } : null),
};

/** What the page says that it is. */
const { version } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const about = {
  name: "about-this-build",
  enforce: "pre",
  resolveId: (id) => (id === "virtual:build" ? `\0${id}` : null),
  load: (id) => (id === "\0virtual:build" ? `export default ${JSON.stringify({ version, commit: sourceCommit() })};` : null),
};

const XLSX = "yongquan-xlsx.js";

/**
 * Keeps what is needed in one of two forms, or later, files of their own: a library build would put them into the script as text. By the
 * source that names them.
 */
const BESIDE = new Map([
  ["/page/wasm-source.ts", ENGINES.map((engine) => `yongquan-${engine}.wasm`)],
  ["/page/take/writer-source.ts", [XLSX]],
]);
const placeholderOf = (file) => `__ADDRESS_OF_${file.replace(/\W/g, "_").toUpperCase()}__`;
const filesBeside = {
  name: "files-beside",
  enforce: "pre",
  transform(code, id) {
    const [source, files] = [...BESIDE].find(([name]) => id.endsWith(name)) ?? [];
    return files === undefined ? null : { code: files.reduce((text, file) => withoutAddress(text, file, source), code), map: null };
  },
};

function withoutAddress(code, file, source) {
  const address = `new URL("./${file}", import.meta.url)`;
  if (!code.includes(address)) throw new Error(`${source} no longer contains ${address}: see build.mjs`);
  return code.replace(address, placeholderOf(file));
}

/**
 * The library that writes spreadsheets packs large ones in workers of its own, made from the text of its functions. Ours is a worker already,
 * so it packs there.
 */
const ZIP = "/write-excel-file/modules/zip/zipToArrayBuffer.js";
const withoutZipWorkers = {
  name: "without-zip-workers",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(ZIP)) return null;
    if (!code.includes("import { zip } from 'fflate'")) throw new Error(`${ZIP} is not what it was: see build.mjs`);
    return { code: 'import packed from "./zipToArrayBufferSync.js";\nexport default (files) => Promise.resolve(packed(files));', map: null };
  },
};

/** Families of errors that the engine can throw. The publisher's own, by far the most, are never seen on a page. */
const ENGINE_ERRORS = /^(?:api|open|own|query)\./;
const withoutPublisherErrors = {
  name: "without-publisher-errors",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/data-schema/errors.json")) return null;
    const kept = Object.entries(JSON.parse(code)).filter(([error]) => ENGINE_ERRORS.test(error));
    if (kept.length === 0) throw new Error("errors.json names no error of the engine: see build.mjs");
    return { code: JSON.stringify(Object.fromEntries(kept)), map: null };
  },
};

const withAddresses = (code) => [...BESIDE.values()].flat().reduce((text, file) => text.replace(placeholderOf(file), `new URL("./${file}",import.meta.url)`), code);
/** What is loaded at once, what is loaded when a snapshot is opened, and what both need. */
const PAGE = ["yongquan.js", "yongquan-open-part.js", "yongquan-shared.js"];
const page = await bundledFiles("src/page/index.ts", "es", [workerSources, about, contract, filesBeside, chartsBeside, withoutPublisherErrors]);
if (String(page.map(([name]) => name)) !== String(PAGE)) throw new Error(`the page became ${page.map(([name]) => name).join(", ")}, not ${PAGE.join(", ")}`);

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const [name, code] of page) writeFileSync(join(dist, name), withAddresses(code));
writeFileSync(join(dist, CHARTS), await bundled("src/charts/draw.ts", "es", []));
writeFileSync(join(dist, XLSX), await bundled("src/worker/xlsx-worker.ts", "iife", [withoutZipWorkers]));
// The licences of what is bundled ask to travel with it.
const require = createRequire(import.meta.url);
const echarts = dirname(require.resolve("echarts/package.json"));
const ofEcharts = createRequire(join(echarts, "package.json"));
const notices = [
  ["yongquan.js contains Lit (lit, lit-html, lit-element, @lit/reactive-element)", join(dirname(require.resolve("lit")), "LICENSE")],
  [`${CHARTS} contains Apache ECharts`, join(echarts, "LICENSE"), join(echarts, "NOTICE"), join(echarts, "licenses/LICENSE-d3")],
  [`${CHARTS} contains zrender`, join(dirname(ofEcharts.resolve("zrender/package.json")), "LICENSE")],
  [`${CHARTS} contains tslib`, join(dirname(ofEcharts.resolve("tslib")), "LICENSE.txt")],
  [`${XLSX} contains write-excel-file`, join(dirname(require.resolve("write-excel-file/package.json")), "LICENSE")],
  [`${XLSX} contains fflate`, join(dirname(require.resolve("write-excel-file/package.json")), "../fflate/LICENSE")],
];
const noticeText = ([what, ...files]) => [`${what}:`, ...files.map((file) => readFileSync(file, "utf8").replaceAll("\r\n", "\n").trim())].join("\n\n");
writeFileSync(join(dist, "THIRD-PARTY-LICENSES.txt"), `${notices.map(noticeText).join(`\n\n${"=".repeat(80)}\n\n`)}\n`);
for (const engine of ENGINES) copyFileSync(wasmOf(engine), join(dist, `yongquan-${engine}.wasm`));
// Whoever uses the engine by itself says which wasm: the glue's own guess would name a file that is not there.
const glue = readFileSync(GLUE, "utf8").replace("new URL('yongquan_wasm_bg.wasm', import.meta.url)", "new URL('yongquan-baseline.wasm', import.meta.url)");
if (!glue.includes("yongquan-baseline.wasm")) throw new Error("the glue no longer names its wasm: see build.mjs");
writeFileSync(join(dist, "engine.js"), glue);
copyFileSync(GLUE.replace(/\.js$/, ".d.ts"), join(dist, "engine.d.ts"));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
execFileSync(
  process.execPath,
  [tsc, "-p", "tsconfig.page.json", "--noEmit", "false", "--emitDeclarationOnly", "--declaration", "--rootDir", "src", "--outDir", "dist/types"],
  { cwd: here, stdio: "inherit" },
);
if (!existsSync(join(dist, "types/page/index.d.ts"))) throw new Error("no types were written");
for (const name of [...PAGE, CHARTS, XLSX]) console.error(`dist/${name} ${readFileSync(join(dist, name)).length} bytes`);
