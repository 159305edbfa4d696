//! The tar framing of a snapshot: the only code that runs before the signature is checked.
//!
//! Not a tar reader. Format 1 prescribes every bit of every header but name and size, so a header is read by taking these two,
//! writing the header that they must have, and comparing all 512 bytes. There are no paths to follow, no links, no long names,
//! no sparse files, no second way to write the same number.
//!
//! ```text
//! header 512 │ member │ zeros to 512 │ header 512 │ member │ zeros to 512 │ … │ 1,024 zeros
//! ```

use std::ops::Range;

use super::manifest::{is_section_id, is_slot_id, rotation_file, section_file, signature_file, slot_file};
use crate::error::OpenError;
use crate::limits;

/// Name of the first member.
pub const MANIFEST: &str = "manifest.json";

/// Name of the second member.
pub const SIGNATURE: &str = "manifest.json.minisig";

/// Bytes of a tar block.
const BLOCK_LEN: usize = 512;

/// Zero bytes at the end.
const TRAILER_LEN: usize = 2 * BLOCK_LEN;

/// Where the members of a snapshot lie in its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// The manifest.
    pub(super) manifest: Range<usize>,
    /// Its signature.
    pub(super) signature: Range<usize>,
    /// Id and place of every slot, ascending.
    pub(super) slots: Vec<(String, Range<usize>)>,
    /// Id and place of every section, ascending.
    pub(super) sections: Vec<(String, Range<usize>)>,
    /// The changes of the publisher's key: place *n* holds number *n* + 1.
    pub(super) rotations: Vec<RotationPlace>,
}

/// Where a change of the publisher's key lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RotationPlace {
    /// The statement.
    pub(super) json: Range<usize>,
    /// Its signature.
    pub(super) signature: Range<usize>,
}

/// Writes members, as name and bytes, into a container.
///
/// # Panics
///
/// If a name is longer than 100 bytes or a member has 8 GiB or more; the names of format 1 and its limits are below that.
pub fn write(members: &[(&str, &[u8])]) -> Vec<u8> {
    let byte_len: usize = members
        .iter()
        .map(|(_, member)| BLOCK_LEN + member.len().next_multiple_of(BLOCK_LEN))
        .sum();
    let mut bytes = Vec::with_capacity(byte_len + TRAILER_LEN);
    for (name, member) in members {
        bytes.extend_from_slice(&header(name, member.len() as u64));
        bytes.extend_from_slice(member);
        bytes.resize(bytes.len().next_multiple_of(BLOCK_LEN), 0);
    }
    bytes.resize(bytes.len() + TRAILER_LEN, 0);
    bytes
}

/// The one header that a member of this name and size can have.
fn header(name: &str, byte_len: u64) -> [u8; BLOCK_LEN] {
    let mut header = [0; BLOCK_LEN];
    let mut put = |offset: usize, field: &[u8]| header[offset..offset + field.len()].copy_from_slice(field);
    assert!(name.len() <= NAME.end, "names of format 1 are short");
    assert!(byte_len < 1 << 33, "a tar size has eleven octal digits");
    put(NAME.start, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(SIZE.start, format!("{byte_len:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, b"0");
    put(MAGIC.start, b"ustar\x0000");
    put(329, b"0000000\0");
    put(337, b"0000000\0");
    let checksum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{checksum:06o}\0 ").as_bytes());
    header
}

const NAME: Range<usize> = 0..100;
const SIZE: Range<usize> = 124..136;
const MAGIC: Range<usize> = 257..265;

/// Finds the members.
///
/// # Errors
///
/// - [`OpenError::NotASnapshot`] if the first header does not name a manifest;
/// - [`OpenError::Truncated`] if the bytes end too early;
/// - [`OpenError::TooLarge`] if a member or the number of them is above its limit;
/// - [`OpenError::Unsupported`] for members whose names are reserved;
/// - [`OpenError::Container`] for everything else that format 1 does not prescribe.
pub(super) fn parse(bytes: &[u8]) -> Result<Layout, OpenError> {
    check_beginning(bytes)?;
    let mut cursor = Cursor { bytes, position: 0 };
    let manifest = cursor.expect(MANIFEST, limits::MAX_MANIFEST_BYTES)?;
    let signature = cursor.expect(SIGNATURE, limits::MAX_SIGNATURE_BYTES)?;
    let mut slots: Vec<(String, Range<usize>)> = Vec::new();
    let mut sections: Vec<(String, Range<usize>)> = Vec::new();
    let mut rotations: Vec<RotationPlace> = Vec::new();
    while let Some(header) = cursor.header()? {
        let fault = |problem| OpenError::Container {
            member: header.name.clone(),
            problem,
        };
        let (members, id, max_count, max_bytes) = match classify(&header.name)? {
            Member::Slot(_) if !sections.is_empty() => return Err(fault("stands after the sections")),
            Member::Section(_) if !rotations.is_empty() => return Err(fault("stands after the rotations")),
            Member::Slot(id) => (&mut slots, id, limits::MAX_SLOTS, limits::MAX_SLOT_BYTES),
            Member::Section(id) => (&mut sections, id, limits::MAX_SECTIONS, limits::MAX_SECTION_BYTES),
            Member::Rotation(number) => {
                check_count(&header.name, rotations.len(), limits::MAX_ROTATIONS)?;
                if number as usize != rotations.len() + 1 {
                    return Err(fault("stands twice, out of order, or behind a gap"));
                }
                let json = cursor.member(&header, limits::MAX_ROTATION_BYTES)?;
                let signature = cursor.expect(&signature_file(&header.name), limits::MAX_SIGNATURE_BYTES)?;
                rotations.push(RotationPlace { json, signature });
                continue;
            }
        };
        if members.last().is_some_and(|(before, _)| before.as_str() >= id.as_str()) {
            return Err(fault("stands twice or out of order"));
        }
        check_count(&header.name, members.len(), max_count)?;
        members.push((id, cursor.member(&header, max_bytes)?));
    }
    Ok(Layout {
        manifest,
        signature,
        slots,
        sections,
        rotations,
    })
}

/// Whether one more member of a kind may come.
fn check_count(name: &str, count: usize, max_count: usize) -> Result<(), OpenError> {
    if count < max_count {
        return Ok(());
    }
    Err(OpenError::TooLarge {
        what: name.to_owned(),
        size: count as u64 + 1,
        limit: max_count as u64,
    })
}

/// Tells a file that is no snapshot from one whose copying broke off.
fn check_beginning(bytes: &[u8]) -> Result<(), OpenError> {
    let mut name = [0; NAME.end];
    name[..MANIFEST.len()].copy_from_slice(MANIFEST.as_bytes());
    let seen = bytes.len().min(NAME.end);
    if bytes[..seen] != name[..seen] {
        return Err(OpenError::NotASnapshot);
    }
    if bytes.len() < BLOCK_LEN {
        return Err(OpenError::Truncated {
            needed: BLOCK_LEN as u64,
            byte_len: bytes.len() as u64,
        });
    }
    Ok(())
}

/// A member after the second.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Member {
    /// A slot and its id.
    Slot(String),
    /// A section and its id.
    Section(String),
    /// The statement of a change of key, whose signature follows, and its number.
    Rotation(u32),
}

/// What a name after the second stands for.
fn classify(name: &str) -> Result<Member, OpenError> {
    let within = |folder: &str, ending: &str| name.strip_prefix(folder)?.strip_suffix(ending);
    if let Some(slot) = within("slots/", ".age").filter(|slot| is_slot_id(slot)) {
        debug_assert_eq!(slot_file(slot), name);
        return Ok(Member::Slot(slot.to_owned()));
    }
    if let Some(section) = within("sections/", ".age").filter(|section| is_section_id(section)) {
        debug_assert_eq!(section_file(section), name);
        return Ok(Member::Section(section.to_owned()));
    }
    let number = within("rotations/", ".json").and_then(|number| number.parse().ok());
    // Compared as a whole, because there is more than one way to write a number.
    if let Some(number) = number.filter(|&number| rotation_file(number) == name) {
        return Ok(Member::Rotation(number));
    }
    if name == "statistics.bin" {
        return Err(OpenError::Unsupported { what: name.to_owned() });
    }
    Err(OpenError::Container {
        member: name.to_owned(),
        problem: "is no member of format 1, or in the wrong place",
    })
}

struct Header {
    name: String,
    byte_len: u64,
}

struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Cursor<'_> {
    /// The next `byte_len` bytes, or how many there should have been.
    fn take(&mut self, byte_len: u64) -> Result<Range<usize>, OpenError> {
        let needed = self.position as u64 + byte_len;
        if needed > self.bytes.len() as u64 {
            return Err(OpenError::Truncated {
                needed,
                byte_len: self.bytes.len() as u64,
            });
        }
        let start = self.position;
        self.position = usize::try_from(needed).expect("is at most the length of a slice");
        Ok(start..self.position)
    }

    /// The next header; `None` at the trailer, which has to be the end of the bytes.
    fn header(&mut self) -> Result<Option<Header>, OpenError> {
        let place = self.position;
        let fault = |problem| OpenError::Container {
            member: format!("@{place}"),
            problem,
        };
        let block_range = self.take(BLOCK_LEN as u64)?;
        let block = &self.bytes[block_range];
        if block.iter().all(|&byte| byte == 0) {
            let second = self.take(BLOCK_LEN as u64)?;
            if self.bytes[second].iter().any(|&byte| byte != 0) {
                return Err(fault("trailer is not zero"));
            }
            if self.position != self.bytes.len() {
                return Err(fault("bytes are left over after the trailer"));
            }
            return Ok(None);
        }
        let name = block[NAME].split(|&byte| byte == 0).next().unwrap_or_default();
        let name = std::str::from_utf8(name)
            .ok()
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_graphic()))
            .ok_or_else(|| fault("name of a member is unreadable"))?;
        let byte_len = octal(&block[SIZE]).ok_or_else(|| fault("size of a member is unreadable"))?;
        if block != header(name, byte_len) {
            return Err(fault("header is not the one that format 1 prescribes"));
        }
        Ok(Some(Header {
            name: name.to_owned(),
            byte_len,
        }))
    }

    /// The member behind a header, and its padding.
    fn member(&mut self, header: &Header, max_bytes: usize) -> Result<Range<usize>, OpenError> {
        if header.byte_len > max_bytes as u64 {
            return Err(OpenError::TooLarge {
                what: header.name.clone(),
                size: header.byte_len,
                limit: max_bytes as u64,
            });
        }
        let member = self.take(header.byte_len)?;
        let padding_len = header.byte_len.next_multiple_of(BLOCK_LEN as u64) - header.byte_len;
        let padding = self.take(padding_len)?;
        if self.bytes[padding].iter().any(|&byte| byte != 0) {
            return Err(OpenError::Container {
                member: header.name.clone(),
                problem: "padding is not zero",
            });
        }
        Ok(member)
    }

    /// The member that has to come next.
    fn expect(&mut self, name: &str, max_bytes: usize) -> Result<Range<usize>, OpenError> {
        match self.header()? {
            Some(header) if header.name == name => self.member(&header, max_bytes),
            _ => Err(OpenError::Container {
                member: name.to_owned(),
                problem: "is missing or not in its place",
            }),
        }
    }
}

/// Eleven octal digits and a zero byte.
fn octal(field: &[u8]) -> Option<u64> {
    let digits = field.strip_suffix(b"\0")?;
    digits.iter().try_fold(0u64, |number, digit| match digit {
        b'0'..=b'7' => Some(number * 8 + u64::from(digit - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smallest() -> Vec<(&'static str, &'static [u8])> {
        vec![
            (MANIFEST, b"{}".as_slice()),
            (SIGNATURE, b"s"),
            ("slots/a.age", b"a"),
            ("slots/b.age", b""),
            ("sections/s00.age", &[7; 512]),
            ("sections/s01.age", &[8; 513]),
            ("rotations/1.json", b"r"),
            ("rotations/1.json.minisig", b"rs"),
            ("rotations/2.json", b"r2"),
            ("rotations/2.json.minisig", b""),
        ]
    }

    #[test]
    fn members_are_found_where_they_were_put() {
        let bytes = write(&smallest());
        let layout = parse(&bytes).expect("is well framed");
        assert_eq!(&bytes[layout.manifest], b"{}");
        assert_eq!(&bytes[layout.signature], b"s");
        let sections: Vec<_> = layout
            .sections
            .iter()
            .map(|(id, place)| (id.as_str(), place.len()))
            .collect();
        assert_eq!(sections, [("s00", 512), ("s01", 513)]);
        let slots: Vec<_> = layout
            .slots
            .iter()
            .map(|(id, place)| (id.as_str(), place.len()))
            .collect();
        assert_eq!(slots, [("a", 1), ("b", 0)]);
        let rotations = layout.rotations.into_iter();
        let rotations: Vec<_> = rotations
            .map(|place| [&bytes[place.json], &bytes[place.signature]])
            .collect();
        assert_eq!(rotations, [[b"r".as_slice(), b"rs"], [b"r2", b""]]);
    }

    #[test]
    fn every_bit_outside_the_members_counts() {
        let bytes = write(&smallest());
        let layout = parse(&bytes).expect("is well framed");
        let members: Vec<_> = [layout.manifest.clone(), layout.signature.clone()]
            .into_iter()
            .chain(
                layout
                    .slots
                    .iter()
                    .chain(&layout.sections)
                    .map(|(_, place)| place.clone()),
            )
            .chain(
                layout
                    .rotations
                    .iter()
                    .flat_map(|place| [place.json.clone(), place.signature.clone()]),
            )
            .collect();
        for index in 0..bytes.len() {
            if members.iter().any(|member| member.contains(&index)) {
                continue;
            }
            for bit in 0..8 {
                let mut altered = bytes.clone();
                altered[index] ^= 1 << bit;
                assert_ne!(parse(&altered).as_ref(), Ok(&layout), "bit {bit} of byte {index}");
                assert!(parse(&altered).is_err(), "bit {bit} of byte {index}");
            }
        }
    }

    #[test]
    fn every_truncation_is_seen_as_one() {
        let bytes = write(&smallest());
        for byte_len in 0..bytes.len() {
            let error = parse(&bytes[..byte_len]).expect_err("is cut off");
            assert_eq!(error.code(), "open.truncated", "{byte_len} bytes");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(parse(&longer).expect_err("is too long").code(), "open.container");
    }

    #[test]
    fn other_members_and_other_orders_are_refused() {
        let codes = |members: &[(&str, &[u8])]| parse(&write(members)).expect_err("must be refused").code();
        let good = smallest();
        for (removed, code) in [(0, "open.not_a_snapshot"), (1, "open.container")] {
            let mut members = good.clone();
            members.remove(removed);
            assert_eq!(codes(&members), code);
        }
        for (a, b) in [
            (1, 2),
            (2, 3),
            (3, 4),
            (4, 5),
            (5, 6),
            (6, 7),
            (7, 8),
            (8, 9),
            (6, 8),
            (7, 9),
        ] {
            let mut members = good.clone();
            members.swap(a, b);
            assert_eq!(codes(&members), "open.container", "{a} and {b} swapped");
        }
        for name in [
            "sections/s01.age",
            "sections/../s02.age",
            "sections/S02.age",
            "/sections/s02.age",
            "sections/s2.age",
            "slots/c.age",
            "sections/s02.age",
            "manifest.json",
            "sections/",
            "x",
            "rotations/",
            "rotations/1.json",
            "rotations/2.json.minisig",
            "rotations/3.json.minisig",
            "rotations/3.json",
            "rotations/4.json",
            "rotations/03.json",
            "rotations/+3.json",
            "rotations/0.json",
            "rotations/4294967296.json",
            "rotations/3.age",
        ] {
            let members = [&good[..], &[(name, b"".as_slice())]].concat();
            assert_eq!(codes(&members), "open.container", "{name}");
        }
        for removed in 6..good.len() {
            let mut members = good.clone();
            members.remove(removed);
            assert_eq!(codes(&members), "open.container", "{} missing", good[removed].0);
        }
        let members = [&good[..], &[("statistics.bin", b"".as_slice())]].concat();
        assert_eq!(codes(&members), "open.unsupported");
    }

    #[test]
    fn limits_hold_before_anything_is_read() {
        let too_long = vec![b' '; limits::MAX_MANIFEST_BYTES + 1];
        let error = parse(&write(&[(MANIFEST, &too_long), (SIGNATURE, b"")])).expect_err("is too large");
        assert_eq!(error.code(), "open.too_large");
        let names: Vec<[String; 2]> = (1..=limits::MAX_ROTATIONS as u32 + 1)
            .map(|number| [rotation_file(number), signature_file(&rotation_file(number))])
            .collect();
        let mut members = smallest()[..6].to_vec();
        members.extend(names.iter().flatten().map(|name| (name.as_str(), b"".as_slice())));
        assert_eq!(
            parse(&write(&members)).expect_err("are too many").code(),
            "open.too_large"
        );
        members.truncate(members.len() - 2);
        assert!(parse(&write(&members)).is_ok(), "as many as there may be");
        let too_long = vec![b' '; limits::MAX_ROTATION_BYTES + 1];
        members[6].1 = &too_long;
        assert_eq!(
            parse(&write(&members)).expect_err("is too large").code(),
            "open.too_large"
        );
        let mut huge = write(&smallest());
        huge[..BLOCK_LEN].copy_from_slice(&header(MANIFEST, (1 << 33) - 1));
        assert_eq!(parse(&huge).expect_err("is too large").code(), "open.too_large");
    }
}
