//! What is wrong with a request, and where.

use serde_json::{Value as Json, json};
use yongquan_core::error::{AnswerError, OpenError};

use crate::failure::Failure;
use crate::texts::failure;

/// Why a request has no answer.
pub(super) struct Fault {
    pub failure: Failure,
    /// Where in the request, for example `filter.and[1].value`.
    pub path: Option<String>,
    /// Where in the text at that path, or in a line that is no JSON: characters from 0.
    pub position: Option<usize>,
}

impl Fault {
    /// An error of what stands at `path`, with its own place beneath it.
    pub fn of(error: impl Into<AnswerError>, path: &str) -> Self {
        let error = match error.into() {
            AnswerError::Open(error) => return Self::unopened(error),
            AnswerError::Query(error) => error,
        };
        let mut params = error.params();
        let mut whole = path.to_owned();
        let mut position = None;
        for (name, value) in &mut params {
            match *name {
                "path" => {
                    whole = join(path, value);
                    value.clone_from(&whole);
                }
                "position" => position = value.parse().ok(),
                _ => {}
            }
        }
        Self {
            failure: failure(error.code(), &params),
            path: Some(whole),
            position,
        }
    }

    /// A section that the request needs cannot be opened: there is nothing wrong with the request.
    pub fn unopened(error: OpenError) -> Self {
        Self {
            failure: error.into(),
            path: None,
            position: None,
        }
    }

    /// A line is no JSON object, which shows at this character.
    pub fn no_object(position: usize) -> Self {
        Self {
            failure: failure("cli.request_json", &[("position", position.to_string())]),
            path: None,
            position: Some(position),
        }
    }

    /// The error of an answer: texts have the shape of `data-schema/errors.json`.
    pub fn to_json(&self, line_number: usize) -> Json {
        let mut json = json!({ "code": self.failure.code(), "line": line_number });
        if let Some(path) = &self.path {
            json["path"] = json!(path);
        }
        if let Some(position) = self.position {
            json["position"] = json!(position);
        }
        if let Some([zh, en]) = self.failure.texts() {
            json["zh"] = json!(zh);
            json["en"] = json!(en);
        }
        json
    }
}

/// A key of a request has another value than it may have.
pub(super) fn expected(path: &str, zh: &str, en: &str) -> Fault {
    let params = [("path", path.to_owned()), ("expected", format!("{zh} · {en}"))];
    Fault {
        failure: failure("cli.request_malformed", &params),
        path: Some(path.to_owned()),
        position: None,
    }
}

/// A path beneath another; either may be empty.
pub(super) fn join(path: &str, key: &str) -> String {
    match (path, key) {
        ("", alone) | (alone, "") => alone.to_owned(),
        _ if key.starts_with('[') => format!("{path}{key}"),
        _ => format!("{path}.{key}"),
    }
}
