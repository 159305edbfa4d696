//! Why a question is refused.

use std::fmt;

/// A position in a question: where an error lies, counted in Unicode scalar values from 0.
pub type CharIndex = usize;

/// Why a question is refused.
#[non_exhaustive]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QueryError {
    /// The JSON form is not what the contract allows: wrong shape, unknown key, unknown operator.
    Malformed {
        /// Where in the filter, for example `and[1].value`.
        path: String,
        /// What was expected there.
        expected: String,
    },
    /// No field has this id or title.
    UnknownField {
        /// Where in the filter.
        path: String,
        /// The field as written.
        field: String,
    },
    /// The field exists, but its section cannot be opened with this key.
    LockedField {
        /// Where in the filter.
        path: String,
        /// Id of the field.
        field: String,
    },
    /// The operator does not apply to a field of this type.
    WrongOperator {
        /// Where in the filter.
        path: String,
        /// Id of the field.
        field: String,
        /// The operator as written.
        operator: String,
    },
    /// The value is not of the field's type, or not a date that exists, or out of range.
    WrongType {
        /// Where in the filter.
        path: String,
        /// Id of the field.
        field: String,
        /// What the field takes, for example `date (YYYY-MM-DD)`.
        expected: &'static str,
    },
    /// The field has a code list, and the value is neither a code nor a title nor a synonym of it.
    UnknownCode {
        /// Where in the filter.
        path: String,
        /// Id of the field.
        field: String,
    },
    /// An IN without values selects nothing by accident; say what is meant.
    EmptyIn {
        /// Where in the filter.
        path: String,
    },
    /// An AND or OR without members.
    EmptyGroup {
        /// Where in the filter.
        path: String,
    },
    /// `between` with its lower end above its upper.
    EmptyRange {
        /// Where in the filter.
        path: String,
        /// Id of the field.
        field: String,
    },
    /// A household within a household: members have one household only.
    NestedHousehold {
        /// Where in the filter.
        path: String,
    },
    /// The schema declares no field that members of one household share.
    NoHousehold {
        /// Where in the filter.
        path: String,
    },
    /// A condition that no column of a database answers, so that it cannot be said in SQL.
    NoSql {
        /// Where in the filter.
        path: String,
        /// Id of the field.
        field: String,
    },
    /// The filter nests deeper than the limit.
    TooDeep {
        /// Levels of AND, OR and NOT allowed.
        limit: usize,
    },
    /// More of something than the limit.
    TooMany {
        /// What there is too much of: `nodes`, `values`, `rows`, `bytes`.
        what: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// The text form does not follow the grammar.
    Syntax {
        /// Where in the question.
        position: CharIndex,
        /// What could stand there.
        expected: String,
    },
    /// A bare word is no value of any field that is open to bare words.
    UnknownWord {
        /// Where in the question.
        position: CharIndex,
        /// The word as written.
        word: String,
        /// Words that are close to it.
        suggestions: Vec<String>,
    },
    /// A bare word is a value of several fields.
    AmbiguousWord {
        /// Where in the question.
        position: CharIndex,
        /// The word as written.
        word: String,
        /// Ids of the fields.
        fields: Vec<String>,
    },
    /// The schema declares no field for this role, so `80岁以上` has nothing to speak of.
    NoRole {
        /// Where in the question.
        position: CharIndex,
        /// The role that is missing, for example `age`.
        role: &'static str,
    },
    /// The as-of date cannot be changed: the dates that derived fields come from are not open.
    AsOfFixed {
        /// Id of the derived field that cannot be computed.
        field: String,
    },
    /// The as-of date does not exist or lies outside the years 1900 to 9999.
    WrongAsOf,
}

impl QueryError {
    /// The code that names this error for ever.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "query.malformed",
            Self::UnknownField { .. } => "query.unknown_field",
            Self::LockedField { .. } => "query.locked_field",
            Self::WrongOperator { .. } => "query.wrong_operator",
            Self::WrongType { .. } => "query.wrong_type",
            Self::UnknownCode { .. } => "query.unknown_code",
            Self::EmptyIn { .. } => "query.empty_in",
            Self::EmptyGroup { .. } => "query.empty_group",
            Self::EmptyRange { .. } => "query.empty_range",
            Self::NestedHousehold { .. } => "query.nested_household",
            Self::NoHousehold { .. } => "query.no_household",
            Self::NoSql { .. } => "query.no_sql",
            Self::TooDeep { .. } => "query.too_deep",
            Self::TooMany { .. } => "query.too_many",
            Self::Syntax { .. } => "query.syntax",
            Self::UnknownWord { .. } => "query.unknown_word",
            Self::AmbiguousWord { .. } => "query.ambiguous_word",
            Self::NoRole { .. } => "query.no_role",
            Self::AsOfFixed { .. } => "query.as_of_fixed",
            Self::WrongAsOf => "query.wrong_as_of",
        }
    }

    /// Name and value of each parameter, for the texts of `data-schema/errors.json`.
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let text = |text: &str| text.to_owned();
        match self {
            Self::Malformed { path, expected } => {
                vec![("path", text(path)), ("expected", text(expected))]
            }
            Self::UnknownField { path, field } | Self::LockedField { path, field } => {
                vec![("path", text(path)), ("field", text(field))]
            }
            Self::WrongOperator { path, field, operator } => vec![
                ("path", text(path)),
                ("field", text(field)),
                ("operator", text(operator)),
            ],
            Self::WrongType { path, field, expected } => vec![
                ("path", text(path)),
                ("field", text(field)),
                ("expected", text(expected)),
            ],
            Self::UnknownCode { path, field } | Self::EmptyRange { path, field } | Self::NoSql { path, field } => {
                vec![("path", text(path)), ("field", text(field))]
            }
            Self::EmptyIn { path }
            | Self::EmptyGroup { path }
            | Self::NestedHousehold { path }
            | Self::NoHousehold { path } => vec![("path", text(path))],
            Self::TooDeep { limit } => vec![("limit", limit.to_string())],
            Self::TooMany { what, limit } => vec![("what", text(what)), ("limit", limit.to_string())],
            Self::Syntax { position, expected } => {
                vec![("position", position.to_string()), ("expected", text(expected))]
            }
            Self::UnknownWord {
                position,
                word,
                suggestions,
            } => vec![
                ("position", position.to_string()),
                ("word", text(word)),
                ("suggestions", suggestions.join("、")),
            ],
            Self::AmbiguousWord { position, word, fields } => vec![
                ("position", position.to_string()),
                ("word", text(word)),
                ("fields", fields.join("、")),
            ],
            Self::NoRole { position, role } => {
                vec![("position", position.to_string()), ("role", text(role))]
            }
            Self::AsOfFixed { field } => vec![("field", text(field))],
            Self::WrongAsOf => Vec::new(),
        }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        for (name, value) in self.params() {
            write!(f, " {name}={value:?}")?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}
