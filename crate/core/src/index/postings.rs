//! The row ids of each value of a column.

use crate::table::Column;
use crate::with_codes;

/// The row ids of each code of a column, ascending.
#[derive(Debug, PartialEq, Eq)]
pub struct Postings {
    /// Where the rows of each code begin in `row_ids`, and one last entry: the number of rows.
    starts: Vec<u32>,
    row_ids: Vec<u32>,
}

impl Postings {
    /// Collects the rows of each code, that of missing included.
    pub(super) fn new(column: &Column) -> Self {
        let mut starts = vec![0_u32; column.missing_code() + 2];
        let mut row_ids = vec![0; column.codes().len()];
        with_codes!(column.codes(), codes => {
            for &code in codes {
                starts[code as usize + 1] += 1;
            }
            let mut sum = 0;
            for start in &mut starts {
                sum += *start;
                *start = sum;
            }
            // While rows are dealt out, each code's start moves to its end, which is the start of the next.
            for (row_id, &code) in codes.iter().enumerate() {
                row_ids[starts[code as usize] as usize] = row_id as u32;
                starts[code as usize] += 1;
            }
        });
        starts.rotate_right(1);
        starts[0] = 0;
        Self { starts, row_ids }
    }

    /// Bytes that the postings of a column take.
    pub(super) fn byte_len_for(column: &Column) -> usize {
        size_of::<u32>() * (column.missing_code() + 2 + column.codes().len())
    }

    /// The rows whose code lies in a range.
    ///
    /// # Panics
    ///
    /// If the range goes past the code of missing.
    pub fn rows(&self, codes: std::ops::Range<usize>) -> &[u32] {
        &self.row_ids[self.starts[codes.start] as usize..self.starts[codes.end] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_under_its_code() {
        let column = Column::from_texts(&[Some("b"), None, Some("a"), Some("b"), None, Some("c")]);
        let postings = Postings::new(&column);
        assert_eq!(postings.rows(0..1), [2]);
        assert_eq!(postings.rows(1..2), [0, 3]);
        assert_eq!(postings.rows(0..3), [2, 0, 3, 5]);
        assert_eq!(postings.rows(3..4), [1, 4]);
        assert_eq!(postings.rows(2..2), [0; 0]);
    }
}
