//! Constraints of a field, with values of the field's type.

use regex::Regex;
use serde_json::Value as Json;
use yongquan_core::date::{self, Day};
use yongquan_core::limits;
use yongquan_core::schema::FieldKind;
use yongquan_core::table::Value;

use super::descriptor::{ConstraintsDescriptor, bad_constraint};
use super::error::PackageError;

/// A value in a constraint.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// A text.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A truth value.
    Boolean(bool),
    /// A day.
    Date(Day),
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let value = match self {
            Self::Text(text) => Value::Text(text),
            Self::Integer(number) => Value::Integer(*number),
            Self::Number(number) => Value::Number(*number),
            Self::Boolean(value) => Value::Boolean(*value),
            Self::Date(day) => Value::Date(*day),
        };
        value.fmt(f)
    }
}

/// A pattern that the whole of a text must match.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    regex: Regex,
}

impl Pattern {
    fn new(path: &str, source: &str) -> Result<Self, PackageError> {
        // Table Schema borrows the patterns of XML Schema, which speak of the whole text.
        let regex = Regex::new(&format!("^(?:{source})$"))
            .map_err(|_| bad_constraint(path, "不是正确的正则表达式", "it is no valid regular expression"))?;
        Ok(Self {
            source: source.to_owned(),
            regex,
        })
    }

    /// The pattern as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the whole text matches.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// The constraints of a field. All of them are checked at ingest.
#[derive(Debug, Clone, Default)]
pub struct Constraints {
    /// No value may be missing.
    pub required: bool,
    /// No two rows may share a value; missing values are not compared.
    pub unique: bool,
    /// What the whole of a text must match.
    pub pattern: Option<Pattern>,
    /// The least value allowed, itself included.
    pub minimum: Option<Bound>,
    /// The greatest value allowed, itself included.
    pub maximum: Option<Bound>,
    /// The only values allowed.
    pub one_of: Option<Vec<Bound>>,
}

impl Constraints {
    /// Checks constraints against the type of their field.
    pub(super) fn new(written: &ConstraintsDescriptor, kind: FieldKind) -> Result<Self, PackageError> {
        let at = |key: &str| format!("{}.{key}", written.path);
        let is_ordered = matches!(kind, FieldKind::Integer | FieldKind::Number | FieldKind::Date);
        let limit = |key: &str, value: &Option<Json>| match value {
            None => Ok(None),
            Some(_) if !is_ordered => Err(bad_constraint(
                at(key),
                "只有 integer、number、date 类型可以有最小值和最大值",
                "only the types integer, number and date have a minimum and a maximum",
            )),
            Some(value) => bound(at(key), value, kind).map(Some),
        };
        let pattern = match &written.pattern {
            None => None,
            Some(_) if kind != FieldKind::Text => {
                return Err(bad_constraint(
                    at("pattern"),
                    "只有 string 类型可以有 pattern",
                    "only the type string has a pattern",
                ));
            }
            Some(source) => Some(Pattern::new(&at("pattern"), source)?),
        };
        let one_of = match &written.one_of {
            None => None,
            Some(values) => {
                let values = values.iter().enumerate();
                let bounds = values.map(|(index, value)| bound(format!("{}[{index}]", at("enum")), value, kind));
                Some(bounds.collect::<Result<Vec<_>, _>>()?)
            }
        };
        let constraints = Self {
            required: written.required,
            unique: written.unique,
            pattern,
            minimum: limit("minimum", &written.minimum)?,
            maximum: limit("maximum", &written.maximum)?,
            one_of,
        };
        if constraints.is_empty_range() {
            return Err(bad_constraint(
                at("maximum"),
                "最大值小于最小值",
                "the maximum is below the minimum",
            ));
        }
        Ok(constraints)
    }

    fn is_empty_range(&self) -> bool {
        match (&self.minimum, &self.maximum) {
            (Some(Bound::Integer(low)), Some(Bound::Integer(high))) => low > high,
            (Some(Bound::Number(low)), Some(Bound::Number(high))) => low > high,
            (Some(Bound::Date(low)), Some(Bound::Date(high))) => low > high,
            _ => false,
        }
    }
}

/// A value of the field's type, written in JSON as itself or as the text that the data would hold.
fn bound(path: String, value: &Json, kind: FieldKind) -> Result<Bound, PackageError> {
    let found = match (kind, value) {
        (FieldKind::Text, Json::String(text)) => Some(Bound::Text(text.clone())),
        (FieldKind::Integer, Json::Number(number)) => number.as_i64().and_then(integer),
        (FieldKind::Integer, Json::String(text)) => text.parse().ok().and_then(integer),
        (FieldKind::Number, Json::Number(number)) => number.as_f64().and_then(finite),
        (FieldKind::Number, Json::String(text)) => text.parse().ok().and_then(finite),
        (FieldKind::Boolean, Json::Bool(value)) => Some(Bound::Boolean(*value)),
        (FieldKind::Date, Json::String(text)) => date::parse(text).map(Bound::Date),
        _ => None,
    };
    found.ok_or_else(|| bad_constraint(path, "值与字段类型不符", "the value is not of the type of the field"))
}

fn integer(value: i64) -> Option<Bound> {
    (value.unsigned_abs() <= limits::MAX_INTEGER.unsigned_abs()).then_some(Bound::Integer(value))
}

fn finite(value: f64) -> Option<Bound> {
    value.is_finite().then_some(Bound::Number(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn written(path: &str) -> ConstraintsDescriptor {
        ConstraintsDescriptor {
            path: path.to_owned(),
            ..ConstraintsDescriptor::default()
        }
    }

    #[test]
    fn a_pattern_speaks_of_the_whole_text() {
        let constraints = ConstraintsDescriptor {
            pattern: Some("a|bc".to_owned()),
            ..written("c")
        };
        let pattern = Constraints::new(&constraints, FieldKind::Text)
            .expect("valid")
            .pattern
            .expect("given");
        assert!(pattern.is_match("a") && pattern.is_match("bc"));
        assert!(!pattern.is_match("ac") && !pattern.is_match("a\n") && !pattern.is_match("xa"));
    }

    #[test]
    fn a_bound_must_fit_the_type_of_its_field() {
        let cases = [
            (FieldKind::Integer, json!(1.5)),
            (FieldKind::Date, json!("1890-02-30")),
            (FieldKind::Number, json!("NaN")),
            (FieldKind::Text, json!("a")),
            (FieldKind::Integer, json!(9_007_199_254_740_992_i64)),
        ];
        for (kind, minimum) in cases {
            let constraints = ConstraintsDescriptor {
                minimum: Some(minimum),
                ..written("c")
            };
            let error = Constraints::new(&constraints, kind).expect_err("does not fit");
            assert!(
                matches!(&error, PackageError::BadConstraint { path, .. } if path == "c.minimum"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn an_empty_range_is_refused() {
        let constraints = ConstraintsDescriptor {
            minimum: Some(json!("2000-01-02")),
            maximum: Some(json!("2000-01-01")),
            ..written("c")
        };
        assert!(Constraints::new(&constraints, FieldKind::Date).is_err());
    }
}
