//! Mutations of households and grids: V28 to V36.

use super::{Mutation, Others, first, household_of, set_first};

const ALONE: Others = Others::Exactly(&[]);

/// The mutations that any register can show, in the order of the rules.
pub fn mutations() -> Vec<Mutation> {
    vec![
        Mutation {
            rule: "V28",
            change: "a household without a head",
            others: Others::Exactly(&["V29"]),
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("relation_to_head", "02"),
                    "relation_to_head",
                    "97",
                );
            },
        },
        Mutation {
            rule: "V28",
            change: "a household with two heads",
            others: Others::Exactly(&["V29"]),
            apply: |register| set_first(register, |person| !person.is_head(), "relation_to_head", "02"),
        },
        Mutation {
            rule: "V29",
            change: "a head that is not flagged",
            others: ALONE,
            apply: |register| set_first(register, |person| person.is_head(), "is_household_head", "0"),
        },
        Mutation {
            rule: "V29",
            change: "a flag on another member",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "is_household_head", "1"),
        },
        Mutation {
            rule: "V30",
            change: "a wife who is a husband",
            others: ALONE,
            apply: |register| set_first(register, |person| person.is_female_spouse(), "relation_to_head", "11"),
        },
        Mutation {
            rule: "V31",
            change: "a wife who is a daughter",
            others: ALONE,
            apply: |register| set_first(register, |person| person.is_female_spouse(), "relation_to_head", "30"),
        },
        Mutation {
            rule: "V31",
            change: "a daughter older than the head",
            others: ALONE,
            apply: |register| {
                set_first(
                    register,
                    |person| person.is("relation_to_head", "52"),
                    "relation_to_head",
                    "39",
                )
            },
        },
        Mutation {
            rule: "V32",
            change: "two spouses of one head",
            others: Others::Any,
            apply: |register| {
                let spouse = first(register, |person| {
                    person.is_female_spouse() && household_of(person.register, person.row).len() > 2
                });
                let third = household_of(register, spouse)
                    .into_iter()
                    .find(|&row| row != spouse && register.get(row, "is_household_head") != "1")
                    .expect("a household of three has somebody besides the couple");
                register.set(third, "relation_to_head", "10");
            },
        },
        Mutation {
            rule: "V33",
            change: "one member in another grid",
            others: ALONE,
            apply: |register| {
                let row = first(register, |person| !person.is_head());
                let here = register.get(row, "grid_code");
                let there = if here.ends_with('1') {
                    format!("{}2", &here[..13])
                } else {
                    format!("{}1", &here[..13])
                };
                register.set(row, "grid_code", &there);
            },
        },
        Mutation {
            rule: "V33",
            change: "one member in another room",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "room_no", "9999"),
        },
        Mutation {
            rule: "V34",
            change: "a household in a grid that does not exist",
            others: Others::Exactly(&["V24"]),
            apply: |register| {
                let head = first(register, |person| person.is_head());
                let grid = format!("{}99", register.get(head, "community_code"));
                for row in household_of(register, head) {
                    register.set(row, "grid_code", &grid);
                }
            },
        },
        Mutation {
            rule: "V36",
            change: "another name of the head",
            others: ALONE,
            apply: |register| set_first(register, |person| !person.is_head(), "head_name", "王秀瑛"),
        },
    ]
}

/// The mutations that only the community can show: too few households in a grid, then too many people.
pub fn grid_mutations() -> Vec<Mutation> {
    vec![
        Mutation {
            rule: "V35",
            change: "a grid with nine households",
            others: Others::Any,
            apply: |register| {
                let (first_grid, second_grid) = ("51011500306401", "51011500306402");
                let mut kept = std::collections::BTreeSet::new();
                for row in register.active_rows() {
                    if register.get(row, "grid_code") != first_grid {
                        continue;
                    }
                    let household = register.get(row, "household_id").to_owned();
                    if kept.len() < 9 || kept.contains(&household) {
                        kept.insert(household);
                    } else {
                        register.set(row, "grid_code", second_grid);
                    }
                }
            },
        },
        Mutation {
            rule: "V35",
            change: "households in order, but far too many people in a grid",
            others: Others::Any,
            apply: |register| {
                let grid = "51011500306401";
                let household = register
                    .active_rows()
                    .into_iter()
                    .find(|&row| register.get(row, "grid_code") == grid)
                    .map(|row| register.get(row, "household_id").to_owned())
                    .expect("the first grid has households");
                for row in register.active_rows().into_iter().rev().take(200) {
                    register.set(row, "grid_code", grid);
                    register.set(row, "household_id", &household);
                }
            },
        },
    ]
}
