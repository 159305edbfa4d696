//! Real pipes whose other end is closed, and a program that asks by what it was answered.

use std::fs;
use std::io::{BufRead, BufReader, Write, pipe};
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::program::{office, pack, yongquan};

/// What a shell reports of a program that SIGPIPE ended.
const CLOSED_PIPE: i32 = 141;

/// How long an answer may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn a_reader_who_has_gone_ends_every_command_without_a_word() {
    let office = office();
    fs::write(office.path().join("requests.jsonl"), "{}\n").expect("a temporary folder is writable");
    for arguments in [
        &["query", "cards.yqs", "少儿证"][..],
        &["query", "cards.yqs", "少儿证", "--json"],
        &["query", "cards.yqs", "少儿证", "--sql", "duckdb"],
        &["query", "cards.yqs", "--batch", "requests.jsonl"],
        &["stats", "cards.yqs", "--by", "card_kind"],
        &["stats", "cards.yqs", "--by", "card_kind", "--json"],
        &["inspect", "cards.yqs"],
        &["inspect", "cards.yqs", "--json"],
        &["check", "--package", "library"],
        &["check", "--package", "library", "--json"],
        &pack("1", "new.yqs"),
        &["keys", "new", "publisher", "--out", "more-keys"],
        &[
            "keys",
            "new",
            "operator",
            "--name",
            "window",
            "--out",
            "more-keys",
            "--work-factor",
            "10",
        ],
        &["query", "--help"],
        &["--version"],
    ] {
        let (reader, writer) = pipe().expect("the system gives a pipe");
        drop(reader);
        let run = yongquan(office.path(), arguments).stdout(writer).output();
        let run = run.expect("the program runs");
        let said = String::from_utf8(run.stderr).expect("the program writes UTF-8");
        assert_eq!(run.status.code(), Some(CLOSED_PIPE), "{arguments:?}: {said}");
        // What `pack` has to remark of the library goes to standard error, and somebody reads that.
        assert!(
            !said.contains("panicked") && !said.contains("错误"),
            "{arguments:?}: {said}"
        );
    }
    assert!(office.path().join("new.yqs").exists(), "what was made before is there");
}

#[test]
fn an_error_that_nobody_reads_keeps_its_status() {
    let office = office();
    for (arguments, status) in [
        (&["query", "no-such-file.yqs", "少儿证"][..], 1),
        (&["query", "cards.yqs", "宇航员"], 1),
        (&["check", "--package", "library", "--input", "no-such-file.csv"], 1),
        (&["query"], 2),
        (&["keys"], 2),
        (&["synth", "village", "--seed", "7", "--out", "village"], 0),
    ] {
        let (reader, writer) = pipe().expect("the system gives a pipe");
        drop(reader);
        let run = yongquan(office.path(), arguments).stderr(writer).output();
        assert_eq!(
            run.expect("the program runs").status.code(),
            Some(status),
            "{arguments:?}"
        );
    }
}

#[test]
fn a_batch_answers_a_request_before_the_next_one_is_written() {
    let office = office();
    let mut command = yongquan(office.path(), &["query", "cards.yqs", "--batch", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut requests = child.stdin.take().expect("it has an input");
    let output = BufReader::new(child.stdout.take().expect("it has an output"));
    let (sender, answers) = mpsc::channel();
    thread::spawn(move || {
        // Nobody waits for answers any more once the test has failed.
        output.lines().try_for_each(|line| sender.send(line).map_err(|_| ()))
    });
    let mut question = "少儿证".to_owned();
    for expected in ["少儿证", "card_kind = \"T\""] {
        writeln!(requests, "{}", serde_json::json!({ "id": expected, "where": question })).expect("it reads");
        let answer = answers.recv_timeout(PATIENCE).expect("an answer is not kept back");
        let answer = answer.expect("the program writes UTF-8");
        let answer: serde_json::Value = serde_json::from_str(&answer).expect("is JSON");
        assert_eq!(answer["id"], expected);
        question = format!(
            "{} = {}",
            answer["filter"]["field"].as_str().expect("a field"),
            answer["filter"]["value"]
        );
    }
    drop(requests);
    assert!(child.wait().expect("it ends").success());
}
