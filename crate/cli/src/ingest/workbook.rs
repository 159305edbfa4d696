//! Rows of a sheet of an `.xlsx` workbook.

use std::fs::File;
use std::io::BufReader;
use std::ops::{ControlFlow, Range};

use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType, Reader, SheetType, Xlsx};

use super::Row;
use super::column::{Cell, day_of};
use super::fault::Fault;

/// Columns that a sheet of a spreadsheet program can have; a cell beyond them would only ask for memory.
const MAX_SHEET_COLUMNS: usize = 16_384;

/// The numbers that stand for the days up to 9999-12-31 in most workbooks. Those below are clock times.
const NUMBERS_OF_DAYS: Range<f64> = 1.0..2_958_466.0;

/// The same in workbooks whose first day is 1904-01-01.
const NUMBERS_OF_DAYS_1904: Range<f64> = 0.0..2_957_004.0;

/// A cell that outlives the reader's buffer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SheetCell {
    /// A text; empty means nothing.
    Text(String),
    /// A cell that is no text.
    Typed(Cell<'static>),
}

impl SheetCell {
    pub fn as_cell(&self) -> Cell<'_> {
        match self {
            Self::Text(text) => Cell::Text(text),
            Self::Typed(cell) => *cell,
        }
    }
}

/// An open workbook and the name of the sheet to read.
pub(super) struct Workbook {
    workbook: Xlsx<BufReader<File>>,
    sheet: String,
}

impl Workbook {
    /// Opens a workbook and chooses the sheet of this name, or the first one.
    pub fn open(file: File, sheet: Option<&str>) -> Result<Self, Fault> {
        let workbook = Xlsx::new(BufReader::new(file)).map_err(|_| Fault::BrokenWorkbook)?;
        let sheets = workbook.sheets_metadata().iter();
        let names: Vec<String> = sheets
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| sheet.name.clone())
            .collect();
        let chosen = match sheet {
            None => names.first(),
            Some(wanted) => names.iter().find(|name| *name == wanted),
        };
        match chosen.cloned() {
            Some(sheet) => Ok(Self { workbook, sheet }),
            None => Err(Fault::NoSuchSheet { sheets: names }),
        }
    }

    /// Name of the chosen sheet.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// Rows, from 1, and columns, from 0, in which merged cells begin.
    pub fn merged(&mut self) -> Result<Vec<(u64, usize)>, Fault> {
        let regions = self
            .workbook
            .merge_cells_by_sheet_name(&self.sheet)
            .map_err(|_| Fault::BrokenWorkbook)?;
        let starts = regions
            .iter()
            .map(|region| (u64::from(region.start.0) + 1, region.start.1 as usize));
        Ok(starts.collect())
    }

    /// Reads the sheet row by row until `visit` breaks off. Rows without any cell are not visited.
    pub fn for_each_row(
        &mut self,
        visit: &mut dyn FnMut(u64, Row<'_>) -> ControlFlow<()>,
    ) -> Result<(), (Option<u64>, Fault)> {
        let broken = |row: Option<u32>| (row.map(|row| u64::from(row) + 1), Fault::BrokenWorkbook);
        let mut reader = self
            .workbook
            .worksheet_cells_reader(&self.sheet)
            .map_err(|_| broken(None))?;
        let mut current: Option<u32> = None;
        let mut cells: Vec<SheetCell> = Vec::new();
        loop {
            let cell = reader.next_cell_with_formula_metadata().map_err(|_| broken(current))?;
            let position = cell.as_ref().map(|cell| cell.pos);
            let row_ends = current.is_some() && position.map(|(row, _)| row) != current;
            if let (true, Some(row)) = (row_ends, current) {
                // Rows of a sheet stand in order; one that does not could overwrite another.
                if position.is_some_and(|(next, _)| next < row) {
                    return Err(broken(current));
                }
                if visit(u64::from(row) + 1, Row::Sheet(&cells)).is_break() {
                    return Ok(());
                }
                cells.clear();
            }
            let (Some(cell), Some((row, column))) = (cell, position) else {
                return Ok(());
            };
            current = Some(row);
            let column = column as usize;
            if column < cells.len() || column >= MAX_SHEET_COLUMNS {
                return Err(broken(current));
            }
            // Programs that cannot compute write formulas without result. In a spreadsheet the cell is not empty.
            let value = match (&cell.value, cell.formula) {
                (DataRef::Empty, Some(_)) => SheetCell::Typed(Cell::Error),
                (value, _) => sheet_cell(value),
            };
            // An empty cell far to the right is formatting, not content.
            if value != SheetCell::Text(String::new()) {
                cells.resize(column, SheetCell::Text(String::new()));
                cells.push(value);
            }
        }
    }
}

fn sheet_cell(value: &DataRef<'_>) -> SheetCell {
    let typed = match value {
        DataRef::Empty => return SheetCell::Text(String::new()),
        DataRef::String(text) => return SheetCell::Text(text.clone()),
        DataRef::SharedString(text) => return SheetCell::Text((*text).to_owned()),
        // ISO dates are what strict workbooks hold; the spellings of a day are read like any text.
        DataRef::DateTimeIso(text) => return SheetCell::Text(text.clone()),
        DataRef::Int(value) => Cell::Number(*value as f64),
        DataRef::Float(value) => Cell::Number(*value),
        DataRef::Bool(value) => Cell::Boolean(*value),
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, millisecond) = moment.to_ymd_hms_milli();
            let number = moment.as_f64();
            let is_1904 = *moment == ExcelDateTime::new(number, ExcelDateTimeType::DateTime, true);
            let days = if is_1904 { NUMBERS_OF_DAYS_1904 } else { NUMBERS_OF_DAYS };
            Cell::Date {
                // Outside the calendar the conversion gives its first or last day.
                day: if days.contains(&number) {
                    day_of(year, month, day)
                } else {
                    None
                },
                has_time: (hour, minute, second, millisecond) != (0, 0, 0, 0),
            }
        }
        DataRef::DateTime(_) | DataRef::DurationIso(_) => Cell::Date {
            day: None,
            has_time: true,
        },
        DataRef::Error(_) => Cell::Error,
    };
    SheetCell::Typed(typed)
}
