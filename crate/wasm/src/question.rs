//! A question whose names were looked up, to be asked again and again.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Uint32Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::dataset;
use yongquan_core::register::OpenRegister;

use crate::errors;
use crate::selection::{Selection, counts_to_js};

/// A prepared question.
#[wasm_bindgen]
pub struct Question {
    register: Rc<RefCell<OpenRegister>>,
    question: dataset::Question,
}

impl Question {
    /// A question to a register.
    pub(crate) fn new(register: Rc<RefCell<OpenRegister>>, question: dataset::Question) -> Self {
        Self { register, question }
    }
}

#[wasm_bindgen]
impl Question {
    /// Rows: `[matched, notMatched, unknown, excluded, population]`, counted without building the selection.
    pub fn count(&self) -> Result<Uint32Array, JsValue> {
        let mut register = self.register.borrow_mut();
        let counts = register.ask(|dataset| dataset.count(&self.question));
        Ok(counts_to_js(counts.map_err(errors::from_answer)?))
    }

    /// The rows for which the question is true.
    pub fn select(&self) -> Result<Selection, JsValue> {
        let mut register = self.register.borrow_mut();
        let selection = register.ask(|dataset| dataset.select(&self.question));
        Ok(Selection::new(
            Rc::clone(&self.register),
            selection.map_err(errors::from_answer)?,
        ))
    }
}
