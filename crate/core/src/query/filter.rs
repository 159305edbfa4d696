//! A filter as asked: names and literals, nothing looked up yet.

use crate::schema::{FieldId, Role, Schema};

/// A filter as asked. Its meaning is that of [the module](super).
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// True when all members are.
    And(Vec<Filter>),
    /// True when one member is.
    Or(Vec<Filter>),
    /// True when the member is false.
    Not(Box<Filter>),
    /// The value stands in a relation to a literal.
    Compare {
        /// Id of the field.
        field: String,
        /// The relation.
        comparison: Comparison,
        /// The literal.
        value: Literal,
    },
    /// The value is one of several.
    In {
        /// Id of the field.
        field: String,
        /// The values.
        values: Vec<Literal>,
    },
    /// The value lies between two others, both included.
    Between {
        /// Id of the field.
        field: String,
        /// The lower end, included.
        low: Literal,
        /// The upper end, included.
        high: Literal,
    },
    /// The value is a code or one beneath it in the field's code list: `under` *married* takes first marriages and remarriages.
    ///
    /// `eq` takes the code alone.
    Under {
        /// Id of the field.
        field: String,
        /// The code.
        value: Literal,
    },
    /// A text holds another text somewhere. The middle dots of names (`·`, `•`, `・`) count as one character.
    Contains {
        /// Id of the field.
        field: String,
        /// The text to look for; not empty.
        value: String,
    },
    /// A text begins with another text. Middle dots as in [`Contains`](Self::Contains).
    StartsWith {
        /// Id of the field.
        field: String,
        /// The text to look for; not empty.
        value: String,
    },
    /// A text ends with another text. Middle dots as in [`Contains`](Self::Contains).
    EndsWith {
        /// Id of the field.
        field: String,
        /// The text to look for; not empty.
        value: String,
    },
    /// A Chinese text begins with these sounds: the initials of its syllables, or their whole pinyin without tones.
    Pinyin {
        /// Id of the field.
        field: String,
        /// Latin letters; `v` for ü. Spaces and apostrophes do not count.
        value: String,
    },
    /// So many members of the row's household match another filter. Unknown where the row has no household.
    Household {
        /// How many.
        quantifier: Quantifier,
        /// What the members are asked. Holds no further quantifier.
        filter: Box<Filter>,
    },
    /// There is no value. Never unknown.
    IsMissing {
        /// Id of the field.
        field: String,
    },
    /// There is a value. Never unknown.
    NotMissing {
        /// Id of the field.
        field: String,
    },
}

impl Filter {
    /// Field equals literal.
    pub fn eq(field: impl Into<String>, value: impl Into<Literal>) -> Self {
        Self::compare(field, Comparison::Eq, value)
    }

    /// Field is the code or one beneath it.
    pub fn under(field: impl Into<String>, value: impl Into<Literal>) -> Self {
        Self::Under {
            field: field.into(),
            value: value.into(),
        }
    }

    /// The id of the field that a leaf speaks of; `None` for a group.
    pub fn leaf_field(&self) -> Option<&str> {
        match self {
            Self::Compare { field, .. }
            | Self::In { field, .. }
            | Self::Between { field, .. }
            | Self::Under { field, .. }
            | Self::Contains { field, .. }
            | Self::StartsWith { field, .. }
            | Self::EndsWith { field, .. }
            | Self::Pinyin { field, .. }
            | Self::IsMissing { field }
            | Self::NotMissing { field } => Some(field),
            Self::And(_) | Self::Or(_) | Self::Not(_) | Self::Household { .. } => None,
        }
    }

    /// The fields that have to have columns for this to be planned, each once. Names that no field has are left out.
    pub fn fields(&self, schema: &Schema) -> Vec<FieldId> {
        let mut fields = Vec::new();
        self.collect_fields(schema, &mut fields);
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    fn collect_fields(&self, schema: &Schema, fields: &mut Vec<FieldId>) {
        match self {
            Self::And(members) | Self::Or(members) => {
                members.iter().for_each(|member| member.collect_fields(schema, fields));
            }
            Self::Not(member) => member.collect_fields(schema, fields),
            Self::Household { filter, .. } => {
                fields.extend(schema.role(Role::HouseholdId));
                filter.collect_fields(schema, fields);
            }
            leaf => fields.extend(leaf.leaf_field().and_then(|name| schema.field_id(name))),
        }
    }

    /// Field in relation to literal.
    pub fn compare(field: impl Into<String>, comparison: Comparison, value: impl Into<Literal>) -> Self {
        Self::Compare {
            field: field.into(),
            comparison,
            value: value.into(),
        }
    }
}

/// How many members of a household must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// One or more.
    Any,
    /// Every one.
    All,
    /// So many or more; at least 1.
    AtLeast(u32),
}

/// How a value relates to a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Eq,
    /// Not equal.
    Ne,
    /// Less; earlier for dates; by code point for texts.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
}

impl Comparison {
    /// Every comparison.
    pub const ALL: [Self; 6] = [Self::Eq, Self::Ne, Self::Lt, Self::Le, Self::Gt, Self::Ge];

    /// Its name in the JSON form.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::Gt => "gt",
            Self::Ge => "ge",
        }
    }

    /// Whether it needs an order of the values.
    pub fn is_ordering(self) -> bool {
        !matches!(self, Self::Eq | Self::Ne)
    }
}

/// A value as written. Which of them a field takes is checked against its type; a date is written as text, `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A text, a code, or a date.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A truth value.
    Boolean(bool),
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Literal {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Literal {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}
