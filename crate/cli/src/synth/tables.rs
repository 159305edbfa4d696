//! The distributions that the generator follows, read from the CSV files in `tables/`.
//!
//! `tables/README.md` says where each comes from.

/// One table of age groups with counts of men and women.
#[derive(Debug, Clone, Copy)]
pub struct AgeBand {
    /// Youngest age of the band, full years.
    pub from: usize,
    /// Oldest age of the band, full years.
    pub to_inclusive: usize,
    /// People in the band: men, women.
    pub people: [f64; 2],
}

/// Marital status of one sex in one age band, in percent.
#[derive(Debug, Clone, Copy)]
pub struct MaritalBand {
    /// Code of the sex: `1` men, `2` women.
    pub sex: usize,
    /// Youngest age of the band, full years.
    pub from: usize,
    /// Oldest age of the band, full years.
    pub to_inclusive: usize,
    /// Percent never married, married, widowed, divorced.
    pub percent: [f64; 4],
}

/// A county from which people come.
#[derive(Debug, Clone)]
pub struct Division {
    /// Six-digit code.
    pub code: &'static str,
    /// Title of the province.
    pub province: &'static str,
    /// Title of the county.
    pub title: &'static str,
    /// Distance from the community.
    pub scope: Scope,
    /// How many people come from there, relative to the others of the same scope.
    pub weight: f64,
}

/// How far away a county is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Another district of the same city.
    City,
    /// Another city of the same province.
    Province,
    /// Another province.
    Country,
}

/// Every table, parsed once.
#[derive(Debug)]
pub struct Tables {
    /// People of the community by age band and sex.
    pub age_bands: Vec<AgeBand>,
    /// People by single year of age (the index) and sex.
    pub age_years: Vec<[f64; 2]>,
    /// Women of the community at each age from 80.
    pub oldest_women: Vec<(usize, f64)>,
    /// Households by size: size, community, village.
    pub household_sizes: Vec<(usize, f64, f64)>,
    /// Households of each of the community's grids, in grid order.
    pub grid_households: Vec<usize>,
    /// Marital status by sex and age band.
    pub marital: Vec<MaritalBand>,
    /// People of six and over by education, lowest first: men, women.
    pub education: Vec<[f64; 2]>,
    /// Ethnic groups: code, percent.
    pub ethnicity: Vec<(&'static str, f64)>,
    /// Workers by section of industry: code, workers.
    pub industry: Vec<(&'static str, f64)>,
    /// Workers by group of occupations: group, workers.
    pub occupation: Vec<(&'static str, f64)>,
    /// Counties from which people come.
    pub divisions: Vec<Division>,
}

impl Tables {
    /// Parses the embedded tables.
    ///
    /// # Panics
    ///
    /// If an embedded table is malformed, which a test would have shown.
    pub fn load() -> Self {
        Self {
            age_bands: rows(include_str!("tables/age_band.csv"))
                .map(|row| AgeBand {
                    from: whole(row[0]),
                    to_inclusive: whole(row[1]),
                    people: [number(row[2]), number(row[3])],
                })
                .collect(),
            age_years: rows(include_str!("tables/age_year.csv"))
                .map(|row| [number(row[1]), number(row[2])])
                .collect(),
            oldest_women: rows(include_str!("tables/women_80_and_over.csv"))
                .map(|row| (whole(row[0]), number(row[1])))
                .collect(),
            household_sizes: rows(include_str!("tables/household_size.csv"))
                .map(|row| (whole(row[0]), number(row[1]), number(row[2])))
                .collect(),
            grid_households: rows(include_str!("tables/grid_households.csv"))
                .map(|row| whole(row[1]))
                .collect(),
            marital: rows(include_str!("tables/marital_status.csv"))
                .map(|row| MaritalBand {
                    sex: whole(row[0]),
                    from: whole(row[1]),
                    to_inclusive: whole(row[2]),
                    percent: [number(row[3]), number(row[4]), number(row[5]), number(row[6])],
                })
                .collect(),
            education: rows(include_str!("tables/education.csv"))
                .map(|row| [number(row[1]), number(row[2])])
                .collect(),
            ethnicity: rows(include_str!("tables/ethnicity.csv"))
                .map(|row| (row[0], number(row[1])))
                .collect(),
            industry: rows(include_str!("tables/industry.csv"))
                .map(|row| (row[0], number(row[1])))
                .collect(),
            occupation: rows(include_str!("tables/occupation.csv"))
                .map(|row| (row[0], number(row[1])))
                .collect(),
            divisions: rows(include_str!("tables/divisions.csv")).map(division).collect(),
        }
    }

    /// The counties of one scope with their weights; the value is the index into [`Tables::divisions`].
    pub fn origins(&self, scope: Scope) -> Vec<(usize, f64)> {
        let of_scope =
            |(index, division): (usize, &Division)| (division.scope == scope).then_some((index, division.weight));
        self.divisions.iter().enumerate().filter_map(of_scope).collect()
    }
}

fn division(row: Vec<&'static str>) -> Division {
    let scope = match row[3] {
        "city" => Scope::City,
        "province" => Scope::Province,
        "country" => Scope::Country,
        other => panic!("tables/divisions.csv: {other} is no scope"),
    };
    Division {
        code: row[0],
        province: row[1],
        title: row[2],
        scope,
        weight: number(row[4]),
    }
}

/// The rows under the header. The tables are our own and hold no quotes, so a comma always separates.
fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| line.split(',').collect())
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("embedded tables hold numbers where numbers belong")
}

fn whole(cell: &str) -> usize {
    cell.parse()
        .expect("embedded tables hold whole numbers where they belong")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_describe_one_community() {
        let tables = Tables::load();
        let people: f64 = tables
            .age_bands
            .iter()
            .map(|band| band.people[0] + band.people[1])
            .sum();
        let households: f64 = tables.household_sizes.iter().map(|size| size.1).sum();
        let members: f64 = tables.household_sizes.iter().map(|size| size.0 as f64 * size.1).sum();
        assert_eq!((people, households, members), (8_812.0, 3_276.0, 8_812.0));
        assert_eq!(tables.grid_households.iter().sum::<usize>(), 3_276);
        assert_eq!(tables.oldest_women.iter().map(|age| age.1).sum::<f64>(), 74.0);
        let village: f64 = tables.household_sizes.iter().map(|size| size.0 as f64 * size.2).sum();
        assert_eq!(village, 1_206.0);
    }

    #[test]
    fn every_scope_has_counties() {
        let tables = Tables::load();
        for scope in [Scope::City, Scope::Province, Scope::Country] {
            assert!(tables.origins(scope).iter().any(|origin| origin.1 > 0.0));
        }
    }
}
