//! From bytes to a snapshot that may be opened: framing, signature, manifest, and whether it is the one that is wanted.

use std::ops::Range;

use super::container::{self, Layout};
use super::manifest::{Manifest, ManifestSection, ManifestSlot, sha256_hex};
use super::rotation::{self, Rotation};
use super::signature::{PublisherKey, SignatureFile, trusted_comment};
use super::time;
use crate::error::OpenError;
use crate::limits;

/// What the reader knows before it sees a snapshot.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The key that has to have signed, or to have handed over to the one that did.
    pub publisher_key: PublisherKey,
    /// Id of the register that is wanted. `None`: any register of this publisher.
    pub register: Option<String>,
    /// The lowest sequence number that is accepted: the highest seen so far, or 0.
    pub min_seq: u64,
    /// The clock: seconds since 1970-01-01, UTC.
    pub now_unix_s: i64,
}

/// A file framed like a snapshot. Nothing in it can be believed yet.
pub struct SealedSnapshot {
    bytes: Vec<u8>,
    layout: Layout,
}

impl SealedSnapshot {
    /// Finds the members of a snapshot.
    ///
    /// # Errors
    ///
    /// Those of the framing: `open.not_a_snapshot`, `open.truncated`, `open.container`, `open.too_large`, `open.unsupported`.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, OpenError> {
        let layout = container::parse(&bytes)?;
        Ok(Self { bytes, layout })
    }

    /// Everything up to opening, in one step: [`parse`](Self::parse), [`authenticate`](Self::authenticate),
    /// [`accept`](AuthenticSnapshot::accept).
    ///
    /// # Errors
    ///
    /// Those of the three.
    pub fn verify(bytes: Vec<u8>, trust: &Trust) -> Result<VerifiedSnapshot, OpenError> {
        Self::parse(bytes)?.authenticate(&trust.publisher_key)?.accept(trust)
    }

    /// The publisher that the snapshot *claims* to come from.
    ///
    /// For the first use without a configured key: show the [`fingerprint`](PublisherKey::fingerprint), have a person compare it with
    /// the printed one, and only then trust it. Anybody can make a snapshot that claims any key; that it also signed is checked by
    /// [`authenticate`](Self::authenticate).
    ///
    /// # Errors
    ///
    /// [`OpenError::BadSignature`] if the signature file is not written as format 1 prescribes.
    pub fn claimed_signer(&self) -> Result<PublisherKey, OpenError> {
        Ok(SignatureFile::parse(&self.bytes[self.layout.signature.clone()])?.signer)
    }

    /// The manifest as it stands there, signed by whomever.
    ///
    /// For looking into a file without a trusted key. It must be shown as *not verified*, and nothing may be decided by it.
    ///
    /// # Errors
    ///
    /// [`OpenError::Manifest`] and [`OpenError::Unsupported`] as for a signed one.
    pub fn unverified_manifest(&self) -> Result<Manifest, OpenError> {
        Manifest::from_bytes(&self.bytes[self.layout.manifest.clone()])
    }

    /// The changes of the publisher's key that the snapshot *claims*, each signed by the key before it.
    ///
    /// Whether the first key is one to be trusted, nobody says here.
    ///
    /// # Errors
    ///
    /// [`OpenError::Rotation`] as for a snapshot that is authenticated; [`OpenError::BadSignature`] as for
    /// [`claimed_signer`](Self::claimed_signer).
    pub fn claimed_rotations(&self) -> Result<Vec<Rotation>, OpenError> {
        self.rotations(&self.claimed_signer()?)
    }

    /// The whole chain of statements, which has to lead to the signer.
    pub(super) fn rotations(&self, signer: &PublisherKey) -> Result<Vec<Rotation>, OpenError> {
        let statements = self.layout.rotations.iter();
        let statements =
            statements.map(|place| (&self.bytes[place.json.clone()], &self.bytes[place.signature.clone()]));
        let rotations = rotation::verify_chain(statements)?;
        match rotations.last() {
            Some(last) if last.to != signer.as_str() => Err(OpenError::Rotation {
                number: last.number,
                problem: "does not hand over to the key that signed the snapshot",
            }),
            _ => Ok(rotations),
        }
    }

    /// Checks the signature, the changes of key, then the manifest, then that the members are the ones it names.
    ///
    /// Section bytes are hashed when they are opened, not here.
    ///
    /// # Errors
    ///
    /// - [`OpenError::BadSignature`] if manifest or signature were altered;
    /// - [`OpenError::Rotation`] if a change of key was altered, forged, or does not fit the one before;
    /// - [`OpenError::WrongSigner`] if all that is genuine, but `publisher_key` neither signed nor ever handed over;
    /// - [`OpenError::Manifest`] or [`OpenError::Unsupported`] if the signed manifest is not one of format 1;
    /// - [`OpenError::Container`] if a member is missing, too many, or of another length;
    /// - [`OpenError::SlotAltered`] if a slot inside was exchanged.
    pub fn authenticate(self, publisher_key: &PublisherKey) -> Result<AuthenticSnapshot, OpenError> {
        let file = self.signature()?;
        let rotations = self.rotations(&file.signer)?;
        check_publisher(publisher_key, &file.signer, &rotations)?;
        let manifest = self.signed_manifest(&file)?;
        self.check_members(&manifest)?;
        for slot in &manifest.slots {
            self.check_slot(slot)?;
        }
        for rotation in &rotations {
            self.check_rotation(rotation, &manifest)?;
        }
        Ok(AuthenticSnapshot {
            sealed: self,
            manifest,
            signer: file.signer,
            rotations,
        })
    }

    /// The signature, which is that of the manifest under the key that it claims.
    ///
    /// Under the claimed key, even if that is not the trusted one: only then is it known that there is another publisher, and not an
    /// altered file.
    pub(super) fn signature(&self) -> Result<SignatureFile, OpenError> {
        let file = SignatureFile::parse(&self.bytes[self.layout.signature.clone()])?;
        file.check(&self.bytes[self.layout.manifest.clone()])?;
        Ok(file)
    }

    /// The manifest, which has to be the one that its signature speaks of.
    pub(super) fn signed_manifest(&self, file: &SignatureFile) -> Result<Manifest, OpenError> {
        let manifest = self.unverified_manifest()?;
        if file.trusted_comment() != trusted_comment(&manifest.register, manifest.seq) {
            return Err(OpenError::Manifest {
                problem: "is not the one that the signature speaks of".to_owned(),
            });
        }
        Ok(manifest)
    }

    /// The members are those that the manifest names, and as long as it says.
    pub(super) fn check_members(&self, manifest: &Manifest) -> Result<(), OpenError> {
        let sections = manifest.sections.iter();
        let sections = sections.map(|section| (section.id.as_str(), section.byte_len));
        check_names(&self.layout.sections, sections, "sections")?;
        let slots = manifest.slots.iter().map(|slot| (slot.id.as_str(), slot.byte_len));
        check_names(&self.layout.slots, slots, "slots")?;
        let rotations = self.layout.rotations.iter().map(|place| place.json.len() as u64);
        if rotations.eq(manifest.rotations.iter().map(|named| named.byte_len)) {
            return Ok(());
        }
        Err(foreign_members("rotations"))
    }

    /// The hash of a slot is the one that the manifest names.
    pub(super) fn check_slot(&self, slot: &ManifestSlot) -> Result<(), OpenError> {
        if place(&self.layout.slots, &slot.id).is_some_and(|place| self.has_hash(place, &slot.sha256)) {
            return Ok(());
        }
        Err(OpenError::SlotAltered { slot: slot.id.clone() })
    }

    /// The hash of a section is the one that the manifest names.
    pub(super) fn check_section(&self, section: &ManifestSection) -> Result<(), OpenError> {
        if place(&self.layout.sections, &section.id).is_some_and(|place| self.has_hash(place, &section.sha256)) {
            return Ok(());
        }
        let section = section.id.clone();
        Err(OpenError::SectionAltered { section })
    }

    /// A statement is the one that the manifest names, and of its register.
    pub(super) fn check_rotation(&self, rotation: &Rotation, manifest: &Manifest) -> Result<(), OpenError> {
        let fault = |problem| OpenError::Rotation {
            number: rotation.number,
            problem,
        };
        if rotation.register != manifest.register {
            return Err(fault("is of another register"));
        }
        let named = manifest.rotations.iter().zip(&self.layout.rotations);
        let mut named = named.filter(|(named, _)| named.number == rotation.number);
        if named.any(|(named, place)| self.has_hash(&place.json, &named.sha256)) {
            return Ok(());
        }
        Err(fault("is not the one that the manifest names"))
    }

    fn has_hash(&self, place: &Range<usize>, sha256: &str) -> bool {
        sha256_hex(&self.bytes[place.clone()]) == sha256
    }
}

fn place<'a>(places: &'a [(String, Range<usize>)], id: &str) -> Option<&'a Range<usize>> {
    let (_, place) = places.iter().find(|(place_of, _)| place_of == id)?;
    Some(place)
}

/// Whether a reader who trusts a key believes the signer: it is the same, or has handed over to it.
///
/// INVARIANT: every statement was verified under the key that it comes from, and leads to the next, the last one to the signer. So
/// whoever believes any of these keys believes the signer.
pub(super) fn check_publisher(
    publisher_key: &PublisherKey,
    signer: &PublisherKey,
    rotations: &[Rotation],
) -> Result<(), OpenError> {
    let is_trusted = |key: &str| key == publisher_key.as_str();
    if is_trusted(signer.as_str()) || rotations.iter().any(|rotation| is_trusted(&rotation.from)) {
        return Ok(());
    }
    Err(OpenError::WrongSigner {
        expected: publisher_key.fingerprint(),
        found: signer.fingerprint(),
    })
}

/// Both lists have the same ids and lengths in the same order.
fn check_names<'a>(
    present: &'a [(String, Range<usize>)],
    named: impl Iterator<Item = (&'a str, u64)>,
    folder: &str,
) -> Result<(), OpenError> {
    let present = present.iter().map(|(id, place)| (id.as_str(), place.len() as u64));
    if present.eq(named) {
        return Ok(());
    }
    Err(foreign_members(folder))
}

fn foreign_members(folder: &str) -> OpenError {
    OpenError::Container {
        member: folder.to_owned(),
        problem: "are not the members that the manifest names",
    }
}

/// A snapshot that its publisher signed. Whether it is the wanted one, and still good, is not known yet.
pub struct AuthenticSnapshot {
    sealed: SealedSnapshot,
    manifest: Manifest,
    signer: PublisherKey,
    rotations: Vec<Rotation>,
}

impl AuthenticSnapshot {
    /// What the publisher says about the snapshot.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The key that signed: the trusted one, or one that it handed over to, at once or over others.
    ///
    /// Whoever remembers keys remembers this one from now on; then a snapshot that the older key signs later is refused.
    pub fn signer(&self) -> &PublisherKey {
        &self.signer
    }

    /// Every change of the publisher's key so far, the first one first.
    pub fn rotations(&self) -> &[Rotation] {
        &self.rotations
    }

    /// Checks that the snapshot is of the wanted register, not older than one seen before, and still good.
    ///
    /// # Errors
    ///
    /// - [`OpenError::WrongRegister`], [`OpenError::OlderSeq`], [`OpenError::Expired`];
    /// - [`OpenError::ClockBehind`] if it was made more than [`limits::MAX_CLOCK_SKEW_S`] after the reader's now: then either clock
    ///   is wrong, and an expired snapshot would not be noticed.
    pub fn accept(self, trust: &Trust) -> Result<VerifiedSnapshot, OpenError> {
        check_register(&self.manifest, trust)?;
        check_seq(&self.manifest, trust)?;
        check_expiry(&self.manifest, trust)?;
        check_clock(&self.manifest, trust)?;
        Ok(VerifiedSnapshot { authentic: self })
    }
}

/// The register is the wanted one.
pub(super) fn check_register(manifest: &Manifest, trust: &Trust) -> Result<(), OpenError> {
    match &trust.register {
        Some(expected) if *expected != manifest.register => Err(OpenError::WrongRegister {
            expected: expected.clone(),
            found: manifest.register.clone(),
        }),
        _ => Ok(()),
    }
}

/// None that is newer was seen.
pub(super) fn check_seq(manifest: &Manifest, trust: &Trust) -> Result<(), OpenError> {
    if manifest.seq >= trust.min_seq {
        return Ok(());
    }
    Err(OpenError::OlderSeq {
        seq: manifest.seq,
        min_seq: trust.min_seq,
    })
}

/// It may still be used.
pub(super) fn check_expiry(manifest: &Manifest, trust: &Trust) -> Result<(), OpenError> {
    if trust.now_unix_s < manifest.expires_unix_s() {
        return Ok(());
    }
    Err(OpenError::Expired {
        expires: manifest.expires.clone(),
        now: time::format(trust.now_unix_s),
    })
}

/// It was not made in the reader's future.
pub(super) fn check_clock(manifest: &Manifest, trust: &Trust) -> Result<(), OpenError> {
    if manifest.issued_unix_s() <= trust.now_unix_s.saturating_add(limits::MAX_CLOCK_SKEW_S) {
        return Ok(());
    }
    Err(OpenError::ClockBehind {
        issued: manifest.issued.clone(),
        now: time::format(trust.now_unix_s),
    })
}

/// Ids of members, and where they lie in the bytes of a snapshot.
pub(super) type Places = Vec<(String, Range<usize>)>;

/// A snapshot that may be opened with a key.
pub struct VerifiedSnapshot {
    authentic: AuthenticSnapshot,
}

impl VerifiedSnapshot {
    /// What the publisher says about the snapshot.
    pub fn manifest(&self) -> &Manifest {
        &self.authentic.manifest
    }

    /// The key that signed: the trusted one, or one that it handed over to, at once or over others.
    ///
    /// Whoever remembers keys remembers this one from now on; then a snapshot that the older key signs later is refused.
    pub fn signer(&self) -> &PublisherKey {
        &self.authentic.signer
    }

    /// Every change of the publisher's key so far, the first one first.
    pub fn rotations(&self) -> &[Rotation] {
        &self.authentic.rotations
    }

    /// The bytes of a key slot that travels inside; `None` if there is none of this id.
    pub fn slot(&self, id: &str) -> Option<&[u8]> {
        let sealed = &self.authentic.sealed;
        let (_, place) = sealed.layout.slots.iter().find(|(slot, _)| slot == id)?;
        Some(&sealed.bytes[place.clone()])
    }

    /// The manifest, all bytes, and where the sections lie in them.
    pub(super) fn into_parts(self) -> (Manifest, Vec<u8>, Places) {
        let AuthenticSnapshot { sealed, manifest, .. } = self.authentic;
        (manifest, sealed.bytes, sealed.layout.sections)
    }

    /// The snapshot as it was read, byte for byte.
    pub fn into_bytes(self) -> Vec<u8> {
        self.authentic.sealed.bytes
    }

    /// A section as the manifest names it, and its encrypted bytes.
    pub(super) fn sealed_section(&self, id: &str) -> Option<(&ManifestSection, &[u8])> {
        let index = self.manifest().sections.iter().position(|section| section.id == id)?;
        let sealed = &self.authentic.sealed;
        let (_, place) = &sealed.layout.sections[index];
        Some((&self.manifest().sections[index], &sealed.bytes[place.clone()]))
    }
}
