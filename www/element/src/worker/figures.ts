/** Answers what is asked of a selection in numbers: bars, histograms, the pyramid, cross-tabs, what is missing, comparisons. */
import { pageError } from "../shared/errors.js";
import { placeCount } from "../shared/figures.js";
import type {
  Axis, BarsFigures, BarsRequest, CoverageFigures, CoverageRequest, CrossTabFigures, CrossTabRequest, Figures, FiguresRequest, HistogramFigures,
  HistogramRequest, PyramidFigures, PyramidRequest, SharesFigures, SharesRequest,
} from "../shared/figures.js";
import { conjunction } from "../shared/filter.js";
import type { Filter } from "../shared/filter.js";
import type { Counts, Facet, FacetRequest } from "../shared/protocol.js";
import type { CodeList, Field } from "../shared/schema.js";
import type { Dictionary, Numbered } from "./dictionary.js";
import { dateEdges, numberEdges } from "./edges.js";
import type { EngineSelection } from "./engine-api.js";
import { inOrder } from "./facets.js";

/** Values of one side of a table, at most: the rest share a place. */
const MAX_AXIS_VALUES = 60;

/** What figures need of an opened table. */
export interface FigureTable {
  /** Open fields, in the order of the schema. */
  readonly openFields: readonly Numbered[];
  openField(id: string): Numbered;
  codeList(field: Field): CodeList | undefined;
  dictionary(entry: Numbered): Dictionary;
  /** A selection that stays the table's. */
  select(filter: Filter | null): EngineSelection;
  /** A selection for one use. */
  selectOnce<T>(filter: Filter | null, use: (selection: EngineSelection) => T): T;
  counts(filter: Filter | null): Counts;
  facet(request: FacetRequest): Facet;
}

/** A field whose values may be listed. */
function listed(table: FigureTable, id: string): Numbered {
  const entry = table.openField(id);
  if (entry.field.mask !== undefined) throw pageError("page.masked_field", { field: id });
  return entry;
}

interface Placed {
  readonly axis: Axis;
  /** The place of every code, that of missing included. */
  readonly places: Uint32Array;
}

/** The places of a field's codes, by how many hold each. */
function placed(table: FigureTable, entry: Numbered, counts: Uint32Array): Placed {
  const { field } = entry;
  const dictionary = table.dictionary(entry);
  const { cardinality } = dictionary;
  const held = Array.from({ length: cardinality }, (_, code) => code).filter((code) => (counts[code] ?? 0) > 0);
  const kept = held.length <= MAX_AXIS_VALUES ? held : [...held].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, MAX_AXIS_VALUES);
  const entries = dictionary.shown(kept).map((value, place) => ({ value: value ?? "", code: kept[place] ?? cardinality, count: counts[kept[place] ?? cardinality] ?? 0 }));
  const ordered = entries.sort(inOrder(field, table.codeList(field)));
  const axis = { field: field.id, values: ordered.map(({ value }) => value), more: held.length - kept.length };
  const missing = placeCount(axis) - 1;
  // Codes that nobody holds count nothing, wherever they are put.
  const places = new Uint32Array(cardinality + 1).fill(axis.more > 0 ? ordered.length : missing);
  ordered.forEach(({ code }, place) => {
    places[code] = place;
  });
  places[cardinality] = missing;
  return { axis, places };
}

/** Adds up counts per code to counts per place. */
function byPlace({ axis, places }: Placed, counts: Uint32Array): Uint32Array {
  const sums = new Uint32Array(placeCount(axis));
  counts.forEach((count, code) => {
    const place = places[code] ?? 0;
    sums[place] = (sums[place] ?? 0) + count;
  });
  return sums;
}

function bars(table: FigureTable, { filter, field }: BarsRequest): BarsFigures {
  return { matched: table.counts(filter).matched, facet: table.facet({ field, filter }) };
}

const MEDIAN = 0.5;

function histogram(table: FigureTable, { filter, field: id }: HistogramRequest): HistogramFigures {
  const { field, index } = listed(table, id);
  const selection = table.select(filter);
  const { count, missing, mean, min, max, quantiles } = selection.summary(index, Float64Array.of(MEDIAN));
  const summary = { count, missing, mean, min, max, median: quantiles[0] ?? null };
  const { matched } = table.counts(filter);
  if (min === null || max === null) return { matched, summary, edges: new Float64Array(0), counts: new Uint32Array(0) };
  const edges = Float64Array.from(field.kind === "date" ? dateEdges(min, max) : numberEdges(min, max, field.kind === "integer"));
  // Nobody lies below the first edge or above the last one.
  return { matched, summary, edges, counts: selection.histogram(index, edges).slice(1, edges.length) };
}

function pyramid(table: FigureTable, { filter, field: id, width }: PyramidRequest): PyramidFigures {
  const entry = listed(table, id);
  const selection = table.select(filter);
  const raw = selection.pyramid(entry.index, width);
  const side = placed(table, entry, selection.facet(entry.index));
  const rawWidth = side.places.length;
  const all = raw.length / rawWidth;
  const groups = Array.from({ length: all }, (_, group) => byPlace(side, raw.subarray(group * rawWidth, (group + 1) * rawWidth)));
  // The engine counts up to the oldest person of the register; here the oldest of the selection is the end.
  let groupCount = all - 1;
  while (groupCount > 0 && groups[groupCount - 1]?.every((count) => count === 0) === true) groupCount -= 1;
  const kept = [...groups.slice(0, groupCount), ...groups.slice(all - 1)];
  const counts = new Uint32Array(kept.length * placeCount(side.axis));
  kept.forEach((group, place) => counts.set(group, place * placeCount(side.axis)));
  return { matched: table.counts(filter).matched, width, groupCount, axis: side.axis, counts };
}

function crossTab(table: FigureTable, { filter, fields }: CrossTabRequest): CrossTabFigures {
  const entries = fields.map((id) => listed(table, id));
  const selection = table.select(filter);
  const raw = selection.crossTab(Uint32Array.from(entries, ({ index }) => index));
  const sides = entries.map((entry) => placed(table, entry, selection.facet(entry.index)));
  const counts = new Uint32Array(sides.reduce((cells, { axis }) => cells * placeCount(axis), 1));
  raw.forEach((count, cell) => {
    if (count === 0) return;
    let rest = cell;
    let [place, step] = [0, 1];
    for (let side = sides.length - 1; side >= 0; side -= 1) {
      const { axis, places } = sides[side] as Placed;
      place += (places[rest % places.length] ?? 0) * step;
      rest = Math.floor(rest / places.length);
      step *= placeCount(axis);
    }
    counts[place] = (counts[place] ?? 0) + count;
  });
  return { matched: table.counts(filter).matched, axes: sides.map(({ axis }) => axis), counts };
}

function coverage(table: FigureTable, { filter, by }: CoverageRequest): CoverageFigures {
  const entry = listed(table, by);
  const all = table.select(filter).facet(entry.index);
  const side = placed(table, entry, all);
  const width = placeCount(side.axis);
  const fields = table.openFields;
  const missing = new Uint32Array(fields.length * width);
  fields.forEach(({ field }, row) => {
    const absent: Filter = { field: field.id, op: "is_missing" };
    const asked = conjunction(filter === null ? [absent] : [filter, absent]);
    missing.set(byPlace(side, table.selectOnce(asked, (selection) => selection.facet(entry.index))), row * width);
  });
  return { matched: table.counts(filter).matched, axis: side.axis, totals: byPlace(side, all), fields: fields.map(({ field }) => field.id), missing };
}

function shares(table: FigureTable, { filters, fields }: SharesRequest): SharesFigures {
  return { shares: filters.map((filter) => ({ counts: table.counts(filter), facets: fields.map((field) => table.facet({ field, filter })) })) };
}

/** Answers one request. */
export function figuresOf(table: FigureTable, request: FiguresRequest): Figures {
  switch (request.ask) {
    case "bars":
      return bars(table, request);
    case "histogram":
      return histogram(table, request);
    case "pyramid":
      return pyramid(table, request);
    case "cross_tab":
      return crossTab(table, request);
    case "coverage":
      return coverage(table, request);
    case "shares":
      return shares(table, request);
  }
}
