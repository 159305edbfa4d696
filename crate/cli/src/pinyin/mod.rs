//! How Chinese names sound, computed once by the publisher: the engine in the browser knows no Chinese.
//!
//! A name becomes its readings: syllables without tones parted by spaces, readings parted by semicolons, the likeliest first
//! (`shan xiao hong;dan xiao hong`; `v` for ü). Readings of characters come from the crate `pinyin`, which is made from the
//! Unihan data; `surnames.rs` tells where a surname differs. Readings are there to be searched by and to sort by, not to be shown:
//! a name with a character of several readings has several.

mod surnames;

use pinyin::{ToPinyin, ToPinyinMulti};
use yongquan_core::schema::{Derivation, Schema};
use yongquan_core::table::{Column, Dictionary, Table};

/// Readings of one character that are taken into account. Further ones are those of old books.
const MAX_CHARACTER_READINGS: usize = 2;

/// Readings of one name. Three characters of two readings each have eight.
const MAX_NAME_READINGS: usize = 8;

/// Computes the pinyin of every field whose schema asks for it, and puts the columns into the table.
pub fn add_columns(schema: &Schema, table: &mut Table) {
    for (id, field) in schema.field_ids().zip(schema.fields()) {
        let Some(Derivation::Pinyin { of }) = &field.derived else {
            continue;
        };
        let source = schema.field_id(of).and_then(|source| table.column(source));
        let Some(column) = source.map(column) else { continue };
        table.set(id, column);
    }
}

/// The readings of every text of a column, row by row.
fn column(source: &Column) -> Column {
    let Dictionary::Text(texts) = source.dictionary() else {
        unreachable!("a checked schema derives pinyin from texts only");
    };
    let of_code: Vec<Option<String>> = (0..texts.len()).map(|code| readings(texts.get(code))).collect();
    let cell = |row_id| of_code.get(source.codes().get(row_id)).and_then(Option::as_deref);
    Column::from_texts(&(0..source.codes().len()).map(cell).collect::<Vec<_>>())
}

/// The readings of a name; `None` if nothing in it has a sound.
fn readings(name: &str) -> Option<String> {
    let mut readings = vec![String::new()];
    for sounds in sounds(name) {
        let mut longer: Vec<String> = Vec::with_capacity(readings.len() * sounds.len());
        // The first sound of a character goes with all beginnings before its second does.
        for sound in &sounds {
            for reading in &readings {
                let space = if reading.is_empty() { "" } else { " " };
                let next = format!("{reading}{space}{sound}");
                if !longer.contains(&next) {
                    longer.push(next);
                }
            }
        }
        longer.truncate(MAX_NAME_READINGS);
        readings = longer;
    }
    let readings = readings.join(";");
    (!readings.is_empty()).then_some(readings)
}

/// What each part of a name may sound like, the likeliest first: surname, then character by character, Latin words as they are.
fn sounds(name: &str) -> Vec<Vec<String>> {
    let mut sounds: Vec<Vec<String>> = Vec::new();
    let mut rest = name;
    if let Some((surname, readings)) = surnames::DOUBLE.iter().find(|(surname, _)| name.starts_with(surname)) {
        sounds.push(readings.iter().map(|&reading| reading.to_owned()).collect());
        rest = &name[surname.len()..];
    }
    let mut latin = String::new();
    for (position, character) in rest.char_indices() {
        if character.is_ascii_alphabetic() {
            latin.push(character.to_ascii_lowercase());
            continue;
        }
        if !latin.is_empty() {
            sounds.push(vec![std::mem::take(&mut latin)]);
        }
        let is_surname = position == 0 && rest.len() == name.len();
        let of_character = character_sounds(character, is_surname);
        if !of_character.is_empty() {
            sounds.push(of_character);
        }
    }
    if !latin.is_empty() {
        sounds.push(vec![latin]);
    }
    sounds
}

fn character_sounds(character: char, is_surname: bool) -> Vec<String> {
    let as_surname = surnames::SINGLE
        .iter()
        .find(|&&(surname, _)| is_surname && surname == character);
    let mut sounds: Vec<String> = as_surname
        .map(|(_, readings)| readings.iter().map(|&reading| reading.to_owned()).collect())
        .unwrap_or_default();
    let usual = character.to_pinyin().map(|reading| reading.plain());
    let others = character
        .to_pinyin_multi()
        .into_iter()
        .flatten()
        .map(|reading| reading.plain());
    let mut general: Vec<String> = Vec::new();
    for reading in usual.into_iter().chain(others) {
        let reading = reading.replace('ü', "v");
        if general.len() < MAX_CHARACTER_READINGS && !general.contains(&reading) {
            general.push(reading);
        }
    }
    general.retain(|reading| !sounds.contains(reading));
    sounds.extend(general);
    sounds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(name: &str) -> String {
        let readings = readings(name).expect("a name sounds");
        readings.split(';').next().expect("one reading at least").to_owned()
    }

    #[test]
    fn surnames_sound_as_surnames_first() {
        for (name, expected) in [
            ("单小红", "shan xiao hong"),
            ("曾国强", "zeng guo qiang"),
            ("仇英", "qiu ying"),
            ("解晓东", "xie xiao dong"),
            ("尉迟恭", "yu chi gong"),
            ("区伟", "ou wei"),
            ("吕布", "lv bu"),
        ] {
            assert_eq!(first(name), expected, "{name}");
        }
    }

    #[test]
    fn the_other_reading_is_there_too() {
        let readings = readings("单小红").expect("a name sounds");
        assert!(
            readings.split(';').any(|reading| reading == "dan xiao hong"),
            "{readings}"
        );
        // A character with two readings has both wherever it stands.
        let happy = super::readings("周乐").expect("a name sounds");
        assert!(happy.split(';').any(|reading| reading == "zhou yue"), "{happy}");
        // Away from the front it is no surname.
        assert!(first("周单").starts_with("zhou dan"), "{}", first("周单"));
    }

    #[test]
    fn what_is_not_chinese_stays_or_goes() {
        assert_eq!(first("阿依·古丽"), "a yi gu li");
        assert_eq!(first("John 李"), "john li");
        assert_eq!(readings("·123"), None);
        assert_eq!(readings(""), None);
    }

    #[test]
    fn a_name_has_a_bounded_number_of_distinct_readings() {
        for name in ["单重行乐长", "曾曾曾曾曾曾"] {
            let readings = readings(name).expect("a name sounds");
            let all: Vec<&str> = readings.split(';').collect();
            assert!(all.len() <= MAX_NAME_READINGS, "{readings}");
            let distinct: std::collections::BTreeSet<&&str> = all.iter().collect();
            assert_eq!(distinct.len(), all.len(), "{readings}");
        }
    }

    #[test]
    fn rows_keep_their_names_sounds() {
        let names = Column::from_texts(&[Some("张三"), None, Some("章三"), Some("·")]);
        let sounds = column(&names);
        assert_eq!(sounds.value(0), sounds.value(2));
        assert!(sounds.value(0).is_some());
        assert_eq!((sounds.value(1), sounds.value(3)), (None, None));
    }
}
