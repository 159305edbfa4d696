//! A schema as written: plain values that serialise to the JSON inside the base section of a snapshot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::member;

/// A title in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Chinese, shown first.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A schema as written. [`Schema::new`](super::Schema::new) checks it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchemaDocument {
    /// Title of the register.
    pub title: Title,
    /// The groups that fields belong to, in display order.
    pub groups: Vec<GroupDocument>,
    /// Every field that any section holds, derived ones included. Fields marked `never` do not appear.
    pub fields: Vec<FieldDocument>,
    /// Every code list that a field uses.
    pub code_lists: Vec<CodeListDocument>,
    /// Which rows are counted: a filter in JSON form. Absent: every row.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub population: Option<serde_json::Value>,
    /// The fields that play a role.
    pub roles: BTreeMap<Role, String>,
    /// The columns of a list before anybody chose.
    pub default_columns: Vec<String>,
    /// The facets that are shown first.
    pub default_facets: Vec<String>,
    /// Questions in the text form that an empty page offers.
    pub example_questions: Vec<String>,
}

/// A group of fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupDocument {
    /// Id of the group.
    pub id: String,
    /// Title of the group.
    pub title: Title,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDocument {
    /// Id, unique in the schema.
    pub id: String,
    /// Title.
    pub title: Title,
    /// Type of the values.
    pub kind: FieldKind,
    /// Id of the group.
    pub group: String,
    /// How much harm the field can do.
    pub sensitivity: Sensitivity,
    /// Who keeps the field.
    pub department: String,
    /// What the office keeps it for; empty until the office says so.
    pub purpose: String,
    /// The law the office keeps it under; empty until the office says so.
    pub legal_basis: String,
    /// The standard the field follows.
    pub standard: String,
    /// Id of the code list that the values come from.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub code_list: Option<String>,
    /// Unit of a number.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub unit: Option<Title>,
    /// Whether the field lies in the base section or in a restricted one.
    pub pack: Pack,
    /// How a value is shortened on a screen. Absent: shown whole.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub mask: Option<Mask>,
    /// Whether a bare word in a question may name a value of this field.
    #[serde(default)]
    pub bare_words: bool,
    /// How the field is derived. Absent: it is stored in the source.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub derived: Option<Derivation>,
}

/// Type of the values of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// UTF-8 text, or a code of a code list.
    Text,
    /// A whole number of at most 2⁵³ − 1 in magnitude.
    Integer,
    /// A finite 64-bit floating-point number.
    Number,
    /// True or false.
    Boolean,
    /// A day of the Gregorian calendar.
    Date,
}

/// How much harm a field can do in the wrong hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    /// Counts of it may be published.
    PublicStat,
    /// For the office's own work.
    Internal,
    /// Identifies or reaches a person.
    Personal,
    /// Harms a person when it leaks.
    Sensitive,
}

/// Which kind of section a field is packed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pack {
    /// The base section.
    Yes,
    /// A restricted section.
    Role,
}

/// How a value is shortened on a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// A person's name: the first character and the last of three or more stay.
    Name,
    /// A long number: the first three and the last four characters stay.
    Number,
    /// An address: the first six characters stay.
    Address,
}

/// What the program must know about a field beyond its type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Names a row for ever.
    Key,
    /// A person's name.
    PersonName,
    /// A person's date of birth.
    BirthDate,
    /// A person's age in full years: `80岁以上` speaks of it.
    Age,
    /// What the members of one household share.
    HouseholdId,
    /// What a member of a household is to its head; a field with a code list.
    Relation,
}

/// How a field is computed from others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", try_from = "DerivationDocument")]
pub enum Derivation {
    /// Full years from a date to the as-of date.
    FullYears {
        /// The date.
        of: String,
    },
    /// How many rows of the population share a value.
    GroupSize {
        /// The field whose value is shared.
        by: String,
    },
    /// The band that a number falls into: a code of the field's list, missing below the first band.
    Band {
        /// The number.
        of: String,
        /// The bands, ascending.
        bands: Vec<BandDocument>,
    },
    /// How a Chinese text sounds, in pinyin without tones. Worked out by the publisher, asked by the operator `pinyin` of the field it
    /// comes from; a field with [`Sounds`](crate::table::Sounds) and without values.
    Pinyin {
        /// The text.
        of: String,
    },
    /// Whether a filter holds.
    Where {
        /// The filter in JSON form.
        filter: serde_json::Value,
    },
}

/// Every member that a derivation of some kind has.
///
/// PERF: what serde makes of a tagged enum, which may find its tag last, takes 20 KB of the engine.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DerivationDocument {
    kind: DerivationKind,
    #[serde(default, deserialize_with = "member::present")]
    of: Option<String>,
    #[serde(default, deserialize_with = "member::present")]
    by: Option<String>,
    #[serde(default, deserialize_with = "member::present")]
    bands: Option<Vec<BandDocument>>,
    #[serde(default, deserialize_with = "member::present")]
    filter: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum DerivationKind {
    FullYears,
    GroupSize,
    Band,
    Pinyin,
    Where,
}

impl TryFrom<DerivationDocument> for Derivation {
    type Error = &'static str;

    fn try_from(document: DerivationDocument) -> Result<Self, Self::Error> {
        let DerivationDocument {
            kind,
            of,
            by,
            bands,
            filter,
        } = document;
        match (kind, of, by, bands, filter) {
            (DerivationKind::FullYears, Some(of), None, None, None) => Ok(Self::FullYears { of }),
            (DerivationKind::GroupSize, None, Some(by), None, None) => Ok(Self::GroupSize { by }),
            (DerivationKind::Band, Some(of), None, Some(bands), None) => Ok(Self::Band { of, bands }),
            (DerivationKind::Pinyin, Some(of), None, None, None) => Ok(Self::Pinyin { of }),
            (DerivationKind::Where, None, None, None, Some(filter)) => Ok(Self::Where { filter }),
            (DerivationKind::FullYears | DerivationKind::Pinyin, ..) => Err("takes `of` and nothing else"),
            (DerivationKind::GroupSize, ..) => Err("takes `by` and nothing else"),
            (DerivationKind::Band, ..) => Err("takes `of`, `bands` and nothing else"),
            (DerivationKind::Where, ..) => Err("takes `filter` and nothing else"),
        }
    }
}

/// One band: from its number up to that of the next band.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandDocument {
    /// The least number of the band.
    pub from: f64,
    /// Its code.
    pub code: String,
}

/// A code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeListDocument {
    /// Id, unique in the schema.
    pub id: String,
    /// Title of the list.
    pub title: Title,
    /// The codes in display order.
    pub codes: Vec<CodeDocument>,
    /// The codes that mean *not known*.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown_codes: Vec<String>,
}

/// A code of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeDocument {
    /// The code as the data holds it.
    pub code: String,
    /// Title of the code.
    pub title: Title,
    /// The code one level up, in a hierarchical list.
    #[serde(
        default,
        deserialize_with = "member::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub parent: Option<String>,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub synonyms: Vec<String>,
}

impl CodeDocument {
    /// Whether a word is a title or a synonym of this code. Latin letters compare without case.
    pub fn is_called(&self, word: &str) -> bool {
        let mut names = [&self.title.zh, &self.title.en].into_iter().chain(&self.synonyms);
        names.any(|name| name.eq_ignore_ascii_case(word))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn derivations_are_read_as_they_are_written() {
        let band = |from, code: &str| BandDocument {
            from,
            code: code.to_owned(),
        };
        for derivation in [
            Derivation::FullYears { of: "a".to_owned() },
            Derivation::GroupSize { by: "b".to_owned() },
            Derivation::Band {
                of: "a".to_owned(),
                bands: vec![band(0.0, "0"), band(60.0, "60")],
            },
            Derivation::Pinyin { of: "a".to_owned() },
            Derivation::Where {
                filter: json!({"and": []}),
            },
        ] {
            let written = serde_json::to_value(&derivation).expect("is JSON");
            assert_eq!(
                serde_json::from_value::<Derivation>(written).expect("is one"),
                derivation
            );
        }
        for (wrong, problem) in [
            (json!({"kind": "full_years"}), "takes `of` and nothing else"),
            (
                json!({"kind": "group_size", "by": "b", "of": "a"}),
                "takes `by` and nothing else",
            ),
            (
                json!({"kind": "band", "of": "a"}),
                "takes `of`, `bands` and nothing else",
            ),
            (
                json!({"kind": "where", "filter": {}, "by": "b"}),
                "takes `filter` and nothing else",
            ),
            (json!({"kind": "guess", "of": "a"}), "unknown variant"),
            (json!({"of": "a"}), "missing field `kind`"),
            (json!({"kind": "pinyin", "of": "a", "in": "b"}), "unknown field"),
        ] {
            let error = serde_json::from_value::<Derivation>(wrong).expect_err(problem);
            assert!(error.to_string().contains(problem), "{error}");
        }
    }
}
