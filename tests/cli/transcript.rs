//! Running a transcript.
//!
//! Why not trycmd: a reader of these files should see the faults being made, with `sed` and `head`, and what is left in the
//! folder, with `ls` and `cmp`. trycmd runs one program and no shell. The comparison, with `[..]` for what changes from run to
//! run, is its sister's, snapbox.

use std::collections::BTreeSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use snapbox::{Assert, Data};
use tempfile::TempDir;

const PROMPT: &str = "$ ";
const CONTINUATION: &str = "> ";

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folder() -> PathBuf {
    repository().join("tests/cli")
}

/// The names of the transcripts in this folder.
pub fn names() -> BTreeSet<String> {
    let entries = fs::read_dir(folder()).expect("this folder is there");
    let paths = entries.map(|entry| entry.expect("its entries are readable").path());
    let transcripts = paths.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    let stems = transcripts.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    stems.collect()
}

/// Runs the commands of a transcript and compares what they say with what it says.
pub fn run(name: &str) {
    compare(&folder().join(format!("{name}.md")), &office(), &[]);
}

/// Runs the commands of a file in a folder, with these variables in the environment, and compares what they say with what it says.
pub fn compare(path: &Path, office: &TempDir, variables: &[(&str, &str)]) {
    let written = fs::read_to_string(path).expect("the transcript is there");
    let found = replay(&written, |command| execute(office, variables, command));
    Assert::new()
        .action_env("SNAPSHOTS")
        // A backslash is a backslash, not a folder.
        .normalize_paths(false)
        .eq(found, Data::read_from(path, Some(snapbox::data::DataFormat::Text)));
}

/// A folder with the library's package and the files of `office/`.
pub fn office() -> TempDir {
    let office = tempfile::tempdir().expect("a temporary folder");
    copy(&folder().join("office"), office.path());
    copy(
        &repository().join("data-schema/library"),
        &office.path().join("library"),
    );
    office
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a temporary folder is writable");
    for entry in fs::read_dir(from).expect("the folder is there") {
        let path = entry.expect("its entries are readable").path();
        let target = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a temporary folder is writable");
        }
    }
}

/// The transcript as it is now: its words and commands as they are, the output of each command as `execute` gives it.
fn replay(written: &str, mut execute: impl FnMut(&str) -> String) -> String {
    let mut found = String::new();
    let mut lines = written.lines().peekable();
    let mut is_console = false;
    while let Some(line) = lines.next() {
        if let Some(fence) = line.strip_prefix("```") {
            is_console = fence == "console";
        }
        let Some(first) = line.strip_prefix(PROMPT).filter(|_| is_console) else {
            if !is_console || line.starts_with("```") {
                found += &format!("{line}\n");
            }
            continue;
        };
        let mut command = first.to_owned();
        found += &format!("{line}\n");
        while let Some(line) = lines.next_if(|line| line.starts_with(CONTINUATION)) {
            command += &format!("\n{}", &line[CONTINUATION.len()..]);
            found += &format!("{line}\n");
        }
        found += &execute(&command);
    }
    found
}

/// What a command writes to both outputs, and `? STATUS` if it fails.
pub fn execute(office: &TempDir, variables: &[(&str, &str)], command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_yongquan"));
    let mut path = OsString::from(program.parent().expect("a program lies in a folder"));
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(office)
        .env_clear()
        .env("PATH", path)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .expect("sh runs");
    let mut said = String::from_utf8(output.stdout).expect("the program writes UTF-8");
    if !said.is_empty() && !said.ends_with('\n') {
        said.push('\n');
    }
    let status = output.status.code().expect("the program ends by itself");
    if status != 0 {
        said += &format!("? {status}\n");
    }
    said
}

#[test]
fn replaying_keeps_words_and_commands_and_renews_output() {
    let written = "# Words\n\n```console\n$ a\nold\n$ b <<END\n> c\n> END\n```\n\n```text\n$ not a command\n```\n";
    let expected = "# Words\n\n```console\n$ a\n(a)\n$ b <<END\n> c\n> END\n(b <<END c END)\n```\n\n```text\n$ not a command\n```\n";
    let found = replay(written, |command| format!("({})\n", command.replace('\n', " ")));
    assert_eq!(found, expected);
}
