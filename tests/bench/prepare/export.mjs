// Writes what the peers get: the rows of the population as dictionary-encoded columns in one file.
//
// Reads the same CSV that the publisher packs, and computes the derived fields on its own: had it taken them out of the
// snapshot, equal answers would prove nothing.
// Usage: node export.mjs DATA_PACKAGE OUT
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { records } from "./csv.mjs";

const [folder, out] = process.argv.slice(2);
const descriptor = JSON.parse(readFileSync(join(folder, "datapackage.json"), "utf8"));
const asOf = descriptor["yq:asOf"];
const residents = descriptor.resources.find(({ name }) => name === "residents");
const { schema } = residents;

/** Codes that mean *not known*, by field. */
function unknownCodes(field) {
  const key = schema.foreignKeys?.find(({ fields }) => fields.length === 1 && fields[0] === field);
  const list = descriptor.resources.find(({ name }) => name === key?.reference.resource);
  return list?.["yq:unknownCodes"] ?? [];
}

/** A dictionary that grows: texts in the order of coming, one code a row. 0 is kept for missing. */
class Texts {
  codes = new Map([["", 0]]);
  rows = [];

  push(text) {
    let code = this.codes.get(text);
    if (code === undefined) {
      code = this.codes.size;
      this.codes.set(text, code);
    }
    this.rows.push(code);
  }
}

const TRUE = new Set(["1", "true", "TRUE", "是"]);
/** What a cell means, by type. */
const VALUES = {
  string: (text) => text,
  date: (text) => text,
  integer: Number,
  number: Number,
  boolean: (text) => TRUE.has(text),
};
const byValue = {
  // By code point, as UTF-8 sorts.
  string: (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)),
  date: (a, b) => (a < b ? -1 : 1),
  integer: (a, b) => a - b,
  number: (a, b) => a - b,
  boolean: (a, b) => Number(a) - Number(b),
};

function ageAt(birth) {
  if (birth === "" || birth > asOf) return "";
  const years = Number(asOf.slice(0, 4)) - Number(birth.slice(0, 4));
  return String(asOf.slice(5) < birth.slice(5) ? years - 1 : years);
}

const stored = schema.fields.filter((field) => field["yq:pack"] !== "never");
const columns = new Map(stored.map(({ name }) => [name, new Texts()]));
const population = schema["yq:population"];
let heading;
let rowCount = 0;
for await (const record of records(join(folder, residents.path))) {
  if (heading === undefined) {
    heading = new Map(record.map((name, place) => [name.replace(/^\uFEFF/, ""), place]));
    continue;
  }
  if (record[heading.get(population.field)] !== population.value) continue;
  rowCount += 1;
  for (const [name, texts] of columns) texts.push(record[heading.get(name)]);
}

/** A column of texts that is computed from another one, value by value. */
function derivedFrom(source, compute) {
  const texts = new Texts();
  const results = [...source.codes.keys()].map(compute);
  for (const code of source.rows) texts.push(results[code]);
  return texts;
}

const derivations = {
  full_years: ({ of }) => derivedFrom(columns.get(of), ageAt),
  group_size({ by }) {
    const source = columns.get(by);
    const sizes = new Uint32Array(source.codes.size);
    for (const code of source.rows) sizes[code] += 1;
    const texts = new Texts();
    for (const code of source.rows) texts.push(code === 0 ? "" : String(sizes[code]));
    return texts;
  },
  band: ({ of, bands }) =>
    derivedFrom(columns.get(of), (text) => (text === "" ? "" : (bands.findLast(({ from }) => Number(text) >= from)?.code ?? ""))),
  /** Only the one derivation of this shape that the register has: a code, and ages between two. */
  where({ filter }) {
    const [{ field, value }, { field: number, low, high }] = filter.and;
    const [source, ages] = [columns.get(field), columns.get(number)];
    const unknown = new Set(unknownCodes(field));
    const truths = [...source.codes.keys()].map((text) => (text === "" || unknown.has(text) ? undefined : text === value));
    const within = [...ages.codes.keys()].map((text) => (text === "" ? undefined : Number(text) >= low && Number(text) <= high));
    const texts = new Texts();
    for (let row = 0; row < rowCount; row += 1) {
      const [a, b] = [truths[source.rows[row]], within[ages.rows[row]]];
      texts.push(a === false || b === false ? "0" : a === undefined || b === undefined ? "" : "1");
    }
    return texts;
  },
};
const virtual = schema["yq:virtualFields"] ?? [];
for (const field of virtual) {
  const { kind } = field["yq:derived"];
  if (derivations[kind] === undefined) throw new Error(`export.mjs does not know how to derive ${field.name}: ${kind}`);
  columns.set(field.name, derivations[kind](field["yq:derived"]));
}

const fields = [];
const parts = [];
let byteLen = 0;
for (const { name, type } of [...stored, ...virtual]) {
  const { codes, rows } = columns.get(name);
  const value = VALUES[type];
  // Two spellings of one number are one value.
  const distinct = [...new Set([...codes.keys()].filter((text) => text !== "").map(value))].sort(byValue[type]);
  const places = new Map(distinct.map((entry, place) => [entry, place]));
  const recoded = [...codes.keys()].map((text) => (text === "" ? distinct.length : places.get(value(text))));
  const width = distinct.length < 256 ? 1 : distinct.length < 65_536 ? 2 : 4;
  const Codes = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[width];
  const encoded = Codes.from(rows, (code) => recoded[code]);
  const padded = Math.ceil(encoded.byteLength / 8) * 8;
  fields.push({ id: name, kind: type, width, offset: byteLen, unknown: unknownCodes(name), dictionary: distinct });
  parts.push(Buffer.from(encoded.buffer), Buffer.alloc(padded - encoded.byteLength));
  byteLen += padded;
}

const header = Buffer.from(JSON.stringify({ rowCount, asOf, fields }));
const start = Math.ceil((8 + header.length) / 8) * 8;
const lead = Buffer.alloc(start);
lead.writeUInt32LE(header.length, 0);
lead.writeUInt32LE(start, 4);
header.copy(lead, 8);
writeFileSync(out, Buffer.concat([lead, ...parts]));
console.error(`${rowCount} rows, ${fields.length} fields, ${start + byteLen} bytes`);
