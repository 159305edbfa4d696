//! Counts by several fields at once.

use crate::bitmap::Bitmap;
use crate::table::Column;
use crate::with_codes;

/// One side of a cross-tabulation: a column whose codes may be put together into fewer groups.
#[derive(Debug, Clone)]
pub struct Axis<'a> {
    /// The column.
    pub column: &'a Column,
    /// The group of each code, that of missing last; `None` where each code is a group of its own.
    pub groups: Option<Vec<u32>>,
}

impl<'a> Axis<'a> {
    /// An axis with one place per value of a column and a last one for missing.
    pub fn of_values(column: &'a Column) -> Self {
        Self { column, groups: None }
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        match &self.groups {
            None => self.column.cardinality() + 1,
            Some(groups) => groups.iter().max().map_or(0, |&last| last as usize + 1),
        }
    }

    /// Whether there is no place at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How many rows of a set have each combination of values.
///
/// The counts of the last axis lie next to each other; all add up to the set. There are as many as the product of the lengths.
///
/// # Panics
///
/// - If the set ranges over another table;
/// - if there is no axis.
pub fn cross_tab(rows: &Bitmap, axes: &[Axis]) -> Vec<u32> {
    assert!(!axes.is_empty(), "a table has an axis");
    let cell_count = axes.iter().map(Axis::len).product();
    let mut counts = vec![0; cell_count];
    let mut cells: Vec<u32> = Vec::new();
    // PERF: a thousand rows at a time, so that the cell numbers put together axis by axis stay in first-level cache.
    rows.for_each_chunk(|row_ids| {
        cells.clear();
        cells.resize(row_ids.len(), 0);
        for axis in axes {
            let len = axis.len() as u32;
            with_codes!(axis.column.codes(), codes => match &axis.groups {
                None => {
                    for (cell, &row_id) in cells.iter_mut().zip(row_ids) {
                        *cell = *cell * len + codes[row_id as usize] as u32;
                    }
                }
                Some(groups) => {
                    for (cell, &row_id) in cells.iter_mut().zip(row_ids) {
                        *cell = *cell * len + groups[codes[row_id as usize] as usize];
                    }
                }
            });
        }
        for &cell in &cells {
            counts[cell as usize] += 1;
        }
    });
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_lie_row_by_row_and_missing_is_a_place() {
        let a = Column::from_texts(&[Some("x"), Some("y"), None, Some("x"), Some("x")]);
        let b = Column::from_integers(&[Some(1), Some(2), Some(1), None, Some(1)]);
        let all = Bitmap::full(5);
        let axes = [Axis::of_values(&a), Axis::of_values(&b)];
        assert_eq!(cross_tab(&all, &axes), [2, 0, 1, 0, 1, 0, 1, 0, 0]);
        let grouped = Axis {
            column: &b,
            groups: Some(vec![0, 0, 1]),
        };
        assert_eq!(cross_tab(&all, &[axes[0].clone(), grouped]), [2, 1, 1, 0, 1, 0]);
    }
}
