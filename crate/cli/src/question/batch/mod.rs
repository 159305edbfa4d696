//! Many questions to one opened register: a request in, an answer out, as JSON. Described in `data-schema/query.md`.

mod fault;
mod keys;
mod request;

use serde_json::{Value as Json, json};
use yongquan_core::dataset::Sort;
use yongquan_core::date;
use yongquan_core::error::{AnswerError, QueryError};
use yongquan_core::query::{Filter, text};
use yongquan_core::schema::{Derivation, FieldId, FieldKind, Role};

use super::distribution::{histogram_json, pyramid_json};
use super::figures::{CrossTab, FieldSummary, distinct_json};
use super::{Asked, Facet, Listing, Register, find_field};
use crate::failure::Failure;
use crate::strict_json;
use crate::texts::failure;

use fault::{Fault, expected};
use keys::Keys;
use request::{Condition, Edges, Facets, Named, Request};

/// Bytes of one line: what every database takes in one statement, and more than any page or portal makes.
pub const MAX_REQUEST_BYTES: usize = 1 << 20;

/// What a line got.
pub struct Reply {
    /// The answer, or an object with the error.
    pub json: Json,
    /// There is an error instead of an answer.
    pub is_refused: bool,
}

/// Answers the request on a line, which counts from 1. The register counts ages to the request's day afterwards.
pub fn reply(register: &mut Register, line: &[u8], line_number: usize) -> Reply {
    match strict_json::parse(line) {
        Ok(json) if !json.is_object() => closed(Err(Fault::no_object(0)), None, line_number),
        Ok(json) => {
            let id = request::id(&json);
            let answer = Request::read(&json).and_then(|request| answer(register, &request));
            closed(answer, id, line_number)
        }
        Err(error) => {
            let before = &line[..line.len().min(error.column().saturating_sub(1))];
            let position = String::from_utf8_lossy(before).chars().count();
            closed(Err(Fault::no_object(position)), None, line_number)
        }
    }
}

/// What a line gets that is longer than [`MAX_REQUEST_BYTES`].
pub fn too_long(line_number: usize) -> Reply {
    let fault = Fault {
        failure: failure("cli.request_too_long", &[("limit", MAX_REQUEST_BYTES.to_string())]),
        path: None,
        position: None,
    };
    closed(Err(fault), None, line_number)
}

/// What is said at the end if requests were refused; `None` if none was.
pub fn refused(refused_count: usize, request_count: usize) -> Option<Failure> {
    let params = [
        ("refused", refused_count.to_string()),
        ("total", request_count.to_string()),
    ];
    (refused_count > 0).then(|| failure("cli.requests_refused", &params))
}

fn closed(answer: Result<Json, Fault>, id: Option<&Json>, line_number: usize) -> Reply {
    let is_refused = answer.is_err();
    let mut json = answer.unwrap_or_else(|fault| json!({ "error": fault.to_json(line_number) }));
    if let Some(id) = id {
        json["id"] = id.clone();
    }
    Reply { json, is_refused }
}

fn answer(register: &mut Register, request: &Request) -> Result<Json, Fault> {
    open(register, request).map_err(|error| Fault::of(error, ""))?;
    register
        .set_as_of(request.as_of)
        .map_err(|error| Fault::of(error, "as_of"))?;
    let filter = match &request.condition {
        Condition::Everybody => None,
        Condition::Text(question) => {
            let parsed = text::parse(question, register.open.schema());
            Some(parsed.map_err(|error| Fault::of(error, "where"))?)
        }
        Condition::Json(json) => Some(Filter::from_json(json).map_err(|error| Fault::of(error, "filter"))?),
    };
    // A text that was understood and cannot be answered is refused at its place in the JSON form, as any other filter.
    let asked = register.select(filter).map_err(|error| Fault::of(error, "filter"))?;
    let mut object = asked.to_json();
    write_values(&asked, request, &mut object)?;
    write_figures(&asked, request, &mut object)?;
    Ok(object)
}

/// Opens every section that the figures of a request need; the filter opens its own.
fn open(register: &mut Register, request: &Request) -> Result<(), AnswerError> {
    if let Some(Facets::All) = request.facets {
        register.open.open_all()?;
    }
    if let Some(page) = &request.rows {
        register.open_columns(page.fields.iter().map(|named| named.name))?;
    }
    if request.pyramid.is_some() {
        let age = register.open.schema().role(Role::Age);
        age.map_or(Ok(()), |age| register.open.open_field(age))?;
    }
    register.open_fields(request.named().map(|named| named.name))
}

/// Facets and rows.
fn write_values(asked: &Asked, request: &Request, object: &mut Json) -> Result<(), Fault> {
    if let Some(named) = &request.facet {
        let facet = Facet::new(asked, field(asked, named)?);
        object["facet"] = facet.map_err(|error| Fault::of(error, &named.path))?.to_json(asked);
    }
    match &request.facets {
        None => {}
        Some(Facets::Named(named)) => {
            let facets = named.iter().map(|named| {
                let facet = Facet::new(asked, field(asked, named)?);
                Ok(facet.map_err(|error| Fault::of(error, &named.path))?.to_json(asked))
            });
            object["facets"] = facets.collect::<Result<_, Fault>>()?;
        }
        Some(Facets::All) => object["facets"] = every_facet(asked),
    }
    if let Some(page) = &request.rows {
        let sorts = page.sorts.iter().map(|(named, is_descending)| {
            Ok(Sort {
                field: field(asked, named)?,
                is_descending: *is_descending,
            })
        });
        let sorts: Vec<Sort> = sorts.collect::<Result<_, Fault>>()?;
        let listing = Listing::new(asked, fields(asked, &page.fields)?, &sorts, page.offset, page.limit);
        object["rows"] = listing.map_err(|error| Fault::of(error, "rows"))?.to_json(asked);
    }
    Ok(())
}

/// The facets of all fields with few enough values. Names, numbers and addresses are left out: what is masked on a screen tells
/// persons apart and is no statistic. So are the sounds of names, which are an index and no field.
fn every_facet(asked: &Asked) -> Json {
    let schema = asked.dataset.schema();
    let is_shown = |field: FieldId| {
        let field = schema.field(field);
        field.mask.is_none() && !matches!(field.derived, Some(Derivation::Pinyin { .. }))
    };
    let counts = asked.dataset.facets(&asked.selection);
    let mut rest = &counts[..];
    let mut facets = Vec::new();
    for field in asked.dataset.facet_fields() {
        let column = asked.dataset.column(field).expect("a facet was taken of this field");
        let (counts, others) = rest.split_at(column.cardinality() + 1);
        rest = others;
        if is_shown(field) {
            let counts = counts.to_vec();
            facets.push(Facet { field, counts }.to_json(asked));
        }
    }
    facets.into()
}

/// Cross-tabulation, summaries, different values, histogram, pyramid.
fn write_figures(asked: &Asked, request: &Request, object: &mut Json) -> Result<(), Fault> {
    if !request.by.is_empty() {
        let table = CrossTab::new(asked, fields(asked, &request.by)?);
        table.map_err(|error| Fault::of(error, "by"))?.write(asked, object);
    }
    if !request.summary.is_empty() {
        let summaries = request.summary.iter().map(|named| {
            let summary = FieldSummary::new(asked, field(asked, named)?, &request.quantiles);
            Ok(summary.map_err(|error| Fault::of(error, &named.path))?.to_json(asked))
        });
        object["summaries"] = summaries.collect::<Result<_, Fault>>()?;
    }
    if !request.distinct.is_empty() {
        let counts = request.distinct.iter().map(|named| {
            let field = field(asked, named)?;
            let count = asked.dataset.distinct(&asked.selection, field);
            Ok((field, count.map_err(|error| Fault::of(error, &named.path))?))
        });
        let counts: Vec<(FieldId, usize)> = counts.collect::<Result<_, Fault>>()?;
        object["distinct"] = distinct_json(asked, &counts);
    }
    if let Some((named, edges)) = &request.histogram {
        let field = field(asked, named)?;
        let edges = numbers(asked, field, edges)?;
        let histogram = histogram_json(asked, field, &edges);
        object["histogram"] = histogram.map_err(|error| Fault::of(error, "histogram"))?;
    }
    if let Some((named, width)) = &request.pyramid {
        let pyramid = pyramid_json(asked, field(asked, named)?, *width);
        object["pyramid"] = pyramid.map_err(|error| match error {
            QueryError::NoRole { .. } => expected("pyramid", "有年龄字段的登记册", "a register with ages"),
            error => Fault::of(error, "pyramid"),
        })?;
    }
    Ok(())
}

fn field(asked: &Asked, named: &Named) -> Result<FieldId, Fault> {
    let found = find_field(asked.dataset, named.name, &named.path);
    found.map_err(|error| Fault::of(error, ""))
}

fn fields(asked: &Asked, named: &[Named]) -> Result<Vec<FieldId>, Fault> {
    named.iter().map(|named| field(asked, named)).collect()
}

/// The edges as numbers: those of dates are days.
fn numbers(asked: &Asked, field: FieldId, edges: &Edges) -> Result<Vec<f64>, Fault> {
    let is_date = asked.dataset.schema().field(field).kind == FieldKind::Date;
    let numbers = edges.values.iter().enumerate().map(|(index, edge)| {
        let day = || Some(f64::from(date::parse(edge.as_str()?)?));
        let number = if is_date { day() } else { edge.as_f64() };
        number.ok_or_else(|| {
            let path = format!("{}[{index}]", edges.path);
            match is_date {
                true => expected(&path, "日期 YYYY-MM-DD", "a date YYYY-MM-DD"),
                false => expected(&path, "数字", "a number"),
            }
        })
    });
    numbers.collect()
}
