//! What waits for people of events: to confirm what is planned, to say when what was put off will be, to tell that it took place and
//! what came of it.

use std::sync::Arc;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Date;

use crate::events::events::model::Event;
use crate::events::events::model::EventState::{self, Confirmed, Held, Planned, Postponed};
use crate::events::events::rules;
use crate::events::events::store::{self, Row};
use crate::events::events::workflow::{EventFacts, TRANSITIONS};
use crate::events::{policy, window};
use crate::kernel::db::View;
use crate::kernel::deadline::Timeliness;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{in_words, of_agencies};
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, dated_places, undated_places};
use crate::kernel::workflow::NextAction;
use crate::schema::events;

/// Events.
pub const WORK: Work = Work { kind: Event::RESOURCE, path: "/events/{id}", places, told };

const AWAITED: &[Awaited<EventState>] = &[
    Awaited { from: &[Planned], actions: &["confirm"] },
    Awaited { from: &[Confirmed], actions: &["hold"] },
    Awaited { from: &[Postponed], actions: &["reschedule"] },
    Awaited { from: &[Held], actions: &["report"] },
];

/// Those that owe what came of them, [`EventState::OWING`], so that they have a last day. One that was put off has none.
const OWING: &str = "events.state IN ('planned', 'confirmed', 'held')";

/// The last day for what came of an event, [`window::results_due_on`], as an expression that there is an index of: seven days behind the
/// civil day in Vietnam of the instant before its end. Instants are microseconds on SQLite.
fn last_day(is_postgres: bool) -> SqlLiteral<Date> {
    sql(if is_postgres {
        "((events.ends_at AT TIME ZONE 'Asia/Ho_Chi_Minh') - INTERVAL '1 microsecond' + INTERVAL '7 days')::date"
    } else {
        "date((events.ends_at - 1) / 1000000 + 630000, 'unixepoch')"
    })
}

/// What a caller may do next with an event; `is_named` is whether a duplicate names it.
pub fn next(caller: &Caller, facts: &EventFacts, is_named: bool, now: Instant) -> Vec<NextAction> {
    let removable = rules::may_be_removed(facts.state, is_named);
    let mut actions = vec![
        NextAction::of(caller, &policy::UPDATE_EVENT, facts, rules::is_editable(facts.state)),
        NextAction::of(caller, &policy::DELETE_EVENT, facts, removable),
    ];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<EventState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let (open, now) = (openings(&view.caller), view.now);
    let Some(organising) = open.at(Seat::Assignee) else { return Ok(Vec::new()) };
    let (agencies, states) = (organising.agencies.listed(), organising.states.clone());
    let is_postgres = view.connection.is_postgres();
    let mut found =
        dated_places!(&mut *view.connection, behind, chrono::NaiveDate, last_day(is_postgres), events::id, {
            // What is confirmed waits for its beginning first, and for people afterwards.
            let owing = events::table
                .filter(in_words(OWING))
                .filter(events::state.eq_any(states.clone()))
                .filter(events::state.ne(Confirmed).or(events::starts_at.le(now)))
                .into_boxed();
            of_agencies(owing, events::agency_id, agencies)
        });
    if states.contains(&Postponed) {
        found.extend(undated_places!(&mut *view.connection, behind, events::id, {
            let postponed = events::table.filter(events::state.eq(Postponed)).into_boxed();
            of_agencies(postponed, events::agency_id, agencies)
        }));
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let rows = store::of_ids(view.connection, ids)?;
    let named = store::named_among(view.connection, ids)?;
    let waits = |row: &Row| {
        let next = next(&view.caller, &row.facts(), named.contains(&row.id), view.now);
        Waits::of((row.id, row.version), row.state, AWAITED, next, || paper(row, view.now))
    };
    Ok(rows.values().filter_map(waits).collect())
}

fn paper(row: &Row, now: Instant) -> Paper {
    let paper = Paper::undated(row.title.clone(), row.agency_id);
    if !EventState::OWING.contains(&row.state) {
        return paper;
    }
    let timeliness = Some(Timeliness::of(None, window::results_due_at(row.ends_at), now));
    Paper { timeliness, ..paper.due_on(window::results_due_on(row.ends_at)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[]));
    }

    #[test]
    fn what_owes_is_said_in_the_same_words_everywhere() {
        let states: Vec<String> = EventState::OWING.iter().map(|state| format!("'{state}'")).collect();
        assert_eq!(OWING, format!("events.state IN ({})", states.join(", ")));
    }

    #[test]
    fn the_last_day_is_what_the_window_says_on_sqlite_too() {
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        for ends_at in ["2017-11-23T17:00:00Z", "2017-11-23T17:00:00.000001Z", "2017-12-31T16:59:59.999999Z"] {
            let ends_at = Instant::parse(ends_at).unwrap();
            let expression = format!("SELECT {} FROM (SELECT {} AS ends_at) AS events", words(), ends_at.0);
            let found: chrono::NaiveDate = sql::<Date>(&expression).get_result(&mut connection).unwrap();
            assert_eq!(found, window::results_due_on(ends_at));
        }
    }

    fn words() -> String {
        let text = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&last_day(false)).to_string();
        text.split(" -- binds").next().unwrap().to_owned()
    }
}
