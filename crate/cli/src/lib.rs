//! The publisher's side: everything that needs files, a clock or randomness.
//!
//! The binary `yongquan` is a thin shell over this library, so that tests can call each step.
#![forbid(unsafe_code)]
// They panic when nobody reads: see `output`.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod command_line;
pub mod commands;
pub mod credentials;
pub mod cut;
pub mod extract;
pub mod failure;
pub mod files;
pub mod ingest;
pub mod keys;
pub mod opening;
pub mod output;
pub mod package;
pub mod pinyin;
pub mod policy;
pub mod question;
pub mod seal;
pub mod stick;
mod strict_json;
pub mod synth;
pub mod texts;
pub mod unpacked;
pub mod version;
