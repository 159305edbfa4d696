//! How many rows of a set have each value.

use std::sync::Arc;

use crate::bitmap::{Bitmap, TreeScratch};
use crate::index::{Frequent, Index, Slices};
use crate::schema::FieldId;
use crate::table::{Column, Histogram};

/// What counting costs, in units of which looking up the code of one selected row takes 125.
///
/// Measured in WebAssembly at a million rows: 8 µs for one value by binary digits, 120 µs for writing out the rows of a set, 1 ns for
/// each of their look-ups.
mod cost {
    /// Looking up the code of a row that is written out.
    pub const LOOKUP: usize = 125;
    /// Counting one value by binary digits, for each row of the table.
    pub const VALUE: usize = 1;
    /// Writing out a set, for each row of the table.
    pub const WRITE: usize = 15;
}

/// A column to be counted, and the field it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Counted<'a> {
    /// The field.
    pub field: FieldId,
    /// Its column.
    pub column: &'a Column,
}

/// How many rows of a set have each value of a field.
///
/// One count per code of the dictionary, in its order, then one for missing: `cardinality + 1` counts that add up to the set.
///
/// # Panics
///
/// If the set ranges over another table.
pub fn facet(rows: &Bitmap, counted: Counted, index: &Index) -> Vec<u32> {
    let mut counts = Vec::new();
    facets(rows, &[counted], index, &mut counts);
    counts
}

/// The facets of several fields, one after the other, appended to `counts`.
///
/// # Panics
///
/// If the set ranges over another table.
pub fn facets(rows: &Bitmap, fields: &[Counted], index: &Index, counts: &mut Vec<u32>) {
    let selected = rows.count();
    counts.reserve(fields.iter().map(|counted| counted.column.cardinality() + 1).sum());
    let mut by_code = Vec::new();
    let mut scratch = TreeScratch::default();
    for &counted in fields {
        let column = counted.column;
        assert_eq!(
            rows.len(),
            column.codes().len(),
            "set and column belong to different tables"
        );
        let start = counts.len();
        counts.resize(start + column.cardinality() + 1, 0);
        match Way::cheapest(selected, counted, index) {
            Way::Digits(slices) => slices.count_codes(rows, &mut counts[start..], &mut scratch),
            Way::Others(frequent) => count_others(rows, selected, column, &frequent, &mut counts[start..]),
            Way::Codes => by_code.push((start, Histogram::new(column))),
        }
    }
    if by_code.is_empty() {
        return;
    }
    // PERF: the rows are written out once for all fields, and field by field only as far as first-level cache reaches.
    rows.for_each_window(|first, offsets| {
        for (_, histogram) in &mut by_code {
            histogram.add(first, offsets);
        }
    });
    for (start, histogram) in by_code {
        histogram.finish(&mut counts[start..]);
    }
}

/// A way to count the codes of a column.
enum Way {
    /// By their binary digits.
    Digits(Arc<Slices>),
    /// Those that are not the most frequent one, row by row.
    Others(Arc<Frequent>),
    /// Row by row.
    Codes,
}

impl Way {
    /// The cheapest way for a set of so many rows, as far as there is room for the index that it takes.
    fn cheapest(selected: usize, Counted { field, column }: Counted, index: &Index) -> Self {
        let row_count = column.codes().len();
        let by_digits = row_count * column.cardinality() * cost::VALUE;
        let by_code = selected * cost::LOOKUP;
        let write = row_count * cost::WRITE;
        if write < by_digits.min(by_code)
            && let Some(frequent) = index.frequent_if_room(field, column)
            && write + by_code / row_count * frequent.other_count() < by_digits.min(by_code)
        {
            return Self::Others(frequent);
        }
        if by_digits < by_code
            && let Some(slices) = index.slices_if_room(field, column)
        {
            return Self::Digits(slices);
        }
        Self::Codes
    }
}

fn count_others(rows: &Bitmap, selected: usize, column: &Column, frequent: &Frequent, counts: &mut [u32]) {
    let mut histogram = Histogram::new(column);
    let mut others = 0;
    rows.for_each_window_of_both(frequent.others(), |first, offsets| {
        histogram.add(first, offsets);
        others += offsets.len();
    });
    histogram.finish(counts);
    counts[frequent.code()] = (selected - others) as u32;
}

/// How many different values the rows of a set have in a field, missing not counted: households of persons, for example.
///
/// # Panics
///
/// If the set ranges over another table.
pub fn distinct(rows: &Bitmap, column: &Column) -> usize {
    assert_eq!(
        rows.len(),
        column.codes().len(),
        "set and column belong to different tables"
    );
    let counts = column.code_counts(rows);
    let of_values = &counts[..column.missing_code()];
    of_values.iter().filter(|&&count| count > 0).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schema::sample;

    proptest! {
        #[test]
        fn every_way_counts_the_same(
            cardinality in prop_oneof![1_i64..6, 60_i64..70, 200_i64..300, Just(66_000)],
            share in 1_usize..40,
            common in prop_oneof![Just(1_i64), 2_i64..30],
            row_count in prop_oneof![1_usize..40, 1_000_usize..2_100],
        ) {
            let cells: Vec<Option<i64>> = (0..row_count as i64)
                .map(|row| (row % 7 != 3).then_some(if row % common == 0 { row * 7_919 % cardinality } else { 0 }))
                .collect();
            let column = Column::from_integers(&cells);
            let rows = Bitmap::from_fn(row_count, |row_id| row_id * 31 % share == 0);
            let mut expected = vec![0; column.cardinality() + 1];
            for row_id in rows.iter() {
                expected[column.codes().get(row_id)] += 1;
            }
            let field = sample::integers(1).field_ids().next().expect("there is one");
            let counted = Counted { field, column: &column };
            let roomy = Index::new(1);
            prop_assert_eq!(&facet(&rows, counted, &roomy), &expected);
            // Without room for slices codes are counted.
            let narrow = Index::with_budget(1, 0);
            prop_assert_eq!(&facet(&rows, counted, &narrow), &expected);
            let mut twice = Vec::new();
            facets(&rows, &[counted, counted], &narrow, &mut twice);
            prop_assert_eq!(&twice[..expected.len()], &expected[..]);
            prop_assert_eq!(&twice[expected.len()..], &expected[..]);
        }
    }
}
