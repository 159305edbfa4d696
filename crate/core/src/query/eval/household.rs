//! From persons to households and back.

use super::Rows;
use crate::bitmap::Bitmap;
use crate::query::plan::HouseholdPlan;
use crate::table::Column;
use crate::with_codes;

/// The rows of the population whose household has as many members in a set as the plan asks for.
pub(super) fn rows(plan: &HouseholdPlan, rows: Rows) -> Bitmap {
    let column = rows.table.column(plan.field).expect("a plan names open fields only");
    let mut members = rows.of_plan(&plan.members);
    if plan.counts_outside {
        members.complement();
    }
    members.intersect(rows.population);
    let has_enough = households(&members, column, plan.least);
    let mut found = Bitmap::empty(members.len());
    with_codes!(column.codes(), codes => {
        for row_id in rows.population.iter() {
            let code = codes[row_id] as usize;
            if code != column.missing_code() && has_enough[code] != plan.is_below {
                found.insert(row_id);
            }
        }
    });
    found
}

/// For each household, by its code, whether it has at least `least` members in a set.
fn households(members: &Bitmap, column: &Column, least: u32) -> Vec<bool> {
    if least == 1 {
        let mut has_one = vec![false; column.missing_code() + 1];
        with_codes!(column.codes(), codes => {
            for row_id in members.iter() {
                has_one[codes[row_id] as usize] = true;
            }
        });
        return has_one;
    }
    let mut counts = vec![0_u32; column.missing_code() + 1];
    with_codes!(column.codes(), codes => {
        for row_id in members.iter() {
            counts[codes[row_id] as usize] += 1;
        }
    });
    counts.into_iter().map(|count| count >= least).collect()
}
