//! Which texts of a dictionary hold, begin or end with another text.

use std::ops::Range;

use memchr::memmem::Finder;

use super::code_set::CodeSet;
use crate::query::fold::{fold, folded, has_fold};
use crate::table::TextDictionary;

/// The texts equal to `wanted`, middle dots folded.
pub(super) fn equal(texts: &TextDictionary, wanted: &str) -> CodeSet {
    let wanted = folded(wanted);
    matching(texts, |text| text.chars().map(fold).eq(wanted.chars()))
}

/// The texts that hold `part`, which is not empty.
pub(super) fn containing(texts: &TextDictionary, part: &str) -> CodeSet {
    if has_fold(part) {
        let part = folded(part);
        return matching(texts, |text| folded(text).contains(&part));
    }
    // PERF: one pass over all texts laid end to end; a search per text costs more to start than to run.
    let bytes = texts.bytes().as_bytes();
    let finder = Finder::new(part);
    let (mut codes, mut code, mut position) = (Vec::new(), 0, 0);
    while let Some(found) = finder.find(&bytes[position..]) {
        let start = position + found;
        code = code_at(texts, start, code);
        let end = texts.range(code).end;
        if start + part.len() <= end {
            codes.push(code..code + 1);
            position = end;
        } else {
            // Across the border of two texts: no text holds it.
            position = start + 1;
        }
    }
    CodeSet::new(codes)
}

/// The code of the text that holds the byte at `position`, which is not before the text of code `from`.
///
/// PERF: texts of one dictionary are about equally long, so it is looked for around where it would be if they were.
fn code_at(texts: &TextDictionary, position: usize, from: usize) -> usize {
    let is_before = |code: usize| texts.range(code).end <= position;
    let mean_len = (texts.bytes().len() / texts.len()).max(1);
    let guess = texts.len().min(from + (position - texts.range(from).start) / mean_len);
    let (mut low, mut high, mut step) = (guess, guess, 1);
    while low > from && !is_before(low - 1) {
        high = low - 1;
        low = from.max(low.saturating_sub(step));
        step *= 2;
    }
    while high < texts.len() && is_before(high) {
        low = high + 1;
        high = texts.len().min(high + step);
        step *= 2;
    }
    low + partition_point(low..high, is_before)
}

/// How many numbers of a range come before the first for which `is_before` does not hold.
fn partition_point(range: Range<usize>, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low - range.start
}

/// The texts that begin with `start`, which is not empty.
pub(super) fn starting_with(texts: &TextDictionary, start: &str) -> CodeSet {
    if has_fold(start) {
        let start = folded(start);
        return matching(texts, |text| {
            let mut characters = text.chars().map(fold);
            start.chars().all(|wanted| characters.next() == Some(wanted))
        });
    }
    // Texts are sorted, so those with one beginning stand together.
    let first = partition_point(0..texts.len(), |code| texts.get(code) < start);
    let count = partition_point(first..texts.len(), |code| texts.get(code).starts_with(start));
    CodeSet::of_codes(first..first + count)
}

/// The texts that end with `end`, which is not empty.
pub(super) fn ending_with(texts: &TextDictionary, end: &str) -> CodeSet {
    if has_fold(end) {
        let end = folded(end);
        return matching(texts, |text| {
            let mut characters = text.chars().rev().map(fold);
            end.chars().rev().all(|wanted| characters.next() == Some(wanted))
        });
    }
    // One comparison of bytes a text, at its end: what ends with all bytes of some characters ends with these characters.
    let (bytes, end) = (texts.bytes().as_bytes(), end.as_bytes());
    CodeSet::of_codes((0..texts.len()).filter(|&code| bytes[texts.range(code)].ends_with(end)))
}

/// The letters of a search by sound: small Latin letters, `v` for ü. `None` if there is another character, or no letter.
pub(super) fn letters(typed: &str) -> Option<String> {
    let mut letters = String::new();
    for character in typed.chars() {
        match character {
            'a'..='z' => letters.push(character),
            'A'..='Z' => letters.push(character.to_ascii_lowercase()),
            'ü' | 'Ü' => letters.push('v'),
            ' ' | '\'' | '’' => {}
            _ => return None,
        }
    }
    (!letters.is_empty()).then_some(letters)
}

fn matching(texts: &TextDictionary, is_match: impl Fn(&str) -> bool) -> CodeSet {
    CodeSet::of_codes((0..texts.len()).filter(|&code| is_match(texts.get(code))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::{Column, Dictionary};

    fn dictionary(texts: &[&str]) -> TextDictionary {
        let cells: Vec<Option<&str>> = texts.iter().copied().map(Some).collect();
        match Column::from_texts(&cells).dictionary() {
            Dictionary::Text(texts) => texts.clone(),
            other => panic!("{other:?} is no text"),
        }
    }

    fn found(texts: &TextDictionary, codes: &CodeSet) -> Vec<String> {
        let codes = codes.ranges().iter().cloned().flatten();
        codes.map(|code| texts.get(code).to_owned()).collect()
    }

    #[test]
    fn a_part_across_two_texts_is_in_none() {
        let texts = dictionary(&["", "周明", "明月", "月"]);
        assert_eq!(found(&texts, &containing(&texts, "明")), ["周明", "明月"]);
        assert_eq!(found(&texts, &containing(&texts, "明月")), ["明月"]);
        assert_eq!(found(&texts, &containing(&texts, "月周")), [""; 0]);
        assert_eq!(found(&texts, &starting_with(&texts, "明")), ["明月"]);
        assert_eq!(found(&texts, &ending_with(&texts, "明")), ["周明"]);
        assert_eq!(found(&texts, &ending_with(&texts, "月")), ["明月", "月"]);
        assert_eq!(found(&texts, &ending_with(&texts, "明月月")), [""; 0]);
    }

    #[test]
    fn middle_dots_count_as_one() {
        let texts = dictionary(&["阿依·古丽", "阿依•古丽", "阿依・古丽", "阿依古丽"]);
        for dot in crate::query::fold::MIDDLE_DOTS {
            assert_eq!(equal(&texts, &format!("阿依{dot}古丽")).len(), 3);
            assert_eq!(containing(&texts, &format!("依{dot}古")).len(), 3);
            assert_eq!(starting_with(&texts, &format!("阿依{dot}")).len(), 3);
            assert_eq!(ending_with(&texts, &format!("{dot}古丽")).len(), 3);
        }
        assert_eq!(containing(&texts, "古丽").len(), 4);
    }

    #[test]
    fn sounds_are_typed_in_latin_letters() {
        for (typed, expected) in [("DXH", "dxh"), ("dan xiao", "danxiao"), ("lü", "lv"), ("xi'an", "xian")] {
            assert_eq!(letters(typed).as_deref(), Some(expected));
        }
        assert_eq!(letters("张"), None);
        assert_eq!(letters(" '"), None);
    }

    proptest! {
        #[test]
        fn the_pass_over_all_texts_finds_what_each_text_holds(
            texts in proptest::collection::vec("[ab明]{0,5}", 0..30),
            part in "[ab明]{1,3}",
        ) {
            let texts = dictionary(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let holds = matching(&texts, |text| text.contains(&part));
            prop_assert_eq!(containing(&texts, &part), holds);
            let begins = matching(&texts, |text| text.starts_with(&part));
            prop_assert_eq!(starting_with(&texts, &part), begins);
            let ends = matching(&texts, |text| text.ends_with(&part));
            prop_assert_eq!(ending_with(&texts, &part), ends);
        }
    }
}
