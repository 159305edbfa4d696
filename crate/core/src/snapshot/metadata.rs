//! What the base section says about the register beside its columns.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use age::x25519::Recipient;
use serde::{Deserialize, Serialize};

use super::disclosure::{Notice, Purpose, check_purposes};
use crate::error::OpenError;
use crate::limits;
use crate::member;
use crate::schema::{Pack, Schema, SchemaDocument};

/// What the base section says about the register beside its columns.
///
/// It lies inside the encryption: titles, purposes and the names of operators are nobody's business who has no key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The schema of all sections, also of those that a key does not open.
    pub schema: SchemaDocument,
    /// The day the data speaks of, `YYYY-MM-DD`; derived values are as of this day.
    pub as_of: String,
    /// Id of an operator (the name of their slot) → what people call them.
    pub operators: BTreeMap<String, String>,
    /// The restricted sections, in order: `s01`, `s02` and so on. So a reader can say what a closed section holds.
    pub sections: Vec<SectionEntry>,
    /// The auditor's public key, `age1…`: what readers keep a log of is encrypted to it. Absent: there is no auditor.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub auditor: Option<String>,
    /// The reasons for looking at people that the office knows, in its order. Empty: operators say it in their own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<Purpose>,
    /// The rules for public notices. Absent: none can be made.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub notice: Option<Notice>,
}

/// A restricted section as the base section announces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionEntry {
    /// Id: `s` and two digits.
    pub id: String,
    /// What people call it, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// Ids of all its fields in the order of the schema, derived ones and sounds included.
    pub fields: Vec<String>,
}

/// The id of a section by its place; 0 is the base section.
///
/// # Panics
///
/// If there cannot be so many sections, see [`limits::MAX_SECTIONS`].
pub fn section_id(index: usize) -> String {
    assert!(index < limits::MAX_SECTIONS, "ids have two digits");
    format!("s{index:02}")
}

impl Metadata {
    /// Checks the auditor's key, the purposes and the rules for notices, and that the entries share out the restricted fields: each of
    /// them stands in exactly one.
    ///
    /// `schema` is the checked form of [`Metadata::schema`].
    ///
    /// # Errors
    ///
    /// [`OpenError::Schema`] with the place and what is wrong there, if
    /// - there are more entries than sections can be;
    /// - an id is not the next one, a title is empty, or an entry has no field;
    /// - an entry names no field of the schema, one that is not marked `role`, one out of order, or one that another entry has;
    /// - sounds are not where their source is;
    /// - a field marked `role` stands in none;
    /// - the auditor's key is none;
    /// - there are more purposes than [`limits::MAX_PURPOSES`], an id of one is none or stands twice, or a title is empty;
    /// - the notice has no field, one that the schema has not, or one twice; one that is masked or marked `role` is not cut; or a rule is
    ///   of no field of the notice or of one that it is not for.
    pub(super) fn check(&self, schema: &Schema) -> Result<(), OpenError> {
        let fault = |path: String, problem: String| Err(OpenError::Schema { path, problem });
        let is_key = |auditor: &String| Recipient::from_str(auditor).is_ok();
        if !self.auditor.iter().all(is_key) {
            return fault("auditor".to_owned(), "is no age recipient".to_owned());
        }
        check_purposes(&self.purposes)?;
        self.notice.iter().try_for_each(|notice| notice.check(schema))?;
        let limit = limits::MAX_SECTIONS - 1;
        if self.sections.len() > limit {
            let problem = format!("{} sections, expected at most {limit}", self.sections.len());
            return fault("sections".to_owned(), problem);
        }
        let mut home = HashMap::new();
        for (index, entry) in self.sections.iter().enumerate() {
            let id = section_id(index + 1);
            if entry.id != id {
                return fault(format!("sections[{index}].id"), format!("is not {id}"));
            }
            if entry.title.is_empty() || entry.title_en.is_empty() {
                return fault(format!("sections[{index}].title"), "is empty".to_owned());
            }
            let path = || format!("sections[{index}].fields");
            if entry.fields.is_empty() {
                return fault(path(), "is empty".to_owned());
            }
            let mut before = None;
            for name in &entry.fields {
                let Some(field) = schema.field_id(name) else {
                    return fault(path(), format!("no field {name}"));
                };
                if schema.field(field).pack != Pack::Role {
                    return fault(path(), format!("{name} is not marked role"));
                }
                if before.replace(field) >= Some(field) {
                    return fault(path(), format!("{name} is out of the order of the schema"));
                }
                if home.insert(field, index).is_some() {
                    return fault(path(), format!("{name} stands in another section"));
                }
            }
        }
        for field in schema.field_ids() {
            let name = &schema.field(field).id;
            match (schema.field(field).pack, home.get(&field)) {
                (Pack::Yes, _) => {}
                (Pack::Role, None) => return fault("sections".to_owned(), format!("{name} is in none")),
                (Pack::Role, Some(index)) => {
                    let source = schema.pinyin_source(field);
                    if let Some(source) = source.filter(|source| home.get(source) != Some(index)) {
                        let problem = format!("{name} is not with {}", schema.field(source).id);
                        return fault(format!("sections[{index}].fields"), problem);
                    }
                }
            }
        }
        Ok(())
    }
}
