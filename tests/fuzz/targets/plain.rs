//! Plain sections of two small registers, and what a reader does with one of which nothing is known but that it was signed.

use std::sync::LazyLock;

use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde_json::Value;
use yongquan_core::dataset::{Dataset, Sort};
use yongquan_core::date;
use yongquan_core::error::OpenError;
use yongquan_core::limits;
use yongquan_core::query::Filter;
use yongquan_core::schema::Schema;
use yongquan_core::snapshot::{
    ExpectedSection, Section, SectionBytes, assemble, check_announced, decode_section, encode_section,
};
use yongquan_core::table::{Column, Sounds, Table};

use super::ACCEPTED;
use crate::model::load_fixture;
use crate::register::ISSUED_UNIX_S;
use crate::sealing::PlainRegister;

/// Registers whose sections are spoiled: one with a field of each type, one with restricted fields and sounds.
pub static REGISTERS: LazyLock<[PlainRegister; 2]> = LazyLock::new(|| {
    ["choir", "hamlet"].map(|fixture| {
        let register = load_fixture(fixture).register(None);
        PlainRegister::of(&register, ISSUED_UNIX_S).expect("a register of the case list can be packed")
    })
});

/// How many sections can be chosen from.
pub const PLACE_COUNT: usize = 4;

/// A section of one of the registers.
#[derive(Clone, Copy)]
pub struct Place {
    pub register: &'static PlainRegister,
    /// Place of the section in its register; 0 is the base section.
    pub index: usize,
}

impl Place {
    /// One of the [`PLACE_COUNT`] sections.
    pub fn new(choice: usize) -> Self {
        let register = &REGISTERS[choice / 2];
        let index = (choice % 2).min(register.sections.len() - 1);
        Self { register, index }
    }

    /// The good section at this place.
    pub fn good(self) -> &'static [u8] {
        &self.register.sections[self.index].bytes
    }

    fn expected(self) -> ExpectedSection<'static> {
        ExpectedSection {
            register: &self.register.identification.register,
            seq: self.register.identification.seq,
            section: &self.register.sections[self.index].id,
            as_of: &self.register.metadata.as_of,
        }
    }

    /// Reads a section that stands at this place, and asks something of each of its fields.
    pub fn read(self, bytes: &[u8]) -> &'static str {
        let outcome = decode_section(SectionBytes::from(bytes), &self.expected()).and_then(|section| {
            self.check_again(bytes, &section);
            self.open(section)
        });
        match outcome {
            Ok(dataset) => {
                let body = body(bytes);
                let metadata: Value = serde_json::from_slice(&body[4..columns_start(&body)]).unwrap_or_default();
                assert!(
                    self.index > 0 || !has_null(&metadata),
                    "null passes for what was left out"
                );
                exercise(dataset);
                ACCEPTED
            }
            Err(error) => error.code(),
        }
    }

    /// The section, encoded again, has the same body and is read as the same section.
    fn check_again(self, bytes: &[u8], section: &Section) {
        let columns: Vec<(&str, &Column)> = section
            .columns
            .iter()
            .map(|(id, column)| (id.as_str(), column))
            .collect();
        let sounds: Vec<(&str, &Sounds)> = section
            .sounds
            .iter()
            .map(|(id, sounds)| (id.as_str(), sounds))
            .collect();
        let again = encode_section(&section.header, section.metadata.as_ref(), &columns, &sounds);
        let (body, body_again) = (body(bytes), body(&again));
        let (_, columns) = body.split_at(columns_start(&body));
        // JSON has many spellings; what follows it has one.
        let (_, columns_again) = body_again.split_at(columns_start(&body_again));
        assert!(columns == columns_again, "the columns have two spellings");
        let read_again = decode_section(SectionBytes::from(&again[..]), &self.expected());
        assert_eq!(read_again.as_ref(), Ok(section));
    }

    /// Puts a section beside the good ones that it needs.
    fn open(self, section: Section) -> Result<Dataset, OpenError> {
        let sections = match self.index {
            0 => vec![section],
            _ => {
                let base = Self { index: 0, ..self };
                vec![
                    decode_section(SectionBytes::from(base.good()), &base.expected())?,
                    section,
                ]
            }
        };
        let (metadata, schema, table): (_, Schema, Table) = assemble(sections)?;
        check_announced(
            &metadata,
            self.register.sections.iter().map(|section| section.id.as_str()),
        )?;
        let as_of = date::parse(&metadata.as_of).expect("was checked with the section");
        Ok(Dataset::new(schema, table, as_of)?)
    }
}

/// Asks for everything that is computed from a column. Refusals are answers; what counts is that nothing panics and all adds up.
fn exercise(mut dataset: Dataset) {
    let everyone = dataset.everyone();
    let population = everyone.counts().population();
    let fields: Vec<_> = dataset
        .schema()
        .field_ids()
        .filter(|&field| dataset.table().has(field))
        .collect();
    for &field in &fields {
        let id = dataset.schema().field(field).id.clone();
        if let Some(source) = dataset.schema().pinyin_source(field) {
            let source = dataset.schema().field(source).id.clone();
            let value = "wa".to_owned();
            let filter = Filter::Pinyin { field: source, value };
            let sounding = dataset.ask(&filter).expect("sounds can be asked for");
            assert_eq!(sounding.counts().population(), population);
            continue;
        }
        let sort = Sort {
            field,
            is_descending: true,
        };
        let page = dataset.rows(&everyone, &[sort], 0, population.min(100));
        assert_eq!(page.map(|rows| rows.len()), Ok(population.min(100)), "a page of {id}");
        let counts = dataset.facet(&everyone, field).expect("the field is open");
        assert_eq!(
            counts.iter().map(|&count| count as usize).sum::<usize>(),
            population,
            "the facet of {id}"
        );
        let missing = dataset
            .ask(&Filter::IsMissing { field: id })
            .expect("any field can be missing");
        assert_eq!(counts.last().copied(), Some(missing.counts().matched as u32));
        let _refused_or_summed = dataset.summary(&everyone, field, &[0.5]);
        let _refused_or_counted = dataset.distinct(&everyone, field);
    }
    let later = dataset.as_of().saturating_add(4_000);
    let _refused_or_computed = dataset.set_as_of(later);
    assert_eq!(dataset.everyone().counts().population(), population);
}

/// The inflated body of a section that was accepted, found without the code under test.
pub fn body(section: &[u8]) -> Vec<u8> {
    let (header, start) = header(section).expect("was accepted");
    let byte_len = |name: &str| header[name].as_u64().expect("was accepted") as usize;
    let deflated = &section[start..start + byte_len("deflated_len")];
    let body = decompress_to_vec_with_limit(deflated, limits::MAX_SECTION_BYTES).expect("was accepted");
    assert_eq!(body.len(), byte_len("inflated_len"));
    body
}

/// The header of a section, and where its body begins; `None` where there is none.
pub fn header(section: &[u8]) -> Option<(Value, usize)> {
    let start = u32_at(section, 8)?.checked_add(12)?;
    let header = section.get(12..start)?;
    Some((serde_json::from_slice(header).ok()?, start))
}

/// Where in the body of an accepted section the columns begin.
pub fn columns_start(body: &[u8]) -> usize {
    4 + u32_at(body, 0).expect("was accepted")
}

fn u32_at(bytes: &[u8], place: usize) -> Option<usize> {
    let four = bytes.get(place..place + 4)?.try_into().ok()?;
    usize::try_from(u32::from_le_bytes(four)).ok()
}

/// Whether something in JSON says nothing: who wrote it meant something.
fn has_null(json: &Value) -> bool {
    match json {
        Value::Null => true,
        Value::Array(members) => members.iter().any(has_null),
        Value::Object(members) => members.values().any(has_null),
        _ => false,
    }
}
