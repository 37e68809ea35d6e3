//! A PATCH says what changes: an absent field stays, `null` clears an optional one.

use serde::{Deserialize, Deserializer};

/// For optional fields: tells `null` (`Some(None)`) from absent (`None`). Use with `#[serde(default, deserialize_with = …)]`.
pub fn nullable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Replaces what the patch names.
pub fn set<T>(field: &mut T, change: Option<T>) {
    if let Some(value) = change {
        *field = value;
    }
}
