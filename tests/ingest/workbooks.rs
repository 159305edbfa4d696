//! Real `.xlsx` files: what a spreadsheet program keeps in its cells.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use yongquan_cli::ingest::{Options, Source};

use crate::by_hand::{row_with, sheet};
use crate::office::{Office, lines};
use crate::register::{Paper, columns};

/// A workbook with one sheet, its cells the texts of the paper.
pub fn of_texts(paper: &Paper) -> Vec<u8> {
    let mut workbook = Workbook::new();
    write_texts(workbook.add_worksheet(), paper, 0);
    workbook.save_to_buffer().expect("memory can be written")
}

/// Writes the paper as texts, beginning at a row counted from 0. Empty cells are not written, as in a spreadsheet.
pub fn write_texts(sheet: &mut Worksheet, paper: &Paper, first_row: u32) {
    for (row, cells) in (first_row..).zip(&paper.0) {
        for (column, cell) in (0_u16..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, cell).expect("fits a sheet");
            }
        }
    }
}

/// A workbook that is written by `change` on top of the texts of the paper.
pub fn changed(paper: &Paper, change: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_texts(sheet, paper, 0);
    change(sheet);
    workbook.save_to_buffer().expect("memory can be written")
}

fn date_format() -> Format {
    Format::new().set_num_format("yyyy-mm-dd")
}

fn column(field: &str) -> u16 {
    u16::try_from(Paper::index(field)).expect("thirteen columns")
}

#[test]
fn cells_of_text_give_the_columns_of_the_csv_file() {
    let office = Office::library();
    for paper in [Paper::good(), Paper::good().reversed()] {
        let result = office.read("cards.xlsx", &of_texts(&paper));
        assert_eq!(lines(&result).len(), 1, "the line break");
        let register = result.expect("only a warning");
        assert_eq!(register.columns, columns());
        let sheet = "Sheet1".to_owned();
        assert_eq!(register.source, Source::Workbook { sheet });
    }
}

#[test]
fn cells_with_types_give_the_columns_of_the_csv_file() {
    let typed = changed(&Paper::good(), |sheet| {
        let rows = (1_u32..).zip(Paper::good().0.into_iter().skip(1));
        for (row, cells) in rows {
            for field in ["born_on", "issued_on"] {
                let day = &cells[usize::from(column(field))];
                if !day.is_empty() {
                    let day = ExcelDateTime::parse_from_str(day).expect("a day");
                    sheet
                        .write_datetime_with_format(row, column(field), &day, &date_format())
                        .expect("fits a sheet");
                }
            }
            for field in ["loans_now", "deposit", "card_state"] {
                if let Ok(number) = cells[usize::from(column(field))].parse::<f64>() {
                    sheet.write_number(row, column(field), number).expect("fits a sheet");
                }
            }
            let answer = &cells[usize::from(column("wants_reminders"))];
            if !answer.is_empty() {
                sheet
                    .write_boolean(row, column("wants_reminders"), answer == "1")
                    .expect("fits a sheet");
            }
        }
        let total = Formula::new("=1+1").set_result("2");
        sheet
            .write_formula(1, column("loans_now"), total)
            .expect("fits a sheet");
        let text = Formula::new("=\"F\"&\"001\"").set_result("F001");
        sheet
            .write_formula(1, column("family_card"), text)
            .expect("fits a sheet");
    });
    let result = Office::library().read("cards.xlsx", &typed);
    assert_eq!(lines(&result), ["import.line_break 4 L reader_note"]);
    assert_eq!(result.expect("only a warning").columns, columns());
}

#[test]
fn a_sheet_is_chosen_by_its_name_and_is_the_first_otherwise() {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("封面")
        .expect("a name")
        .write_string(0, 0, "说明")
        .expect("fits");
    write_texts(
        workbook.add_worksheet().set_name("读者 2025").expect("a name"),
        &Paper::plain(),
        0,
    );
    let bytes = workbook.save_to_buffer().expect("memory can be written");
    let office = Office::library();
    let read = |sheet: Option<&str>| {
        let options = Options {
            sheet: sheet.map(str::to_owned),
            ..Options::default()
        };
        office.read_with("cards.xlsx", &bytes, &options)
    };
    assert_eq!(read(Some("读者 2025")).expect("is good").row_count, 4);
    assert_eq!(lines(&read(None)), ["import.no_header 1 - -"]);
    let wrong = read(Some("读者"));
    assert_eq!(lines(&wrong), ["import.no_such_sheet - - -"]);
    let told = wrong.expect_err("no such sheet").to_string();
    assert!(
        told.contains("封面、读者 2025") && told.contains("封面, 读者 2025"),
        "{told}"
    );
}

#[test]
fn a_sheet_of_a_text_file_is_no_sheet() {
    let options = Options {
        sheet: Some("读者".to_owned()),
        ..Options::default()
    };
    let result = Office::library().read_with("cards.csv", &Paper::plain().csv(), &options);
    assert_eq!(lines(&result), ["import.no_such_sheet - - -"]);
    let told = result.expect_err("no sheet").to_string();
    assert!(
        told.contains("CSV 文件没有工作表") && told.contains("leave --sheet out"),
        "{told}"
    );
}

#[test]
fn blank_rows_and_rows_before_the_header_count_as_the_spreadsheet_counts_them() {
    let office = Office::library();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write_texts(sheet, &Paper::plain().set(3, "loans_now", "x"), 3);
    // Formatting far away is no content, and a row of spaces is blank.
    sheet
        .write_blank(900, 200, &Format::new().set_bold())
        .expect("fits a sheet");
    sheet.write_string(20, 1, "  ").expect("fits a sheet");
    let bytes = workbook.save_to_buffer().expect("memory can be written");
    let result = office.read("cards.xlsx", &bytes);
    assert_eq!(
        lines(&result),
        ["import.not_integer 6 I loans_now", "import.blank_rows - - -"]
    );

    let titled = changed(&Paper(Vec::new()), |sheet| {
        sheet.write_string(0, 0, "读者登记表（2025 年）").expect("fits a sheet");
        write_texts(sheet, &Paper::plain(), 1);
    });
    let result = office.read("cards.xlsx", &titled);
    assert_eq!(lines(&result), ["import.no_header 1 - -"]);
    let told = result.expect_err("no header").to_string();
    assert!(told.contains("请删去表头上方的标题行"), "{told}");
}

#[test]
fn what_a_spreadsheet_does_to_a_long_number_is_never_taken_for_it() {
    // A number cell, and the text that it is copied as.
    let bytes = changed(&Paper::plain().set(3, "reader_name", "5.19999E+17"), |sheet| {
        sheet
            .write_number(1, column("reader_name"), 519_999_193_203_020_001.0)
            .expect("fits a sheet");
        sheet
            .write_number(1, column("loans_now"), 519_999_193_203_020_001.0)
            .expect("fits a sheet");
    });
    let result = Office::library().read("cards.xlsx", &bytes);
    let expected = [
        "import.digits_lost 2 B reader_name",
        "import.digits_lost 2 I loans_now",
        "import.digits_lost 3 B reader_name",
    ];
    assert_eq!(lines(&result), expected);
}

#[test]
fn a_value_beside_the_table_is_told_once_a_column_and_hides_nothing() {
    let bytes = changed(
        &Paper::plain().set(3, "loans_now", "x").set(4, "loans_now", "x"),
        |sheet| {
            for row in 1..5 {
                sheet.write_string(row, 14, "待核对").expect("fits a sheet");
            }
        },
    );
    let result = Office::library().read("cards.xlsx", &bytes);
    let expected = [
        "import.unnamed_column 2 O -",
        "import.not_integer 3 I loans_now",
        "import.not_integer 4 I loans_now",
    ];
    assert_eq!(lines(&result), expected);
}

#[test]
fn days_at_the_edges_of_the_calendar_are_exact_or_refused() {
    let office = Office::library();
    let read = |number: f64| {
        let bytes = changed(&Paper::plain(), |sheet| {
            sheet
                .write_number_with_format(1, column("born_on"), number, &date_format())
                .expect("fits a sheet");
        });
        office
            .read("cards.xlsx", &bytes)
            .map(|register| register.columns[2].1.value(0).map(|day| day.to_string()))
    };
    for (number, day) in [
        (1.0, "1900-01-01"),
        (59.0, "1900-02-28"),
        (61.0, "1900-03-01"),
        (2_958_465.0, "9999-12-31"),
    ] {
        assert_eq!(read(number).expect("a day"), Some(day.to_owned()), "{number}");
    }
    // A clock time, the day that the year 1900 never had, and numbers behind the calendar.
    for (number, code) in [
        (0.5, "import.not_date"),
        (60.0, "import.not_date"),
        (45_000.25, "import.date_with_time"),
        (2_958_466.0, "import.not_date"),
        (1e18, "import.not_date"),
        (-3.0, "import.not_date"),
    ] {
        let found = read(number).expect_err("no day");
        assert_eq!(
            found.kept().iter().map(|found| found.fault.code()).collect::<Vec<_>>(),
            [code],
            "{number}"
        );
    }
}

#[test]
fn the_content_and_not_the_name_says_what_a_file_is() {
    let office = Office::library();
    for (name, bytes) in [
        ("cards.csv", of_texts(&Paper::plain())),
        ("cards.xlsx", Paper::plain().csv()),
    ] {
        let result = office.read(name, &bytes);
        assert_eq!(lines(&result), ["import.extension - - -"], "{name}");
        assert_eq!(result.expect("only a warning").row_count, 4, "{name}");
    }
    let result = office.read("CARDS.XLSX", &of_texts(&Paper::plain()));
    assert!(lines(&result).is_empty());
}

#[test]
fn a_formula_without_result_is_no_empty_cell() {
    let office = Office::library();
    let read = |attributes: &str, inner: &str| {
        office.read("cards.xlsx", &sheet(&row_with("deposit", attributes, inner), false))
    };
    for inner in ["<f>1+1</f>", "<f>1+1</f><v></v>"] {
        assert_eq!(lines(&read("", inner)), ["import.formula_error 2 J deposit"], "{inner}");
    }
    let deposit = |attributes: &str, inner: &str| {
        let register = read(attributes, inner).expect("is good");
        register.columns[9].1.value(0).map(|value| value.to_string())
    };
    assert_eq!(deposit("", "<f>1+1</f><v>2</v>").as_deref(), Some("2"));
    // A formula whose result is no text at all, and a cell with nothing but a format.
    assert_eq!(deposit(r#"t="str""#, "<f>\"\"</f><v></v>"), None);
    assert_eq!(deposit(r#"s="1""#, ""), None);
}

#[test]
fn workbooks_that_count_from_1904_are_read_by_their_own_calendar() {
    let office = Office::library();
    let read = |number: &str, is_1904: bool| {
        let rows = row_with("born_on", r#"s="1""#, &format!("<v>{number}</v>"));
        office
            .read("cards.xlsx", &sheet(&rows, is_1904))
            .map(|register| register.columns[2].1.value(0).map(|day| day.to_string()))
    };
    for (number, is_1904, day) in [
        ("45000", false, "2023-03-15"),
        ("45000", true, "2027-03-16"),
        ("0", true, "1904-01-01"),
        ("2957003", true, "9999-12-31"),
    ] {
        assert_eq!(read(number, is_1904).expect("a day"), Some(day.to_owned()), "{number}");
    }
    for (number, is_1904) in [("0", false), ("-1", true), ("2957004", true)] {
        let found = read(number, is_1904).expect_err("no day");
        assert_eq!(found.kept().len(), 1, "{number}");
    }
}
