//! The publisher's key, as the tool `minisign` keeps it.

use std::path::{Path, PathBuf};

use minisign::{KeyPair, PublicKey, SecretKey, SecretKeyBox};
use yongquan_core::seal::{ExposeSecret, PublisherKey, SecretString};

use crate::failure::Failure;
use crate::files::{self, Readers};
use crate::texts::failure;

/// How the base64 of a secret key begins that is under a passphrase: the bytes `EdScB2`.
const PROTECTED_PREFIX: &str = "RWRTY0Iy";

/// A publisher's key, able to sign. No `Debug`: minisign's own would print the secret.
pub struct PublisherSecret {
    pub(crate) secret: SecretKey,
    public: PublisherKey,
    is_protected: bool,
}

impl PublisherSecret {
    /// Draws a new key.
    ///
    /// # Errors
    ///
    /// `cli.randomness` if the system gives none.
    pub fn generate() -> Result<Self, Failure> {
        let pair = KeyPair::generate_unencrypted_keypair().map_err(|_| failure("cli.randomness", &[]))?;
        Self::of(pair.sk, false).ok_or_else(|| failure("cli.randomness", &[]))
    }

    /// Reads a secret key file of the tool `minisign`. `passphrase` is called only if the file is under one.
    ///
    /// # Errors
    ///
    /// `cli.publisher_key` if the file is no such key; `cli.publisher_passphrase` if the passphrase does not open it.
    pub fn load(file: &Path, passphrase: impl FnOnce() -> Result<SecretString, Failure>) -> Result<Self, Failure> {
        let text = files::read_secret_text(file)?;
        let text = text.expose_secret();
        let path = || [("path", file.display().to_string())];
        let secret_box = SecretKeyBox::from(text.to_owned());
        let is_protected = text.lines().nth(1).is_some_and(|key| key.starts_with(PROTECTED_PREFIX));
        let secret = if is_protected {
            let passphrase = passphrase()?;
            secret_box
                .into_secret_key(Some(passphrase.expose_secret().to_owned()))
                .map_err(|_| failure("cli.publisher_passphrase", &path()))?
        } else {
            secret_box
                .into_unencrypted_secret_key()
                .map_err(|_| failure("cli.publisher_key", &path()))?
        };
        Self::of(secret, is_protected).ok_or_else(|| failure("cli.publisher_key", &path()))
    }

    fn of(secret: SecretKey, is_protected: bool) -> Option<Self> {
        let public = PublicKey::from_secret_key(&secret).ok()?;
        let public = PublisherKey::parse(&public.to_base64()).ok()?;
        Some(Self {
            secret,
            public,
            is_protected,
        })
    }

    /// The public half.
    pub fn public(&self) -> &PublisherKey {
        &self.public
    }

    /// Whether the file it comes from is under a passphrase.
    pub fn is_protected(&self) -> bool {
        self.is_protected
    }
}

/// A new pair of keys, not written yet. No `Debug`: it holds the secret one.
pub(super) struct NewPublisher {
    /// The public half.
    pub(super) public: PublisherKey,
    secret_file: String,
    public_file: String,
}

impl NewPublisher {
    /// The two files in a folder, for [`files::create_all`].
    pub(super) fn files(&self, folder: &Path) -> Vec<(PathBuf, &[u8], Readers)> {
        vec![
            (
                folder.join("publisher.key"),
                self.secret_file.as_bytes(),
                Readers::Owner,
            ),
            (folder.join("publisher.pub"), self.public_file.as_bytes(), Readers::All),
        ]
    }
}

/// Draws a pair of keys, the secret one under a passphrase if there is one.
///
/// # Errors
///
/// `cli.randomness` if the system gives none.
pub(super) fn draw(passphrase: Option<SecretString>) -> Result<NewPublisher, Failure> {
    let no_randomness = |_| failure("cli.randomness", &[]);
    let pair = match passphrase {
        Some(passphrase) => KeyPair::generate_encrypted_keypair(Some(passphrase.expose_secret().to_owned())),
        None => KeyPair::generate_unencrypted_keypair(),
    }
    .map_err(no_randomness)?;
    let secret = pair
        .sk
        .to_box(Some("yongquan publisher secret key"))
        .map_err(no_randomness)?;
    let public = pair.pk.to_box().map_err(no_randomness)?;
    Ok(NewPublisher {
        public: PublisherKey::parse(&pair.pk.to_base64())?,
        secret_file: secret.to_string(),
        public_file: public.to_string(),
    })
}

/// Writes `publisher.key` and `publisher.pub` into a folder and gives the public key.
///
/// # Errors
///
/// If one of the files exists, or cannot be written: then neither is there afterwards.
pub fn new_publisher(folder: &Path, passphrase: Option<SecretString>) -> Result<PublisherKey, Failure> {
    let new = draw(passphrase)?;
    files::create_all(&new.files(folder))?;
    Ok(new.public)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase() -> SecretString {
        SecretString::from("kxvr-wmzn-bqtd")
    }

    #[test]
    fn a_publisher_key_loads_with_and_without_a_passphrase() {
        let never = || -> Result<SecretString, Failure> { panic!("nothing to ask for") };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let open = folder.path().join("open");
        let public = new_publisher(&open, None).expect("is written");
        let loaded = PublisherSecret::load(&open.join("publisher.key"), never).expect("is a key");
        assert_eq!(loaded.public(), &public);
        let text = std::fs::read_to_string(open.join("publisher.pub")).expect("is there");
        assert_eq!(PublisherKey::parse(&text), Ok(public));

        let protected = folder.path().join("protected");
        let public = new_publisher(&protected, Some(passphrase())).expect("is written");
        let key = protected.join("publisher.key");
        let loaded = PublisherSecret::load(&key, || Ok(passphrase())).expect("the passphrase is right");
        assert_eq!(loaded.public(), &public);
        let wrong = PublisherSecret::load(&key, || Ok(SecretString::from("other"))).err();
        assert_eq!(
            wrong.map(|failure| failure.code().to_owned()).as_deref(),
            Some("cli.publisher_passphrase")
        );
        let no_key = PublisherSecret::load(&protected.join("publisher.pub"), never).err();
        assert_eq!(
            no_key.map(|failure| failure.code().to_owned()).as_deref(),
            Some("cli.publisher_key")
        );
    }
}
