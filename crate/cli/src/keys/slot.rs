//! Key slots: a key of age under a passphrase.

use std::io::Write;
use std::iter;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::{Encryptor, scrypt, x25519};
use yongquan_core::error::OpenError;
use yongquan_core::limits::MAX_WORK_FACTOR;
use yongquan_core::seal::{self, ExposeSecret, SecretString, is_slot_id};

use super::public::{Owner, PublicKeyFile};
use super::strength::Strength;
use crate::failure::Failure;
use crate::files::{self, Readers};
use crate::texts::failure;

/// Binary logarithm of the scrypt work for a new slot, unless another is asked for.
pub const DEFAULT_WORK_FACTOR: u8 = MAX_WORK_FACTOR;

/// The least work that a new slot may have: a thousandth of a second, for tests only.
pub const MIN_WORK_FACTOR: u8 = 10;

/// A passphrase for a slot, with what is known about its strength.
pub struct NewPassphrase {
    /// The passphrase.
    pub passphrase: SecretString,
    /// How strong it is.
    pub strength: Strength,
}

/// A slot that is to be made: whose, and where.
pub struct NewSlot {
    owner: Owner,
    name: String,
    slot_file: PathBuf,
    public_file: PathBuf,
}

impl NewSlot {
    /// Checks that a slot `NAME.age` and its public key `NAME.pub` can be made in a folder, before a passphrase is shown to anybody.
    ///
    /// # Errors
    ///
    /// `cli.slot_name` if the name cannot be that of a slot; `cli.file_exists` if one of the two is there.
    pub fn new(owner: Owner, name: &str, folder: &Path) -> Result<Self, Failure> {
        if !is_slot_id(name) {
            return Err(failure("cli.slot_name", &[]));
        }
        let [slot_file, public_file] = ["age", "pub"].map(|extension| folder.join(format!("{name}.{extension}")));
        files::check_absent(&slot_file)?;
        files::check_absent(&public_file)?;
        Ok(Self {
            owner,
            name: name.to_owned(),
            slot_file,
            public_file,
        })
    }

    /// The slot.
    pub fn slot_file(&self) -> &Path {
        &self.slot_file
    }

    /// The public key.
    pub fn public_file(&self) -> &Path {
        &self.public_file
    }

    /// Draws a key, puts it under the passphrase, writes both files and gives the public key.
    ///
    /// The secret key exists only inside the slot.
    ///
    /// # Errors
    ///
    /// If one of the files exists by now or cannot be written: then neither is there afterwards.
    pub fn make(&self, new: NewPassphrase, work_factor: u8) -> Result<String, Failure> {
        let identity = x25519::Identity::generate();
        let recipient = identity.to_public().to_string();
        let slot = lock_identity(&identity, new.passphrase, work_factor)?;
        let public = PublicKeyFile::new_text(self.owner, &self.name, &recipient, new.strength);
        // The secret first: a public key alone would be packed for, and nobody could ever open that.
        files::create_all(&[
            (self.slot_file.clone(), &slot, Readers::Owner),
            (self.public_file.clone(), public.as_bytes(), Readers::All),
        ])?;
        Ok(recipient)
    }
}

/// A slot that was opened to get another passphrase.
pub struct OpenedSlot {
    file: PathBuf,
    identity: x25519::Identity,
    work_factor: u8,
    public: PublicBeside,
}

/// The public key file beside a slot.
enum PublicBeside {
    /// There is none.
    Absent,
    /// It is that of another key, or of none: nothing of ours.
    Foreign(PathBuf),
    /// It belongs to the slot: its text, and the strength that it records.
    Own(PathBuf, String, Option<Strength>),
}

impl OpenedSlot {
    /// Opens a slot with its passphrase, and finds the public key file of the same name beside it.
    ///
    /// # Errors
    ///
    /// If the slot cannot be read or opened.
    pub fn open(file: &Path, passphrase: impl FnOnce() -> Result<SecretString, Failure>) -> Result<Self, Failure> {
        let slot = files::read(file)?;
        let work_factor = seal::slot_work_factor(&slot)?;
        let identity = seal::unlock_slot(&slot, passphrase()?)?;
        let public = public_beside(file, &identity.recipient())?;
        let identity =
            x25519::Identity::from_str(identity.to_secret_string().expose_secret()).map_err(|_| OpenError::Identity)?;
        Ok(Self {
            file: file.to_owned(),
            identity,
            work_factor,
            public,
        })
    }

    /// The public key, which another passphrase does not change.
    pub fn recipient(&self) -> String {
        self.identity.to_public().to_string()
    }

    /// The file beside the slot that is another key's, so that the new strength is recorded nowhere.
    pub fn foreign_public_file(&self) -> Option<&Path> {
        match &self.public {
            PublicBeside::Foreign(file) => Some(file),
            PublicBeside::Absent | PublicBeside::Own(..) => None,
        }
    }

    /// Puts the key under another passphrase, with the same work unless another is wanted, and records the strength beside it.
    ///
    /// Both files are written before one of them is replaced. Whoever is killed between the two steps has a record that says less than is
    /// true and never more.
    ///
    /// # Errors
    ///
    /// Those of [`files::replace_all`]: the slot is what it was, unless the public key file is named by another code than
    /// `cli.disk_full`; then it may have the new passphrase.
    pub fn relock(self, new: NewPassphrase, work_factor: Option<u8>) -> Result<(), Failure> {
        let strength = new.strength;
        let slot = lock_identity(&self.identity, new.passphrase, work_factor.unwrap_or(self.work_factor))?;
        let slot = (self.file, &slot[..], Readers::Owner);
        let PublicBeside::Own(file, text, recorded) = self.public else {
            return files::replace_all(&[slot]);
        };
        let renewed = PublicKeyFile::with_strength(&text, strength);
        let record = (file, renewed.as_bytes(), Readers::All);
        if recorded.is_some_and(|recorded| recorded.bits <= strength.bits) {
            files::replace_all(&[slot, record])
        } else {
            files::replace_all(&[record, slot])
        }
    }
}

fn public_beside(slot_file: &Path, recipient: &str) -> Result<PublicBeside, Failure> {
    let file = slot_file.with_extension("pub");
    if !file.exists() {
        return Ok(PublicBeside::Absent);
    }
    let text = files::read_secret_text(&file)?;
    let text = text.expose_secret();
    Ok(match PublicKeyFile::parse(text) {
        Some(public) if public.recipient.to_string() == recipient => {
            PublicBeside::Own(file, text.to_owned(), public.strength)
        }
        _ => PublicBeside::Foreign(file),
    })
}

/// Puts a key under a passphrase.
///
/// # Errors
///
/// `cli.randomness` if the system gives none.
///
/// # Panics
///
/// If the work factor is 0 or above 63; the command line admits [`MIN_WORK_FACTOR`] to [`MAX_WORK_FACTOR`].
pub fn lock_identity(
    identity: &x25519::Identity,
    passphrase: SecretString,
    work_factor: u8,
) -> Result<Vec<u8>, Failure> {
    let mut recipient = scrypt::Recipient::new(passphrase);
    recipient.set_work_factor(work_factor);
    let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .expect("a passphrase alone is a valid set of recipients");
    let mut slot = Vec::new();
    let secret = identity.to_string();
    encryptor
        .wrap_output(&mut slot)
        .and_then(|mut writer| {
            writer.write_all(secret.expose_secret().as_bytes())?;
            writer.write_all(b"\n")?;
            writer.finish()
        })
        .expect("a vector takes every byte");
    Ok(slot)
}

#[cfg(test)]
mod tests {
    use yongquan_core::seal::unlock_slot;

    use super::super::strength::Origin;
    use super::*;

    const OLD: &str = "kxvr-wmzn-bqtd";

    fn new_passphrase(passphrase: &str, bits: f64) -> NewPassphrase {
        NewPassphrase {
            passphrase: SecretString::from(passphrase),
            strength: Strength {
                bits,
                origin: Origin::Own,
            },
        }
    }

    fn read(file: &Path) -> PublicKeyFile {
        PublicKeyFile::read(file).expect("is a public key")
    }

    #[test]
    fn whoever_gets_a_slot_opens_it_and_is_named_beside_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for owner in [Owner::Operator, Owner::Escrow, Owner::Auditor] {
            let new = NewSlot::new(owner, owner.as_str(), folder.path()).expect("nothing is in the way");
            let recipient = new.make(new_passphrase(OLD, 61.0), 10).expect("is written");
            let slot = std::fs::read(new.slot_file()).expect("is there");
            let identity = unlock_slot(&slot, SecretString::from(OLD)).expect("the passphrase is right");
            assert_eq!(identity.recipient(), recipient);
            let public = read(new.public_file());
            assert_eq!(public.recipient.to_string(), recipient);
            assert_eq!(public.owner, Some(owner));
            assert_eq!(public.strength.map(|strength| strength.bits), Some(61.0));
        }
    }

    #[test]
    fn a_slot_is_never_replaced_by_a_new_one() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [slot, public] = ["desk.age", "desk.pub"].map(|name| folder.path().join(name));
        let new = NewSlot::new(Owner::Operator, "desk", folder.path()).expect("nothing is in the way");
        new.make(new_passphrase(OLD, 61.0), 10).expect("is written");
        let before = std::fs::read(&slot).expect("is there");
        for remaining in [&slot, &public] {
            let again = NewSlot::new(Owner::Operator, "desk", folder.path()).err();
            assert_eq!(
                again.map(|failure| failure.code().to_owned()).as_deref(),
                Some("cli.file_exists")
            );
            let late = new.make(new_passphrase(OLD, 61.0), 10).expect_err("exists");
            assert_eq!(late.code(), "cli.file_exists");
            assert!(remaining.exists());
            if remaining == &slot {
                assert_eq!(std::fs::read(&slot).expect("is there"), before);
                std::fs::remove_file(&slot).expect("a temporary folder is writable");
            }
        }
        for name in ["", "Desk", "../desk", "前台"] {
            let refused = NewSlot::new(Owner::Operator, name, folder.path()).err();
            assert_eq!(
                refused.map(|failure| failure.code().to_owned()).as_deref(),
                Some("cli.slot_name")
            );
        }
    }

    #[test]
    fn another_passphrase_keeps_the_key_and_the_work_and_ends_the_old_passphrase() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let new = NewSlot::new(Owner::Operator, "desk", folder.path()).expect("nothing is in the way");
        let recipient = new.make(new_passphrase(OLD, 61.0), 11).expect("is written");
        for (passphrase, bits, work_factor) in [
            ("weaker", 45.0, None),
            ("stronger", 70.0, None),
            ("quicker", 70.0, Some(10)),
        ] {
            let before = std::fs::read(new.slot_file()).expect("is there");
            let current = ["weaker", "stronger"]
                .into_iter()
                .find(|old| unlock_slot(&before, SecretString::from(*old)).is_ok())
                .unwrap_or(OLD);
            let wrong = OpenedSlot::open(new.slot_file(), || Ok(SecretString::from("wrong"))).err();
            assert_eq!(
                wrong.map(|failure| failure.code().to_owned()).as_deref(),
                Some("open.wrong_passphrase")
            );
            let opened = OpenedSlot::open(new.slot_file(), || Ok(SecretString::from(current))).expect("is right");
            assert_eq!(opened.recipient(), recipient);
            assert_eq!(opened.foreign_public_file(), None);
            opened
                .relock(new_passphrase(passphrase, bits), work_factor)
                .expect("is written");
            let slot = std::fs::read(new.slot_file()).expect("is there");
            assert_eq!(seal::slot_work_factor(&slot), Ok(work_factor.unwrap_or(11)));
            let identity = unlock_slot(&slot, SecretString::from(passphrase)).expect("is right");
            assert_eq!(identity.recipient(), recipient);
            let old = unlock_slot(&slot, SecretString::from(current)).err();
            assert_eq!(old.map(|error| error.code()), Some("open.wrong_passphrase"));
            let public = read(new.public_file());
            assert_eq!(public.recipient.to_string(), recipient);
            assert_eq!(public.owner, Some(Owner::Operator));
            assert_eq!(public.strength.map(|strength| strength.bits), Some(bits));
        }
        assert_eq!(std::fs::read_dir(folder.path()).expect("is there").count(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |file: &Path| std::fs::metadata(file).expect("is there").permissions().mode() & 0o777;
            assert_eq!(mode(new.slot_file()), 0o600);
        }
    }

    #[test]
    fn a_public_key_that_is_not_the_slots_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let new = NewSlot::new(Owner::Operator, "desk", folder.path()).expect("nothing is in the way");
        new.make(new_passphrase(OLD, 61.0), 10).expect("is written");
        std::fs::write(new.public_file(), "no key").expect("a temporary folder is writable");
        let opened = OpenedSlot::open(new.slot_file(), || Ok(SecretString::from(OLD))).expect("is right");
        assert_eq!(opened.foreign_public_file(), Some(new.public_file()));
        opened.relock(new_passphrase("other", 70.0), None).expect("is written");
        assert_eq!(std::fs::read(new.public_file()).expect("is there"), b"no key");
        std::fs::remove_file(new.public_file()).expect("a temporary folder is writable");
        let opened = OpenedSlot::open(new.slot_file(), || Ok(SecretString::from("other"))).expect("is right");
        opened.relock(new_passphrase(OLD, 61.0), None).expect("is written");
        assert!(!new.public_file().exists());
    }
}
