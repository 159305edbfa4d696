//! Building one column while the rows stream by.
//!
//! Every distinct spelling is read and checked once; after that a cell costs one look-up. A row keeps only the number of its
//! value, in as few bytes as the distinct values need, so that a million rows of 140 fields stay within hundreds of megabytes.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use yongquan_core::date::{self, Day};
use yongquan_core::limits;
use yongquan_core::schema::FieldKind;
use yongquan_core::table::Column;

use super::codes::{CodeError, CodeNames};
use super::diagnostics::{ColumnPlace, Diagnostics};
use super::fault::Fault;
use super::spelling::{self, DayError};
use crate::package::{Bound, StoredField};

/// Magnitude from which a spreadsheet no longer keeps every digit of a number.
const FIRST_INEXACT_NUMBER: f64 = 1e15;

/// A cell as its file holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    /// A text; every cell of a text file is one. Empty means nothing.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A truth value.
    Boolean(bool),
    /// A day; `None` if the calendar has no such day.
    Date {
        /// The day.
        day: Option<Day>,
        /// Whether a time of day is kept with it.
        has_time: bool,
    },
    /// A formula that gives an error, or whose result was not saved.
    Error,
}

/// What became of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The number of the value among the distinct values of its column.
    Value(u32),
    /// Missing.
    Missing,
    /// Refused.
    Faulty,
}

/// A value of one of the five types.
enum Parsed {
    Text(Arc<str>),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Date(Day),
}

#[derive(Clone)]
struct Outcome {
    slot: Slot,
    fault: Option<Box<Fault>>,
}

/// The distinct values of a type, numbered in the order of their first appearance.
struct Interner<T> {
    numbers: HashMap<T, u32>,
    values: Vec<T>,
}

impl<T: Clone + Eq + Hash> Interner<T> {
    fn new() -> Self {
        Self {
            numbers: HashMap::new(),
            values: Vec::new(),
        }
    }

    fn intern(&mut self, value: T) -> u32 {
        *self.numbers.entry(value.clone()).or_insert_with(|| {
            self.values.push(value);
            u32::try_from(self.values.len() - 1).expect("MAX_ROWS fits 32 bits")
        })
    }
}

enum Values {
    Text(Interner<Arc<str>>),
    Integer(Interner<i64>),
    /// Bits of the number, −0 turned into 0.
    Number(Interner<u64>),
    Boolean(Interner<bool>),
    Date(Interner<Day>),
}

/// One number a row, as narrow as the numbers so far allow. The largest number of a width means missing.
enum Numbers {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

impl Numbers {
    fn push(&mut self, number: Option<u32>) {
        match (&mut *self, number) {
            (Self::One(numbers), None) => numbers.push(u8::MAX),
            (Self::One(numbers), Some(number)) if number < u32::from(u8::MAX) => numbers.push(number as u8),
            (Self::Two(numbers), None) => numbers.push(u16::MAX),
            (Self::Two(numbers), Some(number)) if number < u32::from(u16::MAX) => numbers.push(number as u16),
            (Self::Four(numbers), number) => numbers.push(number.unwrap_or(u32::MAX)),
            (Self::One(_) | Self::Two(_), Some(_)) => {
                self.widen();
                self.push(number);
            }
        }
    }

    fn widen(&mut self) {
        *self = match self {
            Self::One(_) => Self::Two(
                self.iter()
                    .map(|number| number.map_or(u16::MAX, |n| n as u16))
                    .collect(),
            ),
            _ => Self::Four(self.iter().map(|number| number.unwrap_or(u32::MAX)).collect()),
        };
    }

    fn iter(&self) -> Box<dyn Iterator<Item = Option<u32>> + '_> {
        match self {
            Self::One(numbers) => Box::new(numbers.iter().map(|&n| (n != u8::MAX).then_some(u32::from(n)))),
            Self::Two(numbers) => Box::new(numbers.iter().map(|&n| (n != u16::MAX).then_some(u32::from(n)))),
            Self::Four(numbers) => Box::new(numbers.iter().map(|&n| (n != u32::MAX).then_some(n))),
        }
    }
}

/// A column under construction.
pub(super) struct ColumnBuilder<'a> {
    field: &'a StoredField,
    code_names: Option<(&'a CodeNames, [String; 2])>,
    is_required: bool,
    place: Arc<ColumnPlace>,
    outcomes: HashMap<Arc<str>, Outcome>,
    values: Values,
    numbers: Numbers,
    trimmed_count: u64,
}

impl<'a> ColumnBuilder<'a> {
    /// A column without rows. `code_names` go with the title and the id of their list.
    pub fn new(
        field: &'a StoredField,
        code_names: Option<(&'a CodeNames, [String; 2])>,
        is_required: bool,
        place: Arc<ColumnPlace>,
    ) -> Self {
        Self {
            field,
            code_names,
            is_required,
            place,
            outcomes: HashMap::new(),
            values: match field.kind {
                FieldKind::Text => Values::Text(Interner::new()),
                FieldKind::Integer => Values::Integer(Interner::new()),
                FieldKind::Number => Values::Number(Interner::new()),
                FieldKind::Boolean => Values::Boolean(Interner::new()),
                FieldKind::Date => Values::Date(Interner::new()),
            },
            numbers: Numbers::One(Vec::new()),
            trimmed_count: 0,
        }
    }

    /// Where the column is in the file.
    pub fn place(&self) -> &Arc<ColumnPlace> {
        &self.place
    }

    /// How many values had spaces around them.
    pub fn trimmed_count(&self) -> u64 {
        self.trimmed_count
    }

    /// Reads the cell of the next row, and adds to `diagnostics` what is wrong with it.
    pub fn push(&mut self, cell: Cell<'_>, row: u64, diagnostics: &mut Diagnostics) -> Slot {
        let outcome = match cell {
            Cell::Text(text) => self.read_text(text),
            cell => {
                let parsed = self.parse_typed(cell);
                match parsed {
                    Ok(Ok(value)) => self.accept(Some(value)),
                    Ok(Err(text)) => self.read_text(&text),
                    Err(fault) => refused(fault),
                }
            }
        };
        if self.field.pack.is_some() {
            self.numbers.push(match outcome.slot {
                Slot::Value(number) => Some(number),
                Slot::Missing | Slot::Faulty => None,
            });
        }
        if let Some(fault) = outcome.fault {
            diagnostics.add(*fault, Some(row), Some(&self.place));
        }
        outcome.slot
    }

    fn read_text(&mut self, text: &str) -> Outcome {
        let trimmed = spelling::trim(text);
        if trimmed.len() != text.len() && !trimmed.is_empty() {
            self.trimmed_count += 1;
        }
        if let Some(outcome) = self.outcomes.get(trimmed) {
            return outcome.clone();
        }
        let spelled: Arc<str> = trimmed.into();
        let outcome = match self.parse_text(&spelled) {
            Ok(value) => self.accept(value),
            Err(fault) => refused(fault),
        };
        self.outcomes.insert(spelled, outcome.clone());
        outcome
    }

    /// Checks a value, or that it may be missing, and numbers it.
    fn accept(&mut self, value: Option<Parsed>) -> Outcome {
        let Some(value) = value else {
            return if self.is_required {
                refused(Fault::Required)
            } else {
                Outcome {
                    slot: Slot::Missing,
                    fault: None,
                }
            };
        };
        if let Err(fault) = self.check_constraints(&value) {
            return refused(fault);
        }
        let has_line_break = matches!(&value, Parsed::Text(text) if text.contains(['\n', '\r']));
        let number = match (&mut self.values, value) {
            (Values::Text(values), Parsed::Text(text)) => values.intern(text),
            (Values::Integer(values), Parsed::Integer(value)) => values.intern(value),
            (Values::Number(values), Parsed::Number(value)) => values.intern((value + 0.0).to_bits()),
            (Values::Boolean(values), Parsed::Boolean(value)) => values.intern(value),
            (Values::Date(values), Parsed::Date(day)) => values.intern(day),
            _ => unreachable!("a value is parsed as the type of its field"),
        };
        Outcome {
            slot: Slot::Value(number),
            fault: has_line_break.then(|| Box::new(Fault::LineBreak)),
        }
    }

    fn parse_text(&self, text: &Arc<str>) -> Result<Option<Parsed>, Fault> {
        let field = self.field;
        if spelling::is_damaged(text) {
            return Err(Fault::DamagedText);
        }
        if field.missing_values.iter().any(|missing| missing == text.as_ref()) {
            return Ok(None);
        }
        let value = match field.kind {
            FieldKind::Text if spelling::is_scientific(text) => return Err(Fault::DigitsLost),
            FieldKind::Text => Parsed::Text(self.resolve(text)?),
            FieldKind::Integer => match spelling::integer(text) {
                Some(value) if value.unsigned_abs() <= limits::MAX_INTEGER.unsigned_abs() => Parsed::Integer(value),
                None if spelling::is_scientific(text) => return Err(Fault::DigitsLost),
                None if !spelling::is_integer_shaped(text) => return Err(Fault::NotInteger),
                _ => {
                    return Err(Fault::IntegerTooLarge {
                        limit: limits::MAX_INTEGER,
                    });
                }
            },
            FieldKind::Number => Parsed::Number(spelling::number(text).ok_or(Fault::NotNumber)?),
            FieldKind::Boolean => Parsed::Boolean(self.boolean(text)?),
            FieldKind::Date => Parsed::Date(spelling::day(text).map_err(|error| match error {
                DayError::NotDay => Fault::NotDate,
                DayError::HasTime => Fault::DateWithTime,
            })?),
        };
        Ok(Some(value))
    }

    /// The text itself, or the code that it means.
    fn resolve(&self, text: &Arc<str>) -> Result<Arc<str>, Fault> {
        let Some((names, [list, list_id])) = &self.code_names else {
            return Ok(text.clone());
        };
        let (list, list_id) = (list.clone(), list_id.clone());
        names.resolve(text).cloned().map_err(|error| match error {
            CodeError::Unknown => Fault::UnknownCode { list, list_id },
            CodeError::Ambiguous => Fault::AmbiguousCode { list, list_id },
        })
    }

    /// The spellings that the field declares come first, then those that every boolean field understands.
    fn boolean(&self, text: &str) -> Result<bool, Fault> {
        let is_one_of = |words: &[String]| words.iter().any(|word| word == text);
        if is_one_of(&self.field.true_values) {
            Ok(true)
        } else if is_one_of(&self.field.false_values) {
            Ok(false)
        } else {
            spelling::boolean(text).ok_or_else(|| self.not_boolean())
        }
    }

    fn not_boolean(&self) -> Fault {
        let word = |words: &[String], otherwise: &str| words.last().map_or(otherwise, String::as_str).to_owned();
        Fault::NotBoolean {
            true_word: word(&self.field.true_values, "是"),
            false_word: word(&self.field.false_values, "否"),
        }
    }

    /// Reads a cell that has a type of its own: the value, or the text that stands for it.
    fn parse_typed(&self, cell: Cell<'_>) -> Result<Result<Parsed, String>, Fault> {
        let kind = self.field.kind;
        match (cell, kind) {
            (Cell::Error, _) => Err(Fault::FormulaError),
            (
                Cell::Date {
                    day: Some(day),
                    has_time: false,
                },
                FieldKind::Date,
            ) => Ok(Ok(Parsed::Date(day))),
            (
                Cell::Date {
                    day: Some(_),
                    has_time: true,
                },
                FieldKind::Date,
            ) => Err(Fault::DateWithTime),
            (Cell::Boolean(value), FieldKind::Boolean) => Ok(Ok(Parsed::Boolean(value))),
            (Cell::Number(value), FieldKind::Number) if value.is_finite() => Ok(Ok(Parsed::Number(value))),
            (Cell::Number(value), FieldKind::Text | FieldKind::Integer) if value.abs() >= FIRST_INEXACT_NUMBER => {
                Err(Fault::DigitsLost)
            }
            (Cell::Number(value), _) if value.fract() == 0.0 && value.abs() < FIRST_INEXACT_NUMBER => {
                Ok(Err((value as i64).to_string()))
            }
            _ => Err(match kind {
                FieldKind::Text => Fault::NotText,
                FieldKind::Integer => Fault::NotInteger,
                FieldKind::Number => Fault::NotNumber,
                FieldKind::Boolean => self.not_boolean(),
                FieldKind::Date => Fault::NotDate,
            }),
        }
    }

    fn check_constraints(&self, value: &Parsed) -> Result<(), Fault> {
        let rules = &self.field.constraints;
        if let (Some(pattern), Parsed::Text(text)) = (&rules.pattern, value)
            && !pattern.is_match(text)
        {
            return Err(Fault::Pattern {
                pattern: pattern.source().to_owned(),
            });
        }
        if let Some(minimum) = rules.minimum.as_ref().filter(|bound| value.is_below(bound)) {
            return Err(Fault::BelowMinimum {
                minimum: minimum.to_string(),
            });
        }
        if let Some(maximum) = rules.maximum.as_ref().filter(|bound| value.is_above(bound)) {
            return Err(Fault::AboveMaximum {
                maximum: maximum.to_string(),
            });
        }
        match &rules.one_of {
            Some(allowed) if !allowed.iter().any(|bound| value.equals(bound)) => Err(Fault::NotAllowed {
                allowed: allowed.iter().map(Bound::to_string).collect(),
            }),
            _ => Ok(()),
        }
    }

    /// The column, all rows read.
    pub fn finish(self) -> Column {
        let cells = self.numbers.iter();
        fn values<T: Copy>(values: &[T], cells: impl Iterator<Item = Option<u32>>) -> Vec<Option<T>> {
            cells
                .map(|number| number.map(|number| values[number as usize]))
                .collect()
        }
        match &self.values {
            Values::Text(texts) => Column::from_distinct_texts(&texts.values, cells),
            Values::Integer(integers) => Column::from_integers(&values(&integers.values, cells)),
            Values::Number(bits) => {
                let numbers: Vec<f64> = bits.values.iter().copied().map(f64::from_bits).collect();
                Column::from_numbers(&values(&numbers, cells))
            }
            Values::Boolean(booleans) => Column::from_booleans(&values(&booleans.values, cells)),
            Values::Date(days) => Column::from_dates(&values(&days.values, cells)),
        }
    }
}

impl Parsed {
    fn is_below(&self, bound: &Bound) -> bool {
        match (self, bound) {
            (Self::Integer(value), Bound::Integer(bound)) => value < bound,
            (Self::Number(value), Bound::Number(bound)) => value < bound,
            (Self::Date(value), Bound::Date(bound)) => value < bound,
            _ => false,
        }
    }

    fn is_above(&self, bound: &Bound) -> bool {
        match (self, bound) {
            (Self::Integer(value), Bound::Integer(bound)) => value > bound,
            (Self::Number(value), Bound::Number(bound)) => value > bound,
            (Self::Date(value), Bound::Date(bound)) => value > bound,
            _ => false,
        }
    }

    fn equals(&self, bound: &Bound) -> bool {
        match (self, bound) {
            (Self::Text(value), Bound::Text(bound)) => value.as_ref() == bound,
            (Self::Integer(value), Bound::Integer(bound)) => value == bound,
            (Self::Number(value), Bound::Number(bound)) => value == bound,
            (Self::Boolean(value), Bound::Boolean(bound)) => value == bound,
            (Self::Date(value), Bound::Date(bound)) => value == bound,
            _ => false,
        }
    }
}

fn refused(fault: Fault) -> Outcome {
    Outcome {
        slot: Slot::Faulty,
        fault: Some(Box::new(fault)),
    }
}

/// The day of a calendar date; `None` if there is none.
pub(super) fn day_of(year: u16, month: u8, day: u8) -> Option<Day> {
    date::parse(&format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_widen_without_losing_a_row() {
        let cells: Vec<Option<u32>> = [
            None,
            Some(254),
            Some(255),
            None,
            Some(65_534),
            Some(65_535),
            None,
            Some(0),
        ]
        .into();
        for len in 0..=cells.len() {
            let mut numbers = Numbers::One(Vec::new());
            cells[..len].iter().for_each(|&cell| numbers.push(cell));
            assert_eq!(numbers.iter().collect::<Vec<_>>(), &cells[..len]);
        }
    }
}
