//! `--help` of every command there is, found by walking the command line's own description.

use std::process::Command as Process;

use clap::Command;
use yongquan_cli::command_line;

fn is_chinese(text: &str) -> bool {
    text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn is_english(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.filter(|word| word.len() > 1).count() > 1
}

/// Every command with the words that lead to it, the groups included; but for `help`, which repeats them all.
fn all_commands() -> Vec<(Vec<String>, Command)> {
    fn collect(path: &[String], command: &Command, found: &mut Vec<(Vec<String>, Command)>) {
        for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
            let mut path = path.to_vec();
            path.push(command.get_name().to_owned());
            collect(&path, command, found);
            found.push((path, command.clone()));
        }
    }
    let mut found = Vec::new();
    collect(&[], &command_line::command(), &mut found);
    found
}

#[test]
fn every_command_and_argument_is_described_in_chinese_and_english() {
    let commands = all_commands();
    assert!(commands.len() > 10, "the walk went nowhere: {}", commands.len());
    for (path, command) in commands {
        let name = path.join(" ");
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        assert!(is_chinese(&about) && is_english(&about), "{name}: {about}");
        for argument in command.get_arguments() {
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                is_chinese(&help) && is_english(&help),
                "{name} {}: {help}",
                argument.get_id()
            );
        }
    }
}

#[test]
fn help_is_printed_to_standard_output_and_ends_well() {
    for (path, command) in all_commands() {
        let run = Process::new(env!("CARGO_BIN_EXE_yongquan"))
            .args(&path)
            .arg("--help")
            .output();
        let run = run.expect("the program runs");
        let said = String::from_utf8(run.stdout).expect("the program writes UTF-8");
        assert_eq!((run.status.code(), run.stderr.len()), (Some(0), 0), "{path:?}");
        assert!(
            is_chinese(&said) && said.contains("Usage: yongquan"),
            "{path:?}: {said}"
        );
        for argument in command.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(said.contains(&format!("--{argument}")), "{path:?} --{argument}: {said}");
        }
    }
}

#[test]
fn what_is_said_of_every_command_is_in_both_languages() {
    let mut help = vec![vec![]];
    help.extend(all_commands().into_iter().map(|(path, _)| path));
    for path in help {
        let run = Process::new(env!("CARGO_BIN_EXE_yongquan"))
            .args(&path)
            .arg("--help")
            .output();
        let said = String::from_utf8(run.expect("the program runs").stdout).expect("the program writes UTF-8");
        let lines = said.lines().filter(|line| !line.trim().is_empty());
        for line in lines.filter(|line| !line.starts_with("用法 Usage: ")) {
            // Arguments stand on a line of their own where there is more to say.
            let is_argument = line.trim_start().starts_with(['-', '<']) && !line.trim().contains("  ");
            assert!(is_argument || is_chinese(line), "{path:?}: {line}");
        }
        for english in ["[default: ", "[env: ", "[possible values: ", "Print "] {
            assert!(!said.contains(english), "{path:?} {english}: {said}");
        }
    }
}

#[test]
fn every_value_that_is_checked_is_refused_in_both_languages() {
    let mut refused = 0;
    for (path, command) in all_commands() {
        let checked = command.get_arguments().filter(|argument| {
            let names = argument.get_value_names().unwrap_or_default();
            let is_checked = |name: &str| ["N", "P,…", "TIME", "YYYY-MM-DD", "DATABASE"].contains(&name);
            // The day of a question is checked with the question.
            names.iter().any(|name| is_checked(name))
                && (argument.get_id() != "as_of" || !["extract", "query", "stats"].contains(&path[0].as_str()))
        });
        for argument in checked {
            let option = format!("--{}", argument.get_long().expect("only options are checked"));
            let run = Process::new(env!("CARGO_BIN_EXE_yongquan"))
                .args(&path)
                .args([&option, "x"])
                .output()
                .expect("the program runs");
            let said = String::from_utf8(run.stderr).expect("the program writes UTF-8");
            let lines: Vec<&str> = said.lines().collect();
            assert_eq!(
                (run.status.code(), lines.len()),
                (Some(2), 4),
                "{path:?} {option}: {said}"
            );
            assert!(
                lines[0].contains("_value]") && lines[0].contains(&option),
                "{path:?}: {said}"
            );
            // What to do says what is expected, in words of its own.
            let remedies = [(lines[1], "  怎么办："), (lines[3], "  what to do: ")];
            let [zh, en] = remedies.map(|(line, label)| line.strip_prefix(label).unwrap_or_default());
            assert!(is_chinese(zh) && is_english(en) && !is_chinese(en), "{path:?}: {said}");
            refused += 1;
        }
    }
    assert!(refused > 15, "the walk went nowhere: {refused}");
}
