//! Writes a golden log: `cargo run -p yongquan-core --example make-golden-log -- tests/cli/office`.
//!
//! Run once for each format. Sealing draws randomness, so what it writes can never be made again.

mod action;

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use age::secrecy::ExposeSecret;
use age::x25519;
use yongquan_core::log::{LogEntry, LogHeader};
use yongquan_core::seal::sha256_hex;

/// Entries of the log.
const ENTRY_COUNT: u64 = 3;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("names the folder to write into"));
    let auditor = x25519::Identity::generate();
    let recipient = auditor.to_public().to_string();
    let header = LogHeader::new(
        [7; 16],
        "library-cards",
        &recipient,
        [1, 2, 3, 4],
        action::STARTED_UNIX_S,
    );
    let mut lines = vec![header.expect("everything is as it must be").to_line()];
    let mut prev = sha256_hex(lines[0].as_bytes());
    for number in 1..=ENTRY_COUNT {
        let entry = LogEntry::new(number, &prev, &action::sealed_to(&auditor, &action::of(number)));
        prev.clone_from(&entry.hash);
        lines.push(entry.to_line());
    }
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let identity = format!("{}\n", auditor.to_string().expose_secret());
    for (name, text) in [("page.yqlog", text), ("log-auditor.identity", identity)] {
        // Never replaces one.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(folder.join(name))?
            .write_all(text.as_bytes())?;
    }
    Ok(())
}
