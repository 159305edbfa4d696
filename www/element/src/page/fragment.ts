/**
 * A question in the fragment of the page's address, which no server ever sees: `#q=…`, and `&as-of=…` for another day than the snapshot's.
 *
 * Only on request, and never what was answered. Whoever opens such an address has the question in the box after unlocking; from then on
 * the address is bare again.
 */

/** A question as an address carries it. */
export interface LinkedQuestion {
  /** In the text form. */
  readonly text: string;
  /** `YYYY-MM-DD`; absent: the day of the snapshot. */
  readonly asOf?: string;
}

/** The engine's limit for a question; a longer one is none of ours. */
const MAX_CHARS = 65_536;

/** The question in a fragment, with or without its `#`; nothing if there is none. */
export function questionIn(fragment: string): LinkedQuestion | undefined {
  const params = new URLSearchParams(fragment.replace(/^#/, ""));
  const text = params.get("q")?.trim() ?? "";
  const asOf = params.get("as-of");
  if (text === "" || text.length > MAX_CHARS) return undefined;
  return { text, ...(asOf !== null && /^\d{4}-\d{2}-\d{2}$/.test(asOf) && { asOf }) };
}

/** An address with a question in its fragment, in place of any fragment it had. */
export function addressWith(address: string, { text, asOf }: LinkedQuestion): string {
  const params = [`q=${encodeURIComponent(text)}`, ...(asOf === undefined ? [] : [`as-of=${asOf}`])];
  return `${address.split("#", 1)[0] ?? ""}#${params.join("&")}`;
}
