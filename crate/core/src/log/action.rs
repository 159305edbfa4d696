//! What an entry of a log says.

use serde::{Deserialize, Serialize};

use crate::limits;

/// Length that the text of an entry is padded to a multiple of, in bytes, so that it tells little of what is in it.
const PADDING_BYTES: usize = 256;

/// One thing that somebody did with a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// When, by the device's clock, `YYYY-MM-DDTHH:MM:SSZ`.
    pub at: String,
    /// Who.
    pub operator: Operator,
    /// Number of the snapshot.
    pub seq: u64,
    /// What, as `data-schema/log.md` names it.
    pub action: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The question in its text form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// How many people it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Keys of the people, where it concerns few.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub persons: Vec<String>,
    /// Ids of the fields that left the mask or the device.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whose key opened the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Id of the key slot, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What people call them.
    pub name: String,
}

impl Action {
    /// Reads the text of an entry; nothing if it is none.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let action: Self = serde_json::from_slice(text).ok()?;
        action.is_within_limits().then_some(action)
    }

    /// Whether the entry can be written.
    pub fn is_within_limits(&self) -> bool {
        self.persons.len() <= limits::MAX_LOG_PERSONS
    }

    /// The text of the entry, to be sealed: JSON, and spaces up to a multiple of 256 bytes.
    pub fn to_padded_text(&self) -> String {
        let mut text = serde_json::to_string(self).expect("texts and numbers have a JSON form");
        let byte_len = text.len().next_multiple_of(PADDING_BYTES);
        text.extend(std::iter::repeat_n(' ', byte_len - text.len()));
        text
    }
}
