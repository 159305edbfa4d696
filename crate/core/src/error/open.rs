//! Why a snapshot, a key or a slot is refused.

use std::fmt;

/// Why a snapshot, a key or a slot is refused.
///
/// Every kind of wrong file has a code of its own, because the remedy differs: copy again, ask for the right file, set the clock,
/// type the passphrase again. Whatever the code, nothing of the file has been used.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenError {
    /// The file does not begin like a snapshot.
    NotASnapshot,
    /// The file begins like a snapshot and ends too early.
    Truncated {
        /// Bytes the file needs at least.
        needed: u64,
        /// Bytes it has.
        byte_len: u64,
    },
    /// The framing around the members is not the one that format 1 prescribes.
    Container {
        /// Where: the member, or what stands in place of it.
        member: String,
        /// What is wrong there.
        problem: &'static str,
    },
    /// A member or a count is above its limit.
    TooLarge {
        /// What is too large.
        what: String,
        /// How large it is: bytes, or a number of things.
        size: u64,
        /// How large it may be.
        limit: u64,
    },
    /// The file uses something that this program does not know yet.
    Unsupported {
        /// What it uses.
        what: String,
    },
    /// The manifest or its signature was altered.
    BadSignature,
    /// The signature is genuine, but another publisher's.
    WrongSigner {
        /// Fingerprint of the publisher that is trusted.
        expected: String,
        /// Fingerprint of the publisher that signed.
        found: String,
    },
    /// A change of the publisher's key was altered or forged, or does not follow from the one before.
    Rotation {
        /// Number of the change, from 1.
        number: u32,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The text given as the publisher's public key is none.
    PublisherKey,
    /// The manifest is signed, but says something that no manifest may say.
    Manifest {
        /// What is wrong.
        problem: String,
    },
    /// The snapshot is of another register.
    WrongRegister {
        /// Id of the register that is expected.
        expected: String,
        /// Id of the register that the snapshot is of.
        found: String,
    },
    /// A newer snapshot of this register has been seen already.
    OlderSeq {
        /// Sequence number of this one.
        seq: u64,
        /// Lowest one that is accepted.
        min_seq: u64,
    },
    /// The snapshot may not be used any more.
    Expired {
        /// When it expired, RFC 3339.
        expires: String,
        /// The reader's clock, RFC 3339.
        now: String,
    },
    /// The snapshot was made after the reader's present: one of the two clocks is wrong.
    ClockBehind {
        /// When the snapshot was made, RFC 3339.
        issued: String,
        /// The reader's clock, RFC 3339.
        now: String,
    },
    /// A slot inside the snapshot is not the one that was signed.
    SlotAltered {
        /// Id of the slot.
        slot: String,
    },
    /// A slot file is no key under a passphrase, or was damaged.
    SlotDamaged,
    /// The passphrase does not open the slot.
    WrongPassphrase,
    /// Opening the slot would take more work than is allowed; nothing was computed.
    WorkFactor {
        /// Binary logarithm of the work asked for.
        found: u8,
        /// The largest allowed.
        limit: u8,
    },
    /// The text given as an operator's key is none.
    Identity,
    /// The key is intact, but this snapshot was not made for it.
    NoAccess,
    /// A section is not the one that was signed.
    SectionAltered {
        /// Id of the section.
        section: String,
    },
    /// A section was signed, but its encryption or framing is not what format 1 prescribes.
    Section {
        /// Id of the section.
        section: String,
        /// What is wrong.
        problem: String,
    },
    /// A section belongs to another snapshot, or to other sections than those beside it.
    SectionMismatch {
        /// Id of the section.
        section: String,
        /// What does not agree: `register`, `seq`, `section`, `row_count`, `row_order`, `as_of` or `sections`.
        what: &'static str,
    },
    /// A column inside a section breaks a rule of format 1.
    Column {
        /// Id of the section.
        section: String,
        /// Id of the field, or the place of the column where the id itself is unreadable.
        field: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// The schema inside the base section contradicts itself or the columns.
    Schema {
        /// Where in the schema.
        path: String,
        /// What is wrong there.
        problem: String,
    },
}

impl OpenError {
    /// The code that names this error for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotASnapshot => "open.not_a_snapshot",
            Self::Truncated { .. } => "open.truncated",
            Self::Container { .. } => "open.container",
            Self::TooLarge { .. } => "open.too_large",
            Self::Unsupported { .. } => "open.unsupported",
            Self::BadSignature => "open.bad_signature",
            Self::WrongSigner { .. } => "open.wrong_signer",
            Self::Rotation { .. } => "open.rotation",
            Self::PublisherKey => "open.publisher_key",
            Self::Manifest { .. } => "open.manifest",
            Self::WrongRegister { .. } => "open.wrong_register",
            Self::OlderSeq { .. } => "open.older_seq",
            Self::Expired { .. } => "open.expired",
            Self::ClockBehind { .. } => "open.clock_behind",
            Self::SlotAltered { .. } => "open.slot_altered",
            Self::SlotDamaged => "open.slot_damaged",
            Self::WrongPassphrase => "open.wrong_passphrase",
            Self::WorkFactor { .. } => "open.work_factor",
            Self::Identity => "open.identity",
            Self::NoAccess => "open.no_access",
            Self::SectionAltered { .. } => "open.section_altered",
            Self::Section { .. } => "open.section",
            Self::SectionMismatch { .. } => "open.section_mismatch",
            Self::Column { .. } => "open.column",
            Self::Schema { .. } => "open.schema",
        }
    }

    /// Name and value of each parameter, for the texts of `data-schema/errors.json`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let text = |text: &str| text.to_owned();
        match self {
            Self::NotASnapshot
            | Self::BadSignature
            | Self::PublisherKey
            | Self::SlotDamaged
            | Self::WrongPassphrase
            | Self::Identity
            | Self::NoAccess => Vec::new(),
            Self::Truncated { needed, byte_len } => {
                vec![("needed", needed.to_string()), ("byte_len", byte_len.to_string())]
            }
            Self::Container { member, problem } => vec![("member", text(member)), ("problem", text(problem))],
            Self::TooLarge { what, size, limit } => vec![
                ("what", text(what)),
                ("size", size.to_string()),
                ("limit", limit.to_string()),
            ],
            Self::Unsupported { what } => vec![("what", text(what))],
            Self::WrongSigner { expected, found } | Self::WrongRegister { expected, found } => {
                vec![("expected", text(expected)), ("found", text(found))]
            }
            Self::Rotation { number, problem } => vec![("number", number.to_string()), ("problem", text(problem))],
            Self::Manifest { problem } => vec![("problem", text(problem))],
            Self::OlderSeq { seq, min_seq } => vec![("seq", seq.to_string()), ("min_seq", min_seq.to_string())],
            Self::Expired { expires, now } => vec![("expires", text(expires)), ("now", text(now))],
            Self::ClockBehind { issued, now } => vec![("issued", text(issued)), ("now", text(now))],
            Self::SlotAltered { slot } => vec![("slot", text(slot))],
            Self::WorkFactor { found, limit } => vec![("found", found.to_string()), ("limit", limit.to_string())],
            Self::SectionAltered { section } => vec![("section", text(section))],
            Self::Section { section, problem } => vec![("section", text(section)), ("problem", text(problem))],
            Self::SectionMismatch { section, what } => vec![("section", text(section)), ("what", text(what))],
            Self::Column {
                section,
                field,
                problem,
            } => vec![
                ("section", text(section)),
                ("field", text(field)),
                ("problem", text(problem)),
            ],
            Self::Schema { path, problem } => vec![("path", text(path)), ("problem", text(problem))],
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        for (name, value) in self.params() {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for OpenError {}

impl From<super::SchemaError> for OpenError {
    fn from(error: super::SchemaError) -> Self {
        Self::Schema {
            path: error.path,
            problem: error.problem,
        }
    }
}
