// What can be typed, taken out of data-schema/query.md when the package is built, so that the page's help says what the contract says.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const here = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const QUERY_MD = join(here, "../../data-schema/query.md");

/** The rows of the contract's table of words that help tells, and how it calls them. Those of households are one row with a list for each. */
const ROWS = new Map([
  ["and", "and"], ["or", "or"], ["not", "not"], ["=", "eq"], ["≠", "ne"], ["<", "lt"], ["≤", "le"], [">", "gt"], ["≥", "ge"], ["in", "in"], ["under", "under"],
  ["between", "between"], ["contains", "contains"], ["starts with", "starts_with"], ["ends with", "ends_with"], ["pinyin", "pinyin"], ["missing", "missing"],
]);
const QUANTIFIERS = ["any", "all", "count"];

function sectionOf(markdown, heading) {
  const start = markdown.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`query.md has no section "${heading}": see contract.mjs`);
  const end = markdown.indexOf("\n## ", start + 1);
  return markdown.slice(start, end < 0 ? undefined : end);
}

/** The cells of the table whose head is `| | words |`, by the first of each row. */
function rowsOf(section) {
  const lines = section.split("\n");
  const first = lines.indexOf("| | words |") + 2;
  if (first < 2) throw new Error("query.md has no table of words: see contract.mjs");
  const rows = new Map();
  for (const line of lines.slice(first)) {
    if (!line.startsWith("|")) break;
    const [, key, words] = line.split("|").map((cell) => cell.trim());
    rows.set(key, words.replace(/<code>(.*?)<\/code>/g, (_, code) => `\`${code.replace(/&#124;/g, "|")}\``));
  }
  return rows;
}

/** One spelling each: what stands between backticks is one, and outside them each word; with a place for a value, the rest of it is one. */
function spellingsOf(text) {
  // What comes behind a semicolon are the negations of the same, and behind a comma what may stand in place of a part.
  const told = text.split(/;|, also/)[0].trim();
  const hasPlaces = /`[^`]*\ba\b[^`]*`/.test(told);
  const codes = [...told.matchAll(/`([^`]+)`/g)].map(([, code]) => code);
  const rest = told.replace(/`[^`]+`/g, " ").trim();
  const words = hasPlaces ? [rest] : rest.split(/\s+/);
  return [...codes, ...words].filter((word) => word !== "");
}

const withoutBrackets = (text) => text.replace(/\s*\([^)]*\)/g, "");

/** What stands between backticks in the paragraph, or the sentence, that begins with the words in bold. */
function examplesOf(section, bold, end) {
  const start = section.indexOf(`**${bold}**`);
  if (start < 0) throw new Error(`query.md says nothing of ${bold}: see contract.mjs`);
  const said = section.slice(start, section.indexOf(end, start));
  return [...said.matchAll(/`([^`]+)`/g)].map(([, example]) => example);
}

/** What help needs of the contract. */
export function contractOf(markdown) {
  const section = sectionOf(markdown, "4 The text form");
  const rows = rowsOf(section);
  const rowOf = (key) => {
    const row = rows.get(key);
    if (row === undefined) throw new Error(`query.md has no words for ${key}: see contract.mjs`);
    return row;
  };
  const words = Object.fromEntries([...ROWS].map(([key, name]) => [name, spellingsOf(rowOf(key))]));
  const household = rowOf("household").split(";");
  if (household.length !== QUANTIFIERS.length) throw new Error("query.md has other quantifiers of households: see contract.mjs");
  const quantifiers = Object.fromEntries(QUANTIFIERS.map((name, place) => [name, spellingsOf(withoutBrackets(household[place]))]));
  const [yes, no] = rowOf("true, false").split(";");
  const truth = { yes: spellingsOf(yes), no: spellingsOf(no.split(".")[0]) };
  // The paragraph goes on to what stands after a field, which begins a sentence of its own.
  const years = examplesOf(section, "Years", "**以上");
  const dates = examplesOf(section, "Dates", "\n\n");
  return { words, quantifiers, truth, years, dates };
}

/** Gives the contract to whoever imports `virtual:contract`. */
export const contract = {
  name: "contract-of-questions",
  enforce: "pre",
  resolveId: (id) => (id === "virtual:contract" ? `\0${id}` : null),
  load: (id) => (id === "\0virtual:contract" ? `export default ${JSON.stringify(contractOf(readFileSync(QUERY_MD, "utf8")))};` : null),
};
