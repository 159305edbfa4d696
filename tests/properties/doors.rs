//! Anything at all at the two doors: a filter or an error, never a panic.

use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use yongquan_core::dataset::Dataset;
use yongquan_core::query::{Filter, text};

use crate::config;
use crate::oracle::{Cell, Register, engine};

/// A field of each kind, and an age.
static DATASET: LazyLock<Dataset> = LazyLock::new(|| {
    let field = |id: &str, zh: &str, kind: &str| {
        json!({
            "id": id, "title": {"zh": zh, "en": format!("The {id}")}, "kind": kind, "group": "all",
            "sensitivity": "internal", "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes",
        })
    };
    let mut coded = field("kind", "类别（甲）", "text");
    coded["code_list"] = json!("kinds");
    coded["bare_words"] = json!(true);
    let mut sounds = field("note.sounds", "备注拼音", "text");
    sounds["derived"] = json!({"kind": "pinyin", "of": "note"});
    let schema = json!({
        "title": {"zh": "门", "en": "Doors"},
        "groups": [{"id": "all", "title": {"zh": "全部", "en": "All"}}],
        "fields": [
            coded, field("note", "备注", "text"), sounds, field("years", "年龄", "integer"), field("sum", "金额", "number"),
            field("open", "是否开放", "boolean"), field("day", "日期", "date"),
        ],
        "code_lists": [{"id": "kinds", "title": {"zh": "类别", "en": "Kinds"}, "unknown_codes": ["9"], "codes": [
            {"code": "1", "title": {"zh": "女", "en": "F"}, "synonyms": ["女性"]},
            {"code": "11", "title": {"zh": "女甲", "en": "F one"}, "parent": "1"},
            {"code": "9", "title": {"zh": "不详", "en": "Unknown"}},
        ]}],
        "roles": {"age": "years", "household_id": "note"}, "default_columns": [], "default_facets": [], "example_questions": [],
    });
    let schema = serde_json::from_value(schema).expect("the schema has the shape of one");
    let row = vec![
        Some(Cell::Text("1".to_owned())),
        Some(Cell::Text("a".to_owned())),
        Some(Cell::Text("ai".to_owned())),
        Some(Cell::Integer(80)),
        Some(Cell::Number(0.5)),
        Some(Cell::Boolean(true)),
        Some(Cell::Date((2013, 3, 2))),
    ];
    engine::dataset(&Register::new(schema, "2013-03-02", vec![row, vec![None; 7]]))
});

/// JSON made of the words of the contract, so that some of it gets far.
fn json_values() -> impl Strategy<Value = Value> {
    let words = [
        "and",
        "or",
        "not",
        "eq",
        "ne",
        "lt",
        "ge",
        "in",
        "under",
        "between",
        "is_missing",
        "kind",
        "note",
        "years",
        "sum",
        "open",
        "day",
        "1",
        "9",
        "2013-03-02",
        "2013-02-29",
        "女",
        "",
        "contains",
        "pinyin",
        "any",
        "all",
        "count",
        "ai",
    ];
    let keys = [
        "and",
        "or",
        "not",
        "field",
        "op",
        "value",
        "values",
        "low",
        "high",
        "Field",
        "",
        "household",
        "filter",
        "at_least",
    ];
    let leaf = prop_oneof![
        4 => select(words.to_vec()).prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => ".*".prop_map(Value::from),
    ];
    let fields = select(vec!["kind", "note", "years", "sum", "open", "day"]);
    let operators = select(vec![
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "in",
        "under",
        "between",
        "is_missing",
        "not_missing",
        "contains",
        "starts_with",
        "ends_with",
        "pinyin",
    ]);
    let leaf_object = (fields, operators, leaf.clone(), leaf.clone()).prop_map(|(field, op, a, b)| match op {
        "in" => json!({"field": field, "op": op, "values": [a, b]}),
        "between" => json!({"field": field, "op": op, "low": a, "high": b}),
        "is_missing" | "not_missing" => json!({"field": field, "op": op}),
        _ => json!({"field": field, "op": op, "value": a}),
    });
    prop_oneof![2 => leaf, 3 => leaf_object].prop_recursive(6, 48, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((select(keys.to_vec()), inner.clone()), 0..4).prop_map(|entries| {
                let entries = entries.into_iter().map(|(key, value)| (key.to_owned(), value));
                Value::Object(entries.collect::<Map<_, _>>())
            }),
            vec(inner.clone(), 1..4).prop_map(|members| json!({"and": members})),
            vec(inner.clone(), 1..4).prop_map(|members| json!({"or": members})),
            inner.clone().prop_map(|member| json!({"not": member})),
            (select(vec!["any", "all", "count", "none"]), inner.clone())
                .prop_map(|(household, member)| json!({"household": household, "filter": member})),
            (0..4_u32, inner)
                .prop_map(|(least, member)| json!({"household": "count", "at_least": least, "filter": member})),
        ]
    })
}

/// Questions made of the words of the grammar, with noise between them.
fn questions() -> impl Strategy<Value = String> {
    let words = [
        "and",
        "or",
        "not",
        "且",
        "或",
        "非",
        "不是",
        "(",
        ")",
        "（",
        "）",
        ",",
        "、",
        " ",
        "的",
        "=",
        "≠",
        "<",
        ">=",
        "＞",
        "in",
        "属于",
        "不属于",
        "under",
        "between",
        "介于",
        "缺失",
        "is missing",
        "not",
        "有值",
        "包含",
        "contains",
        "不含",
        "starts with",
        "开头是",
        "以",
        "开头",
        "ends with",
        "尾号是",
        "结尾",
        "pinyin",
        "拼音",
        "户内有人",
        "户内至少",
        "2人",
        "household any",
        "household all",
        "household count >=",
        "备注拼音",
        "kind",
        "类别（甲）",
        "类别",
        "note",
        "备注",
        "years",
        "年龄",
        "The years",
        "sum",
        "open",
        "是否开放",
        "day",
        "日期",
        "女",
        "女性",
        "女甲",
        "F",
        "F one",
        "不详",
        "80",
        "８０",
        "-1.5",
        "1e9",
        "80岁",
        "岁",
        "以上",
        "以下",
        "不满",
        "到",
        "-",
        "八十",
        "2013-03-02",
        "2013年3月2日",
        "是",
        "否",
        "true",
        "\"",
        "“",
        "”",
        "「",
        "a",
        "\u{0}",
        "\u{301}",
        "𠮷",
        "\u{200b}",
    ];
    let conditions = [
        "年龄 >= 80",
        "80岁以上",
        "不满18岁",
        "女",
        "类别（甲） 属于 女",
        "kind in (1, 9)",
        "备注 = a ",
        "note = \"且\"",
        "备注 缺失",
        "日期 介于 2013-03-02 到 2013/3/3",
        "sum > -1.5",
        "是否开放 是",
        "open = false",
        "非 女甲",
        "(女 或 sum < 1e3)",
        "备注包含 a",
        "note starts with \"(\"",
        "备注以a开头",
        "note ends with \")\"",
        "备注以a结尾",
        "备注拼音 ai",
        "note pinyin \"a i\"",
        "户内有人(年龄 < 60)",
        "household all (kind = 1)",
        "户内至少2人（女）",
        "18 <= 年龄 < 60",
        "2013-03-02 >= day >= 2012-01-01",
        "1.5 < sum",
    ];
    let joins = ["，", " and ", " or ", "或", " 且 ", " not ", " "];
    let word = prop_oneof![12 => select(words.to_vec()).prop_map(str::to_owned), 1 => ".{0,3}"];
    prop_oneof![
        4 => vec(word.clone(), 0..14).prop_map(|words| words.concat()),
        4 => vec(word, 0..14).prop_map(|words| words.join(" ")),
        4 => vec((select(conditions.to_vec()), select(joins.to_vec())), 1..6)
            .prop_map(|parts| parts.into_iter().map(|(condition, join)| format!("{condition}{join}")).collect()),
        1 => ".*",
    ]
}

/// Whether every group has a member: one that has none would mean everybody, or nobody.
fn asks_something(filter: &Filter) -> bool {
    match filter {
        Filter::And(members) | Filter::Or(members) => !members.is_empty() && members.iter().all(asks_something),
        Filter::Not(member) | Filter::Household { filter: member, .. } => asks_something(member),
        Filter::In { values, .. } => !values.is_empty(),
        _ => true,
    }
}

/// The same JSON with whole numbers past 64 bits as the numbers that they are read as.
fn in_range(value: Value) -> Value {
    match value {
        Value::Number(number) if number.as_i64().is_none() => json!(number.as_f64()),
        Value::Array(members) => members.into_iter().map(in_range).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, in_range(value))).collect(),
        other => other,
    }
}

proptest! {
    #![proptest_config(config(6_000))]

    #[test]
    fn any_json_gives_a_filter_or_an_error(value in json_values()) {
        if let Ok(filter) = Filter::from_json(&value) {
            prop_assert_eq!(Filter::from_json(&filter.to_json()), Ok(filter.clone()));
            // Nothing of what was written is left out: what is dropped may have been meant as a restriction.
            prop_assert_eq!(filter.to_json(), in_range(value));
            prop_assert!(asks_something(&filter), "{:?}", filter);
            // What the schema refuses is refused: an error, or an answer that adds up.
            if let Ok(selection) = DATASET.ask(&filter) {
                prop_assert_eq!(selection.counts().population(), 2);
            }
        }
    }

    #[test]
    fn any_text_gives_a_filter_or_an_error(question in questions()) {
        let schema = DATASET.schema();
        match text::parse(&question, schema) {
            Ok(filter) => {
                prop_assert!(asks_something(&filter), "{} means {:?}", question, filter);
                let printed = text::print(&filter, schema);
                prop_assert_eq!(text::parse(&printed, schema), Ok(filter.clone()), "printed as {}", printed);
                prop_assert_eq!(Filter::from_json(&filter.to_json()), Ok(filter.clone()));
                let _refused_or_answered = DATASET.ask(&filter);
            }
            Err(error) => {
                let params = error.params();
                let position = params.iter().find(|(name, _)| *name == "position");
                if let Some((_, position)) = position {
                    let position: usize = position.parse().expect("a position is a number");
                    prop_assert!(position <= question.chars().count(), "{}", error);
                }
            }
        }
    }
}

/// Random questions that are all refused would show little.
#[test]
fn many_of_the_random_questions_are_understood() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut texts, mut filters, mut answers) = (0, 0, 0);
    for _ in 0..2_000 {
        let question = questions()
            .new_tree(&mut runner)
            .expect("nothing is rejected")
            .current();
        texts += usize::from(text::parse(&question, DATASET.schema()).is_ok());
        let value = json_values()
            .new_tree(&mut runner)
            .expect("nothing is rejected")
            .current();
        if let Ok(filter) = Filter::from_json(&value) {
            filters += 1;
            answers += usize::from(DATASET.ask(&filter).is_ok());
        }
    }
    assert!(
        texts > 150 && filters > 150 && answers > 40,
        "{texts} {filters} {answers}"
    );
}
