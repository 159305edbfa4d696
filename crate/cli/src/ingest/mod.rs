//! From a file to columns: everything in it is checked against the package, and everything wrong with it is told at once.
//!
//! ```text
//! bytes ─ encoding ─ text_file ─┐
//!         workbook ─────────────┴▶ rows ─ header ─▶ column (each cell) ─ rules (each row) ─▶ Register
//!                                              └── faults ──▶ Diagnostics
//! ```
//!
//! Rows stream by: memory holds the distinct values of every column and a few bytes a cell, never the file. No message holds
//! a cell value.

mod codes;
mod column;
mod diagnostics;
mod encoding;
mod fault;
mod header;
mod reader;
mod rules;
mod spelling;
mod text_file;
mod workbook;

pub use diagnostics::{ColumnPlace, DEFAULT_SHOWN_LIMIT, Diagnostic, Diagnostics, FieldName};
pub use encoding::Encoding;
pub use fault::{Fault, Severity};
pub use reader::read;
pub use text_file::TextFormat;

use std::io;
use std::path::Path;

use csv::StringRecord;
use yongquan_core::limits;
use yongquan_core::schema::SchemaDocument;
use yongquan_core::table::Column;

use column::Cell;
use workbook::SheetCell;

/// How a file is to be read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the sheet of a workbook; `None` means the first one.
    pub sheet: Option<String>,
    /// How many faults of each severity are kept; all of them are counted.
    pub shown_limit: usize,
    /// How many rows of data are read; one more is a fault. By default what a table can hold.
    pub max_rows: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            sheet: None,
            shown_limit: DEFAULT_SHOWN_LIMIT,
            max_rows: limits::MAX_ROWS,
        }
    }
}

/// A file that was read without error.
#[derive(Debug)]
pub struct Register {
    /// The schema that goes into a snapshot.
    pub schema_document: SchemaDocument,
    /// Number of rows of data.
    pub row_count: usize,
    /// The columns of the packed stored fields with their field ids, in the order of the schema.
    pub columns: Vec<(String, Column)>,
    /// Warnings and notices; no errors.
    pub remarks: Diagnostics,
    /// What kind of file it was.
    pub source: Source,
}

/// What kind of file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Delimited text.
    Text(TextFormat),
    /// A sheet of an `.xlsx` workbook.
    Workbook {
        /// Name of the sheet.
        sheet: String,
    },
}

/// A row as its file holds it.
#[derive(Clone, Copy)]
enum Row<'a> {
    Text(&'a StringRecord),
    Sheet(&'a [SheetCell]),
}

impl<'a> Row<'a> {
    fn len(self) -> usize {
        match self {
            Self::Text(record) => record.len(),
            Self::Sheet(cells) => cells.len(),
        }
    }

    /// A cell; one past the end of the row is empty, since a sheet leaves out the empty cells at the end.
    fn cell(self, index: usize) -> Cell<'a> {
        match self {
            Self::Text(record) => Cell::Text(record.get(index).unwrap_or("")),
            Self::Sheet(cells) => cells.get(index).map_or(Cell::Text(""), SheetCell::as_cell),
        }
    }

    /// Whether no cell holds anything but spaces.
    fn is_blank(self) -> bool {
        (0..self.len()).all(|index| is_blank(self.cell(index)))
    }
}

fn is_blank(cell: Cell<'_>) -> bool {
    matches!(cell, Cell::Text(text) if spelling::trim(text).is_empty())
}

fn unreadable(file: &Path, error: &io::Error) -> Fault {
    Fault::Unreadable {
        file: file.display().to_string(),
        reason: error.to_string(),
    }
}
