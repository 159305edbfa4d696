//! The answer to a question.

use std::collections::BTreeMap;

use yongquan_core::dataset::Counts;
use yongquan_core::query::Filter;

use super::cell::Cell;
use super::filter::{Truth, truth};
use super::register::Register;

/// The answer to one question.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    register: &'a Register,
    /// Ids of the rows for which the filter is true, ascending.
    pub matched: Vec<u32>,
    /// How all rows divide.
    pub counts: Counts,
}

/// The order of a list: a field, and whether the largest comes first.
pub type Order<'a> = (&'a str, bool);

impl Register {
    /// Answers a question that fits the schema.
    pub fn ask(&self, filter: &Filter) -> Answer<'_> {
        let mut matched = Vec::new();
        let mut counts = Counts {
            matched: 0,
            not_matched: 0,
            unknown: 0,
            excluded: 0,
        };
        for row_id in 0..self.rows.len() {
            if !self.is_counted(row_id) {
                counts.excluded += 1;
                continue;
            }
            match truth(filter, self, row_id) {
                Truth::True => {
                    counts.matched += 1;
                    matched.push(row_id as u32);
                }
                Truth::False => counts.not_matched += 1,
                Truth::Unknown => counts.unknown += 1,
            }
        }
        Answer {
            register: self,
            matched,
            counts,
        }
    }
}

impl Answer<'_> {
    /// Matched rows per value that occurs among them; missing is `None`.
    pub fn facet(&self, field: &str) -> BTreeMap<Option<String>, usize> {
        let mut counts = BTreeMap::new();
        for &row_id in &self.matched {
            let name = self.register.cell(row_id as usize, field).map(super::Cell::name);
            *counts.entry(name).or_insert(0) += 1;
        }
        counts
    }

    /// One page of row ids, in the order of the fields and then of the table. Missing values come last either way, and a text
    /// whose sounds are known stands where it sounds.
    pub fn page(&self, orders: &[Order], offset: usize, limit: usize) -> Vec<u32> {
        let mut row_ids = self.matched.clone();
        // Stable, so the last field first: what it put in order stays so where those before it are equal.
        for &(field, is_descending) in orders.iter().rev() {
            let sounds = self.register.sounds_of(field);
            for field in [Some(field), sounds].into_iter().flatten() {
                row_ids.sort_by(|&a, &b| {
                    let cells = [a, b].map(|row_id| self.register.cell(row_id as usize, field));
                    // Of several readings the first one counts.
                    let order = |a: &Cell, b: &Cell| match sounds {
                        Some(sounds) if sounds == field => primary(a).cmp(&primary(b)),
                        _ => a.order(b),
                    };
                    match cells {
                        [Some(a), Some(b)] if is_descending => order(b, a),
                        [Some(a), Some(b)] => order(a, b),
                        [a, b] => a.is_none().cmp(&b.is_none()),
                    }
                });
            }
        }
        row_ids.into_iter().skip(offset).take(limit).collect()
    }
}

/// The first of some readings, syllable by syllable.
fn primary(readings: &Cell) -> Vec<String> {
    let readings = readings.name();
    let first = readings.split(';').next().unwrap_or_default();
    first.split(' ').map(str::to_owned).collect()
}
