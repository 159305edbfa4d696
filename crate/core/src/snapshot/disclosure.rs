//! What the office decides about looking at people and about publishing: reasons, and rules for a notice board.
//!
//! It travels inside the encryption beside the columns, so that a page has the office's own words and rules and asks nobody else.

use std::collections::{BTreeMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::error::OpenError;
use crate::limits;
use crate::schema::{FieldDocument, FieldKind, Mask, Pack, Schema};
use crate::seal::is_slot_id;

/// A reason for looking at people, of which an operator chooses one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Id: what a log keeps. 1 to 32 of `a-z`, `0-9`, `-`.
    pub id: String,
    /// What people call it, in Chinese.
    pub title: String,
    /// The same in English.
    pub title_en: String,
}

/// Which fields may stand on a public notice, and how their values are cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Ids of the fields, in the order of the notice. No other field ever stands on one.
    pub fields: Vec<String>,
    /// Id of a field → the rule its values are cut by. A field without one stands there whole.
    pub cut: BTreeMap<String, NoticeCut>,
}

/// How the values of a field are cut before they stand on a notice.
///
/// Each rule is for fields of one kind: a name whose last four characters stay would be the whole name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeCut {
    /// Of a name the surname stays: 王**.
    Surname,
    /// Of a name the first character and the last of three or more stay: 周*明.
    Name,
    /// Of an address everything up to the building stays: no unit, floor and door.
    Building,
    /// Of a date year and month stay.
    Month,
    /// Of a long number the last four characters stay.
    Last4,
}

impl NoticeCut {
    /// Every rule.
    pub const ALL: [Self; 5] = [Self::Surname, Self::Name, Self::Building, Self::Month, Self::Last4];

    /// The word that a policy and a snapshot have for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Surname => "surname",
            Self::Name => "name",
            Self::Building => "building",
            Self::Month => "month",
            Self::Last4 => "last4",
        }
    }

    /// Whether the rule is for fields of this kind: `surname` and `name` for those masked as names, `building` as addresses, `last4` as
    /// numbers, and `month` for dates.
    pub fn fits(self, field: &FieldDocument) -> bool {
        match self {
            Self::Surname | Self::Name => field.mask == Some(Mask::Name),
            Self::Building => field.mask == Some(Mask::Address),
            Self::Last4 => field.mask == Some(Mask::Number),
            Self::Month => field.kind == FieldKind::Date,
        }
    }

    /// Whether a field may stand on a notice only if a rule cuts it: those that a screen masks, and those that not everybody in the
    /// office may see.
    pub fn is_needed(field: &FieldDocument) -> bool {
        field.mask.is_some() || field.pack == Pack::Role
    }
}

/// Checks the reasons: ids, each once, and titles.
pub(super) fn check_purposes(purposes: &[Purpose]) -> Result<(), OpenError> {
    let limit = limits::MAX_PURPOSES;
    if purposes.len() > limit {
        let problem = format!("{} purposes, expected at most {limit}", purposes.len());
        return fault("purposes".to_owned(), problem);
    }
    let mut seen = HashSet::new();
    for (index, purpose) in purposes.iter().enumerate() {
        let path = |member: &str| format!("purposes[{index}].{member}");
        if !is_slot_id(&purpose.id) {
            return fault(path("id"), "is no id".to_owned());
        }
        if !seen.insert(&purpose.id) {
            return fault(path("id"), format!("{} stands twice", purpose.id));
        }
        if purpose.title.trim().is_empty() || purpose.title_en.trim().is_empty() {
            return fault(path("title"), "is empty".to_owned());
        }
    }
    Ok(())
}

impl Notice {
    /// Checks that every field is one of the schema, stands once, and is cut where it must be by a rule that fits.
    pub(super) fn check(&self, schema: &Schema) -> Result<(), OpenError> {
        let path = || "notice.fields".to_owned();
        if self.fields.is_empty() {
            return fault(path(), "is empty".to_owned());
        }
        let mut seen = HashSet::new();
        for name in &self.fields {
            let field = schema.field_id(name).filter(|&field| !schema.is_pinyin(field));
            let Some(field) = field.map(|field| schema.field(field)) else {
                return fault(path(), format!("no field {name}"));
            };
            if !seen.insert(name) {
                return fault(path(), format!("{name} stands twice"));
            }
            match self.cut.get(name) {
                Some(cut) if !cut.fits(field) => {
                    return fault(format!("notice.cut.{name}"), format!("{} does not fit", cut.as_str()));
                }
                None if NoticeCut::is_needed(field) => return fault(path(), format!("{name} is not cut")),
                _ => {}
            }
        }
        match self.cut.keys().find(|name| !seen.contains(name)) {
            Some(name) => fault(format!("notice.cut.{name}"), "is of no field of the notice".to_owned()),
            None => Ok(()),
        }
    }
}

fn fault(path: String, problem: String) -> Result<(), OpenError> {
    Err(OpenError::Schema { path, problem })
}
