use serde_json::{Value, json};

use super::{parse, print};
use crate::error::QueryError;
use crate::limits;
use crate::query::Filter;
use crate::schema::Schema;

/// A register of a dog school: no field of it occurs in the packages that the project ships.
fn schema() -> Schema {
    let field = |id: &str, zh: &str, en: &str, kind: &str| {
        json!({
            "id": id, "title": {"zh": zh, "en": en}, "kind": kind, "group": "all", "sensitivity": "internal",
            "department": "", "purpose": "", "legal_basis": "", "standard": "", "pack": "yes"
        })
    };
    let coded = |id: &str, zh: &str, en: &str, list: &str, bare_words: bool| {
        let mut field = field(id, zh, en, "text");
        field["code_list"] = json!(list);
        field["bare_words"] = json!(bare_words);
        field
    };
    let code = |code: &str, zh: &str, en: &str, parent: Option<&str>, synonyms: &[&str]| {
        let mut entry = json!({"code": code, "title": {"zh": zh, "en": en}, "synonyms": synonyms});
        if let Some(parent) = parent {
            entry["parent"] = json!(parent);
        }
        entry
    };
    let mut fee = field("fee", "学费", "Fee", "number");
    fee["unit"] = json!({"zh": "元", "en": "yuan"});
    let mut sounds = field("dog_name_sounds", "犬名拼音", "Sounds of the name", "text");
    sounds["derived"] = json!({"kind": "pinyin", "of": "dog_name"});
    let document = json!({
        "title": {"zh": "犬校", "en": "Dog school"},
        "groups": [{"id": "all", "title": {"zh": "全部", "en": "All"}}],
        "fields": [
            coded("gender", "雌雄", "Gender", "gender", true),
            coded("owner_kin", "主人亲属", "Kin of owner", "kin", false),
            coded("breed", "品种（血统）", "Breed", "breed", true),
            coded("former_breed", "原品种", "Former breed", "breed", false),
            coded("diploma", "证书", "Diploma", "diploma", true),
            coded("medal", "奖牌", "Medal", "medal", true),
            field("years", "岁数", "Age of the dog", "integer"),
            fee,
            field("born", "生日", "Born", "date"),
            field("chipped", "是否植入芯片", "Has a chip", "boolean"),
            field("dog_name", "犬名", "Name of the dog", "text"),
            field("remark", "备注", "Remark", "text"),
            field("old_remark", "旧备注", "Remark", "text"),
            sounds,
            field("kennel", "窝号", "Kennel", "text")
        ],
        "code_lists": [
            {"id": "gender", "title": {"zh": "雌雄", "en": "Gender"}, "unknown_codes": ["0"], "codes": [
                code("0", "不详", "Not known", None, &[]),
                code("1", "雄性", "Male", None, &["公", "雄"]),
                code("2", "雌性", "Female", None, &["母", "雌"])
            ]},
            {"id": "kin", "title": {"zh": "亲属", "en": "Kin"}, "codes": [
                code("1", "母", "Mother", None, &[]), code("2", "女儿", "Daughter", None, &[])
            ]},
            {"id": "breed", "title": {"zh": "品种", "en": "Breed"}, "unknown_codes": ["19"], "codes": [
                code("10", "牧羊犬", "Shepherd", None, &["牧羊"]),
                code("11", "边境牧羊犬", "Border collie", Some("10"), &["边牧"]),
                code("12", "非洲牧羊犬", "African, all kinds", Some("10"), &[]),
                code("121", "非洲短毛牧羊犬", "African, short hair", Some("12"), &[]),
                code("19", "未说明的牧羊犬", "Shepherd, not stated", Some("10"), &[]),
                code("20", "1号犬", "Number 1", None, &[]),
                code("21", "10号犬", "Number 10", None, &[])
            ]},
            {"id": "diploma", "title": {"zh": "证书", "en": "Diploma"}, "codes": [
                code("1", "初级", "Basic", None, &["无"]), code("2", "高级", "Advanced", None, &[])
            ]},
            {"id": "medal", "title": {"zh": "奖牌", "en": "Medal"}, "codes": [
                code("0", "无奖牌", "No medal", None, &["无"]), code("1", "金奖", "Gold", None, &[])
            ]}
        ],
        "roles": {"age": "years", "household_id": "kennel"},
        "default_columns": [], "default_facets": [], "example_questions": []
    });
    let document = serde_json::from_value(document).expect("the document has the shape of a schema");
    Schema::new(document).expect("the schema is consistent")
}

fn cmp(field: &str, op: &str, value: impl Into<Value>) -> Value {
    let value: Value = value.into();
    json!({"field": field, "op": op, "value": value})
}

fn is(field: &str, value: impl Into<Value>) -> Value {
    cmp(field, "eq", value)
}

#[track_caller]
fn means(question: &str, expected: Value) {
    let schema = schema();
    let filter = match parse(question, &schema) {
        Ok(filter) => filter,
        Err(error) => panic!("{question}: {error}"),
    };
    assert_eq!(filter.to_json(), expected, "{question}");
    let printed = print(&filter, &schema);
    assert_eq!(parse(&printed, &schema), Ok(filter), "{question} printed as {printed}");
}

#[track_caller]
fn fails(question: &str, code: &str, position: usize) -> QueryError {
    let error = match parse(question, &schema()) {
        Ok(filter) => panic!("{question} is understood as {}", filter.to_json()),
        Err(error) => error,
    };
    assert_eq!(error.code(), code, "{question}: {error}");
    let params = error.params();
    let found = params.iter().find(|(name, _)| *name == "position");
    let found = found.map(|(_, position)| position.as_str());
    assert_eq!(found, Some(position.to_string().as_str()), "{question}: {error}");
    error
}

#[test]
fn fields_go_by_id_and_by_both_titles() {
    for question in [
        "years >= 8",
        "YEARS>=8",
        "岁数 ≥ 8",
        "岁数大于等于8",
        "Age of the dog >= 8",
        "age of the DOG>=８岁",
        "\"岁数\" >= 8",
        "「Age of the dog」 不小于 8",
        "岁数8岁以上",
    ] {
        means(question, cmp("years", "ge", 8));
    }
    means("品种（血统） = 边牧", is("breed", "11"));
    means("品种(血统)=边牧", is("breed", "11"));
}

#[test]
fn every_operator_has_its_meaning() {
    let both = [
        ("=", "eq"),
        ("==", "eq"),
        ("＝", "eq"),
        ("是", "eq"),
        ("等于", "eq"),
        ("is", "eq"),
        ("!=", "ne"),
        ("<>", "ne"),
        ("≠", "ne"),
        ("！＝", "ne"),
        ("不等于", "ne"),
        ("不是", "ne"),
        ("is not", "ne"),
        ("<", "lt"),
        ("＜", "lt"),
        ("小于", "lt"),
        ("早于", "lt"),
        ("<=", "le"),
        ("≤", "le"),
        ("＜＝", "le"),
        ("不超过", "le"),
        ("小于等于", "le"),
        (">", "gt"),
        ("＞", "gt"),
        ("大于", "gt"),
        ("超过", "gt"),
        (">=", "ge"),
        ("≥", "ge"),
        ("＞＝", "ge"),
        ("不低于", "ge"),
        ("大于或等于", "ge"),
    ];
    for (written, op) in both {
        means(&format!("fee {written} 35.5"), cmp("fee", op, 35.5));
    }
    means("fee = -2e3", cmp("fee", "eq", -2000.0));
    means("fee = 99999999999999999999", cmp("fee", "eq", 1e20));
    let between = json!({"field": "years", "op": "between", "low": 2, "high": 5});
    for question in [
        "years between 2 and 5",
        "岁数 介于2和5之间",
        "岁数介于 2 到 5",
        "岁数 介于 2-5",
        "岁数2-5",
    ] {
        means(question, between.clone());
    }
    means("years not between 2 and 5", json!({"not": between}));
    let list = json!({"field": "gender", "op": "in", "values": ["1", "2"]});
    for question in [
        "gender in (1, 2)",
        "雌雄 属于（公、雌性）",
        "Gender IN(male，\"Female\")",
    ] {
        means(question, list.clone());
    }
    means(
        "雌雄不属于（公）",
        json!({"not": {"field": "gender", "op": "in", "values": ["1"]}}),
    );
    for question in [
        "remark_ is missing",
        "备注 is missing",
        "备注缺失",
        "备注为空",
        "备注 MISSING",
    ]
    .into_iter()
    .skip(1)
    {
        means(question, json!({"field": "remark", "op": "is_missing"}));
    }
    for question in ["备注 is not missing", "备注 not missing", "备注不缺失", "备注 有值"] {
        means(question, json!({"field": "remark", "op": "not_missing"}));
    }
}

#[test]
fn values_are_read_as_their_field_asks() {
    for question in [
        "生日 = 2013-03-02",
        "born=2013/3/2",
        "born 是 ２０１３年3月2日",
        "born = \"2013-03-02\"",
        "born=2013.3.2",
    ] {
        means(question, is("born", "2013-03-02"));
    }
    for question in [
        "是否植入芯片 = 是",
        "是否植入芯片是",
        "是否植入芯片 是 是",
        "chipped = YES",
        "chipped true",
    ] {
        means(question, is("chipped", true));
    }
    means(
        "是否植入芯片 否 母",
        json!({"and": [is("chipped", false), is("gender", "2")]}),
    );
    means("犬名 = 旺财", is("dog_name", "旺财"));
    means("犬名=Ａ", is("dog_name", "Ａ"));
    means("犬名 = “a,（b） 且”", is("dog_name", "a,（b） 且"));
    means("犬名 = \"the \"\"big\"\" one\"", is("dog_name", "the \"big\" one"));
    means("犬名 = \"\"", is("dog_name", ""));
    means("former_breed = 边牧", is("former_breed", "11"));
    means("former_breed = African, short hair", is("former_breed", "121"));
    means("former_breed = 12", is("former_breed", "12"));
    means("owner_kin = 母", is("owner_kin", "1"));
    means("fee <= 2000元", cmp("fee", "le", 2000));
    means(
        "fee <= 2000 Yuan 母",
        json!({"and": [cmp("fee", "le", 2000), is("gender", "2")]}),
    );
}

#[test]
fn years_speak_of_the_field_whose_role_is_age() {
    for (question, op) in [
        ("8岁以上", "ge"),
        ("８周岁及以上", "ge"),
        ("8 岁 以上", "ge"),
        ("8岁（含）以上", "ge"),
        ("满8岁", "ge"),
        ("8岁以下", "le"),
        ("8岁及以下", "le"),
        ("不满8岁", "lt"),
        ("未满 8 周岁", "lt"),
        ("超过8岁", "gt"),
        ("8岁", "eq"),
    ] {
        means(question, cmp("years", op, 8));
    }
    for question in ["6-9岁", "6到9岁", "6 至 9 岁", "6岁至9岁", "６～９岁", "6—9周岁"] {
        means(
            question,
            json!({"field": "years", "op": "between", "low": 6, "high": 9}),
        );
    }
    means("学费2000元以下", cmp("fee", "le", 2000));
}

#[test]
fn bare_words_name_values_of_open_fields_only() {
    means("8岁以上 母", json!({"and": [cmp("years", "ge", 8), is("gender", "2")]}));
    means("8岁以上母", json!({"and": [cmp("years", "ge", 8), is("gender", "2")]}));
    means(
        "8岁以上的母边牧",
        json!({"and": [cmp("years", "ge", 8), is("gender", "2"), is("breed", "11")]}),
    );
    means("FEMALE", is("gender", "2"));
    means("“雌性”", is("gender", "2"));
    means("10号犬", is("breed", "21"));
    means("1号犬", is("breed", "20"));
    means("不详", is("gender", "0"));
}

#[test]
fn a_bare_word_high_in_a_hierarchy_takes_what_is_below_it() {
    let under = |code: &str| json!({"field": "breed", "op": "under", "value": code});
    means("牧羊犬", under("10"));
    means("“牧羊犬”", under("10"));
    means("非洲牧羊犬", under("12"));
    means("品种（血统）= 牧羊犬", is("breed", "10"));
    means("品种（血统）属于牧羊犬", under("10"));
    means("breed under Shepherd", under("10"));
    means("breed not under 10", json!({"not": under("10")}));
    means("品种（血统）不属于 牧羊犬", json!({"not": under("10")}));
}

#[test]
fn parts_of_texts_and_their_sounds_are_asked_in_both_languages() {
    let part = |op: &str, value: &str| json!({"field": "dog_name", "op": op, "value": value});
    for question in [
        "dog_name contains 旺",
        "犬名包含旺",
        "犬名 含有 “旺”",
        "犬名含旺",
        "Name of the dog CONTAINS \"旺\"",
    ] {
        means(question, part("contains", "旺"));
    }
    for question in [
        "dog_name not contains 旺",
        "犬名 does not contain 旺",
        "犬名不包含旺",
        "犬名 不含 旺",
    ] {
        means(question, json!({"not": part("contains", "旺")}));
    }
    for question in [
        "dog_name starts with 小",
        "犬名开头是小",
        "犬名以小开头",
        "犬名 以 “小” 打头",
        "\"犬名\" begins with 小",
    ] {
        means(question, part("starts_with", "小"));
    }
    for question in ["dog_name does not start with 小", "犬名不以小开头", "犬名开头不是小"] {
        means(question, json!({"not": part("starts_with", "小")}));
    }
    means("犬名以上官开头", part("starts_with", "上官"));
    for question in [
        "dog_name ends with 财",
        "犬名结尾是财",
        "犬名以财结尾",
        "犬名 以 “财” 收尾",
        "犬名尾号财",
        "犬名 尾号为 财",
        "\"犬名\" ENDS WITH 财",
    ] {
        means(question, part("ends_with", "财"));
    }
    for question in ["dog_name does not end with 财", "犬名不以财结尾", "犬名结尾不是财"] {
        means(question, json!({"not": part("ends_with", "财")}));
    }
    // The first closing word closes; what holds one stands in quotes.
    means("犬名以“开头”结尾", part("ends_with", "开头"));
    means("犬名以“结尾”开头", part("starts_with", "结尾"));
    means(
        "犬名以小开头的母牧羊犬",
        json!({"and": [part("starts_with", "小"), is("gender", "2"), {"field": "breed", "op": "under", "value": "10"}]}),
    );
    for question in [
        "dog_name pinyin wc",
        "犬名拼音wc",
        "犬名 拼音是 wc",
        "犬名拼音 = wc",
        "Sounds of the name wc",
    ]
    .into_iter()
    .filter(|question| !question.contains('='))
    {
        means(question, part("pinyin", "wc"));
    }
    means("犬名拼音 = wc", is("dog_name_sounds", "wc"));
    means("犬名 拼音 wang'cai", part("pinyin", "wang'cai"));
    means("犬名 拼音 \"Wang Cai\"", part("pinyin", "Wang Cai"));
    means(
        "犬名拼音wc母",
        json!({"and": [part("pinyin", "wc"), is("gender", "2")]}),
    );
    means("犬名 拼音不是 lü", json!({"not": part("pinyin", "lü")}));
}

#[test]
fn a_household_is_asked_with_a_quantifier_and_a_bracket() {
    let old = cmp("years", "ge", 8);
    for question in [
        "household any (years >= 8)",
        "户内任一 (8岁以上)",
        "户内有人（8岁以上）",
        "Household ANY(岁数 ≥ 8)",
    ] {
        means(question, json!({"household": "any", "filter": old}));
    }
    for question in ["household all (years >= 8)", "户内全部（8岁以上）", "户内都是 (满8岁)"] {
        means(question, json!({"household": "all", "filter": old}));
    }
    for question in [
        "household count >= 2 (years >= 8)",
        "household count>=2(years >= 8)",
        "household at least 2 (years >= 8)",
        "户内至少2人（8岁以上）",
        "户内至少有 2 个人 (8岁以上)",
        "户内不少于２(8岁以上)",
    ] {
        means(question, json!({"household": "count", "at_least": 2, "filter": old}));
    }
    means(
        "household any (years >= 8) and not household any (1 <= years < 6)",
        json!({"and": [
            {"household": "any", "filter": old},
            {"not": {"household": "any", "filter": {"and": [cmp("years", "ge", 1), cmp("years", "lt", 6)]}}},
        ]}),
    );
    means(
        "母 户内有人(公 或 8岁以上) 高级",
        json!({"and": [is("gender", "2"), {"household": "any", "filter": {"or": [is("gender", "1"), old]}}, is("diploma", "2")]}),
    );
    // Whether that may be asked is for the planner, which knows the path.
    let nested = json!({"household": "all", "filter": {"household": "any", "filter": old}});
    means("household all (household any (years >= 8))", nested);
}

#[test]
fn a_value_may_stand_before_its_field() {
    means("8 <= years", cmp("years", "ge", 8));
    means("8 > years", cmp("years", "lt", 8));
    for question in ["2 <= years < 5", "2岁 ≤ 岁数 ＜ 5岁", "2<=years<5", "2 <= \"岁数\" < 5"] {
        means(question, json!({"and": [cmp("years", "ge", 2), cmp("years", "lt", 5)]}));
    }
    means(
        "5 > years >= 2",
        json!({"and": [cmp("years", "lt", 5), cmp("years", "ge", 2)]}),
    );
    let between = json!({"field": "years", "op": "between", "low": 2, "high": 5});
    means("2 <= years <= 5", between.clone());
    means("5 >= years >= 2", between.clone());
    means(
        "母 2 <= years <= 5 高级",
        json!({"and": [is("gender", "2"), between, is("diploma", "2")]}),
    );
    means(
        "2012-01-01 <= 生日 < 2013年1月1日",
        json!({"and": [cmp("born", "ge", "2012-01-01"), cmp("born", "lt", "2013-01-01")]}),
    );
    means(
        "-1.5 < fee < 2e3元",
        json!({"and": [cmp("fee", "gt", -1.5), cmp("fee", "lt", 2000.0)]}),
    );
}

#[test]
fn not_binds_closest_then_and_then_or() {
    let [a, b, c] = [is("gender", "2"), is("diploma", "2"), is("medal", "1")];
    for question in [
        "母 or 高级 and 金奖",
        "母 或 高级 金奖",
        "母或者高级且金奖",
        "母 || 高级 && 金奖",
        "母或高级，金奖",
    ] {
        means(question, json!({"or": [a, {"and": [b, c]}]}));
    }
    means("(母 or 高级) 金奖", json!({"and": [{"or": [a, b]}, c]}));
    means("（母或高级）金奖", json!({"and": [{"or": [a, b]}, c]}));
    means("not 母 and 高级", json!({"and": [{"not": a}, b]}));
    means("非（母 高级）", json!({"not": {"and": [a, b]}}));
    means("不是母或非非高级", json!({"or": [{"not": a}, {"not": {"not": b}}]}));
    means("(母 高级) 金奖", json!({"and": [{"and": [a, b]}, c]}));
    means("母、高级,金奖，", json!({"and": [a, b, c]}));
    means("((母))", a.clone());
    means("!母", json!({"not": a}));
}

#[test]
fn what_is_not_understood_is_refused_where_it_stands() {
    for (question, position) in [
        ("", 0),
        ("   ", 3),
        ("，、", 2),
        ("母 and", 5),
        ("or 母", 0),
        ("母 and and 高级", 6),
        ("not", 3),
        ("()", 1),
        ("(母", 0),
        ("母)", 1),
        ("岁数", 2),
        ("岁数 8x", 3),
        ("岁数 >= ", 6),
        ("岁数 >= 八", 6),
        ("岁数 >= 八十", 6),
        ("八岁以上", 0),
        ("8", 1),
        ("8 母", 1),
        ("years in 1", 9),
        ("years in ()", 10),
        ("years in (1 2)", 12),
        ("years between 1", 15),
        ("犬名 = \"open", 5),
        ("\"open", 0),
        ("生日 > 1931-02-29", 5),
        ("生日 > 八月", 5),
        ("chipped = 1", 10),
        ("chipped 母", 8),
        ("犬名 =", 4),
        ("备注 母", 3),
        ("fee = 1e999", 6),
        ("= 3", 0),
        ("母 = 3", 2),
        ("犬名 包含", 5),
        ("犬名 包含 \"\"", 6),
        ("犬名 starts with (", 15),
        ("犬名 ends with (", 13),
        ("犬名 ends with \"\"", 13),
        ("犬名以小", 4),
        ("犬名以开头", 3),
        ("犬名以结尾", 3),
        ("犬名 拼音", 5),
        ("犬名 拼音 旺", 6),
        ("犬名 拼音 w1", 6),
        ("犬名拼音 旺", 5),
        ("household any years > 8", 14),
        ("户内有人8岁以上", 4),
        ("household any (years > 8", 14),
        ("household any ()", 15),
        ("household count >= 0 (母)", 19),
        ("household count >= 1.5 (母)", 19),
        ("household count >= 99999999999 (母)", 19),
        ("户内至少(母)", 4),
        ("2 <= years > 5", 11),
        ("2 <= years < 五", 13),
        ("2月 <= years", 0),
        ("2 <= born", 0),
        ("雌雄 =", 4),
    ] {
        fails(question, "query.syntax", position);
    }
    let unknown = |question, position, word: &str, close: &[&str]| match fails(question, "query.unknown_word", position)
    {
        QueryError::UnknownWord {
            word: found,
            suggestions,
            ..
        } => {
            assert_eq!(found, word, "{question}");
            assert_eq!(suggestions, close, "{question}");
        }
        error => panic!("{error}"),
    };
    unknown("8岁以上 宇航员", 5, "宇航员", &[]);
    unknown("母女儿", 0, "母女儿", &["母"]);
    unknown("femal", 0, "femal", &["Female"]);
    unknown("yeers >= 3", 0, "yeers", &["years"]);
    unknown("岁 > 3", 0, "岁", &["岁数"]);
    unknown("雌雄 = 雌犬", 6, "犬", &["犬名", "牧羊犬", "1号犬"]);
    unknown("雌雄 = 犬", 5, "犬", &[]);
    unknown("雌雄 = 性", 5, "性", &["雄性", "雌性"]);
    unknown("household (母)", 0, "household", &[]);
    unknown(&"x".repeat(100), 0, &format!("{}…", "x".repeat(40)), &[]);
    let ambiguous = |question, fields: &[&str]| match fails(question, "query.ambiguous_word", 0) {
        QueryError::AmbiguousWord { fields: found, .. } => assert_eq!(found, fields, "{question}"),
        error => panic!("{error}"),
    };
    ambiguous("无", &["diploma", "medal"]);
    ambiguous("Remark = x", &["remark", "old_remark"]);
    means("remark = x", is("remark", "x"));
}

/// What was expected is said to a person who reads either language.
#[test]
fn what_was_expected_is_said_in_both_languages() {
    for (question, zh, en) in [
        ("岁数 >= 八十", "阿拉伯数字", "a number in digits"),
        ("犬名以小", "开头", "as in 以王开头"),
        ("犬名 拼音 旺", "拉丁字母", "Latin letters"),
        ("户内有人 母", "括号里的条件", "a condition in brackets"),
        ("户内至少两人 (母)", "不小于 1 的整数", "a whole number"),
        ("2 <= years > 5", "同向", "the same direction"),
    ] {
        let error = parse(question, &schema()).expect_err("is not understood");
        let QueryError::Syntax { expected, .. } = &error else {
            panic!("{question}: {error}")
        };
        let (chinese, english) = expected.split_once(" · ").expect("both languages");
        assert!(chinese.contains(zh) && english.contains(en), "{question}: {expected}");
    }
}

#[test]
fn a_schema_without_an_age_refuses_years() {
    let mut document = schema().document().clone();
    document.roles.clear();
    let schema = Schema::new(document).expect("roles are optional");
    for question in ["8岁以上", "不满8岁"] {
        let error = parse(question, &schema).expect_err("there is no age");
        assert_eq!(error.code(), "query.no_role");
    }
}

#[test]
fn limits_hold_before_the_work_begins() {
    let code = |question: &str| parse(question, &schema()).map(|_| ()).map_err(|error| error.code());
    let nested = |count: usize| format!("{}母{}", "(".repeat(count), ")".repeat(count));
    assert_eq!(code(&nested(limits::MAX_FILTER_DEPTH)), Ok(()));
    assert_eq!(code(&nested(limits::MAX_FILTER_DEPTH + 1)), Err("query.too_deep"));
    assert_eq!(code(&nested(20_000)), Err("query.too_deep"));
    assert_eq!(code(&"非".repeat(20_000)), Err("query.too_deep"));
    assert_eq!(
        code(&format!("{}母{}", "(公 or 高级 ".repeat(30), ")".repeat(30))),
        Err("query.too_deep")
    );
    let households = |count: usize| format!("{}母{}", "户内有人(".repeat(count), ")".repeat(count));
    assert_eq!(code(&households(limits::MAX_FILTER_DEPTH - 1)), Ok(()));
    assert_eq!(code(&households(limits::MAX_FILTER_DEPTH)), Err("query.too_deep"));
    assert_eq!(code(&households(4_000)), Err("query.too_deep"));
    assert_eq!(code(&"1<years<2 ".repeat(1_364)), Ok(()));
    assert_eq!(code(&"1<years<2 ".repeat(1_366)), Err("query.too_many"));
    assert_eq!(code(&"母 ".repeat(4_095)), Ok(()));
    assert_eq!(code(&"母 ".repeat(4_096)), Err("query.too_many"));
    assert_eq!(
        code(&format!("years in ({}1)", "1,".repeat(4_096))),
        Err("query.too_many")
    );
    assert_eq!(code(&" ".repeat(limits::MAX_QUESTION_BYTES + 1)), Err("query.too_many"));
}

#[test]
fn printing_quotes_what_would_read_as_something_else() {
    let mut document = schema().document().clone();
    document.fields[6].id = "not".to_owned();
    document.fields[7].id = "年费 x".to_owned();
    document.fields[8].id = "has".to_owned();
    document.fields[8].title.en = "Has = sign".to_owned();
    document.roles.clear();
    let schema = Schema::new(document).expect("ids are free");
    let filter = json!({"and": [
        {"or": [is("not", 3), is("年费 x", 1.0)]},
        {"not": {"not": {"field": "has", "op": "is_missing"}}},
        {"field": "chipped", "op": "is_missing"},
        {"and": [is("has", "2013-03-02"), is("dog_name", "女\"，")]},
    ]});
    let filter = Filter::from_json(&filter).expect("the filter is well-formed");
    let printed = print(&filter, &schema);
    assert_eq!(
        printed,
        "(\"not\" = 3 or \"年费 x\" = 1.0) and not not \"has\" is missing and chipped is missing and (\"has\" = 2013-03-02 and dog_name = \"女\"\"，\")"
    );
    assert_eq!(parse(&printed, &schema), Ok(filter));
}
