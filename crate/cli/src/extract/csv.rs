//! An extract as delimited text: RFC 4180, UTF-8.

use std::borrow::Cow;
use std::io::{self, Write};

use csv::{Terminator, WriterBuilder};
use yongquan_core::table::Value;

use super::Extract;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Digits of a number that a spreadsheet keeps; of longer ones the last become zeros.
const SPREADSHEET_DIGITS: usize = 15;

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvOptions {
    /// Begins with a byte order mark, by which Excel knows UTF-8.
    pub has_bom: bool,
    /// Puts an apostrophe before what a spreadsheet would compute or take for a number that it is not. Such a file does not pack
    /// again to the same register.
    pub is_spreadsheet_safe: bool,
}

/// Writes an extract as text: a header, then a line for each row. Missing values are empty cells.
///
/// # Errors
///
/// Those of `out`.
pub fn write(extract: &Extract, options: CsvOptions, mut out: impl Write) -> io::Result<()> {
    if options.has_bom {
        out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    }
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    let guard = |text| {
        if options.is_spreadsheet_safe {
            guarded(text)
        } else {
            text
        }
    };
    for column in &extract.columns {
        writer.write_field(guard(Cow::Borrowed(column.name.as_str())).as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    for row_id in extract.row_ids() {
        for column in &extract.columns {
            let Some(code) = column.code(row_id) else {
                writer.write_field("")?;
                continue;
            };
            let value = column.value(code);
            let text = column.text(value);
            let text = match value {
                Value::Text(_) => guard(text),
                // Written by this program: a number is one, a minus before it belongs to it.
                _ => text,
            };
            writer.write_field(text.as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

/// The text behind an apostrophe, if a spreadsheet would make something else of it.
fn guarded(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(&text) || is_taken_for_number(&text) {
        return Cow::Owned(format!("'{text}"));
    }
    text
}

/// Whether a spreadsheet may compute the text. Wide signs are among them, since Chinese editions take them for the narrow ones.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Whether a spreadsheet takes the text for a number, a date or a time and shows another: `003`, an identity number, `2-1`, `12E3`.
fn is_taken_for_number(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.len() > SPREADSHEET_DIGITS || text.len() > 1 && text.starts_with('0');
    }
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || b"./-:,eE".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_change_is_guarded_and_nothing_else() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@x",
            "\tx",
            "\rx",
            "\nx",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "003",
            "519999193303020022",
            "2-1",
            "12E3",
            "1.50",
            "8:30",
            "1,000",
            "2013/3/2",
        ] {
            assert_eq!(guarded(Cow::Borrowed(text)), format!("'{text}"), "{text:?}");
        }
        for text in [
            "",
            "0",
            "1",
            "13800000000",
            "999999999999999",
            "51999919330302002X",
            "张=",
            "1号",
            "a-1",
            " =1",
            "'=1",
            "3栋2-1",
        ] {
            assert_eq!(guarded(Cow::Borrowed(text)), text, "{text:?}");
        }
    }
}
