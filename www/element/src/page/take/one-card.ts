/** The card of one person on paper, as it stands beside the list: what is filled in, what is not, what the key does not open, and the household. */
import type { Extracted } from "../../shared/extract.js";
import type { Cell } from "../../shared/people.js";
import type { Field, FieldGroup } from "../../shared/schema.js";
import { catalogueOf, formatCount } from "../i18n/catalogue.js";
import type { Words } from "../words.js";
import type { PaperCell, PaperRow } from "./paper.js";
import { CARD_COLUMNS, CARD_SHARES, pairRows } from "./tables.js";
import type { PaperBody } from "./tables.js";

/** One line over the whole width. */
const line = (text: string, kind: PaperCell["kind"]): PaperRow => [{ text, kind, span: CARD_COLUMNS }];

/** Who the card is about: the name as it is handed out; where it is not handed out, that it is a card. */
export function personOf({ columns, rows }: Pick<Extracted, "columns" | "rows">, words: Words): string {
  const { person_name: id } = words.schema.roles;
  const name = id === undefined ? null : (rows[0]?.[columns.indexOf(id)] ?? null);
  return name === null ? catalogueOf(words.language).card.heading : String(name);
}

function groupRows(group: FieldGroup, fields: readonly Field[], cellOf: (field: Field) => Cell | undefined, words: Words): readonly PaperRow[] {
  const { card } = catalogueOf(words.language);
  const { language } = words;
  const chosen = fields.filter((field) => cellOf(field) !== undefined);
  const held = chosen.filter((field) => cellOf(field) !== null);
  const empty = chosen.filter((field) => cellOf(field) === null).map(({ title }) => title[language]);
  const shut = words.locked
    .map((section) => ({ section, count: fields.filter(({ id, open }) => !open && section.fields.includes(id)).length }))
    .filter(({ count }) => count > 0)
    .map(({ section, count }) => line(card.locked(words.sectionTitle(section), formatCount(language, count)), "text"));
  const rows = [
    ...pairRows(held.map((field) => ({ title: field.title[language], text: words.valueWithUnit(field, cellOf(field) ?? "") }))),
    ...(empty.length === 0 ? [] : [line(card.empty(words.list(empty)), "text")]),
    ...shut,
  ];
  return rows.length === 0 ? [] : [line(group.title[language], "label"), ...rows];
}

function householdRows(household: Extracted["household"], words: Words): readonly PaperRow[] {
  if (household === undefined) return [];
  const { card } = catalogueOf(words.language);
  const { columns, members, more } = household;
  const count = (number: number): string => formatCount(words.language, number);
  return [
    line(card.household(count(members.length + more)), "label"),
    ...members.map(({ cells }) => line(words.member(columns, cells).join(" · "), "text")),
    ...(more === 0 ? [] : [line(card.moreMembers(count(more)), "text")]),
  ];
}

/** The card of the one person that was handed out. */
export function oneCardBody(extracted: Extracted, words: Words): PaperBody {
  const { columns, rows, household } = extracted;
  const [row = []] = rows;
  const cellOf = ({ id }: Field): Cell | undefined => (columns.includes(id) ? (row[columns.indexOf(id)] ?? null) : undefined);
  const groups = words.groups(words.schema.fields).flatMap(({ group, fields }) => groupRows(group, fields, cellOf, words));
  const block = [line(personOf(extracted, words), "heading"), ...groups, ...householdRows(household, words)];
  return { head: [], blockCount: 1, block: () => block, columnCount: CARD_COLUMNS, shares: CARD_SHARES };
}
