//! Headers as other archives have them, or as somebody would write them who wants a reader to leave its folder.
//!
//! Each is altered in a good snapshot and gets the checksum that belongs to it, so that only the prescribed form can tell.

use crate::fixture::{GOOD, places};
use crate::reading::code;
use crate::tally::judge;

/// Bytes of a header.
const BLOCK_LEN: usize = 512;

/// The good snapshot with another header before one of its members.
fn with_header(member: usize, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut bytes = GOOD.clone();
    let (_, start, _) = places(&bytes)[member];
    let header = &mut bytes[start - BLOCK_LEN..start];
    change(header);
    sum_up(header);
    bytes
}

/// Writes the checksum of a header.
fn sum_up(header: &mut [u8]) {
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

/// Puts text into a field of a header, with zeros behind it.
fn put(header: &mut [u8], offset: usize, byte_len: usize, text: &[u8]) {
    header[offset..offset + byte_len].fill(0);
    header[offset..offset + text.len()].copy_from_slice(text);
}

/// The header and the block behind it of an entry that says something about the next one.
fn entry_before(kind: u8, name: &str, content: &[u8]) -> Vec<u8> {
    let mut entry = vec![0; BLOCK_LEN];
    let (_, start, _) = places(&GOOD)[2];
    entry.copy_from_slice(&GOOD[start - BLOCK_LEN..start]);
    put(&mut entry, 0, 100, name.as_bytes());
    put(&mut entry, 124, 12, format!("{:011o}", content.len()).as_bytes());
    entry[156] = kind;
    sum_up(&mut entry);
    entry.extend_from_slice(content);
    entry.resize(entry.len().next_multiple_of(BLOCK_LEN), 0);
    entry
}

/// The last member, whose section comes behind everything that could hide it.
const LAST: usize = 4;

#[test]
fn names_that_lead_elsewhere_are_refused() {
    let mut faults = Vec::new();
    let long = [b'a'; 100];
    let names: [&[u8]; 26] = [
        b"/sections/s01.age",
        b"//sections/s01.age",
        b"./sections/s01.age",
        b"sections/./s01.age",
        b"sections//s01.age",
        b"sections/../sections/s01.age",
        b"../sections/s01.age",
        b"../../../../etc/passwd",
        b"/etc/passwd",
        b"sections\\s01.age",
        b"..\\s01.age",
        b"C:\\s01.age",
        b"C:s01.age",
        b"\\\\host\\share\\s01.age",
        b"sections/s01.age\0.exe",
        b"sections/s01.age/",
        b"sections/s01.age ",
        b" sections/s01.age",
        b"sections/s01.age\n",
        b"SECTIONS/S01.AGE",
        "sections/ｓ01.age".as_bytes(),
        "sections/s0１.age".as_bytes(),
        b"sections/s\xff\xfe.age",
        b"",
        b"sections/con.age",
        &long,
    ];
    for name in names {
        for (member, expected) in [(LAST, "open.container"), (0, "open.not_a_snapshot")] {
            let bytes = with_header(member, |header| put(header, 0, 100, name));
            faults.push((
                format!("{member}: {:?}", String::from_utf8_lossy(name)),
                code(&bytes),
                expected,
            ));
        }
    }
    let split = with_header(LAST, |header| {
        put(header, 0, 100, b"s01.age");
        put(header, 345, 155, b"sections");
    });
    faults.push(("a folder in the prefix".to_owned(), code(&split), "open.container"));
    for prefix in ["..", "/", "sections"] {
        for member in [0, LAST] {
            let bytes = with_header(member, |header| put(header, 345, 155, prefix.as_bytes()));
            faults.push((format!("{member} under {prefix}"), code(&bytes), "open.container"));
        }
    }
    judge("names that lead elsewhere", 59, faults);
}

#[test]
fn entries_that_are_no_plain_files_are_refused() {
    let mut faults = Vec::new();
    // Old file, hard link, symbolic link, devices, folder, pipe, contiguous; pax for one and for all, GNU long name and long link,
    // sparse, folder list, volume, multi-volume, access list, and two that nobody uses.
    for kind in *b"\x001234567xgLKSDVMAX\xffz" {
        for member in [0, 2, LAST] {
            let bytes = with_header(member, |header| header[156] = kind);
            faults.push((
                format!("{member} of kind {:?}", char::from(kind)),
                code(&bytes),
                "open.container",
            ));
        }
    }
    for (kind, target) in [
        (b'1', "manifest.json"),
        (b'2', "/etc/passwd"),
        (b'2', "sections/s00.age"),
        (b'0', "x"),
    ] {
        let bytes = with_header(LAST, |header| {
            header[156] = kind;
            put(header, 157, 100, target.as_bytes());
        });
        faults.push((
            format!("link {} to {target}", char::from(kind)),
            code(&bytes),
            "open.container",
        ));
    }
    let long_name = [&b"sections/s02.age"[..], &[0]].concat();
    let entries: [(&str, u8, &str, &[u8]); 8] = [
        ("pax", b'x', "PaxHeaders/s01.age", b"30 path=../../../etc/passwd\n"),
        ("pax size", b'x', "PaxHeaders/s01.age", b"19 size=8589934592\n"),
        ("pax for all", b'g', "pax_global_header", b"18 path=/etc/passwd\n"),
        ("GNU long name", b'L', "././@LongLink", &long_name),
        ("GNU long link", b'K', "././@LongLink", &long_name),
        ("GNU sparse", b'S', "sections/s01.age", b""),
        ("folder", b'5', "sections/", b""),
        ("volume", b'V', "volume", b""),
    ];
    let places = places(&GOOD);
    for (name, kind, entry_name, content) in entries {
        for member in [0, 1, 2, LAST] {
            let start = places[member].1 - BLOCK_LEN;
            let entry = entry_before(kind, entry_name, content);
            let bytes = [&GOOD[..start], &entry, &GOOD[start..]].concat();
            let expected = if member == 0 {
                "open.not_a_snapshot"
            } else {
                "open.container"
            };
            faults.push((format!("{name} before {member}"), code(&bytes), expected));
        }
    }
    judge("links, folders, devices, pax, GNU and sparse entries", 90, faults);
}

#[test]
fn other_spellings_of_a_good_header_are_refused() {
    type Change = fn(&mut [u8]);
    let changes: [(&str, Change); 21] = [
        ("GNU magic", |h| put(h, 257, 8, b"ustar  \0")),
        ("no magic", |h| put(h, 257, 8, b"")),
        ("another version", |h| put(h, 257, 8, b"ustar\x0001")),
        ("runnable", |h| put(h, 100, 8, b"0000755\0")),
        ("runs as its owner", |h| put(h, 100, 8, b"0004644\0")),
        ("mode with spaces", |h| put(h, 100, 8, b"   644 \0")),
        ("an owner", |h| put(h, 108, 8, b"0001750\0")),
        ("a group", |h| put(h, 116, 8, b"0001750\0")),
        ("a moment", |h| put(h, 136, 12, b"14000000000\0")),
        ("an owner's name", |h| put(h, 265, 32, b"root")),
        ("a group's name", |h| put(h, 297, 32, b"root")),
        ("a device", |h| put(h, 329, 8, b"0000001\0")),
        ("a minor device", |h| put(h, 337, 8, b"0000001\0")),
        ("no device", |h| put(h, 329, 16, b"")),
        ("something at the end", |h| h[511] = 1),
        ("size with spaces", |h| h[124..130].fill(b' ')),
        ("size ends in a space", |h| h[135] = b' '),
        ("size without a zero", |h| h[124..136].fill(b'0')),
        ("size of GNU's base 256", |h| h[124] = 0x80),
        ("negative size of base 256", |h| h[124..136].fill(0xff)),
        ("size that is not octal", |h| h[124] = b'8'),
    ];
    let mut faults = Vec::new();
    for (name, change) in changes {
        for member in [0, LAST] {
            faults.push((
                format!("{member}: {name}"),
                code(&with_header(member, change)),
                "open.container",
            ));
        }
    }
    for (name, sum) in [
        ("zero", &b"000000\0 "[..]),
        ("spaces", b"        "),
        ("only spaces and zeros", b" 00000\0 "),
    ] {
        let mut bytes = GOOD.clone();
        let start = places(&bytes)[LAST].1 - BLOCK_LEN;
        bytes[start + 148..start + 156].copy_from_slice(sum);
        faults.push((format!("checksum {name}"), code(&bytes), "open.container"));
    }
    judge("other spellings of a header", 45, faults);
}

#[test]
fn sizes_that_are_not_those_of_the_members_are_refused() {
    let places = places(&GOOD);
    let mut faults = Vec::new();
    let mut fault = |member: usize, size: u64, expected| {
        let bytes = with_header(member, |header| put(header, 124, 12, format!("{size:011o}").as_bytes()));
        faults.push((format!("{member} of {size} bytes"), code(&bytes), expected));
    };
    let limits = [1 << 20, 1_024, 4_096, 1 << 30, 1 << 30];
    for (member, limit) in limits.into_iter().enumerate() {
        // Eleven octal digits hold 8 GiB.
        for size in [limit + 1, limit * 2, (1 << 33) - 1] {
            fault(member, size, "open.too_large");
        }
    }
    for member in [0, 3, LAST] {
        fault(member, limits[member], "open.truncated");
    }
    for (member, (_, _, byte_len)) in places.iter().enumerate() {
        let byte_len = *byte_len as u64;
        // Within the last block the padding is not zero, or too long by what it should have been.
        let blocks = byte_len.next_multiple_of(512);
        for size in [0, byte_len - 1, blocks + 512] {
            let is_behind_the_end = member == LAST && size > blocks;
            fault(
                member,
                size,
                if is_behind_the_end {
                    "open.truncated"
                } else {
                    "open.container"
                },
            );
        }
    }
    judge("sizes that are too large, or not those of the members", 33, faults);
}
