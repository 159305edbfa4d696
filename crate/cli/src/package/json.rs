//! Reading a descriptor: every value of the shape it must have, every place known by its path.

use std::cell::RefCell;
use std::collections::HashSet;
use std::path::Path;

use serde_json::{Map, Value};

use super::error::{PackageError, Phrase};
use crate::strict_json;

/// Prefix of the keys that belong to this project: an unknown one is an error.
const PREFIX: &str = "yq:";

/// Parses a JSON text.
///
/// # Errors
///
/// [`PackageError::NotJson`] if the text is no JSON or an object has the same key twice.
pub(super) fn parse(file: &Path, text: &str) -> Result<Value, PackageError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    strict_json::parse(text.as_bytes()).map_err(|error| PackageError::NotJson {
        file: file.to_owned(),
        line: error.line(),
        column: error.column(),
    })
}

/// A JSON object with the path that leads to it, which remembers the keys that were read.
pub(super) struct Object<'a> {
    path: String,
    entries: &'a Map<String, Value>,
    read: RefCell<HashSet<&'static str>>,
}

impl<'a> Object<'a> {
    /// The object at `path`.
    pub fn new(path: impl Into<String>, value: &'a Value) -> Result<Self, PackageError> {
        let path = path.into();
        match value {
            Value::Object(entries) => Ok(Self {
                path,
                entries,
                read: RefCell::default(),
            }),
            _ => Err(shape(path, "对象", "an object")),
        }
    }

    /// The path of the object itself.
    pub fn here(&self) -> &str {
        &self.path
    }

    /// The path of a key.
    pub fn path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// The keys of the object.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.entries.keys().map(String::as_str)
    }

    /// The value of a key.
    pub fn value(&self, key: &'static str) -> Option<&'a Value> {
        self.read.borrow_mut().insert(key);
        self.entries.get(key)
    }

    fn required<T>(&self, key: &'static str, value: Option<T>) -> Result<T, PackageError> {
        value.ok_or_else(|| PackageError::Missing { path: self.path(key) })
    }

    /// A text that may be absent.
    pub fn optional_text(&self, key: &'static str) -> Result<Option<String>, PackageError> {
        self.value(key).map(|value| text(value, || self.path(key))).transpose()
    }

    /// A text that must be there.
    pub fn text(&self, key: &'static str) -> Result<String, PackageError> {
        self.required(key, self.optional_text(key)?)
    }

    /// A text that must be there and say something.
    pub fn filled_text(&self, key: &'static str) -> Result<String, PackageError> {
        let found = self.text(key)?;
        if found.trim().is_empty() {
            return Err(shape(self.path(key), "非空文字", "a text that is not empty"));
        }
        Ok(found)
    }

    /// True or false; absent means false.
    pub fn boolean(&self, key: &'static str) -> Result<bool, PackageError> {
        match self.value(key) {
            None => Ok(false),
            Some(Value::Bool(value)) => Ok(*value),
            Some(_) => Err(shape(self.path(key), " true 或 false", "true or false")),
        }
    }

    /// A flag that is `true` or absent.
    pub fn flag(&self, key: &'static str) -> Result<bool, PackageError> {
        match self.value(key) {
            None => Ok(false),
            Some(Value::Bool(true)) => Ok(true),
            Some(_) => Err(shape(self.path(key), " true（或不写）", "true, or absent")),
        }
    }

    /// A list of texts that may be absent.
    pub fn optional_texts(&self, key: &'static str) -> Result<Option<Vec<String>>, PackageError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        let items = value
            .as_array()
            .ok_or_else(|| shape(self.path(key), "文字列表", "a list of texts"))?;
        let texts = items
            .iter()
            .enumerate()
            .map(|(index, item)| text(item, || format!("{}[{index}]", self.path(key))));
        texts.collect::<Result<_, _>>().map(Some)
    }

    /// A list of texts, or one text alone, as older descriptors write it; absent means none.
    pub fn texts_or_text(&self, key: &'static str) -> Result<Vec<String>, PackageError> {
        match self.value(key) {
            Some(Value::String(one)) => Ok(vec![one.clone()]),
            _ => Ok(self.optional_texts(key)?.unwrap_or_default()),
        }
    }

    /// The objects of a list; absent means none.
    pub fn objects(&self, key: &'static str) -> Result<Vec<Object<'a>>, PackageError> {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let items = value
            .as_array()
            .ok_or_else(|| shape(self.path(key), "对象列表", "a list of objects"))?;
        let objects = items
            .iter()
            .enumerate()
            .map(|(index, item)| Object::new(format!("{}[{index}]", self.path(key)), item));
        objects.collect()
    }

    /// An object that may be absent.
    pub fn optional_object(&self, key: &'static str) -> Result<Option<Object<'a>>, PackageError> {
        self.value(key)
            .map(|value| Object::new(self.path(key), value))
            .transpose()
    }

    /// An object that must be there.
    pub fn object(&self, key: &'static str) -> Result<Object<'a>, PackageError> {
        self.required(key, self.optional_object(key)?)
    }

    /// One of several words, each with what it stands for.
    pub fn optional_choice<T: Copy>(
        &self,
        key: &'static str,
        choices: &[(&str, T)],
    ) -> Result<Option<T>, PackageError> {
        let Some(word) = self.optional_text(key)? else {
            return Ok(None);
        };
        let choice = choices.iter().find(|(name, _)| *name == word);
        choice.map(|(_, meaning)| Some(*meaning)).ok_or_else(|| {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            shape(
                self.path(key),
                format!("以下之一：{}", names.join("、")),
                format!("one of {}", names.join(", ")),
            )
        })
    }

    /// One of several words that must be there.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Result<T, PackageError> {
        self.required(key, self.optional_choice(key, choices)?)
    }

    /// Ends the reading: a key with the project's prefix that nobody asked for is an error, at any depth below.
    pub fn finish(self) -> Result<(), PackageError> {
        let read = self.read.borrow();
        for (key, value) in self.entries {
            if read.contains(key.as_str()) {
                continue;
            }
            if key.starts_with(PREFIX) {
                return Err(PackageError::UnknownKey { path: self.path(key) });
            }
            refuse_prefixed_keys(&self.path(key), value)?;
        }
        Ok(())
    }
}

/// Refuses keys with the project's prefix inside a value that is not read at all.
fn refuse_prefixed_keys(path: &str, value: &Value) -> Result<(), PackageError> {
    match value {
        Value::Object(entries) => entries.iter().try_for_each(|(key, value)| {
            let path = format!("{path}.{key}");
            if key.starts_with(PREFIX) {
                return Err(PackageError::UnknownKey { path });
            }
            refuse_prefixed_keys(&path, value)
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| refuse_prefixed_keys(&format!("{path}[{index}]"), item)),
        _ => Ok(()),
    }
}

fn text(value: &Value, path: impl FnOnce() -> String) -> Result<String, PackageError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        _ => Err(shape(path(), "文字", "a text")),
    }
}

/// The error that a value has another shape than expected.
pub(super) fn shape(path: impl Into<String>, zh: impl Into<String>, en: impl Into<String>) -> PackageError {
    PackageError::Shape {
        path: path.into(),
        expected: Phrase::new(zh, en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_text(text: &str) -> Result<Value, PackageError> {
        parse(Path::new("datapackage.json"), text)
    }

    #[test]
    fn a_key_that_occurs_twice_is_refused_with_its_line() {
        let error = parse_text("{\"a\": 1,\n \"b\": {\"c\": 1, \"c\": 2}}").expect_err("c occurs twice");
        assert!(matches!(error, PackageError::NotJson { line: 2, .. }), "{error:?}");
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        assert_eq!(
            parse_text("\u{feff}[1, 2.5, null, true, \"x\"]")
                .expect("valid")
                .as_array()
                .map(Vec::len),
            Some(5)
        );
    }

    #[test]
    fn an_unread_prefixed_key_is_found_at_any_depth() {
        let value = parse_text(r#"{"seen": 1, "licenses": [{"yq:x": 1}]}"#).expect("valid");
        let object = Object::new("", &value).expect("an object");
        assert_eq!(
            object.finish(),
            Err(PackageError::UnknownKey {
                path: "licenses[0].yq:x".to_owned()
            })
        );
    }

    #[test]
    fn shapes_are_named_with_their_path() {
        let value = parse_text(r#"{"a": {"b": 1}}"#).expect("valid");
        let object = Object::new("", &value).expect("an object");
        let inner = object.object("a").expect("an object");
        assert!(matches!(inner.text("b"), Err(PackageError::Shape { path, .. }) if path == "a.b"));
        assert!(matches!(inner.text("c"), Err(PackageError::Missing { path }) if path == "a.c"));
    }
}
