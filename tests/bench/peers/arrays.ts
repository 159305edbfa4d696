/** Typed arrays and a loop for each question: what one writes before thinking of an index. */
import { type Value, Table, numbersOf, readColumns } from "../page/columns.js";
import { type Peer, type Run, type Source, run } from "../page/peer.js";
import {
  COUNTED_FIELD, CROSS_FIELDS, EDUCATION, FEMALE, HIGH, HUKOU_TYPE, LIST_FIELDS, LIST_LIMIT, MANY_YEARS, MARRIED, NAME_PART, NUMBER_FIELD, PENSION,
  type Parameters, type QuestionId, WORKING_AGE, quantile, told,
} from "../page/questions.js";

/** Which codes are in a list, and which are neither in it nor missing nor unknown. */
function membership(table: Table, field: string, values: readonly string[]): { isIn: Uint8Array; isOut: Uint8Array } {
  const { dictionary, unknown } = table.column(field);
  const isIn = new Uint8Array(dictionary.length + 1);
  const isOut = new Uint8Array(dictionary.length + 1);
  dictionary.forEach((value, code) => {
    isIn[code] = Number(values.includes(String(value)));
    isOut[code] = Number(isIn[code] === 0 && !unknown.includes(String(value)));
  });
  return { isIn, isOut };
}

export class Arrays implements Peer {
  #table!: Table;
  #parameters!: Parameters;
  #age!: Int16Array;
  #number!: Float64Array;

  async open(source: Source): Promise<void> {
    this.#parameters = source.parameters;
    this.#table = new Table(readColumns(await source.columns()));
    this.#age = numbersOf(this.#table.column("age"), Int16Array) as Int16Array;
    this.#number = numbersOf(this.#table.column(NUMBER_FIELD), Float64Array) as Float64Array;
  }

  /** The rows of an age or older. */
  #older(least: number): Uint32Array {
    const age = this.#age;
    const rows = new Uint32Array(age.length);
    let count = 0;
    for (let row = 0; row < age.length; row += 1) if (age[row]! >= least) rows[count++] = row;
    return rows.subarray(0, count);
  }

  #facet(field: string, rows: Uint32Array): Uint32Array {
    const { codes, dictionary } = this.#table.column(field);
    const counts = new Uint32Array(dictionary.length + 1);
    for (let at = 0; at < rows.length; at += 1) counts[codes[rows[at]!]!]! += 1;
    return counts;
  }

  #pairs(field: string, counts: Uint32Array): [Value, number][] {
    const { dictionary } = this.#table.column(field);
    return Array.from(counts, (count, code) => [dictionary[code] ?? null, count]);
  }

  prepare(question: QuestionId): Run {
    const table = this.#table;
    const { middleAge, oldAge, facetFields } = this.#parameters;
    const age = this.#age;
    const sex = table.codes("sex");
    const female = table.code("sex", FEMALE);
    switch (question) {
      case "count":
        return run(() => {
          let count = 0;
          for (let row = 0; row < sex.length; row += 1) if (sex[row] === female && age[row]! >= MANY_YEARS) count += 1;
          return count;
        }, told.count);
      case "list":
        return run(
          () => {
            let count = 0;
            const rows: number[] = [];
            for (let row = 0; row < sex.length; row += 1) {
              if (sex[row] === female && age[row]! >= MANY_YEARS && count++ < LIST_LIMIT) rows.push(row);
            }
            return { count, cells: rows.map((row) => LIST_FIELDS.map((field) => table.cell(field, row))) };
          },
          ({ count, cells }) => told.list(count, cells),
        );
      case "five": {
        const education = table.codes("education_level");
        const { isIn } = membership(table, "education_level", EDUCATION);
        const marital = table.codes("marital_status");
        const { isOut } = membership(table, "marital_status", MARRIED);
        const [hukou, hukouCode] = [table.codes("hukou_type"), table.code("hukou_type", HUKOU_TYPE)];
        const [pension, pensionCode] = [table.codes("pension_insurance"), table.code("pension_insurance", PENSION)];
        return run(() => {
          let count = 0;
          for (let row = 0; row < sex.length; row += 1) {
            const years = age[row]!;
            if (sex[row] !== female || years < WORKING_AGE.low || years > WORKING_AGE.high) continue;
            if (isIn[education[row]!] === 0 || isOut[marital[row]!] === 0) continue;
            if (hukou[row] === hukouCode || pension[row] === pensionCode) count += 1;
          }
          return count;
        }, told.count);
      }
      case "field1":
      case "field50": {
        const least = question === "field1" ? oldAge : middleAge;
        return run(
          () => this.#facet(COUNTED_FIELD, this.#older(least)),
          (counts) => told.counts(this.#pairs(COUNTED_FIELD, counts)),
        );
      }
      case "facets":
        return run(
          () => {
            const rows = this.#older(middleAge);
            return facetFields.map((field) => this.#facet(field, rows));
          },
          (facets) => told.facets(facets.map((counts, at) => [facetFields[at]!, this.#pairs(facetFields[at]!, counts)])),
        );
      case "cross": {
        const [a, b, c] = CROSS_FIELDS.map((field) => table.column(field)) as [Column3, Column3, Column3];
        const [sizeB, sizeC] = [b.dictionary.length + 1, c.dictionary.length + 1];
        return run(
          () => {
            const counts = new Uint32Array((a.dictionary.length + 1) * sizeB * sizeC);
            for (let row = 0; row < age.length; row += 1) {
              if (age[row]! >= middleAge) counts[(a.codes[row]! * sizeB + b.codes[row]!) * sizeC + c.codes[row]!]! += 1;
            }
            return counts;
          },
          (counts) =>
            told.cross(
              Array.from(counts, (count, cell) => {
                const [codeC, rest] = [cell % sizeC, Math.floor(cell / sizeC)];
                const [codeB, codeA] = [rest % sizeB, Math.floor(rest / sizeB)];
                return [[a.dictionary[codeA] ?? null, b.dictionary[codeB] ?? null, c.dictionary[codeC] ?? null], count];
              }),
            ),
        );
      }
      case "summary": {
        const number = this.#number;
        const chosen = new Float64Array(number.length);
        return run(() => {
          let [count, sum] = [0, 0];
          for (let row = 0; row < age.length; row += 1) {
            const value = number[row]!;
            if (age[row]! < middleAge || value < 0) continue;
            chosen[count++] = value;
            sum += value;
          }
          const sorted = chosen.subarray(0, count).sort();
          return { mean: sum / count, median: quantile(sorted, 0.5), high: quantile(sorted, HIGH) };
        }, told.summary);
      }
      case "name": {
        const { codes, dictionary } = table.column("name");
        return run(() => {
          const isHit = Uint8Array.from(dictionary, (name) => Number((name as string).includes(NAME_PART)));
          let count = 0;
          for (let row = 0; row < codes.length; row += 1) count += isHit[codes[row]!] ?? 0;
          return count;
        }, told.count);
      }
    }
  }
}

type Column3 = ReturnType<Table["column"]>;

export default new Arrays();
