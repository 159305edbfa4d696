//! A register as rows of text, and what the rules need to know about it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use crate::{catalogue, day};

/// Code lists by name: the codes of each.
pub type CodeLists = BTreeMap<String, BTreeSet<String>>;

/// The rows of a register, cells as they stand in the file.
#[derive(Clone)]
pub struct Register {
    columns: HashMap<&'static str, usize>,
    rows: Vec<Vec<String>>,
    code_lists: CodeLists,
}

/// A column of a register, found once and used for every row.
#[derive(Clone, Copy)]
pub struct Column {
    /// The field id.
    pub id: &'static str,
    at: usize,
}

impl Register {
    /// Takes rows under a header.
    ///
    /// # Panics
    ///
    /// If the header names a field that the catalogue does not know, or a row is shorter or longer than the header.
    pub fn new(header: &[String], rows: Vec<Vec<String>>, code_lists: CodeLists) -> Self {
        let mut columns = HashMap::new();
        for (at, name) in header.iter().enumerate() {
            columns.insert(known_field(name), at);
        }
        assert_eq!(columns.len(), header.len(), "a column stands twice");
        assert!(rows.iter().all(|row| row.len() == header.len()));
        Self {
            columns,
            rows,
            code_lists,
        }
    }

    /// Rows, active and closed.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// The column of a field.
    ///
    /// # Panics
    ///
    /// If the register has no such column: a rule over a misspelt field must not pass in silence.
    pub fn column(&self, id: &str) -> Column {
        let (&id, &at) = self
            .columns
            .get_key_value(id)
            .unwrap_or_else(|| panic!("the register has no column {id}"));
        Column { id, at }
    }

    /// The cell as written; empty means missing.
    pub fn cell(&self, row: usize, column: Column) -> &str {
        &self.rows[row][column.at]
    }

    /// The cell of a field, for single look-ups.
    pub fn get(&self, row: usize, id: &str) -> &str {
        self.cell(row, self.column(id))
    }

    /// Writes one cell.
    pub fn set(&mut self, row: usize, id: &str, value: &str) {
        let column = self.column(id);
        value.clone_into(&mut self.rows[row][column.at]);
    }

    /// The codes of the list that a field uses.
    ///
    /// # Panics
    ///
    /// If the package brought no such list.
    pub fn codes(&self, list: &str) -> &BTreeSet<String> {
        self.code_lists
            .get(list)
            .unwrap_or_else(|| panic!("the package has no code list {list}"))
    }

    /// Whether the row counts: its record status is 1.
    pub fn is_active(&self, row: usize) -> bool {
        self.get(row, "record_status") == "1"
    }

    /// Row ids of the active rows.
    pub fn active_rows(&self) -> Vec<usize> {
        let status = self.column("record_status");
        (0..self.row_count())
            .filter(|&row| self.cell(row, status) == "1")
            .collect()
    }
}

fn known_field(name: &str) -> &'static str {
    catalogue::fields()
        .iter()
        .map(|field| field.id.as_str())
        .find(|&id| id == name)
        .unwrap_or_else(|| panic!("{name} is not a stored field of the catalogue"))
}

/// A register with what many rules ask for worked out once.
pub struct View<'a> {
    /// The register itself.
    pub register: &'a Register,
    /// Birth date by row, where it is a real ISO day.
    pub births: Vec<Option<Date>>,
    /// Age in full years at [`day::AS_OF`] by row.
    pub ages: Vec<Option<i32>>,
    /// Active row ids by household.
    pub households: BTreeMap<&'a str, Vec<usize>>,
    /// Active row ids.
    pub active: Vec<usize>,
}

impl<'a> View<'a> {
    /// Works out births, ages and households.
    pub fn new(register: &'a Register) -> Self {
        let birth_column = register.column("birth_date");
        let household_column = register.column("household_id");
        let births: Vec<_> = (0..register.row_count())
            .map(|row| day::iso(register.cell(row, birth_column)))
            .collect();
        let ages = births
            .iter()
            .map(|birth| birth.map(|birth| day::full_years(birth, day::AS_OF)))
            .collect();
        let active = register.active_rows();
        let mut households: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &row in &active {
            let household = register.cell(row, household_column);
            if !household.is_empty() {
                households.entry(household).or_default().push(row);
            }
        }
        Self {
            register,
            births,
            ages,
            households,
            active,
        }
    }

    /// The head among the members of a household: relation 02, or 01 for somebody who lives alone.
    pub fn is_head(&self, row: usize, member_count: usize) -> bool {
        match self.register.get(row, "relation_to_head") {
            "02" => true,
            "01" => member_count == 1,
            _ => false,
        }
    }

    /// The one head of a household; `None` if there is none or several.
    pub fn only_head(&self, members: &[usize]) -> Option<usize> {
        let mut heads = members.iter().copied().filter(|&row| self.is_head(row, members.len()));
        heads.next().filter(|_| heads.next().is_none())
    }
}
