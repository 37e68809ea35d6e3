//! Reads the journal for its auditors.

use diesel::prelude::*;

use super::model::{AuditEntry, AuditFilter, AuditOrder};
use super::policy::Reach;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Entry};
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::seal;
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::sql::schema::journal_entries::table;

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    reach: &Reach,
    filter: &AuditFilter,
    page: &PageRequest,
) -> Result<Page<AuditEntry>, Problem> {
    let texts = |words: &[super::model::Word]| words.iter().map(|it| it.0.clone()).collect::<Vec<String>>();
    let filtered = || {
        let mut query = table.into_boxed();
        if !reach.everything {
            let within = journal_entries::owner_agency_id
                .eq_any(reach.agencies.clone())
                .or(journal_entries::actor_agency_id.eq_any(reach.agencies.clone()));
            query = match reach.ownerless {
                true => query.filter(within.or(journal_entries::owner_agency_id.is_null())),
                false => query.filter(within),
            };
        }
        if !filter.resource.is_empty() {
            query = query.filter(journal_entries::resource.eq_any(texts(&filter.resource)));
        }
        if !filter.resource_id.is_empty() {
            query = query.filter(journal_entries::resource_id.eq_any(filter.resource_id.clone()));
        }
        if !filter.actor_id.is_empty() {
            query = query.filter(journal_entries::actor_id.eq_any(filter.actor_id.clone()));
        }
        if !filter.agency_id.is_empty() {
            query = query.filter(journal_entries::owner_agency_id.eq_any(filter.agency_id.clone()));
        }
        if !filter.action.is_empty() {
            query = query.filter(journal_entries::action.eq_any(texts(&filter.action)));
        }
        if let Some(from) = filter.at_from {
            query = query.filter(journal_entries::occurred_at.ge(from));
        }
        if let Some(before) = filter.at_before {
            query = query.filter(journal_entries::occurred_at.lt(before));
        }
        query
    };
    let sort = filter.sort.as_str();
    let after = page.after::<i64>(sort)?.map(|(sequence, _)| sequence);
    let query = match (filter.sort, after) {
        (AuditOrder::NewestFirst, None) => filtered().order(journal_entries::sequence.desc()),
        (AuditOrder::OldestFirst, None) => filtered().order(journal_entries::sequence.asc()),
        (AuditOrder::NewestFirst, Some(after)) => {
            filtered().filter(journal_entries::sequence.lt(after)).order(journal_entries::sequence.desc())
        }
        (AuditOrder::OldestFirst, Some(after)) => {
            filtered().filter(journal_entries::sequence.gt(after)).order(journal_entries::sequence.asc())
        }
    };
    // Asked before the entries: what is sealed in between is shown as such by the next read.
    let frontier = seal::frontier(view.connection)?;
    let rows: Vec<Entry> = query.limit(page.fetch()).load(view.connection)?;
    let total = if page.count() { Some(filtered().count().get_result(view.connection)?) } else { None };
    let page = Page::cut(rows, page, sort, |entry| (entry.sequence, entry.id.0))?.with_total(total);
    let directory = view.caller.directory.clone();
    Ok(page.map(|entry| {
        let sealed = frontier.covers(&entry);
        AuditEntry::of(entry, &directory, sealed)
    }))
}

/// One entry, if the caller may read it.
pub fn find(view: &mut View<'_>, reach: &Reach, id: Id) -> Result<AuditEntry, Problem> {
    let frontier = seal::frontier(view.connection)?;
    let entry: Entry = table.filter(journal_entries::id.eq(id)).first(view.connection)?;
    let within = |agency: Option<Id>| agency.is_some_and(|agency| reach.agencies.contains(&agency));
    let readable = reach.everything
        || within(entry.owner_agency_id)
        || within(entry.actor_agency_id)
        || (reach.ownerless && entry.owner_agency_id.is_none());
    if !readable {
        return Err(Problem::of(Code::NotFound));
    }
    let sealed = frontier.covers(&entry);
    let before = journal::before_of(view.connection, &entry)?;
    Ok(AuditEntry::of(Entry { before, ..entry }, &view.caller.directory, sealed))
}
