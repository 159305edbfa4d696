//! Seals every register of the case list: `cargo run -p yongquan-cli --example seal-cases -- FOLDER`.
//!
//! `tests/wasm` opens them as a page would: signature, decryption, decoding. The keys are drawn anew each time and guard nothing.

mod model;
#[path = "../oracle/mod.rs"]
mod oracle;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use age::x25519;
use oracle::{Register, engine};
use yongquan_cli::failure::Failure;
use yongquan_cli::files;
use yongquan_cli::keys::PublisherSecret;
use yongquan_cli::seal::{Identification, plain_sections, seal_snapshot};
use yongquan_core::seal::{ExposeSecret, Kind};
use yongquan_core::snapshot::Metadata;

const SEQ: u64 = 1;

/// 2026-01-01, in seconds since 1970.
const ISSUED_UNIX_S: i64 = 1_767_225_600;

/// 2036-01-01: the tests bring their own clock.
const EXPIRES_UNIX_S: i64 = 2_082_758_400;

/// The keys of the case list.
struct Keys {
    publisher: PublisherSecret,
    /// Opens every section.
    all: x25519::Identity,
    /// Opens the base section only.
    base: x25519::Identity,
}

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
    let keys = Keys {
        publisher: PublisherSecret::generate()?,
        all: x25519::Identity::generate(),
        base: x25519::Identity::generate(),
    };
    fs::create_dir_all(folder).expect("the folder can be made");
    let write = |name: &str, bytes: &[u8]| files::replace(&folder.join(name), bytes);
    write("publisher.pub", keys.publisher.public().as_str().as_bytes())?;
    write("all.identity", keys.all.to_string().expose_secret().as_bytes())?;
    write("base.identity", keys.base.to_string().expose_secret().as_bytes())?;
    let registers: BTreeMap<String, Register> = (model::load_cases().into_iter())
        .map(|(_, case)| (name(&case), case.register()))
        .collect();
    for (name, register) in &registers {
        write(&format!("{name}.yqs"), &seal(register, &keys)?)?;
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

fn seal(register: &Register, keys: &Keys) -> Result<Vec<u8>, Failure> {
    let identification = Identification {
        register: "cases".to_owned(),
        kind: Kind::Synthetic,
        seq: SEQ,
        issued_unix_s: ISSUED_UNIX_S,
        expires_unix_s: EXPIRES_UNIX_S,
    };
    let (schema, table) = engine::table(register);
    let metadata = Metadata {
        schema: register.schema.clone(),
        as_of: register.as_of.clone(),
        operators: BTreeMap::new(),
    };
    let sections = plain_sections(&identification, &metadata, &schema, &table)?;
    let recipients = [vec![keys.all.to_public(), keys.base.to_public()], vec![keys.all.to_public()]];
    seal_snapshot(&identification, &register.as_of, &sections, &recipients, Vec::new(), &keys.publisher)
}
