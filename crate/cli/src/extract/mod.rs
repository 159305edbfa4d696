//! What a key may see of a snapshot, written into a file in clear: delimited text, Parquet, or Arrow.
//!
//! ```text
//! Register ─ [Extract::new] ─▶ columns and rows ─┬─ csv ──────▶ text, a row at a time
//!             fields, question                   └─ columnar ─▶ Parquet or Arrow, a batch of rows at a time
//! ```
//!
//! A text that no row of the extract has is in no byte of the file: dictionaries are made anew from the rows that are written.
//! Sounds of names are an index and are never written; fields marked `never` are in no snapshot.
//!
//! Parquet and Arrow come with the feature `columnar`, which is on unless a build says otherwise: they are much of the
//! program's compiling, and builds that are made to be tested otherwise do without.

#[cfg(feature = "columnar")]
mod columnar;
mod csv;

#[cfg(feature = "columnar")]
pub use columnar::{Columnar, write as write_columnar};
pub use csv::{CsvOptions, write as write_csv};

use std::borrow::Cow;
use std::collections::HashMap;

use yongquan_core::dataset::Counts;
use yongquan_core::error::{AnswerError, QueryError};
use yongquan_core::schema::{CodeList, FieldDocument, FieldId, Schema, Title};
use yongquan_core::seal::Kind;
use yongquan_core::table::{Column, Value};

use crate::question::{Asked, Question, Register, find_field};

/// A language of titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    fn of(self, title: &Title) -> &str {
        match self {
            Self::Zh => &title.zh,
            Self::En => &title.en,
        }
    }

    fn truth(self, value: bool) -> &'static str {
        match (self, value) {
            (Self::Zh, true) => "是",
            (Self::Zh, false) => "否",
            (Self::En, true) => "yes",
            (Self::En, false) => "no",
        }
    }
}

/// What is to be extracted.
pub struct ExtractRequest<'a> {
    /// Of whom. Without a filter: every row, also those that are not counted.
    pub question: Question<'a>,
    /// The fields, by id or title; one that is named twice is one column. None: every stored field that the key opens, in the order of
    /// the schema.
    pub fields: &'a [String],
    /// Whether derived fields are among them if none are named.
    pub with_derived: bool,
    /// The language of titles instead of ids, and of labels instead of codes. `None`: as in the register.
    pub labels: Option<Language>,
}

/// Rows and columns that are to be written.
pub struct Extract<'a> {
    asked: Asked<'a>,
    columns: Vec<ExtractColumn<'a>>,
}

/// A column that is to be written.
struct ExtractColumn<'a> {
    name: String,
    /// Only files of columns have room for its id beside the name.
    #[cfg(feature = "columnar")]
    field: &'a FieldDocument,
    column: &'a Column,
    list: Option<&'a CodeList>,
    labels: Option<Language>,
}

impl<'a> Extract<'a> {
    /// Opens the sections that are needed and finds rows and columns.
    ///
    /// # Errors
    ///
    /// - the question is refused, or names a field that the key does not open;
    /// - there is no such field, or its section is closed;
    /// - a section that is needed cannot be opened.
    pub fn new(register: &'a mut Register, request: &ExtractRequest) -> Result<Self, AnswerError> {
        if request.fields.is_empty() {
            register.open_all()?;
        } else {
            register.open_fields(request.fields.iter().map(String::as_str))?;
        }
        let asked = register.ask(&request.question)?;
        let dataset = asked.dataset;
        let schema = dataset.schema();
        let mut fields: Vec<FieldId> = Vec::new();
        for name in request.fields {
            let field = find_field(dataset, name, "--fields").map_err(|error| not_sounds(schema, name, error))?;
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        if request.fields.is_empty() {
            let is_wanted = |id: &FieldId| request.with_derived || schema.field(*id).derived.is_none();
            let is_open = |id: &FieldId| dataset.table().column(*id).is_some();
            fields = schema.field_ids().filter(is_wanted).filter(is_open).collect();
        }
        let names = names(schema, &fields, request.labels);
        let columns = fields.iter().zip(names).map(|(&id, name)| ExtractColumn {
            name,
            #[cfg(feature = "columnar")]
            field: schema.field(id),
            column: dataset.column(id).expect("found or filtered by being open"),
            list: schema.code_list(id),
            labels: request.labels,
        });
        Ok(Self {
            columns: columns.collect(),
            asked,
        })
    }

    /// Number of rows.
    pub fn row_count(&self) -> usize {
        match self.asked.filter {
            Some(_) => self.asked.selection.counts().matched,
            None => self.asked.dataset.table().row_count(),
        }
    }

    /// Number of columns.
    pub fn column_count(&self) -> usize {
        self.columns.len()
    }

    /// How the rows divide over the answers of the question; `None` if every row is written.
    pub fn counts(&self) -> Option<Counts> {
        self.asked.filter.as_ref().map(|_| self.asked.selection.counts())
    }

    /// Rows that are written although they are not counted.
    pub fn uncounted_rows(&self) -> usize {
        match self.asked.filter {
            Some(_) => 0,
            None => self.asked.selection.counts().excluded,
        }
    }

    /// Whether the people in it are invented.
    pub fn is_synthetic(&self) -> bool {
        self.asked.register.snapshot().manifest().kind == Kind::Synthetic
    }

    /// The sections that the key does not open: their titles in both languages, and their ids.
    pub fn closed_sections(&self) -> Vec<([&str; 2], &str)> {
        let snapshot = self.asked.register.snapshot();
        let locked = snapshot.locked_sections();
        let entries = snapshot.metadata().sections.iter();
        let entries = entries.filter(|entry| locked.contains(&entry.id.as_str()));
        entries
            .map(|entry| ([entry.title.as_str(), &entry.title_en], entry.id.as_str()))
            .collect()
    }

    /// The ids of the rows, ascending.
    fn row_ids(&self) -> Box<dyn Iterator<Item = usize> + '_> {
        match self.asked.filter {
            Some(_) => Box::new(self.asked.selection.matched().iter()),
            None => Box::new(0..self.asked.dataset.table().row_count()),
        }
    }
}

/// A field that says how another one sounds has no values to extract, whoever opens it.
fn not_sounds(schema: &Schema, name: &str, error: QueryError) -> QueryError {
    match (schema.find_field(name), error) {
        (Some(id), QueryError::LockedField { path, field }) if schema.is_pinyin(id) => {
            QueryError::UnknownField { path, field }
        }
        (_, error) => error,
    }
}

/// The name of each column. Titles that two columns share are told apart by the ids.
fn names(schema: &Schema, fields: &[FieldId], labels: Option<Language>) -> Vec<String> {
    let fields: Vec<&FieldDocument> = fields.iter().map(|&id| schema.field(id)).collect();
    let Some(language) = labels else {
        return fields.iter().map(|field| field.id.clone()).collect();
    };
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for field in &fields {
        *uses.entry(language.of(&field.title)).or_default() += 1;
    }
    let names = fields.iter().map(|field| match language.of(&field.title) {
        "" => field.id.clone(),
        title if uses[title] > 1 => format!("{title} ({})", field.id),
        title => title.to_owned(),
    });
    names.collect()
}

impl<'a> ExtractColumn<'a> {
    /// The code of a row; `None` if its value is missing.
    fn code(&self, row_id: usize) -> Option<usize> {
        let code = self.column.codes().get(row_id);
        (code != self.column.missing_code()).then_some(code)
    }

    fn value(&self, code: usize) -> Value<'a> {
        self.column.dictionary().value(code)
    }

    /// A value as text: as in the register, or its label.
    fn text(&self, value: Value<'a>) -> Cow<'a, str> {
        match (value, self.labels) {
            (Value::Text(code), Some(language)) => {
                let title = self
                    .list
                    .and_then(|list| list.get(code))
                    .map(|entry| language.of(&entry.title));
                Cow::Borrowed(title.filter(|title| !title.is_empty()).unwrap_or(code))
            }
            (Value::Text(text), None) => Cow::Borrowed(text),
            (Value::Boolean(value), Some(language)) => Cow::Borrowed(language.truth(value)),
            (value, _) => Cow::Owned(value.to_string()),
        }
    }
}
