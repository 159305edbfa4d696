//! No message repeats what a cell holds: not as text, not as JSON, not in the form that a programmer prints.

use serde_json::json;
use yongquan_cli::ingest::{Diagnostics, Options, Register};

use crate::office::{Office, diagnostics, field};
use crate::register::Paper;
use crate::workbooks::changed;

/// Parts of the values below. None of them occurs in the package or in a text of the program.
const SECRETS: [&str; 9] = [
    "密语",
    "519999193203020001",
    "1888-08-08",
    "07:08:09",
    "77777",
    "98765432109876543",
    "5.19999E+17",
    "-4321",
    "519999193203020000",
];

/// At least `fault_count` faults were found, and none of them tells a value.
#[track_caller]
fn tells_nothing(result: &Result<Register, Diagnostics>, fault_count: usize) {
    let found = diagnostics(result);
    assert!(found.kept().len() >= fault_count, "{found}");
    for told in [
        found.to_string(),
        found.to_json().to_string(),
        format!("{found:?}"),
        found.failure().to_string(),
    ] {
        for secret in SECRETS {
            assert!(!told.contains(secret), "{secret}: {told}");
        }
    }
}

#[test]
fn the_values_of_faulty_cells_are_never_repeated() {
    // Without the pattern, so that a number can be anything, and repeat.
    let office = Office::altered(
        |descriptor| {
            field(descriptor, "card_no")["constraints"] = json!({"required": true});
            field(descriptor, "reader_note")["constraints"] = json!({"enum": ["甲", "乙"]});
        },
        "X,同名,Same,,\nY,同名,Other same,,\n",
    );
    let paper = Paper::plain()
        .set(2, "card_no", "密语519999193203020001")
        .set(3, "card_no", " 密语519999193203020001 ")
        .set(2, "reader_name", "密语\0")
        .set(3, "reader_name", "5.19999E+17")
        .set(4, "reader_name", "密语\n密语")
        .set(5, "reader_name", "锟斤拷密语")
        .set(2, "born_on", "1888-08-08")
        .set(3, "born_on", "1999-01-01 07:08:09")
        .set(4, "born_on", "密语")
        .set(2, "family_card", "密语")
        .set(2, "card_kind", "密语")
        .set(3, "home_branch", "519999193203020001")
        .set(2, "loans_now", "77777")
        .set(3, "loans_now", "98765432109876543")
        .set(4, "loans_now", "-4321")
        .set(5, "loans_now", "密语")
        .set(2, "deposit", "密语")
        .set(3, "deposit", "-4321")
        .set(2, "wants_reminders", "密语")
        .set(2, "reader_note", "密语519999193203020001")
        .with_column("", "密语");
    tells_nothing(&office.read("cards.csv", &paper.csv()), 21);
    let few = Options {
        shown_limit: 1,
        ..Options::default()
    };
    tells_nothing(&office.read_with("cards.csv", &paper.csv(), &few), 3);
}

#[test]
fn the_values_of_cells_with_types_are_never_repeated() {
    let bytes = changed(&Paper::plain(), |sheet| {
        sheet
            .write_number(1, 1, 519_999_193_203_020_001.0)
            .expect("fits a sheet");
        sheet.write_number(2, 1, 77_777.25).expect("fits a sheet");
        sheet.write_number(3, 8, 77_777).expect("fits a sheet");
        sheet.write_number(4, 10, 77_777).expect("fits a sheet");
        sheet.write_string(1, 15, "密语").expect("fits a sheet");
        sheet
            .merge_range(2, 11, 3, 11, "密语", &rust_xlsxwriter::Format::new())
            .expect("fits a sheet");
    });
    tells_nothing(&Office::library().read("cards.xlsx", &bytes), 6);
}

#[test]
fn rows_that_do_not_fit_the_header_are_not_repeated() {
    let office = Office::library();
    let mut long = Paper::plain().set(2, "reader_note", "密语");
    long.0[1].push("密语".to_owned());
    tells_nothing(&office.read("cards.csv", &long.csv()), 1);
    let open = Paper::plain()
        .set(3, "reader_note", "密语")
        .text(b',')
        .replacen("\nL00002", "\n\"L00002", 1);
    tells_nothing(&office.read("cards.csv", open.as_bytes()), 1);
}

#[test]
fn values_that_stand_where_headings_belong_are_not_repeated() {
    let office = Office::library();
    // No header at all, and a row with just one cell that happens to be called like a column.
    let mut rows = Paper::plain()
        .set(2, "reader_note", "密语")
        .set(2, "reader_name", "519999193203020001")
        .0;
    rows.remove(0);
    tells_nothing(&office.read("cards.csv", &Paper(rows.clone()).csv()), 1);
    rows[0][12] = "电子邮箱".to_owned();
    tells_nothing(&office.read("cards.csv", &Paper(rows).csv()), 12);
    // A stray quotation mark in the header and another one below: a heading that swallows a row.
    let text = Paper::plain().set(2, "reader_note", "密语").text(b',');
    let text = text
        .replacen(",contact_email\n", ",\"contact_email\n", 1)
        .replacen("L00002,", "L00002\",", 1);
    tells_nothing(&office.read("cards.csv", text.as_bytes()), 1);
    // A paragraph that got into the first row.
    let paper = Paper::plain().with_column(&"密语".repeat(20), "");
    tells_nothing(&office.read("cards.csv", &paper.csv()), 1);
}
