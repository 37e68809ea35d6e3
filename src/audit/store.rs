//! Reads the journal for its auditors.

use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;

use diesel::prelude::*;

use super::model::{AuditEntry, AuditFilter, AuditOrder, Contents};
use super::objects::Objects;
use super::policy::{self, Reach};
use crate::changed_since;
use crate::kernel::chapter::Told;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Entry, EntryHead};
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::seal;
use crate::kernel::sql::row_after;
use crate::kernel::sql::schema::journal_entries;
use crate::kernel::sql::schema::journal_entries::table;

/// The word of entries that tell that an object is gone.
const GONE: &str = "delete";

/// Which entries of an object say to the caller what they say of it.
#[derive(Clone, Copy, Debug)]
enum Shown {
    Nothing,
    Everything,
    /// From an entry on, and without those of some actions.
    Since(i64, &'static [&'static str]),
}

impl Shown {
    fn covers(self, entry: &EntryHead) -> bool {
        match self {
            Self::Nothing => false,
            Self::Everything => true,
            Self::Since(first, without) => entry.sequence >= first && !without.contains(&entry.action.as_str()),
        }
    }
}

/// What the caller is shown of an object: as much as its own history tells him now that he may read it, or everything where it is gone
/// and he could.
fn shown(view: &mut View<'_>, objects: Objects, resource: &str, id: Id) -> Result<Shown, Problem> {
    if (objects.readable)(view, resource, id)? {
        return Ok(match (objects.told)(view, resource, id)? {
            Told::Everything => Shown::Everything,
            Told::Since { first, without } => {
                Shown::Since(journal::beginning(view.connection, resource, id, first)?, without)
            }
        });
    }
    let last: Option<(String, Option<Id>)> = table
        .filter(journal_entries::resource.eq(resource.to_owned()))
        .filter(journal_entries::resource_id.eq(id))
        .order(journal_entries::sequence.desc())
        .select((journal_entries::action, journal_entries::owner_agency_id))
        .first(view.connection)
        .optional()?;
    Ok(match last {
        Some((action, Some(owner))) if action == GONE => {
            match policy::opened_all(&(objects.reads)(resource), &view.caller, owner) {
                true => Shown::Everything,
                false => Shown::Nothing,
            }
        }
        _ => Shown::Nothing,
    })
}

/// One page of what the caller may read, without the objects themselves.
pub fn list(
    view: &mut View<'_>,
    objects: Objects,
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
        changed_since!(query, page, journal_entries::occurred_at)
    };
    let order = filter.sort.as_str();
    let query = if page.by_change() {
        let query = filtered().order((journal_entries::occurred_at, journal_entries::sequence));
        match page.after_change::<(Instant, i64)>()? {
            (way, Some((place, _))) => {
                query.filter(row_after(way, (journal_entries::occurred_at, journal_entries::sequence), place))
            }
            (_, None) => query,
        }
    } else {
        match (filter.sort, page.after::<i64>(order)?.map(|(sequence, _)| sequence)) {
            (AuditOrder::NewestFirst, None) => filtered().order(journal_entries::sequence.desc()),
            (AuditOrder::OldestFirst, None) => filtered().order(journal_entries::sequence.asc()),
            (AuditOrder::NewestFirst, Some(after)) => {
                filtered().filter(journal_entries::sequence.lt(after)).order(journal_entries::sequence.desc())
            }
            (AuditOrder::OldestFirst, Some(after)) => {
                filtered().filter(journal_entries::sequence.gt(after)).order(journal_entries::sequence.asc())
            }
        }
    };
    // Asked before the entries: what is sealed in between is shown as such by the next read.
    let frontier = seal::frontier(view.connection)?;
    let query = query.select(EntryHead::as_select());
    let rows: Vec<EntryHead> = query.limit(page.fetch()).load(view.connection)?;
    let total = if page.count() { Some(filtered().count().get_result(view.connection)?) } else { None };
    let cut = match page.by_change() {
        true => Page::cut_by_change(rows, page, |entry| ((entry.occurred_at, entry.sequence), entry.id.0)),
        false => Page::cut(rows, page, order, |entry| (entry.sequence, entry.id.0)),
    };
    let page = cut?.with_total(total);
    // Each object of the page is asked for once: many entries tell of one.
    let mut told: HashMap<(String, Id), Shown> = HashMap::new();
    for entry in &page.items {
        let object = (entry.resource.clone(), entry.resource_id);
        if let Vacant(place) = told.entry(object) {
            place.insert(shown(view, objects, &entry.resource, entry.resource_id)?);
        }
    }
    let directory = view.caller.directory.clone();
    Ok(page.map(|entry| {
        let sealed = frontier.covers_head(&entry);
        let object = (entry.resource.clone(), entry.resource_id);
        let withheld = !told.get(&object).is_some_and(|shown| shown.covers(&entry));
        AuditEntry::listed(entry, &directory, sealed, withheld)
    }))
}

/// One entry, if the caller may read it.
pub fn find(view: &mut View<'_>, objects: Objects, reach: &Reach, id: Id) -> Result<AuditEntry, Problem> {
    let frontier = seal::frontier(view.connection)?;
    let of_it = || table.filter(journal_entries::id.eq(id));
    let entry: EntryHead = of_it().select(EntryHead::as_select()).first(view.connection)?;
    let within = |agency: Option<Id>| agency.is_some_and(|agency| reach.agencies.contains(&agency));
    let readable = reach.everything
        || within(entry.owner_agency_id)
        || within(entry.actor_agency_id)
        || (reach.ownerless && entry.owner_agency_id.is_none());
    if !readable {
        return Err(Problem::of(Code::NotFound));
    }
    let shown = shown(view, objects, &entry.resource, entry.resource_id)?.covers(&entry);
    let contents: Contents = if shown {
        let whole: Entry = of_it().first(view.connection)?;
        (journal::before_of(view.connection, &whole)?, whole.after)
    } else {
        (None, None)
    };
    let place = seal::place_of(view.connection, &entry)?;
    let sealed = frontier.covers_head(&entry);
    Ok(AuditEntry::listed(entry, &view.caller.directory, sealed, !shown).with(contents).at(place))
}
