//! Every fault, provoked by a file that has it, with all that is found in that file and where.

use std::collections::BTreeSet;

use serde_json::json;
use yongquan_cli::ingest::{self, Diagnostics, Fault, Options, Register, Severity};

use crate::office::{Office, diagnostics, field, lines};
use crate::register::Paper;
use crate::workbooks::{changed, of_texts};

/// A file, by what is wrong with it, what was found, and what must be found.
struct Case {
    name: &'static str,
    found: Result<Register, Diagnostics>,
    expected: &'static [&'static str],
}

fn case(name: &'static str, found: Result<Register, Diagnostics>, expected: &'static [&'static str]) -> Case {
    Case { name, found, expected }
}

/// A CSV file of the library.
fn csv(name: &'static str, paper: Paper, expected: &'static [&'static str]) -> Case {
    case(name, Office::library().read("cards.csv", &paper.csv()), expected)
}

/// A text file of the library, byte for byte.
fn text(name: &'static str, bytes: impl AsRef<[u8]>, expected: &'static [&'static str]) -> Case {
    case(name, Office::library().read("cards.csv", bytes.as_ref()), expected)
}

/// A workbook of the library.
fn xlsx(name: &'static str, bytes: &[u8], expected: &'static [&'static str]) -> Case {
    case(name, Office::library().read("cards.xlsx", bytes), expected)
}

fn of_the_file() -> Vec<Case> {
    let office = Office::library();
    let read = |name: &str| ingest::read(&office.package, &office.path(name), &Options::default());
    let workbook = of_texts(&Paper::plain());
    let options = Options {
        sheet: Some("Sheet2".to_owned()),
        ..Options::default()
    };
    let other_sheet = Office::library().read_with("cards.xlsx", &workbook, &options);
    let options = Options {
        max_rows: 2,
        ..Options::default()
    };
    let too_many = Office::library().read_with("cards.csv", &Paper::plain().set(5, "loans_now", "x").csv(), &options);
    let just_enough = Options {
        max_rows: 4,
        ..Options::default()
    };
    let just_enough = Office::library().read_with("cards.csv", &Paper::plain().csv(), &just_enough);
    vec![
        case("no such file", read("cards.csv"), &["import.unreadable - - -"]),
        case("a folder", read("."), &["import.unreadable - - -"]),
        text("a PDF", b"%PDF-1.7\n", &["import.unknown_format - - -"]),
        text(
            "an old or encrypted workbook",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            &["import.unknown_format - - -"],
        ),
        text("gzip", b"\x1f\x8b\x08\x00\x00", &["import.unknown_format - - -"]),
        text(
            "a photograph",
            b"\xff\xd8\xff\xe0\0\x10JFIF",
            &["import.unknown_format - - -"],
        ),
        xlsx(
            "half a workbook",
            &workbook[..workbook.len() / 2],
            &["import.broken_workbook - - -"],
        ),
        case("another sheet", other_sheet, &["import.no_such_sheet - - -"]),
        case("more rows than allowed", too_many, &["import.too_many_rows 4 - -"]),
        case("as many rows as allowed", just_enough, &[]),
        text("nothing", b"", &["import.empty - - -"]),
        csv(
            "a header alone",
            Paper(Paper::plain().0[..1].to_vec()),
            &["import.no_rows - - -"],
        ),
        case(
            "a workbook called .csv",
            Office::library().read("cards.csv", &workbook),
            &["import.extension - - -"],
        ),
    ]
}

fn of_the_header() -> Vec<Case> {
    let two_of_a_title = Office::altered(
        |descriptor| field(descriptor, "reader_note")["title"] = json!("读者姓名"),
        "",
    );
    let paper = Paper::plain().head("reader_name", "读者姓名");
    let both = Paper::plain().head("deposit", "loans_now");
    vec![
        text(
            "a title above the header",
            "读者登记表\ncard_no\n",
            &["import.no_header 1 - -"],
        ),
        csv(
            "no header",
            Paper(Paper::plain().0[1..].to_vec()),
            &["import.no_header 1 - -"],
        ),
        csv(
            "a column too many",
            Paper::plain().with_column("备注", "x"),
            &["import.unknown_column 1 N -"],
        ),
        csv(
            "a column without heading",
            Paper::plain().with_column("", "x"),
            &["import.unnamed_column 2 N -"],
        ),
        csv(
            "an empty column without heading",
            Paper::plain().with_column("", ""),
            &[],
        ),
        case(
            "a title of two fields",
            two_of_a_title.read("cards.csv", &paper.csv()),
            &["import.ambiguous_column 1 B -", "import.missing_column - - reader_name"],
        ),
        csv(
            "one column twice, another not at all",
            both,
            &[
                "import.duplicate_column 1 J loans_now",
                "import.missing_column - - deposit",
            ],
        ),
        csv(
            "a column too few",
            Paper::plain().without("born_on"),
            &["import.missing_column - - born_on"],
        ),
        csv(
            "a column that is never packed missing",
            Paper::plain().without("contact_email"),
            &["import.unpacked_column - - contact_email"],
        ),
        csv(
            "a derived column",
            Paper::plain().with_column("读者年龄", "anything"),
            &["import.derived_column 1 N reader_age"],
        ),
        text(
            "a heading that was destroyed",
            Paper::plain().head("deposit", "锟斤拷").csv(),
            &["import.damaged_text 1 J -", "import.missing_column - - deposit"],
        ),
    ]
}

fn of_the_rows() -> Vec<Case> {
    let mut short = Paper::plain();
    short.0[2].pop();
    let mut long = Paper::plain();
    long.0[3].push("x".to_owned());
    // Without the other quotation marks of the file, one of which would close it.
    let open_quote = Paper::plain()
        .set(3, "reader_note", "")
        .text(b',')
        .replacen("\nL00002,", "\n\"L00002,", 1);
    let open_quote_after_blanks = open_quote.replacen("\n\"L00002,", "\n\n\n\"L00002,", 1);
    let merged = changed(
        &Paper::plain().set(3, "card_kind", "").set(4, "family_card", ""),
        |sheet| {
            let plain = rust_xlsxwriter::Format::new();
            sheet.merge_range(1, 4, 2, 4, "A", &plain).expect("fits a sheet");
        },
    );
    let mut blank = Paper::plain();
    blank.0.insert(2, vec![String::new(); 13]);
    vec![
        csv("a cell too few", short, &["import.row_too_short 3 - -"]),
        csv("a cell too many", long, &["import.row_too_long 4 - -"]),
        text("an open quotation mark", open_quote, &["import.unclosed_quote 3 - -"]),
        text(
            "an open one below blank lines",
            open_quote_after_blanks,
            &["import.unclosed_quote 5 - -"],
        ),
        xlsx(
            "merged cells",
            &merged,
            &["import.merged_cells 2 E -", "import.required 3 E card_kind"],
        ),
        csv("a blank row", blank, &["import.blank_rows - - -"]),
        csv(
            "a number twice",
            Paper::plain().set(4, "card_no", "L00001"),
            &["import.duplicate 4 A card_no"],
        ),
        csv(
            "a number three times",
            Paper::plain().set(3, "card_no", "L00001").set(5, "card_no", " L00001"),
            &[
                "import.duplicate 3 A card_no",
                "import.duplicate 5 A card_no",
                "import.trimmed - A card_no",
            ],
        ),
    ]
}

fn of_a_cell() -> Vec<Case> {
    let shared_title = Office::altered(|_| {}, "X,成人证,Other adult card,,\n");
    let two_allowed = Office::altered(
        |descriptor| field(descriptor, "card_kind")["constraints"]["enum"] = json!(["A", "J", "S"]),
        "",
    );
    let typed = changed(&Paper::plain(), |sheet| {
        sheet.write_boolean(1, 1, true).expect("fits a sheet");
        let broken = rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!");
        sheet.write_formula(2, 9, broken).expect("fits a sheet");
        sheet
            .write_number(3, 1, 519_999_193_203_020_001.0)
            .expect("fits a sheet");
        sheet.write_number(4, 10, 7).expect("fits a sheet");
    });
    vec![
        csv(
            "required values missing",
            Paper::plain().set(2, "card_no", "").set(5, "issued_on", "  "),
            &["import.required 2 A card_no", "import.required 5 G issued_on"],
        ),
        text(
            "a null character",
            Paper::plain().set(3, "reader_note", "a\0b").csv(),
            &["import.damaged_text 3 L reader_note"],
        ),
        csv(
            "a number of a spreadsheet",
            Paper::plain().set(3, "reader_name", "5.19999E+17"),
            &["import.digits_lost 3 B reader_name"],
        ),
        xlsx(
            "cells of other types",
            &typed,
            &[
                "import.not_text 2 B reader_name",
                "import.formula_error 3 J deposit",
                "import.digits_lost 4 B reader_name",
                "import.not_boolean 5 K wants_reminders",
            ],
        ),
        csv(
            "numbers that are none",
            Paper::plain()
                .set(2, "loans_now", "二")
                .set(3, "loans_now", "1.0")
                .set(4, "loans_now", "9007199254740992")
                .set(5, "deposit", "1,000"),
            &[
                "import.not_integer 2 I loans_now",
                "import.not_integer 3 I loans_now",
                "import.integer_too_large 4 I loans_now",
                "import.not_number 5 J deposit",
            ],
        ),
        csv(
            "neither yes nor no",
            Paper::plain().set(3, "wants_reminders", "也许"),
            &["import.not_boolean 3 K wants_reminders"],
        ),
        csv(
            "days that are none",
            Paper::plain()
                .set(2, "born_on", "2/3/1932")
                .set(3, "born_on", "1932-02-30")
                .set(4, "born_on", "1932-03-02 10:30"),
            &[
                "import.not_date 2 C born_on",
                "import.not_date 3 C born_on",
                "import.date_with_time 4 C born_on",
            ],
        ),
        csv(
            "a code that is none",
            Paper::plain().set(4, "home_branch", "南站"),
            &["import.unknown_code 4 F home_branch"],
        ),
        case(
            "a title of two codes",
            shared_title.read("cards.csv", &Paper::plain().set(3, "card_kind", "成人证").csv()),
            &["import.ambiguous_code 3 E card_kind"],
        ),
        csv(
            "another form",
            Paper::plain().set(2, "family_card", "F1"),
            &["import.pattern 2 D family_card"],
        ),
        csv(
            "out of bounds",
            Paper::plain()
                .set(2, "loans_now", "-1")
                .set(3, "loans_now", "21")
                .set(4, "born_on", "1899-12-31")
                .set(5, "deposit", "-0.01"),
            &[
                "import.below_minimum 2 I loans_now",
                "import.above_maximum 3 I loans_now",
                "import.below_minimum 4 C born_on",
                "import.below_minimum 5 J deposit",
            ],
        ),
        case(
            "a code that is not allowed here",
            two_allowed.read("cards.csv", &Paper::plain().csv()),
            &["import.not_allowed 5 E card_kind"],
        ),
        csv(
            "a line break",
            Paper::plain().set(3, "reader_note", "a\nb"),
            &["import.line_break 3 L reader_note"],
        ),
        csv(
            "spaces",
            Paper::plain().set(3, "reader_note", " a"),
            &["import.trimmed - L reader_note"],
        ),
    ]
}

fn cases() -> Vec<Case> {
    [of_the_file(), of_the_header(), of_the_rows(), of_a_cell()]
        .into_iter()
        .flatten()
        .collect()
}

#[test]
fn each_file_has_exactly_the_faults_that_were_put_into_it() {
    for case in cases() {
        assert_eq!(lines(&case.found), case.expected, "{}", case.name);
    }
}

/// The list of codes and the match over the variants come from one table, so that a new fault without a case fails here.
#[test]
fn every_fault_has_a_case() {
    let cases = cases();
    let seen: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| diagnostics(&case.found).kept())
        .map(|found| found.fault.code())
        .collect();
    let declared: BTreeSet<&str> = Fault::ALL_CODES.iter().copied().collect();
    assert_eq!(seen, declared);
    assert_eq!(declared.len(), Fault::ALL_CODES.len(), "two faults with one code");
}

#[test]
fn a_file_is_refused_for_its_errors_and_for_nothing_else() {
    for case in cases() {
        let found = diagnostics(&case.found);
        let errors = found
            .kept()
            .iter()
            .filter(|found| found.fault.severity() == Severity::Error);
        assert_eq!(errors.count() as u64, found.count(Severity::Error), "{}", case.name);
        assert_eq!(case.found.is_err(), found.count(Severity::Error) > 0, "{}", case.name);
        assert_eq!(case.found.is_err(), found.has_errors(), "{}", case.name);
    }
}

#[test]
fn every_fault_says_what_and_what_to_do_in_both_languages() {
    let is_chinese = |text: &str| text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let is_english = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphabetic())
            .filter(|word| word.len() > 1)
            .count()
            > 1
    };
    for case in cases() {
        for found in diagnostics(&case.found).kept() {
            let code = found.fault.code();
            let (what, hint) = (found.fault.what(), found.fault.hint());
            assert!(is_chinese(&what.zh) && is_english(&what.en), "{code}: {what:?}");
            // A notice says how the file was read, and there is nothing to do.
            assert_eq!(hint.is_none(), found.fault.severity() == Severity::Notice, "{code}");
            if let Some(hint) = hint {
                assert!(is_chinese(&hint.zh) && is_english(&hint.en), "{code}: {hint:?}");
            }
            let told = found.to_string();
            let places = [
                found.row.map(|row| format!("第 {row} 行")),
                found.row.map(|row| format!("row {row}")),
                found
                    .column
                    .as_ref()
                    .and_then(|column| column.letters())
                    .map(|letters| format!("{letters} 列")),
                found
                    .column
                    .as_ref()
                    .and_then(|column| column.letters())
                    .map(|letters| format!("column {letters}")),
                found
                    .column
                    .as_ref()
                    .and_then(|column| column.field.as_ref())
                    .map(|field| format!("“{}”（{}）", field.zh, field.id)),
                found
                    .column
                    .as_ref()
                    .and_then(|column| column.field.as_ref())
                    .map(|field| format!("\"{}\" ({})", field.en, field.id)),
            ];
            for place in places.into_iter().flatten() {
                assert!(told.contains(&place), "{place}: {told}");
            }
            assert_eq!(told.matches(&format!("[{code}]")).count(), 2, "{told}");
        }
    }
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let paper = Paper::plain()
        .head("deposit", "押金（元）")
        .set(2, "card_kind", "Z")
        .set(3, "born_on", "1932-13-01")
        .set(3, "loans_now", "many")
        .set(4, "card_no", "L00001")
        .set(5, "reader_name", "");
    let result = Office::library().read("cards.csv", &paper.csv());
    let expected = [
        "import.unknown_column 1 J -",
        "import.missing_column - - deposit",
        "import.unknown_code 2 E card_kind",
        "import.not_date 3 C born_on",
        "import.not_integer 3 I loans_now",
        "import.duplicate 4 A card_no",
        "import.required 5 B reader_name",
    ];
    assert_eq!(lines(&result), expected);
    let failure = result.expect_err("has errors").failure();
    let told = failure.to_string();
    assert_eq!(failure.code(), "import.refused");
    assert!(
        told.contains("文件有 7 处错误") && told.contains("the file has 7 errors"),
        "{told}"
    );
}

#[test]
fn faults_beyond_the_shown_limit_are_counted_by_kind_and_column() {
    let mut paper = Paper::plain();
    for row in 2..6 {
        paper = paper
            .set(row, "loans_now", "x")
            .set(row, "card_kind", "Z")
            .set(row, "reader_note", " a\nb");
    }
    let options = Options {
        shown_limit: 3,
        ..Options::default()
    };
    let result = Office::library().read_with("cards.csv", &paper.csv(), &options);
    let found = diagnostics(&result);
    let expected = [
        "import.unknown_code 2 E card_kind",
        "import.not_integer 2 I loans_now",
        "import.line_break 2 L reader_note",
        "import.unknown_code 3 E card_kind",
        "import.line_break 3 L reader_note",
        "import.line_break 4 L reader_note",
        "import.trimmed - L reader_note",
    ];
    assert_eq!(lines(&result), expected);
    let counts = [Severity::Error, Severity::Warning, Severity::Notice].map(|severity| found.count(severity));
    assert_eq!(counts, [8, 4, 1]);
    assert_eq!(
        found.to_json()["counts"],
        json!({"error": 8, "warning": 4, "notice": 1})
    );
    assert_eq!(found.to_json()["faults"].as_array().map(Vec::len), Some(7));
    let told = found.to_string();
    for tally in [
        "共 13 处，以上是其中 7 处",
        "13 in all, 7 of them above",
        "4 × import.unknown_code  E 列“读者证类型”（card_kind）",
        "4 × import.not_integer  I 列“在借册数”（loans_now）",
        "4 × import.line_break  L 列“读者留言”（reader_note）",
        "1 × import.trimmed  L 列“读者留言”（reader_note）",
    ] {
        assert!(told.contains(tally), "{tally}: {told}");
    }
    let none = Options {
        shown_limit: 0,
        ..Options::default()
    };
    let result = Office::library().read_with("cards.csv", &paper.csv(), &none);
    assert_eq!(
        (lines(&result).len(), diagnostics(&result).count(Severity::Error)),
        (0, 8)
    );
}
