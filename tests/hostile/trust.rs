//! Snapshots that are genuine, and not the ones that are wanted.

use miniz_oxide::deflate::compress_to_vec;
use yongquan_core::limits;
use yongquan_core::seal::Trust;

use crate::fixture::{GOOD, Members, OFFICE, SEQ, STRANGERS, claimed, good, identity};
use crate::reading::{Outcome, code, code_for};
use crate::register::{self, EXPIRES_UNIX_S, ISSUED_UNIX_S};
use crate::tally::judge;

const SIGNATURE: &str = "manifest.json.minisig";

#[test]
fn the_good_snapshot_opens_for_each_role() {
    let read = |key| Outcome::of(&GOOD, &OFFICE.trust(), &identity(key)).read;
    assert_eq!(read(&OFFICE.desk), Ok((register::ROW_COUNT, vec![])));
    assert_eq!(read(&OFFICE.counter), Ok((register::ROW_COUNT, vec!["s01".to_owned()])));
    assert_eq!(
        good().join(),
        *GOOD,
        "the tools of these tests change nothing by themselves"
    );
}

#[test]
fn other_files_are_no_snapshots() {
    let half_a_name = &GOOD[..7];
    let unframed: Vec<u8> = good().0.into_iter().flat_map(|(_, bytes)| bytes).collect();
    judge(
        "other files",
        10,
        [
            ("a zip", b"PK\x03\x04".as_slice(), "open.not_a_snapshot"),
            ("a page", b"<!doctype html><title>404</title>", "open.not_a_snapshot"),
            ("an age file", b"age-encryption.org/v1\n", "open.not_a_snapshot"),
            ("a slot", &OFFICE.slot, "open.not_a_snapshot"),
            ("zeros", &[0; 4096], "open.not_a_snapshot"),
            (
                "a compressed snapshot",
                &compress_to_vec(&GOOD, 6),
                "open.not_a_snapshot",
            ),
            (
                "a mark of UTF-8 before it",
                &[b"\xef\xbb\xbf", &GOOD[..]].concat(),
                "open.not_a_snapshot",
            ),
            ("text with other line ends", &line_ends(&GOOD), "open.container"),
            ("nothing", b"", "open.truncated"),
            ("the beginning of the name", half_a_name, "open.truncated"),
            ("the members without framing", &unframed, "open.not_a_snapshot"),
        ]
        .map(|(name, bytes, expected)| (name.to_owned(), code(bytes), expected)),
    );
}

#[test]
fn only_the_trusted_publisher_is_believed() {
    let foreign = STRANGERS.seal(SEQ, &register::sections(SEQ));
    assert_eq!(claimed(&foreign), *STRANGERS.publisher.public());
    let with_signature = |signature: &[u8]| {
        let mut members = good();
        *members.get(SIGNATURE) = signature.to_vec();
        code(&members.join())
    };
    let text = |bytes: &[u8]| {
        let signature = Members::of(bytes).get(SIGNATURE).clone();
        String::from_utf8(signature).expect("is text")
    };
    let (ours, theirs) = (
        OFFICE.publisher.public().as_str(),
        STRANGERS.publisher.public().as_str(),
    );
    let mut pretending = Members::of(&foreign);
    *pretending.get(SIGNATURE) = text(&foreign).replace(theirs, ours).into_bytes();
    let relabelled = |register: &str, seq: u64| {
        let mut members = good();
        let manifest = members.get("manifest.json").clone();
        members.sign_bytes(&manifest, register, seq, &OFFICE.publisher);
        code(&members.join())
    };
    let good_text = text(&GOOD);
    let lines: Vec<&str> = good_text.lines().collect();
    let joined = |order: &[usize]| {
        order
            .iter()
            .map(|&line| format!("{}\n", lines[line]))
            .collect::<String>()
    };
    let mut faults = vec![
        ("a stranger's snapshot", code(&foreign), "open.wrong_signer"),
        (
            "a stranger's that names our key",
            code(&pretending.join()),
            "open.bad_signature",
        ),
        (
            "the signature of the next snapshot",
            with_signature(text(&OFFICE.seal(SEQ + 1, &register::sections(SEQ + 1))).as_bytes()),
            "open.bad_signature",
        ),
        (
            "signed for another number",
            relabelled("anglers-club", SEQ + 1),
            "open.manifest",
        ),
        (
            "signed for another register",
            relabelled("rowing-club", SEQ),
            "open.manifest",
        ),
        (
            "signed for something else",
            relabelled("anglers-club seq=7 register=x", SEQ),
            "open.manifest",
        ),
    ];
    for (name, signature) in [
        ("empty", String::new()),
        ("four empty lines", "\n".repeat(4)),
        ("one letter", "x".to_owned()),
        (
            "lines without anything",
            "untrusted comment: \nRW\ntrusted comment: \nRW\n".to_owned(),
        ),
        ("no last line feed", good_text.trim_end().to_owned()),
        ("line ends of Windows", good_text.replace('\n', "\r\n")),
        ("a fifth line", format!("{good_text}\n")),
        ("twice", good_text.repeat(2)),
        ("comments swapped", joined(&[2, 1, 0, 3])),
        ("signatures swapped", joined(&[0, 3, 2, 1])),
        ("without its global signature", joined(&[0, 1, 2])),
        ("no key named", good_text.replacen(ours, "", 1)),
        ("a stranger's key named", good_text.replacen(ours, theirs, 1)),
        (
            "the key in its other spelling",
            good_text.replacen(ours, &ours.replacen("RW", "RU", 1), 1),
        ),
        (
            "a comment without a key",
            good_text.replacen("yongquan publisher", "minisign public key", 1),
        ),
        (
            "another register in the comment",
            good_text.replacen("register=anglers-club", "register=rowing-club", 1),
        ),
        ("another number in the comment", good_text.replacen("seq=7", "seq=8", 1)),
        ("spaces at the end", good_text.replacen("seq=7", "seq=7 ", 1)),
        ("a mark of UTF-8", format!("\u{feff}{good_text}")),
    ] {
        assert_ne!(signature, good_text, "{name}");
        faults.push((name, with_signature(signature.as_bytes()), "open.bad_signature"));
    }
    faults.push(("no UTF-8", with_signature(&[0xff; 300]), "open.bad_signature"));
    judge(
        "signatures that are another's, or not written as prescribed",
        25,
        faults
            .into_iter()
            .map(|(name, found, expected)| (name.to_owned(), found, expected)),
    );
}

#[test]
fn another_register_an_older_number_and_a_wrong_clock_are_noticed() {
    type Change = fn(&mut Trust);
    let changes: [(&str, Change, &str); 14] = [
        ("nothing", |_| {}, "accepted"),
        ("any register", |trust| trust.register = None, "accepted"),
        ("the same number again", |trust| trust.min_seq = SEQ, "accepted"),
        (
            "a day of time difference",
            |trust| trust.now_unix_s = ISSUED_UNIX_S - limits::MAX_CLOCK_SKEW_S,
            "accepted",
        ),
        (
            "the last second",
            |trust| trust.now_unix_s = EXPIRES_UNIX_S - 1,
            "accepted",
        ),
        (
            "another register",
            |trust| trust.register = Some("rowing-club".to_owned()),
            "open.wrong_register",
        ),
        (
            "a register in capitals",
            |trust| trust.register = Some("Anglers-club".to_owned()),
            "open.wrong_register",
        ),
        (
            "a newer one was seen",
            |trust| trust.min_seq = SEQ + 1,
            "open.older_seq",
        ),
        (
            "the highest number was seen",
            |trust| trust.min_seq = u64::MAX,
            "open.older_seq",
        ),
        ("expired", |trust| trust.now_unix_s = EXPIRES_UNIX_S, "open.expired"),
        ("the end of time", |trust| trust.now_unix_s = i64::MAX, "open.expired"),
        (
            "clock set back",
            |trust| trust.now_unix_s = ISSUED_UNIX_S - limits::MAX_CLOCK_SKEW_S - 1,
            "open.clock_behind",
        ),
        (
            "clock at its beginning",
            |trust| trust.now_unix_s = 0,
            "open.clock_behind",
        ),
        (
            "the beginning of time",
            |trust| trust.now_unix_s = i64::MIN,
            "open.clock_behind",
        ),
    ];
    let faults = changes.map(|(name, change, expected)| {
        let mut trust = OFFICE.trust();
        change(&mut trust);
        (name.to_owned(), code_for(&GOOD, &trust), expected)
    });
    judge("other registers, numbers and clocks", 14, faults);
}

/// A snapshot as a program writes it that takes it for text.
fn line_ends(bytes: &[u8]) -> Vec<u8> {
    let pieces = bytes.split(|&byte| byte == b'\n');
    pieces.collect::<Vec<_>>().join(&b"\r\n"[..])
}
