//! Indexes from codes.

use crate::bitmap::Bitmap;
use crate::table::{Codes, Column};
use crate::with_codes;

/// One bitmap per code, the missing code's last.
pub(super) fn values(column: &Column) -> Vec<Bitmap> {
    let mut bitmaps = vec![Bitmap::empty(column.codes().len()); column.cardinality() + 1];
    with_codes!(column.codes(), codes => {
        for (row_id, &code) in codes.iter().enumerate() {
            bitmaps[code as usize].insert(row_id);
        }
    });
    bitmaps
}

/// Binary digits of the largest code that a column may have.
pub(super) fn digit_count(column: &Column) -> usize {
    (usize::BITS - column.missing_code().leading_zeros()) as usize
}

/// One bitmap per binary digit of the code, the lowest first.
pub(super) fn slices(column: &Column) -> Vec<Bitmap> {
    let row_count = column.codes().len();
    let digit_count = digit_count(column);
    let mut planes = vec![vec![0_u8; row_count.div_ceil(8)]; digit_count];
    for (byte, planes) in planes.chunks_mut(8).enumerate() {
        match column.codes() {
            Codes::One(codes) => cut(codes, planes, |code| code),
            Codes::Two(codes) => cut(codes, planes, |code| (code >> (8 * byte)) as u8),
            Codes::Four(codes) => cut(codes, planes, |code| (code >> (8 * byte)) as u8),
        }
    }
    planes
        .iter()
        .map(|bytes| Bitmap::from_le_bytes(row_count, bytes))
        .collect()
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
    use super::*;

    #[test]
    fn slices_hold_the_digits_of_every_code() {
        for cardinality in [0_i64, 1, 2, 3, 200, 255, 256, 300, 70_000] {
            let cells: Vec<Option<i64>> = (0..cardinality).map(Some).chain([None]).rev().collect();
            let column = Column::from_integers(&cells);
            let slices = slices(&column);
            for row_id in 0..cells.len() {
                let digits = slices.iter().enumerate();
                let code: usize = digits
                    .map(|(digit, slice)| usize::from(slice.contains(row_id)) << digit)
                    .sum();
                assert_eq!(code, column.codes().get(row_id), "row {row_id} of {cardinality}");
            }
        }
    }

    #[test]
    fn value_bitmaps_part_the_rows() {
        let column = Column::from_texts(&[Some("b"), None, Some("a"), Some("b")]);
        let values = values(&column);
        let rows = |code: usize| values[code].iter().collect::<Vec<_>>();
        assert_eq!((rows(0), rows(1), rows(2)), (vec![2], vec![0, 3], vec![1]));
    }
}
