//! Columns as bytes and back.
//!
//! Decoding trusts nothing: afterwards the dictionary is sorted and distinct, every value is one that its type allows, and every
//! code is at most the length of the dictionary.

use std::collections::HashSet;
use std::io::Read;

use super::bytes::Reader;
use crate::date;
use crate::error::OpenError;
use crate::limits;
use crate::table::{Codes, Column, Dictionary, Sounds, TextDictionary};

const KIND_TEXT: u8 = 1;
const KIND_INTEGER: u8 = 2;
const KIND_NUMBER: u8 = 3;
const KIND_BOOLEAN: u8 = 4;
const KIND_DATE: u8 = 5;
const KIND_SOUNDS: u8 = 6;

/// Bytes of the rank of a text among the sounds.
const RANK_WIDTH: u8 = 4;

/// Appends one column.
///
/// # Panics
///
/// If the field id is longer than 65,535 bytes.
pub(super) fn encode_column(body: &mut Vec<u8>, field: &str, column: &Column) {
    let (kind, width) = (kind_byte(column.dictionary()), width(column.codes()));
    encode_head(body, field, [kind, width], column.cardinality());
    match column.dictionary() {
        Dictionary::Text(texts) => encode_texts(body, texts),
        Dictionary::Integer(integers) => extend(body, integers, |integer| integer.to_le_bytes()),
        Dictionary::Number(numbers) => extend(body, numbers, |number| number.to_le_bytes()),
        Dictionary::Boolean => {}
        Dictionary::Date(days) => extend(body, days, |day| day.to_le_bytes()),
    }
    match column.codes() {
        Codes::One(codes) => body.extend_from_slice(codes),
        Codes::Two(codes) => extend(body, codes, |code| code.to_le_bytes()),
        Codes::Four(codes) => extend(body, codes, |code| code.to_le_bytes()),
    }
}

/// Appends the sounds of a field.
///
/// # Panics
///
/// If the field id is longer than 65,535 bytes.
pub(super) fn encode_sounds(body: &mut Vec<u8>, field: &str, sounds: &Sounds) {
    encode_head(body, field, [KIND_SOUNDS, RANK_WIDTH], sounds.entries.len());
    encode_texts(body, &sounds.entries);
    body.extend_from_slice(&count(sounds.ranks.len()).to_le_bytes());
    extend(body, &sounds.ranks, |rank| rank.to_le_bytes());
}

fn encode_head(body: &mut Vec<u8>, field: &str, kind_and_width: [u8; 2], cardinality: usize) {
    let id_len = u16::try_from(field.len()).expect("field ids are short");
    body.extend_from_slice(&id_len.to_le_bytes());
    body.extend_from_slice(field.as_bytes());
    body.extend_from_slice(&kind_and_width);
    body.extend_from_slice(&count(cardinality).to_le_bytes());
}

fn encode_texts(body: &mut Vec<u8>, texts: &TextDictionary) {
    extend(body, &texts.offsets, |offset| offset.to_le_bytes());
    body.extend_from_slice(texts.bytes.as_bytes());
}

fn count(len: usize) -> u32 {
    u32::try_from(len).expect("a dictionary has at most one entry a row")
}

fn extend<T: Copy, const N: usize>(body: &mut Vec<u8>, values: &[T], to_le_bytes: impl Fn(T) -> [u8; N]) {
    body.reserve(values.len() * N);
    for &value in values {
        body.extend_from_slice(&to_le_bytes(value));
    }
}

fn kind_byte(dictionary: &Dictionary) -> u8 {
    match dictionary {
        Dictionary::Text(_) => KIND_TEXT,
        Dictionary::Integer(_) => KIND_INTEGER,
        Dictionary::Number(_) => KIND_NUMBER,
        Dictionary::Boolean => KIND_BOOLEAN,
        Dictionary::Date(_) => KIND_DATE,
    }
}

fn width(codes: &Codes) -> u8 {
    match codes {
        Codes::One(_) => 1,
        Codes::Two(_) => 2,
        Codes::Four(_) => 4,
    }
}

/// The width in bytes that codes of a dictionary of `cardinality` values have; the code past the last has to fit as well.
fn width_for(cardinality: usize) -> u8 {
    match cardinality {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

/// What a section has of one field.
pub(super) enum Values {
    Column(Column),
    Sounds(Sounds),
}

/// The columns of a section, and the sounds behind them, by field id.
pub(super) type Fields = (Vec<(String, Column)>, Vec<(String, Sounds)>);

/// Reads the columns of a section.
pub(super) fn decode_columns<R: Read>(
    reader: &mut Reader<R>,
    row_count: usize,
    section: &str,
) -> Result<Fields, OpenError> {
    let fault = |field: &str, problem| OpenError::Column {
        section: section.to_owned(),
        field: field.to_owned(),
        problem,
    };
    let column_count = reader.u32().ok_or_else(|| fault("", ENDS_EARLY))? as usize;
    if column_count > limits::MAX_FIELDS {
        return Err(OpenError::TooLarge {
            what: "columns".to_owned(),
            size: column_count as u64,
            limit: limits::MAX_FIELDS as u64,
        });
    }
    let (mut columns, mut sounds) = (Vec::with_capacity(column_count), Vec::new());
    let mut seen = HashSet::new();
    for index in 0..column_count {
        let field = decode_id(reader).map_err(|problem| fault(&format!("#{index}"), problem))?;
        if !seen.insert(field.clone()) {
            return Err(fault(&field, "stands twice"));
        }
        match decode_values(reader, row_count).map_err(|problem| fault(&field, problem))? {
            Values::Column(_) if !sounds.is_empty() => return Err(fault(&field, "stands behind sounds")),
            Values::Column(column) => columns.push((field, column)),
            Values::Sounds(of_field) => sounds.push((field, of_field)),
        }
    }
    Ok((columns, sounds))
}

const ENDS_EARLY: &str = "bytes end too early";

fn decode_id<R: Read>(reader: &mut Reader<R>) -> Result<String, &'static str> {
    let id_len = usize::from(reader.u16().ok_or(ENDS_EARLY)?);
    if id_len == 0 || id_len > limits::MAX_ID_BYTES {
        return Err("field id is empty or too long");
    }
    let id = reader.take(id_len).ok_or(ENDS_EARLY)?;
    String::from_utf8(id).map_err(|_| "field id is not UTF-8")
}

fn decode_values<R: Read>(reader: &mut Reader<R>, row_count: usize) -> Result<Values, &'static str> {
    let kind = reader.byte().ok_or(ENDS_EARLY)?;
    let width = reader.byte().ok_or(ENDS_EARLY)?;
    let cardinality = reader.u32().ok_or(ENDS_EARLY)? as usize;
    let dictionary = match kind {
        KIND_TEXT => Dictionary::Text(decode_texts(reader, cardinality)?),
        KIND_INTEGER => Dictionary::Integer(decode_integers(reader, cardinality)?),
        KIND_NUMBER => Dictionary::Number(decode_numbers(reader, cardinality)?),
        KIND_BOOLEAN if cardinality == 2 => Dictionary::Boolean,
        KIND_BOOLEAN => return Err("a boolean column has exactly two values"),
        KIND_DATE => Dictionary::Date(decode_dates(reader, cardinality)?),
        KIND_SOUNDS => return decode_sounds(reader, width, cardinality).map(Values::Sounds),
        _ => return Err("type of column is unknown"),
    };
    if width != width_for(cardinality) {
        return Err("codes are not as narrow as the dictionary allows");
    }
    let codes = match width {
        1 => Codes::One(reader.take(row_count).ok_or(ENDS_EARLY)?),
        2 => Codes::Two(reader.values(row_count, u16::from_le_bytes).ok_or(ENDS_EARLY)?),
        _ => Codes::Four(reader.values(row_count, u32::from_le_bytes).ok_or(ENDS_EARLY)?),
    };
    if codes.largest().is_some_and(|code| code > cardinality) {
        return Err("a code lies outside the dictionary");
    }
    Ok(Values::Column(Column::from_parts(dictionary, codes)))
}

fn decode_sounds<R: Read>(reader: &mut Reader<R>, width: u8, cardinality: usize) -> Result<Sounds, &'static str> {
    if width != RANK_WIDTH {
        return Err("ranks of sounds take four bytes");
    }
    let entries = decode_texts(reader, cardinality)?;
    let rank_count = reader.u32().ok_or(ENDS_EARLY)? as usize;
    let ranks = reader.values(rank_count, u32::from_le_bytes).ok_or(ENDS_EARLY)?;
    Sounds::from_parts(entries, ranks)
}

fn decode_texts<R: Read>(reader: &mut Reader<R>, cardinality: usize) -> Result<TextDictionary, &'static str> {
    let offset_count = cardinality.checked_add(1).ok_or(ENDS_EARLY)?;
    let offsets = reader.values(offset_count, u32::from_le_bytes).ok_or(ENDS_EARLY)?;
    if offsets[0] != 0 {
        return Err("the first text does not begin at 0");
    }
    let byte_len = offsets[cardinality] as usize;
    let bytes = reader.take(byte_len).ok_or(ENDS_EARLY)?;
    let bytes = String::from_utf8(bytes).map_err(|_| "texts are not UTF-8")?;
    let mut before: Option<&str> = None;
    for pair in offsets.windows(2) {
        // `get` refuses a range that runs backwards, past the end or through a character.
        let text = bytes
            .get(pair[0] as usize..pair[1] as usize)
            .ok_or("text offsets do not cut the texts apart")?;
        if before.is_some_and(|before| before >= text) {
            return Err(NOT_SORTED);
        }
        before = Some(text);
    }
    Ok(TextDictionary { bytes, offsets })
}

const NOT_SORTED: &str = "dictionary is not sorted and distinct";

fn decode_integers<R: Read>(reader: &mut Reader<R>, cardinality: usize) -> Result<Vec<i64>, &'static str> {
    let integers = reader.values(cardinality, i64::from_le_bytes).ok_or(ENDS_EARLY)?;
    if !integers.is_sorted_by(|before, after| before < after) {
        return Err(NOT_SORTED);
    }
    let range = -limits::MAX_INTEGER..=limits::MAX_INTEGER;
    if !integers.iter().all(|integer| range.contains(integer)) {
        return Err("an integer is too large");
    }
    Ok(integers)
}

fn decode_numbers<R: Read>(reader: &mut Reader<R>, cardinality: usize) -> Result<Vec<f64>, &'static str> {
    let numbers = reader.values(cardinality, f64::from_le_bytes).ok_or(ENDS_EARLY)?;
    let is_negative_zero = |number: &f64| *number == 0.0 && number.is_sign_negative();
    if numbers
        .iter()
        .any(|number| !number.is_finite() || is_negative_zero(number))
    {
        return Err("a number is not finite, or is a negative zero");
    }
    if !numbers.is_sorted_by(|before, after| before < after) {
        return Err(NOT_SORTED);
    }
    Ok(numbers)
}

fn decode_dates<R: Read>(reader: &mut Reader<R>, cardinality: usize) -> Result<Vec<i32>, &'static str> {
    let days = reader.values(cardinality, i32::from_le_bytes).ok_or(ENDS_EARLY)?;
    if !days.is_sorted_by(|before, after| before < after) {
        return Err(NOT_SORTED);
    }
    // Sorted, so the ends speak for all: days form one range.
    if !days
        .first()
        .into_iter()
        .chain(days.last())
        .all(|&day| date::is_day(day))
    {
        return Err("a day lies outside the calendar");
    }
    Ok(days)
}
