/**
 * Shortens values before they leave the worker: what is masked here has never been on the page.
 *
 * A character is a Unicode scalar value, so rare characters outside the basic plane count as one.
 */
import type { Value } from "../shared/filter.js";
import type { Mask } from "../shared/schema.js";

const STAR = "*";
/** A number keeps this many characters at its start and at its end, which is how people tell two of them apart. */
const NUMBER_HEAD = 3;
const NUMBER_TAIL = 4;
/** An address keeps its building, not its door. */
const ADDRESS_HEAD = 6;

/** 王小英 → 王*英, 王英 → 王*, a single character → `*`. */
function maskName(characters: readonly string[]): string {
  const [first = STAR] = characters;
  if (characters.length < 2) return STAR;
  if (characters.length === 2) return first + STAR;
  return first + STAR.repeat(characters.length - 2) + (characters[characters.length - 1] ?? STAR);
}

/** 13812341234 → 138****1234. One that is too short to hide anything in its middle is hidden whole. */
function maskNumber(characters: readonly string[]): string {
  const hidden = characters.length - NUMBER_HEAD - NUMBER_TAIL;
  if (hidden <= 0) return STAR.repeat(characters.length);
  return characters.slice(0, NUMBER_HEAD).join("") + STAR.repeat(hidden) + characters.slice(-NUMBER_TAIL).join("");
}

/** The first six characters and ***; of an address that is not longer than that, its first half. */
function maskAddress(characters: readonly string[]): string {
  const shown = characters.length > ADDRESS_HEAD ? ADDRESS_HEAD : Math.floor(characters.length / 2);
  return characters.slice(0, shown).join("") + STAR.repeat(3);
}

/** The value as it may be shown. */
export function masked(value: Value, mask: Mask): string {
  const characters = Array.from(String(value));
  switch (mask) {
    case "name":
      return maskName(characters);
    case "number":
      return maskNumber(characters);
    case "address":
      return maskAddress(characters);
  }
}
