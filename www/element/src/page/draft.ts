/**
 * A question while it is being built: a tree of which parts may still be incomplete, and be taken apart and changed by place.
 *
 * Drafts never change; every change gives a new one. A path names a part: the places of the groups' parts from the root on. The group
 * of a household is its part 0.
 */
import type { Comparison, Filter, Leaf, Value } from "../shared/filter.js";
import type { FieldKind } from "../shared/schema.js";

/** Relations that a condition is built with; several values of `eq` are an `in`. */
export type Relation = Comparison | "under" | "contains" | "starts_with" | "ends_with" | "pinyin" | "between" | "is_missing" | "not_missing";

/** One condition. */
export interface LeafDraft {
  readonly kind: "leaf";
  readonly isNegated: boolean;
  /** Id of the field; absent before one was chosen. */
  readonly field: string | undefined;
  readonly relation: Relation;
  /** What was typed or chosen, as text; for `between` from and to. */
  readonly texts: readonly string[];
}

/** Parts of which all must hold, or one. */
export interface GroupDraft {
  readonly kind: "group";
  readonly isNegated: boolean;
  readonly join: "and" | "or";
  readonly parts: readonly Draft[];
}

/** What must hold of members of the household. */
export interface HouseholdDraft {
  readonly kind: "household";
  readonly isNegated: boolean;
  readonly quantifier: "any" | "all" | "count";
  readonly atLeast: number;
  readonly group: GroupDraft;
}

export type Draft = LeafDraft | GroupDraft | HouseholdDraft;

/** Places from the root on. */
export type Path = readonly number[];

/** Levels of groups, negations and households that one question may have: the engine's limit. */
export const MAX_DEPTH = 32;

export const EMPTY_LEAF: LeafDraft = { kind: "leaf", isNegated: false, field: undefined, relation: "eq", texts: [] };
export const EMPTY_GROUP: GroupDraft = { kind: "group", isNegated: false, join: "and", parts: [EMPTY_LEAF] };
export const EMPTY_HOUSEHOLD: HouseholdDraft = { kind: "household", isNegated: false, quantifier: "any", atLeast: 2, group: EMPTY_GROUP };

/** What kind of values a field has. */
export type KindOf = (field: string) => FieldKind | undefined;

function leafDraft(leaf: Leaf): LeafDraft {
  const draft = (relation: Relation, values: readonly Value[]): LeafDraft => ({
    kind: "leaf", isNegated: false, field: leaf.field, relation, texts: values.map(String),
  });
  switch (leaf.op) {
    case "in":
      return draft("eq", leaf.values);
    case "between":
      return draft("between", [leaf.low, leaf.high]);
    case "is_missing":
    case "not_missing":
      return draft(leaf.op, []);
    default:
      return draft(leaf.op, [leaf.value]);
  }
}

/** A filter as a draft that says the same. */
export function draftOf(filter: Filter): Draft {
  if ("and" in filter) return { kind: "group", isNegated: false, join: "and", parts: filter.and.map(draftOf) };
  if ("or" in filter) return { kind: "group", isNegated: false, join: "or", parts: filter.or.map(draftOf) };
  if ("not" in filter) {
    const inner = draftOf(filter.not);
    // Twice negated: the outer one gets a group of its own.
    return inner.isNegated ? { kind: "group", isNegated: true, join: "and", parts: [inner] } : { ...inner, isNegated: true };
  }
  if ("household" in filter) {
    const atLeast = filter.household === "count" ? filter.at_least : EMPTY_HOUSEHOLD.atLeast;
    return { kind: "household", isNegated: false, quantifier: filter.household, atLeast, group: groupOf(draftOf(filter.filter)) };
  }
  return leafDraft(filter);
}

/** A draft as a group: itself if it is one. */
export function groupOf(draft: Draft): GroupDraft {
  return draft.kind === "group" ? draft : { kind: "group", isNegated: false, join: "and", parts: [draft] };
}

function valueOf(text: string, kind: FieldKind | undefined): Value | undefined {
  const typed = text.trim();
  if (typed === "") return undefined;
  if (kind === "boolean") return typed === "true";
  if (kind === "integer" || kind === "number") return Number.isFinite(Number(typed)) ? Number(typed) : undefined;
  return kind === "date" ? typed : text;
}

function leafFilter({ field, relation, texts }: LeafDraft, kindOf: KindOf): Filter | undefined {
  if (field === undefined) return undefined;
  if (relation === "is_missing" || relation === "not_missing") return { field, op: relation };
  const values = texts.map((text) => valueOf(text, kindOf(field))).filter((value): value is Value => value !== undefined);
  const [first, second] = values;
  if (first === undefined) return undefined;
  switch (relation) {
    case "between":
      return second === undefined ? undefined : { field, op: "between", low: first, high: second };
    case "contains":
    case "starts_with":
    case "ends_with":
    case "pinyin":
      return { field, op: relation, value: String(first) };
    case "eq":
      return values.length > 1 ? { field, op: "in", values } : { field, op: "eq", value: first };
    default:
      return { field, op: relation, value: first };
  }
}

function bareFilter(draft: Draft, kindOf: KindOf): Filter | undefined {
  if (draft.kind === "leaf") return leafFilter(draft, kindOf);
  if (draft.kind === "household") {
    const filter = filterOf(draft.group, kindOf);
    if (filter === undefined) return undefined;
    return draft.quantifier === "count" ? { household: "count", at_least: draft.atLeast, filter } : { household: draft.quantifier, filter };
  }
  const parts = draft.parts.map((part) => filterOf(part, kindOf)).filter((part): part is Filter => part !== undefined);
  const [only] = parts;
  if (only === undefined || parts.length === 1) return only;
  return draft.join === "and" ? { and: parts } : { or: parts };
}

/** The filter that a draft says, without its incomplete parts; nothing if no part is complete. */
export function filterOf(draft: Draft, kindOf: KindOf): Filter | undefined {
  const filter = bareFilter(draft, kindOf);
  return filter !== undefined && draft.isNegated ? { not: filter } : filter;
}

/** Whether every condition of a draft for which a field was chosen is complete; one without a field says nothing and is left out. */
export function isComplete(draft: Draft, kindOf: KindOf): boolean {
  if (draft.kind === "leaf") return draft.field === undefined || leafFilter(draft, kindOf) !== undefined;
  return partsOf(draft).every((part) => isComplete(part, kindOf));
}

function partsOf(draft: Draft): readonly Draft[] {
  return draft.kind === "group" ? draft.parts : draft.kind === "household" ? [draft.group] : [];
}

/** The part at a path. */
export function partAt(root: Draft, path: Path): Draft | undefined {
  const [place, ...rest] = path;
  if (place === undefined) return root;
  const part = partsOf(root)[place];
  return part === undefined ? undefined : partAt(part, rest);
}

/** The draft with another part in place of the one at a path; `undefined` removes it. The group of a household stays, empty. */
export function withPart(root: Draft, path: Path, part: Draft | undefined): Draft | undefined {
  const [place, ...rest] = path;
  if (place === undefined) return part;
  if (root.kind === "leaf") return root;
  if (root.kind === "household") {
    const group = withPart(root.group, rest, part);
    return { ...root, group: group === undefined ? { ...EMPTY_GROUP, parts: [] } : groupOf(group) };
  }
  const parts = root.parts.reduce<readonly Draft[]>((kept, current, at) => {
    const next = at === place ? withPart(current, rest, part) : current;
    return next === undefined ? kept : [...kept, next];
  }, []);
  return { ...root, parts };
}

/** The draft with one more part at the end of the group at a path. */
export function withAdded(root: Draft, path: Path, part: Draft): Draft {
  const group = partAt(root, path);
  if (group === undefined || group.kind !== "group") return root;
  return withPart(root, path, { ...group, parts: [...group.parts, part] }) ?? root;
}

/** Levels of a draft, as the engine counts them: a condition has none, a group, a negation or a household one more than what is in it. */
export function depthOf(draft: Draft): number {
  const own = (draft.kind === "leaf" ? 0 : 1) + (draft.isNegated ? 1 : 0);
  return own + Math.max(0, ...partsOf(draft).map(depthOf));
}
