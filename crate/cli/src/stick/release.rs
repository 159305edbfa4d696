//! A folder with a release: the page, the programs and the list of their hashes.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use minisign::{PublicKey, SignatureBox};
use yongquan_core::error::OpenError;
use yongquan_core::seal::{PublisherKey, sha256_hex};

use super::sums::{SUMS_FILE, SUMS_SIGNATURE_FILE, Sums};
use crate::failure::Failure;
use crate::files;
use crate::texts::failure;

/// The page in one file.
pub const PAGE_FILE: &str = "yongquan.html";

/// The programs.
pub const PROGRAM_FILES: [&str; 3] = ["yongquan.exe", "yongquan-linux-x86_64", "yongquan-linux-aarch64"];

/// What travels with them: both licences, and those of what is inside.
const LICENCE_FILES: [&str; 4] = ["LICENSE", "LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY-LICENSES.txt"];

/// What a stick needs of a release. Every file has the hash that the list names.
pub struct Release {
    /// Where it lies.
    pub folder: PathBuf,
    /// The page, as it was released.
    pub page: Vec<u8>,
    /// Programs and licences, those that there are.
    pub others: Vec<(&'static str, Vec<u8>)>,
    /// The list of all its files.
    pub sums: Vec<u8>,
    /// The signature of the list, if there is one.
    pub signature: Option<Vec<u8>>,
    /// Whether the signature was checked under a key that the caller trusts.
    pub is_signature_checked: bool,
}

impl Release {
    /// Reads a release and checks it against its list, and the list against a key if one is given.
    ///
    /// # Errors
    ///
    /// - `cli.no_release` if the folder has no list, or the list names no page;
    /// - `cli.release_signature` if a key is given and the list is not signed by it;
    /// - `cli.sums`; `cli.release_altered` if a file has another hash; `cli.file_unreadable` if one is missing.
    pub fn read(folder: &Path, key: Option<&PublisherKey>) -> Result<Self, Failure> {
        let [sums_path, signature_path] = [SUMS_FILE, SUMS_SIGNATURE_FILE].map(|name| folder.join(name));
        let no_release = || failure("cli.no_release", &[("path", folder.display().to_string())]);
        if !sums_path.is_file() {
            return Err(no_release());
        }
        let signature = signature_path
            .is_file()
            .then(|| files::read(&signature_path))
            .transpose()?;
        let sums_bytes = files::read(&sums_path)?;
        if let Some(key) = key {
            let signature = signature.as_deref().unwrap_or_default();
            check_signature(&sums_bytes, signature, key)
                .ok_or_else(|| failure("cli.release_signature", &[("path", sums_path.display().to_string())]))?;
        }
        // Checked and used are the same bytes: the file is not read a second time.
        let sums = Sums::from_bytes(&sums_path, &sums_bytes)?;
        let checked = |name: &'static str, listed: &str| {
            let path = folder.join(name);
            let bytes = files::read(&path)?;
            if sha256_hex(&bytes) == listed {
                return Ok((name, bytes));
            }
            Err(failure("cli.release_altered", &[("path", path.display().to_string())]))
        };
        let page = sums.get(PAGE_FILE).ok_or_else(no_release)?;
        let (_, page) = checked(PAGE_FILE, page)?;
        let others = PROGRAM_FILES.into_iter().chain(LICENCE_FILES);
        let others = others.filter_map(|name| Some(checked(name, sums.get(name)?)));
        let others = others.collect::<Result<_, Failure>>()?;
        Ok(Self {
            folder: folder.to_owned(),
            page,
            others,
            sums: sums_bytes,
            signature,
            is_signature_checked: key.is_some(),
        })
    }
}

/// Whether a signature of the tool `minisign` is that of these bytes; the older form without hashing is none.
fn check_signature(bytes: &[u8], signature: &[u8], key: &PublisherKey) -> Option<()> {
    let key = PublicKey::from_base64(key.as_str()).ok()?;
    let signature = SignatureBox::from_string(std::str::from_utf8(signature).ok()?).ok()?;
    minisign::verify(&key, &signature, Cursor::new(bytes), true, false, false).ok()
}

/// The public key file of the tool `minisign`.
///
/// # Errors
///
/// [`OpenError::PublisherKey`], which a [`PublisherKey`] cannot give.
pub fn public_key_file(key: &PublisherKey) -> Result<String, OpenError> {
    let key = PublicKey::from_base64(key.as_str()).map_err(|_| OpenError::PublisherKey)?;
    let file = key.to_box().map_err(|_| OpenError::PublisherKey)?;
    Ok(file.into_string())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::keys::PublisherSecret;

    fn secret() -> PublisherSecret {
        PublisherSecret::generate().expect("the system gives randomness")
    }

    fn signature(bytes: &[u8], secret: &PublisherSecret) -> String {
        let signature = minisign::sign(None, &secret.secret, bytes, Some("yongquan 0.1.0"), None);
        signature.expect("the system gives randomness").to_string()
    }

    fn read(folder: &Path, key: Option<&PublisherKey>) -> Result<bool, String> {
        let release = Release::read(folder, key);
        release
            .map(|release| release.is_signature_checked)
            .map_err(|failure| failure.code().to_owned())
    }

    #[test]
    fn a_release_is_signed_by_the_key_that_is_given_or_refused() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("is writable");
        let (signer, stranger) = (secret(), secret());
        let sums = Sums::of([(PAGE_FILE, b"page".as_slice())]).to_text();
        write(PAGE_FILE, "page");
        write(SUMS_FILE, &sums);
        let path = folder.path();
        let refused = || Err("cli.release_signature".to_owned());
        assert_eq!(read(path, None), Ok(false));
        assert_eq!(read(path, Some(signer.public())), refused(), "there is no signature");
        write(SUMS_SIGNATURE_FILE, &signature(sums.as_bytes(), &signer));
        assert_eq!(read(path, Some(signer.public())), Ok(true));
        assert_eq!(read(path, Some(stranger.public())), refused());
        write(SUMS_SIGNATURE_FILE, &signature(b"another list", &signer));
        assert_eq!(read(path, Some(signer.public())), refused());
        write(SUMS_SIGNATURE_FILE, "no signature");
        assert_eq!(read(path, Some(signer.public())), refused());
    }

    #[test]
    fn a_public_key_file_is_that_of_minisign() {
        let key = secret();
        let file = public_key_file(key.public()).expect("is a key");
        assert!(file.starts_with("untrusted comment: minisign public key: "), "{file}");
        assert_eq!(PublisherKey::parse(&file).as_ref(), Ok(key.public()));
    }
}
