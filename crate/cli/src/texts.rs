//! What a code says to a person: `data-schema/errors.json`, which the page reads as well.
//!
//! Codes and parameters come from the core and never change; the words are here, in both languages, and can.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use yongquan_core::error::{AnswerError, LogError, OpenError, QueryError, SchemaError};

use crate::failure::Failure;

/// What happened and what to do, with the parameters in braces.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    zh: [String; 2],
    en: [String; 2],
}

static TEXTS: LazyLock<BTreeMap<String, Texts>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../data-schema/errors.json")).expect("a test reads the file")
});

/// The failure with this code, its texts filled with the parameters.
///
/// A code without texts gives its bare code and parameters, rather than hiding the fault behind a second one.
pub fn failure(code: &str, params: &[(&str, String)]) -> Failure {
    let Some(texts) = TEXTS.get(code) else {
        let params: Vec<String> = params.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
        return Failure::new(code, (params.join(" "), code), (params.join(" "), code));
    };
    let [zh, en] = [0, 1].map(|language| spoken(params, language));
    let [zh_what, zh_remedy] = texts.zh.each_ref().map(|text| fill(text, &zh));
    let [en_what, en_remedy] = texts.en.each_ref().map(|text| fill(text, &en));
    Failure::new(code, (zh_what, zh_remedy), (en_what, en_remedy))
}

/// What stands between the members of a list in a parameter.
pub const LIST_SEPARATOR: &str = "、";

/// The parameters that are lists: the core's own, and those of this program.
const LISTS: [&str; 8] = [
    "arguments",
    "choices",
    "commands",
    "fields",
    "operators",
    "sections",
    "slots",
    "suggestions",
];

/// The parameters for one language, Chinese 0 or English 1: what was expected may be said in both, with ` · ` between, and English
/// has commas in its lists.
fn spoken<'a>(params: &[(&'a str, String)], language: usize) -> Vec<(&'a str, String)> {
    let spoken = params.iter().map(|(name, value)| {
        let value = match (*name, language) {
            ("expected", _) => match value.split_once(" · ") {
                Some(in_both) => [in_both.0, in_both.1][language].to_owned(),
                None => value.clone(),
            },
            (list, _) if LISTS.contains(&list) && value.is_empty() => ["（无）", "none"][language].to_owned(),
            (list, 1) if LISTS.contains(&list) => value.replace(LIST_SEPARATOR, ", "),
            _ => value.clone(),
        };
        (*name, value)
    });
    spoken.collect()
}

/// Puts each parameter in place of its name in braces. One pass: braces inside a value stay what they are.
fn fill(text: &str, params: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let param = after
            .split_once('}')
            .and_then(|(name, after)| Some((params.iter().find(|(param, _)| *param == name)?, after)));
        match param {
            Some(((_, value), after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        failure(error.code(), &error.params())
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        failure(error.code(), &error.params())
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        failure(error.code(), &error.params())
    }
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Self {
        failure(error.code(), &error.params())
    }
}

impl From<SchemaError> for Failure {
    fn from(error: SchemaError) -> Self {
        failure("cli.schema", &[("path", error.path), ("problem", error.problem)])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use yongquan_core::error::OwnError;

    use super::*;

    /// The text literals of a source file that begin with `prefix`.
    fn codes_in(source: &str, prefix: &str) -> BTreeSet<String> {
        source
            .split('"')
            .filter(|text| text.starts_with(prefix) && text.len() > prefix.len())
            .filter(|text| {
                text.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte))
            })
            .map(str::to_owned)
            .collect()
    }

    fn placeholders(text: &str) -> Vec<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .collect()
    }

    /// One of each variant. That none is forgotten is checked against the source, since outside the core no match over a
    /// `non_exhaustive` enum can be complete.
    fn open_samples() -> Vec<OpenError> {
        let text = String::new;
        vec![
            OpenError::NotASnapshot,
            OpenError::Truncated { needed: 2, byte_len: 1 },
            OpenError::Container {
                member: text(),
                problem: "",
            },
            OpenError::TooLarge {
                what: text(),
                size: 2,
                limit: 1,
            },
            OpenError::Unsupported { what: text() },
            OpenError::BadSignature,
            OpenError::WrongSigner {
                expected: text(),
                found: text(),
            },
            OpenError::Rotation { number: 1, problem: "" },
            OpenError::PublisherKey,
            OpenError::Manifest { problem: text() },
            OpenError::WrongRegister {
                expected: text(),
                found: text(),
            },
            OpenError::OlderSeq { seq: 1, min_seq: 2 },
            OpenError::Expired {
                expires: text(),
                now: text(),
            },
            OpenError::ClockBehind {
                issued: text(),
                now: text(),
            },
            OpenError::SlotAltered { slot: text() },
            OpenError::SlotDamaged,
            OpenError::WrongPassphrase,
            OpenError::WorkFactor { found: 20, limit: 18 },
            OpenError::Identity,
            OpenError::NoAccess,
            OpenError::SectionAltered { section: text() },
            OpenError::Section {
                section: text(),
                problem: text(),
            },
            OpenError::SectionMismatch {
                section: text(),
                what: "",
            },
            OpenError::Column {
                section: text(),
                field: text(),
                problem: "",
            },
            OpenError::Schema {
                path: text(),
                problem: text(),
            },
        ]
    }

    fn query_samples() -> Vec<QueryError> {
        let text = String::new;
        vec![
            QueryError::Malformed {
                path: text(),
                expected: text(),
            },
            QueryError::UnknownField {
                path: text(),
                field: text(),
            },
            QueryError::LockedField {
                path: text(),
                field: text(),
            },
            QueryError::WrongOperator {
                path: text(),
                field: text(),
                operator: text(),
            },
            QueryError::WrongType {
                path: text(),
                field: text(),
                expected: "",
            },
            QueryError::UnknownCode {
                path: text(),
                field: text(),
            },
            QueryError::EmptyIn { path: text() },
            QueryError::EmptyGroup { path: text() },
            QueryError::NestedHousehold { path: text() },
            QueryError::NoHousehold { path: text() },
            QueryError::NoSql {
                path: text(),
                field: text(),
            },
            QueryError::EmptyRange {
                path: text(),
                field: text(),
            },
            QueryError::TooDeep { limit: 1 },
            QueryError::TooMany { what: "", limit: 1 },
            QueryError::Syntax {
                position: 0,
                expected: text(),
            },
            QueryError::UnknownWord {
                position: 0,
                word: text(),
                suggestions: vec![],
            },
            QueryError::AmbiguousWord {
                position: 0,
                word: text(),
                fields: vec![],
            },
            QueryError::NoRole { position: 0, role: "" },
            QueryError::AsOfFixed { field: text() },
            QueryError::WrongAsOf,
        ]
    }

    #[test]
    fn every_error_of_the_core_has_texts_that_name_real_parameters() {
        let open = open_samples().into_iter().map(|error| (error.code(), error.params()));
        let query = query_samples().into_iter().map(|error| (error.code(), error.params()));
        let own = [
            OwnError::TooLarge { size: 2, limit: 1 },
            OwnError::NotOurs,
            OwnError::Damaged,
        ];
        let own = own.into_iter().map(|error| (error.code(), error.params()));
        let samples: Vec<_> = open.chain(query).chain(own).collect();
        let sampled: BTreeSet<String> = samples.iter().map(|(code, _)| (*code).to_owned()).collect();
        let mut defined = codes_in(include_str!("../../core/src/error/open.rs"), "open.");
        defined.extend(codes_in(include_str!("../../core/src/error/query.rs"), "query."));
        defined.extend(codes_in(include_str!("../../core/src/error/own.rs"), "own."));
        assert_eq!(sampled, defined, "a sample for each variant");

        for (code, params) in samples {
            let texts = TEXTS.get(code).unwrap_or_else(|| panic!("{code} has no texts"));
            for text in texts.zh.iter().chain(&texts.en) {
                assert!(!text.is_empty(), "{code}");
                for name in placeholders(text) {
                    assert!(
                        params.iter().any(|(param, _)| *param == name),
                        "{code} has no parameter {name}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_code_that_a_command_uses_has_texts_and_every_text_is_used() {
        let mut used = BTreeSet::new();
        for file in rust_files(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").as_path()) {
            let source = std::fs::read_to_string(&file).expect("source files are readable");
            for call in source.split("failure(").skip(1) {
                used.extend(codes_in(call.split(')').next().unwrap_or_default(), "cli."));
            }
        }
        let written: BTreeSet<String> = TEXTS.keys().filter(|code| code.starts_with("cli.")).cloned().collect();
        assert_eq!(used, written);
    }

    fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).expect("the source folder is there") {
            let path = entry.expect("its entries are readable").path();
            if path.is_dir() {
                files.extend(rust_files(&path));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
        files
    }

    #[test]
    fn both_languages_speak_of_the_same_parameters() {
        for (code, texts) in TEXTS.iter() {
            let of = |texts: &[String; 2]| {
                let mut names: Vec<String> = texts
                    .iter()
                    .flat_map(|text| placeholders(text))
                    .map(str::to_owned)
                    .collect();
                names.sort();
                names.dedup();
                names
            };
            assert_eq!(of(&texts.zh), of(&texts.en), "{code}");
        }
    }

    #[test]
    fn what_was_expected_is_said_in_the_language_of_the_text() {
        let params = [("expected", "数字 · a number".to_owned()), ("word", "a · b".to_owned())];
        assert_eq!(fill("{expected} {word}", &spoken(&params, 0)), "数字 a · b");
        assert_eq!(fill("{expected} {word}", &spoken(&params, 1)), "a number a · b");
        assert_eq!(spoken(&[("expected", "a list".to_owned())], 0)[0].1, "a list");
    }

    #[test]
    fn a_list_has_the_commas_of_its_language() {
        let params = [("slots", "desk、window".to_owned()), ("word", "a、b".to_owned())];
        assert_eq!(fill("{slots} {word}", &spoken(&params, 0)), "desk、window a、b");
        assert_eq!(fill("{slots} {word}", &spoken(&params, 1)), "desk, window a、b");
        let none = [("slots", String::new())];
        assert_eq!(spoken(&none, 0)[0].1, "（无）");
        assert_eq!(spoken(&none, 1)[0].1, "none");
    }

    #[test]
    fn parameters_are_filled_once_and_stray_braces_stay() {
        let params = [("a", "{b}".to_owned()), ("b", "2".to_owned())];
        assert_eq!(fill("{a}{b}{c}{", &params), "{b}2{c}{");
        let unknown = failure("other.no_such_code", &[]);
        assert_eq!(unknown.code(), "other.no_such_code");
    }
}
