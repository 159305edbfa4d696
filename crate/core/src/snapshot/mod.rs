//! Plain sections: what lies inside the encryption, as bytes and back.
//!
//! A snapshot is cut into sections, and who holds a section's key can read all of it. The base section carries the schema and
//! every field that each operator may see; each restricted section carries more fields of the *same rows in the same order*.
//! So a section is a list of columns, and what opens is put together again by [`assemble()`].
//!
//! ```text
//! [encode_section]  columns ─▶ magic · header · deflated body · zeros ─▶ sealed elsewhere
//! [decode_section]  bytes ─▶ [Section], every byte accounted for
//! [assemble]        sections ─▶ [Metadata], Schema, Table
//! ```
//!
//! Encoding is deterministic: equal columns give equal bytes. The layout is written up in `data-schema/snapshot.md`.
//!
//! What this module does *not* do: encrypt, decrypt, sign or verify. Bytes that reach [`decode_section`] come from behind a
//! signature and are checked all the same, since a publisher's program can be wrong too.

mod assemble;
mod bytes;
mod columns;
mod disclosure;
mod inflate;
mod metadata;
mod padding;
mod row_order;
mod section;
#[cfg(test)]
mod tests;

pub use assemble::{assemble, assemble_restricted, check_announced, decode_snapshot};
pub use disclosure::{Notice, NoticeCut, Purpose};
pub use metadata::{Metadata, SectionEntry, section_id};
pub use row_order::row_order_digest;
pub use section::{ExpectedSection, Section, SectionBytes, SectionHeader, decode_section, encode_section};
