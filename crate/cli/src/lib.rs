//! The publisher's side: everything that needs files, a clock or randomness.
//!
//! The binary `yongquan` is a thin shell over this library, so that tests can call each step.
#![forbid(unsafe_code)]

pub mod commands;
pub mod failure;
pub mod ingest;
pub mod package;
pub mod synth;
