//! How values cross between JavaScript and Rust.

use js_sys::JSON;
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use yongquan_core::date;
use yongquan_core::error::QueryError;
use yongquan_core::query::Filter;
use yongquan_core::schema::{FieldId, Schema};
use yongquan_core::table::Value;

use crate::errors;

/// A small structured value as a plain JavaScript object: maps become objects, absent options are left out.
pub fn to_js(value: &impl Serialize) -> JsValue {
    let written = value.serialize(&Serializer::json_compatible());
    written.expect("values of the contract serialise")
}

/// A large structured value as a plain JavaScript object, by way of its text: thousands of properties set one by one from here take
/// a hundred milliseconds, the browser's own parser takes one.
pub fn to_js_by_text(value: &impl Serialize) -> JsValue {
    let text = serde_json::to_string(value).expect("values of the contract serialise");
    JSON::parse(&text).expect("what was just written is JSON")
}

/// A small structured value from a plain JavaScript object.
pub fn from_js<T: for<'a> Deserialize<'a>>(value: JsValue, argument: &str, expected: &str) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(|_| errors::from_argument(argument, expected))
}

/// A filter from its JSON form, as a plain JavaScript object.
///
/// It crosses as one text: reading a filter property by property from here takes several times as long as writing and parsing it.
pub fn filter(value: &JsValue) -> Result<Filter, JsValue> {
    let malformed = || {
        errors::from_query(QueryError::Malformed {
            path: String::new(),
            expected: "an object of plain values".to_owned(),
        })
    };
    // What JSON has no word for, such as a function, is `undefined` instead of a text.
    let written = JSON::stringify(value).map_err(|_| malformed())?;
    let text = JsValue::from(written).as_string().ok_or_else(malformed)?;
    let json: serde_json::Value = serde_json::from_str(&text).map_err(|_| malformed())?;
    Filter::from_json(&json).map_err(errors::from_query)
}

/// A field from its place in the schema.
pub fn field(schema: &Schema, index: u32) -> Result<FieldId, JsValue> {
    let found = schema.field_ids().nth(index as usize);
    found.ok_or_else(|| errors::from_argument("field", "字段在数据结构中的序号 · the place of a field in the schema"))
}

/// A cell: text, number, truth value, or a date as `YYYY-MM-DD`.
pub fn cell(value: Value<'_>) -> JsValue {
    match value {
        Value::Text(text) => JsValue::from_str(text),
        // Integers are at most 2⁵³ − 1 in magnitude: exact as a JavaScript number.
        Value::Integer(number) => JsValue::from_f64(number as f64),
        Value::Number(number) => JsValue::from_f64(number),
        Value::Boolean(value) => JsValue::from_bool(value),
        Value::Date(day) => JsValue::from_str(&date::format(day)),
    }
}
