//! The program as a process of its own, in an office that has keys and a snapshot.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::transcript;

/// The passphrase of every slot of the office.
pub const PASSPHRASE: &str = "kxvr-wmzn-bqtd-hjfp";

/// The program with its arguments, in a folder.
pub fn yongquan(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yongquan"));
    prepare(&mut command, folder);
    command.args(arguments);
    command
}

/// Gives a command, the program's or one that starts it, the folder and the settings of the office.
pub fn prepare(command: &mut Command, folder: &Path) {
    command
        .current_dir(folder)
        .env("YONGQUAN_TRUST", "keys/publisher.pub")
        .env("YONGQUAN_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::null());
}

/// A folder with the library's cards, keys and a snapshot.
pub fn office() -> TempDir {
    let office = transcript::office();
    for arguments in [
        &["keys", "new", "publisher", "--out", "keys"][..],
        &new_operator("desk", "keys"),
        &pack("1", "cards.yqs"),
    ] {
        let output = yongquan(office.path(), arguments).output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}");
    }
    office
}

/// Makes an operator's slot, with little work.
pub fn new_operator<'a>(name: &'a str, out: &'a str) -> [&'a str; 9] {
    [
        "keys",
        "new",
        "operator",
        "--name",
        name,
        "--out",
        out,
        "--work-factor",
        "10",
    ]
}

/// Changes the publisher's key.
pub fn rotate(out: &str) -> [&str; 8] {
    [
        "keys",
        "rotate",
        "--publisher-key",
        "keys/publisher.key",
        "--register",
        "library-cards",
        "--out",
        out,
    ]
}

/// Makes a small register; another `seed` makes other people.
pub fn synth<'a>(seed: &'a str, out: &'a str) -> [&'a str; 8] {
    ["synth", "scale", "--residents", "40", "--seed", seed, "--out", out]
}

/// Packs the library's cards.
pub fn pack<'a>(seq: &'a str, out: &'a str) -> [&'a str; 15] {
    [
        "pack",
        "--package",
        "library",
        "--publisher-key",
        "keys/publisher.key",
        "--policy",
        "library/policy.toml",
        "--keys",
        "keys",
        "--slot",
        "keys/desk.age",
        "--seq",
        seq,
        "--out",
        out,
    ]
}

/// The number of a snapshot that is whole: signed, not altered, and answering.
///
/// # Panics
///
/// If it is not.
pub fn number_of_whole(folder: &Path, snapshot: &str) -> u64 {
    let json = |arguments: &[&str]| -> serde_json::Value {
        let output = yongquan(folder, arguments).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        serde_json::from_slice(&output.stdout).expect("is JSON")
    };
    // Every section that the slot opens is asked for.
    json(&[
        "query",
        snapshot,
        "reader_note is missing or reader_name is missing",
        "--json",
    ]);
    json(&["inspect", snapshot, "--json"])["manifest"]["seq"]
        .as_u64()
        .expect("a number")
}

/// All files beneath a folder with their bytes; a folder is a name that ends with a slash.
pub fn everything_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("its entries are readable").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name in UTF-8")
            .to_owned();
        if path.is_dir() {
            let inside = everything_in(&path);
            found.extend(
                inside
                    .into_iter()
                    .map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)),
            );
            found.insert(name + "/", Vec::new());
        } else {
            found.insert(name, fs::read(&path).expect("is readable"));
        }
    }
    found
}

/// Whether a name is one that the program gives to what it has not finished, so that nobody takes it for anything else.
pub fn is_unfinished(name: &str) -> bool {
    name.starts_with(".yongquan-") && !name.ends_with(".yqs")
}

/// Says that a check could not be made here, where `scripts/test` finds it: tests have no other way to skip themselves.
pub fn skip(name: &str, reason: &str) {
    // Written past the test program, which keeps what passing tests print to itself.
    writeln!(io::stdout(), "\n{name}: {reason}\ncheck skipped: {name}").expect("somebody reads");
}
