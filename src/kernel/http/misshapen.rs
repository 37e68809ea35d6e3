//! What serde says of a wrong shape, as a place and a code. Its messages have fixed beginnings (the methods of
//! `serde::de::Error`).

use std::fmt::Display;

use serde_path_to_error::{Error, Segment};

use super::faults::escape;
use crate::kernel::problem::Code;

/// Where, as a JSON pointer, and what.
pub(super) fn misshapen<E: Display>(error: &Error<E>) -> (String, Code) {
    let message = error.inner().to_string();
    let mut place: String = error.path().iter().filter_map(part).collect();
    let code = [
        ("missing field", Code::FieldMissing),
        ("unknown field", Code::FieldUnknown),
        ("duplicate field", Code::FieldRepeated),
        ("invalid type", Code::TypeMismatch),
    ]
    .into_iter()
    .find_map(|(beginning, code)| message.starts_with(beginning).then_some(code))
    .unwrap_or(Code::ValueInvalid);
    let about_a_field = matches!(code, Code::FieldMissing | Code::FieldUnknown | Code::FieldRepeated);
    if let (true, Some(name)) = (about_a_field, message.split('`').nth(1)) {
        let field = format!("/{}", escape(name));
        if !place.ends_with(&field) {
            place.push_str(&field);
        }
    }
    (place, code)
}

fn part(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(format!("/{index}")),
        Segment::Map { key } => Some(format!("/{}", escape(key))),
        Segment::Enum { .. } | Segment::Unknown => None,
    }
}
