//! Who a row is: required fields and the citizen identity number.

use super::Findings;
use crate::{day, register::View};

/// Division prefix of every invented identity number. No division ever had it.
pub const SYNTHETIC_PREFIX: &str = "519999";

/// Names that a clerk types when there is none.
const NO_NAMES: [&str; 8] = ["无名氏", "待补", "无名", "无", "不详", "未知", "未取名", "/"];

/// The check character of 17 digits by ISO 7064 MOD 11-2.
///
/// Worked out as the standard defines it, by doubling and adding from the left, and not with the table of weights: the
/// whole number with its check character, read as a polynomial in 2, leaves 1 modulo 11.
pub fn check_character(digits: &str) -> char {
    let sum = digits
        .bytes()
        .fold(0_u32, |sum, byte| (sum + u32::from(byte - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        value => char::from_digit(value, 10).expect("a remainder below 10 is a digit"),
    }
}

/// Whether the text is 17 digits and a digit or capital X.
pub fn has_shape(number: &str) -> bool {
    number.len() == 18
        && number
            .bytes()
            .enumerate()
            .all(|(at, byte)| byte.is_ascii_digit() || (at == 17 && byte == b'X'))
}

/// Whether the last character is the right one; the shape must hold.
pub fn check_character_holds(number: &str) -> bool {
    number.ends_with(check_character(&number[..17]))
}

fn each_id_number(view: &View<'_>, mut visit: impl FnMut(usize, &str)) {
    let column = view.register.column("id_number");
    for row in 0..view.register.row_count() {
        let number = view.register.cell(row, column);
        if !number.is_empty() {
            visit(row, number);
        }
    }
}

fn each_well_shaped(view: &View<'_>, mut visit: impl FnMut(usize, &str)) {
    each_id_number(view, |row, number| {
        if has_shape(number) {
            visit(row, number);
        }
    });
}

/// Key, name, sex and birth date are there, and the name is one.
pub fn v01_required_present(view: &View<'_>, findings: &mut Findings) {
    for id in ["resident_id", "name", "sex", "birth_date"] {
        let column = view.register.column(id);
        for row in 0..view.register.row_count() {
            let cell = view.register.cell(row, column).trim();
            if cell.is_empty() || NO_NAMES.contains(&cell) {
                findings.row(row, &[column.id]);
            }
        }
    }
}

/// Eighteen characters: 17 digits and a digit or capital X. The old 15 digits are left to V09.
pub fn v02_id_number_shape(view: &View<'_>, findings: &mut Findings) {
    each_id_number(view, |row, number| {
        let is_old = number.len() == 15 && number.bytes().all(|byte| byte.is_ascii_digit());
        if !has_shape(number) && !is_old {
            findings.row(row, &["id_number"]);
        }
    });
}

/// Characters 7 to 14 are a real day from 1890 to the as-of day.
pub fn v03_id_number_date(view: &View<'_>, findings: &mut Findings) {
    each_well_shaped(view, |row, number| {
        let holds = day::compact(&number[6..14]).is_some_and(|date| date <= day::AS_OF && date.year() >= 1890);
        if !holds {
            findings.row(row, &["id_number"]);
        }
    });
}

/// The last character is the check character.
pub fn v04_check_character(view: &View<'_>, findings: &mut Findings) {
    each_well_shaped(view, |row, number| {
        if !check_character_holds(number) {
            findings.row(row, &["id_number"]);
        }
    });
}

/// The last character is no look-alike of X.
pub fn v08_x_look_alikes(view: &View<'_>, findings: &mut Findings) {
    each_id_number(view, |row, number| {
        if number.ends_with(['x', 'Ⅹ', 'ⅹ', '×', '*']) {
            findings.row(row, &["id_number"]);
        }
    });
}

/// No number of 15 digits, which went out of use at the start of 2013.
pub fn v09_fifteen_digits(view: &View<'_>, findings: &mut Findings) {
    each_id_number(view, |row, number| {
        if number.len() == 15 && number.bytes().all(|byte| byte.is_ascii_digit()) {
            findings.row(row, &["id_number"]);
        }
    });
}

/// No number that a spreadsheet cut after 15 digits: it ends in 000 and its check character fails.
pub fn v10_lost_precision(view: &View<'_>, findings: &mut Findings) {
    each_well_shaped(view, |row, number| {
        if number.ends_with("000") && !check_character_holds(number) {
            findings.row(row, &["id_number"]);
        }
    });
}

/// The birth date is the one inside the identity number.
pub fn v20_birth_as_in_id_number(view: &View<'_>, findings: &mut Findings) {
    each_well_shaped(view, |row, number| {
        if let (Some(birth), Some(inside)) = (view.births[row], day::compact(&number[6..14]))
            && birth != inside
        {
            findings.row(row, &["birth_date", "id_number"]);
        }
    });
}

/// The 17th digit is odd for a man and even for a woman.
pub fn v21_sex_as_in_id_number(view: &View<'_>, findings: &mut Findings) {
    let sex = view.register.column("sex");
    each_well_shaped(view, |row, number| {
        let is_odd = number.as_bytes()[16] % 2 == 1;
        let agrees = match view.register.cell(row, sex) {
            "1" => is_odd,
            "2" => !is_odd,
            _ => true,
        };
        if !agrees {
            findings.row(row, &["sex", "id_number"]);
        }
    });
}

/// In an invented register no real prefix may stand, so every prefix but the synthetic one is a finding.
pub fn v26_known_prefix(view: &View<'_>, findings: &mut Findings) {
    each_well_shaped(view, |row, number| {
        if !number.starts_with(SYNTHETIC_PREFIX) {
            findings.row(row, &["id_number"]);
        }
    });
}

/// The synthetic prefix belongs to no division, so it cannot differ from one.
pub fn v27_prefix_as_registered(view: &View<'_>, findings: &mut Findings) {
    let division = view.register.column("hukou_division");
    each_well_shaped(view, |row, number| {
        let registered = view.register.cell(row, division);
        if !number.starts_with(SYNTHETIC_PREFIX) && !registered.is_empty() && !number.starts_with(registered) {
            findings.row(row, &["id_number", "hukou_division"]);
        }
    });
}

#[test]
fn the_check_character_is_that_of_the_published_examples() {
    // GB 11643-1999 gives these two numbers as its examples.
    assert_eq!(check_character("11010519491231002"), 'X');
    assert_eq!(check_character("44052418800101001"), '4');
}
