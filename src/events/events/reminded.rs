//! What the reminders are told of events: whose results are owed, from the end of an event on.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;

use crate::events::events::model::{Event, EventState};
use crate::events::events::store::Row;
use crate::events::window;
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::due::{Debts, Due, Part, Remindable};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::Seat;
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::sql::{AnyConnection, among};
use crate::schema::events;

/// Events, for the reminders.
pub const REMINDED: Remindable = Remindable { scan, owed_by, find, titles, asked_by: None };

/// What those do who tell what came of an event.
const TELLING: &[&str] = &["events.confirm", "events.hold", "events.report"];
/// People are reminded the day before results are late, and not earlier: they have a week.
const NOTICE: u16 = 1;

/// Planned, confirmed and held ones that are over all owe their results.
fn scan(connection: &mut AnyConnection, _: &Directory, part: &Part) -> Result<Vec<Due>, Problem> {
    let today = deadline::start_of(part.today);
    let mut query = events::table
        .filter(events::state.eq_any(EventState::OWING))
        .filter(events::ends_at.le(today))
        .filter(events::ends_at.le(ended_by(part.wanted_by)))
        .into_boxed();
    if let Some(after) = part.after {
        query = query.filter(events::id.gt(after));
    }
    let rows: Vec<Row> = query.order(events::id).limit(part.limit).load(connection)?;
    Ok(rows.iter().map(|row| due(row, today)).collect())
}

/// Results of events that were over before today, so that the answer is the same through the day.
fn owed_by(connection: &mut AnyConnection, _: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let (after, upto) = asked.due();
    let (from, before) = (ended_by(after.date().pred_opt().unwrap_or(NaiveDate::MIN)), ended_by(upto.date()));
    let today = deadline::start_of(asked.today);
    let rows: Vec<Row> = events::table
        .filter(among(events::agency_id, asked.agencies))
        .filter(events::state.eq_any(EventState::OWING))
        .filter(events::ends_at.gt(from))
        .filter(events::ends_at.le(before.min(today)))
        .order((events::ends_at, events::id))
        .limit(asked.limit)
        .load(connection)?;
    let is_asked_for = |row: &&Row| {
        let due_at = window::results_due_at(row.ends_at);
        after < due_at && due_at <= upto
    };
    Ok(rows.iter().filter(is_asked_for).map(|row| due(row, today)).collect())
}

/// By when an event is over whose results are wanted by a day.
fn ended_by(wanted: NaiveDate) -> Instant {
    let last = wanted.checked_sub_days(Days::new(window::DAYS_FOR_RESULTS)).unwrap_or(NaiveDate::MIN);
    deadline::end_of(last)
}

fn find(connection: &mut AnyConnection, _: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Row> = events::table.filter(events::id.eq_any(ids)).order(events::id).load(connection)?;
    Ok(rows.iter().map(|row| due(row, now)).collect())
}

fn due(row: &Row, now: Instant) -> Due {
    Due {
        resource: Event::RESOURCE,
        id: row.id,
        is_owed: EventState::OWING.contains(&row.state) && row.ends_at <= now,
        version: row.version,
        changed_at: row.updated_at,
        agency: row.agency_id,
        roles: Role::OF_AGENCIES,
        done_by: TELLING,
        keeper: row.committee_id,
        keeper_seat: Seat::Committee,
        last_day: window::results_due_on(row.ends_at),
        is_extended: false,
        internal_on: None,
        awaited_since: None,
        notice: Some(NOTICE),
    }
}

/// What is owed of the events.
fn titles(connection: &mut AnyConnection, _: &Directory, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, String)> =
        events::table.filter(events::id.eq_any(ids)).select((events::id, events::title)).load(connection)?;
    Ok(rows.into_iter().map(|(id, title)| (id, format!("Kết quả: {title}"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::events::workflow::TRANSITIONS;

    #[test]
    fn what_ends_the_debt_are_steps_that_there_are() {
        for action in TELLING {
            let name = action.strip_prefix("events.").unwrap();
            assert!(TRANSITIONS.rows.iter().any(|row| row.action == name), "{action}");
        }
    }
}
