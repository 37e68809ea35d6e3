//! Walks the objects of the document in which a key is a keyword.

use serde_json::{Map, Value};

/// Below these keys lies data, not description.
const DATA: [&str; 7] = ["example", "examples", "default", "enum", "const", "mapping", "value"];

/// Calls `change` for every object but the maps of `properties`, whose keys are names of fields; outer objects first.
pub(super) fn each_object(value: &mut Value, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        Value::Object(object) => {
            change(object);
            for (key, inner) in object.iter_mut() {
                match inner {
                    Value::Object(fields) if key == "properties" => {
                        fields.values_mut().for_each(|field| each_object(field, change));
                    }
                    _ if DATA.contains(&key.as_str()) => {}
                    _ => each_object(inner, change),
                }
            }
        }
        _ => {}
    }
}
