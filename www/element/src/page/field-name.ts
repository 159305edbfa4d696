/** Finds fields by what somebody types: a part of a title in either language, or of the id. */
import type { Field } from "../shared/schema.js";

/** Whether a field is meant by what is typed; by nothing, every field is. */
export function isNamedBy(typed: string): (field: Field) => boolean {
  const wanted = typed.trim().toLowerCase();
  return ({ id, title }) => wanted === "" || [id, title.zh, title.en].some((name) => name.toLowerCase().includes(wanted));
}
