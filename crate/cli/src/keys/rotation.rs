//! Changing the publisher's key: the statements that hand over from one key to the next.
//!
//! They lie in a folder as they travel in a snapshot: `1.json` with `1.json.minisig`, `2.json` with `2.json.minisig`, and so on.

use std::path::{Path, PathBuf};

use yongquan_core::error::OpenError;
use yongquan_core::limits::{MAX_ROTATION_BYTES, MAX_ROTATIONS, MAX_SIGNATURE_BYTES};
use yongquan_core::seal::{
    PublisherKey, Rotation, SecretString, is_register_id, rotation_comment, rotation_file, signature_comment,
    signature_file, verify_chain,
};

use super::publisher::{self, PublisherSecret};
use crate::failure::Failure;
use crate::files::{self, Readers};
use crate::texts::failure;

/// Name of the folder beside a secret key that holds the statements which led to it.
pub const FOLDER: &str = "rotations";

/// A statement with its signature, byte for byte as it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedRotation {
    /// The statement.
    pub json: Vec<u8>,
    /// The signature file.
    pub signature: Vec<u8>,
}

/// Every change of a publisher's key so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotations {
    /// What the statements say, the first one first.
    pub chain: Vec<Rotation>,
    /// The statements as they were signed.
    pub signed: Vec<SignedRotation>,
}

impl Rotations {
    /// Reads the statements of a folder and checks that they lead to a key.
    ///
    /// # Errors
    ///
    /// - `cli.rotations_missing` if the folder has no first statement, and `cli.file_unreadable` if a signature is missing;
    /// - `open.too_large`, `open.rotation` if they are not what a reader would accept;
    /// - `cli.rotations_other_key` if they lead to another key.
    pub fn read(folder: &Path, key: &PublisherKey) -> Result<Self, Failure> {
        let mut signed = Vec::new();
        for number in 1..=MAX_ROTATIONS as u32 {
            let [json, signature] = files_of(folder, number);
            if !json.exists() {
                break;
            }
            signed.push(SignedRotation {
                json: read_limited(&json, MAX_ROTATION_BYTES)?,
                signature: read_limited(&signature, MAX_SIGNATURE_BYTES)?,
            });
        }
        let path = || ("path", folder.display().to_string());
        let statements = signed.iter();
        let chain = verify_chain(statements.map(|signed| (&signed.json[..], &signed.signature[..])))?;
        match chain.last() {
            None => Err(failure("cli.rotations_missing", &[path()])),
            Some(last) if last.to != key.as_str() => Err(failure("cli.rotations_other_key", &[path()])),
            Some(_) => Ok(Self { chain, signed }),
        }
    }

    /// The statements for a secret key: those of `folder`, else those of the folder `rotations` beside the key, else none.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub fn of_key(folder: Option<&Path>, key_file: &Path, key: &PublisherKey) -> Result<Self, Failure> {
        let beside = key_file.with_file_name(FOLDER);
        match folder {
            Some(folder) => Self::read(folder, key),
            None if beside.is_dir() => Self::read(&beside, key),
            None => Ok(Self::default()),
        }
    }

    /// Refuses statements of another register than that which is packed.
    ///
    /// # Errors
    ///
    /// `cli.rotations_other_register`.
    pub fn check_register(&self, register: &str) -> Result<(), Failure> {
        match self.chain.first() {
            Some(first) if first.register != register => {
                let params = [("found", first.register.clone()), ("register", register.to_owned())];
                Err(failure("cli.rotations_other_register", &params))
            }
            _ => Ok(()),
        }
    }

    /// The keys that signed for this publisher before today's, the last one first.
    ///
    /// # Errors
    ///
    /// `open.publisher_key` if one is none, which [`read`](Self::read) has seen to.
    pub fn earlier_keys(&self) -> Result<Vec<PublisherKey>, Failure> {
        let keys = self
            .chain
            .iter()
            .rev()
            .map(|rotation| PublisherKey::parse(&rotation.from));
        Ok(keys.collect::<Result<_, OpenError>>()?)
    }

    /// Hands over from one key to the next: the statement after those that are there.
    ///
    /// # Errors
    ///
    /// - `cli.register_id`; `cli.rotations_other_register` if the statements so far are of another register;
    /// - `cli.rotations_full` if there are as many as there may be;
    /// - `open.rotation` if `to` was there before; `cli.randomness` if the system gives none.
    pub fn hand_over(
        &mut self,
        register: &str,
        from: &PublisherSecret,
        to: &PublisherKey,
        issued_unix_s: i64,
    ) -> Result<(), Failure> {
        if !is_register_id(register) {
            return Err(failure("cli.register_id", &[("register", register.to_owned())]));
        }
        self.check_register(register)?;
        if self.chain.len() == MAX_ROTATIONS {
            return Err(failure("cli.rotations_full", &[("limit", MAX_ROTATIONS.to_string())]));
        }
        let number = self.chain.len() as u32 + 1;
        let rotation = Rotation::new(register, number, from.public(), to, issued_unix_s);
        self.signed.push(sign(&rotation, from)?);
        // Read back as a reader will: what nobody follows must not leave this machine.
        let statements = self.signed.iter();
        self.chain = verify_chain(statements.map(|signed| (&signed.json[..], &signed.signature[..])))?;
        Ok(())
    }
}

/// Signs a statement.
///
/// # Errors
///
/// `cli.randomness` if the system gives none.
pub fn sign(rotation: &Rotation, from: &PublisherSecret) -> Result<SignedRotation, Failure> {
    let json = rotation.to_bytes();
    let signature = sign_bytes(&json, &rotation.register, rotation.number, from)?;
    Ok(SignedRotation { json, signature })
}

/// The signature file of a statement. What is signed is not looked at.
///
/// # Errors
///
/// `cli.randomness` if the system gives none.
pub fn sign_bytes(json: &[u8], register: &str, number: u32, from: &PublisherSecret) -> Result<Vec<u8>, Failure> {
    let signature = minisign::sign(
        None,
        &from.secret,
        json,
        Some(&rotation_comment(register, number)),
        Some(&signature_comment(from.public().as_str())),
    );
    let signature = signature.map_err(|_| failure("cli.randomness", &[]))?;
    Ok(signature.to_string().into_bytes())
}

/// Draws the next key of a publisher and writes it into a folder, with every statement that leads to it.
///
/// The new key is under a passphrase if the caller gives one. The old files are not touched.
///
/// # Errors
///
/// As [`Rotations::hand_over`]; if one of the files exists or cannot be written, none of them is there afterwards.
pub fn rotate(
    folder: &Path,
    mut rotations: Rotations,
    old: &PublisherSecret,
    passphrase: Option<SecretString>,
    register: &str,
    issued_unix_s: i64,
) -> Result<(PublisherKey, Rotations), Failure> {
    let new = publisher::draw(passphrase)?;
    rotations.hand_over(register, old, &new.public, issued_unix_s)?;
    let key_files = new.files(folder);
    for (file, ..) in &key_files {
        files::check_absent(file)?;
    }
    // The key last: whoever is killed in between has no new key without every statement that leads to it, with which they would sign what
    // nobody follows.
    let mut new_files = Vec::new();
    for (number, signed) in (1..).zip(&rotations.signed) {
        let [json, signature] = files_of(&folder.join(FOLDER), number);
        new_files.push((json, &signed.json[..], Readers::All));
        new_files.push((signature, &signed.signature[..], Readers::All));
    }
    new_files.extend(key_files);
    files::create_all(&new_files)?;
    Ok((new.public, rotations))
}

/// The files of a statement and its signature in a folder.
fn files_of(folder: &Path, number: u32) -> [PathBuf; 2] {
    let member = rotation_file(number);
    let name = member.strip_prefix("rotations/").unwrap_or(&member);
    [folder.join(name), folder.join(signature_file(name))]
}

fn read_limited(file: &Path, max_bytes: usize) -> Result<Vec<u8>, Failure> {
    let bytes = files::read(file)?;
    if bytes.len() > max_bytes {
        return Err(OpenError::TooLarge {
            what: file.display().to_string(),
            size: bytes.len() as u64,
            limit: max_bytes as u64,
        }
        .into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ISSUED_UNIX_S: i64 = 1_767_225_600;

    fn secret() -> PublisherSecret {
        PublisherSecret::generate().expect("the system gives randomness")
    }

    /// Keys and the statements that lead from the first to the last.
    fn chain(change_count: usize) -> (Vec<PublisherSecret>, Rotations) {
        let keys: Vec<PublisherSecret> = (0..=change_count).map(|_| secret()).collect();
        let mut rotations = Rotations::default();
        for pair in keys.windows(2) {
            let handed = rotations.hand_over("club", &pair[0], pair[1].public(), ISSUED_UNIX_S);
            handed.expect("is the next statement");
        }
        (keys, rotations)
    }

    fn code(signed: &[SignedRotation]) -> Result<usize, &'static str> {
        let statements = signed.iter().map(|signed| (&signed.json[..], &signed.signature[..]));
        verify_chain(statements)
            .map(|chain| chain.len())
            .map_err(|error| error.code())
    }

    #[test]
    fn the_new_key_lies_beside_every_statement_that_leads_to_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| folder.path().join(name);
        let never = || -> Result<SecretString, Failure> { panic!("nothing to ask for") };
        let first = publisher::new_publisher(&at("2026"), None).expect("is written");
        let mut expected = vec![first];
        for (old, new) in [("2026", "2027"), ("2027", "2028"), ("2028", "2029")] {
            let key_file = at(old).join("publisher.key");
            let secret = PublisherSecret::load(&key_file, never).expect("is a key");
            let before = Rotations::of_key(None, &key_file, secret.public()).expect("lead to the key");
            let (public, rotations) =
                rotate(&at(new), before, &secret, None, "club", ISSUED_UNIX_S).expect("is written");
            assert_eq!(rotations.chain.len(), expected.len());
            expected.push(public);
        }
        let last = expected.last().expect("there are four");
        let read = Rotations::read(&at("2029/rotations"), last).expect("lead to the last key");
        let froms: Vec<&str> = read.chain.iter().map(|rotation| rotation.from.as_str()).collect();
        let keys: Vec<&str> = expected.iter().map(PublisherKey::as_str).collect();
        assert_eq!(froms, keys[..3]);
        let mut earlier = read.earlier_keys().expect("are keys");
        earlier.reverse();
        assert_eq!(earlier, expected[..3]);
        let other = Rotations::read(&at("2029/rotations"), &expected[0]).expect_err("lead elsewhere");
        assert_eq!(other.code(), "cli.rotations_other_key");
        let none = Rotations::read(&at("2026"), last).expect_err("there is no statement");
        assert_eq!(none.code(), "cli.rotations_missing");
        std::fs::remove_file(at("2029/rotations/2.json.minisig")).expect("a temporary folder is writable");
        let missing = Rotations::read(&at("2029/rotations"), last).expect_err("a signature is missing");
        assert_eq!(missing.code(), "cli.file_unreadable");
    }

    #[test]
    fn a_key_never_comes_back_and_a_register_never_changes() {
        let (keys, rotations) = chain(2);
        let code_of = |register: &str, to: &PublisherSecret| {
            let handed = rotations
                .clone()
                .hand_over(register, &keys[2], to.public(), ISSUED_UNIX_S);
            handed.map_err(|refused| refused.code().to_owned())
        };
        for key in &keys {
            assert_eq!(code_of("club", key), Err("open.rotation".to_owned()));
        }
        assert_eq!(
            code_of("rowers", &secret()),
            Err("cli.rotations_other_register".to_owned())
        );
        assert_eq!(code_of("../club", &secret()), Err("cli.register_id".to_owned()));
        assert_eq!(code_of("club", &secret()), Ok(()));
    }

    #[test]
    fn there_are_as_many_changes_as_a_snapshot_carries() {
        let (keys, rotations) = chain(MAX_ROTATIONS);
        let last = keys.last().expect("there is one more than changes");
        let mut full = rotations.clone();
        let refused = full.hand_over("club", last, secret().public(), ISSUED_UNIX_S);
        assert_eq!(refused.expect_err("is full").code(), "cli.rotations_full");
        let largest = rotations.signed.iter().map(|signed| signed.json.len()).max();
        assert!(largest.expect("there are some") < MAX_ROTATION_BYTES);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_chain_reads_back_and_no_part_of_it_can_be_moved(change_count in 1..6usize, a in 0..6usize, b in 0..6usize) {
            let (_, rotations) = chain(change_count);
            prop_assert_eq!(code(&rotations.signed), Ok(change_count));
            let (a, b) = (a % change_count, b % change_count);
            let mut swapped = rotations.signed.clone();
            swapped.swap(a, b);
            prop_assert_eq!(code(&swapped), if a == b { Ok(change_count) } else { Err("open.rotation") });
            let mut shorter = rotations.signed.clone();
            shorter.remove(a);
            // Without its end a chain is one that leads elsewhere; that is seen by whoever knows where it should lead.
            let expected = if a + 1 == change_count { Ok(change_count - 1) } else { Err("open.rotation") };
            prop_assert_eq!(code(&shorter), expected);
            let mut doubled = rotations.signed.clone();
            doubled.insert(a, doubled[a].clone());
            prop_assert_eq!(code(&doubled), Err("open.rotation"));
        }

        #[test]
        fn no_bit_of_a_chain_can_be_changed(change_count in 1..4usize, place in any::<prop::sample::Index>(), bit in 0..8u32) {
            let (_, rotations) = chain(change_count);
            let byte_len: usize = rotations.signed.iter().map(|signed| signed.json.len() + signed.signature.len()).sum();
            let mut index = place.index(byte_len);
            let mut altered = rotations.signed.clone();
            for signed in &mut altered {
                for bytes in [&mut signed.json, &mut signed.signature] {
                    match bytes.get_mut(index) {
                        Some(byte) => {
                            *byte ^= 1 << bit;
                            index = usize::MAX;
                        }
                        None => index = index.wrapping_sub(bytes.len()),
                    }
                }
            }
            prop_assert_eq!(code(&altered), Err("open.rotation"));
        }
    }
}
