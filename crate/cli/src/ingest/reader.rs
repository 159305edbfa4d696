//! Reading a whole file.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::codes::CodeNames;
use super::column::{Cell, ColumnBuilder, Slot};
use super::diagnostics::{ColumnPlace, Diagnostics};
use super::fault::Fault;
use super::header::{Header, Headings, Purpose};
use super::rules::{self, Rule};
use super::workbook::Workbook;
use super::{Options, Register, Row, Source, is_blank, spelling, text_file, unreadable};
use crate::package::Package;

/// First bytes of a ZIP archive, which an `.xlsx` workbook is.
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// First bytes of files that people try instead of a text: old or encrypted Office files, PDF, gzip, RAR, 7z, pictures.
const FOREIGN_MAGICS: [&[u8]; 7] = [
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x89PNG",
    b"\xff\xd8\xff",
];

/// Reads a file and checks it against the package.
///
/// The content decides whether it is a workbook or text; if the extension says otherwise, a warning says so. Columns may stand
/// in any order, headed by field id or title. Fields that are never packed are checked like all others and then dropped.
///
/// # Errors
///
/// Everything that is wrong with the file, if it has at least one [error](super::Severity::Error).
pub fn read(package: &Package, file: &Path, options: &Options) -> Result<Register, Diagnostics> {
    let code_names: Vec<CodeNames> = package.code_lists.iter().map(CodeNames::new).collect();
    let headings = Headings::new(package);
    let mut table = TableReader {
        package,
        code_names: &code_names,
        headings: &headings,
        header: None,
        columns: Vec::new(),
        slots: vec![Slot::Faulty; package.stored.len()],
        rules: rules::of_package(package),
        row_count: 0,
        max_rows: options.max_rows,
        blank_count: 0,
        diagnostics: Diagnostics::new(options.shown_limit),
    };
    let source = match table.read(file, options) {
        Ok(source) => Some(source),
        Err((row, fault)) => {
            table.diagnostics.add(fault, row, None);
            None
        }
    };
    table.note_counts(source.is_some());
    let TableReader {
        row_count,
        columns,
        diagnostics,
        ..
    } = table;
    match source {
        Some(source) if !diagnostics.has_errors() => {
            let packed = columns
                .into_iter()
                .zip(&package.stored)
                .filter(|(_, field)| field.pack.is_some());
            let finished = packed.filter_map(|(column, field)| Some((field.id.clone(), column?.finish())));
            Ok(Register {
                schema_document: package.schema_document.clone(),
                row_count,
                columns: finished.collect(),
                remarks: diagnostics,
                source,
            })
        }
        _ => Err(diagnostics),
    }
}

/// What is known while the rows stream by.
struct TableReader<'a> {
    package: &'a Package,
    code_names: &'a [CodeNames],
    headings: &'a Headings,
    header: Option<Header>,
    /// One for each stored field; `None` where the file lacks the column.
    columns: Vec<Option<ColumnBuilder<'a>>>,
    /// What became of the cells of the current row, one for each stored field.
    slots: Vec<Slot>,
    rules: Vec<Box<dyn Rule>>,
    row_count: usize,
    max_rows: usize,
    blank_count: u64,
    diagnostics: Diagnostics,
}

impl TableReader<'_> {
    fn read(&mut self, path: &Path, options: &Options) -> Result<Source, (Option<u64>, Fault)> {
        let of_file = |fault| (None, fault);
        let unreadable = |error: io::Error| of_file(unreadable(path, &error));
        let mut file = File::open(path).map_err(unreadable)?;
        let magic = first_bytes(&mut file).map_err(unreadable)?;
        if FOREIGN_MAGICS.iter().any(|foreign| magic.starts_with(foreign)) {
            return Err(of_file(Fault::UnknownFormat));
        }
        let is_workbook = magic == ZIP_MAGIC;
        let says_workbook = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
        if is_workbook != says_workbook {
            self.diagnostics.add(Fault::Extension, None, None);
        }
        if is_workbook {
            let mut workbook = Workbook::open(file, options.sheet.as_deref()).map_err(of_file)?;
            for (row, column) in workbook.merged().map_err(of_file)? {
                let place = Arc::new(ColumnPlace {
                    index: Some(column),
                    field: None,
                });
                self.diagnostics.add(Fault::MergedCells, Some(row), Some(&place));
            }
            workbook.for_each_row(&mut |row, cells| self.row(row, cells))?;
            return Ok(Source::Workbook {
                sheet: workbook.sheet().to_owned(),
            });
        }
        if options.sheet.is_some() {
            return Err(of_file(Fault::NoSuchSheet { sheets: Vec::new() }));
        }
        let headings = self.headings;
        let format = text_file::detect(&mut file, &|heading| headings.is_known(heading)).map_err(unreadable)?;
        text_file::for_each_row(path, &mut file, format, &mut |row, cells| self.row(row, cells))?;
        Ok(Source::Text(format))
    }

    fn row(&mut self, row: u64, cells: Row<'_>) -> ControlFlow<()> {
        if cells.is_blank() {
            self.blank_count += 1;
            return ControlFlow::Continue(());
        }
        if self.header.is_none() {
            return self.header_row(row, cells);
        }
        if self.row_count == self.max_rows {
            let limit = self.max_rows;
            self.diagnostics.add(Fault::TooManyRows { limit }, Some(row), None);
            return ControlFlow::Break(());
        }
        self.data_row(row, cells);
        ControlFlow::Continue(())
    }

    fn header_row(&mut self, row: u64, cells: Row<'_>) -> ControlFlow<()> {
        let headings: Vec<String> = (0..cells.len()).map(|index| heading(cells.cell(index))).collect();
        let Some(header) = Header::read(&headings, row, self.package, self.headings, &mut self.diagnostics) else {
            return ControlFlow::Break(());
        };
        let fields = self.package.stored.iter().zip(&header.places).enumerate();
        self.columns = fields
            .map(|(index, (field, place))| {
                place.index?;
                let code_names = field.code_list.map(|list| {
                    let document = &self.package.code_lists[list];
                    (&self.code_names[list], [document.title.zh.clone(), document.id.clone()])
                });
                let is_required = field.constraints.required || self.package.primary_key.contains(&index);
                Some(ColumnBuilder::new(field, code_names, is_required, place.clone()))
            })
            .collect();
        self.header = Some(header);
        ControlFlow::Continue(())
    }

    fn data_row(&mut self, row: u64, cells: Row<'_>) {
        let Some(header) = &mut self.header else { return };
        let (found, expected) = (cells.len(), header.purposes.len());
        match cells {
            // A text file says how many cells a row has; with another number nobody knows which cell belongs to which column.
            Row::Text(_) if found != expected => {
                let fault = if found < expected {
                    Fault::RowTooShort { found, expected }
                } else {
                    Fault::RowTooLong { found, expected }
                };
                self.diagnostics.add(fault, Some(row), None);
                return;
            }
            Row::Text(_) => {}
            // A sheet says only where the last filled cell is; one beyond the headings stands in a column without.
            Row::Sheet(_) => header.cover(found),
        }
        for (index, purpose) in header.purposes.iter_mut().enumerate() {
            match purpose {
                Purpose::Field(field) => {
                    let column = self.columns[*field]
                        .as_mut()
                        .expect("a column that is there has a builder");
                    self.slots[*field] = column.push(cells.cell(index), row, &mut self.diagnostics);
                }
                Purpose::Unnamed(place) if !is_blank(cells.cell(index)) => {
                    self.diagnostics.add(Fault::UnnamedColumn, Some(row), Some(place));
                    // Once is enough: the remedy is the same for every row.
                    *purpose = Purpose::Ignored;
                }
                Purpose::Unnamed(_) | Purpose::Ignored => {}
            }
        }
        for rule in &mut self.rules {
            if let Some((field, fault)) = rule.check(row, &self.slots) {
                self.diagnostics.add(fault, Some(row), Some(&header.places[field]));
            }
        }
        self.row_count += 1;
    }

    /// Adds what is known only at the end.
    fn note_counts(&mut self, is_complete: bool) {
        if is_complete && self.header.is_none() && !self.diagnostics.has_errors() {
            self.diagnostics.add(Fault::Empty, None, None);
        }
        if is_complete && self.header.is_some() && self.row_count == 0 && !self.diagnostics.has_errors() {
            self.diagnostics.add(Fault::NoRows, None, None);
        }
        for column in self.columns.iter().flatten() {
            let count = column.trimmed_count();
            if count > 0 {
                self.diagnostics
                    .add(Fault::Trimmed { count }, None, Some(column.place()));
            }
        }
        let count = self.blank_count;
        if count > 0 {
            self.diagnostics.add(Fault::BlankRows { count }, None, None);
        }
    }
}

fn first_bytes(file: &mut File) -> io::Result<Vec<u8>> {
    let mut magic = Vec::new();
    file.take(ZIP_MAGIC.len() as u64).read_to_end(&mut magic)?;
    file.rewind()?;
    Ok(magic)
}

/// The text of a heading; a heading that is no text names nothing.
fn heading(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => spelling::trim(text).to_owned(),
        _ => "?".to_owned(),
    }
}
