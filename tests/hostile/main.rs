//! Snapshots that somebody spoiled, one fault at a time. Each is refused with its own code, within bounds of time and memory, and
//! nothing of it is left to ask.
//!
//! Faults are made here and not kept as files: see DESIGN.md. Each kind of fault prints a row of the table there:
//! `cargo test --package yongquan-cli --test hostile -- --nocapture | grep '^|'`.

mod audit;
mod bodies;
mod fixture;
mod flips;
mod framing;
mod golden;
mod manifest;
mod members;
#[path = "../sections/memory.rs"]
mod memory;
mod raw;
mod reading;
#[path = "../golden/register.rs"]
mod register;
mod roles;
mod rotations;
mod sections;
mod slots;
mod tally;
mod trust;
