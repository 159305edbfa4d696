//! The rules V01–V50 of a resident register, written a second time and apart from the program under test.
//!
//! A generated register must give no finding at all, so an error, a warning and something an import would quietly repair
//! weigh the same here. Rows that are closed take part in the rules on a cell or a row, and in none on a household or the
//! whole table.

mod codes;
mod contact;
mod dates;
mod household;
pub mod identity;
mod kinship;
mod person;
mod table;

use std::fmt;

use crate::register::{Register, View};

/// One breach of one rule. Never holds a cell value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule, `V01` to `V50`.
    pub rule: &'static str,
    /// Row as in the spreadsheet: the header is row 1. `None` speaks of the whole table.
    pub row: Option<usize>,
    /// The fields concerned.
    pub columns: Vec<&'static str>,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.columns.join(" + ");
        match self.row {
            Some(row) => write!(formatter, "{} row {row}: {columns}", self.rule),
            None => write!(formatter, "{} table: {columns}", self.rule),
        }
    }
}

/// Collects what one rule finds.
pub struct Findings {
    rule: &'static str,
    found: Vec<Finding>,
}

impl Findings {
    /// Reports a row by its row id.
    pub fn row(&mut self, row: usize, columns: &[&'static str]) {
        self.found.push(Finding {
            rule: self.rule,
            row: Some(row + 2),
            columns: columns.to_vec(),
        });
    }

    /// Reports the table as a whole.
    pub fn table(&mut self, columns: &[&'static str]) {
        self.found.push(Finding {
            rule: self.rule,
            row: None,
            columns: columns.to_vec(),
        });
    }
}

/// A rule looks at the whole register and reports.
type Check = fn(&View<'_>, &mut Findings);

/// Every rule with its function, in order.
pub const RULES: [(&str, Check); 50] = [
    ("V01", identity::v01_required_present),
    ("V02", identity::v02_id_number_shape),
    ("V03", identity::v03_id_number_date),
    ("V04", identity::v04_check_character),
    ("V05", codes::v05_full_width),
    ("V06", codes::v06_stray_spaces),
    ("V07", codes::v07_scientific_notation),
    ("V08", identity::v08_x_look_alikes),
    ("V09", identity::v09_fifteen_digits),
    ("V10", identity::v10_lost_precision),
    ("V11", dates::v11_readable_or_empty),
    ("V12", dates::v12_excel_serial),
    ("V13", dates::v13_other_spelling),
    ("V14", dates::v14_day_month_order),
    ("V15", dates::v15_partial_or_lunar),
    ("V16", dates::v16_calendar_valid),
    ("V17", dates::v17_range),
    ("V18", table::v18_id_number_unique),
    ("V19", table::v19_probable_duplicate),
    ("V20", identity::v20_birth_as_in_id_number),
    ("V21", identity::v21_sex_as_in_id_number),
    ("V22", codes::v22_boolean_spelling),
    ("V23", codes::v23_not_a_boolean),
    ("V24", codes::v24_not_a_code),
    ("V25", codes::v25_lost_leading_zeros),
    ("V26", identity::v26_known_prefix),
    ("V27", identity::v27_prefix_as_registered),
    ("V28", household::v28_exactly_one_head),
    ("V29", household::v29_head_flag),
    ("V30", kinship::v30_relation_and_sex),
    ("V31", kinship::v31_generations_apart),
    ("V32", kinship::v32_spouses),
    ("V33", household::v33_one_dwelling),
    ("V34", household::v34_grid_code),
    ("V35", table::v35_grid_sizes),
    ("V36", household::v36_head_name),
    ("V37", person::v37_marital_status_and_age),
    ("V38", person::v38_first_marriage),
    ("V39", person::v39_schooling_and_age),
    ("V40", person::v40_employment_and_status),
    ("V41", person::v41_employed_or_unemployed),
    ("V42", person::v42_work_of_the_employed),
    ("V43", person::v43_pension_and_allowance),
    ("V44", person::v44_disability_complete),
    ("V45", person::v45_family_planning),
    ("V46", person::v46_party),
    ("V47", person::v47_closed_records),
    ("V48", table::v48_default_dates),
    ("V49", person::v49_over_110),
    ("V50", contact::v50_mobile_phone),
];

/// Runs every rule and returns all findings, sorted.
pub fn check(register: &Register) -> Vec<Finding> {
    let view = View::new(register);
    let mut all = Vec::new();
    for (rule, check) in RULES {
        let mut findings = Findings {
            rule,
            found: Vec::new(),
        };
        check(&view, &mut findings);
        all.append(&mut findings.found);
    }
    all.sort();
    all
}

/// Findings by rule and fields, with the first rows of each: short enough for a test's message.
pub fn summary(findings: &[Finding]) -> String {
    let mut groups: std::collections::BTreeMap<(&str, &[&str]), Vec<Option<usize>>> = std::collections::BTreeMap::new();
    for finding in findings {
        groups
            .entry((finding.rule, &finding.columns))
            .or_default()
            .push(finding.row);
    }
    groups
        .iter()
        .map(|((rule, columns), rows)| {
            let first: Vec<_> = rows.iter().flatten().take(4).map(ToString::to_string).collect();
            format!(
                "{rule} × {}: {} (rows {} …)\n",
                rows.len(),
                columns.join(" + "),
                first.join(", ")
            )
        })
        .collect()
}

#[test]
fn the_rules_are_v01_to_v50_each_once() {
    let ids: Vec<_> = RULES.iter().map(|(id, _)| (*id).to_owned()).collect();
    let expected: Vec<_> = (1..=50).map(|number| format!("V{number:02}")).collect();
    assert_eq!(ids, expected);
}
