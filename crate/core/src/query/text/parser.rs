//! Conditions joined by and, or, not and brackets.

use super::expected;
use super::scan::Scanner;
use super::suggest::suggestions;
use super::words::{self, End, Operator};
use crate::error::{CharIndex, QueryError};
use crate::limits;
use crate::query::budget::{Budget, check_depth};
use crate::query::{Filter, Literal};
use crate::schema::{Derivation, FieldId, FieldKind, Schema};

/// Characters of an unknown word that an error repeats.
const MAX_REPEATED_CHARS: usize = 40;

pub(super) struct Parser<'a> {
    pub(super) scan: Scanner,
    pub(super) schema: &'a Schema,
    /// Open brackets and NOTs.
    nesting: usize,
    pub(super) budget: Budget,
    /// Where the last bare word stood: what is glued to it and not understood belongs to the same word.
    last_bare_word: Option<(CharIndex, CharIndex)>,
}

/// What a condition can begin with.
pub(super) enum Opening {
    Field(FieldId),
    /// A field and the places of codes in its list.
    Value(FieldId, usize),
}

impl<'a> Parser<'a> {
    pub(super) fn new(question: &str, schema: &'a Schema) -> Self {
        Self {
            scan: Scanner::new(question),
            schema,
            nesting: 0,
            budget: Budget::default(),
            last_bare_word: None,
        }
    }

    /// The whole question.
    pub(super) fn question(mut self) -> Result<Filter, QueryError> {
        let filter = self.disjunction()?;
        self.scan.skip_separators();
        if !self.scan.is_at_end() {
            return Err(self.syntax(expected::END));
        }
        check_depth(depth(&filter))?;
        Ok(filter)
    }

    pub(super) fn disjunction(&mut self) -> Result<Filter, QueryError> {
        let mut members = vec![self.conjunction()?];
        loop {
            self.scan.skip_separators();
            let Some(char_count) = self.joining_word(words::OR) else {
                break;
            };
            self.scan.advance(char_count);
            members.push(self.conjunction()?);
        }
        self.group(members, Filter::Or)
    }

    fn conjunction(&mut self) -> Result<Filter, QueryError> {
        let mut members = vec![self.negation()?];
        loop {
            self.scan.skip_separators();
            if let Some(char_count) = self.joining_word(words::AND) {
                self.scan.advance(char_count);
            } else if self.joining_word(words::OR).is_some() || matches!(self.scan.peek(), None | Some(')')) {
                break;
            } else if self.opening().is_none() && self.scan.take(words::PARTICLE) {
                continue;
            }
            members.push(self.negation()?);
        }
        self.group(members, Filter::And)
    }

    fn group(&mut self, mut members: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Result<Filter, QueryError> {
        if members.len() == 1 {
            return Ok(members.pop().expect("there is one member"));
        }
        self.budget.spend_node()?;
        Ok(join(members))
    }

    fn negation(&mut self) -> Result<Filter, QueryError> {
        self.scan.skip_separators();
        if self.scan.peek() == Some('(') {
            let start = self.scan.position();
            self.scan.advance(1);
            return self.bracket(start);
        }
        let Some(char_count) = self.joining_word(words::NOT) else {
            return self.condition();
        };
        self.scan.advance(char_count);
        self.open()?;
        let filter = self.negation()?;
        self.nesting -= 1;
        self.budget.spend_node()?;
        Ok(Filter::Not(Box::new(filter)))
    }

    /// What stands in the brackets that were opened at `start`.
    pub(super) fn bracket(&mut self, start: CharIndex) -> Result<Filter, QueryError> {
        self.open()?;
        let filter = self.disjunction()?;
        self.nesting -= 1;
        self.scan.skip_separators();
        if self.scan.take(')') {
            return Ok(filter);
        }
        if self.scan.is_at_end() {
            self.scan.set_position(start);
            return Err(self.syntax(expected::CLOSING_BRACKET));
        }
        Err(self.syntax(expected::AND_OR))
    }

    /// One level deeper. Checked before recursing: a browser's worker stack is small.
    fn open(&mut self) -> Result<(), QueryError> {
        self.nesting += 1;
        check_depth(self.nesting)
    }

    /// Length of a word that joins or negates, unless a longer name begins here: `非` joins nothing in `非农业户口`.
    fn joining_word(&self, spellings: &[&str]) -> Option<usize> {
        let spellings = spellings.iter().map(|word| (*word, ()));
        let (char_count, _) = self.scan.longest(spellings)?;
        let is_longer_name = self.opening().is_some_and(|(longest, _)| longest > char_count);
        (!is_longer_name).then_some(char_count)
    }

    /// The longest field name or bare word that stands here, with all that it can mean.
    pub(super) fn opening(&self) -> Option<(usize, Vec<Opening>)> {
        let field = self.scan.longest(words::field_names(self.schema));
        let value = self.scan.longest(words::bare_words(self.schema));
        let field = field.map(|(char_count, fields)| {
            let fields = self.exact_field(char_count).map_or(fields, |field| vec![field]);
            (char_count, fields.into_iter().map(Opening::Field).collect())
        });
        let value = value.map(|(char_count, values)| {
            let values = values.into_iter().map(|(field, index)| Opening::Value(field, index));
            (char_count, values.collect())
        });
        match (field, value) {
            (Some((field_len, _)), Some(value)) if value.0 > field_len => Some(value),
            (Some((field_len, _)), Some(value)) if value.0 == field_len && !self.is_operator_after(field_len) => {
                Some(value)
            }
            (Some(field), _) => Some(field),
            (None, value) => value,
        }
    }

    /// The field whose id is written here letter by letter: an id is never ambiguous.
    fn exact_field(&self, char_count: usize) -> Option<FieldId> {
        let written = self.scan.written(self.scan.position(), char_count);
        self.schema.field_id(&written)
    }

    fn is_operator_after(&self, char_count: usize) -> bool {
        let spaces = (char_count..).take_while(|&past| self.scan.peek_past(past).is_some_and(char::is_whitespace));
        let start = self.scan.position() + char_count + spaces.count();
        self.scan.longest_at(start, words::OPERATORS.iter().copied()).is_some()
    }

    fn condition(&mut self) -> Result<Filter, QueryError> {
        self.budget.spend_node()?;
        let start = self.scan.position();
        if self.scan.is_at_end() {
            return Err(self.syntax(expected::CONDITION));
        }
        if let Some(quoted) = self.scan.take_quoted() {
            let word = quoted.map_err(|position| QueryError::Syntax {
                position,
                expected: expected::CLOSING_QUOTE.to_owned(),
            })?;
            return self.quoted_condition(&word, start);
        }
        if let Some(filter) = self.household()? {
            return Ok(filter);
        }
        if let Some((char_count, openings)) = self.opening() {
            self.scan.advance(char_count);
            return match openings.as_slice() {
                [Opening::Field(field)] => self.field_condition(*field),
                [Opening::Value(field, index)] => {
                    self.last_bare_word = Some((start, self.scan.position()));
                    Ok(self.bare_word(*field, *index))
                }
                _ => Err(self.ambiguous(&openings, start, char_count)),
            };
        }
        if self.joining_word(words::AND).or(self.joining_word(words::OR)).is_some() {
            return Err(self.syntax(expected::CONDITION));
        }
        if let Some(filter) = self.chain()? {
            return Ok(filter);
        }
        match self.age_phrase()? {
            Some(filter) => Ok(filter),
            None => Err(self.unknown_word()),
        }
    }

    fn quoted_condition(&mut self, word: &str, start: CharIndex) -> Result<Filter, QueryError> {
        if self.is_operator_after(0)
            && let Some(field) = self.schema.find_field(word)
        {
            return self.field_condition(field);
        }
        let whole = Scanner::new(word);
        let hits = whole.longest(words::bare_words(self.schema));
        let word_len = word.chars().count();
        match hits {
            Some((char_count, values)) if char_count == word_len => match values.as_slice() {
                [(field, index)] => Ok(self.bare_word(*field, *index)),
                _ => {
                    let openings: Vec<_> = values
                        .iter()
                        .map(|&(field, index)| Opening::Value(field, index))
                        .collect();
                    Err(self.ambiguous(&openings, start, self.scan.position() - start))
                }
            },
            _ => Err(self.unknown(start, word.to_owned())),
        }
    }

    /// A value with all that lies below it in its list: who asks for the insured means every kind of them.
    fn bare_word(&self, field: FieldId, index: usize) -> Filter {
        let list = self.schema.code_list(field).expect("bare words come from code lists");
        let named = list.codes()[index].code.as_str();
        let field = self.schema.field(field).id.as_str();
        let has_kinds = list.codes().iter().any(|code| code.parent.as_deref() == Some(named));
        if has_kinds {
            Filter::under(field, named)
        } else {
            Filter::eq(field, named)
        }
    }

    fn field_condition(&mut self, field: FieldId) -> Result<Filter, QueryError> {
        self.scan.skip_spaces();
        let document = self.schema.field(field);
        if document.kind == FieldKind::Boolean
            && let Some(value) = self.truth_without_operator()
        {
            return Ok(Filter::eq(&document.id, value));
        }
        let Some((char_count, operators)) = self.scan.longest(words::OPERATORS.iter().copied()) else {
            if words::is_numeric(document.kind)
                && let Some(filter) = self.measure_phrase(field, false)?
            {
                return Ok(filter);
            }
            // `姓名拼音 zxm` names the field that holds the sounds, and means the one that they are the sounds of.
            if let Some(Derivation::Pinyin { of }) = &document.derived {
                return self.pinyin(of.clone());
            }
            let expected = match document.kind {
                FieldKind::Boolean => expected::TRUTH_OPERATOR,
                _ => expected::OPERATOR,
            };
            return Err(self.syntax(expected));
        };
        self.scan.advance(char_count);
        let name = document.id.clone();
        let negated = |filter| Filter::Not(Box::new(filter));
        match operators[0] {
            Operator::Compare(comparison) => {
                let value = self.value(field)?;
                Ok(Filter::Compare {
                    field: name,
                    comparison,
                    value,
                })
            }
            Operator::In => self.in_list(field),
            Operator::NotIn => self.in_list(field).map(negated),
            Operator::Under => self.under(field),
            Operator::NotUnder => self.under(field).map(negated),
            Operator::Belongs => self.belongs(field),
            Operator::NotBelongs => self.belongs(field).map(negated),
            Operator::Between => self.between(field),
            Operator::NotBetween => self.between(field).map(negated),
            Operator::Contains => self.contains(name),
            Operator::NotContains => self.contains(name).map(negated),
            Operator::StartsWith => self.starts_with(name),
            Operator::NotStartsWith => self.starts_with(name).map(negated),
            Operator::EndsWith => self.ends_with(name),
            Operator::NotEndsWith => self.ends_with(name).map(negated),
            Operator::Around => self.around(name),
            Operator::NotAround => self.around(name).map(negated),
            Operator::Pinyin => self.pinyin(name),
            Operator::NotPinyin => self.pinyin(name).map(negated),
            Operator::IsMissing => Ok(Filter::IsMissing { field: name }),
            Operator::NotMissing => Ok(Filter::NotMissing { field: name }),
        }
    }

    /// `是否就业 是`: here `是` is the answer, not the verb, unless an answer follows it.
    fn truth_without_operator(&mut self) -> Option<bool> {
        let (char_count, values) = self.scan.longest(words::TRUTH.iter().copied())?;
        let start = self.scan.position();
        self.scan.advance(char_count);
        self.scan.skip_spaces();
        if self.scan.longest(words::TRUTH.iter().copied()).is_some() {
            self.scan.set_position(start);
            return None;
        }
        self.scan.set_position(start + char_count);
        Some(values[0])
    }

    fn under(&mut self, field: FieldId) -> Result<Filter, QueryError> {
        let value = self.value(field)?;
        Ok(Filter::Under {
            field: self.schema.field(field).id.clone(),
            value,
        })
    }

    /// `属于` has two readings: one of the values in the brackets, or a kind of the one value.
    fn belongs(&mut self, field: FieldId) -> Result<Filter, QueryError> {
        self.scan.skip_spaces();
        if self.scan.peek() == Some('(') {
            self.in_list(field)
        } else {
            self.under(field)
        }
    }

    fn in_list(&mut self, field: FieldId) -> Result<Filter, QueryError> {
        self.scan.skip_spaces();
        if !self.scan.take('(') {
            return Err(self.syntax(expected::LIST));
        }
        let mut values = Vec::new();
        loop {
            self.scan.skip_spaces();
            if values.is_empty() && self.scan.peek() == Some(')') {
                return Err(self.syntax(expected::VALUE));
            }
            if values.len() == limits::MAX_IN_VALUES {
                return Err(QueryError::TooMany {
                    what: "values",
                    limit: limits::MAX_IN_VALUES,
                });
            }
            values.push(self.value(field)?);
            self.scan.skip_spaces();
            if self.scan.take(')') {
                break;
            }
            if !self.scan.take(',') {
                return Err(self.syntax(expected::COMMA_OR_BRACKET));
            }
        }
        Ok(Filter::In {
            field: self.schema.field(field).id.clone(),
            values,
        })
    }

    fn between(&mut self, field: FieldId) -> Result<Filter, QueryError> {
        let low = self.value(field)?;
        self.scan.skip_spaces();
        let joins = words::BETWEEN_ENDS.iter().map(|word| (*word, ()));
        let Some((char_count, _)) = self.scan.longest(joins) else {
            return Err(self.syntax(expected::BETWEEN_ENDS));
        };
        self.scan.advance(char_count);
        let high = self.value(field)?;
        self.scan.skip_spaces();
        self.scan.take_word("之间");
        Ok(Filter::Between {
            field: self.schema.field(field).id.clone(),
            low,
            high,
        })
    }

    fn contains(&mut self, field: String) -> Result<Filter, QueryError> {
        let value = self.part()?;
        Ok(Filter::Contains { field, value })
    }

    fn starts_with(&mut self, field: String) -> Result<Filter, QueryError> {
        let value = self.part()?;
        Ok(Filter::StartsWith { field, value })
    }

    fn ends_with(&mut self, field: String) -> Result<Filter, QueryError> {
        let value = self.part()?;
        Ok(Filter::EndsWith { field, value })
    }

    /// `以王开头`, `以明结尾`: the text goes on to the first of the closing words.
    fn around(&mut self, field: String) -> Result<Filter, QueryError> {
        self.scan.skip_spaces();
        let value = match self.quoted()? {
            Some(quoted) => quoted,
            None => {
                let start = self.scan.position();
                let end = start + self.scan.text_len();
                let is_closed_at = |at: &CharIndex| self.scan.longest_at(*at, words::ENDS.iter().copied()).is_some();
                let char_count = (start..end).find(is_closed_at).unwrap_or(end) - start;
                let value = self.scan.written(start, char_count);
                self.scan.advance(char_count);
                value
            }
        };
        if value.is_empty() {
            return Err(self.syntax(expected::VALUE));
        }
        self.scan.skip_spaces();
        let Some((char_count, ends)) = self.scan.longest(words::ENDS.iter().copied()) else {
            return Err(self.syntax(expected::END_OF_TEXT));
        };
        self.scan.advance(char_count);
        Ok(match ends[0] {
            End::First => Filter::StartsWith { field, value },
            End::Last => Filter::EndsWith { field, value },
        })
    }

    fn pinyin(&mut self, field: String) -> Result<Filter, QueryError> {
        self.scan.skip_spaces();
        let start = self.scan.position();
        let value = match self.quoted()? {
            Some(quoted) => quoted,
            None => {
                let letters = (0..).take_while(|&past| self.scan.peek_past(past).is_some_and(is_sound));
                let char_count = letters.count();
                self.scan.advance(char_count);
                self.scan.written(start, char_count)
            }
        };
        if value.is_empty()
            || self
                .scan
                .peek()
                .is_some_and(|next| next.is_ascii_digit() || next == '_')
        {
            self.scan.set_position(start);
            return Err(self.syntax(expected::LETTERS));
        }
        Ok(Filter::Pinyin { field, value })
    }

    /// A part of a text, of one character at least.
    fn part(&mut self) -> Result<String, QueryError> {
        self.scan.skip_spaces();
        let start = self.scan.position();
        match self.text()? {
            Literal::Text(text) if !text.is_empty() => Ok(text),
            _ => {
                self.scan.set_position(start);
                Err(self.syntax(expected::VALUE))
            }
        }
    }

    fn unknown_word(&self) -> QueryError {
        let position = self.scan.position();
        let start = match self.last_bare_word {
            Some((start, end)) if end == position => start,
            _ => position,
        };
        let char_count = position - start + self.scan.run_len();
        if char_count == 0 {
            return self.syntax(expected::CONDITION);
        }
        self.unknown(start, self.scan.written(start, char_count))
    }

    fn unknown(&self, position: CharIndex, word: String) -> QueryError {
        let fields = words::field_names(self.schema).map(|(name, _)| name);
        let char_count = word.chars().count();
        let end = (position + char_count).saturating_sub(self.scan.position());
        let suggestions = if self.is_operator_after(end) {
            suggestions(&word, fields)
        } else {
            suggestions(
                &word,
                words::bare_words(self.schema).map(|(name, _)| name).chain(fields),
            )
        };
        QueryError::UnknownWord {
            position,
            word: shortened(&word),
            suggestions,
        }
    }

    fn ambiguous(&self, openings: &[Opening], position: CharIndex, char_count: usize) -> QueryError {
        let mut fields: Vec<String> = Vec::new();
        for opening in openings {
            let (Opening::Field(field) | Opening::Value(field, _)) = opening;
            let id = &self.schema.field(*field).id;
            if !fields.contains(id) {
                fields.push(id.clone());
            }
        }
        QueryError::AmbiguousWord {
            position,
            word: shortened(&self.scan.written(position, char_count)),
            fields,
        }
    }

    pub(super) fn syntax(&self, expected: &str) -> QueryError {
        QueryError::Syntax {
            position: self.scan.position(),
            expected: expected.to_owned(),
        }
    }
}

/// Levels of a filter as the planner counts them. One bracket can hold two: `(a or b and c)`.
fn depth(filter: &Filter) -> usize {
    match filter {
        Filter::And(members) | Filter::Or(members) => 1 + members.iter().map(depth).max().unwrap_or(0),
        Filter::Not(member) | Filter::Household { filter: member, .. } => 1 + depth(member),
        _ => 1,
    }
}

/// Whether a character can stand in a name as it sounds.
fn is_sound(character: char) -> bool {
    character.is_ascii_alphabetic() || "üÜ'’".contains(character)
}

pub(super) fn shortened(word: &str) -> String {
    if word.chars().count() <= MAX_REPEATED_CHARS {
        return word.to_owned();
    }
    word.chars().take(MAX_REPEATED_CHARS).chain(['…']).collect()
}
