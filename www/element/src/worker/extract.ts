/** Takes people away: checks what is asked for, writes it down, and hands it out only then. */
import { pageError } from "../shared/errors.js";
import { MAX_EXPORT_ROWS, MAX_LOG_PERSONS, MAX_PRINT_ROWS } from "../shared/extract.js";
import type { Extracted, ExtractRequest } from "../shared/extract.js";
import type { Value } from "../shared/filter.js";
import type { Cell } from "../shared/people.js";
import type { NoticeRules } from "../shared/protocol.js";
import type { Field } from "../shared/schema.js";
import { cut } from "./cut.js";
import { dayNote, noteOf } from "./journal.js";
import type { Journal } from "./journal.js";
import { masked } from "./mask.js";
import { OrderedRows } from "./ordered-rows.js";
import type { Table } from "./table.js";

/** What a value becomes before it leaves the worker. */
type Shown = (field: Field, value: Value) => Cell;

const asMasked: Shown = ({ mask }, value) => (mask === undefined ? value : masked(value, mask));

/** As the rules cut it. A field that is masked elsewhere and has no rule stays masked: no rule is no permission. */
function asCut({ cut: rules }: NoticeRules): Shown {
  return (field, value) => {
    const rule = rules[field.id];
    return rule === undefined ? asMasked(field, value) : cut(value, rule);
  };
}

/** How values are shown for a request; refuses a notice that the office's rules do not allow. */
function shownFor({ action, columns, isWhole }: ExtractRequest, rules: NoticeRules | undefined): Shown {
  if (action !== "notice") return isWhole ? (_field, value) => value : asMasked;
  if (rules === undefined) throw pageError("page.no_notice");
  const foreign = columns.find((id) => !rules.fields.includes(id));
  if (foreign !== undefined) throw pageError("page.notice_field", { field: foreign });
  return asCut(rules);
}

/** Row ids of the people that are asked for, in order. */
function rowsOf(table: Table, { filter, sort, rowIds: chosen }: ExtractRequest): Uint32Array {
  const by = sort.map(({ field, descending }) => ({ index: table.openField(field).index, descending }));
  const all = new OrderedRows((...page) => table.select(filter).rowIds(...page), by).slice(0, table.counts(filter).matched);
  const wanted = chosen === undefined ? undefined : new Set(chosen);
  return wanted === undefined ? all : all.filter((rowId) => wanted.has(rowId));
}

/** Their cells, row by row. */
function cellsOf(table: Table, { filter, columns }: ExtractRequest, rowIds: Uint32Array, shown: Shown): Cell[][] {
  const entries = columns.map((id) => table.openField(id));
  const codes = table.select(filter).cells(rowIds, Uint32Array.from(entries, ({ index }) => index));
  const cells = entries.map((entry, place) => {
    const ofColumn = Array.from(rowIds, (_, row) => codes[row * entries.length + place] ?? 0);
    return table.dictionary(entry).wholeOf(ofColumn).map((cell) => (cell === null ? null : shown(entry.field, cell)));
  });
  return Array.from(rowIds, (_, row) => cells.map((column) => column[row] ?? null));
}

/** How values stand there: what an auditor cannot see from the fields. */
function formOf({ action, isWhole }: ExtractRequest): string {
  return action === "notice" ? "cut" : isWhole ? "whole" : "masked";
}

/**
 * The people of a request.
 *
 * # Errors
 *
 * - `query.unknown_field`, `query.locked_field`: a column is none, or is not open to this key;
 * - `page.no_notice`, `page.notice_field`: the office allows no notice, or not of this field;
 * - `page.too_many_rows`: more than fit on paper or into a file;
 * - what the journal rejects with: nothing is handed out that could not be written down.
 */
export async function extract(table: Table, journal: Journal, request: ExtractRequest): Promise<Extracted> {
  const { action, filter, columns, why } = request;
  const shown = shownFor(request, table.opened.about.notice);
  const day = request.asOf ?? table.ownDay;
  table.countTo(day);
  // Refused before anything is written down.
  for (const id of columns) table.openField(id);
  const rowIds = rowsOf(table, request);
  const limit = action === "print" ? MAX_PRINT_ROWS : MAX_EXPORT_ROWS;
  const count = rowIds.length;
  if (count > limit) throw pageError("page.too_many_rows", { count: String(count), limit: String(limit) });
  const persons = count <= MAX_LOG_PERSONS ? table.people.keys(Array.from(rowIds)) : [];
  const note = noteOf(formOf(request), why.note, dayNote(day, table.ownDay));
  const mark = await journal.looking(action, { ...why, ...(note !== undefined && { note }) }, {
    question: table.print(filter), rows: count, fields: columns, ...(persons.length > 0 && { persons }),
  });
  // While that was written another question may have been answered, at its own day.
  table.countTo(day);
  return { mark, columns, rows: cellsOf(table, request, rowIds, shown) };
}
