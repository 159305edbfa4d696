//! The lines of a log, and what binds each to the one before.

use std::fmt;
use std::io::Read;
use std::str::FromStr;

use age::Decryptor;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::action::Action;
use crate::error::LogError;
use crate::limits;
use crate::seal::{Identity, is_register_id, sha256_hex, time};

/// The name of the format, as the header has it.
const FORMAT: &str = "yongquan-log-1";

/// What the hash of an entry begins with, so that it can be taken for no other hash.
const HASH_CONTEXT: &str = "yongquan log 1";

/// Hexadecimal digits of a hash.
const HASH_DIGITS: usize = 64;

/// Hexadecimal digits of a hash in a mark: 96 bits, beyond any search for a second entry with the same ones.
const MARK_DIGITS: usize = 24;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogHeader {
    format: String,
    /// 32 hexadecimal digits that no other log has.
    pub log: String,
    /// Id of the register.
    pub register: String,
    /// The recipient `age1…` that every entry is encrypted to.
    pub auditor: String,
    /// 8 hexadecimal digits that tell devices apart.
    pub device: String,
    /// When the log began, `YYYY-MM-DDTHH:MM:SSZ`.
    pub started: String,
}

impl LogHeader {
    /// The header of a new log. `log` are 16 and `device` 4 random bytes.
    ///
    /// # Errors
    ///
    /// [`LogError::Format`] if the register's id or the recipient is none.
    pub fn new(
        log: [u8; 16],
        register: &str,
        auditor: &str,
        device: [u8; 4],
        started_unix_s: i64,
    ) -> Result<Self, LogError> {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let header = Self {
            format: FORMAT.to_owned(),
            log: hex(&log),
            register: register.to_owned(),
            auditor: auditor.to_owned(),
            device: hex(&device),
            started: time::format(started_unix_s),
        };
        header.check()?;
        Ok(header)
    }

    /// The header as its line, without a line feed.
    pub fn to_line(&self) -> String {
        to_line(self)
    }

    fn check(&self) -> Result<(), LogError> {
        let problem = if self.format != FORMAT {
            "format"
        } else if !is_hex(&self.log, 32) {
            "log"
        } else if !is_register_id(&self.register) {
            "register"
        } else if age::x25519::Recipient::from_str(&self.auditor).is_err() {
            "auditor"
        } else if !is_hex(&self.device, 8) {
            "device"
        } else if time::parse(&self.started).is_none() {
            "started"
        } else {
            return Ok(());
        };
        Err(LogError::Format { line: 1, problem })
    }
}

/// An entry as it lies in the log: sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogEntry {
    /// Number of the entry, from 1.
    pub n: u64,
    /// Hash of the entry before, or of the header: 64 hexadecimal digits.
    pub prev: String,
    /// An age file in base64.
    pub sealed: String,
    /// Hash of this entry: 64 hexadecimal digits.
    pub hash: String,
}

impl LogEntry {
    /// The entry that follows the one with number `n - 1` and hash `prev`. `sealed` is an age file.
    pub fn new(n: u64, prev: &str, sealed: &[u8]) -> Self {
        let sealed = BASE64_STANDARD.encode(sealed);
        Self {
            hash: entry_hash(prev, n, &sealed),
            n,
            prev: prev.to_owned(),
            sealed,
        }
    }

    /// Reads the line of an entry, without a line feed; nothing if it is none. Whether it follows from another is not asked.
    pub fn parse(line: &str) -> Option<Self> {
        from_line(line).ok()
    }

    /// The entry as its line, without a line feed.
    pub fn to_line(&self) -> String {
        to_line(self)
    }

    /// What a sheet of paper says of this entry.
    pub fn mark(&self) -> Mark {
        Mark {
            n: self.n,
            hash: self.hash[..MARK_DIGITS].to_owned(),
        }
    }

    /// What the entry says, to the auditor.
    ///
    /// # Errors
    ///
    /// - [`LogError::NoAccess`] if the key is not the auditor's;
    /// - [`LogError::Entry`] if what is inside is no entry.
    pub fn open(&self, auditor: &Identity) -> Result<Action, LogError> {
        let entry = |problem| LogError::Entry { entry: self.n, problem };
        let sealed = BASE64_STANDARD.decode(&self.sealed).map_err(|_| entry("base64"))?;
        let decryptor = Decryptor::new_buffered(&sealed[..]).map_err(|_| entry("age v1"))?;
        let mut reader = decryptor
            .decrypt(std::iter::once(auditor.as_age()))
            .map_err(|error| match error {
                age::DecryptError::NoMatchingKeys => LogError::NoAccess,
                _ => entry("age v1"),
            })?;
        let mut text = Zeroizing::new(Vec::with_capacity(sealed.len()));
        reader.read_to_end(&mut text).map_err(|_| entry("age v1"))?;
        Action::parse(&text).ok_or_else(|| entry("JSON"))
    }
}

/// The hash of an entry over what it says in clear.
fn entry_hash(prev: &str, n: u64, sealed: &str) -> String {
    sha256_hex(format!("{HASH_CONTEXT}\n{prev}\n{n}\n{sealed}").as_bytes())
}

/// Number and first digits of the hash of an entry, as they stand on paper: `12:3fa2…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Number of the entry.
    pub n: u64,
    /// The first 24 hexadecimal digits of its hash.
    pub hash: String,
}

impl FromStr for Mark {
    type Err = LogError;

    /// Reads `N:HASH`; the digits may stand in groups joined by `-`, as they do on paper, and in capitals.
    fn from_str(text: &str) -> Result<Self, LogError> {
        let (n, hash) = text.trim().split_once(':').ok_or(LogError::Mark)?;
        let n: u64 = n.parse().map_err(|_| LogError::Mark)?;
        let hash = hash.replace('-', "").to_ascii_lowercase();
        // The whole hash is a mark as well.
        if n == 0 || !(is_hex(&hash, MARK_DIGITS) || is_hex(&hash, HASH_DIGITS)) {
            return Err(LogError::Mark);
        }
        Ok(Self { n, hash })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.n, self.hash)
    }
}

/// A log, every entry of which follows from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// What it says about itself.
    pub header: LogHeader,
    /// Its entries: number 1 is the first.
    pub entries: Vec<LogEntry>,
}

/// What came of verifying a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The header and all entries before the first fault: these are as they were written.
    pub log: Log,
    /// The first thing that is not as it was written.
    pub fault: Option<LogError>,
}

impl Log {
    /// Verifies the chain of a log, from its beginning up to the first fault.
    ///
    /// # Errors
    ///
    /// If there is nothing to verify: the log is above its limit, no text, or its header is none.
    pub fn verify(bytes: &[u8]) -> Result<Verified, LogError> {
        within(bytes.len(), limits::MAX_LOG_BYTES, "log")?;
        let format = |line, problem| LogError::Format { line, problem };
        let text = std::str::from_utf8(bytes).map_err(|_| format(1, "UTF-8"))?;
        let (first, rest) = text.split_once('\n').ok_or(format(1, "line end"))?;
        let header: LogHeader = from_line(first).map_err(|problem| format(1, problem))?;
        header.check()?;
        let mut log = Self {
            header,
            entries: Vec::new(),
        };
        let mut prev = sha256_hex(first.as_bytes());
        let fault = log.follow(rest, &mut prev).err();
        Ok(Verified { log, fault })
    }

    /// Takes entries on as long as each follows from the one before.
    fn follow(&mut self, text: &str, prev: &mut String) -> Result<(), LogError> {
        for (place, line) in text.split_inclusive('\n').enumerate() {
            let format = |problem| LogError::Format {
                line: place + 2,
                problem,
            };
            let line = line.strip_suffix('\n').ok_or(format("line end"))?;
            let entry: LogEntry = from_line(line).map_err(format)?;
            if !is_hex(&entry.prev, HASH_DIGITS) || !is_hex(&entry.hash, HASH_DIGITS) {
                return Err(format("hash"));
            }
            within(entry.sealed.len() / 4 * 3, limits::MAX_LOG_ENTRY_BYTES, "entry")?;
            let expected = place as u64 + 1;
            if entry.n > expected {
                return Err(LogError::Missing { entry: expected });
            }
            if entry.n < expected {
                return Err(LogError::Order { entry: expected });
            }
            if entry.hash != entry_hash(&entry.prev, entry.n, &entry.sealed) {
                return Err(LogError::Altered { entry: entry.n });
            }
            if entry.prev != *prev {
                // The entry is whole; so what it was written behind is not what stands here.
                let altered = LogError::Altered { entry: 0 };
                return Err(if entry.n == 1 {
                    altered
                } else {
                    LogError::Order { entry: entry.n }
                });
            }
            prev.clone_from(&entry.hash);
            self.entries.push(entry);
        }
        Ok(())
    }

    /// The mark of the latest entry; none of an empty log.
    pub fn head(&self) -> Option<Mark> {
        self.entries.last().map(LogEntry::mark)
    }

    /// Checks that an entry that was seen elsewhere is in the log.
    ///
    /// # Errors
    ///
    /// [`LogError::Cut`] if the log ends before it, [`LogError::Other`] if another entry has its number.
    pub fn check_mark(&self, mark: &Mark) -> Result<(), LogError> {
        let last = self.entries.len() as u64;
        let place = usize::try_from(mark.n).ok().and_then(|n| n.checked_sub(1));
        let Some(entry) = place.and_then(|place| self.entries.get(place)) else {
            return Err(LogError::Cut { seen: mark.n, last });
        };
        if entry.hash.starts_with(&mark.hash) {
            Ok(())
        } else {
            Err(LogError::Other { entry: mark.n })
        }
    }
}

fn within(size: usize, limit: usize, what: &'static str) -> Result<(), LogError> {
    if size > limit {
        return Err(LogError::TooLarge { what, size, limit });
    }
    Ok(())
}

fn is_hex(text: &str, digit_count: usize) -> bool {
    text.len() == digit_count
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn to_line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers have a JSON form")
}

/// Reads a line, which must be in its one spelling.
fn from_line<T: Serialize + for<'de> Deserialize<'de>>(line: &str) -> Result<T, &'static str> {
    let value: T = serde_json::from_str(line).map_err(|_| "JSON")?;
    if to_line(&value) == line {
        Ok(value)
    } else {
        Err("spelling")
    }
}
