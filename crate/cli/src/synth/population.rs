//! Who there is: people by age and sex in exact quotas, with birth days and marital status.

use rand::RngExt;
use rand::seq::SliceRandom;

use super::calendar::{Calendar, Day};
use super::columns::Row;
use super::model::{Chance, Marital, Person, Residence, Sex};
use super::quotas::largest_remainder;
use super::tables::Tables;

/// The age from which women have a quota for each year, because the first question counts them.
const OLDEST_WOMEN_FROM: usize = 80;

/// Youngest age at which the law let women and men marry.
const LEGAL_AGE: [i32; 2] = [22, 20];

/// People at each age (the index) for both sexes.
///
/// The bands of the community are scaled to `total`; inside a band the single years follow the census.
pub fn ages(tables: &Tables, total: usize) -> [Vec<usize>; 2] {
    let weights: Vec<f64> = tables.age_bands.iter().flat_map(|band| band.people).collect();
    let bands = largest_remainder(&weights, total);
    let mut ages = [vec![0; tables.age_years.len()], vec![0; tables.age_years.len()]];
    for (position, people) in bands.into_iter().enumerate() {
        let (band, sex) = (tables.age_bands[position / 2], position % 2);
        let years: Vec<f64> = (band.from..=band.to_inclusive)
            .map(|age| match sex {
                1 if age >= OLDEST_WOMEN_FROM => tables
                    .oldest_women
                    .iter()
                    .find(|year| year.0 == age)
                    .map_or(0.0, |year| year.1),
                _ => tables.age_years[age][sex],
            })
            .collect();
        for (offset, count) in largest_remainder(&years, people).into_iter().enumerate() {
            ages[sex][band.from + offset] += count;
        }
    }
    ages
}

/// Makes the people, in random order.
pub fn people(tables: &Tables, calendar: &Calendar, chance: &mut Chance, total: usize) -> Vec<Person> {
    let ages = ages(tables, total);
    let mut people = Vec::with_capacity(total);
    for (sex, counts) in [Sex::Man, Sex::Woman].into_iter().zip(&ages) {
        for (age, &count) in counts.iter().enumerate() {
            for _ in 0..count {
                let age = i32::try_from(age).expect("ages end at 100");
                people.push(person(age, sex, calendar.birth_at_age(chance, age)));
            }
        }
    }
    people.shuffle(chance);
    people
}

/// Gives everybody a marital status by age and sex, and a wedding day to those who ever married.
pub fn marry_all(tables: &Tables, calendar: &Calendar, chance: &mut Chance, people: &mut [Person]) {
    for band in &tables.marital {
        marry(
            people,
            chance,
            band.sex - 1,
            band.from..=band.to_inclusive,
            &band.percent,
        );
    }
    for someone in people.iter_mut().filter(|person| person.ever_married()) {
        someone.wedding = Some(wedding(chance, calendar, someone));
    }
}

/// A person about whom only age, sex and birth are known.
pub fn person(age: i32, sex: Sex, birth: Day) -> Person {
    Person {
        age,
        sex,
        birth,
        marital: Marital::Single,
        wedding: None,
        spouse: None,
        father: None,
        mother: None,
        home: 0,
        residence: Residence::Local,
        surname: String::new(),
        row: Row::new(),
    }
}

/// Puts the three birthdays around the 80th on women: the day before the as-of day 80 years ago and that day itself (both
/// counted), and the day after (not yet counted).
///
/// A register too small to have such women is left as it is.
pub fn plant_boundary_birthdays(people: &mut [Person], calendar: &Calendar) {
    let boundary = calendar.years_ago(80);
    let mut plant = |age: i32, births: &[Day]| {
        let women = people
            .iter_mut()
            .filter(|person| person.is_woman() && person.age == age);
        for (woman, &birth) in women.zip(births) {
            woman.birth = birth;
        }
    };
    plant(80, &[boundary - 1, boundary]);
    plant(79, &[boundary + 1]);
}

/// Gives one sex in one age band its marital statuses in exact shares.
fn marry(
    people: &mut [Person],
    chance: &mut Chance,
    sex: usize,
    band: std::ops::RangeInclusive<usize>,
    percent: &[f64; 4],
) {
    let in_band =
        |person: &Person| person.sex.index() == sex && band.contains(&usize::try_from(person.age).unwrap_or(0));
    // Who is older is more likely to have married, to be widowed later, and nobody marries under age.
    let spread = if *band.start() < 30 { 3.0 } else { 25.0 };
    let mut order: Vec<(f64, usize)> = (0..people.len())
        .filter(|&index| in_band(&people[index]))
        .map(|index| (f64::from(people[index].age) + chance.random::<f64>() * spread, index))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let counts = largest_remainder(percent, order.len());
    let statuses = [Marital::Single, Marital::Divorced, Marital::Married, Marital::Widowed]
        .into_iter()
        .zip([counts[0], counts[3], counts[1], counts[2]])
        .flat_map(|(status, count)| std::iter::repeat_n(status, count));
    for (&(_, index), status) in order.iter().zip(statuses) {
        let of_age = people[index].age >= LEGAL_AGE[sex];
        people[index].marital = if of_age { status } else { Marital::Single };
    }
}

/// A day of first marriage after the legal age: women at about 23.5, men at about 25.5 years.
fn wedding(chance: &mut Chance, calendar: &Calendar, person: &Person) -> Day {
    let legal = super::calendar::birthday(person.birth, LEGAL_AGE[person.sex.index()]);
    // Three uniform parts make a hump: on the average 3.5 years after the legal age.
    let years: f64 = (0..3).map(|_| chance.random_range(0.0..2.33)).sum();
    let day = legal + 20 + (years * 365.25) as Day;
    if day < calendar.today() {
        day
    } else {
        chance.random_range(legal..=calendar.today())
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;
    use crate::synth::calendar::DEFAULT_AS_OF;

    #[test]
    fn a_community_has_the_quotas_of_its_bands() {
        let tables = Tables::load();
        let ages = ages(&tables, 8_812);
        for band in &tables.age_bands {
            for (years, people) in ages.iter().zip(band.people) {
                let count: usize = years[band.from..=band.to_inclusive].iter().sum();
                assert_eq!(count as f64, people);
            }
        }
        assert_eq!(ages[1][OLDEST_WOMEN_FROM..].iter().sum::<usize>(), 74);
        assert_eq!(ages[1][80], 11);
    }

    #[test]
    fn nobody_is_married_under_age() {
        let tables = Tables::load();
        let calendar = Calendar::new(DEFAULT_AS_OF);
        let mut chance = Chance::seed_from_u64(4);
        let mut people = people(&tables, &calendar, &mut chance, 2_000);
        marry_all(&tables, &calendar, &mut chance, &mut people);
        assert_eq!(people.len(), 2_000);
        assert!(people.iter().any(|person| person.marital == Marital::Married));
        for person in people.iter().filter(|person| person.ever_married()) {
            assert!(person.age >= LEGAL_AGE[person.sex.index()]);
            assert!(person.wedding.is_some_and(|day| day <= calendar.today()));
        }
    }

    #[test]
    fn the_boundary_birthdays_are_planted() {
        let tables = Tables::load();
        let calendar = Calendar::new(DEFAULT_AS_OF);
        let mut people = people(&tables, &calendar, &mut Chance::seed_from_u64(5), 8_812);
        plant_boundary_birthdays(&mut people, &calendar);
        for (birth, age) in [("1933-03-01", 80), ("1933-03-02", 80), ("1933-03-03", 79)] {
            let found = people.iter().any(|person| {
                person.is_woman() && person.age == age && crate::synth::calendar::iso(person.birth) == birth
            });
            assert!(found, "no woman born {birth}");
        }
    }
}
