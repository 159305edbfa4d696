// The program behind scripts/where-it-runs; see there for its options.
//
// Results are lines of JSON in the files `*.jsonl` of a folder, one for each browser and way of opening the page:
// `{"engine", "way", "wasm"}` where everything worked, `{"engine", "way", "advice": true}` where the page says what to do instead.
// A test that failed writes none, and what has no line is not in the table as working.
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

const BEGIN = "<!-- where it runs: written by scripts/where-it-runs -->";
const END = "<!-- end of where it runs -->";
/** The ways, in the order of the columns. */
const WAYS = new Map([
  ["localhost", "localhost，同 https · like https"],
  ["http-name", "http://内网名 · by name"],
  ["file", "file:// 单文件 · single file"],
]);

/** The table of some results. Engines stand in the order in which they come. */
export function tableOf(results) {
  const engines = [...new Set(results.map(({ engine }) => engine))];
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const cellOf = (engine, way) => {
    const found = results.filter((result) => result.engine === engine && result.way === way);
    if (found.length === 0) return "—";
    return found.every(({ advice }) => advice === true) ? "提示 · advice" : "✓";
  };
  const wasmOf = (engine) => [...new Set(results.filter((result) => result.engine === engine).map(({ wasm }) => wasm))].filter((wasm) => wasm).join(", ") || "—";
  return [
    row(["浏览器内核 · engine", ...WAYS.values(), "wasm"]),
    row(["---", ...[...WAYS].map(() => "---"), "---"]),
    ...engines.map((engine) => row([engine, ...[...WAYS.keys()].map((way) => cellOf(engine, way)), wasmOf(engine)])),
  ].join("\n");
}

/** A text with the table in place of the one between the two marks. */
export function withTable(text, table) {
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the text has no ${BEGIN} with ${END} after it`);
  return `${text.slice(0, begin)}${BEGIN}\n\n${table}\n\n${text.slice(end)}`;
}

/** Every result in the files of a folder. */
function resultsIn(folder) {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".jsonl")).sort() : [];
  const lines = files.flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n")).filter((line) => line !== "");
  if (lines.length === 0) throw new Error("there are no results yet; scripts/test --only oldbrowsers makes them");
  return lines.map((line) => JSON.parse(line));
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { results: { type: "string" }, readme: { type: "string" }, check: { type: "boolean", default: false } } });
  try {
    const readme = readFileSync(values.readme, "utf8");
    const next = withTable(readme, tableOf(resultsIn(values.results)));
    if (!values.check) writeFileSync(values.readme, next);
    else if (next !== readme) throw new Error("README.md says something else than the browsers do; scripts/where-it-runs writes into it what they do, if that is what it should be");
  } catch ({ message }) {
    console.error(`error: ${message}`);
    process.exit(1);
  }
}
