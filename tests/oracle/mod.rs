//! The oracle: answers questions slowly, row by row, over plain cells, in a way that is obviously right.
//!
//! It shares with the engine what a question and a schema *are* (`Filter`, `SchemaDocument`), and nothing of how they are
//! answered: no dictionary, no bitmap, no plan, no calendar of the core. Every test program that needs it includes this folder.

#![allow(dead_code, reason = "each test program uses a part of the oracle")]

mod answer;
mod cell;
pub mod engine;
mod filter;
mod register;

pub use cell::Cell;
pub use register::Register;
