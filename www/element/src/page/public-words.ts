/** What may be said of a question and of fields where everybody can read it. */
import type { Filter } from "../shared/filter.js";
import type { Field } from "../shared/schema.js";
import type { Words } from "./words.js";

/** Ids of all fields that a question asks about. */
export function fieldsOf(filter: Filter): readonly string[] {
  if ("and" in filter) return filter.and.reduce<readonly string[]>((all, part) => all.concat(fieldsOf(part)), []);
  if ("or" in filter) return filter.or.reduce<readonly string[]>((all, part) => all.concat(fieldsOf(part)), []);
  if ("not" in filter) return fieldsOf(filter.not);
  if ("household" in filter) return fieldsOf(filter.filter);
  return [filter.field];
}

/** Whether counts of a field may be public: the schema says so, and its values are nobody's own. */
export function isPublic(field: Field): boolean {
  return field.open && field.mask === undefined && field.sensitivity === "public_stat";
}

/** Whether a condition on a field may be read by everybody: nothing harmful, and no free text, which may hold a name. */
function isSayable(field: Field): boolean {
  const isHarmless = field.sensitivity === "public_stat" || field.sensitivity === "internal";
  return isHarmless && field.mask === undefined && (field.kind !== "text" || field.code_list !== undefined);
}

/** The question in words, if everybody may read them. */
export function publicWords(words: Words, filter: Filter): string | undefined {
  const fields = fieldsOf(filter).map((id) => words.field(id));
  return fields.every((field) => field !== undefined && isSayable(field)) ? words.filter(filter) : undefined;
}
