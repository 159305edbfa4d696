/** The questions. Each is asked of every peer in its own way; that the answers are equal is checked before anything is timed. */
import type { Value } from "./columns.js";

/** What depends on the register; `run.mjs` takes it from the columns. */
export interface Parameters {
  /** Half of the population is of this age or older. */
  readonly middleAge: number;
  /** A hundredth is. */
  readonly oldAge: number;
  /** Fields whose values are few enough to be counted, those that the engine counts. */
  readonly facetFields: readonly string[];
}

export const FEMALE = "2";
export const MANY_YEARS = 80;
export const WORKING_AGE = { low: 20, high: 59 } as const;
/** Junior college, junior secondary school, primary school. */
export const EDUCATION = ["31", "71", "81"] as const;
/** Married, and in first marriage. */
export const MARRIED = ["20", "21"] as const;
export const HUKOU_TYPE = "1";
export const PENSION = "170";
export const NAME_PART = "丽";

export const COUNTED_FIELD = "education_level";
export const CROSS_FIELDS = ["education_level", "marital_status", "sex"] as const;
export const NUMBER_FIELD = "monthly_income";
export const LIST_LIMIT = 100;
export const LIST_FIELDS = [
  "resident_id", "name", "sex", "age", "birth_date", "ethnicity", "education_level", "grid_code", "household_id", "mobile_phone",
] as const;

/** In the order of the table. */
export const QUESTIONS = ["count", "list", "five", "field1", "field50", "facets", "cross", "summary", "name"] as const;
export type QuestionId = (typeof QUESTIONS)[number];

type Leaf = Readonly<Record<string, unknown>>;
export type Filter = Leaf | { readonly and: readonly Filter[] } | { readonly or: readonly Filter[] } | { readonly not: Filter };

/** The filter of a question, in the JSON form of the project. */
export function filterOf(question: QuestionId, { middleAge, oldAge }: Parameters): Filter {
  const eq = (field: string, value: string): Leaf => ({ field, op: "eq", value });
  switch (question) {
    case "count":
    case "list":
      return { and: [eq("sex", FEMALE), { field: "age", op: "ge", value: MANY_YEARS }] };
    case "five":
      return {
        and: [
          eq("sex", FEMALE),
          { field: "age", op: "between", ...WORKING_AGE },
          { field: "education_level", op: "in", values: EDUCATION },
          { not: { field: "marital_status", op: "in", values: MARRIED } },
          { or: [eq("hukou_type", HUKOU_TYPE), eq("pension_insurance", PENSION)] },
        ],
      };
    case "field1":
      return { field: "age", op: "ge", value: oldAge };
    case "name":
      return { field: "name", op: "contains", value: NAME_PART };
    default:
      return { field: "age", op: "ge", value: middleAge };
  }
}

export interface Summary {
  readonly mean: number;
  readonly median: number;
  readonly high: number;
}

/** Ninetieth percentile. */
export const HIGH = 0.9;

/** The quantile by linear interpolation (type 7) of a sorted list. */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
  return low + (high - low) * (place - below);
}

/** An answer in the form that all peers share, as text: equal answers are equal texts. */
export const told = {
  count: (count: number): string => `${count}`,
  list: (count: number, rows: readonly (readonly Value[])[]): string => JSON.stringify([count, rows]),
  /** Counts of values that occur; missing under `null`. */
  counts: (counts: Iterable<readonly [Value, number]>): string => JSON.stringify(sorted(counts)),
  facets: (facets: readonly (readonly [string, Iterable<readonly [Value, number]>])[]): string =>
    JSON.stringify(facets.map(([field, counts]) => [field, sorted(counts)])),
  cross: (cells: Iterable<readonly [readonly Value[], number]>): string =>
    JSON.stringify(sorted([...cells].map(([values, count]) => [JSON.stringify(values), count] as const))),
  /** To nine digits: the order of adding is each peer's own. */
  summary: ({ mean, median, high }: Summary): string => JSON.stringify([mean, median, high].map((number) => number.toPrecision(9))),
};

function sorted(counts: Iterable<readonly [Value, number]>): [string, number][] {
  const present = [...counts].filter(([, count]) => count !== 0).map(([value, count]): [string, number] => [JSON.stringify(value), count]);
  return present.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
