//! The case list as written in TOML: fixtures, which are small registers, and cases, which are questions with their answers.

#![allow(dead_code, reason = "each program that includes this reads a part of a case")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use yongquan_core::schema::{Derivation, Mask, Role, SchemaDocument};

use crate::oracle::{Cell, Register};

/// A file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

/// A question to a fixture, and everything that is expected of the answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What is shown, as a sentence.
    pub name: String,
    /// File name of the fixture without its ending.
    pub fixture: String,
    /// Number of rows, if it is not the fixture's: its rows over and over.
    pub rows: Option<usize>,
    /// `base` opens the base section only.
    #[serde(default)]
    pub key: Key,
    /// The day to count ages to, if it is not the fixture's.
    pub as_of: Option<String>,
    /// The text form.
    pub question: Option<String>,
    /// The JSON form. With a question: what it means.
    pub filter: Option<String>,
    /// Ids of the rows for which the filter is true.
    pub matched: Option<Vec<u32>>,
    /// Rows: true, false, unknown, excluded.
    pub counts: Option<[usize; 4]>,
    /// Counts of the values of one field among the matched rows.
    pub facet: Option<FacetCase>,
    /// One page of row ids.
    pub page: Option<PageCase>,
    /// Code of the error.
    pub error: Option<String>,
    /// Some of its parameters.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

/// Which sections are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    #[default]
    All,
    Base,
}

/// Counts of the values of a field.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FacetCase {
    pub field: String,
    /// By value, those that occur; the empty name is missing.
    pub counts: BTreeMap<String, usize>,
}

/// A page of row ids.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageCase {
    /// Fields; `-` before one puts its largest value first.
    #[serde(default)]
    pub sort: Vec<String>,
    pub offset: usize,
    pub limit: usize,
    pub rows: Vec<u32>,
}

impl PageCase {
    /// The fields to sort by, each with whether the largest value comes first.
    pub fn order(&self) -> impl Iterator<Item = (&str, bool)> {
        self.sort.iter().map(|name| match name.strip_prefix('-') {
            Some(field) => (field, true),
            None => (name.as_str(), false),
        })
    }
}

impl Case {
    /// The register that the case asks.
    pub fn register(&self) -> Register {
        load_fixture(&self.fixture).register(self.rows)
    }
}

/// A fixture as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    as_of: String,
    population: Option<String>,
    #[serde(default)]
    roles: BTreeMap<Role, String>,
    fields: Vec<FixtureField>,
    #[serde(default)]
    lists: Vec<FixtureList>,
    /// One row a line, stored fields in their order with `|` between; an empty cell is missing.
    rows: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixtureField {
    id: String,
    zh: String,
    en: String,
    kind: String,
    list: Option<String>,
    #[serde(default)]
    bare_words: bool,
    unit: Option<[String; 2]>,
    /// The derivation as JSON.
    derived: Option<String>,
    mask: Option<Mask>,
    #[serde(default)]
    restricted: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixtureList {
    id: String,
    #[serde(default)]
    unknown: Vec<String>,
    /// `code | zh | en | parent | synonym; synonym`.
    codes: Vec<String>,
}

/// The folder of the case list.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases")
}

/// Every case, with the file it stands in.
pub fn load_cases() -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    let mut files: Vec<PathBuf> = (fs::read_dir(folder()).expect("the folder is there"))
        .map(|entry| entry.expect("its entries are readable").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    for path in files {
        let text = fs::read_to_string(&path).expect("case files are readable");
        let file: CaseFile = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path
            .file_stem()
            .expect("files have names")
            .to_string_lossy()
            .into_owned();
        cases.extend(file.case.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

/// Reads a fixture.
pub fn load_fixture(name: &str) -> Fixture {
    let path = folder().join("fixtures").join(format!("{name}.toml"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Fixture {
    /// The register with its own rows, or with these over and over.
    pub fn register(&self, row_count: Option<usize>) -> Register {
        let schema = self.schema();
        let rows: Vec<Vec<Option<Cell>>> = (self.rows.lines())
            .filter(|line| !line.trim().is_empty())
            .map(|line| row(line, &schema))
            .collect();
        let row_count = row_count.unwrap_or(rows.len());
        let rows = rows.iter().cycle().take(row_count).cloned().collect();
        Register::new(schema, &self.as_of, rows)
    }

    fn schema(&self) -> SchemaDocument {
        let title = |zh: &str, en: &str| json!({"zh": zh, "en": en});
        let fields: Vec<Value> = (self.fields.iter())
            .map(|field| {
                let mut document = json!({
                    "id": field.id, "title": title(&field.zh, &field.en), "kind": field.kind, "group": "all",
                    "sensitivity": "internal", "department": "", "purpose": "", "legal_basis": "", "standard": "",
                    "pack": if field.restricted { "role" } else { "yes" }, "bare_words": field.bare_words,
                });
                if let Some(list) = &field.list {
                    document["code_list"] = json!(list);
                }
                if let Some([zh, en]) = &field.unit {
                    document["unit"] = title(zh, en);
                }
                if let Some(mask) = &field.mask {
                    document["mask"] = json!(mask);
                }
                if let Some(derived) = &field.derived {
                    let derived: Derivation = serde_json::from_str(derived).expect("a derivation is one");
                    document["derived"] = json!(derived);
                }
                document
            })
            .collect();
        let lists: Vec<Value> = (self.lists.iter())
            .map(|list| {
                let codes: Vec<Value> = list.codes.iter().map(|line| code(line)).collect();
                json!({"id": list.id, "title": title(&list.id, &list.id), "codes": codes, "unknown_codes": list.unknown})
            })
            .collect();
        let population = self.population.as_ref();
        let population: Option<Value> =
            population.map(|json| serde_json::from_str(json).expect("a population is JSON"));
        let mut document = json!({
            "title": title("试题", "Cases"),
            "groups": [{"id": "all", "title": title("全部", "All")}],
            "fields": fields,
            "code_lists": lists,
            "roles": self.roles,
            "default_columns": [], "default_facets": [], "example_questions": [],
        });
        if let Some(population) = population {
            document["population"] = population;
        }
        serde_json::from_value(document).expect("a fixture has the shape of a schema")
    }
}

fn row(line: &str, schema: &SchemaDocument) -> Vec<Option<Cell>> {
    let mut written = line.split('|').map(str::trim);
    let cells = schema.fields.iter().map(|field| {
        // Sounds are written like stored cells: to compute them is the publisher's part.
        if !matches!(field.derived, None | Some(Derivation::Pinyin { .. })) {
            return None;
        }
        let text = written.next().unwrap_or_else(|| panic!("{line:?} has too few cells"));
        Cell::read(text, field.kind)
    });
    let cells = cells.collect();
    assert_eq!(written.next(), None, "{line:?} has too many cells");
    cells
}

fn code(line: &str) -> Value {
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [code, zh, en, parent, synonyms] = parts[..] else {
        panic!("{line:?} is not code | zh | en | parent | synonyms");
    };
    let synonyms: Vec<&str> = synonyms
        .split(';')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    let mut document = json!({"code": code, "title": {"zh": zh, "en": en}, "synonyms": synonyms});
    if !parent.is_empty() {
        document["parent"] = json!(parent);
    }
    document
}
