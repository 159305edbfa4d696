//! A disk that is full leaves everything as it was, and the program says so in both languages.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use super::program::{
    PASSPHRASE, everything_in, new_operator, number_of_whole, office, pack, prepare, rotate, skip, synth, yongquan,
};

/// A block of the small disk.
const BLOCK_BYTES: usize = 4096;

/// How large the small disk is.
const DISK_BLOCKS: usize = 1024;

/// How often the disk is filled anew until it holds what it should.
const MAX_FILLS: usize = 100;

/// Another passphrase, strong enough to be taken.
const OTHER_PASSPHRASE: &str = "wnqz-rrtk-bxmd-pvhj-zzqf";

/// A small disk in memory. It belongs to a process that waits, in a name space of its own: it ends with that, and nothing has to be
/// unmounted.
struct SmallDisk {
    keeper: Child,
    folder: PathBuf,
}

impl SmallDisk {
    /// Nothing where the system lets nobody make one.
    fn new() -> Option<Self> {
        let size = DISK_BLOCKS * BLOCK_BYTES;
        let mount = format!("mount -t tmpfs -o size={size},mode=755 small /mnt && echo there && exec cat");
        // Whoever is no administrator becomes one of a name space in which there is nobody else.
        let mut keeper = Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", &mount])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut said = String::new();
        let output = keeper.stdout.take().expect("it has an output");
        BufReader::new(output).read_line(&mut said).expect("it writes UTF-8");
        let folder = PathBuf::from(format!("/proc/{}/root/mnt", keeper.id()));
        let disk = Self { keeper, folder };
        (said == "there\n").then_some(disk)
    }

    /// Leaves so many free blocks and no more.
    fn leave(&self, block_count: usize) {
        // What a program had written just before it ended may be given back a moment later.
        for _ in 0..MAX_FILLS {
            self.fill(block_count);
            if self.free_blocks() == block_count {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("the disk does not come to rest with {block_count} free blocks");
    }

    fn free_blocks(&self) -> usize {
        let output = Command::new("stat")
            .args(["--file-system", "--format=%f"])
            .arg(&self.folder)
            .output();
        let said = output.expect("every system has stat").stdout;
        let count = String::from_utf8(said).expect("is a number").trim().parse();
        count.expect("is a number")
    }

    fn fill(&self, block_count: usize) {
        let filler = self.folder.join("filler");
        if filler.exists() {
            fs::remove_file(&filler).expect("is ours");
        }
        let mut file = fs::File::create_new(&filler).expect("an empty file needs no block");
        while file.write_all(&[1; BLOCK_BYTES]).is_ok() {}
        let full = file.metadata().expect("is there").len();
        let kept = full.saturating_sub((block_count * BLOCK_BYTES) as u64);
        file.set_len(kept).expect("a file can be cut");
    }

    /// Everything on it but what fills it.
    fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = everything_in(&self.folder);
        found.remove("filler");
        found
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Without its input `cat` ends, and the disk with it.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// Expects that a run was refused because the disk is full, and said so in both languages.
fn expect_disk_full(arguments: &[&str], output: &Output) {
    let said = String::from_utf8(output.stderr.clone()).expect("the program writes UTF-8");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    for text in [
        "错误 [cli.disk_full] 没有空间写入 ",
        "  怎么办：请腾出空间",
        "error [cli.disk_full] There is no room for ",
        "  what to do: Free some space",
    ] {
        assert!(said.contains(text), "{arguments:?}: {said}");
    }
    assert!(!said.contains(".yongquan-"), "{arguments:?}: {said}");
}

/// The commands that write, with the files of the disk beneath `disk/`. What they replace is there.
fn writers() -> Vec<(Vec<&'static str>, usize)> {
    let next = rotate("disk/next");
    vec![
        (pack("2", "disk/cards.yqs").into(), 1),
        (pack("2", "disk/new.yqs").into(), 1),
        (["keys", "new", "publisher", "--out", "disk/a/b"].into(), 1),
        (new_operator("window", "disk/keys").into(), 1),
        (["keys", "passphrase", "--out", "disk/passphrase.txt"].into(), 1),
        (
            [
                "keys",
                "passwd",
                "disk/keys/desk.age",
                "--new-passphrase-file",
                "other.txt",
            ]
            .into(),
            1,
        ),
        (
            [
                "keys",
                "recover",
                "cards.yqs",
                "--identity",
                "keys/reader.identity",
                "--operator",
                "desk",
                "--out",
                "disk/again",
                "--work-factor",
                "10",
            ]
            .into(),
            1,
        ),
        (next.into(), 1),
        (synth("7", "disk/register").into(), 12),
        ([&synth("7", "disk/old-register")[..], &["--force"]].concat(), 12),
    ]
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let Some(disk) = SmallDisk::new() else {
        return skip("filling a small disk", "none can be mounted here");
    };
    let office = office();
    let folder = office.path();
    let run = |arguments: &[&str]| yongquan(folder, arguments).output().expect("the program runs");
    std::os::unix::fs::symlink(&disk.folder, folder.join("disk")).expect("is writable");
    fs::write(folder.join("other.txt"), OTHER_PASSPHRASE).expect("is writable");
    fs::copy(folder.join("cards.yqs"), disk.folder.join("cards.yqs")).expect("is writable");
    let desk = fs::read(folder.join("keys/desk.age")).expect("is there");
    let identity = yongquan_core::seal::unlock_slot(&desk, PASSPHRASE.to_owned().into()).expect("is whole");
    let secret = identity.to_secret_string();
    fs::write(
        folder.join("keys/reader.identity"),
        yongquan_core::seal::ExposeSecret::expose_secret(&secret),
    )
    .expect("is writable");
    fs::create_dir(disk.folder.join("keys")).expect("is writable");
    for file in ["desk.age", "desk.pub"] {
        fs::copy(folder.join("keys").join(file), disk.folder.join("keys").join(file)).expect("is writable");
    }
    let made = run(&synth("8", "disk/old-register"));
    assert!(made.status.success());

    for (arguments, block_step) in writers() {
        let before = disk.contents();
        let mut refused_count = 0;
        loop {
            disk.leave(refused_count * block_step);
            let output = run(&arguments);
            if output.status.success() {
                break;
            }
            expect_disk_full(&arguments, &output);
            assert!(
                disk.contents() == before,
                "{arguments:?} with {refused_count} × {block_step} blocks left something"
            );
            refused_count += 1;
        }
        // Nothing fits at first, and where several files are written, there is a time when the first of them does.
        assert!(
            refused_count
                >= if arguments[0] == "pack" || arguments[1] == "passphrase" {
                    1
                } else {
                    2
                },
            "{arguments:?}"
        );
        assert!(disk.contents() != before, "{arguments:?}");
    }
    assert_eq!(number_of_whole(folder, "disk/cards.yqs"), 2);
}

/// The program with a limit on how long a file may become, as a disk quota or an old file system has one.
fn limited(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("sh");
    prepare(&mut command, folder);
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 0; exec \"$@\"",
        "sh",
        env!("CARGO_BIN_EXE_yongquan"),
    ]);
    command.args(arguments).output().expect("sh runs")
}

#[test]
fn a_limit_on_the_length_of_files_is_a_full_disk() {
    let office = office();
    fs::write(office.path().join("other.txt"), OTHER_PASSPHRASE).expect("is writable");
    let before = everything_in(office.path());
    for arguments in [
        &pack("2", "cards.yqs")[..],
        &pack("2", "new.yqs"),
        &["keys", "new", "publisher", "--out", "more/keys"],
        &new_operator("window", "keys"),
        &["keys", "passphrase", "--out", "passphrase.txt"],
        &["keys", "passwd", "keys/desk.age", "--new-passphrase-file", "other.txt"],
        &rotate("next"),
        &synth("7", "register"),
    ] {
        let output = limited(office.path(), arguments);
        expect_disk_full(arguments, &output);
        assert!(everything_in(office.path()) == before, "{arguments:?} left something");
    }
}
