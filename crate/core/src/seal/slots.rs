//! Key slots: an operator's key under a passphrase.

use std::io::Read;
use std::iter;
use std::str::FromStr;

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, scrypt, x25519};
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::limits;

/// An operator's secret key.
///
/// Has no `Debug`, so that it cannot end up in a log, and is wiped from memory when dropped.
pub struct Identity(x25519::Identity);

impl Identity {
    /// Reads a key as the tool `age-keygen` writes it: one line `AGE-SECRET-KEY-1…`, beside comments that begin with `#`.
    ///
    /// # Errors
    ///
    /// [`OpenError::Identity`] if there is no such line, more than one, or anything else.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err(OpenError::Identity);
        };
        x25519::Identity::from_str(line)
            .map(Self)
            .map_err(|_| OpenError::Identity)
    }

    /// The key as one line of text, to be handed from the worker that unlocked it to the one that opens with it.
    pub fn to_secret_string(&self) -> SecretString {
        self.0.to_string()
    }

    /// The public half, `age1…`: what the publisher encrypts to.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    pub(crate) fn as_age(&self) -> &dyn age::Identity {
        &self.0
    }
}

/// Opens a key slot with its passphrase.
///
/// Takes up to 256 MiB of memory and a second or two; a slot that asks for more is refused before any work is done.
///
/// # Errors
///
/// - [`OpenError::SlotDamaged`] if the bytes are no key under a passphrase;
/// - [`OpenError::WorkFactor`] if opening would take more work than [`limits::MAX_WORK_FACTOR`] allows;
/// - [`OpenError::WrongPassphrase`] if the passphrase does not open it. A slot whose protected key was damaged cannot be told from
///   that;
/// - [`OpenError::Identity`] if something else than one key lies in it.
pub fn unlock_slot(bytes: &[u8], passphrase: SecretString) -> Result<Identity, OpenError> {
    if bytes.len() > limits::MAX_SLOT_BYTES {
        return Err(OpenError::TooLarge {
            what: "slot".to_owned(),
            size: bytes.len() as u64,
            limit: limits::MAX_SLOT_BYTES as u64,
        });
    }
    let found = slot_work_factor(bytes)?;
    if found > limits::MAX_WORK_FACTOR {
        let limit = limits::MAX_WORK_FACTOR;
        return Err(OpenError::WorkFactor { found, limit });
    }
    let decryptor = Decryptor::new_buffered(bytes).map_err(|_| OpenError::SlotDamaged)?;
    if !decryptor.is_scrypt() {
        return Err(OpenError::SlotDamaged);
    }
    let mut identity = scrypt::Identity::new(passphrase);
    identity.set_max_work_factor(limits::MAX_WORK_FACTOR);
    let mut reader = decryptor
        .decrypt(iter::once(&identity as &dyn age::Identity))
        .map_err(|error| match error {
            DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
                OpenError::WrongPassphrase
            }
            _ => OpenError::SlotDamaged,
        })?;
    // As long as the slot itself, so that reading never moves the key and leaves a copy behind.
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len()));
    reader.read_to_end(&mut text).map_err(|_| OpenError::SlotDamaged)?;
    let text = std::str::from_utf8(&text).map_err(|_| OpenError::Identity)?;
    Identity::parse(text)
}

/// The work that a slot asks for, as a binary logarithm.
///
/// # Errors
///
/// [`OpenError::SlotDamaged`] if the bytes do not begin like a key under a passphrase.
pub fn slot_work_factor(bytes: &[u8]) -> Result<u8, OpenError> {
    stated_work_factor(bytes).ok_or(OpenError::SlotDamaged)
}

/// The work factor on the second line: `-> scrypt SALT WORK`.
///
/// Read here although age reads it too: age takes the leading digits of `1e1` for the number, and the limit is ours to hold.
fn stated_work_factor(slot: &[u8]) -> Option<u8> {
    let mut lines = slot.split(|&byte| byte == b'\n');
    if lines.next() != Some(b"age-encryption.org/v1") {
        return None;
    }
    let stanza = std::str::from_utf8(lines.next()?).ok()?;
    let (_salt, digits) = stanza.strip_prefix("-> scrypt ")?.split_once(' ')?;
    let is_plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_plain { digits.parse().ok() } else { None }
}
