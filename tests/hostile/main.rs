//! Snapshots that somebody spoiled, one fault at a time. Each is refused with its own code, and none makes the reader panic.

mod fixture;
#[path = "../golden/register.rs"]
mod register;
mod rotations;

use std::collections::BTreeMap;
use std::time::Instant;

use fixture::{
    GOOD, Members, OFFICE, PASSPHRASE, SEQ, STRANGERS, claimed, code, code_for, identity, places, read, slot_code,
};
use serde_json::json;
use yongquan_core::limits;
use yongquan_core::seal::{Check, SealedSnapshot};

#[test]
fn the_good_snapshot_opens_for_each_role() {
    let trust = OFFICE.trust();
    let desk = read(&GOOD, &trust, &identity(&OFFICE.desk)).expect("the desk opens all");
    assert_eq!(desk, (register::ROW_COUNT, vec![]));
    let counter = read(&GOOD, &trust, &identity(&OFFICE.counter)).expect("the counter opens the base section");
    assert_eq!(counter, (register::ROW_COUNT, vec!["s01".to_owned()]));
    assert_eq!(slot_code(&OFFICE.slot, PASSPHRASE), "accepted");
    assert_eq!(
        Members::of(&GOOD).join(),
        *GOOD,
        "the tools of these tests change nothing by themselves"
    );
}

#[test]
fn a_key_that_is_no_recipient_has_no_access() {
    let error = read(&GOOD, &OFFICE.trust(), &identity(&STRANGERS.desk)).expect_err("was never a recipient");
    assert_eq!(error.code(), "open.no_access");
}

#[test]
fn every_flipped_bit_is_noticed_and_named_after_its_place() {
    let places = places(&GOOD);
    let expected = |index: usize| {
        let member = places
            .iter()
            .find(|(_, start, byte_len)| (*start..start + byte_len).contains(&index));
        match member.map(|(name, ..)| name.as_str()) {
            Some("manifest.json" | "manifest.json.minisig") => "open.bad_signature",
            Some(name) if name.starts_with("slots/") => "open.slot_altered",
            Some(_) => "open.section_altered",
            None if index < 100 => "open.not_a_snapshot",
            None => "open.container",
        }
    };
    let mut flips: BTreeMap<&str, usize> = BTreeMap::new();
    for index in 0..GOOD.len() {
        // Every byte of what is read before the sections, every seventh of those: one bit each, and all eight now and then.
        let is_section = expected(index) == "open.section_altered";
        if is_section && index % 7 != 0 {
            continue;
        }
        let bits = if index % 64 == 0 {
            0..8
        } else {
            (index % 8) as u8..(index % 8) as u8 + 1
        };
        for bit in bits {
            let mut altered = GOOD.clone();
            altered[index] ^= 1 << bit;
            assert_eq!(code(&altered), expected(index), "bit {bit} of byte {index}");
            *flips.entry(expected(index)).or_default() += 1;
        }
    }
    assert_eq!(flips.len(), 5, "each kind of place was tried: {flips:?}");
}

#[test]
fn an_audit_goes_on_where_a_reader_stops() {
    let mut members = Members::of(&GOOD);
    for name in ["slots/desk.age", "sections/s00.age", "sections/s01.age"] {
        members.get(name)[100] ^= 1;
    }
    let mut trust = OFFICE.trust();
    trust.register = Some("another".to_owned());
    trust.min_seq = SEQ + 1;
    trust.now_unix_s = register::EXPIRES_UNIX_S;
    let sealed = SealedSnapshot::parse(members.join()).expect("is framed well");
    let findings = sealed.audit(&trust).into_iter();
    let failed: Vec<(Check, &str)> = findings
        .filter_map(|finding| Some((finding.check, finding.outcome.err()?.code())))
        .collect();
    let expected = [
        (Check::Slot("desk".to_owned()), "open.slot_altered"),
        (Check::Register, "open.wrong_register"),
        (Check::Seq, "open.older_seq"),
        (Check::Expiry, "open.expired"),
        (Check::Section("s00".to_owned()), "open.section_altered"),
        (Check::Section("s01".to_owned()), "open.section_altered"),
    ];
    assert_eq!(failed, expected);
    // Where the publisher is a stranger, nothing of the manifest is believed.
    let findings = sealed.audit(&STRANGERS.trust());
    let last = findings.last().expect("something was checked");
    assert_eq!(last.check, Check::Publisher);
    assert_eq!(
        last.outcome.as_ref().expect_err("is a stranger").code(),
        "open.wrong_signer"
    );
}

#[test]
fn every_truncation_is_noticed_as_one() {
    let ends = (0..GOOD.len()).filter(|byte_len| byte_len % 61 == 0 || byte_len % 512 == 0 || *byte_len < 600);
    for byte_len in ends.chain(GOOD.len() - 1025..GOOD.len()) {
        assert_eq!(code(&GOOD[..byte_len]), "open.truncated", "{byte_len} bytes");
    }
    assert_eq!(
        code(&[&GOOD[..], &[0; 512]].concat()),
        "open.container",
        "longer than it should be"
    );
}

#[test]
fn other_files_are_no_snapshots() {
    for (name, bytes) in [
        ("a zip", b"PK\x03\x04".as_slice()),
        ("a page", b"<!doctype html><title>404</title>"),
        ("an age file", b"age-encryption.org/v1\n"),
        ("a slot", OFFICE.slot.as_slice()),
        ("zeros", &[0; 4096]),
    ] {
        assert_eq!(code(bytes), "open.not_a_snapshot", "{name}");
    }
}

#[test]
fn members_that_are_moved_missing_doubled_or_added_are_noticed() {
    let good = Members::of(&GOOD);
    type Change<'a> = &'a dyn Fn(&mut Vec<(String, Vec<u8>)>);
    let refused = |name: &str, change: Change, expected: &str| {
        let mut members = good.clone();
        change(&mut members.0);
        assert_eq!(code(&members.join()), expected, "{name}");
    };
    refused("signature first", &|members| members.swap(0, 1), "open.not_a_snapshot");
    refused("slot before signature", &|members| members.swap(1, 2), "open.container");
    refused("section before slot", &|members| members.swap(2, 3), "open.container");
    refused("sections swapped", &|members| members.swap(3, 4), "open.container");
    refused(
        "section under the other's name",
        &|members| {
            let other = members[4].1.clone();
            members[4].1 = std::mem::replace(&mut members[3].1, other);
        },
        "open.container",
    );
    refused("no manifest", &|members| drop(members.remove(0)), "open.not_a_snapshot");
    for index in 1..good.0.len() {
        refused("one missing", &|members| drop(members.remove(index)), "open.container");
    }
    for index in 0..good.0.len() {
        refused(
            "one twice",
            &|members| members.insert(index, members[index].clone()),
            "open.container",
        );
    }
    refused(
        "section renamed",
        &|members| members[4].0 = "sections/s02.age".to_owned(),
        "open.container",
    );
    refused(
        "slot renamed",
        &|members| members[2].0 = "slots/front.age".to_owned(),
        "open.container",
    );
    for name in [
        "../x",
        "sections/../../x",
        "/etc/passwd",
        "sections/s02.age/",
        "sections\\s02.age",
        "readme.txt",
    ] {
        refused(
            name,
            &|members| members.push((name.to_owned(), Vec::new())),
            "open.container",
        );
    }
    refused(
        "statistics.bin",
        &|members| members.push(("statistics.bin".to_owned(), Vec::new())),
        "open.unsupported",
    );
    refused(
        "a section that the manifest does not name",
        &|members| {
            members.push(("sections/s02.age".to_owned(), members[4].1.clone()));
        },
        "open.container",
    );
}

#[test]
fn only_the_trusted_publisher_is_believed() {
    let sections = register::sections(SEQ);
    let foreign = STRANGERS.seal(SEQ, &sections);
    assert_eq!(code(&foreign), "open.wrong_signer");
    assert_eq!(claimed(&foreign), *STRANGERS.publisher.public());

    // The stranger claims to be the publisher: signs with the own key and names the other.
    let mut pretending = Members::of(&foreign);
    let signature = String::from_utf8(pretending.get("manifest.json.minisig").clone()).expect("is text");
    let named = signature.replace(
        STRANGERS.publisher.public().as_str(),
        OFFICE.publisher.public().as_str(),
    );
    assert_ne!(named, signature);
    *pretending.get("manifest.json.minisig") = named.into_bytes();
    assert_eq!(code(&pretending.join()), "open.bad_signature");

    // A good signature of another snapshot.
    let mut mixed = Members::of(&GOOD);
    *mixed.get("manifest.json.minisig") = Members::of(&OFFICE.seal(SEQ + 1, &register::sections(SEQ + 1)))
        .get("manifest.json.minisig")
        .clone();
    assert_eq!(code(&mixed.join()), "open.bad_signature");

    // A signed manifest under a signature comment for another number.
    let mut relabelled = Members::of(&GOOD);
    let manifest = relabelled.get("manifest.json").clone();
    relabelled.sign_bytes(&manifest, "anglers-club", SEQ + 1, &OFFICE.publisher);
    assert_eq!(code(&relabelled.join()), "open.manifest");
    for signature in ["", "\n\n\n\n", "x", "untrusted comment: \nRW\ntrusted comment: \nRW\n"] {
        let mut members = Members::of(&GOOD);
        *members.get("manifest.json.minisig") = signature.as_bytes().to_vec();
        assert_eq!(code(&members.join()), "open.bad_signature", "{signature:?}");
    }
}

#[test]
fn another_register_an_older_number_and_a_wrong_clock_are_noticed() {
    type Change = fn(&mut yongquan_core::seal::Trust);
    let changes: [(&str, Change, &str); 8] = [
        ("nothing", |_| {}, "accepted"),
        ("any register", |trust| trust.register = None, "accepted"),
        (
            "a day of time difference",
            |trust| trust.now_unix_s -= limits::MAX_CLOCK_SKEW_S,
            "accepted",
        ),
        (
            "another register",
            |trust| trust.register = Some("rowing-club".to_owned()),
            "open.wrong_register",
        ),
        (
            "a newer one was seen",
            |trust| trust.min_seq = SEQ + 1,
            "open.older_seq",
        ),
        (
            "the last second",
            |trust| trust.now_unix_s = register::EXPIRES_UNIX_S - 1,
            "accepted",
        ),
        (
            "expired",
            |trust| trust.now_unix_s = register::EXPIRES_UNIX_S,
            "open.expired",
        ),
        (
            "clock set back",
            |trust| trust.now_unix_s -= limits::MAX_CLOCK_SKEW_S + 61,
            "open.clock_behind",
        ),
    ];
    for (name, change, expected) in changes {
        let mut trust = OFFICE.trust();
        change(&mut trust);
        assert_eq!(code_for(&GOOD, &trust), expected, "{name}");
    }
}

#[test]
fn signed_manifests_that_say_what_none_may_say_are_refused() {
    type Change = fn(&mut serde_json::Value);
    let changes: [(&str, Change, &str); 14] = [
        ("nothing", |_| {}, "accepted"),
        ("unknown format", |m| m["format"] = json!(2), "open.unsupported"),
        ("unknown suite", |m| m["suite"] = json!("age-v2"), "open.unsupported"),
        ("announced keys", |m| m["next_keys"] = json!([]), "open.manifest"),
        (
            "no list of rotations",
            |m| drop(m.as_object_mut().map(|m| m.remove("rotations"))),
            "open.manifest",
        ),
        (
            "a rotation that is not there",
            |m| {
                m["rotations"] =
                    json!([{"number": 1, "file": "rotations/1.json", "byte_len": 1, "sha256": "0".repeat(64)}])
            },
            "open.container",
        ),
        ("unknown member", |m| m["comment"] = json!(""), "open.manifest"),
        ("number 0", |m| m["seq"] = json!(0), "open.manifest"),
        ("negative number", |m| m["seq"] = json!(-1), "open.manifest"),
        ("no such day", |m| m["as_of"] = json!("2013-02-29"), "open.manifest"),
        (
            "a path",
            |m| m["sections"][1]["file"] = json!("../s01.age"),
            "open.manifest",
        ),
        (
            "another length",
            |m| m["sections"][1]["byte_len"] = json!(1),
            "open.container",
        ),
        (
            "an absurd length",
            |m| m["sections"][1]["byte_len"] = json!(u64::MAX),
            "open.container",
        ),
        (
            "no base section",
            |m| drop(m["sections"].as_array_mut().map(|list| list.remove(0))),
            "open.manifest",
        ),
    ];
    for (name, change, expected) in changes {
        let mut members = Members::of(&GOOD);
        members.sign_again(&OFFICE.publisher, change);
        assert_eq!(code(&members.join()), expected, "{name}");
    }
    for manifest in [b"".as_slice(), b"{", b"[]", b"null", b"\xff", &[b'['; 100_000]] {
        let mut members = Members::of(&GOOD);
        members.sign_bytes(manifest, "anglers-club", SEQ, &OFFICE.publisher);
        assert_eq!(code(&members.join()), "open.manifest", "{} bytes", manifest.len());
    }
    let mut members = Members::of(&GOOD);
    *members.get("manifest.json") = vec![b' '; 2 << 20];
    assert_eq!(code(&members.join()), "open.too_large");
}

#[test]
fn sections_of_another_snapshot_are_noticed_even_when_signed() {
    // age adds a line of random length to its headers: sealed again and again until the lengths agree, so that only the hash
    // can tell the two apart.
    let plain = register::sections(SEQ + 1);
    let byte_len = Members::of(&GOOD).get("sections/s01.age").len();
    let same_length = |members: &mut Members| members.get("sections/s01.age").len() == byte_len;
    let mut newer = (0..10_000)
        .map(|_| Members::of(&OFFICE.seal(SEQ + 1, &plain)))
        .find_map(|mut members| same_length(&mut members).then_some(members))
        .expect("there are some hundred lengths");
    let mut swapped = Members::of(&GOOD);
    let other = newer.get("sections/s01.age").clone();
    *swapped.get("sections/s01.age") = other;
    assert_eq!(code(&swapped.join()), "open.section_altered");
    swapped.sign_again(&OFFICE.publisher, |_| {});
    assert_eq!(code(&swapped.join()), "open.section_mismatch");

    let mut crossed = Members::of(&GOOD);
    let base = crossed.get("sections/s00.age").clone();
    *crossed.get("sections/s01.age") = base;
    crossed.sign_again(&OFFICE.publisher, |_| {});
    assert_eq!(code(&crossed.join()), "open.section_mismatch");
}

#[test]
fn sections_that_were_packed_wrongly_are_noticed_behind_a_good_signature() {
    let sections = register::sections(SEQ);
    for (name, plain, expected) in [
        ("empty", Vec::new(), "open.section"),
        ("no section", b"hello".to_vec(), "open.section"),
        (
            "cut",
            sections[1].bytes[..sections[1].bytes.len() - 1].to_vec(),
            "open.section",
        ),
        ("longer", [&sections[1].bytes[..], &[0; 64]].concat(), "open.section"),
    ] {
        let mut changed = sections.clone();
        changed[1].bytes = plain;
        assert_eq!(code(&OFFICE.seal(SEQ, &changed)), expected, "{name}");
    }
    for (name, bytes) in [("not encrypted", sections[1].bytes.clone()), ("empty", Vec::new())] {
        let mut members = Members::of(&GOOD);
        *members.get("sections/s01.age") = bytes;
        members.sign_again(&OFFICE.publisher, |_| {});
        assert_eq!(code(&members.join()), "open.section", "{name}");
    }
    let mut members = Members::of(&GOOD);
    members.get("sections/s01.age").pop();
    members.sign_again(&OFFICE.publisher, |_| {});
    assert_eq!(
        code(&members.join()),
        "open.section",
        "an age file without its last byte"
    );
}

#[test]
fn slots_open_with_their_passphrase_only() {
    for wrong in ["", "kxvr-wmzn-bqte", "KXVR-WMZN-BQTD", "kxvr-wmzn-bqtd ", "口令"] {
        assert_eq!(slot_code(&OFFICE.slot, wrong), "open.wrong_passphrase", "{wrong:?}");
    }
    for (name, bytes) in [
        ("empty", b"".as_slice()),
        ("a page", b"<html>"),
        ("a snapshot", &GOOD[..4096]),
    ] {
        assert_eq!(slot_code(bytes, PASSPHRASE), "open.slot_damaged", "{name}");
    }
    assert_eq!(slot_code(&GOOD, PASSPHRASE), "open.too_large");
    let sealed = Members::of(&GOOD).get("sections/s01.age").clone();
    assert_eq!(
        slot_code(&sealed[..sealed.len().min(4096)], PASSPHRASE),
        "open.slot_damaged",
        "no passphrase slot"
    );
    for byte_len in 0..OFFICE.slot.len() {
        assert_eq!(
            slot_code(&OFFICE.slot[..byte_len], PASSPHRASE),
            "open.slot_damaged",
            "{byte_len} bytes"
        );
    }
    for index in 0..OFFICE.slot.len() {
        let mut altered = OFFICE.slot.clone();
        altered[index] ^= 1 << (index % 8);
        // Which of them depends on what the bit stood for: a damaged salt cannot be told from a wrong passphrase.
        let codes = ["open.slot_damaged", "open.wrong_passphrase", "open.work_factor"];
        let found = slot_code(&altered, PASSPHRASE);
        assert!(codes.contains(&found), "byte {index} gave {found}");
    }
}

#[test]
fn slots_that_ask_for_too_much_work_are_refused_before_any() {
    let text = OFFICE.slot.clone();
    let line_end = 22
        + text[22..]
            .iter()
            .position(|&byte| byte == b'\n')
            .expect("the second line ends");
    assert_eq!(
        &text[line_end - 3..line_end],
        b" 10",
        "the work stands at the end of the second line"
    );
    for factor in ["19", "20", "30", "63", "64", "255"] {
        let slot = [&text[..line_end - 2], factor.as_bytes(), &text[line_end..]].concat();
        let begun = Instant::now();
        assert_eq!(slot_code(&slot, PASSPHRASE), "open.work_factor", "2^{factor}");
        assert!(begun.elapsed().as_millis() < 2_000, "2^{factor} was not computed");
    }
    for factor in ["0", "00", "-1", "010", "256", "99999999999999999999", "1e1"] {
        let slot = [&text[..line_end - 2], factor.as_bytes(), &text[line_end..]].concat();
        assert_eq!(slot_code(&slot, PASSPHRASE), "open.slot_damaged", "2^{factor}");
    }
}
