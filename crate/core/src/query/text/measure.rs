//! Numbers with a unit: `80岁以上`, `不满18岁`, `60-79岁`, and after a field `2000元以下`.

use super::expected;
use super::parser::Parser;
use super::words;
use crate::error::QueryError;
use crate::query::{Comparison, Filter};
use crate::schema::{FieldId, Role};

impl Parser<'_> {
    /// `80岁以上`, `不满18岁`, `60-79岁`: a number of years speaks of the field whose role is age.
    pub(super) fn age_phrase(&mut self) -> Result<Option<Filter>, QueryError> {
        if self.is_chinese_age() {
            return Err(self.syntax(expected::NUMBER));
        }
        let start = self.scan.position();
        let Some(field) = self.schema.role(Role::Age) else {
            let before = self.scan.longest(words::BEFORE_NUMBER.iter().copied());
            self.scan.advance(before.map_or(0, |(char_count, _)| char_count));
            let is_number = self.scan.digit_count() > 0;
            self.scan.set_position(start);
            return if is_number {
                Err(QueryError::NoRole {
                    position: start,
                    role: "年龄 age",
                })
            } else {
                Ok(None)
            };
        };
        self.measure_phrase(field, true)
    }

    /// Whether a number in Chinese characters with a unit of age stands here.
    fn is_chinese_age(&self) -> bool {
        let numerals = (0..).take_while(|&past| {
            let next = self.scan.peek_past(past);
            next.is_some_and(|c| words::CHINESE_NUMERALS.contains(c))
        });
        let char_count = numerals.count();
        let after = self.scan.position() + char_count;
        let units = words::YEARS.iter().map(|word| (*word, ()));
        char_count > 0 && self.scan.longest_at(after, units).is_some()
    }

    /// A number with what stands before or after it. `None`, with nothing read, if no number stands here.
    pub(super) fn measure_phrase(&mut self, field: FieldId, needs_unit: bool) -> Result<Option<Filter>, QueryError> {
        let start = self.scan.position();
        let before = self.scan.longest(words::BEFORE_NUMBER.iter().copied());
        if let Some((char_count, _)) = &before {
            self.scan.advance(*char_count);
            self.scan.skip_spaces();
        }
        if self.scan.digit_count() == 0 {
            self.scan.set_position(start);
            return Ok(None);
        }
        let low = self.number()?;
        let mut has_unit = self.unit(field);
        let name = self.schema.field(field).id.clone();
        if let Some((_, comparisons)) = before {
            self.require_unit(needs_unit, has_unit)?;
            return Ok(Some(Filter::compare(name, comparisons[0], low)));
        }
        let after_low = self.scan.position();
        self.scan.skip_spaces();
        let joins = words::TO.iter().map(|word| (*word, ()));
        if let Some((char_count, _)) = self.scan.longest(joins) {
            self.scan.advance(char_count);
            self.scan.skip_spaces();
            let high = self.number()?;
            has_unit |= self.unit(field);
            self.require_unit(needs_unit, has_unit)?;
            return Ok(Some(Filter::Between { field: name, low, high }));
        }
        if !has_unit {
            self.scan.set_position(after_low);
        }
        self.require_unit(needs_unit, has_unit)?;
        let after = self.scan.longest(words::AFTER_NUMBER.iter().copied());
        let comparison = match after {
            Some((char_count, comparisons)) => {
                self.scan.advance(char_count);
                comparisons[0]
            }
            None => {
                self.scan.set_position(after_low);
                Comparison::Eq
            }
        };
        Ok(Some(Filter::compare(name, comparison, low)))
    }

    fn require_unit(&self, is_needed: bool, is_there: bool) -> Result<(), QueryError> {
        if is_needed && !is_there {
            return Err(self.syntax(expected::YEARS));
        }
        Ok(())
    }
}
