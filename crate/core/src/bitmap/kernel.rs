//! Loops over whole words.
//!
//! Each loop is plain enough that LLVM widens it to vector registers where the target has them, and takes two words at a time to
//! count bits where it has not: measured, hand-written SIMD counts no faster (all are bound by reading memory).

use super::Word;

/// Words that a loop over several slices keeps in registers at once: 256 rows.
const LANES: usize = 8;

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
fn wide([low, high]: [Word; 2]) -> u64 {
    u64::from(low) | u64::from(high) << Word::BITS
}

/// Combines word by word, into the first sequence.
pub(super) fn combine(a: &mut [Word], b: &[Word], operation: impl Fn(Word, Word) -> Word) {
    for (a, &b) in a.iter_mut().zip(b) {
        *a = operation(*a, b);
    }
}

/// Writes the rows whose number is in `low..high`, the number given by its binary digits: `slices[i]` holds digit `i` of every row.
///
/// A bit-sliced index (O'Neil and Quass, *Improved query performance with variant indexes*, 1997): from the highest digit on, a
/// row lies below a bound as soon as it has a 0 where the bound has a 1 while all higher digits agree. Both bounds are compared
/// in one pass, so that every slice is read once.
///
/// `high` is `None` where no number lies beyond.
pub(super) fn range(out: &mut [Word], slices: &[&[Word]], low: u32, high: Option<u32>) {
    match (low, high) {
        (0, None) => out.fill(Word::MAX),
        (0, Some(high)) => below(out, slices, [high], |[below]| below),
        (low, None) => below(out, slices, [low], |[below]| !below),
        (low, Some(high)) => below(out, slices, [low, high], |[below_low, below_high]| {
            below_high & !below_low
        }),
    }
}

fn below<const B: usize>(
    out: &mut [Word],
    slices: &[&[Word]],
    bounds: [u32; B],
    result: impl Fn([Word; B]) -> Word + Copy,
) {
    let digits_of = |digit: usize| bounds.map(|bound| if bound >> digit & 1 == 1 { Word::MAX } else { 0 });
    let digits: Vec<[Word; B]> = (0..slices.len()).map(digits_of).collect();
    let len = out.len();
    let (chunks, rest) = out.as_chunks_mut::<LANES>();
    for (index, chunk) in chunks.iter_mut().enumerate() {
        *chunk = below_chunk(slices, &digits, index * LANES, result);
    }
    let start = len - rest.len();
    for (index, word) in rest.iter_mut().enumerate() {
        [*word] = below_chunk(slices, &digits, start + index, result);
    }
}

#[inline]
fn below_chunk<const B: usize, const N: usize>(
    slices: &[&[Word]],
    bounds: &[[Word; B]],
    start: usize,
    result: impl Fn([Word; B]) -> Word,
) -> [Word; N] {
    let (mut below, mut equal) = ([[0; N]; B], [[Word::MAX; N]; B]);
    for (slice, bounds) in slices.iter().zip(bounds).rev() {
        let digits = &slice[start..start + N];
        for bound in 0..B {
            for lane in 0..N {
                below[bound][lane] |= equal[bound][lane] & !digits[lane] & bounds[bound];
                equal[bound][lane] &= !(digits[lane] ^ bounds[bound]);
            }
        }
    }
    std::array::from_fn(|lane| result(std::array::from_fn(|bound| below[bound][lane])))
}
