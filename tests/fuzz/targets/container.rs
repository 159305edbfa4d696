//! The tar framing, and everything that is read of a snapshot before anybody has a key.
//!
//! The first byte chooses: `0` are the bytes of a file. `1` is a list of members, of which a well-formed tar file is made: a line
//! `NAME LENGTH` is a member of so many bytes, `NAME LENGTH/STATED` one whose header states another length, and `NAME =` the member
//! of a good snapshot. So names, orders and lengths are tried behind the checksums of the headers.

use std::sync::LazyLock;

use yongquan_core::seal::{PublisherKey, SealedSnapshot, Trust, container};

use super::{ACCEPTED, choose};
use crate::fixture::{GOOD, Members, OFFICE, SEQ};
use crate::register;

/// Bytes of all members that a list can ask for: more than a manifest may have.
const MAX_MEMBERS_BYTES: usize = 3 << 19;

/// Who signed the snapshot of the golden tests.
static GOLDEN_TRUST: LazyLock<Trust> = LazyLock::new(|| Trust {
    publisher_key: PublisherKey::parse(include_str!("../../golden/format-1/publisher.pub")).expect("is a public key"),
    register: None,
    min_seq: 0,
    now_unix_s: register::ISSUED_UNIX_S,
});

/// The snapshot of this process, taken apart.
static GOOD_MEMBERS: LazyLock<Members> = LazyLock::new(|| Members::of(&GOOD));

pub fn read(input: &[u8]) -> &'static str {
    match choose(input, 2) {
        (0, file) => verify(file, &GOLDEN_TRUST),
        (_, list) => verify(&write(list), &OFFICE.trust()),
    }
}

fn verify(bytes: &[u8], trust: &Trust) -> &'static str {
    let sealed = match SealedSnapshot::parse(bytes.to_vec()) {
        Ok(sealed) => sealed,
        Err(error) => return error.code(),
    };
    // There is one way to frame these members, and one only.
    assert!(Members::of(bytes).join() == bytes, "framed in another way");
    let signer = sealed.claimed_signer();
    let manifest = sealed.unverified_manifest();
    let rotations = sealed.claimed_rotations();
    match SealedSnapshot::verify(bytes.to_vec(), trust) {
        Ok(verified) => {
            assert_eq!(signer.as_ref(), Ok(verified.signer()), "what was claimed was checked");
            assert_eq!(
                manifest.as_ref(),
                Ok(verified.manifest()),
                "what was claimed was checked"
            );
            assert_eq!(
                rotations.as_deref(),
                Ok(verified.rotations()),
                "what was claimed was checked"
            );
            assert!(
                trust.min_seq != SEQ || verified.into_bytes() == *GOOD,
                "another snapshot passes for the good one"
            );
            ACCEPTED
        }
        Err(error) => error.code(),
    }
}

/// A member as a line asks for it.
struct Asked<'a> {
    name: &'a str,
    member: Vec<u8>,
    stated_len: Option<u64>,
}

/// Writes the members of a list. Lines that ask for nothing that a tar header can say are left out.
fn write(list: &[u8]) -> Vec<u8> {
    let list = String::from_utf8_lossy(list);
    let mut left = MAX_MEMBERS_BYTES;
    let mut asked = Vec::new();
    for line in list.lines() {
        let Some(member) = ask(line, left) else { continue };
        left -= member.member.len();
        asked.push(member);
    }
    let members: Vec<(&str, &[u8])> = asked.iter().map(|asked| (asked.name, &asked.member[..])).collect();
    let mut bytes = container::write(&members);
    let mut start = 0;
    for asked in &asked {
        if let Some(stated_len) = asked.stated_len {
            restate(&mut bytes[start..start + 512], stated_len);
        }
        start += 512 + asked.member.len().next_multiple_of(512);
    }
    bytes
}

fn ask(line: &str, max_byte_len: usize) -> Option<Asked<'_>> {
    let (name, what) = line.rsplit_once(' ')?;
    if name.len() > 100 {
        return None;
    }
    if what == "=" {
        let (_, member) = GOOD_MEMBERS.0.iter().find(|(good, _)| good == name)?;
        return (member.len() <= max_byte_len).then(|| Asked {
            name,
            member: member.clone(),
            stated_len: None,
        });
    }
    let (byte_len, stated_len) = match what.split_once('/') {
        Some((byte_len, stated_len)) => (byte_len, Some(stated_len.parse().ok().filter(|len| *len < 1 << 33)?)),
        None => (what, None),
    };
    let byte_len: usize = byte_len.parse().ok().filter(|len| *len <= max_byte_len)?;
    Some(Asked {
        name,
        member: vec![b'x'; byte_len],
        stated_len,
    })
}

/// Writes another length into a header, and the checksum that belongs to it.
fn restate(header: &mut [u8], byte_len: u64) {
    header[124..135].copy_from_slice(format!("{byte_len:011o}").as_bytes());
    header[148..156].fill(b' ');
    let checksum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..155].copy_from_slice(format!("{checksum:06o}\0").as_bytes());
}
