//! One plain section: magic, header, deflated body, padding.

use std::io::Read;

use miniz_oxide::deflate::compress_to_vec;
use serde::{Deserialize, Serialize};

use super::bytes::Reader;
use super::columns::{decode_columns, encode_column, encode_sounds};
use super::inflate::Inflater;
use super::metadata::Metadata;
use super::padding::padded_len;
use crate::date;
use crate::error::OpenError;
use crate::limits;
use crate::table::{Column, Sounds};

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
    /// Field id and sounds of the fields that have no column, behind the columns.
    pub sounds: Vec<(String, Sounds)>,
}

/// Writes a plain section.
///
/// Deterministic: equal arguments give equal bytes. `metadata` belongs into the base section and nowhere else. Columns are written
/// in the order given, which has to be that of the schema; so are the sounds behind them.
///
/// # Panics
///
/// - If a column has another number of rows than the header says;
/// - if a field id is longer than [`limits::MAX_ID_BYTES`].
pub fn encode_section(
    header: &SectionHeader,
    metadata: Option<&Metadata>,
    columns: &[(&str, &Column)],
    sounds: &[(&str, &Sounds)],
) -> Vec<u8> {
    let mut body = Vec::new();
    let metadata_json = metadata.map_or_else(Vec::new, |metadata| {
        serde_json::to_vec(metadata).expect("metadata holds only texts, lists and JSON values")
    });
    body.extend_from_slice(&to_u32(metadata_json.len()).to_le_bytes());
    body.extend_from_slice(&metadata_json);
    body.extend_from_slice(&to_u32(columns.len() + sounds.len()).to_le_bytes());
    for (field, column) in columns {
        assert_eq!(column.codes().len(), header.row_count, "a column has one code a row");
        assert!(field.len() <= limits::MAX_ID_BYTES, "field ids are short");
        encode_column(&mut body, field, column);
    }
    for (field, of_field) in sounds {
        assert!(field.len() <= limits::MAX_ID_BYTES, "field ids are short");
        encode_sounds(&mut body, field, of_field);
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

/// The plain bytes of a section on their way in: read once, from the first to the last.
#[derive(Debug, Clone)]
pub struct SectionBytes<R> {
    /// What gives the bytes, whether they are in memory or being decrypted.
    pub reader: R,
    /// How many bytes it gives at most. A section that says to be longer is refused before anything is allocated for it.
    pub max_byte_len: u64,
}

impl<'a> From<&'a [u8]> for SectionBytes<&'a [u8]> {
    fn from(bytes: &'a [u8]) -> Self {
        Self {
            reader: bytes,
            max_byte_len: bytes.len() as u64,
        }
    }
}

/// Reads a plain section and checks every byte of it.
///
/// It is decrypted, inflated and cut into columns in one pass: beside the columns, each in memory of its own size, there are only
/// some windows of a few kibibytes. That columns agree with the schema is checked by [`assemble`](super::assemble()), since the
/// schema is in another section.
///
/// # Errors
///
/// - [`OpenError::Section`] if magic, header, deflate stream or padding are not those of format 1, or the bytes cannot be read;
/// - [`OpenError::TooLarge`] if a length in it is above its limit: nothing of that size is allocated then;
/// - [`OpenError::SectionMismatch`] if it says to be another section than the expected one;
/// - [`OpenError::Column`] if a column breaks a rule.
pub fn decode_section<R: Read>(bytes: SectionBytes<R>, expected: &ExpectedSection) -> Result<Section, OpenError> {
    let fault = |problem: &str| OpenError::Section {
        section: expected.section.to_owned(),
        problem: problem.to_owned(),
    };
    let mut reader = Reader::new(bytes.reader, bytes.max_byte_len);
    if reader.array().as_ref() != Some(MAGIC) {
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
        serde_json::from_slice(&header_json).map_err(|_| fault("header is not the JSON of format 1"))?;
    let header = check_header(&document, expected)?;

    let deflated = reader.part(document.deflated_len);
    let deflated = deflated.ok_or_else(|| fault("ends inside its body"))?;
    check_inflated_len(&document)?;
    let mut body = Reader::new(Inflater::new(deflated), document.inflated_len);
    let section = decode_body(&mut body, header, expected);
    let inflater = body.inner_mut();
    if inflater.is_broken() || section.is_ok() && !inflater.is_at_end() {
        return Err(fault("body does not inflate to the length it states"));
    }
    let section = section?;
    let byte_len = (MAGIC.len() + 4 + header_len) as u64 + document.deflated_len;
    if !is_padding(reader.inner_mut(), byte_len) {
        return Err(fault("padding is not that of format 1"));
    }
    Ok(section)
}

/// Whether nothing follows but the zeros that a section of so many bytes is padded with.
fn is_padding(reader: &mut impl Read, byte_len: u64) -> bool {
    let Ok(byte_len) = usize::try_from(byte_len) else {
        return false;
    };
    let mut missing = padded_len(byte_len) - byte_len;
    let mut zeros = [0; 1 << 10];
    loop {
        // One byte more than there should be: the end has to be where it belongs.
        let piece_len = zeros.len().min(missing + 1);
        match reader.read(&mut zeros[..piece_len]) {
            Ok(0) => return missing == 0,
            Ok(read) if read <= missing && zeros[..read].iter().all(|&byte| byte == 0) => missing -= read,
            _ => return false,
        }
    }
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

/// Checked before anything is inflated, so that a small section cannot ask for a large one.
fn check_inflated_len(document: &HeaderDocument) -> Result<(), OpenError> {
    check_limit("section", document.inflated_len, limits::MAX_SECTION_BYTES as u64)?;
    let reachable = document.deflated_len.saturating_mul(limits::MAX_DEFLATE_RATIO);
    check_limit("section", document.inflated_len, reachable)
}

fn decode_body<R: Read>(
    reader: &mut Reader<R>,
    header: SectionHeader,
    expected: &ExpectedSection,
) -> Result<Section, OpenError> {
    let fault = |problem: &str| OpenError::Section {
        section: expected.section.to_owned(),
        problem: problem.to_owned(),
    };
    let metadata_len = reader.u32().ok_or_else(|| fault("body ends inside its metadata"))? as usize;
    check_limit("metadata", metadata_len as u64, limits::MAX_METADATA_BYTES as u64)?;
    let metadata_json = reader
        .take(metadata_len)
        .ok_or_else(|| fault("body ends inside its metadata"))?;
    let metadata = match &metadata_json[..] {
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
    let (columns, sounds) = decode_columns(reader, header.row_count, expected.section)?;
    if columns.is_empty() {
        check_limit("rows", header.row_count as u64, limits::MAX_ROWS_WITHOUT_COLUMNS as u64)?;
    }
    if !reader.is_at_end() {
        return Err(fault("bytes are left over after the last column"));
    }
    Ok(Section {
        header,
        metadata,
        columns,
        sounds,
    })
}
