//! The manifest, signature files and statements of changed keys, behind good signatures.
//!
//! The first byte chooses: `0` is a manifest and then up to three statements, with a line `---` between them; all are signed as their
//! publisher would, whatever they say. `1` is the text of the manifest's signature. `2` and `3` are changes of a good manifest, in `3` behind
//! two statements: in a line `0 /sections/0/id "s01"` the number is that of the statement, 0 for the manifest, then comes a JSON pointer,
//! then JSON to put there; without it the member is taken away. Keys are drawn anew each time, so inputs name
//! what is not known before: `KEY0` to `KEY3` are public keys, of which each hands over to the next; `SHA1` to `SHA3` and `LEN1` to
//! `LEN3` are hash and length of a statement, and in a signature `SIGNATURE` and `GLOBAL` are its second and fourth line.

use std::sync::LazyLock;

use serde_json::Value;
use yongquan_cli::keys::PublisherSecret;
use yongquan_cli::keys::rotation::sign_bytes;
use yongquan_cli::seal::sign;
use yongquan_core::seal::{SealedSnapshot, Trust, container, rotation_file, sha256_hex, signature_file};

use super::{ACCEPTED, choose, seeds};
use crate::register::ISSUED_UNIX_S;

/// The keys, from the first one to the one after three changes.
static KEYS: LazyLock<Vec<PublisherSecret>> = LazyLock::new(|| {
    (0..4)
        .map(|_| PublisherSecret::generate().expect("the system gives randomness"))
        .collect()
});

/// What stands between the parts of an input.
pub const BETWEEN: &str = "\n---\n";

/// The members that every manifest speaks of; nobody decrypts them here.
pub const SLOT: &[u8] = b"slot";
/// The base section.
pub const BASE: &[u8] = b"base";
/// A restricted section.
pub const RESTRICTED: &[u8] = b"restricted";

/// A statement that was signed, and its signature.
struct Signed {
    json: Vec<u8>,
    signature: Vec<u8>,
}

pub fn read(input: &[u8]) -> &'static str {
    let (choice, text) = choose(input, 4);
    // A text that is not UTF-8 is no JSON and no signature; both are read as bytes all the same.
    match (choice, std::str::from_utf8(text)) {
        (0, Ok(text)) => read_parts(text, ""),
        (0, Err(_)) => verify(text, &signature_of(text, 0), &[], 0),
        (1, Ok(text)) => read_signature(text),
        (1, Err(_)) => verify(seeds::MANIFEST.as_bytes(), text, &[], 0),
        (_, text) => read_parts(
            &seeds::changed_keys(if choice == 2 { 0 } else { 2 }),
            text.unwrap_or_default(),
        ),
    }
}

fn read_parts(text: &str, changes: &str) -> &'static str {
    let mut parts = text.splitn(KEYS.len(), BETWEEN);
    let manifest = parts.next().unwrap_or_default();
    let statements: Vec<Signed> = parts
        .zip(&*KEYS)
        .zip(1..)
        .map(|((json, key), number)| statement(changed(with_keys(json), changes, number), key, number))
        .collect();
    let mut manifest = with_keys(manifest);
    for (number, signed) in (1..).zip(&statements) {
        manifest = manifest.replace(&format!("SHA{number}"), &sha256_hex(&signed.json));
        manifest = manifest.replace(&format!("LEN{number}"), &signed.json.len().to_string());
    }
    let manifest = changed(manifest, changes, 0).into_bytes();
    let signer = statements.len();
    verify(&manifest, &signature_of(&manifest, signer), &statements, signer)
}

/// Makes the changes that are of this part. What is no change of it is passed over.
fn changed(json: String, changes: &str, part: u32) -> String {
    let changes = changes
        .lines()
        .filter_map(|line| line.strip_prefix(&format!("{part} ")));
    let changes: Vec<&str> = changes.collect();
    let Ok(mut document) = serde_json::from_str::<Value>(&json) else {
        return json;
    };
    if changes.is_empty() {
        return json;
    }
    for change in changes {
        let (pointer, value) = change.split_once(' ').unwrap_or((change, ""));
        let (holder, name) = pointer.rsplit_once('/').unwrap_or_default();
        let value = serde_json::from_str(&with_keys(value)).ok();
        match (document.pointer_mut(holder), value) {
            (Some(Value::Object(members)), Some(value)) => drop(members.insert(name.to_owned(), value)),
            (Some(Value::Object(members)), None) => drop(members.remove(name)),
            (Some(Value::Array(members)), value) => {
                let place = name.parse().unwrap_or(usize::MAX).min(members.len());
                members.splice(place..members.len().min(place + 1), value);
            }
            _ => {}
        }
    }
    document.to_string()
}

fn read_signature(text: &str) -> &'static str {
    let manifest = seeds::MANIFEST.as_bytes();
    let good = String::from_utf8(signature_of(manifest, 0)).expect("a signature is text");
    let mut lines = good.lines().skip(1).step_by(2);
    let text = with_keys(text).replace("SIGNATURE", lines.next().unwrap_or_default());
    let text = text.replace("GLOBAL", lines.next().unwrap_or_default());
    verify(manifest, text.as_bytes(), &[], 0)
}

fn with_keys(text: &str) -> String {
    let mut text = text.to_owned();
    for (number, key) in KEYS.iter().enumerate() {
        text = text.replace(&format!("KEY{number}"), key.public().as_str());
    }
    text
}

/// Signs a statement under the comment that fits what it says.
fn statement(json: String, key: &PublisherSecret, number: u32) -> Signed {
    let json = json.into_bytes();
    let said: Value = serde_json::from_slice(&json).unwrap_or_default();
    let number = said["number"]
        .as_u64()
        .and_then(|said| said.try_into().ok())
        .unwrap_or(number);
    let signature = sign_bytes(&json, &line(&said["register"]), number, key).expect("the system gives randomness");
    Signed { json, signature }
}

/// The signature of a manifest under the comment that fits what it says.
fn signature_of(manifest: &[u8], signer: usize) -> Vec<u8> {
    let said: Value = serde_json::from_slice(manifest).unwrap_or_default();
    let seq = said["seq"].as_u64().unwrap_or_default();
    let signature = sign(manifest, &line(&said["register"]), seq, &KEYS[signer]);
    signature.expect("the system gives randomness").into_bytes()
}

/// A text as far as a comment can hold it.
fn line(said: &Value) -> String {
    let is_one_line = |text: &&str| text.len() <= 100 && !text.contains(['\n', '\r']);
    said.as_str().filter(is_one_line).unwrap_or_default().to_owned()
}

fn verify(manifest: &[u8], signature: &[u8], statements: &[Signed], signer: usize) -> &'static str {
    let names: Vec<[String; 2]> = (1..)
        .zip(statements)
        .map(|(number, _)| [rotation_file(number), signature_file(&rotation_file(number))])
        .collect();
    let mut members = vec![
        (container::MANIFEST, manifest),
        (container::SIGNATURE, signature),
        ("slots/desk.age", SLOT),
        ("sections/s00.age", BASE),
        ("sections/s01.age", RESTRICTED),
    ];
    for ([json, signature], signed) in names.iter().zip(statements) {
        members.push((json, &signed.json));
        members.push((signature, &signed.signature));
    }
    let trust = Trust {
        publisher_key: KEYS[0].public().clone(),
        register: None,
        min_seq: 1,
        now_unix_s: ISSUED_UNIX_S + 60,
    };
    let verified = match SealedSnapshot::verify(container::write(&members), &trust) {
        Ok(verified) => verified,
        Err(error) => return error.code(),
    };
    assert_eq!(verified.signer(), KEYS[signer].public(), "another key is believed");
    // Nothing that was signed is overlooked, and what is written again says the same.
    let said = |json: &[u8]| serde_json::from_slice::<Value>(json).expect("was accepted as JSON");
    assert_eq!(said(manifest), said(&verified.manifest().to_bytes()));
    for (rotation, signed) in verified.rotations().iter().zip(statements) {
        assert_eq!(said(&signed.json), said(&rotation.to_bytes()));
    }
    let again = verified.manifest().to_bytes();
    members[0].1 = &again;
    let again = SealedSnapshot::parse(container::write(&members)).and_then(|sealed| sealed.unverified_manifest());
    assert_eq!(again.as_ref(), Ok(verified.manifest()));
    ACCEPTED
}
