//! Encryption to one recipient. It draws a key from the browser's randomness every time, so it stands here and not in the core.

use std::io::Write;
use std::str::FromStr;

use age::Encryptor;
use age::x25519::Recipient;

/// Bytes as an age file that only the holder of one key reads; `None` if `recipient` is no `age1…`.
pub fn encrypt_to(recipient: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let recipient = Recipient::from_str(recipient).ok()?;
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).ok()?;
    let mut encrypted = Vec::new();
    let mut writer = encryptor.wrap_output(&mut encrypted).ok()?;
    writer.write_all(bytes).ok()?;
    writer.finish().ok()?;
    Some(encrypted)
}
