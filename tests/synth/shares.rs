//! Counts and shares of a register, to hold against the expectations.

use crate::{
    catalogue,
    register::{Register, View},
    statistics::ChiSquare,
};

/// How far a share of missing values may lie from the expectation, in percentage points.
const MISSING_TOLERANCE: f64 = 1.5;

/// The fields whose share of missing values among active rows is off, each with the two shares.
///
/// A field that must have a value has no tolerance.
pub fn missing_shares_off(register: &Register) -> Vec<String> {
    let active = register.active_rows();
    catalogue::fields()
        .iter()
        .filter_map(|field| {
            let column = register.column(&field.id);
            let missing = active
                .iter()
                .filter(|&&row| register.cell(row, column).is_empty())
                .count();
            let share = 100.0 * missing as f64 / active.len() as f64;
            let is_off = if field.required {
                missing > 0
            } else {
                (share - field.missing_pct).abs() > MISSING_TOLERANCE
            };
            is_off.then(|| format!("{}: {share:.2} %, expected {} %\n", field.id, field.missing_pct))
        })
        .collect()
}

/// Active women who completed at least `age` years.
pub fn women_from_age(register: &Register, age: i32) -> usize {
    let view = View::new(register);
    view.active
        .iter()
        .filter(|&&row| register.get(row, "sex") == "2" && view.ages[row].is_some_and(|years| years >= age))
        .count()
}

/// Residents by five-year band and sex against the target.
pub fn age_sex(register: &Register) -> ChiSquare {
    let view = View::new(register);
    let bands = catalogue::age_bands();
    let mut observed = vec![0.0; 2 * bands.len()];
    for &row in &view.active {
        let age = view.ages[row].expect("V16 found every birth date real");
        let band = bands
            .iter()
            .position(|band| age >= band.from && band.to_inclusive.is_none_or(|to| age <= to))
            .expect("the bands cover every age");
        let offset = if register.get(row, "sex") == "1" {
            0
        } else {
            bands.len()
        };
        observed[offset + band] += 1.0;
    }
    let weights: Vec<f64> = bands
        .iter()
        .map(|band| band.male)
        .chain(bands.iter().map(|band| band.female))
        .collect();
    ChiSquare::of(&observed, &weights)
}

/// Households by size against weights for sizes from 1 on, the last of them open.
pub fn household_size(register: &Register, weights: &[f64]) -> ChiSquare {
    let mut observed = vec![0.0; weights.len()];
    for members in View::new(register).households.values() {
        observed[members.len().min(weights.len()) - 1] += 1.0;
    }
    ChiSquare::of(&observed, weights)
}

/// Schooling of those of 6 and over who have a value, inside each sex: how many there are of each sex is another target.
pub fn schooling(register: &Register) -> ChiSquare {
    let view = View::new(register);
    let levels = catalogue::schooling_levels();
    let mut observed = [vec![0.0; levels.len()], vec![0.0; levels.len()]];
    for &row in &view.active {
        let code = register.get(row, "education_level");
        if code.is_empty() || view.ages[row].is_none_or(|age| age < 6) {
            continue;
        }
        let level = levels
            .iter()
            .position(|level| level.code_starts.iter().any(|start| code.starts_with(start.as_str())))
            .expect("V24 found every code in the list, and the levels cover the list");
        observed[usize::from(register.get(row, "sex") != "1")][level] += 1.0;
    }
    let [men, women] = observed;
    let male: Vec<f64> = levels.iter().map(|level| level.male).collect();
    let female: Vec<f64> = levels.iter().map(|level| level.female).collect();
    ChiSquare::of(&men, &male).plus(&ChiSquare::of(&women, &female))
}
