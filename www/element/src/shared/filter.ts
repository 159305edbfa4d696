/** The JSON form of a question, as `data-schema/query.schema.json` has it. */

/** A single value. Dates are `YYYY-MM-DD`. */
export type Value = string | number | boolean;

/** Operators that take one value. */
export type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

/** A question about one field. */
export type Leaf =
  | { readonly field: string; readonly op: Comparison; readonly value: Value }
  | { readonly field: string; readonly op: "in"; readonly values: readonly Value[] }
  | { readonly field: string; readonly op: "under"; readonly value: Value }
  | { readonly field: string; readonly op: "contains" | "starts_with" | "ends_with" | "pinyin"; readonly value: string }
  | { readonly field: string; readonly op: "between"; readonly low: Value; readonly high: Value }
  | { readonly field: string; readonly op: "is_missing" | "not_missing" };

/** A question about the members of a row's household. Its filter holds no further one. */
export type Household =
  | { readonly household: "any" | "all"; readonly filter: Filter }
  | { readonly household: "count"; readonly at_least: number; readonly filter: Filter };

/** A question. */
export type Filter =
  | { readonly and: readonly Filter[] }
  | { readonly or: readonly Filter[] }
  | { readonly not: Filter }
  | Household
  | Leaf;

/** The conjunction of all, or `null` (everybody) of none. */
export function conjunction(filters: readonly Filter[]): Filter | null {
  const [first, ...others] = filters;
  if (first === undefined) return null;
  return others.length === 0 ? first : { and: filters };
}

/** The filters that must all hold for `filter` to hold, taken apart as far as it is plainly a conjunction. */
export function conjuncts(filter: Filter): readonly Filter[] {
  return "and" in filter ? filter.and.reduce<readonly Filter[]>((found, part) => found.concat(conjuncts(part)), []) : [filter];
}

/** Ids of the fields that a filter speaks of. */
export function fieldsIn(filter: Filter): readonly string[] {
  if ("and" in filter) return filter.and.reduce<readonly string[]>((ids, part) => ids.concat(fieldsIn(part)), []);
  if ("or" in filter) return filter.or.reduce<readonly string[]>((ids, part) => ids.concat(fieldsIn(part)), []);
  if ("not" in filter) return fieldsIn(filter.not);
  if ("household" in filter) return fieldsIn(filter.filter);
  return [filter.field];
}
