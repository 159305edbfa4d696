//! Rows of a delimited text file.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;

use csv::StringRecord;

use super::encoding::{DecodingReader, Encoding};
use super::fault::Fault;
use super::spelling::trim;
use super::{Row, unreadable};

/// What is appended to the text: if the last record is anything else, a quotation mark was never closed.
///
/// U+FFFF is no character, and the reader leaves none in what comes from the file.
const END_MARK: &str = "\n\u{ffff}\n";
const END_CELL: &str = "\u{ffff}";

/// What may stand between cells, the usual one first.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Decoded bytes in which the header is looked for when the delimiter is chosen.
const HEADER_SEARCH_LEN: u64 = 256 * 1024;

/// How a text file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextFormat {
    /// Encoding of the characters.
    pub encoding: Encoding,
    /// What stands between two cells.
    pub delimiter: char,
}

/// Finds encoding and delimiter. Of the delimiters the one wins that makes most of the first row known headings.
pub(super) fn detect(file: &mut File, is_heading: &dyn Fn(&str) -> bool) -> io::Result<TextFormat> {
    file.rewind()?;
    let encoding = Encoding::detect(&mut *file)?;
    file.rewind()?;
    let mut head = Vec::new();
    let reader = DecodingReader::new(&mut *file, encoding, END_MARK);
    reader.take(HEADER_SEARCH_LEN).read_to_end(&mut head)?;
    file.rewind()?;
    let known_count = |delimiter: u8| {
        let mut reader = csv_reader(head.as_slice(), delimiter);
        let mut records = reader.byte_records().map_while(Result::ok);
        let cells = |record: &csv::ByteRecord| -> Vec<String> {
            let cells = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
            cells.collect()
        };
        let header = records
            .by_ref()
            .map(|record| cells(&record))
            .find(|cells| cells.iter().any(|cell| !trim(cell).is_empty()));
        header
            .unwrap_or_default()
            .iter()
            .filter(|cell| is_heading(trim(cell)))
            .count()
    };
    let mut best = (DELIMITERS[0], known_count(DELIMITERS[0]));
    for delimiter in DELIMITERS {
        let count = known_count(delimiter);
        if count > best.1 {
            best = (delimiter, count);
        }
    }
    Ok(TextFormat {
        encoding,
        delimiter: char::from(best.0),
    })
}

/// Reads the file row by row until `visit` breaks off. Its path is for messages.
pub(super) fn for_each_row(
    path: &Path,
    file: &mut File,
    format: TextFormat,
    visit: &mut dyn FnMut(u64, Row<'_>) -> ControlFlow<()>,
) -> Result<(), (Option<u64>, Fault)> {
    let delimiter = u8::try_from(format.delimiter).unwrap_or(DELIMITERS[0]);
    let mut reader = csv_reader(DecodingReader::new(file, format.encoding, END_MARK), delimiter);
    let mut record = StringRecord::new();
    let mut row = 0;
    loop {
        let first_line = reader.position().line();
        let is_read = reader
            .read_record(&mut record)
            .map_err(|error| match error.into_kind() {
                csv::ErrorKind::Io(error) => (None, unreadable(path, &error)),
                _ => (Some(row + 1), Fault::DamagedText),
            })?;
        if record.len() == 1 && &record[0] == END_CELL {
            return Ok(());
        }
        // The reader skips blank lines without a word, but a spreadsheet counts them: they are the lines that neither the
        // record nor the line breaks inside its cells account for. A record that swallows the end has no line end of its own.
        let is_unclosed = !is_read || record.iter().any(|cell| cell.contains(END_CELL));
        let line_count = reader.position().line() - first_line;
        let inner_count = record.iter().flat_map(str::bytes).filter(|&byte| byte == b'\n').count() as u64;
        row += 1 + line_count.saturating_sub(inner_count + u64::from(!is_unclosed));
        if is_unclosed {
            return Err((Some(row), Fault::UnclosedQuote));
        }
        if visit(row, Row::Text(&record)).is_break() {
            return Ok(());
        }
    }
}

fn csv_reader<R: Read>(text: R, delimiter: u8) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(64 * 1024)
        .from_reader(text)
}
