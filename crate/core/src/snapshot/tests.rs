//! Encoding and decoding against each other, and one fault at a time.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::bytes::Reader;
use super::columns::{decode_columns, encode_column};
use super::section::wrap;
use super::*;
use crate::error::OpenError;
use crate::limits;
use crate::schema::SchemaDocument;
use crate::table::Column;

const REGISTER: &str = "test";
const AS_OF: &str = "2013-03-02";
const ROW_ORDER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn header(section: &str, row_count: usize) -> SectionHeader {
    SectionHeader {
        register: REGISTER.to_owned(),
        seq: 7,
        section: section.to_owned(),
        row_count,
        row_order: ROW_ORDER.to_owned(),
    }
}

fn expected(section: &str) -> ExpectedSection<'_> {
    ExpectedSection {
        register: REGISTER,
        seq: 7,
        section,
        as_of: AS_OF,
    }
}

/// A schema with one field of each type in the base section and one restricted text.
fn metadata() -> Metadata {
    let title = json!({"zh": "标题", "en": "Title"});
    let field = |id: &str, kind: &str, pack: &str| {
        json!({
            "id": id, "title": title, "kind": kind, "group": "g", "sensitivity": "internal", "department": "",
            "purpose": "", "legal_basis": "", "standard": "", "pack": pack,
        })
    };
    let document: Value = json!({
        "title": title,
        "groups": [{"id": "g", "title": title}],
        "fields": [
            field("word", "text", "yes"), field("secret", "text", "role"), field("many", "integer", "yes"),
            field("much", "number", "yes"), field("flag", "boolean", "yes"), field("day", "date", "yes"),
        ],
        "code_lists": [], "roles": {}, "default_columns": [], "default_facets": [], "example_questions": [],
    });
    Metadata {
        schema: serde_json::from_value::<SchemaDocument>(document).expect("is a schema document"),
        as_of: AS_OF.to_owned(),
        operators: [("desk".to_owned(), "窗口".to_owned())].into(),
        sections: vec![entry("s01", &["secret"])],
        auditor: None,
        purposes: Vec::new(),
        notice: None,
    }
}

fn entry(id: &str, fields: &[&str]) -> SectionEntry {
    SectionEntry {
        id: id.to_owned(),
        title: "分区".to_owned(),
        title_en: "Section".to_owned(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    }
}

fn base_columns() -> Vec<(&'static str, Column)> {
    vec![
        ("word", Column::from_texts(&[Some("女"), None, Some("")])),
        (
            "many",
            Column::from_integers(&[Some(-5), Some(limits::MAX_INTEGER), None]),
        ),
        ("much", Column::from_numbers(&[Some(-0.0), Some(1.5), None])),
        ("flag", Column::from_booleans(&[Some(true), None, Some(false)])),
        ("day", Column::from_dates(&[Some(0), None, Some(-14_000)])),
    ]
}

fn borrow<'a>(columns: &'a [(&'static str, Column)]) -> Vec<(&'a str, &'a Column)> {
    columns.iter().map(|(field, column)| (*field, column)).collect()
}

fn base() -> Vec<u8> {
    encode_section(&header("s00", 3), Some(&metadata()), &borrow(&base_columns()), &[])
}

fn restricted() -> Vec<u8> {
    let secret = Column::from_texts(&[Some("a"), Some("b"), None]);
    encode_section(&header("s01", 3), None, &[("secret", &secret)], &[])
}

fn open(sections: &[(&str, &[u8])]) -> Result<(Metadata, crate::schema::Schema, crate::table::Table), OpenError> {
    let sections = sections.iter().map(|&(id, bytes)| (id, SectionBytes::from(bytes)));
    decode_snapshot(REGISTER, 7, AS_OF, &["s00", "s01"], sections)
}

fn decode(bytes: &[u8], expected: &ExpectedSection) -> Result<Section, OpenError> {
    decode_section(SectionBytes::from(bytes), expected)
}

#[test]
fn what_goes_in_comes_out_and_closed_fields_are_empty() {
    let (base, restricted) = (base(), restricted());
    let (read, schema, table) = open(&[("s00", &base), ("s01", &restricted)]).expect("both are good");
    assert_eq!(read, metadata());
    for (field, column) in base_columns() {
        let id = schema.field_id(field).expect("is in the schema");
        assert_eq!(table.column(id), Some(&column), "{field}");
    }
    let secret = schema.field_id("secret").expect("is in the schema");
    assert!(table.column(secret).is_some());
    let (_, _, table) = open(&[("s00", &base)]).expect("the base section stands alone");
    assert!(table.column(secret).is_none());
    assert_eq!(table.row_count(), 3);
}

#[test]
fn code_widths_change_where_the_missing_code_no_longer_fits() {
    for (cardinality, width) in [(0, 1), (1, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4)] {
        let cells: Vec<Option<i64>> = (0..cardinality).map(Some).chain([None]).collect();
        let column = Column::from_integers(&cells);
        let mut body = Vec::new();
        encode_column(&mut body, "f", &column);
        assert_eq!(body[4], width, "{cardinality} values");
        let bytes = encode_section(&header("s01", cells.len()), None, &[("f", &column)], &[]);
        let section = decode(&bytes, &expected("s01")).expect("is good");
        assert_eq!(section.columns, [("f".to_owned(), column)]);
    }
}

/// Any column of `row_count` rows.
fn any_column(row_count: usize) -> BoxedStrategy<Column> {
    let texts = vec(option::of("\\PC{0,4}|[ab]"), row_count).prop_map(|cells| Column::from_texts(&cells));
    let range = -limits::MAX_INTEGER..=limits::MAX_INTEGER;
    let integers = vec(option::of(range), row_count).prop_map(|cells| Column::from_integers(&cells));
    let finite = prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL;
    let numbers = vec(option::of(finite), row_count).prop_map(|cells| Column::from_numbers(&cells));
    let booleans = vec(option::of(any::<bool>()), row_count).prop_map(|cells| Column::from_booleans(&cells));
    let days = vec(option::of(-700_000..2_900_000), row_count).prop_map(|cells| Column::from_dates(&cells));
    prop_oneof![texts, integers, numbers, booleans, days].boxed()
}

fn any_columns() -> impl Strategy<Value = (usize, Vec<Column>)> {
    let row_count = prop::sample::select(vec![0, 1, 31, 32, 33, 63, 64, 65, 300]);
    row_count.prop_flat_map(|row_count| (Just(row_count), vec(any_column(row_count), 0..5)))
}

proptest! {
    #[test]
    fn decoding_undoes_encoding_and_encoding_again_gives_the_same_bytes((row_count, columns) in any_columns()) {
        let names: Vec<String> = (0..columns.len()).map(|index| format!("f{index}")).collect();
        let named: Vec<(&str, &Column)> = names.iter().map(String::as_str).zip(&columns).collect();
        let bytes = encode_section(&header("s01", row_count), None, &named, &[]);
        let section = decode(&bytes, &expected("s01")).expect("what was encoded decodes");
        prop_assert_eq!(section.header.row_count, row_count);
        let read: Vec<(&str, &Column)> = section.columns.iter().map(|(name, column)| (name.as_str(), column)).collect();
        prop_assert_eq!(&read, &named);
        prop_assert_eq!(encode_section(&section.header, None, &read, &[]), bytes);
    }

    #[test]
    fn no_bytes_make_the_decoder_panic(body in vec(any::<u8>(), 0..400), row_count in 0usize..100) {
        // Whatever lies behind a good header: an answer or an error, never a panic.
        let answer = decode(&wrap(&header("s01", row_count), &body), &expected("s01"));
        if let Ok(section) = answer {
            prop_assert_eq!(section.header.row_count, row_count);
        }
    }

    #[test]
    fn an_altered_body_is_an_error_or_another_body(index in any::<prop::sample::Index>(), bit in 0u8..8) {
        let columns = base_columns();
        let mut body = 0u32.to_le_bytes().to_vec();
        body.extend_from_slice(&5u32.to_le_bytes());
        for (field, column) in &columns {
            encode_column(&mut body, field, column);
        }
        let good = decode(&wrap(&header("s01", 3), &body), &expected("s01")).expect("is good");
        let index = index.index(body.len());
        body[index] ^= 1 << bit;
        if let Ok(section) = decode(&wrap(&header("s01", 3), &body), &expected("s01")) {
            // One spelling for one meaning: a body that differs never says the same.
            prop_assert_ne!(section, good);
        }
    }
}

#[test]
fn framing_faults_are_named() {
    let good = base();
    let code = |bytes: &[u8]| decode(bytes, &expected("s00")).expect_err("must be refused").code();
    for byte_len in 0..good.len() {
        assert_eq!(code(&good[..byte_len]), "open.section", "cut to {byte_len} bytes");
    }
    assert_eq!(code(&[&good[..], &[0]].concat()), "open.section", "a byte too many");
    let mut dirty = good.clone();
    let last = dirty.len() - 1;
    assert_eq!(dirty[last], 0, "this section has padding");
    dirty[last] = 1;
    assert_eq!(code(&dirty), "open.section", "padding is not zero");
    let mut long_header = good.clone();
    long_header[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(code(&long_header), "open.too_large");
    let mut extra = 0u32.to_le_bytes().to_vec();
    extra.extend_from_slice(&0u32.to_le_bytes());
    extra.push(0);
    assert_eq!(
        code(&wrap(&header("s00", 3), &extra)),
        "open.section",
        "a byte after the last column"
    );
}

/// Changes the JSON header of a section and puts everything together again.
fn with_header(bytes: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let header_len = u32::from_le_bytes(bytes[8..12].try_into().expect("four bytes")) as usize;
    let mut document: Value = serde_json::from_slice(&bytes[12..12 + header_len]).expect("is JSON");
    let deflated_len = document["deflated_len"].as_u64().expect("is a number") as usize;
    change(&mut document);
    let json = serde_json::to_vec(&document).expect("is JSON");
    let mut changed = bytes[..8].to_vec();
    changed.extend_from_slice(&(json.len() as u32).to_le_bytes());
    changed.extend_from_slice(&json);
    changed.extend_from_slice(&bytes[12 + header_len..12 + header_len + deflated_len]);
    changed.resize(padding::padded_len(changed.len()), 0);
    changed
}

#[test]
fn headers_that_disagree_or_lie_are_refused() {
    let good = base();
    let same = with_header(&good, |_| {});
    decode(&same, &expected("s00")).expect("a header in another key order is as good");
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 10] = [
        ("register", |h| h["register"] = json!("other"), "open.section_mismatch"),
        ("seq", |h| h["seq"] = json!(8), "open.section_mismatch"),
        ("section", |h| h["section"] = json!("s01"), "open.section_mismatch"),
        ("row_order", |h| h["row_order"] = json!("x"), "open.section_mismatch"),
        ("rows", |h| h["row_count"] = json!(1u64 << 40), "open.too_large"),
        ("bomb", |h| h["inflated_len"] = json!(1u64 << 30), "open.too_large"),
        (
            "bomb above the limit",
            |h| h["inflated_len"] = json!(1u64 << 40),
            "open.too_large",
        ),
        ("shorter", |h| h["inflated_len"] = json!(10), "open.section"),
        ("unknown key", |h| h["note"] = json!(""), "open.section"),
        (
            "beyond the end",
            |h| h["deflated_len"] = json!(1u64 << 40),
            "open.section",
        ),
    ];
    for (name, change, code) in changes {
        let error = decode(&with_header(&good, change), &expected("s00")).expect_err(name);
        assert_eq!(error.code(), code, "{name}");
    }
    let other_day = ExpectedSection {
        as_of: "2013-03-03",
        ..expected("s00")
    };
    let error = decode(&good, &other_day).expect_err("is of another day");
    assert_eq!(error.code(), "open.section_mismatch");
}

/// The bytes of one column from its parts.
fn raw(kind: u8, width: u8, cardinality: u32, dictionary: &[u8], codes: &[u8]) -> Vec<u8> {
    let mut bytes = vec![1, 0, 0, 0, 1, 0, b'f', kind, width];
    bytes.extend_from_slice(&cardinality.to_le_bytes());
    bytes.extend_from_slice(dictionary);
    bytes.extend_from_slice(codes);
    bytes
}

fn problem(bytes: &[u8]) -> Result<(), String> {
    let mut reader = Reader::new(bytes, bytes.len() as u64);
    match decode_columns(&mut reader, 2, "s01") {
        Ok(_) => Ok(()),
        Err(OpenError::Column { problem, .. }) => Err(problem.to_owned()),
        Err(other) => Err(other.code().to_owned()),
    }
}

#[test]
fn every_rule_of_a_column_is_checked() {
    let offsets = |offsets: &[u32], bytes: &[u8]| {
        let mut dictionary: Vec<u8> = offsets.iter().flat_map(|offset| offset.to_le_bytes()).collect();
        dictionary.extend_from_slice(bytes);
        dictionary
    };
    let integers = |values: &[i64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let numbers = |values: &[f64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let days = |values: &[i32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let ranks = |ranks: &[u32]| {
        let all = [&[ranks.len() as u32], ranks].concat();
        all.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>()
    };
    let good = [
        raw(1, 1, 2, &offsets(&[0, 3, 6], "乙女".as_bytes()), &[0, 2]),
        raw(2, 1, 2, &integers(&[-1, 5]), &[1, 1]),
        raw(3, 1, 2, &numbers(&[-1.5, 0.0]), &[1, 2]),
        raw(4, 1, 2, &[], &[0, 2]),
        raw(5, 1, 1, &days(&[0]), &[0, 1]),
        raw(1, 1, 0, &offsets(&[0], b""), &[0, 0]),
        raw(6, 4, 2, &offsets(&[0, 4, 7], b"^a\tbc\td"), &ranks(&[1, 0])),
        raw(6, 4, 0, &offsets(&[0], b""), &ranks(&[])),
    ];
    for bytes in &good {
        assert_eq!(problem(bytes), Ok(()));
        for byte_len in 0..bytes.len() {
            assert_eq!(
                problem(&bytes[..byte_len]),
                Err("bytes end too early".to_owned()),
                "{byte_len}"
            );
        }
    }
    let not_sorted = "dictionary is not sorted and distinct";
    let cut = "text offsets do not cut the texts apart";
    let faults = [
        (raw(0, 1, 0, &[], &[0, 0]), "type of column is unknown"),
        (raw(7, 1, 0, &[], &[0, 0]), "type of column is unknown"),
        (
            raw(6, 1, 0, &offsets(&[0], b""), &ranks(&[])),
            "ranks of sounds take four bytes",
        ),
        (raw(6, 4, 1, &offsets(&[0, 1], b"a"), &ranks(&[])), "sounds have no key"),
        (
            raw(6, 4, 1, &offsets(&[0, 4], b"ab\tc"), &ranks(&[])),
            "key of a sound is neither a character nor a beginning",
        ),
        (
            raw(6, 4, 1, &offsets(&[0, 2], b"a\t"), &ranks(&[])),
            "readings are not syllables of small letters",
        ),
        (
            raw(6, 4, 2, &offsets(&[0, 3, 6], b"a\tba\tc"), &ranks(&[])),
            "keys of sounds are not sorted and distinct",
        ),
        (
            raw(6, 4, 0, &offsets(&[0], b""), &ranks(&[1, 1])),
            "ranks of sounds are not an order",
        ),
        (
            raw(6, 4, 0, &offsets(&[0], b""), &ranks(&[0, 2])),
            "ranks of sounds are not an order",
        ),
        (raw(4, 1, 1, &[], &[0, 0]), "a boolean column has exactly two values"),
        (raw(4, 1, 2, &[], &[0, 3]), "a code lies outside the dictionary"),
        (
            raw(4, 2, 2, &[], &[0, 0, 0, 0]),
            "codes are not as narrow as the dictionary allows",
        ),
        (
            raw(4, 3, 2, &[], &[0; 6]),
            "codes are not as narrow as the dictionary allows",
        ),
        (raw(1, 1, 2, &offsets(&[0, 1, 2], b"ba"), &[0, 0]), not_sorted),
        (raw(1, 1, 2, &offsets(&[0, 1, 2], b"aa"), &[0, 0]), not_sorted),
        (
            raw(1, 1, 1, &offsets(&[1, 2], b"ab"), &[0, 0]),
            "the first text does not begin at 0",
        ),
        (raw(1, 1, 2, &offsets(&[0, 2, 1], b"a"), &[0, 0]), cut),
        (raw(1, 1, 2, &offsets(&[0, 9, 1], b"a"), &[0, 0]), cut),
        (raw(1, 1, 2, &offsets(&[0, 1, 3], "女".as_bytes()), &[0, 0]), cut),
        (raw(1, 1, 1, &offsets(&[0, 1], b"\xff"), &[0, 0]), "texts are not UTF-8"),
        (raw(2, 1, 2, &integers(&[5, -1]), &[0, 0]), not_sorted),
        (raw(2, 1, 1, &integers(&[1 << 53]), &[0, 0]), "an integer is too large"),
        (raw(2, 1, 1, &integers(&[i64::MIN]), &[0, 0]), "an integer is too large"),
        (raw(3, 1, 2, &numbers(&[1.0, 1.0]), &[0, 0]), not_sorted),
        (
            raw(3, 1, 1, &numbers(&[f64::NAN]), &[0, 0]),
            "a number is not finite, or is a negative zero",
        ),
        (
            raw(3, 1, 1, &numbers(&[f64::INFINITY]), &[0, 0]),
            "a number is not finite, or is a negative zero",
        ),
        (
            raw(3, 1, 1, &numbers(&[-0.0]), &[0, 0]),
            "a number is not finite, or is a negative zero",
        ),
        (raw(5, 1, 2, &days(&[1, 1]), &[0, 0]), not_sorted),
        (
            raw(5, 1, 1, &days(&[i32::MAX]), &[0, 0]),
            "a day lies outside the calendar",
        ),
        (
            raw(5, 1, 2, &days(&[-1_000_000, 0]), &[0, 0]),
            "a day lies outside the calendar",
        ),
        (vec![1, 0, 0, 0, 0, 0], "field id is empty or too long"),
        (vec![1, 0, 0, 0, 65, 0], "field id is empty or too long"),
        (vec![1, 0, 0, 0, 1, 0, 0xff], "field id is not UTF-8"),
        (vec![1, 4, 0, 1], "open.too_large"),
    ];
    for (bytes, expected) in faults {
        assert_eq!(problem(&bytes), Err(expected.to_owned()), "{bytes:?}");
    }
    let mut other = good[3].clone();
    other[6] = b'g';
    let behind = [&[2, 0, 0, 0], &good[6][4..], &other[4..]].concat();
    assert_eq!(problem(&behind), Err("stands behind sounds".to_owned()));
    let one = &good[3][4..];
    let twice = [&[2, 0, 0, 0], one, one].concat();
    assert_eq!(problem(&twice), Err("stands twice".to_owned()));
}

#[test]
fn sections_that_do_not_belong_together_are_refused() {
    let secret = Column::from_texts(&[Some("a"), Some("b"), None]);
    let base = base();
    let code = |sections: &[(&str, &[u8])]| open(sections).expect_err("must be refused").code();
    assert_eq!(code(&[]), "open.no_access");
    assert_eq!(code(&[("s01", &restricted())]), "open.schema", "no metadata");
    let second_metadata = encode_section(&header("s01", 3), Some(&metadata()), &[("secret", &secret)], &[]);
    assert_eq!(code(&[("s00", &base), ("s01", &second_metadata)]), "open.schema");

    let shorter = Column::from_texts(&[Some("a"), Some("b")]);
    let shorter = encode_section(&header("s01", 2), None, &[("secret", &shorter)], &[]);
    assert_eq!(code(&[("s00", &base), ("s01", &shorter)]), "open.section_mismatch");
    let mut shuffled = header("s01", 3);
    shuffled.row_order = ROW_ORDER.replace('0', "1");
    let shuffled = encode_section(&shuffled, None, &[("secret", &secret)], &[]);
    assert_eq!(code(&[("s00", &base), ("s01", &shuffled)]), "open.section_mismatch");

    let other_type = Column::from_integers(&[None, None, None]);
    for (name, columns) in [
        ("unknown field", vec![("nobody", &secret)]),
        ("another type", vec![("secret", &other_type)]),
        ("the wrong section", vec![("word", &secret)]),
    ] {
        let section = encode_section(&header("s01", 3), None, &columns, &[]);
        assert_eq!(code(&[("s00", &base), ("s01", &section)]), "open.column", "{name}");
    }
    let again = encode_section(&header("s02", 3), None, &[("secret", &secret)], &[]);
    assert_eq!(
        code(&[("s00", &base), ("s01", &restricted()), ("s02", &again)]),
        "open.section_mismatch",
        "the base section announces no s02"
    );
    assert_eq!(
        code(&[("s00", &base), ("s01", &restricted()), ("s01", &restricted())]),
        "open.column"
    );

    let columns = base_columns();
    let mut swapped = borrow(&columns);
    swapped.swap(0, 1);
    let swapped = encode_section(&header("s00", 3), Some(&metadata()), &swapped, &[]);
    assert_eq!(
        code(&[("s00", &swapped)]),
        "open.column",
        "not in the order of the schema"
    );
    let lacking = encode_section(&header("s00", 3), Some(&metadata()), &borrow(&columns)[1..], &[]);
    assert_eq!(
        code(&[("s00", &lacking)]),
        "open.column",
        "a field of the base section is missing"
    );
    let mut contradiction = metadata();
    contradiction.schema.groups.clear();
    let contradiction = encode_section(&header("s00", 3), Some(&contradiction), &borrow(&columns), &[]);
    assert_eq!(code(&[("s00", &contradiction)]), "open.schema");
}

/// A base section of texts, one for each field of (id, mark), where `jian` says how `name` sounds; it has the columns marked `yes`.
fn base_of(fields: &[(&str, &str)], sections: Vec<SectionEntry>, auditor: Option<&str>) -> Vec<u8> {
    let title = json!({"zh": "标题", "en": "Title"});
    let documents = fields.iter().map(|&(id, pack)| {
        let mut field = json!({
            "id": id, "title": title, "kind": "text", "group": "g", "sensitivity": "internal", "department": "",
            "purpose": "", "legal_basis": "", "standard": "", "pack": pack,
        });
        if id == "jian" {
            field["derived"] = json!({"kind": "pinyin", "of": "name"});
        }
        field
    });
    let document: Value = json!({
        "title": title, "groups": [{"id": "g", "title": title}], "fields": documents.collect::<Vec<_>>(),
        "code_lists": [], "roles": {}, "default_columns": [], "default_facets": [], "example_questions": [],
    });
    let metadata = Metadata {
        schema: serde_json::from_value(document).expect("is a schema document"),
        as_of: AS_OF.to_owned(),
        operators: BTreeMap::new(),
        sections,
        auditor: auditor.map(str::to_owned),
        purposes: Vec::new(),
        notice: None,
    };
    let column = Column::from_texts(&[None::<&str>; 3]);
    let open = fields.iter().filter(|(_, pack)| *pack == "yes");
    let columns: Vec<(&str, &Column)> = open.map(|&(id, _)| (id, &column)).collect();
    encode_section(&header("s00", 3), Some(&metadata), &columns, &[])
}

fn decode_ids(ids: &[&str], sections: &[(&str, &[u8])]) -> Result<Metadata, OpenError> {
    let sections = sections.iter().map(|&(id, bytes)| (id, SectionBytes::from(bytes)));
    decode_snapshot(REGISTER, 7, AS_OF, ids, sections).map(|(metadata, ..)| metadata)
}

#[test]
fn entries_share_out_the_restricted_fields() {
    const FIELDS: [(&str, &str); 5] = [
        ("street", "yes"),
        ("name", "role"),
        ("jian", "role"),
        ("phone", "role"),
        ("illness", "role"),
    ];
    let good = || vec![entry("s01", &["name", "jian", "phone"]), entry("s02", &["illness"])];
    let ids = ["s00", "s01", "s02"];
    let base = base_of(&FIELDS, good(), None);
    let metadata = decode_ids(&ids, &[("s00", &base)]).expect("every field stands in one entry");
    assert_eq!(metadata.sections, good());

    type Change = fn(&mut Vec<SectionEntry>);
    let changes: [(Change, &str, &str); 15] = [
        (|s| s[0].id = "s02".to_owned(), "sections[0].id", "is not s01"),
        (|s| s[1].id = "s03".to_owned(), "sections[1].id", "is not s02"),
        (|s| s[0].title.clear(), "sections[0].title", "is empty"),
        (|s| s[1].title_en.clear(), "sections[1].title", "is empty"),
        (|s| s[1].fields.clear(), "sections[1].fields", "is empty"),
        (
            |s| s[1].fields.push("nobody".to_owned()),
            "sections[1].fields",
            "no field nobody",
        ),
        (
            |s| s[0].fields.insert(0, "street".to_owned()),
            "sections[0].fields",
            "street is not marked role",
        ),
        (
            |s| s[0].fields.swap(0, 1),
            "sections[0].fields",
            "name is out of the order of the schema",
        ),
        (
            |s| s[1].fields.push("illness".to_owned()),
            "sections[1].fields",
            "illness is out of the order of the schema",
        ),
        (
            |s| s[1].fields.insert(0, "phone".to_owned()),
            "sections[1].fields",
            "phone stands in another section",
        ),
        (|s| drop(s[0].fields.pop()), "sections", "phone is in none"),
        (|s| drop(s.pop()), "sections", "illness is in none"),
        (|s| s.clear(), "sections", "name is in none"),
        (
            |s| {
                let sounds = s[0].fields.remove(1);
                s[1].fields.insert(0, sounds);
            },
            "sections[1].fields",
            "jian is not with name",
        ),
        (
            |s| *s = vec![s[0].clone(); limits::MAX_SECTIONS],
            "sections",
            "100 sections, expected at most 99",
        ),
    ];
    for (change, path, problem) in changes {
        let mut sections = good();
        change(&mut sections);
        let base = base_of(&FIELDS, sections, None);
        let expected = OpenError::Schema {
            path: path.to_owned(),
            problem: problem.to_owned(),
        };
        assert_eq!(decode_ids(&ids, &[("s00", &base)]), Err(expected));
    }
    let auditor = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    let audited = base_of(&FIELDS, good(), Some(auditor));
    let metadata = decode_ids(&ids, &[("s00", &audited)]).expect("the auditor has a key");
    assert_eq!(metadata.auditor.as_deref(), Some(auditor));
    for wrong in ["", "age1", "AGE-SECRET-KEY-1", &auditor[1..]] {
        let expected = OpenError::Schema {
            path: "auditor".to_owned(),
            problem: "is no age recipient".to_owned(),
        };
        let base = base_of(&FIELDS, good(), Some(wrong));
        assert_eq!(decode_ids(&ids, &[("s00", &base)]), Err(expected), "{wrong:?}");
    }
}

#[test]
fn announced_sections_are_those_of_the_manifest_and_hold_what_was_announced() {
    const FIELDS: [(&str, &str); 4] = [
        ("street", "yes"),
        ("phone", "role"),
        ("mail", "role"),
        ("illness", "role"),
    ];
    let entries = vec![entry("s01", &["phone", "mail"]), entry("s02", &["illness"])];
    let base = base_of(&FIELDS, entries, None);
    let mismatch = |section: &str| OpenError::SectionMismatch {
        section: section.to_owned(),
        what: "sections",
    };
    for ids in [vec!["s00"], vec!["s00", "s01"], vec!["s00", "s01", "s02", "s03"]] {
        assert_eq!(decode_ids(&ids, &[("s00", &base)]), Err(mismatch("s00")), "{ids:?}");
    }
    let column = Column::from_texts(&[Some("a"), Some("b"), None]);
    let section = |id: &str, fields: &[&str]| {
        let columns: Vec<(&str, &Column)> = fields.iter().map(|&field| (field, &column)).collect();
        encode_section(&header(id, 3), None, &columns, &[])
    };
    let ids = ["s00", "s01", "s02"];
    let stray = section("s03", &["phone", "mail"]);
    assert_eq!(
        decode_ids(&ids, &[("s00", &base), ("s03", &stray)]),
        Err(mismatch("s03"))
    );
    let good = section("s02", &["illness"]);
    assert!(
        decode_ids(&ids, &[("s00", &base), ("s02", &good)]).is_ok(),
        "s01 stays closed"
    );
    for (id, fields, field, problem) in [
        ("s01", vec!["phone"], "mail", "is missing from its section"),
        ("s02", vec![], "illness", "is missing from its section"),
        ("s02", vec!["mail", "illness"], "mail", "lies in the wrong section"),
        (
            "s01",
            vec!["street", "phone", "mail"],
            "street",
            "lies in the wrong section",
        ),
        (
            "s01",
            vec!["phone", "mail", "illness"],
            "illness",
            "lies in the wrong section",
        ),
    ] {
        let bytes = section(id, &fields);
        let expected = OpenError::Column {
            section: id.to_owned(),
            field: field.to_owned(),
            problem,
        };
        assert_eq!(
            decode_ids(&ids, &[("s00", &base), (id, &bytes)]),
            Err(expected),
            "{fields:?}"
        );
    }
}
