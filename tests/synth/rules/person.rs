//! One person: what age, marriage, schooling, work, aid and party say about each other.

use super::Findings;
use crate::{day, register::View};

fn each_row(view: &View<'_>, mut visit: impl FnMut(usize)) {
    for row in 0..view.register.row_count() {
        visit(row);
    }
}

/// Rows whose age is known; V01 and V16 speak of the others.
fn each_aged(view: &View<'_>, mut visit: impl FnMut(usize, i32)) {
    each_row(view, |row| {
        if let Some(age) = view.ages[row] {
            visit(row, age);
        }
    });
}

/// Under 15 never married; ever married below the legal age (women 20, men 22) is a warning.
///
/// Widowed and divorced are held to the same, since they were married before.
pub fn v37_marital_status_and_age(view: &View<'_>, findings: &mut Findings) {
    let marital = view.register.column("marital_status");
    let sex = view.register.column("sex");
    each_aged(view, |row, age| {
        let status = view.register.cell(row, marital);
        let was_married = status.starts_with(['2', '3', '4']);
        let legal = match view.register.cell(row, sex) {
            "2" => 20,
            _ => 22,
        };
        if (age < 15 && status != "10") || (was_married && age < legal) {
            findings.row(row, &["marital_status", "birth_date"]);
        }
    });
}

/// No first marriage of the never married, and none before 15.
pub fn v38_first_marriage(view: &View<'_>, findings: &mut Findings) {
    let marital = view.register.column("marital_status");
    let marriage = view.register.column("first_marriage_date");
    each_row(view, |row| {
        let cell = view.register.cell(row, marriage);
        if cell.is_empty() {
            return;
        }
        let is_too_young = day::iso(cell)
            .zip(view.births[row])
            .is_some_and(|(date, birth)| day::full_years(birth, date) < 15);
        if view.register.cell(row, marital) == "10" || is_too_young {
            findings.row(row, &["first_marriage_date", "marital_status"]);
        }
    });
}

/// The age from which a level of schooling can have begun, by the first digit of its GB/T 4658 code.
fn first_age_of(level: &str) -> i32 {
    match level.as_bytes().first() {
        Some(b'1') => 22,
        Some(b'2') => 19,
        Some(b'3') => 18,
        Some(b'4' | b'6') => 15,
        Some(b'7') => 12,
        Some(b'8') => 6,
        _ => 0,
    }
}

/// No schooling that the age does not allow.
pub fn v39_schooling_and_age(view: &View<'_>, findings: &mut Findings) {
    let schooling = view.register.column("education_level");
    each_aged(view, |row, age| {
        if age < first_age_of(view.register.cell(row, schooling)) {
            findings.row(row, &["education_level", "birth_date"]);
        }
    });
}

/// The register has no field for the re-employed, so the employed are never students, unemployed or retired by status.
pub fn v40_employment_and_status(view: &View<'_>, findings: &mut Findings) {
    let employed = view.register.column("is_employed");
    let status = view.register.column("personal_status");
    each_row(view, |row| {
        if view.register.cell(row, employed) != "1" {
            return;
        }
        let is_child = view.ages[row].is_some_and(|age| age < 16);
        if is_child || matches!(view.register.cell(row, status), "31" | "70" | "80") {
            findings.row(row, &["is_employed", "personal_status", "birth_date"]);
        }
    });
}

/// Nobody is both employed and registered as unemployed.
pub fn v41_employed_or_unemployed(view: &View<'_>, findings: &mut Findings) {
    let employed = view.register.column("is_employed");
    let unemployed = view.register.column("is_registered_unemployed");
    each_row(view, |row| {
        if view.register.cell(row, employed) == "1" && view.register.cell(row, unemployed) == "1" {
            findings.row(row, &["is_employed", "is_registered_unemployed"]);
        }
    });
}

/// Occupation, industry and employer only of the employed.
pub fn v42_work_of_the_employed(view: &View<'_>, findings: &mut Findings) {
    let employed = view.register.column("is_employed");
    for id in ["occupation", "industry", "employer_name"] {
        let column = view.register.column(id);
        each_row(view, |row| {
            let is_filled = !view.register.cell(row, column).is_empty();
            if is_filled && view.register.cell(row, employed) != "1" {
                findings.row(row, &[column.id, "is_employed"]);
            }
        });
    }
}

/// No pension below 45, no longevity allowance below 80.
pub fn v43_pension_and_allowance(view: &View<'_>, findings: &mut Findings) {
    let pension = view.register.column("is_receiving_pension");
    let allowance = view.register.column("has_longevity_allowance");
    each_aged(view, |row, age| {
        if age < 45 && view.register.cell(row, pension) == "1" {
            findings.row(row, &["is_receiving_pension", "birth_date"]);
        }
        if age < 80 && view.register.cell(row, allowance) == "1" {
            findings.row(row, &["has_longevity_allowance", "birth_date"]);
        }
    });
}

/// Type, grade and certificate stand together; the certificate is the identity number, the type and the grade.
pub fn v44_disability_complete(view: &View<'_>, findings: &mut Findings) {
    const COLUMNS: [&str; 3] = ["disability_type", "disability_grade", "disability_cert_no"];
    let columns = COLUMNS.map(|id| view.register.column(id));
    let id_number = view.register.column("id_number");
    each_row(view, |row| {
        let [kind, grade, certificate] = columns.map(|column| view.register.cell(row, column));
        if kind.is_empty() && grade.is_empty() && certificate.is_empty() {
            return;
        }
        let number = view.register.cell(row, id_number);
        let holds = !kind.is_empty()
            && !grade.is_empty()
            && certificate.len() == 20
            && certificate.ends_with(&format!("{kind}{grade}"))
            && certificate.starts_with(number);
        if !holds {
            findings.row(row, &COLUMNS);
        }
    });
}

/// First marriage, birth permit and aid from 15 years on; a birth permit only for women of 15 to 49.
pub fn v45_family_planning(view: &View<'_>, findings: &mut Findings) {
    let marriage = view.register.column("first_marriage_date");
    let permit = view.register.column("birth_permit_no");
    let aid = view.register.column("family_planning_aid");
    let sex = view.register.column("sex");
    each_aged(view, |row, age| {
        if age < 15 && !view.register.cell(row, marriage).is_empty() {
            findings.row(row, &["first_marriage_date", "birth_date"]);
        }
        if age < 15 && !matches!(view.register.cell(row, aid), "" | "0") {
            findings.row(row, &["family_planning_aid", "birth_date"]);
        }
        let may_hold = view.register.cell(row, sex) == "2" && (15..=49).contains(&age);
        if !view.register.cell(row, permit).is_empty() && !may_hold {
            findings.row(row, &["birth_permit_no", "sex", "birth_date"]);
        }
    });
}

/// Party members (01) and probationers (02) are 18 or over and joined at 18 or later; League members (03) are 14 to 28.
pub fn v46_party(view: &View<'_>, findings: &mut Findings) {
    let status = view.register.column("political_status");
    let joined = view.register.column("party_join_date");
    each_aged(view, |row, age| {
        let holds = match view.register.cell(row, status) {
            "01" | "02" => age >= 18,
            "03" => (14..=28).contains(&age),
            _ => true,
        };
        if !holds {
            findings.row(row, &["political_status", "birth_date"]);
        }
        let joined_early = day::iso(view.register.cell(row, joined))
            .zip(view.births[row])
            .is_some_and(|(date, birth)| day::full_years(birth, date) < 18);
        if joined_early {
            findings.row(row, &["party_join_date", "birth_date"]);
        }
    });
}

/// Death (5) and the record closed by death (4) go together; moved out (4) closes the record too.
pub fn v47_closed_records(view: &View<'_>, findings: &mut Findings) {
    let record = view.register.column("record_status");
    let presence = view.register.column("presence_status");
    each_row(view, |row| {
        let record = view.register.cell(row, record);
        let presence = view.register.cell(row, presence);
        let is_dead_in_one = (presence == "5") != (record == "4");
        let is_gone_but_open = presence == "4" && matches!(record, "1" | "2");
        if is_dead_in_one || is_gone_but_open {
            findings.row(row, &["record_status", "presence_status"]);
        }
    });
}

/// Nobody over 110.
pub fn v49_over_110(view: &View<'_>, findings: &mut Findings) {
    each_aged(view, |row, age| {
        if age > 110 {
            findings.row(row, &["birth_date"]);
        }
    });
}
