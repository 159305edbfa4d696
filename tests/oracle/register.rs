//! A register in plain cells, derived fields included.

use yongquan_core::query::Filter;
use yongquan_core::schema::{Derivation, FieldDocument, Role, SchemaDocument};

use super::cell::{Cell, Ymd, ymd};
use super::filter::{Truth, truth};

/// A register as plain cells.
#[derive(Debug, Clone)]
pub struct Register {
    /// What the fields are.
    pub schema: SchemaDocument,
    /// The day ages are counted to, `YYYY-MM-DD`.
    pub as_of: String,
    /// One row after the other, a cell for each field of the schema.
    pub rows: Vec<Vec<Option<Cell>>>,
    /// Whether each row is counted.
    counted: Vec<bool>,
}

impl Register {
    /// A register of stored cells and of sounds; what else is derived, whatever stands in its place, is computed.
    pub fn new(schema: SchemaDocument, as_of: &str, rows: Vec<Vec<Option<Cell>>>) -> Self {
        let mut register = Self {
            schema,
            as_of: as_of.to_owned(),
            rows,
            counted: Vec::new(),
        };
        register.counted = (0..register.rows.len())
            .map(|row_id| register.is_in_population(row_id))
            .collect();
        register.derive();
        register
    }

    /// The place of a field.
    pub fn place(&self, field: &str) -> usize {
        let place = self.schema.fields.iter().position(|document| document.id == field);
        place.unwrap_or_else(|| panic!("no field {field}"))
    }

    /// The document of a field.
    pub fn field(&self, field: &str) -> &FieldDocument {
        &self.schema.fields[self.place(field)]
    }

    /// The cell of a row.
    pub fn cell(&self, row_id: usize, field: &str) -> Option<&Cell> {
        self.rows[row_id][self.place(field)].as_ref()
    }

    /// Whether a row is counted.
    pub fn is_counted(&self, row_id: usize) -> bool {
        self.counted[row_id]
    }

    /// The field that holds the sounds of another.
    pub fn sounds_of(&self, field: &str) -> Option<&str> {
        let sounds = |derived: &Derivation| matches!(derived, Derivation::Pinyin { of } if of == field);
        let found = self
            .schema
            .fields
            .iter()
            .find(|document| document.derived.as_ref().is_some_and(sounds))?;
        Some(&found.id)
    }

    /// The rows that live with a row, itself among them; `None` if it has no household or is not counted.
    pub fn household(&self, row_id: usize) -> Option<Vec<usize>> {
        let place = self.place(&self.schema.roles[&Role::HouseholdId]);
        let shared = self.rows[row_id][place].as_ref()?;
        if !self.is_counted(row_id) {
            return None;
        }
        let lives_there = |other: &usize| self.rows[*other][place].as_ref() == Some(shared) && self.is_counted(*other);
        Some((0..self.rows.len()).filter(lives_there).collect())
    }

    fn is_in_population(&self, row_id: usize) -> bool {
        match &self.schema.population {
            None => true,
            Some(json) => {
                let filter = Filter::from_json(json).expect("a population of a test is well-formed");
                truth(&filter, self, row_id) == Truth::True
            }
        }
    }

    /// The same register at another day.
    pub fn at(&self, as_of: &str) -> Self {
        Self::new(self.schema.clone(), as_of, self.rows.clone())
    }

    fn derive(&mut self) {
        let as_of = ymd(&self.as_of).expect("a day that exists");
        let fields: Vec<(usize, Derivation)> = (self.schema.fields.iter().enumerate())
            .filter_map(|(place, field)| Some((place, field.derived.clone()?)))
            .collect();
        let is_filter = |derivation: &Derivation| matches!(derivation, Derivation::Where { .. });
        let is_band = |derivation: &Derivation| matches!(derivation, Derivation::Band { .. });
        let (filters, others): (Vec<_>, Vec<_>) = fields.into_iter().partition(|(_, derivation)| is_filter(derivation));
        let (bands, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|(_, derivation)| is_band(derivation));
        for (place, derivation) in others.into_iter().chain(bands).chain(filters) {
            let cells: Vec<Option<Cell>> = (0..self.rows.len())
                .map(|row_id| match &derivation {
                    Derivation::FullYears { of } => match self.cell(row_id, of) {
                        Some(Cell::Date(birth)) => full_years(*birth, as_of).map(Cell::Integer),
                        _ => None,
                    },
                    Derivation::GroupSize { by } => self.group_size(row_id, by).map(Cell::Integer),
                    Derivation::Pinyin { .. } => self.rows[row_id][place].clone(),
                    Derivation::Band { of, bands } => {
                        let number = match self.cell(row_id, of) {
                            Some(Cell::Integer(number)) => Some(*number as f64),
                            Some(Cell::Number(number)) => Some(*number),
                            _ => None,
                        };
                        let reached = number.and_then(|number| bands.iter().rfind(|band| number >= band.from));
                        reached.map(|band| Cell::Text(band.code.clone()))
                    }
                    Derivation::Where { filter } => {
                        let filter = Filter::from_json(filter).expect("a filter of a test is well-formed");
                        match truth(&filter, self, row_id) {
                            Truth::True => Some(Cell::Boolean(true)),
                            Truth::False => Some(Cell::Boolean(false)),
                            Truth::Unknown => None,
                        }
                    }
                })
                .collect();
            for (row, cell) in self.rows.iter_mut().zip(cells) {
                row[place] = cell;
            }
        }
    }

    fn group_size(&self, row_id: usize, by: &str) -> Option<i64> {
        let shared = self.cell(row_id, by)?;
        if !self.is_counted(row_id) {
            return None;
        }
        let members =
            (0..self.rows.len()).filter(|&other| self.cell(other, by) == Some(shared) && self.is_counted(other));
        Some(members.count() as i64)
    }
}

/// Birthdays since birth. A 29 February that a year lacks is passed on 1 March.
fn full_years(birth: Ymd, as_of: Ymd) -> Option<i64> {
    if birth > as_of {
        return None;
    }
    let years = as_of.0 - birth.0;
    let had_birthday = (birth.1, birth.2) <= (as_of.1, as_of.2);
    Some(i64::from(if had_birthday { years } else { years - 1 }))
}
