//! A question whose names were looked up, to be asked again and again.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint32Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::dataset::{self, Dataset};

use crate::errors;
use crate::selection::{Selection, counts_to_js};

/// A prepared question.
#[wasm_bindgen]
pub struct Question {
    dataset: Rc<RefCell<Dataset>>,
    question: dataset::Question,
}

impl Question {
    /// A question to a register.
    pub(crate) fn new(dataset: Rc<RefCell<Dataset>>, question: dataset::Question) -> Self {
        Self { dataset, question }
    }
}

#[wasm_bindgen]
impl Question {
    /// Rows: `[matched, notMatched, unknown, excluded, population]`, counted without building the selection.
    pub fn count(&self) -> Result<Uint32Array, JsValue> {
        let counts = self.dataset.borrow().count(&self.question);
        Ok(counts_to_js(counts.map_err(errors::from_query)?))
    }

    /// The rows for which the question is true.
    pub fn select(&self) -> Result<Selection, JsValue> {
        let selection = self.dataset.borrow().select(&self.question);
        Ok(Selection::new(
            Rc::clone(&self.dataset),
            selection.map_err(errors::from_query)?,
        ))
    }
}
