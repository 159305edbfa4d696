/**
 * Small-count suppression, for screens that anybody can see: of a group of four people everybody in the street knows who they are.
 *
 * Counts from 1 to below the threshold are not told. Where only one count of a figure would be left out, it could be worked out from the
 * others and the total; then the smallest of the others is left out too.
 */

/** Counts below this, but for 0, are not told. */
export const SMALL_COUNT = 5;

/** A count that may be told, or why it may not: it is small, or another one could be worked out from it. */
export type Told = number | "small" | "withheld";

function isSmall(count: number): boolean {
  return count > 0 && count < SMALL_COUNT;
}

/** A single count. */
export function told(count: number): Told {
  return isSmall(count) ? "small" : count;
}

/** The counts of one figure, which add up to a number that may be known. */
export function toldTogether(counts: readonly number[]): readonly Told[] {
  const all: Told[] = counts.map(told);
  if (all.filter((count) => count === "small").length !== 1) return all;
  const others = counts.filter((count) => count >= SMALL_COUNT);
  if (others.length > 0) all[counts.indexOf(Math.min(...others))] = "withheld";
  return all;
}
