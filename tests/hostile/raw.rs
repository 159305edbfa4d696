//! Plain sections taken apart and put together again, without the code under test: so that everything about them can be a lie.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec;
use serde_json::Value;

use crate::fixture::SEQ;
use crate::register;

/// A plain section in its parts.
#[derive(Clone)]
pub struct RawSection {
    /// What the header says.
    pub header: Value,
    /// The body as it lies there.
    pub deflated: Vec<u8>,
}

impl RawSection {
    /// One of the sections of the good snapshot.
    pub fn good(section: usize) -> Self {
        let bytes = &register::sections(SEQ)[section].bytes;
        let header_len = u32::from_le_bytes(bytes[8..12].try_into().expect("four bytes")) as usize;
        let header: Value = serde_json::from_slice(&bytes[12..12 + header_len]).expect("is JSON");
        let deflated_len = header["deflated_len"].as_u64().expect("is a number") as usize;
        let deflated = bytes[12 + header_len..12 + header_len + deflated_len].to_vec();
        Self { header, deflated }
    }

    /// The body, inflated.
    pub fn body(&self) -> Vec<u8> {
        decompress_to_vec(&self.deflated).expect("is deflated")
    }

    /// Puts another body in, of which the header says the truth.
    pub fn set_body(&mut self, body: &[u8]) {
        self.set_deflated(compress_to_vec(body, 6), body.len());
    }

    /// The same with any bytes as the deflated ones, and what they are said to become.
    pub fn set_deflated(&mut self, deflated: Vec<u8>, inflated_len: usize) {
        self.header["deflated_len"] = deflated.len().into();
        self.header["inflated_len"] = inflated_len.into();
        self.deflated = deflated;
    }

    /// The section, padded as it should be.
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = serde_json::to_vec(&self.header).expect("is JSON");
        self.under_header(&header)
    }

    /// The section with any bytes as its header.
    pub fn under_header(&self, header: &[u8]) -> Vec<u8> {
        let header_len = u32::try_from(header.len()).expect("headers are short");
        let mut bytes = [b"yqsect1\n", &header_len.to_le_bytes()[..], header, &self.deflated].concat();
        // Padmé, as snapshot.md has it: as many low digits are zero as the exponent has more than digits of its own.
        let exponent = bytes.len().ilog2();
        let step = 1 << (exponent - (exponent.ilog2() + 1));
        bytes.resize(bytes.len().next_multiple_of(step), 0);
        bytes
    }
}

/// Appends a number of four bytes.
pub fn push_u32(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

/// A body of one column of the field `phone`: a text column, of which any part may be a lie.
pub fn one_column(cardinality: u32, dictionary: &[u8], codes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    push_u32(&mut body, 0);
    push_u32(&mut body, 1);
    body.extend_from_slice(&5u16.to_le_bytes());
    body.extend_from_slice(b"phone\x01\x01");
    push_u32(&mut body, cardinality);
    body.extend_from_slice(dictionary);
    body.extend_from_slice(codes);
    body
}
