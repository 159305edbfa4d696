//! The conditions that do not begin with their field: on the members of a household, and between two values.

use super::expected;
use super::parser::{Opening, Parser};
use super::words;
use crate::error::{CharIndex, QueryError};
use crate::query::{Comparison, Filter, Literal, Quantifier};
use crate::schema::FieldId;

impl Parser<'_> {
    /// `household any (…)`, `户内至少2人 (…)`. `None`, with nothing read, if no household is spoken of here.
    pub(super) fn household(&mut self) -> Result<Option<Filter>, QueryError> {
        let Some((char_count, quantifiers)) = self.scan.longest(words::HOUSEHOLD.iter().copied()) else {
            return Ok(None);
        };
        if self.opening().is_some_and(|(longest, _)| longest > char_count) {
            return Ok(None);
        }
        self.scan.advance(char_count);
        let quantifier = match quantifiers[0] {
            Some(quantifier) => quantifier,
            None => Quantifier::AtLeast(self.member_count()?),
        };
        self.scan.skip_spaces();
        let start = self.scan.position();
        if !self.scan.take('(') {
            return Err(self.syntax(expected::MEMBERS));
        }
        let filter = Box::new(self.bracket(start)?);
        Ok(Some(Filter::Household { quantifier, filter }))
    }

    fn member_count(&mut self) -> Result<u32, QueryError> {
        self.scan.skip_spaces();
        let start = self.scan.position();
        let char_count = self.scan.digit_count();
        let count = self
            .scan
            .folded(char_count)
            .parse()
            .ok()
            .filter(|&count: &u32| count > 0);
        self.scan.advance(char_count);
        let is_whole = !self
            .scan
            .peek()
            .is_some_and(|next| next.is_ascii_alphanumeric() || ".-_".contains(next));
        let Some(count) = count.filter(|_| is_whole) else {
            self.scan.set_position(start);
            return Err(self.syntax(expected::MEMBER_COUNT));
        };
        self.scan.skip_spaces();
        let persons = self.scan.longest(words::PERSONS.iter().map(|word| (*word, ())));
        self.scan.advance(persons.map_or(0, |(char_count, _)| char_count));
        Ok(count)
    }

    /// `18 <= age`, `18 <= age < 60`: a value before its field. `None`, with nothing read, if that is not what stands here.
    ///
    /// With both ends included this is a `between`; otherwise two comparisons joined by *and*.
    pub(super) fn chain(&mut self) -> Result<Option<Filter>, QueryError> {
        let start = self.scan.position();
        let Some((field, operator_at)) = self.field_after_value() else {
            self.scan.set_position(start);
            return Ok(None);
        };
        self.scan.set_position(start);
        let first = self.value(field)?;
        self.scan.skip_spaces();
        if self.scan.position() != operator_at {
            // What looked like a value is none of this field.
            self.scan.set_position(start);
            return Err(self.syntax(expected::VALUE));
        }
        let before = self.chained().expect("the operator was there a moment ago");
        self.field_name().expect("the field was there a moment ago");
        let name = self.schema.field(field).id.clone();
        let nearer = Filter::compare(&name, mirrored(before), first.clone());
        let after_field = self.scan.position();
        self.scan.skip_spaces();
        let operator_at = self.scan.position();
        let Some(after) = self.chained() else {
            self.scan.set_position(after_field);
            return Ok(Some(nearer));
        };
        if is_upward(before) != is_upward(after) {
            self.scan.set_position(operator_at);
            return Err(self.syntax(expected::LIKE_BEFORE));
        }
        let second = self.value(field)?;
        Ok(Some(match (before, after) {
            (Comparison::Le, Comparison::Le) => self.closed(name, first, second),
            (Comparison::Ge, Comparison::Ge) => self.closed(name, second, first),
            _ => {
                self.budget.spend_node()?;
                self.budget.spend_node()?;
                Filter::And(vec![nearer, Filter::compare(name, after, second)])
            }
        }))
    }

    fn closed(&self, field: String, low: Literal, high: Literal) -> Filter {
        Filter::Between { field, low, high }
    }

    /// The field that a value speaks of which stands before it, and where the operator between them begins.
    fn field_after_value(&mut self) -> Option<(FieldId, CharIndex)> {
        let start = self.scan.position();
        if self.read_date().is_none() {
            self.scan.set_position(start);
            self.read_number()?;
        }
        self.scan.skip_spaces();
        // A unit, which only the field can tell.
        let unit_len = self.scan.run_len();
        self.scan.advance(unit_len);
        self.scan.skip_spaces();
        let operator_at = self.scan.position();
        self.chained()?;
        Some((self.field_name()?, operator_at))
    }

    /// Reads one of the operators that may stand before a field.
    fn chained(&mut self) -> Option<Comparison> {
        let (char_count, comparisons) = self.scan.longest(words::CHAINS.iter().copied())?;
        self.scan.advance(char_count);
        Some(comparisons[0])
    }

    /// Reads the name of one field.
    fn field_name(&mut self) -> Option<FieldId> {
        self.scan.skip_spaces();
        if let Some(quoted) = self.scan.take_quoted() {
            return self.schema.find_field(&quoted.ok()?);
        }
        let (char_count, openings) = self.opening()?;
        match openings.as_slice() {
            [Opening::Field(field)] => {
                self.scan.advance(char_count);
                Some(*field)
            }
            _ => None,
        }
    }
}

/// The comparison that means the same with its sides exchanged.
fn mirrored(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Lt => Comparison::Gt,
        Comparison::Le => Comparison::Ge,
        Comparison::Gt => Comparison::Lt,
        Comparison::Ge => Comparison::Le,
        other => other,
    }
}

fn is_upward(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::Lt | Comparison::Le)
}
