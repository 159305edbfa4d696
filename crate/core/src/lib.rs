//! Opens a sealed register snapshot and answers questions about it with bitmap indexes.
#![deny(unsafe_code)]

pub mod bitmap;
pub mod date;
pub mod error;
pub mod index;
pub mod limits;
pub mod query;
pub mod schema;
pub mod seal;
pub mod snapshot;
pub mod table;
