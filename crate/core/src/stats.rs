//! Numbers and order over a set of rows. Knows bitmaps and columns, but no queries.

use crate::bitmap::Bitmap;
use crate::index::Index;
use crate::schema::FieldId;
use crate::table::Column;
use crate::with_codes;

/// How many rows of a set have each value of a field.
///
/// One count per code of the dictionary, in its order, then one for missing: `cardinality + 1` counts that add up to the set.
///
/// # Panics
///
/// If the set ranges over another table.
pub fn facet(rows: &Bitmap, field: FieldId, column: &Column, index: &Index) -> Vec<u32> {
    assert_eq!(
        rows.len(),
        column.codes().len(),
        "set and column belong to different tables"
    );
    if let Some(values) = index.values(field, column) {
        return values.iter().map(|value| rows.and_count(value) as u32).collect();
    }
    let mut counts = vec![0; column.cardinality() + 1];
    with_codes!(column.codes(), codes => {
        for row_id in rows.iter() {
            counts[codes[row_id] as usize] += 1;
        }
    });
    counts
}

/// Puts row ids into the order of a field's values, rows with equal values in row order, missing last in either direction.
///
/// # Panics
///
/// If a row id is not one of the column.
pub fn sort(row_ids: &mut [u32], column: &Column, is_descending: bool) {
    let missing = column.missing_code();
    with_codes!(column.codes(), codes => row_ids.sort_by_key(|&row_id| {
        let code = codes[row_id as usize] as usize;
        if code == missing || !is_descending { code } else { missing - 1 - code }
    }));
}
