//! Every byte of a snapshot altered, and every length that it can be cut to.

use std::ops::Range;
use std::thread;

use crate::fixture::{Members, places};
use crate::golden::GOLDEN;
use crate::reading::slot_code;
use crate::tally::Tally;

/// Of the bytes inside members, whose check takes signatures, so many get one bit flipped for each that gets all eight.
const ALL_BITS_EVERY: usize = 16;

/// Runs over all indexes on two threads.
fn halves(len: usize, try_one: impl Fn(usize, &mut Tally) + Sync) -> Tally {
    let try_all = |indexes: Range<usize>| {
        let mut tally = Tally::default();
        // Every second one, since neighbours take as long as each other.
        indexes.step_by(2).for_each(|index| try_one(index, &mut tally));
        tally
    };
    thread::scope(|scope| {
        let odd = scope.spawn(|| try_all(1..len));
        let mut tally = try_all(0..len);
        tally.add(odd.join().expect("every attempt ended as it should"));
        tally
    })
}

/// What a byte belongs to: a member, or the framing.
fn member(places: &[(String, usize, usize)], index: usize) -> Option<&str> {
    let place = places
        .iter()
        .find(|(_, start, byte_len)| (*start..start + byte_len).contains(&index));
    place.map(|(name, ..)| name.as_str())
}

/// The code for a flipped bit, by what it belongs to.
fn code_of(member: Option<&str>, index: usize) -> &'static str {
    match member {
        Some("manifest.json" | "manifest.json.minisig") => "open.bad_signature",
        Some(name) if name.starts_with("slots/") => "open.slot_altered",
        Some(name) if name.starts_with("rotations/") => "open.rotation",
        Some(_) => "open.section_altered",
        None if index < 100 => "open.not_a_snapshot",
        None => "open.container",
    }
}

#[test]
fn the_golden_snapshot_has_every_kind_of_member() {
    assert_eq!(GOLDEN.code(&GOLDEN.bytes), "accepted");
    let names: Vec<String> = places(&GOLDEN.bytes).into_iter().map(|(name, ..)| name).collect();
    assert_eq!(
        names,
        [
            "manifest.json",
            "manifest.json.minisig",
            "slots/desk.age",
            "sections/s00.age",
            "sections/s01.age",
            "rotations/1.json",
            "rotations/1.json.minisig",
            "rotations/2.json",
            "rotations/2.json.minisig",
        ]
    );
}

#[test]
fn every_flipped_bit_is_noticed_and_named_after_its_place() {
    let (good, places) = (&GOLDEN.bytes, places(&GOLDEN.bytes));
    let flip = |index: usize, tally: &mut Tally, is_member: bool| {
        let member = member(&places, index);
        if member.is_some() != is_member {
            return;
        }
        let bits = match (is_member, index % ALL_BITS_EVERY) {
            (true, 1..) => (index % 8)..(index % 8) + 1,
            _ => 0..8,
        };
        let mut altered = good.clone();
        for bit in bits {
            altered[index] ^= 1 << bit;
            let code = GOLDEN.code(&altered);
            assert_eq!(code, code_of(member, index), "bit {bit} of byte {index}, {member:?}");
            tally.note(code);
            altered[index] ^= 1 << bit;
        }
    };
    let framing = halves(good.len(), |index, tally| flip(index, tally, false));
    let in_members: usize = places.iter().map(|(.., byte_len)| byte_len).sum();
    framing.close(
        "bits flipped in the framing, all eight of every byte",
        (good.len() - in_members) * 8,
    );
    let members = halves(good.len(), |index, tally| flip(index, tally, true));
    members.close("bits flipped in members, every byte", in_members);
}

#[test]
fn every_truncation_is_noticed_as_one() {
    let good = &GOLDEN.bytes;
    let tally = halves(good.len(), |byte_len, tally| {
        let code = GOLDEN.code(&good[..byte_len]);
        assert_eq!(code, "open.truncated", "{byte_len} bytes");
        tally.note(code);
    });
    tally.close("cut to every length", good.len());
}

#[test]
fn every_truncation_of_a_member_alone_is_noticed() {
    let good = Members::of(&GOLDEN.bytes);
    let mut tally = Tally::default();
    let mut byte_len_of_all = 0;
    for (name, bytes) in &good.0 {
        byte_len_of_all += bytes.len();
        // Framed anew, so that only what the member says about itself, or what is signed about it, can tell.
        let expected = match name.as_str() {
            "manifest.json" | "manifest.json.minisig" => "open.bad_signature",
            name if name.starts_with("rotations/") => "open.rotation",
            _ => "open.container",
        };
        for byte_len in 0..bytes.len() {
            let mut members = good.clone();
            members.get(name).truncate(byte_len);
            let code = GOLDEN.code(&members.join());
            assert_eq!(code, expected, "{name} cut to {byte_len} bytes");
            tally.note(code);
        }
    }
    tally.close("members cut to every length, framed anew", byte_len_of_all);
}

#[test]
fn what_is_longer_than_it_should_be_is_refused() {
    let good = &GOLDEN.bytes;
    let mut tally = Tally::default();
    for byte_len in [1, 511, 512, 1024, 10_240 - good.len() % 10_240] {
        let code = GOLDEN.code(&[&good[..], &vec![0; byte_len]].concat());
        assert_eq!(code, "open.container", "{byte_len} zeros behind the end");
        tally.note(code);
    }
    let code = GOLDEN.code(&[&good[..], &good[..]].concat());
    assert_eq!(code, "open.container", "twice");
    tally.note(code);
    tally.close("bytes behind the end", 6);
}

#[test]
fn every_flipped_bit_of_a_slot_kept_apart_is_noticed() {
    let slot = Members::of(&GOLDEN.bytes).get("slots/desk.age").clone();
    assert_eq!(slot_code(&slot, &GOLDEN.passphrase), "accepted");
    let tally = halves(slot.len(), |index, tally| {
        for bit in 0..8 {
            let mut altered = slot.clone();
            altered[index] ^= 1 << bit;
            let code = slot_code(&altered, &GOLDEN.passphrase);
            assert_eq!(code, slot_code_of(&slot, &altered), "bit {bit} of byte {index}");
            tally.note(code);
        }
    });
    tally.close(
        "bits flipped in a slot kept apart, all eight of every byte",
        slot.len() * 8,
    );
}

/// What is wrong with a slot in which one bit was flipped, by the form of its lines.
///
/// What still has its form only changes the key that comes out: salt, work and protected key cannot be told from a wrong passphrase.
fn slot_code_of(good: &[u8], altered: &[u8]) -> &'static str {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD_NO_PAD;

    let lines = |slot: &[u8]| -> Vec<Vec<u8>> { slot.splitn(4, |&byte| byte == b'\n').map(<[u8]>::to_vec).collect() };
    let (good, altered) = (lines(good), lines(altered));
    let words = |line: &[u8]| -> Vec<Vec<u8>> { line.split(|&byte| byte == b' ').map(<[u8]>::to_vec).collect() };
    let (good_words, words) = (words(&good[1]), words(&altered[1]));
    let is_stanza = words.len() == 4 && words[..2] == good_words[..2];
    if altered[0] != good[0] || altered[3] != good[3] || !is_stanza {
        return "open.slot_damaged";
    }
    let work = match &words[3][..] {
        [b'1'..=b'9', ..] => std::str::from_utf8(&words[3])
            .ok()
            .and_then(|work| work.parse::<u8>().ok()),
        _ => None,
    };
    match work {
        None => "open.slot_damaged",
        Some(19..) => "open.work_factor",
        Some(_) => {
            let is_base64 = |text: &[u8], byte_len: usize| {
                BASE64_STANDARD_NO_PAD
                    .decode(text)
                    .is_ok_and(|bytes| bytes.len() == byte_len)
            };
            let has_form = is_base64(&words[2], 16) && is_base64(&altered[2], 32);
            if has_form {
                "open.wrong_passphrase"
            } else {
                "open.slot_damaged"
            }
        }
    }
}
