//! From persons to households and back.

use super::Rows;
use crate::bitmap::Bitmap;
use crate::query::filter::Quantifier;
use crate::query::plan::Plan;
use crate::table::Column;
use crate::with_codes;

/// The rows of the population whose household has enough members that match, and those whose household has not.
///
/// `count ≥ n` is true where n members are true, false where fewer than n are not false. `any` is `count ≥ 1`; `all` is the
/// negation of *any is not*.
pub(super) fn rows(column: &Column, members: &Plan, quantifier: Quantifier, rows: Rows) -> (Bitmap, Bitmap) {
    let (mut when_true, mut when_false) = rows.truth(members);
    when_true.intersect(rows.population);
    when_false.intersect(rows.population);
    let outside = |set: &Bitmap| {
        let mut rest = rows.population.clone();
        rest.subtract(set);
        rest
    };
    let with = |set: &Bitmap, least, is_below| with_members(column, set, least, is_below, rows.population);
    match quantifier {
        Quantifier::Any => (with(&when_true, 1, false), with(&outside(&when_false), 1, true)),
        Quantifier::AtLeast(least) => (with(&when_true, least, false), with(&outside(&when_false), least, true)),
        Quantifier::All => (with(&outside(&when_true), 1, true), with(&when_false, 1, false)),
    }
}

/// The rows of the population whose household has at least `least` members in a set, or stays below that.
fn with_members(column: &Column, members: &Bitmap, least: u32, is_below: bool, population: &Bitmap) -> Bitmap {
    let counts = column.code_counts(members);
    let has_enough: Vec<bool> = counts.into_iter().map(|count| count >= least).collect();
    let mut found = Bitmap::empty(members.len());
    with_codes!(column.codes(), codes => population.for_each_chunk(|row_ids| {
        for &row_id in row_ids {
            let code = codes[row_id as usize] as usize;
            if code != column.missing_code() && has_enough[code] != is_below {
                found.insert(row_id as usize);
            }
        }
    }));
    found
}
