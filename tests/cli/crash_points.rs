//! A program that is ended between any two steps of its writing leaves nothing that misleads.
//!
//! `strace` ends the program at the first, second, … call of each kind that changes a disk, until it runs to its end. So every state that a
//! crash can leave is looked at, not only those that chance hits. The order of the steps is looked at as well: bytes have to be on the disk
//! before the name is, and the name before the program says that it is done.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;
use yongquan_core::seal::{SecretString, unlock_slot};

use super::program::{
    PASSPHRASE, everything_in, is_unfinished, new_operator, number_of_whole, office, pack, prepare, rotate, skip,
    synth, yongquan,
};

/// The calls that change what is on a disk, as far as this program makes them.
const STEPS: [&str; 10] = [
    "mkdir",
    "write",
    "flock",
    "fsync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "unlink",
    "rmdir",
];

/// The status that strace ends with when its program was killed: as a shell reports it.
const KILLED: i32 = 128 + 9;

/// Another passphrase, strong enough to be taken.
const OTHER_PASSPHRASE: &str = "wnqz-rrtk-bxmd-pvhj-zzqf";

/// What a run under strace did.
struct Traced {
    status: i32,
    said: String,
    log: String,
}

/// The program under strace, or nothing where that is not possible.
fn traced(folder: &Path, options: &[&str], arguments: &[&str]) -> Option<Traced> {
    let log = tempfile::NamedTempFile::new().expect("a temporary file");
    let mut command = Command::new("strace");
    prepare(&mut command, folder);
    command.args(["-f", "-qq", "-y", "-o"]).arg(log.path()).args(options);
    command.arg(env!("CARGO_BIN_EXE_yongquan")).args(arguments);
    let output = command.output().ok();
    let output = output.filter(|output| !String::from_utf8_lossy(&output.stderr).contains("ptrace"));
    let Some(output) = output else {
        skip(
            "ending the program at each step",
            "strace is missing or may not watch programs here",
        );
        return None;
    };
    Some(Traced {
        // strace ends itself in the way that its program ended.
        status: output.status.code().unwrap_or(KILLED),
        said: String::from_utf8(output.stderr).expect("the program writes UTF-8"),
        log: fs::read_to_string(log.path()).expect("is there"),
    })
}

/// Ends the program at each step in turn, or at every so-many-th, each time in a copy of an office, and looks at what it left.
fn end_at_each_step(every: usize, office: &TempDir, arguments: &[&str], look: impl Fn(&Path)) {
    let mut ended_count = 0;
    for step in STEPS {
        for call in (1..).step_by(every) {
            let office = copy_of(office.path());
            let trace = format!("trace={step}");
            let inject = format!("inject={step}:signal=KILL:when={call}");
            let Some(run) = traced(office.path(), &["-e", &trace, "-e", &inject], arguments) else {
                return;
            };
            assert!(
                [0, KILLED].contains(&run.status),
                "{arguments:?}: {}: {}",
                run.status,
                run.said
            );
            if run.status == 0 {
                break;
            }
            ended_count += 1;
            look(office.path());
        }
    }
    assert!(ended_count >= 6, "{arguments:?}: only {ended_count} steps");
}

/// A copy of a folder, so that keys need not be made for each run.
fn copy_of(from: &Path) -> TempDir {
    let copy = tempfile::tempdir().expect("a temporary folder");
    let status = Command::new("cp")
        .args(["-R", "."])
        .arg(copy.path())
        .current_dir(from)
        .status();
    assert!(status.expect("cp runs").success());
    copy
}

fn succeeds(folder: &Path, arguments: &[&str]) {
    let output = yongquan(folder, arguments).output().expect("the program runs");
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The finished files of a folder; there is none yet where the folder is not.
fn finished_in(folder: &Path) -> Vec<String> {
    let names = if folder.exists() {
        everything_in(folder).into_keys().collect()
    } else {
        Vec::new()
    };
    let is_finished = |name: &String| !is_unfinished(name.rsplit('/').next().unwrap_or(name));
    names.into_iter().filter(is_finished).collect()
}

fn leaves_no_litter(folder: &Path) {
    let names: Vec<String> = everything_in(folder).into_keys().collect();
    let is_litter = |name: &&String| name.contains(".yongquan-");
    assert_eq!(names.iter().find(is_litter), None);
}

#[test]
fn pack_ended_at_any_step_leaves_the_old_snapshot_or_the_new_one() {
    let office = office();
    let old = fs::read(office.path().join("cards.yqs")).expect("is there");
    end_at_each_step(1, &office, &pack("2", "cards.yqs"), |folder| {
        let found = fs::read(folder.join("cards.yqs")).expect("is there");
        assert!(found == old || number_of_whole(folder, "cards.yqs") == 2);
        succeeds(folder, &pack("2", "cards.yqs"));
        leaves_no_litter(folder);
    });
}

#[test]
fn a_new_slot_is_never_less_than_its_public_key() {
    let office = office();
    end_at_each_step(1, &office, &new_operator("window", "new"), |folder| {
        let found = finished_in(&folder.join("new"));
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        assert!(
            [&[][..], &["window.age"], &["window.age", "window.pub"]].contains(&&found[..]),
            "{found:?}"
        );
        if let Ok(slot) = fs::read(folder.join("new/window.age")) {
            unlock_slot(&slot, SecretString::from(PASSPHRASE)).expect("is whole");
        }
        succeeds(folder, &new_operator("gate", "new"));
        leaves_no_litter(folder);
    });
}

#[test]
fn a_changed_passphrase_is_the_old_one_or_the_new_one_and_its_strength_is_never_overstated() {
    let office = office();
    fs::write(office.path().join("other.txt"), OTHER_PASSPHRASE).expect("is writable");
    let to_other = ["keys", "passwd", "keys/desk.age", "--new-passphrase-file", "other.txt"];
    let recorded = |folder: &Path| {
        let text = fs::read_to_string(folder.join("keys/desk.pub")).expect("is there");
        text.lines()
            .find(|line| line.contains("passphrase"))
            .expect("records the strength")
            .to_owned()
    };
    let weak_record = recorded(office.path());
    let changed = copy_of(office.path());
    succeeds(changed.path(), &to_other);
    let strong_record = recorded(changed.path());
    assert_ne!(weak_record, strong_record);
    end_at_each_step(1, &office, &to_other, |folder| {
        let slot = fs::read(folder.join("keys/desk.age")).expect("is there");
        let opens = |passphrase: &str| unlock_slot(&slot, SecretString::from(passphrase)).is_ok();
        assert!(opens(PASSPHRASE) != opens(OTHER_PASSPHRASE));
        if recorded(folder) == strong_record {
            assert!(opens(OTHER_PASSPHRASE), "the record says more than is true");
        } else {
            assert_eq!(recorded(folder), weak_record);
        }
    });
    // And back, from the strong one to the weak one.
    fs::write(changed.path().join("other.txt"), PASSPHRASE).expect("is writable");
    fs::write(changed.path().join("now.txt"), OTHER_PASSPHRASE).expect("is writable");
    let back = [&to_other[..], &["--passphrase-file", "now.txt"]].concat();
    end_at_each_step(1, &changed, &back, |folder| {
        let slot = fs::read(folder.join("keys/desk.age")).expect("is there");
        if recorded(folder) == strong_record {
            unlock_slot(&slot, SecretString::from(OTHER_PASSPHRASE)).expect("the record says no more than is true");
        }
    });
}

#[test]
fn a_new_publishers_key_is_never_there_without_what_leads_to_it() {
    let office = office();
    end_at_each_step(1, &office, &rotate("next"), |folder| {
        let found = finished_in(&folder.join("next"));
        if found.iter().any(|name| name == "publisher.pub") {
            assert!(found.iter().any(|name| name == "publisher.key"), "{found:?}");
        }
        if found.iter().any(|name| name == "publisher.key") {
            let pack: Vec<String> = pack("2", "cards.yqs")
                .map(|argument| argument.replace("keys/publisher.key", "next/publisher.key"))
                .into();
            succeeds(folder, &pack.iter().map(String::as_str).collect::<Vec<&str>>());
            // Read by whoever trusts the old key.
            assert_eq!(number_of_whole(folder, "cards.yqs"), 2);
        }
    });
}

#[test]
fn a_new_register_is_there_whole_or_not_at_all() {
    let office = office();
    let synth = synth("7", "register");
    succeeds(office.path(), &synth);
    let whole = everything_in(&office.path().join("register"));
    fs::remove_dir_all(office.path().join("register")).expect("is writable");
    // Dozens of files are written in the same way.
    end_at_each_step(9, &office, &synth, |folder| {
        let register = folder.join("register");
        assert!(!register.exists() || everything_in(&register) == whole);
        fs::remove_dir_all(&register).unwrap_or_default();
        succeeds(folder, &synth);
        leaves_no_litter(folder);
    });
}

/// What a run does to the disk, in order: the call, without the variants of `rename`, and the last part of the last name in it.
fn steps_of(log: &str) -> Vec<(&str, &str)> {
    let steps = log.lines().filter_map(|line| {
        // `123 fsync(5</folder/name>)    = 0`, `123 renameat2(AT_FDCWD, "/folder/from", AT_FDCWD, "/folder/to", RENAME_NOREPLACE) = 0`
        let (call, arguments) = line.split_once(' ')?.1.trim_start().split_once('(')?;
        let end = if call == "fsync" { '>' } else { '"' };
        let name = arguments.rsplit_once(end)?.0;
        let call = if call.starts_with("rename") { "rename" } else { call };
        Some((call, name.rsplit('/').next()?))
    });
    steps.collect()
}

#[test]
fn bytes_are_on_the_disk_before_their_name_is_and_the_name_before_the_end() {
    let office = office();
    fs::create_dir(office.path().join("stick")).expect("is writable");
    for arguments in [&pack("2", "stick/cards.yqs")[..], &new_operator("window", "stick")] {
        let calls = ["-e", "trace=fsync,rename,renameat,renameat2"];
        let Some(Traced { log, .. }) = traced(office.path(), &calls, arguments) else {
            return;
        };
        let steps = steps_of(&log);
        let renames: Vec<usize> = (0..steps.len()).filter(|&place| steps[place].0 == "rename").collect();
        assert!(!renames.is_empty(), "{log}");
        for place in renames {
            let before = &steps[..place];
            let written_count = before
                .iter()
                .filter(|(call, name)| *call == "fsync" && is_unfinished(name))
                .count();
            let named_count = before.iter().filter(|(call, _)| *call == "rename").count();
            assert!(written_count > named_count, "{log}");
            assert_eq!(steps.get(place + 1), Some(&("fsync", "stick")), "{log}");
        }
    }
}

#[test]
fn a_disk_that_confirms_nothing_is_never_taken_for_one_that_does() {
    let office = office();
    let failing = |folder: &Path, call: usize, arguments: &[&str]| {
        let inject = format!("inject=fsync:error=EIO:when={call}");
        traced(folder, &["-e", "trace=fsync", "-e", &inject], arguments)
    };
    let old = everything_in(office.path());
    // The bytes, then the name.
    let Some(run) = failing(office.path(), 1, &pack("2", "cards.yqs")) else {
        return;
    };
    assert_eq!(run.status, 1);
    assert!(run.said.contains("[cli.file_unwritable]"), "{}", run.said);
    assert!(everything_in(office.path()) == old);
    let run = failing(office.path(), 2, &pack("2", "cards.yqs")).expect("strace is there");
    assert_eq!(run.status, 1);
    for text in [
        "错误 [cli.file_unconfirmed] cards.yqs 已换成新的",
        "error [cli.file_unconfirmed] cards.yqs is the new file",
    ] {
        assert!(run.said.contains(text), "{}", run.said);
    }
    assert_eq!(number_of_whole(office.path(), "cards.yqs"), 2);
    // New files that are not confirmed are taken back.
    let old = everything_in(office.path());
    for call in 1.. {
        let run = failing(office.path(), call, &new_operator("window", "new")).expect("strace is there");
        if run.status == 0 {
            assert!(call > 5, "two files, two names, and the folder");
            break;
        }
        assert!(run.said.contains("[cli.file_unwritable]"), "{}", run.said);
        assert!(everything_in(office.path()) == old, "{call}");
    }
}
