//! The manifest: what a snapshot says about itself without a key.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::time;
use crate::date;
use crate::error::OpenError;
use crate::limits;
use crate::member;

/// The format that this program writes and reads.
pub const FORMAT: u32 = 1;

/// The cryptography that format 1 uses: age version 1 and minisign.
pub const SUITE: &str = "age-v1";

/// Id of the section that every operator opens: schema, metadata and the fields marked `yes`.
pub const BASE_SECTION: &str = "s00";

/// What a snapshot says about itself to everybody.
///
/// It names no field, no operator's powers and no number of rows: file names and lengths are all that a stranger learns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// [`SUITE`].
    pub suite: String,
    /// Id of the register.
    pub register: String,
    /// Whether the people in it are invented.
    pub kind: Kind,
    /// Sequence number: each snapshot of a register has a larger one than the one before.
    pub seq: u64,
    /// When the snapshot was made, `YYYY-MM-DDTHH:MM:SSZ`.
    pub issued: String,
    /// From when on it may not be used, `YYYY-MM-DDTHH:MM:SSZ`.
    pub expires: String,
    /// The day the data speaks of, `YYYY-MM-DD`.
    pub as_of: String,
    /// SHA-256 of the manifest before, where the publisher names one: 64 hexadecimal digits.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub previous: Option<String>,
    /// The sections in the order of their ids; the first is [`BASE_SECTION`].
    pub sections: Vec<ManifestSection>,
    /// The key slots that travel inside, in the order of their ids.
    pub slots: Vec<ManifestSlot>,
    /// Every change of the publisher's key so far, in order.
    pub rotations: Vec<ManifestRotation>,
}

/// Whether the people in a register are invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// All of them are; every screen says so.
    Synthetic,
    /// They are real, and the snapshot never reaches a public host.
    Real,
}

/// One section as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestSection {
    /// Id: `s` and two digits.
    pub id: String,
    /// Name of the member.
    pub file: String,
    /// Length of the member in bytes.
    pub byte_len: u64,
    /// SHA-256 of the member: 64 hexadecimal digits.
    pub sha256: String,
}

/// One key slot as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestSlot {
    /// Id: up to 32 of `a-z`, `0-9`, `-`. Public, so it should be a desk and not a person.
    pub id: String,
    /// Name of the member.
    pub file: String,
    /// Length of the member in bytes.
    pub byte_len: u64,
    /// SHA-256 of the member: 64 hexadecimal digits.
    pub sha256: String,
}

/// One change of the publisher's key as the manifest names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestRotation {
    /// Number of the change, from 1.
    pub number: u32,
    /// Name of the member that holds the statement; its signature lies beside it.
    pub file: String,
    /// Length of the statement in bytes.
    pub byte_len: u64,
    /// SHA-256 of the statement: 64 hexadecimal digits.
    pub sha256: String,
}

impl Manifest {
    /// Writes the manifest as the publisher signs it.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a manifest holds only texts and numbers");
        bytes.push(b'\n');
        bytes
    }

    /// Reads and checks a manifest whose signature was checked.
    ///
    /// # Errors
    ///
    /// - [`OpenError::Unsupported`] if format or suite are others;
    /// - [`OpenError::Manifest`] if it is not the JSON of format 1, or says something impossible.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, OpenError> {
        let fault = |problem: String| OpenError::Manifest { problem };
        // Format and suite are read on their own first, each without the other: a later format may have other members, and then
        // the user should hear that the program is too old, not that the JSON is wrong.
        #[derive(Deserialize)]
        struct Version {
            format: u64,
        }
        #[derive(Deserialize)]
        struct Cryptography {
            suite: String,
        }
        let no_json =
            |error: serde_json::Error| fault(format!("JSON, line {} column {}", error.line(), error.column()));
        let Version { format } = serde_json::from_slice(bytes).map_err(no_json)?;
        if format != u64::from(FORMAT) {
            let what = format!("format {format}");
            return Err(OpenError::Unsupported { what });
        }
        let Cryptography { suite } = serde_json::from_slice(bytes).map_err(no_json)?;
        if suite != SUITE {
            let what = "suite".to_owned();
            return Err(OpenError::Unsupported { what });
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(no_json)?;
        manifest.check().map_err(|problem| fault(problem.to_owned()))?;
        Ok(manifest)
    }

    /// When the snapshot was made, in seconds since 1970.
    pub fn issued_unix_s(&self) -> i64 {
        time::parse(&self.issued).expect("was checked when the manifest was read")
    }

    /// From when on it may not be used, in seconds since 1970.
    pub fn expires_unix_s(&self) -> i64 {
        time::parse(&self.expires).expect("was checked when the manifest was read")
    }

    fn check(&self) -> Result<(), &'static str> {
        let ensure = |holds: bool, problem| if holds { Ok(()) } else { Err(problem) };
        ensure(is_register_id(&self.register), "register id")?;
        ensure(self.seq >= 1 && self.seq <= limits::MAX_INTEGER as u64, "seq")?;
        let issued = time::parse(&self.issued).ok_or("issued")?;
        let expires = time::parse(&self.expires).ok_or("expires")?;
        ensure(issued < expires, "expires before it is issued")?;
        ensure(date::parse(&self.as_of).is_some(), "as_of")?;
        ensure(self.previous.as_deref().is_none_or(is_sha256), "previous")?;
        ensure(
            self.sections.first().is_some_and(|section| section.id == BASE_SECTION),
            "the first section is not the base section",
        )?;
        for section in &self.sections {
            let fits = is_section_id(&section.id) && section.file == section_file(&section.id);
            ensure(fits && is_sha256(&section.sha256), "sections")?;
        }
        for slot in &self.slots {
            let fits = is_slot_id(&slot.id) && slot.file == slot_file(&slot.id);
            ensure(fits && is_sha256(&slot.sha256), "slots")?;
        }
        for (number, rotation) in (1..).zip(&self.rotations) {
            let fits = rotation.number == number && rotation.file == rotation_file(number);
            ensure(fits && is_sha256(&rotation.sha256), "rotations")?;
        }
        Ok(())
    }
}

/// Whether a text can be the id of a register: 1 to 64 of `A-Z`, `a-z`, `0-9`, `.`, `_`, `-`.
pub fn is_register_id(text: &str) -> bool {
    (1..=limits::MAX_ID_BYTES).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// Whether a text can be the id of a slot: 1 to 32 of `a-z`, `0-9`, `-`.
///
/// No capitals: two slots that differ in case only would be one file on Windows.
pub fn is_slot_id(text: &str) -> bool {
    (1..=limits::MAX_ID_BYTES / 2).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Whether a text can be the id of a section: `s` and two digits.
pub fn is_section_id(text: &str) -> bool {
    matches!(text.as_bytes(), [b's', tens, units] if tens.is_ascii_digit() && units.is_ascii_digit())
}

/// Name of the member that holds a section.
pub fn section_file(id: &str) -> String {
    format!("sections/{id}.age")
}

/// Name of the member that holds a slot.
pub fn slot_file(id: &str) -> String {
    format!("slots/{id}.age")
}

/// Name of the member that holds the statement of a change of key.
pub fn rotation_file(number: u32) -> String {
    format!("rotations/{number}.json")
}

/// Name of the member, or file, that holds the signature of another one, as `minisign` names it.
pub fn signature_file(file: &str) -> String {
    format!("{file}.minisig")
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// SHA-256 as 64 lower-case hexadecimal digits, as `sha256sum` prints it.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            format: FORMAT,
            suite: SUITE.to_owned(),
            register: "510115003064".to_owned(),
            kind: Kind::Synthetic,
            seq: 7,
            issued: "2026-01-01T00:00:00Z".to_owned(),
            expires: "2026-02-01T00:00:00Z".to_owned(),
            as_of: "2013-03-02".to_owned(),
            previous: None,
            sections: vec![ManifestSection {
                id: BASE_SECTION.to_owned(),
                file: section_file(BASE_SECTION),
                byte_len: 1,
                sha256: sha256_hex(b"x"),
            }],
            slots: vec![ManifestSlot {
                id: "desk".to_owned(),
                file: slot_file("desk"),
                byte_len: 1,
                sha256: sha256_hex(b"y"),
            }],
            rotations: vec![ManifestRotation {
                number: 1,
                file: rotation_file(1),
                byte_len: 1,
                sha256: sha256_hex(b"z"),
            }],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Manifest::from_bytes(&manifest().to_bytes()), Ok(manifest()));
    }

    #[test]
    fn impossible_manifests_are_refused() {
        type Change = fn(&mut Manifest);
        let changes: [(&str, Change, &str); 15] = [
            ("format", |m| m.format = 2, "open.unsupported"),
            ("suite", |m| m.suite = "rot13".to_owned(), "open.unsupported"),
            ("rotation number", |m| m.rotations[0].number = 2, "open.manifest"),
            (
                "rotation file",
                |m| m.rotations[0].file = "rotations/01.json".to_owned(),
                "open.manifest",
            ),
            ("rotation hash", |m| m.rotations[0].sha256.clear(), "open.manifest"),
            ("register", |m| m.register = "../x".to_owned(), "open.manifest"),
            ("no register", |m| m.register.clear(), "open.manifest"),
            ("seq", |m| m.seq = 0, "open.manifest"),
            ("issued", |m| m.issued = "yesterday".to_owned(), "open.manifest"),
            ("expires", |m| m.expires = m.issued.clone(), "open.manifest"),
            ("as_of", |m| m.as_of = "2013-02-30".to_owned(), "open.manifest"),
            ("previous", |m| m.previous = Some("A".repeat(64)), "open.manifest"),
            ("sections", |m| m.sections.clear(), "open.manifest"),
            (
                "section file",
                |m| m.sections[0].file = "sections/s01.age".to_owned(),
                "open.manifest",
            ),
            ("slot id", |m| m.slots[0].id = "Desk".to_owned(), "open.manifest"),
        ];
        for (name, change, code) in changes {
            let mut changed = manifest();
            change(&mut changed);
            let error = Manifest::from_bytes(&changed.to_bytes()).expect_err(name);
            assert_eq!(error.code(), code, "{name}");
        }
    }

    #[test]
    fn unknown_missing_and_repeated_keys_are_refused() {
        let text = String::from_utf8(manifest().to_bytes()).expect("JSON is UTF-8");
        for changed in [
            text.replacen("\"seq\"", "\"sequence\"", 1),
            text.replacen("\"seq\": 7", "\"seq\": 7, \"seq\": 8", 1),
            text.replacen("\"seq\": 7", "\"seq\": 7, \"note\": \"\"", 1),
            text.replacen("\"id\": \"desk\"", "\"id\": \"desk\", \"name\": \"\"", 1),
            text.replacen("\"slots\"", "\"next_keys\": [], \"slots\"", 1),
            text.replacen("\"number\": 1", "\"number\": 1, \"key\": \"\"", 1),
            text.replacen("\"kind\": \"synthetic\"", "\"kind\": \"practice\"", 1),
            format!("{text}{{}}"),
            String::new(),
        ] {
            assert_ne!(changed, text);
            let error = Manifest::from_bytes(changed.as_bytes()).expect_err("must be refused");
            assert_eq!(error.code(), "open.manifest");
        }
    }
}
