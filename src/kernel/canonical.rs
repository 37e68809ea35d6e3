//! One spelling of JSON, so that a hash over it says the same everywhere: keys sorted, no blanks, whole numbers alone.
//!
//! It is RFC 8785 for what reports are made of, so anybody can repeat the hash of a receipt with a library.

use serde::Serialize;
use serde_json::Value;

use crate::kernel::crypto;
use crate::kernel::problem::{Code, Problem};

/// The canonical text of a value.
pub fn text<T: Serialize>(value: &T) -> Result<String, Problem> {
    let value = serde_json::to_value(value).map_err(|error| broken(&error))?;
    let mut text = String::new();
    write(&value, &mut text)?;
    Ok(text)
}

/// The SHA-256 of a text, in hexadecimal.
pub fn sha256(text: &str) -> String {
    crypto::hex(&crypto::sha256(text.as_bytes()))
}

fn broken(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "a document has no canonical form");
    Problem::of(Code::Internal)
}

fn write(value: &Value, text: &mut String) -> Result<(), Problem> {
    match value {
        Value::Number(number) if number.is_f64() => return Err(broken(&"a number that is not whole")),
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(fields) => {
            // Sorted here: whether the map is depends on a feature that any crate may turn on.
            let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (place, (name, value)) in fields.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                push_plain(&Value::String(name.clone()), text)?;
                text.push(':');
                write(value, text)?;
            }
            text.push('}');
        }
        plain => push_plain(plain, text)?,
    }
    Ok(())
}

fn push_plain(value: &Value, text: &mut String) -> Result<(), Problem> {
    text.push_str(&serde_json::to_string(value).map_err(|error| broken(&error))?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn keys_are_sorted_and_there_are_no_blanks() {
        let value = json!({"b": [1, {"d": null, "c": "Bình đẳng \"giới\"\n"}], "a": -5, "á": true});
        assert_eq!(
            text(&value).unwrap(),
            "{\"a\":-5,\"b\":[1,{\"c\":\"Bình đẳng \\\"giới\\\"\\n\",\"d\":null}],\"á\":true}"
        );
        assert_eq!(text(&json!({"x": 0.5})).unwrap_err().code(), Code::Internal);
    }

    #[test]
    fn the_hash_is_that_of_the_standard() {
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 30, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_text_says_the_same_and_has_one_spelling(value in any_value()) {
            let canonical = text(&value).unwrap();
            let read: Value = serde_json::from_str(&canonical).unwrap();
            prop_assert_eq!(&read, &value);
            prop_assert_eq!(text(&read).unwrap(), canonical);
        }
    }
}
