//! Numbers on the command line, refused in both languages.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// A whole number that is not negative.
pub(crate) fn parse_whole<T: FromStr>(text: &str) -> Result<T, String> {
    let parsed = text.parse();
    parsed.map_err(|_| "应为 0 或更大的整数 · a whole number of at least 0 is needed".to_owned())
}

/// A whole number within a range.
pub(crate) fn parse_within<T: FromStr + PartialOrd + Display>(
    text: &str,
    range_inclusive: RangeInclusive<T>,
) -> Result<T, String> {
    let parsed = text.parse().ok().filter(|number| range_inclusive.contains(number));
    let (low, high) = (range_inclusive.start(), range_inclusive.end());
    parsed.ok_or_else(|| format!("应为 {low} 到 {high} 的整数 · a whole number from {low} to {high} is needed"))
}
