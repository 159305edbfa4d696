//! Calendar days, as the rules compare them.

use jiff::civil::Date;

/// The day for which every register in these tests is checked.
pub const AS_OF: Date = jiff::civil::date(2013, 3, 2);

/// Reads `YYYY-MM-DD`, and nothing but that.
pub fn iso(cell: &str) -> Option<Date> {
    if !has_iso_shape(cell) {
        return None;
    }
    let year = cell[..4].parse().ok()?;
    let month = cell[5..7].parse().ok()?;
    let day = cell[8..].parse().ok()?;
    Date::new(year, month, day).ok()
}

/// Reads `YYYYMMDD`, the form inside an identity number.
pub fn compact(cell: &str) -> Option<Date> {
    if cell.len() != 8 || !cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(
        cell[..4].parse().ok()?,
        cell[4..6].parse().ok()?,
        cell[6..].parse().ok()?,
    )
    .ok()
}

/// Whether the text is four, two and two digits joined by hyphens, a real day or not.
pub fn has_iso_shape(cell: &str) -> bool {
    cell.len() == 10
        && cell.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Full years from one day to another; the birthday counts.
///
/// Who is born on 29 February completes a year on 1 March of a common year, which is what comparing month and day gives.
pub fn full_years(from: Date, to: Date) -> i32 {
    let years = i32::from(to.year()) - i32::from(from.year());
    if (to.month(), to.day()) < (from.month(), from.day()) {
        years - 1
    } else {
        years
    }
}

/// Whether `later` lies more than `years` after `earlier`, to the day.
pub fn is_more_than_years_after(later: Date, earlier: Date, years: i32) -> bool {
    let whole = full_years(earlier, later);
    let on_anniversary = (later.month(), later.day()) == (earlier.month(), earlier.day());
    whole > years || (whole == years && !on_anniversary)
}

#[test]
fn a_birthday_counts_and_a_leap_day_completes_on_the_first_of_march() {
    let day = |text| iso(text).expect("the test writes real days");
    assert_eq!(full_years(day("1933-03-02"), AS_OF), 80);
    assert_eq!(full_years(day("1933-03-03"), AS_OF), 79);
    assert_eq!(full_years(day("1932-02-29"), day("2013-02-28")), 80);
    assert_eq!(full_years(day("1932-02-29"), day("2013-03-01")), 81);
    assert!(!is_more_than_years_after(day("1985-05-05"), day("1960-05-05"), 25));
    assert!(is_more_than_years_after(day("1985-05-06"), day("1960-05-05"), 25));
    assert!(iso("1931-02-29").is_none() && iso("19320302").is_none());
}
