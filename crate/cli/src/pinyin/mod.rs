//! How Chinese names sound, worked out once by the publisher: the engine in the browser knows no Chinese.
//!
//! For each character that occurs in the names it says how the character is read, and how it is read as a surname where that differs:
//! syllables without tones, the likeliest first (`shan;dan`; `v` for ü). The engine puts the readings of a name together from these.
//! Readings of characters come from the crate `pinyin`, which is made from the Unihan data; `surnames.rs` tells where a surname
//! differs. Readings are there to be searched by and to sort by, not to be shown.

mod surnames;

use std::collections::BTreeSet;

use pinyin::{ToPinyin, ToPinyinMulti};
use yongquan_core::schema::Schema;
use yongquan_core::table::{Dictionary, Sounds, Table, TextDictionary};

/// Readings of one character that are taken into account. Further ones are those of old books.
const MAX_CHARACTER_READINGS: usize = 2;

/// Works out the sounds of every field whose schema asks for it, and puts them into the table.
pub fn add_sounds(schema: &Schema, table: &mut Table) {
    for id in schema.field_ids() {
        let source = schema.pinyin_source(id).and_then(|source| table.column(source));
        let Some(Dictionary::Text(texts)) = source.map(yongquan_core::table::Column::dictionary) else {
            continue;
        };
        let sounds = sounds(texts);
        table.set_sounds(id, sounds);
    }
}

/// How the texts of a dictionary sound.
fn sounds(texts: &TextDictionary) -> Sounds {
    let mut entries = Vec::new();
    let characters: BTreeSet<char> = texts.bytes().chars().collect();
    for &character in &characters {
        let general = character_sounds(character);
        if let Some((_, readings)) = surnames::SINGLE.iter().find(|&&(surname, _)| surname == character) {
            let mut all: Vec<String> = readings.iter().map(|&reading| reading.to_owned()).collect();
            all.extend(
                general
                    .iter()
                    .filter(|reading| !readings.contains(&reading.as_str()))
                    .cloned(),
            );
            entries.push((format!("^{character}"), all.join(";")));
        }
        if !general.is_empty() {
            entries.push((character.to_string(), general.join(";")));
        }
    }
    for (surname, readings) in surnames::DOUBLE {
        if surname.chars().all(|character| characters.contains(&character)) {
            entries.push((format!("^{surname}"), readings.join(";")));
        }
    }
    Sounds::new(&entries, texts).expect("characters differ, and their readings are small letters")
}

/// How a character is read, the likeliest first; nothing if it is not Chinese.
fn character_sounds(character: char) -> Vec<String> {
    let usual = character.to_pinyin().map(|reading| reading.plain());
    let others = character
        .to_pinyin_multi()
        .into_iter()
        .flatten()
        .map(|reading| reading.plain());
    let mut general: Vec<String> = Vec::new();
    for reading in usual.into_iter().chain(others) {
        let reading = reading.replace('ü', "v");
        let is_plain = reading.bytes().all(|byte| byte.is_ascii_lowercase());
        if is_plain && general.len() < MAX_CHARACTER_READINGS && !general.contains(&reading) {
            general.push(reading);
        }
    }
    general
}

#[cfg(test)]
mod tests {
    use super::*;
    use yongquan_core::table::Column;

    fn of(names: &[&str]) -> (TextDictionary, Sounds) {
        let cells: Vec<Option<&str>> = names.iter().copied().map(Some).collect();
        let Dictionary::Text(texts) = Column::from_texts(&cells).dictionary().clone() else {
            panic!("names are texts");
        };
        let sounds = sounds(&texts);
        (texts, sounds)
    }

    fn first(name: &str) -> String {
        of(&[name]).1.primary(name)
    }

    #[test]
    fn surnames_sound_as_surnames_first() {
        for (name, expected) in [
            ("单小红", "shan xiao hong"),
            ("曾国强", "zeng guo qiang"),
            ("仇英", "qiu ying"),
            ("解晓东", "xie xiao dong"),
            ("尉迟恭", "yu chi gong"),
            ("尉晓东", "wei xiao dong"),
            ("区伟", "ou wei"),
            ("吕布", "lv bu"),
        ] {
            assert_eq!(first(name), expected, "{name}");
        }
        // Away from the front it is no surname.
        assert_eq!(first("周单"), "zhou dan");
    }

    #[test]
    fn the_other_reading_is_there_too() {
        let of_character = |character| character_sounds(character).join(";");
        assert_eq!(of_character('单'), "dan;chan");
        // A character with two readings has both wherever it stands.
        assert_eq!(of_character('乐'), "le;yue");
        assert_eq!(of_character('吕'), "lv");
        assert_eq!(of_character('·'), "");
    }

    #[test]
    fn what_is_not_chinese_stays_or_goes() {
        assert_eq!(first("阿依·古丽"), "a yi gu li");
        assert_eq!(first("John 李"), "john li");
        assert_eq!(first("·123"), "");
        assert_eq!(first(""), "");
    }

    #[test]
    fn every_surname_of_the_lists_is_taken() {
        let single = surnames::SINGLE.iter().map(|(surname, _)| surname.to_string());
        let double = surnames::DOUBLE.iter().map(|(surname, _)| (*surname).to_owned());
        let names: Vec<String> = single.chain(double).collect();
        let (texts, sounds) = of(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(sounds.text_count(), texts.len());
        for (surname, readings) in surnames::DOUBLE {
            assert_eq!(sounds.primary(surname), readings[0], "{surname}");
        }
        for (surname, readings) in surnames::SINGLE {
            assert_eq!(sounds.primary(&surname.to_string()), readings[0], "{surname}");
        }
    }
}
