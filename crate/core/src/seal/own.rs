//! Texts that a page keeps on the device for one operator, such as saved questions: encrypted to the operator's own key.
//!
//! Encrypting draws randomness and stands in the binding; what is kept is an age file of one X25519 recipient, so the tool `age` reads it
//! as well. It keeps a text from others and does not prove who wrote it: whoever knows the operator's public key can write one.

use std::io::Read;
use std::iter;

use age::{DecryptError, Decryptor};

use super::sections::has_header;
use super::slots::Identity;
use crate::error::OwnError;
use crate::limits;

/// Whether a text is short enough to be kept.
///
/// # Errors
///
/// [`OwnError::TooLarge`] above [`limits::MAX_OWN_TEXT_BYTES`].
pub fn check_own_text(text: &str) -> Result<(), OwnError> {
    within(text.len(), limits::MAX_OWN_TEXT_BYTES)
}

/// Opens a text that was encrypted to the operator's own key.
///
/// # Errors
///
/// - [`OwnError::TooLarge`] if the bytes are more than a text of [`limits::MAX_OWN_TEXT_BYTES`] and its encryption take;
/// - [`OwnError::Damaged`] if they are no age file, end before its end, were altered, or hold no text;
/// - [`OwnError::NotOurs`] if they are encrypted to other keys.
pub fn open_own(bytes: &[u8], identity: &Identity) -> Result<String, OwnError> {
    within(bytes.len(), limits::MAX_OWN_TEXT_BYTES + limits::MAX_OWN_OVERHEAD_BYTES)?;
    // Reading a header may take the square of its length, and anybody who holds the device can alter it.
    if !has_header(bytes) {
        return Err(OwnError::Damaged);
    }
    let decryptor = Decryptor::new_buffered(bytes).map_err(|_| OwnError::Damaged)?;
    let opened = decryptor.decrypt(iter::once(identity.as_age()));
    let mut reader = opened.map_err(|error| match error {
        DecryptError::NoMatchingKeys => OwnError::NotOurs,
        _ => OwnError::Damaged,
    })?;
    let mut text = Vec::with_capacity(bytes.len());
    reader.read_to_end(&mut text).map_err(|_| OwnError::Damaged)?;
    String::from_utf8(text).map_err(|_| OwnError::Damaged)
}

fn within(size: usize, limit: usize) -> Result<(), OwnError> {
    if size > limit {
        return Err(OwnError::TooLarge { size, limit });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use age::Encryptor;
    use age::secrecy::{ExposeSecret, SecretString};
    use age::{scrypt, x25519};

    use super::*;

    fn identity() -> Identity {
        let text = x25519::Identity::generate().to_string();
        Identity::parse(text.expose_secret()).expect("is a key")
    }

    fn sealed(bytes: &[u8], encryptor: Encryptor) -> Vec<u8> {
        let mut sealed = Vec::new();
        let mut writer = encryptor.wrap_output(&mut sealed).expect("memory takes it");
        writer.write_all(bytes).expect("memory takes it");
        writer.finish().expect("memory takes it");
        sealed
    }

    fn sealed_to(identity: &Identity, bytes: &[u8]) -> Vec<u8> {
        let recipient: x25519::Recipient = identity.recipient().parse().expect("is a recipient");
        let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient));
        sealed(bytes, encryptor.expect("has a recipient"))
    }

    #[test]
    fn only_the_operator_who_kept_a_text_reads_it() {
        let (ours, stranger) = (identity(), identity());
        let longest = "问".repeat(limits::MAX_OWN_TEXT_BYTES / 3);
        for text in ["", "80岁以上 女", &longest] {
            let kept = sealed_to(&ours, text.as_bytes());
            assert!(kept.len() <= text.len() + limits::MAX_OWN_OVERHEAD_BYTES);
            assert_eq!(open_own(&kept, &ours).as_deref(), Ok(text));
            assert_eq!(open_own(&kept, &stranger), Err(OwnError::NotOurs));
        }
    }

    #[test]
    fn what_was_altered_is_no_text_any_more() {
        let ours = identity();
        let kept = sealed_to(&ours, "80岁以上 女".as_bytes());
        for place in 0..kept.len() {
            let mut altered = kept.clone();
            altered[place] ^= 1;
            assert!(open_own(&altered, &ours).is_err(), "byte {place}");
            assert!(open_own(&kept[..place], &ours).is_err(), "cut at {place}");
        }
        assert_eq!(open_own(&[kept, vec![0]].concat(), &ours), Err(OwnError::Damaged));
        for wrong in [&b""[..], b"80", b"age-encryption.org/v1\n"] {
            assert_eq!(open_own(wrong, &ours), Err(OwnError::Damaged));
        }
        assert_eq!(
            open_own(&sealed_to(&ours, b"\xff"), &ours),
            Err(OwnError::Damaged),
            "no text"
        );
        let mut passphrase = scrypt::Recipient::new(SecretString::from("kxvr-wmzn"));
        passphrase.set_work_factor(2);
        let slot = Encryptor::with_recipients(iter::once(&passphrase as &dyn age::Recipient));
        let slot = sealed(b"text", slot.expect("has a recipient"));
        assert_eq!(open_own(&slot, &ours), Err(OwnError::NotOurs));
    }

    #[test]
    fn what_is_too_large_is_refused_before_it_is_read() {
        let limit = limits::MAX_OWN_TEXT_BYTES;
        assert_eq!(check_own_text(&"a".repeat(limit)), Ok(()));
        let size = limit + 1;
        assert_eq!(
            check_own_text(&"a".repeat(size)),
            Err(OwnError::TooLarge { size, limit })
        );
        let ours = identity();
        let limit = limit + limits::MAX_OWN_OVERHEAD_BYTES;
        let size = limit + 1;
        assert_eq!(open_own(&vec![0; size], &ours), Err(OwnError::TooLarge { size, limit }));
        // A header of a hundred thousand lines, which age alone would read for minutes.
        let lines = [&b"age-encryption.org/v1\n"[..], &b"-> a\n\n".repeat(limit / 6 - 10)].concat();
        assert_eq!(open_own(&lines, &ours), Err(OwnError::Damaged));
    }
}
