//! A small register with a column of each type, sealed for the hostile and the golden tests. Nobody in it exists.

use serde_json::{Value, json};
use yongquan_cli::seal::{Identification, Plain, plain_sections};
use yongquan_core::dataset;
use yongquan_core::date::{self, Day};
use yongquan_core::schema::{Schema, SchemaDocument};
use yongquan_core::seal::Kind;
use yongquan_core::snapshot::{Metadata, SectionEntry};
use yongquan_core::table::{Column, Table};

/// Number of rows: more than one word of a bitmap.
pub const ROW_COUNT: usize = 40;

/// The day the register speaks of.
pub const AS_OF: &str = "2013-03-02";

/// When the snapshot is made: 2026-01-01, in seconds since 1970.
pub const ISSUED_UNIX_S: i64 = 1_767_225_600;

/// From when on it may not be used: 2036-01-01. Tests bring their own clock, so golden files outlive it.
pub const EXPIRES_UNIX_S: i64 = 2_082_758_400;

/// What the snapshot with this sequence number is of.
pub fn identification(seq: u64) -> Identification {
    Identification {
        register: "anglers-club".to_owned(),
        kind: Kind::Synthetic,
        seq,
        issued_unix_s: ISSUED_UNIX_S,
        expires_unix_s: EXPIRES_UNIX_S,
    }
}

/// What the base section says beside its columns.
pub fn metadata() -> Metadata {
    Metadata {
        schema: schema_document(),
        as_of: AS_OF.to_owned(),
        operators: [("desk".to_owned(), "窗口".to_owned())].into(),
        sections: vec![SectionEntry {
            id: "s01".to_owned(),
            title: "联系".to_owned(),
            title_en: "Contact".to_owned(),
            fields: vec!["phone".to_owned(), "remark".to_owned()],
        }],
        auditor: None,
        purposes: Vec::new(),
        notice: None,
    }
}

/// The plain sections: `s00`, and `s01` with the two restricted fields.
pub fn sections(seq: u64) -> Vec<Plain> {
    sections_of(&identification(seq))
}

/// The same rows as the sections of any register.
pub fn sections_of(identification: &Identification) -> Vec<Plain> {
    let schema = Schema::new(schema_document()).expect("the schema of the tests is valid");
    let mut table = Table::new(ROW_COUNT, schema.fields().len());
    for (name, column) in columns() {
        table.set(schema.field_id(name).expect("is in the schema"), column);
    }
    let as_of = date::parse(AS_OF).expect("is a day");
    dataset::derive(&schema, &mut table, as_of).expect("the derivation of the tests is possible");
    plain_sections(identification, &metadata(), &schema, &table).expect("every field has a column")
}

fn schema_document() -> SchemaDocument {
    let title = |zh: &str, en: &str| json!({"zh": zh, "en": en});
    let field = |id: &str, kind: &str, pack: &str| {
        json!({
            "id": id, "title": title(id, id), "kind": kind, "group": "club", "sensitivity": "internal",
            "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": pack,
        })
    };
    let mut licence = field("licence", "text", "yes");
    licence["code_list"] = json!("licence");
    let mut years = field("years", "integer", "yes");
    years["derived"] = json!({"kind": "full_years", "of": "born_on"});
    let document: Value = json!({
        "title": title("钓友会", "Anglers' club"),
        "groups": [{"id": "club", "title": title("会员", "Members")}],
        "fields": [
            field("member_no", "text", "yes"), licence, field("born_on", "date", "yes"), field("rods", "integer", "yes"),
            field("fee", "number", "yes"), field("boat", "boolean", "yes"), field("phone", "text", "role"),
            field("remark", "text", "role"), years,
        ],
        "code_lists": [{
            "id": "licence",
            "title": title("钓证", "Licence"),
            "codes": [
                {"code": "1", "title": title("河", "River"), "synonyms": ["江"]},
                {"code": "2", "title": title("湖", "Lake")},
                {"code": "9", "title": title("不详", "Not known")},
            ],
            "unknown_codes": ["9"],
        }],
        "roles": {"key": "member_no", "birth_date": "born_on", "age": "years"},
        "default_columns": ["member_no", "licence"],
        "default_facets": ["licence"],
        "example_questions": ["80岁以上"],
    });
    serde_json::from_value(document).expect("is a schema document")
}

fn columns() -> Vec<(&'static str, Column)> {
    let first = date::parse("1930-01-01").expect("is a day");
    let every = |of: fn(usize) -> Option<String>| (0..ROW_COUNT).map(of).collect::<Vec<_>>();
    let born_on: Vec<Option<Day>> = (0..ROW_COUNT)
        .map(|row| (row % 9 != 8).then(|| first + (row as Day * 397) % 25_000))
        .collect();
    let rods: Vec<Option<i64>> = (0..ROW_COUNT)
        .map(|row| (row % 4 != 3).then_some(row as i64 % 6 - 1))
        .collect();
    let fee: Vec<Option<f64>> = (0..ROW_COUNT)
        .map(|row| (row % 5 != 4).then_some(row as f64 * 2.5))
        .collect();
    let boat: Vec<Option<bool>> = (0..ROW_COUNT)
        .map(|row| (row % 7 != 6).then_some(row % 2 == 0))
        .collect();
    vec![
        (
            "member_no",
            Column::from_texts(&every(|row| Some(format!("519999-{:04}", (row * 7) % 40)))),
        ),
        (
            "licence",
            Column::from_texts(&every(|row| Some(["1", "2", "9"][row % 3].to_owned()))),
        ),
        ("born_on", Column::from_dates(&born_on)),
        ("rods", Column::from_integers(&rods)),
        ("fee", Column::from_numbers(&fee)),
        ("boat", Column::from_booleans(&boat)),
        (
            "phone",
            Column::from_texts(&every(|row| (row % 3 != 2).then(|| format!("000-{row:04}")))),
        ),
        (
            "remark",
            Column::from_texts(&every(|row| (row % 10 == 0).then(|| format!("备注{row}")))),
        ),
    ]
}
