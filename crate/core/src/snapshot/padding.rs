//! Padmé padding: hides the exact length of a section for at most 12 % more bytes.

/// The padded length of `byte_len` bytes.
///
/// Lengths are rounded up so that only as many leading binary digits differ as the exponent has digits. What is left to learn
/// from a length is then O(log log n) bits. Nikitin et al., *Reducing Metadata Leakage from Encrypted Files*, PETS 2019.
pub(super) fn padded_len(byte_len: usize) -> usize {
    if byte_len < 2 {
        return byte_len;
    }
    let exponent = byte_len.ilog2();
    let kept_digits = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - kept_digits)) - 1;
    (byte_len + mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_rounded_up_to_few_leading_digits() {
        for (byte_len, padded) in [
            (0, 0),
            (1, 1),
            (2, 2),
            (8, 8),
            (9, 10),
            (100, 104),
            (1_000, 1_024),
            (1_025, 1_088),
            (1_000_000, 1_015_808),
        ] {
            assert_eq!(padded_len(byte_len), padded, "{byte_len}");
        }
    }

    #[test]
    fn padding_adds_at_most_an_eighth_and_is_stable() {
        for byte_len in (2..5_000).chain([1 << 20, (1 << 20) + 1, 123_456_789, usize::MAX >> 8]) {
            let padded = padded_len(byte_len);
            assert!(padded >= byte_len);
            assert!(padded - byte_len <= byte_len / 8, "{byte_len} became {padded}");
            assert_eq!(padded_len(padded), padded);
        }
    }
}
