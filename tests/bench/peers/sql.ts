/** The questions in SQL, for the two peers that speak it. */
import type { Value } from "../page/columns.js";
import {
  COUNTED_FIELD, CROSS_FIELDS, EDUCATION, FEMALE, HIGH, HUKOU_TYPE, LIST_FIELDS, LIST_LIMIT, MANY_YEARS, MARRIED, NAME_PART, NUMBER_FIELD, PENSION,
  type Parameters, type QuestionId, type Summary, WORKING_AGE, told,
} from "../page/questions.js";
import { type Run, run } from "../page/peer.js";

/** Rows as lists of values, in the order of the columns. */
export type Statement = () => Value[][];

/** What the two dialects and programs do differently. */
export interface Database {
  /** Compiles a statement once. */
  prepare(sql: string): Statement;
  /** A value of a field of codes. */
  literal(field: string, value: string): string;
  /** What to read from for a question: the table, and the index to use where the program takes a hint. */
  from(question: QuestionId): string;
  /** One statement with a row of field, value and count for each value of each field. */
  facets(fields: readonly string[], where: string): Statement;
  /** Mean, median and ninetieth percentile. */
  summary(where: string): () => Summary;
}

/** Prepares a question. */
export function prepareSql(question: QuestionId, { middleAge, oldAge, facetFields }: Parameters, unknownMarital: readonly string[], database: Database): Run {
  const text = (field: string, value: string): string => database.literal(field, value);
  const list = (field: string, values: readonly string[]): string => values.map((value) => text(field, value)).join(", ");
  const women = `sex = ${text("sex", FEMALE)} AND age >= ${MANY_YEARS}`;
  const older = `age >= ${question === "field1" ? oldAge : middleAge}`;
  const from = database.from(question);
  const counting = (where: string): Run => {
    const statement = database.prepare(`SELECT count(*) FROM ${from} WHERE ${where}`);
    return run(() => Number(statement()[0]?.[0]), told.count);
  };
  switch (question) {
    case "count":
      return counting(women);
    case "list": {
      const count = database.prepare(`SELECT count(*) FROM ${from} WHERE ${women}`);
      const page = database.prepare(`SELECT ${LIST_FIELDS.join(", ")} FROM ${from} WHERE ${women} ORDER BY rowid LIMIT ${LIST_LIMIT}`);
      return run(
        () => ({ count: Number(count()[0]?.[0]), rows: page() }),
        ({ count: number, rows }) => told.list(number, rows),
      );
    }
    case "five":
      return counting(
        `sex = ${text("sex", FEMALE)} AND age BETWEEN ${WORKING_AGE.low} AND ${WORKING_AGE.high} AND education_level IN (${list("education_level", EDUCATION)})
         AND marital_status NOT IN (${list("marital_status", [...MARRIED, ...unknownMarital])})
         AND (hukou_type = ${text("hukou_type", HUKOU_TYPE)} OR pension_insurance = ${text("pension_insurance", PENSION)})`,
      );
    case "field1":
    case "field50": {
      const statement = database.prepare(`SELECT ${COUNTED_FIELD}, count(*) FROM ${from} WHERE ${older} GROUP BY 1`);
      return run(statement, (rows) => told.counts(rows.map(([value = null, count]) => [value, Number(count)])));
    }
    case "facets": {
      const statement = database.facets(facetFields, older);
      return run(statement, (rows) => {
        const facets = new Map<Value, [Value, number][]>(facetFields.map((field) => [field, []]));
        for (const [field = null, value = null, count] of rows) facets.get(field)?.push([value, Number(count)]);
        return told.facets(facetFields.map((field) => [field, facets.get(field) ?? []]));
      });
    }
    case "cross": {
      const statement = database.prepare(`SELECT ${CROSS_FIELDS.join(", ")}, count(*) FROM ${from} WHERE ${older} GROUP BY 1, 2, 3`);
      return run(statement, (rows) => told.cross(rows.map((row) => [row.slice(0, 3), Number(row[3])])));
    }
    case "summary":
      return run(database.summary(older), told.summary);
    case "name":
      return counting(`name LIKE '%${NAME_PART}%'`);
  }
}

/** The figures out of rows of value and count, ascending. */
export function summaryOfCounts(rows: readonly (readonly Value[])[]): Summary {
  const counts = rows.map(([value, count]): [number, number] => [Number(value), Number(count)]);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const at = (place: number): number => {
    let seen = 0;
    return counts.find(([, count]) => (seen += count) > place)?.[0] ?? NaN;
  };
  const quantile = (p: number): number => {
    const place = (total - 1) * p;
    const low = at(Math.floor(place));
    return low + (at(Math.min(Math.floor(place) + 1, total - 1)) - low) * (place % 1);
  };
  return { mean: counts.reduce((sum, [value, count]) => sum + value * count, 0) / total, median: quantile(0.5), high: quantile(HIGH) };
}

export const NUMBER = NUMBER_FIELD;
