//! Makes one closed object of what serde flattens into one. utoipa writes `allOf`, whose parts can never be closed.

use serde_json::{Map, Value, json};

use super::walk;

/// The prefix of references to schemas.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// Replaces every `allOf` of objects by the one object that it describes.
pub(super) fn merge(schemas: &mut Map<String, Value>) {
    let known = schemas.clone();
    for schema in schemas.values_mut() {
        walk::each_object(schema, &mut |object| {
            if let Some(merged) = object.get("allOf").and_then(Value::as_array).and_then(|parts| merged(parts, &known))
            {
                object.remove("allOf");
                object.extend(merged);
            }
        });
    }
}

/// Follows a reference to a schema.
pub(super) fn resolve<'a>(schema: &'a Value, known: &'a Map<String, Value>) -> Option<&'a Value> {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => known.get(reference.strip_prefix(SCHEMAS)?).and_then(|target| resolve(target, known)),
        None => Some(schema),
    }
}

fn merged(parts: &[Value], known: &Map<String, Value>) -> Option<Map<String, Value>> {
    let mut properties = Map::new();
    let mut required: Vec<Value> = Vec::new();
    for part in parts {
        let part = resolve(part, known)?;
        let inner = part.get("allOf").and_then(Value::as_array).and_then(|parts| merged(parts, known));
        let part = inner.as_ref().or_else(|| part.as_object())?;
        properties.extend(part.get("properties")?.as_object()?.clone());
        required.extend(part.get("required").and_then(Value::as_array).into_iter().flatten().cloned());
    }
    let mut object = Map::new();
    object.insert("type".into(), json!("object"));
    object.insert("properties".into(), Value::Object(properties));
    if !required.is_empty() {
        object.insert("required".into(), Value::Array(required));
    }
    Some(object)
}
