//! The text form of a question, in Chinese and English.
//!
//! ```text
//! question     disjunction
//! disjunction  conjunction { or conjunction }
//! conjunction  negation { [and] negation }            spaces and commas join like `and`
//! negation     not negation  |  ( disjunction )  |  condition
//! condition    field operator value                   年龄 >= 80   sex = 女   "出生日期" 介于 1930-01-01 和 1939-12-31
//!              field in ( value , … )                 学历（文化程度） 属于 (本科, 大专)
//!              field under value                      婚姻状况 属于 已婚
//!              field contains text                    姓名包含明   姓名以王开头   姓名以明结尾   姓名拼音zxm
//!              field is missing                       手机号码 缺失
//!              value < field < value                  18 <= age < 60
//!              household any ( disjunction )          户内有人 (80岁以上)   户内至少2人 (女)
//!              [field] number unit [以上 | 以下]       80岁以上   不满18岁   60-79岁   月收入 2000元以下
//!              word                                   女   独居   Lives alone
//! ```
//!
//! `not` binds closest, then `and`, then `or`. Where several names fit, the longest is meant; Chinese words need no space between
//! them. Full-width characters and capital letters read like narrow and small ones, except inside values of text fields, which
//! compare verbatim. A word or field name may always stand in quotes.
//!
//! [`parse`] knows titles, synonyms and codes and yields ids and codes; what only the data can tell, whether a field's section
//! is open, is for [`Plan::new`](super::Plan::new). [`print()`] writes the canonical text, which [`parse`] reads back.

mod expected;
mod household;
mod measure;
mod parser;
mod print;
mod scan;
mod suggest;
#[cfg(test)]
mod tests;
mod value;
mod words;

use super::Filter;
use crate::error::QueryError;
use crate::limits;
use crate::schema::Schema;

/// Reads a question.
///
/// A bare word stands for a value of a field that the schema opens for bare words, and for the values below it where the code
/// list is a hierarchy; after a field and `=` a value stands for itself alone.
///
/// # Errors
///
/// - an empty question: asking nothing is not asking for everything;
/// - a text that does not follow the grammar, a date that does not exist, a number not in digits;
/// - a word that names nothing, or more than one thing;
/// - a number of years in a schema without a field whose role is age;
/// - longer than [`limits::MAX_QUESTION_BYTES`], nested deeper than [`limits::MAX_FILTER_DEPTH`] brackets and NOTs, more than
///   [`limits::MAX_FILTER_NODES`] conditions and groups, or more than [`limits::MAX_IN_VALUES`] values in a list.
pub fn parse(question: &str, schema: &Schema) -> Result<Filter, QueryError> {
    if question.len() > limits::MAX_QUESTION_BYTES {
        return Err(QueryError::TooMany {
            what: "bytes",
            limit: limits::MAX_QUESTION_BYTES,
        });
    }
    parser::Parser::new(question, schema).question()
}

/// Writes the canonical text of a filter: ids and codes, groups within groups in brackets.
///
/// [`parse`] reads back the same filter, provided that the filter fits the schema and no group has fewer than two members; a
/// group of one is written as its member, which means the same.
pub fn print(filter: &Filter, schema: &Schema) -> String {
    print::print(filter, schema)
}
