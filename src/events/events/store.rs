//! Events, who organises them together, and what came of them.
//!
//! Order of locks: the Month (shared), events in the order of their ids, the publication of each.

mod figures;
mod held;
mod results;
mod row;
mod series;

pub use figures::{FiguresRow, insert_all_figures, insert_figures, save_figures};
pub use held::{FOLDED, held};
pub use results::{ATTACHED, ResultsRow, files_of, insert_all_results, insert_results, results};
pub use row::{Frame, Row, Stored, Whose};
pub use series::{SeriesRow, find_series, free_series, held_series, insert_series, may_read_series};

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::prelude::*;

use crate::events::access::Reading;
use crate::events::events::model::{Event, EventColumn, EventFilter, EventState, ResultsStanding};
use crate::events::window;
use crate::kernel::chapter::{Left, found};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{
    AnyConnection, among, among_found, any_of, insert_many, insert_row, lock_row, on_engine, rewrite_row, share_rows,
};
use crate::schema::{action_months, event_co_organisers, event_figures, event_results, events};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "events_pkey", columns: "events.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

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

/// Of some events those that a duplicate names.
pub fn named_among(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashSet<Id>, Problem> {
    let named: Vec<Option<Id>> =
        events::table.filter(events::duplicate_of_id.eq_any(ids)).select(events::duplicate_of_id).load(connection)?;
    Ok(named.into_iter().flatten().collect())
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
                    .or(among_found(events::id, together(agencies))),
            ),
            (Some(committees), Some(agencies)) => query.filter(
                among(events::committee_id, committees)
                    .or(among(events::agency_id, agencies))
                    .or(among(events::recipient_id, agencies))
                    .or(among_found(events::id, together(agencies))),
            ),
            _ => query,
        }
    }};
}

/// What of a row can be long, for pages that stay small.
const TEXTS: &[&str] = &["title", "public_summary", "partners", "venue", "online_url"];
/// No event has more bytes of them: thirty partners with their names, and some two thousand characters beside them.
const LARGEST: i64 = 64 << 10;

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &EventFilter, page: &PageRequest) -> Result<Page<Event>, Problem> {
    let (connection, reading, now) = (&mut *view.connection, Reading::of(&view.caller), view.now);
    // Whose last day lies so far back is late: the instant is that of 24:00, seven days ago.
    let late_before = deadline::start_of(now.date().checked_sub_days(chrono::Days::new(7)).unwrap_or(NaiveDate::MIN));
    let found = on_engine!(connection, native => {
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
        listed!(native, page, filtered => Row, events.updated_at, filter.sort => {
            EventColumn::StartsAt => starts_at: Instant,
            EventColumn::CreatedAt => created_at: Instant,
        }, texts: TEXTS, each: LARGEST)
    });
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(|row| row.listed(now)).collect::<Result<_, _>>()?, next, total })
}

/// No more events of an agency are in its calendar: those that begin last.
const OF_A_CALENDAR: i64 = 2_000;
/// No more of others, who name it without asking.
const OF_OTHERS: i64 = 500;

/// The events of an agency, and of those whose it holds, within a time, its own before those that others organise with it, each the last
/// first; of them what the caller may read. What others have only planned is not the agency's yet.
pub fn of_agencies(view: &mut View<'_>, held: &[Id], from: Instant, before: Instant) -> Result<Vec<Row>, Problem> {
    let together = event_co_organisers::table
        .filter(among(event_co_organisers::agency_id, held))
        .select(event_co_organisers::event_id);
    let within = || {
        events::table
            .filter(events::starts_at.gt(from.plus_seconds(-window::LONGEST - 1)))
            .filter(events::starts_at.lt(before))
            .filter(events::ends_at.gt(from))
            .order((events::starts_at.desc(), events::id.desc()))
    };
    let rows: Vec<Row> = on_engine!(&mut *view.connection, native => {
        let mut rows: Vec<Row> = within().filter(among(events::agency_id, held)).limit(OF_A_CALENDAR).load(native)?;
        let others = within().filter(events::id.eq_any(together)).filter(events::state.ne(EventState::Planned));
        let others: Vec<Row> = others.filter(not(among(events::agency_id, held))).limit(OF_OTHERS).load(native)?;
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
        Some(row) => found(readable(view, row)),
        None => Ok(false),
    }
}

/// Whether the caller may read what came of an event, by one of the versions: whoever may read the event.
pub fn may_read_results(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let event: Option<Id> =
        event_results::table.find(id).select(event_results::event_id).first(view.connection).optional()?;
    event.map_or(Ok(false), |event| may_read(view, event))
}

/// Events of agencies that end, from the plan until their results are reported.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    use EventState::{Confirmed, Held, Planned, Postponed};
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        events::table
            .filter(events::agency_id.eq_any(ending))
            .filter(events::state.eq_any([Planned, Confirmed, Postponed, Held]))
            .order(events::id)
            .select((events::id, events::agency_id))
            .load(native)?
    });
    Ok(Left::of_each("events", rows))
}
