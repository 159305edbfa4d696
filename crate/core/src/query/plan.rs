//! A filter with every name and literal looked up: fields by id, values as codes, NOT gone.
//!
//! NOT is pushed to the leaves by De Morgan's laws, which hold in three-valued logic. What remains are intersections and unions
//! of code sets, and since missing is a code of its own, each leaf of either sign is simply the set of codes for which it is
//! true. The rows for which a filter is *false* are the plan of its negation; the rest are *unknown*.

use std::ops::Range;

use super::budget::{Budget, check_depth};
use super::filter::{Comparison, Filter, Literal};
use crate::date;
use crate::error::QueryError;
use crate::limits;
use crate::schema::{FieldId, FieldKind, Schema};
use crate::table::{Column, Dictionary, Table};

/// A set of codes of one column: half-open ranges, ascending, disjoint and not touching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSet {
    ranges: Vec<Range<usize>>,
}

impl CodeSet {
    /// The set of the codes in these ranges, in any order, which may touch or overlap.
    fn new(mut ranges: Vec<Range<usize>>) -> Self {
        ranges.retain(|range| !range.is_empty());
        ranges.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        Self { ranges: merged }
    }

    fn of_codes(codes: impl IntoIterator<Item = usize>) -> Self {
        Self::new(codes.into_iter().map(|code| code..code + 1).collect())
    }

    /// The codes below `end` that are not in the set.
    fn complement(&self, end: usize) -> Self {
        let mut ranges = Vec::with_capacity(self.ranges.len() + 1);
        let mut start = 0;
        for range in &self.ranges {
            ranges.push(start..range.start.min(end));
            start = range.end;
        }
        ranges.push(start.min(end)..end);
        Self::new(ranges)
    }

    fn without(&self, other: &Self, end: usize) -> Self {
        let mut kept = self.complement(end);
        kept.ranges.extend(other.ranges.iter().cloned());
        Self::new(kept.ranges).complement(end)
    }

    /// The ranges, ascending.
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// Number of codes in the set.
    pub fn len(&self) -> usize {
        self.ranges.iter().map(Range::len).sum()
    }

    /// Whether the set holds no code.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }
}

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
}

impl Plan {
    /// Plans the rows for which `filter` is true or, with `is_negated`, those for which it is false.
    ///
    /// # Errors
    ///
    /// - a field that does not exist or whose section is not open;
    /// - an operator that the field's type does not have, or a literal of another type;
    /// - a code that is not in the field's list; a range whose lower end lies above its upper;
    /// - a filter beyond the limits, so that one built in Rust is held to them as one read from JSON is.
    pub fn new(filter: &Filter, is_negated: bool, schema: &Schema, table: &Table) -> Result<Self, QueryError> {
        let mut planner = Planner {
            schema,
            table,
            budget: Budget::default(),
        };
        planner.plan(filter, is_negated, &Path::Root, 1)
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
}

impl Planner<'_> {
    fn plan(&mut self, filter: &Filter, is_negated: bool, path: &Path, depth: usize) -> Result<Plan, QueryError> {
        check_depth(depth)?;
        self.budget.spend_node()?;
        match filter {
            Filter::Not(member) => self.plan(member, !is_negated, &Path::Member(path, "not", None), depth + 1),
            Filter::And(members) => {
                let members = self.members(members, is_negated, path, "and", depth)?;
                Ok(if is_negated {
                    Plan::Or(members)
                } else {
                    Plan::And(members)
                })
            }
            Filter::Or(members) => {
                let members = self.members(members, is_negated, path, "or", depth)?;
                Ok(if is_negated {
                    Plan::And(members)
                } else {
                    Plan::Or(members)
                })
            }
            leaf => self.leaf(leaf, is_negated, path),
        }
    }

    fn members(
        &mut self,
        members: &[Filter],
        is_negated: bool,
        path: &Path,
        key: &'static str,
        depth: usize,
    ) -> Result<Vec<Plan>, QueryError> {
        if members.is_empty() {
            let path = Path::Member(path, key, None).write();
            return Err(QueryError::EmptyGroup { path });
        }
        let numbered = members.iter().enumerate();
        numbered
            .map(|(index, member)| {
                let path = Path::Member(path, key, Some(index));
                self.plan(member, is_negated, &path, depth + 1)
            })
            .collect()
    }

    fn leaf(&self, leaf: &Filter, is_negated: bool, path: &Path) -> Result<Plan, QueryError> {
        let name = match leaf {
            Filter::Compare { field, .. }
            | Filter::In { field, .. }
            | Filter::Between { field, .. }
            | Filter::Under { field, .. }
            | Filter::IsMissing { field }
            | Filter::NotMissing { field } => field,
            Filter::And(_) | Filter::Or(_) | Filter::Not(_) => unreachable!("groups are planned before leaves"),
        };
        let Some(id) = self.schema.field_id(name) else {
            return Err(QueryError::UnknownField {
                path: path.write(),
                field: name.clone(),
            });
        };
        let Some(column) = self.table.column(id) else {
            return Err(QueryError::LockedField {
                path: path.write(),
                field: name.clone(),
            });
        };
        let field = LeafField {
            schema: self.schema,
            id,
            column,
            path,
        };
        let missing = column.missing_code();
        let codes = match leaf {
            Filter::IsMissing { .. } | Filter::NotMissing { .. } => {
                let wants_missing = matches!(leaf, Filter::IsMissing { .. }) != is_negated;
                CodeSet::new(vec![if wants_missing {
                    missing..missing + 1
                } else {
                    0..missing
                }])
            }
            Filter::Compare { comparison, value, .. } => {
                // `ne` is `eq` negated: unknown where `eq` is.
                let (comparison, is_negated) = match comparison {
                    Comparison::Ne => (Comparison::Eq, !is_negated),
                    other => (*other, is_negated),
                };
                let named = field.compare(comparison, value)?;
                field.true_codes(named, comparison == Comparison::Eq, is_negated)
            }
            Filter::In { values, .. } => {
                let named = field.any_of(values)?;
                field.true_codes(named, true, is_negated)
            }
            Filter::Between { low, high, .. } => {
                let named = field.between(low, high)?;
                field.true_codes(named, false, is_negated)
            }
            Filter::Under { value, .. } => {
                let named = field.under(value)?;
                field.true_codes(named, true, is_negated)
            }
            Filter::And(_) | Filter::Or(_) | Filter::Not(_) => unreachable!("groups are planned before leaves"),
        };
        Ok(Plan::Codes { field: id, codes })
    }
}

/// The field that a leaf speaks of, open and with its values.
struct LeafField<'a> {
    schema: &'a Schema,
    id: FieldId,
    column: &'a Column,
    path: &'a Path<'a>,
}

impl LeafField<'_> {
    /// The codes for which a leaf is true, given the codes that it names.
    ///
    /// A code that means *not known* makes the leaf unknown, unless the leaf names that code.
    fn true_codes(&self, named: CodeSet, names_codes: bool, is_negated: bool) -> CodeSet {
        let end = self.column.missing_code();
        if is_negated {
            let not_named = named.complement(end);
            not_named.without(&self.unknown_codes(), end)
        } else if names_codes {
            named
        } else {
            named.without(&self.unknown_codes(), end)
        }
    }

    fn unknown_codes(&self) -> CodeSet {
        let (Some(list), Dictionary::Text(texts)) = (self.schema.code_list(self.id), self.column.dictionary()) else {
            return CodeSet::new(Vec::new());
        };
        CodeSet::of_codes((0..texts.len()).filter(|&code| list.is_unknown(texts.get(code))))
    }

    fn compare(&self, comparison: Comparison, value: &Literal) -> Result<CodeSet, QueryError> {
        if comparison.is_ordering() {
            self.require_order(comparison.name())?;
        }
        let places = self.places(value)?;
        let end = self.column.missing_code();
        let range = match comparison {
            Comparison::Eq | Comparison::Ne => places,
            Comparison::Lt => 0..places.start,
            Comparison::Le => 0..places.end,
            Comparison::Gt => places.end..end,
            Comparison::Ge => places.start..end,
        };
        Ok(CodeSet::new(vec![range]))
    }

    fn any_of(&self, values: &[Literal]) -> Result<CodeSet, QueryError> {
        if values.is_empty() {
            return Err(QueryError::EmptyIn {
                path: self.path.write(),
            });
        }
        if values.len() > limits::MAX_IN_VALUES {
            return Err(QueryError::TooMany {
                what: "values",
                limit: limits::MAX_IN_VALUES,
            });
        }
        let ranges = values.iter().map(|value| self.places(value));
        Ok(CodeSet::new(ranges.collect::<Result<_, _>>()?))
    }

    fn under(&self, value: &Literal) -> Result<CodeSet, QueryError> {
        let Some(list) = self.schema.code_list(self.id) else {
            return Err(self.wrong_operator("under"));
        };
        let Literal::Text(ancestor) = value else {
            return Err(self.wrong_type("a text"));
        };
        self.places(value)?;
        // *Not known* is no kind of anything, wherever it stands in the list; only its own name selects it.
        let is_kind = |code: &str| code == ancestor || list.is_under(code, ancestor) && !list.is_unknown(code);
        let codes = list.codes().iter().filter(|code| is_kind(&code.code));
        let ranges = codes.map(|code| self.places(&Literal::Text(code.code.clone())));
        Ok(CodeSet::new(ranges.collect::<Result<_, _>>()?))
    }

    fn between(&self, low: &Literal, high: &Literal) -> Result<CodeSet, QueryError> {
        self.require_order("between")?;
        let is_empty = match (low, high) {
            (Literal::Text(low), Literal::Text(high)) => low > high,
            (low, high) => number(low).zip(number(high)).is_some_and(|(low, high)| low > high),
        };
        let (low, high) = (self.places(low)?, self.places(high)?);
        if is_empty {
            return Err(QueryError::EmptyRange {
                path: self.path.write(),
                field: self.name(),
            });
        }
        let between = low.start..high.end;
        Ok(CodeSet::new(vec![between]))
    }

    /// The places of the dictionary entries equal to a literal: one or none, but always where they would stand.
    fn places(&self, value: &Literal) -> Result<Range<usize>, QueryError> {
        match (self.column.dictionary(), value) {
            (Dictionary::Text(texts), Literal::Text(text)) => {
                if self
                    .schema
                    .code_list(self.id)
                    .is_some_and(|list| list.get(text).is_none())
                {
                    return Err(QueryError::UnknownCode {
                        path: self.path.write(),
                        field: self.name(),
                    });
                }
                Ok(equal_range(texts.len(), |code| texts.get(code).cmp(text)))
            }
            (Dictionary::Integer(values), literal) => {
                let wanted = number(literal).ok_or_else(|| self.wrong_type("a whole number"))?;
                // Fractions lie between integers: `age >= 79.5` is a fair question. Magnitudes past 2⁵³ are not.
                if wanted.abs() > limits::MAX_INTEGER as f64 {
                    return Err(self.wrong_type("a whole number"));
                }
                Ok(equal_range(values.len(), |code| {
                    (values[code] as f64).total_cmp(&wanted)
                }))
            }
            (Dictionary::Number(values), literal) => {
                let wanted = number(literal).ok_or_else(|| self.wrong_type("a number"))?;
                Ok(equal_range(values.len(), |code| values[code].total_cmp(&wanted)))
            }
            (Dictionary::Boolean, Literal::Boolean(value)) => {
                let code = usize::from(*value);
                Ok(code..code + 1)
            }
            (Dictionary::Date(days), Literal::Text(text)) => {
                let day = date::parse(text).ok_or_else(|| self.wrong_type("a date (YYYY-MM-DD)"))?;
                Ok(equal_range(days.len(), |code| days[code].cmp(&day)))
            }
            (Dictionary::Text(_), _) => Err(self.wrong_type("a text")),
            (Dictionary::Boolean, _) => Err(self.wrong_type("true or false")),
            (Dictionary::Date(_), _) => Err(self.wrong_type("a date (YYYY-MM-DD)")),
        }
    }

    fn require_order(&self, operator: &str) -> Result<(), QueryError> {
        let has_order = match self.schema.field(self.id).kind {
            FieldKind::Integer | FieldKind::Number | FieldKind::Date => true,
            // Codes are names: that 21 is less than 23 says nothing about marriages.
            FieldKind::Text => self.schema.code_list(self.id).is_none(),
            FieldKind::Boolean => false,
        };
        if has_order {
            return Ok(());
        }
        Err(self.wrong_operator(operator))
    }

    fn wrong_operator(&self, operator: &str) -> QueryError {
        QueryError::WrongOperator {
            path: self.path.write(),
            field: self.name(),
            operator: operator.to_owned(),
        }
    }

    fn wrong_type(&self, expected: &'static str) -> QueryError {
        QueryError::WrongType {
            path: self.path.write(),
            field: self.name(),
            expected,
        }
    }

    fn name(&self) -> String {
        self.schema.field(self.id).id.clone()
    }
}

/// A finite number, with −0 as 0 so that it compares as the dictionary does.
fn number(literal: &Literal) -> Option<f64> {
    match literal {
        Literal::Integer(number) => Some(*number as f64),
        Literal::Number(number) => number.is_finite().then_some(number + 0.0),
        Literal::Text(_) | Literal::Boolean(_) => None,
    }
}

/// The places in a sorted sequence that compare equal; empty, at the right place, if none does.
fn equal_range(len: usize, compare: impl Fn(usize) -> std::cmp::Ordering) -> Range<usize> {
    let partition = |is_before: &dyn Fn(std::cmp::Ordering) -> bool| {
        let (mut low, mut high) = (0, len);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(compare(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    };
    partition(&|ordering| ordering.is_lt())..partition(&|ordering| ordering.is_le())
}
