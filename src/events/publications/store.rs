//! Publications. The event is their root: whoever changes one has locked that first.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::events::access::Reading;
use crate::events::events::model::PartnerRole;
use crate::events::events::store::{self as events, Row as EventRow};
use crate::events::kinds::{EventForm, EventOccasion};
use crate::events::organiser::Organiser;
use crate::events::publications::model::{
    FirstTimes, PublicStatus, PublicText, Publication, PublicationAction, PublicationState, Shown,
};
use crate::events::publications::rules::{frozen, searched, status_of};
use crate::events::publications::workflow::PublicationFacts;
use crate::kernel::column::from_column;
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, people, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::{AnyConnection, insert_many, insert_row, lock_row, on_engine, rewrite_row};
use crate::kernel::table::Technical;
use crate::schema::{publication_counters, publications};

/// How often what the public sees of a committee's events has changed.
pub const COUNTERS: Technical = Technical {
    table: "publication_counters",
    why: "it counts what is on record already, so that feeds are made anew, and nobody is shown it",
};

/// A publication as it is on record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = publications, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub committee_id: Id,
    pub state: PublicationState,
    pub since: Instant,
    pub event_version: Option<i32>,
    pub requested_text: Option<String>,
    pub requested_by: String,
    pub approved_text: Option<String>,
    pub approved_event_version: Option<i32>,
    pub approved_at: Option<Instant>,
    pub first_starts_at: Option<Instant>,
    pub first_ends_at: Option<Instant>,
    pub sequence: i32,
    pub sequenced_at: Instant,
    pub visible: bool,
    pub occasion: Option<EventOccasion>,
    pub status: Option<PublicStatus>,
    pub starts_at: Option<Instant>,
    pub ends_at: Option<Instant>,
    pub form: Option<EventForm>,
    pub search_text: Option<String>,
}

impl Row {
    /// That of a new event: nobody has asked for it.
    pub fn of(event: &EventRow, now: Instant) -> Self {
        Self {
            id: event.id,
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: event.agency_id,
            committee_id: event.committee_id,
            state: PublicationState::None,
            since: now,
            event_version: None,
            requested_text: None,
            requested_by: "[]".to_owned(),
            approved_text: None,
            approved_event_version: None,
            approved_at: None,
            first_starts_at: None,
            first_ends_at: None,
            sequence: 0,
            sequenced_at: now,
            visible: false,
            occasion: None,
            status: None,
            starts_at: None,
            ends_at: None,
            form: None,
            search_text: None,
        }
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state, or anew in the same.
    pub fn in_state(&self, state: PublicationState, now: Instant) -> Self {
        Self { state, since: if state == self.state { self.since } else { now }, ..self.touched(now) }
    }

    /// The times that were first approved.
    pub fn first_approved(&self) -> Option<FirstTimes> {
        let (starts_at, ends_at) = self.first_starts_at.zip(self.first_ends_at)?;
        Some(FirstTimes { starts_at, ends_at })
    }

    /// What the public sees beside the text.
    pub fn shown(&self) -> Option<Shown> {
        let (occasion, status) = self.occasion.zip(self.status)?;
        let (starts_at, ends_at) = self.starts_at.zip(self.ends_at)?;
        Some(Shown { occasion, status, starts_at, ends_at })
    }

    /// What the public would see beside the text, as the event stands; none before a text was approved.
    pub fn shown_of(&self, event: &EventRow) -> Option<Shown> {
        self.first_approved().map(|first| Shown {
            occasion: event.occasion,
            status: status_of(event.state, event.times(), first),
            starts_at: event.starts_at,
            ends_at: event.ends_at,
        })
    }

    /// The same with what the public sees now, and what it is found by there.
    pub fn showing(mut self, shown: Option<Shown>) -> Result<Self, Problem> {
        let text = self.approved_text()?.filter(|_| shown.is_some());
        self.visible = shown.is_some();
        self.occasion = shown.map(|it| it.occasion);
        self.status = shown.map(|it| it.status);
        self.starts_at = shown.map(|it| it.starts_at);
        self.ends_at = shown.map(|it| it.ends_at);
        self.form = text.as_ref().map(|it| it.form);
        self.search_text = text.map(|it| searched(&it));
        Ok(self)
    }

    /// The same with what it is found by, made anew.
    fn found_anew(self) -> Result<Self, Problem> {
        let shown = self.shown();
        self.showing(shown)
    }

    /// Whether its texts are spelled as they are frozen: that two are the same is told by their spelling.
    fn is_canonical(&self) -> Result<bool, Problem> {
        let asked = self.requested_text()?.as_ref().map(frozen).transpose()?;
        let approved = self.approved_text()?.as_ref().map(frozen).transpose()?;
        Ok(asked == self.requested_text && approved == self.approved_text)
    }

    /// The text that is asked for.
    pub fn requested_text(&self) -> Result<Option<PublicText>, Problem> {
        self.requested_text.as_deref().map(from_column).transpose()
    }

    /// The text that was approved last.
    pub fn approved_text(&self) -> Result<Option<PublicText>, Problem> {
        self.approved_text.as_deref().map(from_column).transpose()
    }

    /// What callers see.
    pub fn answer(&self) -> Result<Publication, Problem> {
        Ok(Publication {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            committee_id: self.committee_id,
            state: self.state,
            since: self.since,
            event_version: self.event_version,
            requested: self.requested_text()?,
            approved: self.approved_text()?,
            approved_event_version: self.approved_event_version,
            approved_at: self.approved_at,
            first_approved: self.first_approved(),
            sequence: self.sequence,
            sequenced_at: self.sequenced_at,
            shown: self.shown(),
            actions: None,
        })
    }

    /// What the rules look at. `named` is the version of the event that the caller read, where he names one.
    pub fn facts(
        &self,
        directory: &Directory,
        event: &EventRow,
        named: Option<i32>,
    ) -> Result<PublicationFacts, Problem> {
        let text = text_of(directory, event)?;
        let is_asked_for = self.requested_text.is_some();
        let as_it_stands = text.as_ref().map(frozen).transpose()?;
        let mut authors: Vec<Id> = from_column(&self.requested_by)?;
        let since = self.approved_event_version.unwrap_or_default();
        authors.extend(event.authors()?.into_iter().filter(|(_, version)| *version > since).map(|(person, _)| person));
        Ok(PublicationFacts {
            organiser: Organiser { agency: self.agency_id, committee: self.committee_id },
            state: self.state,
            event: event.state,
            has_summary: is_asked_for || text.is_some(),
            is_text_public: as_it_stands.is_some() && as_it_stands == self.approved_text,
            is_outread: named.is_some_and(|named| named != event.version),
            authors,
        })
    }
}

/// What the public would be told of an event as it stands; none without a summary.
pub fn text_of(directory: &Directory, event: &EventRow) -> Result<Option<PublicText>, Problem> {
    let Some(summary) = event.public_summary.clone() else { return Ok(None) };
    let described = event.described()?;
    let named = described.partners.iter().filter(|it| it.role == PartnerRole::CoOrganiser);
    let co_organisers =
        named.filter_map(|it| it.agency_id.map(|id| directory.agency_name(id)).or_else(|| it.name.clone())).collect();
    Ok(Some(PublicText {
        title: described.title,
        summary,
        form: described.form,
        form_note: described.form_note,
        mode: described.mode,
        themes: described.themes,
        audiences: described.audiences,
        organiser: directory.agency_name(event.agency_id),
        co_organisers,
        venue: described.venue,
        online_url: described.online_url,
    }))
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    let may = Reading::of(&view.caller).organised(row.committee_id, row.agency_id);
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One publication, by its event; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = on_engine!(view.connection, native => publications::table.find(id).first(native)?);
    readable(view, row)
}

/// The same, locked, with its event locked before it.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<(EventRow, Row), Problem> {
    let event = events::lock(view, id)?.row;
    let row = lock_of(view.connection, id)?;
    Ok((event, readable(view, row)?))
}

/// That of an event, which is locked, whoever may read it.
pub fn lock_of(connection: &mut AnyConnection, event: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(connection, publications::table.find(event));
    Ok(row?)
}

/// That of an event, whoever may read it.
pub fn of_event(connection: &mut AnyConnection, event: Id) -> Result<Row, Problem> {
    Ok(on_engine!(connection, native => publications::table.find(event).first(native)?))
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, publications::table, row)?;
    Ok(())
}

/// Enters many.
pub fn insert_all(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<(), Problem> {
    let shown: BTreeSet<Id> = rows.iter().filter(|row| row.visible).map(|row| row.committee_id).collect();
    insert_many!(connection, publications::table, rows)?;
    shown.into_iter().try_for_each(|committee| count(connection, committee))
}

/// Stores a changed one. Where the public sees something else now, it is counted last: the counter is one row of a committee, and
/// whoever else changes what its public sees waits for it until the commit.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, publications::table, row.id, row)?;
    let is_seen_anew = row.sequence > 0 && row.sequenced_at == row.updated_at;
    if is_seen_anew { count(connection, row.committee_id) } else { Ok(()) }
}

/// Counts a change of what the public sees of a committee's events, in the transaction that makes it.
fn count(connection: &mut AnyConnection, committee: Id) -> Result<(), Problem> {
    let raise = |connection: &mut AnyConnection| {
        diesel::update(publication_counters::table.find(committee))
            .set(publication_counters::counter.eq(publication_counters::counter + 1))
            .execute(connection)
    };
    if raise(connection)? == 0 {
        let first = (publication_counters::committee_id.eq(committee), publication_counters::counter.eq(0));
        // Two may be the first; `ON CONFLICT` does not compile through the multi-connection.
        match connection {
            AnyConnection::Pg(pg) => {
                diesel::insert_into(publication_counters::table).values(first).on_conflict_do_nothing().execute(pg)?
            }
            AnyConnection::Sqlite(sqlite) => diesel::insert_into(publication_counters::table)
                .values(first)
                .on_conflict_do_nothing()
                .execute(sqlite)?,
        };
        raise(connection)?;
    }
    Ok(())
}

/// How often what the public sees of a committee's events has changed. Read before what is shown: then what was made by an older
/// count is never kept under a newer one.
pub fn counted(connection: &mut AnyConnection, committee: Id) -> Result<i64, Problem> {
    let found: Option<i64> = on_engine!(connection, native => publication_counters::table
        .find(committee)
        .select(publication_counters::counter)
        .first(native)
        .optional()?);
    Ok(found.unwrap_or_default())
}

/// Removes that of an event.
pub fn delete(connection: &mut AnyConnection, event: Id) -> Result<(), Problem> {
    diesel::delete(publications::table.find(event)).execute(connection)?;
    Ok(())
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Id)> = publications::table
        .find(id)
        .select((publications::committee_id, publications::agency_id))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(committee, agency)| reading.organised(committee, agency)))
}

/// The version of the event that a step names as read.
pub fn named_in(action: &PublicationAction) -> Option<i32> {
    match action {
        PublicationAction::Request { event_version } => Some(*event_version),
        _ => None,
    }
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "publications",
    keys: &["search_text"],
    apart: None,
    next: |connection, after| refolded!(connection, after, publications => Row, Row::found_anew, [search_text]),
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(publications, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let events = events::of_ids(connection, &ids)?;
    let kept = |row: &Row| {
        let story = part.story(row.id);
        let last = story.iter().rposition(|line| line.action == "request");
        let asking = last.map(|at| people(&story[at..=at], &["request"])).unwrap_or_default();
        let requested_by: Vec<Id> = from_column(&row.requested_by)?;
        let event = events.get(&row.id);
        let follows = |event: &EventRow| row.shown().is_none() || row.shown() == row.shown_of(event);
        let whose = event.is_some_and(|it| (it.agency_id, it.committee_id) == (row.agency_id, row.committee_id));
        Ok(Kept::of(row.id, &row.answer()?)?
            .with("whose it is", whose)
            .with("the times that were first approved", row.first_starts_at.is_some() == row.first_ends_at.is_some())
            .with("how its texts are written down", row.is_canonical()?)
            .with("whether the public sees it", row.visible == row.state.is_visible())
            .with("what the public sees of it", event.is_some_and(follows))
            .with("what it is found by", row.clone().found_anew()? == *row)
            .with("who asked for it", requested_by.into_iter().collect::<BTreeSet<Id>>() == asking))
    };
    rows.iter().map(kept).collect()
}
