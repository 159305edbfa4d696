//! From the operator and the literals of one leaf to codes of its column.

use std::ops::Range;

use super::code_set::CodeSet;
use super::{Condition, Path, Plan, text_match};
use crate::date;
use crate::error::QueryError;
use crate::limits;
use crate::query::fold::has_fold;
use crate::query::{Comparison, Filter, Literal};
use crate::schema::{FieldId, FieldKind, Schema};
use crate::table::{Column, Dictionary, Table, TextDictionary};

/// Plans one leaf.
pub(super) fn plan(leaf: &Filter, schema: &Schema, table: &Table, path: &Path) -> Result<Plan, QueryError> {
    let name = leaf.leaf_field().expect("groups are planned before leaves");
    let id = schema.field_id(name).ok_or_else(|| QueryError::UnknownField {
        path: path.write(),
        field: name.to_owned(),
    })?;
    if schema.is_pinyin(id) && table.has(id) {
        return Err(QueryError::WrongOperator {
            path: path.write(),
            field: name.to_owned(),
            operator: leaf.to_json()["op"].as_str().unwrap_or_default().to_owned(),
        });
    }
    let field = LeafField::new(id, schema, table, path)?;
    match leaf {
        Filter::IsMissing { .. } => Ok(field.missing(true)),
        Filter::NotMissing { .. } => Ok(field.missing(false)),
        Filter::Compare { comparison, value, .. } => match comparison {
            Comparison::Eq => Ok(field.plan(field.equal(value)?, true)),
            // `ne` is `eq` negated: unknown where `eq` is.
            Comparison::Ne => Ok(field.plan(field.equal(value)?, true).negated()),
            Comparison::Lt => field.ordered(comparison, value, |places, _| 0..places.start),
            Comparison::Le => field.ordered(comparison, value, |places, _| 0..places.end),
            Comparison::Gt => field.ordered(comparison, value, |places, end| places.end..end),
            Comparison::Ge => field.ordered(comparison, value, |places, end| places.start..end),
        },
        Filter::In { values, .. } => Ok(field.plan(field.any_of(values)?, true)),
        Filter::Between { low, high, .. } => Ok(field.plan(field.between(low, high)?, false)),
        Filter::Under { value, .. } => Ok(field.plan(field.under(value)?, true)),
        Filter::Contains { value, .. } => {
            let texts = field.plain_texts("contains")?;
            field.require_some_text(value)?;
            Ok(field.plan(text_match::containing(texts, value), false))
        }
        Filter::StartsWith { value, .. } => {
            let texts = field.plain_texts("starts_with")?;
            field.require_some_text(value)?;
            Ok(field.plan(text_match::starting_with(texts, value), false))
        }
        Filter::EndsWith { value, .. } => {
            let texts = field.plain_texts("ends_with")?;
            field.require_some_text(value)?;
            Ok(field.plan(text_match::ending_with(texts, value), false))
        }
        Filter::Pinyin { value, .. } => {
            // The publisher says how characters sound, in a field of their own.
            let sounds = schema.pinyin_of(id).ok_or_else(|| field.wrong_operator("pinyin"))?;
            let sounds = table.sounds(sounds).ok_or_else(|| locked(sounds, schema, path))?;
            let letters = text_match::letters(value).ok_or_else(|| field.wrong_type("latin letters"))?;
            let found = sounds.find(field.plain_texts("pinyin")?, &letters);
            Ok(field.plan_of_codes(
                CodeSet::new(found.matching),
                field.or_missing(CodeSet::new(found.silent)),
            ))
        }
        Filter::And(_) | Filter::Or(_) | Filter::Not(_) | Filter::Household { .. } => {
            unreachable!("groups are planned before leaves")
        }
    }
}

/// The field that a leaf speaks of, open and with its values.
struct LeafField<'a> {
    schema: &'a Schema,
    id: FieldId,
    column: &'a Column,
    path: &'a Path<'a>,
}

impl<'a> LeafField<'a> {
    fn new(id: FieldId, schema: &'a Schema, table: &'a Table, path: &'a Path<'a>) -> Result<Self, QueryError> {
        let column = table.column(id).ok_or_else(|| locked(id, schema, path))?;
        Ok(Self {
            schema,
            id,
            column,
            path,
        })
    }

    /// The plan of a leaf that is true for the codes that it names and false for the other values.
    fn plan(&self, named: CodeSet, names_codes: bool) -> Plan {
        let missing = self.column.missing_code();
        let not_known = self.unknown_codes();
        // A code that means *not known* makes the leaf unknown, unless the leaf names that code.
        let (when_true, not_known) = match (not_known.is_empty(), names_codes) {
            (true, _) => (named, not_known),
            (false, true) => {
                let not_known = not_known.without(&named, missing);
                (named, not_known)
            }
            (false, false) => (named.without(&not_known, missing), not_known),
        };
        self.plan_of_codes(when_true, self.or_missing(not_known))
    }

    /// Codes for which a leaf is unknown, with that of missing if there is any row with it.
    fn or_missing(&self, unknown: CodeSet) -> CodeSet {
        if self.column.has_missing() {
            unknown.with(self.column.missing_code())
        } else {
            unknown
        }
    }

    /// The plan of a leaf about whether there is a value at all.
    fn missing(&self, wants_missing: bool) -> Plan {
        let is_missing = CodeSet::of_codes([self.column.missing_code()]);
        let plan = self.plan_of_codes(is_missing, CodeSet::of_codes([]));
        if wants_missing { plan } else { plan.negated() }
    }

    fn plan_of_codes(&self, when_true: CodeSet, unknown: CodeSet) -> Plan {
        Plan {
            is_certain: unknown.is_empty(),
            condition: Condition::Codes {
                field: self.id,
                when_true,
                unknown,
            },
        }
    }

    /// The texts of a field that holds text and no codes: codes are names, and a part of a name says nothing.
    fn plain_texts(&self, operator: &str) -> Result<&'a TextDictionary, QueryError> {
        match self.column.dictionary() {
            Dictionary::Text(texts) if self.schema.code_list(self.id).is_none() => Ok(texts),
            _ => Err(self.wrong_operator(operator)),
        }
    }

    /// Every text begins and ends with nothing: who asks for that has forgotten to say what.
    fn require_some_text(&self, value: &str) -> Result<(), QueryError> {
        if value.is_empty() {
            return Err(self.wrong_type("a text that is not empty"));
        }
        Ok(())
    }
    fn unknown_codes(&self) -> CodeSet {
        let (Some(list), Dictionary::Text(texts)) = (self.schema.code_list(self.id), self.column.dictionary()) else {
            return CodeSet::new(Vec::new());
        };
        CodeSet::of_codes((0..texts.len()).filter(|&code| list.is_unknown(texts.get(code))))
    }

    /// The plan of a comparison by order: `part` says which codes it takes, given the places of the literal and the code past the
    /// last value.
    fn ordered(
        &self,
        comparison: &Comparison,
        value: &Literal,
        part: impl FnOnce(Range<usize>, usize) -> Range<usize>,
    ) -> Result<Plan, QueryError> {
        self.require_order(comparison.name())?;
        let codes = part(self.places(value)?, self.column.missing_code());
        Ok(self.plan(CodeSet::of_codes(codes), false))
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
        let mut ranges = Vec::with_capacity(values.len());
        for value in values {
            ranges.extend_from_slice(self.equal(value)?.ranges());
        }
        Ok(CodeSet::new(ranges))
    }

    /// The codes of the values equal to a literal.
    fn equal(&self, value: &Literal) -> Result<CodeSet, QueryError> {
        let places = self.places(value)?;
        match (self.column.dictionary(), value) {
            (Dictionary::Text(texts), Literal::Text(text)) if has_fold(text) => Ok(text_match::equal(texts, text)),
            _ => Ok(CodeSet::new(vec![places])),
        }
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

/// A field whose section is not open.
fn locked(id: FieldId, schema: &Schema, path: &Path) -> QueryError {
    QueryError::LockedField {
        path: path.write(),
        field: schema.field(id).id.clone(),
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
