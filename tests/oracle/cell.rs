//! Plain cells.

use std::cmp::Ordering;

use yongquan_core::query::Literal;
use yongquan_core::schema::FieldKind;

/// A day as written: year, month, day. Compares as days do.
pub type Ymd = (i32, u32, u32);

/// A value of a field. Missing is `None` around it.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Integer(i64),
    Number(f64),
    Boolean(bool),
    Date(Ymd),
}

impl Cell {
    /// Reads a cell as a test writes it; nothing is missing.
    pub fn read(text: &str, kind: FieldKind) -> Option<Self> {
        let wrong = || -> ! { panic!("{text:?} is no {kind:?}") };
        if text.is_empty() {
            return None;
        }
        Some(match kind {
            FieldKind::Text => Self::Text(text.to_owned()),
            FieldKind::Integer => Self::Integer(text.parse().unwrap_or_else(|_| wrong())),
            FieldKind::Number => Self::Number(text.parse().unwrap_or_else(|_| wrong())),
            FieldKind::Boolean => Self::Boolean(text.parse().unwrap_or_else(|_| wrong())),
            FieldKind::Date => Self::Date(ymd(text).unwrap_or_else(|| wrong())),
        })
    }

    /// The order between a cell and a literal of its type.
    pub fn compare(&self, literal: &Literal) -> Ordering {
        let number = || match literal {
            Literal::Integer(number) => *number as f64,
            Literal::Number(number) => *number,
            other => panic!("{other:?} is no number"),
        };
        match (self, literal) {
            (Self::Text(text), Literal::Text(other)) => text.chars().cmp(other.chars()),
            (Self::Date(day), Literal::Text(other)) => day.cmp(&ymd(other).expect("a date that is written as one")),
            (Self::Boolean(value), Literal::Boolean(other)) => value.cmp(other),
            (Self::Integer(value), _) => (*value as f64).partial_cmp(&number()).expect("numbers are finite"),
            (Self::Number(value), _) => value.partial_cmp(&number()).expect("numbers are finite"),
            (cell, literal) => panic!("{cell:?} cannot be compared with {literal:?}"),
        }
    }

    /// The order between two cells of one field.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a.chars().cmp(b.chars()),
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(b).expect("numbers are finite"),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (a, b) => panic!("{a:?} and {b:?} are of different fields"),
        }
    }

    /// The cell as a facet names it.
    pub fn name(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Integer(number) => number.to_string(),
            // Negative zero is zero.
            Self::Number(number) => (number + 0.0).to_string(),
            Self::Boolean(value) => value.to_string(),
            Self::Date((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
        }
    }
}

/// Reads `YYYY-MM-DD`; whether the day exists is for the one who writes the test.
pub fn ymd(text: &str) -> Option<Ymd> {
    let mut parts = text.split('-');
    let day = (
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
        parts.next()?.parse().ok()?,
    );
    parts.next().is_none().then_some(day)
}
