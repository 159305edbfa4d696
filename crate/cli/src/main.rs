//! `yongquan`, the publisher's program: makes, checks, packs and questions registers.
#![forbid(unsafe_code)]
#![deny(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use yongquan_cli::{command_line, output};

fn main() -> ExitCode {
    match command_line::run(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output::report(&failure);
            failure.exit_code()
        }
    }
}
