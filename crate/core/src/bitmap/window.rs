//! The rows of a set, written out a thousand at a time.

use super::{Bitmap, Word};

/// Rows that are written out at once: their numbers and the codes that they point at stay in first-level cache.
pub(crate) const WINDOW_ROWS: usize = 1024;

const WORDS: usize = WINDOW_ROWS / Word::BITS as usize;

/// The places of the ones in every byte, the lowest first; what follows them has no meaning.
static ONES: [[u16; 8]; 256] = ones_of_bytes();

const fn ones_of_bytes() -> [[u16; 8]; 256] {
    let mut table = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut bit, mut count) = (0, 0);
        while bit < 8 {
            if byte >> bit & 1 == 1 {
                table[byte][count] = bit;
                count += 1;
            }
            bit += 1;
        }
        byte += 1;
    }
    table
}

/// Visits the windows of `count` words that have a one.
fn for_each_window(count: usize, word: impl Fn(usize) -> Word, mut visit: impl FnMut(usize, &[u16])) {
    // Eight places are written for every byte, however many of them count.
    let mut offsets = [0; WINDOW_ROWS + 8];
    for start in (0..count).step_by(WORDS) {
        let mut len = 0;
        for index in start..count.min(start + WORDS) {
            let word = word(index);
            // PERF: of a small set most words are empty.
            if word == 0 {
                continue;
            }
            let mut first = [(Word::BITS as usize * (index - start)) as u16; 8];
            for byte in word.to_le_bytes() {
                let places = &ONES[usize::from(byte)];
                let Some(offsets) = offsets[len..].first_chunk_mut::<8>() else {
                    unreachable!("there are eight places more than rows");
                };
                *offsets = std::array::from_fn(|bit| first[bit] + places[bit]);
                first = first.map(|offset| offset + 8);
                len += byte.count_ones() as usize;
            }
        }
        if len > 0 {
            visit(start * Word::BITS as usize, &offsets[..len]);
        }
    }
}

impl Bitmap {
    /// Visits the rows in the set, ascending: the first row of each window of [`WINDOW_ROWS`] rows, and how far behind it the rows
    /// of the set lie. Windows without a row of the set are left out.
    pub(crate) fn for_each_window(&self, visit: impl FnMut(usize, &[u16])) {
        let words = self.words();
        for_each_window(words.len(), |index| words[index], visit);
    }

    /// The same of the rows that are in another set too.
    ///
    /// # Panics
    ///
    /// If the two sets range over tables of different length.
    pub(crate) fn for_each_window_of_both(&self, other: &Self, visit: impl FnMut(usize, &[u16])) {
        let (words, others) = (self.words(), other.checked_words(self.len()));
        for_each_window(words.len(), |index| words[index] & others[index], visit);
    }

    /// Visits the row ids in the set, ascending, many at a time.
    ///
    /// PERF: a loop over a list runs several times as fast as one over an iterator that finds the next bit.
    pub fn for_each_chunk(&self, mut visit: impl FnMut(&[u32])) {
        let mut row_ids = [0; WINDOW_ROWS];
        self.for_each_window(|first, offsets| {
            for (row_id, &offset) in row_ids.iter_mut().zip(offsets) {
                *row_id = first as u32 + u32::from(offset);
            }
            visit(&row_ids[..offsets.len()]);
        });
    }
}
