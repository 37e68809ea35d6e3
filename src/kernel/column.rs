//! Lists and structures that are columns of text: JSON on both databases.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::kernel::id::Id;
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

/// A column of people with more of them, each once: the authors of a piece of work, who may not judge it.
pub fn with_people(column: &str, more: &[Id]) -> Result<String, Problem> {
    let mut people: Vec<Id> = from_column(column)?;
    for person in more {
        if !people.contains(person) {
            people.push(*person);
        }
    }
    to_column(&people)
}
