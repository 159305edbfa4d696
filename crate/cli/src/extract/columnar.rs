//! An extract as columns with types: a Parquet file, or an Arrow file.
//!
//! Texts are dictionary-encoded, days are 32-bit days since 1970, missing values are nulls. Titles stand in place of codes where labels
//! are wanted; truth values stay what they are.

use std::collections::HashMap;
use std::io::{self, Write};
use std::iter;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Metadata, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use yongquan_core::date::{self, Day};
use yongquan_core::seal::Kind;
use yongquan_core::table::Dictionary;

use super::{Extract, ExtractColumn};

/// Rows that are converted at once: a few megabytes of a register with 140 fields.
const BATCH_ROWS: usize = 1 << 14;

/// Rows of one row group of Parquet, which is encoded in memory before it is written.
const ROW_GROUP_ROWS: usize = 1 << 17;

/// A file format of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columnar {
    /// Parquet, compressed with Snappy.
    Parquet,
    /// The file format of Arrow, also known as Feather 2.
    Arrow,
}

impl Extract<'_> {
    /// The ids of the rows, in batches of so many at most.
    fn batches(&self, max_rows: usize) -> impl Iterator<Item = Vec<usize>> + '_ {
        let mut row_ids = self.row_ids();
        iter::from_fn(move || {
            Some(row_ids.by_ref().take(max_rows).collect::<Vec<_>>()).filter(|batch| !batch.is_empty())
        })
    }

    /// What a file says about where it comes from, where the format has room.
    fn notes(&self) -> Vec<(String, String)> {
        let manifest = self.asked.register.snapshot().manifest();
        let kind = match manifest.kind {
            Kind::Synthetic => "synthetic",
            Kind::Real => "real",
        };
        let mut notes = vec![
            ("register", manifest.register.clone()),
            ("seq", manifest.seq.to_string()),
            ("as_of", date::format(self.asked.dataset.as_of())),
            ("kind", kind.to_owned()),
        ];
        if self.is_synthetic() {
            notes.push(("note", "虚构演示数据 synthetic".to_owned()));
        }
        notes
            .into_iter()
            .map(|(key, value)| (format!("yongquan:{key}"), value))
            .collect()
    }
}

/// Writes an extract as columns.
///
/// # Errors
///
/// Those of `out`.
pub fn write(extract: &Extract, format: Columnar, out: impl Write + Send) -> io::Result<()> {
    let columns: Vec<TypedColumn> = extract
        .columns
        .iter()
        .map(|column| TypedColumn::new(column, extract))
        .collect();
    let fields: Vec<Field> = columns.iter().map(TypedColumn::field).collect();
    let schema = Arc::new(Schema::new_with_metadata(
        fields,
        extract.notes().into_iter().collect::<Metadata>(),
    ));
    let batches = extract.batches(BATCH_ROWS).map(|row_ids| {
        let arrays = columns.iter().map(|column| column.array(&row_ids)).collect();
        RecordBatch::try_new(schema.clone(), arrays)
    });
    match format {
        Columnar::Parquet => write_parquet(extract, schema.clone(), batches, out).map_err(from_parquet),
        Columnar::Arrow => write_arrow(&schema, batches, out).map_err(from_arrow),
    }
}

fn write_parquet(
    extract: &Extract,
    schema: SchemaRef,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    out: impl Write + Send,
) -> Result<(), ParquetError> {
    // Beside those of the schema, which only readers of Arrow look for.
    let notes = extract
        .notes()
        .into_iter()
        .map(|(key, value)| KeyValue::new(key, value));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_key_value_metadata(Some(notes.collect()))
        .build();
    let mut writer = ArrowWriter::try_new(out, schema, Some(properties))?;
    for batch in batches {
        writer.write(&batch?)?;
    }
    writer.into_inner()?.flush()?;
    Ok(())
}

fn write_arrow(
    schema: &Schema,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    out: impl Write,
) -> Result<(), ArrowError> {
    let mut writer = FileWriter::try_new(out, schema)?;
    for batch in batches {
        writer.write(&batch?)?;
    }
    writer.finish()?;
    writer.into_inner()?.flush()?;
    Ok(())
}

/// What the system says, where it is the system that failed.
fn from_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}

fn from_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}

/// A column with its values in the type that it is written in.
struct TypedColumn<'a> {
    column: &'a ExtractColumn<'a>,
    values: Values<'a>,
}

/// The values of a column, by the code of the register.
enum Values<'a> {
    Text {
        /// The place of each code's text among the texts; of no meaning for codes that no row of the extract has.
        places: Vec<i32>,
        /// The texts of the rows of the extract, each once.
        texts: ArrayRef,
    },
    Integer(&'a [i64]),
    Number(&'a [f64]),
    Boolean,
    Date(&'a [Day]),
}

impl<'a> TypedColumn<'a> {
    fn new(column: &'a ExtractColumn<'a>, extract: &Extract) -> Self {
        let values = match column.column.dictionary() {
            Dictionary::Text(_) => texts_of(column, extract),
            Dictionary::Integer(values) => Values::Integer(values),
            Dictionary::Number(values) => Values::Number(values),
            Dictionary::Boolean => Values::Boolean,
            Dictionary::Date(values) => Values::Date(values),
        };
        Self { column, values }
    }

    fn field(&self) -> Field {
        let data_type = match self.values {
            Values::Text { .. } => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Values::Integer(_) => DataType::Int64,
            Values::Number(_) => DataType::Float64,
            Values::Boolean => DataType::Boolean,
            Values::Date(_) => DataType::Date32,
        };
        let id = ("yongquan:field".to_owned(), self.column.field.id.clone());
        Field::new(&self.column.name, data_type, true).with_metadata([id])
    }

    fn array(&self, row_ids: &[usize]) -> ArrayRef {
        let codes = row_ids.iter().map(|&row_id| self.column.code(row_id));
        match &self.values {
            Values::Text { places, texts } => {
                let places: Int32Array = codes.map(|code| code.map(|code| places[code])).collect();
                let array = DictionaryArray::<Int32Type>::try_new(places, texts.clone());
                Arc::new(array.expect("every place is that of a text"))
            }
            Values::Integer(values) => {
                Arc::new(codes.map(|code| code.map(|code| values[code])).collect::<Int64Array>())
            }
            Values::Number(values) => Arc::new(
                codes
                    .map(|code| code.map(|code| values[code]))
                    .collect::<Float64Array>(),
            ),
            Values::Boolean => Arc::new(codes.map(|code| code.map(|code| code == 1)).collect::<BooleanArray>()),
            Values::Date(values) => Arc::new(codes.map(|code| code.map(|code| values[code])).collect::<Date32Array>()),
        }
    }
}

/// The texts of the rows of the extract and of no others. Codes with one label become one text.
fn texts_of<'a>(column: &'a ExtractColumn<'a>, extract: &Extract) -> Values<'a> {
    let cardinality = column.column.cardinality();
    let mut is_used = vec![false; cardinality];
    for code in extract.row_ids().filter_map(|row_id| column.code(row_id)) {
        is_used[code] = true;
    }
    let mut places = vec![0; cardinality];
    let mut texts = Vec::new();
    let mut place_of = HashMap::new();
    for code in (0..cardinality).filter(|&code| is_used[code]) {
        let text = column.text(column.value(code));
        places[code] = *place_of.entry(text.clone()).or_insert_with(|| {
            texts.push(text);
            i32::try_from(texts.len() - 1).expect("rows are numbered in 31 bits")
        });
    }
    // A section has at most MAX_SECTION_BYTES, so its texts fit offsets of 32 bits.
    let texts = Arc::new(StringArray::from_iter_values(texts));
    Values::Text { places, texts }
}
