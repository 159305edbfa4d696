/** Turns the counts of a field's codes into values to show, in the order that a reader expects. */
import type { Value } from "../shared/filter.js";
import type { Facet, FacetValue } from "../shared/protocol.js";
import type { CodeList, Field } from "../shared/schema.js";
import type { Dictionary } from "./dictionary.js";

/** More values than anybody reads, and few enough to draw at once. */
export const MAX_FACET_VALUES = 200;
/** Up to here all values are fetched, so that values without a person can be shown too. */
const MAX_FETCHED_VALUES = 2_000;

/** The codes whose values are fetched: all, or of very many those that most people hold. */
function codesToFetch(counts: Uint32Array, cardinality: number): number[] {
  const codes = Array.from({ length: cardinality }, (_, code) => code);
  if (cardinality <= MAX_FETCHED_VALUES) return codes;
  return codes.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, MAX_FACET_VALUES);
}

function compareValues(a: Value, b: Value): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The order of a facet's values: the code list's, or that of numbers and dates, or by count. */
export function inOrder(field: Field, codeList: CodeList | undefined): (a: FacetValue, b: FacetValue) => number {
  if (codeList !== undefined) {
    const places = new Map(codeList.codes.map(({ code }, place) => [code, place]));
    const place = (entry: FacetValue): number => places.get(String(entry.value)) ?? places.size;
    return (a, b) => place(a) - place(b);
  }
  if (field.kind === "boolean") return (a, b) => Number(b.value) - Number(a.value);
  if (field.kind !== "text") return (a, b) => compareValues(a.value, b.value);
  return (a, b) => b.count - a.count || compareValues(a.value, b.value);
}

/**
 * The facet of a field from the counts of its codes.
 *
 * Codes of a code list that nobody in the register holds appear with a count of 0: a value with nothing is grey, not gone.
 */
export function facetOf(field: Field, codeList: CodeList | undefined, counts: Uint32Array, dictionary: Dictionary): Facet {
  const { cardinality } = dictionary;
  const codes = codesToFetch(counts, cardinality);
  const found: FacetValue[] = [];
  dictionary.shown(codes).forEach((value, place) => {
    if (value !== null) found.push({ value, count: counts[codes[place] ?? cardinality] ?? 0 });
  });
  if (codeList !== undefined) {
    const held = new Set(found.map(({ value }) => String(value)));
    for (const { code } of codeList.codes) if (!held.has(code)) found.push({ value: code, count: 0 });
  }
  const ordered = keepLargest(found.sort(inOrder(field, codeList)));
  let total = 0;
  for (let code = 0; code < cardinality; code += 1) total += counts[code] ?? 0;
  const shown = ordered.reduce((sum, { count }) => sum + count, 0);
  const more = { values: Math.max(cardinality, found.length) - ordered.length, count: total - shown };
  return { field: field.id, values: ordered, missing: counts[cardinality] ?? 0, more };
}

/** Of too many values, those with the largest counts, in the order they had. */
function keepLargest(values: readonly FacetValue[]): readonly FacetValue[] {
  if (values.length <= MAX_FACET_VALUES) return values;
  const kept = new Set([...values].sort((a, b) => b.count - a.count).slice(0, MAX_FACET_VALUES));
  return values.filter((entry) => kept.has(entry));
}
