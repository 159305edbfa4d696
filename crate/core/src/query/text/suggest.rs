//! Words that a person may have meant.

/// Suggestions in one error.
const MAX_SUGGESTIONS: usize = 3;

/// Characters of a word that are compared. Names are shorter, and the time grows with the product of both lengths.
const MAX_COMPARED_CHARS: usize = 32;

/// The names closest to a word, best first: those that contain it or are contained in it, and those few edits away.
///
/// Edits are counted as the optimal string alignment distance: one for each character inserted, removed, replaced, or exchanged
/// with its neighbour. A third of the longer word may differ.
pub(super) fn suggestions<'a>(word: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = letters(word);
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut close: Vec<(usize, usize, &str)> = Vec::new();
    for name in names {
        let letters = letters(name);
        if letters.is_empty() || close.iter().any(|(_, _, known)| *known == name) {
            continue;
        }
        let longer = letters.len().max(wanted.len());
        let length_difference = letters.len().abs_diff(wanted.len());
        if contains(&letters, &wanted) || contains(&wanted, &letters) {
            close.push((0, length_difference, name));
        } else if length_difference * 3 <= longer {
            let edits = distance(&wanted, &letters);
            if edits * 3 <= longer {
                close.push((edits, length_difference, name));
            }
        }
    }
    // The sort is stable: names that are equally close keep the order of the schema.
    close.sort_by_key(|(edits, length_difference, _)| (*edits, *length_difference));
    let best = close.into_iter().take(MAX_SUGGESTIONS);
    best.map(|(_, _, name)| name.to_owned()).collect()
}

fn letters(word: &str) -> Vec<char> {
    word.chars().map(super::scan::fold).take(MAX_COMPARED_CHARS).collect()
}

/// Whether a word is a telling part of another. One or two Latin letters occur everywhere.
fn contains(whole: &[char], part: &[char]) -> bool {
    let is_telling = part.len() > 2 || part.iter().any(|c| !c.is_ascii());
    is_telling && whole.windows(part.len()).any(|window| window == part)
}

fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut edits = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                edits = edits.min(before_last[j - 1] + 1);
            }
            row.push(edits);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containing_words_come_before_similar_ones() {
        let names = ["独居", "与子女同住", "机构养老", "female", "male", "性别"];
        let found = |word| suggestions(word, names.into_iter());
        assert_eq!(found("独居老人"), ["独居"]);
        assert_eq!(found("养老"), ["机构养老"]);
        assert_eq!(found("femlae"), ["female"]);
        assert_eq!(found("ｆｅｍａｌｅ"), ["female", "male"]);
        assert!(found("宇航员").is_empty());
        assert!(found("").is_empty());
    }

    #[test]
    fn an_exchange_of_neighbours_is_one_edit() {
        let letters = |word: &str| word.chars().collect::<Vec<_>>();
        for (a, b, edits) in [
            ("ab", "ba", 1),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("同", "同", 0),
        ] {
            assert_eq!(distance(&letters(a), &letters(b)), edits, "{a} {b}");
        }
    }
}
