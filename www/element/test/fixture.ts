/** A small invented register, for tests without wasm. Not residents: nothing here may know their fields. */
import type { Engine, EngineSelection } from "../src/worker/engine-api.js";
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
  roles: {},
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

/** An engine over `rows` which answers every filter with all rows, and counts how often it is asked. */
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

  select(): EngineSelection {
    this.calls.select += 1;
    const engine = this;
    return {
      counts: () => Uint32Array.of(rows.length, 0, 0, 0, rows.length),
      facet(index) {
        const counts = new Uint32Array(engine.cardinality(index) + 1);
        rows.forEach((_, row) => {
          const code = engine.code(index, row);
          counts[code] = (counts[code] ?? 0) + 1;
        });
        return counts;
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
