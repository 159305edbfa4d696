//! What is fuzzed, once for libFuzzer and once for `cargo test`, which replays the committed inputs on the stable compiler.
//!
//! This file is the library of the fuzz programs and, attached to the publisher's crate, the test program of the replay.

#[allow(dead_code, reason = "the hostile tests use more of it")]
#[path = "../hostile/fixture.rs"]
mod fixture;
#[path = "../sections/memory.rs"]
mod memory;
#[path = "../cases/model.rs"]
mod model;
#[path = "../oracle/mod.rs"]
mod oracle;
#[path = "../golden/register.rs"]
mod register;
#[cfg(test)]
mod replay;
#[allow(dead_code, reason = "the case list is sealed as well")]
#[path = "../cases/sealing.rs"]
mod sealing;
pub mod targets;
