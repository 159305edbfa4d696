//! Cells as text: width, spaces, digits that a spreadsheet lost, booleans and codes.

use super::Findings;
use crate::{
    catalogue::{self, Kind},
    register::View,
};

/// The fields that hold a phone number.
pub const PHONES: [&str; 4] = [
    "mobile_phone",
    "home_phone",
    "emergency_contact_phone",
    "caregiver_phone",
];

/// The fields that hold the number of a card, a certificate, a book or a plate.
const CARD_NUMBERS: [&str; 13] = [
    "id_number",
    "hukou_book_no",
    "residence_permit_no",
    "unemployment_card_no",
    "social_security_card_no",
    "only_child_cert_no",
    "birth_permit_no",
    "health_record_no",
    "disability_cert_no",
    "elderly_card_no",
    "dibao_cert_no",
    "vehicle_plate",
    "dog_license_no",
];

fn report(view: &View<'_>, findings: &mut Findings, fields: &[&str], is_fault: impl Fn(&str) -> bool) {
    for id in fields {
        let column = view.register.column(id);
        for row in 0..view.register.row_count() {
            if is_fault(view.register.cell(row, column)) {
                findings.row(row, &[column.id]);
            }
        }
    }
}

/// Full-width digits, letters and the signs between them, which half-width ones are meant by.
pub fn v05_full_width(view: &View<'_>, findings: &mut Findings) {
    let mut fields = vec!["id_number"];
    fields.extend(PHONES);
    fields.extend(catalogue::fields_of(Kind::Date));
    fields.extend(catalogue::fields_of(Kind::Code));
    report(view, findings, &fields, |cell| {
        cell.chars()
            .any(|character| ('\u{FF01}'..='\u{FF5E}').contains(&character))
    });
}

/// Spaces at the ends, tabs and line ends anywhere, a leading apostrophe, a space inside a name of two characters.
pub fn v06_stray_spaces(view: &View<'_>, findings: &mut Findings) {
    let is_space = |character: char| character.is_whitespace() || matches!(character, '\u{200B}' | '\u{FEFF}');
    let texts = catalogue::fields_of(Kind::Text);
    report(view, findings, &texts, |cell| {
        cell.starts_with(is_space)
            || cell.ends_with(is_space)
            || cell.starts_with('\'')
            || cell.contains(['\t', '\n', '\r'])
    });
    let names = ["name", "former_name", "head_name", "emergency_contact_name"];
    report(view, findings, &names, |cell| {
        let trimmed = cell.trim_matches(is_space);
        trimmed.contains(is_space) && trimmed.chars().filter(|&c| !is_space(c)).count() == 2
    });
}

/// A number that a spreadsheet turned into `3.20E+17`.
pub fn v07_scientific_notation(view: &View<'_>, findings: &mut Findings) {
    let mut fields = CARD_NUMBERS.to_vec();
    fields.extend(PHONES);
    report(view, findings, &fields, |cell| {
        let Some((mantissa, exponent)) = cell.split_once(['E', 'e']) else {
            return false;
        };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        exponent
            .strip_prefix('+')
            .is_some_and(|digits| is_number(mantissa) && is_number(digits))
    });
}

/// Spellings of yes and no that an import understands.
const BOOLEAN_SPELLINGS: [&str; 16] = [
    "是", "否", "有", "无", "Y", "N", "YES", "NO", "T", "F", "TRUE", "FALSE", "√", "×", "✓", "✗",
];

/// A yes or no that is understood but not written as 1 or 0.
pub fn v22_boolean_spelling(view: &View<'_>, findings: &mut Findings) {
    let fields = catalogue::fields_of(Kind::Boolean);
    report(view, findings, &fields, |cell| {
        BOOLEAN_SPELLINGS.contains(&cell.to_uppercase().as_str())
    });
}

/// Nothing but yes and no in a field of yes and no.
pub fn v23_not_a_boolean(view: &View<'_>, findings: &mut Findings) {
    let fields = catalogue::fields_of(Kind::Boolean);
    report(view, findings, &fields, |cell| {
        !matches!(cell, "" | "0" | "1") && !BOOLEAN_SPELLINGS.contains(&cell.to_uppercase().as_str())
    });
}

/// Reports the cells that are no code of their list, apart by whether leading zeros would make them one.
fn report_codes(view: &View<'_>, findings: &mut Findings, want_lost_zeros: bool) {
    for field in catalogue::fields() {
        let Some(list) = &field.code_list else {
            continue;
        };
        let codes = view.register.codes(list);
        let width = codes.iter().map(|code| code.len()).max().unwrap_or(0);
        let has_lost_zeros =
            |cell: &str| (cell.len() + 1..=width).any(|width| codes.contains(format!("{cell:0>width$}").as_str()));
        report(view, findings, &[field.id.as_str()], |cell| {
            !cell.is_empty() && !codes.contains(cell) && has_lost_zeros(cell) == want_lost_zeros
        });
    }
}

/// Every cell of a coded field is a code of its list.
pub fn v24_not_a_code(view: &View<'_>, findings: &mut Findings) {
    report_codes(view, findings, false);
}

/// No code that lost its leading zeros.
pub fn v25_lost_leading_zeros(view: &View<'_>, findings: &mut Findings) {
    report_codes(view, findings, true);
}
