//! A sealed snapshot, its keys, and the tools to spoil it.

use std::sync::LazyLock;

use age::x25519;
use serde_json::Value;
use yongquan_cli::keys::{PublisherSecret, Rotations, lock_identity};
use yongquan_cli::seal::{Plain, Slot, seal_snapshot, sign};
use yongquan_core::error::OpenError;
use yongquan_core::seal::{
    Check, ExposeSecret, Identity, PublisherKey, SealedSnapshot, SecretString, Trust, container, sha256_hex,
    unlock_slot,
};
use yongquan_core::snapshot::{SectionBytes, decode_snapshot};

use crate::register::{self, ISSUED_UNIX_S};

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
        let all = vec![self.desk.to_public(), self.counter.to_public()];
        let recipients = [all, vec![self.desk.to_public()]];
        let slots = vec![Slot {
            id: "desk".to_owned(),
            bytes: self.slot.clone(),
        }];
        let identification = register::identification(seq);
        seal_snapshot(
            &identification,
            register::AS_OF,
            sections,
            &recipients,
            slots,
            rotations,
            publisher,
        )
        .expect("the register can be sealed")
    }

    /// What a reader of this office trusts.
    pub fn trust(&self) -> Trust {
        Trust {
            publisher_key: self.publisher.public().clone(),
            register: Some("anglers-club".to_owned()),
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

/// Everything that a reader does, up to the table: rows, and sections that stayed closed.
pub fn read(bytes: &[u8], trust: &Trust, identity: &Identity) -> Result<(usize, Vec<String>), OpenError> {
    let snapshot = SealedSnapshot::verify(bytes.to_vec(), trust)?;
    let opened = snapshot.open(identity)?;
    let manifest = snapshot.manifest();
    let plain = opened.sections.into_iter().map(|section| {
        let (reader, max_byte_len) = (section.reader, section.max_byte_len);
        (section.id, SectionBytes { reader, max_byte_len })
    });
    let ids: Vec<&str> = manifest.sections.iter().map(|section| section.id.as_str()).collect();
    let (_, _, table) = decode_snapshot(&manifest.register, manifest.seq, &manifest.as_of, &ids, plain)?;
    Ok((table.row_count(), opened.locked))
}

/// The code with which the desk's reader refuses the bytes; `accepted` if it does not.
pub fn code(bytes: &[u8]) -> &'static str {
    code_for(bytes, &OFFICE.trust())
}

/// The same with another trust.
pub fn code_for(bytes: &[u8], trust: &Trust) -> &'static str {
    let code = match read(bytes, trust, &identity(&OFFICE.desk)) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    };
    check_audit(bytes, trust, code);
    code
}

/// Whoever audits the bytes is told the reader's error first, and is told of an altered section if and only if there is one.
fn check_audit(bytes: &[u8], trust: &Trust, code: &str) {
    let Ok(sealed) = SealedSnapshot::parse(bytes.to_vec()) else {
        return;
    };
    let (sections, others): (Vec<_>, Vec<_>) = sealed
        .audit(trust)
        .into_iter()
        .partition(|finding| matches!(finding.check, Check::Section(_)));
    let first = others.into_iter().find_map(|finding| finding.outcome.err());
    assert_eq!(
        first,
        SealedSnapshot::verify(bytes.to_vec(), trust).err(),
        "the reader says {code}"
    );
    let is_altered = sections.iter().any(|finding| finding.outcome.is_err());
    if first.is_none() {
        assert_eq!(is_altered, code == "open.section_altered", "the reader says {code}");
    }
}

/// The code with which a slot is refused; `accepted` if it opens.
pub fn slot_code(slot: &[u8], passphrase: &str) -> &'static str {
    match unlock_slot(slot, SecretString::from(passphrase)) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
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
