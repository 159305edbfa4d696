/**
 * A figure as rows and columns of counts, each with the conditions that it stands for. The chart and the table behind it are made of the
 * same model, so that they cannot say different things.
 */
import { dateOfDay, placeCount } from "../shared/figures.js";
import type { Axis, BarsFigures, HistogramFigures, PyramidFigures } from "../shared/figures.js";
import type { Filter, Value } from "../shared/filter.js";
import type { Field } from "../shared/schema.js";
import { catalogueOf, formatCount } from "./i18n/catalogue.js";
import type { PictureKind } from "./chart-library.js";
import type { Words } from "./words.js";

/** One count of a figure. */
export interface ModelCell {
  readonly count: number;
  /** Conditions whose people these are; absent where they cannot be said. */
  readonly narrow: readonly Filter[] | undefined;
}

export interface ModelRow {
  readonly label: string;
  readonly cells: readonly ModelCell[];
  /** Whether the row stands in the table alone: what is missing has no place on a scale. */
  readonly isApart: boolean;
}

export interface ChartModel {
  readonly kind: PictureKind;
  readonly title: string;
  /** What the labels of the rows are. */
  readonly rowTitle: string;
  /** Titles of the columns of counts. */
  readonly columns: readonly string[];
  /** How many of the columns are drawn. */
  readonly drawn: number;
  readonly rows: readonly ModelRow[];
  /** How many people the figure is about. */
  readonly matched: number;
}

/** One of the places of an axis. */
export interface Place {
  readonly label: string;
  readonly narrow: Filter | undefined;
}

/** The condition that a field has a value, or, for `null`, that it has none. */
export function holds(field: string, value: Value | null): Filter {
  return value === null ? { field, op: "is_missing" } : { field, op: "eq", value };
}

/** The places of an axis in words. */
export function placesOf(words: Words, axis: Axis): readonly Place[] {
  const { charts, missing } = catalogueOf(words.language);
  const field = words.field(axis.field);
  const values = axis.values.map((value) => ({ label: words.value(field, value), narrow: holds(axis.field, value) }));
  const others = axis.more === 0 ? [] : [{ label: charts.others(formatCount(words.language, axis.more)), narrow: undefined }];
  return [...values, ...others, { label: missing, narrow: holds(axis.field, null) }];
}

export function barsModel(words: Words, { matched, facet }: BarsFigures): ChartModel {
  const { charts, missing } = catalogueOf(words.language);
  const field = words.field(facet.field);
  const row = (label: string, count: number, narrow: Filter | undefined, isApart = false): ModelRow => ({
    label, cells: [{ count, narrow: narrow === undefined ? undefined : [narrow] }], isApart,
  });
  const values = facet.values.map(({ value, count }) => row(words.value(field, value), count, holds(facet.field, value)));
  const others = facet.more.values === 0 ? [] : [row(charts.others(formatCount(words.language, facet.more.values)), facet.more.count, undefined)];
  const title = words.title(facet.field);
  return {
    kind: "bars", title, rowTitle: title, columns: [charts.people], drawn: 1, matched,
    rows: [...values, ...others, row(missing, facet.missing, holds(facet.field, null))],
  };
}

/** A column of a pyramid: a side, or what lies on no side. */
interface Side extends Place {
  /** Place on the axis; -1 where nobody is on this side. */
  readonly place: number;
}

/** The sides of a pyramid are two. */
const SIDES = 2;

/** The two sides, also where nobody is on one, and behind them every other place that somebody is in. */
function sidesOf(words: Words, axis: Axis, isHeld: (place: number) => boolean): readonly Side[] {
  const field = words.field(axis.field);
  const list = words.schema.code_lists.find(({ id }) => id === field?.code_list);
  const unknown = new Set(list?.unknown_codes ?? []);
  const meant: readonly Value[] = list === undefined ? axis.values : list.codes.map(({ code }) => code).filter((code) => !unknown.has(code));
  const sides = meant.slice(0, SIDES).map((value) => ({
    label: words.value(field, value), narrow: holds(axis.field, value), place: axis.values.findIndex((held) => String(held) === String(value)),
  }));
  const others = placesOf(words, axis).map((place, index) => ({ ...place, place: index }));
  return [...sides, ...others.filter(({ place }) => isHeld(place) && !sides.some((side) => side.place === place))];
}

/** The rows of a pyramid from the youngest on; a chart stands them on their head. */
export function pyramidModel(words: Words, { matched, width, groupCount, axis, counts }: PyramidFigures): ChartModel {
  const { charts } = catalogueOf(words.language);
  const age = words.schema.roles.age ?? "";
  const perGroup = placeCount(axis);
  const countOf = (group: number, place: number): number => (place < 0 ? 0 : (counts[group * perGroup + place] ?? 0));
  const groups = Array.from({ length: groupCount + 1 }, (_, group) => group);
  const sides = sidesOf(words, axis, (place) => groups.some((group) => countOf(group, place) > 0));
  const rows = groups.map((group): ModelRow => {
    const isApart = group === groupCount;
    const low = group * width;
    const ofAge: Filter = isApart ? holds(age, null) : { field: age, op: "between", low, high: low + width - 1 };
    const cells = sides.map(({ place, narrow }) => ({ count: countOf(group, place), narrow: narrow === undefined ? undefined : [ofAge, narrow] }));
    return { label: isApart ? charts.unknownAge : `${low}–${low + width - 1}`, cells, isApart };
  });
  return {
    kind: "pyramid", title: charts.kinds.pyramid, rowTitle: words.title(age), columns: sides.map(({ label }) => label), drawn: SIDES, matched,
    rows: rows.filter(({ isApart, cells }) => !isApart || cells.some(({ count }) => count > 0)),
  };
}

const ONE_DAY = 1;
const FIRST_OF_MONTH = "-01";
const FIRST_OF_YEAR = "-01-01";
const YEAR_LEN = "YYYY".length;
const MONTH_LEN = "YYYY-MM".length;

/** From a date up to before another one, as short as it can be said. */
function span(low: string, high: string, lastDay: string): string {
  const len = low.endsWith(FIRST_OF_YEAR) && high.endsWith(FIRST_OF_YEAR) ? YEAR_LEN : low.endsWith(FIRST_OF_MONTH) && high.endsWith(FIRST_OF_MONTH) ? MONTH_LEN : lastDay.length;
  const [first, last] = [low.slice(0, len), lastDay.slice(0, len)];
  return first === last ? first : `${first}–${last}`;
}

/** One bin in words and as a condition. */
function binOf(words: Words, field: Field, low: number, high: number): Place {
  const { id, kind } = field;
  if (kind === "date") {
    const [first, end, last] = [dateOfDay(low), dateOfDay(high), dateOfDay(high - ONE_DAY)];
    return { label: span(first, end, last), narrow: first === last ? holds(id, first) : { field: id, op: "between", low: first, high: last } };
  }
  if (kind === "integer") {
    const last = high - 1;
    const say = (value: number): string => words.value(field, value);
    return { label: low === last ? say(low) : `${say(low)}–${say(last)}`, narrow: low === last ? holds(id, low) : { field: id, op: "between", low, high: last } };
  }
  const { below } = catalogueOf(words.language).charts;
  return {
    label: below(words.value(field, low), words.value(field, high)),
    narrow: { and: [{ field: id, op: "ge", value: low }, { field: id, op: "lt", value: high }] },
  };
}

export function histogramModel(words: Words, id: string, { matched, summary, edges, counts }: HistogramFigures): ChartModel {
  const { charts, missing } = catalogueOf(words.language);
  const field = words.field(id);
  const bins = field === undefined ? [] : Array.from(counts, (count, bin): ModelRow => {
    const { label, narrow } = binOf(words, field, edges[bin] ?? 0, edges[bin + 1] ?? 0);
    return { label, cells: [{ count, narrow: narrow === undefined ? undefined : [narrow] }], isApart: false };
  });
  const title = words.title(id);
  const unit = field?.unit?.[words.language];
  const rows = [...bins, { label: missing, cells: [{ count: summary.missing, narrow: [holds(id, null)] }], isApart: true }];
  return { kind: "columns", title, rowTitle: unit === undefined ? title : `${title} (${unit})`, columns: [charts.people], drawn: 1, rows, matched };
}
