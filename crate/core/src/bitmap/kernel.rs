//! Loops over whole words.
//!
//! Each loop is plain enough that LLVM widens it to vector registers where the target has them, and takes two words at a time to
//! count bits where it has not: measured, hand-written SIMD counts no faster (all are bound by reading memory).

use super::Word;

/// Words that a loop over several slices keeps in registers at once: 512 rows in four vectors, and as many for each bound.
const LANES: usize = 16;

/// Number of ones.
pub(super) fn count(words: &[Word]) -> usize {
    let (pairs, rest) = words.as_chunks::<2>();
    let pairs: u64 = pairs.iter().map(|&pair| u64::from(wide(pair).count_ones())).sum();
    pairs as usize + rest.iter().map(|word| word.count_ones() as usize).sum::<usize>()
}

/// Number of ones that two sequences share.
pub(super) fn and_count(a: &[Word], b: &[Word]) -> usize {
    let (a_pairs, a_rest) = a.as_chunks::<2>();
    let (b_pairs, b_rest) = b.as_chunks::<2>();
    let mut sum = 0;
    for (&a, &b) in a_pairs.iter().zip(b_pairs) {
        sum += u64::from((wide(a) & wide(b)).count_ones());
    }
    let rest = a_rest.iter().zip(b_rest);
    sum as usize + rest.map(|(a, b)| (a & b).count_ones() as usize).sum::<usize>()
}

/// Two words as one, the first in the low half.
pub(super) fn wide([low, high]: [Word; 2]) -> u64 {
    u64::from(low) | u64::from(high) << Word::BITS
}

/// Combines word by word, into the first sequence.
pub(super) fn combine(a: &mut [Word], b: &[Word], operation: impl Fn(Word, Word) -> Word) {
    for (a, &b) in a.iter_mut().zip(b) {
        *a = operation(*a, b);
    }
}

/// Combines `out` with the rows whose number is in `low..high`, the number given by its binary digits: `slices[i]` holds digit `i`
/// of every row.
///
/// A bit-sliced index (O'Neil and Quass, *Improved query performance with variant indexes*, 1997): from the highest digit on, a
/// row lies below a bound as soon as it has a 0 where the bound has a 1 while all higher digits agree. Both bounds are compared
/// in one pass, so that every slice is read once.
///
/// `high` is `None` where no number lies beyond.
pub(super) fn range(
    out: &mut [Word],
    slices: &[&[Word]],
    low: u32,
    high: Option<u32>,
    combine: impl Fn(Word, Word) -> Word + Copy,
) {
    match (low, high) {
        (0, None) => out.iter_mut().for_each(|word| *word = combine(*word, Word::MAX)),
        (0, Some(high)) => below(out, slices, [high], |word, [below]| combine(word, below)),
        (low, None) => below(out, slices, [low], |word, [below]| combine(word, !below)),
        (low, Some(high)) => below(out, slices, [low, high], |word, [below_low, below_high]| {
            combine(word, below_high & !below_low)
        }),
    }
}

fn below<const B: usize>(
    out: &mut [Word],
    slices: &[&[Word]],
    bounds: [u32; B],
    result: impl Fn(Word, [Word; B]) -> Word + Copy,
) {
    // Below the last 1 of every bound no digit decides anything any more.
    let first = bounds.iter().map(|bound| bound.trailing_zeros()).min().unwrap_or(0) as usize;
    let digits: Vec<(&[Word], [bool; B])> = (first.min(slices.len())..slices.len())
        .rev()
        .map(|digit| (slices[digit], bounds.map(|bound| bound >> digit & 1 == 1)))
        .collect();
    // A bound with a digit that no number has lies beyond all of them.
    let beyond = bounds.map(|bound| {
        if bound.checked_shr(slices.len() as u32).unwrap_or(0) == 0 {
            0
        } else {
            Word::MAX
        }
    });
    let result = |word, mut below: [Word; B]| {
        for (below, beyond) in below.iter_mut().zip(beyond) {
            *below |= beyond;
        }
        result(word, below)
    };
    let len = out.len();
    let (chunks, rest) = out.as_chunks_mut::<LANES>();
    for (index, chunk) in chunks.iter_mut().enumerate() {
        below_chunk(chunk, &digits, index * LANES, result);
    }
    let start = len - rest.len();
    for (index, word) in rest.iter_mut().enumerate() {
        below_chunk(std::array::from_mut(word), &digits, start + index, result);
    }
}

#[inline]
fn below_chunk<const B: usize, const N: usize>(
    out: &mut [Word; N],
    digits: &[(&[Word], [bool; B])],
    start: usize,
    result: impl Fn(Word, [Word; B]) -> Word,
) {
    let (mut below, mut equal) = ([[0; N]; B], [[Word::MAX; N]; B]);
    for (slice, bounds) in digits {
        let Some(slice) = slice[start..].first_chunk::<N>() else {
            unreachable!("slices are as long as what is made of them");
        };
        for bound in 0..B {
            if bounds[bound] {
                for lane in 0..N {
                    below[bound][lane] |= equal[bound][lane] & !slice[lane];
                    equal[bound][lane] &= slice[lane];
                }
            } else {
                for lane in 0..N {
                    equal[bound][lane] &= !slice[lane];
                }
            }
        }
    }
    for lane in 0..N {
        out[lane] = result(out[lane], std::array::from_fn(|bound| below[bound][lane]));
    }
}
