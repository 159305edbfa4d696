//! Every committed input of every target, read again on the stable compiler.
//!
//! `corpus/TARGET/` holds what fuzzing found worth keeping, one file for each new way through the reader. `findings/TARGET/` holds what
//! once broke it: a file is named after the fault, then `--` and what the target has to say of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::targets::{ACCEPTED, TARGETS, run, seeds};

/// Time for one input: most take less than a millisecond, on a busy machine too.
const MAX_TIME: Duration = Duration::from_secs(10);

/// For each target: least number of files, of files that are accepted, and of codes of the others.
const LEAST: [(&str, usize, usize, usize); 5] = [
    ("container", 70, 1, 6),
    ("manifest", 300, 10, 8),
    ("section", 300, 10, 5),
    ("columns", 300, 10, 5),
    ("question", 450, 80, 12),
];

/// Least number of findings: they are never taken away.
const LEAST_FINDINGS: usize = 8;

/// Name and bytes of the files in a folder of a target.
fn inputs(folder: &str, target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/fuzz")
        .join(folder)
        .join(target);
    // A target in which nothing was ever found has no folder.
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("entries are readable").path())
        .collect();
    files.sort();
    let name = |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned());
    let read = |file: PathBuf| {
        (
            name(&file).unwrap_or_default(),
            fs::read(&file).expect("inputs are readable"),
        )
    };
    files.into_iter().map(read).collect()
}

/// What a target says of an input, or what broke.
fn code(target: &str, input: &[u8]) -> Result<&'static str, String> {
    let begun = Instant::now();
    let read = std::panic::catch_unwind(|| run(target, input));
    let took = begun.elapsed();
    let code = read.map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        format!("broke the reader: {}", text.unwrap_or_default())
    })?;
    if took > MAX_TIME {
        return Err(format!("took {took:?}"));
    }
    Ok(code)
}

/// Fails with all that went wrong, so that one run tells all.
fn fail_with(failures: &[String]) {
    assert!(
        failures.is_empty(),
        "{} of the inputs:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn the_corpus_of_each_target_is_read_or_refused() {
    let names = TARGETS.iter().map(|target| target.name);
    assert!(LEAST.iter().map(|(target, ..)| *target).eq(names));
    let mut failures = Vec::new();
    for (target, least_files, least_accepted, least_codes) in LEAST {
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        let inputs = inputs("corpus", target);
        for (name, input) in &inputs {
            match code(target, input) {
                Ok(code) => *codes.entry(code).or_default() += 1,
                Err(failure) => failures.push(format!("corpus/{target}/{name} {failure}")),
            }
        }
        let accepted = codes.remove(ACCEPTED).unwrap_or_default();
        let found = (inputs.len(), accepted, codes.len());
        if found.0 < least_files || found.1 < least_accepted || found.2 < least_codes {
            failures.push(format!(
                "{target}: files, accepted, other codes are {found:?}: {codes:?}"
            ));
        }
    }
    fail_with(&failures);
}

#[test]
fn what_was_found_once_is_refused_as_its_name_says() {
    let (mut count, mut failures) = (0, Vec::new());
    for target in TARGETS {
        for (name, input) in inputs("findings", target.name) {
            let (_, expected) = name.rsplit_once("--").unwrap_or_else(|| panic!("{name} names no code"));
            let found = code(target.name, &input);
            if found.as_deref() != Ok(expected) {
                failures.push(format!("findings/{}/{name}: {found:?}", target.name));
            }
            count += 1;
        }
    }
    fail_with(&failures);
    assert!(count >= LEAST_FINDINGS, "{count} findings");
}

#[test]
fn seeds_say_what_they_are_for() {
    let (mut names, mut failures) = (BTreeSet::new(), Vec::new());
    for seed in seeds::all() {
        let found = code(seed.target, &seed.input);
        if found.as_deref() != Ok(&seed.code) {
            failures.push(format!("{} {}: {found:?}, not {}", seed.target, seed.name, seed.code));
        }
        assert!(names.insert((seed.target, seed.name)), "two seeds have one name");
    }
    fail_with(&failures);
    for target in TARGETS {
        let has_seed = names.iter().any(|(of, _)| *of == target.name);
        assert!(has_seed, "{} has no seed", target.name);
    }
}
