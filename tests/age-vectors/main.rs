//! The test vectors for age of C2SP against our own reader: as sections opened with keys, and as slots opened with passphrases.
//!
//! Not the crate age alone is tested but what we make of it: what is looked at before it, and which code each refusal gets. Nothing
//! is skipped. Where our reader is stricter than age, the vector is tried all the same and [`EXCEPTIONS`] says what comes of it and why.
//!
//! `cargo test --package yongquan-cli --test age-vectors -- --nocapture | grep '^|'` prints the rows of the table in DESIGN.md.

mod vectors;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::Read;

use age::x25519;
use vectors::{Expect, Vector};
use yongquan_cli::keys::PublisherSecret;
use yongquan_cli::seal::sign;
use yongquan_core::seal::{
    BASE_SECTION, ExposeSecret, FORMAT, Identity, Kind, Manifest, ManifestSection, SUITE, SealedSnapshot, SecretString,
    Trust, VerifiedSnapshot, container, section_file, sha256_hex, unlock_slot,
};
use yongquan_core::snapshot::{ExpectedSection, SectionBytes, decode_section};

/// A moment between issue and expiry.
const NOW_UNIX_S: i64 = 1_767_225_600;

/// What our reader made of a vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The payload came out, all of it, and was the right one.
    Opened,
    /// Refused with this code before anything of the payload was seen.
    Refused(&'static str),
    /// Refused with this code at some place of the payload; what had come out till there was right.
    BrokeOff(&'static str),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opened => write!(f, "opened"),
            Self::Refused(code) => write!(f, "`{code}`"),
            Self::BrokeOff(code) => write!(f, "`{code}` in the payload"),
        }
    }
}

/// Vectors that end otherwise with us than they say.
struct Exception {
    names: &'static [&'static str],
    outcome: Outcome,
    reason: &'static str,
}

const EXCEPTIONS: &[Exception] = &[
    Exception {
        names: &[
            "armor_crlf",
            "armor_full_last_line",
            "armor_garbage_encoded",
            "armor_no_eol",
            "armor_no_match",
            "armor_whitespace_outside",
            "armor_x25519",
        ],
        outcome: Outcome::Refused("open.section"),
        reason: "sections have no armour (snapshot.md 5.1), whatever is in it",
    },
    Exception {
        names: &["armor_scrypt"],
        outcome: Outcome::Refused("open.slot_damaged"),
        reason: "slots have no armour (4.1)",
    },
    Exception {
        names: &[
            "armor_hybrid",
            "hybrid",
            "hybrid_and_x25519",
            "hybrid_bad_tag",
            "hybrid_currupted_enc_mlkem",
            "hybrid_currupted_enc_x25519",
            "hybrid_extra_argument",
            "hybrid_grease",
            "hybrid_identity",
            "hybrid_long_file_key",
            "hybrid_long_share",
            "hybrid_low_order",
            "hybrid_multiple_recipients",
            "hybrid_no_match",
            "hybrid_not_canonical_body",
            "hybrid_not_canonical_enc",
            "hybrid_short_share",
            "hybrid_uppercase",
        ],
        outcome: Outcome::Refused("open.identity"),
        reason: "the suite age-v1 has X25519 keys only (3.1): a hybrid key is none",
    },
    Exception {
        names: &["scrypt_uppercase"],
        outcome: Outcome::Refused("open.slot_damaged"),
        reason: "a slot has one scrypt recipient (4.1): without one no passphrase is tried",
    },
    Exception {
        names: &["scrypt_work_factor_23"],
        outcome: Outcome::Refused("open.work_factor"),
        reason: "too much work has a code of its own (4.2)",
    },
];

/// What a section should come to.
fn section_outcome_of(expect: Expect) -> Outcome {
    match expect {
        Expect::Success => Outcome::Opened,
        Expect::NoMatch => Outcome::Refused("open.no_access"),
        Expect::HmacFailure | Expect::HeaderFailure | Expect::ArmorFailure => Outcome::Refused("open.section"),
        Expect::PayloadFailure => Outcome::BrokeOff("open.section"),
    }
}

/// What a slot should come to. No payload of a vector is a key: one that came out is refused for what it is.
fn slot_outcome_of(expect: Expect) -> Outcome {
    match expect {
        Expect::Success => Outcome::Refused("open.identity"),
        Expect::NoMatch => Outcome::Refused("open.wrong_passphrase"),
        _ => Outcome::Refused("open.slot_damaged"),
    }
}

/// A snapshot whose only section is this file, signed.
fn snapshot_of(file: &[u8], publisher: &PublisherSecret) -> VerifiedSnapshot {
    let manifest = Manifest {
        format: FORMAT,
        suite: SUITE.to_owned(),
        register: "vectors".to_owned(),
        kind: Kind::Synthetic,
        seq: 1,
        issued: "2026-01-01T00:00:00Z".to_owned(),
        expires: "2036-01-01T00:00:00Z".to_owned(),
        as_of: "2026-01-01".to_owned(),
        previous: None,
        sections: vec![ManifestSection {
            id: BASE_SECTION.to_owned(),
            file: section_file(BASE_SECTION),
            byte_len: file.len() as u64,
            sha256: sha256_hex(file),
        }],
        slots: Vec::new(),
        rotations: Vec::new(),
    };
    let json = manifest.to_bytes();
    let signature = sign(&json, &manifest.register, manifest.seq, publisher).expect("the system gives randomness");
    let bytes = container::write(&[
        (container::MANIFEST, &json),
        (container::SIGNATURE, signature.as_bytes()),
        (&section_file(BASE_SECTION), file),
    ]);
    let trust = Trust {
        publisher_key: publisher.public().clone(),
        register: None,
        min_seq: 0,
        now_unix_s: NOW_UNIX_S,
    };
    SealedSnapshot::verify(bytes, &trust).expect("is signed and good")
}

/// Opens a vector as the base section of a snapshot.
fn as_section(vector: &Vector, key: &str, publisher: &PublisherSecret) -> Outcome {
    let identity = match Identity::parse(key) {
        Ok(identity) => identity,
        Err(error) => return Outcome::Refused(error.code()),
    };
    let snapshot = snapshot_of(&vector.file, publisher);
    let open = || {
        snapshot
            .open(&identity)
            .map(|opened| opened.sections.into_iter().next().expect("has one section"))
    };
    let mut payload = Vec::new();
    let read = match open() {
        Ok(mut section) => section.reader.read_to_end(&mut payload),
        Err(error) => return Outcome::Refused(error.code()),
    };
    if let Some(sha256) = &vector.payload_sha256 {
        let name = &vector.name;
        assert_eq!(sha256_hex(&payload), *sha256, "{name}: what came out is right");
    }
    if read.is_ok() {
        return Outcome::Opened;
    }
    let section = open().expect("opened before");
    let expected = ExpectedSection {
        register: "vectors",
        seq: 1,
        section: BASE_SECTION,
        as_of: "2026-01-01",
    };
    let (reader, max_byte_len) = (section.reader, section.max_byte_len);
    let decoded = decode_section(SectionBytes { reader, max_byte_len }, &expected);
    Outcome::BrokeOff(decoded.expect_err("is no section").code())
}

/// Opens a vector as a slot.
fn as_slot(vector: &Vector, passphrase: &str) -> Outcome {
    match unlock_slot(&vector.file, SecretString::from(passphrase)) {
        Ok(_) => Outcome::Opened,
        Err(error) => Outcome::Refused(error.code()),
    }
}

/// Each key or passphrase of a vector until one opens; the first refusal, if none does.
fn first_that_opens(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let outcomes: Vec<Outcome> = outcomes.collect();
    let is_open = outcomes.contains(&Outcome::Opened);
    if is_open { Outcome::Opened } else { outcomes[0] }
}

/// What each vector came to, where it was tried, and what it should have come to.
struct Tried {
    name: String,
    expect: Expect,
    found: Outcome,
    usual: Outcome,
}

fn try_all() -> Vec<Tried> {
    let publisher = PublisherSecret::generate().expect("the system gives randomness");
    let stranger = x25519::Identity::generate().to_string();
    let mut all = Vec::new();
    for mut vector in vectors::read_all() {
        let mut note = |vector: &Vector, found, usual| {
            let (name, expect) = (vector.name.clone(), vector.expect);
            all.push(Tried {
                name,
                expect,
                found,
                usual,
            });
        };
        if vector.identities.is_empty() && vector.passphrases.is_empty() {
            vector.identities.push(stranger.expose_secret().to_owned());
        }
        if !vector.identities.is_empty() && vector.passphrases.is_empty() {
            let outcomes = vector.identities.iter().map(|key| as_section(&vector, key, &publisher));
            note(&vector, first_that_opens(outcomes), section_outcome_of(vector.expect));
        }
        if !vector.passphrases.is_empty() {
            let outcomes = vector.passphrases.iter().map(|passphrase| as_slot(&vector, passphrase));
            note(&vector, first_that_opens(outcomes), slot_outcome_of(vector.expect));
            // Beside a passphrase there is no key, so a section of this kind opens for nobody.
            for key in &vector.identities {
                note(
                    &vector,
                    as_section(&vector, key, &publisher),
                    section_outcome_of(vector.expect),
                );
            }
        }
    }
    all
}

#[test]
fn every_vector_ends_as_it_says_or_as_the_list_of_exceptions_says() {
    let tried = try_all();
    let mut unused: BTreeSet<&str> = EXCEPTIONS
        .iter()
        .flat_map(|exception| exception.names)
        .copied()
        .collect();
    let mut wrong = Vec::new();
    let mut rows: BTreeMap<(Expect, Outcome, &str), usize> = BTreeMap::new();
    for Tried {
        name,
        expect,
        found,
        usual,
    } in &tried
    {
        let exception = EXCEPTIONS
            .iter()
            .find(|exception| exception.names.contains(&name.as_str()));
        let (expected, reason) = exception.map_or((*usual, ""), |exception| (exception.outcome, exception.reason));
        if exception.is_some() {
            unused.remove(name.as_str());
            // Kept no longer than it is needed.
            if found == usual {
                wrong.push(format!("{name} is no exception any more: {found}"));
            }
        }
        if *found != expected {
            wrong.push(format!("{name} ({}): {found}, expected {expected}", expect.as_str()));
        }
        *rows.entry((*expect, *found, reason)).or_default() += 1;
    }
    wrong.extend(
        unused
            .into_iter()
            .map(|name| format!("{name} is an exception and no vector")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for ((expect, outcome, reason), count) in rows {
        let reason = if reason.is_empty() {
            String::new()
        } else {
            format!(": {reason}")
        };
        println!("| {} | {count} | {outcome}{reason} |", expect.as_str());
    }
    println!("| all vectors | {} | |", tried.len());
    assert!(tried.len() >= 143, "{} vectors", tried.len());
}
