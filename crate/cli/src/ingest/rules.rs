//! Rules over several cells of a row, or over the same cells of several rows.

use std::collections::HashMap;

use super::column::Slot;
use super::fault::Fault;

/// A rule that looks at whole rows, one after the other.
///
/// What a single cell must satisfy is checked where it is read; a rule sees the row after that. The list of rules is made by
/// [`of_package`]; a further rule is one more type and one more entry there.
pub(super) trait Rule {
    /// Looks at the next row: what became of each cell, in the order of the stored fields. `row` is its number in the file.
    ///
    /// The answer is the field that the fault is reported at.
    fn check(&mut self, row: u64, slots: &[Slot]) -> Option<(usize, Fault)>;
}

/// No two rows have the same values in some fields. A row in which one of them is missing or refused is not compared.
struct UniqueKey {
    fields: Vec<usize>,
    first_rows: HashMap<Box<[u32]>, u64>,
}

impl Rule for UniqueKey {
    fn check(&mut self, row: u64, slots: &[Slot]) -> Option<(usize, Fault)> {
        let numbers = self.fields.iter().map(|&field| match slots[field] {
            Slot::Value(number) => Some(number),
            Slot::Missing | Slot::Faulty => None,
        });
        let key = numbers.collect::<Option<Box<[u32]>>>()?;
        let first_row = *self.first_rows.entry(key).or_insert(row);
        (first_row != row).then(|| (self.fields[0], Fault::Duplicate { first_row }))
    }
}

/// The rules of a package: its primary key, and every field that is unique by itself.
pub(super) fn of_package(package: &crate::package::Package) -> Vec<Box<dyn Rule>> {
    let mut keys: Vec<Vec<usize>> = Vec::new();
    if !package.primary_key.is_empty() {
        keys.push(package.primary_key.clone());
    }
    let unique = package
        .stored
        .iter()
        .enumerate()
        .filter(|(_, field)| field.constraints.unique);
    for (index, _) in unique {
        if keys.first() != Some(&vec![index]) {
            keys.push(vec![index]);
        }
    }
    let rule = |fields| -> Box<dyn Rule> {
        Box::new(UniqueKey {
            fields,
            first_rows: HashMap::new(),
        })
    };
    keys.into_iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_two_fields_repeats_only_as_a_whole() {
        let mut rule = UniqueKey {
            fields: vec![0, 2],
            first_rows: HashMap::new(),
        };
        let value = Slot::Value;
        assert_eq!(rule.check(2, &[value(1), Slot::Missing, value(1)]), None);
        assert_eq!(rule.check(3, &[value(1), Slot::Missing, value(2)]), None);
        assert_eq!(rule.check(4, &[value(1), Slot::Missing, Slot::Missing]), None);
        assert_eq!(rule.check(5, &[value(1), Slot::Missing, Slot::Missing]), None);
        let fault = Fault::Duplicate { first_row: 3 };
        assert_eq!(rule.check(6, &[value(1), value(9), value(2)]), Some((0, fault)));
    }
}
