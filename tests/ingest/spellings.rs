//! One register, many spellings: encodings, delimiters, line ends, headings, codes. All give equal columns.

use yongquan_cli::ingest::{Diagnostics, Register, Source};

use crate::office::{Office, codes, diagnostics, lines};
use crate::register::{ENCODINGS, HEADINGS, Paper, columns, encode};

/// The register is read whole, with nothing to remark but the line break in the note of row 4.
#[track_caller]
fn is_the_register(result: Result<Register, Diagnostics>) -> Register {
    assert_eq!(codes(&result), ["import.line_break"], "{:?}", lines(&result));
    assert_eq!(diagnostics(&result).kept()[0].row, Some(4));
    let register = result.expect("only a warning");
    assert_eq!(register.row_count, 5);
    assert_eq!(register.columns, columns());
    register
}

#[test]
fn every_encoding_with_every_delimiter_gives_the_same_columns() {
    let office = Office::library();
    for encoding in ENCODINGS {
        for delimiter in [b',', b'\t', b';'] {
            let text = Paper::good().text(delimiter);
            let register = is_the_register(office.read("cards.csv", &encode(&text, encoding)));
            let Source::Text(format) = register.source else {
                panic!("{encoding}: not read as text");
            };
            assert_eq!((format.encoding, format.delimiter), (encoding, char::from(delimiter)));
        }
    }
}

#[test]
fn every_line_end_gives_the_same_columns() {
    let office = Office::library();
    let text = Paper::good().text(b',');
    for line_end in ["\r\n", "\r", "\n"] {
        for encoding in ENCODINGS {
            let text = text.replace('\n', line_end);
            is_the_register(office.read("cards.csv", &encode(&text, encoding)));
            is_the_register(office.read("cards.csv", &encode(text.trim_end(), encoding)));
        }
    }
}

#[test]
fn a_heading_is_an_id_or_a_title_in_either_language() {
    let office = Office::library();
    for choose in [|_| 0, |_| 1, |_| 2, |index| index % 3, |index| (index + 1) % 3] as [fn(usize) -> usize; 5] {
        let mut paper = Paper::good();
        for (index, names) in HEADINGS.iter().enumerate() {
            paper.0[0][index] = names[choose(index)].to_owned();
        }
        is_the_register(office.read("cards.csv", &paper.csv()));
        is_the_register(office.read("cards.csv", &paper.reversed().csv()));
    }
    let paper = Paper::good().head("card_no", " \u{3000}CARD number\u{a0}");
    is_the_register(office.read("cards.csv", &paper.csv()));
}

#[test]
fn a_code_is_written_as_itself_as_a_title_or_as_a_synonym() {
    let office = Office::library();
    let kinds = [
        ["A", "成人证", "Adult card", "成年读者", "adult CARD"],
        ["J", "少儿证", "Junior card", "小读者", "儿童"],
        ["U", "未登记", "Not recorded", "未知", "不详"],
        ["S", "学生证", "Student card", "学生读者", "学生"],
        ["T", "教师证", "Teacher card", "老师", "教师"],
    ];
    for spelling in 0..5 {
        let mut paper = Paper::good();
        for (index, names) in kinds.iter().enumerate() {
            paper = paper.set(index + 2, "card_kind", names[spelling]);
        }
        is_the_register(office.read("cards.csv", &paper.csv()));
    }
}

#[test]
fn days_and_truth_values_are_written_in_every_declared_way() {
    let office = Office::library();
    for day in [
        "1932/2/29",
        "1932.02.29",
        "19320229",
        "1932年2月29日",
        "1932-02-29 00:00:00",
    ] {
        is_the_register(office.read("cards.csv", &Paper::good().set(2, "born_on", day).csv()));
    }
    for [no, yes] in [["false", "true"], ["否", "是"], ["No", "YES"], ["×", "√"]] {
        let paper = Paper::good()
            .set(2, "wants_reminders", no)
            .set(6, "wants_reminders", no);
        let paper = paper.set(3, "wants_reminders", yes).set(5, "wants_reminders", yes);
        is_the_register(office.read("cards.csv", &paper.csv()));
    }
}

#[test]
fn spaces_around_values_go_and_are_counted_by_column() {
    let paper = Paper::plain()
        .set(2, "reader_name", " 程念安\u{3000}")
        .set(3, "reader_name", "\u{a0}𠮷田 䶮")
        .set(4, "deposit", " 120.5 ")
        // Spaces alone are nothing at all.
        .set(2, "reader_note", "  ");
    let result = Office::library().read("cards.csv", &paper.csv());
    assert_eq!(
        lines(&result),
        ["import.trimmed - B reader_name", "import.trimmed - J deposit"]
    );
    let register = result.expect("only notices");
    let names = &register.columns[1].1;
    assert_eq!(names.value(1).map(|name| name.to_string()).as_deref(), Some("𠮷田 䶮"));
    let remarks = register.remarks.to_string();
    assert!(
        remarks.contains("有 2 个值") && remarks.contains("removed: 1"),
        "{remarks}"
    );
}

#[test]
fn blank_rows_are_skipped_and_still_counted_as_rows_of_the_sheet() {
    let office = Office::library();
    for line_end in ["\n", "\r\n", "\r"] {
        for leading in [0, 1, 2] {
            let text = Paper::plain()
                .set(3, "loans_now", "x")
                .set(5, "loans_now", "x")
                .text(b',');
            let mut rows: Vec<&str> = text.lines().collect();
            rows.insert(2, "");
            rows.insert(2, ",,,,,,,,,,,,");
            for _ in 0..leading {
                rows.insert(0, "");
            }
            let text = rows.join(line_end) + line_end + line_end;
            let result = office.read("cards.csv", text.as_bytes());
            let [first, second] = [5 + leading, 7 + leading];
            let expected = [
                format!("import.not_integer {first} I loans_now"),
                format!("import.not_integer {second} I loans_now"),
                "import.blank_rows - - -".to_owned(),
            ];
            assert_eq!(lines(&result), expected, "{line_end:?} {leading}");
        }
    }
}

#[test]
fn blank_rows_before_the_header_do_not_hide_the_delimiter() {
    let office = Office::library();
    for delimiter in [b',', b'\t', b';'] {
        let blank = String::from_utf8(vec![delimiter; 12]).expect("is ASCII");
        let text = format!("{blank}\n{}", Paper::plain().text(delimiter));
        let result = office.read("cards.csv", text.as_bytes());
        assert_eq!(lines(&result), ["import.blank_rows - - -"]);
        assert_eq!(result.expect("only a notice").row_count, 4);
    }
}

#[test]
fn a_line_break_inside_a_cell_does_not_move_the_rows_below() {
    let office = Office::library();
    for line_end in ["\n", "\r\n", "\r"] {
        let text = Paper::good()
            .set(6, "loans_now", "x")
            .text(b',')
            .replace('\n', line_end);
        let result = office.read("cards.csv", text.as_bytes());
        let expected = ["import.line_break 4 L reader_note", "import.not_integer 6 I loans_now"];
        assert_eq!(lines(&result), expected, "{line_end:?}");
    }
}
