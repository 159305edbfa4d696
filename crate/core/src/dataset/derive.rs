//! Fields that are computed from others.

use crate::bitmap::Bitmap;
use crate::date::{self, Day};
use crate::error::{QueryError, SchemaError};
use crate::index::Index;
use crate::query::{Condition, Filter, Plan, Rows};
use crate::schema::{BandDocument, Derivation, FieldId, Schema};
use crate::table::{Column, Table, Value};

/// Computes every derived field at a day and puts the columns into the table: the packer's part.
///
/// # Errors
///
/// If a derivation's filter is malformed or names a field that has no column yet.
pub fn derive(schema: &Schema, table: &mut Table, as_of: Day) -> Result<(), SchemaError> {
    let index = Index::new(schema.fields().len());
    let population = population(schema, table, &index)?;
    derive_at(schema, table, &population, as_of, &Wanted::Everything).map_err(|failure| {
        let field = &schema.field(failure.field).id;
        SchemaError::new(format!("fields.{field}.derived"), failure.problem)
    })
}

/// Which derived fields to compute.
pub(super) enum Wanted<'a> {
    /// All of them, for the packer.
    Everything,
    /// These, because the day has changed.
    Fields(&'a [FieldId]),
}

/// A derived field that cannot be computed from the columns at hand.
pub(super) struct NotDerivable {
    pub field: FieldId,
    pub problem: String,
}

pub(super) fn derived_fields(schema: &Schema) -> impl Iterator<Item = (FieldId, &Derivation)> {
    let fields = schema.field_ids().zip(schema.fields());
    fields.filter_map(|(id, field)| Some((id, field.derived.as_ref()?)))
}

/// The derived fields whose values change with the as-of date, each with the fields it is computed from. What is computed from other
/// derived fields stands behind them. A group's size stays, and so does the sound of a name.
pub(super) fn dated_fields(schema: &Schema) -> impl Iterator<Item = (FieldId, Vec<FieldId>)> {
    derived_fields(schema).filter_map(|(field, derivation)| {
        let sources = match derivation {
            Derivation::Pinyin { .. } | Derivation::GroupSize { .. } => return None,
            Derivation::FullYears { of } | Derivation::Band { of, .. } => schema.field_id(of).into_iter().collect(),
            Derivation::Where { filter } => fields_of_filter(schema, filter),
        };
        Some((field, sources))
    })
}

/// The fields that a filter of the schema asks for; none if it is malformed, which is said when it is planned.
fn fields_of_filter(schema: &Schema, json: &serde_json::Value) -> Vec<FieldId> {
    let filter = Filter::from_json(json);
    filter.map_or_else(|_| Vec::new(), |filter| filter.fields(schema))
}

/// The fields that say who is counted. Their columns have to be there before a [`Dataset`](super::Dataset) can be.
pub fn population_fields(schema: &Schema) -> Vec<FieldId> {
    let population = schema.document().population.as_ref();
    population.map_or_else(Vec::new, |json| fields_of_filter(schema, json))
}

/// The rows that are counted.
///
/// # Errors
///
/// If the population's filter is malformed, or names a field that is derived or whose column is not there.
pub(super) fn population(schema: &Schema, table: &Table, index: &Index) -> Result<Bitmap, SchemaError> {
    let everyone = Bitmap::full(table.row_count());
    let Some(json) = &schema.document().population else {
        return Ok(everyone);
    };
    let refuse = |error: QueryError| SchemaError::new("population", error.to_string());
    let filter = Filter::from_json(json).map_err(refuse)?;
    let plan = Plan::new(&filter, schema, table).map_err(refuse)?;
    if derived_fields(schema).any(|(field, _)| names(&plan, field)) {
        return Err(SchemaError::new("population", "names a derived field"));
    }
    if names_household(&plan) {
        return Err(SchemaError::new(
            "population",
            "asks for households, which are made of the population",
        ));
    }
    let rows = Rows {
        table,
        index,
        population: &everyone,
    };
    Ok(rows.truth(&plan).0)
}

fn names(plan: &Plan, wanted: FieldId) -> bool {
    match &plan.condition {
        Condition::And(members) | Condition::Or(members) => members.iter().any(|member| names(member, wanted)),
        Condition::Not(member) => names(member, wanted),
        Condition::Codes { field, .. } => *field == wanted,
        Condition::Household { field, members, .. } => *field == wanted || names(members, wanted),
    }
}

fn names_household(plan: &Plan) -> bool {
    match &plan.condition {
        Condition::And(members) | Condition::Or(members) => members.iter().any(names_household),
        Condition::Not(member) => names_household(member),
        Condition::Codes { .. } => false,
        Condition::Household { .. } => true,
    }
}

/// Bands are made of what else is derived, and filters are evaluated last, in the order of their fields, so that they may name
/// what was derived before them.
pub(super) fn derive_at(
    schema: &Schema,
    table: &mut Table,
    population: &Bitmap,
    as_of: Day,
    wanted: &Wanted,
) -> Result<(), NotDerivable> {
    let is_wanted = |field: FieldId| match wanted {
        Wanted::Everything => true,
        Wanted::Fields(fields) => fields.contains(&field),
    };
    let mut derived: Vec<_> = derived_fields(schema).filter(|&(field, _)| is_wanted(field)).collect();
    derived.sort_by_key(|(_, derivation)| match derivation {
        Derivation::FullYears { .. } | Derivation::GroupSize { .. } | Derivation::Pinyin { .. } => 0,
        Derivation::Band { .. } => 1,
        Derivation::Where { .. } => 2,
    });
    for (field, derivation) in derived {
        let derived = match derivation {
            // The publisher has put it there: the engine knows no Chinese.
            Derivation::Pinyin { .. } if table.has(field) => continue,
            Derivation::Pinyin { .. } => Err("the publisher has not computed it".to_owned()),
            Derivation::Band { of, bands } => source(schema, table, of).map(|column| band(column, bands)),
            Derivation::FullYears { of } => full_years(source(schema, table, of), as_of),
            Derivation::GroupSize { by } => group_size(source(schema, table, by), population),
            Derivation::Where { filter } => truth_of(schema, table, population, filter),
        };
        let column = derived.map_err(|problem| NotDerivable { field, problem })?;
        table.set(field, column);
    }
    Ok(())
}

fn source<'a>(schema: &Schema, table: &'a Table, name: &str) -> Result<&'a Column, String> {
    let field = schema.field_id(name).expect("a checked schema names existing fields");
    table.column(field).ok_or_else(|| format!("{name} has no values here"))
}

fn full_years(source: Result<&Column, String>, as_of: Day) -> Result<Column, String> {
    let column = source?;
    // PERF: once per distinct date, not per row.
    let years: Vec<Option<i64>> = (0..column.cardinality())
        .map(|code| match column.dictionary().value(code) {
            Value::Date(birth) => date::full_years(birth, as_of),
            _ => None,
        })
        .collect();
    let of_row = |row_id| years.get(column.codes().get(row_id)).copied().flatten();
    let cells: Vec<Option<i64>> = (0..column.codes().len()).map(of_row).collect();
    Ok(Column::from_integers(&cells))
}

fn group_size(source: Result<&Column, String>, population: &Bitmap) -> Result<Column, String> {
    let column = source?;
    let sizes = column.code_counts(population);
    let mut cells = vec![None; column.codes().len()];
    for row_id in population.iter() {
        let code = column.codes().get(row_id);
        if code != column.missing_code() {
            cells[row_id] = Some(i64::from(sizes[code]));
        }
    }
    Ok(Column::from_integers(&cells))
}

/// The band of every number: the last one that begins at or below it.
fn band(column: &Column, bands: &[BandDocument]) -> Column {
    // PERF: once per distinct number, not per row.
    let of_code: Vec<Option<&str>> = (0..column.cardinality())
        .map(|code| {
            let number = match column.dictionary().value(code) {
                Value::Integer(number) => number as f64,
                Value::Number(number) => number,
                Value::Text(_) | Value::Boolean(_) | Value::Date(_) => return None,
            };
            let reached = bands.iter().take_while(|band| band.from <= number);
            reached.last().map(|band| band.code.as_str())
        })
        .collect();
    let of_row = |row_id| of_code.get(column.codes().get(row_id)).copied().flatten();
    let cells: Vec<Option<&str>> = (0..column.codes().len()).map(of_row).collect();
    Column::from_texts(&cells)
}

fn truth_of(schema: &Schema, table: &Table, population: &Bitmap, filter: &serde_json::Value) -> Result<Column, String> {
    let index = Index::new(schema.fields().len());
    let filter = Filter::from_json(filter).map_err(|error| error.to_string())?;
    let plan = Plan::new(&filter, schema, table).map_err(|error| error.to_string())?;
    let rows = Rows {
        table,
        index: &index,
        population,
    };
    let (when_true, when_false) = rows.truth(&plan);
    let truth = |row_id| match (when_true.contains(row_id), when_false.contains(row_id)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let cells: Vec<Option<bool>> = (0..table.row_count()).map(truth).collect();
    Ok(Column::from_booleans(&cells))
}
