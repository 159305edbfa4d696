//! The doors of the core where something can be wrong: opening a snapshot, asking a question, reading a log, and reading a text that an
//! operator keeps.
//!
//! Behind a door functions cannot fail. Every error has a code that is stable for ever and parameters to fill the texts of
//! `data-schema/errors.json` with; `Display` is for logs. No error ever holds a cell value or a passphrase.

mod answer;
mod log;
mod open;
mod own;
mod query;
mod schema;

pub use answer::AnswerError;
pub use log::LogError;
pub use open::OpenError;
pub use own::OwnError;
pub use query::{CharIndex, QueryError};
pub use schema::SchemaError;
