//! A bit-sliced index: one bitmap per binary digit of the code.

use std::ops::Range;

use crate::bitmap::{Bitmap, Block, TreeScratch, add_code_counts};
use crate::table::{Codes, Column};

/// The binary digits of every row's code.
///
/// INVARIANT: a row without a value has only zeros, so that it lies in no range that leaves out code 0.
#[derive(Debug)]
pub struct Slices {
    /// The lowest digit first.
    digits: Vec<Bitmap>,
    missing: Option<Bitmap>,
    cardinality: usize,
}

impl Slices {
    pub(super) fn new(column: &Column) -> Self {
        let row_count = column.codes().len();
        let mut planes = vec![vec![0_u8; row_count.div_ceil(8)]; digit_count(column)];
        let missing = column.missing_code();
        for (byte, planes) in planes.chunks_mut(8).enumerate() {
            let of_code = |code: usize| if code == missing { 0 } else { (code >> (8 * byte)) as u8 };
            match column.codes() {
                Codes::One(codes) => cut(codes, planes, |code| of_code(usize::from(code))),
                Codes::Two(codes) => cut(codes, planes, |code| of_code(usize::from(code))),
                Codes::Four(codes) => cut(codes, planes, |code| of_code(code as usize)),
            }
        }
        let digits = planes.iter().map(|bytes| Bitmap::from_le_bytes(row_count, bytes));
        let is_missing = |row_id| column.codes().get(row_id) == missing;
        Self {
            digits: digits.collect(),
            missing: column.has_missing().then(|| Bitmap::from_fn(row_count, is_missing)),
            cardinality: column.cardinality(),
        }
    }

    /// Bitmaps in the slices of a column.
    pub(super) fn bitmap_count_for(column: &Column) -> usize {
        digit_count(column) + usize::from(column.has_missing())
    }

    /// One bitmap per binary digit, the lowest first.
    pub fn digits(&self) -> &[Bitmap] {
        &self.digits
    }

    /// The rows without a value; `None` if every row has one.
    pub fn missing(&self) -> Option<&Bitmap> {
        self.missing.as_ref()
    }

    /// Counts the rows of a set that have each code, that of missing last, into `counts`, which are zero and as many.
    ///
    /// # Panics
    ///
    /// If the set ranges over another table.
    pub(crate) fn count_codes(&self, rows: &Bitmap, counts: &mut [u32], scratch: &mut TreeScratch) {
        let (of_missing, of_values) = counts.split_last_mut().expect("missing has a count");
        if of_values.is_empty() {
            *of_missing = rows.count() as u32;
            return;
        }
        add_code_counts(rows, &self.digits, of_values, scratch);
        if let Some(missing) = &self.missing {
            *of_missing = missing.and_count(rows) as u32;
            // Rows without a value have the digits of code 0.
            of_values[0] -= *of_missing;
        }
    }

    /// Takes the rows whose code is in one of some ranges into a block. The ranges ascend and do not touch; the code of missing may
    /// be in the last of them.
    pub(crate) fn assign_ranges(&self, block: &mut Block, ranges: &[Range<usize>]) {
        for (index, range) in ranges.iter().enumerate() {
            let bound = |code: usize| u32::try_from(code).expect("codes fit 32 bits");
            let high = (range.end < self.cardinality).then(|| bound(range.end));
            if index == 0 {
                block.assign_range(&self.digits, bound(range.start), high);
                if let (0, Some(missing)) = (range.start, &self.missing) {
                    block.intersect_set(missing, true);
                }
            } else if range.start < self.cardinality {
                block.unite_range(&self.digits, bound(range.start), high);
            }
        }
        let takes_missing = ranges.last().is_some_and(|range| range.end > self.cardinality);
        if let (true, Some(missing)) = (takes_missing, &self.missing) {
            block.unite_set(missing);
        }
    }
}

/// Binary digits of the largest code of a value.
fn digit_count(column: &Column) -> usize {
    let largest = column.cardinality().saturating_sub(1);
    (usize::BITS - largest.leading_zeros()) as usize
}

/// Deals the digits of one byte of every code to as many planes, eight rows at a time.
fn cut<T: Copy + Default>(codes: &[T], planes: &mut [Vec<u8>], byte: impl Fn(T) -> u8) {
    for (group, codes) in codes.chunks(8).enumerate() {
        let mut rows = [0_u8; 8];
        for (row, &code) in rows.iter_mut().zip(codes) {
            *row = byte(code);
        }
        let digits = transpose(u64::from_le_bytes(rows)).to_le_bytes();
        for (plane, digit) in planes.iter_mut().zip(digits) {
            plane[group] = digit;
        }
    }
}

/// Mirrors a square of eight by eight bits: bit `c` of byte `r` becomes bit `r` of byte `c` (Warren, *Hacker's Delight*, 7-3).
fn transpose(square: u64) -> u64 {
    let swap = |square: u64, shift: u32, mask: u64| {
        let changed = (square ^ (square >> shift)) & mask;
        square ^ changed ^ (changed << shift)
    };
    let square = swap(square, 7, 0x00aa_00aa_00aa_00aa);
    let square = swap(square, 14, 0x0000_cccc_0000_cccc);
    swap(square, 28, 0x0000_0000_f0f0_f0f0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slices_hold_the_digits_of_every_code() {
        for cardinality in [0_i64, 1, 2, 3, 200, 255, 256, 300, 70_000] {
            let cells: Vec<Option<i64>> = (0..cardinality).map(Some).chain([None]).rev().collect();
            let column = Column::from_integers(&cells);
            let slices = Slices::new(&column);
            assert_eq!(slices.missing().map(Bitmap::count), Some(1));
            for (row_id, cell) in cells.iter().enumerate() {
                let digits = slices.digits().iter().enumerate();
                let code: usize = digits
                    .map(|(digit, slice)| usize::from(slice.contains(row_id)) << digit)
                    .sum();
                assert_eq!(code as i64, cell.unwrap_or(0), "row {row_id} of {cardinality}");
            }
        }
    }

    proptest! {
        #[test]
        fn ranges_of_codes_are_found(
            cells in proptest::collection::vec(proptest::option::of(0_i64..90), 1..300),
            bounds in proptest::collection::btree_set(0_usize..92, 2..7),
        ) {
            let column = Column::from_integers(&cells);
            let slices = Slices::new(&column);
            let bounds: Vec<usize> = bounds.into_iter().filter(|&bound| bound <= column.missing_code() + 1).collect();
            let ranges: Vec<Range<usize>> = bounds.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
            prop_assume!(ranges.first().is_some_and(|range| range.start < column.cardinality()));
            let everything = Bitmap::full(cells.len());
            let mut whole = Block::default();
            whole.load(&everything, 0);
            let mut block = Block::default();
            block.shape_like(&whole);
            slices.assign_ranges(&mut block, &ranges);
            block.intersect(&whole);
            let mut found = Bitmap::empty(cells.len());
            found.put_block(&block);
            let is_in = |row_id| ranges.iter().any(|range| range.contains(&column.codes().get(row_id)));
            prop_assert_eq!(found, Bitmap::from_fn(cells.len(), is_in));
        }
    }
}
