//! Examples that work when sent: to a demo at its default instant, in the order of `examples.json`, as the login named there.
//! A demo has the same ids on every machine, and bodies that create something choose their own.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::operations;

/// One example of one operation.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Example {
    /// The operation, by its id.
    pub operation: String,
    /// Tells several examples of one operation apart: the action of a transition.
    pub name: Option<String>,
    /// A demo account that may.
    pub login: String,
    /// The id in the path.
    pub id: Option<String>,
    /// The other parameters of the path.
    #[serde(default)]
    pub path: Map<String, Value>,
    /// The parameters of the query, which work together; those of pages are shared by all lists. One that is null is not sent,
    /// where those of another example would find nothing.
    #[serde(default)]
    pub query: Map<String, Value>,
    /// The body; that of what is no JSON is a text.
    pub body: Option<Value>,
}

/// Every example, in the order in which they work.
pub(super) fn all() -> Result<Vec<Example>, serde_json::Error> {
    serde_json::from_str(include_str!("examples.json"))
}

/// Puts the examples where readers, Swagger UI and generators look for them.
pub(super) fn add_to(root: &mut Map<String, Value>) -> Result<(), serde_json::Error> {
    let examples = all()?;
    operations::each(root, &mut |operation| {
        let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
        let own: Vec<&Example> = examples.iter().filter(|example| example.operation == id).collect();
        give_parameters(operation, &own);
        give_bodies(operation, &own);
    });
    Ok(())
}

fn give_parameters(operation: &mut Map<String, Value>, own: &[&Example]) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
    for parameter in parameters.filter_map(Value::as_object_mut) {
        let name = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let example = match parameter.get("in").and_then(Value::as_str) {
            Some("path") if name == "id" => own.iter().find_map(|example| example.id.clone().map(Value::String)),
            Some("path") => own.iter().find_map(|example| example.path.get(name).cloned()),
            Some("query") => {
                own.iter().find_map(|example| example.query.get(name).filter(|value| !value.is_null()).cloned())
            }
            _ => None,
        };
        if let Some(example) = example {
            parameter.insert("example".to_owned(), example);
        }
    }
}

fn give_bodies(operation: &mut Map<String, Value>, own: &[&Example]) {
    let bodies: Vec<(&Example, &Value)> =
        own.iter().filter_map(|it| it.body.as_ref().map(|body| (*it, body))).collect();
    let content = operation.get_mut("requestBody").and_then(|body| body.get_mut("content"));
    let Some(Value::Object(media)) = content else { return };
    for media in media.values_mut().filter_map(Value::as_object_mut) {
        match bodies.as_slice() {
            [] => {}
            [(_, body)] => {
                media.insert("example".to_owned(), (*body).clone());
            }
            several => {
                let named = several.iter().map(|(example, body)| {
                    let name = example.name.clone().unwrap_or_default();
                    (name, json!({"summary": format!("As {}", example.login), "value": body}))
                });
                media.insert("examples".to_owned(), Value::Object(named.collect()));
            }
        }
    }
}
