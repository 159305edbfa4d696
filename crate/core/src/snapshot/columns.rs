//! Columns as bytes and back.
//!
//! Decoding trusts nothing: afterwards the dictionary is sorted and distinct, every value is one that its type allows, and every
//! code is at most the length of the dictionary.

use std::collections::HashSet;

use super::bytes::{Reader, values};
use crate::date;
use crate::error::OpenError;
use crate::limits;
use crate::table::{Codes, Column, Dictionary, TextDictionary};

const KIND_TEXT: u8 = 1;
const KIND_INTEGER: u8 = 2;
const KIND_NUMBER: u8 = 3;
const KIND_BOOLEAN: u8 = 4;
const KIND_DATE: u8 = 5;

/// Appends one column.
///
/// # Panics
///
/// If the field id is longer than 65,535 bytes.
pub(super) fn encode_column(body: &mut Vec<u8>, field: &str, column: &Column) {
    let id_len = u16::try_from(field.len()).expect("field ids are short");
    body.extend_from_slice(&id_len.to_le_bytes());
    body.extend_from_slice(field.as_bytes());
    let (kind, width) = (kind_byte(column.dictionary()), width(column.codes()));
    body.extend_from_slice(&[kind, width]);
    let cardinality = u32::try_from(column.cardinality()).expect("a dictionary has at most one entry a row");
    body.extend_from_slice(&cardinality.to_le_bytes());
    match column.dictionary() {
        Dictionary::Text(texts) => {
            for offset in &texts.offsets {
                body.extend_from_slice(&offset.to_le_bytes());
            }
            body.extend_from_slice(texts.bytes.as_bytes());
        }
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

/// Reads the columns of a section.
pub(super) fn decode_columns(
    reader: &mut Reader,
    row_count: usize,
    section: &str,
) -> Result<Vec<(String, Column)>, OpenError> {
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
    let mut columns = Vec::with_capacity(column_count);
    let mut seen = HashSet::new();
    for index in 0..column_count {
        let field = decode_id(reader).map_err(|problem| fault(&format!("#{index}"), problem))?;
        if !seen.insert(field) {
            return Err(fault(field, "stands twice"));
        }
        let column = decode_column(reader, row_count).map_err(|problem| fault(field, problem))?;
        columns.push((field.to_owned(), column));
    }
    Ok(columns)
}

const ENDS_EARLY: &str = "bytes end too early";

fn decode_id<'a>(reader: &mut Reader<'a>) -> Result<&'a str, &'static str> {
    let id_len = usize::from(reader.u16().ok_or(ENDS_EARLY)?);
    if id_len == 0 || id_len > limits::MAX_ID_BYTES {
        return Err("field id is empty or too long");
    }
    let id = reader.take(id_len).ok_or(ENDS_EARLY)?;
    std::str::from_utf8(id).map_err(|_| "field id is not UTF-8")
}

fn decode_column(reader: &mut Reader, row_count: usize) -> Result<Column, &'static str> {
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
        _ => return Err("type of column is unknown"),
    };
    if width != width_for(cardinality) {
        return Err("codes are not as narrow as the dictionary allows");
    }
    let bytes = reader.take_array(row_count, usize::from(width)).ok_or(ENDS_EARLY)?;
    let codes = match width {
        1 => Codes::One(bytes.to_vec()),
        2 => Codes::Two(values(bytes, u16::from_le_bytes)),
        _ => Codes::Four(values(bytes, u32::from_le_bytes)),
    };
    if codes.largest().is_some_and(|code| code > cardinality) {
        return Err("a code lies outside the dictionary");
    }
    Ok(Column::from_parts(dictionary, codes))
}

fn decode_texts(reader: &mut Reader, cardinality: usize) -> Result<TextDictionary, &'static str> {
    let offset_count = cardinality.checked_add(1).ok_or(ENDS_EARLY)?;
    let offsets = values(
        reader.take_array(offset_count, 4).ok_or(ENDS_EARLY)?,
        u32::from_le_bytes,
    );
    if offsets[0] != 0 {
        return Err("the first text does not begin at 0");
    }
    let byte_len = offsets[cardinality] as usize;
    let bytes = reader.take(byte_len).ok_or(ENDS_EARLY)?;
    let bytes = std::str::from_utf8(bytes).map_err(|_| "texts are not UTF-8")?;
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
    Ok(TextDictionary {
        bytes: bytes.to_owned(),
        offsets,
    })
}

const NOT_SORTED: &str = "dictionary is not sorted and distinct";

fn decode_integers(reader: &mut Reader, cardinality: usize) -> Result<Vec<i64>, &'static str> {
    let integers = values(reader.take_array(cardinality, 8).ok_or(ENDS_EARLY)?, i64::from_le_bytes);
    if !integers.is_sorted_by(|before, after| before < after) {
        return Err(NOT_SORTED);
    }
    let range = -limits::MAX_INTEGER..=limits::MAX_INTEGER;
    if !integers.iter().all(|integer| range.contains(integer)) {
        return Err("an integer is too large");
    }
    Ok(integers)
}

fn decode_numbers(reader: &mut Reader, cardinality: usize) -> Result<Vec<f64>, &'static str> {
    let numbers = values(reader.take_array(cardinality, 8).ok_or(ENDS_EARLY)?, f64::from_le_bytes);
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

fn decode_dates(reader: &mut Reader, cardinality: usize) -> Result<Vec<i32>, &'static str> {
    let days = values(reader.take_array(cardinality, 4).ok_or(ENDS_EARLY)?, i32::from_le_bytes);
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
