//! `--help` of every command there is, found by walking the command line's own description.

use std::process::Command as Process;

use clap::{Command, Subcommand};
use yongquan_cli::commands;

fn is_chinese(text: &str) -> bool {
    text.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

fn is_english(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    words.filter(|word| word.len() > 1).count() > 1
}

/// Every command with the words that lead to it, the groups included.
fn all_commands() -> Vec<(Vec<String>, Command)> {
    fn collect(path: &[String], command: &Command, found: &mut Vec<(Vec<String>, Command)>) {
        for command in command.get_subcommands() {
            let mut path = path.to_vec();
            path.push(command.get_name().to_owned());
            collect(&path, command, found);
            found.push((path, command.clone()));
        }
    }
    let mut found = Vec::new();
    collect(
        &[],
        &commands::Command::augment_subcommands(Command::new("yongquan")),
        &mut found,
    );
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
