//! Manifests that the publisher has signed and that say what none may say.

use serde_json::{Value, json};

use crate::fixture::{OFFICE, REGISTER, SEQ, good};
use crate::reading::code;
use crate::tally::judge;

/// The good snapshot with a changed manifest, signed.
fn with_change(change: impl FnOnce(&mut Value)) -> &'static str {
    let mut members = good();
    members.sign_again(&OFFICE.publisher, change);
    code(&members.join())
}

/// The good snapshot with any bytes as its manifest, signed as if they were good.
fn with_bytes(manifest: &[u8]) -> &'static str {
    let mut members = good();
    members.sign_bytes(manifest, REGISTER, SEQ, &OFFICE.publisher);
    code(&members.join())
}

/// Takes a member out of an object.
fn remove(object: &mut Value, member: &str) {
    object.as_object_mut().expect("is an object").remove(member);
}

#[test]
fn signed_manifests_that_say_what_none_may_say_are_refused() {
    let rotation = || json!([{"number": 1, "file": "rotations/1.json", "byte_len": 1, "sha256": "0".repeat(64)}]);
    type Change<'a> = &'a dyn Fn(&mut Value);
    let mut faults = Vec::new();
    let mut fault = |name: String, expected, change: Change| faults.push((name, with_change(change), expected));
    fault("nothing".to_owned(), "accepted", &|_| {});
    for format in [json!(0), json!(2), json!(u32::MAX), json!(u64::MAX)] {
        fault(format!("format {format}"), "open.unsupported", &|m| {
            m["format"] = format.clone()
        });
        // A later format may say everything else in another way.
        fault(format!("format {format} without a suite"), "open.unsupported", &|m| {
            *m = json!({"format": format, "register": REGISTER, "seq": SEQ, "sections": [], "slots": [], "rotations": []});
        });
    }
    for format in [json!("1"), json!(-1), json!(1.5), json!(null), json!([1])] {
        fault(format!("format {format}"), "open.manifest", &|m| {
            m["format"] = format.clone()
        });
    }
    for suite in ["", "age-v2", "AGE-V1", "age-v1 "] {
        fault(format!("suite {suite:?}"), "open.unsupported", &|m| {
            m["suite"] = json!(suite)
        });
    }
    let members = [
        "format", "suite", "register", "kind", "seq", "issued", "expires", "as_of",
    ];
    for member in members.into_iter().chain(["sections", "slots", "rotations"]) {
        fault(format!("no {member}"), "open.manifest", &|m| remove(m, member));
        fault(format!("{member} null"), "open.manifest", &|m| m[member] = Value::Null);
        fault(format!("{member} an object"), "open.manifest", &|m| {
            m[member] = json!({})
        });
    }
    for member in ["comment", "next_keys", "Seq", "seq ", "", "__proto__"] {
        fault(format!("unknown member {member:?}"), "open.manifest", &|m| {
            m[member] = json!([])
        });
        for list in ["sections", "slots"] {
            let name = format!("unknown member {member:?} in {list}");
            fault(name, "open.manifest", &|m| m[list][0][member] = json!([]));
        }
    }
    for list in ["sections", "slots"] {
        for member in ["id", "file", "byte_len", "sha256"] {
            fault(format!("no {member} in {list}"), "open.manifest", &|m| {
                remove(&mut m[list][0], member)
            });
        }
        for file in [
            "../s01.age",
            "/s01.age",
            "sections/s00.age ",
            "",
            "manifest.json",
            "sections/s02.age",
        ] {
            fault(format!("{list} file {file:?}"), "open.manifest", &|m| {
                m[list][0]["file"] = json!(file)
            });
        }
        for hash in [
            "",
            "0",
            &"A".repeat(64),
            &"0".repeat(63),
            &"0".repeat(65),
            &"g".repeat(64),
        ] {
            fault(format!("{list} hash {hash:?}"), "open.manifest", &|m| {
                m[list][0]["sha256"] = json!(hash)
            });
        }
        for byte_len in [json!(0), json!(1), json!(u64::MAX)] {
            let name = format!("{list} length {byte_len}");
            fault(name, "open.container", &|m| m[list][0]["byte_len"] = byte_len.clone());
        }
        for byte_len in [json!(-1), json!(1.0), json!("1"), json!(1e300)] {
            let name = format!("{list} length {byte_len}");
            fault(name, "open.manifest", &|m| m[list][0]["byte_len"] = byte_len.clone());
        }
    }
    for (name, member, values) in [
        (
            "number",
            "seq",
            vec![
                json!(0),
                json!(-1),
                json!(1u64 << 53),
                json!(u64::MAX),
                json!(7.0),
                json!("7"),
            ],
        ),
        (
            "day",
            "as_of",
            vec![
                json!("2013-02-29"),
                json!("2013-3-2"),
                json!(""),
                json!("2013-03-02T00:00:00Z"),
            ],
        ),
        (
            "issue",
            "issued",
            vec![
                json!("2026-01-01"),
                json!("2026-01-01T00:00:00+08:00"),
                json!("9999-12-31T23:59:59Z"),
            ],
        ),
        (
            "expiry",
            "expires",
            vec![
                json!("2026-01-01T00:00:00Z"),
                json!("2036-13-01T00:00:00Z"),
                json!("never"),
            ],
        ),
        ("kind", "kind", vec![json!("practice"), json!("Synthetic"), json!("")]),
        (
            "register",
            "register",
            vec![
                json!(""),
                json!("../x"),
                json!("社区"),
                json!("a b"),
                json!("x".repeat(65)),
            ],
        ),
        (
            "manifest before",
            "previous",
            vec![json!(""), json!("A".repeat(64)), json!("0".repeat(63)), json!(1)],
        ),
    ] {
        for value in values {
            fault(format!("{name} {value}"), "open.manifest", &|m| {
                m[member] = value.clone()
            });
        }
    }
    fault("no base section".to_owned(), "open.manifest", &|m| {
        drop(m["sections"].as_array_mut().map(|l| l.remove(0)))
    });
    fault("no section".to_owned(), "open.manifest", &|m| m["sections"] = json!([]));
    fault("sections swapped".to_owned(), "open.manifest", &|m| {
        m["sections"].as_array_mut().expect("is a list").swap(0, 1)
    });
    fault("base section twice".to_owned(), "open.container", &|m| {
        m["sections"][1] = m["sections"][0].clone()
    });
    fault("one section".to_owned(), "open.container", &|m| {
        drop(m["sections"].as_array_mut().map(Vec::pop))
    });
    fault("no slot".to_owned(), "open.container", &|m| m["slots"] = json!([]));
    fault("the slot twice".to_owned(), "open.container", &|m| {
        m["slots"] = json!([m["slots"][0], m["slots"][0]])
    });
    fault("a change of key that is not there".to_owned(), "open.container", &|m| {
        m["rotations"] = rotation()
    });
    for (member, value) in [
        ("number", json!(2)),
        ("number", json!(0)),
        ("file", json!("rotations/01.json")),
        ("key", json!("")),
    ] {
        let name = format!("a change of key with {member} {value}");
        fault(name, "open.manifest", &|m| {
            m["rotations"] = rotation();
            m["rotations"][0][member] = value.clone();
        });
    }
    let other = |digit: &str| json!(digit.repeat(64));
    fault("another hash of the slot".to_owned(), "open.slot_altered", &|m| {
        m["slots"][0]["sha256"] = other("0")
    });
    for section in [0, 1] {
        let name = format!("another hash of section {section}");
        fault(name, "open.section_altered", &|m| {
            m["sections"][section]["sha256"] = other("0")
        });
    }
    judge("manifests that say what none may say, signed", 150, faults);
}

#[test]
fn signed_bytes_that_are_no_manifest_are_refused() {
    let text = String::from_utf8(good().get("manifest.json").clone()).expect("is text");
    let mut faults = vec![("as it was".to_owned(), with_bytes(text.as_bytes()), "accepted")];
    let deep = |open: &str| open.repeat(100_000);
    let others: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"{}".to_vec(),
        b"[]".to_vec(),
        b"null".to_vec(),
        b"1".to_vec(),
        b"\xff".to_vec(),
        b"\0".to_vec(),
        deep("[").into_bytes(),
        deep("{\"format\":").into_bytes(),
        text.replacen('{', &format!("{{\"x\":{},", deep("[")), 1).into_bytes(),
        text.replacen('{', &format!("{{\"x\":{}1{},", deep("["), deep("]")), 1)
            .into_bytes(),
        vec![b' '; 1 << 20],
        format!("\u{feff}{text}").into_bytes(),
        format!("{text}{{}}").into_bytes(),
        format!("{text}\0").into_bytes(),
        format!("// signed\n{text}").into_bytes(),
        text.replacen("\n}", ",\n}", 1).into_bytes(),
        text.replace('"', "'").into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    for (index, bytes) in others.iter().enumerate() {
        faults.push((format!("bytes {index}"), with_bytes(bytes), "open.manifest"));
    }
    // Every member of every object twice: the same value again, and another one.
    for line in text.lines().filter(|line| line.contains("\": ")) {
        let (key, value) = line.split_once(": ").expect("was looked for");
        let first = value.trim_end_matches(',');
        if first.ends_with(['[', '{']) {
            let again = text.replacen(line, &format!("{key}: [],\n{line}"), 1);
            faults.push((format!("{key} before"), with_bytes(again.as_bytes()), "open.manifest"));
            continue;
        }
        for other in [first, "8", "\"\"", "null"] {
            let again = text.replacen(line, &format!("{key}: {other},\n{line}"), 1);
            faults.push((
                format!("{key} {other} before"),
                with_bytes(again.as_bytes()),
                "open.manifest",
            ));
        }
    }
    judge(
        "signed bytes that are no manifest, and members that stand twice",
        80,
        faults,
    );
}
