import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const VIEWS = join(import.meta.dirname, "../src/page/view");
/** Kinds of fields that no browser checks the spelling of. */
const UNCHECKED = /type="(?:checkbox|radio|file|date|number|password)"/;

test("no field hands what is typed to a browser's spelling: it fetches dictionaries, and some send the text away", () => {
  const fields = readdirSync(VIEWS).flatMap((name) =>
    Array.from(readFileSync(join(VIEWS, name), "utf8").matchAll(/<(?:input|textarea)\b(?:[^>]|=>)*?>/g), ([field]) => `${name}: ${field}`),
  );
  expect(fields.length).toBeGreaterThan(10);
  expect(fields.filter((field) => !UNCHECKED.test(field) && !field.includes('spellcheck="false"'))).toEqual([]);
});
