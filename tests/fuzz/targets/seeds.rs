//! What fuzzing begins with: good inputs of every target, and some that are refused at their last step.

use yongquan_cli::seal::Plain;

use super::ACCEPTED;
use super::manifest::BETWEEN;
use super::plain::{PLACE_COUNT, Place, body, columns_start};
use super::question::FIXTURES;
use crate::model::{Key, load_cases};

/// An input, and what its target says of it.
pub struct Seed {
    /// Name of the target.
    pub target: &'static str,
    /// A name of its own within the target.
    pub name: String,
    /// The input.
    pub input: Vec<u8>,
    /// Code of the refusal, or [`ACCEPTED`].
    pub code: String,
}

/// A manifest without changed keys, as the target `manifest` frames it.
pub const MANIFEST: &str = r#"{"format":1,"suite":"age-v1","register":"club","kind":"synthetic","seq":7,
"issued":"2026-01-01T00:00:00Z","expires":"2036-01-01T00:00:00Z","as_of":"2013-03-02","sections":[
{"id":"s00","file":"sections/s00.age","byte_len":4,"sha256":"cae662172fd450bb0cd710a769079c05bfc5d8e35efa6576edc7d0377afdd4a2"},
{"id":"s01","file":"sections/s01.age","byte_len":10,"sha256":"7a0d91593df9293a8942f7438cb88f7ab1a8e354da491f567f9939b1303920f5"}],
"slots":[{"id":"desk","file":"slots/desk.age","byte_len":4,"sha256":"6558838331b742a6f1d5935b32b4612aecdbcc7254868c7eeece68fbd0149ea3"}],
"rotations":[]}"#;

/// A signature file with what is not known before.
const SIGNATURE: &str =
    "untrusted comment: yongquan publisher KEY0\nSIGNATURE\ntrusted comment: register=club seq=7\nGLOBAL\n";

/// The members of the snapshot of the hostile tests.
const MEMBERS: &str =
    "manifest.json =\nmanifest.json.minisig =\nslots/desk.age =\nsections/s00.age =\nsections/s01.age =\n";

/// A member more, each, and the code with which it is refused.
const MORE_MEMBERS: [(&str, &str); 8] = [
    ("sections/s02.age 700", "open.container"),
    ("sections/s02.age 5/8589934591", "open.too_large"),
    ("sections/s02.age 5/500000000", "open.truncated"),
    ("sections/s01.age 0", "open.container"),
    ("rotations/1.json 10\nrotations/1.json.minisig 20", "open.rotation"),
    ("rotations/1.json 1025\nrotations/1.json.minisig 20", "open.too_large"),
    ("statistics.bin 1", "open.unsupported"),
    ("../sections/s02.age 1", "open.container"),
];

/// Changes of a good manifest, with how the target reads them, and the code with which the result is refused.
const CHANGES: [(usize, &str, &str); 19] = [
    (2, r#"0 /slots []"#, "open.container"),
    (2, r#"0 /slots/0/sha256 "00""#, "open.manifest"),
    (2, r#"0 /sections/1"#, "open.container"),
    (2, r#"0 /sections/0/id "s01""#, "open.manifest"),
    (2, r#"0 /sections/0/byte_len 5"#, "open.container"),
    (
        2,
        r#"0 /sections/2 {"id":"s02","file":"sections/s02.age","byte_len":0,"sha256":""}"#,
        "open.manifest",
    ),
    (
        2,
        r#"0 /previous "0000000000000000000000000000000000000000000000000000000000000000""#,
        ACCEPTED,
    ),
    (2, r#"0 /as_of "2013-02-29""#, "open.manifest"),
    (2, r#"0 /as_of "2013""#, "open.manifest"),
    (2, r#"0 /issued "2035-12-31T23:59:59Z""#, "open.clock_behind"),
    (2, r#"0 /expires "2026-01-01T00:00:30Z""#, "open.expired"),
    (2, "0 /kind \"real\"\n0 /seq 9007199254740991", ACCEPTED),
    (2, r#"0 /seq 0"#, "open.manifest"),
    (2, r#"0 /register "another""#, ACCEPTED),
    (3, r#"1 /register "another""#, "open.rotation"),
    (3, r#"2 /to "KEY0""#, "open.rotation"),
    (3, "2 /from \"KEY0\"\n2 /issued", "open.rotation"),
    (3, r#"0 /rotations/1/number 3"#, "open.manifest"),
    (3, r#"0 /suite "age-v2""#, "open.unsupported"),
];

/// Every seed.
pub fn all() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let mut add = |target, name: String, choice: usize, input: &[u8], code: &str| {
        let choice = b'0' + u8::try_from(choice).expect("there are few choices");
        seeds.push(Seed {
            target,
            name,
            input: [&[choice], input].concat(),
            code: code.to_owned(),
        });
    };

    let golden = include_bytes!("../../golden/format-1/snapshot.yqs");
    add("container", "golden".to_owned(), 0, golden, ACCEPTED);
    add("container", "cut".to_owned(), 0, &golden[..9_000], "open.truncated");
    add("container", "good".to_owned(), 1, MEMBERS.as_bytes(), ACCEPTED);
    for (index, (line, code)) in MORE_MEMBERS.iter().enumerate() {
        let list = format!("{MEMBERS}{line}\n");
        add("container", format!("more-{index}"), 1, list.as_bytes(), code);
    }

    for change_count in 0..4 {
        let input = changed_keys(change_count);
        add(
            "manifest",
            format!("changes-{change_count}"),
            0,
            input.as_bytes(),
            ACCEPTED,
        );
    }
    let other_order = changed_keys(2).replace("\"number\":2", "\"number\":1");
    add(
        "manifest",
        "replayed".to_owned(),
        0,
        other_order.as_bytes(),
        "open.rotation",
    );
    let later = MANIFEST.replace("\"format\":1", "\"format\":2");
    add(
        "manifest",
        "later-format".to_owned(),
        0,
        later.as_bytes(),
        "open.unsupported",
    );
    for (index, (choice, changes, code)) in CHANGES.iter().enumerate() {
        add("manifest", format!("change-{index}"), *choice, changes.as_bytes(), code);
    }
    add("manifest", "signature".to_owned(), 1, SIGNATURE.as_bytes(), ACCEPTED);

    for choice in 0..PLACE_COUNT {
        let place = Place::new(choice);
        let Plain { id, bytes } = &place.register.sections[place.index];
        add("section", format!("{choice}-{id}"), choice, bytes, ACCEPTED);
        let whole = body(bytes);
        let (metadata, columns) = whole.split_at(columns_start(&whole));
        add("columns", format!("columns-{choice}"), choice, columns, ACCEPTED);
        if place.index == 0 {
            add(
                "columns",
                format!("metadata-{choice}"),
                PLACE_COUNT + choice,
                &metadata[4..],
                ACCEPTED,
            );
        }
        // Another number of rows than the codes are: read to where that shows.
        let body = [&[1], &whole[..]].concat();
        add(
            "columns",
            format!("body-{choice}"),
            2 * PLACE_COUNT + choice,
            &body,
            "open.column",
        );
    }

    for (index, (file, case)) in load_cases().iter().enumerate() {
        let fixture = FIXTURES.iter().position(|fixture| *fixture == case.fixture);
        let fixture = fixture.expect("every register of the case list can be asked");
        // What a key, a day or a page is refused for is no fault of the question, which is all that is asked here.
        let is_more = case.key == Key::Base || case.as_of.is_some() || case.page.is_some();
        let code = case.error.as_deref().filter(|_| !is_more).unwrap_or(ACCEPTED);
        if let Some(question) = &case.question {
            add(
                "question",
                format!("{file}-{index}-text"),
                fixture,
                question.as_bytes(),
                code,
            );
        }
        if let Some(filter) = &case.filter {
            add(
                "question",
                format!("{file}-{index}-json"),
                FIXTURES.len() + fixture,
                filter.as_bytes(),
                code,
            );
        }
    }
    seeds
}

/// A manifest behind so many changes of the key, and the statements.
pub fn changed_keys(count: usize) -> String {
    let named: Vec<String> = (1..=count)
        .map(|number| {
            format!(
                r#"{{"number":{number},"file":"rotations/{number}.json","byte_len":LEN{number},"sha256":"SHA{number}"}}"#
            )
        })
        .collect();
    let manifest = MANIFEST.replace("\"rotations\":[]", &format!("\"rotations\":[{}]", named.join(",\n")));
    let statements = (1..=count).map(|number| {
        let from = number - 1;
        format!(
            r#"{{"format":1,"register":"club","number":{number},"from":"KEY{from}","to":"KEY{number}","issued":"2026-01-01T00:00:00Z"}}"#
        )
    });
    std::iter::once(manifest)
        .chain(statements)
        .collect::<Vec<_>>()
        .join(BETWEEN)
}
