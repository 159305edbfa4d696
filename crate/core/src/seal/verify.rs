//! From bytes to a snapshot that may be opened: framing, signature, manifest, and whether it is the one that is wanted.

use std::ops::Range;

use minisign_verify::{PublicKey, Signature};

use super::container::{self, Layout};
use super::manifest::{Manifest, ManifestSection, sha256_hex};
use super::time;
use crate::error::OpenError;
use crate::limits;

/// How the first line of a signature begins; the publisher's public key follows.
const COMMENT_PREFIX: &str = "untrusted comment: yongquan publisher ";

/// Characters of a public key: 42 bytes in base64, which leaves no padding and so only one spelling.
const KEY_LEN: usize = 56;

/// How a public key begins: the bytes `Ed`. minisign-verify takes `ED` as well, which would be a second spelling of the same key.
const KEY_PREFIX: &str = "RW";

/// Hexadecimal digits of a fingerprint: 96 bits, beyond any search for a second key with the same one.
const FINGERPRINT_DIGITS: usize = 24;

/// A publisher's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublisherKey {
    text: String,
    key: PublicKey,
}

impl PublisherKey {
    /// Reads a key as the tool `minisign` writes it: the file of two lines, or its second line alone.
    ///
    /// # Errors
    ///
    /// [`OpenError::PublisherKey`] for anything else.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let text = match lines[..] {
            [key] => key,
            [comment, key] if comment.starts_with("untrusted comment:") => key,
            _ => return Err(OpenError::PublisherKey),
        };
        if text.len() != KEY_LEN || !text.starts_with(KEY_PREFIX) {
            return Err(OpenError::PublisherKey);
        }
        let key = PublicKey::from_base64(text).map_err(|_| OpenError::PublisherKey)?;
        Ok(Self {
            text: text.to_owned(),
            key,
        })
    }

    /// The key in base64, as the second line of its file.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Six groups of four digits, to be compared with the printed ones.
    ///
    /// They begin the SHA-256 of the key's base64, so `sed -n 2p publisher.pub | tr -d '\n' | sha256sum` gives them as well.
    pub fn fingerprint(&self) -> String {
        let digest = sha256_hex(self.text.as_bytes());
        let groups: Vec<&str> = (0..FINGERPRINT_DIGITS)
            .step_by(4)
            .map(|start| &digest[start..start + 4])
            .collect();
        groups.join("-")
    }
}

/// What the reader knows before it sees a snapshot.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The key that has to have signed.
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

    /// Checks the signature, then the manifest, then that the members are the ones it names.
    ///
    /// Section bytes are hashed when they are opened, not here.
    ///
    /// # Errors
    ///
    /// - [`OpenError::WrongSigner`] if the signature is genuine but another publisher's;
    /// - [`OpenError::BadSignature`] if manifest or signature were altered;
    /// - [`OpenError::Manifest`] or [`OpenError::Unsupported`] if the signed manifest is not one of format 1;
    /// - [`OpenError::Container`] if a member is missing, too many, or of another length;
    /// - [`OpenError::SlotAltered`] if a slot inside was exchanged.
    pub fn authenticate(self, publisher_key: &PublisherKey) -> Result<AuthenticSnapshot, OpenError> {
        let manifest_bytes = &self.bytes[self.layout.manifest.clone()];
        let file = SignatureFile::parse(&self.bytes[self.layout.signature.clone()])?;
        file.check(manifest_bytes, publisher_key)?;
        let manifest = Manifest::from_bytes(manifest_bytes)?;
        if file.signature.trusted_comment() != trusted_comment(&manifest.register, manifest.seq) {
            return Err(OpenError::Manifest {
                problem: "is not the one that the signature speaks of".to_owned(),
            });
        }
        check_members(
            &self.layout.sections,
            manifest
                .sections
                .iter()
                .map(|section| (section.id.as_str(), section.byte_len)),
            "sections",
        )?;
        check_members(
            &self.layout.slots,
            manifest.slots.iter().map(|slot| (slot.id.as_str(), slot.byte_len)),
            "slots",
        )?;
        for (slot, (_, place)) in manifest.slots.iter().zip(&self.layout.slots) {
            if sha256_hex(&self.bytes[place.clone()]) != slot.sha256 {
                return Err(OpenError::SlotAltered { slot: slot.id.clone() });
            }
        }
        Ok(AuthenticSnapshot { sealed: self, manifest })
    }
}

/// Both lists have the same ids and lengths in the same order.
fn check_members<'a>(
    present: &'a [(String, Range<usize>)],
    named: impl Iterator<Item = (&'a str, u64)>,
    folder: &str,
) -> Result<(), OpenError> {
    let present = present.iter().map(|(id, place)| (id.as_str(), place.len() as u64));
    if present.eq(named) {
        return Ok(());
    }
    Err(OpenError::Container {
        member: folder.to_owned(),
        problem: "are not the members that the manifest names",
    })
}

/// A snapshot that its publisher signed. Whether it is the wanted one, and still good, is not known yet.
pub struct AuthenticSnapshot {
    sealed: SealedSnapshot,
    manifest: Manifest,
}

impl AuthenticSnapshot {
    /// What the publisher says about the snapshot.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Checks that the snapshot is of the wanted register, not older than one seen before, and still good.
    ///
    /// # Errors
    ///
    /// - [`OpenError::WrongRegister`], [`OpenError::OlderSeq`], [`OpenError::Expired`];
    /// - [`OpenError::ClockBehind`] if it was made more than [`limits::MAX_CLOCK_SKEW_S`] after the reader's now: then either clock
    ///   is wrong, and an expired snapshot would not be noticed.
    pub fn accept(self, trust: &Trust) -> Result<VerifiedSnapshot, OpenError> {
        let manifest = &self.manifest;
        if let Some(expected) = trust
            .register
            .as_ref()
            .filter(|register| **register != manifest.register)
        {
            return Err(OpenError::WrongRegister {
                expected: expected.clone(),
                found: manifest.register.clone(),
            });
        }
        if manifest.seq < trust.min_seq {
            return Err(OpenError::OlderSeq {
                seq: manifest.seq,
                min_seq: trust.min_seq,
            });
        }
        if trust.now_unix_s >= manifest.expires_unix_s() {
            return Err(OpenError::Expired {
                expires: manifest.expires.clone(),
                now: time::format(trust.now_unix_s),
            });
        }
        if manifest.issued_unix_s() > trust.now_unix_s.saturating_add(limits::MAX_CLOCK_SKEW_S) {
            return Err(OpenError::ClockBehind {
                issued: manifest.issued.clone(),
                now: time::format(trust.now_unix_s),
            });
        }
        Ok(VerifiedSnapshot { authentic: self })
    }
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

    /// The bytes of a key slot that travels inside; `None` if there is none of this id.
    pub fn slot(&self, id: &str) -> Option<&[u8]> {
        let sealed = &self.authentic.sealed;
        let (_, place) = sealed.layout.slots.iter().find(|(slot, _)| slot == id)?;
        Some(&sealed.bytes[place.clone()])
    }

    /// The manifest, all bytes, and where the sections lie in them.
    pub(super) fn into_parts(self) -> (Manifest, Vec<u8>, Places) {
        let AuthenticSnapshot { sealed, manifest } = self.authentic;
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

/// The first line of a signature, without the words that minisign puts before it.
///
/// It carries the public key, so that a reader who has none yet can show its fingerprint. minisign does not sign this line; it need
/// not, since a wrong key in it verifies nothing.
pub fn signature_comment(publisher_key: &str) -> String {
    let prefix = COMMENT_PREFIX.strip_prefix("untrusted comment: ").unwrap_or_default();
    format!("{prefix}{publisher_key}")
}

/// The comment that the signature covers: it says of which register and sequence number the signed manifest is.
pub fn trusted_comment(register: &str, seq: u64) -> String {
    format!("register={register} seq={seq}")
}

/// A signature file, read strictly: four lines, each ended by a line feed, each in its one spelling.
struct SignatureFile {
    signer: PublisherKey,
    signature: Signature,
}

impl SignatureFile {
    fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
        let text = std::str::from_utf8(bytes).map_err(|_| OpenError::BadSignature)?;
        let line_count = text.bytes().filter(|&byte| byte == b'\n').count();
        if line_count != 4 || !text.ends_with('\n') || text.contains('\r') {
            return Err(OpenError::BadSignature);
        }
        let signer = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix(COMMENT_PREFIX))
            .filter(|key| key.len() == KEY_LEN)
            .and_then(|key| PublisherKey::parse(key).ok())
            .ok_or(OpenError::BadSignature)?;
        let signature = Signature::decode(text).map_err(|_| OpenError::BadSignature)?;
        Ok(Self { signer, signature })
    }

    fn check(&self, manifest: &[u8], trusted: &PublisherKey) -> Result<(), OpenError> {
        // Verified under the claimed key even if that is not the trusted one: only then is it known that there is another
        // publisher, and not an altered file.
        self.signer
            .key
            .verify(manifest, &self.signature, false)
            .map_err(|_| OpenError::BadSignature)?;
        if self.signer.text != trusted.text {
            return Err(OpenError::WrongSigner {
                expected: trusted.fingerprint(),
                found: self.signer.fingerprint(),
            });
        }
        Ok(())
    }
}
