/** What a list is sorted by, as clicks change it. */
import { MAX_SORTS } from "../shared/people.js";
import type { SortBy } from "../shared/people.js";

/** What is sorted by after a click on a title: by this alone, the other way round, not any more; with `isMore` beside the others. */
export function sortedBy(sort: readonly SortBy[], field: string, isMore: boolean): readonly SortBy[] {
  const before = sort.find((by) => by.field === field);
  const next: readonly SortBy[] = before?.descending === true ? [] : [{ field, descending: before !== undefined }];
  if (!isMore) return next;
  if (before === undefined) return [...sort.slice(0, MAX_SORTS - 1), ...next];
  return sort.reduce<readonly SortBy[]>((kept, by) => [...kept, ...(by === before ? next : [by])], []);
}
