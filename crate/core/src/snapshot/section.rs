//! One plain section: magic, header, deflated body, padding.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};
use serde::{Deserialize, Serialize};

use super::bytes::Reader;
use super::columns::{decode_columns, encode_column};
use super::metadata::Metadata;
use super::padding::padded_len;
use crate::date;
use crate::error::OpenError;
use crate::limits;
use crate::table::Column;

/// How every plain section begins; the 1 is the format.
const MAGIC: &[u8; 8] = b"yqsect1\n";

/// Between speed and size: 9 is four times slower on real columns and saves two per cent.
const DEFLATE_LEVEL: u8 = 6;

/// What a section says about itself, so that sections cannot be mixed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionHeader {
    /// Id of the register.
    pub register: String,
    /// Sequence number of the snapshot.
    pub seq: u64,
    /// Id of the section.
    pub section: String,
    /// Number of rows, closed ones included.
    pub row_count: usize,
    /// What [`row_order_digest`](super::row_order_digest) gives.
    pub row_order: String,
}

/// The header as it stands in the bytes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderDocument {
    register: String,
    seq: u64,
    section: String,
    row_count: u64,
    row_order: String,
    /// Length of the body in bytes.
    inflated_len: u64,
    /// Length of the deflated body in bytes.
    deflated_len: u64,
}

/// What a section has to say about itself to be accepted.
#[derive(Debug, Clone, Copy)]
pub struct ExpectedSection<'a> {
    /// Id of the register, as the manifest has it.
    pub register: &'a str,
    /// Sequence number, as the manifest has it.
    pub seq: u64,
    /// Id of the section, as the manifest has it.
    pub section: &'a str,
    /// The day the data speaks of, `YYYY-MM-DD`, as the manifest has it.
    pub as_of: &'a str,
}

/// A decoded section: columns that were checked, and for the base section the metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What the section says about itself.
    pub header: SectionHeader,
    /// Only in the base section.
    pub metadata: Option<Metadata>,
    /// Field id and values, in the order of the bytes.
    pub columns: Vec<(String, Column)>,
}

/// Writes a plain section.
///
/// Deterministic: equal arguments give equal bytes. `metadata` belongs into the base section and nowhere else. Columns are written
/// in the order given, which has to be that of the schema.
///
/// # Panics
///
/// - If a column has another number of rows than the header says;
/// - if a field id is longer than [`limits::MAX_ID_BYTES`].
pub fn encode_section(header: &SectionHeader, metadata: Option<&Metadata>, columns: &[(&str, &Column)]) -> Vec<u8> {
    let mut body = Vec::new();
    let metadata_json = metadata.map_or_else(Vec::new, |metadata| {
        serde_json::to_vec(metadata).expect("metadata holds only texts, lists and JSON values")
    });
    body.extend_from_slice(&to_u32(metadata_json.len()).to_le_bytes());
    body.extend_from_slice(&metadata_json);
    body.extend_from_slice(&to_u32(columns.len()).to_le_bytes());
    for (field, column) in columns {
        assert_eq!(column.codes().len(), header.row_count, "a column has one code a row");
        assert!(field.len() <= limits::MAX_ID_BYTES, "field ids are short");
        encode_column(&mut body, field, column);
    }
    wrap(header, &body)
}

/// Deflates a body and puts magic and header before it and padding behind it.
pub(super) fn wrap(header: &SectionHeader, body: &[u8]) -> Vec<u8> {
    let deflated = compress_to_vec(body, DEFLATE_LEVEL);
    let document = HeaderDocument {
        register: header.register.clone(),
        seq: header.seq,
        section: header.section.clone(),
        row_count: header.row_count as u64,
        row_order: header.row_order.clone(),
        inflated_len: body.len() as u64,
        deflated_len: deflated.len() as u64,
    };
    let header_json = serde_json::to_vec(&document).expect("a header holds only texts and numbers");
    let mut bytes = Vec::with_capacity(padded_len(MAGIC.len() + 4 + header_json.len() + deflated.len()));
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&to_u32(header_json.len()).to_le_bytes());
    bytes.extend_from_slice(&header_json);
    bytes.extend_from_slice(&deflated);
    bytes.resize(padded_len(bytes.len()), 0);
    bytes
}

fn to_u32(byte_len: usize) -> u32 {
    u32::try_from(byte_len).expect("MAX_SECTION_BYTES fits 32 bits")
}

/// Reads a plain section and checks every byte of it.
///
/// That columns agree with the schema is checked by [`assemble`](super::assemble()), since the schema is in another section.
///
/// # Errors
///
/// - [`OpenError::Section`] if magic, header, deflate stream or padding are not those of format 1;
/// - [`OpenError::TooLarge`] if a length in it is above its limit: nothing of that size is allocated then;
/// - [`OpenError::SectionMismatch`] if it says to be another section than the expected one;
/// - [`OpenError::Column`] if a column breaks a rule.
pub fn decode_section(bytes: &[u8], expected: &ExpectedSection) -> Result<Section, OpenError> {
    let fault = |problem: &str| OpenError::Section {
        section: expected.section.to_owned(),
        problem: problem.to_owned(),
    };
    let mut reader = Reader::new(bytes);
    if reader.take(MAGIC.len()) != Some(MAGIC) {
        return Err(fault("does not begin like a section of format 1"));
    }
    let header_len = reader.u32().ok_or_else(|| fault("ends inside its header"))? as usize;
    check_limit(
        "section header",
        header_len as u64,
        limits::MAX_SECTION_HEADER_BYTES as u64,
    )?;
    let header_json = reader.take(header_len).ok_or_else(|| fault("ends inside its header"))?;
    let document: HeaderDocument =
        serde_json::from_slice(header_json).map_err(|_| fault("header is not the JSON of format 1"))?;
    let header = check_header(&document, expected)?;

    let deflated_len = usize::try_from(document.deflated_len).map_err(|_| fault("ends inside its body"))?;
    let deflated = reader.take(deflated_len).ok_or_else(|| fault("ends inside its body"))?;
    let padding = reader.rest();
    if bytes.len() != padded_len(bytes.len() - padding.len()) || padding.iter().any(|&byte| byte != 0) {
        return Err(fault("padding is not that of format 1"));
    }
    let body = inflate(deflated, document.inflated_len, expected.section)?;
    decode_body(&body, header, expected)
}

fn check_limit(what: &str, size: u64, limit: u64) -> Result<(), OpenError> {
    if size <= limit {
        return Ok(());
    }
    Err(OpenError::TooLarge {
        what: what.to_owned(),
        size,
        limit,
    })
}

fn check_header(document: &HeaderDocument, expected: &ExpectedSection) -> Result<SectionHeader, OpenError> {
    let agreements = [
        ("register", document.register == expected.register),
        ("seq", document.seq == expected.seq),
        ("section", document.section == expected.section),
    ];
    for (what, agrees) in agreements {
        if !agrees {
            return Err(mismatch(expected.section, what));
        }
    }
    check_limit("rows", document.row_count, limits::MAX_ROWS as u64)?;
    let is_digest = document.row_order.len() == 64
        && document
            .row_order
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !is_digest {
        return Err(mismatch(expected.section, "row_order"));
    }
    Ok(SectionHeader {
        register: document.register.clone(),
        seq: document.seq,
        section: document.section.clone(),
        row_count: usize::try_from(document.row_count).expect("MAX_ROWS fits"),
        row_order: document.row_order.clone(),
    })
}

fn mismatch(section: &str, what: &'static str) -> OpenError {
    OpenError::SectionMismatch {
        section: section.to_owned(),
        what,
    }
}

/// Inflates exactly `inflated_len` bytes out of all of `deflated`.
fn inflate(deflated: &[u8], inflated_len: u64, section: &str) -> Result<Vec<u8>, OpenError> {
    check_limit("section", inflated_len, limits::MAX_SECTION_BYTES as u64)?;
    // Checked before the buffer is allocated, so that a small section cannot ask for a large one.
    let reachable = (deflated.len() as u64).saturating_mul(limits::MAX_DEFLATE_RATIO);
    check_limit("section", inflated_len, reachable)?;
    let mut body = vec![0; usize::try_from(inflated_len).expect("MAX_SECTION_BYTES fits")];
    let mut state = Box::<DecompressorOxide>::default();
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let (status, read, written) = decompress(&mut state, deflated, &mut body, 0, flags);
    if status != TINFLStatus::Done || read != deflated.len() || written != body.len() {
        return Err(OpenError::Section {
            section: section.to_owned(),
            problem: "body does not inflate to the length it states".to_owned(),
        });
    }
    Ok(body)
}

fn decode_body(body: &[u8], header: SectionHeader, expected: &ExpectedSection) -> Result<Section, OpenError> {
    let fault = |problem: &str| OpenError::Section {
        section: expected.section.to_owned(),
        problem: problem.to_owned(),
    };
    let mut reader = Reader::new(body);
    let metadata_len = reader.u32().ok_or_else(|| fault("body ends inside its metadata"))? as usize;
    check_limit("metadata", metadata_len as u64, limits::MAX_METADATA_BYTES as u64)?;
    let metadata_json = reader
        .take(metadata_len)
        .ok_or_else(|| fault("body ends inside its metadata"))?;
    let metadata = match metadata_json {
        [] => None,
        json => Some(
            serde_json::from_slice::<Metadata>(json).map_err(|error| OpenError::Schema {
                path: format!("metadata line {} column {}", error.line(), error.column()),
                problem: "not the JSON of format 1".to_owned(),
            })?,
        ),
    };
    let states_another_day =
        |metadata: &Metadata| date::parse(&metadata.as_of).is_none() || metadata.as_of != expected.as_of;
    if metadata.as_ref().is_some_and(states_another_day) {
        return Err(mismatch(expected.section, "as_of"));
    }
    let columns = decode_columns(&mut reader, header.row_count, expected.section)?;
    if !reader.is_at_end() {
        return Err(fault("bytes are left over after the last column"));
    }
    Ok(Section {
        header,
        metadata,
        columns,
    })
}
