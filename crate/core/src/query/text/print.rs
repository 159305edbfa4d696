//! A filter written back as text.

use super::scan::{Scanner, fold};
use super::words;
use crate::date;
use crate::query::{Comparison, Filter, Literal, Quantifier};
use crate::schema::{FieldKind, Schema};

pub(super) fn print(filter: &Filter, schema: &Schema) -> String {
    let mut printer = Printer {
        schema,
        text: String::new(),
    };
    printer.filter(filter);
    printer.text
}

/// What this printer writes after a field.
const AFTER_FIELD: &[&str] = &[
    " = ",
    " != ",
    " < ",
    " <= ",
    " > ",
    " >= ",
    " in (",
    " under ",
    " between ",
    " contains ",
    " starts with ",
    " ends with ",
    " pinyin ",
    " is missing",
    " is not missing",
];

/// Whether a longer name could be read where an id stands with an operator behind it: `age` within `Age = full years`.
fn continues_into(id: &str, name: &str) -> bool {
    let folded = |text: &str| text.chars().map(fold).collect::<String>();
    let name = folded(name);
    let Some(rest) = name.strip_prefix(&folded(id)) else {
        return false;
    };
    let mut after = AFTER_FIELD.iter();
    !rest.is_empty() && after.any(|operator| operator.starts_with(rest) || rest.starts_with(operator))
}

struct Printer<'a> {
    schema: &'a Schema,
    text: String,
}

impl Printer<'_> {
    fn filter(&mut self, filter: &Filter) {
        match filter {
            Filter::And(members) => self.members(members, " and "),
            Filter::Or(members) => self.members(members, " or "),
            Filter::Not(member) => {
                self.text.push_str("not ");
                self.member(member);
            }
            Filter::Compare {
                field,
                comparison,
                value,
            } => {
                self.field(field);
                self.text.push_str(match comparison {
                    Comparison::Eq => " = ",
                    Comparison::Ne => " != ",
                    Comparison::Lt => " < ",
                    Comparison::Le => " <= ",
                    Comparison::Gt => " > ",
                    Comparison::Ge => " >= ",
                });
                self.literal(field, value);
            }
            Filter::In { field, values } => {
                self.field(field);
                self.text.push_str(" in (");
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        self.text.push_str(", ");
                    }
                    self.literal(field, value);
                }
                self.text.push(')');
            }
            Filter::Between { field, low, high } => {
                self.field(field);
                self.text.push_str(" between ");
                self.literal(field, low);
                self.text.push_str(" and ");
                self.literal(field, high);
            }
            Filter::Under { field, value } => {
                self.field(field);
                self.text.push_str(" under ");
                self.literal(field, value);
            }
            Filter::Contains { field, value } => self.part(field, " contains ", value),
            Filter::StartsWith { field, value } => self.part(field, " starts with ", value),
            Filter::EndsWith { field, value } => self.part(field, " ends with ", value),
            Filter::Pinyin { field, value } => self.part(field, " pinyin ", value),
            Filter::Household { quantifier, filter } => {
                self.text.push_str(&match quantifier {
                    Quantifier::Any => "household any (".to_owned(),
                    Quantifier::All => "household all (".to_owned(),
                    Quantifier::AtLeast(least) => format!("household count >= {least} ("),
                });
                self.filter(filter);
                self.text.push(')');
            }
            Filter::IsMissing { field } => {
                self.field(field);
                self.text.push_str(" is missing");
            }
            Filter::NotMissing { field } => {
                self.field(field);
                self.text.push_str(" is not missing");
            }
        }
    }

    fn part(&mut self, field: &str, operator: &str, value: &str) {
        self.field(field);
        self.text.push_str(operator);
        self.quoted(value);
    }

    fn members(&mut self, members: &[Filter], join: &str) {
        for (index, member) in members.iter().enumerate() {
            if index > 0 {
                self.text.push_str(join);
            }
            self.member(member);
        }
    }

    /// Groups stand in brackets even where precedence would not ask for them: a reader need not know it.
    fn member(&mut self, member: &Filter) {
        let is_group = matches!(member, Filter::And(_) | Filter::Or(_));
        if is_group {
            self.text.push('(');
        }
        self.filter(member);
        if is_group {
            self.text.push(')');
        }
    }

    fn field(&mut self, id: &str) {
        if self.is_plain(id) {
            self.text.push_str(id);
        } else {
            self.quoted(id);
        }
    }

    /// Whether an id reads as itself: no keyword, and not read as part of a longer name in the schema.
    fn is_plain(&self, id: &str) -> bool {
        let is_simple = id.starts_with(|c: char| c.is_ascii_alphabetic())
            && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !is_simple {
            return false;
        }
        let whole = Scanner::new(id);
        let keywords = words::AND.iter().chain(words::OR).chain(words::NOT);
        let is_keyword = whole.longest(keywords.map(|word| (*word, ()))).is_some();
        let names = words::field_names(self.schema).map(|(name, _)| name);
        let mut names = names.chain(words::bare_words(self.schema).map(|(name, _)| name));
        !is_keyword && !names.any(|name| continues_into(id, name))
    }

    fn literal(&mut self, field: &str, literal: &Literal) {
        match literal {
            Literal::Integer(number) => self.text.push_str(&number.to_string()),
            // The form with `.0` or an exponent keeps it apart from an integer.
            Literal::Number(number) => self.text.push_str(&format!("{number:?}")),
            Literal::Boolean(value) => self.text.push_str(if *value { "true" } else { "false" }),
            Literal::Text(text) => {
                let field = self.schema.field_id(field).map(|id| self.schema.field(id));
                let is_date = field.is_some_and(|field| field.kind == FieldKind::Date);
                if is_date && date::parse(text).is_some() {
                    self.text.push_str(text);
                } else {
                    self.quoted(text);
                }
            }
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        self.text.push_str(&text.replace('"', "\"\""));
        self.text.push('"');
    }
}
