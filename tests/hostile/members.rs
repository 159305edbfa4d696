//! Members that are moved, missing, doubled, renamed, or those of another snapshot.

use yongquan_core::limits;

use crate::fixture::{GOOD, Members, OFFICE, Office, SEQ, STRANGERS, good};
use crate::reading::code;
use crate::register;
use crate::tally::judge;

type List = Vec<(String, Vec<u8>)>;

/// The good snapshot with another list of members, each framed well.
fn changed(change: impl FnOnce(&mut List)) -> Vec<u8> {
    let mut members = good();
    change(&mut members.0);
    members.join()
}

/// Exchanges what two members hold, and leaves their names where they are.
fn exchange(members: &mut List, first: usize, second: usize) {
    let bytes = std::mem::take(&mut members[first].1);
    members[first].1 = std::mem::replace(&mut members[second].1, bytes);
}

#[test]
fn members_that_are_moved_missing_doubled_or_renamed_are_noticed() {
    let count = good().0.len();
    let mut faults = Vec::new();
    let mut fault = |name: String, change: &dyn Fn(&mut List), expected| {
        faults.push((name, code(&changed(change)), expected));
    };
    let without_manifest = |is_first: bool| {
        if is_first {
            "open.not_a_snapshot"
        } else {
            "open.container"
        }
    };
    for first in 0..count {
        for second in first + 1..count {
            let expected = without_manifest(first == 0);
            fault(
                format!("{first} and {second} swapped"),
                &|list| list.swap(first, second),
                expected,
            );
            let is_too_long = first == 1 && good().0[second].1.len() > limits::MAX_SIGNATURE_BYTES;
            let expected = match first {
                _ if is_too_long => "open.too_large",
                0 | 1 => "open.bad_signature",
                _ => "open.container",
            };
            fault(
                format!("{first} holds {second}"),
                &|list| exchange(list, first, second),
                expected,
            );
        }
        fault(
            format!("{first} missing"),
            &|list| drop(list.remove(first)),
            without_manifest(first == 0),
        );
        fault(
            format!("{first} twice"),
            &|list| list.insert(first, list[first].clone()),
            "open.container",
        );
        fault(
            format!("{first} again at the end"),
            &|list| list.push(list[first].clone()),
            "open.container",
        );
    }
    fault("in reverse".to_owned(), &|list| list.reverse(), "open.not_a_snapshot");
    fault("nothing".to_owned(), &|list| list.clear(), "open.not_a_snapshot");
    fault(
        "only the manifest".to_owned(),
        &|list| list.truncate(1),
        "open.container",
    );
    for (index, name) in [
        (0, "Manifest.json"),
        (1, "manifest.json.sig"),
        (2, "slots/front.age"),
        (2, "slots/Desk.age"),
        (3, "sections/s02.age"),
        (4, "sections/s02.age"),
        (4, "sections/s1.age"),
        (4, "sections/s001.age"),
        (4, "sections/s01.AGE"),
        (4, "rotations/1.json"),
    ] {
        let expected = without_manifest(index == 0);
        fault(
            format!("{index} renamed {name}"),
            &|list| list[index].0 = name.to_owned(),
            expected,
        );
    }
    for name in [
        "readme.txt",
        "sections/s02.age",
        "slots/x.age",
        "rotations/2.json",
        "manifest.json.minisig.bak",
    ] {
        fault(
            format!("{name} added"),
            &|list| list.push((name.to_owned(), Vec::new())),
            "open.container",
        );
    }
    for place in 2..=count {
        let reserved = ("statistics.bin".to_owned(), b"figures".to_vec());
        fault(
            format!("statistics.bin at {place}"),
            &|list| list.insert(place, reserved.clone()),
            "open.unsupported",
        );
    }
    judge("members moved, missing, doubled, renamed or added", 50, faults);
}

#[test]
fn lists_and_members_above_their_limits_are_refused_before_the_signature() {
    let many = |count: usize, place: usize, name: &dyn Fn(usize) -> String| {
        changed(|list| {
            list.splice(place..place, (0..count).map(|index| (name(index), Vec::new())));
        })
    };
    let long = |index: usize, byte_len: usize| changed(|list| list[index].1 = vec![b' '; byte_len]);
    let slot = |index: usize| format!("slots/a{index:03}.age");
    let rotations = |count: usize| {
        changed(|list| {
            let names = (1..=count).map(|number| format!("rotations/{number}.json"));
            list.extend(
                names
                    .flat_map(|name| [name.clone(), format!("{name}.minisig")])
                    .map(|name| (name, Vec::new())),
            );
        })
    };
    judge(
        "lists and members above their limits",
        9,
        [
            ("a slot too many", many(limits::MAX_SLOTS, 2, &slot), "open.too_large"),
            // The hundredth and last id is s99, so there is no name for a section too many.
            (
                "a section too many",
                many(1, 5, &|_| "sections/s100.age".to_owned()),
                "open.container",
            ),
            (
                "a change of key too many",
                rotations(limits::MAX_ROTATIONS + 1),
                "open.too_large",
            ),
            ("a manifest of 2 MiB", long(0, 2 << 20), "open.too_large"),
            (
                "a manifest one byte too long",
                long(0, limits::MAX_MANIFEST_BYTES + 1),
                "open.too_large",
            ),
            (
                "the longest manifest",
                long(0, limits::MAX_MANIFEST_BYTES),
                "open.bad_signature",
            ),
            (
                "a signature too long",
                long(1, limits::MAX_SIGNATURE_BYTES + 1),
                "open.too_large",
            ),
            (
                "the longest signature",
                long(1, limits::MAX_SIGNATURE_BYTES),
                "open.bad_signature",
            ),
            ("a slot too long", long(2, limits::MAX_SLOT_BYTES + 1), "open.too_large"),
        ]
        .map(|(name, bytes, expected)| (name.to_owned(), code(&bytes), expected)),
    );
}

/// A snapshot from elsewhere, and what this office's reader says to all of it.
struct Elsewhere {
    name: &'static str,
    snapshot: Vec<u8>,
    /// The code for the whole snapshot.
    whole: &'static str,
    /// The code for one of its sections in the good snapshot, once the publisher has signed that.
    signed: &'static str,
}

fn elsewhere() -> [Elsewhere; 4] {
    let of = |office: &Office, identification| {
        let sections = register::sections_of(&identification);
        // Strangers can encrypt to this office's keys: those are no secret.
        let (recipients, none) = (OFFICE.recipients(), Default::default());
        office.seal_for(&recipients, &identification, &office.publisher, &none, &sections)
    };
    let mut other_register = register::identification(SEQ);
    other_register.register = "rowing-club".to_owned();
    [
        Elsewhere {
            name: "the snapshot after it",
            snapshot: of(&OFFICE, register::identification(SEQ + 1)),
            whole: "accepted",
            signed: "open.section_mismatch",
        },
        Elsewhere {
            name: "the snapshot before it",
            snapshot: of(&OFFICE, register::identification(SEQ - 1)),
            whole: "open.older_seq",
            signed: "open.section_mismatch",
        },
        Elsewhere {
            name: "another register",
            snapshot: of(&OFFICE, other_register),
            whole: "open.wrong_register",
            signed: "open.section_mismatch",
        },
        // Says the same of itself as the good one: only the signature tells them apart.
        Elsewhere {
            name: "another signer",
            snapshot: of(&STRANGERS, register::identification(SEQ)),
            whole: "open.wrong_signer",
            signed: "accepted",
        },
    ]
}

#[test]
fn members_of_other_snapshots_are_noticed_even_where_they_are_as_long() {
    let mut faults = Vec::new();
    for Elsewhere {
        name,
        snapshot,
        whole,
        signed,
    } in elsewhere()
    {
        faults.push((name.to_owned(), code(&snapshot), whole));
        let other = Members::of(&snapshot);
        for (index, (member, bytes)) in other.0.iter().enumerate() {
            let (bytes, unsigned) = match index {
                0 | 1 => (bytes.clone(), "open.bad_signature"),
                2 => (STRANGERS.slot.clone(), "open.slot_altered"),
                // Sealed again and again until it is as long: only the hash can tell then.
                _ => (as_long(&snapshot, index), "open.section_altered"),
            };
            let mut members = good();
            *members.get(member) = bytes;
            faults.push((format!("{member} of {name}"), code(&members.join()), unsigned));
            if index > 2 {
                members.sign_again(&OFFICE.publisher, |_| {});
                faults.push((format!("{member} of {name}, signed"), code(&members.join()), signed));
            }
        }
        let mut both = good();
        both.0.splice(..2, other.0[..2].to_vec());
        let expected = if whole == "open.wrong_signer" {
            whole
        } else {
            "open.container"
        };
        faults.push((
            format!("manifest and signature of {name}"),
            code(&both.join()),
            expected,
        ));
    }
    for (into, from) in [(0, 1), (1, 0)] {
        let [into, from] = [into, from].map(|section| format!("sections/s0{section}.age"));
        let mut members = good();
        let other = members.get(&from).clone();
        *members.get(&into) = other;
        faults.push((format!("{from} as {into}"), code(&members.join()), "open.container"));
        members.sign_again(&OFFICE.publisher, |_| {});
        faults.push((
            format!("{from} as {into}, signed"),
            code(&members.join()),
            "open.section_mismatch",
        ));
    }
    judge(
        "members of other snapshots, with and without a new signature",
        30,
        faults,
    );
}

/// A section of another snapshot, sealed so that it is as long as that of the good one.
fn as_long(snapshot: &[u8], index: usize) -> Vec<u8> {
    let byte_len = Members::of(&GOOD).0[index].1.len();
    let manifest: serde_json::Value = serde_json::from_slice(&Members::of(snapshot).0[0].1).expect("is JSON");
    let mut identification = register::identification(manifest["seq"].as_u64().expect("is a number"));
    identification.register = manifest["register"].as_str().expect("is a text").to_owned();
    let section = index - 3;
    OFFICE.encrypt_to(
        byte_len,
        section,
        &register::sections_of(&identification)[section].bytes,
    )
}
