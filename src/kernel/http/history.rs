//! The history of an object, read from the journal: who, for whom, when, from where to where, and why.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Answer;
use super::reads::Browsing;
use crate::changed_since;
use crate::kernel::db::View;
use crate::kernel::http::listing::NoFilter;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, EntryHead};
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::seal::Frontier;
use crate::kernel::sql::schema::{journal_entries, journal_seals};

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
    /// Why; of a comment, what it says.
    #[schema(max_length = 20_000)]
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
    /// Whether it is part of the sealed chain already: a moment after it was written.
    pub sealed: bool,
}

const ORDER: &str = "sequence";

/// An entry, and how far the chain reaches: the era and the horizon of the latest seal, if any.
type Found = (EntryHead, (Option<i32>, Option<i64>));

impl Browsing<NoFilter> {
    /// Answers with a page of the history of an object, oldest first. `find` is 404 for whoever may not read the object.
    pub async fn history<T>(
        self,
        resource: &'static str,
        id: Id,
        find: impl FnOnce(&mut View<'_>, Id) -> Result<T, Problem> + Send + 'static,
    ) -> Answer {
        self.answer(move |view, _, page| {
            find(view, id)?;
            history_from(view, resource, id, &[], page)
        })
        .await
    }
}

/// The entries that tell of an object, oldest first, from the first entry of one of these actions on where any are named: what
/// came before it is not for every reader. Whether the caller may read the object has been asked before; the portal reads no history.
pub fn history_from(
    view: &mut View<'_>,
    resource: &str,
    id: Id,
    actions: &[&'static str],
    page: &PageRequest,
) -> Result<Page<HistoryEntry>, Problem> {
    view.caller.permit_what_people_did()?;
    let first = match actions {
        [] => None,
        actions => Some(journal::beginning(view.connection, resource, id, actions)?),
    };
    let filtered = || {
        let query = journal_entries::table
            .filter(journal_entries::resource.eq(resource.to_owned()))
            .filter(journal_entries::resource_id.eq(id))
            .into_boxed();
        let query = match first {
            Some(first) => query.filter(journal_entries::sequence.ge(first)),
            None => query,
        };
        // Entries never change: the order in which they were written is that in which they came to be.
        changed_since!(query, page, journal_entries::occurred_at)
    };
    let query = match page.after::<i64>(ORDER)? {
        Some((sequence, _)) => filtered().filter(journal_entries::sequence.gt(sequence)),
        None => filtered(),
    };
    // How far the chain reaches comes with the entries, in the one statement.
    let latest_seal = || journal_seals::table.order(journal_seals::number.desc()).limit(1);
    let frontier = (
        latest_seal().select(journal_seals::era).single_value(),
        latest_seal().select(journal_seals::horizon).single_value(),
    );
    let entries: Vec<Found> = query
        .order(journal_entries::sequence)
        .limit(page.fetch())
        .select((EntryHead::as_select(), frontier))
        .load(view.connection)?;
    let total = page.total(|| filtered().count().get_result(view.connection))?;
    let by_transaction = view.connection.is_postgres();
    let directory = view.caller.directory.clone();
    let person = |id: Option<Id>| id.map(|id| Person { id, name: directory.user_name(id) });
    let page = Page::cut(entries, page, ORDER, |(entry, _)| (entry.sequence, entry.id.0))?.with_total(total);
    Ok(page.map(|(entry, (era, horizon))| HistoryEntry {
        sealed: Frontier::new(era.unwrap_or_default(), horizon.unwrap_or_default(), by_transaction).covers_head(&entry),
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
