//! The checker checked: a good register passes, and every rule reports the fault that it is there for.

use std::collections::BTreeSet;

use crate::{
    generated,
    mutations::{self, Mutation},
    register::Register,
    rules,
};

#[test]
fn every_rule_has_a_mutation() {
    let mut mutated: BTreeSet<&str> = mutations::all().iter().map(|mutation| mutation.rule).collect();
    mutated.extend(mutations::grid_mutations().iter().map(|mutation| mutation.rule));
    let rules: BTreeSet<&str> = rules::RULES.iter().map(|(id, _)| *id).collect();
    assert_eq!(mutated, rules);
}

#[test]
fn a_register_made_by_hand_keeps_every_rule() {
    let findings = rules::check(&mutations::fixture());
    assert!(findings.is_empty(), "{}", rules::summary(&findings));
}

#[test]
fn every_mutation_of_the_register_made_by_hand_is_reported() {
    assert_reported(&mutations::fixture(), &mutations::all());
}

#[test]
fn every_mutation_of_the_generated_village_is_reported() {
    assert_reported(&generated::village().register, &mutations::all());
}

#[test]
fn grids_of_the_wrong_size_are_reported() {
    let bare = mutations::twenty_grids();
    assert!(!rules::check(&bare).iter().any(|finding| finding.rule == "V35"));
    assert_reported(&bare, &mutations::grid_mutations());
}

#[test]
fn grids_of_the_wrong_size_are_reported_in_the_generated_community() {
    assert_reported(&generated::community(0).register, &mutations::grid_mutations());
}

#[test]
fn a_closed_row_is_no_member_of_a_household_and_no_second_owner_of_a_number() {
    let mut register = mutations::fixture();
    let closed = (0..register.row_count())
        .find(|&row| !register.is_active(row))
        .expect("the register made by hand has a closed row");
    let silent = rules::check(&register);
    register.set(closed, "record_status", "1");
    let rules: BTreeSet<&str> = rules::check(&register).iter().map(|finding| finding.rule).collect();
    assert!(silent.is_empty());
    assert!(rules.is_superset(&BTreeSet::from(["V18", "V19", "V28"])));
}

fn assert_reported(register: &Register, mutations: &[Mutation]) {
    let before = rules::check(register);
    let faults: Vec<String> = mutations
        .iter()
        .filter_map(|mutation| mutations::try_out(mutation, register, &before).err())
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
