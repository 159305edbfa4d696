//! `yongquan query` as a person or a script runs it.

mod model;
#[path = "../oracle/mod.rs"]
mod oracle;
mod sealing;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use sealing::Keys;
use serde_json::{Value, json};
use tempfile::TempDir;
use yongquan_cli::opening::now_unix_s;

/// A folder with the choir as a snapshot, and its keys.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let keys = Keys::generate(folder.path()).expect("the system gives randomness");
    let register = model::load_fixture("choir").register(None);
    let issued = now_unix_s().expect("the clock stands after 1970") - 60;
    let snapshot = keys.seal(&register, issued).expect("the choir can be sealed");
    fs::write(folder.path().join("choir.yqs"), snapshot).expect("the folder is writable");
    folder
}

/// What a run wrote to both outputs, and its exit status.
struct Run {
    out: String,
    err: String,
    status: i32,
}

/// Runs `yongquan query choir.yqs …` in the folder.
fn query(folder: &TempDir, arguments: &[&str]) -> Run {
    run(folder, arguments, "all.identity", true)
}

fn run(folder: &TempDir, arguments: &[&str], identity: &str, is_trusting: bool) -> Run {
    run_on("choir.yqs", folder, arguments, identity, is_trusting)
}

fn run_on(snapshot: &str, folder: &TempDir, arguments: &[&str], identity: &str, is_trusting: bool) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yongquan"));
    command
        .current_dir(folder)
        .args(["query", snapshot, "--identity", identity])
        .args(arguments);
    command.env_remove("YONGQUAN_TRUST").env_remove("YONGQUAN_PASSPHRASE");
    if is_trusting {
        command.env("YONGQUAN_TRUST", "publisher.pub");
    }
    let output = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Run {
        out: text(output.stdout),
        err: text(output.stderr),
        status: output.status.code().expect("the program ends by itself"),
    }
}

#[track_caller]
fn answers(run: &Run) {
    assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
}

/// Refused with this code and status 1, and without half an answer.
#[track_caller]
fn refuses(run: &Run, code: &str) {
    assert_eq!((run.status, run.out.as_str()), (1, ""), "{}", run.err);
    assert!(run.err.contains(&format!("[{code}]")), "{}", run.err);
}

#[test]
fn a_person_reads_the_count_the_facet_and_the_list() {
    let arguments = [
        "70岁以上",
        "--facet",
        "声部性别",
        "--list",
        "3",
        "--fields",
        "歌手,years,会费（每年）,识谱,生日",
        "--sort",
        "年龄",
        "--descending",
    ];
    let run = query(&folder(), &arguments);
    answers(&run);
    let expected = [
        "虚构演示数据 · synthetic data, nobody in it exists",
        "登记册 register  cases #1",
        "截止 as of       2013-03-02",
        "条件 filter      years >= 70",
        "符合 matched     4 / 7",
        "不详 unknown     2",
        "不计入 excluded  1",
        "",
        "声部性别    人数 count",
        "未知的性别           1",
        "男性                 1",
        "女性                 2",
        "",
        "歌手    年龄  会费（每年）  识谱  生日",
        "𠮷*     81                  是    1932-02-29",
        "王*明   80    80.5          是    1933-03-01",
        "李**依  80    0             否    1933-03-02",
    ];
    assert_eq!(run.out.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_script_reads_one_json_object() {
    let arguments = [
        "80岁以上 女",
        "--json",
        "--facet",
        "bond",
        "--list",
        "5",
        "--fields",
        "singer,dues,born,reads_music,note",
    ];
    let run = query(&folder(), &arguments);
    answers(&run);
    assert_eq!(run.out.lines().count(), 1);
    let found: Value = serde_json::from_str(&run.out).expect("is JSON");
    let expected = json!({
        "count": 2, "not_matched": 2, "unknown": 3, "excluded": 1, "population": 7,
        "as_of": "2013-03-02", "register": "cases", "seq": 1, "kind": "synthetic",
        "filter": {"and": [
            {"field": "years", "op": "ge", "value": 80}, {"field": "voice", "op": "eq", "value": "2"}
        ]},
        "facet": {"field": "bond", "values": [
            {"value": "21", "title": "初婚", "count": 1}, {"value": "22", "title": "再婚", "count": 1}
        ]},
        "rows": [
            {"singer": "王小明", "dues": 80.5, "born": "1933-03-01", "reads_music": true, "note": "在册"},
            {"singer": "李·阿依", "dues": 0.0, "born": "1933-03-02", "reads_music": false, "note": null},
        ],
    });
    assert_eq!(found, expected);
}

#[test]
fn a_filter_comes_from_a_file_and_the_day_from_the_command_line() {
    let folder = folder();
    fs::write(
        folder.path().join("f.json"),
        r#"{"field": "years", "op": "ge", "value": 80}"#,
    )
    .expect("is writable");
    let run = query(&folder, &["--filter", "f.json", "--as-of", "2013-03-01", "--json"]);
    answers(&run);
    let found: Value = serde_json::from_str(&run.out).expect("is JSON");
    assert_eq!((&found["count"], &found["as_of"]), (&json!(2), &json!("2013-03-01")));

    fs::write(folder.path().join("f.json"), "{\n  \"field\": }").expect("is writable");
    let run = query(&folder, &["--filter", "f.json"]);
    refuses(&run, "cli.filter_json");
    assert!(run.err.contains("第 2 行"), "{}", run.err);
    refuses(&query(&folder, &["--filter", "no-such.json"]), "cli.file_unreadable");
    fs::write(folder.path().join("f.json"), r#"{"and": []}"#).expect("is writable");
    refuses(&query(&folder, &["--filter", "f.json"]), "query.empty_group");
}

#[test]
fn every_case_holds_on_the_command_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let keys = Keys::generate(folder.path()).expect("the system gives randomness");
    let issued = now_unix_s().expect("the clock stands after 1970") - 60;
    let mut wrong = Vec::new();
    for (file, case) in model::load_cases() {
        let snapshot = match case.rows {
            Some(row_count) => format!("{}-{row_count}.yqs", case.fixture),
            None => format!("{}.yqs", case.fixture),
        };
        if !folder.path().join(&snapshot).exists() {
            let sealed = keys.seal(&case.register(), issued).expect("a fixture can be sealed");
            fs::write(folder.path().join(&snapshot), sealed).expect("the folder is writable");
        }
        let mut arguments = vec!["--json".to_owned()];
        match (&case.question, &case.filter) {
            (Some(question), _) => arguments.push(question.clone()),
            (None, filter) => {
                let filter = filter.as_ref().expect("a case asks something");
                fs::write(folder.path().join("filter.json"), filter).expect("the folder is writable");
                arguments.extend(["--filter", "filter.json"].map(str::to_owned));
            }
        }
        if let Some(day) = &case.as_of {
            arguments.extend(["--as-of".to_owned(), day.clone()]);
        }
        if let Some(page) = &case.page {
            let sort: Vec<&str> = page.order().map(|(field, _)| field).collect();
            arguments.extend(["--list".to_owned(), page.limit.to_string()]);
            if !sort.is_empty() {
                arguments.extend(["--sort".to_owned(), sort.join(",")]);
            }
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let identity = match case.key {
            model::Key::All => "all.identity",
            model::Key::Base => "base.identity",
        };
        let run = run_on(&snapshot, &folder, &arguments, identity, true);
        let holds = match (&case.error, case.counts) {
            (Some(code), _) => run.status == 1 && run.err.contains(&format!("[{code}]")),
            (None, counts) => {
                let found: Value = serde_json::from_str(&run.out).unwrap_or_default();
                let counts = counts.map(|[count, not_matched, unknown, excluded]| {
                    ["count", "not_matched", "unknown", "excluded"].map(|key| &found[key])
                        == [count, not_matched, unknown, excluded]
                            .map(|count| json!(count))
                            .each_ref()
                });
                run.status == 0 && counts.unwrap_or(true)
            }
        };
        if !holds {
            wrong.push(format!("{file}: {}: {}{}", case.name, run.out, run.err));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_batch_answers_every_case_as_one_question_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let keys = Keys::generate(folder.path()).expect("the system gives randomness");
    let issued = now_unix_s().expect("the clock stands after 1970") - 60;
    // The cases of one snapshot and key, asked in one go: what a request leaves behind would show in the next answer.
    let mut batches: BTreeMap<(String, &str), Vec<(String, model::Case)>> = BTreeMap::new();
    for (file, case) in model::load_cases() {
        let snapshot = match case.rows {
            Some(row_count) => format!("{}-{row_count}.yqs", case.fixture),
            None => format!("{}.yqs", case.fixture),
        };
        if !folder.path().join(&snapshot).exists() {
            let sealed = keys.seal(&case.register(), issued).expect("a fixture can be sealed");
            fs::write(folder.path().join(&snapshot), sealed).expect("the folder is writable");
        }
        let identity = match case.key {
            model::Key::All => "all.identity",
            model::Key::Base => "base.identity",
        };
        batches.entry((snapshot, identity)).or_default().push((file, case));
    }
    let mut wrong = Vec::new();
    for ((snapshot, identity), cases) in &batches {
        let requests = cases
            .iter()
            .map(|(_, case)| request(case))
            .collect::<Vec<_>>()
            .join("\n");
        fs::write(folder.path().join("requests.jsonl"), requests).expect("the folder is writable");
        let run = run_on(snapshot, &folder, &["--batch", "requests.jsonl"], identity, true);
        let is_refused = cases.iter().any(|(_, case)| case.error.is_some());
        assert_eq!(run.status, if is_refused { 3 } else { 0 }, "{snapshot}: {}", run.err);
        assert_eq!(run.out.lines().count(), cases.len(), "{snapshot}");
        for ((file, case), answer) in cases.iter().zip(run.out.lines()) {
            let found: Value = serde_json::from_str(answer).expect("an answer is JSON");
            let keys = ["count", "not_matched", "unknown", "excluded"];
            let holds = match (&case.error, case.counts) {
                (Some(code), _) => found["error"]["code"] == json!(code) && found["count"].is_null(),
                (None, Some(counts)) => keys.map(|key| &found[key]) == counts.map(|count| json!(count)).each_ref(),
                (None, None) => found["error"].is_null(),
            };
            if !holds || found["id"] != json!(case.name) {
                wrong.push(format!("{file}: {}: {answer}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A case as a line of a batch.
fn request(case: &model::Case) -> String {
    let mut request = json!({ "id": case.name });
    if let Some(question) = &case.question {
        request["where"] = json!(question);
    }
    if let Some(day) = &case.as_of {
        request["as_of"] = json!(day);
    }
    if let Some(page) = &case.page {
        request["rows"] = json!({ "limit": page.limit });
        let sort: Vec<&str> = page.order().map(|(field, _)| field).collect();
        if !sort.is_empty() {
            request["rows"]["sort"] = json!(sort);
        }
    }
    let mut line = request.to_string();
    if let (None, Some(filter)) = (&case.question, &case.filter) {
        // As it stands there: a case may be about how it is written.
        let filter = filter.replace('\n', " ");
        line.replace_range(line.len() - 1.., &format!(",\"filter\":{filter}}}"));
    }
    line
}

#[test]
fn a_batch_opens_no_more_than_the_key_does() {
    let folder = folder();
    let requests = [
        json!({"where": "歌手 = 王小明"}),
        json!({"filter": {"not": {"field": "singer", "op": "is_missing"}}}),
        json!({"facet": "singer"}),
        json!({"facets": ["voice", "born"]}),
        json!({"by": ["voice", "born"]}),
        json!({"distinct": ["born"]}),
        json!({"summary": ["born"]}),
        json!({"histogram": {"field": "born", "edges": ["1930-01-01"]}}),
        json!({"pyramid": {"by": "singer", "width": 5}}),
        json!({"rows": {"limit": 3, "fields": ["key", "born"]}}),
        json!({"rows": {"limit": 3, "sort": ["born"]}}),
        json!({"as_of": "2013-03-01"}),
        json!({"facets": "all", "rows": {"limit": 1}}),
    ];
    let lines: Vec<String> = requests.iter().map(Value::to_string).collect();
    fs::write(folder.path().join("requests.jsonl"), lines.join("\n")).expect("is writable");
    let run = run(&folder, &["--batch", "requests.jsonl"], "base.identity", true);
    let answers: Vec<Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("is JSON"))
        .collect();
    let errors: Vec<(&str, &str)> = answers
        .iter()
        .filter_map(|answer| Some((answer["error"]["code"].as_str()?, answer["error"]["path"].as_str()?)))
        .collect();
    let locked = [
        "filter",
        "filter.not",
        "facet",
        "facets[1]",
        "by[1]",
        "distinct[0]",
        "summary[0]",
        "histogram.field",
        "pyramid.by",
        "rows.fields[1]",
        "rows.sort[0]",
    ];
    let mut expected: Vec<(&str, &str)> = locked.map(|path| ("query.locked_field", path)).to_vec();
    expected.push(("query.as_of_fixed", "as_of"));
    assert_eq!((run.status, errors), (3, expected), "{}", run.out);
    let last = answers.last().expect("thirteen answers");
    let facets = last["facets"].as_array().expect("a list");
    let fields: Vec<&str> = facets.iter().filter_map(|facet| facet["field"].as_str()).collect();
    assert!(
        fields.contains(&"voice") && !fields.contains(&"singer") && !fields.contains(&"born"),
        "{fields:?}"
    );
    assert!(!run.out.contains("王小明"), "{}", run.out);
}

#[test]
fn a_question_is_written_as_sql() {
    let folder = folder();
    let run = query(&folder, &["80岁以上 女", "--sql", "sqlite", "--as-of", "2013-03-01"]);
    answers(&run);
    let expected = concat!(
        r#"SELECT count(*) FROM "register" WHERE ("register"."standing" = 'in') AND "#,
        r#"(((CASE WHEN "register"."born" <= '2013-03-01' THEN 2013 - CAST(substr("register"."born", 1, 4) AS INTEGER)"#,
        r#" - (substr("register"."born", 6) > '03-01') END) >= 80) AND "#,
        r#"(CASE WHEN "register"."voice" IN ('0', '9') THEN NULL ELSE "register"."voice" = '2' END));"#,
        "\n"
    );
    assert_eq!(run.out, expected);
    for dialect in ["duckdb", "postgresql"] {
        let run = query(&folder, &["独唱次数 > 1", "--sql", dialect, "--sql-table", "a \"b\""]);
        answers(&run);
        let expected = "SELECT count(*) FROM \"a \"\"b\"\"\" WHERE (\"a \"\"b\"\"\".\"standing\" = 'in') AND (\"a \"\"b\"\"\".\"solos\" > 1);\n";
        assert_eq!(run.out, expected);
    }
    refuses(&query(&folder, &["宇航员", "--sql", "duckdb"]), "query.unknown_word");
    refuses(
        &query(&folder, &["女", "--sql", "duckdb", "--as-of", "2013-02-29"]),
        "query.wrong_as_of",
    );
    for wrong in [
        &["女", "--sql", "oracle"][..],
        &["女", "--sql", "duckdb", "--json"],
        &["女", "--sql-table", "t"],
    ] {
        assert_eq!(query(&folder, wrong).status, 2, "{wrong:?}");
    }
}

#[test]
fn a_refused_question_shows_its_place() {
    let folder = folder();
    let run = query(&folder, &["年龄 >= 八十"]);
    refuses(&run, "query.syntax");
    assert!(run.err.starts_with("  年龄 >= 八十\n          ^\n"), "{}", run.err);
    refuses(&query(&folder, &["80岁以上 宇航员"]), "query.unknown_word");
    refuses(&query(&folder, &[""]), "query.syntax");
    refuses(&query(&folder, &["女", "--facet", "no_such"]), "query.unknown_field");
    refuses(
        &query(&folder, &["女", "--list", "3", "--fields", "no_such"]),
        "query.unknown_field",
    );
    refuses(
        &query(&folder, &["女", "--list", "3", "--sort", "no_such"]),
        "query.unknown_field",
    );
    refuses(&query(&folder, &["女", "--list", "10001"]), "query.too_many");
    refuses(&query(&folder, &["女", "--as-of", "2013-02-29"]), "query.wrong_as_of");
}

#[test]
fn what_a_key_does_not_open_it_does_not_ask() {
    let folder = folder();
    let base = |arguments: &[&str]| run(&folder, arguments, "base.identity", true);
    answers(&base(&["80岁以上", "--list", "3"]));
    refuses(&base(&["歌手 = 王小明"]), "query.locked_field");
    refuses(&base(&["女", "--facet", "singer"]), "query.locked_field");
    refuses(
        &base(&["女", "--list", "3", "--fields", "key,born"]),
        "query.locked_field",
    );
    refuses(&base(&["女", "--list", "3", "--sort", "born"]), "query.locked_field");
    refuses(&base(&["女", "--as-of", "2013-03-01"]), "query.as_of_fixed");
}

#[test]
fn without_a_trusted_publisher_nothing_is_opened() {
    let folder = folder();
    refuses(&run(&folder, &["女"], "all.identity", false), "cli.trust_needed");
    answers(&run(
        &folder,
        &["女", "--trust", "publisher.pub"],
        "all.identity",
        false,
    ));
}

#[test]
fn a_command_line_that_asks_twice_or_not_at_all_is_wrong() {
    let folder = folder();
    fs::write(
        folder.path().join("f.json"),
        r#"{"field": "years", "op": "ge", "value": 80}"#,
    )
    .expect("is writable");
    for arguments in [
        &["女", "--filter", "f.json"][..],
        &[],
        &["女", "--fields", "key"],
        &["女", "--list", "x"],
    ] {
        let run = query(&folder, arguments);
        assert_eq!((run.status, run.out.as_str()), (2, ""), "{arguments:?}");
    }
}
