//! The arguments that every question to a snapshot has.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;
use yongquan_core::error::AnswerError;

use crate::failure::Failure;
use crate::files;
use crate::output;
use crate::question::{self, Question};
use crate::strict_json;
use crate::texts::failure;

/// How a question is asked, besides its text.
#[derive(Args)]
pub(super) struct QuestionArguments {
    /// 以 JSON 文件给出条件 · Takes the conditions from a file in JSON form instead.
    #[arg(long, value_name = "FILE", conflicts_with = "expression")]
    filter: Option<PathBuf>,
    /// 年龄计算到哪一天；默认为快照的截止日期 · Counts ages to this day instead of the snapshot's.
    #[arg(long, value_name = "YYYY-MM-DD")]
    as_of: Option<String>,
}

impl QuestionArguments {
    /// Reads the filter's file, if there is one: before the passphrase is asked for, so that nobody types it in vain.
    pub(super) fn read_filter(&self) -> Result<Option<Value>, Failure> {
        self.filter.as_deref().map(read_json).transpose()
    }

    /// The question.
    pub(super) fn question<'a>(&'a self, text: Option<&'a str>, filter: Option<&'a Value>) -> Question<'a> {
        Question {
            text,
            filter,
            as_of: self.as_of.as_deref(),
        }
    }
}

/// A refusal as a failure; its place in the text is pointed at first, where it has one.
pub(super) fn explain(text: Option<&str>, error: impl Into<AnswerError>) -> Failure {
    let error = error.into();
    if let (Some(text), Some(position)) = (text, position(&error)) {
        output::report(question::pointer(text, position));
    }
    error.into()
}

fn position(error: &AnswerError) -> Option<usize> {
    let params = error.params();
    let (_, position) = params.iter().find(|(name, _)| *name == "position")?;
    position.parse().ok()
}

fn read_json(file: &Path) -> Result<serde_json::Value, Failure> {
    let bytes = files::read(file)?;
    strict_json::parse(&bytes).map_err(|error| {
        failure(
            "cli.filter_json",
            &[
                ("path", file.display().to_string()),
                ("line", error.line().to_string()),
                ("column", error.column().to_string()),
            ],
        )
    })
}
