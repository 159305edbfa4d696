//! What a command says when it cannot do what was asked: in Chinese and English, with what to do about it.

use std::fmt;
use std::process::ExitCode;

/// Why a command stopped, in both languages, ready to print.
///
/// Never holds a cell value or a passphrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    code: String,
    /// Chinese, then English; `None` where there is nobody to tell.
    texts: Option<Box<[Text; 2]>>,
    status: u8,
}

/// The exit status of a command that stopped, unless a failure says otherwise.
const STATUS: u8 = 1;

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
            texts: Some(Box::new([
                text(zh.0.into(), zh.1.into()),
                text(en.0.into(), en.1.into()),
            ])),
            status: STATUS,
        }
    }

    /// A failure that needs no words.
    pub fn silent(code: impl Into<String>, status: u8) -> Self {
        Self {
            code: code.into(),
            texts: None,
            status,
        }
    }

    /// The same with another exit status.
    pub fn with_status(self, status: u8) -> Self {
        Self { status, ..self }
    }

    /// What happened and what to do, in Chinese and in English.
    pub fn texts(&self) -> Option<[[&str; 2]; 2]> {
        let [zh, en] = self.texts.as_deref()?;
        Some([zh, en].map(|text| [text.what.as_str(), text.remedy.as_str()]))
    }

    /// The code that names this failure for ever, for example `cli.file_unreadable`.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// The exit status of a command that stopped for this reason: 1; 2 for a wrong command line, 3 for a batch in which requests
    /// were refused, 141 if nobody reads what is printed.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.status)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some([[zh, zh_remedy], [en, en_remedy]]) = self.texts() else {
            return Ok(());
        };
        writeln!(f, "错误 [{}] {zh}", self.code)?;
        writeln!(f, "  怎么办：{zh_remedy}")?;
        writeln!(f, "error [{}] {en}", self.code)?;
        writeln!(f, "  what to do: {en_remedy}")
    }
}

impl std::error::Error for Failure {}
