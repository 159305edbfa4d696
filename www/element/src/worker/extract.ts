/** Takes people away: checks what is asked for, writes it down, and hands it out only then. */
import { pageError } from "../shared/errors.js";
import { MAX_EXPORT_ROWS, MAX_LOG_PERSONS, MAX_PRINT_ROWS } from "../shared/extract.js";
import type { Extracted, ExtractRequest } from "../shared/extract.js";
import type { Value } from "../shared/filter.js";
import type { Cell, Household } from "../shared/people.js";
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

/** The members of a household whole, where the request asks for that. */
function householdOf(table: Table, { columns, members, more }: Household, isWhole: boolean): Household {
  return { columns, more, members: isWhole ? members.map(({ row }) => ({ row, cells: table.people.whole(row, columns) })) : members };
}

/** Who else comes with one person: their household as on the card; nobody where the request is about a list. */
function cardOf(table: Table, { rowIds, withHousehold = false, isWhole }: ExtractRequest, found: Uint32Array): { readonly persons: readonly string[]; readonly household?: Household } | undefined {
  const [row] = found;
  if (rowIds?.length !== 1 || row === undefined) return undefined;
  const { card, persons } = table.people.card(row);
  if (!withHousehold || card.household === undefined) return { persons: persons.slice(0, 1) };
  return { persons, household: householdOf(table, card.household, isWhole) };
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
  const card = cardOf(table, request, rowIds);
  const persons = card?.persons ?? (count <= MAX_LOG_PERSONS ? table.people.keys(Array.from(rowIds)) : []);
  const household = card?.household;
  // As the entry of a card that was opened: who is on it, and no question; the number of the row where a person has no key to go by.
  const row = card !== undefined && persons.length === 0 ? `row ${rowIds[0] ?? ""}` : undefined;
  const note = noteOf(formOf(request), why.note, row, dayNote(day, table.ownDay));
  const mark = await journal.looking(action, { ...why, ...(note !== undefined && { note }) }, {
    ...(card === undefined && { question: table.print(filter) }),
    rows: card === undefined ? count : Math.max(1, persons.length),
    fields: household === undefined ? columns : [...new Set([...columns, ...household.columns])],
    ...(persons.length > 0 && { persons }),
  });
  // While that was written another question may have been answered, at its own day.
  table.countTo(day);
  return { mark, columns, rows: cellsOf(table, request, rowIds, shown), ...(household !== undefined && { household }) };
}
