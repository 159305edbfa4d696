//! Snapshots of every format that was ever released open for ever, and say what they said.

mod register;

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use yongquan_core::seal::{Identity, PublisherKey, SealedSnapshot, SecretString, Trust, VerifiedSnapshot, unlock_slot};
use yongquan_core::snapshot::{ExpectedSection, SectionBytes, decode_section, decode_snapshot, encode_section};
use yongquan_core::table::{Column, Value};

const SEQ: u64 = 1;

fn read(format: u32, name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/golden/format-{format}"));
    fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name} of format {format}: {error}"))
}

fn read_text(format: u32, name: &str) -> String {
    String::from_utf8(read(format, name)).expect("is text")
}

fn publisher_key(format: u32, name: &str) -> PublisherKey {
    PublisherKey::parse(&read_text(format, &format!("{name}.pub"))).expect("is a public key")
}

fn verified(format: u32) -> VerifiedSnapshot {
    verified_by(format, "publisher")
}

/// The snapshot for a reader who trusts this key.
fn verified_by(format: u32, name: &str) -> VerifiedSnapshot {
    let trust = Trust {
        publisher_key: publisher_key(format, name),
        register: Some("anglers-club".to_owned()),
        min_seq: SEQ,
        now_unix_s: register::ISSUED_UNIX_S,
    };
    SealedSnapshot::verify(read(format, "snapshot.yqs"), &trust).expect("is signed and good")
}

fn identity(format: u32, name: &str) -> Identity {
    Identity::parse(&read_text(format, &format!("{name}.identity"))).expect("is a key")
}

#[test]
fn format_1_opens_with_its_passphrase_and_says_what_it_said() {
    let snapshot = verified(1);
    let passphrase = SecretString::from(read_text(1, "desk.passphrase"));
    let slot = snapshot.slot("desk").expect("carries the slot");
    let identity = unlock_slot(slot, passphrase).expect("the passphrase is right");
    let opened = snapshot.open(&identity).expect("the desk opens all");
    assert!(opened.locked.is_empty());
    let plain = opened.sections.into_iter().map(|section| {
        let (reader, max_byte_len) = (section.reader, section.max_byte_len);
        (section.id, SectionBytes { reader, max_byte_len })
    });
    let (metadata, schema, table) =
        decode_snapshot("anglers-club", SEQ, register::AS_OF, &["s00", "s01"], plain).expect("every column is good");
    assert_eq!(metadata, register::metadata());
    assert_eq!(table.row_count(), register::ROW_COUNT);
    let cell = |field: &str, row_id: usize| {
        let id = schema.field_id(field).expect("is in the schema");
        table
            .column(id)
            .expect("is open")
            .value(row_id)
            .map(|value| value.to_string())
    };
    let cells = |field: &str| [0, 3, 39].map(|row_id| cell(field, row_id));
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        cells("member_no"),
        [some("519999-0000"), some("519999-0021"), some("519999-0033")]
    );
    assert_eq!(
        cells("born_on"),
        [some("1930-01-01"), some("1933-04-06"), some("1972-05-23")]
    );
    assert_eq!(cells("rods"), [some("-1"), None, None]);
    assert_eq!(cells("fee"), [some("0"), some("7.5"), None]);
    assert_eq!(cells("boat"), [some("true"), some("false"), some("false")]);
    assert_eq!(cells("phone"), [some("000-0000"), some("000-0003"), some("000-0039")]);
    assert_eq!(cells("remark"), [some("备注0"), None, None]);
    assert_eq!(cells("years"), [some("83"), some("79"), some("40")]);
    let licence = schema.field_id("licence").expect("is in the schema");
    assert_eq!(table.column(licence).expect("is open").value(2), Some(Value::Text("9")));
}

#[test]
fn format_1_leads_from_the_first_key_to_the_one_that_signed() {
    let snapshot = verified_by(1, "first-publisher");
    assert_eq!(*snapshot.signer(), publisher_key(1, "publisher"));
    let rotations = snapshot.rotations();
    let said: Vec<_> = rotations
        .iter()
        .map(|rotation| (rotation.number, rotation.register.as_str(), rotation.issued.as_str()))
        .collect();
    let expected = [1, 2].map(|number| (number, "anglers-club", "2026-01-01T00:00:00Z"));
    assert_eq!(said, expected);
    assert_eq!(rotations[0].from, publisher_key(1, "first-publisher").as_str());
    assert_eq!(rotations[1].to, publisher_key(1, "publisher").as_str());
}

#[test]
fn format_1_keeps_closed_what_a_role_does_not_include() {
    let snapshot = verified(1);
    let opened = snapshot
        .open(&identity(1, "counter"))
        .expect("the counter opens the base section");
    assert_eq!(opened.sections.len(), 1);
    assert_eq!(opened.locked, ["s01"]);
}

#[test]
fn format_1_sections_are_encoded_to_the_same_bytes_today() {
    let snapshot = verified(1);
    let opened = snapshot.open(&identity(1, "desk")).expect("the desk opens all");
    let made_today = register::sections(SEQ);
    assert_eq!(opened.sections.len(), made_today.len());
    for (section, today) in opened.sections.into_iter().zip(made_today) {
        let (id, mut reader, mut bytes) = (section.id, section.reader, Vec::new());
        reader.read_to_end(&mut bytes).expect("is whole");
        let expected = ExpectedSection {
            register: "anglers-club",
            seq: SEQ,
            section: &id,
            as_of: register::AS_OF,
        };
        let decoded = decode_section(SectionBytes::from(&bytes[..]), &expected).expect("is good");
        let columns: Vec<(&str, &Column)> = decoded
            .columns
            .iter()
            .map(|(field, column)| (field.as_str(), column))
            .collect();
        let again = encode_section(&decoded.header, decoded.metadata.as_ref(), &columns, &[]);
        assert!(again == bytes, "{id} decoded and encoded");
        assert!(today.bytes == bytes, "{id} encoded from the register");
    }
}
