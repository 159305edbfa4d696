//! A sealed snapshot, its keys, and the tools to spoil it.

use std::sync::LazyLock;

use age::x25519;
use serde_json::Value;
use yongquan_cli::keys::{PublisherSecret, Rotations, lock_identity};
use yongquan_cli::seal::{Identification, Plain, Slot, encrypt, seal_snapshot, sign};
use yongquan_core::seal::{
    ExposeSecret, Identity, PublisherKey, SealedSnapshot, SecretString, Trust, container, sha256_hex,
};

use crate::register::{self, ISSUED_UNIX_S};

/// Id of the register.
pub const REGISTER: &str = "anglers-club";

/// The passphrase of the slot.
pub const PASSPHRASE: &str = "kxvr-wmzn-bqtd";

/// Sequence number of the snapshot that tests spoil.
pub const SEQ: u64 = 7;

/// Work of the slot: as little as there may be, since the tests unlock it often.
const WORK_FACTOR: u8 = 10;

/// The keys of one office.
pub struct Office {
    /// Signs.
    pub publisher: PublisherSecret,
    /// May open every section.
    pub desk: x25519::Identity,
    /// May open the base section only.
    pub counter: x25519::Identity,
    /// The desk's slot.
    pub slot: Vec<u8>,
}

impl Office {
    fn new() -> Self {
        let desk = x25519::Identity::generate();
        let slot = lock_identity(&desk, SecretString::from(PASSPHRASE), WORK_FACTOR).expect("is locked");
        Self {
            publisher: PublisherSecret::generate().expect("the system gives randomness"),
            desk,
            counter: x25519::Identity::generate(),
            slot,
        }
    }

    /// A snapshot of the register.
    pub fn seal(&self, seq: u64, sections: &[Plain]) -> Vec<u8> {
        self.seal_as(&self.publisher, &Rotations::default(), seq, sections)
    }

    /// The same, signed with another key to which statements lead.
    pub fn seal_as(&self, publisher: &PublisherSecret, rotations: &Rotations, seq: u64, sections: &[Plain]) -> Vec<u8> {
        let identification = register::identification(seq);
        self.seal_for(&self.recipients(), &identification, publisher, rotations, sections)
    }

    /// The same rows as a snapshot of any register, for any recipients.
    pub fn seal_for(
        &self,
        recipients: &[Vec<x25519::Recipient>],
        identification: &Identification,
        publisher: &PublisherSecret,
        rotations: &Rotations,
        sections: &[Plain],
    ) -> Vec<u8> {
        let slots = vec![Slot {
            id: "desk".to_owned(),
            bytes: self.slot.clone(),
        }];
        let sealed = seal_snapshot(
            identification,
            register::AS_OF,
            sections,
            recipients,
            slots,
            rotations,
            publisher,
        );
        sealed.expect("the register can be sealed")
    }

    /// Who may read the base section, and who the other one.
    pub fn recipients(&self) -> [Vec<x25519::Recipient>; 2] {
        let desk = self.desk.to_public();
        [vec![desk.clone(), self.counter.to_public()], vec![desk]]
    }

    /// Encrypts a section as [`seal`](Self::seal) does, again and again until it has a certain length.
    ///
    /// age adds a line of random length to its headers. Of two members that are as long as each other only the hash tells which is
    /// the right one.
    pub fn encrypt_to(&self, byte_len: usize, section: usize, plain: &[u8]) -> Vec<u8> {
        let recipients = &self.recipients()[section];
        let mut sealed = (0..100_000).map(|_| encrypt(plain, recipients).expect("has recipients"));
        sealed
            .find(|sealed| sealed.len() == byte_len)
            .expect("there are some hundred lengths")
    }

    /// What a reader of this office trusts.
    pub fn trust(&self) -> Trust {
        Trust {
            publisher_key: self.publisher.public().clone(),
            register: Some(REGISTER.to_owned()),
            min_seq: SEQ,
            now_unix_s: ISSUED_UNIX_S + 60,
        }
    }
}

/// The office of most tests.
pub static OFFICE: LazyLock<Office> = LazyLock::new(Office::new);

/// Another office, whose publisher nobody here trusts.
pub static STRANGERS: LazyLock<Office> = LazyLock::new(Office::new);

/// The good snapshot.
pub static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| OFFICE.seal(SEQ, &register::sections(SEQ)));

/// The key as the reader holds it.
pub fn identity(key: &x25519::Identity) -> Identity {
    Identity::parse(key.to_string().expose_secret()).expect("is a key")
}

/// The members of a snapshot, as name and bytes, read without the code under test.
#[derive(Clone)]
pub struct Members(pub Vec<(String, Vec<u8>)>);

impl Members {
    /// Takes a snapshot apart.
    pub fn of(bytes: &[u8]) -> Self {
        let mut members = Vec::new();
        for (name, start, byte_len) in places(bytes) {
            members.push((name, bytes[start..start + byte_len].to_vec()));
        }
        Self(members)
    }

    /// Puts it together again.
    pub fn join(&self) -> Vec<u8> {
        let members: Vec<(&str, &[u8])> = self.0.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
        container::write(&members)
    }

    /// The bytes of a member.
    pub fn get(&mut self, name: &str) -> &mut Vec<u8> {
        let member = self.0.iter_mut().find(|(member, _)| member == name);
        &mut member.expect("the snapshot has this member").1
    }

    /// Changes the manifest, adapts the hashes to the members, and signs it as the publisher would.
    pub fn sign_again(&mut self, publisher: &PublisherSecret, change: impl FnOnce(&mut Value)) {
        let mut manifest: Value = serde_json::from_slice(self.get("manifest.json")).expect("is JSON");
        for list in ["sections", "slots", "rotations"] {
            for entry in manifest[list].as_array_mut().expect("is a list") {
                let file = entry["file"].as_str().expect("is a name").to_owned();
                if let Some((_, bytes)) = self.0.iter().find(|(name, _)| *name == file) {
                    entry["byte_len"] = bytes.len().into();
                    entry["sha256"] = sha256_hex(bytes).into();
                }
            }
        }
        change(&mut manifest);
        let register = manifest["register"].as_str().unwrap_or_default().to_owned();
        let seq = manifest["seq"].as_u64().unwrap_or_default();
        self.sign_bytes(
            &serde_json::to_vec(&manifest).expect("is JSON"),
            &register,
            seq,
            publisher,
        );
    }

    /// Puts any bytes in place of the manifest, signed.
    pub fn sign_bytes(&mut self, manifest: &[u8], register: &str, seq: u64, publisher: &PublisherSecret) {
        let signature = sign(manifest, register, seq, publisher).expect("the system gives randomness");
        *self.get("manifest.json") = manifest.to_vec();
        *self.get("manifest.json.minisig") = signature.into_bytes();
    }
}

/// The good snapshot, taken apart.
pub fn good() -> Members {
    Members::of(&GOOD)
}

/// A snapshot of the same rows that this office's publisher has signed, with other plain bytes in one section.
pub fn with_plain(section: usize, plain: &[u8]) -> Vec<u8> {
    let mut sections = register::sections(SEQ);
    sections[section].bytes = plain.to_vec();
    OFFICE.seal(SEQ, &sections)
}

/// Name, first byte and length of every member.
pub fn places(bytes: &[u8]) -> Vec<(String, usize, usize)> {
    let mut places = Vec::new();
    let mut position = 0;
    while bytes[position] != 0 {
        let text = |start: usize, byte_len: usize| {
            let field = &bytes[position + start..position + start + byte_len];
            let end = field.iter().position(|&byte| byte == 0).unwrap_or(byte_len);
            String::from_utf8(field[..end].to_vec()).expect("headers are ASCII")
        };
        let byte_len = usize::from_str_radix(&text(124, 12), 8).expect("a size is octal");
        places.push((text(0, 100), position + 512, byte_len));
        position += 512 + byte_len.next_multiple_of(512);
    }
    places
}

/// The public key that a snapshot claims.
pub fn claimed(bytes: &[u8]) -> PublisherKey {
    let sealed = SealedSnapshot::parse(bytes.to_vec()).expect("is framed well");
    sealed.claimed_signer().expect("its signature is written well")
}
