//! Passphrases and keys: where they come from.
//!
//! Never from the command line, which every other user of the machine can read.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use yongquan_core::seal::{self, ExposeSecret, Identity, SecretString, VerifiedSnapshot};

use crate::commands::numbers;
use crate::failure::Failure;
use crate::files;
use crate::keys::passphrase::{DEFAULT_WORD_COUNT, DrawnPassphrase};
use crate::keys::slot::NewPassphrase;
use crate::keys::strength::{DEFAULT_MIN_BITS, HIGHEST_MIN_BITS, LOWEST_MIN_BITS, Strength};
use crate::output;
use crate::texts::{LIST_SEPARATOR, failure};

/// Environment variable with an operator's passphrase.
pub const PASSPHRASE_VARIABLE: &str = "YONGQUAN_PASSPHRASE";

/// Environment variable with the passphrase of the publisher's key.
pub const PUBLISHER_PASSPHRASE_VARIABLE: &str = "YONGQUAN_PUBLISHER_PASSPHRASE";

/// Where a passphrase comes from: a file, an environment variable, or a question at the terminal, in this order.
#[derive(Debug, Args)]
pub struct PassphraseArguments {
    /// 口令文件（第一行之外不得有内容） · File that holds the passphrase, and nothing else
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

impl PassphraseArguments {
    /// Whether a passphrase is there without asking.
    pub fn is_given(&self) -> bool {
        self.passphrase_file.is_some() || std::env::var_os(PASSPHRASE_VARIABLE).is_some()
    }

    /// The passphrase of a key that exists.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or there is nobody to ask.
    pub fn read(&self, question: &str) -> Result<SecretString, Failure> {
        match self.unattended()? {
            Some(passphrase) => Ok(passphrase),
            None => ask(question),
        }
    }

    /// The passphrase, if it is there without asking.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or holds anything but a passphrase.
    pub fn unattended(&self) -> Result<Option<SecretString>, Failure> {
        match &self.passphrase_file {
            Some(file) => Ok(Some(from_file(file)?)),
            None => from_variable(PASSPHRASE_VARIABLE),
        }
    }
}

/// Where a new passphrase comes from: it is drawn, unless its owner has one.
#[derive(Debug, Args)]
pub struct NewPassphraseArguments {
    /// 自己想口令，现场输入两次；默认由程序抽取并显示一次 · Asks for a passphrase of one's own, twice, instead of drawing one and showing it
    #[arg(long, conflicts_with = "words")]
    pub ask: bool,
    /// 抽取几个词（每个词 12.9 比特） · How many words are drawn; each is 12.9 bits
    #[arg(long, value_name = "N", default_value_t = DEFAULT_WORD_COUNT, value_parser = parse_word_count)]
    pub words: usize,
    /// 口令至少多少比特；单独保管的密钥槽可以少一些 · Refuses a weaker passphrase; a slot that is kept apart may have less
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MIN_BITS, value_parser = parse_min_bits)]
    pub min_bits: u32,
}

impl NewPassphraseArguments {
    /// A new passphrase: `own` if there is one, else asked for or drawn. One that was drawn is shown, and this is the only time.
    ///
    /// `known` are words that whoever guesses tries first, such as the name of the slot.
    ///
    /// # Errors
    ///
    /// If it is too weak, there is nobody to ask, the two answers differ, or it cannot be shown.
    pub fn new_passphrase(&self, own: Option<SecretString>, known: &[&str]) -> Result<NewPassphrase, Failure> {
        let own = match own {
            None if self.ask => Some(ask_twice("新口令 New passphrase: ")?),
            own => own,
        };
        if let Some(passphrase) = own {
            let strength = Strength::estimate(&passphrase, known).check(self.min_bits)?;
            return Ok(NewPassphrase { passphrase, strength });
        }
        let drawn = DrawnPassphrase::draw(self.words)?;
        let strength = drawn.strength.check(self.min_bits)?;
        output::print(drawn.to_text().expose_secret())?;
        output::print(
            "口令只显示这一次：请抄下，交给本人，当面封存。 · Shown this once: write it down for its owner.\n",
        )?;
        Ok(NewPassphrase {
            passphrase: drawn.passphrase,
            strength,
        })
    }
}

/// A passphrase of one's own in a file, for commands whose [`PassphraseArguments`] are those of a key that exists.
///
/// # Errors
///
/// If the file cannot be read or holds anything but a passphrase.
pub fn own_passphrase(file: Option<&Path>) -> Result<Option<SecretString>, Failure> {
    file.map(from_file).transpose()
}

/// The numbers of words that a passphrase may be drawn of.
pub fn parse_word_count(text: &str) -> Result<usize, String> {
    numbers::parse_within(text, 4..=12)
}

fn parse_min_bits(text: &str) -> Result<u32, String> {
    numbers::parse_within(text, LOWEST_MIN_BITS..=HIGHEST_MIN_BITS)
}

/// Which key opens a snapshot: an unwrapped one, or a slot and its passphrase.
#[derive(Debug, Args)]
pub struct KeyArguments {
    /// 未加口令的密钥文件 · File with an operator's key that is under no passphrase
    #[arg(long, value_name = "FILE", conflicts_with_all = ["passphrase_file", "slot", "slot_id"])]
    pub identity: Option<PathBuf>,
    /// 单独存放的密钥槽文件 · Slot file that is kept apart from the snapshot
    #[arg(long, value_name = "FILE", conflicts_with = "slot_id")]
    pub slot: Option<PathBuf>,
    /// 快照内的密钥槽，有多个时需要指明 · Which of several slots inside the snapshot
    #[arg(long, value_name = "ID")]
    pub slot_id: Option<String>,
    /// Where the slot's passphrase comes from.
    #[command(flatten)]
    pub passphrase: PassphraseArguments,
}

impl KeyArguments {
    /// Whether the command line names a key.
    pub fn is_named(&self) -> bool {
        self.identity.is_some()
            || self.slot.is_some()
            || self.slot_id.is_some()
            || self.passphrase.passphrase_file.is_some()
    }

    /// Whether this snapshot is to be opened. A passphrase in the environment, where it may stand for other commands, does not ask for
    /// that by itself if the snapshot holds no slot that it could belong to.
    pub fn is_given_for(&self, snapshot: &VerifiedSnapshot) -> bool {
        self.is_named() || (self.passphrase.is_given() && !snapshot.manifest().slots.is_empty())
    }

    /// The key to open a snapshot with.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, the snapshot holds no slot or several and none is named, or the passphrase is wrong.
    pub fn identity(&self, snapshot: &VerifiedSnapshot) -> Result<Identity, Failure> {
        if let Some(file) = &self.identity {
            return identity_in(file);
        }
        let slot = match &self.slot {
            Some(file) => files::read(file)?,
            None => self.slot_inside(snapshot)?.to_vec(),
        };
        unlock(&slot, &self.passphrase)
    }

    fn slot_inside<'a>(&self, snapshot: &'a VerifiedSnapshot) -> Result<&'a [u8], Failure> {
        let ids: Vec<&str> = snapshot.manifest().slots.iter().map(|slot| slot.id.as_str()).collect();
        let wanted = match (&self.slot_id, &ids[..]) {
            (_, []) => return Err(failure("cli.no_slot", &[])),
            (Some(wanted), _) => wanted.as_str(),
            (None, [only]) => *only,
            (None, _) => return Err(failure("cli.several_slots", &[("slots", ids.join(LIST_SEPARATOR))])),
        };
        let missing = || {
            failure(
                "cli.unknown_slot",
                &[("slot", wanted.to_owned()), ("slots", ids.join(LIST_SEPARATOR))],
            )
        };
        snapshot.slot(wanted).ok_or_else(missing)
    }
}

/// A key that is kept apart from every snapshot: an unwrapped one, or a slot file and its passphrase.
#[derive(Debug, Args)]
pub struct ApartKeyArguments {
    /// 未加口令的密钥文件 · File with the key, under no passphrase
    #[arg(long, value_name = "FILE", conflicts_with_all = ["passphrase_file", "slot"])]
    identity: Option<PathBuf>,
    /// 密钥槽文件 · The key's slot file
    #[arg(long, value_name = "FILE")]
    slot: Option<PathBuf>,
    /// Where the slot's passphrase comes from.
    #[command(flatten)]
    passphrase: PassphraseArguments,
}

impl ApartKeyArguments {
    /// The key.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, holds no key, or the passphrase is wrong.
    pub fn read(&self) -> Result<Identity, Failure> {
        match (&self.identity, &self.slot) {
            (Some(file), _) => identity_in(file),
            (None, Some(file)) => unlock(&files::read(file)?, &self.passphrase),
            (None, None) => Err(failure("cli.no_key", &[])),
        }
    }
}

fn identity_in(file: &Path) -> Result<Identity, Failure> {
    Ok(Identity::parse(files::read_secret_text(file)?.expose_secret())?)
}

fn unlock(slot: &[u8], passphrase: &PassphraseArguments) -> Result<Identity, Failure> {
    Ok(seal::unlock_slot(slot, passphrase.read("口令 Passphrase: ")?)?)
}

/// The passphrase of the publisher's key: from its environment variable, or asked.
///
/// # Errors
///
/// If there is nobody to ask.
pub fn publisher_passphrase() -> Result<SecretString, Failure> {
    match from_variable(PUBLISHER_PASSPHRASE_VARIABLE)? {
        Some(passphrase) => Ok(passphrase),
        None => ask("发布密钥的口令 Passphrase of the publisher's key: "),
    }
}

/// A passphrase for a new publisher's key.
///
/// # Errors
///
/// If there is nobody to ask, the two answers differ, or the passphrase is too weak.
pub fn new_publisher_passphrase() -> Result<SecretString, Failure> {
    let passphrase = match from_variable(PUBLISHER_PASSPHRASE_VARIABLE)? {
        Some(passphrase) => passphrase,
        None => ask_twice("发布密钥的新口令 New passphrase of the publisher's key: ")?,
    };
    Strength::estimate(&passphrase, &["publisher"]).check(DEFAULT_MIN_BITS)?;
    Ok(passphrase)
}

fn from_variable(name: &str) -> Result<Option<SecretString>, Failure> {
    match std::env::var(name) {
        Ok(passphrase) if passphrase.is_empty() => Err(failure("cli.passphrase_empty", &[("source", name.to_owned())])),
        Ok(passphrase) => Ok(Some(SecretString::from(passphrase))),
        Err(std::env::VarError::NotPresent) => Ok(None),
        Err(std::env::VarError::NotUnicode(_)) => {
            Err(failure("cli.passphrase_not_utf8", &[("source", name.to_owned())]))
        }
    }
}

/// The one line of a file. A byte order mark before it and a line end after it are what editors add.
fn from_file(file: &Path) -> Result<SecretString, Failure> {
    let text = files::read_secret_text(file)?;
    let line = text.expose_secret().trim_start_matches('\u{feff}');
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let source = || [("source", file.display().to_string())];
    if line.is_empty() {
        return Err(failure("cli.passphrase_empty", &source()));
    }
    if line.contains(['\n', '\r']) {
        return Err(failure("cli.passphrase_lines", &source()));
    }
    Ok(SecretString::from(line))
}

fn ask(question: &str) -> Result<SecretString, Failure> {
    // A prompt that nobody sees would hang a script for ever.
    if !std::io::stdin().is_terminal() {
        return Err(failure("cli.passphrase_missing", &[]));
    }
    let answer = rpassword::prompt_password(question).map_err(|_| failure("cli.passphrase_missing", &[]))?;
    Ok(SecretString::from(answer))
}

fn ask_twice(question: &str) -> Result<SecretString, Failure> {
    let first = ask(question)?;
    let second = ask("再输入一次 Once more: ")?;
    if first.expose_secret() != second.expose_secret() {
        return Err(failure("cli.passphrases_differ", &[]));
    }
    Ok(first)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_passphrase_file_holds_one_line() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("p.txt");
        for (bytes, expected) in [
            ("kxvr wmzn", Ok("kxvr wmzn")),
            ("kxvr wmzn\n", Ok("kxvr wmzn")),
            ("\u{feff}kxvr wmzn\r\n", Ok("kxvr wmzn")),
            (" kxvr wmzn ", Ok(" kxvr wmzn ")),
            ("", Err("cli.passphrase_empty")),
            ("\n", Err("cli.passphrase_empty")),
            ("a\nb\n", Err("cli.passphrase_lines")),
        ] {
            fs::write(&file, bytes).expect("a temporary folder is writable");
            let read = from_file(&file);
            let read = read
                .as_ref()
                .map(|secret| secret.expose_secret())
                .map_err(|error| error.code());
            assert_eq!(read, expected, "{bytes:?}");
        }
        fs::write(&file, b"\xff\xfe").expect("a temporary folder is writable");
        assert_eq!(from_file(&file).expect_err("is no UTF-8").code(), "cli.not_utf8");
    }
}
