//! The command line: read, explained by `--help`, and refused where it is wrong, in Chinese and English.
//!
//! What is wrong comes from clap as a kind and its context, never as a sentence; the sentences are in `data-schema/errors.json`.

use std::error::Error as _;
use std::ffi::OsString;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, CommandFactory, FromArgMatches, Parser};

use crate::commands::Command;
use crate::failure::Failure;
use crate::output;
use crate::texts::{LIST_SEPARATOR, failure};
use crate::version;

/// The exit status for a wrong command line: nothing has been read then.
const STATUS: u8 = 2;

/// 涌泉：登记册的打包与查询 · Packs a register into a sealed snapshot and questions it.
#[derive(Parser)]
#[command(name = "yongquan", version = version::text())]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// Does what a command line says. The first word is the program's own name.
///
/// # Errors
///
/// - the command line is wrong: status 2;
/// - whatever the command reports.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Result<(), Failure> {
    let words: Vec<OsString> = words.into_iter().collect();
    let mut command = command();
    let parsed = command.try_get_matches_from_mut(&words);
    match parsed.and_then(|mut matches| Arguments::from_arg_matches_mut(&mut matches)) {
        Ok(arguments) => arguments.command.run(),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => output::print(error.render()),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                output::report(error.render());
                Err(Failure::silent("cli.no_command", STATUS))
            }
            _ => Err(explain(&error, meant(&command, &words)).with_status(STATUS)),
        },
    }
}

/// The description of the command line, with help in both languages.
pub fn command() -> clap::Command {
    let mut command = Arguments::command();
    // What clap adds itself, such as `--help`, is there from here on.
    command.build();
    in_both_languages(command)
}

/// Replaces what clap says in English by the same in both languages: headings, `--help`, `--version`, defaults, choices.
fn in_both_languages(command: clap::Command) -> clap::Command {
    let mut template = "{about-with-newline}\n用法 Usage: {usage}\n".to_owned();
    if command.get_subcommands().next().is_some() {
        template.push_str("\n命令 Commands:\n{subcommands}\n");
    }
    if command.get_positionals().next().is_some() {
        template.push_str("\n参数 Arguments:\n{positionals}\n");
    }
    template.push_str("\n选项 Options:\n{options}");
    let command = match command.get_name() {
        "help" => command.about("显示帮助 · Shows help"),
        _ => command,
    };
    command
        .help_template(template)
        .mut_args(describe)
        .mut_subcommands(in_both_languages)
}

fn describe(argument: Arg) -> Arg {
    let mut help = match argument.get_id().as_str() {
        "help" => "显示帮助 · Shows this help".to_owned(),
        "version" => "显示版本 · Shows the version".to_owned(),
        _ => argument.get_help().map(StyledStr::to_string).unwrap_or_default(),
    };
    if argument.get_action().takes_values() {
        let choices = argument.get_possible_values();
        let choices: Vec<&str> = choices.iter().map(|choice| choice.get_name()).collect();
        if !choices.is_empty() {
            help.push_str(&format!(" [可选 one of: {}]", choices.join(", ")));
        }
        let defaults = argument.get_default_values().iter();
        let defaults: Vec<_> = defaults.map(|default| default.to_string_lossy()).collect();
        if !defaults.is_empty() {
            help.push_str(&format!(" [默认 default: {}]", defaults.join(",")));
        }
        if let Some(variable) = argument.get_env() {
            help.push_str(&format!(
                " [环境变量 environment variable: {}]",
                variable.to_string_lossy()
            ));
        }
    }
    let argument = argument
        .help(help)
        .hide_possible_values(true)
        .hide_default_value(true)
        .hide_env(true);
    match argument.get_id().as_str() {
        "help" => argument.long_help(None::<&str>),
        _ => argument,
    }
}

/// The command that the first words name: options come after it, so they are the words before anything else.
fn meant<'a>(command: &'a clap::Command, words: &[OsString]) -> &'a clap::Command {
    let mut meant = command;
    for word in words.iter().skip(1) {
        match meant.find_subcommand(word) {
            Some(command) => meant = command,
            None => break,
        }
    }
    meant
}

/// What is wrong with a command line, and what would be right.
fn explain(error: &Error, command: &clap::Command) -> Failure {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let list = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) if !texts.is_empty() => Some(texts.join(LIST_SEPARATOR)),
        _ => None,
    };
    let named = || text(ContextKind::InvalidArg).unwrap_or_default();
    let value = || text(ContextKind::InvalidValue).unwrap_or_default();
    let help = ("command", full_name(command).to_owned());
    let usage = ("usage", usage(command));
    match error.kind() {
        ErrorKind::UnknownArgument => match list(ContextKind::SuggestedArg) {
            Some(similar) => failure(
                "cli.unknown_argument_similar",
                &[("argument", named()), ("similar", similar), usage, help],
            ),
            None => failure("cli.unknown_argument", &[("argument", named()), usage, help]),
        },
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand).unwrap_or_default();
            let names = command.get_subcommands().map(clap::Command::get_name);
            let names: Vec<&str> = names.collect();
            let names = ("commands", names.join(LIST_SEPARATOR));
            match list(ContextKind::SuggestedSubcommand) {
                Some(similar) => failure(
                    "cli.unknown_command_similar",
                    &[("word", word), ("similar", similar), names, help],
                ),
                None => failure("cli.unknown_command", &[("word", word), names, help]),
            }
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = list(ContextKind::InvalidArg).unwrap_or_default();
            failure("cli.missing_arguments", &[("arguments", missing), usage, help])
        }
        ErrorKind::InvalidValue if value().is_empty() => {
            failure("cli.missing_value", &[("argument", named()), usage, help])
        }
        ErrorKind::InvalidValue => {
            let choices = ("choices", list(ContextKind::ValidValue).unwrap_or_default());
            failure(
                "cli.unknown_value",
                &[("argument", named()), ("value", value()), choices],
            )
        }
        ErrorKind::ValueValidation => {
            let expected = error.source().map(ToString::to_string).unwrap_or_default();
            failure(
                "cli.wrong_value",
                &[("argument", named()), ("value", value()), ("expected", expected)],
            )
        }
        ErrorKind::TooManyValues => failure("cli.unexpected_value", &[("argument", named()), usage, help]),
        ErrorKind::ArgumentConflict => {
            let others = list(ContextKind::PriorArg).unwrap_or_default();
            if others == named() {
                return failure("cli.argument_twice", &[("argument", named()), usage, help]);
            }
            failure(
                "cli.arguments_conflict",
                &[("argument", named()), ("arguments", others), usage, help],
            )
        }
        ErrorKind::InvalidUtf8 => failure("cli.argument_not_utf8", &[usage, help]),
        // What clap may come to know beyond that: the usage is always a help.
        _ => failure("cli.command_line", &[usage, help]),
    }
}

/// The words that lead to a command, such as `yongquan keys new`.
fn full_name(command: &clap::Command) -> &str {
    command.get_bin_name().unwrap_or_else(|| command.get_name())
}

/// How a command is written, such as `yongquan check [OPTIONS] --package <DIR>`.
fn usage(command: &clap::Command) -> String {
    let mut alone = command.clone().help_template("{usage}");
    let usage = alone.render_help().to_string();
    // A usage over several lines is one for each way to call the command.
    let lines: Vec<&str> = usage.lines().map(str::trim).collect();
    lines.join(" | ")
}
