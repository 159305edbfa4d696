//! A question to an opened snapshot and its answer, ready to print.

pub mod batch;
mod distribution;
mod figures;
mod layout;
mod report;

use serde_json::{Map, Value as Json, json};
use yongquan_core::dataset::{Dataset, Selection, Sort};
use yongquan_core::date::{self, Day};
use yongquan_core::error::{AnswerError, QueryError};
use yongquan_core::query::sql::{self, Dialect, Target};
use yongquan_core::query::{Filter, text};
use yongquan_core::register::OpenRegister;
use yongquan_core::schema::FieldId;
use yongquan_core::seal::Kind;
use yongquan_core::table::Value;

use crate::failure::Failure;

pub use figures::{DEFAULT_QUANTILES, Figures, FiguresRequest};
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

/// A register that is asked one question after the other.
pub struct Register {
    id: String,
    seq: u64,
    kind: Kind,
    /// The snapshot's day: questions that name none are asked at it.
    as_of: Day,
    open: OpenRegister,
}

/// What is said before anything from a register of invented people.
pub(crate) const SYNTHETIC_NOTE: &str = "虚构演示数据 · synthetic data, nobody in it exists\n";

/// A register and the rows of it that a question selects.
pub(crate) struct Asked<'a> {
    pub(crate) register: &'a Register,
    pub(crate) dataset: &'a Dataset,
    /// `None` for everybody.
    pub(crate) filter: Option<Filter>,
    pub(crate) selection: Selection,
}

/// The answer to a [`Request`].
pub struct Answer<'a> {
    asked: Asked<'a>,
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

impl Register {
    /// A register whose questions count ages to the snapshot's day unless they name another.
    ///
    /// # Errors
    ///
    /// The snapshot's day does not exist.
    pub fn new(open: OpenRegister) -> Result<Self, Failure> {
        let manifest = open.manifest();
        let as_of = date::parse(&manifest.as_of).ok_or(QueryError::WrongAsOf)?;
        Ok(Self {
            id: manifest.register.clone(),
            seq: manifest.seq,
            kind: manifest.kind,
            as_of,
            open,
        })
    }

    /// The snapshot, as far as it is open.
    pub(crate) fn snapshot(&self) -> &OpenRegister {
        &self.open
    }

    /// Opens every section that the key opens.
    pub(crate) fn open_all(&mut self) -> Result<(), AnswerError> {
        self.open.open_all()
    }

    /// Counts ages to a day from now on; `None`: to the snapshot's.
    fn set_as_of(&mut self, day: Option<&str>) -> Result<(), AnswerError> {
        let wanted = match day {
            Some(day) => date::parse(day).ok_or(QueryError::WrongAsOf)?,
            None => self.as_of,
        };
        if wanted == self.open.dataset().as_of() {
            return Ok(());
        }
        self.open.set_as_of(wanted)
    }

    /// Opens the sections of the fields with these names, ids or titles. Names that no field has, and fields that the key does not
    /// open, are left to whoever asks for them: there they are refused with their place.
    pub(crate) fn open_fields<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Result<(), AnswerError> {
        for name in names {
            if let Some(field) = self.open.schema().find_field(name) {
                self.open.open_field(field)?;
            }
        }
        Ok(())
    }

    /// Opens the sections of the fields that a list has; none are the register's default columns.
    fn open_columns<'n>(&mut self, names: impl IntoIterator<Item = &'n str>) -> Result<(), AnswerError> {
        let mut names = names.into_iter().peekable();
        if names.peek().is_some() {
            return self.open_fields(names);
        }
        let columns = self.open.schema().document().default_columns.clone();
        self.open_fields(columns.iter().map(String::as_str))
    }

    fn select(&mut self, filter: Option<Filter>) -> Result<Asked<'_>, AnswerError> {
        let selection = match &filter {
            Some(filter) => self.open.ask(|dataset| dataset.ask(filter))?,
            None => self.open.dataset().everyone(),
        };
        Ok(Asked {
            dataset: self.open.dataset(),
            register: self,
            filter,
            selection,
        })
    }

    /// The rows that a question selects; everybody who is counted if there is none.
    pub(crate) fn ask(&mut self, question: &Question) -> Result<Asked<'_>, AnswerError> {
        self.set_as_of(question.as_of)?;
        let filter = match (question.text, question.filter) {
            (Some(question), _) => Some(text::parse(question, self.open.schema())?),
            (None, Some(json)) => Some(Filter::from_json(json)?),
            (None, None) => None,
        };
        self.select(filter)
    }
}

impl Asked<'_> {
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
            "register": self.register.id,
            "seq": self.register.seq,
            "kind": self.register.kind,
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

    /// A code as JSON: its value, its title, and how many rows have it.
    fn counted(&self, field: FieldId, code: usize, count: u32) -> Json {
        let value = self.value_of(field, code);
        json!({ "value": cell(value), "title": self.title(field, value), "count": count })
    }
}

/// Writes a question as an SQL query over a table of this name with the register's stored columns.
///
/// # Errors
///
/// - the question is refused, or no column answers it;
/// - the as-of date does not exist.
pub fn to_sql(
    register: &OpenRegister,
    question: &Question,
    dialect: Dialect,
    table: &str,
) -> Result<String, QueryError> {
    let as_of = question.as_of.unwrap_or(&register.manifest().as_of);
    let as_of = date::parse(as_of).ok_or(QueryError::WrongAsOf)?;
    let schema = register.schema();
    let filter = match (question.text, question.filter) {
        (Some(question), _) => text::parse(question, schema)?,
        (None, filter) => Filter::from_json(filter.unwrap_or(&Json::Null))?,
    };
    sql::to_count(&filter, schema, Target { dialect, table, as_of })
}

/// Answers a question.
///
/// # Errors
///
/// - the question is refused, or names a field that does not exist or is not open;
/// - a section that it needs cannot be opened;
/// - the as-of date does not exist or cannot be changed.
pub fn answer<'a>(register: &'a mut Register, request: &Request) -> Result<Answer<'a>, AnswerError> {
    register.open_fields(request.facet)?;
    if let Some(page) = &request.page {
        register.open_columns(page.fields.iter().map(String::as_str))?;
        register.open_fields(page.sort.iter().map(String::as_str))?;
    }
    let asked = register.ask(&request.question)?;
    let facet = request.facet.map(|name| {
        let field = find_field(asked.dataset, name, "--facet")?;
        Facet::new(&asked, field)
    });
    let facet = facet.transpose()?;
    let listing = request.page.as_ref().map(|page| {
        let fields = page.fields.iter();
        let fields = fields.map(|name| find_field(asked.dataset, name, "--fields"));
        let sorts = page.sort.iter().map(|name| {
            Ok(Sort {
                field: find_field(asked.dataset, name, "--sort")?,
                is_descending: page.is_descending,
            })
        });
        let sorts: Vec<Sort> = sorts.collect::<Result<_, QueryError>>()?;
        Listing::new(
            &asked,
            fields.collect::<Result<_, _>>()?,
            &sorts,
            page.offset,
            page.limit,
        )
    });
    let listing = listing.transpose()?;
    Ok(Answer { asked, facet, listing })
}

/// The field with this id or title.
///
/// # Errors
///
/// There is none, or its section is not open; `path` says where it was named.
pub(crate) fn find_field(dataset: &Dataset, name: &str, path: &str) -> Result<FieldId, QueryError> {
    let path = path.to_owned();
    let found = dataset.schema().find_field(name);
    let Some(field) = found else {
        let field = name.to_owned();
        return Err(QueryError::UnknownField { path, field });
    };
    match dataset.table().column(field) {
        Some(_) => Ok(field),
        None => {
            let field = dataset.schema().field(field).id.clone();
            Err(QueryError::LockedField { path, field })
        }
    }
}

impl Facet {
    fn new(asked: &Asked, field: FieldId) -> Result<Self, QueryError> {
        let counts = asked.dataset.facet(&asked.selection, field)?;
        Ok(Self { field, counts })
    }

    /// The values that occur, with their counts: in the order of the code list or of the values, missing last.
    fn values<'a>(&'a self, asked: &'a Asked) -> impl Iterator<Item = (Option<Value<'a>>, u32)> {
        let codes = asked.codes_in_order(self.field, &self.counts).into_iter();
        codes.map(move |code| (asked.value_of(self.field, code), self.counts[code]))
    }

    fn to_json(&self, asked: &Asked) -> Json {
        let codes = asked.codes_in_order(self.field, &self.counts).into_iter();
        let values = codes.map(|code| asked.counted(self.field, code, self.counts[code]));
        json!({ "field": asked.id(self.field), "values": values.collect::<Vec<Json>>() })
    }
}

impl Listing {
    /// One page of the selected rows. No field: the register's default columns, as far as the key opens them.
    fn new(
        asked: &Asked,
        mut fields: Vec<FieldId>,
        sorts: &[Sort],
        offset: usize,
        limit: usize,
    ) -> Result<Self, QueryError> {
        if fields.is_empty() {
            let schema = asked.dataset.schema();
            let columns = schema.document().default_columns.iter();
            let columns = columns.filter_map(|name| schema.field_id(name));
            fields = columns
                .filter(|&field| asked.dataset.table().column(field).is_some())
                .collect();
        }
        let row_ids = asked.dataset.rows(&asked.selection, sorts, offset, limit)?;
        Ok(Self { fields, row_ids })
    }

    fn value<'a>(&self, asked: &'a Asked, field: FieldId, row_id: u32) -> Option<Value<'a>> {
        let column = asked.dataset.column(field).expect("listed fields are open");
        column.value(row_id as usize)
    }

    /// The rows, from field id to cell; cells are whole, missing ones `null`.
    fn to_json(&self, asked: &Asked) -> Json {
        let rows = self.row_ids.iter().map(|&row_id| {
            let cells = self.fields.iter().map(|&field| {
                let value = self.value(asked, field, row_id);
                (asked.id(field).to_owned(), cell(value))
            });
            Json::Object(cells.collect::<Map<_, _>>())
        });
        rows.collect()
    }
}

impl Answer<'_> {
    /// The answer as one JSON object; cells are whole, missing ones `null`.
    pub fn to_json(&self) -> Json {
        let mut object = self.asked.to_json();
        if let Some(facet) = &self.facet {
            object["facet"] = facet.to_json(&self.asked);
        }
        if let Some(listing) = &self.listing {
            object["rows"] = listing.to_json(&self.asked);
        }
        object
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
