//! The table as a whole: uniqueness, grid sizes, default dates. Active rows only.

use std::collections::{BTreeMap, BTreeSet};

use super::Findings;
use crate::{catalogue, register::View};

/// The community whose 20 grids V35 speaks of.
const COMMUNITY: &str = "510115003064";

/// Households that a grid may hold.
const HOUSEHOLDS_PER_GRID: std::ops::RangeInclusive<usize> = 150..=200;

/// Standard deviation of the size of a household, from the community column of the household-size target.
const HOUSEHOLD_SIZE_SD: f64 = 1.25;

/// How many standard deviations a grid's residents may lie from the expectation.
///
/// With 20 grids and three registers, four leave about four chances in a thousand of a false alarm.
const GRID_TOLERANCE_SDS: f64 = 4.0;

/// No identity number twice among active rows.
pub fn v18_id_number_unique(view: &View<'_>, findings: &mut Findings) {
    let column = view.register.column("id_number");
    let mut seen = BTreeSet::new();
    for &row in &view.active {
        let number = view.register.cell(row, column);
        if !number.is_empty() && !seen.insert(number) {
            findings.row(row, &["id_number"]);
        }
    }
}

/// No name, birth date and sex twice in a household.
pub fn v19_probable_duplicate(view: &View<'_>, findings: &mut Findings) {
    const COLUMNS: [&str; 4] = ["name", "birth_date", "sex", "household_id"];
    let columns = COLUMNS.map(|id| view.register.column(id));
    let mut seen = BTreeSet::new();
    for &row in &view.active {
        let person = columns.map(|column| view.register.cell(row, column));
        if !seen.insert(person) {
            findings.row(row, &COLUMNS);
        }
    }
}

/// Households and residents per grid. Only the community has grids of the size that the rule speaks of.
pub fn v35_grid_sizes(view: &View<'_>, findings: &mut Findings) {
    let community = view.register.column("community_code");
    let grid = view.register.column("grid_code");
    let in_community = |row: usize| view.register.cell(row, community) == COMMUNITY;
    if !view.active.iter().any(|&row| in_community(row)) {
        return;
    }
    let mut residents: BTreeMap<&str, usize> = BTreeMap::new();
    for &row in view.active.iter().filter(|&&row| in_community(row)) {
        *residents.entry(view.register.cell(row, grid)).or_default() += 1;
    }
    let mut households: BTreeMap<&str, usize> = BTreeMap::new();
    for members in view.households.values() {
        *households.entry(view.register.cell(members[0], grid)).or_default() += 1;
    }
    for expected in catalogue::grids() {
        let code = expected.code.as_str();
        let household_count = households.get(code).copied().unwrap_or(0);
        if !HOUSEHOLDS_PER_GRID.contains(&household_count) {
            findings.table(&["grid_code", "household_id"]);
        }
        let resident_count = residents.get(code).copied().unwrap_or(0) as f64;
        let tolerance = GRID_TOLERANCE_SDS * HOUSEHOLD_SIZE_SD * (household_count as f64).sqrt();
        if (resident_count - expected.residents).abs() > tolerance {
            findings.table(&["grid_code", "resident_id"]);
        }
    }
}

/// Birth dates that a program puts in where there is none, each with the share of rows that may have it.
///
/// Told by the end of the date, which for a whole date is the date itself.
const DEFAULT_DATES: [(&str, f64); 3] = [("-01-01", 0.02), ("1900-01-01", 0.002), ("1970-01-01", 0.002)];

/// No heap of birth dates on a day that programs use for *none*.
pub fn v48_default_dates(view: &View<'_>, findings: &mut Findings) {
    let column = view.register.column("birth_date");
    for (ending, limit) in DEFAULT_DATES {
        let count = view
            .active
            .iter()
            .filter(|&&row| view.register.cell(row, column).ends_with(ending))
            .count();
        if count as f64 > limit * view.active.len() as f64 {
            findings.table(&["birth_date"]);
        }
    }
}
