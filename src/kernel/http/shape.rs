//! Reads a body as a type. What is right costs one reading; what is wrong is read again, slowly, for all that is wrong.

use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;

use super::aside::SMALL;
use super::body_schema::BodySchema;
use super::faults::Faults;
use super::limits::broken;
use super::mending::mend;
use super::misshapen::misshapen;
use super::objects::Objects;
use super::strict;
use crate::kernel::problem::{Code, Problem};

/// A type that a body is read as: how it is read, its limits, and its schema.
pub trait Body: DeserializeOwned + Validate + ToSchema + Send + 'static {}

impl<T: DeserializeOwned + Validate + ToSchema + Send + 'static> Body for T {}

/// Reads a body: strictly as JSON, then as `T`, then by `T`'s own limits.
pub(super) fn read_json<T: Body>(bytes: &[u8]) -> Result<T, Problem> {
    read(bytes.len(), || strict::read(bytes).map_err(|error| malformed(&error)))
}

/// The same for a body of a size that `body` makes a value of, with what it finds wrong. A wrong one is made again, so that those
/// that are right need no copy.
pub(super) fn read<T: Body>(size: usize, body: impl Fn() -> Result<(Value, Faults), Problem>) -> Result<T, Problem> {
    if let Some(right) = right(size, body()?) {
        return Ok(right);
    }
    let schema = BodySchema::of::<T>();
    let (value, faults) = body()?;
    Err(all_wrong::<T>(&schema, value, faults).problem())
}

/// Whether every `null` stands where the document allows one: most types would take it for an absent field, and a patch that
/// empties what cannot be empty would seem to have done so.
fn nulls_fit<T: Body>(value: &Value) -> bool {
    fn holds_null(value: &Value) -> bool {
        match value {
            Value::Null => true,
            Value::Array(items) => items.iter().any(holds_null),
            Value::Object(fields) => fields.values().any(holds_null),
            _ => false,
        }
    }
    !holds_null(value) || BodySchema::of::<T>().takes_nulls_of(value)
}

/// The body, if nothing is wrong with it. What was made of a wrong one is gone before it is made again.
fn right<T: Body>(size: usize, (value, faults): (Value, Faults)) -> Option<T> {
    // The length of a list is judged before its items: fifty thousand that each break a limit would take seventy megabytes to be
    // told of, and are not wanted anyway.
    let is_bounded = || size <= SMALL || !BodySchema::of::<T>().is_too_long(&value);
    if !(faults.is_empty() && value.is_object() && is_bounded() && nulls_fit::<T>(&value)) {
        return None;
    }
    T::deserialize(Objects(value)).ok().filter(|parsed| parsed.validate().is_ok())
}

/// Everything that is wrong with a body. One that cannot be read even when it is mended (its action is unknown, or what is wrong
/// with it no schema says) is not judged by its limits.
fn all_wrong<T: Body>(schema: &BodySchema, mut value: Value, mut faults: Faults) -> Faults {
    mend(schema, &mut value, &mut faults);
    if faults.is_full() {
        return faults;
    }
    match serde_path_to_error::deserialize::<_, T>(Objects(value.clone())) {
        Ok(mended) => {
            for limit in mended.validate().err().iter().flat_map(broken) {
                let expected = || schema.at(&value, &limit.pointer).and_then(|place| schema.expected(place));
                faults.beyond(&limit.pointer, limit.code, limit.limits.or_else(expected));
            }
        }
        Err(error) => {
            if faults.is_empty() {
                let (pointer, code) = misshapen(&error);
                faults.beyond(&pointer, code, None);
            }
        }
    }
    faults
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::of(Code::MalformedJson)
        .detail(format!("Lỗi ở dòng {line}, cột {column}"), format!("The error is at line {line}, column {column}"))
}
