//! The one append-only record of what was done. An entry is written in the transaction of the change it tells of; history,
//! audit, feed and webhooks are readers of it. `before` and `after` are the public answer types, never rows, so that no
//! hash and no secret gets in.

use diesel::prelude::*;
use serde::Serialize;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::workflow::Step;

/// A public answer that the journal can keep.
pub trait Record: Serialize {
    /// The resource, as in paths.
    const RESOURCE: &'static str;
    /// Whether a change to it changes who is who, and so voids the snapshot every request is judged by.
    const IN_DIRECTORY: bool = false;

    /// Its identifier.
    fn id(&self) -> Id;
    /// Its version after the change.
    fn version(&self) -> i32;
    /// The agency whose it is; none for what belongs to nobody.
    fn owner(&self) -> Option<Id>;
}

/// One change, ready to be recorded.
#[derive(Debug)]
pub struct Change {
    pub(crate) resource: &'static str,
    pub(crate) in_directory: bool,
    pub(crate) id: Id,
    pub(crate) version: i32,
    pub(crate) owner: Option<Id>,
    pub(crate) action: String,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) authority: Option<Authority>,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Change {
    fn of<R: Record>(action: &str, object: &R) -> Self {
        Self {
            resource: R::RESOURCE,
            in_directory: R::IN_DIRECTORY,
            id: object.id(),
            version: object.version(),
            owner: object.owner(),
            action: action.to_owned(),
            from: None,
            to: None,
            reason: None,
            authority: None,
            before: None,
            after: None,
        }
    }

    /// Something new.
    pub fn created<R: Record>(after: &R) -> Result<Self, Problem> {
        Ok(Self { after: Some(text(after)?), ..Self::of("create", after) })
    }

    /// Fields were edited.
    pub fn updated<R: Record>(before: &R, after: &R) -> Result<Self, Problem> {
        Self::changed("update", before, after)
    }

    /// Anything else that leaves the object in place: a password set, a secret renewed.
    pub fn changed<R: Record>(action: &str, before: &R, after: &R) -> Result<Self, Problem> {
        Ok(Self { before: Some(text(before)?), after: Some(text(after)?), ..Self::of(action, after) })
    }

    /// It is gone.
    pub fn deleted<R: Record>(before: &R) -> Result<Self, Problem> {
        Ok(Self { before: Some(text(before)?), ..Self::of("delete", before) })
    }

    /// It moved along its workflow.
    pub fn moved<R: Record, S: std::fmt::Display>(step: &Step<S>, before: &R, after: &R) -> Result<Self, Problem> {
        Ok(Self {
            from: Some(step.from.to_string()),
            to: Some(step.to.to_string()),
            authority: Some(step.authority),
            ..Self::changed(step.action, before, after)?
        })
    }

    /// Something new that a step on another object opened; the answer to that step.
    pub fn opened<R: Record>(action: &str, after: &R) -> Result<Self, Problem> {
        Ok(Self { after: Some(text(after)?), ..Self::of(action, after) })
    }

    /// From which state to which.
    pub fn between(mut self, from: impl std::fmt::Display, to: impl std::fmt::Display) -> Self {
        self.from = Some(from.to_string());
        self.to = Some(to.to_string());
        self
    }

    /// The state something new begins in.
    pub fn beginning(mut self, state: impl std::fmt::Display) -> Self {
        self.to = Some(state.to_string());
        self
    }

    /// The reason the person gave.
    pub fn because(mut self, reason: Option<&str>) -> Self {
        self.reason = reason.map(str::to_owned);
        self
    }

    /// By what right it was done.
    pub fn by(mut self, authority: Authority) -> Self {
        self.authority = Some(authority);
        self
    }
}

fn text<R: Serialize>(answer: &R) -> Result<String, Problem> {
    serde_json::to_string(answer).map_err(|error| {
        tracing::error!(%error, "an answer could not be written as JSON");
        Problem::of(Code::Internal)
    })
}

/// An entry as it is written. Nothing is left to a default: with `DEFAULT` in it a statement is prepared anew each time.
#[derive(Debug, Insertable)]
#[diesel(table_name = journal_entries, treat_none_as_default_value = false)]
pub(crate) struct NewEntry {
    pub(crate) id: Id,
    pub(crate) era: i32,
    pub(crate) occurred_at: Instant,
    pub(crate) recorded_at: Instant,
    pub(crate) actor_id: Option<Id>,
    pub(crate) on_behalf_of_id: Option<Id>,
    pub(crate) actor_agency_id: Option<Id>,
    pub(crate) actor_role: Option<String>,
    pub(crate) owner_agency_id: Option<Id>,
    pub(crate) resource: String,
    pub(crate) resource_id: Id,
    pub(crate) resource_version: i32,
    pub(crate) action: String,
    pub(crate) from_state: Option<String>,
    pub(crate) to_state: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) request_id: Option<String>,
}

/// An entry as it is read.
#[derive(Clone, Debug, Queryable)]
pub struct Entry {
    /// The order of insertion; the final order is the seal's.
    pub sequence: i64,
    /// Its identifier.
    pub id: Id,
    /// Which life of the database.
    pub era: i32,
    /// The database transaction (PostgreSQL; 0 on SQLite).
    pub transaction_id: i64,
    /// Civil time.
    pub occurred_at: Instant,
    /// Machine time.
    pub recorded_at: Instant,
    /// Who.
    pub actor_id: Option<Id>,
    /// For whom.
    pub on_behalf_of_id: Option<Id>,
    /// Acting at which agency.
    pub actor_agency_id: Option<Id>,
    /// In which role.
    pub actor_role: Option<String>,
    /// Whose object.
    pub owner_agency_id: Option<Id>,
    /// Which kind of object.
    pub resource: String,
    /// Which object.
    pub resource_id: Id,
    /// Its version after the change.
    pub resource_version: i32,
    /// What.
    pub action: String,
    /// The state before.
    pub from_state: Option<String>,
    /// The state after.
    pub to_state: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The public answer before, as JSON.
    pub before: Option<String>,
    /// The public answer after, as JSON.
    pub after: Option<String>,
    /// The request.
    pub request_id: Option<String>,
}

/// An entry without the object itself: what histories and lists show. `before` and `after` may be a megabyte each, and are read
/// where somebody asks for that one entry.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = journal_entries)]
pub struct EntryHead {
    /// The order of insertion; the final order is the seal's.
    pub sequence: i64,
    /// Its identifier.
    pub id: Id,
    /// Which life of the database.
    pub era: i32,
    /// The database transaction (PostgreSQL; 0 on SQLite).
    pub transaction_id: i64,
    /// Civil time.
    pub occurred_at: Instant,
    /// Machine time.
    pub recorded_at: Instant,
    /// Who.
    pub actor_id: Option<Id>,
    /// For whom.
    pub on_behalf_of_id: Option<Id>,
    /// Acting at which agency.
    pub actor_agency_id: Option<Id>,
    /// In which role.
    pub actor_role: Option<String>,
    /// Whose object.
    pub owner_agency_id: Option<Id>,
    /// Which kind of object.
    pub resource: String,
    /// Which object.
    pub resource_id: Id,
    /// Its version after the change.
    pub resource_version: i32,
    /// What.
    pub action: String,
    /// The state before.
    pub from_state: Option<String>,
    /// The state after.
    pub to_state: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The request.
    pub request_id: Option<String>,
}

/// The people, and those they acted for, who took one of these actions on one of these objects.
pub fn actors(connection: &mut AnyConnection, objects: &[Id], actions: &[&'static str]) -> QueryResult<Vec<Id>> {
    let mut found = Vec::new();
    for some in objects.chunks(500) {
        let rows: Vec<(Option<Id>, Option<Id>)> = journal_entries::table
            .filter(journal_entries::resource_id.eq_any(some))
            .filter(journal_entries::action.eq_any(actions))
            .select((journal_entries::actor_id, journal_entries::on_behalf_of_id))
            .distinct()
            .load(connection)?;
        found.extend(rows.into_iter().flat_map(|(actor, on_behalf_of)| [actor, on_behalf_of]).flatten());
    }
    found.sort();
    found.dedup();
    Ok(found)
}
