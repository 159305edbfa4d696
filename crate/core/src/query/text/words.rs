//! The words of the grammar, and the words that a schema adds to them.

use crate::query::{Comparison, Quantifier};
use crate::schema::{CodeList, FieldId, FieldKind, Role, Schema};

pub(super) const AND: &[&str] = &["and", "&&", "且", "并且", "而且", "同时"];
pub(super) const OR: &[&str] = &["or", "||", "或", "或者", "或是"];
pub(super) const NOT: &[&str] = &["not", "!", "非", "不是"];
/// Joins a description to a noun and says nothing itself: `80岁以上的女性`.
pub(super) const PARTICLE: char = '的';

/// What stands between a field and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Compare(Comparison),
    In,
    NotIn,
    Under,
    NotUnder,
    /// `in` before a list, `under` before a value.
    Belongs,
    NotBelongs,
    Between,
    NotBetween,
    IsMissing,
    NotMissing,
    Contains,
    NotContains,
    StartsWith,
    NotStartsWith,
    EndsWith,
    NotEndsWith,
    /// The text stands between two words, of which the second says where it stands in the value: `以王开头`, `以明结尾`.
    Around,
    NotAround,
    Pinyin,
    NotPinyin,
}

/// Every spelling of every operator. The longest that fits is meant, so `大于等于` is never `大于`.
pub(super) const OPERATORS: &[(&str, Operator)] = &[
    ("=", Operator::Compare(Comparison::Eq)),
    ("==", Operator::Compare(Comparison::Eq)),
    ("is", Operator::Compare(Comparison::Eq)),
    ("等于", Operator::Compare(Comparison::Eq)),
    ("是", Operator::Compare(Comparison::Eq)),
    ("为", Operator::Compare(Comparison::Eq)),
    ("!=", Operator::Compare(Comparison::Ne)),
    ("<>", Operator::Compare(Comparison::Ne)),
    ("≠", Operator::Compare(Comparison::Ne)),
    ("is not", Operator::Compare(Comparison::Ne)),
    ("不等于", Operator::Compare(Comparison::Ne)),
    ("不是", Operator::Compare(Comparison::Ne)),
    ("<", Operator::Compare(Comparison::Lt)),
    ("小于", Operator::Compare(Comparison::Lt)),
    ("低于", Operator::Compare(Comparison::Lt)),
    ("少于", Operator::Compare(Comparison::Lt)),
    ("早于", Operator::Compare(Comparison::Lt)),
    ("<=", Operator::Compare(Comparison::Le)),
    ("≤", Operator::Compare(Comparison::Le)),
    ("≦", Operator::Compare(Comparison::Le)),
    ("小于等于", Operator::Compare(Comparison::Le)),
    ("小于或等于", Operator::Compare(Comparison::Le)),
    ("不大于", Operator::Compare(Comparison::Le)),
    ("不超过", Operator::Compare(Comparison::Le)),
    ("不晚于", Operator::Compare(Comparison::Le)),
    (">", Operator::Compare(Comparison::Gt)),
    ("大于", Operator::Compare(Comparison::Gt)),
    ("高于", Operator::Compare(Comparison::Gt)),
    ("多于", Operator::Compare(Comparison::Gt)),
    ("超过", Operator::Compare(Comparison::Gt)),
    ("晚于", Operator::Compare(Comparison::Gt)),
    (">=", Operator::Compare(Comparison::Ge)),
    ("≥", Operator::Compare(Comparison::Ge)),
    ("≧", Operator::Compare(Comparison::Ge)),
    ("大于等于", Operator::Compare(Comparison::Ge)),
    ("大于或等于", Operator::Compare(Comparison::Ge)),
    ("不小于", Operator::Compare(Comparison::Ge)),
    ("不低于", Operator::Compare(Comparison::Ge)),
    ("不少于", Operator::Compare(Comparison::Ge)),
    ("不早于", Operator::Compare(Comparison::Ge)),
    ("in", Operator::In),
    ("属于", Operator::Belongs),
    ("not in", Operator::NotIn),
    ("不属于", Operator::NotBelongs),
    ("under", Operator::Under),
    ("not under", Operator::NotUnder),
    ("between", Operator::Between),
    ("介于", Operator::Between),
    ("not between", Operator::NotBetween),
    ("不介于", Operator::NotBetween),
    ("missing", Operator::IsMissing),
    ("is missing", Operator::IsMissing),
    ("缺失", Operator::IsMissing),
    ("为空", Operator::IsMissing),
    ("没有值", Operator::IsMissing),
    ("not missing", Operator::NotMissing),
    ("is not missing", Operator::NotMissing),
    ("不缺失", Operator::NotMissing),
    ("不为空", Operator::NotMissing),
    ("有值", Operator::NotMissing),
    ("contains", Operator::Contains),
    ("包含", Operator::Contains),
    ("含有", Operator::Contains),
    ("含", Operator::Contains),
    ("not contains", Operator::NotContains),
    ("does not contain", Operator::NotContains),
    ("不包含", Operator::NotContains),
    ("不含有", Operator::NotContains),
    ("不含", Operator::NotContains),
    ("starts with", Operator::StartsWith),
    ("begins with", Operator::StartsWith),
    ("开头是", Operator::StartsWith),
    ("开头为", Operator::StartsWith),
    ("not starts with", Operator::NotStartsWith),
    ("does not start with", Operator::NotStartsWith),
    ("开头不是", Operator::NotStartsWith),
    ("开头不为", Operator::NotStartsWith),
    ("ends with", Operator::EndsWith),
    ("结尾是", Operator::EndsWith),
    ("结尾为", Operator::EndsWith),
    ("尾号", Operator::EndsWith),
    ("尾号是", Operator::EndsWith),
    ("尾号为", Operator::EndsWith),
    ("not ends with", Operator::NotEndsWith),
    ("does not end with", Operator::NotEndsWith),
    ("结尾不是", Operator::NotEndsWith),
    ("结尾不为", Operator::NotEndsWith),
    ("尾号不是", Operator::NotEndsWith),
    ("尾号不为", Operator::NotEndsWith),
    ("以", Operator::Around),
    ("不以", Operator::NotAround),
    ("pinyin", Operator::Pinyin),
    ("拼音", Operator::Pinyin),
    ("拼音是", Operator::Pinyin),
    ("拼音为", Operator::Pinyin),
    ("not pinyin", Operator::NotPinyin),
    ("拼音不是", Operator::NotPinyin),
    ("拼音不为", Operator::NotPinyin),
];

/// What closes [`Operator::Around`], and which end of the value it speaks of.
pub(super) const ENDS: &[(&str, End)] = &[
    ("开头", End::First),
    ("打头", End::First),
    ("结尾", End::Last),
    ("收尾", End::Last),
];

/// An end of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// What asks for the members of a household; their condition stands in brackets after it. `None`: a number stands between.
pub(super) const HOUSEHOLD: &[(&str, Option<Quantifier>)] = &[
    ("household any", Some(Quantifier::Any)),
    ("户内任一", Some(Quantifier::Any)),
    ("户内任一人", Some(Quantifier::Any)),
    ("户内有", Some(Quantifier::Any)),
    ("户内有人", Some(Quantifier::Any)),
    ("household all", Some(Quantifier::All)),
    ("户内全部", Some(Quantifier::All)),
    ("户内所有人", Some(Quantifier::All)),
    ("户内都", Some(Quantifier::All)),
    ("户内都是", Some(Quantifier::All)),
    ("household count >=", None),
    ("household count>=", None),
    ("household count ≥", None),
    ("household at least", None),
    ("户内至少", None),
    ("户内至少有", None),
    ("户内不少于", None),
];

/// What may stand after the number of members: `户内至少2人`.
pub(super) const PERSONS: &[&str] = &["人", "个人", "口人", "名"];

/// The comparisons that may stand before a field as well: `18 <= age < 60`.
pub(super) const CHAINS: &[(&str, Comparison)] = &[
    ("<", Comparison::Lt),
    ("<=", Comparison::Le),
    ("≤", Comparison::Le),
    ("≦", Comparison::Le),
    (">", Comparison::Gt),
    (">=", Comparison::Ge),
    ("≥", Comparison::Ge),
    ("≧", Comparison::Ge),
];

pub(super) const BETWEEN_ENDS: &[&str] = &["and", "和", "与", "到", "至", "-"];
pub(super) const TO: &[&str] = &["到", "至", "-"];

/// What stands before a number of years: `不满18岁`.
pub(super) const BEFORE_NUMBER: &[(&str, Comparison)] = &[
    ("不满", Comparison::Lt),
    ("未满", Comparison::Lt),
    ("不到", Comparison::Lt),
    ("不足", Comparison::Lt),
    ("满", Comparison::Ge),
    ("年满", Comparison::Ge),
    ("超过", Comparison::Gt),
];

/// What stands after a number and its unit. All of them include the number.
pub(super) const AFTER_NUMBER: &[(&str, Comparison)] = &[
    ("以上", Comparison::Ge),
    ("及以上", Comparison::Ge),
    ("或以上", Comparison::Ge),
    ("(含)以上", Comparison::Ge),
    ("以下", Comparison::Le),
    ("及以下", Comparison::Le),
    ("或以下", Comparison::Le),
    ("(含)以下", Comparison::Le),
];

pub(super) const TRUTH: &[(&str, bool)] = &[
    ("true", true),
    ("yes", true),
    ("是", true),
    ("false", false),
    ("no", false),
    ("否", false),
];

/// The units of an age. A number with one of them speaks of the field whose role is age.
pub(super) const YEARS: &[&str] = &["岁", "周岁"];

pub(super) const CHINESE_NUMERALS: &str = "零〇一二两三四五六七八九十百千万";

/// The names of every field: id and title in both languages.
pub(super) fn field_names(schema: &Schema) -> impl Iterator<Item = (&str, FieldId)> {
    schema.field_ids().flat_map(|id| {
        let field = schema.field(id);
        [&field.id, &field.title.zh, &field.title.en].map(|name| (name.as_str(), id))
    })
}

/// The words that name a value of a field open to bare words: titles and synonyms, with the place of the code in its list.
///
/// Codes are no bare words: `2` says nothing without its field.
pub(super) fn bare_words(schema: &Schema) -> impl Iterator<Item = (&str, (FieldId, usize))> {
    let open = schema.field_ids().filter(|&id| schema.field(id).bare_words);
    open.filter_map(|id| Some((id, schema.code_list(id)?)))
        .flat_map(|(id, list)| code_names(list).map(move |(name, index)| (name, (id, index))))
}

/// Titles and synonyms of the codes of a list, each with the place of its code in the list.
pub(super) fn code_names(list: &CodeList) -> impl Iterator<Item = (&str, usize)> {
    list.codes().iter().enumerate().flat_map(|(index, code)| {
        let titles = [&code.title.zh, &code.title.en].into_iter();
        titles.chain(&code.synonyms).map(move |name| (name.as_str(), index))
    })
}

/// The units that may follow a number of a field.
pub(super) fn units(schema: &Schema, field: FieldId) -> Vec<&str> {
    let declared = schema.field(field).unit.iter().flat_map(|unit| [&unit.zh, &unit.en]);
    let mut units: Vec<&str> = declared.map(String::as_str).collect();
    if schema.role(Role::Age) == Some(field) {
        units.extend(YEARS);
    }
    units
}

pub(super) fn is_numeric(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Integer | FieldKind::Number)
}
