//! An opened register that answers questions: schema, table, indexes, population and as-of date in one place.
//!
//! Every answer is {true, false, unknown, excluded}: true + false + unknown is the population, and with the excluded rows it is
//! the whole table.

use crate::bitmap::Bitmap;
use crate::date::{self, Day};
use crate::error::{QueryError, SchemaError};
use crate::index::Index;
use crate::limits;
use crate::query::{Filter, Plan, eval};
use crate::schema::{Derivation, FieldId, Schema};
use crate::stats;
use crate::table::{Column, Table, Value};

/// An opened register.
#[derive(Debug)]
pub struct Dataset {
    schema: Schema,
    table: Table,
    index: Index,
    population: Bitmap,
    as_of: Day,
    snapshot_as_of: Day,
    /// The derived columns as packed, kept while others are in their place.
    packed: Vec<(FieldId, Column)>,
}

/// The rows for which a filter is true, and how many rows it leaves out and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    matched: Bitmap,
    counts: Counts,
}

/// How the rows of a table divide over the answers of one filter. Counts are rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Rows of the population for which the filter is true.
    pub matched: usize,
    /// Rows of the population for which it is false.
    pub not_matched: usize,
    /// Rows of the population for which it is neither, because a value is missing or not known.
    pub unknown: usize,
    /// Rows outside the population.
    pub excluded: usize,
}

impl Counts {
    /// Rows of the population: matched, not matched and unknown together.
    pub fn population(&self) -> usize {
        self.matched + self.not_matched + self.unknown
    }
}

impl Selection {
    /// The rows for which the filter is true.
    pub fn matched(&self) -> &Bitmap {
        &self.matched
    }

    /// How the rows divide.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The field whose values give the order.
    pub field: FieldId,
    /// Largest first. Missing values come last either way.
    pub is_descending: bool,
}

impl Dataset {
    /// A register whose derived fields were computed at `as_of`.
    ///
    /// # Errors
    ///
    /// If the population's filter is malformed, or names a field that is derived or whose column is not there.
    pub fn new(schema: Schema, table: Table, as_of: Day) -> Result<Self, SchemaError> {
        let index = Index::new(schema.fields().len());
        let population = population(&schema, &table, &index)?;
        Ok(Self {
            schema,
            table,
            index,
            population,
            as_of,
            snapshot_as_of: as_of,
            packed: Vec::new(),
        })
    }

    /// The schema.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The columns.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The rows that are counted.
    pub fn population(&self) -> &Bitmap {
        &self.population
    }

    /// The day that ages are counted to.
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// Every row of the population, as the answer to no question.
    pub fn everyone(&self) -> Selection {
        let matched = self.population.count();
        Selection {
            matched: self.population.clone(),
            counts: Counts {
                matched,
                not_matched: 0,
                unknown: 0,
                excluded: self.table.row_count() - matched,
            },
        }
    }

    /// Asks a question.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`].
    pub fn ask(&self, filter: &Filter) -> Result<Selection, QueryError> {
        let when_true = Plan::new(filter, false, &self.schema, &self.table)?;
        let when_false = Plan::new(filter, true, &self.schema, &self.table)?;
        let mut matched = eval(&when_true, &self.table, &self.index);
        matched.intersect(&self.population);
        let matched_count = matched.count();
        let not_matched = eval(&when_false, &self.table, &self.index).and_count(&self.population);
        let population = self.population.count();
        let counts = Counts {
            matched: matched_count,
            not_matched,
            unknown: population - matched_count - not_matched,
            excluded: self.table.row_count() - population,
        };
        Ok(Selection { matched, counts })
    }

    /// The column of a field.
    ///
    /// # Errors
    ///
    /// If the section of the field is not open.
    pub fn column(&self, field: FieldId) -> Result<&Column, QueryError> {
        self.table.column(field).ok_or_else(|| QueryError::LockedField {
            path: String::new(),
            field: self.schema.field(field).id.clone(),
        })
    }

    /// How many selected rows have each value of a field; see [`stats::facet`].
    ///
    /// # Errors
    ///
    /// If the section of the field is not open.
    pub fn facet(&self, selection: &Selection, field: FieldId) -> Result<Vec<u32>, QueryError> {
        let column = self.column(field)?;
        Ok(stats::facet(&selection.matched, field, column, &self.index))
    }

    /// The ids of one page of the selected rows: at most `limit` of them, from the `offset`-th on. Without `sort`, in row order.
    ///
    /// # Errors
    ///
    /// - `limit` above [`limits::MAX_PAGE_ROWS`];
    /// - the section of the field to sort by is not open.
    pub fn rows(
        &self,
        selection: &Selection,
        sort: Option<Sort>,
        offset: usize,
        limit: usize,
    ) -> Result<Vec<u32>, QueryError> {
        if limit > limits::MAX_PAGE_ROWS {
            return Err(QueryError::TooMany {
                what: "rows",
                limit: limits::MAX_PAGE_ROWS,
            });
        }
        let matched = selection.matched.iter().map(|row_id| row_id as u32);
        let Some(sort) = sort else {
            return Ok(matched.skip(offset).take(limit).collect());
        };
        let column = self.column(sort.field)?;
        let mut row_ids: Vec<u32> = matched.collect();
        stats::sort(&mut row_ids, column, sort.is_descending);
        Ok(row_ids.into_iter().skip(offset).take(limit).collect())
    }

    /// Counts ages to another day. Nothing changes if that fails.
    ///
    /// # Errors
    ///
    /// - the day is before 1900 or after 9999;
    /// - a derived field cannot be computed, because what it comes from is not open.
    pub fn set_as_of(&mut self, as_of: Day) -> Result<(), QueryError> {
        if !date::is_day(as_of) || date::format(as_of).as_str() < "1900" {
            return Err(QueryError::WrongAsOf);
        }
        if as_of == self.as_of {
            return Ok(());
        }
        if as_of == self.snapshot_as_of {
            let packed = std::mem::take(&mut self.packed);
            self.put(packed);
        } else {
            let before: Vec<(FieldId, Column)> = derived_fields(&self.schema)
                .filter_map(|(field, _)| Some((field, self.table.column(field)?.clone())))
                .collect();
            let result = derive_at(&self.schema, &mut self.table, &self.population, as_of, Dated::Only);
            if let Err(failure) = result {
                self.put(before);
                let field = self.schema.field(failure.field).id.clone();
                return Err(QueryError::AsOfFixed { field });
            }
            if self.as_of == self.snapshot_as_of {
                self.packed = before;
            }
        }
        for (field, _) in derived_fields(&self.schema) {
            self.index.forget(field);
        }
        self.as_of = as_of;
        Ok(())
    }

    fn put(&mut self, columns: Vec<(FieldId, Column)>) {
        for (field, column) in columns {
            self.table.set(field, column);
        }
    }
}

/// Computes every derived field at a day and puts the columns into the table: the packer's part.
///
/// # Errors
///
/// If a derivation's filter is malformed or names a field that has no column yet.
pub fn derive(schema: &Schema, table: &mut Table, as_of: Day) -> Result<(), SchemaError> {
    let index = Index::new(schema.fields().len());
    let population = population(schema, table, &index)?;
    derive_at(schema, table, &population, as_of, Dated::AndOthers).map_err(|failure| {
        let field = &schema.field(failure.field).id;
        SchemaError::new(format!("fields.{field}.derived"), failure.problem)
    })
}

/// Which derived fields to compute: when only the day changes, a group's size stays, even where its key is not open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dated {
    Only,
    AndOthers,
}

/// A derived field that cannot be computed from the columns at hand.
struct NotDerivable {
    field: FieldId,
    problem: String,
}

fn derived_fields(schema: &Schema) -> impl Iterator<Item = (FieldId, &Derivation)> {
    let fields = schema.field_ids().zip(schema.fields());
    fields.filter_map(|(id, field)| Some((id, field.derived.as_ref()?)))
}

fn population(schema: &Schema, table: &Table, index: &Index) -> Result<Bitmap, SchemaError> {
    let Some(json) = &schema.document().population else {
        return Ok(Bitmap::full(table.row_count()));
    };
    let refuse = |error: QueryError| SchemaError::new("population", error.to_string());
    let filter = Filter::from_json(json).map_err(refuse)?;
    let plan = Plan::new(&filter, false, schema, table).map_err(refuse)?;
    if derived_fields(schema).any(|(field, _)| names(&plan, field)) {
        return Err(SchemaError::new("population", "names a derived field"));
    }
    Ok(eval(&plan, table, index))
}

fn names(plan: &Plan, wanted: FieldId) -> bool {
    match plan {
        Plan::And(members) | Plan::Or(members) => members.iter().any(|member| names(member, wanted)),
        Plan::Codes { field, .. } => *field == wanted,
    }
}

/// Filters are evaluated last, in the order of their fields, so that they may name what was derived before them.
fn derive_at(
    schema: &Schema,
    table: &mut Table,
    population: &Bitmap,
    as_of: Day,
    dated: Dated,
) -> Result<(), NotDerivable> {
    let (filters, others): (Vec<_>, Vec<_>) =
        derived_fields(schema).partition(|(_, derivation)| matches!(derivation, Derivation::Where { .. }));
    for (field, derivation) in others.into_iter().chain(filters) {
        let derived = match derivation {
            Derivation::FullYears { of } => full_years(source(schema, table, of), as_of),
            Derivation::GroupSize { .. } if dated == Dated::Only => continue,
            Derivation::GroupSize { by } => group_size(source(schema, table, by), population),
            Derivation::Where { filter } => truth_of(schema, table, filter),
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
    let mut sizes = vec![0_i64; column.cardinality() + 1];
    for row_id in population.iter() {
        sizes[column.codes().get(row_id)] += 1;
    }
    let mut cells = vec![None; column.codes().len()];
    for row_id in population.iter() {
        let code = column.codes().get(row_id);
        if code != column.missing_code() {
            cells[row_id] = Some(sizes[code]);
        }
    }
    Ok(Column::from_integers(&cells))
}

fn truth_of(schema: &Schema, table: &Table, filter: &serde_json::Value) -> Result<Column, String> {
    let index = Index::new(schema.fields().len());
    let filter = Filter::from_json(filter).map_err(|error| error.to_string())?;
    let rows = |is_negated| {
        let plan = Plan::new(&filter, is_negated, schema, table).map_err(|error| error.to_string())?;
        Ok::<_, String>(eval(&plan, table, &index))
    };
    let (when_true, when_false) = (rows(false)?, rows(true)?);
    let truth = |row_id| match (when_true.contains(row_id), when_false.contains(row_id)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let cells: Vec<Option<bool>> = (0..table.row_count()).map(truth).collect();
    Ok(Column::from_booleans(&cells))
}

#[cfg(test)]
mod tests;
