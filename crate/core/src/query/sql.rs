//! A filter as the condition of a standard SQL query, for whoever holds the same register in a database.
//!
//! The table has one column for each stored field, named by its id, and no others are asked for: what is derived is written out.
//!
//! | field | DuckDB, PostgreSQL | SQLite |
//! |---|---|---|
//! | text, code | text | text |
//! | integer, number | whole numbers of 64 bits, double precision | `INTEGER`, `REAL` |
//! | boolean | `BOOLEAN` | `INTEGER`, 0 or 1 |
//! | date | `DATE` | text, `YYYY-MM-DD` |
//!
//! A missing cell is `NULL`, and SQL's own three values do the rest. Texts compare by code point: SQLite and DuckDB do so by
//! default, PostgreSQL is told to.

use crate::date::{self, Day};
use crate::error::QueryError;
use crate::limits;
use crate::schema::{BandDocument, CodeList, Derivation, FieldId, FieldKind, Role, Schema};
use crate::table::Table;

use super::budget::check_depth;
use super::filter::{Comparison, Filter, Literal, Quantifier};
use super::fold::{folded, has_fold};
use super::plan::Plan;

/// Members of a group that stand side by side; more are put in brackets by halves, for SQLite counts how deep a condition nests.
const MAX_SIDE_BY_SIDE: usize = 64;

/// A database's way of writing SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// DuckDB.
    DuckDb,
    /// PostgreSQL, from version 11 on.
    PostgreSql,
    /// SQLite, from version 3.23 on.
    Sqlite,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Self; 3] = [Self::DuckDb, Self::PostgreSql, Self::Sqlite];

    /// Its name on a command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::DuckDb => "duckdb",
            Self::PostgreSql => "postgresql",
            Self::Sqlite => "sqlite",
        }
    }
}

/// Where and when a condition is asked.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// How to write.
    pub dialect: Dialect,
    /// Name of the table, one identifier. The query gives it no other name.
    pub table: &'a str,
    /// The day that ages are counted to.
    pub as_of: Day,
}

/// Writes a filter as what stands after `WHERE`.
///
/// The population is part of it: `SELECT count(*) FROM table WHERE …` gives the number of matched rows and no other condition is
/// needed. Names and values are quoted, so that nothing in a filter or a schema is read as SQL. Household conditions become
/// subqueries over the same table; an index on the household's column makes them quick.
///
/// # Errors
///
/// - everything that [`Plan::new`] refuses, but for sections that are not open: here all columns are;
/// - a leaf that a table of stored columns cannot answer: how a name sounds, and texts with the character NUL;
/// - a filter derived from itself; more SQL than [`limits::MAX_SQL_BYTES`].
pub fn to_sql(filter: &Filter, schema: &Schema, target: Target) -> Result<String, QueryError> {
    Plan::new(filter, schema, &Table::without_rows(schema))?;
    let mut writer = Writer {
        schema,
        target,
        path: Vec::new(),
        population: None,
        open_filters: Vec::new(),
    };
    if let Some(json) = &schema.document().population {
        writer.population = Some(Filter::from_json(json)?);
    }
    let row = Row {
        name: writer.identifier(target.table, target.table)?,
        depth: 0,
    };
    let asked = writer.filter(filter, &row, 1)?;
    Ok(match writer.in_population(&row)? {
        Some(population) => format!("{population} AND {asked}"),
        None => asked,
    })
}

/// Writes the whole query that counts the rows of a filter.
///
/// # Errors
///
/// As [`to_sql`].
pub fn to_count(filter: &Filter, schema: &Schema, target: Target) -> Result<String, QueryError> {
    let condition = to_sql(filter, schema, target)?;
    let table = quoted(target.table);
    Ok(format!("SELECT count(*) FROM {table} WHERE {condition};"))
}

/// The row that a condition speaks of.
struct Row {
    /// What its columns are qualified with, quoted.
    name: String,
    /// Subqueries around it.
    depth: usize,
}

struct Writer<'a> {
    schema: &'a Schema,
    target: Target<'a>,
    /// Where in the filter as asked.
    path: Vec<String>,
    population: Option<Filter>,
    /// The derived fields whose filters are being written.
    open_filters: Vec<FieldId>,
}

impl Writer<'_> {
    /// A condition in brackets, or one that needs none.
    fn filter(&mut self, filter: &Filter, row: &Row, level: usize) -> Result<String, QueryError> {
        check_depth(level)?;
        let sql = match filter {
            Filter::And(members) => self.group(members, "and", " AND ", row, level)?,
            Filter::Or(members) => self.group(members, "or", " OR ", row, level)?,
            Filter::Not(member) => {
                let member = self.at("not", |writer| writer.filter(member, row, level + 1))?;
                format!("(NOT {member})")
            }
            Filter::Household { quantifier, filter } => {
                let member = self.subquery_row(row);
                let asked = self.at("filter", |writer| writer.filter(filter, &member, level + 1))?;
                self.household(*quantifier, &asked, row, &member)?
            }
            leaf => self.leaf(leaf, row, level)?,
        };
        if sql.len() > limits::MAX_SQL_BYTES {
            return Err(QueryError::TooMany {
                what: "bytes of SQL",
                limit: limits::MAX_SQL_BYTES,
            });
        }
        Ok(sql)
    }

    fn at<T>(
        &mut self,
        step: impl Into<String>,
        write: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        // What a derived field is made of stands nowhere in the filter as asked; its path is that of the leaf.
        let is_asked = self.open_filters.is_empty();
        if is_asked {
            self.path.push(step.into());
        }
        let written = write(self);
        if is_asked {
            self.path.pop();
        }
        written
    }

    fn group(
        &mut self,
        members: &[Filter],
        key: &str,
        join: &str,
        row: &Row,
        level: usize,
    ) -> Result<String, QueryError> {
        let mut written = Vec::with_capacity(members.len());
        let mut byte_len = 0;
        for (index, member) in members.iter().enumerate() {
            let sql = self.at(format!("{key}[{index}]"), |writer| {
                writer.filter(member, row, level + 1)
            })?;
            byte_len += sql.len();
            written.push(sql);
            if byte_len > limits::MAX_SQL_BYTES {
                return Err(QueryError::TooMany {
                    what: "bytes of SQL",
                    limit: limits::MAX_SQL_BYTES,
                });
            }
        }
        Ok(joined(&written, join))
    }

    /// Three-valued as the engine is: NULL without a household, and where members who are not known could decide.
    fn household(
        &mut self,
        quantifier: Quantifier,
        asked: &str,
        row: &Row,
        member: &Row,
    ) -> Result<String, QueryError> {
        let id = self
            .schema
            .role(Role::HouseholdId)
            .expect("a planned filter has its role");
        let shared = self.value(id, row, 1)?;
        let members = self.members(id, row, member)?;
        let any = |condition: &str| format!("EXISTS (SELECT 1 {members} AND {condition})");
        let count = |condition: &str| format!("(SELECT count(*) {members} AND {condition})");
        let unknown = format!("({asked} IS NULL)");
        let cases = match quantifier {
            Quantifier::Any => format!(
                "WHEN {} THEN TRUE WHEN {} THEN NULL ELSE FALSE",
                any(asked),
                any(&unknown)
            ),
            Quantifier::All => format!(
                "WHEN {} THEN FALSE WHEN {} THEN NULL ELSE TRUE",
                any(&format!("(NOT {asked})")),
                any(&unknown)
            ),
            Quantifier::AtLeast(least) => format!(
                "WHEN {} >= {least} THEN TRUE WHEN {} >= {least} THEN NULL ELSE FALSE",
                count(asked),
                count(&format!("COALESCE({asked}, TRUE)"))
            ),
        };
        Ok(format!("(CASE WHEN {shared} IS NULL THEN NULL {cases} END)"))
    }

    /// `FROM … WHERE …` for the rows of the population that share a value with a row.
    fn members(&mut self, field: FieldId, row: &Row, member: &Row) -> Result<String, QueryError> {
        let table = self.identifier(self.target.table, self.target.table)?;
        let (shared, own) = (self.value(field, row, 1)?, self.value(field, member, 1)?);
        let population = self.in_population(member)?;
        let population = population.map_or(String::new(), |population| format!(" AND {population}"));
        Ok(format!(
            "FROM {table} AS {} WHERE {own} = {shared}{population}",
            member.name
        ))
    }

    fn subquery_row(&self, row: &Row) -> Row {
        let depth = row.depth + 1;
        Row {
            name: format!("\"member {depth}\""),
            depth,
        }
    }

    fn in_population(&mut self, row: &Row) -> Result<Option<String>, QueryError> {
        let population = self.population.take();
        let sql = population
            .as_ref()
            .map(|population| self.filter(population, row, 1))
            .transpose();
        self.population = population;
        sql
    }

    fn leaf(&mut self, leaf: &Filter, row: &Row, level: usize) -> Result<String, QueryError> {
        let field = leaf.leaf_field().expect("groups are written before leaves");
        if matches!(leaf, Filter::Pinyin { .. }) {
            return Err(self.no_sql(field));
        }
        let id = self
            .schema
            .field_id(field)
            .expect("a planned filter names existing fields");
        let value = self.value(id, row, level)?;
        let kind = self.schema.field(id).kind;
        let literal = |literal: &Literal| self.literal(literal, kind, field);
        let text = |text: &str| self.text(text, field);
        let not_known = self
            .schema
            .code_list(id)
            .map(|list| list_codes(list, |code| list.is_unknown(code)));
        let not_known = not_known.unwrap_or_default();
        let condition = match leaf {
            Filter::IsMissing { .. } => return Ok(format!("({value} IS NULL)")),
            Filter::NotMissing { .. } => return Ok(format!("({value} IS NOT NULL)")),
            Filter::Compare {
                comparison,
                value: wanted,
                ..
            } => {
                let sign = sign(*comparison);
                if comparison.is_ordering() {
                    let wanted = literal(wanted)?;
                    format!("{} {sign} {wanted}", self.ordered(&value, kind))
                } else if let Literal::Text(wanted) = wanted
                    && kind == FieldKind::Text
                    && has_fold(wanted)
                {
                    format!("{} {sign} {}", one_dot(&value), text(&folded(wanted))?)
                } else {
                    format!("{value} {sign} {}", literal(wanted)?)
                }
            }
            Filter::In { values, .. } => {
                let is_folded = kind == FieldKind::Text
                    && values
                        .iter()
                        .any(|value| matches!(value, Literal::Text(text) if has_fold(text)));
                let values = values.iter().map(|value| match value {
                    Literal::Text(wanted) if is_folded => text(&folded(wanted)),
                    other => literal(other),
                });
                let values: Vec<String> = values.collect::<Result<_, _>>()?;
                let value = if is_folded { one_dot(&value) } else { value.clone() };
                format!("{value} IN ({})", values.join(", "))
            }
            Filter::Between { low, high, .. } => {
                let (low, high) = (literal(low)?, literal(high)?);
                format!("{} BETWEEN {low} AND {high}", self.ordered(&value, kind))
            }
            Filter::Under { value: ancestor, .. } => {
                let Literal::Text(ancestor) = ancestor else {
                    unreachable!("a planned filter names codes by text")
                };
                let list = self
                    .schema
                    .code_list(id)
                    .expect("a planned filter asks coded fields for kinds");
                let kinds = list_codes(list, |code| {
                    code == ancestor || list.is_under(code, ancestor) && !list.is_unknown(code)
                });
                let kinds: Vec<String> = kinds.iter().map(|code| text(code)).collect::<Result<_, _>>()?;
                format!("{value} IN ({})", kinds.join(", "))
            }
            Filter::Contains { value: part, .. } => {
                let (value, part) = folded_pair(&value, part);
                self.contains(&value, &text(&part)?)
            }
            Filter::StartsWith { value: start, .. } => {
                let (value, start) = folded_pair(&value, start);
                self.starts_with(&value, &text(&start)?)
            }
            Filter::EndsWith { value: end, .. } => {
                let (value, end) = folded_pair(&value, end);
                self.ends_with(&value, &text(&end)?)
            }
            _ => unreachable!("all other leaves are refused or done"),
        };
        // A code that means *not known* makes the leaf unknown, unless the leaf names that code.
        let hidden = not_known.iter().filter(|code| !names(leaf, code));
        let hidden: Vec<String> = hidden.map(|code| text(code)).collect::<Result<_, _>>()?;
        Ok(if hidden.is_empty() {
            format!("({condition})")
        } else {
            format!(
                "(CASE WHEN {value} IN ({}) THEN NULL ELSE {condition} END)",
                hidden.join(", ")
            )
        })
    }

    /// The value of a field: a column, or what a derived field is made of.
    fn value(&mut self, id: FieldId, row: &Row, level: usize) -> Result<String, QueryError> {
        let schema = self.schema;
        let field = schema.field(id);
        let source = |name: &str| schema.field_id(name).expect("a checked schema names existing fields");
        match &field.derived {
            None => Ok(format!("{}.{}", row.name, self.identifier(&field.id, &field.id)?)),
            Some(Derivation::Pinyin { .. }) => Err(self.no_sql(&field.id)),
            Some(Derivation::FullYears { of }) => {
                let birth = self.value(source(of), row, level)?;
                Ok(self.full_years(&birth))
            }
            Some(Derivation::GroupSize { by }) => {
                let by = source(by);
                let member = self.subquery_row(row);
                let shared = self.value(by, row, level)?;
                let members = self.members(by, row, &member)?;
                Ok(format!(
                    "(CASE WHEN {shared} IS NOT NULL THEN (SELECT count(*) {members}) END)"
                ))
            }
            Some(Derivation::Band { of, bands }) => {
                let number = self.value(source(of), row, level)?;
                self.band(&number, bands, &field.id)
            }
            Some(Derivation::Where { filter }) => {
                // Filters are derived in the order of their fields, each from those before it.
                if self.open_filters.last().is_some_and(|open| *open <= id) {
                    return Err(self.no_sql(&field.id));
                }
                let filter = Filter::from_json(filter)?;
                self.open_filters.push(id);
                let written = self.filter(&filter, row, level + 1);
                self.open_filters.pop();
                written
            }
        }
    }

    /// Birthdays since a date: the years between, less one where the birthday is still to come. A birth on 29 February is
    /// passed on 1 March in a common year, as month and day say by themselves.
    fn full_years(&self, birth: &str) -> String {
        let as_of = date::format(self.target.as_of);
        let (year, month_day) = as_of.split_once('-').expect("a day is written YYYY-MM-DD");
        if self.target.dialect == Dialect::Sqlite {
            return format!(
                "(CASE WHEN {birth} <= '{as_of}' THEN {year} - CAST(substr({birth}, 1, 4) AS INTEGER) - (substr({birth}, 6) > '{month_day}') END)"
            );
        }
        let month_day = month_day.replace('-', "");
        let month_day = month_day.trim_start_matches('0');
        format!(
            "(CASE WHEN {birth} <= DATE '{as_of}' THEN {year} - EXTRACT(YEAR FROM {birth}) - CASE WHEN EXTRACT(MONTH FROM {birth}) * 100 + EXTRACT(DAY FROM {birth}) > {month_day} THEN 1 ELSE 0 END END)"
        )
    }

    fn band(&self, number: &str, bands: &[BandDocument], field: &str) -> Result<String, QueryError> {
        let mut cases = String::new();
        for band in bands.iter().rev() {
            let (from, code) = (written_number(band.from), self.text(&band.code, field)?);
            cases.push_str(&format!(" WHEN {number} >= {from} THEN {code}"));
        }
        // DuckDB 2.0.0 fails on a text that it can tell is always NULL (`x <= 14 AND (CASE WHEN x >= 80 THEN 'a' END = 'b' OR y)`).
        if self.target.dialect == Dialect::DuckDb {
            return Ok(format!("NULLIF(CASE{cases} ELSE '' END, '')"));
        }
        Ok(format!("(CASE{cases} END)"))
    }

    fn contains(&self, value: &str, part: &str) -> String {
        match self.target.dialect {
            Dialect::DuckDb => format!("contains({value}, {part})"),
            Dialect::PostgreSql => format!("strpos({value}, {part}) > 0"),
            Dialect::Sqlite => format!("instr({value}, {part}) > 0"),
        }
    }

    fn starts_with(&self, value: &str, start: &str) -> String {
        match self.target.dialect {
            Dialect::DuckDb | Dialect::PostgreSql => format!("starts_with({value}, {start})"),
            Dialect::Sqlite => format!("substr({value}, 1, length({start})) = {start}"),
        }
    }

    fn ends_with(&self, value: &str, end: &str) -> String {
        match self.target.dialect {
            Dialect::DuckDb => format!("ends_with({value}, {end})"),
            Dialect::PostgreSql => format!("right({value}, length({end})) = {end}"),
            Dialect::Sqlite => format!("substr({value}, -length({end})) = {end}"),
        }
    }

    /// A value that is compared by order: PostgreSQL would ask the database's language for that of texts.
    fn ordered(&self, value: &str, kind: FieldKind) -> String {
        if kind == FieldKind::Text && self.target.dialect == Dialect::PostgreSql {
            format!("{value} COLLATE \"C\"")
        } else {
            value.to_owned()
        }
    }

    fn literal(&self, literal: &Literal, kind: FieldKind, field: &str) -> Result<String, QueryError> {
        Ok(match literal {
            Literal::Text(day) if kind == FieldKind::Date => match (self.target.dialect, day.strip_prefix("0000-")) {
                (Dialect::Sqlite, _) => self.text(day, field)?,
                // PostgreSQL counts no year 0: it is 1 BC.
                (Dialect::PostgreSql, Some(month_day)) => {
                    format!("DATE {}", self.text(&format!("0001-{month_day} BC"), field)?)
                }
                _ => format!("DATE {}", self.text(day, field)?),
            },
            Literal::Text(text) => self.text(text, field)?,
            Literal::Integer(number) => number.to_string(),
            Literal::Number(number) => written_number(*number),
            Literal::Boolean(true) => "TRUE".to_owned(),
            Literal::Boolean(false) => "FALSE".to_owned(),
        })
    }

    fn text(&self, text: &str, field: &str) -> Result<String, QueryError> {
        if text.contains('\0') {
            return Err(self.no_sql(field));
        }
        let doubled = text.replace('\'', "''");
        // PostgreSQL reads a backslash as itself or not, as its settings say; in E'…' it always has to be doubled.
        if self.target.dialect == Dialect::PostgreSql && text.contains('\\') {
            return Ok(format!("E'{}'", doubled.replace('\\', "\\\\")));
        }
        Ok(format!("'{doubled}'"))
    }

    fn identifier(&self, name: &str, field: &str) -> Result<String, QueryError> {
        if name.is_empty() || name.contains('\0') {
            return Err(self.no_sql(field));
        }
        Ok(quoted(name))
    }

    fn no_sql(&self, field: &str) -> QueryError {
        QueryError::NoSql {
            path: self.path.join("."),
            field: field.to_owned(),
        }
    }
}

/// A name as an identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Members in brackets, by halves where there are many.
fn joined(members: &[String], join: &str) -> String {
    if members.len() <= MAX_SIDE_BY_SIDE {
        return format!("({})", members.join(join));
    }
    let (first, second) = members.split_at(members.len() / 2);
    format!("({}{join}{})", joined(first, join), joined(second, join))
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => "=",
        Comparison::Ne => "<>",
        Comparison::Lt => "<",
        Comparison::Le => "<=",
        Comparison::Gt => ">",
        Comparison::Ge => ">=",
    }
}

/// With an exponent, so that no database takes it for a decimal number of its own; −0 is 0.
fn written_number(number: f64) -> String {
    format!("{:e}", number + 0.0)
}

fn list_codes(list: &CodeList, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let codes = list.codes().iter().map(|code| &code.code);
    codes.filter(|code| is_wanted(code)).cloned().collect()
}

/// Whether a leaf names this very code.
fn names(leaf: &Filter, code: &str) -> bool {
    let is_code = |literal: &Literal| matches!(literal, Literal::Text(text) if text == code);
    match leaf {
        Filter::Compare { value, .. } | Filter::Under { value, .. } => is_code(value),
        Filter::In { values, .. } => values.iter().any(is_code),
        _ => false,
    }
}

/// A value with its middle dots written as one of them.
fn one_dot(value: &str) -> String {
    format!("replace(replace({value}, '\u{2022}', '\u{b7}'), '\u{30fb}', '\u{b7}')")
}

/// Value and part, both with one kind of middle dot if the part has any.
fn folded_pair(value: &str, part: &str) -> (String, String) {
    if has_fold(part) {
        (one_dot(value), folded(part))
    } else {
        (value.to_owned(), part.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn schema() -> Schema {
        let field = |id: &str, kind: &str, derived: Value| {
            let mut field = json!({
                "id": id, "title": {"zh": id, "en": id}, "kind": kind, "group": "g", "sensitivity": "internal",
                "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes"
            });
            if !derived.is_null() {
                field["derived"] = derived;
            }
            field
        };
        let itself = json!({"field": "ring", "op": "eq", "value": true});
        let document = json!({
            "title": {"zh": "表", "en": "table"},
            "groups": [{"id": "g", "title": {"zh": "组", "en": "group"}}],
            "fields": [
                field("a \"b\"", "text", Value::Null), field("born", "date", Value::Null),
                field("sum", "number", Value::Null), field("flat", "text", Value::Null),
                field("years", "integer", json!({"kind": "full_years", "of": "born"})),
                field("sounds", "text", json!({"kind": "pinyin", "of": "a \"b\""})),
                field("ring", "boolean", json!({"kind": "where", "filter": itself})),
            ],
            "code_lists": [],
            "population": {"field": "sum", "op": "not_missing"},
            "roles": {"age": "years", "household_id": "flat"}, "default_columns": [], "default_facets": [], "example_questions": []
        });
        Schema::new(serde_json::from_value(document).expect("has the shape of a schema")).expect("is consistent")
    }

    fn sql(filter: Value, dialect: Dialect) -> Result<String, QueryError> {
        let filter = Filter::from_json(&filter)?;
        let as_of = date::parse("2013-03-02").expect("a day that exists");
        let table = "t\"; DROP";
        to_sql(&filter, &schema(), Target { dialect, table, as_of })
    }

    #[test]
    fn names_and_values_are_quoted() {
        let filter = json!({"field": "a \"b\"", "op": "eq", "value": "x'; --\\"});
        let written = |dialect| sql(filter.clone(), dialect).expect("can be written");
        let table = "\"t\"\"; DROP\"";
        let population = format!("({table}.\"sum\" IS NOT NULL)");
        let expected = format!("{population} AND ({table}.\"a \"\"b\"\"\" = 'x''; --\\')");
        assert_eq!(written(Dialect::Sqlite), expected);
        assert_eq!(written(Dialect::DuckDb), expected);
        let expected = format!("{population} AND ({table}.\"a \"\"b\"\"\" = E'x''; --\\\\')");
        assert_eq!(written(Dialect::PostgreSql), expected);
    }

    #[test]
    fn what_no_column_answers_is_refused_with_its_place() {
        for (filter, field) in [
            (json!({"field": "a \"b\"", "op": "pinyin", "value": "zm"}), "a \"b\""),
            (json!({"field": "a \"b\"", "op": "eq", "value": "\u{0}"}), "a \"b\""),
            (json!({"field": "ring", "op": "eq", "value": true}), "ring"),
        ] {
            let filter = json!({"and": [{"not": filter}, {"field": "years", "op": "ge", "value": 80}]});
            let expected = QueryError::NoSql {
                path: "and[0].not".to_owned(),
                field: field.to_owned(),
            };
            for dialect in Dialect::ALL {
                assert_eq!(sql(filter.clone(), dialect), Err(expected.clone()));
            }
        }
        let unknown = sql(json!({"field": "no_such", "op": "is_missing"}), Dialect::Sqlite);
        assert_eq!(unknown.map_err(|error| error.code()), Err("query.unknown_field"));
    }

    #[test]
    fn more_sql_than_the_limit_is_refused() {
        let old = json!({"field": "a \"b\"", "op": "eq", "value": "x".repeat(5_000)});
        let many = json!({"or": vec![old; 4_000]});
        let refused = sql(many, Dialect::DuckDb).map_err(|error| error.code());
        assert_eq!(refused, Err("query.too_many"));
    }
}
