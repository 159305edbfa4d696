//! Three-valued truth of a filter for one row.

use std::cmp::Ordering;

use yongquan_core::query::{Comparison, Filter, Literal, Quantifier};
use yongquan_core::schema::CodeListDocument;

use super::cell::Cell;
use super::register::Register;

/// True, false, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    fn of(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }

    fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// Whether a filter holds for a row.
pub fn truth(filter: &Filter, register: &Register, row_id: usize) -> Truth {
    match filter {
        Filter::And(members) => {
            let truths: Vec<Truth> = members.iter().map(|member| truth(member, register, row_id)).collect();
            if truths.contains(&Truth::False) {
                Truth::False
            } else if truths.contains(&Truth::Unknown) {
                Truth::Unknown
            } else {
                Truth::True
            }
        }
        Filter::Or(members) => {
            let truths: Vec<Truth> = members.iter().map(|member| truth(member, register, row_id)).collect();
            if truths.contains(&Truth::True) {
                Truth::True
            } else if truths.contains(&Truth::Unknown) {
                Truth::Unknown
            } else {
                Truth::False
            }
        }
        Filter::Not(member) => truth(member, register, row_id).negated(),
        Filter::Household { quantifier, filter } => household(*quantifier, filter, register, row_id),
        Filter::IsMissing { field } => Truth::of(register.cell(row_id, field).is_none()),
        Filter::NotMissing { field } => Truth::of(register.cell(row_id, field).is_some()),
        Filter::Compare {
            field,
            comparison,
            value,
        } => leaf(register, row_id, field, std::slice::from_ref(value), |cell| {
            let ordering = cell.compare(value);
            match comparison {
                Comparison::Eq => equals(cell, value),
                Comparison::Ne => !equals(cell, value),
                Comparison::Lt => ordering == Ordering::Less,
                Comparison::Le => ordering != Ordering::Greater,
                Comparison::Gt => ordering == Ordering::Greater,
                Comparison::Ge => ordering != Ordering::Less,
            }
        }),
        Filter::In { field, values } => leaf(register, row_id, field, values, |cell| {
            values.iter().any(|value| equals(cell, value))
        }),
        Filter::Between { field, low, high } => leaf(register, row_id, field, &[], |cell| {
            cell.compare(low) != Ordering::Less && cell.compare(high) != Ordering::Greater
        }),
        Filter::Contains { field, value } => leaf(register, row_id, field, &[], |cell| {
            one_dot(&cell.name()).contains(&one_dot(value))
        }),
        Filter::StartsWith { field, value } => leaf(register, row_id, field, &[], |cell| {
            one_dot(&cell.name()).starts_with(&one_dot(value))
        }),
        Filter::EndsWith { field, value } => leaf(register, row_id, field, &[], |cell| {
            one_dot(&cell.name()).ends_with(&one_dot(value))
        }),
        Filter::Pinyin { field, value } => {
            let sounds = register
                .sounds_of(field)
                .expect("only a field with sounds is asked for them");
            leaf(register, row_id, sounds, &[], |cell| {
                cell.name().split(';').any(|reading| sounds_like(reading, value))
            })
        }
        Filter::Under { field, value } => leaf(register, row_id, field, std::slice::from_ref(value), |cell| {
            let list = code_list(register, field).expect("only a field with a code list has kinds");
            let Literal::Text(ancestor) = value else {
                panic!("codes are texts")
            };
            let mut code = Some(cell.name());
            while let Some(current) = code {
                if current == *ancestor {
                    return true;
                }
                let entry = list.codes.iter().find(|entry| entry.code == current);
                code = entry.and_then(|entry| entry.parent.clone());
            }
            false
        }),
    }
}

/// Members are the counted rows with the same household. Nobody knows whether somebody without one lives with others.
fn household(quantifier: Quantifier, filter: &Filter, register: &Register, row_id: usize) -> Truth {
    let Some(members) = register.household(row_id) else {
        return Truth::Unknown;
    };
    let truths: Vec<Truth> = members
        .into_iter()
        .map(|member| truth(filter, register, member))
        .collect();
    let count = |wanted| truths.iter().filter(|truth| **truth == wanted).count();
    let at_least = |least: usize| {
        if count(Truth::True) >= least {
            Truth::True
        } else if count(Truth::True) + count(Truth::Unknown) < least {
            Truth::False
        } else {
            Truth::Unknown
        }
    };
    match quantifier {
        Quantifier::Any => at_least(1),
        Quantifier::AtLeast(least) => at_least(least as usize),
        Quantifier::All if truths.contains(&Truth::False) => Truth::False,
        Quantifier::All if truths.contains(&Truth::Unknown) => Truth::Unknown,
        Quantifier::All => Truth::True,
    }
}

fn equals(cell: &Cell, value: &Literal) -> bool {
    match (cell, value) {
        (Cell::Text(text), Literal::Text(other)) => one_dot(text) == one_dot(other),
        _ => cell.compare(value) == Ordering::Equal,
    }
}

/// A text with every middle dot written as the first of them.
fn one_dot(text: &str) -> String {
    text.replace(['•', '・'], "·")
}

fn sounds_like(reading: &str, typed: &str) -> bool {
    let typed = typed.to_lowercase().replace('ü', "v").replace([' ', '\'', '’'], "");
    let syllables: Vec<&str> = reading.split(' ').filter(|syllable| !syllable.is_empty()).collect();
    let initials: String = syllables.iter().map(|syllable| &syllable[..1]).collect();
    syllables.concat().starts_with(&typed) || initials.starts_with(&typed)
}

/// A missing cell is unknown; so is a code that means *not known*, unless the leaf names that very code.
fn leaf(register: &Register, row_id: usize, field: &str, named: &[Literal], holds: impl Fn(&Cell) -> bool) -> Truth {
    let Some(cell) = register.cell(row_id, field) else {
        return Truth::Unknown;
    };
    let is_unknown_code = code_list(register, field).is_some_and(|list| list.unknown_codes.contains(&cell.name()));
    let is_named = named.iter().any(|value| *value == Literal::Text(cell.name()));
    if is_unknown_code && !is_named {
        return Truth::Unknown;
    }
    Truth::of(holds(cell))
}

fn code_list<'a>(register: &'a Register, field: &str) -> Option<&'a CodeListDocument> {
    let name = register.field(field).code_list.as_ref()?;
    register.schema.code_lists.iter().find(|list| list.id == *name)
}
