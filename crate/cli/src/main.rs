//! `yongquan`, the publisher's program: makes, checks, packs and questions registers.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use yongquan_cli::commands::Command;

/// 涌泉：登记册的打包与查询 · Packs a register into a sealed snapshot and questions it.
#[derive(Parser)]
#[command(name = "yongquan", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match Arguments::parse().command.run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprint!("{failure}");
            failure.exit_code()
        }
    }
}
