//! A set of row ids, one bit a row.
//!
//! The only module that knows how bits are stored. `bitvec` keeps the storage; every kernel works on whole words through
//! [`BitVec::as_raw_slice`], because bitvec's own operators go bit by bit (measured 30 to over 200 times slower).
//! Blocks are pieces of a set that stay in the processor's nearest memory while a whole question is asked of them.
//!
//! ```text
//! word      0                               1
//! bit       0 1 2 3 …                    31 0 1 2 …
//! row id    0 1 2 3 …                    31 32 33 …      length 35: bits 3.. of word 1 are zero, always
//! ```

mod block;
mod kernel;
mod tree;
mod window;

pub(crate) use block::{Block, block_count};
pub(crate) use tree::{TreeScratch, add_code_counts};
pub(crate) use window::WINDOW_ROWS;

use bitvec::order::Lsb0;
use bitvec::vec::BitVec;

/// `u32`, since `BitVec<u64>` does not compile for wasm32; LLVM widens the loops to vector registers all the same.
type Word = u32;

const WORD_BITS: usize = Word::BITS as usize;

/// A set of row ids of a table with [`len`](Self::len) rows.
///
/// INVARIANT: bits past the length are zero, also after [`complement`](Self::complement). Counts rely on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    bits: BitVec<Word, Lsb0>,
}

impl Bitmap {
    /// The empty set over `len` rows.
    pub fn empty(len: usize) -> Self {
        Self::from_words(len, vec![0; len.div_ceil(WORD_BITS)])
    }

    /// The set of all `len` rows.
    pub fn full(len: usize) -> Self {
        Self::from_words(len, vec![Word::MAX; len.div_ceil(WORD_BITS)])
    }

    /// The rows for which `is_member` holds.
    pub fn from_fn(len: usize, mut is_member: impl FnMut(usize) -> bool) -> Self {
        let mut words = vec![0; len.div_ceil(WORD_BITS)];
        for (word_index, word) in words.iter_mut().enumerate() {
            let first = word_index * WORD_BITS;
            for bit in 0..WORD_BITS.min(len - first) {
                *word |= Word::from(is_member(first + bit)) << bit;
            }
        }
        Self::from_words(len, words)
    }

    /// The rows whose bits are set in bytes, eight rows a byte from the lowest bit on. Bytes that are not there are zero.
    pub(crate) fn from_le_bytes(len: usize, bytes: &[u8]) -> Self {
        let mut words = vec![0; len.div_ceil(WORD_BITS)];
        for (word, bytes) in words.iter_mut().zip(bytes.chunks(size_of::<Word>())) {
            let mut whole = [0; size_of::<Word>()];
            whole[..bytes.len()].copy_from_slice(bytes);
            *word = Word::from_le_bytes(whole);
        }
        Self::from_words(len, words)
    }

    /// The rows in a list, in any order.
    ///
    /// # Panics
    ///
    /// If a row id is not below `len`.
    pub(crate) fn from_row_ids<'a>(len: usize, lists: impl Iterator<Item = &'a [u32]>) -> Self {
        let mut words: Vec<Word> = vec![0; len.div_ceil(WORD_BITS)];
        for row_ids in lists {
            for &row_id in row_ids {
                words[row_id as usize / WORD_BITS] |= 1 << (row_id as usize % WORD_BITS);
            }
        }
        Self::from_words(len, words)
    }

    fn from_words(len: usize, words: Vec<Word>) -> Self {
        let mut bits = BitVec::from_vec(words);
        bits.truncate(len);
        let mut bitmap = Self { bits };
        bitmap.clear_past_len();
        bitmap
    }

    fn clear_past_len(&mut self) {
        let tail_bits = self.len() % WORD_BITS;
        if tail_bits != 0
            && let Some(last) = self.words_mut().last_mut()
        {
            *last &= (1 << tail_bits) - 1;
        }
    }

    fn words(&self) -> &[Word] {
        self.bits.as_raw_slice()
    }

    fn words_mut(&mut self) -> &mut [Word] {
        self.bits.as_raw_mut_slice()
    }

    /// Rows of the table, not of the set.
    pub fn len(&self) -> usize {
        self.bits.len()
    }

    /// Whether the table has no rows at all. For an empty set ask [`count`](Self::count).
    pub fn is_empty(&self) -> bool {
        self.bits.is_empty()
    }

    /// Whether the row is in the set.
    ///
    /// # Panics
    ///
    /// If `row_id` is not below [`len`](Self::len).
    pub fn contains(&self, row_id: usize) -> bool {
        self.bits[row_id]
    }

    /// Adds a row.
    ///
    /// # Panics
    ///
    /// If `row_id` is not below [`len`](Self::len).
    pub fn insert(&mut self, row_id: usize) {
        assert!(row_id < self.len(), "row id is past the table");
        self.words_mut()[row_id / WORD_BITS] |= 1 << (row_id % WORD_BITS);
    }

    /// Population count: the number of rows in the set.
    pub fn count(&self) -> usize {
        kernel::count(self.words())
    }

    /// Counts the rows in both sets without building the intersection.
    ///
    /// This is the whole of a facet count: one pass, no allocation.
    ///
    /// # Panics
    ///
    /// If the two sets range over tables of different length.
    pub fn and_count(&self, other: &Self) -> usize {
        self.assert_same_len(other);
        kernel::and_count(self.words(), other.words())
    }

    /// Keeps the rows that are in `other` too.
    ///
    /// # Panics
    ///
    /// If the two sets range over tables of different length.
    pub fn intersect(&mut self, other: &Self) {
        self.combine(other, |a, b| a & b);
    }

    /// Adds the rows of `other`.
    ///
    /// # Panics
    ///
    /// If the two sets range over tables of different length.
    pub fn unite(&mut self, other: &Self) {
        self.combine(other, |a, b| a | b);
    }

    /// Removes the rows of `other`.
    ///
    /// # Panics
    ///
    /// If the two sets range over tables of different length.
    pub fn subtract(&mut self, other: &Self) {
        self.combine(other, |a, b| a & !b);
    }

    /// Turns the set into the rows that were not in it.
    pub fn complement(&mut self) {
        for word in self.words_mut() {
            *word = !*word;
        }
        self.clear_past_len();
    }

    /// The row ids in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words().iter().enumerate().flat_map(|(word_index, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(word_index * WORD_BITS + bit)
            })
        })
    }

    fn combine(&mut self, other: &Self, operation: impl Fn(Word, Word) -> Word) {
        self.assert_same_len(other);
        kernel::combine(self.words_mut(), other.words(), operation);
    }

    fn checked_words(&self, len: usize) -> &[Word] {
        assert_eq!(self.len(), len, "sets range over different tables");
        self.words()
    }

    fn assert_same_len(&self, other: &Self) {
        assert_eq!(self.len(), other.len(), "sets range over different tables");
    }
}

/// The rows whose number is in a range; `slices[i]` holds binary digit `i` of every row's number.
///
/// `high` is `None` where no number lies beyond. One pass over a bit-sliced index (O'Neil and Quass 1997).
///
/// # Panics
///
/// If a slice ranges over a table of another length than `len`.
pub fn rows_in_range(len: usize, slices: &[Bitmap], low: u32, high: Option<u32>) -> Bitmap {
    let mut words = vec![0; len.div_ceil(WORD_BITS)];
    let slices: Vec<&[Word]> = slices.iter().map(|slice| slice.checked_words(len)).collect();
    kernel::range(&mut words, &slices, low, high, |_, found| found);
    Bitmap::from_words(len, words)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const EDGE_LENGTHS: [usize; 10] = [0, 1, 31, 32, 33, 63, 64, 65, 1000, 9000];

    #[test]
    fn complement_keeps_bits_past_the_length_zero() {
        for len in EDGE_LENGTHS {
            let mut bitmap = Bitmap::empty(len);
            bitmap.complement();
            assert_eq!(bitmap, Bitmap::full(len));
            assert_eq!(bitmap.count(), len);
            bitmap.complement();
            assert_eq!(bitmap.count(), 0);
        }
    }

    #[test]
    fn iteration_yields_members_ascending() {
        for len in EDGE_LENGTHS {
            let bitmap = Bitmap::from_fn(len, |row_id| row_id % 3 == 1);
            let expected: Vec<usize> = (0..len).filter(|row_id| row_id % 3 == 1).collect();
            assert_eq!(bitmap.iter().collect::<Vec<_>>(), expected);
            let mut visited = Vec::new();
            bitmap.for_each_chunk(|row_ids| visited.extend(row_ids.iter().map(|&row_id| row_id as usize)));
            assert_eq!(visited, expected);
        }
    }

    #[test]
    #[should_panic(expected = "different tables")]
    fn sets_of_different_tables_do_not_combine() {
        Bitmap::empty(32).intersect(&Bitmap::empty(33));
    }

    fn sets() -> impl Strategy<Value = (usize, BTreeSet<usize>, BTreeSet<usize>)> {
        (0_usize..200).prop_flat_map(|len| {
            let set = proptest::collection::btree_set(0..len.max(1), 0..=len).prop_map(move |mut set| {
                set.retain(|&row_id| row_id < len);
                set
            });
            (Just(len), set.clone(), set)
        })
    }

    proptest! {
        #[test]
        fn set_laws_hold((len, a, b) in sets()) {
            let bitmap = |set: &BTreeSet<usize>| Bitmap::from_fn(len, |row_id| set.contains(&row_id));
            let apply = |operation: fn(&mut Bitmap, &Bitmap)| {
                let mut result = bitmap(&a);
                operation(&mut result, &bitmap(&b));
                result.iter().collect::<BTreeSet<_>>()
            };
            prop_assert_eq!(apply(Bitmap::intersect), &a & &b);
            prop_assert_eq!(apply(Bitmap::unite), &a | &b);
            prop_assert_eq!(apply(Bitmap::subtract), &a - &b);
            prop_assert_eq!(bitmap(&a).and_count(&bitmap(&b)), (&a & &b).len());
        }

        #[test]
        fn slices_compare_as_numbers_do(
            codes in proptest::collection::vec(0_u32..64, 0..600),
            low in 0_u32..64,
            high in proptest::option::of(0_u32..130),
        ) {
            let slices: Vec<Bitmap> = (0..6)
                .map(|bit| Bitmap::from_fn(codes.len(), |row_id| codes[row_id] >> bit & 1 == 1))
                .collect();
            let is_in = |row_id: usize| codes[row_id] >= low && high.is_none_or(|high| codes[row_id] < high);
            let expected = Bitmap::from_fn(codes.len(), is_in);
            prop_assert_eq!(rows_in_range(codes.len(), &slices, low, high), expected);
        }
    }
}
