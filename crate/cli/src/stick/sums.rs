//! `SHA256SUMS`: names of files with their hashes, as the tool `sha256sum` writes them and checks them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use yongquan_core::seal::sha256_hex;

use crate::failure::Failure;
use crate::files;
use crate::texts::failure;

/// Name of the list.
pub const SUMS_FILE: &str = "SHA256SUMS";

/// Name of its signature.
pub const SUMS_SIGNATURE_FILE: &str = "SHA256SUMS.minisig";

/// Digits of a SHA-256 in hexadecimal.
const DIGIT_COUNT: usize = 64;

/// Digits of a hash that stand together where a person compares them.
const GROUP_LEN: usize = 4;

/// Hashes by the name of the file; the names stay in the order of their bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(BTreeMap<String, String>);

impl Sums {
    /// The list of these files.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let sums = files
            .into_iter()
            .map(|(name, bytes)| (name.to_owned(), sha256_hex(bytes)));
        Self(sums.collect())
    }

    /// Reads a list.
    ///
    /// # Errors
    ///
    /// `cli.file_unreadable`, and those of [`from_bytes`](Self::from_bytes).
    pub fn read(file: &Path) -> Result<Self, Failure> {
        Self::from_bytes(file, &files::read(file)?)
    }

    /// The same for its bytes; `file` is only named.
    ///
    /// # Errors
    ///
    /// `cli.not_utf8`; `cli.sums` if a line is not a hash and a name, or a name stands there twice.
    pub fn from_bytes(file: &Path, bytes: &[u8]) -> Result<Self, Failure> {
        let path = || ("path", file.display().to_string());
        let text = std::str::from_utf8(bytes).map_err(|_| failure("cli.not_utf8", &[path()]))?;
        Self::parse(text).map_err(|line| failure("cli.sums", &[path(), ("line", line.to_string())]))
    }

    /// The same for the text of a list.
    ///
    /// # Errors
    ///
    /// The number of the first line that does not belong in a list, from 1.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut sums = BTreeMap::new();
        for (number, line) in (1..).zip(text.lines()) {
            let (hash, name) = line.split_once(' ').ok_or(number)?;
            // A space or, for a program that tells binary files apart, an asterisk.
            let name = name.strip_prefix([' ', '*']).ok_or(number)?;
            let is_hash =
                hash.len() == DIGIT_COUNT && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            if !is_hash || name.is_empty() || sums.insert(name.to_owned(), hash.to_owned()).is_some() {
                return Err(number);
            }
        }
        Ok(Self(sums))
    }

    /// The list as text, a line for each file.
    pub fn to_text(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, (name, hash)| {
            let _ = writeln!(text, "{hash}  {name}");
            text
        })
    }

    /// The hash of a file, if the list names it.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names of the list.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// A hash in groups of four digits, to be compared with a printed one.
pub fn grouped(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().collect();
    let groups: Vec<String> = digits.chunks(GROUP_LEN).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    #[test]
    fn what_is_written_is_read_and_is_what_sha256sum_writes() {
        let sums = Sums::of([("读我 README.txt", b"".as_slice()), ("a", b"")]);
        assert_eq!(sums.to_text(), format!("{EMPTY}  a\n{EMPTY}  读我 README.txt\n"));
        assert_eq!(Sums::parse(&sums.to_text()), Ok(sums.clone()));
        assert_eq!(
            Sums::parse(&format!("{EMPTY} *a\r\n")),
            Ok(Sums::of([("a", b"".as_slice())]))
        );
        assert_eq!(sums.get("a"), Some(EMPTY));
        assert_eq!(sums.get("b"), None);
        assert_eq!(sums.names().collect::<Vec<_>>(), ["a", "读我 README.txt"]);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let good = format!("{EMPTY}  a\n");
        for (text, line) in [
            ("\n".to_owned(), 1),
            (format!("{good}{good}"), 2),
            (format!("{good}{EMPTY} b\n"), 2),
            (format!("{good}{EMPTY}  \n"), 2),
            (format!("{}  a\n", EMPTY.to_uppercase()), 1),
            (format!("{}  a\n", &EMPTY[1..]), 1),
            (format!("{EMPTY}\ta\n"), 1),
        ] {
            assert_eq!(Sums::parse(&text), Err(line), "{text:?}");
        }
    }

    #[test]
    fn a_hash_is_read_in_groups_of_four() {
        let groups = grouped(EMPTY);
        assert!(groups.starts_with("e3b0 c442 98fc ") && groups.ends_with(" b855"));
        assert_eq!(groups.replace(' ', ""), EMPTY);
    }
}
