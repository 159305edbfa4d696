//! Moments: RFC 3339 in UTC with whole seconds, and nothing else.

use crate::date;

const DAY_S: i64 = 24 * 60 * 60;

/// Reads `YYYY-MM-DDTHH:MM:SSZ` as seconds since 1970-01-01. `None` for any other spelling, and for moments that do not exist.
///
/// Leap seconds do not exist here, as they do not on computers.
pub fn parse(text: &str) -> Option<i64> {
    let (day, clock) = text.strip_suffix('Z')?.split_once('T')?;
    let day = date::parse(day)?;
    let bytes = clock.as_bytes();
    if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let two_digits = |start: usize, limit: i64| {
        let digits = &bytes[start..start + 2];
        let number = digits.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
        })?;
        (number < limit).then_some(number)
    };
    let (hours, minutes, seconds) = (two_digits(0, 24)?, two_digits(3, 60)?, two_digits(6, 60)?);
    Some(i64::from(day) * DAY_S + hours * 3600 + minutes * 60 + seconds)
}

/// Writes `YYYY-MM-DDTHH:MM:SSZ`. Moments before the year 0 or after 9999 are written as the first or last one that can be.
pub fn format(unix_s: i64) -> String {
    let first = parse("0000-01-01T00:00:00Z").expect("is a moment");
    let last = parse("9999-12-31T23:59:59Z").expect("is a moment");
    let unix_s = unix_s.clamp(first, last);
    let day = i32::try_from(unix_s.div_euclid(DAY_S)).expect("years of four digits have days of 32 bits");
    let second = unix_s.rem_euclid(DAY_S);
    format!(
        "{}T{:02}:{:02}:{:02}Z",
        date::format(day),
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_round_trip() {
        for (text, unix_s) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2001-09-09T01:46:40Z", 1_000_000_000),
            ("1969-12-31T23:59:59Z", -1),
            ("2036-02-29T12:34:56Z", 2_087_901_296),
        ] {
            assert_eq!(parse(text), Some(unix_s));
            assert_eq!(format(unix_s), text);
        }
        assert_eq!(format(i64::MAX), "9999-12-31T23:59:59Z");
        assert_eq!(format(i64::MIN), "0000-01-01T00:00:00Z");
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in [
            "",
            "Z",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00+00:00",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z",
            "2026-02-30T00:00:00Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00.0Z",
            "2026-01-01T+1:00:00Z",
            "2026-01-01T女:00:0Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
