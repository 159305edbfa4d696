//! Days of the Gregorian calendar as numbers, and full years between them.

use jiff::Span;
use jiff::civil::Date;

/// Days since 1970-01-01, negative before it.
pub type Day = i32;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Reads `YYYY-MM-DD`. `None` for any other spelling and for days that do not exist.
pub fn parse(text: &str) -> Option<Day> {
    let bytes = text.as_bytes();
    let shape_fits = bytes.len() == 10
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape_fits {
        return None;
    }
    let date = Date::new(
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..].parse().ok()?,
    )
    .ok()?;
    let span = EPOCH.until(date).ok()?;
    Some(span.get_days())
}

/// Whether a number is a day that [`format()`] can write: years 0000 to 9999.
pub fn is_day(day: Day) -> bool {
    to_date(day).is_some_and(|date| date.year() >= 0)
}

/// Writes `YYYY-MM-DD`.
///
/// # Panics
///
/// If [`is_day`] does not hold; columns and filters admit no such number.
pub fn format(day: Day) -> String {
    let date = to_date(day).expect("days are checked on the way in");
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn to_date(day: Day) -> Option<Date> {
    let span = Span::new().try_days(day).ok()?;
    EPOCH.checked_add(span).ok()
}

/// Full years from a birth to the as-of date; `None` if the birth lies after it.
///
/// The birthday itself counts. Who was born on 29 February is a year older from 1 March in common years.
///
/// # Panics
///
/// If [`is_day`] does not hold for either day.
pub fn full_years(birth: Day, as_of: Day) -> Option<i64> {
    if birth > as_of {
        return None;
    }
    let [birth, as_of] = [birth, as_of].map(|day| to_date(day).expect("days are checked on the way in"));
    let has_had_birthday = (as_of.month(), as_of.day()) >= (birth.month(), birth.day());
    Some(i64::from(as_of.year() - birth.year()) - i64::from(!has_had_birthday))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        parse(text).expect("a test writes real days")
    }

    #[test]
    fn writing_gives_back_what_was_read() {
        for text in [
            "0000-01-01",
            "1900-02-28",
            "1969-12-31",
            "1970-01-01",
            "2012-02-29",
            "9999-12-31",
        ] {
            assert_eq!(format(day(text)), text);
        }
        assert_eq!(day("1970-01-02"), 1);
    }

    #[test]
    fn other_spellings_and_impossible_days_are_refused() {
        for text in [
            "",
            "2013-2-3",
            "2013/02/03",
            "1931-02-29",
            "1980-13-01",
            "2013-00-10",
            "２０13-02-03",
            "+013-02-03",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn any_number_can_be_asked_whether_it_is_a_day() {
        assert!(is_day(day("0000-01-01")) && is_day(day("9999-12-31")));
        for number in [day("0000-01-01") - 1, day("9999-12-31") + 1, i32::MIN, i32::MAX] {
            assert!(!is_day(number), "{number}");
        }
    }

    #[test]
    fn the_birthday_counts() {
        let as_of = day("2013-03-02");
        assert_eq!(full_years(day("1933-03-01"), as_of), Some(80));
        assert_eq!(full_years(day("1933-03-02"), as_of), Some(80));
        assert_eq!(full_years(day("1933-03-03"), as_of), Some(79));
        assert_eq!(full_years(as_of, as_of), Some(0));
        assert_eq!(full_years(day("2013-03-03"), as_of), None);
    }

    #[test]
    fn a_leap_day_birthday_counts_from_the_first_of_march_in_common_years() {
        let birth = day("1932-02-29");
        assert_eq!(full_years(birth, day("2013-02-28")), Some(80));
        assert_eq!(full_years(birth, day("2013-03-01")), Some(81));
        assert_eq!(full_years(birth, day("2012-02-28")), Some(79));
        assert_eq!(full_years(birth, day("2012-02-29")), Some(80));
    }
}
