//! A bitmap index: one bitmap per value.

use crate::bitmap::Bitmap;
use crate::table::Column;
use crate::with_codes;

/// One bitmap per code, the missing code's last.
pub(super) fn of_codes(column: &Column) -> Vec<Bitmap> {
    let mut bitmaps = vec![Bitmap::empty(column.codes().len()); column.cardinality() + 1];
    with_codes!(column.codes(), codes => {
        for (row_id, &code) in codes.iter().enumerate() {
            bitmaps[code as usize].insert(row_id);
        }
    });
    bitmaps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_bitmaps_part_the_rows() {
        let column = Column::from_texts(&[Some("b"), None, Some("a"), Some("b")]);
        let values = of_codes(&column);
        let rows = |code: usize| values[code].iter().collect::<Vec<_>>();
        assert_eq!((rows(0), rows(1), rows(2)), (vec![2], vec![0, 3], vec![1]));
    }
}
