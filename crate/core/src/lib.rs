//! Opens a sealed register snapshot and answers questions about it with bitmap indexes.
//!
//! Bytes in, answers out. This crate reads no files and no clock, draws no randomness, opens no connection and knows no
//! JavaScript: what it needs of those it is given. It does not seal snapshots (the publisher does), it does not read CSV or
//! Excel, and it knows no field of any register by name.
//!
//! # Concepts, bottom up
//!
//! - [`bitmap`]: a set of row ids, one bit a row.
//! - [`schema`]: fields, code lists, roles and the population of a register.
//! - [`table`]: dictionary-encoded columns; a row is the place of its values in sorted dictionaries.
//! - [`index`]: one bitmap per value or per binary digit, built when a field is first asked.
//! - [`query`]: a filter as asked, its plan in codes, its rows.
//! - [`stats`]: counts and order over a set of rows.
//! - [`dataset`]: all of them as one register that answers.
//! - [`log`]: a chain of sealed entries about who looked at whom.
//! - [`register`]: a dataset and the sections of its snapshot that were not needed yet.
//!
//! # Flow
//!
//! ```text
//! bytes ─ [seal::open ─ snapshot::decode] ─▶ Table ─▶ Dataset ─▶ OpenRegister (decrypts the other sections when they are asked)
//! query ─ Filter (as asked) ─ [Plan::new] ─▶ Plan (ids and codes) ─ Rows ─▶ Bitmap ─ stats ─▶ answer
//! ```
//!
//! Errors exist at the doors in brackets only; behind a door functions cannot fail.
//!
//! # Example
//!
//! ```
//! use serde_json::json;
//! use yongquan_core::dataset::{Dataset, derive};
//! use yongquan_core::date;
//! use yongquan_core::query::Filter;
//! use yongquan_core::schema::{Schema, SchemaDocument};
//! use yongquan_core::table::{Column, Table};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let title = json!({"zh": "借阅证", "en": "Library cards"});
//! let field = |id: &str, kind: &str| json!({
//!     "id": id, "title": {"zh": id, "en": id}, "kind": kind, "group": "card", "sensitivity": "internal",
//!     "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes"
//! });
//! let mut reader_age = field("reader_age", "integer");
//! reader_age["derived"] = json!({"kind": "full_years", "of": "born_on"});
//! let document: SchemaDocument = serde_json::from_value(json!({
//!     "title": title, "groups": [{"id": "card", "title": title}],
//!     "fields": [field("born_on", "date"), reader_age], "code_lists": [], "roles": {"age": "reader_age"},
//!     "default_columns": [], "default_facets": [], "example_questions": []
//! }))?;
//! let schema = Schema::new(document)?;
//!
//! let mut table = Table::new(3, schema.fields().len());
//! let born_on = schema.field_id("born_on").ok_or("no such field")?;
//! table.set(born_on, Column::from_dates(&[date::parse("1933-03-02"), date::parse("1933-03-03"), None]));
//! let as_of = date::parse("2013-03-02").ok_or("no such day")?;
//! derive(&schema, &mut table, as_of)?;
//!
//! let dataset = Dataset::new(schema, table, as_of)?;
//! let selection = dataset.ask(&Filter::from_json(&json!({"field": "reader_age", "op": "ge", "value": 80}))?)?;
//! assert_eq!(selection.matched().iter().collect::<Vec<_>>(), [0]);
//! assert_eq!((selection.counts().not_matched, selection.counts().unknown), (1, 1));
//! # Ok(())
//! # }
//! ```
#![deny(unsafe_code)]

pub mod bitmap;
pub mod dataset;
pub mod date;
pub mod error;
pub mod index;
pub mod limits;
pub mod log;
mod member;
pub mod query;
pub mod register;
pub mod schema;
pub mod seal;
pub mod snapshot;
pub mod stats;
pub mod table;
