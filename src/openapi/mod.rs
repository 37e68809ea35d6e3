//! The OpenAPI document: what utoipa makes of the handlers, completed by one pass with what all operations share.
//!
//! The pass works on the document as JSON. That is what the linters and the generators of clients read, and JSON Schema's
//! keywords are easier to walk there than in typed builders that know only some of them.

mod composition;
mod examples;
mod limits;
mod operations;
mod shared;
mod walk;

use serde_json::{Map, Value, json};

pub use operations::dangling_references;

use crate::kernel::http::Routes;
use crate::kernel::http::oauth::TOKEN_PATH;
use crate::kernel::role::Role;

/// The whole document for these operations; `groups` are their tags, each with what it is about, and `description` introduces it all.
pub fn document(
    routes: &Routes,
    groups: impl Iterator<Item = (&'static str, String)>,
    description: &str,
) -> Result<Value, serde_json::Error> {
    let mut document = serde_json::to_value(routes.openapi())?;
    let Some(root) = document.as_object_mut() else { return Ok(document) };
    root.insert("info".into(), info(description));
    root.insert("servers".into(), servers());
    root.insert("security".into(), json!([{"bearer": []}, {"oauth2": []}]));
    root.insert("tags".into(), groups.map(|(name, about)| json!({"name": name, "description": about})).collect());
    edit(root, "components", |components| {
        shared::add_to(components);
        edit(components, "securitySchemes", |schemes| {
            schemes.insert("bearer".into(), bearer());
            schemes.insert("oauth2".into(), client_credentials());
            schemes.insert("client".into(), json!({"type": "http", "scheme": "basic", "description": CLIENT}));
        });
        edit(components, "schemas", |schemas| {
            composition::merge(schemas);
        });
    });
    operations::complete(root);
    examples::add_to(root)?;
    walk::each_object(&mut document, &mut limits::apply);
    operations::drop_unused_schemas(&mut document);
    Ok(document)
}

fn info(description: &str) -> Value {
    json!({
        "title": "tienbo",
        "summary": env!("CARGO_PKG_DESCRIPTION"),
        "description": description,
        "version": env!("CARGO_PKG_VERSION"),
        "contact": {"name": "The standing agency of the Committee", "url": "https://tienbo.example/contact"},
        "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
    })
}

fn servers() -> Value {
    json!([
        // Swagger UI calls the service that it came from, whatever path a proxy has it below; generated clients need an absolute
        // address to replace.
        {"url": ".", "description": "The service that this document came from, production or demo", "x-internal": false},
        {"url": "https://tienbo.example", "description": "An address for production, to be replaced by yours", "x-internal": false},
    ])
}

/// The document of a service that its users see at an address.
pub fn serve_at(document: &mut Value, public_url: &str) {
    if let Some(server) = document.pointer_mut("/servers/1") {
        *server = json!({"url": public_url, "description": "The service as its users see it", "x-internal": false});
    }
    let below = public_url.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    let token_url = document.pointer_mut("/components/securitySchemes/oauth2/flows/clientCredentials/tokenUrl");
    if let (Some((_, path)), Some(token_url)) = (below, token_url) {
        *token_url = format!("/{path}{TOKEN_PATH}").into();
    }
}

/// Which resources there are, where the record is asked for some: the chapter that keeps it knows none of them.
pub fn name_resources(document: &mut Value, names: &[&str]) {
    let parameters = document.pointer_mut("/paths/~1api~1v1~1audit-entries/get/parameters");
    let all = parameters.and_then(Value::as_array_mut).into_iter().flatten();
    for items in all.filter(|it| it["name"] == "resource").filter_map(|it| it.pointer_mut("/schema/items")) {
        *items = json!({"type": "string", "enum": names});
    }
}

fn bearer() -> Value {
    json!({
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token from `POST /api/v1/auth/login`, `/auth/refresh` or `/auth/token`: an RFC 9068 JWT, signed with \
            EdDSA or ES256, handled as RFC8725 asks (algorithm pinned, issuer, audience and times checked), good for 15 minutes at most.",
    })
}

const CLIENT: &str = "The identifier and the secret of a service account, form-encoded inside (RFC 6749, section 2.3.1): for \
    `POST /api/v1/auth/token` alone.";

/// How a machine gets such a token (RFC 6749 §4.4).
fn client_credentials() -> Value {
    let scope = |role: &Role| (role.to_string(), json!(format!("What the role `{role}` may, as the tables above say")));
    let scopes: Map<String, Value> = Role::OF_MACHINES.iter().map(scope).collect();
    json!({
        "type": "oauth2",
        "description": "Service accounts get an access token, a JWT handled as RFC8725 asks, for their identifier and their secret. A scope is the name of a role that \
            the account holds; without any the token is good for all of them.",
        "flows": {"clientCredentials": {"tokenUrl": TOKEN_PATH, "scopes": scopes}},
    })
}

/// Changes the object under a key, which is made where there is none.
fn edit(parent: &mut Map<String, Value>, key: &str, change: impl FnOnce(&mut Map<String, Value>)) {
    if let Value::Object(object) = parent.entry(key).or_insert_with(|| json!({})) {
        change(object);
    }
}

#[cfg(test)]
mod promises;
#[cfg(test)]
pub(crate) mod tests;
