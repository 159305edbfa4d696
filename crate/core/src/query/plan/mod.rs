//! A filter with every name and literal looked up: fields by id, values as codes, NOT gone.
//!
//! NOT is pushed to the leaves by De Morgan's laws, which hold in three-valued logic. What remains are intersections and unions
//! of code sets, and since missing is a code of its own, each leaf of either sign is simply the set of codes for which it is
//! true. The rows for which a filter is *false* have a plan of their own; the rest are *unknown*.

mod code_set;
mod leaf;
mod text_match;

pub use code_set::CodeSet;

use super::budget::{Budget, check_depth};
use super::filter::{Filter, Quantifier};
use crate::error::QueryError;
use crate::schema::{FieldId, Role, Schema};
use crate::table::Table;

/// A filter in ids and codes, without NOT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plan {
    /// The rows in all members; every row if there are none.
    And(Vec<Plan>),
    /// The rows in one member; no row if there are none.
    Or(Vec<Plan>),
    /// The rows whose code is in the set.
    Codes {
        /// The column.
        field: FieldId,
        /// The codes.
        codes: CodeSet,
    },
    /// The rows whose household has enough members, or too few, in a set.
    Household(HouseholdPlan),
}

/// Rows by how many members of their household are in a set. Members are rows of the population with the same value of a field;
/// a row without that value, or outside the population, is in no household and not in the result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdPlan {
    /// The field that members of one household share.
    pub field: FieldId,
    /// The set, or its complement within the population if [`counts_outside`](Self::counts_outside).
    pub members: Box<Plan>,
    /// Whether to count the members that are *not* in the set.
    pub counts_outside: bool,
    /// The number to reach.
    pub least: u32,
    /// Whether the rows are wanted whose household stays below the number.
    pub is_below: bool,
}

/// The two plans of one filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plans {
    /// The rows for which the filter is true.
    pub when_true: Plan,
    /// The rows for which it is false.
    pub when_false: Plan,
    /// Whether every row of the population is in one of the two: no value that the filter asks for is missing or not known.
    pub is_certain: bool,
}

impl Plans {
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

    /// The plans of the negated filter.
    fn negated(self) -> Self {
        Self {
            when_true: self.when_false,
            when_false: self.when_true,
            is_certain: self.is_certain,
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
    fn plan(&mut self, filter: &Filter, path: &Path, depth: usize) -> Result<Plans, QueryError> {
        check_depth(depth)?;
        self.budget.spend_node()?;
        match filter {
            Filter::Not(member) => {
                let member = self.plan(member, &Path::Member(path, "not", None), depth + 1)?;
                Ok(member.negated())
            }
            Filter::And(members) => {
                let (when_true, when_false, is_certain) = self.members(members, path, "and", depth)?;
                Ok(Plans {
                    when_true: Plan::And(when_true),
                    when_false: Plan::Or(when_false),
                    is_certain,
                })
            }
            Filter::Or(members) => {
                let (when_true, when_false, is_certain) = self.members(members, path, "or", depth)?;
                Ok(Plans {
                    when_true: Plan::Or(when_true),
                    when_false: Plan::And(when_false),
                    is_certain,
                })
            }
            Filter::Household { quantifier, filter } => self.household(*quantifier, filter, path, depth),
            leaf => leaf::plan(leaf, self.schema, self.table, path),
        }
    }

    fn members(
        &mut self,
        members: &[Filter],
        path: &Path,
        key: &'static str,
        depth: usize,
    ) -> Result<(Vec<Plan>, Vec<Plan>, bool), QueryError> {
        if members.is_empty() {
            let path = Path::Member(path, key, None).write();
            return Err(QueryError::EmptyGroup { path });
        }
        let (mut when_true, mut when_false, mut is_certain) = (Vec::new(), Vec::new(), true);
        for (index, member) in members.iter().enumerate() {
            let plans = self.plan(member, &Path::Member(path, key, Some(index)), depth + 1)?;
            when_true.push(plans.when_true);
            when_false.push(plans.when_false);
            is_certain &= plans.is_certain;
        }
        Ok((when_true, when_false, is_certain))
    }

    /// `count ≥ n` is true where n members are true, false where fewer than n are not false. `any` is `count ≥ 1`; `all` is the
    /// negation of *any is not*.
    fn household(
        &mut self,
        quantifier: Quantifier,
        filter: &Filter,
        path: &Path,
        depth: usize,
    ) -> Result<Plans, QueryError> {
        if self.is_in_household {
            return Err(QueryError::NestedHousehold { path: path.write() });
        }
        let no_household = || QueryError::NoHousehold { path: path.write() };
        let field = self.schema.role(Role::HouseholdId).ok_or_else(no_household)?;
        let Some(column) = self.table.column(field) else {
            return Err(QueryError::LockedField {
                path: path.write(),
                field: self.schema.field(field).id.clone(),
            });
        };
        let least = match quantifier {
            Quantifier::Any | Quantifier::All => 1,
            Quantifier::AtLeast(0) => {
                return Err(QueryError::Malformed {
                    path: Path::Member(path, "at_least", None).write(),
                    expected: "a whole number of at least 1".to_owned(),
                });
            }
            Quantifier::AtLeast(least) => least,
        };
        self.is_in_household = true;
        let members = self.plan(filter, &Path::Member(path, "filter", None), depth + 1);
        self.is_in_household = false;
        let members = members?;
        let is_certain = members.is_certain && !column.has_missing();
        let plan = |members, counts_outside, is_below| {
            Plan::Household(HouseholdPlan {
                field,
                members: Box::new(members),
                counts_outside,
                least,
                is_below,
            })
        };
        let (when_true, when_false) = match quantifier {
            Quantifier::Any | Quantifier::AtLeast(_) => (
                plan(members.when_true, false, false),
                plan(members.when_false, true, true),
            ),
            Quantifier::All => (
                plan(members.when_true, true, true),
                plan(members.when_false, false, false),
            ),
        };
        Ok(Plans {
            when_true,
            when_false,
            is_certain,
        })
    }
}
