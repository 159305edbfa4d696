//! Key slots that are none, ask for too much, or hold something else.

use std::io::Write;

use age::x25519;
use yongquan_cli::keys::lock_identity;
use yongquan_core::limits;
use yongquan_core::seal::{ExposeSecret, SecretString};

use crate::fixture::{GOOD, OFFICE, PASSPHRASE, STRANGERS, good};
use crate::memory::peak_of;
use crate::reading::slot_code;
use crate::tally::{Tally, judge};

/// A slot with this text in place of the key.
fn slot_with(text: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(PASSPHRASE));
    recipient.set_work_factor(10);
    sealed_to(&recipient, text)
}

fn sealed_to(recipient: &dyn age::Recipient, text: &[u8]) -> Vec<u8> {
    let encryptor = age::Encryptor::with_recipients([recipient].into_iter()).expect("has a recipient");
    let mut slot = Vec::new();
    let mut writer = encryptor.wrap_output(&mut slot).expect("a vector takes every byte");
    writer
        .write_all(text)
        .and_then(|()| writer.finish().map(drop))
        .expect("a vector takes every byte");
    slot
}

#[test]
fn slots_open_with_their_passphrase_only() {
    let mut faults = vec![(
        "the right one".to_owned(),
        slot_code(&OFFICE.slot, PASSPHRASE),
        "accepted",
    )];
    for wrong in [
        "",
        "kxvr-wmzn-bqte",
        "KXVR-WMZN-BQTD",
        "kxvr-wmzn-bqtd ",
        " kxvr-wmzn-bqtd",
        "kxvr wmzn bqtd",
        "口令",
        "\0",
    ] {
        faults.push((
            format!("{wrong:?}"),
            slot_code(&OFFICE.slot, wrong),
            "open.wrong_passphrase",
        ));
    }
    let long = "x".repeat(1 << 20);
    faults.push((
        "a mebibyte".to_owned(),
        slot_code(&OFFICE.slot, &long),
        "open.wrong_passphrase",
    ));
    faults.push((
        "another's slot".to_owned(),
        slot_code(&STRANGERS.slot, "kxvr"),
        "open.wrong_passphrase",
    ));
    judge("passphrases", 11, faults);
}

#[test]
fn files_that_are_no_slot_are_refused() {
    let section = good().get("sections/s01.age").clone();
    let in_pieces = slot_with(&[b'#'; 3_000]);
    let mut faults: Vec<(String, Vec<u8>, &str)> = [
        ("a page", b"<html>".to_vec(), "open.slot_damaged"),
        ("a snapshot", GOOD[..4096].to_vec(), "open.slot_damaged"),
        ("a section", section, "open.slot_damaged"),
        (
            "a key in clear",
            OFFICE.desk.to_string().expose_secret().as_bytes().to_vec(),
            "open.slot_damaged",
        ),
        (
            "another version",
            [b"age-encryption.org/v2", &OFFICE.slot[21..]].concat(),
            "open.slot_damaged",
        ),
        (
            "a byte too many",
            [&OFFICE.slot[..], b"\n"].concat(),
            "open.slot_damaged",
        ),
        ("twice", OFFICE.slot.repeat(2), "open.slot_damaged"),
        ("the largest", vec![b'a'; limits::MAX_SLOT_BYTES], "open.slot_damaged"),
        ("too large", vec![b'a'; limits::MAX_SLOT_BYTES + 1], "open.too_large"),
        ("a whole snapshot", GOOD.clone(), "open.too_large"),
        ("nothing but a comment", in_pieces, "open.identity"),
    ]
    .map(|(name, bytes, expected)| (name.to_owned(), bytes, expected))
    .into();
    for byte_len in 0..OFFICE.slot.len() {
        faults.push((
            format!("cut to {byte_len} bytes"),
            OFFICE.slot[..byte_len].to_vec(),
            "open.slot_damaged",
        ));
    }
    // A stanza before, behind and instead of the one under the passphrase.
    let text = OFFICE.slot.clone();
    let [first, second, third] = line_ends(&text);
    let stanza = &text[first..third];
    let x25519 = format!("-> X25519 {}\n{}\n", "A".repeat(43), "A".repeat(43));
    for (name, more) in [
        ("another passphrase", stanza),
        ("a key", x25519.as_bytes()),
        ("grease", b"-> a\n\n"),
    ] {
        let before = [&text[..first], more, &text[first..]].concat();
        let behind = [&text[..third], more, &text[third..]].concat();
        let instead = [&text[..first], more, &text[third..]].concat();
        faults.push((format!("{name} before"), before, "open.slot_damaged"));
        faults.push((format!("{name} behind"), behind, "open.slot_damaged"));
        if more != stanza {
            faults.push((format!("{name} instead"), instead, "open.slot_damaged"));
        }
    }
    for (name, line) in [
        ("a third word", "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 10 x\n"),
        ("no salt", "-> scrypt 10\n"),
        ("a short salt", "-> scrypt AAAA 10\n"),
        ("two spaces", "-> scrypt AAAAAAAAAAAAAAAAAAAAAA  10\n"),
        ("another spelling", "-> Scrypt AAAAAAAAAAAAAAAAAAAAAA 10\n"),
    ] {
        let slot = [&text[..first], line.as_bytes(), &text[second..]].concat();
        faults.push((name.to_owned(), slot, "open.slot_damaged"));
    }
    judge(
        "files that are no slot",
        200,
        faults
            .into_iter()
            .map(|(name, slot, expected)| (name, slot_code(&slot, PASSPHRASE), expected)),
    );
}

/// Where the first three lines of a slot end: version, stanza, protected key.
fn line_ends(slot: &[u8]) -> [usize; 3] {
    let ends: Vec<usize> = (0..slot.len())
        .filter(|&index| slot[index] == b'\n')
        .map(|index| index + 1)
        .take(3)
        .collect();
    ends.try_into().expect("a slot has more than three lines")
}

#[test]
fn slots_that_hold_something_else_than_one_key_are_refused() {
    let key = OFFICE.desk.to_string();
    let key = key.expose_secret();
    let recipient = OFFICE.desk.to_public().to_string();
    let mut faults = Vec::new();
    for (name, text, expected) in [
        ("a key and comments", format!("# created\n\n{key}\n# end\n"), "accepted"),
        ("nothing", String::new(), "open.identity"),
        ("comments", "# nothing\n".to_owned(), "open.identity"),
        ("two keys", format!("{key}\n{key}\n"), "open.identity"),
        ("a public key", recipient, "open.identity"),
        ("half a key", key[..40].to_owned(), "open.identity"),
        (
            "a key with another letter",
            key.replacen('Q', "P", 1).replacen("1P", "1Q", 1) + "Q",
            "open.identity",
        ),
        (
            "a key for later computers",
            "AGE-SECRET-KEY-PQ-1QQQQ".to_owned(),
            "open.identity",
        ),
        ("a plugin's key", "AGE-PLUGIN-YUBIKEY-1QQQQ".to_owned(), "open.identity"),
        (
            "a key and something behind it",
            format!("{key} # mine"),
            "open.identity",
        ),
        ("a page", "<html>".to_owned(), "open.identity"),
    ] {
        faults.push((
            name.to_owned(),
            slot_code(&slot_with(text.as_bytes()), PASSPHRASE),
            expected,
        ));
    }
    faults.push((
        "no UTF-8".to_owned(),
        slot_code(&slot_with(&[0xff; 74]), PASSPHRASE),
        "open.identity",
    ));
    let nested = slot_with(&OFFICE.slot);
    faults.push(("a slot".to_owned(), slot_code(&nested, PASSPHRASE), "open.identity"));
    judge("slots that hold something else than one key", 13, faults);
}

#[test]
fn slots_that_ask_for_too_much_work_are_refused_before_any() {
    let text = OFFICE.slot.clone();
    let [_, line_end, _] = line_ends(&text).map(|end| end - 1);
    assert_eq!(
        &text[line_end - 3..line_end],
        b" 10",
        "the work stands at the end of the second line"
    );
    let mut tally = Tally::default();
    let too_much = ["19", "20", "30", "63", "64", "255"].map(|work| (work, "open.work_factor"));
    let no_number = [
        "",
        "0",
        "00",
        "-1",
        "+19",
        "010",
        "256",
        "99999999999999999999",
        "1e1",
        "0x1e",
        "30 ",
        "１９",
        "19\r",
    ];
    for (work, expected) in too_much
        .into_iter()
        .chain(no_number.map(|work| (work, "open.slot_damaged")))
    {
        let slot = [&text[..line_end - 2], work.as_bytes(), &text[line_end..]].concat();
        let (code, peak_byte_len) = peak_of(|| slot_code(&slot, PASSPHRASE));
        assert_eq!(code, expected, "work {work:?}");
        // The least work there is takes a mebibyte.
        assert!(peak_byte_len < 16 << 10, "work {work:?} took {peak_byte_len} bytes");
        tally.note(code);
    }
    tally.close("slots that ask for too much work, or for none", 19);
    let least = lock_identity(&x25519::Identity::generate(), SecretString::from(PASSPHRASE), 10).expect("is locked");
    let (code, peak_byte_len) = peak_of(|| slot_code(&least, PASSPHRASE));
    assert_eq!(code, "accepted");
    assert!(
        peak_byte_len > 1 << 20,
        "work is measured by what it takes: {peak_byte_len} bytes"
    );
}
