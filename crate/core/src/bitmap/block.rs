//! Pieces of sets, small enough to stay in the processor's nearest memory while a whole question is asked of them.

use super::{Bitmap, WORD_BITS, Word, kernel};

/// Words in one block. Two kilobytes: a question with a dozen conditions keeps all its blocks in 32 KiB of first-level cache.
const BLOCK_WORDS: usize = 512;

/// Rows in one block.
const BLOCK_ROWS: usize = BLOCK_WORDS * WORD_BITS;

/// Blocks in a table.
pub(crate) fn block_count(row_count: usize) -> usize {
    row_count.div_ceil(BLOCK_ROWS)
}

/// The rows of one block that are in a set.
///
/// Bits past the length of the table may be set: they vanish when a block is met with one of a [`Bitmap`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    words: Vec<Word>,
    index: usize,
}

/// The words of block `index` of a set.
pub(super) fn words_of(set: &Bitmap, index: usize) -> &[Word] {
    let words = set.words();
    let start = index * BLOCK_WORDS;
    &words[start..words.len().min(start + BLOCK_WORDS)]
}

impl Block {
    /// Puts block `index` of a set into this one's memory.
    pub fn load(&mut self, set: &Bitmap, index: usize) {
        self.words.clear();
        self.words.extend_from_slice(words_of(set, index));
        self.index = index;
    }

    /// Becomes a copy of another block, in this one's memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.words.clear();
        self.words.extend_from_slice(&other.words);
        self.index = other.index;
    }

    /// Becomes a block of the same rows as another one, with any content.
    pub fn shape_like(&mut self, other: &Self) {
        self.words.resize(other.words.len(), 0);
        self.index = other.index;
    }

    /// Takes every row, or none.
    pub fn fill(&mut self, value: bool) {
        self.words.fill(if value { Word::MAX } else { 0 });
    }

    /// Number of rows.
    pub fn count(&self) -> usize {
        kernel::count(&self.words)
    }

    /// Whether no row is in it.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// Number of rows that are in another block of the same rows too.
    pub fn and_count(&self, other: &Self) -> usize {
        kernel::and_count(&self.words, &other.words)
    }

    /// Takes the rows of a set.
    pub fn assign(&mut self, set: &Bitmap) {
        self.words.copy_from_slice(words_of(set, self.index));
    }

    /// Keeps the rows that are in a set, or those that are not.
    pub fn intersect_set(&mut self, set: &Bitmap, is_inverted: bool) {
        let words = words_of(set, self.index);
        if is_inverted {
            kernel::combine(&mut self.words, words, |a, b| a & !b);
        } else {
            kernel::combine(&mut self.words, words, |a, b| a & b);
        }
    }

    /// Adds the rows of a set.
    pub fn unite_set(&mut self, set: &Bitmap) {
        kernel::combine(&mut self.words, words_of(set, self.index), |a, b| a | b);
    }

    /// Removes the rows that are in another block of the same rows.
    pub fn subtract(&mut self, other: &Self) {
        kernel::combine(&mut self.words, &other.words, |a, b| a & !b);
    }

    /// Keeps the rows that are in another block of the same rows.
    pub fn intersect(&mut self, other: &Self) {
        kernel::combine(&mut self.words, &other.words, |a, b| a & b);
    }

    /// Adds the rows of another block of the same rows.
    pub fn unite(&mut self, other: &Self) {
        kernel::combine(&mut self.words, &other.words, |a, b| a | b);
    }

    /// Takes the rows that were not in it.
    pub fn complement(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
    }

    /// Takes the rows whose number is in a range; see [`rows_in_range`](super::rows_in_range).
    pub fn assign_range(&mut self, slices: &[Bitmap], low: u32, high: Option<u32>) {
        let slices: Vec<&[Word]> = slices.iter().map(|slice| words_of(slice, self.index)).collect();
        kernel::range(&mut self.words, &slices, low, high, |_, found| found);
    }

    /// Adds the rows whose number is in a range.
    pub fn unite_range(&mut self, slices: &[Bitmap], low: u32, high: Option<u32>) {
        let slices: Vec<&[Word]> = slices.iter().map(|slice| words_of(slice, self.index)).collect();
        kernel::range(&mut self.words, &slices, low, high, |before, found| before | found);
    }

    /// Takes the rows for which `is_member` holds, asked by row id, in a table of `row_count` rows.
    pub fn assign_fn(&mut self, row_count: usize, is_member: impl Fn(usize) -> bool) {
        let start = self.index * BLOCK_ROWS;
        for (word_index, word) in self.words.iter_mut().enumerate() {
            let first = start + word_index * WORD_BITS;
            let bits = 0..WORD_BITS.min(row_count - first);
            *word = bits.fold(0, |word, bit| word | Word::from(is_member(first + bit)) << bit);
        }
    }
}

impl Bitmap {
    /// Appends the rows of the next block, in order, to a set that is being built.
    ///
    /// # Panics
    ///
    /// If the block is of rows that the set does not have.
    pub(crate) fn put_block(&mut self, block: &Block) {
        let start = block.index * BLOCK_WORDS;
        self.words_mut()[start..start + block.words.len()].copy_from_slice(&block.words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_of_a_set_make_up_the_set() {
        for len in [0, 1, 31, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 33, 3 * BLOCK_ROWS] {
            let odd = Bitmap::from_fn(len, |row_id| row_id % 2 == 1);
            let third = Bitmap::from_fn(len, |row_id| row_id % 3 == 0);
            let mut result = Bitmap::empty(len);
            for index in 0..block_count(len) {
                let mut block = Block::default();
                block.load(&odd, index);
                block.intersect_set(&third, true);
                let mut all = Block::default();
                all.shape_like(&block);
                all.assign(&third);
                all.unite(&block);
                all.intersect_set(&odd, false);
                let mut none = Block::default();
                none.copy_from(&all);
                none.subtract(&all);
                assert!(none.is_empty());
                result.put_block(&all);
            }
            assert_eq!(result, odd, "{len} rows");
        }
    }
}
