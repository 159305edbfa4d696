/** DuckDB-Wasm, its blocking interface on the page itself: a worker in between would cost it a message each way. */
import { BROWSER_RUNTIME, type DuckDBBindings, VoidLogger, createDuckDB } from "duckdb-blocking";
import { Bool, Dictionary, Float64, Int32, type Table as ArrowTable, type Vector, Utf8, makeData, makeVector, Table as Arrow, tableToIPC, vectorFromArray } from "apache-arrow";
import { type Column, Table, type Value, readColumns } from "../page/columns.js";
import type { Peer, Run, Source } from "../page/peer.js";
import { HIGH, NUMBER_FIELD, type Parameters, type QuestionId } from "../page/questions.js";
import { type Database, type Statement, prepareSql } from "./sql.js";

const WASM = "/assets/duckdb.wasm";
/** Texts of up to so many values become an ENUM, which DuckDB compares and groups by number. */
const MAX_ENUM = 4_096;

/** A column with nulls as Arrow has it. */
function vectorOf({ kind, dictionary, codes }: Column): Vector {
  const missing = dictionary.length;
  const bits = new Uint8Array((codes.length + 7) >> 3);
  let nullCount = 0;
  for (let row = 0; row < codes.length; row += 1) {
    if (codes[row] === missing) nullCount += 1;
    else bits[row >> 3]! |= 1 << (row & 7);
  }
  const shared = { length: codes.length, nullCount, nullBitmap: bits };
  if (kind === "string" || kind === "date") {
    const indices = Int32Array.from(codes, (code) => (code === missing ? 0 : code));
    const texts = vectorFromArray(dictionary as readonly string[], new Utf8());
    return makeVector(makeData({ type: new Dictionary(new Utf8(), new Int32()), ...shared, data: indices, dictionary: texts }));
  }
  if (kind === "boolean") {
    return vectorFromArray(Array.from(codes, (code) => (dictionary[code] as boolean | undefined) ?? null), new Bool());
  }
  const numbers = Float64Array.from(codes, (code) => (dictionary[code] as number | undefined) ?? 0);
  return makeVector(makeData({ type: new Float64(), ...shared, data: numbers }));
}

class DuckDb implements Peer {
  #database!: DuckDBBindings;
  #connection!: ReturnType<DuckDBBindings["connect"]>;
  #parameters!: Parameters;
  #unknownMarital: readonly string[] = [];
  #kinds: ReadonlyMap<string, Column["kind"]> = new Map();

  async start(): Promise<void> {
    const bundle = (file: string) => ({ mainModule: new URL(file, location.href).href, mainWorker: "" });
    this.#database = await createDuckDB({ mvp: bundle("/assets/never.wasm"), eh: bundle(WASM) }, new VoidLogger(), BROWSER_RUNTIME);
    await this.#database.instantiate(() => undefined);
    this.#database.open({});
    this.#connection = this.#database.connect();
  }

  async open(source: Source): Promise<void> {
    this.#parameters = source.parameters;
    const table = new Table(readColumns(await source.columns()));
    this.#unknownMarital = table.column("marital_status").unknown;
    const { fields } = table;
    this.#kinds = new Map(fields.map(({ id, kind }) => [id, kind]));
    const connection = this.#connection;
    const arrow = new Arrow(Object.fromEntries(fields.map((column) => [column.id, vectorOf(column)])));
    connection.insertArrowFromIPCStream(tableToIPC(arrow, "stream"), { name: "raw", create: true });
    const types = { string: "VARCHAR", date: "VARCHAR", integer: "INTEGER", number: "DOUBLE", boolean: "BOOLEAN" };
    const casts = fields.map(({ id, kind, dictionary, unknown }) => {
      if (kind !== "string" || dictionary.length > MAX_ENUM || dictionary.length === 0) return `${id}::${types[kind]} AS ${id}`;
      // A question may name a code that nobody has.
      const values = new Set([...dictionary, ...unknown]);
      connection.query(`CREATE TYPE ${id}_value AS ENUM (${Array.from(values, (text) => `'${String(text).replaceAll("'", "''")}'`).join(", ")})`);
      return `${id}::VARCHAR::${id}_value AS ${id}`;
    });
    connection.query(`CREATE TABLE residents AS SELECT ${casts.join(", ")} FROM raw`);
    connection.query("DROP TABLE raw");
  }

  prepare(question: QuestionId): Run {
    const compile = (sql: string): Statement => {
      const statement = this.#connection.prepare(sql);
      return () => valuesOf(statement.query() as unknown as ArrowTable);
    };
    // The parts of a UNION have one type, so values come as text.
    const typed = (field: string, value: Value): Value => {
      const kind = this.#kinds.get(field);
      if (value === null || kind === "string" || kind === "date") return value;
      return kind === "boolean" ? value === "true" : Number(value);
    };
    const database: Database = {
      prepare: compile,
      // Compared with a text, every value of an ENUM would be made a text first.
      literal: (field, value) => `'${value}'::${field}_value`,
      from: () => "residents",
      facets: (fields, where) => {
        const parts = fields.map((field) => `SELECT '${field}', ${field}::VARCHAR, count(*)::INTEGER FROM chosen GROUP BY 2`);
        const statement = compile(`WITH chosen AS MATERIALIZED (SELECT ${fields.join(", ")} FROM residents WHERE ${where}) ${parts.join(" UNION ALL ")}`);
        return () =>
          statement().map(([field = null, value = null, count = null]) => [field, typed(String(field), value), count]);
      },
      summary: (where) => {
        const statement = compile(
          `SELECT avg(${NUMBER_FIELD}), quantile_cont(${NUMBER_FIELD}, 0.5), quantile_cont(${NUMBER_FIELD}, ${HIGH}) FROM residents WHERE ${where}`,
        );
        return () => {
          const [mean, median, high] = (statement()[0] ?? []).map(Number);
          return { mean: mean ?? NaN, median: median ?? NaN, high: high ?? NaN };
        };
      },
    };
    return prepareSql(question, this.#parameters, this.#unknownMarital, database);
  }
}

function valuesOf(table: ArrowTable): Value[][] {
  const columns = Array.from({ length: table.numCols }, (_, at) => table.getChildAt(at)!);
  return Array.from({ length: table.numRows }, (_, row) =>
    columns.map((column) => {
      const value: unknown = column.get(row);
      return typeof value === "bigint" ? Number(value) : (value as Value);
    }),
  );
}

export default new DuckDb();
