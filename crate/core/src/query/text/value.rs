//! Values, read as the type of their field asks.

use super::expected;
use super::parser::{Parser, shortened};
use super::suggest::suggestions;
use super::words;
use crate::date;
use crate::error::QueryError;
use crate::query::Literal;
use crate::schema::{CodeList, FieldId, FieldKind};

impl Parser<'_> {
    /// The value that stands after an operator.
    pub(super) fn value(&mut self, field: FieldId) -> Result<Literal, QueryError> {
        self.scan.skip_spaces();
        match self.schema.field(field).kind {
            FieldKind::Integer | FieldKind::Number => {
                let number = self.number()?;
                self.unit(field);
                Ok(number)
            }
            FieldKind::Boolean => {
                let Some((char_count, values)) = self.scan.longest(words::TRUTH.iter().copied()) else {
                    return Err(self.syntax(expected::TRUTH));
                };
                self.scan.advance(char_count);
                Ok(Literal::Boolean(values[0]))
            }
            FieldKind::Date => self.date(),
            FieldKind::Text => {
                let schema = self.schema;
                match schema.code_list(field) {
                    Some(list) => self.code(field, list),
                    None => self.text(),
                }
            }
        }
    }

    /// A number in digits, with sign, fraction and exponent if need be.
    pub(super) fn number(&mut self) -> Result<Literal, QueryError> {
        let start = self.scan.position();
        let literal = self.read_number();
        let ends = !self
            .scan
            .peek()
            .is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
        match literal {
            Some(literal) if ends => Ok(literal),
            _ => {
                self.scan.set_position(start);
                Err(self.syntax(expected::NUMBER))
            }
        }
    }

    pub(super) fn read_number(&mut self) -> Option<Literal> {
        let start = self.scan.position();
        if !self.scan.take('-') {
            self.scan.take('+');
        }
        self.digits()?;
        let mut is_whole = true;
        if self.scan.take('.') {
            is_whole = false;
            self.digits()?;
        }
        if self.scan.take('e') {
            is_whole = false;
            if !self.scan.take('-') {
                self.scan.take('+');
            }
            self.digits()?;
        }
        let char_count = self.scan.position() - start;
        self.scan.set_position(start);
        let written = self.scan.folded(char_count);
        self.scan.advance(char_count);
        if is_whole && let Ok(integer) = written.parse() {
            return Some(Literal::Integer(integer));
        }
        let number: f64 = written.parse().ok()?;
        number.is_finite().then_some(Literal::Number(number))
    }

    fn digits(&mut self) -> Option<usize> {
        let char_count = self.scan.digit_count();
        self.scan.advance(char_count);
        (char_count > 0).then_some(char_count)
    }

    /// Reads the unit of a number if it stands here.
    pub(super) fn unit(&mut self, field: FieldId) -> bool {
        let start = self.scan.position();
        self.scan.skip_spaces();
        let units = words::units(self.schema, field);
        match self.scan.longest(units.into_iter().map(|unit| (unit, ()))) {
            Some((char_count, _)) => {
                self.scan.advance(char_count);
                true
            }
            None => {
                self.scan.set_position(start);
                false
            }
        }
    }

    fn date(&mut self) -> Result<Literal, QueryError> {
        let start = self.scan.position();
        let written = match self.scan.take_quoted() {
            Some(Ok(quoted)) => Some(quoted),
            Some(Err(_)) => None,
            None => self.read_date(),
        };
        match written.filter(|written| date::parse(written).is_some()) {
            Some(written) => Ok(Literal::Text(written)),
            None => {
                self.scan.set_position(start);
                Err(self.syntax(expected::DATE))
            }
        }
    }

    /// Year, month and day with `-`, `/`, `.` or `年月日` between them, as `YYYY-MM-DD`. Whether the day exists is not asked here.
    pub(super) fn read_date(&mut self) -> Option<String> {
        let year = self.date_part(4)?;
        let separator = self.scan.peek().filter(|c| "-/.年".contains(*c))?;
        self.scan.advance(1);
        let month = self.date_part(2)?;
        let (second, has_ending) = match separator {
            '年' => ('月', true),
            other => (other, false),
        };
        if !self.scan.take(second) {
            return None;
        }
        let day = self.date_part(2)?;
        if has_ending && !self.scan.take('日') && !self.scan.take('号') {
            return None;
        }
        (self.scan.digit_count() == 0).then(|| format!("{year:0>4}-{month:0>2}-{day:0>2}"))
    }

    fn date_part(&mut self, max_digits: usize) -> Option<String> {
        let char_count = self.scan.digit_count();
        if char_count == 0 || char_count > max_digits || (max_digits == 4 && char_count < 4) {
            return None;
        }
        let digits = self.scan.folded(char_count);
        self.scan.advance(char_count);
        Some(digits)
    }

    /// A code, or the title or a synonym of one.
    fn code(&mut self, field: FieldId, list: &CodeList) -> Result<Literal, QueryError> {
        let start = self.scan.position();
        let quoted = self.quoted()?;
        let hit = match &quoted {
            Some(word) => self.named_codes(list, word),
            None => {
                let codes = list.codes().iter().enumerate();
                let codes = codes.map(|(index, code)| (code.code.as_str(), index));
                let code = self.scan.longest(codes);
                let name = self.scan.longest(words::code_names(list));
                // A code is what the data holds: where a name is no longer than it, the code is meant.
                match (code, name) {
                    (Some(code), Some(name)) if name.0 > code.0 => Some(name),
                    (Some(code), _) => Some(code),
                    (None, name) => name,
                }
            }
        };
        let word_len = match (&quoted, &hit) {
            (None, Some((char_count, _))) => *char_count,
            (None, None) => self.scan.run_len(),
            (Some(_), _) => 0,
        };
        let word = quoted.unwrap_or_else(|| self.scan.written(start, word_len));
        let named = hit.map(|(_, indexes)| indexes).unwrap_or_default();
        match named.as_slice() {
            [index] => {
                self.scan.advance(word_len);
                Ok(Literal::Text(list.codes()[*index].code.clone()))
            }
            [] if word.is_empty() => Err(self.syntax(expected::VALUE)),
            [] => Err(QueryError::UnknownWord {
                position: start,
                suggestions: suggestions(&word, words::code_names(list).map(|(name, _)| name)),
                word: shortened(&word),
            }),
            _ => Err(QueryError::AmbiguousWord {
                position: start,
                word: shortened(&word),
                fields: vec![self.schema.field(field).id.clone()],
            }),
        }
    }

    /// The codes that a whole word names: a code exactly as written before any title.
    fn named_codes(&self, list: &CodeList, word: &str) -> Option<(usize, Vec<usize>)> {
        let char_count = word.chars().count();
        let exact = list.codes().iter().position(|code| code.code == word);
        if let Some(index) = exact {
            return Some((char_count, vec![index]));
        }
        let whole = super::scan::Scanner::new(word).longest(words::code_names(list));
        whole.filter(|(longest, _)| *longest == char_count)
    }

    pub(super) fn text(&mut self) -> Result<Literal, QueryError> {
        if let Some(text) = self.quoted()? {
            return Ok(Literal::Text(text));
        }
        let char_count = self.scan.text_len();
        if char_count == 0 {
            return Err(self.syntax(expected::VALUE));
        }
        let text = self.scan.written(self.scan.position(), char_count);
        self.scan.advance(char_count);
        Ok(Literal::Text(text))
    }

    pub(super) fn quoted(&mut self) -> Result<Option<String>, QueryError> {
        self.scan
            .take_quoted()
            .transpose()
            .map_err(|position| QueryError::Syntax {
                position,
                expected: expected::CLOSING_QUOTE.to_owned(),
            })
    }
}
