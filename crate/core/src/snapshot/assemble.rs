//! Puts the sections that a key opens together again.

use std::io::Read;

use super::metadata::{Metadata, section_id};
use super::section::{ExpectedSection, Section, SectionBytes, SectionHeader, decode_section};
use crate::error::OpenError;
use crate::schema::{FieldId, FieldKind, Pack, Schema};
use crate::table::{Column, Table};

/// Decodes the sections that a key opened and puts them together.
///
/// `section_ids` are those of the manifest, also of sections that stayed closed. `sections` are id and plain bytes, the base section
/// first. One is read after the other.
///
/// # Errors
///
/// Those of [`decode_section`] and [`assemble`]; and [`OpenError::SectionMismatch`] if the base section announces other sections
/// than the manifest has.
pub fn decode_snapshot<I: AsRef<str>, R: Read>(
    register: &str,
    seq: u64,
    as_of: &str,
    section_ids: &[&str],
    sections: impl IntoIterator<Item = (I, SectionBytes<R>)>,
) -> Result<(Metadata, Schema, Table), OpenError> {
    let decoded: Result<Vec<Section>, OpenError> = sections
        .into_iter()
        .map(|(section, bytes)| {
            let expected = ExpectedSection {
                register,
                seq,
                section: section.as_ref(),
                as_of,
            };
            decode_section(bytes, &expected)
        })
        .collect();
    let (metadata, schema, table) = assemble(decoded?)?;
    check_announced(&metadata, section_ids.iter().copied())?;
    Ok((metadata, schema, table))
}

/// The base section announces the sections that the manifest has, of which the first is the base section itself.
///
/// # Errors
///
/// [`OpenError::SectionMismatch`] if it does not.
pub fn check_announced<'a>(metadata: &Metadata, section_ids: impl Iterator<Item = &'a str>) -> Result<(), OpenError> {
    let announced = metadata.sections.iter().map(|entry| entry.id.as_str());
    if announced.eq(section_ids.skip(1)) {
        return Ok(());
    }
    Err(OpenError::SectionMismatch {
        section: section_id(0),
        what: "sections",
    })
}

/// Makes one table of the sections of one snapshot, the base section first.
///
/// Fields of sections that are not given have no column.
///
/// # Errors
///
/// - [`OpenError::NoAccess`] if there is no section at all;
/// - [`OpenError::SectionMismatch`] if two sections differ in register, sequence number, row count or row order, or the base section
///   does not announce one of them;
/// - [`OpenError::Schema`] if the first section has no metadata, another one has, or the schema is invalid; or if the entries of the
///   metadata do not share out the restricted fields, or its auditor's key, purposes or rules for notices are none;
/// - [`OpenError::Column`] if a column, or what stands for one, is of no field, of the wrong type, in the wrong section, out of order
///   or there twice; if sounds are of other texts than their source has; or if a section lacks a field.
pub fn assemble(sections: Vec<Section>) -> Result<(Metadata, Schema, Table), OpenError> {
    let first = &sections.first().ok_or(OpenError::NoAccess)?.header;
    for section in &sections {
        check_agreement(first, &section.header)?;
    }
    let row_count = first.row_count;
    let metadata = take_metadata(&sections)?;
    let schema = Schema::new(metadata.schema.clone())?;
    metadata.check(&schema)?;
    let mut table = Table::new(row_count, schema.fields().len());
    for (index, section) in sections.into_iter().enumerate() {
        let fields = fields_of(&metadata, &schema, &section, index == 0)?;
        place_columns(&schema, &mut table, section, &fields)?;
    }
    Ok((metadata, schema, table))
}

/// Makes a table of one restricted section alone, to be put beside what is open already.
///
/// `base` is the header of the base section, `metadata` and `schema` are its own.
///
/// # Errors
///
/// Those of [`assemble`] about a restricted section.
pub fn assemble_restricted(
    base: &SectionHeader,
    metadata: &Metadata,
    schema: &Schema,
    section: Section,
) -> Result<Table, OpenError> {
    check_agreement(base, &section.header)?;
    check_is_restricted(&section)?;
    let fields = fields_of(metadata, schema, &section, false)?;
    let mut table = Table::new(base.row_count, schema.fields().len());
    place_columns(schema, &mut table, section, &fields)?;
    Ok(table)
}

/// Two sections are of the same rows of the same snapshot.
fn check_agreement(first: &SectionHeader, section: &SectionHeader) -> Result<(), OpenError> {
    let agreements = [
        ("register", section.register == first.register),
        ("seq", section.seq == first.seq),
        ("row_count", section.row_count == first.row_count),
        ("row_order", section.row_order == first.row_order),
    ];
    for (what, agrees) in agreements {
        if !agrees {
            let section = section.section.clone();
            return Err(OpenError::SectionMismatch { section, what });
        }
    }
    Ok(())
}

fn check_is_restricted(section: &Section) -> Result<(), OpenError> {
    if section.metadata.is_none() {
        return Ok(());
    }
    Err(misplaced(section, "only the base section has metadata"))
}

fn misplaced(section: &Section, problem: &str) -> OpenError {
    OpenError::Schema {
        path: section.header.section.clone(),
        problem: problem.to_owned(),
    }
}

fn take_metadata(sections: &[Section]) -> Result<Metadata, OpenError> {
    let (base, restricted) = sections.split_first().expect("the caller has looked");
    for section in restricted {
        check_is_restricted(section)?;
    }
    let metadata = base.metadata.clone();
    metadata.ok_or_else(|| misplaced(base, "the base section has no metadata"))
}

/// The fields that belong into a section, in order.
fn fields_of(
    metadata: &Metadata,
    schema: &Schema,
    section: &Section,
    is_base: bool,
) -> Result<Vec<FieldId>, OpenError> {
    if is_base {
        let is_base_field = |field: &FieldId| schema.field(*field).pack == Pack::Yes;
        return Ok(schema.field_ids().filter(is_base_field).collect());
    }
    let id = &section.header.section;
    let entry = metadata.sections.iter().find(|entry| entry.id == *id);
    let entry = entry.ok_or_else(|| OpenError::SectionMismatch {
        section: id.clone(),
        what: "sections",
    })?;
    Ok(entry.fields.iter().filter_map(|name| schema.field_id(name)).collect())
}

fn place_columns(schema: &Schema, table: &mut Table, section: Section, fields: &[FieldId]) -> Result<(), OpenError> {
    let section_id = section.header.section;
    let fault = |field: &str, problem| OpenError::Column {
        section: section_id.clone(),
        field: field.to_owned(),
        problem,
    };
    // The field of an entry that has the right type and place, and stands behind the one before.
    let place = |table: &Table, before: &mut Option<FieldId>, name: &str, kind: Option<FieldKind>| {
        let field = schema
            .field_id(name)
            .ok_or_else(|| fault(name, "the schema has no such field"))?;
        let document = schema.field(field);
        if kind != (!schema.is_pinyin(field)).then_some(document.kind) {
            return Err(fault(name, "is of another type than the schema says"));
        }
        if fields.binary_search(&field).is_err() {
            return Err(fault(name, "lies in the wrong section"));
        }
        if before.replace(field) >= Some(field) {
            return Err(fault(name, "is out of the order of the schema"));
        }
        if table.has(field) {
            return Err(fault(name, "stands twice"));
        }
        Ok(field)
    };
    let mut before = None;
    for (name, column) in section.columns {
        let field = place(table, &mut before, &name, Some(column.dictionary().kind()))?;
        table.set(field, column);
    }
    let mut before = None;
    for (name, sounds) in section.sounds {
        let field = place(table, &mut before, &name, None)?;
        // The source is kept as closely, so it lies in this very section.
        let source = schema.pinyin_source(field).and_then(|source| table.column(source));
        if source.map(Column::cardinality) != Some(sounds.text_count()) {
            return Err(fault(&name, "has not as many ranks as its source has texts"));
        }
        table.set_sounds(field, sounds);
    }
    if let Some(&lacking) = fields.iter().find(|&&field| !table.has(field)) {
        return Err(fault(&schema.field(lacking).id, "is missing from its section"));
    }
    Ok(())
}
