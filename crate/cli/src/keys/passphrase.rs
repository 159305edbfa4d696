//! Passphrases that are drawn, not thought up: words of a list, each as likely as any other.

use std::sync::LazyLock;

use rand::TryRng;
use rand::rngs::SysRng;
use yongquan_core::seal::{ExposeSecret, SecretString};

use super::strength::{Origin, Strength};
use crate::failure::Failure;
use crate::texts::failure;

/// Words of a new passphrase unless another number is asked for: 64.6 bits.
pub const DEFAULT_WORD_COUNT: usize = 5;

/// Words of the list.
const LIST_LEN: u16 = 7_776;

/// What is drawn at or above this is drawn again: the largest multiple of the list's length that two bytes hold. Taking the
/// remainder of all 65,536 would make the first 3,328 words an eighth more likely than the others.
const ACCEPTED_LIMIT: u16 = u16::MAX - u16::MAX % LIST_LEN;

/// A word: as it is typed, and the characters that help to remember it.
type Word = (&'static str, &'static str);

static WORDS: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let list = include_str!("../../../../data-schema/passphrase/words.tsv");
    let words: Vec<Word> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    assert_eq!(words.len(), usize::from(LIST_LEN), "a test reads the list");
    words
});

/// The words as they are typed, in ascending order.
pub(super) fn typed_words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(typed, _)| *typed)
}

/// Whether a text is a word of the list as it is typed.
pub(super) fn is_word(text: &str) -> bool {
    WORDS.binary_search_by_key(&text, |(typed, _)| typed).is_ok()
}

/// Bits of a passphrase of so many different words, each drawn from the list.
pub fn bits_of_words(word_count: usize) -> f64 {
    (0..word_count)
        .map(|taken| (f64::from(LIST_LEN) - taken as f64).log2())
        .sum()
}

/// A passphrase that was drawn. No `Debug`: its characters tell it as well.
pub struct DrawnPassphrase {
    /// The words with hyphens between them.
    pub passphrase: SecretString,
    /// The same in characters, with spaces between them: a help to remember, never typed.
    pub characters: SecretString,
    /// How strong it is.
    pub strength: Strength,
}

impl DrawnPassphrase {
    /// Draws a passphrase of different words with the system's randomness.
    ///
    /// # Errors
    ///
    /// `cli.randomness` if the system gives none.
    ///
    /// # Panics
    ///
    /// Never ends if there are more words than the list has; the command line admits a dozen.
    pub fn draw(word_count: usize) -> Result<Self, Failure> {
        let mut words: Vec<Word> = Vec::with_capacity(word_count);
        while words.len() < word_count {
            let word = draw_word()?;
            // The same word twice looks like a slip to whoever writes it down, and costs two thousandths of a bit to leave out.
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let join = |part: fn(&Word) -> &'static str, separator: &str| {
            let parts: Vec<&str> = words.iter().map(part).collect();
            SecretString::from(parts.join(separator))
        };
        Ok(Self {
            passphrase: join(|word| word.0, "-"),
            characters: join(|word| word.1, " "),
            strength: Strength {
                bits: bits_of_words(word_count),
                origin: Origin::Generated,
            },
        })
    }

    /// What its owner has to see, once: passphrase, characters and strength in three lines.
    pub fn to_text(&self) -> SecretString {
        SecretString::from(format!(
            "口令 passphrase       {}\n助记 characters       {}\n强度 strength         {}\n",
            self.passphrase.expose_secret(),
            self.characters.expose_secret(),
            self.strength.to_text(),
        ))
    }
}

fn draw_word() -> Result<Word, Failure> {
    loop {
        let mut bytes = [0; 2];
        SysRng
            .try_fill_bytes(&mut bytes)
            .map_err(|_| failure("cli.randomness", &[]))?;
        if let Some(index) = word_index(u16::from_le_bytes(bytes)) {
            return Ok(WORDS[index]);
        }
    }
}

/// The word that two random bytes stand for; `None` if they have to be drawn again.
fn word_index(drawn: u16) -> Option<usize> {
    (drawn < ACCEPTED_LIMIT).then_some(usize::from(drawn % LIST_LEN))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_list_has_7776_different_words_of_letters_with_two_characters_each() {
        assert!(
            WORDS.is_sorted_by(|a, b| a.0 < b.0),
            "ascending, so that none stands twice"
        );
        for (typed, characters) in WORDS.iter() {
            assert!((4..=8).contains(&typed.len()), "{typed}");
            assert!(typed.bytes().all(|byte| byte.is_ascii_lowercase()), "{typed}");
            assert_eq!(characters.chars().count(), 2, "{typed}");
        }
        assert_eq!(usize::from(LIST_LEN), 6usize.pow(5));
        assert!((bits_of_words(1) - 12.925).abs() < 0.000_5);
        assert!((bits_of_words(5) - 64.622).abs() < 0.000_5);
    }

    #[test]
    fn every_word_is_as_likely_as_every_other() {
        let mut counts = vec![0; usize::from(LIST_LEN)];
        let mut redrawn = 0;
        for drawn in 0..=u16::MAX {
            match word_index(drawn) {
                Some(index) => counts[index] += 1,
                None => redrawn += 1,
            }
        }
        assert!(counts.iter().all(|&count| count == 8));
        assert_eq!(redrawn, 65_536 - 62_208);
    }

    #[test]
    fn a_drawn_passphrase_has_its_words_beside_their_characters() {
        let drawn = DrawnPassphrase::draw(5).expect("the system gives randomness");
        let typed: Vec<&str> = drawn.passphrase.expose_secret().split('-').collect();
        let characters: Vec<&str> = drawn.characters.expose_secret().split(' ').collect();
        assert_eq!((typed.len(), characters.len()), (5, 5));
        assert_eq!(typed.iter().collect::<BTreeSet<_>>().len(), 5, "no word stands twice");
        for (typed, characters) in typed.into_iter().zip(characters) {
            assert!(is_word(typed));
            assert!(WORDS.contains(&(typed, characters)));
        }
        assert_eq!(drawn.strength.to_text(), "64.6 比特 bits");
    }

    #[test]
    fn hundreds_of_draws_are_different_and_reach_the_whole_list() {
        let drawn: BTreeSet<String> = (0..300)
            .map(|_| {
                let drawn = DrawnPassphrase::draw(5).expect("the system gives randomness");
                drawn.passphrase.expose_secret().to_owned()
            })
            .collect();
        assert_eq!(drawn.len(), 300);
        // 1,500 words out of 26 parts of the list: a part without any would be one chance in 10²⁵.
        let mut parts = BTreeSet::new();
        for word in drawn.iter().flat_map(|passphrase| passphrase.split('-')) {
            let index = WORDS.binary_search_by_key(&word, |(typed, _)| typed);
            parts.insert(index.expect("is in the list") / 300);
        }
        assert_eq!(parts.len(), 26);
    }
}
