//! Counts what was tried and how it ended, and prints it as a row of the table in DESIGN.md.
//!
//! `cargo test --package yongquan-cli --test hostile -- --nocapture | grep '^|'` prints all of them.

use std::collections::BTreeMap;

/// How often each code was given for one kind of attack.
#[derive(Default)]
pub struct Tally(BTreeMap<&'static str, usize>);

impl Tally {
    /// One attempt ended with this code.
    pub fn note(&mut self, code: &'static str) {
        *self.0.entry(code).or_default() += 1;
    }

    /// Takes the counts of another tally.
    pub fn add(&mut self, other: Self) {
        for (code, count) in other.0 {
            *self.0.entry(code).or_default() += count;
        }
    }

    /// Prints the row, and fails if there were fewer attempts than there should be: a loop over nothing proves nothing.
    #[track_caller]
    pub fn close(self, title: &str, min_count: usize) {
        let count: usize = self.0.values().sum();
        let mut codes: Vec<_> = self.0.into_iter().collect();
        codes.sort_by_key(|&(code, count)| (std::cmp::Reverse(count), code));
        let codes: Vec<String> = codes.iter().map(|(code, count)| format!("`{code}` {count}")).collect();
        println!("| {title} | {count} | {} |", codes.join(", "));
        assert!(
            count >= min_count,
            "{title}: {count} attempts, expected {min_count} at least"
        );
    }
}

/// One fault: what it is called, what it gave, and what it should have given.
pub type Tried = (String, &'static str, &'static str);

/// Prints the row of a table of faults; fails with every fault that was not refused with its code.
#[track_caller]
pub fn judge(title: &str, min_count: usize, faults: impl IntoIterator<Item = Tried>) {
    let mut tally = Tally::default();
    let mut wrong = Vec::new();
    for (name, found, expected) in faults {
        tally.note(found);
        if found != expected {
            wrong.push(format!("{name}: {found}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{title}\n{}", wrong.join("\n"));
    tally.close(title, min_count);
}
