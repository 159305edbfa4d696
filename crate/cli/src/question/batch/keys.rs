//! Reading the keys of a request: a key that is not known, or has another shape, is refused with its path.

use serde_json::{Map, Value as Json};

use super::fault::{Fault, expected, join};

/// An object of a request with the path that leads to it.
pub(super) struct Keys<'a> {
    path: String,
    entries: &'a Map<String, Json>,
}

impl<'a> Keys<'a> {
    /// The object at `path`, which has these keys and no other ones.
    pub fn new(path: &str, value: &'a Json, known: &[&str]) -> Result<Self, Fault> {
        let entries = value
            .as_object()
            .ok_or_else(|| expected(path, "一个 JSON 对象", "a JSON object"))?;
        let path = path.to_owned();
        let unknown = entries.keys().find(|key| !known.contains(&key.as_str()));
        match unknown {
            None => Ok(Self { path, entries }),
            Some(key) => {
                let known = known.join(", ");
                let (zh, en) = (format!("这些键之一：{known}"), format!("one of the keys {known}"));
                Err(expected(&join(&path, key), &zh, &en))
            }
        }
    }

    /// The path of a key.
    pub fn path(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// The value of a key.
    pub fn value(&self, key: &str) -> Option<&'a Json> {
        self.entries.get(key)
    }

    fn read<T>(&self, key: &str, zh: &str, en: &str, read: impl Fn(&'a Json) -> Option<T>) -> Result<Option<T>, Fault> {
        let value = self.value(key);
        let read = value.map(|value| read(value).ok_or_else(|| expected(&self.path(key), zh, en)));
        read.transpose()
    }

    pub fn text(&self, key: &str) -> Result<Option<&'a str>, Fault> {
        self.read(key, "文字", "a text", Json::as_str)
    }

    pub fn flag(&self, key: &str) -> Result<bool, Fault> {
        let flag = self.read(key, "true 或 false", "true or false", Json::as_bool)?;
        Ok(flag.unwrap_or(false))
    }

    /// A whole number from `least` on.
    pub fn whole(&self, key: &str, least: u32) -> Result<Option<u32>, Fault> {
        let (zh, en) = (
            format!("不小于 {least} 的整数"),
            format!("a whole number of at least {least}"),
        );
        self.read(key, &zh, &en, |value| {
            let number = u32::try_from(value.as_u64()?).ok()?;
            (number >= least).then_some(number)
        })
    }

    /// A list with at least one member; absent: an empty one.
    pub fn list(&self, key: &str) -> Result<&'a [Json], Fault> {
        let list = self.read(key, "至少有一项的列表", "a list of at least one", |value| {
            let list = value.as_array()?;
            (!list.is_empty()).then_some(&list[..])
        })?;
        Ok(list.unwrap_or_default())
    }

    /// What has to be there.
    pub fn required<T>(&self, key: &str, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| expected(&self.path(key), "一个值", "a value"))
    }
}
