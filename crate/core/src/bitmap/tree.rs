//! Counting the codes of a set by its binary digits.

use super::block::words_of;
use super::kernel;
use super::{Bitmap, Word, block_count};

/// Memory for the parts of a set, kept from one field to the next.
#[derive(Debug, Default)]
pub(crate) struct TreeScratch {
    halves: Vec<Vec<Word>>,
}

/// How many rows of a set have each code, given the binary digits of the codes; `slices[i]` holds digit `i`.
///
/// Block by block the set is halved by the highest digit, each half by the next, and so on: for *c* codes as many words are counted
/// as by meeting *c* value bitmaps, but only log₂ *c* of them come from memory, the rest from first-level cache.
///
/// Adds to `counts`, one place a code; codes beyond them must not occur.
///
/// # Panics
///
/// If a slice ranges over another table than the set.
pub(crate) fn add_code_counts(rows: &Bitmap, slices: &[Bitmap], counts: &mut [u32], scratch: &mut TreeScratch) {
    assert!(
        slices.iter().all(|slice| slice.len() == rows.len()),
        "sets range over different tables"
    );
    if scratch.halves.len() < slices.len() {
        scratch.halves.resize(slices.len(), Vec::new());
    }
    let mut digits: Vec<&[Word]> = Vec::with_capacity(slices.len());
    for index in 0..block_count(rows.len()) {
        digits.clear();
        digits.extend(slices.iter().map(|slice| words_of(slice, index)));
        let mut tree = Tree {
            digits: &digits,
            counts,
        };
        let set = words_of(rows, index);
        tree.count(set, kernel::count(set), 0, &mut scratch.halves[..slices.len()]);
    }
}

struct Tree<'a> {
    digits: &'a [&'a [Word]],
    counts: &'a mut [u32],
}

impl Tree<'_> {
    /// Counts a set of `total` rows whose codes begin at `first` and agree in all digits above those that `halves` has room for.
    fn count(&mut self, set: &[Word], total: usize, first: usize, halves: &mut [Vec<Word>]) {
        // PERF: rows with the same value stand together in many columns, and small sets leave most blocks empty.
        if total == 0 || first >= self.counts.len() {
            return;
        }
        match halves {
            [] => self.add(first, total),
            [_] => {
                let ones = kernel::and_count(set, self.digits[0]);
                self.add(first, total - ones);
                self.add(first + 1, ones);
            }
            [_, _] => {
                let [low, high, both] = kernel::meet_counts(set, self.digits[0], self.digits[1]);
                self.add(first, total + both - low - high);
                self.add(first + 1, low - both);
                self.add(first + 2, high - both);
                self.add(first + 3, both);
            }
            [deeper @ .., half] => {
                let digit = self.digits[deeper.len()];
                let mut part = std::mem::take(half);
                part.clear();
                part.extend(set.iter().zip(digit).map(|(set, digit)| set & digit));
                let ones = kernel::count(&part);
                self.count(&part, ones, first + (1 << deeper.len()), deeper);
                if ones < total {
                    part.clear();
                    part.extend(set.iter().zip(digit).map(|(set, digit)| set & !digit));
                    self.count(&part, total - ones, first, deeper);
                }
                *half = part;
            }
        }
    }

    fn add(&mut self, code: usize, count: usize) {
        if let Some(sum) = self.counts.get_mut(code) {
            *sum += count as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn codes_are_counted_as_one_by_one(
            codes in proptest::collection::vec(0_usize..40, 0..700),
            cardinality in 40_usize..70,
            share in 1_usize..5,
        ) {
            let digit_count = usize::BITS - (cardinality - 1).leading_zeros();
            let slices: Vec<Bitmap> = (0..digit_count)
                .map(|digit| Bitmap::from_fn(codes.len(), |row_id| codes[row_id] >> digit & 1 == 1))
                .collect();
            let rows = Bitmap::from_fn(codes.len(), |row_id| row_id % share == 0);
            let mut counts = vec![0; cardinality];
            add_code_counts(&rows, &slices, &mut counts, &mut TreeScratch::default());
            let mut expected = vec![0; cardinality];
            for row_id in rows.iter() {
                expected[codes[row_id]] += 1;
            }
            prop_assert_eq!(counts, expected);
        }

        #[test]
        fn few_digits_are_counted_too(bits in proptest::collection::vec(0_usize..4, 0..100), digit_count in 0_u32..3) {
            let codes: Vec<usize> = bits.iter().map(|bits| bits % (1 << digit_count)).collect();
            let slices: Vec<Bitmap> = (0..digit_count)
                .map(|digit| Bitmap::from_fn(codes.len(), |row_id| codes[row_id] >> digit & 1 == 1))
                .collect();
            let mut counts = vec![0; 1 << digit_count];
            add_code_counts(&Bitmap::full(codes.len()), &slices, &mut counts, &mut TreeScratch::default());
            let mut expected = vec![0; 1 << digit_count];
            for &code in &codes {
                expected[code] += 1;
            }
            prop_assert_eq!(counts, expected);
        }
    }
}
