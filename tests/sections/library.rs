//! A register with two restricted sections, of which one is what the fields of the others are computed from. Nobody in it exists.

use std::sync::LazyLock;

use age::x25519;
use serde_json::{Value as Json, json};
use yongquan_cli::keys::{PublisherSecret, Rotations};
use yongquan_cli::seal::{Identification, plain_sections, seal_snapshot};
use yongquan_core::dataset;
use yongquan_core::date::{self, Day};
use yongquan_core::schema::{Schema, SchemaDocument};
use yongquan_core::seal::{ExposeSecret, Identity, Kind, SealedSnapshot, Trust, VerifiedSnapshot};
use yongquan_core::snapshot::{Metadata, SectionEntry};
use yongquan_core::table::{Column, Table};

/// Enough rows for the columns to be most of what is in memory.
pub const ROW_COUNT: usize = 40_000;

/// The day the register speaks of.
pub const AS_OF: &str = "2013-03-02";

const ISSUED_UNIX_S: i64 = 1_767_225_600;

/// A snapshot and its keys.
pub struct Library {
    pub bytes: Vec<u8>,
    publisher: PublisherSecret,
    /// Opens everything.
    pub desk: Identity,
    /// Opens the base section and `s02`.
    pub counter: Identity,
    /// Opens nothing.
    pub stranger: Identity,
}

/// Readers are counted whatever is missing.
pub static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::new(None));

/// Only readers with a card number are counted, and that is in `s02`.
pub static MEMBERS_ONLY: LazyLock<Library> =
    LazyLock::new(|| Library::new(Some(json!({"field": "card_no", "op": "not_missing"}))));

impl Library {
    fn new(population: Option<Json>) -> Self {
        let publisher = PublisherSecret::generate().expect("the system gives randomness");
        let [desk, counter, stranger] = [(); 3].map(|()| x25519::Identity::generate());
        let (both, desk_only) = (vec![desk.to_public(), counter.to_public()], vec![desk.to_public()]);
        let schema = Schema::new(schema_document(population)).expect("the schema is valid");
        let identification = Identification {
            register: "library".to_owned(),
            kind: Kind::Synthetic,
            seq: 1,
            issued_unix_s: ISSUED_UNIX_S,
            expires_unix_s: ISSUED_UNIX_S + 86_400,
        };
        let sections = plain_sections(&identification, &metadata(&schema), &schema, &table(&schema));
        let sections = sections.expect("every field has a column");
        let recipients = [both.clone(), desk_only, both];
        let rotations = Rotations::default();
        let bytes = seal_snapshot(
            &identification,
            AS_OF,
            &sections,
            &recipients,
            Vec::new(),
            &rotations,
            &publisher,
        );
        let identity = |key: x25519::Identity| Identity::parse(key.to_string().expose_secret()).expect("is a key");
        Self {
            bytes: bytes.expect("the register can be sealed"),
            publisher,
            desk: identity(desk),
            counter: identity(counter),
            stranger: identity(stranger),
        }
    }

    /// A checked snapshot of these bytes.
    pub fn verified(&self, bytes: &[u8]) -> VerifiedSnapshot {
        let trust = Trust {
            publisher_key: self.publisher.public().clone(),
            register: None,
            min_seq: 1,
            now_unix_s: ISSUED_UNIX_S + 60,
        };
        SealedSnapshot::verify(bytes.to_vec(), &trust).expect("the manifest is good")
    }

    /// The bytes with one bit turned: so many bytes behind the beginning of a section, or before its end.
    pub fn with_damage(&self, section: &str, distance: isize) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        let mut position = 0;
        loop {
            let header = &bytes[position..position + 512];
            let name = String::from_utf8_lossy(&header[..100])
                .trim_end_matches('\0')
                .to_owned();
            let size = std::str::from_utf8(&header[124..135]).expect("is ASCII");
            let byte_len = usize::from_str_radix(size, 8).expect("is octal");
            let (start, end) = (position + 512, position + 512 + byte_len);
            if name == format!("sections/{section}.age") {
                let from = if distance < 0 { end } else { start };
                bytes[from.checked_add_signed(distance).expect("lies in the section")] ^= 1;
                return bytes;
            }
            position = start + byte_len.next_multiple_of(512);
        }
    }
}

fn metadata(schema: &Schema) -> Metadata {
    let entry = |id: &str, title: &str, title_en: &str, fields: &[&str]| SectionEntry {
        id: id.to_owned(),
        title: title.to_owned(),
        title_en: title_en.to_owned(),
        fields: fields.iter().map(|&field| field.to_owned()).collect(),
    };
    Metadata {
        schema: schema.document().clone(),
        as_of: AS_OF.to_owned(),
        operators: [("desk".to_owned(), "窗口".to_owned())].into(),
        sections: vec![
            entry("s01", "出生", "Births", &["born_on"]),
            entry("s02", "证件", "Cards", &["card_no", "may_borrow"]),
        ],
        auditor: None,
        purposes: Vec::new(),
        notice: None,
    }
}

fn schema_document(population: Option<Json>) -> SchemaDocument {
    let title = |zh: &str, en: &str| json!({"zh": zh, "en": en});
    let field = |id: &str, kind: &str, pack: &str, derived: Json| {
        let mut field = json!({
            "id": id, "title": title(id, id), "kind": kind, "group": "card", "sensitivity": "internal",
            "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": pack,
        });
        if !derived.is_null() {
            field["derived"] = derived;
        }
        field
    };
    let is_adult = json!({"kind": "where", "filter": {"field": "years", "op": "ge", "value": 18}});
    let mut document = json!({
        "title": title("借阅证", "Library cards"),
        "groups": [{"id": "card", "title": title("借阅证", "Library card")}],
        "fields": [
            field("reader_no", "text", "yes", Json::Null),
            field("born_on", "date", "role", Json::Null),
            field("years", "integer", "yes", json!({"kind": "full_years", "of": "born_on"})),
            field("card_no", "text", "role", Json::Null),
            field("may_borrow", "boolean", "role", is_adult),
        ],
        "code_lists": [], "roles": {"key": "reader_no", "birth_date": "born_on", "age": "years"},
        "default_columns": ["reader_no"], "default_facets": [], "example_questions": [],
    });
    if let Some(population) = population {
        document["population"] = population;
    }
    serde_json::from_value(document).expect("is a schema document")
}

fn table(schema: &Schema) -> Table {
    let mut table = Table::new(ROW_COUNT, schema.fields().len());
    let first = date::parse("1990-01-01").expect("is a day");
    let born_on: Vec<Option<Day>> = (0..ROW_COUNT).map(|row| Some(first + row as Day % 12_000)).collect();
    let reader_no: Vec<Option<String>> = (0..ROW_COUNT).map(|row| Some(format!("{row:06}"))).collect();
    let card_no: Vec<Option<String>> = (0..ROW_COUNT)
        .map(|row| (row % 4 != 0).then(|| format!("C{row:06}")))
        .collect();
    let mut set = |name: &str, column| table.set(schema.field_id(name).expect("is in the schema"), column);
    set("reader_no", Column::from_texts(&reader_no));
    set("born_on", Column::from_dates(&born_on));
    set("card_no", Column::from_texts(&card_no));
    let as_of = date::parse(AS_OF).expect("is a day");
    dataset::derive(schema, &mut table, as_of).expect("births are there");
    table
}
