//! An opened register.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use yongquan_core::date;
use yongquan_core::error::QueryError;
use yongquan_core::query::text;
use yongquan_core::register::OpenRegister;
use yongquan_core::schema::{CodeListDocument, FieldDocument, GroupDocument, Role, Title};
use yongquan_core::seal::{self, Identity, Kind};
use yongquan_core::snapshot::Notice;

use crate::question::Question;
use crate::selection::Selection;
use crate::{encryption, errors, values};

/// What a page shows about an opened snapshot.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct About {
    pub register: String,
    pub kind: Kind,
    pub seq: u64,
    pub issued: String,
    pub expires: String,
    pub as_of: String,
    pub title: Title,
    pub row_count: usize,
    pub population: usize,
    pub excluded: usize,
    pub open_sections: Vec<String>,
    pub locked_sections: Vec<String>,
    pub sections: Vec<RestrictedSection>,
    pub operators: BTreeMap<String, String>,
    /// The recipient that a log is encrypted to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auditor: Option<String>,
    /// The reasons for looking at people, in the office's order; empty where operators use their own words.
    pub purposes: Vec<PurposeView>,
    /// The rules for public notices; absent where none can be made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
}

/// A reason for looking at people.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PurposeView {
    pub id: String,
    pub title: String,
    pub title_en: String,
}

/// A restricted section, open or locked.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RestrictedSection {
    pub id: String,
    pub title: String,
    pub title_en: String,
    /// Ids of its fields; sounds are no field that a page shows.
    pub fields: Vec<String>,
    pub open: bool,
}

/// A field with whether its section is open.
#[derive(Serialize)]
struct FieldView<'a> {
    #[serde(flatten)]
    field: &'a FieldDocument,
    open: bool,
}

/// The schema as a page needs it: without how fields are derived and who is counted, which the engine has done already.
#[derive(Serialize)]
struct SchemaView<'a> {
    title: &'a Title,
    groups: &'a [GroupDocument],
    fields: Vec<FieldView<'a>>,
    code_lists: &'a [CodeListDocument],
    roles: &'a BTreeMap<Role, String>,
    default_columns: &'a [String],
    default_facets: &'a [String],
    example_questions: &'a [String],
}

/// An opened register that answers questions.
#[wasm_bindgen]
pub struct Engine {
    register: Rc<RefCell<OpenRegister>>,
    about: About,
    /// The key that opened it, for what the page keeps for this operator. Wiped when the engine is freed.
    identity: Identity,
}

impl Engine {
    pub(crate) fn new(register: OpenRegister, about: About, identity: Identity) -> Self {
        Self {
            register: Rc::new(RefCell::new(register)),
            about,
            identity,
        }
    }
}

#[wasm_bindgen]
impl Engine {
    /// What there is to say about the snapshot.
    pub fn about(&self) -> JsValue {
        values::to_js(&self.about)
    }

    /// Fields, groups, code lists and defaults; each field says whether the key opens its section, be it decrypted already or not.
    pub fn schema(&self) -> JsValue {
        let register = self.register.borrow();
        let schema = register.schema();
        let fields = schema.field_ids().zip(schema.fields()).map(|(id, field)| FieldView {
            field,
            open: register.can_open(id),
        });
        let document = schema.document();
        let view = SchemaView {
            title: &document.title,
            groups: &document.groups,
            fields: fields.collect(),
            code_lists: &document.code_lists,
            roles: &document.roles,
            default_columns: &document.default_columns,
            default_facets: &document.default_facets,
            example_questions: &document.example_questions,
        };
        values::to_js_by_text(&view)
    }

    /// The JSON form of a question in the text form.
    pub fn parse(&self, question: &str) -> Result<JsValue, JsValue> {
        let register = self.register.borrow();
        let filter = text::parse(question, register.schema()).map_err(errors::from_query)?;
        Ok(values::to_js(&filter.to_json()))
    }

    /// Asks a question in the JSON form; `null` or `undefined` selects the whole population.
    pub fn select(&self, filter: JsValue) -> Result<Selection, JsValue> {
        let mut register = self.register.borrow_mut();
        let selection = if filter.is_null() || filter.is_undefined() {
            register.dataset().everyone()
        } else {
            let filter = values::filter(&filter)?;
            register
                .ask(|dataset| dataset.ask(&filter))
                .map_err(errors::from_answer)?
        };
        Ok(Selection::new(Rc::clone(&self.register), selection))
    }

    /// Looks up every name and value of a question in the JSON form, for asking it more than once.
    pub fn prepare(&self, filter: JsValue) -> Result<Question, JsValue> {
        let mut register = self.register.borrow_mut();
        let filter = values::filter(&filter)?;
        let question = register.ask(|dataset| dataset.prepare(filter.clone()));
        Ok(Question::new(
            Rc::clone(&self.register),
            question.map_err(errors::from_answer)?,
        ))
    }

    /// A question in the JSON form as canonical text.
    pub fn print(&self, filter: JsValue) -> Result<String, JsValue> {
        let register = self.register.borrow();
        Ok(text::print(&values::filter(&filter)?, register.schema()))
    }

    /// The places of the fields that `Selection.facets()` counts: those that the key opens, of so few values that their counts mean
    /// something. Opens every section that the key opens.
    #[wasm_bindgen(js_name = facetFields)]
    pub fn facet_fields(&self) -> Result<Uint32Array, JsValue> {
        let mut register = self.register.borrow_mut();
        register.open_all().map_err(errors::from_answer)?;
        let fields = register.dataset().facet_fields();
        let indexes: Vec<u32> = fields.iter().map(|field| field.index() as u32).collect();
        Ok(Uint32Array::from(indexes.as_slice()))
    }

    /// Number of distinct values of a field; as a code it means missing.
    pub fn cardinality(&self, field: u32) -> Result<u32, JsValue> {
        let mut register = self.register.borrow_mut();
        let field = values::field(register.schema(), field)?;
        let cardinality = register.ask(|dataset| Ok(dataset.column(field)?.cardinality()));
        Ok(cardinality.map_err(errors::from_answer)? as u32)
    }

    /// The values of some codes of a field: texts, numbers, truth values, dates as `YYYY-MM-DD`.
    pub fn values(&self, field: u32, codes: &[u32]) -> Result<Array, JsValue> {
        let mut register = self.register.borrow_mut();
        let field = values::field(register.schema(), field)?;
        let cells = register.ask(|dataset| {
            let dictionary = dataset.column(field)?.dictionary();
            let cells = Array::new_with_length(codes.len() as u32);
            for (index, &code) in codes.iter().enumerate() {
                if code as usize >= dictionary.len() {
                    return Ok(None);
                }
                cells.set(index as u32, values::cell(dictionary.value(code as usize)));
            }
            Ok(Some(cells))
        });
        let cells = cells.map_err(errors::from_answer)?;
        cells.ok_or_else(|| errors::from_argument("codes", "该字段的代码 · codes of the field"))
    }

    /// Ids of the sections that are decrypted now, the base section first. The others are decrypted when something first asks for one of
    /// their fields.
    #[wasm_bindgen(js_name = sectionsInMemory)]
    pub fn sections_in_memory(&self) -> Vec<String> {
        let register = self.register.borrow();
        register.open_sections().into_iter().map(str::to_owned).collect()
    }

    /// Drops the columns of a restricted section and what was computed from them. It is decrypted again when it is needed, and
    /// selections stay what they are.
    #[wasm_bindgen(js_name = closeSection)]
    pub fn close_section(&self, id: &str) {
        self.register.borrow_mut().close_section(id);
    }

    /// Encrypts a text to the key that opened the register, so that a page may keep it on the device: only the same operator reads it
    /// again.
    #[wasm_bindgen(js_name = sealOwn)]
    pub fn seal_own(&self, text: &str) -> Result<Vec<u8>, JsValue> {
        seal::check_own_text(text).map_err(errors::from_own)?;
        let sealed = encryption::encrypt_to(&self.identity.recipient(), text.as_bytes());
        Ok(sealed.expect("the public half of a key is a recipient, and memory takes what is written"))
    }

    /// The text that `sealOwn` encrypted for this operator, in this or an earlier session.
    #[wasm_bindgen(js_name = openOwn)]
    pub fn open_own(&self, bytes: &[u8]) -> Result<String, JsValue> {
        seal::open_own(bytes, &self.identity).map_err(errors::from_own)
    }

    /// The day that ages are counted to.
    #[wasm_bindgen(js_name = asOf)]
    pub fn as_of(&self) -> String {
        date::format(self.register.borrow().dataset().as_of())
    }

    /// Counts ages to another day, `YYYY-MM-DD`. Selections made before speak of the day before: ask again.
    #[wasm_bindgen(js_name = setAsOf)]
    pub fn set_as_of(&self, day: &str) -> Result<(), JsValue> {
        let day = date::parse(day).ok_or_else(|| errors::from_query(QueryError::WrongAsOf))?;
        self.register.borrow_mut().set_as_of(day).map_err(errors::from_answer)
    }
}
