//! How many rows of a set have each code.

use super::{Codes, Column};
use crate::bitmap::{Bitmap, WINDOW_ROWS};

impl Column {
    /// How many rows of a set have each code, that of missing last.
    ///
    /// # Panics
    ///
    /// If the set ranges over another table.
    pub fn code_counts(&self, rows: &Bitmap) -> Vec<u32> {
        assert_eq!(
            rows.len(),
            self.codes().len(),
            "set and column belong to different tables"
        );
        let mut histogram = Histogram::new(self);
        rows.for_each_window(|first, offsets| histogram.add(first, offsets));
        let mut counts = vec![0; self.cardinality() + 1];
        histogram.finish(&mut counts);
        counts
    }
}

/// Places of a byte.
const BYTE: usize = 256;

/// Places up to which the counts of a column are kept in two tables: both together stay in first-level cache.
const MAX_PAIRED_PLACES: usize = 4_096;

/// Counts of the codes of one column, rows of a set coming window by window.
pub(crate) struct Histogram<'a> {
    column: &'a Column,
    /// One count per code; or two such tables, filled in turns.
    ///
    /// PERF: adding to a count that was added to just before waits for it, and rows with the same code like to stand together.
    counts: Vec<u32>,
    /// Where the second table begins; the length of `counts` if there is none.
    split: usize,
}

impl<'a> Histogram<'a> {
    /// No row counted yet.
    pub fn new(column: &'a Column) -> Self {
        let places = column.cardinality() + 1;
        let (split, len) = match column.codes() {
            Codes::One(_) => (BYTE, 2 * BYTE),
            Codes::Two(_) | Codes::Four(_) if places <= MAX_PAIRED_PLACES => (places, 2 * places),
            Codes::Two(_) | Codes::Four(_) => (places, places),
        };
        Self {
            column,
            counts: vec![0; len],
            split,
        }
    }

    /// Counts the rows of one window; see [`Bitmap::for_each_window`](crate::bitmap::Bitmap).
    pub fn add(&mut self, first: usize, offsets: &[u16]) {
        let (even, odd) = self.counts.split_at_mut(self.split);
        match self.column.codes() {
            Codes::One(codes) => add_bytes(even, odd, &codes[first..], offsets),
            Codes::Two(codes) => add(even, odd, &codes[first..], offsets, usize::from),
            Codes::Four(codes) => add(even, odd, &codes[first..], offsets, |code| code as usize),
        }
    }

    /// Writes the counts, that of missing last.
    pub fn finish(self, counts: &mut [u32]) {
        let (even, odd) = self.counts.split_at(self.split);
        let len = self.column.cardinality() + 1;
        counts[..len].copy_from_slice(&even[..len]);
        for (count, more) in counts[..len].iter_mut().zip(odd) {
            *count += more;
        }
    }
}

/// Counts some rows of a window, in one table if `odd` is empty.
fn add<T: Copy>(even: &mut [u32], odd: &mut [u32], codes: &[T], offsets: &[u16], place: impl Fn(T) -> usize) {
    // PERF: within a whole window an offset needs no check.
    let Some(codes) = codes.first_chunk::<WINDOW_ROWS>() else {
        for &offset in offsets {
            even[place(codes[usize::from(offset)])] += 1;
        }
        return;
    };
    let code = |offset: u16| place(codes[usize::from(offset) % WINDOW_ROWS]);
    let (pairs, rest) = if odd.is_empty() {
        (&[][..], offsets)
    } else {
        offsets.as_chunks::<2>()
    };
    for &[first, second] in pairs {
        even[code(first)] += 1;
        odd[code(second)] += 1;
    }
    for &offset in rest {
        even[code(offset)] += 1;
    }
}

/// PERF: a byte is always a place in a table of 256: no bound is left to check.
fn add_bytes(even: &mut [u32], odd: &mut [u32], codes: &[u8], offsets: &[u16]) {
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
