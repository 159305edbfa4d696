/** crossfilter2: dimensions keep their groups up to date while filters move. Each question has an instance of its own, so that it pays for its own groups only. */
import crossfilter, { type Crossfilter, type Dimension, type NaturallyOrderedValue } from "crossfilter2";
import { type Value, Table, numbersOf, readColumns } from "../page/columns.js";
import { type Peer, type Run, type Source, run } from "../page/peer.js";
import {
  COUNTED_FIELD, CROSS_FIELDS, EDUCATION, FEMALE, HIGH, HUKOU_TYPE, LIST_FIELDS, LIST_LIMIT, MANY_YEARS, MARRIED, NAME_PART, NUMBER_FIELD, PENSION,
  type Parameters, type QuestionId, WORKING_AGE, quantile, told,
} from "../page/questions.js";

/** A record is its row id; accessors read the columns. */
type Rows = Crossfilter<number>;
type ByRow<T extends NaturallyOrderedValue> = Dimension<number, T>;

class CrossfilterPeer implements Peer {
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

  #rows(): Rows {
    return crossfilter(Array.from({ length: this.#table.rowCount }, (_, row) => row));
  }

  #codes(rows: Rows, field: string): ByRow<number> {
    const codes = this.#table.codes(field);
    return rows.dimension((row) => codes[row]!);
  }

  #ages(rows: Rows): ByRow<number> {
    const age = this.#age;
    return rows.dimension((row) => age[row]!);
  }

  #pairs(field: string, counts: readonly { key: unknown; value: unknown }[]): [Value, number][] {
    const { dictionary } = this.#table.column(field);
    return counts.map(({ key, value }) => [dictionary[key as number] ?? null, value as number]);
  }

  prepare(question: QuestionId): Run | undefined {
    const table = this.#table;
    const { middleAge, oldAge, facetFields } = this.#parameters;
    const rows = this.#rows();
    const count = rows.groupAll<number>().reduceCount();
    const female = table.code("sex", FEMALE);
    const codeIn = (field: string, values: readonly string[]) => {
      const codes = new Set(values.map((value) => table.code(field, value)));
      return (code: NaturallyOrderedValue): boolean => codes.has(code as number);
    };
    switch (question) {
      case "count":
      case "list": {
        const [sex, age] = [this.#codes(rows, "sex"), this.#ages(rows)];
        const filter = (): number => {
          sex.filterExact(female);
          age.filterRange([MANY_YEARS, Infinity]);
          return count.value();
        };
        const reset = (): void => {
          age.filterAll();
          sex.filterAll();
        };
        if (question === "count") return run(filter, told.count, { reset });
        // There is no order by row but that of a dimension; a dimension of row ids gives it.
        const byRow = rows.dimension((row) => row);
        return run(
          () => {
            const number = filter();
            const found = byRow.bottom(LIST_LIMIT);
            return { number, cells: found.map((row) => LIST_FIELDS.map((field) => table.cell(field, row))) };
          },
          ({ number, cells }) => told.list(number, cells),
          { reset },
        );
      }
      case "five": {
        const [sex, age] = [this.#codes(rows, "sex"), this.#ages(rows)];
        const [education, marital] = [this.#codes(rows, "education_level"), this.#codes(rows, "marital_status")];
        const [hukou, pension] = [table.codes("hukou_type"), table.codes("pension_insurance")];
        const [hukouCode, pensionCode] = [table.code("hukou_type", HUKOU_TYPE), table.code("pension_insurance", PENSION)];
        // Dimensions are joined by AND only: an OR over two fields is a dimension of its own.
        const either = rows.dimension((row) => Number(hukou[row] === hukouCode || pension[row] === pensionCode));
        const maritalColumn = table.column("marital_status");
        const isMarried = codeIn("marital_status", [...MARRIED, ...maritalColumn.unknown]);
        const isOut = (code: NaturallyOrderedValue): boolean => code !== maritalColumn.dictionary.length && !isMarried(code);
        return run(
          () => {
            sex.filterExact(female);
            age.filterRange([WORKING_AGE.low, WORKING_AGE.high + 1]);
            education.filterFunction(codeIn("education_level", EDUCATION));
            marital.filterFunction(isOut);
            either.filterExact(1);
            return count.value();
          },
          told.count,
          { reset: () => [sex, age, education, marital, either].forEach((dimension) => dimension.filterAll()) },
        );
      }
      case "field1":
      case "field50": {
        const age = this.#ages(rows);
        const group = this.#codes(rows, COUNTED_FIELD).group<number, number>().reduceCount();
        return run(
          () => {
            age.filterRange([question === "field1" ? oldAge : middleAge, Infinity]);
            return group.all();
          },
          (counts) => told.counts(this.#pairs(COUNTED_FIELD, counts)),
          { reset: () => age.filterAll() },
        );
      }
      case "facets": {
        const age = this.#ages(rows);
        // Sixty-four dimensions are its limit; from there on the groups are made by hand, in one reduction of all rows.
        const isGrouped = facetFields.length < 60;
        const grouped = isGrouped ? facetFields.map((field) => this.#codes(rows, field).group<number, number>().reduceCount()) : [];
        const columns = facetFields.map((field) => table.column(field));
        const all = isGrouped
          ? undefined
          : rows.groupAll<Uint32Array[]>().reduce(
              (counts, row) => {
                for (let at = 0; at < columns.length; at += 1) counts[at]![columns[at]!.codes[row]!]! += 1;
                return counts;
              },
              (counts, row) => {
                for (let at = 0; at < columns.length; at += 1) counts[at]![columns[at]!.codes[row]!]! -= 1;
                return counts;
              },
              () => columns.map(({ dictionary }) => new Uint32Array(dictionary.length + 1)),
            );
        return run(
          () => {
            age.filterRange([middleAge, Infinity]);
            if (all === undefined) return grouped.map((group) => group.all());
            return all.value().map((counts) => Array.from(counts, (value, key) => ({ key, value })));
          },
          (facets) => told.facets(facets.map((counts, at) => [facetFields[at]!, this.#pairs(facetFields[at]!, counts)])),
          { reset: () => age.filterAll() },
        );
      }
      case "cross": {
        const age = this.#ages(rows);
        const [a, b, c] = CROSS_FIELDS.map((field) => table.column(field));
        if (a === undefined || b === undefined || c === undefined) return undefined;
        const [sizeB, sizeC] = [b.dictionary.length + 1, c.dictionary.length + 1];
        const cells = rows.dimension((row) => (a.codes[row]! * sizeB + b.codes[row]!) * sizeC + c.codes[row]!);
        const group = cells.group<number, number>().reduceCount();
        return run(
          () => {
            age.filterRange([middleAge, Infinity]);
            return group.all();
          },
          (counts) =>
            told.cross(
              counts.map(({ key, value }) => {
                const [codeC, rest] = [key % sizeC, Math.floor(key / sizeC)];
                return [
                  [a.dictionary[Math.floor(rest / sizeB)] ?? null, b.dictionary[rest % sizeB] ?? null, c.dictionary[codeC] ?? null],
                  value,
                ];
              }),
            ),
          { reset: () => age.filterAll() },
        );
      }
      case "summary": {
        const age = this.#ages(rows);
        const numbers = this.#number;
        return run(
          () => {
            age.filterRange([middleAge, Infinity]);
            const chosen = Float64Array.from(rows.allFiltered(), (row) => numbers[row]!).sort();
            const known = chosen.subarray(chosen.findIndex((value) => value >= 0));
            const sum = known.reduce((total, value) => total + value, 0);
            return { mean: sum / known.length, median: quantile(known, 0.5), high: quantile(known, HIGH) };
          },
          told.summary,
          { reset: () => age.filterAll() },
        );
      }
      case "name": {
        const names = table.column("name").dictionary as readonly string[];
        const name = this.#codes(rows, "name");
        return run(
          () => {
            name.filterFunction((code) => names[code as number]!.includes(NAME_PART));
            return count.value();
          },
          told.count,
          { reset: () => name.filterAll() },
        );
      }
    }
  }
}

export default new CrossfilterPeer();
