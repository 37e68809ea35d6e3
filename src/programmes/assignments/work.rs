//! What waits for people of assignments: to take them on and to do them, to verify what was reported, to decide on what was refused;
//! and the requests for more time that are about them.

use std::sync::Arc;

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::extensions;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{in_words, of_agencies};
use crate::kernel::work::{Awaited, Behind, Openings, Place, Waits, Work, dated_places};
use crate::kernel::workflow::NextAction;
use crate::programmes::assignments::extendable::EXTENDABLE;
use crate::programmes::assignments::model::Assignment;
use crate::programmes::assignments::model::AssignmentState::{
    self, Accepted, InProgress, Pending, ReportedDone, Returned,
};
use crate::programmes::assignments::rules;
use crate::programmes::assignments::store::{self, Names, Row};
use crate::programmes::assignments::workflow::{AssignmentFacts, TRANSITIONS};
use crate::programmes::programmes::model::ProgrammeState::{self, Closed, Issued};
use crate::schema::{assignments, programmes};

/// Assignments, and more time for them.
pub const WORK: &[Work] = &[
    Work { kind: Assignment::RESOURCE, path: "/assignments/{id}", places, told },
    Work {
        kind: extensions::work::KIND,
        path: extensions::work::PATH,
        places: places_of_extensions,
        told: told_of_extensions,
    },
];

const AWAITED: &[Awaited<AssignmentState>] = &[
    Awaited { from: &[Pending], actions: &["accept", "return"] },
    Awaited { from: &[Accepted, InProgress], actions: &["record_progress", "report_done"] },
    Awaited { from: &[ReportedDone], actions: &["verify", "send_back"] },
    Awaited { from: &[Returned], actions: &["reassign", "insist"] },
];

/// In these states something is left to do for those who carry it out …
const TO_DO: &str = "assignments.state IN ('pending', 'accepted', 'in_progress')";
/// … and in these for those whose programme it is.
const TO_DECIDE: &str = "assignments.state IN ('reported_done', 'returned')";

/// What a caller may do next with an assignment.
pub fn next(caller: &Caller, facts: &AssignmentFacts, now: Instant) -> Vec<NextAction> {
    let mut actions = TRANSITIONS.actions(caller, facts, now);
    actions.push(extensions::may_ask(caller, facts, rules::asks_for_time(facts.programme)));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<AssignmentState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED))
}

/// Whether the programme of an assignment is or was last in force in one of some states.
macro_rules! programme_is {
    ($states:expr) => {
        exists(
            programmes::table
                .filter(programmes::series_id.eq(assignments::series_id))
                .filter(programmes::state.eq_any($states as &[ProgrammeState]))
                .filter(programmes::number.is_not_null())
                .filter(programmes::superseded_at.is_null()),
        )
    };
}

/// Assignments in some states, of programmes that let them move on. A closed one takes reports and their verification alone: what nobody
/// took on in a decade of closed programmes waits for nobody.
macro_rules! moving {
    ($words:expr, $states:expr) => {
        assignments::table
            .filter(in_words($words))
            .filter(assignments::state.eq_any($states.clone()))
            .filter(
                programme_is!(&[Issued])
                    .or(assignments::state.ne_all([Pending, Returned]).and(programme_is!(&[Closed]))),
            )
            .into_boxed()
    };
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let (due, id) = (assignments::effective_due_at, assignments::id);
    let mut found = Vec::new();
    if let Some(doing) = open.at(Seat::Assignee) {
        let agencies = doing.agencies.listed();
        found.extend(dated_places!(
            &mut *view.connection,
            behind,
            Instant,
            due,
            id,
            of_agencies(moving!(TO_DO, doing.states), assignments::agency_id, agencies)
        ));
    }
    for deciding in [Seat::Committee, Seat::Own].into_iter().filter_map(|seat| open.at(seat)) {
        let owners = deciding.agencies.listed();
        found.extend(dated_places!(
            &mut *view.connection,
            behind,
            Instant,
            due,
            id,
            of_agencies(moving!(TO_DECIDE, deciding.states), assignments::owner_agency_id, owners)
        ));
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let rows = store::of_ids(view.connection, ids)?;
    let names = Names::of(view.connection, &rows)?;
    let waits = |row: &Row| {
        let facts = row.facts(&view.caller.directory, names.programme_of(row))?;
        let next = next(&view.caller, &facts, view.now);
        Ok(Waits::of((row.id, row.version), row.state, AWAITED, next, || names.paper(row, view.now)))
    };
    rows.iter().filter_map(|row| waits(row).transpose()).collect()
}

fn places_of_extensions(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    extensions::work::places(view, behind, &EXTENDABLE)
}

fn told_of_extensions(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    extensions::work::told(view, ids, &EXTENDABLE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[]));
    }
}
