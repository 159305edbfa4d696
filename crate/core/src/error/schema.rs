//! Why a schema is refused.

use std::fmt;

/// Why a schema is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError {
    /// Where in the document, for example `fields.age.derived`.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

impl SchemaError {
    /// A schema error at `path`.
    pub fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "schema is invalid at {}: {}", self.path, self.problem)
    }
}

impl std::error::Error for SchemaError {}
