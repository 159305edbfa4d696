// The program behind scripts/single-file; see there for its options.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { configBlock, filled, snapshotBlock } from "../../www/kiosk/build/blocks.mjs";
import { kindOf } from "./snapshot-kind.mjs";

/** The places that each key of a configuration may stand in, as the page itself has them: it refuses everything else, and it is better to be told here. */
const PLACES = JSON.parse(readFileSync(new URL("../../www/kiosk/config-keys.json", import.meta.url), "utf8"));
const ALLOWED = Object.keys(PLACES).filter((key) => PLACES[key].includes("single-file"));

const { values: options } = parseArgs({
  options: { page: { type: "string" }, config: { type: "string" }, snapshot: { type: "string" }, out: { type: "string" } },
});

function stop(reason) {
  console.error(`error: ${reason}`);
  process.exit(1);
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return stop(`${file} cannot be read`);
  }
}

function readConfig(file) {
  let config;
  try {
    config = JSON.parse(read(file).toString("utf8"));
  } catch {
    return stop(`${file} is no JSON`);
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) return stop(`${file} is not one JSON object`);
  const keys = Object.keys(config);
  const elsewhere = keys.find((key) => Object.hasOwn(PLACES, key) && !ALLOWED.includes(key));
  if (elsewhere !== undefined) return stop(`${file} says ${elsewhere}, which only the site of a public demonstration may say. A single file is handed on and takes any snapshot: take the line out`);
  const wrong = keys.find((key) => !ALLOWED.includes(key) || typeof config[key] !== "string" || config[key] === "");
  if (wrong !== undefined) return stop(`${file} says ${wrong} in a way that the page does not know; it takes texts for ${ALLOWED.join(", ")}`);
  return config;
}

/** A snapshot that may be copied with the page. What is not known to be invented is treated as real. */
function readSynthetic(file) {
  const bytes = read(file);
  let kind;
  try {
    kind = kindOf(bytes);
  } catch (error) {
    return stop(`${file} cannot be read as a snapshot (${error.message})`);
  }
  if (kind !== "synthetic") return stop(`${file} is not synthetic. Real people's snapshots are never put into a page, which is easily passed on: copy it onto the stick beside the page`);
  return bytes;
}

const { page, config, snapshot, out } = options;
if (out === undefined) stop("--out FILE is missing");
if (config === undefined && snapshot === undefined) stop("give --config FILE, --snapshot FILE or both");

let text = read(page).toString("utf8");
try {
  if (config !== undefined) text = filled(text, configBlock({}), configBlock(readConfig(config)));
  if (snapshot !== undefined) text = filled(text, snapshotBlock(Buffer.alloc(0)), snapshotBlock(readSynthetic(snapshot)));
} catch (error) {
  stop(`${page}: ${error.message}`);
}
// Moved into place whole: half a page must not go on a stick.
writeFileSync(`${out}.new`, text);
renameSync(`${out}.new`, out);
console.error(`${out} ${Buffer.byteLength(text)} bytes`);
