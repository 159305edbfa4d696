//! `pack` killed at any moment leaves the snapshot that was there, or the new one whole.

use std::fs;
use std::path::Path;
use std::process::{Child, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::program::{is_unfinished, number_of_whole, pack, yongquan};
use super::transcript;

/// How many runs must have been killed before they ended by themselves.
const MIN_KILLED: usize = 25;

/// How many runs are tried, from killed at once to killed when another run would have ended.
const SPREAD: u32 = 40;

/// How many runs are killed once the unfinished file is there, each a little later than the one before.
const NEAR_RENAME: u32 = 24;

/// By how much later.
const NEAR_STEP: Duration = Duration::from_micros(400);

const SNAPSHOT: &str = "stick/cards.yqs";

/// A register whose packing takes a while, its keys, and a snapshot of number 1 on a stick.
fn office() -> TempDir {
    let office = transcript::office();
    let register = office.path().join("library/cards.csv");
    let cards = fs::read_to_string(&register).expect("is there");
    let (header, first) = cards.split_once('\n').expect("has lines");
    let first = first.lines().next().expect("has a row");
    let (_, rest) = first.split_once(',').expect("has cells");
    let rows: Vec<String> = (0..4_000).map(|row| format!("L{row:05},{rest}")).collect();
    fs::write(&register, format!("{header}\n{}\n", rows.join("\n"))).expect("is writable");
    let said = transcript::execute(
        &office,
        &[],
        "yongquan keys new publisher --out keys > /dev/null
         echo kxvr-wmzn-bqtd-hjfp > passphrase.txt
         yongquan keys new operator --name desk --out keys --work-factor 10 --passphrase-file passphrase.txt > /dev/null
         mkdir stick",
    );
    assert_eq!(said, "");
    office
}

fn start(folder: &Path, seq: &str) -> Child {
    let mut command = yongquan(folder, &pack(seq, SNAPSHOT));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program runs")
}

/// Names on the stick, but for the snapshot.
fn beside(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder.join("stick")).expect("is there");
    let names = entries.map(|entry| entry.expect("is readable").file_name());
    let names = names.map(|name| name.into_string().expect("is UTF-8"));
    names.filter(|name| name != "cards.yqs").collect()
}

/// What a run left that was killed. True if it had replaced the snapshot by then.
fn expect_old_or_new(folder: &Path, old: Option<&[u8]>) -> bool {
    let left = beside(folder);
    assert!(left.iter().all(|name| is_unfinished(name)), "{left:?}");
    assert!(left.len() <= 1, "each run removes what the one before left: {left:?}");
    let found = fs::read(folder.join(SNAPSHOT)).ok();
    if found.as_deref() == old {
        return false;
    }
    assert_eq!(number_of_whole(folder, SNAPSHOT), 2);
    true
}

/// Lets a run end, and expects nothing but its snapshot on the stick.
fn pack_in_peace(folder: &Path, seq: &str) -> (Vec<u8>, Duration) {
    let started = Instant::now();
    let status = start(folder, seq).wait().expect("it ends");
    let duration = started.elapsed();
    assert!(status.success());
    assert_eq!(beside(folder), [""; 0], "nothing is left of those that were killed");
    (fs::read(folder.join(SNAPSHOT)).expect("is there"), duration)
}

fn kill(mut run: Child) -> ExitStatus {
    run.kill().expect("is ours");
    run.wait().expect("it ends")
}

#[test]
fn pack_killed_at_any_moment_leaves_the_old_snapshot_or_the_new_one() {
    let office = office();
    let folder = office.path();
    pack_in_peace(folder, "1");
    let mut durations: Vec<Duration> = (0..3).map(|_| pack_in_peace(folder, "1").1).collect();
    durations.sort();
    let (old, _) = pack_in_peace(folder, "1");
    let restore = || fs::write(folder.join(SNAPSHOT), &old).expect("is writable");

    let (mut killed_count, mut new_count) = (0, 0);
    for step in 0..SPREAD {
        restore();
        let run = start(folder, "2");
        thread::sleep(durations[1] * step / SPREAD);
        killed_count += usize::from(!kill(run).success());
        new_count += usize::from(expect_old_or_new(folder, Some(&old)));
    }
    // Around the rename: from the moment on at which the unfinished file is there.
    for step in 0..NEAR_RENAME {
        restore();
        let mut run = start(folder, "2");
        let before = beside(folder);
        while run.try_wait().expect("is ours").is_none() {
            let now = beside(folder);
            if !now.is_empty() && now != before {
                break;
            }
            thread::sleep(NEAR_STEP / 8);
        }
        thread::sleep(NEAR_STEP * step / 2);
        killed_count += usize::from(!kill(run).success());
        new_count += usize::from(expect_old_or_new(folder, Some(&old)));
    }
    assert!(killed_count >= MIN_KILLED, "only {killed_count} runs were killed");
    assert!(new_count < (SPREAD + NEAR_RENAME) as usize, "no run was killed in time");
    pack_in_peace(folder, "2");
}

#[test]
fn pack_killed_before_there_was_a_snapshot_leaves_none_or_the_whole_one() {
    let office = office();
    let folder = office.path();
    let (_, duration) = pack_in_peace(folder, "2");
    let mut killed_count = 0;
    for step in 0..SPREAD / 2 {
        if folder.join(SNAPSHOT).exists() {
            fs::remove_file(folder.join(SNAPSHOT)).expect("is writable");
        }
        let run = start(folder, "2");
        thread::sleep(duration * 2 * step / SPREAD);
        killed_count += usize::from(!kill(run).success());
        expect_old_or_new(folder, None);
    }
    assert!(
        killed_count >= SPREAD as usize / 4,
        "only {killed_count} runs were killed"
    );
    pack_in_peace(folder, "2");
}
