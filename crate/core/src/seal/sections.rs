//! Decrypting sections: all of them at once, or each when it is first needed.

use std::cell::RefCell;
use std::iter;
use std::ops::Range;

use age::secrecy::ExposeSecret;
use age::stream::StreamReader;
use age::{DecryptError, Decryptor};
use age_core::format::{FileKey, Stanza};

use super::manifest::{BASE_SECTION, Manifest, sha256_hex};
use super::slots::Identity;
use super::verify::VerifiedSnapshot;
use crate::error::OpenError;
use crate::limits;

/// What a key opened of a snapshot.
pub struct Opened<'a> {
    /// The sections that the key opened, the base section first.
    pub sections: Vec<OpenSection<'a>>,
    /// Ids of the sections that stayed closed, which is no fault: the key's role does not include them.
    pub locked: Vec<String>,
}

/// A section that a key opened, decrypted while it is read. No `Debug`: it is the register.
///
/// A byte is given only after the piece of 64 KiB that it lies in was authenticated, and a section that was cut off fails at its
/// end: whoever reads it must use nothing of it unless all of it could be read.
pub struct OpenSection<'a> {
    /// Id of the section.
    pub id: String,
    /// What [`decode_section`](crate::snapshot::decode_section) reads.
    pub reader: StreamReader<&'a [u8]>,
    /// Bytes of the encrypted section: there are fewer in it.
    pub max_byte_len: u64,
}

/// The key of one section, out of its header. No `Debug`; wiped from memory when dropped.
///
/// It decrypts this one section of this one snapshot and nothing else, so whoever keeps it need not keep the operator's
/// [`Identity`].
pub struct SectionKey(FileKey);

/// The keys that an identity opens of a snapshot's sections.
pub struct SectionKeys {
    /// The key of the base section.
    pub base: SectionKey,
    /// Id of every restricted section, in order, and its key; `None`: it was not encrypted to this identity.
    pub restricted: Vec<(String, Option<SectionKey>)>,
}

/// The restricted sections that a key opens, still encrypted, each with its key.
///
/// Holds nothing else of the snapshot: what was opened already, and what the key does not open, is given back to memory.
pub struct SealedSections {
    bytes: Vec<u8>,
    sections: Vec<SealedSection>,
}

struct SealedSection {
    id: String,
    sha256: String,
    place: Range<usize>,
    key: SectionKey,
}

impl VerifiedSnapshot {
    /// Opens every section that a key opens.
    ///
    /// # Errors
    ///
    /// - [`OpenError::NoAccess`] if the key does not open the base section: the snapshot was not made for it;
    /// - whatever [`open_section`](Self::open_section) reports.
    pub fn open(&self, identity: &Identity) -> Result<Opened<'_>, OpenError> {
        let base = self.open_section(BASE_SECTION, identity)?.ok_or(OpenError::NoAccess)?;
        let mut opened = Opened {
            sections: vec![base],
            locked: Vec::new(),
        };
        for section in self.manifest().sections.iter().skip(1) {
            match self.open_section(&section.id, identity)? {
                Some(open) => opened.sections.push(open),
                None => opened.locked.push(section.id.clone()),
            }
        }
        Ok(opened)
    }

    /// Opens one section; `None` if it was not encrypted to this key.
    ///
    /// # Errors
    ///
    /// Those of [`section_key`](Self::section_key) and [`decrypt`](Self::decrypt).
    pub fn open_section(&self, id: &str, identity: &Identity) -> Result<Option<OpenSection<'_>>, OpenError> {
        let key = self.section_key(id, identity)?;
        key.map(|key| self.decrypt(id, &key)).transpose()
    }

    /// Finds out which sections a key opens, by their headers alone: nothing is decrypted, and only a section that stays closed is
    /// hashed.
    ///
    /// # Errors
    ///
    /// - [`OpenError::NoAccess`] if the key does not open the base section: the snapshot was not made for it;
    /// - whatever [`section_key`](Self::section_key) reports.
    pub fn section_keys(&self, identity: &Identity) -> Result<SectionKeys, OpenError> {
        let base = self.section_key(BASE_SECTION, identity)?.ok_or(OpenError::NoAccess)?;
        let restricted = self.manifest().sections.iter().skip(1);
        let restricted = restricted.map(|section| Ok((section.id.clone(), self.section_key(&section.id, identity)?)));
        Ok(SectionKeys {
            base,
            restricted: restricted.collect::<Result<_, OpenError>>()?,
        })
    }

    /// The key of one section, out of its header; `None` if it was not encrypted to this identity.
    ///
    /// What no key opens is hashed: an altered header must not pass for a section that the role does not include.
    ///
    /// # Errors
    ///
    /// - [`OpenError::SectionAltered`] if the section does not open and its hash is not the signed one;
    /// - [`OpenError::Section`] if there is no such section, or the signed bytes are no age file, or one with a header beyond
    ///   [`limits::MAX_AGE_HEADER_LINES`] or [`limits::MAX_AGE_HEADER_BYTES`].
    pub fn section_key(&self, id: &str, identity: &Identity) -> Result<Option<SectionKey>, OpenError> {
        let (section, bytes) = self.sealed_section(id).ok_or_else(|| missing(id))?;
        if !has_header(bytes) {
            check_hash(id, bytes, &section.sha256)?;
            return Err(fault(id, "has no header of age, or one that is too long"));
        }
        let unwrapping = Unwrapping {
            identity: identity.as_age(),
            found: RefCell::new(None),
        };
        // Checks the header's authentication code as well, and reads nothing behind the header.
        let outcome = Decryptor::new_buffered(bytes).and_then(|file| file.decrypt(iter::once(&unwrapping as _)));
        match (outcome, unwrapping.found.into_inner()) {
            (Ok(_), Some(key)) => Ok(Some(SectionKey(key))),
            (Err(DecryptError::NoMatchingKeys), _) => {
                check_hash(id, bytes, &section.sha256)?;
                Ok(None)
            }
            _ => {
                check_hash(id, bytes, &section.sha256)?;
                Err(no_age_file(id))
            }
        }
    }

    /// Opens one section with its key.
    ///
    /// # Errors
    ///
    /// - [`OpenError::SectionAltered`] if its hash is not the signed one;
    /// - [`OpenError::Section`] if there is no such section, or the key is not the section's.
    pub fn decrypt(&self, id: &str, key: &SectionKey) -> Result<OpenSection<'_>, OpenError> {
        let (section, bytes) = self.sealed_section(id).ok_or_else(|| missing(id))?;
        decrypt(id, bytes, &section.sha256, key)
    }

    /// Keeps the restricted sections that have a key, and the manifest; the rest of the bytes is given back to memory.
    pub fn into_sealed(self, restricted: Vec<(String, Option<SectionKey>)>) -> (Manifest, SealedSections) {
        let (manifest, mut bytes, places) = self.into_parts();
        let kept = restricted.into_iter().filter_map(|(id, key)| {
            let section = manifest.sections.iter().find(|section| section.id == id)?;
            let (_, place) = places.iter().find(|(place_of, _)| *place_of == id)?;
            Some(SealedSection {
                sha256: section.sha256.clone(),
                place: place.clone(),
                key: key?,
                id,
            })
        });
        let mut sections: Vec<SealedSection> = kept.collect();
        let mut kept_len = 0;
        // Sections stand in ascending order, so each moves towards the front and over nothing that is still wanted.
        for section in &mut sections {
            let byte_len = section.place.len();
            bytes.copy_within(section.place.clone(), kept_len);
            section.place = kept_len..kept_len + byte_len;
            kept_len += byte_len;
        }
        bytes.truncate(kept_len);
        bytes.shrink_to_fit();
        (manifest, SealedSections { bytes, sections })
    }
}

impl SealedSections {
    /// Whether the key opens a section.
    pub fn has(&self, id: &str) -> bool {
        self.sections.iter().any(|section| section.id == id)
    }

    /// Bytes that are kept.
    pub fn byte_len(&self) -> usize {
        self.bytes.len()
    }

    /// Opens one section: checks its hash and begins to decrypt.
    ///
    /// # Errors
    ///
    /// - [`OpenError::SectionAltered`] if its hash is not the signed one;
    /// - [`OpenError::Section`] if the key does not open it.
    pub fn decrypt(&self, id: &str) -> Result<OpenSection<'_>, OpenError> {
        let section = self.sections.iter().find(|section| section.id == id);
        let section = section.ok_or_else(|| missing(id))?;
        decrypt(id, &self.bytes[section.place.clone()], &section.sha256, &section.key)
    }
}

fn decrypt<'a>(id: &str, bytes: &'a [u8], sha256: &str, key: &SectionKey) -> Result<OpenSection<'a>, OpenError> {
    check_hash(id, bytes, sha256)?;
    let decryptor = Decryptor::new_buffered(bytes).map_err(|_| no_age_file(id))?;
    let reader = decryptor.decrypt(iter::once(key as _)).map_err(|_| no_age_file(id))?;
    Ok(OpenSection {
        id: id.to_owned(),
        reader,
        max_byte_len: bytes.len() as u64,
    })
}

/// Columns of a full line of what a stanza wraps, and its line feed. The last line of each stanza is shorter, and may be empty.
const FULL_LINE_LEN: usize = 64 + 1;

/// Whether bytes begin with the lines of an age file's header, the last of which ends within the limits.
///
/// Anybody can alter these bytes, and the hash is not compared yet: without the limits, a header of some hundred thousand lines
/// would keep age reading for hours. That each stanza has its last line is looked at because the crate age, for the sake of files of
/// its first versions, does without, and the tool does not.
pub(super) fn has_header(bytes: &[u8]) -> bool {
    let beginning = &bytes[..bytes.len().min(limits::MAX_AGE_HEADER_BYTES)];
    let lines = beginning.split_inclusive(|&byte| byte == b'\n');
    let mut is_stanza_complete = false;
    for line in lines.take(limits::MAX_AGE_HEADER_LINES) {
        let is_stanza_begun = line.starts_with(b"-");
        if is_stanza_begun && !is_stanza_complete {
            return false;
        }
        if line.starts_with(b"---") {
            return line.ends_with(b"\n");
        }
        is_stanza_complete = !is_stanza_begun && line.len() < FULL_LINE_LEN;
    }
    false
}

fn check_hash(id: &str, bytes: &[u8], sha256: &str) -> Result<(), OpenError> {
    if sha256_hex(bytes) == sha256 {
        return Ok(());
    }
    Err(OpenError::SectionAltered { section: id.to_owned() })
}

fn missing(id: &str) -> OpenError {
    fault(id, "does not exist")
}

fn no_age_file(id: &str) -> OpenError {
    fault(id, "is not encrypted by age")
}

fn fault(id: &str, problem: &str) -> OpenError {
    OpenError::Section {
        section: id.to_owned(),
        problem: problem.to_owned(),
    }
}

/// An identity that keeps what it unwraps.
struct Unwrapping<'a> {
    identity: &'a dyn age::Identity,
    found: RefCell<Option<FileKey>>,
}

impl age::Identity for Unwrapping<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        let unwrapped = self.identity.unwrap_stanza(stanza)?;
        if let Ok(key) = &unwrapped {
            self.found.replace(Some(copy(key)));
        }
        Some(unwrapped)
    }
}

/// Whatever the header wraps, the key is this one; that it is the right one is seen by the header's authentication code.
impl age::Identity for SectionKey {
    fn unwrap_stanza(&self, _: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        Some(Ok(copy(&self.0)))
    }
}

fn copy(key: &FileKey) -> FileKey {
    FileKey::init_with_mut(|bytes| bytes.copy_from_slice(key.expose_secret()))
}
