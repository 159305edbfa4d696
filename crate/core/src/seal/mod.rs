//! Opens sealed snapshots: framing, signature, manifest, key slots, decryption.
//!
//! A snapshot is one tar file. Its manifest names and hashes everything else and is signed by the publisher; what it names is
//! encrypted to the operators. Each step has a type of its own that only the step before can make:
//!
//! ```text
//! bytes ─ [SealedSnapshot::parse] ─▶ framed ─ [authenticate] ─▶ [AuthenticSnapshot] ─ [accept] ─▶ [VerifiedSnapshot]
//!          the only code before         signature, then            register, seq,        │ slot ─ [unlock_slot] ─▶ [Identity]
//!          the signature                 the manifest               clock                └ open(&Identity) ─▶ [Opened]
//! ```
//!
//! The signature is that of the tool `minisign` and the encryption that of the tool `age`, so every step can be repeated without
//! this program. Sealing needs randomness and lives in the publisher's program; only [`container::write`] and the manifest's types
//! are shared with it.
//!
//! What this module does *not* do: read a clock, remember the highest sequence number, or look into the plain bytes of a section;
//! the first two are arguments, the last is the work of [`snapshot`](crate::snapshot).
//!
//! A publisher who changes keys signs a statement with the old one, and a reader who trusts that follows ([`Rotation`]).
//!
//! [authenticate]: SealedSnapshot::authenticate
//! [accept]: AuthenticSnapshot::accept

mod audit;
pub mod container;
mod manifest;
mod own;
mod rotation;
mod sections;
mod signature;
mod slots;
pub mod time;
mod verify;

pub use age::secrecy::{ExposeSecret, SecretString};
pub use audit::{Check, Finding};
pub use manifest::{
    BASE_SECTION, FORMAT, Kind, Manifest, ManifestRotation, ManifestSection, ManifestSlot, SUITE, is_register_id,
    is_section_id, is_slot_id, rotation_file, section_file, sha256_hex, signature_file, slot_file,
};
pub use own::{check_own_text, open_own};
pub use rotation::{Rotation, rotation_comment, verify_chain};
pub use sections::{OpenSection, Opened, SealedSections, SectionKey, SectionKeys};
pub use signature::{PublisherKey, signature_comment, trusted_comment};
pub use slots::{Identity, slot_work_factor, unlock_slot};
pub use verify::{AuthenticSnapshot, SealedSnapshot, Trust, VerifiedSnapshot};
