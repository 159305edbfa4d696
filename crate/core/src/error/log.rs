//! Why a log is not what a page wrote.

use std::fmt;

/// Why a log is not what a page wrote, or cannot be read. Whatever stands before the entry that is named is as it was written.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogError {
    /// A line is not written as the format prescribes.
    Format {
        /// Number of the line, from 1; the header is line 1.
        line: usize,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The log or an entry is above its limit.
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// How large it is, in bytes.
        size: usize,
        /// How large it may be, in bytes.
        limit: usize,
    },
    /// An entry is not what was written; number 0 is the header.
    Altered {
        /// Number of the entry.
        entry: u64,
    },
    /// One or more entries are not there.
    Missing {
        /// Number of the first one that is missing.
        entry: u64,
    },
    /// An entry does not follow from the one before it: moved, doubled, or from another log.
    Order {
        /// Number of the entry.
        entry: u64,
    },
    /// The log ends before an entry that was seen.
    Cut {
        /// Number of the entry that was seen.
        seen: u64,
        /// Number of the last entry that is there.
        last: u64,
    },
    /// The entry that was seen is another one here.
    Other {
        /// Number of the entry.
        entry: u64,
    },
    /// The text given as a mark of an entry is none.
    Mark,
    /// The key is not the auditor's to whom the entries are encrypted.
    NoAccess,
    /// An entry is as it was written, but what was written is no entry.
    Entry {
        /// Number of the entry.
        entry: u64,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl LogError {
    /// The code that names this error for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Format { .. } => "log.format",
            Self::TooLarge { .. } => "log.too_large",
            Self::Altered { .. } => "log.altered",
            Self::Missing { .. } => "log.missing",
            Self::Order { .. } => "log.order",
            Self::Cut { .. } => "log.cut",
            Self::Other { .. } => "log.other",
            Self::Mark => "log.mark",
            Self::NoAccess => "log.no_access",
            Self::Entry { .. } => "log.entry",
        }
    }

    /// Name and value of each parameter, for the texts of `data-schema/errors.json`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Mark | Self::NoAccess => Vec::new(),
            Self::Format { line, problem } => {
                vec![("line", line.to_string()), ("problem", (*problem).to_owned())]
            }
            Self::TooLarge { what, size, limit } => vec![
                ("what", (*what).to_owned()),
                ("size", size.to_string()),
                ("limit", limit.to_string()),
            ],
            Self::Altered { entry } | Self::Missing { entry } | Self::Order { entry } | Self::Other { entry } => {
                vec![("entry", entry.to_string())]
            }
            Self::Cut { seen, last } => vec![("seen", seen.to_string()), ("last", last.to_string())],
            Self::Entry { entry, problem } => vec![("entry", entry.to_string()), ("problem", (*problem).to_owned())],
        }
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        for (name, value) in self.params() {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for LogError {}
