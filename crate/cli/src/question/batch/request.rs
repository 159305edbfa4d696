//! A request as asked: its shape is right, its fields may still be unknown.

use serde_json::Value as Json;

use super::Keys;
use super::fault::{Fault, expected};
use crate::question::DEFAULT_QUANTILES;

/// The keys of a request.
const KEYS: [&str; 13] = [
    "id",
    "where",
    "filter",
    "as_of",
    "facet",
    "facets",
    "rows",
    "by",
    "summary",
    "quantiles",
    "distinct",
    "histogram",
    "pyramid",
];

/// What is asked about whom.
pub(super) struct Request<'a> {
    pub condition: Condition<'a>,
    pub as_of: Option<&'a str>,
    pub facet: Option<Named<'a>>,
    pub facets: Option<Facets<'a>>,
    pub rows: Option<Page<'a>>,
    pub by: Vec<Named<'a>>,
    pub summary: Vec<Named<'a>>,
    pub quantiles: Vec<f64>,
    pub distinct: Vec<Named<'a>>,
    pub histogram: Option<(Named<'a>, Edges<'a>)>,
    pub pyramid: Option<(Named<'a>, u32)>,
}

/// About whom.
pub(super) enum Condition<'a> {
    Everybody,
    /// In the text form.
    Text(&'a str),
    /// In the JSON form.
    Json(&'a Json),
}

/// A field by id or title, and where it is named.
pub(super) struct Named<'a> {
    pub name: &'a str,
    pub path: String,
}

pub(super) enum Facets<'a> {
    /// Of every field with few enough values.
    All,
    Named(Vec<Named<'a>>),
}

/// Rows to list.
pub(super) struct Page<'a> {
    pub fields: Vec<Named<'a>>,
    /// The fields that order the list, and whether the largest comes first.
    pub sorts: Vec<(Named<'a>, bool)>,
    pub limit: usize,
    pub offset: usize,
}

/// Edges of a histogram, numbers or dates as the field has.
pub(super) struct Edges<'a> {
    pub values: &'a [Json],
    pub path: String,
}

/// What the answer is known by, if the request says it as it may.
pub(super) fn id(request: &Json) -> Option<&Json> {
    request.get("id").filter(|id| id.is_string() || id.is_number())
}

impl<'a> Request<'a> {
    /// # Errors
    ///
    /// A key is unknown, has a value of another shape, or says nothing beside or without another one.
    pub fn read(json: &'a Json) -> Result<Self, Fault> {
        let keys = Keys::new("", json, &KEYS)?;
        if keys.value("id").is_some() && id(json).is_none() {
            return Err(expected("id", "文字或数字", "a text or a number"));
        }
        let condition = match (keys.text("where")?, keys.value("filter")) {
            (Some(_), Some(_)) => return Err(expected("where", "where 和 filter 中的一个", "one of where and filter")),
            (Some(text), None) => Condition::Text(text),
            (None, Some(json)) => Condition::Json(json),
            (None, None) => Condition::Everybody,
        };
        let facets = match keys.value("facets") {
            None => None,
            Some(Json::String(word)) if word == "all" => Some(Facets::All),
            Some(Json::Array(_)) => Some(Facets::Named(named_fields(&keys, "facets")?)),
            Some(_) => return Err(expected("facets", "字段列表或 all", "a list of fields, or all")),
        };
        let summary = named_fields(&keys, "summary")?;
        Ok(Self {
            condition,
            as_of: keys.text("as_of")?,
            facet: named_field(&keys, "facet")?,
            facets,
            rows: keys.value("rows").map(page).transpose()?,
            by: named_fields(&keys, "by")?,
            quantiles: quantiles(&keys, !summary.is_empty())?,
            summary,
            distinct: named_fields(&keys, "distinct")?,
            histogram: keys.value("histogram").map(histogram).transpose()?,
            pyramid: keys.value("pyramid").map(pyramid).transpose()?,
        })
    }
}

impl<'a> Request<'a> {
    /// Every field that the request names by itself, outside its filter and its columns.
    pub fn named(&self) -> impl Iterator<Item = &Named<'a>> {
        let facets = match &self.facets {
            Some(Facets::Named(named)) => &named[..],
            Some(Facets::All) | None => &[],
        };
        let lists = facets.iter().chain(&self.by).chain(&self.summary).chain(&self.distinct);
        let sorts = self
            .rows
            .iter()
            .flat_map(|page| page.sorts.iter().map(|(named, _)| named));
        let histogram = self.histogram.iter().map(|(named, _)| named);
        let pyramid = self.pyramid.iter().map(|(named, _)| named);
        lists.chain(&self.facet).chain(sorts).chain(histogram).chain(pyramid)
    }
}

fn named_field<'a>(keys: &Keys<'a>, key: &str) -> Result<Option<Named<'a>>, Fault> {
    let path = keys.path(key);
    Ok(keys.text(key)?.map(|name| Named { name, path }))
}

fn named_fields<'a>(keys: &Keys<'a>, key: &str) -> Result<Vec<Named<'a>>, Fault> {
    let fields = keys.list(key)?.iter().enumerate();
    let fields = fields.map(|(index, name)| named(name, format!("{}[{index}]", keys.path(key))));
    fields.collect()
}

fn named(name: &Json, path: String) -> Result<Named<'_>, Fault> {
    match name {
        Json::String(name) => Ok(Named { name, path }),
        _ => Err(expected(&path, "字段的编号或名称", "the id or title of a field")),
    }
}

fn quantiles(keys: &Keys, is_asked: bool) -> Result<Vec<f64>, Fault> {
    let quantiles = keys.list("quantiles")?;
    if quantiles.is_empty() {
        return Ok(DEFAULT_QUANTILES.to_vec());
    }
    if !is_asked {
        let (zh, en) = ("只与 summary 同用", "used together with summary only");
        return Err(expected("quantiles", zh, en));
    }
    let quantiles = quantiles.iter().enumerate().map(|(index, p)| {
        let within = p.as_f64().filter(|p| (0.0..=1.0).contains(p));
        let path = format!("quantiles[{index}]");
        within.ok_or_else(|| expected(&path, "0 到 1 之间的数", "a number from 0 to 1"))
    });
    quantiles.collect()
}

fn page(json: &Json) -> Result<Page<'_>, Fault> {
    let keys = Keys::new("rows", json, &["fields", "sort", "limit", "offset"])?;
    let sorts = keys.list("sort")?.iter().enumerate().map(|(index, sort)| {
        let path = format!("rows.sort[{index}]");
        if sort.is_string() {
            return Ok((named(sort, path)?, false));
        }
        let keys = Keys::new(&path, sort, &["field", "descending"])?;
        let field = named_field(&keys, "field")?;
        Ok((keys.required("field", field)?, keys.flag("descending")?))
    });
    Ok(Page {
        fields: named_fields(&keys, "fields")?,
        sorts: sorts.collect::<Result<_, Fault>>()?,
        limit: keys.required("limit", keys.whole("limit", 0)?)? as usize,
        offset: keys.whole("offset", 0)?.unwrap_or(0) as usize,
    })
}

fn histogram(json: &Json) -> Result<(Named<'_>, Edges<'_>), Fault> {
    let keys = Keys::new("histogram", json, &["field", "edges"])?;
    let field = named_field(&keys, "field")?;
    let edges = keys.list("edges")?;
    let edges = Edges {
        values: keys.required("edges", (!edges.is_empty()).then_some(edges))?,
        path: keys.path("edges"),
    };
    Ok((keys.required("field", field)?, edges))
}

fn pyramid(json: &Json) -> Result<(Named<'_>, u32), Fault> {
    let keys = Keys::new("pyramid", json, &["by", "width"])?;
    let by = named_field(&keys, "by")?;
    Ok((
        keys.required("by", by)?,
        keys.required("width", keys.whole("width", 1)?)?,
    ))
}
