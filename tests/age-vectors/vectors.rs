//! The test vectors for age of C2SP, as the npm package `cctv-age` carries them.

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use miniz_oxide::inflate::decompress_to_vec_zlib;

/// Where the package lies once `npm ci` has run at the root.
const PACKAGE: &str = "node_modules/cctv-age/index.js";

/// An encrypted file, what opens it, and what should come of it.
pub struct Vector {
    /// Its name.
    pub name: String,
    /// What decrypting should give.
    pub expect: Expect,
    /// SHA-256 of what comes out, also of what comes out before a failure; in hexadecimal.
    pub payload_sha256: Option<String>,
    /// Keys to try.
    pub identities: Vec<String>,
    /// Passphrases to try.
    pub passphrases: Vec<String>,
    /// Whether the file is text.
    pub is_armored: bool,
    /// The file.
    pub file: Vec<u8>,
}

/// What decrypting should give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expect {
    /// The payload.
    Success,
    /// The header is good, and no key opens it.
    NoMatch,
    /// A key opens the header, which was altered.
    HmacFailure,
    /// The header is none.
    HeaderFailure,
    /// What armours the file is none.
    ArmorFailure,
    /// The header is good, the payload is not.
    PayloadFailure,
}

impl Expect {
    /// As the vectors spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::NoMatch => "no match",
            Self::HmacFailure => "HMAC failure",
            Self::HeaderFailure => "header failure",
            Self::ArmorFailure => "armor failure",
            Self::PayloadFailure => "payload failure",
        }
    }

    fn parse(text: &str) -> Self {
        let all = [
            Self::Success,
            Self::NoMatch,
            Self::HmacFailure,
            Self::HeaderFailure,
            Self::ArmorFailure,
            Self::PayloadFailure,
        ];
        let found = all.into_iter().find(|expect| expect.as_str() == text);
        found.unwrap_or_else(|| panic!("the vectors expect something new: {text}"))
    }
}

/// Reads all vectors.
///
/// # Panics
///
/// If the package is not installed, or holds anything that is not understood: a vector that is skipped proves nothing.
pub fn read_all() -> Vec<Vector> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").join(PACKAGE);
    let script = fs::read_to_string(file).unwrap_or_else(|error| {
        panic!(
            "the test vectors of age are not installed: run `npm ci` at the root of the repository ({PACKAGE}: {error})"
        )
    });
    // One line for each: var NAME_default = __toBinary("BASE64");
    let vectors: Vec<Vector> = script
        .lines()
        .filter_map(|line| {
            let (name, call) = line.strip_prefix("var ")?.split_once("_default = __toBinary(\"")?;
            let text = call.strip_suffix("\");").expect("the call ends with its line");
            let bytes = BASE64_STANDARD.decode(text).expect("is base64");
            Some(parse(name, &bytes))
        })
        .collect();
    let exported = script
        .lines()
        .filter(|line| line.trim_start().contains("_default as "))
        .count();
    assert_eq!(
        vectors.len(),
        exported,
        "every vector that the package exports was read"
    );
    vectors
}

fn parse(name: &str, bytes: &[u8]) -> Vector {
    let end = bytes
        .windows(2)
        .position(|pair| pair == b"\n\n")
        .expect("a vector has a head");
    let head = std::str::from_utf8(&bytes[..end]).expect("the head is text");
    let mut file = bytes[end + 2..].to_vec();
    let mut expect = None;
    let mut vector = Vector {
        name: name.to_owned(),
        expect: Expect::Success,
        payload_sha256: None,
        identities: Vec::new(),
        passphrases: Vec::new(),
        is_armored: false,
        file: Vec::new(),
    };
    for line in head.lines() {
        let (key, value) = line.split_once(": ").expect("a line has a key and a value");
        match (key, value) {
            ("expect", _) => expect = Some(Expect::parse(value)),
            ("payload", _) => vector.payload_sha256 = Some(value.to_owned()),
            ("identity", _) => vector.identities.push(value.to_owned()),
            ("passphrase", _) => vector.passphrases.push(value.to_owned()),
            ("armored", "yes") => vector.is_armored = true,
            ("compressed", "zlib") => file = decompress_to_vec_zlib(&file).expect("is compressed"),
            ("file key" | "comment", _) => {}
            _ => panic!("{name} says something new: {line}"),
        }
    }
    vector.expect = expect.unwrap_or_else(|| panic!("{name} expects nothing"));
    vector.file = file;
    vector
}
