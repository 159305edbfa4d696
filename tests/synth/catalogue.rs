//! The expectations, read from the small tables in `expected/`.
//!
//! They are this checker's own: nothing here comes from the generator or from a generated package.

use std::sync::OnceLock;

/// What kind of value a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// A code of a code list.
    Code,
    /// `1` or `0`.
    Boolean,
    /// A day in ISO form.
    Date,
    /// A whole or decimal number.
    Number,
}

/// One stored field.
pub struct Field {
    /// The field id, as in the header.
    pub id: String,
    /// What its cells hold.
    pub kind: Kind,
    /// Name of the code list, for fields of kind [`Kind::Code`].
    pub code_list: Option<String>,
    /// Whether a row without a value is a fault.
    pub required: bool,
    /// Expected share of active rows without a value, in percent.
    pub missing_pct: f64,
}

/// One five-year band of the age-sex target.
pub struct AgeBand {
    /// First age in full years.
    pub from: i32,
    /// Last age in full years, `None` for the open band.
    pub to_inclusive: Option<i32>,
    /// Expected men in 8,812 residents.
    pub male: f64,
    /// Expected women in 8,812 residents.
    pub female: f64,
}

/// Households of one size; the table runs from 1 member up, and its last entry is open.
pub struct HouseholdSize {
    /// Expected households in the community.
    pub community: f64,
    /// Expected households in the village.
    pub village: f64,
}

/// One level of schooling.
pub struct SchoolingLevel {
    /// First digits of the codes that belong to it.
    pub code_starts: Vec<String>,
    /// Men counted in the census.
    pub male: f64,
    /// Women counted in the census.
    pub female: f64,
}

/// One grid of the community.
pub struct Grid {
    /// The 14-digit code.
    pub code: String,
    /// Households that it should hold.
    pub households: usize,
    /// Expected residents.
    pub residents: f64,
}

/// The stored fields in header order.
pub fn fields() -> &'static [Field] {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        table(include_str!("expected/fields.csv"))
            .into_iter()
            .map(|cells| Field {
                id: cells[0].clone(),
                kind: match cells[1].as_str() {
                    "string" => Kind::Text,
                    "code" => Kind::Code,
                    "boolean" => Kind::Boolean,
                    "date" => Kind::Date,
                    "integer" | "number" => Kind::Number,
                    other => panic!("fields.csv names an unknown kind {other}"),
                },
                code_list: Some(cells[2].clone()).filter(|name| !name.is_empty()),
                required: cells[3] == "1",
                missing_pct: number(&cells[4]),
            })
            .collect()
    })
}

/// The ids of the stored fields of one kind.
pub fn fields_of(kind: Kind) -> Vec<&'static str> {
    fields()
        .iter()
        .filter(|field| field.kind == kind)
        .map(|field| field.id.as_str())
        .collect()
}

/// The age-sex target.
pub fn age_bands() -> Vec<AgeBand> {
    table(include_str!("expected/age_sex.csv"))
        .iter()
        .map(|cells| AgeBand {
            from: cells[0].parse().expect("age_sex.csv holds whole ages"),
            to_inclusive: cells[1].parse().ok(),
            male: number(&cells[2]),
            female: number(&cells[3]),
        })
        .collect()
}

/// The household-size target.
pub fn household_sizes() -> Vec<HouseholdSize> {
    table(include_str!("expected/household_size.csv"))
        .iter()
        .enumerate()
        .map(|(at, cells)| {
            assert_eq!(cells[0], (at + 1).to_string(), "sizes run from 1 up");
            HouseholdSize {
                community: number(&cells[1]),
                village: number(&cells[2]),
            }
        })
        .collect()
}

/// The schooling target.
pub fn schooling_levels() -> Vec<SchoolingLevel> {
    table(include_str!("expected/education.csv"))
        .iter()
        .map(|cells| SchoolingLevel {
            code_starts: cells[1].split(';').map(str::to_owned).collect(),
            male: number(&cells[2]),
            female: number(&cells[3]),
        })
        .collect()
}

/// The grids of the community.
pub fn grids() -> Vec<Grid> {
    table(include_str!("expected/grids.csv"))
        .iter()
        .map(|cells| Grid {
            code: cells[0].clone(),
            households: cells[1].parse().expect("grids.csv holds whole households"),
            residents: number(&cells[2]),
        })
        .collect()
}

/// The rows of an expectation table; lines that start with `#` say where it comes from.
pub fn table(text: &str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(text.as_bytes())
        .into_records()
        .map(|record| {
            record
                .expect("expectation tables are well-formed CSV")
                .iter()
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("expectation tables hold numbers here")
}
