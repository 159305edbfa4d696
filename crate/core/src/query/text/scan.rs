//! The question as characters: folded for comparison, verbatim for values, with a place to read from.

use crate::error::CharIndex;

/// Reads a question from left to right. A position is an index into both forms of the text.
pub(super) struct Scanner {
    verbatim: Vec<char>,
    folded: Vec<char>,
    position: CharIndex,
}

impl Scanner {
    pub(super) fn new(question: &str) -> Self {
        let verbatim: Vec<char> = question.chars().collect();
        let folded = verbatim.iter().copied().map(fold).collect();
        Self {
            verbatim,
            folded,
            position: 0,
        }
    }

    pub(super) fn position(&self) -> CharIndex {
        self.position
    }

    pub(super) fn set_position(&mut self, position: CharIndex) {
        self.position = position;
    }

    pub(super) fn advance(&mut self, char_count: usize) {
        self.position += char_count;
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.position >= self.folded.len()
    }

    /// The folded character to be read next.
    pub(super) fn peek(&self) -> Option<char> {
        self.folded.get(self.position).copied()
    }

    /// The folded character `char_count` places after the next one.
    pub(super) fn peek_past(&self, char_count: usize) -> Option<char> {
        self.folded.get(self.position + char_count).copied()
    }

    pub(super) fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.position += 1;
        }
    }

    /// Skips spaces and commas of every kind.
    pub(super) fn skip_separators(&mut self) {
        while self.peek().is_some_and(|c| c.is_whitespace() || c == ',') {
            self.position += 1;
        }
    }

    /// Reads the character if it is the next one.
    pub(super) fn take(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        if is_next {
            self.position += 1;
        }
        is_next
    }

    /// Reads the word if it stands here whole.
    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let char_count = self.match_word(self.position, word);
        self.advance(char_count.unwrap_or(0));
        char_count.is_some()
    }

    /// The longest of the words that stands here whole: its length and everything that was offered under it.
    ///
    /// Reads nothing. Equal meanings are given once.
    pub(super) fn longest<'w, T: PartialEq>(
        &self,
        words: impl IntoIterator<Item = (&'w str, T)>,
    ) -> Option<(usize, Vec<T>)> {
        self.longest_at(self.position, words)
    }

    /// The longest of the words that stands at a position.
    pub(super) fn longest_at<'w, T: PartialEq>(
        &self,
        position: CharIndex,
        words: impl IntoIterator<Item = (&'w str, T)>,
    ) -> Option<(usize, Vec<T>)> {
        let mut best: Option<(usize, Vec<T>)> = None;
        for (word, meaning) in words {
            let Some(char_count) = self.match_word(position, word) else {
                continue;
            };
            match &mut best {
                Some((longest, _)) if *longest > char_count => {}
                Some((longest, meanings)) if *longest == char_count => {
                    if !meanings.contains(&meaning) {
                        meanings.push(meaning);
                    }
                }
                _ => best = Some((char_count, vec![meaning])),
            }
        }
        best
    }

    /// Length of the word in characters, if it stands there and ends where a word can end.
    fn match_word(&self, position: CharIndex, word: &str) -> Option<usize> {
        let rest = &self.folded[position.min(self.folded.len())..];
        let mut char_count = 0;
        for wanted in word.chars().map(fold) {
            if rest.get(char_count) != Some(&wanted) {
                return None;
            }
            char_count += 1;
        }
        let last = *rest[..char_count].last()?;
        // Chinese is written without gaps, so `女` may be followed by anything; `male` may not be followed by `s`.
        let goes_on = is_joined(last) && rest.get(char_count).copied().is_some_and(is_joined);
        (!goes_on).then_some(char_count)
    }

    /// Length in characters of the word that is written here, up to a space, comma, bracket, quote or operator.
    pub(super) fn run_len(&self) -> usize {
        let rest = self.folded.iter().skip(self.position);
        rest.take_while(|&&c| is_word(c)).count()
    }

    /// Length of the text that is written here, up to a space, comma, bracket or quote.
    pub(super) fn text_len(&self) -> usize {
        let rest = self.folded.iter().skip(self.position);
        rest.take_while(|&&c| is_word(c) || "=<>!≤≥≠".contains(c)).count()
    }

    /// The characters from `start`, as the person wrote them.
    pub(super) fn written(&self, start: CharIndex, char_count: usize) -> String {
        self.verbatim.iter().skip(start).take(char_count).collect()
    }

    /// Length of the digits `0` to `9` that stand here.
    pub(super) fn digit_count(&self) -> usize {
        let rest = self.folded.iter().skip(self.position);
        rest.take_while(|c| c.is_ascii_digit()).count()
    }

    /// The next characters, folded.
    pub(super) fn folded(&self, char_count: usize) -> String {
        self.folded.iter().skip(self.position).take(char_count).collect()
    }

    /// Reads a quoted text, verbatim. A quote inside `"…"` is written twice. `None` if none begins here; `Err` if it does not end.
    pub(super) fn take_quoted(&mut self) -> Option<Result<String, CharIndex>> {
        let start = self.position;
        let closing = match self.verbatim.get(start)? {
            '"' => '"',
            '＂' => '＂',
            '“' => '”',
            '「' => '」',
            '『' => '』',
            _ => return None,
        };
        let mut text = String::new();
        let mut position = start + 1;
        while let Some(&c) = self.verbatim.get(position) {
            position += 1;
            if c != closing {
                text.push(c);
            } else if self.verbatim.get(position) == Some(&closing) {
                text.push(c);
                position += 1;
            } else {
                self.position = position;
                return Some(Ok(text));
            }
        }
        Some(Err(start))
    }
}

/// One character for one: full-width forms become narrow, `、` a comma, dashes `-`, Latin letters small.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => fold(char::from((u32::from(c) - 0xff00 + 0x20) as u8)),
        '、' => ',',
        '~' | '〜' | '–' | '—' | '−' => '-',
        _ => c.to_ascii_lowercase(),
    }
}

/// Whether two such characters side by side belong to one word.
fn is_joined(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_word(c: char) -> bool {
    !c.is_whitespace() && !",()=<>!≤≥≠\"“”「」『』".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_keeps_positions() {
        let scanner = Scanner::new("ＡＧＥ　＞＝８０、（女）");
        assert_eq!(scanner.folded(99), "age　>=80,(女)");
        assert_eq!(scanner.written(0, 3), "ＡＧＥ");
    }

    #[test]
    fn a_latin_word_ends_where_its_letters_end() {
        let words = [("male", 1), ("maleness", 2), ("男", 3), ("男性", 4)];
        let longest = |question| Scanner::new(question).longest(words);
        assert_eq!(longest("Male or"), Some((4, vec![1])));
        assert_eq!(longest("males"), None);
        assert_eq!(longest("maleness"), Some((8, vec![2])));
        assert_eq!(longest("男性的"), Some((2, vec![4])));
        assert_eq!(longest("男人"), Some((1, vec![3])));
        assert_eq!(longest(""), None);
    }

    #[test]
    fn a_quote_inside_quotes_is_written_twice() {
        let quoted = |question| Scanner::new(question).take_quoted();
        assert_eq!(quoted(r#""a ""b"" c" d"#), Some(Ok(r#"a "b" c"#.to_owned())));
        assert_eq!(quoted("“ａ，”"), Some(Ok("ａ，".to_owned())));
        assert_eq!(quoted("「」"), Some(Ok(String::new())));
        assert_eq!(quoted("\"open"), Some(Err(0)));
        assert_eq!(quoted("plain"), None);
    }
}
