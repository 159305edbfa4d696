//! Sections that the publisher has sealed and signed, and that are none.

use serde_json::{Value, json};
use yongquan_cli::seal::encrypt;
use yongquan_core::limits;

use crate::fixture::{OFFICE, SEQ, good, with_plain};
use crate::raw::RawSection;
use crate::reading::code;
use crate::register;
use crate::tally::judge;

/// The good snapshot with any bytes in place of a section, signed.
fn with_sealed(section: usize, bytes: &[u8]) -> &'static str {
    let mut members = good();
    *members.get(&format!("sections/s0{section}.age")) = bytes.to_vec();
    members.sign_again(&OFFICE.publisher, |_| {});
    code(&members.join())
}

#[test]
fn sealed_bytes_that_are_no_age_file_are_refused() {
    let mut faults = Vec::new();
    for section in [0, 1] {
        let sealed = good().get(&format!("sections/s0{section}.age")).clone();
        let header_len = sealed
            .windows(5)
            .position(|window| window == b"\n--- ")
            .expect("the header ends")
            + 49;
        let mut fault = |name: String, bytes: &[u8]| {
            faults.push((
                format!("{section}: {name}"),
                with_sealed(section, bytes),
                "open.section",
            ));
        };
        for byte_len in 0..sealed.len() {
            fault(format!("cut to {byte_len} bytes"), &sealed[..byte_len]);
        }
        fault("not encrypted".to_owned(), &register::sections(SEQ)[section].bytes);
        fault("a byte too many".to_owned(), &[&sealed[..], &[0]].concat());
        fault("twice".to_owned(), &sealed.repeat(2));
        fault("a page".to_owned(), b"<html>");
        fault(
            "another version".to_owned(),
            &[b"age-encryption.org/v2", &sealed[21..]].concat(),
        );
        fault(
            "only zeros behind the header".to_owned(),
            &[&sealed[..header_len], &[0; 200]].concat(),
        );
        fault("in armour".to_owned(), &armour(&sealed));
    }
    // What is encrypted to others only stays closed, whatever opens it; that is no fault of a restricted section.
    faults.push(("0: a slot".to_owned(), with_sealed(0, &OFFICE.slot), "open.no_access"));
    faults.push(("1: a slot".to_owned(), with_sealed(1, &OFFICE.slot), "accepted"));
    judge("sections that are no whole age file, signed", 2_500, faults);
}

fn armour(sealed: &[u8]) -> Vec<u8> {
    use base64::Engine;
    let text = base64::prelude::BASE64_STANDARD.encode(sealed);
    let lines: Vec<String> = text
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let (begin, end) = ("-----BEGIN AGE ENCRYPTED FILE-----", "-----END AGE ENCRYPTED FILE-----");
    format!("{begin}\n{}\n{end}\n", lines.join("\n")).into_bytes()
}

#[test]
fn headers_of_age_that_take_long_to_read_are_refused_at_once() {
    const VERSION: &[u8] = b"age-encryption.org/v1\n";
    let end = format!("--- {}\n", "A".repeat(43));
    let header = |stanzas: &str| [VERSION, stanzas.as_bytes(), end.as_bytes(), &[0; 64]].concat();
    let lines = |byte_len: usize| format!("{}\n", "A".repeat(64)).repeat(byte_len / 65);
    let x25519 = format!("-> X25519 {}\n{}\n", "A".repeat(43), "A".repeat(43));
    let refused = |title: &str, max_lines: usize, max_bytes: usize| {
        let mut faults = Vec::new();
        for (name, bytes) in [
            ("small stanzas", header(&"-> a\n\n".repeat(max_lines))),
            ("stanzas without a body", header(&"-> a\n".repeat(max_lines))),
            ("recipients", header(&x25519.repeat(max_lines))),
            ("one stanza", header(&format!("-> a\n{}\n", lines(max_bytes)))),
            ("one line", header(&format!("-> {}\n\n", "a".repeat(max_bytes)))),
            ("no line feed", [VERSION, &vec![b'a'; max_bytes]].concat()),
            (
                "no end of the last line",
                [VERSION, b"-> a\n\n--- ", &vec![b'A'; max_bytes]].concat(),
            ),
            ("no end", [VERSION, "-> a\n\n".repeat(max_lines).as_bytes()].concat()),
        ] {
            for section in [0, 1] {
                let member = format!("sections/s0{section}.age");
                let mut members = good();
                *members.get(&member) = bytes.clone();
                members.sign_again(&OFFICE.publisher, |_| {});
                faults.push((
                    format!("{section}: {name}, signed"),
                    code(&members.join()),
                    "open.section",
                ));
                // What anybody can do, since the hash is compared later.
                *members.get(&member).last_mut().expect("is not empty") ^= 1;
                let found = code(&members.join());
                faults.push((format!("{section}: {name}, altered"), found, "open.section_altered"));
            }
        }
        judge(title, 32, faults);
    };
    refused(
        "headers of age with more lines or bytes than there may be",
        limits::MAX_AGE_HEADER_LINES,
        limits::MAX_AGE_HEADER_BYTES,
    );
    // Would be read for hours. Only tried where the smaller ones were refused.
    refused("headers of age of some mebibytes", 1 << 18, 4 << 20);
}

#[test]
fn plain_sections_that_were_framed_wrongly_are_refused() {
    let mut faults = Vec::new();
    for section in [0, 1] {
        let plain = register::sections(SEQ)[section].bytes.clone();
        let mut fault = |name: String, bytes: &[u8], expected| {
            faults.push((
                format!("{section}: {name}"),
                code(&with_plain(section, bytes)),
                expected,
            ));
        };
        fault("as it was".to_owned(), &plain, "accepted");
        fault(
            "put together by the test".to_owned(),
            &RawSection::good(section).to_bytes(),
            "accepted",
        );
        for byte_len in (0..plain.len()).step_by(7).chain([plain.len() - 1]) {
            fault(format!("cut to {byte_len} bytes"), &plain[..byte_len], "open.section");
        }
        for byte_len in [1, 64, 1 << 16] {
            fault(
                format!("{byte_len} zeros too many"),
                &[&plain[..], &vec![0; byte_len]].concat(),
                "open.section",
            );
        }
        for (index, bit) in (0..8).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
            let mut altered = plain.clone();
            altered[index] ^= 1 << bit;
            fault(
                format!("bit {bit} of byte {index} of its name"),
                &altered,
                "open.section",
            );
        }
        let raw = RawSection::good(section);
        let header = serde_json::to_vec(&raw.header).expect("is JSON");
        for (name, length, expected) in [
            ("the largest header length", u32::MAX, "open.too_large"),
            ("a header length above the limit", 4_097, "open.too_large"),
            ("the longest header", 4_096, "open.section"),
            ("no header", 0, "open.section"),
            ("a header too short by one", header.len() as u32 - 1, "open.section"),
            ("a header too long by one", header.len() as u32 + 1, "open.section"),
        ] {
            let mut altered = plain.clone();
            altered[8..12].copy_from_slice(&length.to_le_bytes());
            fault(name.to_owned(), &altered, expected);
        }
        let text = String::from_utf8(header).expect("is text");
        for (name, header) in [
            ("no JSON", "{".to_owned()),
            ("a list", "[]".to_owned()),
            ("a member twice", text.replacen('{', "{\"seq\":7,", 1)),
            ("an unknown member", text.replacen('{', "{\"rows\":40,", 1)),
            ("something behind it", format!("{text} {{}}")),
            ("deep", "[".repeat(4_000)),
        ] {
            fault(
                format!("header with {name}"),
                &raw.under_header(header.as_bytes()),
                "open.section",
            );
        }
    }
    judge("plain sections framed wrongly, sealed and signed", 450, faults);
}

#[test]
fn plain_sections_that_lie_about_themselves_are_refused() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 22] = [
        (
            "another register",
            |h| h["register"] = json!("rowing-club"),
            "open.section_mismatch",
        ),
        ("no register", |h| h["register"] = json!(""), "open.section_mismatch"),
        (
            "the number before",
            |h| h["seq"] = json!(SEQ - 1),
            "open.section_mismatch",
        ),
        (
            "the number after",
            |h| h["seq"] = json!(SEQ + 1),
            "open.section_mismatch",
        ),
        (
            "another section",
            |h| h["section"] = json!("s02"),
            "open.section_mismatch",
        ),
        ("no row order", |h| h["row_order"] = json!(""), "open.section_mismatch"),
        (
            "a row order in capitals",
            |h| h["row_order"] = json!("A".repeat(64)),
            "open.section_mismatch",
        ),
        ("a negative number", |h| h["seq"] = json!(-1), "open.section"),
        ("no number", |h| h["seq"] = json!("7"), "open.section"),
        ("negative rows", |h| h["row_count"] = json!(-1), "open.section"),
        ("half a row", |h| h["row_count"] = json!(39.5), "open.section"),
        (
            "more rows than there may be",
            |h| h["row_count"] = json!((1u64 << 31) + 1),
            "open.too_large",
        ),
        ("2⁶⁴ rows", |h| h["row_count"] = json!(u64::MAX), "open.too_large"),
        (
            "as many rows as there may be",
            |h| h["row_count"] = json!(1u64 << 31),
            "open.column",
        ),
        ("a body of nothing", |h| h["deflated_len"] = json!(0), "open.too_large"),
        (
            "a body of 2⁶⁴ bytes",
            |h| h["deflated_len"] = json!(u64::MAX),
            "open.section",
        ),
        (
            "a body beyond the end",
            |h| h["deflated_len"] = json!(100_000),
            "open.section",
        ),
        (
            "inflates to 2⁶⁴ bytes",
            |h| h["inflated_len"] = json!(u64::MAX),
            "open.too_large",
        ),
        (
            "inflates to more than there may be",
            |h| h["inflated_len"] = json!((1u64 << 30) + 1),
            "open.too_large",
        ),
        (
            "inflates to as much as there may be",
            |h| h["inflated_len"] = json!(1u64 << 30),
            "open.too_large",
        ),
        ("inflates to nothing", |h| h["inflated_len"] = json!(0), "open.section"),
        (
            "no length",
            |h| drop(h.as_object_mut().map(|h| h.remove("inflated_len"))),
            "open.section",
        ),
    ];
    let mut faults = Vec::new();
    for section in [0, 1] {
        for (name, change, expected) in changes {
            let mut raw = RawSection::good(section);
            change(&mut raw.header);
            faults.push((
                format!("{section}: {name}"),
                code(&with_plain(section, &raw.to_bytes())),
                expected,
            ));
        }
        // A body that is longer than it says is cut off where it says, within its last column.
        for (length, step, expected) in [
            ("deflated_len", 1, "open.section"),
            ("deflated_len", -1, "open.section"),
            ("inflated_len", 1, "open.section"),
            ("inflated_len", -1, "open.column"),
        ] {
            let mut raw = RawSection::good(section);
            raw.header[length] = json!(raw.header[length].as_i64().expect("is a number") + step);
            let found = code(&with_plain(section, &raw.to_bytes()));
            faults.push((format!("{section}: {length} {step:+}"), found, expected));
        }
    }
    // Each good in itself: only that the two do not belong together can tell.
    for (section, change) in [(0, "row_order"), (1, "row_order")] {
        let mut raw = RawSection::good(section);
        raw.header[change] = json!("0".repeat(64));
        faults.push((
            format!("{section}: another {change}"),
            code(&with_plain(section, &raw.to_bytes())),
            "open.section_mismatch",
        ));
    }
    judge(
        "plain sections that lie about themselves, sealed and signed",
        54,
        faults,
    );
}

#[test]
fn a_section_is_for_as_many_keys_as_there_may_be_and_no_more() {
    let plain = &register::sections(SEQ)[1].bytes;
    let mut recipients = vec![OFFICE.counter.to_public(); limits::MAX_RECIPIENTS - 1];
    recipients.push(OFFICE.desk.to_public());
    let sealed = encrypt(plain, &recipients).expect("are as many as there may be");
    assert_eq!(with_sealed(1, &sealed), "accepted");
    recipients.push(OFFICE.desk.to_public());
    let refused = encrypt(plain, &recipients).expect_err("are too many");
    assert_eq!(refused.code(), "cli.too_many_recipients");
}
