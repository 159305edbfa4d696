//! Finding the code that a cell means.

use std::collections::HashMap;
use std::sync::Arc;

use yongquan_core::schema::CodeListDocument;

/// Why a word names no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeError {
    /// No code is called so.
    Unknown,
    /// Several codes are called so.
    Ambiguous,
}

/// The names of a code list, looked up in three steps: the code exactly as written, then titles, then synonyms.
///
/// Latin letters of titles and synonyms compare without case, those of codes do not. A name that two codes share in the step
/// that finds it first names none of them.
pub(super) struct CodeNames {
    codes: Vec<Arc<str>>,
    by_code: HashMap<String, usize>,
    by_title: HashMap<String, Result<usize, CodeError>>,
    by_synonym: HashMap<String, Result<usize, CodeError>>,
}

impl CodeNames {
    pub fn new(list: &CodeListDocument) -> Self {
        let mut names = Self {
            codes: list.codes.iter().map(|code| code.code.as_str().into()).collect(),
            by_code: HashMap::new(),
            by_title: HashMap::new(),
            by_synonym: HashMap::new(),
        };
        for (index, code) in list.codes.iter().enumerate() {
            names.by_code.insert(code.code.clone(), index);
            note(&mut names.by_title, &code.title.zh, index);
            note(&mut names.by_title, &code.title.en, index);
            for synonym in &code.synonyms {
                note(&mut names.by_synonym, synonym, index);
            }
        }
        names
    }

    /// The code that a word means.
    pub fn resolve(&self, word: &str) -> Result<&Arc<str>, CodeError> {
        let folded = word.to_ascii_lowercase();
        let index = match self.by_code.get(word) {
            Some(&index) => Ok(index),
            None => *self
                .by_title
                .get(&folded)
                .or_else(|| self.by_synonym.get(&folded))
                .unwrap_or(&Err(CodeError::Unknown)),
        };
        index.map(|index| &self.codes[index])
    }
}

/// Notes that a name belongs to a code; a second owner makes it ambiguous.
fn note(names: &mut HashMap<String, Result<usize, CodeError>>, name: &str, index: usize) {
    names
        .entry(name.to_ascii_lowercase())
        .and_modify(|owner| {
            if *owner != Ok(index) {
                *owner = Err(CodeError::Ambiguous);
            }
        })
        .or_insert(Ok(index));
}

#[cfg(test)]
mod tests {
    use super::*;
    use yongquan_core::schema::{CodeDocument, Title};

    fn code(code: &str, zh: &str, en: &str, synonyms: &[&str]) -> CodeDocument {
        CodeDocument {
            code: code.to_owned(),
            title: Title {
                zh: zh.to_owned(),
                en: en.to_owned(),
            },
            parent: None,
            synonyms: synonyms.iter().map(|&synonym| synonym.to_owned()).collect(),
        }
    }

    fn names() -> CodeNames {
        CodeNames::new(&CodeListDocument {
            id: "list".to_owned(),
            title: Title {
                zh: "表".to_owned(),
                en: "list".to_owned(),
            },
            codes: vec![
                code("1", "男性", "Male", &["男", "M", "2"]),
                code("2", "女性", "Female", &["女", "F", "男性"]),
                code("3", "市辖区", "District", &["区"]),
                code("4", "市辖区", "Other district", &["区"]),
                code("5", "同名", "同名", &[]),
            ],
            unknown_codes: Vec::new(),
        })
    }

    #[test]
    fn a_code_comes_before_titles_and_titles_before_synonyms() {
        let names = names();
        let found = |word| names.resolve(word).map(|code| code.as_ref().to_owned());
        assert_eq!(found("2"), Ok("2".to_owned()));
        assert_eq!(found("男性"), Ok("1".to_owned()));
        assert_eq!(found("f"), Ok("2".to_owned()));
        assert_eq!(found("FEMALE"), Ok("2".to_owned()));
        assert_eq!(found("同名"), Ok("5".to_owned()));
    }

    #[test]
    fn a_shared_name_is_ambiguous_and_a_foreign_one_unknown() {
        let names = names();
        assert_eq!(names.resolve("市辖区"), Err(CodeError::Ambiguous));
        assert_eq!(names.resolve("区"), Err(CodeError::Ambiguous));
        assert_eq!(names.resolve("女生"), Err(CodeError::Unknown));
        assert_eq!(names.resolve(""), Err(CodeError::Unknown));
    }
}
