/**
 * Looks for numbers that must never stand on a notice board: identity numbers, mobile numbers, bank cards.
 *
 * Full-width digits are digits, so are Chinese ones, and spaces, hyphens, points and invisible characters between digits do not hide a
 * number. What is next to a number without such a gap belongs to it: 11 digits inside 20 are no mobile number.
 */

/** What a number is. */
export type ForbiddenKind = "identity" | "mobile" | "card";

/** A forbidden number in a text. The number itself is not repeated: whoever reads this looks into the text. */
export interface Forbidden {
  readonly kind: ForbiddenKind;
}

const IDENTITY_LENGTH = 18;
/** Of the numbers that were given out before 1999 and stand in old registers: no check digit, two digits of the year. */
const OLD_IDENTITY_LENGTH = 15;
const MOBILE_LENGTH = 11;
const SHORTEST_CARD = 13;
const LONGEST_CARD = 19;
/** Country codes that stand before a mobile number without a gap. */
const COUNTRY_CODES = ["", "86", "0086"] as const;

/** Chinese digits, one by one as a number is read aloud, in everyday and in bookkeepers' writing. */
const CHINESE_DIGITS = ["〇零", "一壹幺弌", "二贰貳弍兩两", "三叁參弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"] as const;
const DIGIT_OF: ReadonlyMap<string, string> = new Map(CHINESE_DIGITS.flatMap((signs, digit) => Array.from(signs, (sign) => [sign, String(digit)] as const)));
const CHINESE = new RegExp(`[${CHINESE_DIGITS.join("")}]`, "gu");

/** Digits of one number: with gaps between them, and perhaps an X at the end of a part. */
const RUN = /\d+[Xx]?(?:[\s\p{Pd}\p{Pc}.·・'’]*\d+[Xx]?|[\s\p{Pd}\p{Pc}.·・'’]+[Xx](?![\p{L}\p{N}]))*/gu;
const PART = /\d+[Xx]?|[Xx]/g;

/** The check digit of an identity number: GB 11643, which takes ISO 7064 MOD 11-2. */
export function identityCheck(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(first17[place]), 0);
  return "10X98765432"[sum % 11] ?? "";
}

function isIdentity(text: string): boolean {
  return /^\d{17}[\dX]$/.test(text) && identityCheck(text.slice(0, -1)) === text.slice(-1);
}

/** Whether the digits in the place of a birth date are one. */
function hasBirthDate(text: string): boolean {
  return /^\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/.test(text);
}

/** By a first digit of a province (1 to 8, GB/T 2260) and a date: there is nothing else to know one by. */
function isOldIdentity(text: string): boolean {
  return /^[1-8]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}$/.test(text);
}

function isMobile(text: string): boolean {
  return COUNTRY_CODES.some((code) => text.startsWith(code) && /^1[3-9]\d{9}$/.test(text.slice(code.length)));
}

/** The formula that card numbers are checked with: ISO/IEC 7812-1, Luhn. A row of equal digits is no card. */
function isCard(text: string): boolean {
  if (!/^\d+$/.test(text) || text.length < SHORTEST_CARD || text.length > LONGEST_CARD || /^(\d)\1*$/.test(text)) return false;
  const sum = Array.from(text).reverse().reduce((total, digit, place) => {
    const doubled = Number(digit) * (1 + (place % 2));
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

function kindOf(text: string): ForbiddenKind | undefined {
  if (text.length === IDENTITY_LENGTH && isIdentity(text)) return "identity";
  if (text.length === OLD_IDENTITY_LENGTH && isOldIdentity(text)) return "identity";
  if (text.length >= MOBILE_LENGTH && isMobile(text)) return "mobile";
  return isCard(text) ? "card" : undefined;
}

/** An identity number inside a longer row of digits, which nobody wrote by chance: it holds a date as well. */
function hidesIdentity(part: string): boolean {
  for (let from = 0; from + IDENTITY_LENGTH <= part.length; from += 1) {
    const text = part.slice(from, from + IDENTITY_LENGTH);
    if (hasBirthDate(text) && isIdentity(text)) return true;
  }
  return false;
}

function inRun(run: string): ForbiddenKind | undefined {
  const parts = (run.match(PART) ?? []).map((part) => part.toUpperCase());
  // Parts that follow each other may be one number: every stretch of them is looked at.
  for (let from = 0; from < parts.length; from += 1) {
    let text = "";
    for (const part of parts.slice(from)) {
      text += part;
      if (text.length > LONGEST_CARD + 1) break;
      const kind = kindOf(text);
      if (kind !== undefined) return kind;
    }
  }
  return hidesIdentity(parts.join("")) ? "identity" : undefined;
}

/** NFKC makes full-width and other written forms plain digits; characters that cannot be seen are no gap at all. */
function plainOf(text: string): string {
  return text.normalize("NFKC").replace(/\p{Cf}/gu, "").replace(CHINESE, (sign) => DIGIT_OF.get(sign) ?? sign);
}

/** A text without what the page itself wrote into it; what stands on both sides of that stays two texts. */
export function withoutOwn(text: string, own: readonly string[]): string {
  return own.reduce((rest, known) => (known === "" ? rest : rest.split(known).join("|")), text);
}

/** The first number in a text that must not stand there. */
export function forbiddenIn(text: string): Forbidden | undefined {
  for (const [run] of plainOf(text).matchAll(RUN)) {
    const kind = inRun(run);
    if (kind !== undefined) return { kind };
  }
  return undefined;
}

/**
 * An identity number that is split over neighbouring cells of a row. Of the other kinds too many would be found: three cells with a
 * number, an age and a year are soon eleven digits.
 */
export function forbiddenAcross(cells: readonly string[]): Forbidden | undefined {
  const plain = cells.map((cell) => plainOf(cell).replace(/[^\dXx]/g, "").toUpperCase());
  for (let from = 0; from < plain.length; from += 1) {
    let text = "";
    for (const cell of plain.slice(from)) {
      text += cell;
      if (text.length > IDENTITY_LENGTH) break;
      if (hasBirthDate(text) && isIdentity(text)) return { kind: "identity" };
    }
  }
  return undefined;
}
