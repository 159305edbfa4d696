//! Characters of texts that count as one.

/// What stands between the parts of a name such as 买买提·艾力. Keyboards differ, so all of them count as the first.
pub(super) const MIDDLE_DOTS: [char; 3] = ['\u{b7}', '\u{2022}', '\u{30fb}'];

/// The character that a character counts as.
pub(super) fn fold(character: char) -> char {
    if MIDDLE_DOTS.contains(&character) {
        MIDDLE_DOTS[0]
    } else {
        character
    }
}

/// A text with every character as what it counts as.
pub(super) fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

/// Whether a text has a character that other characters count as.
pub(super) fn has_fold(text: &str) -> bool {
    text.contains(MIDDLE_DOTS)
}
