//! The answer to one question, kept for the next looks at it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint32Array;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::dataset::{self, Counts, Dataset, Sort};
use yongquan_core::error::QueryError;
use yongquan_core::register::OpenRegister;
use yongquan_core::schema::{FieldId, Schema};

use crate::{errors, values};

/// The rows for which a filter is true. Stays valid while its engine counts ages to the same day.
#[wasm_bindgen]
pub struct Selection {
    register: Rc<RefCell<OpenRegister>>,
    selection: dataset::Selection,
}

/// A summary of numbers. Dates are days since 1970-01-01.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SummaryView {
    count: usize,
    missing: usize,
    sum: f64,
    mean: Option<f64>,
    standard_deviation: Option<f64>,
    min: Option<f64>,
    max: Option<f64>,
    quantiles: Vec<Option<f64>>,
}

impl Selection {
    /// A selection of the rows of a register.
    pub(crate) fn new(register: Rc<RefCell<OpenRegister>>, selection: dataset::Selection) -> Self {
        Self { register, selection }
    }

    /// Asks something about the selected rows in one field.
    fn ask<T>(
        &self,
        field: u32,
        question: impl Fn(&Dataset, &dataset::Selection, FieldId) -> Result<T, QueryError>,
    ) -> Result<T, JsValue> {
        let mut register = self.register.borrow_mut();
        let field = values::field(register.schema(), field)?;
        let answer = register.ask(|dataset| question(dataset, &self.selection, field));
        answer.map_err(errors::from_answer)
    }
}

/// Counts as they cross: `[matched, notMatched, unknown, excluded, population]`.
pub(crate) fn counts_to_js(counts: Counts) -> Uint32Array {
    let numbers = [
        counts.matched,
        counts.not_matched,
        counts.unknown,
        counts.excluded,
        counts.population(),
    ];
    Uint32Array::from(numbers.map(|number| number as u32).as_slice())
}

fn fields(schema: &Schema, indexes: &[u32]) -> Result<Vec<FieldId>, JsValue> {
    indexes.iter().map(|&index| values::field(schema, index)).collect()
}

#[wasm_bindgen]
impl Selection {
    /// Rows: `[matched, notMatched, unknown, excluded, population]`.
    pub fn counts(&self) -> Uint32Array {
        counts_to_js(self.selection.counts())
    }

    /// Selected rows per value of a field: one count per code, then one for missing.
    pub fn facet(&self, field: u32) -> Result<Uint32Array, JsValue> {
        let counts = self.ask(field, Dataset::facet)?;
        Ok(Uint32Array::from(counts.as_slice()))
    }

    /// The facets of all of `Engine.facetFields()`, one after the other: for each its cardinality of counts and one for missing. Opens
    /// every section that the key opens.
    pub fn facets(&self) -> Result<Uint32Array, JsValue> {
        let mut register = self.register.borrow_mut();
        register.open_all().map_err(errors::from_answer)?;
        let counts = register.dataset().facets(&self.selection);
        Ok(Uint32Array::from(counts.as_slice()))
    }

    /// Selected rows per combination of the values of up to three fields. Each field has its cardinality of places and one for
    /// missing; the places of the last field lie next to each other.
    #[wasm_bindgen(js_name = crossTab)]
    pub fn cross_tab(&self, field_indexes: &[u32]) -> Result<Uint32Array, JsValue> {
        let mut register = self.register.borrow_mut();
        let fields = fields(register.schema(), field_indexes)?;
        let counts = register.ask(|dataset| dataset.cross_tab(&self.selection, &fields));
        let counts = counts.map_err(errors::from_answer)?;
        Ok(Uint32Array::from(counts.as_slice()))
    }

    /// What the numbers or dates of a field are like: `{ count, missing, sum, mean, standardDeviation, min, max, quantiles }`, dates
    /// as days since 1970-01-01, quantiles by linear interpolation (type 7) at the given probabilities, `null` where there is
    /// nothing to tell.
    pub fn summary(&self, field: u32, probabilities: &[f64]) -> Result<JsValue, JsValue> {
        let summary = self.ask(field, |dataset, selection, field| {
            dataset.summary(selection, field, probabilities)
        })?;
        Ok(values::to_js(&SummaryView {
            count: summary.count,
            missing: summary.missing,
            sum: summary.sum,
            mean: summary.mean,
            standard_deviation: summary.standard_deviation,
            min: summary.min,
            max: summary.max,
            quantiles: summary.quantiles,
        }))
    }

    /// Selected rows whose number, or day since 1970-01-01, lies between ascending edges: first those below all edges, then from
    /// each edge up to before the next, last those without a value.
    pub fn histogram(&self, field: u32, edges: &[f64]) -> Result<Uint32Array, JsValue> {
        let bins = self.ask(field, |dataset, selection, field| {
            dataset.histogram(selection, field, edges)
        })?;
        Ok(Uint32Array::from(bins.as_slice()))
    }

    /// Selected rows per age group of `width` years and value of another field: one group after the other from age 0 on, the last
    /// group for unknown ages, each with one count per value and one for missing.
    pub fn pyramid(&self, field: u32, width: u32) -> Result<Uint32Array, JsValue> {
        let pyramid = self.ask(field, |dataset, selection, field| {
            dataset.pyramid(selection, field, width)
        })?;
        Ok(Uint32Array::from(pyramid.counts.as_slice()))
    }

    /// How many different values the selected rows have in a field, missing not counted.
    pub fn distinct(&self, field: u32) -> Result<u32, JsValue> {
        let count = self.ask(field, Dataset::distinct)?;
        Ok(count as u32)
    }

    /// The row ids of one page, in row order or sorted by up to three fields, each ascending unless its direction is other than 0,
    /// with missing values last.
    #[wasm_bindgen(js_name = rowIds)]
    pub fn row_ids(
        &self,
        sort_fields: &[u32],
        directions: &[u8],
        offset: u32,
        limit: u32,
    ) -> Result<Uint32Array, JsValue> {
        if sort_fields.len() != directions.len() {
            return Err(errors::from_argument(
                "directions",
                "与排序字段一一对应 · one for each field to sort by",
            ));
        }
        let mut register = self.register.borrow_mut();
        let fields = fields(register.schema(), sort_fields)?.into_iter();
        let sorts: Vec<Sort> = fields
            .zip(directions)
            .map(|(field, &direction)| Sort {
                field,
                is_descending: direction != 0,
            })
            .collect();
        let (offset, limit) = (offset as usize, limit as usize);
        let row_ids = register.ask(|dataset| dataset.rows(&self.selection, &sorts, offset, limit));
        Ok(Uint32Array::from(row_ids.map_err(errors::from_answer)?.as_slice()))
    }

    /// The codes of some rows in some fields, row by row. A code equal to the field's cardinality means missing.
    ///
    /// Rows that are not selected are refused: a page cannot read what its question did not ask for.
    pub fn cells(&self, row_ids: &[u32], field_indexes: &[u32]) -> Result<Uint32Array, JsValue> {
        let mut register = self.register.borrow_mut();
        let matched = self.selection.matched();
        let is_selected = |&row_id: &u32| (row_id as usize) < matched.len() && matched.contains(row_id as usize);
        if !row_ids.iter().all(is_selected) {
            return Err(errors::from_argument("rowIds", "所选的行 · rows of this selection"));
        }
        let fields = fields(register.schema(), field_indexes)?;
        let codes = register.ask(|dataset| {
            let columns = fields.iter().map(|&field| dataset.column(field));
            let columns = columns.collect::<Result<Vec<_>, QueryError>>()?;
            let rows = row_ids.iter().map(|&row_id| row_id as usize);
            let codes = rows.flat_map(|row_id| columns.iter().map(move |column| column.codes().get(row_id) as u32));
            Ok(codes.collect::<Vec<u32>>())
        });
        Ok(Uint32Array::from(codes.map_err(errors::from_answer)?.as_slice()))
    }
}
