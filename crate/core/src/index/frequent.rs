//! The most frequent value of a column, and the rows that have another.

use crate::bitmap::Bitmap;
use crate::table::Column;
use crate::with_codes;

/// The rows of a column that have another code than most.
///
/// Most fields of a register concern few people: whoever has no disability card has nothing to say about it. To count such a field,
/// only the others have to be looked at.
#[derive(Debug)]
pub struct Frequent {
    code: usize,
    others: Bitmap,
    other_count: usize,
}

impl Frequent {
    /// Finds the most frequent code, that of missing included.
    pub(super) fn new(column: &Column) -> Self {
        let row_count = column.codes().len();
        let counts = column.code_counts(&Bitmap::full(row_count));
        let largest = counts.iter().enumerate().max_by_key(|&(_, count)| count);
        let code = largest.map_or(0, |(code, _)| code);
        let others =
            with_codes!(column.codes(), codes => Bitmap::from_fn(row_count, |row_id| codes[row_id] as usize != code));
        Self {
            code,
            other_count: others.count(),
            others,
        }
    }

    /// The most frequent code.
    pub fn code(&self) -> usize {
        self.code
    }

    /// The rows with another code.
    pub fn others(&self) -> &Bitmap {
        &self.others
    }

    /// How many rows have another code.
    pub fn other_count(&self) -> usize {
        self.other_count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_others_are_the_rows_without_the_most_frequent_code() {
        let sparse = Frequent::new(&Column::from_texts(&[None, Some("b"), None, Some("a"), None]));
        assert_eq!((sparse.code(), sparse.other_count()), (2, 2));
        assert_eq!(sparse.others().iter().collect::<Vec<_>>(), [1, 3]);
        let nobody = Frequent::new(&Column::from_integers(&[]));
        assert_eq!((nobody.code(), nobody.other_count()), (0, 0));
    }
}
