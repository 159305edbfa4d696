//! Writes what fuzzing begins with: `cargo run -p yongquan-cli --example fuzz-seeds -- FOLDER`, a folder for each target in it.

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
#[allow(dead_code, reason = "the case list is sealed as well")]
#[path = "../cases/sealing.rs"]
mod sealing;
#[allow(dead_code, reason = "what the targets do is not done here")]
mod targets;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io};

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("names the folder to write into");
        return ExitCode::from(2);
    };
    match write_all(&folder) {
        Ok(count) => {
            println!("wrote {count} seeds");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write_all(folder: &Path) -> io::Result<usize> {
    let seeds = targets::seeds::all();
    for seed in &seeds {
        let folder = folder.join(seed.target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(&seed.name), &seed.input)?;
    }
    Ok(seeds.len())
}
