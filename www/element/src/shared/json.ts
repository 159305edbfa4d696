/** Reads what this package keeps in a browser, where others may have written as well. */

/** The members of the object that a JSON text is, all of them unchecked; nothing if it is none. */
export function objectIn<Key extends string>(text: string): Readonly<Partial<Record<Key, unknown>>> | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? (read as Readonly<Partial<Record<Key, unknown>>>) : undefined;
  } catch {
    return undefined;
  }
}
