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
    root.insert("security".into(), json!([{"bearer": []}]));
    root.insert("tags".into(), groups.map(|(name, about)| json!({"name": name, "description": about})).collect());
    edit(root, "components", |components| {
        shared::add_to(components);
        edit(components, "securitySchemes", |schemes| {
            schemes.insert("bearer".into(), bearer());
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
        // Swagger UI calls the service that it came from; generated clients need an absolute address to replace.
        {"url": "/", "description": "The service that this document came from, production or demo", "x-internal": false},
        {"url": "https://tienbo.example", "description": "An address for production, to be replaced by yours", "x-internal": false},
    ])
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
