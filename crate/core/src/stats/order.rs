//! Rows in the order of their values.

use std::cmp::Ordering;

use crate::bitmap::Bitmap;
use crate::table::{Column, Dictionary, Sounds};

/// Rows that are gathered at least before the best are looked for among them.
const MIN_NEWCOMERS: usize = 256;

/// A column to sort by.
#[derive(Debug, Clone, Copy)]
pub struct SortKey<'a> {
    column: &'a Column,
    /// Where its texts stand by their sounds, if these are known.
    sounds: Option<&'a Sounds>,
    is_descending: bool,
    /// How many values are turned round if the order descends: all but the silent texts, which come after them.
    turned: usize,
}

impl<'a> SortKey<'a> {
    /// A column to sort by, a column of texts by its sounds if they are given.
    ///
    /// Descending, the largest come first. Texts without a sound come behind the others either way, and missing values last.
    pub fn new(column: &'a Column, sounds: Option<&'a Sounds>, is_descending: bool) -> Self {
        let silent = match (sounds, column.dictionary()) {
            (Some(sounds), Dictionary::Text(texts)) if is_descending => sounds.silent_count(texts),
            _ => 0,
        };
        Self {
            column,
            sounds,
            is_descending,
            turned: column.cardinality() - silent,
        }
    }

    /// The place of a code in the order.
    fn rank(&self, code: usize) -> usize {
        let missing = self.column.missing_code();
        if code == missing {
            return code;
        }
        let rank = self.sounds.map_or(code, |sounds| sounds.rank(code));
        if !self.is_descending {
            rank
        } else if rank < self.turned {
            self.turned - 1 - rank
        } else {
            missing - 1 - (rank - self.turned)
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
    let compare = |&a: &u32, &b: &u32| {
        let by_key = |key: &SortKey| key.rank_of_row(a).cmp(&key.rank_of_row(b));
        let by_others = others.iter().map(by_key).find(|ordering| ordering.is_ne());
        let ordering = by_key(first).then_with(|| by_others.unwrap_or(Ordering::Equal));
        ordering.then(a.cmp(&b))
    };
    let (start, end) = (offset - before, end - before);
    let mut candidates: Vec<u32> = Vec::new();
    // PERF: the best are kept in order with as many newcomers behind them before they are sorted again; once there are enough, most
    // rows are no better than the last of them and come no further.
    let mut kept = 0;
    // PERF: one bit a value stays in the cache where the ranks of many names do not.
    let in_page = Bitmap::from_fn(first.column.cardinality() + 1, |code| {
        (low..high).contains(&first.rank(code))
    });
    let keep = |candidates: &mut Vec<u32>| {
        candidates.sort_unstable_by(compare);
        candidates.truncate(end);
        candidates.len()
    };
    rows.for_each_chunk(|row_ids| {
        for &row_id in row_ids {
            if !in_page.contains(first.column.codes().get(row_id as usize)) {
                continue;
            }
            let is_late = kept == end && compare(&row_id, &candidates[end - 1]).is_gt();
            if !is_late {
                candidates.push(row_id);
                if candidates.len() - kept > end.max(MIN_NEWCOMERS) {
                    kept = keep(&mut candidates);
                }
            }
        }
    });
    keep(&mut candidates);
    candidates.split_off(start.min(candidates.len()))
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
                SortKey::new(&a, None, directions.0),
                SortKey::new(&b, None, directions.1),
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
