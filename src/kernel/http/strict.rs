//! One strict reading of JSON, decided here for every body: no repeated field, no control character, no blank text, and
//! `5.0` is 5. A whole number that clients could not read back exactly is none. What is refused is noted with its place, and the reading goes on: whoever wrote the body hears of all of it.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::faults::{Faults, Place};
use crate::kernel::exact::{LARGEST, is_exact};
use crate::kernel::problem::Code;
use crate::kernel::text::{is_blank, is_clean, with_plain_lines};

/// Reads a body; an error is what is no JSON at all.
pub(super) fn read(bytes: &[u8]) -> Result<(Value, Faults), serde_json::Error> {
    let faults = RefCell::default();
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = Strictly { place: Place::Root, faults: &faults }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, faults.into_inner()))
}

/// What is wrong with a text, whatever its field takes.
pub(super) fn unfit(text: &str) -> Option<Code> {
    if !is_clean(text) {
        Some(Code::CharacterForbidden)
    } else if is_blank(text) {
        Some(Code::TextBlank)
    } else {
        None
    }
}

#[derive(Clone, Copy)]
struct Strictly<'a> {
    place: Place<'a>,
    faults: &'a RefCell<Faults>,
}

impl<'a> Strictly<'a> {
    fn note(self, code: Code) {
        self.faults.borrow_mut().misshapen(self.place, code, || None);
    }
}

impl<'de> DeserializeSeed<'de> for Strictly<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strictly<'_> {
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
        // What is too large for a double to tell from its neighbours stays one, and fits no field of whole numbers.
        if is_exact(value) { Ok(value.into()) } else { self.visit_f64(value as f64) }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map_or_else(|_| self.visit_f64(value as f64), |value| self.visit_i64(value))
    }

    /// JSON Schema counts `5.0` as an integer, and so do we.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if value.fract() == 0.0 && value.abs() <= LARGEST as f64 {
            // Exact by the line above.
            return Ok(Value::from(value as i64));
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.visit_string(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        let value = with_plain_lines(value);
        if let Some(code) = unfit(&value) {
            self.note(code);
        }
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        let item = |index| Strictly { place: Place::Item(&self.place, index), ..self };
        while let Some(value) = items.next_element_seed(item(values.len()))? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if !is_clean(&name) {
                // Nobody is shown such a name: the object around it is pointed at, and what it holds is passed over.
                self.faults.borrow_mut().within(self.place, Code::CharacterForbidden);
                fields.next_value::<IgnoredAny>()?;
                continue;
            }
            let field = Strictly { place: Place::Field(&self.place, &name), ..self };
            let value = fields.next_value_seed(field)?;
            if map.contains_key(&name) {
                field.note(Code::FieldRepeated);
            } else {
                map.insert(name, value);
            }
        }
        Ok(Value::Object(map))
    }
}
