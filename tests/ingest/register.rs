//! The small register that comes in every kind of file, and the columns it must give.

use encoding_rs::GB18030;
use yongquan_cli::ingest::Encoding;
use yongquan_core::date::{self, Day};
use yongquan_core::table::Column;

/// Id, Chinese and English title of every stored field, in the order of the package.
pub const HEADINGS: [[&str; 3]; 13] = [
    ["card_no", "读者证号", "Card number"],
    ["reader_name", "读者姓名", "Reader name"],
    ["born_on", "生日", "Born on"],
    ["family_card", "家庭证号", "Family card"],
    ["card_kind", "读者证类型", "Card kind"],
    ["home_branch", "所属馆点", "Home branch"],
    ["issued_on", "办证日期", "Issued on"],
    ["card_state", "读者证状态", "Card state"],
    ["loans_now", "在借册数", "Books on loan"],
    ["deposit", "押金", "Deposit"],
    ["wants_reminders", "是否接收到期提醒", "Wants reminders"],
    ["reader_note", "读者留言", "Note from the reader"],
    ["contact_email", "电子邮箱", "E-mail"],
];

/// The rows, each value in its plainest spelling. Names and notes hold what separates and quotes cells, and characters outside
/// GBK (䶮) and outside the basic plane (𠮷, 📚).
#[rustfmt::skip]
const ROWS: [[&str; 13]; 5] = [
    ["L00001", "程念安", "1932-02-29", "F001", "A", "C", "2019-02-14", "1", "2", "100", "0", "", "reader1@example.org"],
    ["L00002", "𠮷田 䶮", "2017-10-26", "", "J", "E1", "2022-12-22", "1", "0", "", "1", "喜欢\"武侠\"，也喜欢, 诗; 与\t词", ""],
    ["L00003", "阿衣·古丽", "", "F002", "U", "W", "2024-02-29", "3", "20", "0.1", "", "第一行\n第二行", ""],
    ["L00004", "O'Brien", "1900-01-01", "F001", "S", "W1", "2020-01-31", "2", "19", "120.5", "1", "📚 Ünal", "b@example.org"],
    ["L00005", "程念安", "2007-03-01", "", "T", "E1", "2020-01-31", "1", "0", "0", "0", "", ""],
];

/// The columns of the register: what every file that holds it must give. Written by hand, not read by the code under test.
pub fn columns() -> Vec<(String, Column)> {
    let day = |text: &str| -> Option<Day> { date::parse(text) };
    let texts = |cells: [Option<&str>; 5]| Column::from_texts(&cells);
    let all = |cells: [&'static str; 5]| texts(cells.map(Some));
    let columns = [
        ("card_no", all(["L00001", "L00002", "L00003", "L00004", "L00005"])),
        (
            "reader_name",
            all(["程念安", "𠮷田 䶮", "阿衣·古丽", "O'Brien", "程念安"]),
        ),
        (
            "born_on",
            Column::from_dates(&[
                day("1932-02-29"),
                day("2017-10-26"),
                None,
                day("1900-01-01"),
                day("2007-03-01"),
            ]),
        ),
        (
            "family_card",
            texts([Some("F001"), None, Some("F002"), Some("F001"), None]),
        ),
        ("card_kind", all(["A", "J", "U", "S", "T"])),
        ("home_branch", all(["C", "E1", "W", "W1", "E1"])),
        (
            "issued_on",
            Column::from_dates(&["2019-02-14", "2022-12-22", "2024-02-29", "2020-01-31", "2020-01-31"].map(day)),
        ),
        ("card_state", all(["1", "1", "3", "2", "1"])),
        (
            "loans_now",
            Column::from_integers(&[Some(2), Some(0), Some(20), Some(19), Some(0)]),
        ),
        (
            "deposit",
            Column::from_numbers(&[Some(100.0), None, Some(0.1), Some(120.5), Some(0.0)]),
        ),
        (
            "wants_reminders",
            Column::from_booleans(&[Some(false), Some(true), None, Some(true), Some(false)]),
        ),
        (
            "reader_note",
            texts([
                None,
                Some("喜欢\"武侠\"，也喜欢, 诗; 与\t词"),
                Some("第一行\n第二行"),
                Some("📚 Ünal"),
                None,
            ]),
        ),
    ];
    columns.map(|(id, column)| (id.to_owned(), column)).to_vec()
}

/// A table on paper: rows of cells, the header first, which a test spoils before it becomes a file.
#[derive(Clone)]
pub struct Paper(pub Vec<Vec<String>>);

impl Paper {
    /// The register with field ids as headings.
    pub fn good() -> Self {
        let header = HEADINGS.map(|[id, _, _]| id);
        let rows = std::iter::once(header).chain(ROWS);
        Self(rows.map(|row| row.map(str::to_owned).to_vec()).collect())
    }

    /// The same without the row that has a line break inside a cell: nothing whatever to remark.
    pub fn plain() -> Self {
        let mut paper = Self::good();
        paper.0.remove(3);
        paper
    }

    /// The place of a field among the columns.
    pub fn index(field: &str) -> usize {
        let place = HEADINGS.iter().position(|[id, _, _]| *id == field);
        place.expect("the library has this field")
    }

    /// Writes into the cell in a row, counted as a spreadsheet does, below the heading of a field.
    pub fn set(mut self, row: usize, field: &str, value: &str) -> Self {
        self.0[row - 1][Self::index(field)] = value.to_owned();
        self
    }

    /// Replaces a heading.
    pub fn head(self, field: &str, heading: &str) -> Self {
        self.set(1, field, heading)
    }

    /// Adds a column at the right, with its heading and the same value in every row below.
    pub fn with_column(mut self, heading: &str, value: &str) -> Self {
        for (index, row) in self.0.iter_mut().enumerate() {
            row.push(if index == 0 { heading } else { value }.to_owned());
        }
        self
    }

    /// Leaves out the column of a field.
    pub fn without(mut self, field: &str) -> Self {
        let index = Self::index(field);
        for row in &mut self.0 {
            row.remove(index);
        }
        self
    }

    /// Puts the columns into another order.
    pub fn reversed(mut self) -> Self {
        self.0.iter_mut().for_each(|row| row.reverse());
        self
    }

    /// As delimited text.
    pub fn text(&self, delimiter: u8) -> String {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_writer(Vec::new());
        for row in &self.0 {
            writer.write_record(row).expect("memory can be written");
        }
        let bytes = writer.into_inner().expect("memory can be written");
        String::from_utf8(bytes).expect("cells are UTF-8")
    }

    /// As a CSV file in UTF-8.
    pub fn csv(&self) -> Vec<u8> {
        self.text(b',').into_bytes()
    }
}

/// A text in an encoding, with its byte order mark if it has one.
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8Bom => marked.into_bytes(),
        Encoding::Utf16Le => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        Encoding::Gb18030 => {
            let (bytes, _, has_gaps) = GB18030.encode(text);
            assert!(!has_gaps, "GB18030 has every character");
            bytes.into_owned()
        }
    }
}

/// Every encoding that is read.
pub const ENCODINGS: [Encoding; 5] = [
    Encoding::Utf8,
    Encoding::Utf8Bom,
    Encoding::Utf16Le,
    Encoding::Utf16Be,
    Encoding::Gb18030,
];
