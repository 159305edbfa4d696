//! The publisher's public key, and signature files as the tool `minisign` writes them.

use minisign_verify::{PublicKey, Signature};

use super::manifest::sha256_hex;
use crate::error::OpenError;

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
pub(super) struct SignatureFile {
    /// The key that is claimed to have signed.
    pub(super) signer: PublisherKey,
    signature: Signature,
}

impl SignatureFile {
    /// Reads a signature file.
    ///
    /// # Errors
    ///
    /// [`OpenError::BadSignature`] if it is not written as format 1 prescribes.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
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

    /// Whether the claimed signer signed these bytes.
    ///
    /// # Errors
    ///
    /// [`OpenError::BadSignature`] if not.
    pub(super) fn check(&self, signed: &[u8]) -> Result<(), OpenError> {
        let verified = self.signer.key.verify(signed, &self.signature, false);
        verified.map_err(|_| OpenError::BadSignature)
    }

    /// The comment that the signature covers.
    pub(super) fn trusted_comment(&self) -> &str {
        self.signature.trusted_comment()
    }
}
