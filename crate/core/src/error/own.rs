//! Why a text that an operator keeps is not read or written.

use std::fmt;

/// Why a text that a page keeps for one operator is not read or written.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnError {
    /// The text, or what was kept of it, is above its limit.
    TooLarge {
        /// How large it is, in bytes.
        size: usize,
        /// How large it may be, in bytes.
        limit: usize,
    },
    /// The key that opened the register does not open it: another operator wrote it.
    NotOurs,
    /// What was kept is damaged, or was never such a text.
    Damaged,
}

impl OwnError {
    /// The code that names this error for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "own.too_large",
            Self::NotOurs => "own.not_ours",
            Self::Damaged => "own.damaged",
        }
    }

    /// Name and value of each parameter, for the texts of `data-schema/errors.json`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { size, limit } => vec![("size", size.to_string()), ("limit", limit.to_string())],
            Self::NotOurs | Self::Damaged => Vec::new(),
        }
    }
}

impl fmt::Display for OwnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        for (name, value) in self.params() {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for OwnError {}
