//! What goes to standard output and to standard error.
//!
//! Whoever reads may stop reading: in `yongquan query … | head -n 1` the second program ends before the first has said
//! everything. Rust's `println!` panics then, so nothing else in this crate prints.

use std::fmt::Display;
use std::io::{self, Write};

use crate::failure::Failure;
use crate::texts::failure;

/// The status with which a program ends whose reader went away: what a shell reports of one that SIGPIPE (13) ended.
const CLOSED_PIPE_STATUS: u8 = 128 + 13;

/// Writes to standard output, at once.
///
/// # Errors
///
/// - nobody reads any more: a failure without words, of status 141;
/// - `cli.output` if it cannot be written for another reason, such as a full disk.
pub fn print(text: impl Display) -> Result<(), Failure> {
    let text = text.to_string();
    let mut out = io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Failure::silent("cli.output_closed", CLOSED_PIPE_STATUS),
        _ => failure("cli.output", &[("reason", error.to_string())]),
    })
}

/// Writes to standard error. Where that cannot be done, there is nobody left to tell; the exit status still says how it ended.
pub fn report(text: impl Display) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(text.to_string().as_bytes());
}
