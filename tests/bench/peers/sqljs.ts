/** SQLite as WebAssembly, in memory, with the indexes that these questions want. */
// @ts-expect-error it brings no types
import initSqlJs from "sql.js/dist/sql-wasm-browser.js";
import { Table, type Value, readColumns } from "../page/columns.js";
import type { Peer, Run, Source } from "../page/peer.js";
import { COUNTED_FIELD, CROSS_FIELDS, NUMBER_FIELD, type Parameters, type QuestionId } from "../page/questions.js";
import { type Database, type Statement, prepareSql, summaryOfCounts } from "./sql.js";

/** As much of sql.js as is used; it brings no types. */
interface Sqlite {
  run(sql: string): void;
  prepare(sql: string): { step(): boolean; get(): (string | number | null)[]; reset(): void; run(values: unknown[]): void; free(): void };
}

/** Each covers its question, so that the table itself need not be read; besides, there is one of every field with the age. */
const INDEXES: Partial<Record<QuestionId, readonly string[]>> = {
  count: ["sex", "age"],
  five: ["sex", "age", "education_level", "marital_status", "hukou_type", "pension_insurance"],
  field1: ["age", COUNTED_FIELD],
  cross: ["age", ...CROSS_FIELDS],
  name: ["name"],
};
/** Questions that use the index of another one, or one of those for facets: measured to be the quicker. */
const SHARED: Partial<Record<QuestionId, string>> = { list: "for_count", field50: `facet_${COUNTED_FIELD}`, summary: `facet_${NUMBER_FIELD}` };

class SqlJs implements Peer {
  #library!: { Database: new () => Sqlite };
  #database!: Sqlite;
  #parameters!: Parameters;
  #unknownMarital: readonly string[] = [];
  #booleans = new Set<string>();

  async start(): Promise<void> {
    this.#library = await initSqlJs({ locateFile: () => "/assets/sql.wasm" });
  }

  async open(source: Source): Promise<void> {
    this.#parameters = source.parameters;
    const table = new Table(readColumns(await source.columns()));
    this.#unknownMarital = table.column("marital_status").unknown;
    const { fields } = table;
    this.#booleans = new Set(fields.filter(({ kind }) => kind === "boolean").map(({ id }) => id));
    const database = new this.#library.Database();
    const types = { string: "TEXT", date: "TEXT", integer: "INTEGER", number: "REAL", boolean: "INTEGER" };
    database.run(`CREATE TABLE residents (${fields.map(({ id, kind }) => `${id} ${types[kind]}`).join(", ")})`);
    const insert = database.prepare(`INSERT INTO residents VALUES (${fields.map(() => "?").join(", ")})`);
    database.run("BEGIN");
    for (let row = 0; row < table.rowCount; row += 1) {
      insert.run(
        fields.map(({ codes, dictionary }) => {
          const value = dictionary[codes[row]!] ?? null;
          return typeof value === "boolean" ? Number(value) : value;
        }),
      );
    }
    database.run("COMMIT");
    insert.free();
    for (const field of new Set([...source.parameters.facetFields, COUNTED_FIELD, NUMBER_FIELD])) database.run(`CREATE INDEX facet_${field} ON residents (${field}, age)`);
    for (const [question, columns] of Object.entries(INDEXES)) database.run(`CREATE INDEX for_${question} ON residents (${columns.join(", ")})`);
    database.run("ANALYZE");
    this.#database = database;
  }

  prepare(question: QuestionId): Run {
    const compile = (sql: string): Statement => {
      const statement = this.#database.prepare(sql);
      return () => {
        const rows: Value[][] = [];
        while (statement.step()) rows.push(statement.get());
        statement.reset();
        return rows;
      };
    };
    const database: Database = {
      prepare: compile,
      literal: (_, value) => `'${value}'`,
      from: (id) => `residents INDEXED BY ${SHARED[id] ?? `for_${id}`}`,
      facets: (fields, where) => {
        // One statement a field: SQLite takes no more than five hundred of them joined into one.
        const statements = fields.map((field) => compile(`SELECT ${field}, count(*) FROM residents INDEXED BY facet_${field} WHERE ${where} GROUP BY 1`));
        const truth = (field: string, value: Value): Value => (this.#booleans.has(field) && value !== null ? value === 1 : value);
        return () => statements.flatMap((statement, at) => statement().map(([value = null, count = 0]): Value[] => [fields[at]!, truth(fields[at]!, value), count]));
      },
      summary: (where) => {
        const counts = compile(`SELECT ${NUMBER_FIELD}, count(*) FROM residents INDEXED BY ${SHARED.summary} WHERE ${where} AND ${NUMBER_FIELD} IS NOT NULL GROUP BY 1 ORDER BY 1`);
        return () => summaryOfCounts(counts());
      },
    };
    return prepareSql(question, this.#parameters, this.#unknownMarital, database);
  }
}

export default new SqlJs();
