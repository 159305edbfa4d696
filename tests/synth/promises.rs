//! What the community and the village promise, seed by seed.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    catalogue,
    generated::{self, Generated, SEEDS},
    register::View,
    rules, shares,
};

fn communities() -> impl Iterator<Item = (u64, &'static Generated)> {
    SEEDS
        .iter()
        .enumerate()
        .map(|(index, &seed)| (seed, generated::community(index)))
}

fn assert_no_finding(what: &str, package: &Generated) {
    let findings = rules::check(&package.register);
    assert!(findings.is_empty(), "{what}:\n{}", rules::summary(&findings));
}

#[test]
fn the_header_is_the_stored_fields_in_order() {
    let fields: Vec<&str> = catalogue::fields().iter().map(|field| field.id.as_str()).collect();
    assert_eq!(fields.len(), 140);
    assert_eq!(generated::community(0).header, fields);
    assert_eq!(generated::village().header, fields);
}

#[test]
fn no_rule_finds_anything_in_the_community() {
    for (seed, package) in communities() {
        assert_no_finding(&format!("community, seed {seed}"), package);
    }
}

#[test]
fn no_rule_finds_anything_in_the_village() {
    assert_no_finding("village", generated::village());
}

#[test]
fn the_shares_of_missing_values_in_the_community_are_those_expected() {
    for (seed, package) in communities() {
        let off = shares::missing_shares_off(&package.register);
        assert!(off.is_empty(), "community, seed {seed}:\n{}", off.concat());
    }
}

#[test]
fn the_shares_of_missing_values_in_the_village_are_those_expected() {
    let off = shares::missing_shares_off(&generated::village().register);
    assert!(off.is_empty(), "{}", off.concat());
}

#[test]
fn age_and_sex_of_the_community_fit_the_census() {
    for (seed, package) in communities() {
        shares::age_sex(&package.register).assert_fits(&format!("age and sex, seed {seed}"));
    }
}

#[test]
fn household_sizes_of_the_community_fit_the_census() {
    let weights: Vec<f64> = catalogue::household_sizes().iter().map(|size| size.community).collect();
    for (seed, package) in communities() {
        shares::household_size(&package.register, &weights).assert_fits(&format!("household size, seed {seed}"));
    }
}

#[test]
fn schooling_of_the_community_fits_the_census() {
    for (seed, package) in communities() {
        shares::schooling(&package.register).assert_fits(&format!("schooling, seed {seed}"));
    }
}

#[test]
fn the_village_fits_the_census_too() {
    let register = &generated::village().register;
    let weights: Vec<f64> = catalogue::household_sizes().iter().map(|size| size.village).collect();
    shares::age_sex(register).assert_fits("age and sex of the village");
    shares::household_size(register, &weights).assert_fits("household size of the village");
    shares::schooling(register).assert_fits("schooling of the village");
}

#[test]
fn the_community_holds_8812_active_residents_in_3276_households_and_12_closed_rows() {
    for (seed, package) in communities() {
        let view = View::new(&package.register);
        assert_eq!(view.active.len(), 8812, "seed {seed}");
        assert_eq!(package.register.row_count(), 8812 + 12, "seed {seed}");
        assert_eq!(view.households.len(), 3276, "seed {seed}");
        for row in 0..package.register.row_count() {
            let status = package.register.get(row, "record_status");
            assert!(
                matches!(status, "1" | "3" | "4"),
                "seed {seed}, row {}: neither active, moved out nor dead",
                row + 2
            );
        }
    }
}

#[test]
fn resident_ids_are_unique_over_all_rows() {
    for package in [generated::community(0), generated::village()] {
        let column = package.register.column("resident_id");
        let ids: BTreeSet<&str> = (0..package.register.row_count())
            .map(|row| package.register.cell(row, column))
            .collect();
        assert_eq!(ids.len(), package.register.row_count());
    }
}

#[test]
fn the_community_has_20_grids_of_150_to_196_households() {
    for (seed, package) in communities() {
        let counts = households_by_grid(package);
        let expected: BTreeSet<String> = catalogue::grids().into_iter().map(|grid| grid.code).collect();
        assert_eq!(expected.len(), 20);
        assert!(counts.keys().eq(&expected), "seed {seed}");
        for (grid, count) in counts {
            assert!(
                (150..=196).contains(&count),
                "seed {seed}, grid {grid}: {count} households"
            );
        }
    }
}

#[test]
fn seventy_four_women_of_the_community_are_80_and_over_and_63_are_older() {
    for (seed, package) in communities() {
        let count = |age| shares::women_from_age(&package.register, age);
        assert_eq!((count(80), count(81)), (74, 63), "seed {seed}");
    }
}

#[test]
fn women_are_born_on_each_of_the_three_days_around_the_80th_birthday() {
    for (seed, package) in communities() {
        let register = &package.register;
        for day in ["1933-03-01", "1933-03-02", "1933-03-03"] {
            let is_there = register
                .active_rows()
                .into_iter()
                .any(|row| register.get(row, "sex") == "2" && register.get(row, "birth_date") == day);
            assert!(is_there, "seed {seed}: no woman born on {day}");
        }
    }
}

#[test]
fn the_village_holds_1206_people_in_431_households() {
    let view = View::new(&generated::village().register);
    assert_eq!((view.active.len(), view.households.len()), (1206, 431));
}

#[test]
fn the_same_seed_writes_the_same_bytes_and_another_seed_does_not() {
    let again = generated::generate(&["community"], SEEDS[0]);
    let first = generated::community(0);
    assert!(again.files.keys().eq(first.files.keys()));
    for (path, bytes) in &first.files {
        assert!(again.files[path] == *bytes, "{} differs", path.display());
    }
    let residents = std::path::Path::new("residents.csv");
    assert_ne!(first.files[residents], generated::community(1).files[residents]);
    assert_ne!(
        generated::community(1).files[residents],
        generated::community(2).files[residents]
    );
}

fn households_by_grid(package: &Generated) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for members in View::new(&package.register).households.values() {
        let grid = package.register.get(members[0], "grid_code").to_owned();
        *counts.entry(grid).or_default() += 1;
    }
    counts
}
