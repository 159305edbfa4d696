// Builds the service worker into dist/sw.js, with the list of all other files of the page there and their hashes.
//
// Runs after the page was built, and before anything else is put beside it. Usage: node build/service-worker.mjs
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { TARGET } from "./target.mjs";

const kiosk = fileURLToPath(new URL("../", import.meta.url));
const dist = join(kiosk, "dist");
const WORKER = "sw.js";

const names = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(dist, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .filter((name) => name !== WORKER)
  .sort();
if (!names.includes("index.html")) throw new Error("the page is not built: there is no dist/index.html");
// The page itself is kept under the folder's address: hosts may answer index.html with a redirection.
const files = names.map((name) => [name === "index.html" ? "./" : name, `sha256-${createHash("sha256").update(readFileSync(join(dist, name))).digest("base64")}`]);
const id = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);

const [{ output }] = [
  await build({
    root: kiosk,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    define: { BUILD: JSON.stringify({ id, files }) },
    build: { target: TARGET, write: false, minify: true, lib: { entry: join(kiosk, "src/worker/service-worker.ts"), formats: ["iife"], name: "yongquan", fileName: "sw" } },
  }),
].flat();
if (output.length !== 1) throw new Error(`the service worker became ${output.length} files`);
writeFileSync(join(dist, WORKER), output[0].code);
console.error(`dist/${WORKER} keeps ${files.length} files of build ${id}`);
