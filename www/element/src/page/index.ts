/**
 * The package `yongquan`: a register snapshot behind a worker, and the element that is the whole page.
 *
 * Importing it registers `<yongquan-kiosk>`. It makes no network request but for its own wasm file and the snapshot that the page
 * names. It stores which snapshots were opened when, and sealed files if the visitor wants it; nothing of what is in them.
 */
import { defineKiosk } from "./element.js";

export { YongquanClient } from "./client.js";
export type { ClientOptions } from "./client.js";
export type { ChartLibrary, ChartSource, Drawing, Pick, Picture, PictureKind, PictureSeries } from "./chart-library.js";
export type { YongquanKioskElement } from "./element.js";
export type { IdleLimits, LockReason } from "./idle.js";
export { DEFAULT_IDLE_LIMITS } from "./idle.js";
export { Selection, facetSource } from "./selection.js";
export type { Clause, FacetChoice, Source } from "./selection.js";
export type {
  Axis, BarsFigures, BarsRequest, CoverageFigures, CoverageRequest, CrossTabFigures, CrossTabRequest, Figures, FiguresOf, FiguresRequest, FiguresResults,
  HistogramFigures, HistogramRequest, PyramidFigures, PyramidRequest, Share, SharesFigures, SharesRequest, Summary,
} from "../shared/figures.js";
export type { LogProblem, LogState, RememberedLog, Why } from "../shared/journal.js";
export { suitableEngine } from "./wasm-source.js";
export type { EngineBuild, WasmSource } from "./wasm-source.js";
export type { WriterSource } from "./take/writer-source.js";
export { YongquanError } from "../shared/errors.js";
export type { ErrorParams } from "../shared/errors.js";
export { conjunction, conjuncts } from "../shared/filter.js";
export type { Comparison, Filter, Leaf, Value } from "../shared/filter.js";
export type {
  About, Answer, AnswerRequest, Counts, Facet, FacetRequest, FacetValue, LogFile, Manifest, OpenProgress, OpenStage, Opened, Purpose, RestrictedSection,
  SlotSource, Trust,
} from "../shared/protocol.js";
export type {
  Card, CardRequest, Cell, CellsByField, Household, ListPage, ListRequest, Member, RevealRequest, Revealed, SortBy,
} from "../shared/people.js";
export type { Code, CodeList, Field, FieldGroup, FieldKind, Language, Mask, Schema, Title } from "../shared/schema.js";
export { defineKiosk };

defineKiosk();
