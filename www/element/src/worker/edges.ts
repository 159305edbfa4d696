/** The edges of a histogram: round numbers, or the first days of months and years. */

/** More bins than this cannot be told apart on a page. */
const MAX_BINS = 24;
/** Steps that people count in, times a power of ten. */
const ROUND_STEPS = [1, 2, 5, 10] as const;
const MS_PER_DAY = 86_400_000;
const MONTHS_PER_YEAR = 12;
/** Steps of dates, in months: one month to a century. */
const MONTH_STEPS = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200] as const;
/** Steps of dates below a month, in days. */
const DAY_STEPS = [1, 7] as const;

/** Every multiple of `step` from the last one at or below `min` to the first one above `max`. */
function multiples(min: number, max: number, step: number): number[] {
  // Multiplied, not added up: 0.1 and 0.2 make no 0.3.
  const edge = (place: number): number => Number((place * step).toPrecision(15));
  let first = Math.floor(min / step);
  let last = Math.floor(max / step) + 1;
  // Divided, a number may come to lie on the other side of its edge.
  if (edge(first) > min) first -= 1;
  if (edge(last) <= max) last += 1;
  return Array.from({ length: last - first + 1 }, (_, place) => edge(first + place));
}

/** Edges for numbers. Whole numbers are never divided. */
export function numberEdges(min: number, max: number, isWhole: boolean): number[] {
  const spread = Math.max(max - min, isWhole ? 1 : Math.abs(max) * 1e-9, Number.MIN_VALUE * 1e9);
  const power = 10 ** Math.floor(Math.log10(spread / MAX_BINS));
  const steps = ROUND_STEPS.map((round) => round * power).concat(10 * power * 2);
  const wanted = isWhole ? steps.map((step) => Math.max(1, Math.round(step))) : steps;
  const step = wanted.find((each) => Math.floor(max / each) - Math.floor(min / each) + 1 <= MAX_BINS) ?? spread;
  return multiples(min, max, step);
}

function dayOf(year: number, month: number): number {
  return Date.UTC(year, month, 1) / MS_PER_DAY;
}

/** Edges for dates, in days since 1970-01-01. */
export function dateEdges(min: number, max: number): number[] {
  const days = DAY_STEPS.find((each) => Math.floor(max / each) - Math.floor(min / each) + 1 <= MAX_BINS);
  if (days !== undefined) return multiples(min, max, days);
  const [first, last] = [min, max].map((day) => {
    const date = new Date(day * MS_PER_DAY);
    return date.getUTCFullYear() * MONTHS_PER_YEAR + date.getUTCMonth();
  });
  if (first === undefined || last === undefined) return [];
  const longest = MONTH_STEPS[MONTH_STEPS.length - 1] ?? MONTHS_PER_YEAR;
  const step = MONTH_STEPS.find((each) => Math.floor(last / each) - Math.floor(first / each) + 1 <= MAX_BINS) ?? longest;
  return multiples(first, last, step).map((month) => dayOf(Math.floor(month / MONTHS_PER_YEAR), month % MONTHS_PER_YEAR));
}
