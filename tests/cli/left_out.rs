//! What is left out of a snapshot is in no byte of it, and without a key nothing of what is in it can be seen.
//!
//! Everything a key could ever decrypt is decrypted and inflated here, and searched for planted values. The same search finds what was
//! packed, so it can fail.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use age::x25519;
use miniz_oxide::inflate::decompress_to_vec;
use yongquan_core::seal::{ExposeSecret, Identity, PublisherKey, SealedSnapshot, Trust};

use super::transcript;

/// A value of a field that is never packed, in the row that is.
const NEVER: &str = "planted-never@example.invalid";

/// A value in a row that a question leaves out.
const OUTSIDE: &str = "植于外";

/// A value in a row that it keeps.
const INSIDE: &str = "植于内";

/// A packed library, the key that opens all of it, and the key that signed it.
fn packed(policy: &str, register: &str, arguments: &str) -> (Vec<u8>, x25519::Identity, PublisherKey) {
    let office = transcript::office();
    let key = x25519::Identity::generate();
    let write = |name: &str, text: &str| fs::write(office.path().join(name), text).expect("is writable");
    write("policy.toml", policy);
    write("planted.csv", register);
    fs::create_dir(office.path().join("keys")).expect("is writable");
    write("keys/desk.pub", &format!("{}\n", key.to_public()));
    let said = transcript::execute(
        &office,
        &[],
        &format!(
            "yongquan keys new publisher --out keys > /dev/null
             yongquan pack --package library --input planted.csv --policy policy.toml --keys keys --publisher-key keys/publisher.key \
                 --seq 1 --issued 2026-01-01 --out cards.yqs {arguments} > /dev/null"
        ),
    );
    assert_eq!(said, "");
    let read = |name: &str| fs::read(office.path().join(name)).expect("was written");
    let public = String::from_utf8(read("keys/publisher.pub")).expect("is text");
    let publisher_key = PublisherKey::parse(&public).expect("is a key");
    (read("cards.yqs"), key, publisher_key)
}

/// The plain bytes of every section of a packed library, header and inflated body, by section.
pub(super) fn plain_sections(policy: &str, register: &str, arguments: &str) -> BTreeMap<String, Vec<u8>> {
    let (snapshot, key, publisher_key) = packed(policy, register, arguments);
    opened(snapshot, &key, publisher_key)
}

fn opened(snapshot: Vec<u8>, key: &x25519::Identity, publisher_key: PublisherKey) -> BTreeMap<String, Vec<u8>> {
    let trust = Trust {
        publisher_key,
        register: None,
        min_seq: 0,
        now_unix_s: 1_767_225_600,
    };
    let snapshot = SealedSnapshot::verify(snapshot, &trust).expect("is good");
    let identity = Identity::parse(key.to_string().expose_secret()).expect("is a key");
    let opened = snapshot.open(&identity).expect("is a recipient");
    assert!(opened.locked.is_empty(), "the desk opens all");
    let inflated = opened.sections.into_iter().map(|mut section| {
        let mut bytes = Vec::new();
        section.reader.read_to_end(&mut bytes).expect("is whole");
        (section.id.clone(), inflate(&bytes))
    });
    inflated.collect()
}

/// Header and body of a plain section, as `data-schema/snapshot.md` has it: magic, length, header, deflated body.
fn inflate(plain: &[u8]) -> Vec<u8> {
    let header_len = u32::from_le_bytes(plain[8..12].try_into().expect("are four bytes")) as usize;
    let header = &plain[12..12 + header_len];
    let described: serde_json::Value = serde_json::from_slice(header).expect("is JSON");
    let deflated_len = described["deflated_len"].as_u64().expect("is a number") as usize;
    let body = &plain[12 + header_len..][..deflated_len];
    [header, &decompress_to_vec(body).expect("is a deflate stream")].concat()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The sections that a text lies in.
fn holders<'a>(sections: &'a BTreeMap<String, Vec<u8>>, text: &str) -> Vec<&'a str> {
    let found = sections.iter().filter(|(_, bytes)| holds(bytes, text));
    found.map(|(id, _)| id.as_str()).collect()
}

/// Two cards, with a mail address that is never packed.
fn planted() -> String {
    format!(
        "card_no,reader_name,born_on,family_card,card_kind,home_branch,issued_on,card_state,loans_now,deposit,wants_reminders,reader_note,contact_email
L90001,{INSIDE},,F901,J,C,2020-01-01,1,1,,,note-inside,{NEVER}
L90002,{OUTSIDE},,F902,T,C,2020-01-01,1,1,,,note-outside,{NEVER}
"
    )
}

pub(super) fn policy() -> String {
    fs::read_to_string(Path::new(&transcript::repository()).join("data-schema/library/policy.toml")).expect("is there")
}

#[test]
fn a_field_marked_never_is_in_no_byte_of_any_section() {
    let sections = plain_sections(&policy(), &planted(), "");
    assert_eq!(sections.keys().collect::<Vec<_>>(), ["s00", "s01", "s02"]);
    assert_eq!(holders(&sections, NEVER), [""; 0]);
    assert_eq!(holders(&sections, "planted"), [""; 0]);
    // Not even that there is such a field.
    assert_eq!(holders(&sections, "contact_email"), [""; 0]);
    assert_eq!(holders(&sections, INSIDE), ["s01"]);
    assert_eq!(holders(&sections, OUTSIDE), ["s01"]);
    assert_eq!(holders(&sections, "note-outside"), ["s02"]);
    assert_eq!(holders(&sections, "L90002"), ["s00"]);
}

#[test]
fn rows_that_a_question_leaves_out_are_in_no_byte_of_any_section() {
    let sections = plain_sections(&policy(), &planted(), "--where '少儿证'");
    for outside in [OUTSIDE, "note-outside", "L90002", NEVER, "外"] {
        assert_eq!(holders(&sections, outside), [""; 0], "{outside}");
    }
    assert_eq!(holders(&sections, INSIDE), ["s01"]);
    assert_eq!(holders(&sections, "note-inside"), ["s02"]);
    assert_eq!(holders(&sections, "L90001"), ["s00"]);
}

#[test]
fn without_a_key_nothing_of_a_register_is_in_any_byte_of_a_snapshot() {
    let (snapshot, key, publisher_key) = packed(&policy(), &planted(), "");
    // What everybody may see is found in the same way.
    for public in ["library-cards", "2026-01-01", "sections/s02.age"] {
        assert!(holds(&snapshot, public), "{public}");
    }
    let inside = [
        INSIDE,
        "note-inside",
        "L90001",
        "reader_name",
        "card_kind",
        "读者姓名",
        "读者姓名与生日",
        "办证台",
    ];
    for text in inside {
        assert!(!holds(&snapshot, text), "{text}");
    }
    let sections = opened(snapshot, &key, publisher_key);
    for text in inside {
        assert_ne!(holders(&sections, text), [""; 0], "{text}");
    }
}
