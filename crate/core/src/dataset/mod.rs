//! An opened register that answers questions: schema, table, indexes, population and as-of date in one place.
//!
//! Every answer is {true, false, unknown, excluded}: true + false + unknown is the population, and with the excluded rows it is
//! the whole table.

mod derive;
mod figures;

pub use derive::{derive, population_fields};
pub use figures::Pyramid;

use std::borrow::Cow;

use crate::bitmap::Bitmap;
use crate::date::{self, Day};
use crate::error::{QueryError, SchemaError};
use crate::index::Index;
use crate::limits;
use crate::query::{Division, Filter, Plan, Rows};
use crate::schema::{FieldId, Schema};
use crate::stats::{self, SortKey};
use crate::table::{Column, Table};

use derive::{Wanted, dated_fields, derive_at, population};

/// An opened register.
#[derive(Debug)]
pub struct Dataset {
    schema: Schema,
    table: Table,
    index: Index,
    population: Bitmap,
    population_count: usize,
    as_of: Day,
    snapshot_as_of: Day,
    /// The columns as packed of the fields that change with the day, kept while others are in their place.
    packed: Vec<(FieldId, Column)>,
    /// Counts changes of columns, which make plans stale.
    revision: u64,
}

/// A filter with its plan, ready to be asked again and again.
#[derive(Debug, Clone)]
pub struct Question {
    filter: Filter,
    plan: Plan,
    revision: u64,
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
            population_count: population.count(),
            population,
            as_of,
            snapshot_as_of: as_of,
            packed: Vec::new(),
            revision: 0,
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
        let matched = self.population_count;
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

    /// Looks up every name and value of a filter, once for all the times that it will be asked.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`].
    pub fn prepare(&self, filter: Filter) -> Result<Question, QueryError> {
        let plan = Plan::new(&filter, &self.schema, &self.table)?;
        Ok(Question {
            filter,
            plan,
            revision: self.revision,
        })
    }

    /// Asks a question.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`].
    pub fn ask(&self, filter: &Filter) -> Result<Selection, QueryError> {
        let plan = Plan::new(filter, &self.schema, &self.table)?;
        Ok(self.select_planned(&plan))
    }

    /// The rows that a question selects.
    ///
    /// # Errors
    ///
    /// As [`Plan::new`], where ages count to another day than when the question was prepared.
    pub fn select(&self, question: &Question) -> Result<Selection, QueryError> {
        Ok(self.select_planned(&*self.plan_of(question)?))
    }

    /// How many rows a question selects. Builds no selection.
    ///
    /// # Errors
    ///
    /// As [`select`](Self::select).
    pub fn count(&self, question: &Question) -> Result<Counts, QueryError> {
        Ok(self.counts(self.rows_of_table().count(&*self.plan_of(question)?)))
    }

    /// The plan of a question, made anew where columns have changed since it was prepared.
    fn plan_of<'a>(&self, question: &'a Question) -> Result<Cow<'a, Plan>, QueryError> {
        if question.revision == self.revision {
            return Ok(Cow::Borrowed(&question.plan));
        }
        Plan::new(&question.filter, &self.schema, &self.table).map(Cow::Owned)
    }

    fn select_planned(&self, plan: &Plan) -> Selection {
        let (matched, division) = self.rows_of_table().select(plan);
        let counts = self.counts(division);
        Selection { matched, counts }
    }

    fn rows_of_table(&self) -> Rows<'_> {
        Rows {
            table: &self.table,
            index: &self.index,
            population: &self.population,
        }
    }

    fn counts(&self, division: Division) -> Counts {
        let Division { when_true, unknown } = division;
        Counts {
            matched: when_true,
            not_matched: self.population_count - when_true - unknown,
            unknown,
            excluded: self.table.row_count() - self.population_count,
        }
    }

    /// The column of a field.
    ///
    /// # Errors
    ///
    /// - the section of the field is not open;
    /// - the field says how another one sounds, which is asked for by the operator `pinyin` alone.
    pub fn column(&self, field: FieldId) -> Result<&Column, QueryError> {
        self.table.column(field).ok_or_else(|| {
            let (path, name) = (String::new(), self.schema.field(field).id.clone());
            if self.table.has(field) {
                let operator = "values".to_owned();
                return QueryError::WrongOperator {
                    path,
                    field: name,
                    operator,
                };
            }
            QueryError::LockedField { path, field: name }
        })
    }

    /// The ids of one page of the selected rows: at most `limit` of them, from the `offset`-th on. Rows equal in all of `sorts`, and
    /// all rows without any, are in row order. A field that has its pinyin here sorts by sound.
    ///
    /// # Errors
    ///
    /// - `limit` above [`limits::MAX_PAGE_ROWS`], or more fields to sort by than [`limits::MAX_SORT_FIELDS`];
    /// - the section of a field to sort by is not open.
    pub fn rows(
        &self,
        selection: &Selection,
        sorts: &[Sort],
        offset: usize,
        limit: usize,
    ) -> Result<Vec<u32>, QueryError> {
        let too_many = |what, limit| Err(QueryError::TooMany { what, limit });
        if limit > limits::MAX_PAGE_ROWS {
            return too_many("rows", limits::MAX_PAGE_ROWS);
        }
        if sorts.len() > limits::MAX_SORT_FIELDS {
            return too_many("sort fields", limits::MAX_SORT_FIELDS);
        }
        let mut keys = Vec::with_capacity(sorts.len());
        for sort in sorts {
            let sounds = self.schema.pinyin_of(sort.field);
            let sounds = sounds.and_then(|sounds| self.table.sounds(sounds));
            keys.push(SortKey::new(self.column(sort.field)?, sounds, sort.is_descending));
        }
        Ok(stats::page(&selection.matched, &keys, offset, limit))
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
            let is_first_change = self.as_of == self.snapshot_as_of;
            let before = self.derive_live(as_of)?;
            if is_first_change {
                self.packed = before;
            }
        }
        self.forget_dated();
        self.as_of = as_of;
        Ok(())
    }

    /// The fields whose values change with the as-of date, each with the fields it is computed from.
    pub fn dated_fields(&self) -> Vec<(FieldId, Vec<FieldId>)> {
        dated_fields(&self.schema).collect()
    }

    /// Whether a field has no column only because what it is computed from for this day was closed.
    pub fn lacks_live(&self, field: FieldId) -> bool {
        self.table.column(field).is_none() && self.packed.iter().any(|&(packed, _)| packed == field)
    }

    /// Computes the columns that [`lacks_live`](Self::lacks_live) speaks of.
    ///
    /// # Errors
    ///
    /// One of them cannot be computed, because what it comes from is not open. Nothing changes then.
    pub fn derive_missing(&mut self) -> Result<(), QueryError> {
        if self.packed.iter().any(|&(field, _)| self.table.column(field).is_none()) {
            self.derive_live(self.as_of)?;
            self.forget_dated();
        }
        Ok(())
    }

    /// Puts the columns of one more section in place, as they were packed. What of them changes with the day, and ages are counted to
    /// another one, has no column until [`derive_missing`](Self::derive_missing).
    ///
    /// # Panics
    ///
    /// If the section has another number of rows or fields than the register.
    pub fn put_section(&mut self, mut section: Table) {
        if self.as_of != self.snapshot_as_of {
            for (field, _) in dated_fields(&self.schema) {
                self.packed.extend(section.take(field).map(|column| (field, column)));
            }
        }
        self.table.put(section);
    }

    /// Drops the columns of some fields with their indexes, and everything that was computed from them for another day than the
    /// snapshot's. The memory they took is free afterwards.
    pub fn drop_columns(&mut self, fields: &[FieldId]) {
        let mut gone = fields.to_vec();
        if self.as_of != self.snapshot_as_of {
            // Until nothing more depends on what is gone: a band is computed from an age, which is computed from a date.
            while let Some(next) = self.next_dependent(&gone) {
                gone.push(next);
            }
        }
        for field in gone {
            self.table.remove(field);
            self.index.forget(field);
        }
        self.packed.retain(|(field, _)| !fields.contains(field));
        self.packed.shrink_to_fit();
        self.revision += 1;
    }

    fn next_dependent(&self, gone: &[FieldId]) -> Option<FieldId> {
        let is_gone = |field: &FieldId| gone.contains(field);
        let mut dated = dated_fields(&self.schema);
        dated.find_map(|(field, sources)| (!is_gone(&field) && sources.iter().any(is_gone)).then_some(field))
    }

    /// Computes what changes with the day, of the fields that are open, and tells the columns before. Nothing changes if that fails.
    fn derive_live(&mut self, as_of: Day) -> Result<Vec<(FieldId, Column)>, QueryError> {
        let is_packed = |field: FieldId| self.packed.iter().any(|&(packed, _)| packed == field);
        let fields = dated_fields(&self.schema).map(|(field, _)| field);
        let open: Vec<FieldId> = fields
            .filter(|&field| self.table.column(field).is_some() || is_packed(field))
            .collect();
        let before = open.iter();
        let before: Vec<(FieldId, Column)> = before
            .filter_map(|&field| Some((field, self.table.column(field)?.clone())))
            .collect();
        let wanted = Wanted::Fields(&open);
        if let Err(failure) = derive_at(&self.schema, &mut self.table, &self.population, as_of, &wanted) {
            open.iter().for_each(|&field| self.table.remove(field));
            self.put(before);
            let field = self.schema.field(failure.field).id.clone();
            return Err(QueryError::AsOfFixed { field });
        }
        Ok(before)
    }

    /// Makes plans and indexes of what changes with the day stale.
    fn forget_dated(&mut self) {
        for (field, _) in dated_fields(&self.schema) {
            self.index.forget(field);
        }
        self.revision += 1;
    }

    fn put(&mut self, columns: Vec<(FieldId, Column)>) {
        for (field, column) in columns {
            self.table.set(field, column);
        }
    }
}

#[cfg(test)]
mod tests;
