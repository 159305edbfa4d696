//! Changes of the publisher's key: statements, each signed by the key before, that lead a reader from the key they trust to the one
//! that signs today.
//!
//! ```text
//! 1: A hands over to B          2: B hands over to C          manifest
//!    signed by A           ──▶     signed by B           ──▶   signed by C
//! ```
//!
//! A statement is an act of the old key and cannot be taken back: whoever steals A can hand over to a key of their own, and readers
//! who still trust A would follow. Readers who followed to B already would not.

use serde::{Deserialize, Serialize};

use super::manifest::is_register_id;
use super::signature::{PublisherKey, SignatureFile};
use super::time;
use crate::error::OpenError;

/// The format of a statement.
const FORMAT: u32 = 1;

/// That one key of a register's publisher hands over to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    format: u32,
    /// Id of the register: a publisher of several changes the key of each.
    pub register: String,
    /// Number of the change, from 1.
    pub number: u32,
    /// The old key, in base64, which signed the statement.
    pub from: String,
    /// The new key, in base64.
    pub to: String,
    /// When it was signed, `YYYY-MM-DDTHH:MM:SSZ`: for people, nothing is decided by it.
    pub issued: String,
}

impl Rotation {
    /// A statement that is to be signed with `from`.
    pub fn new(register: &str, number: u32, from: &PublisherKey, to: &PublisherKey, issued_unix_s: i64) -> Self {
        Self {
            format: FORMAT,
            register: register.to_owned(),
            number,
            from: from.as_str().to_owned(),
            to: to.as_str().to_owned(),
            issued: time::format(issued_unix_s),
        }
    }

    /// Writes the statement as it is signed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a statement holds only texts and numbers");
        bytes.push(b'\n');
        bytes
    }
}

/// The comment that the signature of a statement covers.
///
/// It begins like that of a manifest and goes on differently, so that neither passes for the other.
pub fn rotation_comment(register: &str, number: u32) -> String {
    format!("register={register} rotation={number}")
}

/// Reads statements with their signatures, the first one first, and checks that each follows from the one before.
///
/// Says nothing about the first key. Whoever trusts any key that occurs may trust the last one.
///
/// # Errors
///
/// [`OpenError::Rotation`] if a statement is not signed by its old key, is not written as format 1 prescribes, has another number or
/// register than it should, does not begin with the key that the one before handed over to, or hands over to a key that was there
/// before.
pub fn verify_chain<'a>(
    statements: impl IntoIterator<Item = (&'a [u8], &'a [u8])>,
) -> Result<Vec<Rotation>, OpenError> {
    let mut chain: Vec<Rotation> = Vec::new();
    for (number, (json, signature)) in (1..).zip(statements) {
        let next = verify(number, json, signature, &chain);
        chain.push(next.map_err(|problem| OpenError::Rotation { number, problem })?);
    }
    Ok(chain)
}

fn verify(number: u32, json: &[u8], signature: &[u8], before: &[Rotation]) -> Result<Rotation, &'static str> {
    let ensure = |holds: bool, problem| if holds { Ok(()) } else { Err(problem) };
    let signature = SignatureFile::parse(signature).map_err(|_| "its signature is not written as it should be")?;
    signature.check(json).map_err(|_| "its signature is wrong")?;
    let rotation: Rotation = serde_json::from_slice(json).map_err(|_| "is not the JSON of a statement")?;
    ensure(rotation.format == FORMAT, "has another format")?;
    ensure(is_register_id(&rotation.register), "names no register")?;
    ensure(rotation.number == number, "has another number")?;
    ensure(
        signature.trusted_comment() == rotation_comment(&rotation.register, number),
        "is not the one that its signature speaks of",
    )?;
    ensure(
        rotation.from == signature.signer.as_str(),
        "is not signed by the key that hands over",
    )?;
    let to = PublisherKey::parse(&rotation.to).map_err(|_| "hands over to no key")?;
    ensure(to.as_str() == rotation.to, "hands over to no key")?;
    ensure(time::parse(&rotation.issued).is_some(), "was issued at no moment")?;
    if let Some(last) = before.last() {
        ensure(
            last.register == rotation.register,
            "is of another register than the one before",
        )?;
        ensure(
            last.to == rotation.from,
            "does not begin with the key that the one before handed over to",
        )?;
    }
    let is_used = rotation.to == rotation.from || before.iter().any(|earlier| earlier.from == rotation.to);
    ensure(!is_used, "hands over to a key that was there before")?;
    Ok(rotation)
}
