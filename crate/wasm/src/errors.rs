//! How an error crosses into JavaScript: an `Error` with `name`, `code` and `params`.

use js_sys::{Error, Object, Reflect};
use wasm_bindgen::JsValue;
use yongquan_core::error::{AnswerError, LogError, OpenError, OwnError, QueryError};

/// Name of every error that leaves this module.
const NAME: &str = "YongquanError";

/// A `YongquanError` for JavaScript. `message` is for logs; what a person reads is looked up by `code`.
pub fn yongquan_error(code: &str, params: &[(&str, String)], message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name(NAME);
    let bag = Object::new();
    for (name, value) in params {
        set(&bag, name, &JsValue::from_str(value));
    }
    set(&error, "code", &JsValue::from_str(code));
    set(&error, "params", &bag);
    error.into()
}

/// A refused question, for JavaScript.
pub fn from_query(error: QueryError) -> JsValue {
    yongquan_error(error.code(), &error.params(), &error.to_string())
}

/// A refused snapshot, for JavaScript.
pub fn from_open(error: OpenError) -> JsValue {
    yongquan_error(error.code(), &error.params(), &error.to_string())
}

/// A question without an answer, for JavaScript.
pub fn from_answer(error: AnswerError) -> JsValue {
    yongquan_error(error.code(), &error.params(), &error.to_string())
}

/// A log that is none, for JavaScript.
pub fn from_log(error: LogError) -> JsValue {
    yongquan_error(error.code(), &error.params(), &error.to_string())
}

/// A text that an operator keeps and cannot be read or written, for JavaScript.
pub fn from_own(error: OwnError) -> JsValue {
    yongquan_error(error.code(), &error.params(), &error.to_string())
}

/// An argument of another shape than the contract says, for JavaScript.
pub fn from_argument(argument: &str, expected: &str) -> JsValue {
    let params = [("argument", argument.to_owned()), ("expected", expected.to_owned())];
    yongquan_error("api.wrong_argument", &params, &format!("{argument} is not {expected}"))
}

fn set(target: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(target, &JsValue::from_str(name), value).expect("an object made here takes properties");
}
