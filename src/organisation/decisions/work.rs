//! What waits for people of decisions on committees: drafts, for those who enter them and for the lead who puts them in force.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::of_agencies;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, one_by_one, undated_places};
use crate::kernel::workflow::NextAction;
use crate::organisation::decisions::model::CommitteeDecision;
use crate::organisation::decisions::model::CommitteeDecisionState::{self, Draft};
use crate::organisation::decisions::workflow::{DecisionFacts, TRANSITIONS};
use crate::organisation::decisions::{rules, store};
use crate::organisation::policy;
use crate::schema::committee_decisions;

/// Decisions on committees.
pub const WORK: Work = Work { kind: CommitteeDecision::RESOURCE, path: "/committee-decisions/{id}", places, told };

const AWAITED: &[Awaited<CommitteeDecisionState>] = &[Awaited { from: &[Draft], actions: &["update", "record"] }];

/// What a caller may do next with a decision.
pub fn next(caller: &Caller, facts: &DecisionFacts, now: Instant) -> Vec<NextAction> {
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE_DECISION, facts, rules::is_draft(facts.state))];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<CommitteeDecisionState>> {
    caller
        .derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE_DECISION, &[Draft]))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let Some(entering) = open.at(Seat::Committee) else { return Ok(Vec::new()) };
    let committees = entering.agencies.listed();
    let found = undated_places!(&mut *view.connection, behind, committee_decisions::id, {
        let drafts = committee_decisions::table.filter(committee_decisions::state.eq(Draft)).into_boxed();
        of_agencies(drafts, committee_decisions::committee_id, committees)
    });
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    one_by_one(view, ids, |view, id| {
        let row = store::find(view, id)?;
        let facts = store::facts(view, &row)?;
        let next = next(&view.caller, &facts, view.now);
        let name = view.caller.directory.agency_name(row.agency_id);
        let paper = || Paper::undated(name, row.agency_id).numbered(Some(row.number.clone()));
        Ok(Waits::of((row.id, row.version), row.state, AWAITED, next, paper))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE_DECISION.action]));
    }
}
