//! What waits for people of agency changes: drafts for those who write them and for the chair, and what was approved for whoever carries
//! it out, from its day on. What becomes of the reports that are owed is judged when the step is taken.

use std::sync::Arc;

use diesel::prelude::*;

use crate::agencies::changes::model::AgencyChange;
use crate::agencies::changes::model::AgencyChangeState::{self, Approved, Draft};
use crate::agencies::changes::workflow::{AgencyChangeFacts, TRANSITIONS};
use crate::agencies::changes::{judging, rules, store};
use crate::agencies::policy;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::of_agencies;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, one_by_one, undated_places};
use crate::kernel::workflow::NextAction;
use crate::schema::agency_changes;

/// Agency changes.
pub const WORK: Work = Work { kind: AgencyChange::RESOURCE, path: "/agency-changes/{id}", places, told };

const AWAITED: &[Awaited<AgencyChangeState>] = &[
    Awaited { from: &[Draft], actions: &["update", "approve"] },
    Awaited { from: &[Approved], actions: &["execute"] },
];

/// What a caller may do next with a change.
pub fn next(caller: &Caller, facts: &AgencyChangeFacts, now: Instant) -> Vec<NextAction> {
    let editable = rules::is_draft(facts.state);
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE_CHANGE, facts, editable)];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<AgencyChangeState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE_CHANGE, &[Draft]))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let Some(seat) = open.at(Seat::Committee) else { return Ok(Vec::new()) };
    let (committees, states) = (seat.agencies.listed(), seat.states.clone());
    let today = view.caller.today;
    let found = undated_places!(&mut *view.connection, behind, agency_changes::id, {
        let moving = agency_changes::table
            .filter(agency_changes::state.eq_any(states.clone()))
            .filter(agency_changes::state.ne(Approved).or(agency_changes::effective_on.le(today)))
            .into_boxed();
        of_agencies(moving, agency_changes::committee_id, committees)
    });
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    one_by_one(view, ids, |view, id| {
        let row = store::find(view, id)?;
        let facts = judging::facts(view, &row, &row.answer()?, &["approve", "execute"], None)?;
        let next = next(&view.caller, &facts, view.now);
        let paper = || Paper::undated(row.title(), row.committee_id);
        Ok(Waits::of((row.id, row.version), row.state, AWAITED, next, paper))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE_CHANGE.action]));
    }
}
