//! The targets: each takes any bytes, makes of them what a reader could meet, reads it, and says with which code it was refused.
//!
//! Lengths, hashes, checksums and signatures are computed here, so that mutated bytes get past them. What has to hold for every
//! input is asserted: nothing panics, memory is bounded by the input, a refusal has a code that people are told about, and what is
//! accepted is written again as the same bytes wherever the format has one spelling.

mod columns;
mod container;
mod manifest;
mod plain;
mod question;
mod section;
pub mod seeds;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::memory::peak_of;

/// What a target says of an input that was read to the end.
pub const ACCEPTED: &str = "accepted";

/// Bytes that reading may take whatever the input is: windows of the inflater, what is made once, small registers.
const BASE_BYTES: usize = 32 << 20;

/// Bytes that each byte that an input stands for may take: JSON becomes values of 32 bytes, and each may be held twice.
const BYTES_PER_BYTE: usize = 128;

/// One way in.
pub struct Target {
    /// Its name: that of the program, and of the folders of its inputs.
    pub name: &'static str,
    /// Reads an input: [`ACCEPTED`], or the code of the refusal.
    read: fn(&[u8]) -> &'static str,
    /// Bytes that an input stands for: most stand for themselves.
    stands_for: fn(&[u8]) -> usize,
}

/// Every target.
pub const TARGETS: [Target; 5] = [
    Target {
        name: "container",
        read: container::read,
        stands_for: <[u8]>::len,
    },
    Target {
        name: "manifest",
        read: manifest::read,
        stands_for: <[u8]>::len,
    },
    Target {
        name: "section",
        read: section::read,
        stands_for: section::stands_for,
    },
    Target {
        name: "columns",
        read: columns::read,
        stands_for: <[u8]>::len,
    },
    Target {
        name: "question",
        read: question::read,
        stands_for: <[u8]>::len,
    },
];

/// The codes that people are told about.
static CODES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let texts: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(include_str!("../../../data-schema/errors.json")).expect("the texts of errors are JSON");
    texts.into_iter().map(|(code, _)| code).collect()
});

/// Reads an input with the target of this name, and asserts what has to hold for each.
///
/// # Panics
///
/// If something does not hold, which is a finding; and if there is no such target.
pub fn run(name: &str, input: &[u8]) -> &'static str {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.unwrap_or_else(|| panic!("there is no target {name}"));
    let (code, byte_len) = peak_of(|| (target.read)(input));
    let allowed = BASE_BYTES + (target.stands_for)(input) * BYTES_PER_BYTE;
    assert!(byte_len <= allowed, "{byte_len} bytes for an input of {}", input.len());
    assert!(code == ACCEPTED || CODES.contains(code), "{code} has no text");
    code
}

/// The first byte of an input, which chooses one of `count` ways to read the rest, and the rest.
///
/// Digits choose as people count, so that seeds can be read.
fn choose(input: &[u8], count: usize) -> (usize, &[u8]) {
    match input.split_first() {
        Some((first, rest)) => (usize::from(first.wrapping_sub(b'0')) % count, rest),
        None => (0, input),
    }
}
