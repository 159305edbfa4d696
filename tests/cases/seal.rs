//! Seals every register of the case list: `cargo run -p yongquan-cli --example seal-cases -- FOLDER`.
//!
//! `tests/wasm` opens them as a page would: signature, decryption, decoding. The keys are drawn anew each time and guard nothing.

mod model;
#[path = "../oracle/mod.rs"]
mod oracle;
mod sealing;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oracle::Register;
use sealing::Keys;
use yongquan_cli::failure::Failure;
use yongquan_cli::files;

/// 2026-01-01, in seconds since 1970: the tests bring their own clock.
const ISSUED_UNIX_S: i64 = 1_767_225_600;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("names the folder to write into");
        return ExitCode::from(2);
    };
    match seal_all(&folder) {
        Ok(count) => {
            println!("sealed {count} registers");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprint!("{failure}");
            failure.exit_code()
        }
    }
}

fn seal_all(folder: &Path) -> Result<usize, Failure> {
    let keys = Keys::generate(folder)?;
    let registers: BTreeMap<String, Register> = (model::load_cases().into_iter())
        .map(|(_, case)| (name(&case), case.register()))
        .collect();
    for (name, register) in &registers {
        files::replace(
            &folder.join(format!("{name}.yqs")),
            &keys.seal(register, ISSUED_UNIX_S)?,
        )?;
    }
    Ok(registers.len())
}

/// File name without its ending: the fixture, and the number of rows where the case sets one.
fn name(case: &model::Case) -> String {
    match case.rows {
        Some(row_count) => format!("{}-{row_count}", case.fixture),
        None => case.fixture.clone(),
    }
}
