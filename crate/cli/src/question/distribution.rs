//! How the values of a number or date spread, and how the ages do.

use serde_json::{Value as Json, json};
use yongquan_core::dataset::Pyramid;
use yongquan_core::error::QueryError;
use yongquan_core::schema::FieldId;

use super::figures::day_of;
use super::{Asked, cell};

/// Counts between edges, as JSON: a bin below the first edge, one from each edge up to before the next, one from the last edge on.
///
/// # Errors
///
/// As [`Dataset::histogram`](yongquan_core::dataset::Dataset::histogram).
pub(super) fn histogram_json(asked: &Asked, field: FieldId, edges: &[f64]) -> Result<Json, QueryError> {
    let counts = asked.dataset.histogram(&asked.selection, field, edges)?;
    let (missing, counts) = counts.split_last().expect("the count of missing is always there");
    let edge = |index: Option<usize>| match index.and_then(|index| edges.get(index)) {
        Some(&day) if asked.is_date(field) => json!(day_of(day)),
        // `15`, as it was asked, and not `15.0`.
        Some(&edge) if edge.fract() == 0.0 && edge.abs() < 1e15 => json!(edge as i64),
        edge => json!(edge),
    };
    let bins = counts.iter().enumerate().map(|(index, count)| {
        let (from, to) = (edge(index.checked_sub(1)), edge(Some(index)));
        json!({ "from": from, "to": to, "count": count })
    });
    Ok(json!({ "field": asked.id(field), "bins": bins.collect::<Vec<Json>>(), "missing": missing }))
}

/// Age groups against the values of a field, as JSON: one list of counts a group, in the order of `values`.
///
/// # Errors
///
/// As [`Dataset::pyramid`](yongquan_core::dataset::Dataset::pyramid).
pub(super) fn pyramid_json(asked: &Asked, field: FieldId, width: u32) -> Result<Json, QueryError> {
    let Pyramid { width, ages, counts } = asked.dataset.pyramid(&asked.selection, field, width)?;
    let code_count = counts.len() / (ages.len() + 1);
    let groups: Vec<&[u32]> = counts.chunks(code_count).collect();
    let totals: Vec<u32> = (0..code_count)
        .map(|code| groups.iter().map(|group| group[code]).sum())
        .collect();
    let codes = asked.codes_in_order(field, &totals);
    let values = codes.iter().map(|&code| asked.value_of(field, code));
    let (values, titles): (Vec<Json>, Vec<Option<String>>) =
        values.map(|value| (cell(value), asked.title(field, value))).unzip();
    let ages = ages.into_iter().map(Some).chain([None]);
    let groups = ages.zip(&groups).map(|(age, group)| {
        let counts: Vec<u32> = codes.iter().map(|&code| group[code]).collect();
        json!({ "age": age, "counts": counts })
    });
    Ok(json!({
        "by": asked.id(field),
        "width": width,
        "values": values,
        "titles": titles,
        "groups": groups.collect::<Vec<Json>>(),
    }))
}
