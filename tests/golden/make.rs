//! Seals a golden snapshot: `cargo run -p yongquan-cli --example make-golden -- tests/golden/format-N`.
//!
//! Run once for each format. Sealing draws randomness, so what it writes can never be made again: it only adds, never replaces.

mod register;

use std::path::PathBuf;
use std::process::ExitCode;

use age::x25519;
use yongquan_cli::failure::Failure;
use yongquan_cli::files::{Readers, create_all};
use yongquan_cli::keys::{PublisherSecret, Rotations, lock_identity};
use yongquan_cli::seal::{Slot, seal_snapshot};
use yongquan_core::seal::{ExposeSecret, SecretString};

/// Guards nothing: the register is invented and the file is public.
const PASSPHRASE: &str = "golden-test-passphrase";

const SEQ: u64 = 1;

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("names the folder to write into");
        return ExitCode::from(2);
    };
    match make(folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprint!("{failure}");
            failure.exit_code()
        }
    }
}

fn make(folder: PathBuf) -> Result<(), Failure> {
    // The publisher has changed keys twice.
    let [first, second, publisher] = [
        PublisherSecret::generate()?,
        PublisherSecret::generate()?,
        PublisherSecret::generate()?,
    ];
    let identification = register::identification(SEQ);
    let mut rotations = Rotations::default();
    for (from, to) in [(&first, &second), (&second, &publisher)] {
        rotations.hand_over(&identification.register, from, to.public(), register::ISSUED_UNIX_S)?;
    }
    let [desk, counter] = [x25519::Identity::generate(), x25519::Identity::generate()];
    let slot = lock_identity(&desk, SecretString::from(PASSPHRASE), 10)?;
    let sections = register::sections(SEQ);
    let recipients = [vec![desk.to_public(), counter.to_public()], vec![desk.to_public()]];
    let slots = vec![Slot {
        id: "desk".to_owned(),
        bytes: slot,
    }];
    let snapshot = seal_snapshot(
        &identification,
        register::AS_OF,
        &sections,
        &recipients,
        slots,
        &rotations,
        &publisher,
    )?;
    let text = |identity: &x25519::Identity| format!("{}\n", identity.to_string().expose_secret());
    let public = |key: &PublisherSecret| format!("untrusted comment: golden test key\n{}\n", key.public().as_str());
    create_all(&[
        (folder.join("snapshot.yqs"), &snapshot, Readers::All),
        (
            folder.join("publisher.pub"),
            public(&publisher).as_bytes(),
            Readers::All,
        ),
        (
            folder.join("first-publisher.pub"),
            public(&first).as_bytes(),
            Readers::All,
        ),
        (folder.join("counter.identity"), text(&counter).as_bytes(), Readers::All),
        (folder.join("desk.identity"), text(&desk).as_bytes(), Readers::All),
        (folder.join("desk.passphrase"), PASSPHRASE.as_bytes(), Readers::All),
    ])
}
