//! Adds to each operation what its kind implies: parameters, the errors that it shares with others, headers of its answers.

use serde_json::{Map, Value, json};

use super::composition::{SCHEMAS, resolve};
use super::edit;
use super::shared::{
    HEADERS, RESPONSES, header_references, oauth_content, oauth_headers, problem_content, problem_headers,
};
use crate::kernel::http::oauth::TOKEN_PATH;
use crate::kernel::http::routes::TAKES;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every operation with its path and method.
#[cfg(test)]
pub(super) fn all(root: &Map<String, Value>) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = root.get("paths").and_then(Value::as_object).into_iter().flatten();
    paths.flat_map(|(path, item)| {
        METHODS.iter().filter_map(move |method| Some((path.as_str(), *method, item.get(*method)?)))
    })
}

/// Calls `change` for every operation.
pub(super) fn each(root: &mut Map<String, Value>, change: &mut dyn FnMut(&mut Map<String, Value>)) {
    let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for item in paths.values_mut() {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                change(operation);
            }
        }
    }
}

/// Completes every operation.
pub(super) fn complete(root: &mut Map<String, Value>) {
    let schemas =
        root.get("components").and_then(|it| it.get("schemas")).and_then(Value::as_object).cloned().unwrap_or_default();
    let Some(paths) = root.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                let kind = Kind::of(path, method, operation, &schemas);
                add_parameters(path, operation, &kind);
                add_answer_headers(operation, &kind);
                add_problems(operation, &kind);
            }
        }
    }
}

/// What is shared is told by these.
struct Kind {
    /// The headers that the handler reads, and the parameters about pages.
    takes: Vec<String>,
    names_an_object: bool,
    has_body: bool,
    writes: bool,
    is_public: bool,
    is_list: bool,
    /// Its errors have the form of OAuth 2.
    is_for_machines: bool,
}

impl Kind {
    fn of(path: &str, method: &str, operation: &mut Map<String, Value>, schemas: &Map<String, Value>) -> Kind {
        let takes = match operation.remove(TAKES) {
            Some(Value::Array(headers)) => headers.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        let nobody = |security: &Value| security.as_array().is_some_and(|all| all.iter().any(|one| one == &json!({})));
        Kind {
            takes,
            names_an_object: path.contains('{'),
            has_body: operation.contains_key("requestBody"),
            writes: method != "get",
            is_public: operation.get("security").is_some_and(nobody),
            is_list: method == "get" && answers_with_a_page(operation, schemas),
            is_for_machines: path == TOKEN_PATH,
        }
    }

    fn takes(&self, header: &str) -> bool {
        self.takes.iter().any(|taken| taken == header)
    }

    /// The statuses that an operation of this kind can answer with, besides its own.
    fn problems(&self) -> Vec<&'static str> {
        [
            (true, "400"),
            (!self.is_public || self.is_for_machines, "401"),
            (!self.is_public, "403"),
            // A replay is refused to a caller who may no longer read what the first request made.
            (self.names_an_object || self.takes("idempotency-key") && !self.is_public, "404"),
            (self.has_body, "408"),
            (self.writes && !self.is_public, "409"),
            (self.takes("accept"), "406"),
            (self.takes("if-match") || self.takes("if-none-match"), "412"),
            (self.has_body, "413"),
            (self.has_body && !self.is_for_machines, "415"),
            ((self.has_body || self.is_list) && !self.is_for_machines, "422"),
            (self.takes("if-match"), "428"),
            (true, "429"),
            (true, "500"),
            (true, "503"),
        ]
        .into_iter()
        .filter_map(|(applies, status)| applies.then_some(status))
        .collect()
    }
}

fn answers_with_a_page(operation: &Map<String, Value>, schemas: &Map<String, Value>) -> bool {
    let schema = operation
        .get("responses")
        .and_then(|responses| responses.pointer("/200/content/application~1json/schema"))
        .and_then(|schema| resolve(schema, schemas));
    let has =
        |field: &str| schema.and_then(|schema| schema.get("properties")).is_some_and(|all| all.get(field).is_some());
    has("items") && has("next")
}

fn add_parameters(path: &str, operation: &mut Map<String, Value>, kind: &Kind) {
    let shared = std::iter::once("accept-language").chain(kind.takes.iter().map(String::as_str));
    let Value::Array(parameters) = operation.entry("parameters").or_insert_with(|| json!([])) else { return };
    let declared = |parameters: &[Value], name: &str| {
        parameters.iter().any(|parameter| parameter.get("name").and_then(Value::as_str) == Some(name))
    };
    for name in path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}')) {
        if !declared(parameters, name) {
            parameters.push(json!({
                "name": name, "in": "path", "required": true, "description": "The id in the address",
                "schema": {"type": "string", "format": "uuid"},
            }));
        }
    }
    for parameter in parameters.iter_mut().filter_map(Value::as_object_mut) {
        parameter.entry("description").or_insert_with(|| json!("See the schema"));
    }
    let references = shared.map(|name| json!({"$ref": format!("#/components/parameters/{name}")}));
    parameters.extend(references);
}

fn add_answer_headers(operation: &mut Map<String, Value>, kind: &Kind) {
    let conditional = kind.takes("if-none-match");
    let changes = kind.takes("if-match");
    edit(operation, "responses", |responses| {
        if conditional {
            let description = "The caller has it already: an ETag in If-None-Match still holds";
            responses.entry("304").or_insert_with(|| json!({"description": description}));
        }
        for (status, response) in responses.iter_mut().filter(|(status, _)| status.starts_with(['2', '3'])) {
            let mut names = HEADERS.to_vec();
            match status.as_str() {
                "201" => names.extend(["ETag", "Location"]),
                "200" | "206" => {
                    names.extend((conditional || changes).then_some("ETag"));
                    names.extend(kind.is_list.then_some("Link"));
                }
                "304" => names.push("ETag"),
                _ => {}
            }
            add_headers(response, header_references(names));
        }
    });
}

/// Adds headers to a response, whose own description of one goes first.
fn add_headers(response: &mut Value, references: Map<String, Value>) {
    let Some(response) = response.as_object_mut() else { return };
    edit(response, "headers", |headers| {
        for (name, reference) in references {
            headers.entry(name).or_insert(reference);
        }
    });
}

fn add_problems(operation: &mut Map<String, Value>, kind: &Kind) {
    edit(operation, "responses", |responses| {
        if kind.is_for_machines {
            return add_errors_of_oauth(responses, kind);
        }
        for status in kind.problems() {
            let name = RESPONSES.iter().find(|(known, ..)| *known == status).map_or("", |(_, name, _)| name);
            responses.entry(status).or_insert_with(|| json!({"$ref": format!("#/components/responses/{name}")}));
        }
        // An operation that describes an error in its own words still answers with a problem.
        let errors = responses.iter_mut().filter(|(status, _)| status.starts_with(['4', '5']));
        for (status, response) in errors.filter(|(_, response)| response.get("$ref").is_none()) {
            if let Some(response) = response.as_object_mut() {
                response.entry("content").or_insert_with(|| problem_content(status));
            }
            add_headers(response, problem_headers(status));
        }
    });
}

/// The errors of the one operation that answers them in the form of OAuth 2.
fn add_errors_of_oauth(responses: &mut Map<String, Value>, kind: &Kind) {
    for status in kind.problems() {
        let description = RESPONSES.iter().find(|(known, ..)| *known == status).map_or("", |(_, _, text)| text);
        let error = responses.entry(status).or_insert_with(|| json!({"description": description}));
        if let Some(error) = error.as_object_mut() {
            error.insert("content".to_owned(), oauth_content(status));
        }
        add_headers(error, oauth_headers(status));
    }
}

/// References to schemas that the document does not have; a document with one is no good.
pub fn dangling_references(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_references(document, &mut found);
    found.retain(|reference| document.pointer(reference.trim_start_matches('#')).is_none());
    found.sort();
    found.dedup();
    found
}

/// Drops schemas that nothing refers to: what was merged into others leaves its parts behind.
pub(super) fn drop_unused_schemas(document: &mut Value) {
    loop {
        let mut used = Vec::new();
        collect_references(document, &mut used);
        let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else { return };
        let before = schemas.len();
        schemas.retain(|name, _| used.iter().any(|reference| reference.strip_prefix(SCHEMAS) == Some(name)));
        if schemas.len() == before {
            return;
        }
    }
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match inner.as_str() {
                    Some(reference) if key == "$ref" || reference.starts_with(SCHEMAS) => {
                        found.push(reference.to_owned())
                    }
                    _ => collect_references(inner, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}
