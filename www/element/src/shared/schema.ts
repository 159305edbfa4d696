/**
 * The schema of a register as the engine hands it over: `crate/core/src/schema/document.rs`, with one addition, `open`.
 *
 * Nothing here knows a field by name; what the page must know about a field beyond its type stands in the schema itself.
 */

/** The two languages of the page; every title exists in both. */
export type Language = "zh" | "en";

/** A title in both languages. */
export interface Title {
  readonly zh: string;
  readonly en: string;
}

/** Type of the values of a field. */
export type FieldKind = "text" | "integer" | "number" | "boolean" | "date";

/** How a value is shortened before it may reach the page. */
export type Mask = "name" | "number" | "address";

/** A field. */
export interface Field {
  readonly id: string;
  readonly title: Title;
  readonly kind: FieldKind;
  /** Id of the group. */
  readonly group: string;
  readonly sensitivity: "public_stat" | "internal" | "personal" | "sensitive";
  readonly department: string;
  readonly purpose: string;
  readonly legal_basis: string;
  readonly standard: string;
  /** Id of the code list that the values come from. */
  readonly code_list?: string;
  /** Unit of a number. */
  readonly unit?: Title;
  readonly pack: "yes" | "role";
  /** Absent: shown whole. */
  readonly mask?: Mask;
  /** How the values are computed from other fields; absent: they stand in the source. */
  readonly derived?: { readonly kind: string; readonly of?: string };
  /** Whether a bare word in a question may name a value of this field. */
  readonly bare_words: boolean;
  /** Whether the key that opened the snapshot opens the section of this field. */
  readonly open: boolean;
}

/** A group of fields. */
export interface FieldGroup {
  readonly id: string;
  readonly title: Title;
}

/** A code of a code list. */
export interface Code {
  readonly code: string;
  readonly title: Title;
  /** The code one level up, in a hierarchical list. */
  readonly parent?: string;
  /** What people call it. */
  readonly synonyms?: readonly string[];
}

/** A code list. */
export interface CodeList {
  readonly id: string;
  readonly title: Title;
  /** In display order. */
  readonly codes: readonly Code[];
  /** The codes that mean *not known*. */
  readonly unknown_codes?: readonly string[];
}

/** Ids of the fields that are something to the register, whatever their ids. */
export interface Roles {
  readonly key?: string;
  readonly person_name?: string;
  readonly birth_date?: string;
  readonly age?: string;
  readonly household_id?: string;
  /** What a member of a household is to its head. */
  readonly relation?: string;
}

/** A schema. */
export interface Schema {
  readonly title: Title;
  /** In display order. */
  readonly groups: readonly FieldGroup[];
  /** The index of a field in this list is its number at the engine. */
  readonly fields: readonly Field[];
  readonly code_lists: readonly CodeList[];
  /** Ids of fields by what they are. */
  readonly roles: Roles;
  /** Ids of the fields that can be asked for by their sounds; said by the worker, which keeps the sounds themselves back. */
  readonly sounded?: readonly string[];
  /** Ids of the columns of a list before anybody chose. */
  readonly default_columns: readonly string[];
  /** Ids of the facets that are shown first. */
  readonly default_facets: readonly string[];
  /** Questions in the text form that an empty page offers. */
  readonly example_questions: readonly string[];
}
