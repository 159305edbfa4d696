// What runs inside an old engine: asks every case of one wasm file and prints what came of it, a line of JSON each.
//
// Bundled for the old engine by engines.test.ts. Usage: node runner.mjs WASM_FILE SEALED_FOLDER CASES_FILE
import { readFileSync } from "node:fs";
import { initSync } from "yongquan/engine";
import { suitableEngine } from "../../../www/element/src/page/wasm-source.ts";
import { checkCase } from "../../wasm/test/ask.ts";
import type { Case } from "../../wasm/test/cases.ts";
import type { Line } from "./lines.ts";

const [wasmFile = "", sealedFolder = "", casesFile = ""] = process.argv.slice(2);

function print(line: Line): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Why a case fails on this engine; nothing if it does not. */
function failureOf(one: Case): string | undefined {
  try {
    checkCase(one, sealedFolder);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  }
}

const wasm = readFileSync(wasmFile);
const isAccepted = WebAssembly.validate(wasm);
print({ kind: "engine", v8: process.versions.v8, suitable: suitableEngine(), isAccepted });
if (isAccepted) {
  initSync({ module: wasm });
  const cases = JSON.parse(readFileSync(casesFile, "utf8")) as Case[];
  for (const [place, one] of cases.entries()) {
    const failure = failureOf(one);
    print({ kind: "case", place, ...(failure !== undefined && { failure }) });
  }
}
