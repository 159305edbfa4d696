//! Loops over whole words.
//!
//! Each loop is plain enough that LLVM widens it to vector registers where the target has them; only counting ones is kept to
//! 64 bits at a time.

use super::Word;

/// Words that a loop over several slices keeps in registers at once: 512 rows in four vectors, and as many for each bound.
const LANES: usize = 16;

/// Number of ones.
pub(super) fn count(words: &[Word]) -> usize {
    let (pairs, rest) = words.as_chunks::<2>();
    sum_ones(pairs.iter().map(|&pair| wide(pair))) + sum_ones(rest.iter().map(|&word| u64::from(word)))
}

/// Number of ones that two sequences share.
pub(super) fn and_count(a: &[Word], b: &[Word]) -> usize {
    let (a_pairs, a_rest) = a.as_chunks::<2>();
    let (b_pairs, b_rest) = b.as_chunks::<2>();
    let pairs = a_pairs.iter().zip(b_pairs).map(|(&a, &b)| wide(a) & wide(b));
    sum_ones(pairs) + sum_ones(a_rest.iter().zip(b_rest).map(|(&a, &b)| u64::from(a & b)))
}

/// Number of ones in all words.
///
/// PERF: processors count the ones of 64 bits in one instruction and those of a vector in a dozen, but LLVM makes vectors of this
/// loop wherever it may; the facets of all fields then take 1.6 times as long in WebAssembly. A loop that might end early is not widened: that is what the sum,
/// which cannot overflow, is checked for.
fn sum_ones(words: impl Iterator<Item = u64>) -> usize {
    let mut sum = 0_u32;
    for word in words {
        match sum.checked_add(word.count_ones()) {
            Some(larger) => sum = larger,
            None => break,
        }
    }
    sum as usize
}

/// Sizes of the four parts of a set by two digits: neither, the low one, the high one, both.
pub(super) fn quarters(set: &[Word], high: &[Word], low: &[Word]) -> [usize; 4] {
    let (sets, set_rest) = set.as_chunks::<2>();
    let (highs, high_rest) = high.as_chunks::<2>();
    let (lows, low_rest) = low.as_chunks::<2>();
    let pairs = sets.iter().zip(highs).zip(lows);
    let whole = sum_quarters(pairs.map(|((&set, &high), &low)| (wide(set), wide(high), wide(low))));
    let rest = set_rest.iter().zip(high_rest).zip(low_rest);
    let rest = sum_quarters(rest.map(|((&set, &high), &low)| (u64::from(set), u64::from(high), u64::from(low))));
    std::array::from_fn(|part| whole[part] + rest[part])
}

/// PERF: not widened, for the reason that [`sum_ones`] gives.
fn sum_quarters(words: impl Iterator<Item = (u64, u64, u64)>) -> [usize; 4] {
    let (mut neither, mut only_low, mut only_high, mut both) = (0_u32, 0_u32, 0_u32, 0_u32);
    for (set, high, low) in words {
        let upper = set & high;
        let lower = set ^ upper;
        let (upper_low, lower_low) = (upper & low, lower & low);
        neither += (lower ^ lower_low).count_ones();
        only_low += lower_low.count_ones();
        only_high += (upper ^ upper_low).count_ones();
        match both.checked_add(upper_low.count_ones()) {
            Some(larger) => both = larger,
            None => break,
        }
    }
    [neither, only_low, only_high, both].map(|sum| sum as usize)
}

/// Two words as one, the first in the low half.
fn wide([low, high]: [Word; 2]) -> u64 {
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
