//! An entry of the record as its readers see it.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use validator::Validate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::EntryHead;
use crate::kernel::seal::Place;
use crate::kernel::text_enum::text_enum;

/// The longest name of a resource or an action, in characters.
const LONGEST_WORD: usize = 60;

/// The name of a resource or an action, as in paths and bodies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Word(pub String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let fits = (1..=LONGEST_WORD).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || b"-_".contains(&byte));
        if fits { Ok(Self(text)) } else { Err(serde::de::Error::custom("not a name of a resource or an action")) }
    }
}

impl PartialSchema for Word {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(LONGEST_WORD))
            .pattern(Some("^[a-z_-]{1,60}$"))
            .description(Some("The name of a resource or an action, as in paths and bodies"))
            .into()
    }
}

impl ToSchema for Word {
    fn name() -> std::borrow::Cow<'static, str> {
        "Word".into()
    }
}

/// Somebody, or an agency, by id and by today's name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Named {
    /// The id.
    pub id: Id,
    /// The name.
    #[schema(max_length = 300)]
    pub name: String,
}

/// One entry of the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its identifier.
    pub id: Id,
    /// When it was done, in the civil time that deadlines are judged by.
    pub occurred_at: Instant,
    /// When it was written, by the machine's clock.
    pub recorded_at: Instant,
    /// Who did it; null for what the service or a command of the operator did.
    pub actor: Option<Named>,
    /// For whom, where a delegation was the right.
    pub on_behalf_of: Option<Named>,
    /// Acting at which agency.
    pub actor_agency: Option<Named>,
    /// In which role; null where no rule of the policy table was needed.
    #[schema(max_length = 60)]
    pub actor_role: Option<String>,
    /// The agency whose object it is; null for what belongs to nobody.
    pub owner_agency: Option<Named>,
    /// The resource, as in paths.
    pub resource: Word,
    /// The object.
    pub resource_id: Id,
    /// The object's version after it.
    #[schema(minimum = 1)]
    pub resource_version: i32,
    /// What was done.
    pub action: Word,
    /// The state before; null where it did not change or there was none.
    #[schema(max_length = 60)]
    pub from: Option<String>,
    /// The state after.
    #[schema(max_length = 60)]
    pub to: Option<String>,
    /// Why; null where it is withheld.
    #[schema(max_length = 20_000)]
    pub reason: Option<String>,
    /// Whether `reason`, `before` and `after` are withheld: the object's own page would not show it to the reader either.
    pub withheld: bool,
    /// The object before, as its readers saw it; null for something new, and where it is withheld. Absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, required = false)]
    pub before: Option<Option<Box<RawValue>>>,
    /// The object after; null when it is gone, and where it is withheld. Absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>, required = false)]
    pub after: Option<Option<Box<RawValue>>>,
    /// The request that did it, as in our log.
    #[schema(max_length = 200)]
    pub request_id: Option<String>,
    /// Whether it is part of the sealed chain already: a moment after it was written.
    pub sealed: bool,
    /// Its position in the chain, from 1; null where it is not sealed yet. Absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<i64>, minimum = 1, required = false)]
    pub position: Option<Option<i64>>,
    /// What the chain comes to with it, in hexadecimal; null where it is not sealed yet. Absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$", required = false)]
    pub hash: Option<Option<String>>,
}

/// The object of an entry, before and after, as JSON.
pub type Contents = (Option<String>, Option<String>);

impl AuditEntry {
    /// The entry as lists show it, with the names of today.
    pub fn listed(entry: EntryHead, directory: &Directory, sealed: bool, withheld: bool) -> Self {
        let person = |id: Option<Id>| id.map(|id| Named { id, name: directory.user_name(id) });
        let agency = |id: Option<Id>| id.map(|id| Named { id, name: directory.agency_name(id) });
        Self {
            id: entry.id,
            occurred_at: entry.occurred_at,
            recorded_at: entry.recorded_at,
            actor: person(entry.actor_id),
            on_behalf_of: person(entry.on_behalf_of_id),
            actor_agency: agency(entry.actor_agency_id),
            actor_role: entry.actor_role,
            owner_agency: agency(entry.owner_agency_id),
            resource: Word(entry.resource),
            resource_id: entry.resource_id,
            resource_version: entry.resource_version,
            action: Word(entry.action),
            from: entry.from_state,
            to: entry.to_state,
            reason: entry.reason.filter(|_| !withheld),
            withheld,
            before: None,
            after: None,
            request_id: entry.request_id,
            sealed,
            position: None,
            hash: None,
        }
    }

    /// The same on its own page, with the object.
    #[must_use]
    pub fn with(self, (before, after): Contents) -> Self {
        // What was written as JSON is JSON; an entry that somebody spoiled is for `audit verify` to name, not a 500.
        let json = |text: Option<String>| text.and_then(|text| RawValue::from_string(text).ok());
        Self { before: Some(json(before)), after: Some(json(after)), ..self }
    }

    /// The same with its place in the chain.
    #[must_use]
    pub fn at(self, place: Option<Place>) -> Self {
        let (position, hash) = place.map(|it| (it.position, it.hash)).unzip();
        Self { position: Some(position), hash: Some(hash), ..self }
    }
}

/// The head of the sealed chain: keep it elsewhere, and `tienbo audit verify --head` tells whether the record still holds it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AuditHead {
    /// How many entries are sealed.
    #[schema(minimum = 0)]
    pub position: i64,
    /// The SHA-256 hash of the last of them, in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub hash: String,
}

text_enum! {
    /// The order of the record.
    #[derive(Default)]
    pub enum AuditOrder {
        /// The newest first.
        #[default]
        NewestFirst => "-sequence",
        /// The oldest first.
        OldestFirst => "sequence",
    }
}

/// Which entries to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Of any of these resources, as in paths.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20, inline)]
    pub resource: Vec<Word>,
    /// Of any of these objects.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20, inline)]
    pub resource_id: Vec<Id>,
    /// By any of these people.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20, inline)]
    pub actor_id: Vec<Id>,
    /// Of an object of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20, inline)]
    pub agency_id: Vec<Id>,
    /// Any of these actions.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20, inline)]
    pub action: Vec<Word>,
    /// Done at this instant of civil time or later.
    pub at_from: Option<Instant>,
    /// Done before this instant.
    pub at_before: Option<Instant>,
    /// The order in which they were written.
    #[serde(default)]
    #[param(inline)]
    pub sort: AuditOrder,
}
