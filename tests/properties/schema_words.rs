//! No program knows a field of the resident register by name: what it must know, the schema declares.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where field ids must not stand, the endings of the files that are programs, and the quotes of their language.
const PLACES: &[(&str, &[&str], &[char])] = &[
    ("crate/core/src", &["rs"], &['"']),
    ("crate/wasm/src", &["rs"], &['"']),
    ("www/element/src", &["ts", "mts", "js", "mjs"], &['"', '\'', '`']),
];

/// A word that means too much to be a field's alone.
const ALLOWED: &str = "name";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn resident_fields() -> BTreeSet<String> {
    let path = root().join("data-schema/residents/datapackage.json");
    let text = fs::read_to_string(&path).expect("the resident package is there");
    let package: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let resources = package["resources"].as_array().expect("it has resources");
    let schemas = resources
        .iter()
        .filter(|resource| resource["yq:codeList"] != true)
        .map(|resource| &resource["schema"]);
    let fields = schemas.flat_map(|schema| {
        let stored = schema["fields"].as_array().into_iter().flatten();
        stored.chain(schema["yq:virtualFields"].as_array().into_iter().flatten())
    });
    fields
        .map(|field| field["name"].as_str().expect("a field has a name").to_owned())
        .collect()
}

fn sources(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the source folder is there") {
        let path = entry.expect("its entries are readable").path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            sources(&path, endings, found);
        } else if endings.contains(&ending) {
            found.push(path);
        }
    }
}

/// Every text between any quote of a line and the next, comments aside. That is more than the string literals, so that no way
/// of writing one is missed.
fn quoted<'a>(source: &'a str, quotes: &[char]) -> BTreeSet<&'a str> {
    let mut texts = BTreeSet::new();
    for line in source.lines() {
        if line.trim_start().starts_with(['*', '/']) {
            continue;
        }
        // The names of roles are words of the schema's own; one of them is a field's id as well.
        let line = line.split("\"roles\": {\"age\"").next().unwrap_or(line);
        let code = line.split(" //").next().unwrap_or(line);
        for &quote in quotes {
            let pieces: Vec<&str> = code.split(quote).collect();
            if let [_, inner @ .., _] = pieces.as_slice() {
                texts.extend(inner);
            }
        }
    }
    texts
}

#[test]
fn no_program_names_a_field_of_the_resident_register() {
    let fields = resident_fields();
    assert_eq!(
        fields.len(),
        145,
        "the register has its 143 fields and two bands of ages"
    );
    let mut named = Vec::new();
    for (folder, endings, quotes) in PLACES {
        let mut files = Vec::new();
        sources(&root().join(folder), endings, &mut files);
        assert!(!files.is_empty(), "{folder} has sources");
        for file in files {
            let source = fs::read_to_string(&file).expect("sources are readable");
            let found = quoted(&source, quotes)
                .into_iter()
                .filter(|text| *text != ALLOWED && fields.contains(*text));
            named.extend(found.map(|text| format!("{}: {text}", file.display())));
        }
    }
    assert!(named.is_empty(), "{named:#?}");
}

#[test]
fn the_second_register_shares_no_field_with_the_first() {
    let path = root().join("data-schema/library/datapackage.json");
    let text = fs::read_to_string(&path).expect("the second package is there");
    let residents = resident_fields();
    let package: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let resources = package["resources"].as_array().expect("it has resources");
    let table = resources
        .iter()
        .find(|resource| resource["yq:codeList"] != true)
        .expect("it has a table");
    let fields = table["schema"]["fields"].as_array().expect("the table has fields");
    assert!(fields.len() >= 8);
    for field in fields {
        let name = field["name"].as_str().expect("a field has a name");
        assert!(!residents.contains(name), "{name} is a field of both");
    }
}

#[test]
fn quoted_words_are_seen_and_comments_are_not() {
    let source =
        "a(\"sex\", 'age', `grid`, \"a\\\"b\") // it's \"x\"\n/// `y` and \"y\"\n * 'z'\nlet a = r#\"{\"w\": 1}\"#;";
    let found = quoted(source, &['"', '\'', '`']);
    for text in ["sex", "age", "grid", "w"] {
        assert!(found.contains(text), "{text}");
    }
    for text in ["x", "y", "z"] {
        assert!(!found.contains(text), "{text}");
    }
}
