//! Why an opened register did not answer.

use std::fmt;

use super::{OpenError, QueryError};

/// Why an opened register did not answer: the question was refused, or a section that it needs could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerError {
    /// The question was refused.
    Query(QueryError),
    /// A section that it needs was not opened. Nothing of it can be seen.
    Open(OpenError),
}

impl AnswerError {
    /// The code of the refusal, stable for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Query(error) => error.code(),
            Self::Open(error) => error.code(),
        }
    }

    /// Name and value of each parameter, for the texts of `data-schema/errors.json`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Query(error) => error.params(),
            Self::Open(error) => error.params(),
        }
    }
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Query(error) => error.fmt(f),
            Self::Open(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for AnswerError {}

impl From<QueryError> for AnswerError {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl From<OpenError> for AnswerError {
    fn from(error: OpenError) -> Self {
        Self::Open(error)
    }
}
