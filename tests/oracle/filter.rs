//! Three-valued truth of a filter for one row.

use std::cmp::Ordering;

use yongquan_core::query::{Comparison, Filter, Literal};
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
        Filter::Not(member) => match truth(member, register, row_id) {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        },
        Filter::IsMissing { field } => Truth::of(register.cell(row_id, field).is_none()),
        Filter::NotMissing { field } => Truth::of(register.cell(row_id, field).is_some()),
        Filter::Compare {
            field,
            comparison,
            value,
        } => leaf(register, row_id, field, std::slice::from_ref(value), |cell| {
            let ordering = cell.compare(value);
            match comparison {
                Comparison::Eq => ordering == Ordering::Equal,
                Comparison::Ne => ordering != Ordering::Equal,
                Comparison::Lt => ordering == Ordering::Less,
                Comparison::Le => ordering != Ordering::Greater,
                Comparison::Gt => ordering == Ordering::Greater,
                Comparison::Ge => ordering != Ordering::Less,
            }
        }),
        Filter::In { field, values } => leaf(register, row_id, field, values, |cell| {
            values.iter().any(|value| cell.compare(value) == Ordering::Equal)
        }),
        Filter::Between { field, low, high } => leaf(register, row_id, field, &[], |cell| {
            cell.compare(low) != Ordering::Less && cell.compare(high) != Ordering::Greater
        }),
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
