//! Rows in the order of their values.

use std::cmp::Ordering;

use crate::bitmap::Bitmap;
use crate::table::Column;

/// A column to sort by.
#[derive(Debug, Clone, Copy)]
pub struct SortKey<'a> {
    /// The column.
    pub column: &'a Column,
    /// Largest first. Missing values come last either way.
    pub is_descending: bool,
}

impl SortKey<'_> {
    /// The place of a code in the order.
    fn rank(&self, code: usize) -> usize {
        let missing = self.column.missing_code();
        if code == missing || !self.is_descending {
            code
        } else {
            missing - 1 - code
        }
    }

    fn rank_of_row(&self, row_id: u32) -> usize {
        self.rank(self.column.codes().get(row_id as usize))
    }
}

/// The ids of some rows of a set, from the `offset`-th to before the `offset + limit`-th, in the order of one key after the other;
/// rows equal in all keys, and all rows if there is no key, in row order.
///
/// # Panics
///
/// If the set ranges over another table.
pub fn page(rows: &Bitmap, keys: &[SortKey], offset: usize, limit: usize) -> Vec<u32> {
    let Some((first, others)) = keys.split_first() else {
        return rows
            .iter()
            .skip(offset)
            .take(limit)
            .map(|row_id| row_id as u32)
            .collect();
    };
    if limit == 0 {
        return Vec::new();
    }
    // PERF: counting the first key tells which of its values the page lies in; only their rows have to be sorted.
    let counts = first.column.code_counts(rows);
    let mut by_rank = vec![0; counts.len()];
    for (code, count) in counts.into_iter().enumerate() {
        by_rank[first.rank(code)] = count as usize;
    }
    let end = offset.saturating_add(limit);
    let (mut before, mut low, mut high, mut seen) = (0, by_rank.len(), 0, 0);
    for (rank, count) in by_rank.into_iter().enumerate() {
        if seen + count <= offset {
            before += count;
        } else if seen < end {
            low = low.min(rank);
            high = rank + 1;
        }
        seen += count;
    }
    let mut candidates = Vec::new();
    rows.for_each_chunk(|row_ids| {
        let in_page = |&row_id: &u32| (low..high).contains(&first.rank_of_row(row_id));
        candidates.extend(row_ids.iter().copied().filter(in_page));
    });
    let compare = |&a: &u32, &b: &u32| {
        let by_key = |key: &SortKey| key.rank_of_row(a).cmp(&key.rank_of_row(b));
        let by_others = others.iter().map(by_key).find(|ordering| ordering.is_ne());
        let ordering = by_key(first).then_with(|| by_others.unwrap_or(Ordering::Equal));
        ordering.then(a.cmp(&b))
    };
    let (start, end) = (offset - before, (end - before).min(candidates.len()));
    if start >= end {
        return Vec::new();
    }
    if end < candidates.len() {
        candidates.select_nth_unstable_by(end, compare);
        candidates.truncate(end);
    }
    candidates.sort_unstable_by(compare);
    candidates.split_off(start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Two values of a row, and whether it is selected.
    type Cells = (Option<i64>, Option<i64>, bool);

    proptest! {
        #[test]
        fn a_page_is_a_part_of_the_whole_order(
            cells in proptest::collection::vec(
                (proptest::option::of(0_i64..4), proptest::option::of(0_i64..3), any::<bool>()),
                0..80,
            ),
            directions in any::<(bool, bool)>(),
            offset in 0_usize..90,
            limit in 0_usize..90,
        ) {
            let column = |pick: fn(&Cells) -> Option<i64>| {
                Column::from_integers(&cells.iter().map(pick).collect::<Vec<_>>())
            };
            let (a, b) = (column(|cell| cell.0), column(|cell| cell.1));
            let rows = Bitmap::from_fn(cells.len(), |row_id| cells[row_id].2);
            let keys = [
                SortKey { column: &a, is_descending: directions.0 },
                SortKey { column: &b, is_descending: directions.1 },
            ];
            let place = |value: Option<i64>, is_descending: bool| match value {
                None => i64::MAX,
                Some(value) if is_descending => -value,
                Some(value) => value,
            };
            let mut whole: Vec<u32> = rows.iter().map(|row_id| row_id as u32).collect();
            whole.sort_by_key(|&row_id| {
                let cell = &cells[row_id as usize];
                (place(cell.0, directions.0), place(cell.1, directions.1))
            });
            let expected: Vec<u32> = whole.into_iter().skip(offset).take(limit).collect();
            prop_assert_eq!(page(&rows, &keys, offset, limit), expected);
        }
    }
}
