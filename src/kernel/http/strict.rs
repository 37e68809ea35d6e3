//! One strict reading of JSON, decided here for every body: no repeated field, no control character, and `5.0` is 5.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::kernel::text::{is_blank, is_clean};

/// How the reader marks what it refuses, so that the extractor can tell the code.
pub(super) const REPEATED: &str = "repeated field";
/// See [`REPEATED`].
pub(super) const FORBIDDEN_CHARACTER: &str = "forbidden character";

/// See [`REPEATED`].
pub(super) const BLANK: &str = "blank text";

/// The largest whole number that a double holds exactly, 2⁵³.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A JSON value read strictly.
pub(super) struct StrictValue(pub Value);

impl<'de> Deserialize<'de> for StrictValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(StrictValue)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    /// JSON Schema counts `5.0` as an integer, and so do we.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= LARGEST_EXACT {
            // Exact by the line above.
            return Ok(Value::from(value as i64));
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        if !is_clean(&value) {
            Err(E::custom(FORBIDDEN_CHARACTER))
        } else if is_blank(&value) {
            Err(E::custom(BLANK))
        } else {
            Ok(Value::String(value))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(StrictValue(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if !is_clean(&name) {
                return Err(A::Error::custom(FORBIDDEN_CHARACTER));
            }
            let StrictValue(value) = fields.next_value()?;
            if map.contains_key(&name) {
                return Err(A::Error::custom(format_args!("{REPEATED} `{name}`")));
            }
            map.insert(name, value);
        }
        Ok(Value::Object(map))
    }
}
