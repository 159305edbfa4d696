//! How many rows of a set have each value.

use crate::bitmap::{Bitmap, TreeScratch, WINDOW_ROWS};
use crate::index::Index;
use crate::schema::FieldId;
use crate::table::{Codes, Column};
use crate::with_codes;

/// Rows of the table for which counting one value by binary digits costs as much as looking up the code of one selected row.
///
/// Measured in WebAssembly at a million rows: 8 µs for a value, 1 ns for a row.
const ROWS_PER_LOOKUP: usize = 125;

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
    let (row_count, selected) = (rows.len(), rows.count());
    let mut by_code = Vec::new();
    let mut scratch = TreeScratch::default();
    for &Counted { field, column } in fields {
        assert_eq!(
            row_count,
            column.codes().len(),
            "set and column belong to different tables"
        );
        let start = counts.len();
        let is_dense = selected * ROWS_PER_LOOKUP > row_count * column.cardinality();
        let slices = if is_dense {
            index.slices_if_room(field, column)
        } else {
            None
        };
        counts.resize(start + column.cardinality() + 1, 0);
        match slices {
            Some(slices) => slices.count_codes(rows, &mut counts[start..], &mut scratch),
            None => by_code.push((start, Histogram::new(column))),
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

/// Places of a byte.
const BYTE: usize = 256;

/// Counts of codes.
struct Histogram<'a> {
    column: &'a Column,
    /// One count per code; for codes of one byte two such tables of 256, filled in turns.
    counts: Vec<u32>,
}

impl<'a> Histogram<'a> {
    fn new(column: &'a Column) -> Self {
        let len = match column.codes() {
            Codes::One(_) => 2 * BYTE,
            Codes::Two(_) | Codes::Four(_) => column.cardinality() + 1,
        };
        Self {
            column,
            counts: vec![0; len],
        }
    }

    /// Counts the rows of one window; see [`Bitmap::for_each_window`].
    fn add(&mut self, first: usize, offsets: &[u16]) {
        match self.column.codes() {
            Codes::One(codes) => add_bytes(&mut self.counts, &codes[first..], offsets),
            Codes::Two(codes) => add(&mut self.counts, &codes[first..], offsets, usize::from),
            Codes::Four(codes) => add(&mut self.counts, &codes[first..], offsets, |code| code as usize),
        }
    }

    fn finish(self, counts: &mut [u32]) {
        let (even, odd) = match self.column.codes() {
            Codes::One(_) => self.counts.split_at(BYTE),
            Codes::Two(_) | Codes::Four(_) => (&self.counts[..], &[][..]),
        };
        let len = self.column.cardinality() + 1;
        for (code, count) in counts[..len].iter_mut().enumerate() {
            *count = even[code] + odd.get(code).copied().unwrap_or(0);
        }
    }
}

fn add<T: Copy>(counts: &mut [u32], codes: &[T], offsets: &[u16], place: impl Fn(T) -> usize) {
    // PERF: within a whole window an offset needs no check.
    if let Some(codes) = codes.first_chunk::<WINDOW_ROWS>() {
        for &offset in offsets {
            counts[place(codes[usize::from(offset) % WINDOW_ROWS])] += 1;
        }
    } else {
        for &offset in offsets {
            counts[place(codes[usize::from(offset)])] += 1;
        }
    }
}

/// PERF: a byte is always a place in a table of 256, and an offset within a whole window: no bound is left to check. Two tables in
/// turns, because adding to a count that was added to just before waits for it.
fn add_bytes(counts: &mut [u32], codes: &[u8], offsets: &[u16]) {
    let (even, odd) = counts.split_at_mut(BYTE);
    let (Some(even), Some(odd)) = (even.first_chunk_mut::<BYTE>(), odd.first_chunk_mut::<BYTE>()) else {
        unreachable!("both tables have a place for every byte");
    };
    let Some(codes) = codes.first_chunk::<WINDOW_ROWS>() else {
        for &offset in offsets {
            even[usize::from(codes[usize::from(offset)])] += 1;
        }
        return;
    };
    let code = |offset: u16| usize::from(codes[usize::from(offset) % WINDOW_ROWS]);
    let (pairs, rest) = offsets.as_chunks::<2>();
    for &[first, second] in pairs {
        even[code(first)] += 1;
        odd[code(second)] += 1;
    }
    for &offset in rest {
        even[code(offset)] += 1;
    }
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
    let mut seen = vec![false; column.missing_code() + 1];
    with_codes!(column.codes(), codes => {
        rows.for_each_chunk(|row_ids| {
            for &row_id in row_ids {
                seen[codes[row_id as usize] as usize] = true;
            }
        });
    });
    seen[..column.missing_code()].iter().filter(|&&is_seen| is_seen).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::schema::{Schema, SchemaDocument};

    fn field() -> FieldId {
        let title = serde_json::json!({"zh": "列", "en": "column"});
        let document: SchemaDocument = serde_json::from_value(serde_json::json!({
            "title": title, "groups": [{"id": "g", "title": title}], "code_lists": [], "roles": {},
            "fields": [{
                "id": "f", "title": title, "kind": "integer", "group": "g", "sensitivity": "internal",
                "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes"
            }],
            "default_columns": [], "default_facets": [], "example_questions": []
        }))
        .expect("a document");
        let schema = Schema::new(document).expect("a schema");
        schema.field_id("f").expect("it is there")
    }

    proptest! {
        #[test]
        fn every_way_counts_the_same(
            cardinality in prop_oneof![1_i64..6, 60_i64..70, 200_i64..300, Just(66_000)],
            share in 1_usize..40,
            row_count in prop_oneof![1_usize..40, 1_000_usize..2_100],
        ) {
            let cells: Vec<Option<i64>> = (0..row_count as i64)
                .map(|row| (row % 7 != 3).then_some(row * 7_919 % cardinality))
                .collect();
            let column = Column::from_integers(&cells);
            let rows = Bitmap::from_fn(row_count, |row_id| row_id * 31 % share == 0);
            let mut expected = vec![0; column.cardinality() + 1];
            for row_id in rows.iter() {
                expected[column.codes().get(row_id)] += 1;
            }
            let counted = Counted { field: field(), column: &column };
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
