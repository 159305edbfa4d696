//! Proof that no rule is dead: for every rule, small changes to a good register that the rule must report.

mod cells;
mod fixture;
mod households;
mod people;

pub use fixture::{fixture, twenty_grids};
pub use households::grid_mutations;

use std::collections::BTreeSet;

use crate::{
    register::Register,
    rules::{self, Finding, identity},
};

/// Which other rules may report the same change.
pub enum Others {
    /// Exactly these, and all of them.
    Exactly(&'static [&'static str]),
    /// Any: the change is too large to touch one rule only.
    Any,
}

/// One change that one rule must report.
pub struct Mutation {
    /// The rule that must report it.
    pub rule: &'static str,
    /// What is changed.
    pub change: &'static str,
    /// What else reports it.
    pub others: Others,
    /// Makes the change.
    pub apply: fn(&mut Register),
}

/// All mutations of rows and households.
pub fn all() -> Vec<Mutation> {
    let mut all = cells::mutations();
    all.extend(households::mutations());
    all.extend(people::mutations());
    all
}

/// Applies a mutation to a copy and compares the findings before and after.
///
/// # Errors
///
/// A sentence when the rule stays silent, or when others report what they should not or fail to report what they should.
pub fn try_out(mutation: &Mutation, register: &Register, before: &[Finding]) -> Result<(), String> {
    let mut changed = register.clone();
    (mutation.apply)(&mut changed);
    let known: BTreeSet<&Finding> = before.iter().collect();
    let after = rules::check(&changed);
    let new: BTreeSet<&str> = after
        .iter()
        .filter(|finding| !known.contains(finding))
        .map(|finding| finding.rule)
        .collect();
    let as_expected = match mutation.others {
        Others::Any => new.contains(mutation.rule),
        Others::Exactly(others) => {
            let mut expected: BTreeSet<&str> = others.iter().copied().collect();
            expected.insert(mutation.rule);
            new == expected
        }
    };
    if as_expected {
        Ok(())
    } else {
        Err(format!(
            "{} ({}) was reported by {new:?}",
            mutation.rule, mutation.change
        ))
    }
}

/// One person of a register, for choosing whom to change.
struct Person<'a> {
    register: &'a Register,
    row: usize,
}

impl Person<'_> {
    fn get(&self, id: &str) -> &str {
        self.register.get(self.row, id)
    }

    fn age(&self) -> i32 {
        crate::day::iso(self.get("birth_date")).map_or(-1, |birth| crate::day::full_years(birth, crate::day::AS_OF))
    }

    fn is(&self, id: &str, value: &str) -> bool {
        self.get(id) == value
    }

    /// Active, with an identity number that nothing repeats.
    fn is_plain(&self) -> bool {
        identity::has_shape(self.get("id_number")) && self.is("disability_cert_no", "")
    }

    fn is_head(&self) -> bool {
        self.is("is_household_head", "1")
    }

    fn is_female_spouse(&self) -> bool {
        self.is("sex", "2") && matches!(self.get("relation_to_head"), "10" | "12")
    }
}

/// The first active person with a property.
#[track_caller]
fn first(register: &Register, property: impl Fn(&Person<'_>) -> bool) -> usize {
    register
        .active_rows()
        .into_iter()
        .find(|&row| property(&Person { register, row }))
        .expect("the register has somebody of every kind that a mutation asks for")
}

/// The first active person with an identity number and no certificate made of it.
fn plain(register: &Register) -> usize {
    first(register, |person| {
        person.is_plain() && &person.get("id_number")[15..17] != "00"
    })
}

/// Writes one cell of the first person with a property.
#[track_caller]
fn set_first(register: &mut Register, property: impl Fn(&Person<'_>) -> bool, id: &str, value: &str) {
    let row = first(register, property);
    register.set(row, id, value);
}

/// Replaces a part of an identity number and puts the right check character behind it.
fn rewrite_id_number(register: &mut Register, row: usize, from: usize, part: &str) {
    let number = register.get(row, "id_number");
    let digits = format!("{}{part}{}", &number[..from], &number[from + part.len()..17]);
    let number = format!("{digits}{}", identity::check_character(&digits));
    register.set(row, "id_number", &number);
}

/// Active members of the household of a row.
fn household_of(register: &Register, row: usize) -> Vec<usize> {
    let household = register.get(row, "household_id");
    register
        .active_rows()
        .into_iter()
        .filter(|&other| register.get(other, "household_id") == household)
        .collect()
}
