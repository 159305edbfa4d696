//! A filter with every name and literal looked up: fields by id, values as codes.
//!
//! Missing is a code of its own, so a leaf is two sets of codes: those for which it is true and those for which it is unknown.
//! For the rest it is false. AND, OR and NOT then need no more than the true and the false rows of each member.

mod code_set;
mod leaf;
mod text_match;

pub use code_set::CodeSet;

use super::budget::{Budget, check_depth};
use super::filter::{Filter, Quantifier};
use crate::error::QueryError;
use crate::schema::{FieldId, Role, Schema};
use crate::table::Table;

/// A filter in ids and codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What is asked.
    pub condition: Condition,
    /// Whether it is true or false for every row: no value that it asks for is missing or not known.
    pub is_certain: bool,
}

/// What a plan asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// All members. There is one at least.
    And(Vec<Plan>),
    /// One of the members. There is one at least.
    Or(Vec<Plan>),
    /// Not the member.
    Not(Box<Plan>),
    /// The code of the row lies in a set.
    Codes {
        /// The column.
        field: FieldId,
        /// The codes for which the leaf is true.
        when_true: CodeSet,
        /// The codes for which it is unknown. For the others it is false.
        unknown: CodeSet,
    },
    /// The household of the row has enough members that match. Members are rows of the population with the same value of a field; a
    /// row without that value, or outside the population, is in no household, and the condition is unknown for it.
    Household {
        /// The field that members of one household share.
        field: FieldId,
        /// What the members are asked.
        members: Box<Plan>,
        /// How many must match.
        quantifier: Quantifier,
    },
}

impl Plan {
    /// Plans a filter.
    ///
    /// # Errors
    ///
    /// - a field that does not exist or whose section is not open;
    /// - an operator that the field's type does not have, or a literal of another type;
    /// - a code that is not in the field's list; a range whose lower end lies above its upper;
    /// - a household within a household, or in a register without households;
    /// - a filter beyond the limits, so that one built in Rust is held to them as one read from JSON is.
    pub fn new(filter: &Filter, schema: &Schema, table: &Table) -> Result<Self, QueryError> {
        let mut planner = Planner {
            schema,
            table,
            budget: Budget::default(),
            is_in_household: false,
        };
        planner.plan(filter, &Path::Root, 1)
    }

    /// The negation.
    fn negated(self) -> Self {
        Self {
            is_certain: self.is_certain,
            condition: Condition::Not(Box::new(self)),
        }
    }
}

/// Where a filter stands in the whole; written out only when an error needs it.
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'static str, Option<usize>),
}

impl Path<'_> {
    fn write(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(parent, key, index) => {
                let mut path = parent.write();
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(key);
                if let Some(index) = index {
                    path.push_str(&format!("[{index}]"));
                }
                path
            }
        }
    }
}

struct Planner<'a> {
    schema: &'a Schema,
    table: &'a Table,
    budget: Budget,
    is_in_household: bool,
}

impl Planner<'_> {
    fn plan(&mut self, filter: &Filter, path: &Path, depth: usize) -> Result<Plan, QueryError> {
        check_depth(depth)?;
        self.budget.spend_node()?;
        match filter {
            Filter::Not(member) => {
                let member = self.plan(member, &Path::Member(path, "not", None), depth + 1)?;
                Ok(member.negated())
            }
            Filter::And(members) => self.group(members, path, "and", depth, Condition::And),
            Filter::Or(members) => self.group(members, path, "or", depth, Condition::Or),
            Filter::Household { quantifier, filter } => self.household(*quantifier, filter, path, depth),
            leaf => leaf::plan(leaf, self.schema, self.table, path),
        }
    }

    fn group(
        &mut self,
        members: &[Filter],
        path: &Path,
        key: &'static str,
        depth: usize,
        condition: fn(Vec<Plan>) -> Condition,
    ) -> Result<Plan, QueryError> {
        if members.is_empty() {
            let path = Path::Member(path, key, None).write();
            return Err(QueryError::EmptyGroup { path });
        }
        let numbered = members.iter().enumerate();
        let plans = numbered.map(|(index, member)| {
            let path = Path::Member(path, key, Some(index));
            self.plan(member, &path, depth + 1)
        });
        let plans: Vec<Plan> = plans.collect::<Result<_, _>>()?;
        Ok(Plan {
            is_certain: plans.iter().all(|plan| plan.is_certain),
            condition: condition(plans),
        })
    }

    fn household(
        &mut self,
        quantifier: Quantifier,
        filter: &Filter,
        path: &Path,
        depth: usize,
    ) -> Result<Plan, QueryError> {
        if self.is_in_household {
            return Err(QueryError::NestedHousehold { path: path.write() });
        }
        let no_household = || QueryError::NoHousehold { path: path.write() };
        let field = self.schema.role(Role::HouseholdId).ok_or_else(no_household)?;
        if self.table.column(field).is_none() {
            return Err(QueryError::LockedField {
                path: path.write(),
                field: self.schema.field(field).id.clone(),
            });
        }
        if quantifier == Quantifier::AtLeast(0) {
            return Err(QueryError::Malformed {
                path: Path::Member(path, "at_least", None).write(),
                expected: "a whole number of at least 1".to_owned(),
            });
        }
        self.is_in_household = true;
        let members = self.plan(filter, &Path::Member(path, "filter", None), depth + 1);
        self.is_in_household = false;
        Ok(Plan {
            condition: Condition::Household {
                field,
                members: Box::new(members?),
                quantifier,
            },
            // Rows outside the population are in no household.
            is_certain: false,
        })
    }
}
