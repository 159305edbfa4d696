//! Changes of the publisher's key that somebody spoiled.

use std::sync::LazyLock;

use serde_json::{Value, json};
use yongquan_cli::keys::rotation::{SignedRotation, sign};
use yongquan_cli::keys::{PublisherSecret, Rotations};
use yongquan_core::error::OpenError;
use yongquan_core::seal::{Rotation, SealedSnapshot, Trust};

use crate::fixture::{Members, OFFICE, REGISTER, SEQ, places};
use crate::reading::code_for;
use crate::register::{self, ISSUED_UNIX_S};
use crate::tally::{Tally, judge};

/// A publisher who changed keys three times.
struct Chain {
    /// The first key and the three after it.
    keys: [PublisherSecret; 4],
    rotations: Rotations,
    /// Signed with the last key.
    snapshot: Vec<u8>,
}

static CHAIN: LazyLock<Chain> = LazyLock::new(|| {
    let keys = [(); 4].map(|()| PublisherSecret::generate().expect("the system gives randomness"));
    let mut rotations = Rotations::default();
    for pair in keys.windows(2) {
        let handed = rotations.hand_over(REGISTER, &pair[0], pair[1].public(), ISSUED_UNIX_S);
        handed.expect("is the next statement");
    }
    let snapshot = OFFICE.seal_as(&keys[3], &rotations, SEQ, &register::sections(SEQ));
    Chain {
        keys,
        rotations,
        snapshot,
    }
});

/// The good snapshot taken apart.
fn members() -> Members {
    Members::of(&CHAIN.snapshot)
}

fn trust(key: &PublisherSecret) -> Trust {
    Trust {
        publisher_key: key.public().clone(),
        ..OFFICE.trust()
    }
}

/// The code for a reader who trusts one of the keys, from 0.
fn code(bytes: &[u8], key_index: usize) -> &'static str {
    code_for(bytes, &trust(&CHAIN.keys[key_index]))
}

/// The code that every reader has to give, whichever of the keys they trust.
fn code_for_all(bytes: &[u8], name: &str) -> &'static str {
    let codes: Vec<&str> = (0..4).map(|key_index| code(bytes, key_index)).collect();
    assert!(codes.iter().all(|code| *code == codes[0]), "{name}: {codes:?}");
    codes[0]
}

fn rotation(number: u32, from: &PublisherSecret, to: &PublisherSecret) -> Rotation {
    Rotation::new(REGISTER, number, from.public(), to.public(), ISSUED_UNIX_S)
}

fn signed(number: u32, from: &PublisherSecret, to: &PublisherSecret) -> SignedRotation {
    sign(&rotation(number, from, to), from).expect("the system gives randomness")
}

/// Puts another statement in place of one, as the publisher of today would sign the result.
fn replace(members: &mut Members, number: u32, by: SignedRotation) {
    *members.get(&format!("rotations/{number}.json")) = by.json;
    *members.get(&format!("rotations/{number}.json.minisig")) = by.signature;
    members.sign_again(&CHAIN.keys[3], |_| {});
}

/// A snapshot with the statements given instead of the good ones, signed by the last key.
fn with_statements(statements: Vec<SignedRotation>) -> Vec<u8> {
    let rotations = Rotations {
        chain: Vec::new(),
        signed: statements,
    };
    OFFICE.seal_as(&CHAIN.keys[3], &rotations, SEQ, &register::sections(SEQ))
}

#[test]
fn whoever_trusts_any_key_of_the_chain_follows_to_the_last_and_learns_it() {
    let chain = &*CHAIN;
    for (index, key) in chain.keys.iter().enumerate() {
        assert_eq!(code(&chain.snapshot, index), "accepted", "key {index}");
        let verified = SealedSnapshot::verify(chain.snapshot.clone(), &trust(key)).expect("is accepted");
        assert_eq!(verified.signer(), chain.keys[3].public());
        assert_eq!(verified.rotations(), chain.rotations.chain);
    }
    let sealed = SealedSnapshot::parse(chain.snapshot.clone()).expect("is framed well");
    assert_eq!(sealed.claimed_rotations().expect("are good"), chain.rotations.chain);
}

#[test]
fn a_key_that_is_not_in_the_chain_is_another_publisher() {
    let stranger = PublisherSecret::generate().expect("the system gives randomness");
    let error = SealedSnapshot::verify(CHAIN.snapshot.clone(), &trust(&stranger)).err();
    let expected = OpenError::WrongSigner {
        expected: stranger.public().fingerprint(),
        found: CHAIN.keys[3].public().fingerprint(),
    };
    assert_eq!(error, Some(expected));
}

#[test]
fn whoever_followed_once_never_goes_back() {
    let chain = &*CHAIN;
    let sections = register::sections(SEQ);
    // What an old key signs later is refused by those who remember a newer one, with or without the statements of its time.
    let old = OFFICE.seal_as(&chain.keys[0], &Rotations::default(), SEQ, &sections);
    assert_eq!(code(&old, 0), "accepted");
    for index in 1..4 {
        assert_eq!(code(&old, index), "open.wrong_signer", "key {index}");
    }
    let mut first = chain.rotations.clone();
    first.chain.truncate(1);
    first.signed.truncate(1);
    let second = OFFICE.seal_as(&chain.keys[1], &first, SEQ, &sections);
    assert_eq!(
        [0, 1, 2, 3].map(|index| code(&second, index)),
        ["accepted", "accepted", "open.wrong_signer", "open.wrong_signer"]
    );
}

#[test]
fn a_fork_reaches_only_those_who_still_trust_the_key_that_forked() {
    let chain = &*CHAIN;
    let thief = PublisherSecret::generate().expect("the system gives randomness");
    // The first key was stolen: the thief hands over to a key of their own. Nobody who followed to the second is reached.
    let forked = Rotations {
        chain: Vec::new(),
        signed: vec![signed(1, &chain.keys[0], &thief)],
    };
    let snapshot = OFFICE.seal_as(&thief, &forked, SEQ, &register::sections(SEQ));
    assert_eq!(code(&snapshot, 0), "accepted", "this is what a stolen key can do");
    for index in 1..4 {
        assert_eq!(code(&snapshot, index), "open.wrong_signer", "key {index}");
    }
    // Both branches in one chain are none.
    let [one, two] = [chain.rotations.signed[0].clone(), signed(2, &chain.keys[0], &thief)];
    let both = Rotations {
        chain: Vec::new(),
        signed: vec![one, two],
    };
    let snapshot = OFFICE.seal_as(&thief, &both, SEQ, &register::sections(SEQ));
    assert_eq!(code_for_all(&snapshot, "both branches"), "open.rotation");
    // Nor does the thief's chain lead to the publisher's signature, or the publisher's to the thief's.
    let crossed = OFFICE.seal_as(&thief, &chain.rotations, SEQ, &register::sections(SEQ));
    assert_eq!(code_for_all(&crossed, "the publisher's chain"), "open.rotation");
    let crossed = OFFICE.seal_as(&chain.keys[3], &forked, SEQ, &register::sections(SEQ));
    assert_eq!(code_for_all(&crossed, "the thief's chain"), "open.rotation");
}

#[test]
fn statements_that_are_missing_moved_or_cut_are_noticed() {
    type Change<'a> = &'a dyn Fn(&mut Vec<(String, Vec<u8>)>);
    let mut faults = Vec::new();
    let mut refused = |name: &str, change: Change, expected| {
        let mut members = members();
        change(&mut members.0);
        faults.push((name.to_owned(), code_for_all(&members.join(), name), expected));
    };
    let first = members().0.len() - 6;
    refused(
        "a gap",
        &|members| drop(members.drain(first + 2..first + 4)),
        "open.container",
    );
    refused(
        "no first",
        &|members| drop(members.drain(first..first + 2)),
        "open.container",
    );
    refused(
        "no signature",
        &|members| drop(members.remove(first + 1)),
        "open.container",
    );
    refused(
        "swapped pairs",
        &|members| {
            let pair: Vec<_> = members.drain(first..first + 2).collect();
            members.splice(first + 2..first + 2, pair);
        },
        "open.container",
    );
    refused(
        "one twice",
        &|members| {
            let pair = members[first..first + 2].to_vec();
            members.splice(first..first, pair);
        },
        "open.container",
    );
    refused(
        "before the sections",
        &|members| {
            let pair: Vec<_> = members.drain(first..first + 2).collect();
            members.splice(3..3, pair);
        },
        "open.container",
    );
    // Well framed, and no chain that leads to the signer any more.
    refused(
        "the end cut off",
        &|members| members.truncate(first + 4),
        "open.rotation",
    );
    refused(
        "contents swapped",
        &|members| {
            for offset in 0..2 {
                let other = members[first + 2 + offset].1.clone();
                members[first + 2 + offset].1 = std::mem::replace(&mut members[first + offset].1, other);
            }
        },
        "open.rotation",
    );
    refused(
        "signatures swapped",
        &|members| {
            let other = members[first + 3].1.clone();
            members[first + 3].1 = std::mem::replace(&mut members[first + 1].1, other);
        },
        "open.rotation",
    );
    judge("statements missing, moved, doubled or swapped", 8, faults);
    // Without any statement there is no way from the earlier keys, and the manifest names some.
    let mut none = members();
    none.0.truncate(first);
    assert_eq!(
        [0, 1, 2, 3].map(|index| code(&none.join(), index)),
        [
            "open.wrong_signer",
            "open.wrong_signer",
            "open.wrong_signer",
            "open.container"
        ]
    );
}

#[test]
fn statements_that_say_what_none_may_say_are_refused_behind_good_signatures() {
    let keys = &CHAIN.keys;
    let stranger = PublisherSecret::generate().expect("the system gives randomness");
    let signed_json = |change: &dyn Fn(&mut Value)| {
        let mut statement = json!(rotation(2, &keys[1], &keys[2]));
        change(&mut statement);
        // The comment is that of the statement as it is now, so that only the statement is at fault.
        let register = statement["register"].as_str().unwrap_or_default().to_owned();
        let number = statement["number"].as_u64().unwrap_or_default() as u32;
        sign_bytes(
            &serde_json::to_vec(&statement).expect("is JSON"),
            &register,
            number,
            &keys[1],
        )
    };
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 14] = [
        ("nothing", |_| {}, "accepted"),
        (
            "another register",
            |s| s["register"] = json!("rowing-club"),
            "open.rotation",
        ),
        ("no register", |s| s["register"] = json!(""), "open.rotation"),
        ("a replayed number", |s| s["number"] = json!(1), "open.rotation"),
        ("a number ahead", |s| s["number"] = json!(3), "open.rotation"),
        ("a negative number", |s| s["number"] = json!(-2), "open.rotation"),
        ("another format", |s| s["format"] = json!(2), "open.rotation"),
        ("an unknown member", |s| s["reason"] = json!(""), "open.rotation"),
        (
            "a missing member",
            |s| drop(s.as_object_mut().map(|s| s.remove("issued"))),
            "open.rotation",
        ),
        ("no moment", |s| s["issued"] = json!("yesterday"), "open.rotation"),
        ("no key", |s| s["to"] = json!("RW"), "open.rotation"),
        (
            "a key with blanks",
            |s| s["to"] = json!(format!("{} ", s["to"].as_str().unwrap_or_default())),
            "open.rotation",
        ),
        ("the same key", |s| s["to"] = s["from"].clone(), "open.rotation"),
        ("a list", |s| *s = json!([s.clone()]), "open.rotation"),
    ];
    let mut faults = Vec::new();
    let mut refused = |name: &str, by: SignedRotation, expected| {
        let mut members = members();
        replace(&mut members, 2, by);
        faults.push((name.to_owned(), code_for_all(&members.join(), name), expected));
    };
    for (name, change, expected) in changes {
        refused(name, signed_json(&change), expected);
    }
    for (name, by) in [
        ("from a stranger", signed(2, &stranger, &keys[2])),
        ("to a stranger", signed(2, &keys[1], &stranger)),
        ("back to the first key", signed(2, &keys[1], &keys[0])),
        ("from an earlier key", signed(2, &keys[0], &keys[2])),
        (
            "signed by another key than it names",
            sign(&rotation(2, &keys[1], &keys[2]), &stranger).expect("is signed"),
        ),
        (
            "under the comment of another number",
            sign_bytes(&rotation(2, &keys[1], &keys[2]).to_bytes(), REGISTER, 1, &keys[1]),
        ),
        (
            "under the comment of another register",
            sign_bytes(&rotation(2, &keys[1], &keys[2]).to_bytes(), "rowing-club", 2, &keys[1]),
        ),
        ("no JSON", sign_bytes(b"", REGISTER, 2, &keys[1])),
        (
            "a key twice",
            sign_bytes(br#"{"format":1,"format":1}"#, REGISTER, 2, &keys[1]),
        ),
        (
            "a manifest",
            SignedRotation {
                json: members().get("manifest.json").get(..900).unwrap_or_default().to_vec(),
                signature: members().get("manifest.json.minisig").clone(),
            },
        ),
    ] {
        refused(name, by, "open.rotation");
    }
    judge("statements that say what none may say, signed", 24, faults);
}

#[test]
fn chains_that_were_packed_wrongly_are_refused_for_everybody() {
    let (keys, good) = (&CHAIN.keys, &CHAIN.rotations.signed);
    let mut faults = Vec::new();
    for (name, statements) in [
        ("the first left out", good[1..].to_vec()),
        ("one left out", vec![good[0].clone(), good[2].clone()]),
        ("the last left out", good[..2].to_vec()),
        (
            "the last twice",
            vec![good[0].clone(), good[1].clone(), good[2].clone(), good[2].clone()],
        ),
        (
            "renumbered behind a gap",
            vec![good[0].clone(), signed(2, &keys[2], &keys[3])],
        ),
        ("another register from the start", {
            let foreign = |number, from: &PublisherSecret, to: &PublisherSecret| {
                let statement = Rotation::new("rowing-club", number, from.public(), to.public(), ISSUED_UNIX_S);
                sign(&statement, from).expect("the system gives randomness")
            };
            (1..4)
                .map(|number| foreign(number as u32, &keys[number - 1], &keys[number]))
                .collect()
        }),
    ] {
        let found = code_for_all(&with_statements(statements), name);
        faults.push((name.to_owned(), found, "open.rotation"));
    }
    // Good in itself, and not the one that the manifest names: the same statement signed at another moment.
    let mut exchanged = members();
    let later = Rotation::new(REGISTER, 2, keys[1].public(), keys[2].public(), ISSUED_UNIX_S + 1);
    let later = sign(&later, &keys[1]).expect("the system gives randomness");
    *exchanged.get("rotations/2.json") = later.json;
    *exchanged.get("rotations/2.json.minisig") = later.signature;
    let name = "signed at another moment";
    faults.push((name.to_owned(), code_for_all(&exchanged.join(), name), "open.rotation"));
    judge("chains of statements that lead nowhere", 7, faults);
    // A shorter way from the key before the last: a chain of one may begin with any key.
    let shortened = with_statements(vec![signed(1, &keys[2], &keys[3])]);
    assert_eq!(
        [0, 1, 2, 3].map(|index| code(&shortened, index)),
        ["open.wrong_signer", "open.wrong_signer", "accepted", "accepted"]
    );
}

#[test]
fn every_flipped_bit_of_a_statement_is_noticed_for_every_reader() {
    let good = &CHAIN.snapshot;
    let mut tally = Tally::default();
    for (name, start, byte_len) in places(good) {
        if !name.starts_with("rotations/") {
            continue;
        }
        for index in start..start + byte_len {
            let mut altered = good.clone();
            altered[index] ^= 1 << (index % 8);
            let found = code(&altered, index % 4);
            assert_eq!(found, "open.rotation", "byte {} of {name}", index - start);
            tally.note(found);
        }
    }
    tally.close("bits flipped in three statements, each reader in turn", 1_500);
}

#[test]
fn every_truncation_within_the_statements_is_one() {
    let good = &CHAIN.snapshot;
    let (_, start, _) = places(good)
        .into_iter()
        .find(|(name, ..)| name == "rotations/1.json")
        .expect("is there");
    let mut tally = Tally::default();
    for byte_len in start..good.len() {
        let found = code(&good[..byte_len], byte_len % 4);
        assert_eq!(found, "open.truncated", "{byte_len} bytes");
        tally.note(found);
    }
    tally.close("cut to every length within three statements", 6 * 1_024);
}

/// A signature over any bytes, with the comment of a statement.
fn sign_bytes(json: &[u8], register: &str, number: u32, by: &PublisherSecret) -> SignedRotation {
    SignedRotation {
        json: json.to_vec(),
        signature: yongquan_cli::keys::rotation::sign_bytes(json, register, number, by).expect("is signed"),
    }
}
