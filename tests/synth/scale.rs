//! The register of any size.

use std::{collections::BTreeSet, sync::OnceLock};

use crate::{
    generated::{self, Generated, SEEDS},
    rules::{self, identity},
};

const RESIDENTS: usize = 20_000;

fn scale() -> &'static Generated {
    static SCALE: OnceLock<Generated> = OnceLock::new();
    SCALE.get_or_init(|| generated::generate(&["scale", "--residents", &RESIDENTS.to_string()], SEEDS[0]))
}

#[test]
fn scale_makes_as_many_residents_as_asked_each_with_an_id_of_its_own() {
    let register = &scale().register;
    assert_eq!(register.row_count(), RESIDENTS);
    let column = register.column("resident_id");
    let ids: BTreeSet<&str> = (0..RESIDENTS).map(|row| register.cell(row, column)).collect();
    assert_eq!(ids.len(), RESIDENTS);
}

#[test]
fn identity_numbers_at_scale_are_unique_well_formed_and_invented() {
    let register = &scale().register;
    let column = register.column("id_number");
    let mut seen = BTreeSet::new();
    for row in 0..register.row_count() {
        let number = register.cell(row, column);
        if number.is_empty() {
            continue;
        }
        assert!(
            identity::has_shape(number) && identity::check_character_holds(number),
            "row {}: a malformed identity number",
            row + 2
        );
        assert!(number.starts_with(identity::SYNTHETIC_PREFIX));
        assert!(seen.insert(number), "row {}: a number twice", row + 2);
    }
    assert!(seen.len() > RESIDENTS * 99 / 100);
}

#[test]
fn no_rule_finds_anything_at_scale() {
    // V35 speaks of the 20 grids of one community of 8,812, not of a register of another size.
    let findings: Vec<_> = rules::check(&scale().register)
        .into_iter()
        .filter(|finding| finding.rule != "V35")
        .collect();
    assert!(findings.is_empty(), "{}", rules::summary(&findings));
}
