//! Loops over whole words.
//!
//! Each loop is plain enough that LLVM widens it to vector registers where the target has them; only counting ones is kept to
//! 64 bits at a time.

use super::Word;

/// Words that a loop over several slices keeps in registers at once: 512 rows in four vectors for each bound.
const LANES: usize = 16;

/// Number of ones.
pub(super) fn count(words: &[Word]) -> usize {
    let (groups, rest) = words.as_chunks::<GROUP>();
    sum(groups.iter().map(|group| ones(doubled(*group)))) + sum(rest.iter().map(|word| word.count_ones()))
}

/// Number of ones that two sequences share.
pub(super) fn and_count(a: &[Word], b: &[Word]) -> usize {
    let (a_groups, a_rest) = a.as_chunks::<GROUP>();
    let (b_groups, b_rest) = b.as_chunks::<GROUP>();
    let groups = a_groups.iter().zip(b_groups).map(|(a, b)| {
        let (a, b) = (doubled(*a), doubled(*b));
        ones(std::array::from_fn(|index| a[index] & b[index]))
    });
    sum(groups) + sum(a_rest.iter().zip(b_rest).map(|(&a, &b)| (a & b).count_ones()))
}

/// Words whose ones are counted before the sum is looked at.
const GROUP: usize = 8;

fn doubled(words: [Word; GROUP]) -> [u64; GROUP / 2] {
    std::array::from_fn(|index| wide([words[2 * index], words[2 * index + 1]]))
}

fn ones(words: [u64; GROUP / 2]) -> u32 {
    words.iter().map(|word| word.count_ones()).sum()
}

/// Adds up counts.
///
/// PERF: processors count the ones of 64 bits in one instruction and those of a vector in a dozen, but LLVM makes vectors of a
/// loop that counts wherever it may; the facets of all fields then take 1.6 times as long in WebAssembly. A loop that might end
/// early is not widened: that is what the sum, which cannot overflow, is checked for.
fn sum(counts: impl Iterator<Item = u32>) -> usize {
    let mut sum = 0_u32;
    for count in counts {
        match sum.checked_add(count) {
            Some(larger) => sum = larger,
            None => break,
        }
    }
    sum as usize
}

/// How many of a set have a digit, the next one, and both: `[low, high, both]`.
///
/// With the size of the set these are the sizes of its four parts, for three counts. (Seven for eight, by three digits, need more
/// registers than there are.)
pub(super) fn meet_counts(set: &[Word], low: &[Word], high: &[Word]) -> [usize; 3] {
    let meet = |set: u64, low: u64, high: u64| {
        let low = set & low;
        [low, set & high, low & high].map(u64::count_ones)
    };
    let (sets, set_rest) = set.as_chunks::<2>();
    let (lows, low_rest) = low.as_chunks::<2>();
    let (highs, high_rest) = high.as_chunks::<2>();
    let pairs = sets.iter().zip(lows).zip(highs);
    let whole = sums(pairs.map(|((&set, &low), &high)| meet(wide(set), wide(low), wide(high))));
    let rest = set_rest.iter().zip(low_rest).zip(high_rest);
    let rest = sums(rest.map(|((&set, &low), &high)| meet(u64::from(set), u64::from(low), u64::from(high))));
    std::array::from_fn(|part| whole[part] + rest[part])
}

/// Adds up counts of three kinds. PERF: not widened, for the reason that [`sum`] gives.
fn sums(counts: impl Iterator<Item = [u32; 3]>) -> [usize; 3] {
    let mut sums = [0_u32; 3];
    for [first, second, third] in counts {
        sums[0] += first;
        sums[1] += second;
        match sums[2].checked_add(third) {
            Some(larger) => sums[2] = larger,
            None => break,
        }
    }
    sums.map(|sum| sum as usize)
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
/// A bit-sliced index (O'Neil and Quass, *Improved query performance with variant indexes*, 1997), read from the lowest digit on:
/// as far as digits have been read, a row is not below a bound with a 1 where the row has a 1 too and was not below before; with
/// a 0, where the row has a 1 or was not below before. So each digit takes one operation for each bound. Both bounds are compared
/// in one pass, and every slice is read once.
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
        (0, Some(high)) => reaches(out, slices, [high], |word, [high]| combine(word, !high)),
        (low, None) => reaches(out, slices, [low], |word, [low]| combine(word, low)),
        (low, Some(high)) => reaches(out, slices, [low, high], |word, [low, high]| combine(word, low & !high)),
    }
}

/// Combines `out` with the rows whose number reaches each of some bounds, which are not 0.
fn reaches<const B: usize>(
    out: &mut [Word],
    slices: &[&[Word]],
    bounds: [u32; B],
    result: impl Fn(Word, [Word; B]) -> Word + Copy,
) {
    // Before the first 1 of every bound no digit decides anything.
    let first = bounds.iter().map(|bound| bound.trailing_zeros()).min().unwrap_or(0) as usize;
    let digits: Vec<(&[Word], [bool; B])> = (first.min(slices.len())..slices.len())
        .map(|digit| (slices[digit], bounds.map(|bound| bound >> digit & 1 == 1)))
        .collect();
    // No number has the digit that such a bound has.
    let is_beyond = bounds.map(|bound| bound.checked_shr(slices.len() as u32).unwrap_or(0) != 0);
    let result = |word, reached: [Word; B]| {
        result(
            word,
            std::array::from_fn(|bound| if is_beyond[bound] { 0 } else { reached[bound] }),
        )
    };
    let len = out.len();
    let (chunks, rest) = out.as_chunks_mut::<LANES>();
    for (index, chunk) in chunks.iter_mut().enumerate() {
        reaches_chunk(chunk, &digits, index * LANES, result);
    }
    let start = len - rest.len();
    for (index, word) in rest.iter_mut().enumerate() {
        reaches_chunk(std::array::from_mut(word), &digits, start + index, result);
    }
}

#[inline]
fn reaches_chunk<const B: usize, const N: usize>(
    out: &mut [Word; N],
    digits: &[(&[Word], [bool; B])],
    start: usize,
    result: impl Fn(Word, [Word; B]) -> Word,
) {
    let mut reached = [[Word::MAX; N]; B];
    for (slice, bounds) in digits {
        let Some(slice) = slice[start..].first_chunk::<N>() else {
            unreachable!("slices are as long as what is made of them");
        };
        for (reached, &is_one) in reached.iter_mut().zip(bounds) {
            if is_one {
                *reached = std::array::from_fn(|lane| reached[lane] & slice[lane]);
            } else {
                *reached = std::array::from_fn(|lane| reached[lane] | slice[lane]);
            }
        }
    }
    *out = std::array::from_fn(|lane| result(out[lane], std::array::from_fn(|bound| reached[bound][lane])));
}
