//! Phones.

use std::collections::BTreeMap;

use super::Findings;
use crate::register::View;

/// How many people may share one mobile number before it looks like a shop's.
const MAX_SHARED: usize = 8;

/// Eleven digits that start 13 to 19, and not more than [`MAX_SHARED`] people on one number.
pub fn v50_mobile_phone(view: &View<'_>, findings: &mut Findings) {
    let column = view.register.column("mobile_phone");
    let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..view.register.row_count() {
        let phone = view.register.cell(row, column);
        if phone.is_empty() {
            continue;
        }
        let digits = phone.as_bytes();
        let holds = digits.len() == 11
            && digits.iter().all(u8::is_ascii_digit)
            && digits[0] == b'1'
            && (b'3'..=b'9').contains(&digits[1]);
        if !holds {
            findings.row(row, &["mobile_phone"]);
        }
        if view.register.is_active(row) {
            users.entry(phone).or_default().push(row);
        }
    }
    for rows in users.values().filter(|rows| rows.len() > MAX_SHARED) {
        findings.row(rows[0], &["mobile_phone"]);
    }
}
