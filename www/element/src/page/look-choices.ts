/** The looks at a selection, and what an operator chose in each of them. Fields come from the schema; none is named here. */
import type { Filter } from "../shared/filter.js";
import type { Field, Schema } from "../shared/schema.js";

/** The looks at a selection, in the order of their tabs. */
export const LOOK_TABS = ["list", "charts", "cross", "compare", "coverage"] as const;

export type LookTab = (typeof LOOK_TABS)[number];

/** Kinds of charts. */
export const CHART_KINDS = ["pyramid", "bars", "histogram"] as const;

export type ChartKind = (typeof CHART_KINDS)[number];

/** What the numbers of a cross-tab are shares of; `count` shows none. */
export const SHARES_OF = ["count", "row", "column", "all"] as const;

export type ShareOf = (typeof SHARES_OF)[number];

/** A question that was remembered, to compare others with it. */
export interface KeptQuestion {
  readonly id: string;
  readonly name: string;
  readonly filter: Filter | null;
}

/** What was chosen. A field that is absent has no open field to be. */
export interface LookChoices {
  readonly chart: ChartKind;
  /** Whether figures stand as tables instead of charts. */
  readonly isTable: boolean;
  /** Field that parts the two sides of the pyramid. */
  readonly sides: string | undefined;
  readonly bars: string | undefined;
  readonly histogram: string | undefined;
  readonly rows: string | undefined;
  readonly columns: string | undefined;
  /** Third field of the cross-tab. */
  readonly layers: string | undefined;
  readonly shareOf: ShareOf;
  /** Field whose values are the columns of the coverage map. */
  readonly coverage: string | undefined;
  /** Remembered questions, in the order in which they were remembered. They are gone when the page locks. */
  readonly kept: readonly KeptQuestion[];
  /** Ids of the two questions that are compared; `now` is the present one, `all` everybody. */
  readonly compared: readonly [string, string];
  /** Fields whose shares are compared. */
  readonly comparedFields: readonly string[];
}

/** Facets that are compared before anybody chose. */
const FIRST_COMPARED = 3;
/** The sides of a pyramid are two. */
const SIDES = 2;

/** Whether the values of a field can be listed. */
export function canList(field: Field): boolean {
  return field.open && field.mask === undefined;
}

/** Whether a field has numbers or dates to divide into bins. */
export function canDivide(field: Field): boolean {
  return canList(field) && field.code_list === undefined && (field.kind === "integer" || field.kind === "number" || field.kind === "date");
}

/** Whether a field parts people into two: a code list with two codes that mean something. */
export function hasTwoSides(schema: Schema, field: Field): boolean {
  const list = schema.code_lists.find(({ id }) => id === field.code_list);
  if (list === undefined) return false;
  const unknown = new Set(list.unknown_codes ?? []);
  return list.codes.filter(({ code }) => !unknown.has(code)).length === SIDES;
}

/** Fields that can be asked, those of the default facets first. */
function byUse(schema: Schema): readonly Field[] {
  const first = schema.default_facets.map((id) => schema.fields.find((field) => field.id === id)).filter((field): field is Field => field !== undefined);
  return first.concat(schema.fields.filter((field) => !first.includes(field))).filter(canList);
}

/** What is shown before anybody chose. */
export function firstChoices(schema: Schema): LookChoices {
  const fields = byUse(schema);
  const age = fields.find(({ id }) => id === schema.roles.age);
  const sides = age === undefined ? undefined : fields.find((field) => hasTwoSides(schema, field));
  const [first, second] = fields;
  return {
    chart: sides === undefined ? "bars" : "pyramid",
    isTable: false,
    sides: sides?.id,
    bars: first?.id,
    histogram: (age ?? fields.find(canDivide))?.id,
    rows: first?.id,
    columns: second?.id,
    layers: undefined,
    shareOf: "count",
    coverage: first?.id,
    kept: [],
    compared: ["now", "all"],
    comparedFields: fields.slice(0, FIRST_COMPARED).map(({ id }) => id),
  };
}
