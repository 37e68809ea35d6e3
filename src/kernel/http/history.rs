//! The history of an object, read from the journal: who, for whom, when, from where to where, and why.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::page::{Page, PageRequest};
use crate::kernel::clock::Instant;
use crate::kernel::db::View;
use crate::kernel::db::schema::journal_entries;
use crate::kernel::id::Id;
use crate::kernel::journal::Entry;
use crate::kernel::problem::Problem;

/// Somebody on the record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Person {
    /// The account.
    pub id: Id,
    /// The name.
    #[schema(max_length = 200)]
    pub name: String,
}

/// One step in the history of an object.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// The journal entry.
    pub id: Id,
    /// What was done.
    #[schema(max_length = 60, example = "issue")]
    pub action: String,
    /// The state before; null where it did not change or there was none.
    #[schema(max_length = 60)]
    pub from: Option<String>,
    /// The state after.
    #[schema(max_length = 60)]
    pub to: Option<String>,
    /// Why.
    #[schema(max_length = 5_000)]
    pub reason: Option<String>,
    /// Who; null for what the service does by itself.
    pub actor: Option<Person>,
    /// For whom, where a delegation was the right.
    pub on_behalf_of: Option<Person>,
    /// At which agency.
    pub agency_id: Option<Id>,
    /// When, in civil time.
    pub at: Instant,
    /// The version after it.
    #[schema(minimum = 1)]
    pub version: i32,
}

const ORDER: &str = "sequence";

/// The entries that tell of an object, oldest first. Whether the caller may read the object has been asked before.
pub fn history(view: &mut View<'_>, resource: &str, id: Id, page: &PageRequest) -> Result<Page<HistoryEntry>, Problem> {
    history_from(view, resource, id, None, page)
}

/// The same from the first entry of an action on: what came before it is not for every reader.
pub fn history_from(
    view: &mut View<'_>,
    resource: &str,
    id: Id,
    action: Option<&str>,
    page: &PageRequest,
) -> Result<Page<HistoryEntry>, Problem> {
    let mut query = journal_entries::table
        .filter(journal_entries::resource.eq(resource.to_owned()))
        .filter(journal_entries::resource_id.eq(id))
        .into_boxed();
    if let Some(action) = action {
        let first: Option<i64> = journal_entries::table
            .filter(journal_entries::resource_id.eq(id))
            .filter(journal_entries::action.eq(action.to_owned()))
            .select(diesel::dsl::min(journal_entries::sequence))
            .first(view.connection)?;
        query = query.filter(journal_entries::sequence.ge(first.unwrap_or(i64::MAX)));
    }
    if let Some((sequence, _)) = page.after::<i64>(ORDER)? {
        query = query.filter(journal_entries::sequence.gt(sequence));
    }
    let entries: Vec<Entry> = query.order(journal_entries::sequence).limit(page.fetch()).load(view.connection)?;
    let directory = view.caller.directory.clone();
    let person = |id: Option<Id>| id.map(|id| Person { id, name: directory.user_name(id) });
    let page = Page::cut(entries, page, ORDER, |entry| (entry.sequence, entry.id.0))?;
    Ok(page.map(|entry| HistoryEntry {
        id: entry.id,
        action: entry.action,
        from: entry.from_state,
        to: entry.to_state,
        reason: entry.reason,
        actor: person(entry.actor_id),
        on_behalf_of: person(entry.on_behalf_of_id),
        agency_id: entry.actor_agency_id,
        at: entry.occurred_at,
        version: entry.resource_version,
    }))
}
