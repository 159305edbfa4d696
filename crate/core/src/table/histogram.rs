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

/// Counts of the codes of one column, rows of a set coming window by window.
pub(crate) struct Histogram<'a> {
    column: &'a Column,
    /// One count per code; for codes of one byte two such tables of 256, filled in turns.
    counts: Vec<u32>,
}

impl<'a> Histogram<'a> {
    /// No row counted yet.
    pub fn new(column: &'a Column) -> Self {
        let len = match column.codes() {
            Codes::One(_) => 2 * BYTE,
            Codes::Two(_) | Codes::Four(_) => column.cardinality() + 1,
        };
        Self {
            column,
            counts: vec![0; len],
        }
    }

    /// Counts the rows of one window; see [`Bitmap::for_each_window`](crate::bitmap::Bitmap).
    pub fn add(&mut self, first: usize, offsets: &[u16]) {
        match self.column.codes() {
            Codes::One(codes) => add_bytes(&mut self.counts, &codes[first..], offsets),
            Codes::Two(codes) => add(&mut self.counts, &codes[first..], offsets, usize::from),
            Codes::Four(codes) => add(&mut self.counts, &codes[first..], offsets, |code| code as usize),
        }
    }

    /// Writes the counts, that of missing last.
    pub fn finish(self, counts: &mut [u32]) {
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
