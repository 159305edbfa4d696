//! A question to an opened snapshot and its answer, ready to print.

mod figures;
mod layout;
mod report;

use serde_json::{Map, Value as Json, json};
use yongquan_core::dataset::{Dataset, Selection, Sort};
use yongquan_core::date;
use yongquan_core::error::{QueryError, SchemaError};
use yongquan_core::query::sql::{self, Dialect, Target};
use yongquan_core::query::{Filter, text};
use yongquan_core::schema::FieldId;
use yongquan_core::seal::Kind;
use yongquan_core::table::Value;

use crate::opening::OpenedRegister;

pub use figures::{Figures, FiguresRequest};
pub use layout::pointer;

/// Of whom something is asked.
pub struct Question<'a> {
    /// The question in the text form.
    pub text: Option<&'a str>,
    /// The question in the JSON form; used if there is no text.
    pub filter: Option<&'a Json>,
    /// The day to count ages to, `YYYY-MM-DD`; absent: the snapshot's.
    pub as_of: Option<&'a str>,
}

/// What is asked. Fields go by id or title.
pub struct Request<'a> {
    /// Of whom.
    pub question: Question<'a>,
    /// The field to count the values of.
    pub facet: Option<&'a str>,
    /// The rows to list.
    pub page: Option<Page<'a>>,
}

/// Which rows to list and how.
pub struct Page<'a> {
    /// Rows at most.
    pub limit: usize,
    /// Rows to leave out first.
    pub offset: usize,
    /// The fields; none: the register's default columns, as far as the key opens them.
    pub fields: &'a [String],
    /// The fields that order the list, one after the other.
    pub sort: &'a [String],
    /// Largest first.
    pub is_descending: bool,
}

/// Why there is no answer.
pub enum Refusal {
    /// The question is at fault.
    Question(QueryError),
    /// The snapshot's schema is.
    Schema(SchemaError),
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        Self::Question(error)
    }
}

impl From<SchemaError> for Refusal {
    fn from(error: SchemaError) -> Self {
        Self::Schema(error)
    }
}

/// A register and the rows of it that a question selects.
struct Asked {
    register: String,
    seq: u64,
    kind: Kind,
    dataset: Dataset,
    /// `None` for everybody.
    filter: Option<Filter>,
    selection: Selection,
}

/// The answer to a [`Request`].
pub struct Answer {
    asked: Asked,
    facet: Option<Facet>,
    listing: Option<Listing>,
}

/// Counts of the values of one field.
struct Facet {
    field: FieldId,
    /// One count per code, the missing code's last.
    counts: Vec<u32>,
}

/// One page of rows.
struct Listing {
    fields: Vec<FieldId>,
    row_ids: Vec<u32>,
}

impl Asked {
    fn new(register: OpenedRegister, question: &Question) -> Result<Self, Refusal> {
        let manifest = register.snapshot.manifest();
        let (id, seq, kind) = (manifest.register.clone(), manifest.seq, manifest.kind);
        let as_of = date::parse(&manifest.as_of).ok_or(QueryError::WrongAsOf)?;
        let mut dataset = Dataset::new(register.schema, register.table, as_of)?;
        if let Some(day) = question.as_of {
            dataset.set_as_of(date::parse(day).ok_or(QueryError::WrongAsOf)?)?;
        }
        let filter = match (question.text, question.filter) {
            (Some(question), _) => Some(text::parse(question, dataset.schema())?),
            (None, Some(json)) => Some(Filter::from_json(json)?),
            (None, None) => None,
        };
        let selection = match &filter {
            Some(filter) => dataset.ask(filter)?,
            None => dataset.everyone(),
        };
        Ok(Self {
            register: id,
            seq,
            kind,
            dataset,
            filter,
            selection,
        })
    }

    /// The counts and what they are of, as one JSON object.
    fn to_json(&self) -> Json {
        let counts = self.selection.counts();
        json!({
            "count": counts.matched,
            "not_matched": counts.not_matched,
            "unknown": counts.unknown,
            "excluded": counts.excluded,
            "population": counts.population(),
            "as_of": date::format(self.dataset.as_of()),
            "register": self.register,
            "seq": self.seq,
            "kind": self.kind,
            "filter": self.filter.as_ref().map(Filter::to_json),
        })
    }

    /// The codes of a facet that occur: in the order of the code list or of the values, missing last.
    fn codes_in_order(&self, field: FieldId, counts: &[u32]) -> Vec<usize> {
        let column = self.dataset.column(field).expect("a facet was taken of this field");
        let mut codes: Vec<usize> = (0..counts.len()).filter(|&code| counts[code] > 0).collect();
        if let Some(list) = self.dataset.schema().code_list(field) {
            // Values outside the list stand behind it, in the order of the dictionary.
            let place = |code: &usize| match self.value_of(field, *code) {
                Some(Value::Text(text)) => list.codes().iter().position(|entry| entry.code == text),
                _ => None,
            };
            codes.sort_by_key(|code| (*code >= column.cardinality(), place(code).unwrap_or(usize::MAX)));
        }
        codes
    }

    /// The value of a code; `None` for that of missing.
    fn value_of(&self, field: FieldId, code: usize) -> Option<Value<'_>> {
        let column = self.dataset.column(field).expect("the field is open");
        (code < column.cardinality()).then(|| column.dictionary().value(code))
    }

    /// The Chinese title of a code, or the value as written; `None` if it is missing.
    fn title(&self, field: FieldId, value: Option<Value>) -> Option<String> {
        let value = value?;
        let entry = match value {
            Value::Text(code) => self.dataset.schema().code_list(field).and_then(|list| list.get(code)),
            _ => None,
        };
        Some(match (entry, value) {
            (Some(entry), _) => entry.title.zh.clone(),
            (None, Value::Boolean(value)) => if value { "是" } else { "否" }.to_owned(),
            (None, value) => value.to_string(),
        })
    }

    fn id(&self, field: FieldId) -> &str {
        &self.dataset.schema().field(field).id
    }
}

/// Writes a question as an SQL query over a table of this name with the register's stored columns.
///
/// # Errors
///
/// - the question is refused, or no column answers it;
/// - the as-of date does not exist.
pub fn to_sql(
    register: &OpenedRegister,
    question: &Question,
    dialect: Dialect,
    table: &str,
) -> Result<String, Refusal> {
    let as_of = question.as_of.unwrap_or(&register.snapshot.manifest().as_of);
    let as_of = date::parse(as_of).ok_or(QueryError::WrongAsOf)?;
    let schema = &register.schema;
    let filter = match (question.text, question.filter) {
        (Some(question), _) => text::parse(question, schema)?,
        (None, filter) => Filter::from_json(filter.unwrap_or(&Json::Null))?,
    };
    Ok(sql::to_count(&filter, schema, Target { dialect, table, as_of })?)
}

/// Answers a question.
///
/// # Errors
///
/// - the question is refused, or names a field that does not exist or is not open;
/// - the as-of date does not exist or cannot be changed;
/// - the population that the schema declares cannot be found.
pub fn answer(register: OpenedRegister, request: &Request) -> Result<Answer, Refusal> {
    let asked = Asked::new(register, &request.question)?;
    let (dataset, selection) = (&asked.dataset, &asked.selection);
    let facet = request.facet.map(|name| {
        let field = find_field(dataset, name, "--facet")?;
        let counts = dataset.facet(selection, field)?;
        Ok::<_, QueryError>(Facet { field, counts })
    });
    let facet = facet.transpose()?;
    let listing = request.page.as_ref().map(|page| {
        let fields = listed_fields(dataset, page.fields)?;
        let sorts = page.sort.iter().map(|sort| {
            Ok::<_, QueryError>(Sort {
                field: find_field(dataset, sort, "--sort")?,
                is_descending: page.is_descending,
            })
        });
        let sorts: Vec<Sort> = sorts.collect::<Result<_, _>>()?;
        let row_ids = dataset.rows(selection, &sorts, page.offset, page.limit)?;
        Ok::<_, QueryError>(Listing { fields, row_ids })
    });
    let listing = listing.transpose()?;
    Ok(Answer { asked, facet, listing })
}

fn find_field(dataset: &Dataset, name: &str, argument: &str) -> Result<FieldId, QueryError> {
    let found = dataset.schema().find_field(name);
    found.ok_or_else(|| QueryError::UnknownField {
        path: argument.to_owned(),
        field: name.to_owned(),
    })
}

fn listed_fields(dataset: &Dataset, names: &[String]) -> Result<Vec<FieldId>, QueryError> {
    if names.is_empty() {
        let columns = dataset.schema().document().default_columns.iter();
        let fields = columns.filter_map(|name| dataset.schema().field_id(name));
        return Ok(fields
            .filter(|&field| dataset.table().column(field).is_some())
            .collect());
    }
    let fields = names.iter().map(|name| {
        let field = find_field(dataset, name, "--fields")?;
        dataset.column(field)?;
        Ok(field)
    });
    fields.collect()
}

impl Answer {
    /// The answer as one JSON object; cells are whole, missing ones `null`.
    pub fn to_json(&self) -> Json {
        let asked = &self.asked;
        let mut object = asked.to_json();
        if let Some(facet) = &self.facet {
            let values: Vec<Json> = self
                .facet_values(facet)
                .map(|(value, count)| json!({ "value": cell(value), "title": asked.title(facet.field, value), "count": count }))
                .collect();
            object["facet"] = json!({ "field": asked.id(facet.field), "values": values });
        }
        if let Some(listing) = &self.listing {
            let rows = listing.row_ids.iter().map(|&row_id| {
                let cells = listing.fields.iter().map(|&field| {
                    let value = self.value(field, row_id);
                    (asked.id(field).to_owned(), cell(value))
                });
                Json::Object(cells.collect::<Map<_, _>>())
            });
            object["rows"] = Json::Array(rows.collect());
        }
        object
    }

    /// The values of a facet that occur, with their counts: in the order of the code list or of the values, missing last.
    fn facet_values<'a>(&'a self, facet: &'a Facet) -> impl Iterator<Item = (Option<Value<'a>>, u32)> {
        let codes = self.asked.codes_in_order(facet.field, &facet.counts).into_iter();
        codes.map(move |code| (self.asked.value_of(facet.field, code), facet.counts[code]))
    }

    fn value(&self, field: FieldId, row_id: u32) -> Option<Value<'_>> {
        let column = self.asked.dataset.column(field).expect("listed fields are open");
        column.value(row_id as usize)
    }
}

fn cell(value: Option<Value>) -> Json {
    match value {
        None => Json::Null,
        Some(Value::Text(text)) => json!(text),
        Some(Value::Integer(number)) => json!(number),
        Some(Value::Number(number)) => json!(number),
        Some(Value::Boolean(value)) => json!(value),
        Some(Value::Date(day)) => json!(date::format(day)),
    }
}
