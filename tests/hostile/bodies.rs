//! Columns that the publisher has sealed and signed, and that no program of ours writes; and bodies that are small to carry and
//! large to open.

use miniz_oxide::deflate::compress_to_vec;
use serde_json::{Value, json};
use yongquan_core::limits;
use yongquan_core::register::OpenRegister;
use yongquan_core::seal::SealedSnapshot;

use crate::fixture::{OFFICE, identity, with_plain};
use crate::memory::peak_of;
use crate::raw::{RawSection, one_column, push_u32};
use crate::reading::{Outcome, code};
use crate::tally::{Tally, judge};

/// What decrypting and inflating anything takes.
const MAX_WINDOW_BYTES: usize = 1 << 20;

/// Rows of the register.
const ROWS: usize = 40;

/// The code for a section with this body, of which its header says the truth.
fn with_body(section: usize, body: &[u8]) -> &'static str {
    let mut raw = RawSection::good(section);
    raw.set_body(body);
    code(&with_plain(section, &raw.to_bytes()))
}

/// Offsets of a dictionary, and its texts.
fn texts(offsets: &[u32], texts: &[u8]) -> Vec<u8> {
    let mut dictionary = Vec::new();
    offsets.iter().for_each(|&offset| push_u32(&mut dictionary, offset));
    dictionary.extend_from_slice(texts);
    dictionary
}

#[test]
fn columns_that_lie_about_their_lengths_are_refused() {
    let mut faults = Vec::new();
    let good = RawSection::good(1).body();
    assert_eq!(
        &good[8..17],
        b"\x05\0phone\x01\x01",
        "the first column is where it is altered"
    );
    let mut fault = |name: &str, place: usize, bytes: &[u8], expected| {
        let mut body = good.clone();
        body[place..place + bytes.len()].copy_from_slice(bytes);
        faults.push((name.to_owned(), with_body(1, &body), expected));
    };
    fault("as it was", 0, &[], "accepted");
    for (name, metadata_len, expected) in [
        ("metadata of 4 GiB", u32::MAX, "open.too_large"),
        ("metadata above its limit", (16 << 20) + 1, "open.too_large"),
        ("metadata beyond the end", 16 << 20, "open.section"),
        ("metadata that is none", 4, "open.schema"),
    ] {
        fault(name, 0, &metadata_len.to_le_bytes(), expected);
    }
    for (name, count, expected) in [
        ("no column", 0u32, "open.section"),
        ("a column too few", 1, "open.section"),
        ("a column too many", 3, "open.column"),
        ("as many columns as there may be", 1_024, "open.column"),
        ("more columns than there may be", 1_025, "open.too_large"),
        ("2³² columns", u32::MAX, "open.too_large"),
    ] {
        fault(name, 4, &count.to_le_bytes(), expected);
    }
    for id_len in [0u16, 4, 6, 64, 65, u16::MAX] {
        fault(
            &format!("a field id of {id_len} bytes"),
            8,
            &id_len.to_le_bytes(),
            "open.column",
        );
    }
    for (name, id) in [
        ("no UTF-8", b"\xffhone"),
        ("another field", b"fone!"),
        ("with a zero", b"ph\0ne"),
    ] {
        fault(&format!("a field id that is {name}"), 10, id, "open.column");
    }
    for kind in [0, 2, 3, 4, 5, 6, 7, 255] {
        fault(&format!("type {kind}"), 15, &[kind], "open.column");
    }
    for width in [0, 2, 3, 4, 8, 255] {
        fault(&format!("codes of {width} bytes"), 16, &[width], "open.column");
    }
    let cardinality = u32::from_le_bytes(good[17..21].try_into().expect("four bytes"));
    for cardinality in [
        0,
        cardinality - 1,
        cardinality + 1,
        1 << 20,
        i32::MAX as u32,
        u32::MAX - 1,
        u32::MAX,
    ] {
        fault(
            &format!("a dictionary of {cardinality}"),
            17,
            &cardinality.to_le_bytes(),
            "open.column",
        );
    }
    let last_offset = 21 + 4 * cardinality as usize;
    for (name, place) in [("first", 21), ("second", 25), ("last", last_offset)] {
        fault(
            &format!("the {name} offset beyond all"),
            place,
            &u32::MAX.to_le_bytes(),
            "open.column",
        );
    }
    fault(
        "the first offset within the texts",
        21,
        &1u32.to_le_bytes(),
        "open.column",
    );
    fault(
        "the last offset before the one before",
        last_offset,
        &1u32.to_le_bytes(),
        "open.column",
    );
    let last = good.len() - 1;
    fault("a code outside the dictionary", last, &[255], "open.column");
    judge("columns that lie about their lengths, sealed and signed", 45, faults);
}

#[test]
fn columns_that_no_program_of_ours_writes_are_refused() {
    let codes = [0; ROWS];
    let sounds = |count: u32| {
        let mut body = one_column(0, &texts(&[0, count], b""), b"");
        (body[15], body[16]) = (6, 4);
        body
    };
    let (document, columns) = base_metadata();
    let metadata = base_body(&serde_json::to_vec(&document).expect("is JSON"), b"");
    let base = |change: &dyn Fn(&mut Value)| {
        let mut document = document.clone();
        change(&mut document);
        with_metadata(&serde_json::to_vec(&document).expect("is JSON"), &columns)
    };
    let restricted = RawSection::good(1).body();
    let behind = |body: &[u8], more: &[u8]| [body, more].concat();
    let faults = [
        ("an empty body", with_body(1, b""), "open.section"),
        ("no column at all", with_body(1, &[0; 8]), "open.column"),
        (
            "one byte behind the columns",
            with_body(1, &behind(&restricted, &[0])),
            "open.section",
        ),
        ("a column twice", with_body(1, &twice(&restricted)), "open.column"),
        (
            "one of two fields",
            with_body(1, &one_column(1, &texts(&[0, 1], b"a"), &codes)),
            "open.column",
        ),
        (
            "a row too few",
            with_body(1, &one_column(1, &texts(&[0, 1], b"a"), &codes[1..])),
            "open.column",
        ),
        (
            "a text twice",
            with_body(1, &one_column(2, &texts(&[0, 1, 2], b"aa"), &codes)),
            "open.column",
        ),
        (
            "texts out of order",
            with_body(1, &one_column(2, &texts(&[0, 1, 2], b"ba"), &codes)),
            "open.column",
        ),
        (
            "offsets that run back",
            with_body(1, &one_column(2, &texts(&[0, 2, 1], b"ab"), &codes)),
            "open.column",
        ),
        (
            "an offset through a character",
            with_body(1, &one_column(2, &texts(&[0, 1, 3], "女".as_bytes()), &codes)),
            "open.column",
        ),
        (
            "no UTF-8",
            with_body(1, &one_column(1, &texts(&[0, 2], b"\xc3\x28"), &codes)),
            "open.column",
        ),
        (
            "a field of the base section",
            with_body(1, &behind(&[0; 4], &columns)),
            "open.column",
        ),
        ("no sounds of 2³² texts", with_body(1, &sounds(u32::MAX)), "open.column"),
        (
            "no metadata in the base section",
            with_body(0, &behind(&[0; 4], &columns)),
            "open.schema",
        ),
        (
            "metadata in the other section",
            with_body(1, &behind(&metadata, &restricted[4..])),
            "open.schema",
        ),
        ("metadata that is no JSON", with_metadata(b"{", &columns), "open.schema"),
        (
            "metadata of brackets",
            with_metadata(&vec![b'['; 100_000], &columns),
            "open.schema",
        ),
        (
            "metadata with a member twice",
            with_metadata(&behind(b"{\"as_of\":\"2013-03-02\",", &metadata[5..]), &columns),
            "open.schema",
        ),
        (
            "metadata with an unknown member",
            base(&|m| m["notices"] = json!("")),
            "open.schema",
        ),
        (
            "metadata of another day",
            base(&|m| m["as_of"] = json!("2013-03-03")),
            "open.section_mismatch",
        ),
        (
            "a section that was not announced",
            base(&|m| m["sections"] = json!([])),
            "open.schema",
        ),
        (
            "a restricted field announced for nobody",
            base(&|m| drop(m["sections"][0]["fields"].as_array_mut().map(Vec::pop))),
            "open.schema",
        ),
        (
            "a field of everybody's announced",
            base(&|m| m["sections"][0]["fields"] = json!(["fee", "phone", "remark"])),
            "open.schema",
        ),
        (
            "a restricted field given to everybody",
            base(&|m| m["schema"]["fields"][6]["pack"] = json!("yes")),
            "open.schema",
        ),
        (
            "a field that is never packed",
            base(&|m| m["schema"]["fields"][0]["pack"] = json!("never")),
            "open.schema",
        ),
        (
            "an auditor without a key",
            base(&|m| m["auditor"] = json!("age1")),
            "open.schema",
        ),
        ("no fields", base(&|m| m["schema"]["fields"] = json!([])), "open.schema"),
        (
            "a field more than there are columns",
            base(&|m| {
                let mut field = m["schema"]["fields"][0].clone();
                field["id"] = json!("another");
                m["schema"]["fields"].as_array_mut().expect("is a list").push(field);
            }),
            "open.column",
        ),
    ];
    judge(
        "columns and metadata that no writer writes, sealed and signed",
        28,
        faults.map(|(name, found, expected)| (name.to_owned(), found, expected)),
    );
}

#[test]
fn purposes_and_notices_that_no_writer_writes_are_refused() {
    let (document, columns) = base_metadata();
    let with = |member: &str, value: Value| {
        let mut document = document.clone();
        document[member] = value;
        with_metadata(&serde_json::to_vec(&document).expect("is JSON"), &columns)
    };
    let purposes = |value: Value| with("purposes", value);
    let notice = |fields: Value, cut: Value| with("notice", json!({"fields": fields, "cut": cut}));
    let purpose = |id: &str| json!({"id": id, "title": "走访", "title_en": "Visit"});
    let many = |count: usize| (0..count).map(|index| purpose(&format!("p{index}"))).collect();
    let refused = "open.schema";
    let faults = [
        (
            "two purposes",
            purposes(json!([purpose("a"), purpose("b")])),
            "accepted",
        ),
        (
            "as many purposes as there may be",
            purposes(Value::Array(many(limits::MAX_PURPOSES))),
            "accepted",
        ),
        (
            "more purposes than there may be",
            purposes(Value::Array(many(limits::MAX_PURPOSES + 1))),
            refused,
        ),
        ("purposes that are null", purposes(Value::Null), refused),
        ("purposes that are a text", purposes(json!("走访")), refused),
        ("a purpose that is a text", purposes(json!(["走访"])), refused),
        (
            "a purpose twice",
            purposes(json!([purpose("a"), purpose("a")])),
            refused,
        ),
        ("a purpose with capitals", purposes(json!([purpose("Visit")])), refused),
        ("a purpose without an id", purposes(json!([purpose("")])), refused),
        (
            "a purpose without a title",
            purposes(json!([{"id": "a", "title": "", "title_en": "Visit"}])),
            refused,
        ),
        (
            "a purpose in one language",
            purposes(json!([{"id": "a", "title": "走访"}])),
            refused,
        ),
        (
            "a purpose whose title is null",
            purposes(json!([{"id": "a", "title": null, "title_en": "Visit"}])),
            refused,
        ),
        (
            "a purpose with an unknown member",
            purposes(json!([{"id": "a", "title": "走访", "title_en": "Visit", "law": ""}])),
            refused,
        ),
        (
            "a notice",
            notice(json!(["licence", "born_on"]), json!({"born_on": "month"})),
            "accepted",
        ),
        ("a notice that is null", with("notice", Value::Null), refused),
        ("a notice that is a list", with("notice", json!(["licence"])), refused),
        ("a notice of nothing", notice(json!([]), json!({})), refused),
        (
            "a notice without rules",
            with("notice", json!({"fields": ["licence"]})),
            refused,
        ),
        (
            "a notice whose rules are null",
            notice(json!(["licence"]), Value::Null),
            refused,
        ),
        (
            "a notice with an unknown member",
            with("notice", json!({"fields": ["licence"], "cut": {}, "title": "公示"})),
            refused,
        ),
        (
            "a notice of a field that there is not",
            notice(json!(["nobody"]), json!({})),
            refused,
        ),
        (
            "a notice of a field twice",
            notice(json!(["licence", "licence"]), json!({})),
            refused,
        ),
        (
            "a notice of a restricted field",
            notice(json!(["phone"]), json!({})),
            refused,
        ),
        (
            "a notice of a restricted field with a rule of another kind",
            notice(json!(["phone"]), json!({"phone": "last4"})),
            refused,
        ),
        (
            "a notice with an unknown rule",
            notice(json!(["born_on"]), json!({"born_on": "year"})),
            refused,
        ),
        (
            "a notice with a rule that is null",
            notice(json!(["born_on"]), json!({"born_on": null})),
            refused,
        ),
        (
            "a notice with a rule of no field",
            notice(json!(["licence"]), json!({"born_on": "month"})),
            refused,
        ),
        (
            "a notice with a date cut as a name",
            notice(json!(["born_on"]), json!({"born_on": "surname"})),
            refused,
        ),
    ];
    judge(
        "purposes and notices that no writer writes, sealed and signed",
        28,
        faults.map(|(name, found, expected)| (name.to_owned(), found, expected)),
    );
}

/// The metadata of the good base section, and the bytes behind it.
fn base_metadata() -> (Value, Vec<u8>) {
    let mut metadata = RawSection::good(0).body();
    let metadata_len = u32::from_le_bytes(metadata[..4].try_into().expect("four bytes")) as usize;
    let columns = metadata.split_off(4 + metadata_len);
    (serde_json::from_slice(&metadata[4..]).expect("is JSON"), columns)
}

/// A body of metadata and columns.
fn base_body(metadata: &[u8], columns: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    push_u32(&mut body, u32::try_from(metadata.len()).expect("metadata is short"));
    body.extend_from_slice(metadata);
    body.extend_from_slice(columns);
    body
}

/// The code for a base section with other metadata.
fn with_metadata(metadata: &[u8], columns: &[u8]) -> &'static str {
    with_body(0, &base_body(metadata, columns))
}

/// The columns of a body once more behind themselves.
fn twice(body: &[u8]) -> Vec<u8> {
    let mut all = body[..4].to_vec();
    push_u32(&mut all, 4);
    all.extend_from_slice(&body[8..]);
    all.extend_from_slice(&body[8..]);
    all
}

/// A body that takes a thousandth of its length to carry.
struct Bomb {
    name: &'static str,
    section: usize,
    /// What the header says beside the truth.
    lie: fn(&mut Value),
    body: Vec<u8>,
    expected: &'static str,
    /// Bytes that refusing may take, beside the file.
    max_peak_bytes: usize,
}

#[test]
fn bodies_that_are_small_to_carry_and_large_to_open_take_no_more_than_they_say() {
    const MIB: usize = 1 << 20;
    const WINDOWS: usize = MAX_WINDOW_BYTES;
    let zeros = |byte_len: usize| vec![0; byte_len];
    let bomb = |name, body: Vec<u8>, expected, max_peak_bytes| Bomb {
        name,
        section: 1,
        lie: |_| {},
        body,
        expected,
        max_peak_bytes,
    };
    let mut spaces = Vec::new();
    push_u32(&mut spaces, 16 << 20);
    spaces.resize(17 * MIB, b' ');
    let mut brackets = spaces.clone();
    brackets[4..].fill(b'[');
    let bombs = [
        bomb("64 MiB behind the columns", zeros(64 * MIB), "open.section", WINDOWS),
        Bomb {
            lie: |header| header["inflated_len"] = json!(100),
            ..bomb("64 MiB said to be 100 bytes", zeros(64 * MIB), "open.section", WINDOWS)
        },
        Bomb {
            lie: |header| header["inflated_len"] = json!(1u64 << 30),
            ..bomb("64 KiB said to be 1 GiB", zeros(65_536), "open.too_large", WINDOWS)
        },
        Bomb {
            // As much as that many bytes can be at all.
            lie: |header| header["inflated_len"] = json!(header["deflated_len"].as_u64().expect("is a number") * 1_032),
            ..bomb(
                "as large as the ratio allows",
                one_column(u32::MAX - 1, b"", b""),
                "open.column",
                WINDOWS,
            )
        },
        Bomb {
            lie: |header| header["row_count"] = json!(1u64 << 31),
            ..bomb("2³¹ rows", one_column(0, &[0; 4], &[]), "open.column", WINDOWS)
        },
        bomb(
            "a dictionary of 2³² texts",
            one_column(u32::MAX, &[0; 4], &[]),
            "open.column",
            WINDOWS,
        ),
        bomb(
            "texts of 4 GiB",
            one_column(1, &texts(&[0, u32::MAX], b""), &[]),
            "open.column",
            WINDOWS,
        ),
        // What is there may be held, once.
        bomb(
            "a dictionary of 4 Mi empty texts",
            one_column(4 << 20, &zeros(16 * MIB + 44), &[]),
            "open.column",
            16 * MIB + WINDOWS,
        ),
        bomb(
            "a text of 32 MiB",
            one_column(1, &[&texts(&[0, 32 << 20], b"")[..], &zeros(32 * MIB)].concat(), &[]),
            "open.column",
            32 * MIB + WINDOWS,
        ),
        Bomb {
            section: 0,
            ..bomb(
                "16 MiB of spaces as metadata",
                spaces,
                "open.schema",
                16 * MIB + WINDOWS,
            )
        },
        Bomb {
            section: 0,
            ..bomb(
                "16 MiB of brackets as metadata",
                brackets,
                "open.schema",
                16 * MIB + WINDOWS,
            )
        },
    ];
    let mut tally = Tally::default();
    for Bomb {
        name,
        section,
        lie,
        body,
        expected,
        max_peak_bytes,
    } in bombs
    {
        let mut raw = RawSection::good(section);
        raw.set_body(&body);
        lie(&mut raw.header);
        let snapshot = with_plain(section, &raw.to_bytes());
        assert!(snapshot.len() < 128 << 10, "{name}: {} bytes to carry", snapshot.len());
        let outcome = Outcome::of(&snapshot, &OFFICE.trust(), &identity(&OFFICE.desk));
        assert_eq!(outcome.code(), expected, "{name}");
        let limit = snapshot.len() + max_peak_bytes;
        assert!(
            outcome.peak_byte_len < limit,
            "{name}: {} > {limit} bytes",
            outcome.peak_byte_len
        );
        tally.note(outcome.code());
    }
    tally.close("bodies that are small to carry and large to open", 11);
}

#[test]
fn rows_without_a_column_are_bounded_and_take_a_bit_each() {
    // Only a snapshot whose fields are all restricted can have them, and no byte speaks for them.
    let most = limits::MAX_ROWS_WITHOUT_COLUMNS;
    let snapshot = |row_count: usize| {
        let (mut document, _) = base_metadata();
        let fields = document["schema"]["fields"].as_array_mut().expect("is a list");
        fields.iter_mut().for_each(|field| field["pack"] = json!("role"));
        let ids: Vec<Value> = fields.iter().map(|field| field["id"].clone()).collect();
        document["sections"][0]["fields"] = json!(ids);
        let metadata = serde_json::to_vec(&document).expect("is JSON");
        let mut raw = RawSection::good(0);
        raw.set_body(&base_body(&metadata, &[0; 4]));
        raw.header["row_count"] = json!(row_count);
        SealedSnapshot::verify(with_plain(0, &raw.to_bytes()), &OFFICE.trust()).expect("is signed and good")
    };
    let open = |row_count| {
        let snapshot = snapshot(row_count);
        let (opened, peak_byte_len) = peak_of(|| OpenRegister::open(snapshot, &identity(&OFFICE.counter), |_| ()));
        (opened.map_err(|refused| refused.error.code()), peak_byte_len)
    };
    let (opened, peak_byte_len) = open(most);
    let register = opened.expect("no rule is broken");
    assert_eq!(register.dataset().population().count(), most);
    assert!(peak_byte_len < most / 8 + MAX_WINDOW_BYTES, "{peak_byte_len} bytes");
    let (opened, peak_byte_len) = open(most + 1);
    assert_eq!(opened.err(), Some("open.too_large"));
    assert!(peak_byte_len < MAX_WINDOW_BYTES, "{peak_byte_len} bytes");
}

#[test]
fn streams_that_are_not_deflated_are_refused() {
    let good = RawSection::good(1);
    let body = good.body();
    let mut streams = vec![
        ("nothing".to_owned(), Vec::new()),
        ("zeros".to_owned(), vec![0; 100]),
        ("ones".to_owned(), vec![0xff; 100]),
        (
            "with the wrapper of zlib".to_owned(),
            miniz_oxide::deflate::compress_to_vec_zlib(&body, 6),
        ),
        ("a block of an unknown kind".to_owned(), vec![7; 100]),
        ("blocks without an end".to_owned(), [0, 0, 0, 0xff, 0xff].repeat(1_000)),
        (
            "two streams".to_owned(),
            [compress_to_vec(&body[..100], 6), compress_to_vec(&body[100..], 6)].concat(),
        ),
        ("a byte behind it".to_owned(), [&good.deflated[..], &[0]].concat()),
    ];
    for byte_len in 1..good.deflated.len() {
        streams.push((format!("cut to {byte_len} bytes"), good.deflated[..byte_len].to_vec()));
    }
    let faults = streams.into_iter().map(|(name, deflated)| {
        let mut raw = good.clone();
        raw.set_deflated(deflated, body.len());
        let is_reachable = raw.deflated.len() * 1_032 >= body.len();
        let expected = if is_reachable { "open.section" } else { "open.too_large" };
        (name, code(&with_plain(1, &raw.to_bytes())), expected)
    });
    judge("bodies that do not inflate, sealed and signed", 200, faults);
}
