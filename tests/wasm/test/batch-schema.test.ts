// The requests of the transcripts and of query.md against `data-schema/batch.schema.json`: what the program answers the schema
// accepts, what the program refuses for its shape the schema does.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";

/** A request of a batch with what the program said to it. */
interface Exchange {
  readonly request: string;
  readonly error?: { readonly code: string; readonly path?: string };
}

/** Refused for their shape, or for there being too much of something that the schema counts. */
const SHAPE_ERRORS = new Set(["cli.request_malformed", "query.too_many"]);

const root = join(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(JSON.parse(read("data-schema/query.schema.json")));
const isRequest = ajv.compile(JSON.parse(read("data-schema/batch.schema.json")));

/** The here-documents of a transcript, line by line, with the answers that the next batch gave them. */
function exchanges(transcript: string): Exchange[] {
  const found: Exchange[] = [];
  let requests: string[] = [];
  for (const line of transcript.split("\n")) {
    if (line.startsWith("> ")) requests.push(line.slice(2));
    else if (line.startsWith("$ ") && !/ --batch | batch wrong/.test(line)) requests = [];
    else if (line.startsWith("{")) {
      const request = requests.shift();
      if (request === undefined || request === "END") continue;
      const { error } = JSON.parse(line) as { error?: Exchange["error"] };
      found.push(error === undefined ? { request } : { request, error });
    }
  }
  return found;
}

const all = ["tests/cli/a_batch_answers_every_line.md", "data-schema/query.md"].flatMap((path) => exchanges(read(path)));

test("there are answered and refused requests to compare", () => {
  expect(all.filter(({ error }) => error === undefined).length).toBeGreaterThan(15);
  expect(all.filter(({ error }) => error !== undefined && SHAPE_ERRORS.has(error.code)).length).toBeGreaterThan(15);
});

for (const { request, error } of all) {
  // A key twice is gone once JSON has been read; whether an edge is a date depends on the field.
  if (error?.code === "cli.request_json" || request.includes("2000-02-30")) continue;
  const isRefused = error !== undefined && SHAPE_ERRORS.has(error.code);
  // The condition is the filter's own schema's affair; here it is only that it is looked at.
  const isNoFilter = error?.code === "query.malformed";
  test(`${isRefused ? "no request" : "a request"}: ${request}`, () => {
    expect(isRequest(JSON.parse(request))).toBe(!isRefused && !isNoFilter);
  });
}
