//! What the office decides about looking at people and about publishing: reasons, and rules for a notice board.
//!
//! It travels inside the encryption beside the columns, so that a page has the office's own words and rules and asks nobody else.

use std::collections::BTreeMap;

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

    /// The rule of a word, if there is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cut| cut.as_str() == word)
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
    for (index, purpose) in purposes.iter().enumerate() {
        let path = |member: &str| format!("purposes[{index}].{member}");
        if !is_slot_id(&purpose.id) {
            return fault(path("id"), "is no id".to_owned());
        }
        if purposes[..index].iter().any(|before| before.id == purpose.id) {
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
        for (index, name) in self.fields.iter().enumerate() {
            let field = schema.field_id(name).filter(|&field| !schema.is_pinyin(field));
            let Some(field) = field.map(|field| schema.field(field)) else {
                return fault(path(), format!("no field {name}"));
            };
            // Each is of the schema and stands once, or this is the last one: there are never many before it.
            if self.fields[..index].contains(name) {
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
        match self.cut.keys().find(|name| !self.fields.contains(name)) {
            Some(name) => fault(format!("notice.cut.{name}"), "is of no field of the notice".to_owned()),
            None => Ok(()),
        }
    }
}

fn fault(path: String, problem: String) -> Result<(), OpenError> {
    Err(OpenError::Schema { path, problem })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::SchemaDocument;

    /// A field of each kind that a rule asks about: what masks it, its type, and its mark.
    fn schema() -> Schema {
        let title = json!({"zh": "标题", "en": "Title"});
        let field = |id: &str, kind: &str, pack: &str, mask: Option<&str>| {
            let mut field = json!({
                "id": id, "title": title, "kind": kind, "group": "g", "sensitivity": "internal", "department": "",
                "purpose": "", "legal_basis": "", "standard": "", "pack": pack,
            });
            if let Some(mask) = mask {
                field["mask"] = json!(mask);
            }
            field
        };
        let mut sounds = field("sounds", "text", "role", None);
        sounds["derived"] = json!({"kind": "pinyin", "of": "name"});
        let document: SchemaDocument = serde_json::from_value(json!({
            "title": title,
            "groups": [{"id": "g", "title": title}],
            "fields": [
                field("street", "text", "yes", None), field("since", "date", "yes", None),
                field("name", "text", "role", Some("name")), field("phone", "text", "yes", Some("number")),
                field("home", "text", "role", Some("address")), field("born", "date", "role", None),
                field("illness", "text", "role", None), sounds,
            ],
            "code_lists": [], "roles": {}, "default_columns": [], "default_facets": [], "example_questions": [],
        }))
        .expect("is a schema document");
        Schema::new(document).expect("is a schema")
    }

    /// Fields and rules of a notice.
    type Rules = (&'static [&'static str], &'static [(&'static str, NoticeCut)]);

    fn notice((fields, cut): Rules) -> Notice {
        Notice {
            fields: fields.iter().map(|&field| field.to_owned()).collect(),
            cut: cut.iter().map(|&(field, cut)| (field.to_owned(), cut)).collect(),
        }
    }

    #[test]
    fn a_notice_holds_what_was_allowed_and_cuts_what_must_be_cut() {
        use NoticeCut::{Building, Last4, Month, Name, Surname};
        let schema = schema();
        let good: [Rules; 4] = [
            (&["street"], &[]),
            (&["since", "street"], &[("since", Month)]),
            (
                &["name", "phone", "home", "born"],
                &[("name", Surname), ("phone", Last4), ("home", Building), ("born", Month)],
            ),
            (&["name"], &[("name", Name)]),
        ];
        for rules in good {
            assert_eq!(notice(rules).check(&schema), Ok(()), "{rules:?}");
        }
        let wrong: [(Rules, &str, &str); 14] = [
            ((&[], &[]), "notice.fields", "is empty"),
            ((&["nobody"], &[]), "notice.fields", "no field nobody"),
            ((&["sounds"], &[]), "notice.fields", "no field sounds"),
            ((&["street", "street"], &[]), "notice.fields", "street stands twice"),
            ((&["name"], &[]), "notice.fields", "name is not cut"),
            ((&["phone"], &[]), "notice.fields", "phone is not cut"),
            ((&["born"], &[]), "notice.fields", "born is not cut"),
            ((&["illness"], &[]), "notice.fields", "illness is not cut"),
            (
                (&["illness"], &[("illness", Surname)]),
                "notice.cut.illness",
                "surname does not fit",
            ),
            ((&["name"], &[("name", Last4)]), "notice.cut.name", "last4 does not fit"),
            (
                (&["phone"], &[("phone", Building)]),
                "notice.cut.phone",
                "building does not fit",
            ),
            ((&["home"], &[("home", Name)]), "notice.cut.home", "name does not fit"),
            (
                (&["street"], &[("street", Month)]),
                "notice.cut.street",
                "month does not fit",
            ),
            (
                (&["street"], &[("name", Name)]),
                "notice.cut.name",
                "is of no field of the notice",
            ),
        ];
        for (rules, path, problem) in wrong {
            let expected = OpenError::Schema {
                path: path.to_owned(),
                problem: problem.to_owned(),
            };
            assert_eq!(notice(rules).check(&schema), Err(expected), "{rules:?}");
        }
    }

    #[test]
    fn purposes_have_ids_of_their_own_and_titles() {
        let purpose = |id: &str, title: &str, title_en: &str| Purpose {
            id: id.to_owned(),
            title: title.to_owned(),
            title_en: title_en.to_owned(),
        };
        let many = |count: usize| -> Vec<Purpose> {
            let purposes = (0..count).map(|index| purpose(&format!("p{index}"), "走访", "Visit"));
            purposes.collect()
        };
        assert_eq!(check_purposes(&[]), Ok(()));
        assert_eq!(check_purposes(&many(limits::MAX_PURPOSES)), Ok(()));
        let good = purpose("visit", "走访", "Visit");
        let wrong = [
            (
                many(limits::MAX_PURPOSES + 1),
                "purposes",
                "51 purposes, expected at most 50",
            ),
            (
                vec![good.clone(), purpose("visit", "再走访", "Visit again")],
                "purposes[1].id",
                "visit stands twice",
            ),
            (vec![purpose("", "走访", "Visit")], "purposes[0].id", "is no id"),
            (vec![purpose("Visit", "走访", "Visit")], "purposes[0].id", "is no id"),
            (
                vec![purpose(&"v".repeat(33), "走访", "Visit")],
                "purposes[0].id",
                "is no id",
            ),
            (
                vec![good.clone(), purpose("b", "", "B")],
                "purposes[1].title",
                "is empty",
            ),
            (vec![purpose("b", "乙", " ")], "purposes[0].title", "is empty"),
        ];
        for (purposes, path, problem) in wrong {
            let expected = OpenError::Schema {
                path: path.to_owned(),
                problem: problem.to_owned(),
            };
            assert_eq!(check_purposes(&purposes), Err(expected), "{problem}");
        }
    }

    #[test]
    fn rules_are_written_as_they_are_called() {
        for cut in NoticeCut::ALL {
            assert_eq!(serde_json::to_value(cut).expect("is JSON"), json!(cut.as_str()));
        }
        for wrong in [
            json!({"fields": ["a"], "cut": {"a": "whole"}}),
            json!({"fields": ["a"], "cut": {"a": null}}),
            json!({"fields": ["a"], "cut": null}),
            json!({"fields": ["a"]}),
            json!({"cut": {}}),
            json!({"fields": ["a"], "cut": {}, "title": "x"}),
        ] {
            assert!(serde_json::from_value::<Notice>(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
