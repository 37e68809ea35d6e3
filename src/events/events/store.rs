//! Events, who organises them together, and what came of them.
//!
//! Order of locks: the Month (shared), events in the order of their ids, the publication of each.

mod figures;
mod held;
mod results;
mod series;

pub use figures::{FiguresRow, insert_all_figures, insert_figures, save_figures};
pub use held::held;
pub use results::{ATTACHED, ResultsRow, files_of, insert_all_results, insert_results, results};
pub use series::{SeriesRow, find_series, free_series, held_series, insert_series, may_read_series};

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::events::access::Reading;
use crate::events::events::model::bodies::{Described, EventPatch};
use crate::events::events::model::results::EventResults;
use crate::events::events::model::{Event, EventColumn, EventFilter, EventState, ResultsStanding};
use crate::events::events::rules::{self, Edited};
use crate::events::events::workflow::EventFacts;
use crate::events::kinds::{EventForm, EventMode, EventOccasion};
use crate::events::organiser::Organiser;
use crate::events::publications::model::FirstTimes;
use crate::events::window;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{
    AnyConnection, among, any_of, bytes_of, insert_many, insert_row, lock_row, on_engine, rewrite_row, share_rows,
};
use crate::kernel::text;
use crate::schema::{action_months, event_co_organisers, event_figures, event_results, events};
use crate::{containing, keyset};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "events_pkey", columns: "events.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// An event as it is on record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = events, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub committee_id: Id,
    pub recipient_id: Id,
    pub action_month_id: Option<Id>,
    pub series_id: Option<Id>,
    pub occasion: EventOccasion,
    pub form: EventForm,
    pub form_note: Option<String>,
    pub mode: EventMode,
    pub title: String,
    pub public_summary: Option<String>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub venue: Option<String>,
    pub venue_key: Option<String>,
    pub online_url: Option<String>,
    pub themes: String,
    pub audiences: String,
    pub partners: String,
    pub capacity: Option<i32>,
    pub planned: Option<String>,
    pub lesson_hours: Option<i32>,
    pub state: EventState,
    pub duplicate_of_id: Option<Id>,
    pub year: i32,
    pub results_number: i32,
    pub authors: String,
    pub search_text: String,
}

/// An event with what came of it.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub results: Option<EventResults>,
}

/// Whose an event is: who organises it, under which committee, and who receives its reports.
#[derive(Clone, Copy, Debug)]
pub struct Whose {
    /// The organiser with its committee.
    pub organiser: Organiser,
    /// Who receives its reports.
    pub recipient: Id,
}

/// When an event takes place and what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What for.
    pub occasion: EventOccasion,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The Month that it belongs to.
    pub month: Option<Id>,
}

/// Who created or edited an event, each with the version that was last of his making.
type Authors = BTreeMap<Id, i32>;

impl Row {
    /// A new event, planned.
    pub fn new(
        id: Id,
        series: Option<Id>,
        whose: &Whose,
        frame: &Frame,
        described: &Described,
        people: &[Id],
        now: Instant,
    ) -> Result<Self, Problem> {
        let row = Self {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: whose.organiser.agency,
            committee_id: whose.organiser.committee,
            recipient_id: whose.recipient,
            action_month_id: frame.month,
            series_id: series,
            occasion: frame.occasion,
            form: described.form,
            form_note: None,
            mode: described.mode,
            title: String::new(),
            public_summary: None,
            starts_at: frame.starts_at,
            ends_at: frame.ends_at,
            venue: None,
            venue_key: None,
            online_url: None,
            themes: String::new(),
            audiences: String::new(),
            partners: String::new(),
            capacity: None,
            planned: None,
            lesson_hours: None,
            state: EventState::Planned,
            duplicate_of_id: None,
            year: 0,
            results_number: 0,
            authors: "{}".to_owned(),
            search_text: String::new(),
        };
        row.describing(described)?.authored_by(people)
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state.
    pub fn in_state(&self, state: EventState, now: Instant) -> Self {
        Self { state, ..self.touched(now) }
    }

    /// The same at another time, perhaps for something else.
    pub fn framed(self, frame: &Frame) -> Self {
        Self {
            occasion: frame.occasion,
            starts_at: frame.starts_at,
            ends_at: frame.ends_at,
            action_month_id: frame.month,
            year: window::year_of(frame.starts_at),
            ..self
        }
    }

    /// The same with what is said of it.
    pub fn describing(self, described: &Described) -> Result<Self, Problem> {
        let row = Self {
            form: described.form,
            form_note: described.form_note.clone(),
            mode: described.mode,
            title: described.title.clone(),
            public_summary: described.public_summary.clone(),
            venue: described.venue.as_ref().map(to_column).transpose()?,
            online_url: described.online_url.clone(),
            themes: to_column(&described.themes)?,
            audiences: to_column(&described.audiences)?,
            partners: to_column(&described.partners)?,
            capacity: described.capacity,
            planned: described.planned.as_ref().map(to_column).transpose()?,
            lesson_hours: described.lesson_hours,
            ..self
        };
        row.indexed()
    }

    /// The same with what it is found by.
    pub fn indexed(mut self) -> Result<Self, Problem> {
        let described = self.described()?;
        let venue = described.venue.map(|it| it.name);
        self.venue_key = venue.as_deref().map(text::fold);
        self.year = window::year_of(self.starts_at);
        let summary = self.public_summary.as_deref().unwrap_or_default();
        self.search_text = text::fold(&format!("{} {summary} {}", self.title, venue.unwrap_or_default()));
        Ok(self)
    }

    /// The same with people who made this version what it says.
    pub fn authored_by(mut self, people: &[Id]) -> Result<Self, Problem> {
        let mut authors = self.authors()?;
        authors.extend(people.iter().map(|person| (*person, self.version)));
        self.authors = to_column(&authors)?;
        Ok(self)
    }

    /// Who created or edited it, each with the version that was last of his making.
    pub fn authors(&self) -> Result<Authors, Problem> {
        from_column(&self.authors)
    }

    /// When it takes place.
    pub fn times(&self) -> FirstTimes {
        FirstTimes { starts_at: self.starts_at, ends_at: self.ends_at }
    }

    /// When it takes place, and what for.
    pub fn frame(&self) -> Frame {
        Frame { occasion: self.occasion, starts_at: self.starts_at, ends_at: self.ends_at, month: self.action_month_id }
    }

    /// What is said of it.
    pub fn described(&self) -> Result<Described, Problem> {
        Ok(Described {
            form: self.form,
            form_note: self.form_note.clone(),
            mode: self.mode,
            title: self.title.clone(),
            public_summary: self.public_summary.clone(),
            venue: self.venue.as_deref().map(from_column).transpose()?,
            online_url: self.online_url.clone(),
            themes: from_column(&self.themes)?,
            audiences: from_column(&self.audiences)?,
            partners: from_column(&self.partners)?,
            capacity: self.capacity,
            planned: self.planned.as_deref().map(from_column).transpose()?,
            lesson_hours: self.lesson_hours,
        })
    }

    /// The times and the occasion that an edit asks for; the Month is not looked up yet.
    pub fn frame_after(&self, patch: &EventPatch) -> Frame {
        Frame {
            occasion: patch.occasion.unwrap_or(self.occasion),
            starts_at: patch.starts_at.unwrap_or(self.starts_at),
            ends_at: patch.ends_at.unwrap_or(self.ends_at),
            month: self.action_month_id,
        }
    }

    /// What an edit would change.
    pub fn edited(&self, frame: &Frame, described: &Described) -> Result<Edited, Problem> {
        let before = self.described()?;
        let first = |changes: &[(&'static str, bool)]| changes.iter().find(|(_, is)| *is).map(|(pointer, _)| *pointer);
        Ok(Edited {
            frame: first(&[
                ("/starts_at", self.starts_at != frame.starts_at),
                ("/ends_at", self.ends_at != frame.ends_at),
                ("/occasion", self.occasion != frame.occasion),
                ("/form", before.form != described.form),
            ]),
            rest: first(&[
                ("/form_note", before.form_note != described.form_note),
                ("/mode", before.mode != described.mode),
                ("/venue", before.venue != described.venue),
                ("/online_url", before.online_url != described.online_url),
                ("/themes", before.themes != described.themes),
                ("/audiences", before.audiences != described.audiences),
                ("/partners", before.partners != described.partners),
                ("/capacity", before.capacity != described.capacity),
                ("/planned", before.planned != described.planned),
                ("/lesson_hours", before.lesson_hours != described.lesson_hours),
            ]),
            words: before.title != described.title || before.public_summary != described.public_summary,
        })
    }

    /// What the rules look at.
    pub fn facts(&self) -> EventFacts {
        EventFacts {
            organiser: Organiser { agency: self.agency_id, committee: self.committee_id },
            state: self.state,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
        }
    }

    /// The agencies that organise it together with its own.
    pub fn co_organisers(&self) -> Result<Vec<Id>, Problem> {
        Ok(rules::co_organisers(&self.described()?.partners))
    }

    /// What lists show at an instant: everything but what came of it.
    pub fn listed(&self, now: Instant) -> Result<Event, Problem> {
        let described = self.described()?;
        Ok(Event {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            committee_id: self.committee_id,
            recipient_id: self.recipient_id,
            action_month_id: self.action_month_id,
            series_id: self.series_id,
            occasion: self.occasion,
            form: described.form,
            form_note: described.form_note,
            mode: described.mode,
            title: described.title,
            public_summary: described.public_summary,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            venue: described.venue,
            online_url: described.online_url,
            themes: described.themes,
            audiences: described.audiences,
            partners: described.partners,
            capacity: described.capacity,
            planned: described.planned,
            lesson_hours: described.lesson_hours,
            state: self.state,
            duplicate_of_id: self.duplicate_of_id,
            results_due_at: window::results_due_at(self.ends_at),
            results_standing: rules::results_standing(self.state, self.ends_at, now),
            results_number: self.results_number,
            results: None,
            publication: None,
            overlaps: None,
            actions: None,
        })
    }
}

impl Stored {
    /// What callers see at an instant.
    pub fn answer(&self, now: Instant) -> Result<Event, Problem> {
        Ok(Event { results: self.results.clone(), ..self.row.listed(now)? })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    let reading = Reading::of(&view.caller);
    let may = reading.event(row.committee_id, row.agency_id, row.recipient_id, &row.co_organisers()?);
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One event; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: Row = on_engine!(view.connection, native => events::table.find(id).first(native)?);
    let row = readable(view, row)?;
    Ok(Stored { results: results::newest(view.connection, &row)?, row })
}

/// The same, locked, with the Month that it belongs to held before it.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let month = events::table.find(id).select(events::action_month_id).single_value();
    let of_it = action_months::table.filter(action_months::id.nullable().eq(month)).select(action_months::id);
    let held: QueryResult<Vec<Id>> = share_rows!(view.connection, of_it);
    held?;
    let row: QueryResult<Row> = lock_row!(view.connection, events::table.find(id));
    let row = readable(view, row?)?;
    Ok(Stored { results: results::newest(view.connection, &row)?, row })
}

/// Two events, both locked in the order of their ids, so that two requests cannot wait for each other. 404 for the first where the
/// caller may not read it; what is wrong with the second is told by itself, as an unknown reference.
pub fn lock_two(
    view: &mut View<'_>,
    id: Id,
    other: Id,
    pointer: &str,
) -> Result<(Stored, Result<Row, Problem>), Problem> {
    let lock_other =
        |view: &mut View<'_>| lock(view, other).map(|it| it.row).map_err(|problem| problem.or_unknown(pointer));
    if other < id {
        let second = lock_other(view);
        return Ok((lock(view, id)?, second));
    }
    let first = lock(view, id)?;
    Ok((first, lock_other(view)))
}

/// Some events, by their ids, whoever may read them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Row>, Problem> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let rows: Vec<Row> = events::table.filter(events::id.eq_any(some)).load(connection)?;
        found.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(found)
}

/// The Action Month of a committee in a year, held as it is until the commit.
pub fn month_of(connection: &mut AnyConnection, committee: Id, year: i32) -> Result<Option<Id>, Problem> {
    let found: QueryResult<Vec<Id>> = share_rows!(
        connection,
        action_months::table
            .filter(action_months::committee_id.eq(committee))
            .filter(action_months::year.eq(year))
            .select(action_months::id)
    );
    Ok(found?.into_iter().next())
}

/// Enters an event, with whatever lies beside it.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, events::table, row).map_err(broken)?;
    keep_co_organisers(connection, row, false)?;
    insert_figures(connection, row)
}

/// Enters many that have nobody else to organise them, each with its figures.
pub fn insert_all(connection: &mut AnyConnection, events: &[Stored]) -> Result<(), Problem> {
    let rows: Vec<Row> = events.iter().map(|it| it.row.clone()).collect();
    insert_many!(connection, events::table, rows).map_err(broken)?;
    let figures = events.iter().map(|it| FiguresRow::of(&it.row, it.results.as_ref()));
    let figures: Vec<Option<FiguresRow>> = figures.collect::<Result<_, _>>()?;
    insert_all_figures(connection, figures.into_iter().flatten().collect())
}

/// Stores a changed event, with whatever lies beside it.
pub fn save(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    let row = &stored.row;
    rewrite_row!(connection, events::table, row.id, row).map_err(broken)?;
    save_figures(connection, row, stored.results.as_ref())
}

/// The same where its partners may have changed.
pub fn save_edited(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    save(connection, stored)?;
    keep_co_organisers(connection, &stored.row, true)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Queryable, Insertable)]
#[diesel(table_name = event_co_organisers)]
struct CoOrganiserRow {
    event_id: Id,
    agency_id: Id,
}

fn keep_co_organisers(connection: &mut AnyConnection, row: &Row, anew: bool) -> Result<(), Problem> {
    if anew {
        let former = event_co_organisers::table.filter(event_co_organisers::event_id.eq(row.id));
        diesel::delete(former).execute(connection)?;
    }
    let agencies = row.co_organisers()?.into_iter();
    let rows: Vec<CoOrganiserRow> = agencies.map(|agency_id| CoOrganiserRow { event_id: row.id, agency_id }).collect();
    if !rows.is_empty() {
        insert_many!(connection, event_co_organisers::table, rows).map_err(broken)?;
    }
    Ok(())
}

/// Removes an event that has no results.
pub fn delete(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    let co_organisers = event_co_organisers::table.filter(event_co_organisers::event_id.eq(id));
    diesel::delete(co_organisers).execute(connection)?;
    diesel::delete(event_figures::table.find(id)).execute(connection)?;
    diesel::delete(events::table.find(id)).execute(connection)?;
    Ok(())
}

/// Whether a duplicate names this event, which is locked.
pub fn is_named(connection: &mut AnyConnection, id: Id) -> Result<bool, Problem> {
    let naming: i64 = events::table.filter(events::duplicate_of_id.eq(id)).count().get_result(connection)?;
    Ok(naming > 0)
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, events, id)
}

/// Keeps of a boxed query over events what the caller may read.
macro_rules! readable_events {
    ($query:expr, $reading:expr) => {{
        let (query, reading) = ($query, $reading);
        let together = |agencies| {
            event_co_organisers::table
                .filter(among(event_co_organisers::agency_id, agencies))
                .select(event_co_organisers::event_id)
        };
        match (reading.committees.listed(), reading.agencies.listed()) {
            (Some([]), Some(agencies)) => query.filter(
                among(events::agency_id, agencies)
                    .or(among(events::recipient_id, agencies))
                    .or(events::id.eq_any(together(agencies))),
            ),
            (Some(committees), Some(agencies)) => query.filter(
                among(events::committee_id, committees)
                    .or(among(events::agency_id, agencies))
                    .or(among(events::recipient_id, agencies))
                    .or(events::id.eq_any(together(agencies))),
            ),
            _ => query,
        }
    }};
}

/// What of a row has no bound worth speaking of, for pages that stay small.
const TEXTS: &[&str] = &["title", "public_summary", "partners", "venue", "online_url"];

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &EventFilter, page: &PageRequest) -> Result<Page<Event>, Problem> {
    let (connection, reading, now) = (&mut *view.connection, Reading::of(&view.caller), view.now);
    let (sort, way) = (filter.sort.to_string(), filter.sort.direction);
    let after = page.after::<Instant>(&sort)?;
    // Whose last day lies so far back is late: the instant is that of 24:00, seven days ago.
    let late_before = deadline::start_of(now.date().checked_sub_days(chrono::Days::new(7)).unwrap_or(NaiveDate::MIN));
    let (rows, page, total): (Vec<Row>, PageRequest, Option<i64>) = on_engine!(connection, native => {
        let filtered = || {
            let mut query = readable_events!(events::table.into_boxed(), &reading);
            query = any_of(query, events::agency_id, &filter.agency_id);
            query = any_of(query, events::occasion, &filter.occasion);
            query = any_of(query, events::form, &filter.form);
            query = any_of(query, events::state, &filter.state);
            query = any_of(query, events::year, &filter.year);
            if let Some(series) = filter.series_id {
                query = query.filter(events::series_id.eq(series));
            }
            if let Some(from) = filter.starts_from {
                query = query.filter(events::starts_at.ge(from));
            }
            if let Some(before) = filter.starts_before {
                query = query.filter(events::starts_at.lt(before));
            }
            if let Some(q) = &filter.q {
                query = query.filter(containing!(events::search_text, q));
            }
            let owing = events::state.eq_any(EventState::OWING);
            match filter.results_standing {
                None => query,
                Some(ResultsStanding::Reported) => query.filter(events::state.eq(EventState::Reported)),
                Some(ResultsStanding::Owed) => {
                    query.filter(owing).filter(events::ends_at.le(now)).filter(events::ends_at.gt(late_before))
                }
                Some(ResultsStanding::Overdue) => query.filter(owing).filter(events::ends_at.le(late_before)),
                Some(ResultsStanding::NotOwed) => query
                    .filter(events::state.ne(EventState::Reported))
                    .filter(events::state.ne_all(EventState::OWING).or(events::ends_at.gt(now))),
            }
        };
        let ordered = || match filter.sort.column {
            EventColumn::StartsAt => keyset!(filtered(), way, events::starts_at, events::id, after),
            EventColumn::CreatedAt => keyset!(filtered(), way, events::created_at, events::id, after),
        };
        let sizes: Vec<i64> = ordered().select(bytes_of(TEXTS)).limit(page.fetch()).load(native)?;
        let fitting = page.fitting(&sizes);
        let rows = ordered().limit(fitting.fetch()).load(native)?;
        (rows, fitting, page.total(|| filtered().count().get_result(native))?)
    });
    let by_start = filter.sort.column == EventColumn::StartsAt;
    let cut = Page::cut(rows, &page, &sort, |row| (if by_start { row.starts_at } else { row.created_at }, row.id.0));
    let Page { items, next, .. } = cut?;
    Ok(Page { items: items.iter().map(|row| row.listed(now)).collect::<Result<_, _>>()?, next, total })
}

/// No more events of an agency are in its calendar: those that begin last.
const OF_A_CALENDAR: i64 = 2_000;
/// No more of others, who name it without asking.
const OF_OTHERS: i64 = 500;

/// The events of an agency within a time, its own before those that others organise with it, each the last first; of them what the
/// caller may read. What others have only planned is not the agency's yet.
pub fn of_agency(view: &mut View<'_>, agency: Id, from: Instant, before: Instant) -> Result<Vec<Row>, Problem> {
    let together = event_co_organisers::table
        .filter(event_co_organisers::agency_id.eq(agency))
        .select(event_co_organisers::event_id);
    let within = || {
        events::table
            .filter(events::starts_at.gt(from.plus_seconds(-window::LONGEST - 1)))
            .filter(events::starts_at.lt(before))
            .filter(events::ends_at.gt(from))
            .order((events::starts_at.desc(), events::id.desc()))
    };
    let rows: Vec<Row> = on_engine!(&mut *view.connection, native => {
        let mut rows: Vec<Row> = within().filter(events::agency_id.eq(agency)).limit(OF_A_CALENDAR).load(native)?;
        let others = within().filter(events::id.eq_any(together)).filter(events::state.ne(EventState::Planned));
        let others: Vec<Row> = others.filter(events::agency_id.ne(agency)).limit(OF_OTHERS).load(native)?;
        rows.extend(others);
        rows
    });
    rows.into_iter().filter_map(|row| of_those_readable(view, row).transpose()).collect()
}

fn of_those_readable(view: &View<'_>, row: Row) -> Result<Option<Row>, Problem> {
    match readable(view, row) {
        Ok(row) => Ok(Some(row)),
        Err(problem) if problem.code() == Code::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// No more events at one venue at one time are named.
const OVERLAPS: i64 = 20;

/// Other events at the venue of one, at its time, which the caller may read; cancelled and postponed ones are in nobody's way.
pub fn overlaps(view: &mut View<'_>, row: &Row) -> Result<Vec<Id>, Problem> {
    let stands = !matches!(row.state, EventState::Cancelled | EventState::Postponed);
    let Some(venue) = row.venue_key.clone().filter(|_| stands) else {
        return Ok(Vec::new());
    };
    let reading = Reading::of(&view.caller);
    Ok(on_engine!(&mut *view.connection, native => {
        readable_events!(events::table.into_boxed(), &reading)
            .filter(events::committee_id.eq(row.committee_id))
            .filter(events::venue_key.eq(venue))
            .filter(events::starts_at.lt(row.ends_at))
            .filter(events::starts_at.gt(row.starts_at.plus_seconds(-window::LONGEST)))
            .filter(events::ends_at.gt(row.starts_at))
            .filter(events::state.ne_all([EventState::Cancelled, EventState::Postponed]))
            .filter(events::id.ne(row.id))
            .order((events::starts_at, events::id))
            .select(events::id)
            .limit(OVERLAPS)
            .load(native)?
    }))
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let row: Option<Row> = on_engine!(view.connection, native => events::table.find(id).first(native).optional()?);
    match row {
        Some(row) => crate::kernel::chapter::found(readable(view, row)),
        None => Ok(false),
    }
}

/// Whether the caller may read what came of an event, by one of the versions: whoever may read the event.
pub fn may_read_results(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let event: Option<Id> =
        event_results::table.find(id).select(event_results::event_id).first(view.connection).optional()?;
    event.map_or(Ok(false), |event| may_read(view, event))
}

/// How many events an agency has still to hold, to report or to call off.
pub fn left(view: &mut View<'_>, agency: Id, _: NaiveDate) -> Result<i64, Problem> {
    use EventState::{Confirmed, Held, Planned, Postponed};
    Ok(on_engine!(&mut *view.connection, native => {
        events::table
            .filter(events::agency_id.eq(agency))
            .filter(events::state.eq_any([Planned, Confirmed, Postponed, Held]))
            .count()
            .get_result(native)?
    }))
}
