/**
 * Figures of a selection: numbers and nobody's name. What is asked, and what it is answered with.
 *
 * Every request names a field by its id. Fields that are masked are refused, since their values are people's own; only how many are
 * missing may be asked of them.
 */
import type { Filter, Value } from "./filter.js";
import type { Counts, Facet } from "./protocol.js";

/** What every request says. */
interface Asked {
  /** The day that ages are counted to, `YYYY-MM-DD`; absent: that of the snapshot. */
  readonly asOf?: string;
}

/** How many hold each value of a field. */
export interface BarsRequest extends Asked {
  readonly ask: "bars";
  readonly filter: Filter | null;
  readonly field: string;
}

/** How the numbers or dates of a field are spread. */
export interface HistogramRequest extends Asked {
  readonly ask: "histogram";
  readonly filter: Filter | null;
  readonly field: string;
}

/** Age groups by the values of another field. */
export interface PyramidRequest extends Asked {
  readonly ask: "pyramid";
  readonly filter: Filter | null;
  readonly field: string;
  /** Years of an age group. */
  readonly width: number;
}

/** How many hold each combination of the values of two or three fields. */
export interface CrossTabRequest extends Asked {
  readonly ask: "cross_tab";
  readonly filter: Filter | null;
  readonly fields: readonly string[];
}

/** How many have no value, for every open field and every value of a grouping field. */
export interface CoverageRequest extends Asked {
  readonly ask: "coverage";
  readonly filter: Filter | null;
  /** Field whose values are the groups. */
  readonly by: string;
}

/** Counts and facets of several questions, to set them side by side. */
export interface SharesRequest extends Asked {
  readonly ask: "shares";
  readonly filters: readonly (Filter | null)[];
  readonly fields: readonly string[];
}

/** One thing asked. */
export type FiguresRequest = BarsRequest | HistogramRequest | PyramidRequest | CrossTabRequest | CoverageRequest | SharesRequest;

/**
 * The places of one side of a table: one for each value, then one for all other values if `more` is not 0, then one for those without a
 * value. Values that nobody in the selection holds have no place.
 */
export interface Axis {
  readonly field: string;
  /** Code lists, numbers and dates in their own order; other text by count, largest first. */
  readonly values: readonly Value[];
  /** Values that share the place after `values`; 0: there is no such place. */
  readonly more: number;
}

/** The number of places of an axis. */
export function placeCount({ values, more }: Axis): number {
  return values.length + (more > 0 ? 1 : 0) + 1;
}

/** What numbers are like; of dates, in days since 1970-01-01. `null` where nobody has a value. */
export interface Summary {
  readonly count: number;
  readonly missing: number;
  readonly mean: number | null;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface BarsFigures {
  readonly matched: number;
  readonly facet: Facet;
}

export interface HistogramFigures {
  readonly matched: number;
  readonly summary: Summary;
  /** Ascending; of dates, in days since 1970-01-01. Empty where nobody has a value. */
  readonly edges: Float64Array;
  /** From each edge up to before the next: one fewer than edges. */
  readonly counts: Uint32Array;
}

export interface PyramidFigures {
  readonly matched: number;
  readonly width: number;
  /** Age groups with a known age, from age 0 on. */
  readonly groupCount: number;
  readonly axis: Axis;
  /** Group by group, each with the places of the axis; after the last group those of unknown age. */
  readonly counts: Uint32Array;
}

export interface CrossTabFigures {
  readonly matched: number;
  readonly axes: readonly Axis[];
  /** The places of the last axis lie next to each other. */
  readonly counts: Uint32Array;
}

export interface CoverageFigures {
  readonly matched: number;
  readonly axis: Axis;
  /** How many there are in each place of the axis. */
  readonly totals: Uint32Array;
  /** Ids of the fields, in the order of the schema. */
  readonly fields: readonly string[];
  /** Field by field, each with the places of the axis: how many have no value. */
  readonly missing: Uint32Array;
}

/** One of several questions. */
export interface Share {
  readonly counts: Counts;
  /** In the order of the fields asked for. */
  readonly facets: readonly Facet[];
}

export interface SharesFigures {
  readonly shares: readonly Share[];
}

/** What each kind of request is answered with. */
export interface FiguresResults {
  bars: BarsFigures;
  histogram: HistogramFigures;
  pyramid: PyramidFigures;
  cross_tab: CrossTabFigures;
  coverage: CoverageFigures;
  shares: SharesFigures;
}

/** The answer to one request. */
export type FiguresOf<R extends FiguresRequest> = FiguresResults[R["ask"]];

/** Any answer. */
export type Figures = FiguresResults[keyof FiguresResults];

const MS_PER_DAY = 86_400_000;

/** The date of a day since 1970-01-01, as `YYYY-MM-DD`. */
export function dateOfDay(day: number): string {
  return new Date(Math.round(day) * MS_PER_DAY).toISOString().slice(0, "YYYY-MM-DD".length);
}
