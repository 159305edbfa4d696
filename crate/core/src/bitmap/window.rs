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

impl Bitmap {
    /// Visits the rows in the set, ascending: the first row of each window of [`WINDOW_ROWS`] rows, and how far behind it the rows
    /// of the set lie. Windows without a row of the set are left out.
    pub(crate) fn for_each_window(&self, mut visit: impl FnMut(usize, &[u16])) {
        // Eight places are written for every byte, however many of them count.
        let mut offsets = [0; WINDOW_ROWS + 8];
        for (window, words) in self.words().chunks(WORDS).enumerate() {
            let mut len = 0;
            for (word_index, &word) in words.iter().enumerate() {
                // PERF: of a small set most words are empty.
                if word == 0 {
                    continue;
                }
                for (byte_index, byte) in word.to_le_bytes().into_iter().enumerate() {
                    let first = (Word::BITS as usize * word_index + 8 * byte_index) as u16;
                    let places = &ONES[usize::from(byte)];
                    for (offset, place) in offsets[len..len + 8].iter_mut().zip(places) {
                        *offset = first + place;
                    }
                    len += byte.count_ones() as usize;
                }
            }
            if len > 0 {
                visit(window * WINDOW_ROWS, &offsets[..len]);
            }
        }
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
