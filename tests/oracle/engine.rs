//! The engine over the same register, and its answers in the oracle's terms.

use std::collections::BTreeMap;

use yongquan_core::dataset::{self, Dataset, Selection};
use yongquan_core::date;
use yongquan_core::schema::{FieldKind, Pack, Schema};
use yongquan_core::table::{Column, Dictionary, Sounds, Table};

use super::cell::Cell;
use super::register::Register;

/// Stored columns of a register, and its derived ones as the core derives them.
pub fn table(register: &Register) -> (Schema, Table) {
    let schema = Schema::new(register.schema.clone()).expect("a schema of a test is consistent");
    let mut table = Table::new(register.rows.len(), schema.fields().len());
    for (place, id) in schema.field_ids().enumerate() {
        let field = schema.field(id);
        if let Some(source) = schema.pinyin_source(id) {
            let texts = table
                .column(source)
                .expect("a source stands before its sounds")
                .dictionary();
            table.set_sounds(id, sounds(register, source.index(), place, texts));
            continue;
        }
        if field.derived.is_none() {
            table.set(id, column(register, place, field.kind));
        }
    }
    let as_of = date::parse(&register.as_of).expect("a day that exists");
    dataset::derive(&schema, &mut table, as_of).expect("a derivation of a test is possible");
    (schema, table)
}

/// The register opened with a key for every section.
pub fn dataset(register: &Register) -> Dataset {
    let (schema, table) = table(register);
    let as_of = date::parse(&register.as_of).expect("a day that exists");
    Dataset::new(schema, table, as_of).expect("a population of a test is possible")
}

/// The register opened with a key for the base section only.
pub fn base_dataset(register: &Register) -> Dataset {
    let (schema, whole) = table(register);
    let mut base = Table::new(register.rows.len(), schema.fields().len());
    for id in schema.field_ids().filter(|&id| schema.field(id).pack == Pack::Yes) {
        if let Some(sounds) = whole.sounds(id) {
            base.set_sounds(id, sounds.clone());
        } else {
            base.set(id, whole.column(id).expect("every field has a column").clone());
        }
    }
    let as_of = date::parse(&register.as_of).expect("a day that exists");
    Dataset::new(schema, base, as_of).expect("a population of a test is possible")
}

/// The sounds that the register has for the texts of another field: how a text sounds is the publisher's to say. Each text is an
/// entry of its own.
fn sounds(register: &Register, source: usize, place: usize, texts: &Dictionary) -> Sounds {
    let mut entries = BTreeMap::new();
    for row in &register.rows {
        let Some(Cell::Text(text)) = &row[source] else { continue };
        let readings = row[place].as_ref().map_or_else(String::new, Cell::name);
        if text.is_empty() {
            assert_eq!(readings, "", "what is empty is silent");
            continue;
        }
        let before = entries.insert(format!("^{text}"), readings.clone());
        assert!(
            before.is_none_or(|before| before == readings),
            "{text:?} sounds in one way"
        );
    }
    let Dictionary::Text(texts) = texts else {
        panic!("only texts have sounds")
    };
    let entries: Vec<(String, String)> = entries.into_iter().collect();
    Sounds::new(&entries, texts).expect("the sounds of tests are small letters")
}

fn column(register: &Register, place: usize, kind: FieldKind) -> Column {
    let cells = register.rows.iter().map(|row| row[place].as_ref());
    macro_rules! cells_of {
        ($kind:ident, $value:ident => $plain:expr) => {
            &cells
                .map(|cell| {
                    cell.map(|cell| match cell {
                        Cell::$kind($value) => $plain,
                        other => panic!("{other:?} is of another type"),
                    })
                })
                .collect::<Vec<_>>()
        };
    }
    match kind {
        FieldKind::Text => Column::from_texts(cells_of!(Text, text => text)),
        FieldKind::Integer => Column::from_integers(cells_of!(Integer, number => *number)),
        FieldKind::Number => Column::from_numbers(cells_of!(Number, number => *number)),
        FieldKind::Boolean => Column::from_booleans(cells_of!(Boolean, value => *value)),
        FieldKind::Date => Column::from_dates(cells_of!(Date, day => {
            let (year, month, day) = day;
            date::parse(&format!("{year:04}-{month:02}-{day:02}")).expect("a day that exists")
        })),
    }
}

/// The facet of a field by value; values that do not occur are left out.
pub fn facet(dataset: &Dataset, selection: &Selection, field: &str) -> BTreeMap<Option<String>, usize> {
    let id = dataset.schema().field_id(field).expect("the field exists");
    let column = dataset.column(id).expect("the field is open");
    let counts = dataset.facet(selection, id).expect("the field is open");
    assert_eq!(
        counts.len(),
        column.cardinality() + 1,
        "one count a code, and one for missing"
    );
    let name = |code: usize| (code < column.cardinality()).then(|| column.dictionary().value(code).to_string());
    let counted = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    counted.map(|(code, &count)| (name(code), count as usize)).collect()
}
