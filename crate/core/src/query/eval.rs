//! A plan's rows as a bitmap.

use super::plan::{CodeSet, Plan};
use crate::bitmap::Bitmap;
use crate::index::Index;
use crate::schema::FieldId;
use crate::table::{Column, Table};
use crate::with_codes;

/// Ranges up to which a set of codes is found by the bit-sliced index; a set in more pieces is looked up row by row.
const MAX_SLICED_RANGES: usize = 2;

/// The rows that a plan selects.
///
/// # Panics
///
/// If the plan was made for another table.
pub fn eval(plan: &Plan, table: &Table, index: &Index) -> Bitmap {
    match plan {
        Plan::And(members) => fold(members, table, index, Bitmap::full, Bitmap::intersect),
        Plan::Or(members) => fold(members, table, index, Bitmap::empty, Bitmap::unite),
        Plan::Codes { field, codes } => {
            let column = table.column(*field).expect("a plan names open fields only");
            rows_with_codes(*field, column, codes, index)
        }
    }
}

fn fold(
    members: &[Plan],
    table: &Table,
    index: &Index,
    neutral: fn(usize) -> Bitmap,
    combine: fn(&mut Bitmap, &Bitmap),
) -> Bitmap {
    let mut results = members.iter().map(|member| eval(member, table, index));
    let first = results.next();
    let mut rows = first.unwrap_or_else(|| neutral(table.row_count()));
    for result in results {
        combine(&mut rows, &result);
    }
    rows
}

fn rows_with_codes(field: FieldId, column: &Column, wanted: &CodeSet, index: &Index) -> Bitmap {
    let row_count = column.codes().len();
    if wanted.is_empty() {
        return Bitmap::empty(row_count);
    }
    if let Some(values) = index.values(field, column) {
        // Whichever side has fewer values: every row has exactly one code.
        let is_inverted = wanted.len() * 2 > values.len();
        let mut rows = Bitmap::empty(row_count);
        for (code, bitmap) in values.iter().enumerate() {
            let is_wanted = wanted.ranges().iter().any(|range| range.contains(&code));
            if is_wanted != is_inverted {
                rows.unite(bitmap);
            }
        }
        if is_inverted {
            rows.complement();
        }
        return rows;
    }
    if wanted.ranges().len() <= MAX_SLICED_RANGES {
        let mut rows = Bitmap::empty(row_count);
        for range in wanted.ranges() {
            let mut in_range = index.below(field, column, range.end);
            if range.start > 0 {
                in_range.subtract(&index.below(field, column, range.start));
            }
            rows.unite(&in_range);
        }
        return rows;
    }
    let mut is_wanted = vec![false; column.missing_code() + 1];
    for range in wanted.ranges() {
        is_wanted[range.clone()].fill(true);
    }
    with_codes!(column.codes(), codes => Bitmap::from_fn(row_count, |row_id| is_wanted[codes[row_id] as usize]))
}
