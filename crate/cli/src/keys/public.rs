//! Public key files: whom a section is encrypted to, and what is known about the slot beside them.
//!
//! ```text
//! # yongquan operator desk
//! # passphrase 64.6 bits, generated
//! age1…
//! ```
//!
//! The tool `age` takes such a file for its recipients and skips the comments. They are not signed: they keep a publisher from a slip
//! and nobody from a lie, since whoever can write the file can write another key into it.

use std::path::Path;
use std::str::FromStr;

use age::x25519::Recipient;
use yongquan_core::seal::ExposeSecret;

use super::strength::Strength;
use crate::failure::Failure;
use crate::files;
use crate::texts::failure;

const OWNER_PREFIX: &str = "# yongquan ";

const STRENGTH_PREFIX: &str = "# passphrase ";

/// Who holds a key of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Opens the sections of their role. Their slot may travel inside a snapshot.
    Operator,
    /// The office's last resort: a recipient of every section. Their slot never travels inside a snapshot.
    Escrow,
    /// Reads the log and no section. Their slot never travels inside a snapshot.
    Auditor,
}

impl Owner {
    /// The word for it in files and commands.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Escrow => "escrow",
            Self::Auditor => "auditor",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let all = [Self::Operator, Self::Escrow, Self::Auditor];
        all.into_iter().find(|owner| owner.as_str() == text)
    }
}

/// What a public key file says.
#[derive(Clone)]
pub struct PublicKeyFile {
    /// The key.
    pub recipient: Recipient,
    /// Whose it is; `None` in a file that another tool wrote.
    pub owner: Option<Owner>,
    /// How strong the passphrase of the slot was when it was made; `None` if the file does not say, or says it twice.
    pub strength: Option<Strength>,
}

impl PublicKeyFile {
    /// Reads a public key: one line `age1…`, beside comments and empty lines.
    ///
    /// Comments are taken as they are: what is not one of ours is skipped.
    ///
    /// # Errors
    ///
    /// `cli.file_unreadable`, `cli.not_utf8`; `cli.operator_key` if the file holds no such key, or several.
    pub fn read(file: &Path) -> Result<Self, Failure> {
        let text = files::read_secret_text(file)?;
        let no_key = || failure("cli.operator_key", &[("path", file.display().to_string())]);
        Self::parse(text.expose_secret()).ok_or_else(no_key)
    }

    /// The same for the text of a file; `None` if it holds no key, or several.
    pub fn parse(text: &str) -> Option<Self> {
        let lines = || text.lines().map(str::trim);
        let mut keys = lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let (Some(key), None) = (keys.next(), keys.next()) else {
            return None;
        };
        let mut owners = lines().filter_map(|line| {
            let (owner, _name) = line.strip_prefix(OWNER_PREFIX)?.split_once(' ')?;
            Owner::parse(owner)
        });
        let mut strengths = lines().filter_map(|line| line.strip_prefix(STRENGTH_PREFIX));
        Some(Self {
            recipient: Recipient::from_str(key).ok()?,
            owner: only(&mut owners),
            strength: only(&mut strengths).and_then(|record| record.parse().ok()),
        })
    }

    /// Writes the file of a new key.
    pub fn new_text(owner: Owner, name: &str, recipient: &str, strength: Strength) -> String {
        let owner = owner.as_str();
        let strength = strength.to_record();
        format!("{OWNER_PREFIX}{owner} {name}\n{STRENGTH_PREFIX}{strength}\n{recipient}\n")
    }

    /// The text of a file with another strength; everything else stays as it is.
    pub fn with_strength(text: &str, strength: Strength) -> String {
        let mut renewed = String::with_capacity(text.len());
        let mut record = Some(format!("{STRENGTH_PREFIX}{}\n", strength.to_record()));
        for line in text.lines().filter(|line| !line.trim().starts_with(STRENGTH_PREFIX)) {
            if !line.trim().is_empty() && !line.trim().starts_with('#') {
                renewed.push_str(&record.take().unwrap_or_default());
            }
            renewed.push_str(line);
            renewed.push('\n');
        }
        renewed
    }

    /// Refuses a slot that is too weak to travel inside a snapshot, or that never may.
    ///
    /// `path` is that of the public key file and is only named.
    ///
    /// # Errors
    ///
    /// - `cli.slot_never_inside` if it is that of an escrow or an auditor;
    /// - `cli.slot_strength_unknown` if the file does not say how strong the passphrase is;
    /// - `cli.slot_weak` if it is weaker than `min_bits`.
    pub fn check_slot_may_travel(&self, path: &Path, min_bits: u32) -> Result<(), Failure> {
        let path = || ("path", path.display().to_string());
        if let Some(owner @ (Owner::Escrow | Owner::Auditor)) = self.owner {
            let params = [path(), ("owner", owner.as_str().to_owned())];
            return Err(failure("cli.slot_never_inside", &params));
        }
        let min = || ("min", min_bits.to_string());
        match self.strength {
            Some(strength) if strength.is_at_least(min_bits) => Ok(()),
            Some(strength) => {
                let params = [path(), min(), ("bits", strength.rounded())];
                Err(failure("cli.slot_weak", &params))
            }
            None => Err(failure("cli.slot_strength_unknown", &[path(), min()])),
        }
    }
}

/// The only item; `None` if there is none or several.
fn only<T>(items: &mut impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::super::strength::Origin;
    use super::*;

    const RECIPIENT: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

    fn strength(bits: f64) -> Strength {
        Strength {
            bits,
            origin: Origin::Generated,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for owner in [Owner::Operator, Owner::Escrow, Owner::Auditor] {
            let text = PublicKeyFile::new_text(owner, "desk", RECIPIENT, strength(64.6));
            let read = PublicKeyFile::parse(&text).expect("is a key");
            assert_eq!(read.recipient.to_string(), RECIPIENT);
            assert_eq!(read.owner, Some(owner));
            assert_eq!(read.strength, Some(strength(64.6)));
        }
    }

    #[test]
    fn files_of_other_tools_are_keys_about_which_nothing_is_known() {
        for text in [
            RECIPIENT.to_owned(),
            format!("# created: 2026-01-01T00:00:00Z\n# public key: {RECIPIENT}\n\n  {RECIPIENT}\r\n"),
            format!("# yongquan president desk\n# passphrase very good\n{RECIPIENT}\n"),
            format!("# passphrase 64.6 bits, own\n# passphrase 99.9 bits, own\n{RECIPIENT}\n"),
        ] {
            let read = PublicKeyFile::parse(&text).expect("is a key");
            assert_eq!((read.owner, read.strength), (None, None), "{text}");
            let refused = read
                .check_slot_may_travel(Path::new("desk.pub"), 60)
                .expect_err("is not known");
            assert_eq!(refused.code(), "cli.slot_strength_unknown");
        }
        for text in [
            "",
            "# only a comment",
            &format!("{RECIPIENT}\n{RECIPIENT}"),
            "AGE-SECRET-KEY-1",
        ] {
            assert!(PublicKeyFile::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn only_a_strong_slot_of_an_operator_may_travel() {
        let checked = |owner, bits| {
            let text = PublicKeyFile::new_text(owner, "desk", RECIPIENT, strength(bits));
            let read = PublicKeyFile::parse(&text).expect("is a key");
            let checked = read.check_slot_may_travel(Path::new("desk.pub"), 60);
            checked.map_err(|refused| refused.code().to_owned())
        };
        assert_eq!(checked(Owner::Operator, 60.0), Ok(()));
        assert_eq!(checked(Owner::Operator, 59.9), Err("cli.slot_weak".to_owned()));
        for owner in [Owner::Escrow, Owner::Auditor] {
            assert_eq!(checked(owner, 99.0), Err("cli.slot_never_inside".to_owned()));
        }
    }

    #[test]
    fn another_strength_changes_nothing_else() {
        let text = PublicKeyFile::new_text(Owner::Operator, "desk", RECIPIENT, strength(64.6));
        let renewed = PublicKeyFile::with_strength(&text, strength(77.5));
        assert_eq!(
            renewed,
            PublicKeyFile::new_text(Owner::Operator, "desk", RECIPIENT, strength(77.5))
        );
        let foreign = format!("# a note\n{RECIPIENT}\n# another\n");
        assert_eq!(
            PublicKeyFile::with_strength(&foreign, strength(77.5)),
            format!("# a note\n# passphrase 77.5 bits, generated\n{RECIPIENT}\n# another\n")
        );
    }
}
