//! Reading TOML: every value of the shape it must have, every place known by its line and its keys.

use std::ops::{Range, RangeInclusive};
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{Place, PolicyError, PolicyFault};
use crate::package::Phrase;

/// A TOML file: its name and text, for the places of faults.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub file: &'a Path,
    pub text: &'a str,
}

impl Source<'_> {
    fn place(&self, span: Range<usize>, path: impl Into<String>) -> Place {
        let before = &self.text.as_bytes()[..span.start.min(self.text.len())];
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        Place::new(self.file, Some(line), path)
    }
}

/// A value with the place where it stands.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub value: T,
    pub place: Place,
}

/// Parses the file.
pub(super) fn parse<'a>(source: &Source<'a>) -> Result<Spanned<DeTable<'a>>, PolicyError> {
    DeTable::parse(source.text).map_err(|error| {
        let problem = error.message().replace('\n', "; ");
        source
            .place(error.span().unwrap_or_default(), "")
            .fault(PolicyFault::NotToml { problem })
    })
}

/// A table with the keys that lead to it.
pub(super) struct Table<'a> {
    source: Source<'a>,
    entries: &'a DeTable<'a>,
    path: String,
    place: Place,
}

/// A value with the keys that lead to it.
pub(super) struct Item<'a> {
    source: Source<'a>,
    value: &'a Spanned<DeValue<'a>>,
    path: String,
}

impl<'a> Table<'a> {
    /// The outermost table.
    ///
    /// # Errors
    ///
    /// If it has a key other than `known`.
    pub fn root(source: Source<'a>, entries: &'a DeTable<'a>, known: &[&str]) -> Result<Self, PolicyError> {
        let place = Place::new(source.file, None, "");
        Self {
            source,
            entries,
            path: String::new(),
            place,
        }
        .only(known)
    }

    fn only(self, known: &[&str]) -> Result<Self, PolicyError> {
        for key in self.entries.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let known = known.iter().map(|&key| key.to_owned()).collect();
                let fault = PolicyFault::UnknownKey {
                    key: name.to_owned(),
                    known,
                };
                return Err(self.source.place(key.span(), self.path_of(name)).fault(fault));
            }
        }
        Ok(self)
    }

    fn path_of(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    /// Where the table stands.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The value of a key, if there is one.
    pub fn optional(&self, key: &str) -> Option<Item<'a>> {
        self.entries.get(key).map(|value| Item {
            source: self.source,
            value,
            path: self.path_of(key),
        })
    }

    /// The value of a key that has to be there.
    pub fn required(&self, key: &str) -> Result<Item<'a>, PolicyError> {
        let missing = || self.place.fault(PolicyFault::MissingKey { key: key.to_owned() });
        self.optional(key).ok_or_else(missing)
    }

    /// A list of tables, `[[key]]`; empty if there is none.
    pub fn tables(&self, key: &str, known: &[&str]) -> Result<Vec<Self>, PolicyError> {
        match self.optional(key) {
            None => Ok(Vec::new()),
            Some(item) => item.list()?.into_iter().map(|item| item.table(known)).collect(),
        }
    }
}

impl<'a> Item<'a> {
    fn place(&self) -> Place {
        self.source.place(self.value.span(), self.path.clone())
    }

    fn shape(&self, zh: impl Into<String>, en: impl Into<String>) -> PolicyError {
        let expected = Phrase::new(zh, en);
        self.place().fault(PolicyFault::Shape { expected })
    }

    /// The value as a table without other keys than `known`.
    pub fn table(self, known: &[&str]) -> Result<Table<'a>, PolicyError> {
        let DeValue::Table(entries) = self.value.get_ref() else {
            return Err(self.shape("表", "a table"));
        };
        let place = self.place();
        Table {
            source: self.source,
            entries,
            path: self.path,
            place,
        }
        .only(known)
    }

    /// The value as a table of any keys, each with its place.
    pub fn entries(self) -> Result<Vec<(Placed<String>, Item<'a>)>, PolicyError> {
        let DeValue::Table(entries) = self.value.get_ref() else {
            return Err(self.shape("表", "a table"));
        };
        let entries = entries.iter().map(|(key, value)| {
            let name: &str = key.get_ref();
            let path = format!("{}.{name}", self.path);
            let key = Placed {
                value: name.to_owned(),
                place: self.source.place(key.span(), path.clone()),
            };
            let source = self.source;
            (key, Item { source, value, path })
        });
        Ok(entries.collect())
    }

    /// The value as a list.
    pub fn list(self) -> Result<Vec<Item<'a>>, PolicyError> {
        let DeValue::Array(values) = self.value.get_ref() else {
            return Err(self.shape("列表", "a list"));
        };
        let items = values.iter().enumerate().map(|(index, value)| Item {
            source: self.source,
            value,
            path: format!("{}[{index}]", self.path),
        });
        Ok(items.collect())
    }

    /// The value as a text that is not empty.
    pub fn text(self) -> Result<Placed<String>, PolicyError> {
        match self.value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => Ok(Placed {
                value: text.trim().to_owned(),
                place: self.place(),
            }),
            _ => Err(self.shape("不为空的文字", "a text that is not empty")),
        }
    }

    /// The value as a list of texts.
    pub fn texts(self) -> Result<Vec<Placed<String>>, PolicyError> {
        self.list()?.into_iter().map(Item::text).collect()
    }

    /// The value as a list of one text at least.
    pub fn some_texts(self) -> Result<Vec<Placed<String>>, PolicyError> {
        let none = self.shape("至少一项的列表", "a list of one at least");
        let texts = self.texts()?;
        if texts.is_empty() { Err(none) } else { Ok(texts) }
    }

    /// The value as an id.
    pub fn id(self) -> Result<Placed<String>, PolicyError> {
        match self.value.get_ref() {
            DeValue::String(text) if yongquan_core::seal::is_slot_id(text) => Ok(Placed {
                value: text.clone().into_owned(),
                place: self.place(),
            }),
            _ => Err(self.shape("最多 32 个小写字母、数字和连字符", "at most 32 of a-z, 0-9 and -")),
        }
    }

    /// The value as a whole number in a range.
    pub fn number(self, range_inclusive: RangeInclusive<u32>) -> Result<u32, PolicyError> {
        let number = match self.value.get_ref() {
            DeValue::Integer(integer) => u32::from_str_radix(integer.as_str(), integer.radix()).ok(),
            _ => None,
        };
        let (low, high) = (range_inclusive.start(), range_inclusive.end());
        number.filter(|number| range_inclusive.contains(number)).ok_or_else(|| {
            self.shape(
                format!("{low} 到 {high} 的整数"),
                format!("a whole number from {low} to {high}"),
            )
        })
    }
}
