//! The answer to one question, kept for the next looks at it.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint32Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::dataset::{self, Dataset, Sort};

use crate::{errors, values};

/// The rows for which a filter is true. Stays valid while its engine counts ages to the same day.
#[wasm_bindgen]
pub struct Selection {
    dataset: Rc<RefCell<Dataset>>,
    selection: dataset::Selection,
}

impl Selection {
    /// A selection of the rows of a register.
    pub(crate) fn new(dataset: Rc<RefCell<Dataset>>, selection: dataset::Selection) -> Self {
        Self { dataset, selection }
    }
}

#[wasm_bindgen]
impl Selection {
    /// Rows: `[matched, notMatched, unknown, excluded, population]`.
    pub fn counts(&self) -> Uint32Array {
        let counts = self.selection.counts();
        let numbers = [
            counts.matched,
            counts.not_matched,
            counts.unknown,
            counts.excluded,
            counts.population(),
        ];
        Uint32Array::from(numbers.map(|number| number as u32).as_slice())
    }

    /// Selected rows per value of a field: one count per code, then one for missing.
    pub fn facet(&self, field: u32) -> Result<Uint32Array, JsValue> {
        let dataset = self.dataset.borrow();
        let field = values::field(&dataset, field)?;
        let counts = dataset.facet(&self.selection, field).map_err(errors::from_query)?;
        Ok(Uint32Array::from(counts.as_slice()))
    }

    /// The row ids of one page, in row order or sorted by one field with missing values last.
    #[wasm_bindgen(js_name = rowIds)]
    pub fn row_ids(
        &self,
        sort_field: Option<u32>,
        is_descending: bool,
        offset: u32,
        limit: u32,
    ) -> Result<Uint32Array, JsValue> {
        let dataset = self.dataset.borrow();
        let sort = match sort_field {
            Some(index) => Some(Sort {
                field: values::field(&dataset, index)?,
                is_descending,
            }),
            None => None,
        };
        let row_ids = dataset.rows(&self.selection, sort, offset as usize, limit as usize);
        Ok(Uint32Array::from(row_ids.map_err(errors::from_query)?.as_slice()))
    }

    /// The codes of some rows in some fields, row by row. A code equal to the field's cardinality means missing.
    ///
    /// Rows that are not selected are refused: a page cannot read what its question did not ask for.
    pub fn cells(&self, row_ids: &[u32], fields: &[u32]) -> Result<Uint32Array, JsValue> {
        let dataset = self.dataset.borrow();
        let matched = self.selection.matched();
        let is_selected = |&row_id: &u32| (row_id as usize) < matched.len() && matched.contains(row_id as usize);
        if !row_ids.iter().all(is_selected) {
            return Err(errors::from_argument("rowIds", "rows of this selection"));
        }
        let mut columns = Vec::with_capacity(fields.len());
        for &index in fields {
            let field = values::field(&dataset, index)?;
            columns.push(dataset.column(field).map_err(errors::from_query)?);
        }
        let rows = row_ids.iter().map(|&row_id| row_id as usize);
        let codes: Vec<u32> = rows
            .flat_map(|row_id| columns.iter().map(move |column| column.codes().get(row_id) as u32))
            .collect();
        Ok(Uint32Array::from(codes.as_slice()))
    }
}
