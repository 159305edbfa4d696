//! Kinship: the relation to the head against sex and age.

use super::Findings;
use crate::{day, register::View};

/// Relations that only a man has, by GB/T 4761-2008.
const MALE: [&str; 33] = [
    "11", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "41", "43", "46", "47", "51", "53", "55", "57",
    "61", "63", "66", "71", "73", "76", "78", "81", "83", "85", "87", "89", "93", "95",
];

/// Relations that only a woman has. The two lists leave out those that either may have, such as 40 or 91.
const FEMALE: [&str; 33] = [
    "12", "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "42", "44", "45", "48", "52", "54", "56", "58",
    "62", "64", "67", "72", "74", "75", "77", "82", "84", "86", "88", "90", "94", "96",
];

/// A relation that tells the sex agrees with it.
pub fn v30_relation_and_sex(view: &View<'_>, findings: &mut Findings) {
    let relation = view.register.column("relation_to_head");
    let sex = view.register.column("sex");
    for row in 0..view.register.row_count() {
        let code = view.register.cell(row, relation);
        let agrees = match view.register.cell(row, sex) {
            "1" => !FEMALE.contains(&code),
            "2" => !MALE.contains(&code),
            _ => true,
        };
        if !agrees {
            findings.row(row, &["relation_to_head", "sex"]);
        }
    }
}

/// Years below which a child or a parent is at least doubtful; an error below 14.
const GENERATION: i32 = 18;

/// Children 20–39 and parents 50–59 lie a generation from the head, grandchildren 40–49 two. In-laws, step relations and
/// great-grandchildren are held to the same. The doubtful distances (18 and 36 years) are findings like the wrong ones
/// (14 and 28).
pub fn v31_generations_apart(view: &View<'_>, findings: &mut Findings) {
    let relation = view.register.column("relation_to_head");
    for members in view.households.values() {
        let Some(head_birth) = view.only_head(members).and_then(|head| view.births[head]) else {
            continue;
        };
        for &row in members {
            let Some(birth) = view.births[row] else {
                continue;
            };
            let (elder, younger, years) = match view.register.cell(row, relation).as_bytes() {
                [b'2' | b'3', _] => (head_birth, birth, GENERATION),
                [b'4', _] => (head_birth, birth, 2 * GENERATION),
                [b'5', _] => (birth, head_birth, GENERATION),
                _ => continue,
            };
            if day::full_years(elder, younger) < years {
                findings.row(row, &["birth_date", "relation_to_head"]);
            }
        }
    }
}

/// One spouse per head, at most 25 years apart, both 18 or over.
pub fn v32_spouses(view: &View<'_>, findings: &mut Findings) {
    let relation = view.register.column("relation_to_head");
    for members in view.households.values() {
        let spouses: Vec<usize> = members
            .iter()
            .copied()
            .filter(|&row| matches!(view.register.cell(row, relation), "10" | "11" | "12"))
            .collect();
        if spouses.len() > 1 {
            findings.row(spouses[1], &["relation_to_head"]);
        }
        let Some(head) = view.only_head(members) else {
            continue;
        };
        for &spouse in &spouses {
            let (Some(one), Some(other)) = (view.births[head], view.births[spouse]) else {
                continue;
            };
            let is_far = day::is_more_than_years_after(one.max(other), one.min(other), 25);
            let is_minor = [head, spouse]
                .iter()
                .any(|&row| view.ages[row].is_some_and(|age| age < 18));
            if is_far || is_minor {
                findings.row(spouse, &["relation_to_head", "birth_date"]);
            }
        }
    }
}
