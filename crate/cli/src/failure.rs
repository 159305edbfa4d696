//! What a command says when it cannot do what was asked: in Chinese and English, with what to do about it.

use std::fmt;
use std::process::ExitCode;

/// Why a command stopped, in both languages, ready to print.
///
/// Never holds a cell value or a passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    code: String,
    texts: [Text; 2],
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Text {
    what: String,
    remedy: String,
}

impl Failure {
    /// A failure with its stable `code`, what happened and what to do, Chinese first.
    pub fn new(
        code: impl Into<String>,
        zh: (impl Into<String>, impl Into<String>),
        en: (impl Into<String>, impl Into<String>),
    ) -> Self {
        let text = |what: String, remedy: String| Text { what, remedy };
        Self {
            code: code.into(),
            texts: [text(zh.0.into(), zh.1.into()), text(en.0.into(), en.1.into())],
        }
    }

    /// The code that names this failure for ever, for example `cli.file_unreadable`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The exit status of a command that stopped for this reason: 1. (A wrong command line exits with 2 before any command runs.)
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(1)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [zh, en] = &self.texts;
        writeln!(f, "错误 [{}] {}", self.code, zh.what)?;
        writeln!(f, "  怎么办：{}", zh.remedy)?;
        writeln!(f, "error [{}] {}", self.code, en.what)?;
        writeln!(f, "  what to do: {}", en.remedy)
    }
}

impl std::error::Error for Failure {}
