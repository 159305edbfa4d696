/** Fields, values and filters in words. */
import type { Filter, Leaf, Value } from "../shared/filter.js";
import type { Code, Field, FieldGroup, Language, Schema } from "../shared/schema.js";
import type { Cell, CellsByField } from "../shared/people.js";
import type { RestrictedSection } from "../shared/protocol.js";
import { catalogueOf, localeOf } from "./i18n/catalogue.js";

/** A schema with look-ups, for one language. */
export class Words {
  readonly schema: Schema;
  readonly language: Language;
  readonly #fields: ReadonlyMap<string, Field>;
  /** The restricted sections that the key does not open, in order. */
  readonly locked: readonly RestrictedSection[];
  readonly #codes: ReadonlyMap<string, ReadonlyMap<string, Code>>;
  readonly #integer: Intl.NumberFormat;
  readonly #decimal: Intl.NumberFormat;

  /** The day that ages are counted to; absent: conditions on ages are said without it. */
  readonly asOf: string | undefined;
  /** Titles of values that say which field they belong to: they belong to one that is open to bare words, and to no other such. */
  readonly #tellingTitles: ReadonlySet<string>;

  constructor(schema: Schema, language: Language, sections: readonly RestrictedSection[] = [], asOf?: string) {
    this.schema = schema;
    this.asOf = asOf;
    this.language = language;
    this.locked = sections.filter(({ open }) => !open);
    this.#fields = new Map(schema.fields.map((field) => [field.id, field]));
    this.#codes = new Map(schema.code_lists.map((list) => [list.id, new Map(list.codes.map((code) => [code.code, code]))]));
    this.#tellingTitles = tellingTitles(schema, language);
    this.#integer = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 0, useGrouping: false });
    this.#decimal = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 6 });
  }

  /** The field of an id. Ids come from the schema itself, so one that is unknown is shown as it is. */
  field(id: string): Field | undefined {
    return this.#fields.get(id);
  }

  /** Title of a field. */
  title(id: string): string {
    return this.field(id)?.title[this.language] ?? id;
  }

  /** The locked section that a field lies in; nothing if the key opens the field. */
  lockedSection(id: string): RestrictedSection | undefined {
    return this.locked.find(({ fields }) => fields.includes(id));
  }

  /** Why a field is locked, and whose section it lies in. */
  whyLocked(id: string): string {
    const say = catalogueOf(this.language);
    const section = this.lockedSection(id);
    return section === undefined ? say.builder.lockedField : say.section.locked(this.sectionTitle(section));
  }

  /** Both titles of a section: people name it in either language, whatever the page is in. */
  sectionTitle({ title, titleEn }: RestrictedSection): string {
    return `${title} ${titleEn}`;
  }

  /** Codes of the list that a field's values come from; empty if they come from none. */
  codes(field: Field): readonly Code[] {
    const list = this.schema.code_lists.find(({ id }) => id === field.code_list);
    return list?.codes ?? [];
  }

  /** The groups that have fields, each with its fields, in display order. */
  groups(fields: readonly Field[]): readonly { readonly group: FieldGroup; readonly fields: readonly Field[] }[] {
    return this.schema.groups
      .map((group) => ({ group, fields: fields.filter((field) => field.group === group.id) }))
      .filter((entry) => entry.fields.length > 0);
  }

  /** A value as it is read: the title of a code, yes or no, a date, a number without its unit. */
  value(field: Field | undefined, value: Value): string {
    if (field === undefined) return String(value);
    const code = field.code_list === undefined ? undefined : this.#codes.get(field.code_list)?.get(String(value));
    if (code !== undefined) return code.title[this.language];
    if (typeof value === "boolean") return catalogueOf(this.language)[value ? "yes" : "no"];
    if (typeof value === "number") return (field.kind === "integer" ? this.#integer : this.#decimal).format(value);
    return value;
  }

  /** A value with its unit. */
  valueWithUnit(field: Field | undefined, value: Value): string {
    const unit = field?.unit?.[this.language];
    const words = this.value(field, value);
    return unit === undefined ? words : `${words} ${unit}`;
  }

  /** A cell of a list; missing is a dash, which a screen reader hears as a word. */
  cell(field: Field | undefined, cell: Cell): string {
    return cell === null ? "—" : this.value(field, cell);
  }

  /** Names one after the other. */
  list(names: readonly string[]): string {
    return names.join(this.language === "zh" ? "、" : ", ");
  }

  /** A member of a household, by what tells members apart; a truth says nothing without its question. */
  member(columns: readonly string[], cells: CellsByField): readonly string[] {
    return columns.flatMap((id) => {
      const [field, cell] = [this.field(id), cells[id] ?? null];
      if (field === undefined || cell === null) return [];
      const value = this.valueWithUnit(field, cell);
      return [field.kind === "boolean" ? `${field.title[this.language]}：${value}` : value];
    });
  }

  /** A filter as a person would say it. */
  filter(filter: Filter): string {
    const words = catalogueOf(this.language).filter;
    if ("and" in filter) return filter.and.map((part) => this.#part(part)).join(words.and);
    if ("or" in filter) return filter.or.map((part) => this.#part(part)).join(words.or);
    if ("not" in filter) return words.not(this.filter(filter.not));
    if ("household" in filter) {
      const members = this.filter(filter.filter);
      if (filter.household === "count") return words.household.count(this.#integer.format(filter.at_least), members);
      return words.household[filter.household](members);
    }
    return this.#leaf(filter);
  }

  /** A whole question in words: its conditions one after the other; everybody if there is none. */
  question(filters: readonly Filter[]): string {
    const { ask } = catalogueOf(this.language);
    return filters.length === 0 ? ask.everybody : filters.map((filter) => this.filter(filter)).join(ask.comma);
  }

  /** Whether a value says by itself which field it is one of. */
  isTelling(field: Field | undefined, value: Value): boolean {
    return field?.bare_words === true && this.#tellingTitles.has(this.value(field, value));
  }

  /** Whether other codes lie beneath a value, so that it makes a difference to take them along. */
  hasBeneath(field: Field | undefined, value: Value): boolean {
    return field !== undefined && this.codes(field).some(({ parent }) => parent === String(value));
  }

  #part(filter: Filter): string {
    return "and" in filter || "or" in filter ? `(${this.filter(filter)})` : this.filter(filter);
  }

  #leaf(leaf: Leaf): string {
    const words = catalogueOf(this.language).filter;
    const field = this.field(leaf.field);
    const title = this.title(leaf.field);
    const say = (value: Value): string => this.valueWithUnit(field, value);
    const age = leaf.field === this.schema.roles.age ? this.#age(leaf) : undefined;
    if (age !== undefined) return age;
    switch (leaf.op) {
      case "in":
        if (leaf.values.every((value) => this.isTelling(field, value) && !this.hasBeneath(field, value))) return leaf.values.map(say).join(words.orValue);
        return words.eq(title, leaf.values.map(say).join(words.orValue));
      case "between":
        return words.between(title, say(leaf.low), say(leaf.high));
      case "under":
        if (this.isTelling(field, leaf.value)) return say(leaf.value);
        return words.under(title, say(leaf.value));
      case "contains":
      case "starts_with":
      case "ends_with":
      case "pinyin":
        return words[leaf.op](title, leaf.value);
      case "is_missing":
        return words.isMissing(title);
      case "not_missing":
        return words.notMissing(title);
      case "eq":
        if (this.isTelling(field, leaf.value) && !this.hasBeneath(field, leaf.value)) return say(leaf.value);
        return words.eq(title, say(leaf.value));
      case "ne":
        return words[leaf.op](title, say(leaf.value));
      default:
        return (field?.kind === "date" ? words.date : words.number)[leaf.op](title, say(leaf.value));
    }
  }

  /** An age with the day that it is counted to; nothing for a relation that does not speak of a number of years. */
  #age(leaf: Leaf): string | undefined {
    const { age } = catalogueOf(this.language).filter;
    const years = (value: Value): string => (typeof value === "number" ? this.#decimal.format(value) : String(value));
    const said = (): string | undefined => {
      switch (leaf.op) {
        case "in":
          return age.eq(leaf.values.map(years).join(catalogueOf(this.language).filter.orValue));
        case "between":
          return age.between(years(leaf.low), years(leaf.high));
        case "eq":
        case "ne":
        case "ge":
        case "le":
        case "gt":
        case "lt":
          return age[leaf.op](years(leaf.value));
        default:
          return undefined;
      }
    };
    const words = said();
    return words === undefined || this.asOf === undefined ? words : age.onDay(this.asOf, words);
  }
}

function tellingTitles(schema: Schema, language: Language): ReadonlySet<string> {
  const owners = new Map<string, number>();
  for (const field of schema.fields.filter(({ bare_words }) => bare_words)) {
    const list = schema.code_lists.find(({ id }) => id === field.code_list);
    for (const title of new Set(list?.codes.map((code) => code.title[language]))) owners.set(title, (owners.get(title) ?? 0) + 1);
  }
  return new Set(Array.from(owners).filter(([, count]) => count === 1).map(([title]) => title));
}
