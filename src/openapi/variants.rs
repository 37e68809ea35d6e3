//! Gives each variant of a tagged union a name and the union a discriminator, so that clients get one type per action.

use serde_json::{Map, Value, json};

use super::composition::{SCHEMAS, resolve};

/// Lifts the inline variants of every union that is told apart by one field.
pub(super) fn lift(schemas: &mut Map<String, Value>) {
    let known = schemas.clone();
    for (name, schema) in &known {
        let Some(variants) = schema.get("oneOf").and_then(Value::as_array) else { continue };
        let resolved: Option<Vec<&Value>> = variants.iter().map(|variant| resolve(variant, &known)).collect();
        let Some(tag) = resolved.as_deref().and_then(tag_of) else { continue };
        let mut references = Vec::new();
        let mut mapping = Map::new();
        for variant in variants {
            let Some(value) = resolve(variant, &known).and_then(|variant| tag_value(variant, &tag)) else { continue };
            let reference = match variant.get("$ref").and_then(Value::as_str) {
                Some(reference) => reference.to_owned(),
                None => {
                    let variant_name = format!("{name}{}", pascal_case(&value));
                    schemas.insert(variant_name.clone(), variant.clone());
                    format!("{SCHEMAS}{variant_name}")
                }
            };
            references.push(json!({"$ref": reference}));
            mapping.insert(value, json!(reference));
        }
        if let Some(union) = schemas.get_mut(name).and_then(Value::as_object_mut) {
            union.insert("oneOf".into(), Value::Array(references));
            union.insert("discriminator".into(), json!({"propertyName": tag, "mapping": mapping}));
        }
    }
}

/// The field that every variant fixes to one value.
fn tag_of(variants: &[&Value]) -> Option<String> {
    let first = variants.first()?.get("properties")?.as_object()?;
    first.keys().find(|field| variants.iter().all(|variant| tag_value(variant, field).is_some())).cloned()
}

fn tag_value(variant: &Value, field: &str) -> Option<String> {
    let property = variant.get("properties")?.get(field)?;
    let only = match property.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        Some([only]) => only,
        Some(_) => return None,
        None => property.get("const")?,
    };
    only.as_str().map(str::to_owned)
}

fn pascal_case(word: &str) -> String {
    word.split('_')
        .flat_map(|part| {
            let mut letters = part.chars();
            letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
        })
        .collect()
}
