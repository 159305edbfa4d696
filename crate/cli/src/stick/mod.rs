//! A stick for an office: the page, the programs, the snapshots and what checks them, in one folder.
//!
//! ```text
//! yongquan.html  yongquan.exe  yongquan-linux-…     of a release, checked against its list; the page knows the publisher now
//! 社区.yqs …                                         snapshots that open under the publisher's key today
//! desk.age …                                        slot files, only where they were asked for
//! publisher.pub  读我 README.txt
//! release-SHA256SUMS  release-SHA256SUMS.minisig    the release's own list
//! SHA256SUMS  SHA256SUMS.minisig                    of everything here, signed by the publisher
//! ```
//!
//! Everything is read and checked before anything is written, and what was checked is what is written.

pub mod folder;
pub mod page;
pub mod readme;
pub mod release;
pub mod sums;

use std::collections::BTreeSet;
use std::path::Path;

use yongquan_core::seal::{
    ExposeSecret, Identity, Kind, PublisherKey, SealedSnapshot, Trust, VerifiedSnapshot, sha256_hex, signature_comment,
    slot_work_factor,
};

use self::folder::folded;
use self::readme::Facts;
use self::release::{PAGE_FILE, PROGRAM_FILES, Release};
use self::sums::{SUMS_FILE, SUMS_SIGNATURE_FILE, Sums};
use crate::failure::Failure;
use crate::files;
use crate::keys::{Owner, PublicKeyFile, PublisherSecret};
use crate::texts::failure;

/// The publisher's public key on a stick.
pub const KEY_FILE: &str = "publisher.pub";

/// The list of the release that the page and the programs come from.
pub const RELEASE_SUMS_FILE: &str = "release-SHA256SUMS";

/// The signature of that list.
pub const RELEASE_SIGNATURE_FILE: &str = "release-SHA256SUMS.minisig";

/// The text that explains the stick.
pub const README_FILE: &str = "读我 README.txt";

/// Characters that Windows and the file systems of sticks have in no name.
const NOT_IN_NAMES: [char; 9] = ['<', '>', ':', '"', '/', '\\', '|', '?', '*'];

/// Names that are devices on Windows, whatever comes after a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A snapshot that opens today under the publisher's key. All of it was hashed.
pub struct Snapshot {
    /// Name of its file.
    pub name: String,
    /// Whether the people in it are invented.
    pub kind: Kind,
    /// Sequence number.
    pub seq: u64,
    /// From when on it may not be used.
    pub expires: String,
    /// Id of the register.
    pub register: String,
    /// Ids of the slots that travel inside.
    pub slots_inside: Vec<String>,
    /// The key that signed it: the trusted one, or one that it handed over to.
    pub signer: PublisherKey,
    bytes: Vec<u8>,
}

impl Snapshot {
    /// Reads a snapshot and makes every check that needs no operator's key.
    ///
    /// # Errors
    ///
    /// Those of reading a snapshot, `open.section_altered` among them; `cli.stick_name` if its name cannot be one on a stick.
    pub fn read(file: &Path, trust: &Trust) -> Result<Self, Failure> {
        let name = name_of(file)?;
        let verified = SealedSnapshot::verify(files::read(file)?, trust)?;
        check_sections(&verified)?;
        let manifest = verified.manifest();
        Ok(Self {
            name,
            kind: manifest.kind,
            seq: manifest.seq,
            expires: manifest.expires.clone(),
            register: manifest.register.clone(),
            slots_inside: manifest.slots.iter().map(|slot| slot.id.clone()).collect(),
            signer: verified.signer().clone(),
            bytes: verified.into_bytes(),
        })
    }
}

/// Compares the hash of every section with the signed one. A key that nobody has opens none of them, and what does not open is hashed.
fn check_sections(snapshot: &VerifiedSnapshot) -> Result<(), Failure> {
    let nobody = age::x25519::Identity::generate();
    let nobody = Identity::parse(nobody.to_string().expose_secret())?;
    for section in &snapshot.manifest().sections {
        snapshot.section_key(&section.id, &nobody)?;
    }
    Ok(())
}

/// A slot file that goes onto the stick because somebody asked for it.
pub struct SlotFile {
    name: String,
    bytes: Vec<u8>,
}

impl SlotFile {
    /// Reads the slot of an operator.
    ///
    /// # Errors
    ///
    /// - `open.slot_damaged` if it is no slot;
    /// - `cli.stick_slot_owner` if it is that of an escrow or an auditor, by its name or by the public key file beside it.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let name = name_of(file)?;
        let bytes = files::read(file)?;
        slot_work_factor(&bytes)?;
        let beside = file.with_extension("pub");
        let owner = beside.is_file().then(|| PublicKeyFile::read(&beside)).transpose()?;
        let owner = owner.and_then(|public| public.owner);
        let stem = file.file_stem().map(|stem| folded(&stem.to_string_lossy()));
        let by_name = [Owner::Escrow, Owner::Auditor]
            .into_iter()
            .find(|owner| stem.as_deref() == Some(owner.as_str()));
        match owner.filter(|owner| *owner != Owner::Operator).or(by_name) {
            Some(owner) => {
                let params = [
                    ("path", file.display().to_string()),
                    ("owner", owner.as_str().to_owned()),
                ];
                Err(failure("cli.stick_slot_owner", &params))
            }
            None => Ok(Self { name, bytes }),
        }
    }
}

/// One file of a stick.
pub struct StickFile {
    /// Its name.
    pub name: String,
    /// All of it.
    pub bytes: Vec<u8>,
    is_program: bool,
}

impl StickFile {
    fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let name = name.into();
        let is_program = PROGRAM_FILES.contains(&name.as_str());
        Self {
            name,
            bytes,
            is_program,
        }
    }

    fn parts(&self) -> (&str, &[u8], bool) {
        (&self.name, &self.bytes, self.is_program)
    }
}

/// Everything that a stick holds but for the list of its hashes.
pub struct Contents {
    /// The files, in the order in which they are written.
    pub files: Vec<StickFile>,
    /// Id of the register.
    pub register: String,
    /// The publisher's key: the one that signs today.
    pub publisher: PublisherKey,
    /// SHA-256 of the page with its configuration, in hexadecimal.
    pub page_sha256: String,
}

impl Contents {
    /// Puts together what was read and checked.
    ///
    /// # Errors
    ///
    /// - `cli.stick_snapshots_differ` if the snapshots are of two registers or signed by two keys: the page trusts one of each;
    /// - `cli.stick_page`; `cli.stick_name` if two files would have one name.
    ///
    /// # Panics
    ///
    /// If there is no snapshot.
    pub fn new(
        release: Release,
        snapshots: Vec<Snapshot>,
        slots: Vec<SlotFile>,
        is_signed: bool,
        version: &str,
    ) -> Result<Self, Failure> {
        let first = snapshots
            .first()
            .expect("the command line is refused without a snapshot");
        let (register, publisher) = (first.register.clone(), first.signer.clone());
        let is_another = |snapshot: &&Snapshot| snapshot.register != register || snapshot.signer != publisher;
        if let Some(other) = snapshots.iter().find(is_another) {
            let params = [("path", other.name.clone()), ("other", first.name.clone())];
            return Err(failure("cli.stick_snapshots_differ", &params));
        }
        let page = page::with_config(&release.folder.join(PAGE_FILE), &release.page, &publisher, &register)?;
        let page_sha256 = sha256_hex(&page);
        let readme = readme::text(&Facts {
            version,
            register: &register,
            snapshots: &snapshots,
            slots: slots.iter().map(|slot| slot.name.as_str()).collect(),
            fingerprint: &publisher.fingerprint(),
            page_sha256: &page_sha256,
            is_signed,
        });
        let others = release
            .others
            .into_iter()
            .map(|(name, bytes)| StickFile::new(name, bytes));
        let mut files: Vec<StickFile> = others.collect();
        files.extend(
            snapshots
                .into_iter()
                .map(|snapshot| StickFile::new(snapshot.name, snapshot.bytes)),
        );
        files.extend(slots.into_iter().map(|slot| StickFile::new(slot.name, slot.bytes)));
        files.push(StickFile::new(
            KEY_FILE,
            release::public_key_file(&publisher)?.into_bytes(),
        ));
        files.push(StickFile::new(RELEASE_SUMS_FILE, release.sums));
        files.extend(
            release
                .signature
                .map(|bytes| StickFile::new(RELEASE_SIGNATURE_FILE, bytes)),
        );
        files.push(StickFile::new(README_FILE, readme.into_bytes()));
        files.push(StickFile::new(PAGE_FILE, page));
        check_names(&files)?;
        Ok(Self {
            files,
            register,
            publisher,
            page_sha256,
        })
    }

    /// The list of their hashes.
    pub fn sums(&self) -> Sums {
        Sums::of(self.files.iter().map(|file| (file.name.as_str(), &file.bytes[..])))
    }

    /// The publisher's signature of the list.
    ///
    /// The trusted comment says that it is that of a stick: neither a manifest nor a statement has such a comment, so none of the three can
    /// be taken for another.
    ///
    /// # Errors
    ///
    /// - `cli.stick_other_key` if the key is not the one that signed the snapshots;
    /// - `cli.randomness` if the system gives none.
    pub fn sign(&self, publisher: &PublisherSecret) -> Result<Vec<u8>, Failure> {
        if publisher.public() != &self.publisher {
            let params = [
                ("found", publisher.public().fingerprint()),
                ("expected", self.publisher.fingerprint()),
            ];
            return Err(failure("cli.stick_other_key", &params));
        }
        let signature = minisign::sign(
            None,
            &publisher.secret,
            self.sums().to_text().as_bytes(),
            Some(&format!("yongquan stick register={}", self.register)),
            Some(&signature_comment(publisher.public().as_str())),
        );
        let signature = signature.map_err(|_| failure("cli.randomness", &[]))?;
        Ok(signature.to_string().into_bytes())
    }
}

/// The name that a file keeps on a stick.
fn name_of(file: &Path) -> Result<String, Failure> {
    let name = file.file_name().and_then(|name| name.to_str());
    let name = name.filter(|name| is_stick_name(name));
    let refused = || failure("cli.stick_name", &[("path", file.display().to_string())]);
    name.map(str::to_owned).ok_or_else(refused)
}

/// Whether every system that reads a stick takes a file of this name, and shows it.
fn is_stick_name(name: &str) -> bool {
    let stem = folded(name.split('.').next().unwrap_or_default());
    let is_device = DEVICES.contains(&stem.as_str())
        || ["com", "lpt"].iter().any(|port| {
            let number = stem.strip_prefix(port).unwrap_or_default();
            matches!(number.as_bytes(), [b'1'..=b'9'])
        });
    !name.is_empty()
        && !is_device
        && !name.starts_with(['.', ' '])
        && !name.ends_with(['.', ' '])
        && name
            .chars()
            .all(|char| !char.is_control() && !NOT_IN_NAMES.contains(&char))
}

/// Refuses two files of one name, also where only a file system of sticks takes the names for one.
fn check_names(files: &[StickFile]) -> Result<(), Failure> {
    let mut seen: BTreeSet<String> = [SUMS_FILE, SUMS_SIGNATURE_FILE].map(folded).into();
    match files.iter().find(|file| !seen.insert(folded(&file.name))) {
        Some(twice) => Err(failure("cli.stick_name", &[("path", twice.name.clone())])),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_every_system_takes_go_onto_a_stick() {
        for name in [
            "社区.yqs",
            "a b.yqs",
            "COM.yqs",
            "com10.yqs",
            "console.yqs",
            "2026-01.yqs",
        ] {
            assert!(is_stick_name(name), "{name}");
        }
        for name in [
            "con",
            "NUL.yqs",
            "Com1.yqs",
            "lpt9.tar.yqs",
            ".yqs",
            " a",
            "a ",
            "a.",
            "a:b",
            "a?",
            "a\u{7}",
            "a\\b",
            "",
        ] {
            assert!(!is_stick_name(name), "{name}");
        }
    }

    #[test]
    fn two_files_never_have_one_name() {
        let code = |names: &[&str]| {
            let files: Vec<StickFile> = names.iter().map(|name| StickFile::new(*name, Vec::new())).collect();
            check_names(&files).map_err(|failure| failure.code().to_owned())
        };
        assert_eq!(code(&["a.yqs", "b.yqs", PAGE_FILE]), Ok(()));
        for names in [["a.yqs", "A.YQS"], [PAGE_FILE, "Yongquan.HTML"], ["a", "sha256sums"]] {
            assert_eq!(code(&names), Err("cli.stick_name".to_owned()), "{names:?}");
        }
    }
}
