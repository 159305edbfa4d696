// Bundles the page and its peers: what a visitor would download of each.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "vite";

const here = import.meta.dirname;
const require = createRequire(import.meta.url);

/** One entry as a script, and the parts that it loads; by file name. */
async function bundled(entry, name) {
  const [output] = [
    await build({
      root: here,
      configFile: false,
      logLevel: "error",
      // The package does not export this file, which it ships for pages that do without a worker.
      resolve: { alias: { "duckdb-blocking": join(dirname(require.resolve("@duckdb/duckdb-wasm")), "duckdb-browser-blocking.mjs") } },
      build: { target: "esnext", write: false, minify: true, lib: { entry: join(here, entry), formats: ["es"], fileName: name } },
    }),
  ].flat();
  return output.output.filter(({ type }) => type === "chunk").map(({ fileName, code }) => [fileName, Buffer.from(code)]);
}

/** The files that a peer loads besides its script, by address. */
const ASSETS = {
  duckdb: () => ({ "/assets/duckdb.wasm": join(dirname(require.resolve("@duckdb/duckdb-wasm")), "duckdb-eh.wasm") }),
  sqljs: () => ({ "/assets/sql.wasm": join(dirname(require.resolve("sql.js")), "sql-wasm-browser.wasm") }),
  yongquan: ({ glue, wasm }) => ({ "/engine/engine.js": glue, "/engine/engine.wasm": wasm }),
  client: ({ client, wasm }) => ({ "/engine/yongquan.js": client, "/engine/engine.wasm": wasm }),
};

/** Everything that is served, by address, and the addresses that each peer needs. */
export async function bundle(peers, engine) {
  const files = new Map((await bundled("page/main.ts", "page")).map(([name, code]) => [`/${name}`, code]));
  const needed = new Map();
  for (const peer of peers) {
    const scripts = (await bundled(`peers/${peer}.ts`, peer)).map(([name, code]) => [`/peers/${name}`, code]);
    for (const [address, code] of scripts) files.set(address, code);
    const assets = Object.entries(ASSETS[peer]?.(engine) ?? {});
    for (const [address, file] of assets) files.set(address, readFileSync(file));
    needed.set(peer, [...scripts.map(([address]) => address), ...assets.map(([address]) => address)]);
  }
  return { files, needed };
}

/** Bytes on the wire at the best that servers do. */
export function compressedLen(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }).length;
}
