/**
 * A bitset by hand: a bit a row in 32-bit words, one set per value, kept once built; ranges and lists are unions. The real
 * rival: any good engineer writes this in an afternoon, so it uses every trick that fits into that.
 */
import { type Column, type Value, Table, readColumns } from "../page/columns.js";
import { type Peer, type Run, type Source, run } from "../page/peer.js";
import {
  COUNTED_FIELD, CROSS_FIELDS, EDUCATION, FEMALE, HIGH, HUKOU_TYPE, LIST_FIELDS, LIST_LIMIT, MANY_YEARS, MARRIED, NAME_PART, NUMBER_FIELD, PENSION,
  type Parameters, type QuestionId, WORKING_AGE, told,
} from "../page/questions.js";

type Bits = Uint32Array;

function popcount(word: number): number {
  word -= (word >>> 1) & 0x5555_5555;
  word = (word & 0x3333_3333) + ((word >>> 2) & 0x3333_3333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

function count(bits: Bits): number {
  let sum = 0;
  for (let at = 0; at < bits.length; at += 1) sum += popcount(bits[at]!);
  return sum;
}

function andCount(a: Bits, b: Bits): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += popcount(a[at]! & b[at]!);
  return sum;
}

function and(into: Bits, other: Bits): Bits {
  for (let at = 0; at < into.length; at += 1) into[at]! &= other[at]!;
  return into;
}

function or(into: Bits, other: Bits): Bits {
  for (let at = 0; at < into.length; at += 1) into[at]! |= other[at]!;
  return into;
}

/** The row ids of a set, at most `limit`. */
function rowsOf(bits: Bits, limit: number): Uint32Array {
  const rows = new Uint32Array(limit);
  let found = 0;
  for (let at = 0; at < bits.length && found < limit; at += 1) {
    for (let word = bits[at]!; word !== 0 && found < limit; word &= word - 1) rows[found++] = (at << 5) + (31 - Math.clz32(word & -word));
  }
  return rows.subarray(0, found);
}

/** Up to this many values a union of their sets is quicker than a look at every row. */
const MAX_UNION = 32;
/** Up to this many values, counting intersections may be quicker than counting codes. */
const MAX_COUNTED_SETS = 64;

class Bitsets implements Peer {
  #table!: Table;
  #parameters!: Parameters;
  readonly #sets = new Map<string, Bits[]>();
  /** For names: the rows of each code, one after the other. */
  #nameRows!: Uint32Array;
  #nameStarts!: Uint32Array;
  #nameText = "";
  #nameOffsets!: Uint32Array;

  async open(source: Source): Promise<void> {
    this.#parameters = source.parameters;
    this.#table = new Table(readColumns(await source.columns()));
    const { codes, dictionary } = this.#table.column("name");
    this.#nameStarts = new Uint32Array(dictionary.length + 2);
    for (let row = 0; row < codes.length; row += 1) this.#nameStarts[codes[row]! + 1]! += 1;
    for (let code = 0; code <= dictionary.length; code += 1) this.#nameStarts[code + 1]! += this.#nameStarts[code]!;
    const next = this.#nameStarts.slice();
    this.#nameRows = new Uint32Array(codes.length);
    for (let row = 0; row < codes.length; row += 1) this.#nameRows[next[codes[row]!]!++] = row;
    this.#nameOffsets = new Uint32Array(dictionary.length + 1);
    dictionary.forEach((name, code) => (this.#nameOffsets[code + 1] = this.#nameOffsets[code]! + (name as string).length + 1));
    this.#nameText = dictionary.join("\n");
  }

  get #words(): number {
    return (this.#table.rowCount + 31) >>> 5;
  }

  /** One set per code, that of missing last. */
  #of(field: string): Bits[] {
    let sets = this.#sets.get(field);
    if (sets === undefined) {
      const { codes, dictionary } = this.#table.column(field);
      sets = Array.from({ length: dictionary.length + 1 }, () => new Uint32Array(this.#words));
      for (let row = 0; row < codes.length; row += 1) sets[codes[row]!]![row >>> 5]! |= 1 << (row & 31);
      this.#sets.set(field, sets);
    }
    return sets;
  }

  /**
   * A condition whose values were looked up: asked, it gives a new set of the rows whose code passes, by a union of sets or by a
   * look at every row.
   */
  #where(field: string, isIn: (value: Value) => boolean): () => Bits {
    const { codes, dictionary } = this.#table.column(field);
    const passing = dictionary.flatMap((value, code) => (isIn(value) ? [code] : []));
    if (passing.length <= MAX_UNION) {
      const sets = passing.map((code) => this.#of(field)[code]!);
      return () => sets.reduce(or, new Uint32Array(this.#words));
    }
    const isPassing = new Uint8Array(dictionary.length + 1);
    for (const code of passing) isPassing[code] = 1;
    return () => {
      const bits = new Uint32Array(this.#words);
      for (let at = 0, row = 0; at < bits.length; at += 1) {
        const end = Math.min(row + 32, codes.length);
        let word = 0;
        for (let bit = 0; row < end; bit += 1, row += 1) word |= isPassing[codes[row]!]! << bit;
        bits[at] = word;
      }
      return bits;
    };
  }

  #older(least: number): () => Bits {
    return this.#where("age", (age) => (age as number) >= least);
  }

  #value(field: string, value: string): Bits {
    return this.#of(field)[this.#table.code(field, value)] ?? new Uint32Array(this.#words);
  }

  /** By intersections where they read less than the rows do. */
  #facet({ id, codes, dictionary }: Column, bits: Bits, rows: Uint32Array): Uint32Array {
    const values = dictionary.length + 1;
    if (values <= MAX_COUNTED_SETS && values * bits.length < rows.length) return Uint32Array.from(this.#of(id), (set) => andCount(set, bits));
    const counts = new Uint32Array(values);
    for (let at = 0; at < rows.length; at += 1) counts[codes[rows[at]!]!]! += 1;
    return counts;
  }

  #pairs(field: string, counts: Uint32Array): [Value, number][] {
    const { dictionary } = this.#table.column(field);
    return Array.from(counts, (number, code) => [dictionary[code] ?? null, number]);
  }

  #named(part: string): Bits {
    const bits = new Uint32Array(this.#words);
    const [text, offsets, starts, rows] = [this.#nameText, this.#nameOffsets, this.#nameStarts, this.#nameRows];
    let code = 0;
    for (let place = text.indexOf(part); place >= 0; place = text.indexOf(part, offsets[code]!)) {
      let [low, high] = [code, offsets.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >>> 1;
        if (offsets[middle]! <= place) low = middle;
        else high = middle - 1;
      }
      for (let at = starts[low]!; at < starts[low + 1]!; at += 1) bits[rows[at]! >>> 5]! |= 1 << (rows[at]! & 31);
      code = low + 1;
      if (code >= offsets.length - 1) break;
    }
    return bits;
  }

  prepare(question: QuestionId): Run {
    const table = this.#table;
    const { middleAge, oldAge, facetFields } = this.#parameters;
    const everyRow = table.rowCount;
    const female = this.#value("sex", FEMALE);
    const older = this.#older(question === "count" || question === "list" ? MANY_YEARS : question === "field1" ? oldAge : middleAge);
    switch (question) {
      case "count":
        return run(() => andCount(older(), female), told.count);
      case "list":
        return run(
          () => {
            const bits = and(older(), female);
            const rows = Array.from(rowsOf(bits, LIST_LIMIT));
            return { count: count(bits), cells: rows.map((row) => LIST_FIELDS.map((field) => table.cell(field, row))) };
          },
          ({ count: number, cells }) => told.list(number, cells),
        );
      case "five": {
        const { unknown } = table.column("marital_status");
        const isOut = (value: Value): boolean => !(MARRIED as readonly Value[]).includes(value) && !unknown.includes(String(value));
        const working = this.#where("age", (age) => (age as number) >= WORKING_AGE.low && (age as number) <= WORKING_AGE.high);
        const educated = this.#where("education_level", (value) => (EDUCATION as readonly Value[]).includes(value));
        const unmarried = this.#where("marital_status", isOut);
        const [local, insured] = [this.#value("hukou_type", HUKOU_TYPE), this.#value("pension_insurance", PENSION)];
        return run(() => {
          const bits = and(and(and(working(), female), educated()), unmarried());
          let sum = 0;
          for (let at = 0; at < bits.length; at += 1) sum += popcount(bits[at]! & (local[at]! | insured[at]!));
          return sum;
        }, told.count);
      }
      case "field1":
      case "field50": {
        const column = table.column(COUNTED_FIELD);
        return run(
          () => {
            const bits = older();
            return this.#facet(column, bits, rowsOf(bits, everyRow));
          },
          (counts) => told.counts(this.#pairs(COUNTED_FIELD, counts)),
        );
      }
      case "facets": {
        const columns = facetFields.map((field) => table.column(field));
        return run(
          () => {
            const bits = older();
            const rows = rowsOf(bits, everyRow);
            return columns.map((column) => this.#facet(column, bits, rows));
          },
          (facets) => told.facets(facets.map((counts, at) => [facetFields[at]!, this.#pairs(facetFields[at]!, counts)])),
        );
      }
      case "cross": {
        const [a, b, c] = CROSS_FIELDS.map((field) => table.column(field)) as [Column, Column, Column];
        const [sizeB, sizeC] = [b.dictionary.length + 1, c.dictionary.length + 1];
        return run(
          () => {
            const counts = new Uint32Array((a.dictionary.length + 1) * sizeB * sizeC);
            const bits = older();
            const [codesA, codesB, codesC] = [a.codes, b.codes, c.codes];
            for (let at = 0; at < bits.length; at += 1) {
              for (let word = bits[at]!; word !== 0; word &= word - 1) {
                const row = (at << 5) + (31 - Math.clz32(word & -word));
                counts[(codesA[row]! * sizeB + codesB[row]!) * sizeC + codesC[row]!]! += 1;
              }
            }
            return counts;
          },
          (counts) =>
            told.cross(
              Array.from(counts, (number, cell) => {
                const [codeC, rest] = [cell % sizeC, Math.floor(cell / sizeC)];
                const [codeB, codeA] = [rest % sizeB, Math.floor(rest / sizeB)];
                return [[a.dictionary[codeA] ?? null, b.dictionary[codeB] ?? null, c.dictionary[codeC] ?? null], number];
              }),
            ),
        );
      }
      case "summary": {
        const column = table.column(NUMBER_FIELD);
        return run(() => {
          const bits = older();
          return summaryOf(column, this.#facet(column, bits, rowsOf(bits, everyRow)));
        }, told.summary);
      }
      case "name":
        return run(() => count(this.#named(NAME_PART)), told.count);
    }
  }
}

/** The figures out of the counts of a sorted dictionary's values. */
function summaryOf({ dictionary }: Column, counts: Uint32Array): { mean: number; median: number; high: number } {
  const values = dictionary as readonly number[];
  let [total, sum] = [0, 0];
  values.forEach((value, code) => {
    total += counts[code]!;
    sum += value * counts[code]!;
  });
  const at = (place: number): number => {
    let seen = 0;
    return values.find((_, code) => (seen += counts[code]!) > place) ?? NaN;
  };
  const quantile = (p: number): number => {
    const place = (total - 1) * p;
    const low = at(Math.floor(place));
    return low + (at(Math.min(Math.floor(place) + 1, total - 1)) - low) * (place % 1);
  };
  return { mean: sum / total, median: quantile(0.5), high: quantile(HIGH) };
}

export default new Bitsets();
