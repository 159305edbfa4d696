//! Dictionary-encoded columns.
//!
//! Every column, whatever its type, is a sorted dictionary of its distinct values and one code a row: the place of the row's
//! value in the dictionary. Since dictionaries are sorted, a range of values is a range of codes. The code one past the last
//! entry means *missing*, so a facet is one histogram, a comparison never has to look at a second array, and a column cannot
//! be inconsistent with its own validity.
//!
//! ```text
//! dictionary   0 "1"   1 "2"   2 "9"          (missing = 3)
//! codes        1 0 0 3 1 2 …                  one byte each up to 255 values, then two, then four
//! ```

mod distinct;
mod histogram;
mod sounds;

pub(crate) use histogram::Histogram;
pub use sounds::Sounds;

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use crate::date::{self, Day};
use crate::schema::{FieldId, FieldKind, Schema};

/// The distinct texts of a column, sorted by code point, in one buffer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextDictionary {
    /// The texts, one after the other.
    pub(crate) bytes: String,
    /// Where each text begins, in bytes, and one last entry: the length of `bytes`.
    pub(crate) offsets: Vec<u32>,
}

impl TextDictionary {
    /// A dictionary of texts that are sorted and distinct already.
    ///
    /// # Panics
    ///
    /// If the texts take more than 4 GiB.
    pub(crate) fn from_sorted<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut bytes = String::new();
        let mut offsets = vec![0];
        for text in texts {
            bytes.push_str(text);
            offsets.push(u32::try_from(bytes.len()).expect("a column's texts take less than 4 GiB"));
        }
        Self { bytes, offsets }
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All texts, one after the other, in the order of their codes.
    pub fn bytes(&self) -> &str {
        &self.bytes
    }

    /// Where the text of a code lies in [`bytes`](Self::bytes).
    ///
    /// # Panics
    ///
    /// If the code is not below [`len`](Self::len).
    pub fn range(&self, code: usize) -> Range<usize> {
        self.offsets[code] as usize..self.offsets[code + 1] as usize
    }

    /// The text of a code.
    ///
    /// # Panics
    ///
    /// If the code is not below [`len`](Self::len).
    pub fn get(&self, code: usize) -> &str {
        &self.bytes[self.range(code)]
    }
}

/// The distinct values of a column, sorted and distinct.
#[derive(Debug, Clone, PartialEq)]
pub enum Dictionary {
    /// Texts by code point.
    Text(TextDictionary),
    /// Integers.
    Integer(Vec<i64>),
    /// Finite numbers; −0 is stored as 0.
    Number(Vec<f64>),
    /// False, true: always both.
    Boolean,
    /// Days.
    Date(Vec<Day>),
}

impl Dictionary {
    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(texts) => texts.len(),
            Self::Integer(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Boolean => 2,
            Self::Date(values) => values.len(),
        }
    }

    /// Whether there is no value at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The type of field that such a dictionary belongs to.
    pub fn kind(&self) -> FieldKind {
        match self {
            Self::Text(_) => FieldKind::Text,
            Self::Integer(_) => FieldKind::Integer,
            Self::Number(_) => FieldKind::Number,
            Self::Boolean => FieldKind::Boolean,
            Self::Date(_) => FieldKind::Date,
        }
    }

    /// The value of a code.
    ///
    /// # Panics
    ///
    /// If the code is not below [`len`](Self::len).
    pub fn value(&self, code: usize) -> Value<'_> {
        match self {
            Self::Text(texts) => Value::Text(texts.get(code)),
            Self::Integer(values) => Value::Integer(values[code]),
            Self::Number(values) => Value::Number(values[code]),
            Self::Boolean => Value::Boolean([false, true][code]),
            Self::Date(values) => Value::Date(values[code]),
        }
    }
}

/// One value, borrowed from its dictionary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// A text or a code of a code list.
    Text(&'a str),
    /// An integer.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A truth value.
    Boolean(bool),
    /// A day.
    Date(Day),
}

impl std::fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Boolean(value) => value.fmt(f),
            Self::Date(day) => f.write_str(&date::format(*day)),
        }
    }
}

/// One code a row, as narrow as the dictionary allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codes {
    /// One byte a row: up to 255 values.
    One(Vec<u8>),
    /// Two bytes a row: up to 65,535 values.
    Two(Vec<u16>),
    /// Four bytes a row.
    Four(Vec<u32>),
}

impl Codes {
    /// Packs codes for a dictionary of `cardinality` values.
    fn pack(codes: Vec<u32>, cardinality: usize) -> Self {
        match cardinality {
            0..=0xff => Self::One(codes.iter().map(|&code| code as u8).collect()),
            0x100..=0xffff => Self::Two(codes.iter().map(|&code| code as u16).collect()),
            _ => Self::Four(codes),
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Self::One(codes) => codes.len(),
            Self::Two(codes) => codes.len(),
            Self::Four(codes) => codes.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The largest code; `None` if there are no rows.
    pub fn largest(&self) -> Option<usize> {
        match self {
            Self::One(codes) => codes.iter().max().map(|&code| usize::from(code)),
            Self::Two(codes) => codes.iter().max().map(|&code| usize::from(code)),
            Self::Four(codes) => codes.iter().max().map(|&code| code as usize),
        }
    }

    /// The code of a row.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn get(&self, row_id: usize) -> usize {
        match self {
            Self::One(codes) => usize::from(codes[row_id]),
            Self::Two(codes) => usize::from(codes[row_id]),
            Self::Four(codes) => codes[row_id] as usize,
        }
    }
}

/// Runs one expression over the codes whatever their width, with the width known to the compiler.
#[macro_export]
#[doc(hidden)]
macro_rules! with_codes {
    ($codes:expr, $slice:ident => $body:expr) => {
        match $codes {
            $crate::table::Codes::One($slice) => $body,
            $crate::table::Codes::Two($slice) => $body,
            $crate::table::Codes::Four($slice) => $body,
        }
    };
}

/// The values of one field, in row order.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    dictionary: Dictionary,
    codes: Codes,
    has_missing: bool,
}

impl Column {
    /// A column of dictionary and codes that were checked against each other.
    ///
    /// INVARIANT: the dictionary is sorted and distinct, every code is at most its length.
    pub(crate) fn from_parts(dictionary: Dictionary, codes: Codes) -> Self {
        let has_missing = codes.largest() == Some(dictionary.len());
        Self {
            dictionary,
            codes,
            has_missing,
        }
    }

    /// A column of texts, in row order; `None` is missing.
    pub fn from_texts<T: AsRef<str>>(cells: &[Option<T>]) -> Self {
        let cells: Vec<Option<&str>> = cells.iter().map(|cell| cell.as_ref().map(AsRef::as_ref)).collect();
        let (values, codes) = encode(&cells, Ord::cmp);
        Self::new(Dictionary::Text(TextDictionary::from_sorted(values.into_iter())), codes)
    }

    /// A column of integers, in row order; `None` is missing.
    pub fn from_integers(cells: &[Option<i64>]) -> Self {
        let (values, codes) = encode(cells, Ord::cmp);
        Self::new(Dictionary::Integer(values), codes)
    }

    /// A column of days, in row order; `None` is missing.
    pub fn from_dates(cells: &[Option<Day>]) -> Self {
        let (values, codes) = encode(cells, Ord::cmp);
        Self::new(Dictionary::Date(values), codes)
    }

    /// A column of numbers, in row order; `None` is missing.
    ///
    /// # Panics
    ///
    /// If a number is not finite.
    pub fn from_numbers(cells: &[Option<f64>]) -> Self {
        let bits: Vec<Option<u64>> = cells
            .iter()
            .map(|cell| {
                cell.map(|number| {
                    assert!(number.is_finite(), "numbers are finite");
                    // Adding zero turns −0 into 0, so that equal numbers have equal bits.
                    (number + 0.0).to_bits()
                })
            })
            .collect();
        let (values, codes) = encode(&bits, |a, b| f64::from_bits(*a).total_cmp(&f64::from_bits(*b)));
        Self::new(
            Dictionary::Number(values.into_iter().map(f64::from_bits).collect()),
            codes,
        )
    }

    /// A column of truth values, in row order; `None` is missing.
    pub fn from_booleans(cells: &[Option<bool>]) -> Self {
        let codes = cells.iter().map(|cell| cell.map_or(2, u32::from)).collect();
        Self::new(Dictionary::Boolean, codes)
    }

    fn new(dictionary: Dictionary, codes: Vec<u32>) -> Self {
        let codes = Codes::pack(codes, dictionary.len());
        Self::from_parts(dictionary, codes)
    }

    /// The distinct values.
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The codes, in row order.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// Number of distinct values.
    pub fn cardinality(&self) -> usize {
        self.dictionary.len()
    }

    /// Whether any row has no value.
    pub fn has_missing(&self) -> bool {
        self.has_missing
    }

    /// The code that means missing: one past the last of the dictionary.
    pub fn missing_code(&self) -> usize {
        self.dictionary.len()
    }

    /// The value of a row; `None` if it is missing.
    ///
    /// # Panics
    ///
    /// If there is no such row.
    pub fn value(&self, row_id: usize) -> Option<Value<'_>> {
        let code = self.codes.get(row_id);
        (code != self.missing_code()).then(|| self.dictionary.value(code))
    }
}

/// Sorts the distinct values and gives every cell its place among them; missing cells get the place past the last.
fn encode<T: Copy + Eq + Hash>(
    cells: &[Option<T>],
    compare: impl Fn(&T, &T) -> std::cmp::Ordering,
) -> (Vec<T>, Vec<u32>) {
    let mut first_seen = HashMap::new();
    let mut values = Vec::new();
    let provisional: Vec<Option<u32>> = cells
        .iter()
        .map(|cell| {
            cell.map(|value| {
                *first_seen.entry(value).or_insert_with(|| {
                    values.push(value);
                    u32::try_from(values.len() - 1).expect("MAX_ROWS fits 32 bits")
                })
            })
        })
        .collect();
    let mut order: Vec<u32> = (0..values.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| compare(&values[a as usize], &values[b as usize]));
    let mut place = vec![0; values.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old as usize] = new as u32;
    }
    let missing = values.len() as u32;
    let codes = provisional
        .iter()
        .map(|code| code.map_or(missing, |code| place[code as usize]))
        .collect();
    (order.iter().map(|&old| values[old as usize]).collect(), codes)
}

/// The columns of a register that a key opened. A field whose section stayed closed has no column.
#[derive(Debug, Clone)]
pub struct Table {
    row_count: usize,
    columns: Vec<Option<Column>>,
    /// What a field has instead of a column if it says how another one sounds.
    sounds: Vec<Option<Sounds>>,
}

impl Table {
    /// A table of `row_count` rows with one place for each of `field_count` fields, all empty.
    pub fn new(row_count: usize, field_count: usize) -> Self {
        Self {
            row_count,
            columns: vec![None; field_count],
            sounds: vec![None; field_count],
        }
    }

    /// A table of no rows with the column of every field: what is asked of it is checked against the schema alone.
    pub fn without_rows(schema: &Schema) -> Self {
        let mut table = Self::new(0, schema.fields().len());
        for (id, field) in schema.field_ids().zip(schema.fields()) {
            if schema.is_pinyin(id) {
                let sounds = Sounds::new(&[], &TextDictionary::default()).expect("no sound is no wrong one");
                table.set_sounds(id, sounds);
                continue;
            }
            let column = match field.kind {
                FieldKind::Text => Column::from_texts::<&str>(&[]),
                FieldKind::Integer => Column::from_integers(&[]),
                FieldKind::Number => Column::from_numbers(&[]),
                FieldKind::Boolean => Column::from_booleans(&[]),
                FieldKind::Date => Column::from_dates(&[]),
            };
            table.set(id, column);
        }
        table
    }

    /// Puts the column of a field in place.
    ///
    /// # Panics
    ///
    /// If the column has another number of rows than the table.
    pub fn set(&mut self, field: FieldId, column: Column) {
        assert_eq!(column.codes.len(), self.row_count, "a column has one code a row");
        self.columns[field.index()] = Some(column);
    }

    /// Puts the sounds in place that a field derived by pinyin has instead of a column.
    pub fn set_sounds(&mut self, field: FieldId, sounds: Sounds) {
        self.sounds[field.index()] = Some(sounds);
    }

    /// Puts the columns and sounds of another table with the same rows and fields in place, where it has any.
    ///
    /// # Panics
    ///
    /// If the other table has another number of rows or fields.
    pub fn put(&mut self, other: Self) {
        assert_eq!(other.row_count, self.row_count, "sections have the same rows");
        assert_eq!(other.columns.len(), self.columns.len(), "sections have one schema");
        let columns = self.columns.iter_mut().zip(other.columns);
        let sounds = self.sounds.iter_mut().zip(other.sounds);
        columns.for_each(|(place, column)| *place = column.or(place.take()));
        sounds.for_each(|(place, sounds)| *place = sounds.or(place.take()));
    }

    /// Takes the column of a field out; what it took is memory again once it is dropped.
    pub fn take(&mut self, field: FieldId) -> Option<Column> {
        self.columns[field.index()].take()
    }

    /// Takes column and sounds of a field out and drops them.
    pub fn remove(&mut self, field: FieldId) {
        self.columns[field.index()] = None;
        self.sounds[field.index()] = None;
    }

    /// The sounds that a field derived by pinyin has; `None` if its section stayed closed.
    pub fn sounds(&self, field: FieldId) -> Option<&Sounds> {
        self.sounds[field.index()].as_ref()
    }

    /// Whether the section of a field is open.
    pub fn has(&self, field: FieldId) -> bool {
        self.column(field).is_some() || self.sounds(field).is_some()
    }

    /// Number of rows, closed ones included.
    pub fn row_count(&self) -> usize {
        self.row_count
    }

    /// The column of a field; `None` if its section stayed closed, or if it says how another field sounds.
    pub fn column(&self, field: FieldId) -> Option<&Column> {
        self.columns[field.index()].as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_follow_the_order_of_values() {
        let column = Column::from_texts(&[Some("b"), None, Some("a"), Some("b"), Some("𠮷"), Some("女")]);
        assert_eq!(column.cardinality(), 4);
        let cells: Vec<_> = (0..6).map(|row_id| column.value(row_id)).collect();
        assert_eq!(cells[0], Some(Value::Text("b")));
        assert_eq!(cells[1], None);
        let codes: Vec<_> = (0..6).map(|row_id| column.codes().get(row_id)).collect();
        assert_eq!(codes, [1, 4, 0, 1, 3, 2]);
    }

    #[test]
    fn negative_zero_is_zero_and_numbers_sort_by_value() {
        let column = Column::from_numbers(&[Some(0.0), Some(-0.0), Some(-1.5), Some(3.0), None]);
        assert_eq!(column.dictionary(), &Dictionary::Number(vec![-1.5, 0.0, 3.0]));
    }

    #[test]
    fn width_leaves_room_for_the_missing_code() {
        let column = |count: i64| Column::from_integers(&(0..count).map(Some).chain([None]).collect::<Vec<_>>());
        for (count, expected) in [(255, 1), (256, 2), (65_535, 2), (65_536, 4)] {
            let width = match column(count).codes() {
                Codes::One(_) => 1,
                Codes::Two(_) => 2,
                Codes::Four(_) => 4,
            };
            assert_eq!(width, expected, "{count} values");
            assert_eq!(column(count).value(count as usize), None);
        }
    }

    #[test]
    fn a_column_without_values_has_an_empty_dictionary() {
        let column = Column::from_dates(&[None, None]);
        assert_eq!(column.cardinality(), 0);
        assert_eq!(column.value(1), None);
        let empty = Column::from_texts::<&str>(&[]);
        assert!(empty.codes().is_empty());
    }
}
