//! The shape of a body as the API document describes it: what the reader compares a refused body with. That of a query is the same.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use super::actions::TAG;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// The prefix of references to schemas.
const SCHEMAS: &str = "#/components/schemas/";

/// The schema of a type, with all that it refers to.
pub(super) struct BodySchema {
    /// The type's own.
    pub root: Value,
    named: HashMap<String, Value>,
}

impl BodySchema {
    /// That of a type. It is made for refused bodies and for those with a `null` in them alone, and anew for each: that takes
    /// less than reading the body does.
    pub fn of<T: ToSchema>() -> BodySchema {
        let mut named = Vec::new();
        T::schemas(&mut named);
        let written = |schema| serde_json::to_value(schema).unwrap_or_default();
        BodySchema {
            root: written(T::schema()),
            named: named.into_iter().map(|(name, schema)| (name, written(schema))).collect(),
        }
    }

    /// That of the parameters of a query, as the fields of an object.
    pub fn of_parameters<T: IntoParams>() -> BodySchema {
        let field = |schema| serde_json::to_value(schema).unwrap_or_default();
        let fields = T::into_params(|| None).into_iter().map(|it| (it.name, field(it.schema)));
        BodySchema::of_fields(fields.collect::<Map<_, _>>().into())
    }

    /// That of an object with these fields. What they may refer to is what every chapter has; other types are not known here.
    pub fn of_fields(fields: Value) -> BodySchema {
        let written = |name: &str, schema| (name.to_owned(), serde_json::to_value(schema).unwrap_or_default());
        BodySchema {
            root: json!({"type": "object", "properties": fields}),
            named: HashMap::from([written("Id", Id::schema()), written("Instant", Instant::schema())]),
        }
    }

    /// Past references, past the choice between something and nothing, and past a union whose action is told: the schema
    /// that says what a value must be. A union whose action is unknown stays one.
    pub fn plain<'a>(&'a self, schema: &'a Value, value: &Value) -> &'a Value {
        let schema = self.resolved(schema);
        let Some(choices) = choices(schema) else { return schema };
        let told = value.get(TAG).and_then(Value::as_str);
        let mut open = choices.iter().filter(|choice| !is_nothing(choice));
        let chosen = if self.actions(schema).is_empty() {
            open.next()
        } else {
            open.find(|choice| told.is_some_and(|told| self.actions(choice) == [told]))
        };
        chosen.map_or(schema, |chosen| self.plain(chosen, value))
    }

    /// A schema past a union whose action is not told: one of its variants, whichever comes first.
    pub fn any_variant<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let first = choices(schema).and_then(|variants| variants.iter().find(|variant| !is_nothing(variant)));
        first.map_or(schema, |variant| self.resolved(variant))
    }

    /// Whether a list in a body has more items than its schema takes.
    pub fn is_too_long(&self, body: &Value) -> bool {
        self.has_long_list(&self.root, body)
    }

    fn has_long_list(&self, schema: &Value, value: &Value) -> bool {
        let plain = self.plain(schema, value);
        match value {
            Value::Array(items) => {
                items.len() > most_items(plain) || items.iter().any(|item| self.has_long_list(&plain["items"], item))
            }
            Value::Object(fields) => {
                fields.iter().any(|(name, field)| self.has_long_list(&plain["properties"][name.as_str()], field))
            }
            _ => false,
        }
    }

    /// Whether `null` will do.
    pub fn takes_null(&self, schema: &Value) -> bool {
        let schema = self.resolved(schema);
        kinds(schema).any(|kind| kind == "null") || choices(schema).is_some_and(|all| all.iter().any(is_nothing))
    }

    /// Whether every `null` of a body stands where one will do.
    pub fn takes_nulls_of(&self, body: &Value) -> bool {
        self.takes_nulls_in(&self.root, body)
    }

    fn takes_nulls_in(&self, schema: &Value, value: &Value) -> bool {
        let plain = self.plain(schema, value);
        match value {
            Value::Null => self.takes_null(schema),
            Value::Array(items) => items.iter().all(|item| self.takes_nulls_in(&plain["items"], item)),
            Value::Object(fields) => fields.iter().all(|(name, field)| {
                let known = plain["properties"].get(name);
                known.is_none_or(|known| self.takes_nulls_in(known, field))
            }),
            _ => true,
        }
    }

    /// The actions that a union or one of its variants is about; none for any other schema.
    pub fn actions<'a>(&'a self, schema: &'a Value) -> Vec<&'a str> {
        let schema = self.resolved(schema);
        match choices(schema) {
            Some(variants) => variants.iter().flat_map(|variant| self.actions(variant)).collect(),
            None => words(&schema["properties"][TAG]),
        }
    }

    /// The schema at a place of a body, if the body has a place there.
    pub fn at<'a>(&'a self, body: &Value, pointer: &str) -> Option<&'a Value> {
        let names = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
        let start = (self.plain(&self.root, body), body);
        let (schema, _) = names.into_iter().try_fold(start, |(schema, value), name| {
            let (inner, value) = match value {
                Value::Array(items) => (&schema["items"], items.get(name.parse::<usize>().ok()?)?),
                _ => (schema.get("properties")?.get(&name)?, value.get(&name)?),
            };
            Some((self.plain(inner, value), value))
        })?;
        Some(schema)
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix(SCHEMAS));
        name.and_then(|name| self.named.get(name)).map_or(schema, |named| self.resolved(named))
    }
}

/// What a schema lets choose from.
fn choices(schema: &Value) -> Option<&Vec<Value>> {
    schema["oneOf"].as_array()
}

fn is_nothing(choice: &Value) -> bool {
    choice["type"] == "null"
}

/// How many items a list of this schema takes.
pub(super) fn most_items(schema: &Value) -> usize {
    schema["maxItems"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX)
}

/// The types that a schema names.
pub(super) fn kinds(schema: &Value) -> impl Iterator<Item = &str> {
    let (one, several) = (schema["type"].as_str(), schema["type"].as_array());
    one.into_iter().chain(several.into_iter().flatten().filter_map(Value::as_str))
}

/// The words of an enumeration.
pub(super) fn words(schema: &Value) -> Vec<&str> {
    schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}
