//! Decrypting sections.

use std::iter;

use age::stream::StreamReader;
use age::{DecryptError, Decryptor};

use super::manifest::{BASE_SECTION, sha256_hex};
use super::slots::Identity;
use super::verify::VerifiedSnapshot;
use crate::error::OpenError;

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
    /// - [`OpenError::SectionAltered`] if its hash is not the signed one;
    /// - [`OpenError::Section`] if there is no such section, or the signed bytes are no age file.
    pub fn open_section(&self, id: &str, identity: &Identity) -> Result<Option<OpenSection<'_>>, OpenError> {
        let fault = |problem: &str| OpenError::Section {
            section: id.to_owned(),
            problem: problem.to_owned(),
        };
        let (section, bytes) = self.sealed_section(id).ok_or_else(|| fault("does not exist"))?;
        if sha256_hex(bytes) != section.sha256 {
            return Err(OpenError::SectionAltered { section: id.to_owned() });
        }
        let decryptor = Decryptor::new_buffered(bytes).map_err(|_| fault("is not encrypted by age"))?;
        let reader = match decryptor.decrypt(iter::once(identity.as_age())) {
            Ok(reader) => reader,
            Err(DecryptError::NoMatchingKeys) => return Ok(None),
            Err(_) => return Err(fault("is not encrypted by age")),
        };
        Ok(Some(OpenSection {
            id: id.to_owned(),
            reader,
            max_byte_len: bytes.len() as u64,
        }))
    }
}
