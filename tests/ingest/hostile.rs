//! Files that are no register, by accident or on purpose: each is refused with a code, none brings the program down.

use crate::by_hand::{sheet, zip};
use crate::office::{Office, codes, diagnostics, lines};
use crate::register::{ENCODINGS, Paper, encode};
use crate::workbooks::of_texts;

#[track_caller]
fn refused(name: &str, bytes: &[u8], expected: &[&str]) {
    let result = Office::library().read(name, bytes);
    assert_eq!(lines(&result), expected);
    assert!(result.is_err());
}

#[test]
fn an_archive_that_is_no_workbook_is_refused() {
    refused(
        "cards.xlsx",
        &zip(&[("readme.txt", "hello")]),
        &["import.broken_workbook - - -"],
    );
    refused(
        "cards.xlsx",
        &zip(&[("xl/workbook.xml", "<workbook>")]),
        &["import.broken_workbook - - -"],
    );
    refused("cards.xlsx", b"PK\x03\x04", &["import.broken_workbook - - -"]);
}

#[test]
fn a_workbook_cut_off_anywhere_is_refused() {
    let bytes = of_texts(&Paper::plain());
    let office = Office::library();
    for len in (4..bytes.len()).step_by(97) {
        let result = office.read("cards.xlsx", &bytes[..len]);
        assert_eq!(codes(&result), ["import.broken_workbook"], "{len} bytes");
    }
}

#[test]
fn a_workbook_with_a_flipped_byte_is_read_or_refused() {
    let bytes = of_texts(&Paper::plain());
    let office = Office::library();
    let good = office.read("cards.xlsx", &bytes).expect("is good").columns;
    for place in (0..bytes.len()).step_by(31) {
        let mut bytes = bytes.clone();
        bytes[place] ^= 0x10;
        // A byte that says nothing about the cells may differ; another register may not come of it.
        if let Ok(register) = office.read("cards.xlsx", &bytes) {
            assert_eq!(register.columns, good, "byte {place}");
        }
    }
}

/// A cell in the four millionth column would ask for the memory of all those before it; rows and cells out of order could
/// overwrite one another.
#[test]
fn a_sheet_that_no_spreadsheet_program_writes_is_refused() {
    let cell = |place: &str| format!(r#"<c r="{place}" t="inlineStr"><is><t>card_no</t></is></c>"#);
    for rows in [
        format!(r#"<row r="1">{}</row>"#, cell("IIIII1")),
        format!(r#"<row r="1">{}</row>"#, cell("XFE1")),
        format!(r#"<row r="1">{}{}</row>"#, cell("B1"), cell("A1")),
        format!(r#"<row r="1">{}{}</row>"#, cell("A1"), cell("A1")),
        format!(r#"<row r="2">{}</row><row r="1">{}</row>"#, cell("A2"), cell("A1")),
    ] {
        let result = Office::library().read("cards.xlsx", &sheet(&rows, false));
        assert!(
            lines(&result)
                .iter()
                .any(|line| line.starts_with("import.broken_workbook")),
            "{rows}"
        );
        assert!(result.is_err());
    }
}

#[test]
fn nothing_and_next_to_nothing_is_refused() {
    let office = Office::library();
    for encoding in ENCODINGS {
        for text in ["", "\n", "\r\n\r\n", " ", "\u{3000}\n\t\n", ",,,\n,,,\n"] {
            let result = office.read("cards.csv", &encode(text, encoding));
            assert_eq!(codes(&result)[0], "import.empty", "{encoding} {text:?}");
            assert!(result.is_err());
        }
        let header = Paper(Paper::plain().0[..1].to_vec()).text(b',');
        for text in [header.as_str(), header.trim_end()] {
            let result = office.read("cards.csv", &encode(text, encoding));
            assert_eq!(lines(&result), ["import.no_rows - - -"], "{encoding}");
            assert_eq!(result.expect("only a warning").row_count, 0);
        }
    }
    let empty = rust_xlsxwriter::Workbook::new()
        .save_to_buffer()
        .expect("memory can be written");
    refused("cards.xlsx", &empty, &["import.empty - - -"]);
}

#[test]
fn an_open_quotation_mark_is_told_at_the_row_where_it_opens() {
    let text = Paper::plain().set(3, "reader_note", "").text(b',');
    for (start, row) in [("card_no", 1), ("L00001", 2), ("L00002", 3), ("L00005", 5)] {
        for line_end in ["\n", "\r\n", "\r"] {
            let text = text.replacen(start, &format!("\"{start}"), 1).replace('\n', line_end);
            refused(
                "cards.csv",
                text.as_bytes(),
                &[&format!("import.unclosed_quote {row} - -")],
            );
            refused(
                "cards.csv",
                text.trim_end().as_bytes(),
                &[&format!("import.unclosed_quote {row} - -")],
            );
        }
    }
}

#[test]
fn destroyed_characters_are_told_where_they_stand() {
    let good = Paper::plain();
    for damage in ["锟斤拷", "a\0", "\0", "\u{fffd}", "\u{ffff}", "程\u{ffff}安"] {
        let bytes = good.clone().set(3, "reader_name", damage).csv();
        refused("cards.csv", &bytes, &["import.damaged_text 3 B reader_name"]);
    }
    // One byte that belongs to no character, in UTF-8 and in GB18030.
    for encoding in [ENCODINGS[0], ENCODINGS[1], ENCODINGS[4]] {
        let mut bytes = encode(&good.text(b','), encoding);
        let name = encode("𠮷", encoding);
        let name = name.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&name);
        let place = bytes
            .windows(name.len())
            .position(|window| window == name)
            .expect("is there");
        bytes[place] = 0xff;
        refused("cards.csv", &bytes, &["import.damaged_text 3 B reader_name"]);
    }
    // Half a pair of UTF-16, and half a unit at the end.
    let mut bytes = encode(&good.text(b','), ENCODINGS[2]);
    let place = bytes
        .windows(2)
        .position(|unit| unit == [0x42, 0xd8])
        .expect("the first half of 𠮷");
    bytes.drain(place..place + 2);
    refused("cards.csv", &bytes, &["import.damaged_text 3 B reader_name"]);
    let mut bytes = encode(good.text(b',').trim_end(), ENCODINGS[2]);
    bytes.push(b'a');
    refused("cards.csv", &bytes, &["import.damaged_text 5 M contact_email"]);
}

/// U+FFFF marks the end of a text inside the program: one in the file must not end it early.
#[test]
fn nothing_in_a_file_ends_it_early() {
    let office = Office::library();
    let mut rows: Vec<String> = Paper::plain().text(b',').lines().map(str::to_owned).collect();
    rows.insert(3, "\u{ffff}".to_owned());
    let result = office.read("cards.csv", rows.join("\n").as_bytes());
    assert_eq!(lines(&result), ["import.row_too_short 4 - -"]);
    let text = "\u{ffff}\n".to_owned() + &Paper::plain().text(b',');
    assert_eq!(
        lines(&office.read("cards.csv", text.as_bytes())),
        ["import.damaged_text 1 - -"]
    );
}

#[test]
fn text_that_is_none_of_ours_is_called_damaged_and_not_headless() {
    // UTF-16 without byte order mark, and a program.
    let utf16: Vec<u8> = Paper::plain()
        .text(b',')
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    refused("cards.csv", &utf16, &["import.damaged_text 1 - -"]);
    refused(
        "cards.csv",
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
        &["import.damaged_text 1 - -"],
    );
}

#[test]
fn a_very_long_line_is_a_line() {
    let office = Office::library();
    let long = "很".repeat(2_000_000);
    let result = office.read("cards.csv", &Paper::plain().set(3, "reader_note", &long).csv());
    let register = result.expect("a long note is a note");
    assert_eq!(
        register.columns[11].1.value(1).map(|note| note.to_string()),
        Some(long.clone())
    );
    refused("cards.csv", long.as_bytes(), &["import.no_header 1 - -"]);
    refused(
        "cards.csv",
        &vec![b','; 3_000_000],
        &["import.empty - - -", "import.blank_rows - - -"],
    );
    let bytes = [Paper::plain().csv(), vec![b','; 3_000_000]].concat();
    let result = office.read("cards.csv", &bytes);
    assert_eq!(diagnostics(&result).kept().len(), 1, "one blank row, however long");
}
