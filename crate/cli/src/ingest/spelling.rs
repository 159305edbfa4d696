//! How days, numbers and truth values may be spelled. Whatever could be read in two ways is refused.

use yongquan_core::date::{self, Day};

/// Spaces that people and programs leave around a value: ASCII ones, no-break, ideographic, and the byte order mark.
pub(super) fn trim(text: &str) -> &str {
    let is_space = |c: char| c.is_ascii_whitespace() || matches!(c, '\u{a0}' | '\u{3000}' | '\u{feff}');
    text.trim_matches(is_space)
}

/// Characters that show that a text was destroyed: what replaces a malformed sequence, the null character, and what became of
/// those in files that were re-encoded twice.
const DAMAGE: [&str; 3] = ["\u{fffd}", "\0", "锟斤拷"];

/// Whether a text was destroyed before it came here, or does not belong to the encoding of its file.
pub(super) fn is_damaged(text: &str) -> bool {
    DAMAGE.iter().any(|damage| text.contains(damage))
}

/// Why a text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayError {
    /// No spelling of a day that exists.
    NotDay,
    /// A day with a time other than midnight.
    HasTime,
}

/// Reads a day: year, month, day, in this order, with `-`, `/`, `.` or `年月日` between, or eight digits.
///
/// Orders with the day or the month first are refused, since nobody can tell them apart. Midnight behind the day is what
/// databases write for a day and is taken as such.
pub(super) fn day(text: &str) -> Result<Day, DayError> {
    let (text, has_time) = match text.split_once([' ', 'T']) {
        None => (text, false),
        Some((_, "")) => return Err(DayError::NotDay),
        Some((day, time)) => (day, !is_midnight(time)),
    };
    let day = parts(text)
        .and_then(|[year, month, day]| date::parse(&format!("{year:0>4}-{month:0>2}-{day:0>2}")))
        .ok_or(DayError::NotDay)?;
    if has_time { Err(DayError::HasTime) } else { Ok(day) }
}

/// Year, month and day as digits. The year has four, so that a day or a month can never be taken for it.
fn parts(text: &str) -> Option<[&str; 3]> {
    let is_digits = |part: &str, lens: std::ops::RangeInclusive<usize>| {
        lens.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if is_digits(text, 8..=8) {
        return Some([&text[..4], &text[4..6], &text[6..]]);
    }
    let parts: Vec<&str> = match text.strip_suffix('日') {
        Some(text) => {
            let (year, rest) = text.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            vec![year, month, day]
        }
        None => {
            let separator = text.chars().find(|c| !c.is_ascii_digit())?;
            if !matches!(separator, '-' | '/' | '.') {
                return None;
            }
            text.split(separator).collect()
        }
    };
    let [year, month, day] = parts[..] else { return None };
    (is_digits(year, 4..=4) && is_digits(month, 1..=2) && is_digits(day, 1..=2)).then_some([year, month, day])
}

fn is_midnight(time: &str) -> bool {
    let time = time.split_once('.').map_or(time, |(seconds, fraction)| {
        if fraction.bytes().all(|byte| byte == b'0') {
            seconds
        } else {
            time
        }
    });
    matches!(time, "0:00" | "00:00" | "0:00:00" | "00:00:00")
}

/// Reads a whole number: ASCII digits with at most a minus in front. `None` also if it leaves 64 bits.
pub(super) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { text.parse().ok() } else { None }
}

/// Whether a text would be a whole number, were it not too long.
pub(super) fn is_integer_shaped(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a finite number: digits, at most one point between digits, at most an exponent, a minus in front.
pub(super) fn number(text: &str) -> Option<f64> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        None => (text, None),
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
    };
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let digits = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let mantissa_fits = match digits.split_once('.') {
        None => is_digits(digits),
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
    };
    let exponent_fits =
        exponent.is_none_or(|exponent| is_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)));
    if !mantissa_fits || !exponent_fits {
        return None;
    }
    text.parse::<f64>().ok().filter(|number| number.is_finite())
}

/// Whether a text is what a spreadsheet makes of a long number: `5.2E+17`.
///
/// The plus sign is required, so that a house called `12E3` stays a house.
pub(super) fn is_scientific(text: &str) -> bool {
    match text.split_once("E+").or_else(|| text.split_once("e+")) {
        Some((mantissa, exponent)) => number(mantissa).is_some() && is_integer_shaped(exponent),
        None => false,
    }
}

/// Reads the words for true and false that are understood in every boolean field, whatever else the field declares.
pub(super) fn boolean(text: &str) -> Option<bool> {
    let is_one_of = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if is_one_of(&["是", "true", "yes", "y", "1", "√"]) {
        Some(true)
    } else if is_one_of(&["否", "false", "no", "n", "0", "×"]) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_readable_spellings_of_a_day_agree() {
        let expected = date::parse("1932-03-02").expect("a real day");
        for text in [
            "1932-03-02",
            "1932-3-2",
            "1932/3/2",
            "1932/03/02",
            "1932.3.2",
            "19320302",
            "1932年3月2日",
            "1932年03月02日",
            "1932-03-02 00:00:00",
            "1932-03-02T00:00:00.000",
            "1932/3/2 0:00",
        ] {
            assert_eq!(day(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn spellings_that_could_mean_two_days_are_refused() {
        for text in [
            "3/2/1932",
            "2.3.32",
            "32-3-2",
            "1932-3",
            "1932",
            "193232",
            "1932-13-01",
            "1932-02-30",
            "1932/3-2",
            "1932年3月",
            "1932年3月2",
            "1932年3月2日 ",
            "+1932-3-2",
            "1932--2",
            "11750",
            "１９３２-3-2",
            "",
            "日",
            "1932,3,2",
        ] {
            assert_eq!(day(text), Err(DayError::NotDay), "{text}");
        }
        assert_eq!(day("1932-03-02 10:30:00"), Err(DayError::HasTime));
    }

    #[test]
    fn numbers_are_read_strictly() {
        assert_eq!(integer("-3"), Some(-3));
        assert_eq!(number("-1.5e3"), Some(-1500.0));
        assert_eq!(number("0"), Some(0.0));
        for text in ["", "-", "+1", "1,000", "1 000", "１", "1.0", "0x1", "1e3", "三"] {
            assert_eq!(integer(text), None, "{text}");
        }
        for text in [
            "", ".5", "5.", "1,5", "NaN", "inf", "1e", "1e999", "１", "--1", "1.2.3", "1e+-1",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn only_a_rounded_number_is_scientific() {
        for text in ["5.2E+17", "5E+17", "5.19999E+17", "1.2e+05"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["12E3", "E+1", "A5E+17", "5.2E+", "", "519999193203020001", "5.2E-5"] {
            assert!(!is_scientific(text), "{text}");
        }
    }

    #[test]
    fn every_kind_of_space_is_trimmed_and_none_inside() {
        assert_eq!(trim("\u{feff}\u{3000}\t 张 三\u{a0}\r\n"), "张 三");
        assert_eq!(trim(" \u{3000}"), "");
    }

    proptest! {
        #[test]
        fn any_day_survives_its_spelling(value in -700_000_i32..2_900_000) {
            prop_assert_eq!(day(&date::format(value)), Ok(value));
        }

        #[test]
        fn no_text_makes_a_reader_panic(text in ".{0,24}") {
            let _ = (day(&text), integer(&text), number(&text), is_scientific(&text), boolean(&text));
        }
    }
}
