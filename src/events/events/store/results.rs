//! What came of events, version by version.

use diesel::prelude::*;

use super::row::Row;
use crate::attachments;
use crate::events::events::model::results::{EventResults, EventResultsVersion};
use crate::kernel::canonical;
use crate::kernel::column::from_column;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::sort::Sort;
use crate::kernel::sql::{AnyConnection, insert_many, insert_row, on_engine};
use crate::listed;
use crate::schema::event_results;

/// What versions of results are called as a resource.
pub const ATTACHED: &str = "event-results";

/// What was told at one time.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = event_results)]
pub struct ResultsRow {
    pub id: Id,
    pub event_id: Id,
    pub number: i32,
    pub event_version: i32,
    pub recorded_at: Instant,
    pub author_id: Id,
    pub content: String,
}

impl ResultsRow {
    /// What was told with a version of an event is one thing: its id follows from that.
    pub fn new(event: &Row, author: Id, results: &EventResults, now: Instant) -> Result<Self, Problem> {
        Ok(Self {
            id: Self::id_of(event.id, event.results_number, now),
            event_id: event.id,
            number: event.results_number,
            event_version: event.version,
            recorded_at: now,
            author_id: author,
            content: canonical::text(results)?,
        })
    }

    /// The identifier of what was told of an event at one time.
    pub fn id_of(event: Id, number: i32, now: Instant) -> Id {
        Id::named(now, &format!("results {event} {number}"))
    }
}

/// Keeps what was told; answers its identifier, for the files that belong to it.
pub fn insert_results(connection: &mut AnyConnection, row: &ResultsRow) -> Result<(), Problem> {
    insert_row!(connection, event_results::table, row)?;
    Ok(())
}

/// Keeps what was told of many events.
pub fn insert_all_results(connection: &mut AnyConnection, rows: Vec<ResultsRow>) -> Result<(), Problem> {
    insert_many!(connection, event_results::table, rows)?;
    Ok(())
}

/// What was told of an event last.
pub(super) fn newest(connection: &mut AnyConnection, row: &Row) -> Result<Option<EventResults>, Problem> {
    if row.results_number == 0 {
        return Ok(None);
    }
    let newest = event_results::table
        .filter(event_results::event_id.eq(row.id))
        .filter(event_results::number.eq(row.results_number))
        .select(event_results::content);
    let content: Option<String> = on_engine!(connection, native => newest.first(native).optional()?);
    content.as_deref().map(from_column).transpose()
}

/// How many files belong to an event, through all that was told of it.
pub fn files_of(connection: &mut AnyConnection, event: Id) -> Result<usize, Problem> {
    let told: Vec<Id> =
        event_results::table.filter(event_results::event_id.eq(event)).select(event_results::id).load(connection)?;
    Ok(attachments::attached_to(connection, ATTACHED, &told)?.values().map(Vec::len).sum())
}

/// Every version of what was told of an event, oldest first.
pub fn results(view: &mut View<'_>, event: Id, page: &PageRequest) -> Result<Page<EventResultsVersion>, Problem> {
    let all = || event_results::table.filter(event_results::event_id.eq(event)).into_boxed();
    let found = listed!(view.connection, page, all => ResultsRow, event_results.recorded_at, Sort::ONLY => {
        () => number: i32,
    }, texts: &["content"]);
    let Page { items, next, total } = found;
    let ids: Vec<Id> = items.iter().map(|row| row.id).collect();
    let mut attached = attachments::attached_to(view.connection, ATTACHED, &ids)?;
    let version = |row: ResultsRow| {
        Ok(EventResultsVersion {
            id: row.id,
            event_id: row.event_id,
            number: row.number,
            event_version: row.event_version,
            author_id: row.author_id,
            recorded_at: row.recorded_at,
            results: from_column(&row.content)?,
            attachments: attached.remove(&row.id).unwrap_or_default(),
        })
    };
    Ok(Page { items: items.into_iter().map(version).collect::<Result<_, Problem>>()?, next, total })
}
