//! Days, and the day the register speaks of.
//!
//! Inside the generator a date is a number of days since 1970-01-01; it becomes text only in a cell.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use rand::RngExt;

use super::model::Chance;

/// A day, counted from 1970-01-01 (day 0).
pub type Day = i32;

/// The as-of day of a register when none is given.
pub const DEFAULT_AS_OF: Date = date(2013, 3, 2);

/// As-of years that the generator accepts; the tables describe 2010 to 2013, and nobody may be born before 1890.
pub const AS_OF_YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// A day that registers show when nobody knew the date; no invented person is born on it.
const DEFAULT_DAY_OF_OTHER_PROGRAMS: Day = 0;

/// Share of births that were written down as the first or the fifteenth of the month.
const HEAPING: f64 = 0.015;

/// The calendar of one register: its as-of day and everything counted from it.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    as_of: Date,
    today: Day,
}

impl Calendar {
    /// The calendar of a register that speaks of `as_of`.
    pub fn new(as_of: Date) -> Self {
        Self {
            as_of,
            today: day_of(as_of),
        }
    }

    /// The as-of day.
    pub fn today(&self) -> Day {
        self.today
    }

    /// A day given for the default as-of, moved along when the register speaks of another day.
    pub fn shifted(&self, year: i16, month: i8, day: i8) -> Day {
        self.today - (day_of(DEFAULT_AS_OF) - day_of(date(year, month, day)))
    }

    /// The day `years` before the as-of day.
    pub fn years_ago(&self, years: i32) -> Day {
        day_of(self.as_of.saturating_sub(years.years()))
    }

    /// Full years from `birth` to the as-of day: the birthday counts.
    pub fn age(&self, birth: Day) -> i32 {
        full_years(birth, self.today)
    }

    /// A random birth day of somebody who is `age` full years old on the as-of day.
    ///
    /// A few are moved to the first or the fifteenth, as in every register.
    pub fn birth_at_age(&self, chance: &mut Chance, age: i32) -> Day {
        let earliest = self.years_ago(age + 1);
        let latest = self.years_ago(age);
        loop {
            let mut birth = chance.random_range(earliest..=latest);
            if chance.random_bool(HEAPING) {
                let day_of_month = if chance.random_bool(0.5) { 1 } else { 15 };
                birth += day_of_month - i32::from(to_date(birth).day());
            }
            if self.age(birth) == age && birth <= self.today && birth != DEFAULT_DAY_OF_OTHER_PROGRAMS {
                return birth;
            }
        }
    }
}

/// Full years between two days; a 29 February birthday counts from 1 March in common years.
pub fn full_years(birth: Day, on: Day) -> i32 {
    let (birth, on) = (to_date(birth), to_date(on));
    let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
    i32::from(on.year()) - i32::from(birth.year()) - i32::from(before_birthday)
}

/// The day on which somebody becomes `years` old.
pub fn birthday(birth: Day, years: i32) -> Day {
    day_of(to_date(birth).saturating_add(years.years()))
}

/// The day number of a date.
pub fn day_of(date: Date) -> Day {
    let days = EPOCH.duration_until(date).as_hours() / 24;
    Day::try_from(days).expect("the calendar ends at year 9999, day numbers far later")
}

/// The date of a day number.
pub fn to_date(day: Day) -> Date {
    EPOCH.saturating_add(Span::new().days(day))
}

/// A day as a cell shows it: `YYYY-MM-DD`.
pub fn iso(day: Day) -> String {
    to_date(day).to_string()
}

/// A day as an identity number holds it: `YYYYMMDD`.
pub fn compact(day: Day) -> String {
    let date = to_date(day);
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

const EPOCH: Date = date(1970, 1, 1);

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn the_birthday_counts() {
        let calendar = Calendar::new(DEFAULT_AS_OF);
        assert_eq!(calendar.age(day_of(date(1933, 3, 1))), 80);
        assert_eq!(calendar.age(day_of(date(1933, 3, 2))), 80);
        assert_eq!(calendar.age(day_of(date(1933, 3, 3))), 79);
        assert_eq!(full_years(day_of(date(2012, 2, 29)), day_of(date(2013, 2, 28))), 0);
        assert_eq!(full_years(day_of(date(2012, 2, 29)), day_of(date(2013, 3, 1))), 1);
    }

    #[test]
    fn a_birth_at_an_age_has_that_age() {
        let calendar = Calendar::new(date(2012, 2, 29));
        let mut chance = Chance::seed_from_u64(3);
        for age in 0..=100 {
            for _ in 0..20 {
                assert_eq!(calendar.age(calendar.birth_at_age(&mut chance, age)), age);
            }
        }
    }

    #[test]
    fn days_are_written_in_both_forms() {
        let day = day_of(date(1933, 3, 2));
        assert_eq!(iso(day), "1933-03-02");
        assert_eq!(compact(day), "19330302");
        assert_eq!(day_of(to_date(-1)), -1);
    }
}
