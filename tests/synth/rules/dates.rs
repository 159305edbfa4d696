//! Dates: every cell of a date field is an ISO day, and lies where it can.

use super::Findings;
use crate::{
    catalogue::{self, Kind},
    day,
    register::View,
};

/// Texts that clerks write for *no date*.
const NO_DATES: [&str; 7] = ["无", "不详", "/", "-", "未知", "0000-00-00", "1900-01-00"];

/// What a cell of a date field looks like.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    /// A real day in ISO form, or empty.
    Iso,
    /// ISO form, but no such day.
    NoSuchDay,
    /// Up to five digits: a day number of a spreadsheet.
    Serial,
    /// Year, month and day in another order-safe spelling.
    OtherSpelling,
    /// Day, month and year in an order that has to be guessed.
    DayMonthOrder,
    /// Year and month only, a year of the Republic, or a lunar date.
    PartialOrLunar,
    /// A word for *none*, or anything else.
    Unreadable,
}

fn writing(cell: &str) -> Writing {
    if cell.is_empty() || day::iso(cell).is_some() {
        return Writing::Iso;
    }
    if NO_DATES.contains(&cell) {
        return Writing::Unreadable;
    }
    if day::has_iso_shape(cell) {
        return Writing::NoSuchDay;
    }
    if cell.starts_with("民国") || cell.starts_with("农历") {
        return Writing::PartialOrLunar;
    }
    let is_digits = cell.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits {
        return match cell.len() {
            1..=5 => Writing::Serial,
            8 => Writing::OtherSpelling,
            _ => Writing::Unreadable,
        };
    }
    let without_time = cell.split([' ', 'T']).next().unwrap_or(cell);
    let parts: Vec<&str> = without_time
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let is_number = |part: &&str| {
        part.chars()
            .all(|character| character.is_ascii_digit() || "〇零一二三四五六七八九十".contains(character))
    };
    if !parts.iter().all(is_number) {
        return Writing::Unreadable;
    }
    let starts_with_year = parts.first().is_some_and(|part| part.chars().count() == 4);
    match (starts_with_year, parts.len()) {
        (true, 3) => Writing::OtherSpelling,
        (true, 1 | 2) => Writing::PartialOrLunar,
        (false, 3) => Writing::DayMonthOrder,
        _ => Writing::Unreadable,
    }
}

fn report(view: &View<'_>, findings: &mut Findings, is_fault: impl Fn(&str, Writing) -> bool) {
    for id in catalogue::fields_of(Kind::Date) {
        let column = view.register.column(id);
        for row in 0..view.register.row_count() {
            if is_fault(id, writing(view.register.cell(row, column))) {
                findings.row(row, &[column.id]);
            }
        }
    }
}

/// Takes whatever no other rule on dates names; partial dates too, except where V15 speaks of them.
pub fn v11_readable_or_empty(view: &View<'_>, findings: &mut Findings) {
    report(view, findings, |id, writing| {
        writing == Writing::Unreadable || (writing == Writing::PartialOrLunar && id != "birth_date")
    });
}

/// No day numbers of a spreadsheet.
pub fn v12_excel_serial(view: &View<'_>, findings: &mut Findings) {
    report(view, findings, |_, writing| writing == Writing::Serial);
}

/// No other spelling of a whole date.
pub fn v13_other_spelling(view: &View<'_>, findings: &mut Findings) {
    report(view, findings, |_, writing| writing == Writing::OtherSpelling);
}

/// No date whose order has to be guessed.
pub fn v14_day_month_order(view: &View<'_>, findings: &mut Findings) {
    report(view, findings, |_, writing| writing == Writing::DayMonthOrder);
}

/// No birth date without a day, by the Republic's years, or by the lunar calendar.
pub fn v15_partial_or_lunar(view: &View<'_>, findings: &mut Findings) {
    report(view, findings, |id, writing| {
        writing == Writing::PartialOrLunar && id == "birth_date"
    });
}

/// No day that the calendar does not have.
pub fn v16_calendar_valid(view: &View<'_>, findings: &mut Findings) {
    report(view, findings, |_, writing| writing == Writing::NoSuchDay);
}

/// Birth from 1890 to the as-of day; everything else from birth to the as-of day, where only an expiry may lie ahead.
pub fn v17_range(view: &View<'_>, findings: &mut Findings) {
    for id in catalogue::fields_of(Kind::Date) {
        let column = view.register.column(id);
        for row in 0..view.register.row_count() {
            let Some(date) = day::iso(view.register.cell(row, column)) else {
                continue;
            };
            let is_too_late = date > day::AS_OF && id != "residence_permit_expiry";
            let is_too_early =
                date.year() < 1890 || view.births[row].is_some_and(|birth| id != "birth_date" && date < birth);
            if is_too_late || is_too_early {
                findings.row(row, &[column.id]);
            }
        }
    }
}
