//! Members of JSON objects that may be left out.

use serde::{Deserialize, Deserializer};

/// Reads a member that is there: with `default` beside it, an absent one is `None`, and a `null` is refused.
///
/// By itself serde takes both for the same. But `"mask": null` may have been meant as a mask, and a filter that is null as a filter:
/// what says nothing must not pass for what was left out.
///
/// # Errors
///
/// If the value is no `T`.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}
