//! Random registers, written as files by other people's libraries, and read: what was written is what is read.

use proptest::prelude::*;
use rust_xlsxwriter::{Format, Workbook};
use yongquan_core::date::{self, Day};
use yongquan_core::table::Column;

use crate::office::{Office, lines};
use crate::register::{ENCODINGS, HEADINGS, Paper, encode};

/// The codes of three lists, each with its other names.
const KINDS: [[&str; 3]; 4] = [
    ["A", "成人证", "成年读者"],
    ["J", "Junior card", "小读者"],
    ["S", "学生证", "学生"],
    ["U", "未登记", "不详"],
];
const BRANCHES: [[&str; 3]; 3] = [
    ["C", "总馆", "中心馆"],
    ["E1", "河畔分馆", "河畔"],
    ["W", "西片", "west side"],
];
const STATES: [[&str; 3]; 3] = [
    ["1", "有效", "正常"],
    ["2", "Reported lost", "丢失"],
    ["3", "退证", "注销"],
];

/// A code by its place in the list, and in which of its names it is written.
type Coded = (usize, usize);

/// The values of one row.
#[derive(Debug, Clone)]
struct Values {
    name: String,
    born: Option<Day>,
    family: Option<u16>,
    kind: Coded,
    branch: Coded,
    issued: Day,
    state: Coded,
    loans: i64,
    deposit: Option<f64>,
    reminders: Option<bool>,
    note: Option<String>,
}

/// A text as people may type it: anything but spaces at its ends, characters that mean damage, and the CR, which a text file
/// cannot tell from a line end.
fn text() -> impl Strategy<Value = String> {
    let special = prop::sample::select("\",;\t\n' =-_&<>程安女é𠮷䶮\u{a0}\u{3000}".chars().collect::<Vec<_>>());
    let character = prop_oneof![3 => special, 2 => any::<char>()];
    // GB18030 gives characters of the private use area away over the years.
    let is_read = |c: &char| !matches!(c, '\0' | '\r' | '\u{fffd}' | '\u{ffff}' | '\u{e000}'..='\u{f8ff}');
    let is_edge = |c: char| c.is_whitespace() || c == '\u{feff}';
    prop::collection::vec(character, 1..12).prop_map(move |characters| {
        let text: String = characters.into_iter().filter(is_read).collect();
        match text.trim_matches(is_edge) {
            "" => "程".to_owned(),
            text => text.to_owned(),
        }
    })
}

fn day(first: &str) -> impl Strategy<Value = Day> {
    let [first, last] = [first, "9999-12-31"].map(|day| date::parse(day).expect("a day"));
    first..=last
}

fn values() -> impl Strategy<Value = Values> {
    let codes = (
        (0..KINDS.len(), 0..3_usize),
        (0..BRANCHES.len(), 0..3_usize),
        (0..STATES.len(), 0..3_usize),
    );
    let numbers = (0..=20_i64, prop::option::of(prop_oneof![0.0..1e4, 0.0..1e300]));
    let days = (prop::option::of(day("1900-01-01")), day("1900-03-01"));
    let texts = (text(), prop::option::of(text()), prop::option::of(0..1000_u16));
    (texts, days, codes, numbers, any::<Option<bool>>()).prop_map(
        |((name, note, family), (born, issued), (kind, branch, state), (loans, deposit), reminders)| Values {
            // A file without one character that is Chinese in any encoding can be read in two.
            name: format!("程{name}"),
            born,
            family,
            kind,
            branch,
            issued,
            state,
            loans,
            deposit,
            reminders,
            note,
        },
    )
}

fn card_no(row: usize) -> String {
    format!("L{row:05}")
}

fn family_card(number: u16) -> String {
    format!("F{number:03}")
}

/// The columns that the rows must give.
fn columns(rows: &[Values]) -> Vec<(String, Column)> {
    fn collect<'a, T>(rows: &'a [Values], cell: impl FnMut(&'a Values) -> T) -> Vec<T> {
        rows.iter().map(cell).collect()
    }
    let numbers: Vec<Option<String>> = (0..rows.len()).map(|row| Some(card_no(row))).collect();
    let columns = [
        ("card_no", Column::from_texts(&numbers)),
        ("reader_name", Column::from_texts(&collect(rows, |row| Some(&row.name)))),
        ("born_on", Column::from_dates(&collect(rows, |row| row.born))),
        (
            "family_card",
            Column::from_texts(&collect(rows, |row| row.family.map(family_card))),
        ),
        (
            "card_kind",
            Column::from_texts(&collect(rows, |row| Some(KINDS[row.kind.0][0]))),
        ),
        (
            "home_branch",
            Column::from_texts(&collect(rows, |row| Some(BRANCHES[row.branch.0][0]))),
        ),
        ("issued_on", Column::from_dates(&collect(rows, |row| Some(row.issued)))),
        (
            "card_state",
            Column::from_texts(&collect(rows, |row| Some(STATES[row.state.0][0]))),
        ),
        (
            "loans_now",
            Column::from_integers(&collect(rows, |row| Some(row.loans))),
        ),
        ("deposit", Column::from_numbers(&collect(rows, |row| row.deposit))),
        (
            "wants_reminders",
            Column::from_booleans(&collect(rows, |row| row.reminders)),
        ),
        (
            "reader_note",
            Column::from_texts(&collect(rows, |row| row.note.as_ref())),
        ),
    ];
    columns.map(|(id, column)| (id.to_owned(), column)).to_vec()
}

/// The rows as texts, in the columns of the package, headed by one of the three names of each.
fn paper(rows: &[Values], headings: &[usize]) -> Paper {
    let header = HEADINGS
        .iter()
        .zip(headings)
        .map(|(names, &choice)| names[choice].to_owned());
    let mut paper = Paper(vec![header.collect()]);
    for (index, row) in rows.iter().enumerate() {
        let or_empty = |text: Option<String>| text.unwrap_or_default();
        paper.0.push(vec![
            card_no(index),
            row.name.clone(),
            or_empty(row.born.map(date::format)),
            or_empty(row.family.map(family_card)),
            KINDS[row.kind.0][row.kind.1].to_owned(),
            BRANCHES[row.branch.0][row.branch.1].to_owned(),
            date::format(row.issued),
            STATES[row.state.0][row.state.1].to_owned(),
            row.loans.to_string(),
            or_empty(row.deposit.map(|deposit| deposit.to_string())),
            or_empty(row.reminders.map(|answer| ["否", "是"][usize::from(answer)].to_owned())),
            or_empty(row.note.clone()),
            String::new(),
        ]);
    }
    paper
}

/// Puts the columns of a paper into another order.
fn shuffled(paper: &Paper, order: &[usize]) -> Paper {
    let rows = paper.0.iter();
    Paper(
        rows.map(|row| order.iter().map(|&index| row[index].clone()).collect())
            .collect(),
    )
}

fn order() -> impl Strategy<Value = Vec<usize>> {
    Just((0..HEADINGS.len()).collect::<Vec<_>>()).prop_shuffle()
}

fn headings() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..3_usize, HEADINGS.len())
}

/// Nothing but line breaks in texts, which are told and kept, may be remarked.
fn is_read(office: &Office, name: &str, bytes: &[u8], rows: &[Values]) -> Result<(), TestCaseError> {
    let result = office.read(name, bytes);
    let remarks = lines(&result);
    let told = remarks.iter().filter(|line| !line.starts_with("import.line_break"));
    prop_assert_eq!(told.collect::<Vec<_>>(), Vec::<&String>::new());
    let register = result.expect("has no errors");
    prop_assert_eq!(register.row_count, rows.len());
    prop_assert_eq!(register.columns, columns(rows));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn a_register_survives_as_text(
        rows in prop::collection::vec(values(), 1..12),
        headings in headings(),
        order in order(),
        encoding in prop::sample::select(ENCODINGS.to_vec()),
        delimiter in prop::sample::select(vec![b',', b'\t', b';']),
        is_crlf in any::<bool>(),
    ) {
        let mut text = shuffled(&paper(&rows, &headings), &order).text(delimiter);
        if is_crlf {
            text = text.replace('\n', "\r\n");
        }
        is_read(&Office::library(), "cards.csv", &encode(&text, encoding), &rows)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn a_register_survives_as_a_workbook(
        rows in prop::collection::vec(values(), 1..12),
        headings in headings(),
        order in order(),
        is_typed in any::<bool>(),
    ) {
        let paper = shuffled(&paper(&rows, &headings), &order);
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let date_format = Format::new().set_num_format("yyyy/m/d");
        for (row, cells) in (0_u32..).zip(&paper.0) {
            for (place, cell) in (0_u16..).zip(cells) {
                let values = (row > 0).then(|| &rows[row as usize - 1]);
                let id = HEADINGS[order[usize::from(place)]][0];
                let written = match (values.filter(|_| is_typed), id) {
                    (Some(Values { born: Some(day), .. }), "born_on") | (Some(Values { issued: day, .. }), "issued_on") => {
                        sheet.write_number_with_format(row, place, serial(*day), &date_format)
                    }
                    (Some(Values { loans, .. }), "loans_now") => sheet.write_number(row, place, *loans as f64),
                    (Some(Values { deposit: Some(deposit), .. }), "deposit") => sheet.write_number(row, place, *deposit),
                    (Some(Values { reminders: Some(answer), .. }), "wants_reminders") => sheet.write_boolean(row, place, *answer),
                    _ if cell.is_empty() => continue,
                    _ => sheet.write_string(row, place, cell),
                };
                written.expect("fits a sheet");
            }
        }
        let bytes = workbook.save_to_buffer().expect("memory can be written");
        is_read(&Office::library(), "cards.xlsx", &bytes, &rows)?;
    }
}

/// The number that a spreadsheet keeps for a day: 1 for 1900-01-01, and one more from March of that year on, since its calendar
/// has a 29 February there.
fn serial(day: Day) -> f64 {
    let since = |first: &str| day - date::parse(first).expect("a day");
    let gap = i32::from(since("1900-03-01") >= 0);
    f64::from(since("1899-12-31") + gap)
}
