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
