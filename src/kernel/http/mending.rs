//! Holds a body against its schema, names every place whose shape is wrong, and mends it there: so that what is left can be
//! read, and be judged by its limits, in the same answer.

use serde_json::{Map, Value};

use super::actions::TAG;
use super::body_schema::{BodySchema, kinds, most_items, words};
use super::dates;
use super::expected::{self, one_of};
use super::faults::{Faults, Place};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Code;

/// Mends a body.
pub(super) fn mend(schema: &BodySchema, body: &mut Value, faults: &mut Faults) {
    Mending { schema, faults }.value(&schema.root, body, Place::Root);
}

struct Mending<'a> {
    schema: &'a BodySchema,
    faults: &'a mut Faults,
}

impl Mending<'_> {
    fn value(&mut self, schema: &Value, value: &mut Value, place: Place<'_>) {
        // What would not be named is not mended either: a million wrong items would become a million right ones in memory.
        if self.faults.is_full() {
            return;
        }
        if value.is_null() && self.schema.takes_null(schema) {
            return;
        }
        let plain = self.schema.plain(schema, value);
        let kind = kinds(plain).find(|kind| *kind != "null");
        match (value, kind) {
            (Value::Object(fields), Some("object")) => self.fields(plain, fields, place),
            (Value::Object(fields), None) => self.unknown_action(plain, fields, place),
            // Named by itself: its items are not looked at, and there may be very many.
            (Value::Array(items), Some("array")) if items.len() > most_items(plain) => {
                let right = || expected::limits(plain.get("minItems"), plain.get("maxItems"));
                self.faults.misshapen(place, Code::LengthOutOfRange, right);
                items.clear();
            }
            (Value::Array(items), Some("array")) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.value(&plain["items"], item, Place::Item(&place, index));
                }
            }
            (value, kind) => {
                if let Some(code) = wrong(plain, kind.unwrap_or("object"), value) {
                    self.faults.misshapen(place, code, || self.schema.expected(schema));
                    *value = self.schema.sample(schema);
                }
            }
        }
    }

    fn fields(&mut self, schema: &Value, fields: &mut Map<String, Value>, place: Place<'_>) {
        let none = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&none);
        let required = words_of(&schema["required"]);
        for name in &required {
            if let (false, Some(field)) = (fields.contains_key(*name), known.get(*name)) {
                let right = || self.schema.expected(field);
                self.faults.misshapen(Place::Field(&place, name), Code::FieldMissing, right);
                fields.insert((*name).to_owned(), self.schema.sample(field));
            }
        }
        fields.retain(|name, value| {
            if self.faults.is_full() {
                return true;
            }
            let here = Place::Field(&place, name);
            match known.get(name) {
                None => {
                    let names: Vec<&str> = known.keys().map(String::as_str).collect();
                    self.faults.misshapen(here, Code::FieldUnknown, || Some(one_of(&names)));
                    false
                }
                Some(field) => {
                    self.value(field, value, here);
                    true
                }
            }
        });
    }

    /// Without its action nothing else of a body can be judged.
    fn unknown_action(&mut self, union: &Value, body: &Map<String, Value>, place: Place<'_>) {
        let code = if body.contains_key(TAG) { Code::ValueInvalid } else { Code::FieldMissing };
        let right = || Some(one_of(&self.schema.actions(union)));
        self.faults.misshapen(Place::Field(&place, TAG), code, right);
    }
}

impl BodySchema {
    /// Something of the right shape.
    pub fn sample(&self, schema: &Value) -> Value {
        if self.takes_null(schema) {
            return Value::Null;
        }
        let plain = self.any_variant(self.plain(schema, &Value::Null));
        if let Some(word) = words(plain).first() {
            return (*word).into();
        }
        match (kinds(plain).next(), plain["format"].as_str()) {
            (Some("object"), _) => {
                let field = |name: &str| (name.to_owned(), self.sample(&plain["properties"][name]));
                Value::Object(words_of(&plain["required"]).into_iter().map(field).collect())
            }
            (Some("array"), _) => Value::Array(Vec::new()),
            (Some("boolean"), _) => Value::Bool(false),
            (Some("integer" | "number"), _) => plain.get("minimum").cloned().unwrap_or_else(|| 0.into()),
            (_, Some("uuid")) => "00000000-0000-0000-0000-000000000000".into(),
            (_, Some("date")) => "2000-01-01".into(),
            (_, Some("date-time")) => "2000-01-01T00:00:00Z".into(),
            _ => "x".repeat(plain["minLength"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(1)).into(),
        }
    }
}

/// What is wrong with a value that has no parts, if anything is.
fn wrong(schema: &Value, kind: &str, value: &Value) -> Option<Code> {
    let invalid = |fits: bool| (!fits).then_some(Code::ValueInvalid);
    match (kind, value) {
        ("boolean", Value::Bool(_)) | ("number", Value::Number(_)) => None,
        ("integer", Value::Number(number)) if !number.is_f64() => {
            let fits = |it: i64| schema["format"] != "int32" || i32::try_from(it).is_ok();
            invalid(number.as_i64().is_some_and(fits))
        }
        // A whole number, and larger than any that is read back exactly.
        ("integer", Value::Number(number)) if number.as_f64().is_some_and(|it| it.fract() == 0.0) => {
            Some(Code::NumberOutOfRange)
        }
        ("string", Value::String(text)) => {
            let words = words(schema);
            invalid(match schema["format"].as_str() {
                _ if !words.is_empty() => words.contains(&text.as_str()),
                Some("uuid") => text.parse::<Id>().is_ok(),
                Some("date") => dates::read(text).is_some(),
                Some("date-time") => Instant::parse(text).is_some(),
                _ => true,
            })
        }
        _ => Some(Code::TypeMismatch),
    }
}

fn words_of(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use utoipa::ToSchema;

    use super::*;

    #[derive(ToSchema)]
    #[allow(dead_code, reason = "only its schema is asked for")]
    struct Sample {
        parts: Vec<Part>,
    }

    #[derive(ToSchema)]
    #[allow(dead_code, reason = "only its schema is asked for")]
    struct Part {
        note: String,
    }

    #[test]
    fn what_would_not_be_named_is_not_mended() {
        let mut body = json!({"parts": vec![5; 2_000]});
        let mut faults = Faults::default();
        mend(&BodySchema::of::<Sample>(), &mut body, &mut faults);
        assert!(faults.is_full());
        assert!(body["parts"][0].is_object());
        assert_eq!(body["parts"][1_999], 5, "a large body does not grow in memory");
    }
}
