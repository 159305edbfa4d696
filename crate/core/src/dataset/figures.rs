//! Figures about a selection.

use super::{Dataset, Selection};
use crate::error::QueryError;
use crate::limits;
use crate::schema::{FieldId, Role};
use crate::stats::{self, Axis, Counted, Summary};
use crate::table::{Column, Dictionary};

/// How many selected rows there are of each age group and each value of another field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pyramid {
    /// Years in one group.
    pub width: u32,
    /// Least age of each group, ascending by `width` from 0 to the group of the oldest.
    pub ages: Vec<u32>,
    /// For each group and then for those of unknown age: one count per value of the other field, the last for missing.
    pub counts: Vec<u32>,
}

impl Dataset {
    /// How many selected rows have each value of a field; see [`stats::facet`].
    ///
    /// # Errors
    ///
    /// If the section of the field is not open.
    pub fn facet(&self, selection: &Selection, field: FieldId) -> Result<Vec<u32>, QueryError> {
        let counted = Counted {
            field,
            column: self.column(field)?,
        };
        Ok(stats::facet(&selection.matched, counted, &self.index))
    }

    /// The fields that [`facets`](Self::facets) counts: those that are open and have at most
    /// [`limits::MAX_FACET_CARDINALITY`] values.
    pub fn facet_fields(&self) -> Vec<FieldId> {
        let is_counted = |column: &Column| column.cardinality() <= limits::MAX_FACET_CARDINALITY;
        let open = |&field: &FieldId| self.table.column(field).is_some_and(is_counted);
        self.schema.field_ids().filter(open).collect()
    }

    /// The facets of all [`facet_fields`](Self::facet_fields), one after the other.
    pub fn facets(&self, selection: &Selection) -> Vec<u32> {
        let fields = self.facet_fields().into_iter();
        let counted: Vec<Counted> = fields
            .filter_map(|field| {
                let column = self.table.column(field)?;
                Some(Counted { field, column })
            })
            .collect();
        let mut counts = Vec::new();
        stats::facets(&selection.matched, &counted, &self.index, &mut counts);
        counts
    }

    /// How many selected rows have each combination of the values of up to three fields; see [`stats::cross_tab`].
    ///
    /// # Errors
    ///
    /// - the section of a field is not open;
    /// - no field, or more than [`limits::MAX_CROSS_TAB_FIELDS`];
    /// - more than [`limits::MAX_CROSS_TAB_CELLS`] combinations.
    pub fn cross_tab(&self, selection: &Selection, fields: &[FieldId]) -> Result<Vec<u32>, QueryError> {
        if fields.is_empty() || fields.len() > limits::MAX_CROSS_TAB_FIELDS {
            return Err(QueryError::TooMany {
                what: "fields",
                limit: limits::MAX_CROSS_TAB_FIELDS,
            });
        }
        let columns: Result<Vec<&Column>, QueryError> = fields.iter().map(|&field| self.column(field)).collect();
        let axes: Vec<Axis> = columns?.into_iter().map(Axis::of_values).collect();
        let cell_count = axes
            .iter()
            .try_fold(1_usize, |product, axis| product.checked_mul(axis.len()));
        if cell_count.is_none_or(|count| count > limits::MAX_CROSS_TAB_CELLS) {
            return Err(QueryError::TooMany {
                what: "cells",
                limit: limits::MAX_CROSS_TAB_CELLS,
            });
        }
        Ok(stats::cross_tab(&selection.matched, &axes))
    }

    /// What the values of a number or date field are like; see [`stats::summary`]. Probabilities outside 0 to 1 count as the nearer.
    ///
    /// # Errors
    ///
    /// - the section of the field is not open; it holds neither numbers nor dates;
    /// - more than [`limits::MAX_SUMMARY_POINTS`] quantiles.
    pub fn summary(&self, selection: &Selection, field: FieldId, probabilities: &[f64]) -> Result<Summary, QueryError> {
        check_points(probabilities.len())?;
        let within: Vec<f64> = probabilities.iter().map(|p| p.clamp(0.0, 1.0)).collect();
        let counts = self.facet(selection, field)?;
        let summary = stats::summary(self.column(field)?.dictionary(), &counts, &within);
        summary.ok_or_else(|| self.no_numbers(field, "summary"))
    }

    /// How many selected rows have a number or date between edges; see [`stats::histogram`].
    ///
    /// # Errors
    ///
    /// - the section of the field is not open; it holds neither numbers nor dates;
    /// - no edge, or more than [`limits::MAX_SUMMARY_POINTS`], or edges that do not ascend.
    pub fn histogram(&self, selection: &Selection, field: FieldId, edges: &[f64]) -> Result<Vec<u32>, QueryError> {
        check_points(edges.len())?;
        if edges.is_empty() || !edges.is_sorted_by(|low, high| low < high) {
            return Err(QueryError::EmptyRange {
                path: "edges".to_owned(),
                field: self.schema.field(field).id.clone(),
            });
        }
        let counts = self.facet(selection, field)?;
        let bins = stats::histogram(self.column(field)?.dictionary(), &counts, edges);
        bins.ok_or_else(|| self.no_numbers(field, "histogram"))
    }

    /// How many different values the selected rows have in a field, missing not counted: how many households they live in.
    ///
    /// # Errors
    ///
    /// If the section of the field is not open.
    pub fn distinct(&self, selection: &Selection, field: FieldId) -> Result<usize, QueryError> {
        Ok(stats::distinct(&selection.matched, self.column(field)?))
    }

    /// Age groups of `width` years against the values of another field: a population pyramid, if that field is the sex.
    ///
    /// # Errors
    ///
    /// - the schema names no field with the role *age*, or it is no whole number; a section is not open; `width` is 0;
    /// - more than [`limits::MAX_CROSS_TAB_CELLS`] counts.
    pub fn pyramid(&self, selection: &Selection, other: FieldId, width: u32) -> Result<Pyramid, QueryError> {
        let no_age = || QueryError::NoRole {
            position: 0,
            role: "年龄 age",
        };
        let age = self.schema.role(Role::Age).ok_or_else(no_age)?;
        let column = self.column(age)?;
        let Dictionary::Integer(ages) = column.dictionary() else {
            return Err(self.no_numbers(age, "pyramid"));
        };
        if width == 0 {
            return Err(self.no_numbers(age, "pyramid"));
        }
        // A negative age is no age: it counts as unknown.
        let group = |age: i64| u64::try_from(age).ok().map(|age| age / u64::from(width));
        let group_count = ages.last().copied().and_then(group).map_or(0, |last| last + 1);
        let other = Axis::of_values(self.column(other)?);
        let cell_count = (group_count + 1).saturating_mul(other.len() as u64);
        if cell_count > limits::MAX_CROSS_TAB_CELLS as u64 {
            return Err(QueryError::TooMany {
                what: "cells",
                limit: limits::MAX_CROSS_TAB_CELLS,
            });
        }
        let unknown = group_count as u32;
        let groups = ages.iter().map(|&age| group(age).map_or(unknown, |group| group as u32));
        let by_age = Axis {
            column,
            groups: Some(groups.chain([unknown]).collect()),
        };
        Ok(Pyramid {
            width,
            ages: (0..unknown).map(|group| group * width).collect(),
            counts: stats::cross_tab(&selection.matched, &[by_age, other]),
        })
    }

    fn no_numbers(&self, field: FieldId, operator: &str) -> QueryError {
        QueryError::WrongOperator {
            path: String::new(),
            field: self.schema.field(field).id.clone(),
            operator: operator.to_owned(),
        }
    }
}

fn check_points(count: usize) -> Result<(), QueryError> {
    if count > limits::MAX_SUMMARY_POINTS {
        return Err(QueryError::TooMany {
            what: "points",
            limit: limits::MAX_SUMMARY_POINTS,
        });
    }
    Ok(())
}
