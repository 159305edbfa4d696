//! How hard a passphrase is to guess, in bits.

use std::collections::BTreeSet;
use std::str::FromStr;

use yongquan_core::seal::{ExposeSecret, SecretString};
use zxcvbn::zxcvbn;

use super::passphrase::{bits_of_words, is_word, typed_words};
use crate::failure::Failure;
use crate::texts::failure;

/// Bits of a passphrase at least, unless another number is asked for: what a slot that travels inside a snapshot needs.
///
/// Whoever finds the file may guess for years. At 2¹⁸ scrypt a guess takes half a second and 256 MiB; 2⁵⁹ of them, the half of
/// sixty bits, are nine billion years of one processor.
pub const DEFAULT_MIN_BITS: u32 = 60;

/// The lowest number that may be asked for: slots that are kept apart, under lock and key.
pub const LOWEST_MIN_BITS: u32 = 40;

/// The highest number that may be asked for.
pub const HIGHEST_MIN_BITS: u32 = 128;

/// Where a passphrase comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was drawn, so its bits are known.
    Generated,
    /// A person thought of it, so its bits are an estimate.
    Own,
}

/// How strong a passphrase is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Strength {
    /// Binary logarithm of the number of guesses that find it for certain.
    pub bits: f64,
    /// Whether that is known or estimated.
    pub origin: Origin,
}

impl Strength {
    /// Estimates the strength of a passphrase that a person chose.
    ///
    /// `known` are words that an attacker tries first, such as the name of the operator. Words of our own list, with anything but
    /// letters between them, count as drawn, each different one once: this is how a passphrase comes back that
    /// `keys passphrase` gave.
    ///
    /// The estimate is that of [zxcvbn](https://dropbox.tech/security/zxcvbn-realistic-password-strength-estimation), which counts what
    /// it does not recognise as ten possibilities a character, Chinese characters too, and nothing beyond 64 bits.
    pub fn estimate(passphrase: &SecretString, known: &[&str]) -> Self {
        let passphrase = passphrase.expose_secret();
        let words: Vec<&str> = passphrase.split(['-', ' ']).collect();
        let bits = if words.iter().all(|word| is_word(word)) {
            let different: BTreeSet<&str> = words.into_iter().collect();
            bits_of_words(different.len())
        } else {
            // Those who guess passphrases of Chinese offices try Chinese words, and zxcvbn knows English ones only.
            let mut known = known.to_vec();
            known.extend(typed_words().map(|word: &str| word));
            zxcvbn(passphrase, &known).guesses_log10() * std::f64::consts::LOG2_10
        };
        Self {
            bits: bits.max(0.0),
            origin: Origin::Own,
        }
    }

    /// Refuses a passphrase that is too weak.
    ///
    /// # Errors
    ///
    /// `cli.passphrase_weak`.
    pub fn check(self, min_bits: u32) -> Result<Self, Failure> {
        if self.is_at_least(min_bits) {
            return Ok(self);
        }
        let params = [("bits", self.rounded()), ("min", min_bits.to_string())];
        Err(failure("cli.passphrase_weak", &params))
    }

    /// Whether it reaches a minimum.
    pub fn is_at_least(self, min_bits: u32) -> bool {
        self.bits >= f64::from(min_bits)
    }

    /// With one decimal, never rounded up.
    pub(super) fn rounded(self) -> String {
        format!("{:.1}", (self.bits * 10.0).floor() / 10.0)
    }

    /// For people: `64.6 比特 bits`, and whether it is an estimate.
    pub fn to_text(self) -> String {
        let bits = self.rounded();
        match self.origin {
            Origin::Generated => format!("{bits} 比特 bits"),
            Origin::Own => format!("约 about {bits} 比特 bits"),
        }
    }

    /// For the comment of a public key file: `64.6 bits, generated` or `64.6 bits, own`. [`from_str`](Self::from_str) reads it.
    pub fn to_record(self) -> String {
        let origin = match self.origin {
            Origin::Generated => "generated",
            Origin::Own => "own",
        };
        format!("{} bits, {origin}", self.rounded())
    }
}

/// A record that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoStrength;

impl FromStr for Strength {
    type Err = NoStrength;

    fn from_str(record: &str) -> Result<Self, NoStrength> {
        let (bits, origin) = record.split_once(" bits, ").ok_or(NoStrength)?;
        let is_plain = bits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        Ok(Self {
            bits: bits.parse().ok().filter(|_| is_plain).ok_or(NoStrength)?,
            origin: match origin {
                "generated" => Origin::Generated,
                "own" => Origin::Own,
                _ => return Err(NoStrength),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::passphrase::DrawnPassphrase;
    use super::*;

    fn bits(passphrase: &str) -> f64 {
        Strength::estimate(&SecretString::from(passphrase), &["counter"]).bits
    }

    #[test]
    fn what_people_think_of_is_weak() {
        for weak in [
            "",
            "12345678901",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abcdeabcdeabcdeabcdeabcde",
            "一二三四五六一二三四五六",
            "correct horse battery",
            "woaizhongguo",
            "Woaizhongguo2013!",
            "counter-counter-counter",
            "aiqing-aiqing-aiqing-aiqing-aiqing",
            "qwertyuiopasdfghjkl",
            "13800138000",
        ] {
            let found = bits(weak);
            assert!(found < f64::from(DEFAULT_MIN_BITS), "{weak}: {found}");
        }
    }

    #[test]
    fn what_was_drawn_elsewhere_is_strong() {
        for strong in [
            "kxvr-wmzn-bqtd-hjfp",
            "kxvr wmzn bqtd hjfp gsck",
            "9f4e1d0a7b3c2e8d5f6a",
            "aihao-baocun-chuntian-dianhua-erduo",
        ] {
            let found = bits(strong);
            assert!(found >= f64::from(DEFAULT_MIN_BITS), "{strong}: {found}");
        }
    }

    #[test]
    fn a_passphrase_that_was_drawn_counts_the_same_when_it_is_typed_in() {
        for _ in 0..20 {
            let drawn = DrawnPassphrase::draw(5).expect("the system gives randomness");
            let typed = Strength::estimate(&drawn.passphrase, &[]);
            assert_eq!(typed.bits, drawn.strength.bits);
            assert_eq!(typed.origin, Origin::Own);
        }
    }

    #[test]
    fn the_refusal_names_bits_and_minimum_and_not_the_passphrase() {
        let weak = Strength::estimate(&SecretString::from("hahahahahaha"), &[]);
        let refused = weak.check(DEFAULT_MIN_BITS).expect_err("is weak");
        assert_eq!(refused.code(), "cli.passphrase_weak");
        let text = refused.to_string();
        assert!(!text.contains("haha") && text.contains("60"), "{text}");
    }

    #[test]
    fn a_minimum_is_reached_by_itself_and_not_by_less() {
        let strength = |bits| Strength {
            bits,
            origin: Origin::Own,
        };
        assert!(strength(60.0).is_at_least(60));
        assert!(!strength(59.99).is_at_least(60));
        assert_eq!(strength(59.99).to_record(), "59.9 bits, own");
        assert!(strength(59.99).check(60).is_err());
        assert!(strength(60.0).check(60).is_ok());
    }

    #[test]
    fn other_records_are_none() {
        for record in [
            "",
            "64.6",
            "64.6 bits",
            "64.6 bits, drawn",
            "-1 bits, own",
            "inf bits, own",
            "NaN bits, own",
            "1e9 bits, own",
            " 64.6 bits, own",
            "64.6 bits, own ",
            ". bits, own",
        ] {
            assert_eq!(record.parse::<Strength>(), Err(NoStrength), "{record:?}");
        }
    }

    proptest! {
        #[test]
        fn a_record_reads_back_and_never_says_more(bits in 0.0..1000.0f64, is_own in any::<bool>()) {
            let origin = if is_own { Origin::Own } else { Origin::Generated };
            let strength = Strength { bits, origin };
            let read: Strength = strength.to_record().parse().expect("was just written");
            prop_assert_eq!(read.origin, origin);
            prop_assert!(read.bits <= bits && bits - read.bits < 0.1 + 1e-9);
            prop_assert_eq!(read.to_record(), strength.to_record());
        }

        #[test]
        fn any_text_is_measured_without_a_panic(text in "\\PC{0,60}") {
            let found = bits(&text);
            prop_assert!(found.is_finite() && found >= 0.0);
        }
    }
}
