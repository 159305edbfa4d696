/** Arquero: a table of columns and verbs. Its expressions are texts, since a bundler would rename what functions name. */
import { type ColumnTable, table as makeTable } from "arquero";
import { Table, type Value, readColumns } from "../page/columns.js";
import { type Peer, type Run, type Source, run } from "../page/peer.js";
import {
  COUNTED_FIELD, CROSS_FIELDS, EDUCATION, FEMALE, HIGH, HUKOU_TYPE, LIST_FIELDS, LIST_LIMIT, MANY_YEARS, MARRIED, NAME_PART, NUMBER_FIELD, PENSION,
  type Parameters, type QuestionId, WORKING_AGE, told,
} from "../page/questions.js";

const any = (expressions: readonly string[]): string => `(${expressions.join(" || ")})`;
const equal = (field: string, value: string): string => `d.${field} === '${value}'`;
const among = (field: string, values: readonly string[]): string => any(values.map((value) => equal(field, value)));

class Arquero implements Peer {
  #table!: ColumnTable;
  #parameters!: Parameters;
  #unknownMarital: readonly string[] = [];

  async open(source: Source): Promise<void> {
    this.#parameters = source.parameters;
    const columns = new Table(readColumns(await source.columns()));
    this.#unknownMarital = columns.column("marital_status").unknown;
    const values = columns.fields.map(({ id, codes, dictionary }): [string, Value[]] => [id, Array.from(codes, (code) => dictionary[code] ?? null)]);
    this.#table = makeTable(values);
  }

  prepare(question: QuestionId): Run {
    const residents = this.#table;
    const { middleAge, oldAge, facetFields } = this.#parameters;
    const women = `d => ${equal("sex", FEMALE)} && d.age >= ${MANY_YEARS}`;
    const older = `d => d.age >= ${question === "field1" ? oldAge : middleAge}`;
    const counts = (table: ColumnTable, field: string): Iterable<readonly [Value, number]> =>
      table.objects().map((row) => [(row as Record<string, Value>)[field] ?? null, (row as { count: number }).count]);
    switch (question) {
      case "count":
        return run(() => residents.filter(women).numRows(), told.count);
      case "list":
        return run(
          () => {
            const found = residents.filter(women);
            return { count: found.numRows(), rows: found.objects({ limit: LIST_LIMIT, columns: { ...LIST_COLUMNS } }) as Record<string, Value>[] };
          },
          ({ count, rows }) => told.list(count, rows.map((row) => LIST_FIELDS.map((field) => row[field] ?? null))),
        );
      case "five": {
        const conditions = [
          equal("sex", FEMALE),
          `d.age >= ${WORKING_AGE.low} && d.age <= ${WORKING_AGE.high}`,
          among("education_level", EDUCATION),
          `d.marital_status !== null && !${among("marital_status", [...MARRIED, ...this.#unknownMarital])}`,
          any([equal("hukou_type", HUKOU_TYPE), equal("pension_insurance", PENSION)]),
        ];
        return run(() => residents.filter(`d => ${conditions.join(" && ")}`).numRows(), told.count);
      }
      case "field1":
      case "field50":
        return run(
          () => residents.filter(older).groupby(COUNTED_FIELD).count(),
          (table) => told.counts(counts(table, COUNTED_FIELD)),
        );
      case "facets":
        return run(
          () => {
            const chosen = residents.filter(older).reify();
            return facetFields.map((field) => chosen.groupby(field).count());
          },
          (tables) => told.facets(tables.map((table, at) => [facetFields[at]!, counts(table, facetFields[at]!)])),
        );
      case "cross":
        return run(
          () => residents.filter(older).groupby(...CROSS_FIELDS).count(),
          (table) => told.cross(table.objects().map((row) => [CROSS_FIELDS.map((field) => (row as Record<string, Value>)[field] ?? null), (row as { count: number }).count])),
        );
      case "summary":
        return run(
          () =>
            residents
              .filter(older)
              .rollup({ mean: `d => op.mean(d.${NUMBER_FIELD})`, median: `d => op.median(d.${NUMBER_FIELD})`, high: `d => op.quantile(d.${NUMBER_FIELD}, ${HIGH})` })
              .object() as { mean: number; median: number; high: number },
          told.summary,
        );
      case "name":
        return run(() => residents.filter(`d => op.includes(d.name, '${NAME_PART}')`).numRows(), told.count);
    }
  }
}

const LIST_COLUMNS = Object.fromEntries(LIST_FIELDS.map((field) => [field, field]));

export default new Arquero();
