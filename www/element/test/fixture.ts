/** A small invented register, for tests without wasm. Not residents: nothing here may know their fields. */
import type { Engine, EngineSelection, EngineSummary } from "../src/worker/engine-api.js";
import type { Filter, Value } from "../src/shared/filter.js";
import type { Field, Mask, Schema } from "../src/shared/schema.js";

export function field(id: string, kind: Field["kind"], more: Partial<Field> = {}): Field {
  return {
    id, kind, title: { zh: `字段${id}`, en: `Field ${id}` }, group: "all", sensitivity: "internal", department: "", purpose: "", legal_basis: "",
    standard: "", pack: "yes", bare_words: false, open: true, ...more,
  };
}

const masked = (id: string, mask: Mask): Field => field(id, "text", { mask });

export const schema: Schema = {
  title: { zh: "图书", en: "Books" },
  groups: [{ id: "all", title: { zh: "全部", en: "All" } }],
  fields: [
    field("shelf", "text", { code_list: "shelves" }),
    masked("author", "name"),
    field("pages", "integer", { unit: { zh: "页", en: "pages" } }),
    field("bought", "date"),
    field("lent", "boolean"),
    field("keyword", "text"),
    field("price", "number", { open: false, pack: "role" }),
  ],
  code_lists: [
    {
      id: "shelves",
      title: { zh: "书架", en: "Shelves" },
      codes: [
        { code: "2", title: { zh: "二号架", en: "Shelf two" } },
        { code: "1", title: { zh: "一号架", en: "Shelf one" } },
        { code: "9", title: { zh: "仓库", en: "Store" } },
      ],
    },
  ],
  roles: { key: "keyword", person_name: "author" },
  default_columns: ["author", "pages", "price"],
  default_facets: ["shelf"],
  example_questions: [],
};

/** Rows of values; `null` is missing. */
export const rows: readonly Readonly<Record<string, Value | null>>[] = [
  { shelf: "1", author: "王小英", pages: 120, bought: "2013-03-02", lent: true, keyword: "山" },
  { shelf: "1", author: "李雷", pages: 80, bought: null, lent: false, keyword: "水" },
  { shelf: "2", author: "王小英", pages: null, bought: "2012-01-31", lent: false, keyword: "水" },
  { shelf: null, author: null, pages: 300, bought: "2013-03-03", lent: null, keyword: null },
];

type Row = (typeof rows)[number];

/** What of a filter this engine understands; everything else holds for every row. */
function holds(row: Row, filter: Filter | null): boolean {
  if (filter === null) return true;
  if ("and" in filter) return filter.and.every((part) => holds(row, part));
  if ("field" in filter && filter.op === "is_missing") return (row[filter.field] ?? null) === null;
  if ("field" in filter && filter.op === "eq" && filter.field === "shelf") return row[filter.field] === filter.value;
  return true;
}

const MS_PER_DAY = 86_400_000;

/** A number, or a date as days. */
function numberOf(value: Value | null | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? Date.parse(value) / MS_PER_DAY : undefined;
}

/** An engine over `rows` which counts how often it is asked. */
export class FakeEngine implements Engine {
  readonly calls = { select: 0, values: 0, freed: 0 };

  about(): ReturnType<Engine["about"]> {
    return {
      register: "r", kind: "synthetic", seq: 1, issued: "2013-03-02", expires: "2023-03-02", asOf: "2013-03-02", title: schema.title,
      rowCount: rows.length, population: rows.length, excluded: 0, openSections: ["s00"], lockedSections: ["s01"],
      sections: [{ id: "s01", title: "联系", titleEn: "Contact", fields: ["phone"], open: false }], operators: {}, purposes: [],
    };
  }

  schema(): Schema {
    return schema;
  }

  parse(): Filter {
    return { field: "pages", op: "ge", value: 100 };
  }

  print(filter: Filter): string {
    return JSON.stringify(filter);
  }

  readonly days = { now: "2013-03-02" };

  asOf(): string {
    return this.days.now;
  }

  setAsOf(day: string): void {
    this.days.now = day;
  }

  sealOwn(text: string): Uint8Array {
    return new TextEncoder().encode(text);
  }

  openOwn(bytes: Uint8Array): string {
    return new TextDecoder().decode(bytes);
  }

  dictionary(index: number): Value[] {
    const id = schema.fields[index]?.id ?? "";
    const held = rows.map((row) => row[id] ?? null).filter((value): value is Value => value !== null);
    return [...new Set(held)].sort((a, b) => (a < b ? -1 : 1));
  }

  code(index: number, row: number): number {
    const id = schema.fields[index]?.id ?? "";
    const place = this.dictionary(index).indexOf(rows[row]?.[id] ?? "\0");
    return place < 0 ? this.cardinality(index) : place;
  }

  cardinality(index: number): number {
    return this.dictionary(index).length;
  }

  values(index: number, codes: Uint32Array): Value[] {
    this.calls.values += 1;
    const dictionary = this.dictionary(index);
    return Array.from(codes, (code) => {
      const value = dictionary[code];
      if (value === undefined) throw new Error(`code ${code} of field ${index} does not exist`);
      return value;
    });
  }

  select(filter: Filter | null = null): EngineSelection {
    this.calls.select += 1;
    const engine = this;
    const selected = rows.map((row, id) => ({ row, id })).filter(({ row }) => holds(row, filter));
    const crossed = (codesOf: readonly ((id: number) => number)[], widths: readonly number[]): Uint32Array => {
      const counts = new Uint32Array(widths.reduce((cells, width) => cells * width, 1));
      for (const { id } of selected) {
        const cell = codesOf.reduce((place, codeOf, side) => place * (widths[side] ?? 1) + codeOf(id), 0);
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      return counts;
    };
    const numbersOf = (index: number): number[] =>
      selected.map(({ row }) => numberOf(row[schema.fields[index]?.id ?? ""])).filter((value): value is number => value !== undefined).sort((a, b) => a - b);
    return {
      counts: () => Uint32Array.of(selected.length, rows.length - selected.length, 0, 0, rows.length),
      facet(index) {
        return crossed([(row) => engine.code(index, row)], [engine.cardinality(index) + 1]);
      },
      crossTab: (fields) =>
        crossed(Array.from(fields, (index) => (row: number) => engine.code(index, row)), Array.from(fields, (index) => engine.cardinality(index) + 1)),
      summary(index): EngineSummary {
        const numbers = numbersOf(index);
        const middle = numbers.length / 2;
        const median = numbers.length === 0 ? null : ((numbers[Math.ceil(middle) - 1] ?? 0) + (numbers[Math.floor(middle)] ?? 0)) / 2;
        const mean = numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
        return { count: numbers.length, missing: selected.length - numbers.length, mean, min: numbers[0] ?? null, max: numbers[numbers.length - 1] ?? null, quantiles: [median] };
      },
      histogram(index, edges) {
        const numbers = numbersOf(index);
        const below = (edge: number): number => numbers.filter((value) => value < edge).length;
        const steps = [0, ...Array.from(edges, below), numbers.length];
        return Uint32Array.from([...steps.slice(1).map((upTo, bin) => upTo - (steps[bin] ?? 0)), selected.length - numbers.length]);
      },
      pyramid(index, width) {
        const oldest = Math.max(...rows.map((row) => numberOf(row["pages"]) ?? 0));
        const groups = Math.floor(oldest / width) + 1;
        const groupOf = (row: number): number => Math.floor((numberOf(rows[row]?.["pages"]) ?? groups * width) / width);
        return crossed([groupOf, (row) => engine.code(index, row)], [groups + 1, engine.cardinality(index) + 1]);
      },
      rowIds: (_sortFields, directions, offset, limit) => {
        const descending = directions[0] === 1;
        const ids = rows.map((_, row) => row);
        return Uint32Array.from((descending ? ids.reverse() : ids).slice(offset, offset + limit));
      },
      cells: (rowIds, fields) => Uint32Array.from(Array.from(rowIds).flatMap((row) => Array.from(fields, (index) => engine.code(index, row)))),
      free: () => {
        engine.calls.freed += 1;
      },
    };
  }

  free(): void {
    this.calls.freed += 1;
  }
}
