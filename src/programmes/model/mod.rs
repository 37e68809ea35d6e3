//! What programmes, tasks, assignments and extensions are, and the bodies that change them.

pub mod assignment;
pub mod extension;
pub mod programme;
pub mod statistics;
pub mod task;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::kernel::problem::{Code, Problem};

/// Lists and structures that are columns of text.
pub fn to_column<T: Serialize>(value: &T) -> Result<String, Problem> {
    serde_json::to_string(value).map_err(|error| {
        tracing::error!(%error, "a column could not be written");
        Problem::of(Code::Internal)
    })
}

/// Reads [`to_column`].
pub fn from_column<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_json::from_str(text).map_err(|error| {
        tracing::error!(%error, "a column could not be read");
        Problem::of(Code::Internal)
    })
}
