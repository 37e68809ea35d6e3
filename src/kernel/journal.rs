//! The one append-only record of what was done. An entry is written in the transaction of the change it tells of; history,
//! audit, feed and webhooks are readers of it. `before` and `after` are the public answer types, never rows, so that no
//! hash and no secret gets in.

mod authors;

pub use authors::{Acts, authors_among, authors_of_each};

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::kernel::crypto;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::sql::{AnyConnection, on_engine};
use crate::kernel::workflow::Step;

/// A public answer that the journal can keep.
pub trait Record: Serialize {
    /// The resource, as in paths.
    const RESOURCE: &'static str;
    /// Whether a change to it changes who is who, and so voids the snapshot every request is judged by.
    const IN_DIRECTORY: bool = false;

    /// Whether it counts for what an agency may keep: accounts, roles and reminders are entered and changed however full it is.
    const WEIGHS: bool = true;

    /// Whether those keep it whose people wrote it, and not those whose it is: what a team says of an agency, say. Nobody fills up what
    /// somebody else may keep.
    const KEPT_BY_AUTHORS: bool = false;

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
    pub(crate) weighs: bool,
    pub(crate) kept_by_authors: bool,
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
    /// The version that stays, where nothing changed after all.
    pub(crate) stays: Option<i32>,
}

impl Change {
    fn of<R: Record>(action: &str, object: &R) -> Self {
        Self {
            resource: R::RESOURCE,
            in_directory: R::IN_DIRECTORY,
            weighs: R::WEIGHS,
            kept_by_authors: R::KEPT_BY_AUTHORS,
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
            stays: None,
        }
    }

    /// Something new.
    pub fn created<R: Record>(after: &R) -> Result<Self, Problem> {
        Ok(Self { after: Some(text(after)?), ..Self::of("create", after) })
    }

    /// Fields were edited. Where they say what they said before, and nothing beside them has changed, there is nothing to
    /// record: [`Tx::record`](crate::kernel::db::Tx::record) undoes the write.
    pub fn updated<R: Record>(before: &R, after: &R) -> Result<Self, Problem> {
        Ok(Self::changed("update", before, after)?.unless_same(before.version()))
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

    /// For a step that finds its work done already, such as opening what is open. Other steps that lead nowhere are acts all the
    /// same: progress that is what it was is a report of today.
    pub fn unless_same(mut self, version_before: i32) -> Self {
        let is_same = self.before.as_deref().zip(self.after.as_deref()).is_some_and(|(it, now)| says_the_same(it, now));
        self.stays = is_same.then_some(version_before);
        self
    }

    /// Something new that a step on another object opened; the answer to that step.
    pub fn opened<R: Record>(action: &str, after: &R) -> Result<Self, Problem> {
        Ok(Self { after: Some(text(after)?), ..Self::of(action, after) })
    }

    /// The agency that keeps what is told of it, where somebody did it for an agency: whose object it is, or else who acted; the other
    /// way round where those keep it who wrote it.
    pub(crate) fn keeper(&self, acted_for: Option<Id>) -> Option<Id> {
        if self.kept_by_authors { acted_for.or(self.owner) } else { self.owner.or(acted_for) }
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

/// What every change raises, whatever it is about.
const RAISED: [&str; 2] = ["version", "updated_at"];

/// Whether two answers say the same, but for what every change raises.
fn says_the_same(before: &str, after: &str) -> bool {
    /// More than what is raised can make of a difference, in bytes.
    const NEVER_RAISED_BY: usize = 64;
    type Fields<'a> = BTreeMap<String, &'a RawValue>;
    fn fields(text: &str) -> Option<Fields<'_>> {
        serde_json::from_str(text).ok()
    }
    if before.len().abs_diff(after.len()) > NEVER_RAISED_BY {
        return false;
    }
    let (Some(before), Some(after)) = (fields(before), fields(after)) else { return false };
    before.len() == after.len()
        && before.iter().zip(&after).all(|((name, it), (other, now))| {
            name == other && (RAISED.contains(&name.as_str()) || it.get() == now.get())
        })
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
    pub(crate) before_sha256: Option<Vec<u8>>,
    pub(crate) after_sha256: Option<Vec<u8>>,
    /// The agency that keeps it, which is counted and not written.
    #[diesel(skip_insertion)]
    pub(crate) keeper: Option<Id>,
}

impl NewEntry {
    /// About so many bytes it takes.
    pub(crate) fn bytes(&self) -> i64 {
        let texts = [&self.before, &self.after, &self.reason];
        ENTRY_BYTES + texts.into_iter().flatten().map(|text| text.len() as i64).sum::<i64>()
    }

    /// Whether it tells of the same object as another.
    fn is_of(&self, other: &Self) -> bool {
        self.resource == other.resource && self.resource_id == other.resource_id
    }
}

/// About so many bytes an entry takes beside what it tells: its columns, its hashes, its place in the indexes and in the chain.
const ENTRY_BYTES: i64 = 400;

/// From so many bytes on it pays to look whether `before` is on record already.
const LARGE: usize = 512;

/// Drops `before` where the entry before told it after, its hash alone is kept. The entries are those of one transaction, which
/// holds what they tell of.
pub(crate) fn thinned(connection: &mut AnyConnection, mut entries: Vec<NewEntry>) -> QueryResult<Vec<NewEntry>> {
    for place in 0..entries.len() {
        let (earlier, rest) = entries.split_at_mut(place);
        let Some(entry) = rest.first_mut() else { break };
        if entry.before.as_ref().is_none_or(|it| it.len() < LARGE) {
            continue;
        }
        let told = match earlier.iter().rev().find(|it| it.is_of(entry)) {
            Some(earlier) => earlier.after_sha256.clone(),
            None => told_last(connection, &entry.resource, entry.resource_id)?,
        };
        if told.is_some() && told == entry.before_sha256 {
            entry.before = None;
        }
    }
    Ok(entries)
}

/// The hash of what the newest entry of an object told after.
fn told_last(connection: &mut AnyConnection, resource: &str, id: Id) -> QueryResult<Option<Vec<u8>>> {
    let of_it = journal_entries::table
        .filter(journal_entries::resource_id.eq(id))
        .filter(journal_entries::resource.eq(resource))
        .order(journal_entries::sequence.desc())
        .select(journal_entries::after_sha256);
    let told: Option<Option<Vec<u8>>> = on_engine!(connection, native => of_it.first(native).optional())?;
    Ok(told.flatten())
}

/// What an entry tells of before: its own word, or what the entry before told after.
pub fn before_of(connection: &mut AnyConnection, entry: &Entry) -> QueryResult<Option<String>> {
    let Some(hash) = entry.before_sha256.as_ref().filter(|_| entry.before.is_none()) else {
        return Ok(entry.before.clone());
    };
    let told = || {
        journal_entries::table
            .filter(journal_entries::resource_id.eq(entry.resource_id))
            .filter(journal_entries::resource.eq(&entry.resource))
            .filter(journal_entries::sequence.lt(entry.sequence))
            .filter(journal_entries::after.is_not_null())
            .order(journal_entries::sequence.desc())
            .select(journal_entries::after.assume_not_null())
    };
    // The one right before it, as a rule; its hash is not asked for, since it may not be there.
    let earlier: Option<String> = told().first(connection).optional()?;
    if let Some(text) = earlier.filter(|text| crypto::sha256(text.as_bytes()).as_slice() == hash.as_slice()) {
        return Ok(Some(text));
    }
    told().filter(journal_entries::after_sha256.eq(hash)).first(connection).optional()
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
    /// The public answer before, as JSON; none where the entry before told it after, see [`before_of`].
    pub before: Option<String>,
    /// The public answer after, as JSON.
    pub after: Option<String>,
    /// The request.
    pub request_id: Option<String>,
    /// The SHA-256 of the public answer before.
    pub before_sha256: Option<Vec<u8>>,
    /// The SHA-256 of the public answer after.
    pub after_sha256: Option<Vec<u8>>,
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

/// The first entry of an object that tells of one of some actions: what came before it is not for every reader. Behind all entries where
/// there is none.
pub fn beginning(connection: &mut AnyConnection, resource: &str, id: Id, actions: &[&'static str]) -> QueryResult<i64> {
    let first: Option<i64> = journal_entries::table
        .filter(journal_entries::resource.eq(resource))
        .filter(journal_entries::resource_id.eq(id))
        .filter(journal_entries::action.eq_any(actions))
        .select(diesel::dsl::min(journal_entries::sequence))
        .first(connection)?;
    Ok(first.unwrap_or(i64::MAX))
}

/// When something was done with each of some objects of a resource, the last time; those with which it never was are left out.
pub fn done_at(
    connection: &mut AnyConnection,
    resource: &'static str,
    objects: &[Id],
    action: &'static str,
) -> QueryResult<HashMap<Id, Instant>> {
    let mut found = HashMap::new();
    for some in objects.chunks(500) {
        let rows: Vec<(Id, Instant)> = journal_entries::table
            .filter(journal_entries::resource_id.eq_any(some))
            .filter(journal_entries::resource.eq(resource))
            .filter(journal_entries::action.eq(action))
            .order(journal_entries::sequence)
            .select((journal_entries::resource_id, journal_entries::occurred_at))
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Why steps were taken, of those entries that say why.
pub fn reasons(connection: &mut AnyConnection, entries: &[Id]) -> QueryResult<HashMap<Id, String>> {
    let mut found = HashMap::new();
    for some in entries.chunks(500) {
        let rows: Vec<(Id, String)> = journal_entries::table
            .filter(journal_entries::id.eq_any(some))
            .filter(journal_entries::reason.is_not_null())
            .select((journal_entries::id, journal_entries::reason.assume_not_null()))
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Whether what an entry tells of has moved along its workflow since.
pub fn has_moved_since(connection: &mut AnyConnection, entry: Id) -> QueryResult<bool> {
    let told: Option<(i64, String, Id)> = journal_entries::table
        .filter(journal_entries::id.eq(entry))
        .select((journal_entries::sequence, journal_entries::resource, journal_entries::resource_id))
        .first(connection)
        .optional()?;
    let Some((sequence, resource, id)) = told else { return Ok(false) };
    let moves = journal_entries::table
        .filter(journal_entries::resource_id.eq(id))
        .filter(journal_entries::resource.eq(resource))
        .filter(journal_entries::sequence.gt(sequence))
        .filter(journal_entries::to_state.is_not_null())
        .filter(journal_entries::from_state.is_null().or(journal_entries::from_state.ne(journal_entries::to_state)));
    diesel::select(diesel::dsl::exists(moves)).get_result(connection)
}

/// How many objects of a resource somebody has made.
pub fn made_by(connection: &mut AnyConnection, user: Id, resource: &str) -> QueryResult<usize> {
    let count: i64 = journal_entries::table
        .filter(journal_entries::actor_id.eq(user))
        .filter(journal_entries::resource.eq(resource))
        .filter(journal_entries::action.eq("create"))
        .count()
        .get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Why an action on an object was taken, where that was said: the last time.
pub fn reason_of(
    connection: &mut AnyConnection,
    resource: &'static str,
    object: Id,
    action: &'static str,
) -> QueryResult<Option<String>> {
    let entries = journal_entries::table
        .filter(journal_entries::resource_id.eq(object))
        .filter(journal_entries::resource.eq(resource))
        .filter(journal_entries::action.eq(action))
        .order(journal_entries::sequence.desc());
    Ok(entries.select(journal_entries::reason).first::<Option<String>>(connection).optional()?.flatten())
}

/// Who took an action on an object, and when: the last time; none where nobody did, or the service itself.
pub fn done_by(
    connection: &mut AnyConnection,
    resource: &'static str,
    object: Id,
    action: &'static str,
) -> QueryResult<Option<(Id, Instant)>> {
    journal_entries::table
        .filter(journal_entries::resource_id.eq(object))
        .filter(journal_entries::resource.eq(resource))
        .filter(journal_entries::action.eq(action))
        .filter(journal_entries::actor_id.is_not_null())
        .order(journal_entries::sequence.desc())
        .select((journal_entries::actor_id.assume_not_null(), journal_entries::occurred_at))
        .first(connection)
        .optional()
}

/// Since when some objects of a resource are in the state in which they are: when the last step was taken that led each of them from
/// one state to another. Those that took none are left out.
pub fn standing_since(
    connection: &mut AnyConnection,
    resource: &'static str,
    objects: &[Id],
) -> QueryResult<HashMap<Id, Instant>> {
    let mut found = HashMap::new();
    for some in objects.chunks(500) {
        let rows: Vec<(Id, Instant)> = journal_entries::table
            .filter(journal_entries::resource_id.eq_any(some))
            .filter(journal_entries::resource.eq(resource))
            .filter(journal_entries::from_state.ne(journal_entries::to_state))
            .order((journal_entries::resource_id, journal_entries::sequence))
            .select((journal_entries::resource_id, journal_entries::occurred_at))
            .load(connection)?;
        // The last of each is the newest.
        found.extend(rows);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_change_raises_is_no_change() {
        let text = r#"{"id":"a","version":9,"updated_at":"2017-02-01T02:00:00Z","title":"x","parts":[{"version":1}]}"#;
        let raised =
            r#"{"id":"a","version":10,"updated_at":"2017-02-01T02:00:00.5Z","title":"x","parts":[{"version":1}]}"#;
        assert!(says_the_same(text, raised));
        for other in [
            raised.replace("\"x\"", "\"y\""),
            raised.replace("\"x\"", "null"),
            raised.replace("{\"version\":1}", "{\"version\":2}"),
            raised.replace(",\"title\":\"x\"", ""),
            raised.replace("\"x\"", &format!("\"{}\"", "x".repeat(100))),
        ] {
            assert!(!says_the_same(text, &other), "{other}");
        }
    }
}
