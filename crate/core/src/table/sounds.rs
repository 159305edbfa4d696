//! How the texts of a column sound, from what their characters sound like.
//!
//! A register of a million people has a few thousand characters in its names. So what is kept is a list of characters with their
//! readings, and not the readings of every name; a name is spelled out when it is asked for.
//!
//! ```text
//! entries   "^单" shan;dan   "^尉迟" yu chi   "单" dan;shan   "小" xiao   "红" hong   "迟" chi
//! 单小红    ^单 · 小 · 红    shan xiao hong, dan xiao hong
//! 尉迟红    ^尉迟 · 红       yu chi hong
//! ```

use std::ops::Range;

use super::TextDictionary;

/// Marks an entry that counts at the beginning of a text only.
const BEGINNING: char = '^';

/// Parts the key of an entry from its readings, which have no tab.
const KEY_END: char = '\t';

/// The sounds of the texts of one column: readings of characters, and the place of every text in the order of the sounds.
///
/// A text is read from its first character to its last. At its beginning the longest entry counts that is made for beginnings and
/// agrees with it; elsewhere the entry of each character. A run of ASCII letters is a word that sounds as it is written; a character
/// without an entry is silent. A part with several readings may sound like each of them, and the first is its primary one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sounds {
    /// `KEY⇥READINGS`, sorted: the key is one character, or `^` and the characters of a beginning; readings are parted by
    /// semicolons and their syllables by spaces.
    pub(crate) entries: TextDictionary,
    /// By code: which place the text has in the order of the sounds. Silent texts come last, and texts that sound alike are in
    /// the order of their codes.
    pub(crate) ranks: Vec<u32>,
    /// The characters with an entry of their own, ascending, each with the place of its readings among the bytes of the entries.
    characters: Vec<(char, Range<u32>)>,
    /// The places of the entries for beginnings.
    beginnings: Range<usize>,
    /// Characters of the longest beginning.
    longest_beginning: usize,
}

/// One part of a text that can be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    /// The readings of an entry.
    Readings(&'a str),
    /// A word in ASCII letters, capital ones among them.
    Word(&'a str),
}

/// The codes that a search by sound finds, and those that it can say nothing about. Ranges ascend.
pub(crate) struct Found {
    /// Texts that begin with the sounds.
    pub matching: Vec<Range<usize>>,
    /// Texts without any sound.
    pub silent: Vec<Range<usize>>,
}

impl Sounds {
    /// The sounds of the texts of a dictionary. `entries` are key and readings in any order; see [`Sounds`].
    ///
    /// # Errors
    ///
    /// - a key that is neither one character nor `^` and at least one, or that stands twice;
    /// - readings that are not syllables of small letters parted by single spaces, parted by semicolons. Only a beginning may have
    ///   none: a text that begins so is silent there.
    ///
    /// # Panics
    ///
    /// If the entries take more than 4 GiB.
    pub fn new(entries: &[(String, String)], texts: &TextDictionary) -> Result<Self, &'static str> {
        let mut entries: Vec<String> = entries
            .iter()
            .map(|(key, readings)| format!("{key}{KEY_END}{readings}"))
            .collect();
        entries.sort_unstable();
        let entries = TextDictionary::from_sorted(entries.iter().map(String::as_str));
        let mut sounds = Self::from_parts(entries, Vec::new())?;
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_cached_key(|&code| {
            let primary = sounds.primary(texts.get(code));
            (primary.is_empty(), primary)
        });
        sounds.ranks = vec![0; texts.len()];
        for (rank, code) in (0..).zip(order) {
            sounds.ranks[code] = rank;
        }
        Ok(sounds)
    }

    /// The sounds as they were packed: entries in the order of their bytes, and the rank of every text.
    ///
    /// # Errors
    ///
    /// Those of [`new`](Self::new); or the ranks are not every number below their count once.
    pub(crate) fn from_parts(entries: TextDictionary, ranks: Vec<u32>) -> Result<Self, &'static str> {
        let mut characters = Vec::new();
        let (mut beginnings, mut longest_beginning) = (0..0, 0);
        let mut before = None;
        for place in 0..entries.len() {
            let (key, readings) = entries.get(place).rsplit_once(KEY_END).ok_or("sounds have no key")?;
            if before.replace(key) >= Some(key) {
                return Err("keys of sounds are not sorted and distinct");
            }
            let mut rest = key.chars();
            match (rest.next(), rest.next()) {
                (Some(BEGINNING), Some(_)) => {
                    if beginnings.is_empty() {
                        beginnings = place..place;
                    }
                    beginnings.end = place + 1;
                    longest_beginning = longest_beginning.max(key.chars().count() - 1);
                    if readings.is_empty() {
                        continue;
                    }
                }
                (Some(character), None) if character != BEGINNING => {
                    let entry = entries.range(place);
                    let start = entry.start + key.len() + KEY_END.len_utf8();
                    let fits = "offsets of a dictionary have 32 bits";
                    characters.push((
                        character,
                        u32::try_from(start).expect(fits)..u32::try_from(entry.end).expect(fits),
                    ));
                }
                _ => return Err("key of a sound is neither a character nor a beginning"),
            }
            let is_syllable =
                |syllable: &str| !syllable.is_empty() && syllable.bytes().all(|byte| byte.is_ascii_lowercase());
            if !readings.split([';', ' ']).all(is_syllable) {
                return Err("readings are not syllables of small letters");
            }
        }
        let mut is_taken = vec![false; ranks.len()];
        for &rank in &ranks {
            match is_taken.get_mut(rank as usize) {
                Some(is_taken) if !*is_taken => *is_taken = true,
                _ => return Err("ranks of sounds are not an order"),
            }
        }
        Ok(Self {
            entries,
            ranks,
            characters,
            beginnings,
            longest_beginning,
        })
    }

    /// Number of texts that have a place in the order.
    pub fn text_count(&self) -> usize {
        self.ranks.len()
    }

    /// The place of a code in the order of the sounds.
    ///
    /// # Panics
    ///
    /// If the code is not below [`text_count`](Self::text_count).
    pub fn rank(&self, code: usize) -> usize {
        self.ranks[code] as usize
    }

    /// How many texts are silent.
    pub(crate) fn silent_count(&self, texts: &TextDictionary) -> usize {
        // No name begins with this, so that those that sound are left out as soon as their first character is known.
        self.find(texts, "-").silent.iter().map(Range::len).sum()
    }

    /// The primary reading of a text: syllables parted by spaces; empty if it is silent.
    pub fn primary(&self, text: &str) -> String {
        let mut primary = String::new();
        for part in self.parts(text) {
            if !primary.is_empty() {
                primary.push(' ');
            }
            match part {
                Part::Readings(readings) => primary.push_str(readings.split(';').next().unwrap_or_default()),
                Part::Word(word) => primary.extend(word.chars().map(|letter| letter.to_ascii_lowercase())),
            }
        }
        primary
    }

    /// The texts that begin with `letters`, by whole syllables or by the initials of the syllables, and those that are silent.
    pub(crate) fn find(&self, texts: &TextDictionary, letters: &str) -> Found {
        let mut found = Found {
            matching: Vec::new(),
            silent: Vec::new(),
        };
        let mut listener = Listener::new(letters.as_bytes());
        let mut code = 0;
        while code < texts.len() {
            // PERF: texts are sorted, so those with one first character, a surname, stand together, and what it sounds like is
            // compared once.
            let first = texts.get(code).chars().next();
            let end = first.map_or(code + 1, |first| {
                code + partition_point(code..texts.len(), |code| texts.get(code).starts_with(first))
            });
            let start = first.and_then(|first| Some((first.len_utf8(), self.start(first, &mut listener)?)));
            match start {
                Some((
                    _,
                    Start {
                        is_found: true, others, ..
                    },
                )) if others.is_empty() => {
                    push(&mut found.matching, code..end);
                }
                Some((
                    _,
                    Start {
                        is_found: false,
                        whole,
                        initials,
                        others,
                    },
                )) if others.is_empty() && whole.is_empty() && initials.is_empty() => {}
                Some((first_len, start)) => {
                    for code in code..end {
                        let text = texts.get(code);
                        let is_other = start.others.iter().any(|other| text.starts_with(other));
                        let is_found = if is_other {
                            listener.hears(|| self.parts(text), &[0], &[0])
                        } else {
                            let rest = || self.rest(&text[first_len..]);
                            start.is_found || listener.hears(rest, &start.whole, &start.initials)
                        };
                        if is_found {
                            push(&mut found.matching, code..code + 1);
                        } else if is_other && self.parts(text).next().is_none() {
                            push(&mut found.silent, code..code + 1);
                        }
                    }
                }
                None => {
                    for code in code..end {
                        let text = texts.get(code);
                        if listener.hears(|| self.parts(text), &[0], &[0]) {
                            push(&mut found.matching, code..code + 1);
                        } else if self.parts(text).next().is_none() {
                            push(&mut found.silent, code..code + 1);
                        }
                    }
                }
            }
            code = end;
        }
        found
    }

    /// How far the texts with this first character agree with the letters once it was heard; `None` if it alone is silent.
    fn start(&self, first: char, listener: &mut Listener) -> Option<Start<'_>> {
        let mut readings = self.of_character(first);
        let mut others = Vec::new();
        let key = |place: usize| &self.entry(place).0[BEGINNING.len_utf8()..];
        let mut place = self.beginnings.start;
        let mut letter = [0; 4];
        let first = &*first.encode_utf8(&mut letter);
        place += partition_point(self.beginnings.clone(), |place| key(place) < first);
        while self.beginnings.contains(&place) && key(place).starts_with(first) {
            if key(place) == first {
                readings = Some(self.entry(place).1);
            } else {
                others.push(key(place));
            }
            place += 1;
        }
        let readings = readings.filter(|readings| !readings.is_empty())?;
        let step = |by| {
            let mut heard = Vec::new();
            (listener.step(&[0], &mut heard, Part::Readings(readings), by), heard)
        };
        let (is_whole, whole) = step(Spelling::Syllables);
        let (is_initials, initials) = step(Spelling::Initials);
        Some(Start {
            is_found: is_whole || is_initials,
            whole,
            initials,
            others,
        })
    }

    /// Key and readings of an entry.
    fn entry(&self, place: usize) -> (&str, &str) {
        self.entries
            .get(place)
            .rsplit_once(KEY_END)
            .expect("every entry was taken apart before")
    }

    fn of_character(&self, character: char) -> Option<&str> {
        let place = self
            .characters
            .binary_search_by_key(&character, |(character, _)| *character);
        let readings = &self.characters[place.ok()?].1;
        Some(&self.entries.bytes()[readings.start as usize..readings.end as usize])
    }

    /// The longest entry for beginnings that a text begins with: how many bytes of the text it is for, and its readings.
    fn beginning(&self, text: &str) -> Option<(usize, &str)> {
        let ends = text
            .char_indices()
            .map(|(start, character)| start + character.len_utf8());
        let ends: Vec<usize> = ends.take(self.longest_beginning).collect();
        ends.into_iter().rev().find_map(|end| {
            let key = |place: usize| &self.entry(place).0[BEGINNING.len_utf8()..];
            let first = self.beginnings.start;
            let place = first + partition_point(self.beginnings.clone(), |place| key(place) < &text[..end]);
            let is_found = self.beginnings.contains(&place) && key(place) == &text[..end];
            is_found.then(|| (end, self.entry(place).1))
        })
    }

    /// The parts of a text that can be heard, one after the other.
    fn parts<'a>(&'a self, text: &'a str) -> Parts<'a> {
        Parts {
            beginning: self.beginning(text),
            ..self.rest(text)
        }
    }

    /// The parts of what follows the beginning of a text.
    fn rest<'a>(&'a self, rest: &'a str) -> Parts<'a> {
        Parts {
            sounds: self,
            rest,
            beginning: None,
        }
    }
}

/// How far texts with one first character agree with the letters that are looked for.
struct Start<'a> {
    /// The first character says all of them.
    is_found: bool,
    /// How many letters it may have said, by whole syllables and by initials.
    whole: Vec<usize>,
    initials: Vec<usize>,
    /// Longer beginnings with this first character, which are read otherwise.
    others: Vec<&'a str>,
}

/// By what a name is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Syllables,
    Initials,
}

/// What is left of a text that is spelled out.
struct Parts<'a> {
    sounds: &'a Sounds,
    rest: &'a str,
    /// The entry for its beginning, until it is passed.
    beginning: Option<(usize, &'a str)>,
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if let Some((byte_len, readings)) = self.beginning.take() {
            self.rest = &self.rest[byte_len..];
            if !readings.is_empty() {
                return Some(Part::Readings(readings));
            }
        }
        loop {
            let word_len = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
            if word_len > 0 {
                let (word, behind) = self.rest.split_at(word_len);
                self.rest = behind;
                return Some(Part::Word(word));
            }
            let mut characters = self.rest.chars();
            let character = characters.next()?;
            self.rest = characters.as_str();
            if let Some(readings) = self.sounds.of_character(character) {
                return Some(Part::Readings(readings));
            }
        }
    }
}

/// Compares texts with letters, keeping its memory from text to text.
struct Listener<'a> {
    letters: &'a [u8],
    /// How many letters may have been heard up to here, by one reading or the other.
    heard: Vec<usize>,
    next: Vec<usize>,
}

impl<'a> Listener<'a> {
    fn new(letters: &'a [u8]) -> Self {
        Self {
            letters,
            heard: Vec::new(),
            next: Vec::new(),
        }
    }

    /// Whether parts go on with the letters to their end, in whole syllables or in initials, of which so many may have been heard
    /// before. No letters are never heard.
    fn hears<'p, P: Iterator<Item = Part<'p>>>(
        &mut self,
        parts: impl Fn() -> P,
        whole: &[usize],
        initials: &[usize],
    ) -> bool {
        self.goes_on(parts(), whole, Spelling::Syllables) || self.goes_on(parts(), initials, Spelling::Initials)
    }

    fn goes_on<'p>(&mut self, parts: impl Iterator<Item = Part<'p>>, before: &[usize], by: Spelling) -> bool {
        let (mut heard, mut next) = (std::mem::take(&mut self.heard), std::mem::take(&mut self.next));
        heard.clear();
        heard.extend_from_slice(before);
        let mut is_found = false;
        if !heard.is_empty() {
            for part in parts {
                next.clear();
                is_found = self.step(&heard, &mut next, part, by);
                std::mem::swap(&mut heard, &mut next);
                if is_found || heard.is_empty() {
                    break;
                }
            }
        }
        (self.heard, self.next) = (heard, next);
        is_found
    }

    /// Hears one part: whether the letters end in it, and if not, how many may have been heard after it.
    fn step(&self, heard: &[usize], next: &mut Vec<usize>, part: Part, by: Spelling) -> bool {
        let readings = match part {
            Part::Readings(readings) => readings,
            Part::Word(word) => word,
        };
        for reading in readings.as_bytes().split(|&byte| byte == b';') {
            for &heard in heard {
                let wanted = &self.letters[heard..];
                let (said, is_over) = say(reading, wanted, by);
                if said == wanted.len() && said > 0 {
                    return true;
                }
                // The reading has to be over where the next part goes on.
                if is_over && !next.contains(&(heard + said)) {
                    next.push(heard + said);
                }
            }
        }
        false
    }
}

/// How many letters a reading says, and whether it says nothing else.
fn say(reading: &[u8], wanted: &[u8], by: Spelling) -> (usize, bool) {
    let (mut said, mut is_initial) = (0, true);
    for &byte in reading {
        if byte == b' ' {
            is_initial = true;
        } else if is_initial || by == Spelling::Syllables {
            is_initial = false;
            if wanted.get(said) != Some(&byte.to_ascii_lowercase()) {
                return (said, false);
            }
            said += 1;
        }
    }
    (said, true)
}

/// Adds codes to ranges that end before them.
fn push(ranges: &mut Vec<Range<usize>>, codes: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == codes.start => last.end = codes.end,
        _ => ranges.push(codes),
    }
}

/// How many numbers of a range come before the first for which `is_before` does not hold. What is near its start is found first.
fn partition_point(range: Range<usize>, is_before: impl Fn(usize) -> bool) -> usize {
    let (start, mut step) = (range.start, 1);
    let mut low = start;
    while low + step < range.end && is_before(low + step) {
        low += step;
        step *= 2;
    }
    let mut high = range.end.min(low + step + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low - start
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

    fn entries(entries: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(key, readings): &(&str, &str)| (key.to_owned(), readings.to_owned());
        entries.iter().map(owned).collect()
    }

    const ENTRIES: &[(&str, &str)] = &[
        ("^单", "shan;dan"),
        ("^尉迟", "yu chi"),
        ("单", "dan;shan"),
        ("小", "xiao"),
        ("红", "hong"),
        ("迟", "chi"),
        ("尉", "wei;yu"),
        ("吕", "lv"),
        ("明", "ming"),
        ("^哑", ""),
    ];
    const NAMES: &[&str] = &[
        "",
        "·",
        "单小红",
        "小单",
        "吕红",
        "尉迟红",
        "尉小",
        "哑",
        "John 小",
        "明",
        "·明",
        "哑明",
    ];

    fn names(typed: &str) -> (Vec<&'static str>, Vec<&'static str>) {
        let texts = dictionary(NAMES);
        let sounds = Sounds::new(&entries(ENTRIES), &texts).expect("the entries are good");
        let found = sounds.find(&texts, typed);
        let named = |ranges: Vec<Range<usize>>| {
            let codes = ranges.into_iter().flatten();
            let mut named: Vec<&str> = codes
                .map(|code| *NAMES.iter().find(|name| **name == texts.get(code)).expect("is a name"))
                .collect();
            named.sort_unstable();
            named
        };
        (named(found.matching), named(found.silent))
    }

    #[test]
    fn names_are_heard_by_initials_and_by_syllables_from_the_beginning() {
        for (typed, expected) in [
            ("sxh", &["单小红"][..]),
            ("dxh", &["单小红"]),
            ("danx", &["单小红"]),
            ("yc", &["尉迟红"]),
            ("yuch", &["尉迟红"]),
            ("weich", &[]),
            ("wx", &["尉小"]),
            ("yx", &["尉小"]),
            ("x", &["小单"]),
            ("xs", &["小单"]),
            ("lvh", &["吕红"]),
            ("johnx", &["John 小"]),
            ("jx", &["John 小"]),
            ("m", &["·明", "哑明", "明"]),
            ("h", &[]),
            ("mingming", &[]),
        ] {
            assert_eq!(names(typed).0, expected, "{typed}");
        }
        assert_eq!(names("m").1, ["", "·", "哑"]);
        assert_eq!(names("x").1, ["", "·", "哑"]);
    }

    #[test]
    fn the_order_is_that_of_the_primary_readings_and_silent_texts_are_last() {
        let texts = dictionary(NAMES);
        let sounds = Sounds::new(&entries(ENTRIES), &texts).expect("the entries are good");
        let mut order = vec![""; texts.len()];
        for code in 0..texts.len() {
            order[sounds.rank(code)] = texts.get(code);
        }
        let expected = [
            "John 小",
            "吕红",
            "·明",
            "哑明",
            "明",
            "单小红",
            "尉小",
            "小单",
            "尉迟红",
            "",
            "·",
            "哑",
        ];
        assert_eq!(order, expected);
        assert_eq!(sounds.silent_count(&texts), 3);
        assert_eq!(sounds.primary("单小红"), "shan xiao hong");
    }

    #[test]
    fn what_is_no_sound_is_refused() {
        let texts = dictionary(&[]);
        for wrong in [
            &[("", "a")][..],
            &[("^", "a")],
            &[("小小", "xiao")],
            &[("小", "")],
            &[("小", "Xiao")],
            &[("小", "xiao ")],
            &[("小", "xiao;")],
            &[("小", "xiǎo")],
            &[("小", "xiao"), ("小", "shao")],
        ] {
            assert!(Sounds::new(&entries(wrong), &texts).is_err(), "{wrong:?}");
        }
        for ranks in [&[1][..], &[0, 0], &[0, 2]] {
            assert!(
                Sounds::from_parts(TextDictionary::default(), ranks.to_vec()).is_err(),
                "{ranks:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_left_out_early_would_not_have_been_found(
            texts in proptest::collection::vec("[单小红迟尉吕哑·a]{0,4}", 0..30),
            letters in "[xhsdycwla]{1,3}",
        ) {
            let texts = dictionary(&texts.iter().map(String::as_str).collect::<Vec<_>>());
            let sounds = Sounds::new(&entries(ENTRIES), &texts).expect("the entries are good");
            let found = sounds.find(&texts, &letters);
            let mut listener = Listener::new(letters.as_bytes());
            for code in 0..texts.len() {
                let text = texts.get(code);
                let is_in = |ranges: &[Range<usize>]| ranges.iter().any(|range| range.contains(&code));
                prop_assert_eq!(is_in(&found.matching), listener.hears(|| sounds.parts(text), &[0], &[0]), "{}", text);
                prop_assert_eq!(is_in(&found.silent), sounds.primary(text).is_empty(), "{}", text);
            }
        }
    }
}
