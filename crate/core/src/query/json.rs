//! The JSON form of a filter: the contract with JavaScript, `data-schema/query.schema.json`.

use serde_json::{Map, Value, json};

use super::budget::{Budget, check_depth};
use super::filter::{Comparison, Filter, Literal, Quantifier};
use crate::error::QueryError;
use crate::limits;

impl Filter {
    /// Reads the JSON form.
    ///
    /// # Errors
    ///
    /// - a shape, key or operator that the contract does not know;
    /// - an empty `and`, `or` or `in`;
    /// - deeper than [`limits::MAX_FILTER_DEPTH`], more than [`limits::MAX_FILTER_NODES`] nodes, or more than
    ///   [`limits::MAX_IN_VALUES`] values in one list.
    pub fn from_json(value: &Value) -> Result<Self, QueryError> {
        Reader {
            budget: Budget::default(),
        }
        .filter(value, "", 1)
    }

    /// Writes the JSON form.
    pub fn to_json(&self) -> Value {
        let members = |filters: &[Self]| filters.iter().map(Self::to_json).collect::<Vec<_>>();
        match self {
            Self::And(filters) => json!({ "and": members(filters) }),
            Self::Or(filters) => json!({ "or": members(filters) }),
            Self::Not(filter) => json!({ "not": filter.to_json() }),
            Self::Compare {
                field,
                comparison,
                value,
            } => {
                json!({ "field": field, "op": comparison.name(), "value": value.to_json() })
            }
            Self::In { field, values } => {
                let values: Vec<Value> = values.iter().map(Literal::to_json).collect();
                json!({ "field": field, "op": "in", "values": values })
            }
            Self::Between { field, low, high } => {
                json!({ "field": field, "op": "between", "low": low.to_json(), "high": high.to_json() })
            }
            Self::Under { field, value } => json!({ "field": field, "op": "under", "value": value.to_json() }),
            Self::Contains { field, value } => json!({ "field": field, "op": "contains", "value": value }),
            Self::StartsWith { field, value } => json!({ "field": field, "op": "starts_with", "value": value }),
            Self::EndsWith { field, value } => json!({ "field": field, "op": "ends_with", "value": value }),
            Self::Pinyin { field, value } => json!({ "field": field, "op": "pinyin", "value": value }),
            Self::Household { quantifier, filter } => match quantifier {
                Quantifier::Any => json!({ "household": "any", "filter": filter.to_json() }),
                Quantifier::All => json!({ "household": "all", "filter": filter.to_json() }),
                Quantifier::AtLeast(least) => {
                    json!({ "household": "count", "at_least": least, "filter": filter.to_json() })
                }
            },
            Self::IsMissing { field } => json!({ "field": field, "op": "is_missing" }),
            Self::NotMissing { field } => json!({ "field": field, "op": "not_missing" }),
        }
    }
}

impl Literal {
    fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Integer(number) => json!(number),
            Self::Number(number) => json!(number),
            Self::Boolean(value) => json!(value),
        }
    }
}

struct Reader {
    budget: Budget,
}

impl Reader {
    fn filter(&mut self, value: &Value, path: &str, depth: usize) -> Result<Filter, QueryError> {
        check_depth(depth)?;
        self.budget.spend_node()?;
        let object = value.as_object().ok_or_else(|| malformed(path, "an object"))?;
        if object.contains_key("field") {
            return leaf(object, path);
        }
        if object.contains_key("household") {
            return self.household(object, path, depth);
        }
        let mut entries = object.iter();
        match (entries.next(), entries.next()) {
            (Some((key, member)), None) => match key.as_str() {
                "and" => Ok(Filter::And(self.members(member, &join(path, "and"), depth)?)),
                "or" => Ok(Filter::Or(self.members(member, &join(path, "or"), depth)?)),
                "not" => {
                    let member = self.filter(member, &join(path, "not"), depth + 1)?;
                    Ok(Filter::Not(Box::new(member)))
                }
                _ => Err(malformed(path, "and, or, not, household or field")),
            },
            _ => Err(malformed(path, "exactly one of and, or, not, household or field")),
        }
    }

    fn household(&mut self, object: &Map<String, Value>, path: &str, depth: usize) -> Result<Filter, QueryError> {
        let (quantifier, keys): (_, &[&str]) = match object.get("household").and_then(Value::as_str) {
            Some("any") => (Quantifier::Any, &["household", "filter"]),
            Some("all") => (Quantifier::All, &["household", "filter"]),
            Some("count") => {
                let least = object.get("at_least").and_then(Value::as_u64);
                let least = least
                    .and_then(|least| u32::try_from(least).ok())
                    .filter(|&least| least > 0);
                let least = least.ok_or_else(|| malformed(&join(path, "at_least"), "a whole number of at least 1"))?;
                (Quantifier::AtLeast(least), &["household", "at_least", "filter"])
            }
            _ => return Err(malformed(&join(path, "household"), "any, all or count")),
        };
        refuse_other_keys(object, keys, path)?;
        let member = object.get("filter").unwrap_or(&Value::Null);
        let filter = Box::new(self.filter(member, &join(path, "filter"), depth + 1)?);
        Ok(Filter::Household { quantifier, filter })
    }

    fn members(&mut self, value: &Value, path: &str, depth: usize) -> Result<Vec<Filter>, QueryError> {
        let members = value.as_array().ok_or_else(|| malformed(path, "a list of filters"))?;
        if members.is_empty() {
            return Err(QueryError::EmptyGroup { path: path.to_owned() });
        }
        let numbered = members.iter().enumerate();
        numbered
            .map(|(index, member)| self.filter(member, &format!("{path}[{index}]"), depth + 1))
            .collect()
    }
}

fn leaf(object: &Map<String, Value>, path: &str) -> Result<Filter, QueryError> {
    let text = |key: &str| {
        let value = object.get(key).and_then(Value::as_str);
        value
            .map(str::to_owned)
            .ok_or_else(|| malformed(&join(path, key), "a text"))
    };
    let field = text("field")?;
    let operator = text("op")?;
    let literal_at = |key: &str| {
        let path = join(path, key);
        literal(object.get(key), &path)
    };
    let (filter, keys): (_, &[&str]) = match operator.as_str() {
        "contains" | "starts_with" | "ends_with" | "pinyin" => {
            let value = text("value")?;
            let filter = match operator.as_str() {
                "contains" => Filter::Contains { field, value },
                "starts_with" => Filter::StartsWith { field, value },
                "ends_with" => Filter::EndsWith { field, value },
                _ => Filter::Pinyin { field, value },
            };
            (filter, &["field", "op", "value"])
        }
        "in" => {
            let path = join(path, "values");
            let values = object.get("values").and_then(Value::as_array);
            let values = values.ok_or_else(|| malformed(&path, "a list of values"))?;
            if values.is_empty() {
                return Err(QueryError::EmptyIn { path });
            }
            if values.len() > limits::MAX_IN_VALUES {
                return Err(QueryError::TooMany {
                    what: "values",
                    limit: limits::MAX_IN_VALUES,
                });
            }
            let numbered = values.iter().enumerate();
            let values = numbered.map(|(index, value)| literal(Some(value), &format!("{path}[{index}]")));
            let values = values.collect::<Result<_, _>>()?;
            (Filter::In { field, values }, &["field", "op", "values"])
        }
        "between" => {
            let (low, high) = (literal_at("low")?, literal_at("high")?);
            (Filter::Between { field, low, high }, &["field", "op", "low", "high"])
        }
        "under" => {
            let value = literal_at("value")?;
            (Filter::Under { field, value }, &["field", "op", "value"])
        }
        "is_missing" => (Filter::IsMissing { field }, &["field", "op"]),
        "not_missing" => (Filter::NotMissing { field }, &["field", "op"]),
        name => {
            let known = Comparison::ALL.into_iter().find(|comparison| comparison.name() == name);
            let comparison = known.ok_or_else(|| malformed(&join(path, "op"), "a known operator"))?;
            let value = literal_at("value")?;
            (
                Filter::Compare {
                    field,
                    comparison,
                    value,
                },
                &["field", "op", "value"],
            )
        }
    };
    refuse_other_keys(object, keys, path)?;
    Ok(filter)
}

/// A key that is not understood may be meant as a restriction: dropping it would show more than was asked.
fn refuse_other_keys(object: &Map<String, Value>, keys: &[&str], path: &str) -> Result<(), QueryError> {
    match object.keys().all(|key| keys.contains(&key.as_str())) {
        true => Ok(()),
        false => Err(malformed(path, &format!("no keys but {}", keys.join(", ")))),
    }
}

fn literal(value: Option<&Value>, path: &str) -> Result<Literal, QueryError> {
    match value {
        Some(Value::String(text)) => Ok(Literal::Text(text.clone())),
        Some(Value::Bool(value)) => Ok(Literal::Boolean(*value)),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(integer), _) => Ok(Literal::Integer(integer)),
            (None, Some(number)) => Ok(Literal::Number(number)),
            (None, None) => Err(malformed(path, "a number in range")),
        },
        _ => Err(malformed(path, "a text, a number, true or false")),
    }
}

fn malformed(path: &str, expected: &str) -> QueryError {
    QueryError::Malformed {
        path: path.to_owned(),
        expected: expected.to_owned(),
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_survives_a_round_trip() {
        let written = json!({"and": [
            {"field": "hue", "op": "eq", "value": "2"},
            {"or": [{"not": {"field": "years", "op": "ge", "value": 80}}, {"field": "area", "op": "lt", "value": 35.5}]},
            {"field": "grid", "op": "in", "values": ["01", "02"]},
            {"field": "years", "op": "between", "low": 1, "high": 2},
            {"field": "is_head", "op": "ne", "value": true},
            {"field": "schooling", "op": "under", "value": "20"},
            {"field": "called", "op": "contains", "value": "明"},
            {"field": "called", "op": "starts_with", "value": "周"},
            {"field": "called", "op": "ends_with", "value": "明"},
            {"field": "called", "op": "pinyin", "value": "zxm"},
            {"household": "any", "filter": {"field": "years", "op": "lt", "value": 60}},
            {"household": "all", "filter": {"not": {"field": "years", "op": "lt", "value": 60}}},
            {"household": "count", "at_least": 2, "filter": {"field": "is_head", "op": "eq", "value": false}},
            {"field": "phone", "op": "is_missing"},
            {"field": "phone", "op": "not_missing"}
        ]});
        let filter = Filter::from_json(&written).expect("the filter is well-formed");
        assert_eq!(filter.to_json(), written);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_its_place() {
        let nested = (0..40).fold(
            json!({"field": "a", "op": "is_missing"}),
            |inner, _| json!({"not": inner}),
        );
        let leaf = json!({"field": "a", "op": "is_missing"});
        let values: Vec<Value> = (0..5_000).map(Value::from).collect();
        let cases = [
            (json!(null), "query.malformed", Some("")),
            (json!({}), "query.malformed", Some("")),
            (json!({"xor": []}), "query.malformed", Some("")),
            (json!({"and": [], "or": []}), "query.malformed", Some("")),
            (json!({"and": []}), "query.empty_group", Some("and")),
            (
                json!({"and": [leaf, {"or": [3]}]}),
                "query.malformed",
                Some("and[1].or[0]"),
            ),
            (json!({"field": 3, "op": "eq"}), "query.malformed", Some("field")),
            (
                json!({"field": "a", "op": "like", "value": "x"}),
                "query.malformed",
                Some("op"),
            ),
            (json!({"field": "a", "op": "eq"}), "query.malformed", Some("value")),
            (
                json!({"field": "a", "op": "eq", "value": null}),
                "query.malformed",
                Some("value"),
            ),
            (
                json!({"field": "a", "op": "eq", "value": 1, "and": []}),
                "query.malformed",
                Some(""),
            ),
            (
                json!({"field": "a", "op": "in", "values": []}),
                "query.empty_in",
                Some("values"),
            ),
            (
                json!({"field": "a", "op": "in", "values": [[]]}),
                "query.malformed",
                Some("values[0]"),
            ),
            (
                json!({"field": "a", "op": "in", "values": values}),
                "query.too_many",
                None,
            ),
            (json!({"or": vec![leaf.clone(); 5_000]}), "query.too_many", None),
            (nested, "query.too_deep", None),
        ];
        for (written, code, path) in cases {
            let error = Filter::from_json(&written).expect_err("the filter is refused");
            assert_eq!(error.code(), code, "{written:.80}");
            let params = error.params();
            let found = params
                .iter()
                .find(|(name, _)| *name == "path")
                .map(|(_, path)| path.as_str());
            assert_eq!(found, path, "{written:.80}");
        }
    }
}
